// SPDX-License-Identifier: Apache-2.0
// The machine the worker runs on, and how many threads it may use there.

#pragma once

#include <cstdint>

#include "profile/recorder.h"

namespace weft::worker {

/// `requested`, or else $WEFT_THREADS, the allocation's processors under Slurm, the processors this process may run on.
uint32_t choose_threads(uint32_t requested);

profile::Machine describe_machine(uint32_t threads);

/// What the process takes of the machine's memory, as the kernel counts it.
class ProcessMemory {
 public:
  /// Before the first run; the inputs are `input_bytes` of what the process has. What it had at most is counted from here on.
  void start(uint64_t input_bytes);
  /// The worker itself: what the process had when it started to count, beside the inputs.
  uint64_t own_bytes() const { return own_bytes_; }
  /// The most that the process had since it started to count; 0 where nobody knows.
  static uint64_t most_bytes();

 private:
  uint64_t own_bytes_ = 0;
};

}  // namespace weft::worker
