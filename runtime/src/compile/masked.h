// SPDX-License-Identifier: Apache-2.0
// Elements chosen by a mask, where they need never be put together. `a[m] = f(b[m], c[m])` is a nest over the whole array that writes
// `m ? f(b, c) : a`; `a[m].sum()` adds `m ? a : 0`. Which nodes of a function can be emitted in this way is found before it is emitted:
// every use of what the mask chose must be an elementwise operation with numbers or with elements chosen by the same mask, and end in an
// assignment through that mask, a sum or a length, with nothing in between that writes or that branches.

#pragma once

#include <map>

#include "schema/graph_generated.h"

namespace weft::compile::codegen {

struct MaskedNode {
  enum class Role { elements, operation, assign, sum, count };
  Role role = Role::elements;
  uint32_t mask = 0;          // its value
  uint32_t group = 0;         // the first chosen value of those that belong together
  uint32_t ends = 0;          // elements: sums and lengths that still need the mask (at the group's first value)
  bool wants_count = false;   // sum: the group has a length too
};

void plan_masks(const wire::FunctionT& function, std::map<const wire::NodeT*, MaskedNode>& plan);

}  // namespace weft::compile::codegen
