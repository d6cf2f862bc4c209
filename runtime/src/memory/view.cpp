// SPDX-License-Identifier: Apache-2.0
#include "memory/view.h"

#include <numeric>
#include <cstdio>

namespace weft::memory {
namespace {

std::string size_text(uint64_t bytes) {
  static constexpr const char* kUnits[] = {"bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  int unit = 0;
  double value = static_cast<double>(bytes);
  while (value >= 1024 && unit < 6) {
    value /= 1024;
    ++unit;
  }
  char text[64];
  std::snprintf(text, sizeof text, unit == 0 ? "%.0f %s" : "%.3g %s", value, kUnits[unit]);
  return text;
}

}  // namespace

int64_t element_count(const ArrayView& view, uint32_t rank) {
  int64_t count = 1;
  for (uint32_t axis = 0; axis < rank; ++axis) count *= view.shape[axis];
  return count;
}

ByteBounds byte_bounds(const ArrayView& view, uint32_t rank, int64_t item_bytes) {
  const int64_t first = view.buffer == nullptr ? 0 : view.data - view.buffer->data;
  ByteBounds bounds{first, first + item_bytes};
  for (uint32_t axis = 0; axis < rank; ++axis) {
    if (view.shape[axis] <= 0) return {first, first};
    const int64_t reach = (view.shape[axis] - 1) * view.strides[axis];
    (reach < 0 ? bounds.begin : bounds.end) += reach;
  }
  return bounds;
}

bool is_c_contiguous(const ArrayView& view, uint32_t rank, int64_t item_bytes) {
  int64_t expected = item_bytes;
  if (element_count(view, rank) == 0) return true;
  for (uint32_t axis = rank; axis-- > 0;) {
    if (view.shape[axis] != 1 && view.strides[axis] != expected) return false;
    expected *= view.shape[axis];
  }
  return true;
}

bool is_f_contiguous(const ArrayView& view, uint32_t rank, int64_t item_bytes) {
  int64_t expected = item_bytes;
  if (element_count(view, rank) == 0) return true;
  for (uint32_t axis = 0; axis < rank; ++axis) {
    if (view.shape[axis] != 1 && view.strides[axis] != expected) return false;
    expected *= view.shape[axis];
  }
  return true;
}

bool may_overlap(const ArrayView& a, uint32_t a_rank, int64_t a_item_bytes,
                 const ArrayView& b, uint32_t b_rank, int64_t b_item_bytes) {
  if (a.buffer != b.buffer) return false;
  const ByteBounds left = byte_bounds(a, a_rank, a_item_bytes);
  const ByteBounds right = byte_bounds(b, b_rank, b_item_bytes);
  if (left.begin >= right.end || right.begin >= left.end) return false;
  // All items of both begin at multiples of one step from their first ones, such as two columns of one array.
  int64_t step = 0;
  for (uint32_t axis = 0; axis < a_rank; ++axis) if (a.shape[axis] > 1) step = std::gcd(step, a.strides[axis]);
  for (uint32_t axis = 0; axis < b_rank; ++axis) if (b.shape[axis] > 1) step = std::gcd(step, b.strides[axis]);
  if (step == 0) return true;
  const int64_t gap = ((b.data - a.data) % step + step) % step;  // from an item of `a` to the next one of `b`
  return gap < a_item_bytes || step - gap < b_item_bytes;
}

std::optional<int64_t> checked_bytes(std::span<const int64_t> shape, int64_t item_bytes) {
  int64_t bytes = item_bytes;
  bool empty = false;
  for (const int64_t size : shape) {
    if (size < 0) return std::nullopt;
    if (size == 0) empty = true;
    // As NumPy: the product of the non-zero sizes must fit, even when another size is zero.
    else if (__builtin_mul_overflow(bytes, size, &bytes)) return std::nullopt;
  }
  return empty ? 0 : bytes;
}

ArrayView contiguous_view(Buffer* buffer, std::span<const int64_t> shape, int64_t item_bytes) {
  ArrayView view;
  view.buffer = buffer;
  view.data = buffer->data;
  int64_t stride = item_bytes;
  for (size_t axis = shape.size(); axis-- > 0;) {
    view.shape[axis] = shape[axis];
    view.strides[axis] = stride;
    stride *= shape[axis] > 0 ? shape[axis] : 1;
  }
  return view;
}

Result<ArrayView> allocate_array(Pool& pool, std::span<const int64_t> shape, DType dtype) {
  WEFT_CHECK(shape.size() <= static_cast<size_t>(kMaxRank));
  for (const int64_t size : shape) {
    if (size < 0) return Status("ValueError", "negative dimensions are not allowed");
  }
  const std::optional<int64_t> bytes = checked_bytes(shape, item_size(dtype));
  if (!bytes) {
    return Status("ValueError", "array is too big; `arr.size * arr.dtype.itemsize` is larger than the maximum possible size.");
  }
  Result<Buffer*> buffer = pool.allocate(static_cast<uint64_t>(*bytes));
  if (!buffer.ok()) {
    return Status("MemoryError", "Unable to allocate " + size_text(static_cast<uint64_t>(*bytes)) + " for an array with shape " +
                                     shape_text(shape) + " and data type " + dtype_name(dtype),
                  buffer.status().help());
  }
  return contiguous_view(buffer.value(), shape, item_size(dtype));
}

std::string shape_text(std::span<const int64_t> shape) {
  std::string text = "(";
  for (size_t axis = 0; axis < shape.size(); ++axis) {
    if (axis > 0) text += ", ";
    text += std::to_string(shape[axis]);
  }
  return text + (shape.size() == 1 ? ",)" : ")");
}

std::string shape_text(const ArrayView& view, uint32_t rank) { return shape_text(std::span(view.shape, rank)); }

}  // namespace weft::memory
