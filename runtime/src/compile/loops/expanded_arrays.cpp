// SPDX-License-Identifier: Apache-2.0
// The memory of arrays that a plan expands (expansion.h): made before its loops, given back after them.
#include "compile/loops/expansion.h"
#include "compile/loops/host.h"
#include "memory/dtype.h"

namespace weft::compile::loops {

using namespace llvm;
using codegen::ArrayParts;

Host::Known Host::expanded(const Array& array) {
  Known known;
  const Known& of = arrays_[*array.expands];
  const int64_t item = memory::item_size(array.type->dtype);
  const size_t rank = array.type->dims.size();
  known.parts.data = ConstantPointerNull::get(b_.getPtrTy());
  known.parts.shape.push_back(number(extreme(array.extent, array.around, true)));
  known.parts.shape.append(of.parts.shape.begin() + array.first_axis, of.parts.shape.end());
  known.parts.strides.resize(rank);
  known.strides.resize(rank);
  Value* bytes = e_.i64(item);
  for (size_t axis = rank; axis-- > 0;) {
    known.parts.strides[axis] = bytes;
    if (const auto* constant = dyn_cast<ConstantInt>(bytes)) known.strides[axis] = constant->getSExtValue();
    bytes = b_.CreateMul(bytes, known.parts.shape[axis]);
  }
  known.has_places_of_its_own = true;
  return known;
}

Value* Host::is_small(const Known& expanded, double most) {
  Value* bytes = ConstantFP::get(b_.getDoubleTy(), 1);
  for (Value* size : expanded.parts.shape) bytes = b_.CreateFMul(bytes, b_.CreateSIToFP(size, b_.getDoubleTy()));
  bytes = b_.CreateFMul(bytes, b_.CreateSIToFP(expanded.parts.strides.back(), b_.getDoubleTy()));
  return b_.CreateFCmpOLE(bytes, ConstantFP::get(b_.getDoubleTy(), most));
}

void Host::make_expanded() {
  for (size_t array = 0; array < arrays_.size(); ++array) {
    if (!nest_.arrays[array].expands) continue;
    ArrayParts& parts = arrays_[array].parts;
    Value* bytes = b_.CreateMul(parts.strides[0], parts.shape[0]);
    parts.buffer = e_.call("weft_allocate", b_.getPtrTy(), {e_.run_, e_.i32(e_.node_number(node_)), bytes});
    e_.branch_cold(b_.CreateICmpEQ(parts.buffer, ConstantPointerNull::get(b_.getPtrTy())), [] {});
    auto* data = b_.CreateLoad(b_.getPtrTy(), parts.buffer);
    e_.context_access(data);
    parts.data = data;
  }
}

}  // namespace weft::compile::loops
