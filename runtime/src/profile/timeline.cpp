// SPDX-License-Identifier: Apache-2.0
#include "profile/timeline.h"

#include <algorithm>
#include <numeric>

namespace weft::profile {
namespace {

// Walks a lane's tasks with a stack of the open ones. A task that outlives the one it started in keeps running after it.
void cut_segments(const Tasks& tasks, Lane& lane) {
  std::vector<uint32_t> open;
  int64_t now = 0;
  const auto run_until = [&](int64_t time) {
    const int64_t until = std::min(time, tasks.stop(open.back()));
    if (until <= now) return;
    lane.starts.push_back(now);
    lane.ends.push_back(until);
    lane.owners.push_back(open.back());
    lane.busy_ns += until - now;
    now = until;
  };
  for (const uint32_t row : lane.tasks) {
    const int64_t start = tasks.start(row);
    while (!open.empty() && tasks.stop(open.back()) <= start) {
      run_until(start);
      open.pop_back();
    }
    if (!open.empty()) run_until(start);
    now = std::max(now, start);
    open.push_back(row);
  }
  for (; !open.empty(); open.pop_back()) run_until(tasks.stop(open.back()));
}

}  // namespace

Timeline build_timeline(const Profile& profile) {
  const Tasks& tasks = profile.tasks;
  Timeline timeline;
  timeline.order.resize(tasks.size());
  std::iota(timeline.order.begin(), timeline.order.end(), 0U);
  const auto before = [&](uint32_t a, uint32_t b) {
    if (tasks.start_ns[a] != tasks.start_ns[b]) return tasks.start_ns[a] < tasks.start_ns[b];
    if (tasks.end_ns[a] != tasks.end_ns[b]) return tasks.end_ns[a] > tasks.end_ns[b];
    return a < b;
  };
  if (!std::is_sorted(timeline.order.begin(), timeline.order.end(), before))
    std::sort(timeline.order.begin(), timeline.order.end(), before);

  timeline.lanes.resize(profile.threads);
  std::vector<size_t> counts(profile.threads);
  for (const uint16_t thread : tasks.thread) ++counts[thread];
  for (size_t i = 0; i < counts.size(); ++i) timeline.lanes[i].tasks.reserve(counts[i]);
  for (const uint32_t row : timeline.order) timeline.lanes[tasks.thread[row]].tasks.push_back(row);
  for (Lane& lane : timeline.lanes) cut_segments(tasks, lane);
  return timeline;
}

SegmentRange segments_in(const Lane& lane, int64_t t0, int64_t t1) {
  const auto first = std::upper_bound(lane.ends.begin(), lane.ends.end(), t0);
  const auto last = std::lower_bound(lane.starts.begin(), lane.starts.end(), t1);
  const size_t from = static_cast<size_t>(first - lane.ends.begin());
  return {from, std::max(from, static_cast<size_t>(last - lane.starts.begin()))};
}

}  // namespace weft::profile
