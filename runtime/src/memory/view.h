// SPDX-License-Identifier: Apache-2.0
// Questions about views: extent in bytes, contiguity, overlap, texts for messages. Nothing here reads array elements.

#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "base/status.h"
#include "memory/array.h"
#include "memory/dtype.h"
#include "memory/pool.h"

namespace weft::memory {

/// A view with what a compiled program knows statically about it.
struct TypedView {
  ArrayView view;
  DType dtype = DType::Float64;
  uint32_t rank = 0;
};

/// Bytes [begin, end) relative to the start of the view's buffer; empty (begin == end) for a view without elements.
struct ByteBounds {
  int64_t begin = 0;
  int64_t end = 0;
};

int64_t element_count(const ArrayView& view, uint32_t rank);
ByteBounds byte_bounds(const ArrayView& view, uint32_t rank, int64_t item_bytes);
bool is_c_contiguous(const ArrayView& view, uint32_t rank, int64_t item_bytes);
bool is_f_contiguous(const ArrayView& view, uint32_t rank, int64_t item_bytes);
/// Whether the views may share a byte: same buffer and intersecting bounds (conservative, as numpy.may_share_memory).
bool may_overlap(const ArrayView& a, uint32_t a_rank, int64_t a_item_bytes,
                 const ArrayView& b, uint32_t b_rank, int64_t b_item_bytes);

/// The product of the sizes and `item_bytes`, or nothing when it does not fit 63 bits or a size is negative.
std::optional<int64_t> checked_bytes(std::span<const int64_t> shape, int64_t item_bytes);

/// A view of a whole buffer, C-contiguous; takes over the caller's reference.
ArrayView contiguous_view(Buffer* buffer, std::span<const int64_t> shape, int64_t item_bytes);
/// A fresh C-contiguous array with one reference; MemoryError with NumPy's text when it cannot be had.
Result<ArrayView> allocate_array(Pool& pool, std::span<const int64_t> shape, DType dtype);

/// Python's text of a shape: "()", "(3,)", "(2, 3)".
std::string shape_text(std::span<const int64_t> shape);
std::string shape_text(const ArrayView& view, uint32_t rank);

}  // namespace weft::memory
