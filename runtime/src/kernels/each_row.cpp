// SPDX-License-Identifier: Apache-2.0
#include "kernels/each_row.h"

namespace weft::kernels {

DType dtype_of(const Item& item) {
  switch (item.kind) {
    case wire::TypeKind::Bool: return DType::Bool;
    case wire::TypeKind::Int: return DType::Int64;
    case wire::TypeKind::Float: return DType::Float64;
    case wire::TypeKind::Complex: return DType::Complex128;
    default: return item.dtype;
  }
}

Result<TypedView> as_array(Call& call, size_t operand, DType dtype) {
  const Item& item = call.operand(operand);
  if (item.is_array()) return call.contiguous(operand, dtype);
  auto array = call.fresh(std::span<const int64_t>{}, dtype);
  if (!array.ok()) return array;
  const DType from = dtype_of(item);
  with_type(dtype, [&]<typename To>(To) {
    To* to = reinterpret_cast<To*>(array.value().view.data);
    if (from >= DType::Complex64) {
      *to = convert<To>(item.complex_number());
    } else if (from >= DType::Float32) {
      *to = convert<To>(item.floating);
    } else if (from == DType::UInt64) {
      *to = convert<To>(static_cast<uint64_t>(item.integer));
    } else {
      *to = convert<To>(item.integer);
    }
  });
  return array;
}

Status out_of_bounds(int64_t index, int64_t axis, int64_t size) {
  return {"IndexError", "index " + std::to_string(index) + " is out of bounds for axis " + std::to_string(axis) + " with size " +
                            std::to_string(size)};
}

}  // namespace weft::kernels
