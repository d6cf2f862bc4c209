// SPDX-License-Identifier: Apache-2.0
// Where threads that were woken run. The kernel may leave a new or woken thread on the processor of the thread that woke it for
// milliseconds while another is idle: sleeping threads are kept away from it, and those that find themselves there move off.
// Once they run elsewhere, they may run anywhere.

#pragma once

#include <sched.h>
#include <sys/types.h>

#include <atomic>
#include <cstdint>
#include <memory>

namespace weft::engine {

class Placement {
 public:
  explicit Placement(uint32_t threads);

  /// Whether the process may use as many processors as it has threads.
  bool fits() const { return fits_; }

  /// Thread `thread` runs: called by itself.
  void arrived(uint32_t thread);
  /// Thread `thread` is about to sleep: called by itself.
  void left(uint32_t thread);
  /// The calling thread, the submitting one, is about to wake others: they will not run on its processor.
  void keep_clear();
  /// Moves the caller off when it runs on the processor that the submitting thread was seen on last.
  void move_off() {
    if (here_.load(std::memory_order_relaxed) == sched_getcpu()) leave_processor();
  }
  /// The submitting thread: where it runs.
  void note_here() {
    const int here = active_ ? sched_getcpu() : kNowhere;
    if (here != here_.load(std::memory_order_relaxed)) here_.store(here, std::memory_order_relaxed);
  }

 private:
  static constexpr int kNowhere = -2;

  void leave_processor();

  struct Thread {
    std::atomic<pid_t> id{0};  // of the last one that had this number
    std::atomic<bool> asleep{false};
  };

  const uint32_t threads_;
  bool fits_ = false;
  bool active_ = false;
  std::atomic<bool> kept_{false};  // some thread was kept from a processor
  cpu_set_t allowed_{};
  std::atomic<int> here_{kNowhere};
  const std::unique_ptr<Thread[]> of_;
};

}  // namespace weft::engine
