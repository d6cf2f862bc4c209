// SPDX-License-Identifier: Apache-2.0
// The machine the worker runs on, and how many threads it may use there.

#pragma once

#include <cstdint>

#include "profile/recorder.h"

namespace weft::worker {

/// `requested`, or else $WEFT_THREADS, the allocation's processors under Slurm, the processors this process may run on.
uint32_t choose_threads(uint32_t requested);

profile::Machine describe_machine(uint32_t threads);

}  // namespace weft::worker
