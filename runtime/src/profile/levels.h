// SPDX-License-Identifier: Apache-2.0
// Levels of detail: for each lane a pyramid of buckets whose widths are powers of two nanoseconds, aligned to time 0.
// A window of any width is answered with at most marks_per_lane + 1 marks for each lane: the segments themselves when
// they are few, else the buckets of the level that fits; below the finest level, buckets are counted from the segments.

#pragma once

#include "profile/timeline.h"

namespace weft::profile {

constexpr uint32_t kNoTask = 0xFFFFFFFF;

struct Bucket {
  int64_t busy_ns = 0;
  uint32_t site = 0;    // the site with the largest share; the lowest index of equals
  uint32_t count = 0;   // tasks that start in the bucket
};

struct Level {
  int exponent = 0;     // bucket width is 2^exponent ns
  std::vector<Bucket> buckets;
};

struct Levels {
  std::vector<std::vector<Level>> lanes;  // finest first
};

struct Mark {
  uint32_t lane = 0;
  int64_t start_ns = 0;
  int64_t end_ns = 0;
  int64_t busy_ns = 0;
  uint32_t site = 0;
  uint32_t count = 0;
  uint32_t task = kNoTask;  // the row when the mark is one task's segment
};

struct WindowQuery {
  int64_t t0 = 0;
  int64_t t1 = 0;
  uint32_t first_lane = 0;
  uint32_t lane_count = 0;
  uint32_t marks_per_lane = 1;
};

Levels build_levels(const Profile& profile, const Timeline& timeline);

std::vector<Mark> window(const Profile& profile, const Timeline& timeline, const Levels& levels, const WindowQuery& query);

}  // namespace weft::profile
