// SPDX-License-Identifier: Apache-2.0
// Which `index.get` nodes choose single elements by integers.

#pragma once

#include <string_view>
#include <vector>

#include "schema/graph_generated.h"

namespace weft::compile {

/// The indices of `a[i, j, …]` with an integer for each axis, at least one of them an array; empty for every other node.
/// `spec` is the text of the node's second operand.
std::vector<uint32_t> element_indices(const wire::FunctionT& function, const wire::NodeT& node, std::string_view spec);

}  // namespace weft::compile
