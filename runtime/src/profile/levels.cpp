// SPDX-License-Identifier: Apache-2.0
#include "profile/levels.h"

#include <algorithm>

namespace weft::profile {
namespace {

// The finest level has about one bucket for this many segments: finer windows hold few enough to count on the fly.
constexpr int64_t kSegmentsPerBucket = 4;
constexpr int64_t kMostBuckets = int64_t{1} << 17;
constexpr int64_t kFewestBuckets = 64;
constexpr int64_t kTopBuckets = 16;  // windows wider than this level are never asked for by a viewer

// Collects busy time by site for one bucket at a time; `reset` costs only what was touched.
class Shares {
 public:
  explicit Shares(size_t sites) : busy_(sites, 0) {}

  void add(uint32_t site, int64_t busy_ns) {
    if (busy_[site] == 0) touched_.push_back(site);
    busy_[site] += busy_ns;
  }

  void flush(Bucket& bucket) {
    int64_t best = 0;
    for (const uint32_t site : touched_) {
      if (busy_[site] > best || (busy_[site] == best && site < bucket.site)) {
        best = busy_[site];
        bucket.site = site;
      }
      bucket.busy_ns += busy_[site];
      busy_[site] = 0;
    }
    touched_.clear();
  }

 private:
  std::vector<int64_t> busy_;
  std::vector<uint32_t> touched_;
};

// Fills buckets [b0, b0 + out.size()) of width 2^exponent.
void fill(const Tasks& tasks, const Lane& lane, int exponent, int64_t b0, Shares& shares, std::vector<Bucket>& out) {
  const int64_t b1 = b0 + static_cast<int64_t>(out.size());
  const auto [first, last] = segments_in(lane, b0 << exponent, b1 << exponent);
  int64_t current = b0;
  for (size_t i = first; i < last; ++i) {
    const uint32_t site = tasks.site[lane.owners[i]];
    const int64_t until = std::min(b1 - 1, (lane.ends[i] - 1) >> exponent);
    for (int64_t b = std::max(b0, lane.starts[i] >> exponent); b <= until; ++b) {
      if (b != current) {
        shares.flush(out[static_cast<size_t>(current - b0)]);
        current = b;
      }
      const int64_t from = std::max(lane.starts[i], b << exponent);
      shares.add(site, std::min(lane.ends[i], (b + 1) << exponent) - from);
    }
  }
  if (current < b1) shares.flush(out[static_cast<size_t>(current - b0)]);

  const auto starts_before = [&](uint32_t row, int64_t time) { return tasks.start(row) < time; };
  auto task = std::lower_bound(lane.tasks.begin(), lane.tasks.end(), b0 << exponent, starts_before);
  for (; task != lane.tasks.end() && tasks.start(*task) < (b1 << exponent); ++task)
    ++out[static_cast<size_t>((tasks.start(*task) >> exponent) - b0)].count;
}

std::vector<Level> build_lane(const Profile& profile, const Lane& lane, Shares& shares) {
  std::vector<Level> levels;
  if (lane.starts.empty()) return levels;
  const int64_t wanted = std::clamp(static_cast<int64_t>(lane.starts.size()) / kSegmentsPerBucket, kFewestBuckets, kMostBuckets);
  int exponent = 0;
  while ((profile.end_ns >> exponent) + 1 > wanted) ++exponent;
  for (;; ++exponent) {
    const int64_t buckets = (profile.end_ns >> exponent) + 1;
    Level& level = levels.emplace_back();
    level.exponent = exponent;
    level.buckets.resize(static_cast<size_t>(buckets));
    fill(profile.tasks, lane, exponent, 0, shares, level.buckets);
    if (buckets <= kTopBuckets) return levels;
  }
}

}  // namespace

Levels build_levels(const Profile& profile, const Timeline& timeline) {
  Levels levels;
  Shares shares(profile.sites.size());
  for (const Lane& lane : timeline.lanes) levels.lanes.push_back(build_lane(profile, lane, shares));
  return levels;
}

std::vector<Mark> window(const Profile& profile, const Timeline& timeline, const Levels& levels, const WindowQuery& query) {
  std::vector<Mark> marks;
  const int64_t t0 = std::max<int64_t>(0, query.t0);
  const int64_t t1 = std::min(profile.end_ns + 1, query.t1);
  if (t1 <= t0) return marks;
  const int64_t budget = std::max<int64_t>(1, query.marks_per_lane);
  const uint32_t lane_end =
      static_cast<uint32_t>(std::min<uint64_t>(timeline.lanes.size(), uint64_t{query.first_lane} + query.lane_count));
  Shares shares(profile.sites.size());
  std::vector<Bucket> counted;
  for (uint32_t index = query.first_lane; index < lane_end; ++index) {
    const Lane& lane = timeline.lanes[index];
    const auto [first, last] = segments_in(lane, t0, t1);
    if (static_cast<int64_t>(last - first) <= budget) {
      for (size_t i = first; i < last; ++i) {
        const uint32_t row = lane.owners[i];
        marks.push_back({index, lane.starts[i], lane.ends[i], lane.ends[i] - lane.starts[i], profile.tasks.site[row], 1, row});
      }
      continue;
    }
    int exponent = 0;
    while ((budget << exponent) < t1 - t0) ++exponent;
    const int64_t b0 = t0 >> exponent;
    const int64_t b1 = ((t1 - 1) >> exponent) + 1;
    const auto emit = [&](int64_t b, const Bucket& bucket) {
      if (bucket.busy_ns > 0)
        marks.push_back({index, b << exponent, (b + 1) << exponent, bucket.busy_ns, bucket.site, bucket.count, kNoTask});
    };
    const std::vector<Level>& pyramid = levels.lanes[index];
    const int64_t level = exponent - pyramid.front().exponent;  // a lane with segments has a pyramid
    if (level >= 0 && level < static_cast<int64_t>(pyramid.size())) {
      const std::vector<Bucket>& buckets = pyramid[static_cast<size_t>(level)].buckets;
      for (int64_t b = b0; b < b1; ++b) emit(b, buckets[static_cast<size_t>(b)]);
    } else {
      counted.assign(static_cast<size_t>(b1 - b0), Bucket{});
      fill(profile.tasks, lane, exponent, b0, shares, counted);
      for (int64_t b = b0; b < b1; ++b) emit(b, counted[static_cast<size_t>(b - b0)]);
    }
  }
  return marks;
}

}  // namespace weft::profile
