// SPDX-License-Identifier: Apache-2.0
// Arrays that are made full of one number, every element of which the program writes before anything reads it: filling them is for nothing.

#pragma once

#include "compile/analysis.h"

namespace weft::compile {

/// `full` stands in `region` of the frame's function. "No" may be wrong, "yes" is proven: of stores to elements in loops, and of assignments
/// to basic slices, whose places are linear in counters and sizes.
bool is_overwritten(const Frame& frame, Symbols& symbols, const wire::RegionT& region, const wire::NodeT& full);

}  // namespace weft::compile
