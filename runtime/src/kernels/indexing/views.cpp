// SPDX-License-Identifier: Apache-2.0
// Views that slices cannot say: diagonals and sliding windows. Their results share the operand's memory; an array that has to lie in
// C order is copied where it does not.
#include <algorithm>
#include <string>
#include <vector>

#include "kernels/registry.h"

namespace weft::kernels {
namespace {

/// `view.diagonal(a, offset, axis1, axis2[, label])`: the diagonal as the last axis. With a label of `einsum` the axes must be equal.
Status diagonal(Call& call) {
  const TypedView source = call.array(0);
  const int64_t offset = call.integer(1);
  const auto first = static_cast<uint32_t>(call.integer(2));
  const auto second = static_cast<uint32_t>(call.integer(3));
  const int64_t* shape = source.view.shape;
  const int64_t* strides = source.view.strides;
  if (call.count() > 4 && shape[first] != shape[second]) {
    return Status("ValueError", "dimensions in operand 0 for collapsing index '" + call.text(4) + "' don't match (" +
                                    std::to_string(shape[first]) + " != " + std::to_string(shape[second]) + ")");
  }
  const int64_t down = offset < 0 ? -offset : 0;
  const int64_t right = offset > 0 ? offset : 0;
  const int64_t n = std::max<int64_t>(0, std::min(shape[first] - down, shape[second] - right));
  TypedView result{source.view, source.dtype, source.rank - 1};
  uint32_t kept = 0;
  for (uint32_t axis = 0; axis < source.rank; ++axis) {
    if (axis == first || axis == second) continue;
    result.view.strides[kept] = strides[axis];
    result.view.shape[kept++] = shape[axis];
  }
  if (n > 0) result.view.data += down * strides[first] + right * strides[second];
  result.view.strides[kept] = strides[first] + strides[second];
  result.view.shape[kept] = n;
  call.give(result);
  return {};
}

/// `view.windows(a, count, axes…, sizes…)`: the axes of the windows last.
Status windows(Call& call) {
  const TypedView source = call.array(0);
  const auto count = static_cast<size_t>(call.integer(1));
  TypedView result{source.view, source.dtype, source.rank + static_cast<uint32_t>(count)};
  for (size_t i = 0; i < count; ++i) {
    const auto axis = static_cast<size_t>(call.integer(2 + i));
    const int64_t size = call.integer(2 + count + i);
    if (size < 0) return Status("ValueError", "`window_shape` cannot contain negative values");
    result.view.shape[axis] -= size - 1;
    if (result.view.shape[axis] < 1) return Status("ValueError", "window shape cannot be larger than input array shape");
    result.view.strides[source.rank + i] = source.view.strides[axis];
    result.view.shape[source.rank + i] = size;
  }
  call.give(result);
  return {};
}

/// `view.contiguous(a)`: the array itself where it lies in C order, else a copy.
Status contiguous(Call& call) {
  auto result = call.contiguous(0);
  if (!result.ok()) return result.status();
  call.give(result.value());
  return {};
}

/// `view.real(a)`, `view.imag(a)`: a part of a complex array.
template <int kPart>
Status part(Call& call) {
  const TypedView source = call.array(0);
  const bool is_single = source.dtype == DType::Complex64;
  TypedView result{source.view, is_single ? DType::Float32 : DType::Float64, source.rank};
  result.view.data += kPart * (is_single ? 4 : 8);
  call.give(result);
  return {};
}

}  // namespace

void register_views(Registry& registry) {
  registry.add_view("view.diagonal", diagonal);
  registry.add_view("view.windows", windows);
  registry.add_view("view.contiguous", contiguous);
  registry.add_view("view.real", part<0>);
  registry.add_view("view.imag", part<1>);
}

}  // namespace weft::kernels
