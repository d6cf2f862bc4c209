// SPDX-License-Identifier: Apache-2.0
// Numbers about an interval of a profile: where time and bytes went by site or source line, how busy the threads were,
// how long tasks took. Times are clipped to the interval; bytes of a task that sticks out count in proportion.

#pragma once

#include <array>

#include "profile/timeline.h"

namespace weft::profile {

struct Interval {
  int64_t t0 = 0;
  int64_t t1 = INT64_MAX;  // exclusive; a task of no length belongs to the interval it starts in
};

enum class GroupBy { site, line };

struct TableRow {
  uint32_t key = 0;          // site index, or line from 0
  int64_t self_ns = 0;       // summed over threads, nested tasks of other keys left out
  int64_t total_ns = 0;      // summed over threads, nested tasks included once
  int64_t wall_ns = 0;       // time in which at least one thread was at it
  int64_t longest_ns = 0;
  uint64_t bytes = 0;
  uint64_t count = 0;
  uint64_t spawned = 0;      // of `count`, tasks handed to or shared with other threads
};

/// Rows by self time, largest first; equal ones by key.
std::vector<TableRow> table(const Profile& profile, const Timeline& timeline, GroupBy by, Interval interval);

struct Utilisation {
  std::vector<double> busy_ns;      // for each bucket, summed over threads
  std::vector<uint32_t> sites;      // those with the largest self time in the interval, at most `most_sites`
  std::vector<double> by_site_ns;   // sites.size() rows of buckets
};
Utilisation utilisation(const Profile& profile, const Timeline& timeline, Interval interval, uint32_t buckets, uint32_t most_sites);

/// Tasks by duration: bin i counts durations in [2^(i-1), 2^i) ns, bin 0 those of no length.
constexpr size_t kDurationBins = 54;
std::array<uint64_t, kDurationBins> duration_histogram(const Profile& profile, Interval interval);

struct TaskList {
  uint64_t total = 0;            // how many there are; `rows` holds the first `limit`
  std::vector<uint32_t> rows;    // by start
};
TaskList tasks_in(const Profile& profile, const Timeline& timeline, Interval interval, uint32_t limit);

}  // namespace weft::profile
