// SPDX-License-Identifier: Apache-2.0
// Loops with `if` and `while` in them, brought into the form in which their innermost iterations can be lanes.

#pragma once

#include "compile/loops/affine.h"

namespace weft::compile::loops {

/// A copy of the loop in which what stands before an inner loop and depends on nothing that the nest changes is computed inside of it.
Loop sunk(const Nest& nest, const Loop& loop);

/// Variables that the `while` sets and nothing outside of it reads.
std::vector<uint32_t> own_variables(const Nest& nest, const Branch& branch);

}  // namespace weft::compile::loops
