// SPDX-License-Identifier: Apache-2.0
#include "compile/sizes.h"

#include <cmath>

namespace weft::compile::codegen {

using namespace llvm;
using wire::Op;

namespace {

Value* magnitude(IRBuilder<>& b, Value* x) { return b.CreateUnaryIntrinsic(Intrinsic::fabs, x); }

Value* any_infinite(IRBuilder<>& b, Value* x, Value* y) {
  Value* infinity = ConstantFP::getInfinity(x->getType());
  return b.CreateOr(b.CreateFCmpOEQ(magnitude(b, x), infinity), b.CreateFCmpOEQ(magnitude(b, y), infinity));
}

Value* larger(IRBuilder<>& b, Value* x, Value* y) { return b.CreateSelect(b.CreateFCmpOGE(x, y), x, y); }

/// The least number whose root is `size` or more.
double least_square(double size) {
  double square = size * size;
  while (std::sqrt(std::nextafter(square, 0)) >= size) square = std::nextafter(square, 0);
  while (std::sqrt(square) < size) square = std::nextafter(square, HUGE_VAL);
  return square;
}

}  // namespace

Value* sum_of_squares(IRBuilder<>& b, Value* x, Value* y) {
  x = magnitude(b, x);
  y = magnitude(b, y);
  Value* first = b.CreateFCmpOGE(x, y);
  Value* large = b.CreateSelect(first, x, y);
  Value* small = b.CreateSelect(first, y, x);
  return b.CreateIntrinsic(Intrinsic::fma, {x->getType()}, {large, large, b.CreateFMul(small, small)});
}

/// The root of the sum of squares, within one unit in the last place: squares that may be too large or too small are scaled. An infinity
/// wins over NaN.
Value* hypotenuse(IRBuilder<>& b, Value* x, Value* y) {
  Type* type = x->getType();
  Type* wide = b.getDoubleTy();
  const auto number = [&](double value) { return ConstantFP::get(wide, value); };
  x = b.CreateFPCast(x, wide);
  y = b.CreateFPCast(y, wide);
  Value* infinite = any_infinite(b, x, y);
  const auto root = [&](Value* square) { return b.CreateUnaryIntrinsic(Intrinsic::sqrt, square); };
  Value* size = nullptr;
  if (type->isFloatTy()) {
    size = root(sum_of_squares(b, x, y));
  } else {
    Value* large = larger(b, magnitude(b, x), magnitude(b, y));
    Value* is_huge = b.CreateFCmpOGT(large, number(0x1p500));
    Value* is_tiny = b.CreateFCmpOLT(large, number(0x1p-450));
    const auto scale = [&](double down, double up) { return b.CreateSelect(is_huge, number(down), b.CreateSelect(is_tiny, number(up), number(1))); };
    Value* before = scale(0x1p-600, 0x1p600);
    size = b.CreateFMul(root(sum_of_squares(b, b.CreateFMul(x, before), b.CreateFMul(y, before))), scale(0x1p600, 0x1p-600));
  }
  return b.CreateSelect(infinite, ConstantFP::getInfinity(type), b.CreateFPCast(size, type));
}

Value* compare_size(IRBuilder<>& b, Op op, Value* x, Value* y, Value* squares, double size) {
  if (!(size >= 0x1p-400 && size <= 0x1p400)) return nullptr;
  const bool next = op == Op::LessEqual || op == Op::Greater;
  Value* limit = ConstantFP::get(squares->getType(), least_square(next ? std::nextafter(size, HUGE_VAL) : size));
  if (op == Op::Less || op == Op::LessEqual) return b.CreateFCmpOLT(squares, limit);
  return b.CreateOr(b.CreateFCmpOGE(squares, limit), any_infinite(b, x, y));
}

}  // namespace weft::compile::codegen
