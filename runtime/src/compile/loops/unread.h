// SPDX-License-Identifier: Apache-2.0
// Operations whose results nobody reads, or only those of the last iteration: what is stored is overwritten first. LLVM leaves them out,
// while NumPy computes them all and tells what they raise.

#pragma once

#include <functional>
#include <set>

#include "compile/loops/affine.h"

namespace weft::compile::loops {

/// The element that a load or a store touches: an array, and a subscript for each axis. Equal ones are the same element.
using Touched = std::pair<uint32_t, std::vector<Linear>>;

struct Subject {
  std::function<Touched(const wire::NodeT&)> touched;                // of a load or a store
  std::function<bool(const Linear&, const Loop&)> moves;             // whether a subscript changes from iteration to iteration
};

/// Of `items`, which the loops `around` (outermost first) run, and which have no branches. `live`: variables that may be read after the loops.
std::set<const wire::NodeT*> unread(const Subject& subject, const std::vector<const Loop*>& around, const std::vector<Item>& items,
                                    std::set<uint32_t> live = {});

}  // namespace weft::compile::loops
