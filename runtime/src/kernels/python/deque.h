// SPDX-License-Identifier: Apache-2.0
// What a `collections.deque` has beside its items: its greatest length, and how often items left it or changed places.

#pragma once

#include <cstdint>

#include "memory/list.h"

namespace weft::kernels {

struct Limit final : memory::ListCompanion {
  int64_t most = INT64_MAX;
  /// Counted from the first loop over the deque on.
  int64_t removals = 0;
};

}  // namespace weft::kernels
