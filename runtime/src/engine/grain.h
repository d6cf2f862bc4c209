// SPDX-License-Identifier: Apache-2.0
// The cost model: whether a nest is worth handing to other threads, and into how many tasks it is cut.
// The compiler's estimate serves until the first tasks of a site were timed.

#pragma once

#include <atomic>
#include <cstdint>

#include "engine/engine.h"
#include "engine/trial.h"

namespace weft::engine {

/// A nest below this is run at once: handing work to a sleeping thread costs 25 to 40 µs (measured).
inline constexpr double kInlineNs = 50'000;
/// Nests between these are shared at once with threads that are awake (crew.h).
inline constexpr double kShareNs = 3'000;
inline constexpr double kMostSharedNs = 300'000;
/// Nests that wait for tasks in flight are cut from here on: threads are awake for them, and one task would hold all of them up.
inline constexpr double kCutNs = 5'000;
/// No task is shorter where a nest is cut.
inline constexpr double kLeastTaskNs = 2'500;
/// A task's size: 0.2 µs of overhead and a wait at the end of a phase both stay far below it.
inline constexpr double kTaskNs = 200'000;
inline constexpr double kShortestTaskNs = 20'000;
/// Tasks per thread that a nest is cut into as long as they stay longer than kShortestTaskNs, to even out the threads.
inline constexpr int64_t kTasksPerThread = 4;
inline constexpr int64_t kMostTasksPerThread = 64;
/// A sequential nest below this is not worth a switch of threads.
inline constexpr double kInlineSequentialNs = 200'000;

/// What was measured for one site. Threads write without locking: a lost update costs nothing but accuracy.
struct SiteCost {
  std::atomic<double> ns_per_iteration{0};  // 0: not yet measured
  int64_t tasks = 0;                        // the submitter's last cut, kept while it fits so that cuts of the same data agree
  int64_t extent = 0;
  Alone alone;  // the submitter's

  void measure(double ns, int64_t iterations) {
    const double now = ns / static_cast<double>(iterations);
    const double old = ns_per_iteration.load(std::memory_order_relaxed);
    // A thread that lost its core for a while must not change the grain: growth is limited.
    const double next = old == 0 ? now : old * 0.75 + (now < 4 * old ? now : 4 * old) * 0.25;
    ns_per_iteration.store(next, std::memory_order_relaxed);
  }
};

/// Estimated time of the whole nest on one thread.
double estimate_ns(const Nest& nest, const SiteCost& cost);

/// Iterations of each task but the last: a multiple of `nest.block`; all of them when the nest is sequential.
int64_t choose_chunk(const Nest& nest, double estimated_ns, uint32_t threads, SiteCost& cost);

}  // namespace weft::engine
