// SPDX-License-Identifier: Apache-2.0
// The greatest length of a `collections.deque`, beside its items.

#pragma once

#include <cstdint>

#include "memory/list.h"

namespace weft::kernels {

struct Limit final : memory::ListCompanion {
  int64_t most = INT64_MAX;
};

}  // namespace weft::kernels
