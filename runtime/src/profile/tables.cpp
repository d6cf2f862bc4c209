// SPDX-License-Identifier: Apache-2.0
#include "profile/tables.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace weft::profile {
namespace {

bool touches(const Tasks& tasks, size_t row, Interval in) {
  return tasks.start(row) < in.t1 && (tasks.stop(row) > in.t0 || tasks.start(row) >= in.t0);
}

uint64_t bytes_within(const Tasks& tasks, size_t row, int64_t overlap_ns) {
  const int64_t duration = tasks.stop(row) - tasks.start(row);
  if (overlap_ns == duration) return tasks.bytes[row];
  const double share = static_cast<double>(overlap_ns) / static_cast<double>(duration);
  return static_cast<uint64_t>(std::floor(static_cast<double>(tasks.bytes[row]) * share));
}

// Dense numbers for the keys: lines may be any u32.
struct Keys {
  std::vector<uint32_t> of_site;  // site index to dense number
  std::vector<uint32_t> key;      // dense number to key
};

Keys number_keys(const Profile& profile, GroupBy by) {
  Keys keys;
  for (const Site& site : profile.sites)
    keys.key.push_back(by == GroupBy::site ? static_cast<uint32_t>(keys.key.size()) : site.range.start_line);
  std::vector<uint32_t> all = keys.key;
  std::sort(keys.key.begin(), keys.key.end());
  keys.key.erase(std::unique(keys.key.begin(), keys.key.end()), keys.key.end());
  for (const uint32_t key : all)
    keys.of_site.push_back(
        static_cast<uint32_t>(std::lower_bound(keys.key.begin(), keys.key.end(), key) - keys.key.begin()));
  return keys;
}

// Adds to `sum` the part of [start, end) beyond what `reach` already covers, and moves `reach`.
void cover(int64_t start, int64_t end, int64_t& reach, int64_t& sum) {
  sum += std::max<int64_t>(0, end - std::max(start, reach));
  reach = std::max(reach, end);
}

}  // namespace

std::vector<TableRow> table(const Profile& profile, const Timeline& timeline, GroupBy by, Interval in) {
  const Tasks& tasks = profile.tasks;
  const Keys keys = number_keys(profile, by);
  std::vector<TableRow> rows(keys.key.size());
  for (size_t i = 0; i < rows.size(); ++i) rows[i].key = keys.key[i];
  const auto row_of = [&](uint32_t task) -> size_t { return keys.of_site[tasks.site[task]]; };

  std::vector<int64_t> reach(rows.size(), -1);
  for (const uint32_t task : timeline.order) {
    if (!touches(tasks, task, in)) continue;
    const size_t at = row_of(task);
    TableRow& row = rows[at];
    const int64_t start = std::max(tasks.start(task), in.t0);
    const int64_t end = std::min(tasks.stop(task), in.t1);
    row.count += 1;
    row.spawned += tasks.decision[task] >= static_cast<uint8_t>(wire::Decision::Spawned) ? 1 : 0;
    row.bytes += bytes_within(tasks, task, end - start);
    row.longest_ns = std::max(row.longest_ns, tasks.stop(task) - tasks.start(task));
    cover(start, end, reach[at], row.wall_ns);
  }
  for (const Lane& lane : timeline.lanes) {
    std::fill(reach.begin(), reach.end(), -1);
    for (const uint32_t task : lane.tasks) {
      if (!touches(tasks, task, in)) continue;
      const size_t at = row_of(task);
      cover(std::max(tasks.start(task), in.t0), std::min(tasks.stop(task), in.t1), reach[at], rows[at].total_ns);
    }
    const auto [first, last] = segments_in(lane, in.t0, in.t1);
    for (size_t i = first; i < last; ++i)
      rows[row_of(lane.owners[i])].self_ns += std::min(lane.ends[i], in.t1) - std::max(lane.starts[i], in.t0);
  }
  std::erase_if(rows, [](const TableRow& row) { return row.count == 0; });
  std::sort(rows.begin(), rows.end(), [](const TableRow& a, const TableRow& b) {
    return a.self_ns != b.self_ns ? a.self_ns > b.self_ns : a.key < b.key;
  });
  return rows;
}

Utilisation utilisation(const Profile& profile, const Timeline& timeline, Interval in, uint32_t buckets, uint32_t most_sites) {
  Utilisation result;
  in.t0 = std::max<int64_t>(0, in.t0);
  in.t1 = std::min(in.t1, profile.end_ns);
  if (buckets == 0 || in.t1 <= in.t0) return result;
  for (const TableRow& row : table(profile, timeline, GroupBy::site, in))
    if (result.sites.size() < most_sites && row.self_ns > 0) result.sites.push_back(row.key);
  std::vector<size_t> slot(profile.sites.size(), result.sites.size());
  for (size_t i = 0; i < result.sites.size(); ++i) slot[result.sites[i]] = i;
  result.busy_ns.assign(buckets, 0);
  result.by_site_ns.assign(result.sites.size() * buckets, 0);

  const double t0 = static_cast<double>(in.t0);
  const double width = (static_cast<double>(in.t1) - t0) / buckets;
  for (const Lane& lane : timeline.lanes) {
    const auto [first, last] = segments_in(lane, in.t0, in.t1);
    for (size_t i = first; i < last; ++i) {
      const double start = static_cast<double>(std::max(lane.starts[i], in.t0)) - t0;
      const double end = static_cast<double>(std::min(lane.ends[i], in.t1)) - t0;
      const size_t row = slot[profile.tasks.site[lane.owners[i]]];
      for (size_t b = std::min<size_t>(buckets - 1, static_cast<size_t>(start / width)); b < buckets; ++b) {
        const double from = std::max(start, static_cast<double>(b) * width);
        const double until = std::min(end, static_cast<double>(b + 1) * width);
        if (until > from) {
          result.busy_ns[b] += until - from;
          if (row < result.sites.size()) result.by_site_ns[row * buckets + b] += until - from;
        }
        if (until >= end) break;
      }
    }
  }
  return result;
}

std::array<uint64_t, kDurationBins> duration_histogram(const Profile& profile, Interval in) {
  std::array<uint64_t, kDurationBins> bins{};
  const Tasks& tasks = profile.tasks;
  for (size_t row = 0; row < tasks.size(); ++row) {
    if (!touches(tasks, row, in)) continue;
    const auto bin = static_cast<size_t>(std::bit_width(tasks.end_ns[row] - tasks.start_ns[row]));
    ++bins[std::min(bin, kDurationBins - 1)];
  }
  return bins;
}

TaskList tasks_in(const Profile& profile, const Timeline& timeline, Interval in, uint32_t limit) {
  TaskList list;
  for (const uint32_t row : timeline.order) {
    if (!touches(profile.tasks, row, in)) continue;
    if (list.total++ < limit) list.rows.push_back(row);
  }
  return list;
}

}  // namespace weft::profile
