// SPDX-License-Identifier: Apache-2.0
// Sums and products of Python's own floats that a nest does not change, computed once before it. Besides the time, this keeps them out of
// the nest's flags: NumPy does not look at those that Python's numbers raise, so a nest with such sums has to look at every result instead.

#pragma once

#include "compile/loops/affine.h"

namespace weft::compile::loops {

/// Takes them out of the nest's items; gives them in the order in which they are computed, with the constants that they read.
std::vector<const wire::NodeT*> take_invariants(Nest& nest);

}  // namespace weft::compile::loops
