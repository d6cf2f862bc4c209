// SPDX-License-Identifier: Apache-2.0
// Products of float64 and float32 matrices by tiles of the result that stay in registers, for machines with vectors of 64 bytes, where
// they are faster than BLAS. The right operand is packed once, in panels of columns, for all threads. The terms of an element are added in
// blocks of the depth, which the shape alone decides, each from first to last: the same bits however rows and panels are shared out.

#pragma once

#include "kernels/products.h"

namespace weft::kernels {

struct Tiles {
  int64_t rows = 0;     // of a tile
  int64_t columns = 0;  // of a tile, and of a packed panel
  /// Columns of panels [begin, end) of the right operand; each panel has depth × columns elements, with zeros beside the last column.
  void (*pack)(const FlatProduct& product, int64_t begin, int64_t end, std::byte* packed) = nullptr;
  /// Rows [begin, end) of the result, whose rows begin `out_row` elements apart.
  void (*multiply)(const FlatProduct& product, const std::byte* packed, int64_t begin, int64_t end, std::byte* out, int64_t out_row) = nullptr;

  int64_t panels(const FlatProduct& product) const { return (product.columns + columns - 1) / columns; }
};

/// Null where there are none for this element type on this machine.
const Tiles* tiles_for(DType dtype);

}  // namespace weft::kernels
