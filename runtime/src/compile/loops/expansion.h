// SPDX-License-Identifier: Apache-2.0
// Arrays that every iteration of a loop writes before it reads them keep its iterations in order for nothing: each gets elements of its own,
// along one more axis. What the last iteration leaves in them is what the program's array holds after the loop.

#pragma once

#include "compile/loops/plan.h"

namespace weft::compile::loops {

/// What is large against the caches costs more to write and to read than threads gain.
constexpr double kMostExpandedBytes = 1 << 24;
/// Of arrays that blocks of rows need, whose work is as their rows.
constexpr double kMostBlockBytes = 1 << 30;

/// Whether arrays of the nest were expanded, so that iterations of a loop do not meet any more. `known`: what is not negative.
bool expand_arrays(Nest& nest, const std::vector<Condition>& known);

}  // namespace weft::compile::loops
