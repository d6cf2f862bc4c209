// SPDX-License-Identifier: Apache-2.0
#include "engine/placement.h"

#include <unistd.h>

namespace weft::engine {
namespace {

/// With more threads than this the kernel finds idle processors, and telling each thread would take longer than it helps.
constexpr uint32_t kMostPlaced = 16;

}  // namespace

Placement::Placement(uint32_t threads) : threads_(threads), of_(std::make_unique<Thread[]>(threads)) {
  if (sched_getaffinity(0, sizeof allowed_, &allowed_) != 0) return;
  const auto processors = static_cast<uint32_t>(CPU_COUNT(&allowed_));
  fits_ = threads <= processors;
  active_ = threads > 1 && threads <= kMostPlaced && processors > 1;
}

void Placement::arrived(uint32_t thread) {
  if (!active_ || thread >= threads_) return;
  Thread& self = of_[thread];
  self.asleep.store(false, std::memory_order_relaxed);
  self.id.store(gettid(), std::memory_order_relaxed);
  if (kept_.load(std::memory_order_relaxed)) sched_setaffinity(0, sizeof allowed_, &allowed_);
  move_off();
}

void Placement::leave_processor() {
  cpu_set_t others = allowed_;
  CPU_CLR(here_.load(std::memory_order_relaxed), &others);
  // The first call moves this thread, the second lets it go wherever it is better later.
  if (CPU_COUNT(&others) > 0 && sched_setaffinity(0, sizeof others, &others) == 0) sched_setaffinity(0, sizeof allowed_, &allowed_);
}

void Placement::left(uint32_t thread) {
  if (!active_ || thread >= threads_) return;
  of_[thread].asleep.store(true, std::memory_order_relaxed);
}

void Placement::keep_clear() {
  if (!active_) return;
  note_here();
  cpu_set_t others = allowed_;
  CPU_CLR(here_.load(std::memory_order_relaxed), &others);
  if (CPU_COUNT(&others) == 0) return;
  for (uint32_t thread = 0; thread < threads_; ++thread) {
    const Thread& other = of_[thread];
    if (!other.asleep.load(std::memory_order_relaxed)) continue;
    kept_.store(true, std::memory_order_relaxed);
    sched_setaffinity(other.id.load(std::memory_order_relaxed), sizeof others, &others);
  }
}

}  // namespace weft::engine
