// SPDX-License-Identifier: Apache-2.0
#include "engine/grain.h"

#include <algorithm>

namespace weft::engine {
namespace {

constexpr double kNsPerByte = 0.15;       // a memory-bound loop moves 7 to 30 GB/s on one thread
constexpr double kSlack = 2.5;            // an earlier cut stays while its tasks are within this factor of the wanted size

int64_t wanted_tasks(double estimated_ns, int64_t threads) {
  const double by_size = estimated_ns / kTaskNs;
  const double by_balance =
      std::min(static_cast<double>(kTasksPerThread * threads), estimated_ns / kShortestTaskNs);
  const double wanted = std::min(std::max(by_size, by_balance), static_cast<double>(kMostTasksPerThread * threads));
  // threads times a power of two: cuts of nests with different costs then share their boundaries.
  int64_t tasks = threads;
  while (static_cast<double>(tasks) * 1.5 < wanted) tasks *= 2;
  return tasks;
}

}  // namespace

double estimate_ns(const Nest& nest, const SiteCost& cost) {
  double each = cost.ns_per_iteration.load(std::memory_order_relaxed);
  // Inner sizes differ from call to call of one site, so a measurement only corrects an estimate of similar size.
  if (nest.cost_ns > 0 && (each == 0 || each > 16 * nest.cost_ns || each * 16 < nest.cost_ns)) each = nest.cost_ns;
  if (each == 0) each = std::max(1.0, kNsPerByte * static_cast<double>(nest.bytes_per_iteration));
  const auto extent = static_cast<double>(nest.extent);
  // What is short alone is short, however long its data was on the way between caches when it was shared.
  const double alone = cost.alone.ns * (nest.cost_ns > 0 ? nest.cost_ns : 1);
  if (alone > 0 && alone * extent < kInlineNs) each = std::min(each, alone);
  return each * extent;
}

int64_t choose_chunk(const Nest& nest, double estimated_ns, uint32_t threads, SiteCost& cost) {
  if (nest.sequential) return nest.extent;
  const int64_t block = std::max<int64_t>(nest.block, 1);
  const auto most = std::max(1.0, estimated_ns / kLeastTaskNs);
  int64_t tasks = wanted_tasks(estimated_ns, static_cast<int64_t>(std::min(static_cast<double>(threads), most)));
  if (cost.extent == nest.extent && cost.tasks > 0) {
    const double ratio = static_cast<double>(cost.tasks) / static_cast<double>(tasks);
    if (ratio < kSlack && ratio > 1 / kSlack) tasks = cost.tasks;
  }
  cost.extent = nest.extent;
  cost.tasks = tasks;
  const int64_t blocks = (nest.extent + block - 1) / block;
  const int64_t blocks_per_task = (blocks + tasks - 1) / tasks;
  return blocks_per_task * block;
}

}  // namespace weft::engine
