// SPDX-License-Identifier: Apache-2.0
// Loops with `if` and `while` in them, brought into the form in which their innermost iterations can be lanes.

#pragma once

#include <initializer_list>
#include <span>

#include "compile/loops/affine.h"

namespace weft::compile::loops {

Loop copy(const Loop& loop);
std::vector<Item> copy(std::span<const Item> items);

/// A copy of the loop in which what stands before an inner loop and depends on nothing that the nest changes is computed inside of it.
Loop sunk(const Nest& nest, const Loop& loop);

/// Branches that choose between values computed before them, on the same line, become choices.
void join_branches(Nest& nest);

/// Variables that nothing but the parts of a loop reads.
std::vector<uint32_t> own_variables(const Nest& nest, std::initializer_list<const std::vector<Item>*> parts);

}  // namespace weft::compile::loops
