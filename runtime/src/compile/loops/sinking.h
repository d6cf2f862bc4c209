// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "compile/loops/affine.h"

namespace weft::compile::loops {

/// A copy of the loop in which what stands before inner loops, and gives them numbers, is computed inside of them, where every one of them
/// would read the same: loops that stand alone in their bodies can be exchanged and tiled. Null where there is nothing of this kind.
std::unique_ptr<Loop> sink(const Nest& nest, const Loop& root);

}  // namespace weft::compile::loops
