// SPDX-License-Identifier: Apache-2.0
// Arrays that are made full of one number, which the program overwrites before anything reads them: filling what is written is for nothing.

#pragma once

#include "compile/analysis.h"

namespace weft::compile {

/// What is proven, of stores to elements in loops and of assignments to basic slices, whose places are linear in counters and sizes.
struct Overwritten {
  bool whole = false;                   // every element
  const wire::NodeT* inside = nullptr;  // else: the assignment, first of all that touches the array, that leaves a narrow border of it
};

/// `full` stands in `region` of the frame's function.
Overwritten overwritten(const Frame& frame, Symbols& symbols, const wire::RegionT& region, const wire::NodeT& full);

}  // namespace weft::compile
