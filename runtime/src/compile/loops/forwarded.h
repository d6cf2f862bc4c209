// SPDX-License-Identifier: Apache-2.0
// Elements that statements in a row change one after the other (`a[i, j] -= s`, then `a[i, j] /= a[j, j]`): the value goes on to the next,
// and only the last one writes it.

#pragma once

#include <vector>

#include "compile/loops/affine.h"

namespace weft::compile::loops {

/// Takes the stores that a later one of `nodes` overwrites out of these, which stand in the loops `around`, with what reads them in between.
/// Leaves them where something else may read the element.
void forward_elements(Nest& nest, std::vector<const wire::NodeT*>& nodes, const std::vector<const Loop*>& around);

}  // namespace weft::compile::loops
