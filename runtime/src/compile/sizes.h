// SPDX-License-Identifier: Apache-2.0
// Sizes of pairs of numbers (`hypotenuse` of emitter.h), and comparing them without their roots.

#pragma once

#include "compile/emitter.h"

namespace weft::compile::codegen {

/// The sum of the squares of two doubles whose root is the hypotenuse; the larger square is not rounded.
llvm::Value* sum_of_squares(llvm::IRBuilder<>& b, llvm::Value* x, llvm::Value* y);
/// Whether the hypotenuse of `x` and `y` compares with `size`, from the sum of their squares: roots are rounded up and down in the order of
/// what they are taken of. Null where sums near the limit may be too large or too small.
llvm::Value* compare_size(llvm::IRBuilder<>& b, wire::Op op, llvm::Value* x, llvm::Value* y, llvm::Value* squares, double size);

}  // namespace weft::compile::codegen
