// SPDX-License-Identifier: Apache-2.0
// Tasks in time: one lane for each worker thread, each cut into segments. A segment is a stretch in which one task runs
// and no task nested in it does, so segments never overlap and their lengths are self times.

#pragma once

#include "profile/profile.h"

namespace weft::profile {

struct Lane {
  std::vector<uint32_t> tasks;    // rows by start; of equal starts the longest first
  std::vector<int64_t> starts;    // of the segments
  std::vector<int64_t> ends;
  std::vector<uint32_t> owners;   // the row each segment belongs to
  int64_t busy_ns = 0;
};

struct Timeline {
  std::vector<uint32_t> order;    // all rows by start; of equal starts the longest first; then by row
  std::vector<Lane> lanes;
};

Timeline build_timeline(const Profile& profile);

/// The half-open range of segments that touch [t0, t1).
struct SegmentRange {
  size_t first;
  size_t last;
};
SegmentRange segments_in(const Lane& lane, int64_t t0, int64_t t1);

}  // namespace weft::profile
