// SPDX-License-Identifier: Apache-2.0
// What the indexing and sorting kernels share: loops over rows on the engine, arrays from any numeric operand, and byte offsets
// of the elements of a view.

#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/element.h"
#include "kernels/registry.h"

namespace weft::kernels {

/// Runs `body(begin, end)` over all of [0, count), in pieces on the engine's threads, and waits for them.
/// `row_ns` estimates one iteration; `block` is where pieces may begin.
template <typename Body>
void each_row(Call& call, int64_t count, double row_ns, const Body& body, int64_t block = 1) {
  if (count <= 0) return;
  const Body* context = &body;
  call.context.engine.submit({.body =
                                  [](void* raw, int64_t begin, int64_t end, uint32_t) {
                                    (**static_cast<const Body**>(raw))(begin, end);
                                  },
                              .context = &context,
                              .context_bytes = sizeof context,
                              .site = call.site,
                              .extent = count,
                              .block = block,
                              .cost_ns = row_ns,
                              .accesses = {}});
  call.context.engine.wait_all();
}

/// Calls `body` with an unsigned integer, or a pair of them, as large as an element: for copies that do not look at values.
struct Bytes16 {
  uint64_t low;
  uint64_t high;
};
template <typename Body>
decltype(auto) with_size(int64_t item_bytes, Body&& body) {
  switch (item_bytes) {
    case 1: return body(uint8_t{});
    case 2: return body(uint16_t{});
    case 4: return body(uint32_t{});
    case 8: return body(uint64_t{});
    default: break;
  }
  return body(Bytes16{});
}

/// The operand as a C-contiguous array of `dtype`; a number is an array of rank 0. Read only.
Result<TypedView> as_array(Call& call, size_t operand, DType dtype);
/// The element type of an operand: that of Python's numbers is what NumPy gives them alone.
DType dtype_of(const Item& item);

/// Calls `line(data, count, stride)` for the lines along the last axis, in C order; rank 0 is one line of one element.
template <typename Line>
void each_line(const TypedView& array, const Line& line) {
  const ArrayView& view = array.view;
  if (array.rank == 0) {
    line(view.data, int64_t{1}, int64_t{0});
    return;
  }
  const uint32_t last = array.rank - 1;
  if (memory::element_count(view, array.rank) == 0) return;
  int64_t index[memory::kMaxRank] = {};
  std::byte* at = view.data;
  for (;;) {
    line(at, view.shape[last], view.strides[last]);
    uint32_t axis = last;
    for (; axis > 0; --axis) {
      at += view.strides[axis - 1];
      if (++index[axis - 1] < view.shape[axis - 1]) break;
      at -= view.strides[axis - 1] * view.shape[axis - 1];
      index[axis - 1] = 0;
    }
    if (axis == 0) return;
  }
}

/// The byte offset of the element at `position` of the C order.
inline int64_t offset_of(int64_t position, uint32_t rank, const int64_t* shape, const int64_t* strides) {
  int64_t offset = 0;
  for (uint32_t axis = rank; axis-- > 0;) {
    offset += position % shape[axis] * strides[axis];
    position /= shape[axis];
  }
  return offset;
}

/// "index 5 is out of bounds for axis 0 with size 3"
Status out_of_bounds(int64_t index, int64_t axis, int64_t size);

/// What an index does with a number outside of the axis.
enum class Bounds : char { raise = 'i', wrap = 'w', clip = 'c' };
/// The element that `index` names, or -1.
inline int64_t place_of(int64_t index, int64_t size, Bounds bounds) {
  if (bounds == Bounds::raise) return index < -size || index >= size ? -1 : index < 0 ? index + size : index;
  if (size == 0) return -1;
  if (bounds == Bounds::clip) return index < 0 ? 0 : index >= size ? size - 1 : index;
  const int64_t rest = index % size;
  return rest < 0 ? rest + size : rest;
}
/// The mode of `take`, `put`, `choose`.
inline Bounds bounds_of(const std::string& mode) {
  return mode == "wrap" ? Bounds::wrap : mode == "clip" ? Bounds::clip : Bounds::raise;
}

}  // namespace weft::kernels
