// SPDX-License-Identifier: Apache-2.0
// A nest for a loop with statements on arrays, in as few loops as the order of its elements allows.

#pragma once

#include "compile/emitter.h"
#include "compile/loops/plan.h"
#include "compile/loops/statements.h"

namespace weft::compile::loops {

struct MadeNest {
  Elements elements;
  Nest nest;
  Plan plan;
  std::vector<std::pair<Linear, std::vector<const Loop*>>> bounds;  // what must not be negative, with the loops around
};

std::optional<MadeNest> make_nest(codegen::Emitter& e, const wire::NodeT& node, bool expands, std::string& why_not);

}  // namespace weft::compile::loops
