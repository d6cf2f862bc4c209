// SPDX-License-Identifier: Apache-2.0
#include "compile/loops/memory_checks.h"

namespace weft::compile::loops {

using llvm::IRBuilder;
using llvm::Value;
using codegen::ArrayParts;

namespace {

Value* number(IRBuilder<>& b, int64_t value) { return b.getInt64(static_cast<uint64_t>(value)); }

}  // namespace

std::pair<Value*, Value*> ends_of(IRBuilder<>& b, const ArrayParts& parts, int64_t item) {
  Value* low = b.CreatePtrToInt(parts.data, b.getInt64Ty());
  Value* high = low;
  for (size_t axis = 0; axis < parts.shape.size(); ++axis) {
    Value* reach = b.CreateMul(b.CreateSub(parts.shape[axis], number(b, 1)), parts.strides[axis]);
    low = b.CreateAdd(low, b.CreateBinaryIntrinsic(llvm::Intrinsic::smin, reach, number(b, 0)));
    high = b.CreateAdd(high, b.CreateBinaryIntrinsic(llvm::Intrinsic::smax, reach, number(b, 0)));
  }
  return {low, b.CreateAdd(high, number(b, item))};
}

Value* are_apart(IRBuilder<>& b, const ArrayParts& left, int64_t left_item, const ArrayParts& right, int64_t right_item) {
  const auto [left_low, left_high] = ends_of(b, left, left_item);
  const auto [right_low, right_high] = ends_of(b, right, right_item);
  return b.CreateOr(b.CreateICmpULE(left_high, right_low), b.CreateICmpULE(right_high, left_low));
}

Value* has_places_of_its_own(IRBuilder<>& b, const ArrayParts& parts, int64_t item) {
  Value* reach = number(b, item);
  Value* fine = b.getTrue();
  for (size_t axis = parts.shape.size(); axis-- > 0;) {
    Value* stride = b.CreateBinaryIntrinsic(llvm::Intrinsic::abs, parts.strides[axis], b.getFalse());
    fine = b.CreateAnd(fine, b.CreateICmpSGE(stride, reach));
    reach = b.CreateMul(stride, parts.shape[axis]);
  }
  return fine;
}

}  // namespace weft::compile::loops
