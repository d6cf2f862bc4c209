// SPDX-License-Identifier: Apache-2.0
// What the machine can do at most: how fast its memory is, and how many operations a second its threads make together.

#pragma once

#include <cstdint>
#include <string>

namespace weft::worker {

struct Limits {
  double bandwidth = 0;  // bytes a second, read and written; 0: not measured
  double flops = 0;      // operations on float64 a second; a fused multiply-add counts as two
};

/// Measured once for a host and a number of threads (about a tenth of a second), and kept in `directory`; where little memory is left,
/// or nothing can be kept, nothing is measured.
Limits machine_limits(uint32_t threads, const std::string& directory);

}  // namespace weft::worker
