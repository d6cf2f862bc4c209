// SPDX-License-Identifier: Apache-2.0
// Products of two matrices that panels of rows do not share out well: a matrix by its own transpose (half of the result is computed,
// the other half is its mirror), few rows by great depth (the depth is cut, and the partial results are added pairwise), and few rows by
// many columns (the columns are cut); and those that tiles of this machine compute faster than BLAS (tiles.h). What is cut where depends
// on the shapes alone, as in matmul.cpp.

#pragma once

#include "kernels/blas.h"
#include "kernels/kernels.h"

namespace weft::kernels {

/// c (rows × columns, C order) = a (rows × depth) · b (depth × columns) of one inexact element type; strides in bytes.
struct FlatProduct {
  DType dtype = DType::Float64;
  const std::byte* a = nullptr;
  const std::byte* b = nullptr;
  int64_t rows = 0;
  int64_t columns = 0;
  int64_t depth = 0;
  int64_t a_row = 0;
  int64_t a_column = 0;
  int64_t b_row = 0;
  int64_t b_column = 0;

  bool is_symmetric() const { return a == b && rows == columns && a_row == b_column && a_column == b_row; }
};

/// Runs the product and gives true, or gives false when panels of rows are better. `out` is the result's own memory;
/// `reads` is what the operands touch.
Result<bool> multiply_cut(const Context& context, uint32_t site, const FlatProduct& product, const ArrayView& out,
                          const engine::Access (&reads)[2]);

/// Describes a matrix for BLAS, which reads those whose rows or whose columns are contiguous, the other stride being no smaller than the line.
template <typename T>
bool as_blas(int64_t rows, int64_t columns, int64_t row_stride, int64_t column_stride, blas::Matrix<T>& matrix) {
  constexpr int64_t kItem = sizeof(T);
  const auto lines = [&](int64_t count, int64_t length, int64_t line_stride, int64_t item_stride, bool transposed) {
    if (length > 1 && item_stride != kItem) return false;
    const int64_t leading = count > 1 ? line_stride / kItem : std::max<int64_t>(length, 1);
    if (count > 1 && (line_stride % kItem != 0 || leading < length || leading > INT32_MAX)) return false;
    matrix.leading = static_cast<int>(std::max<int64_t>(leading, 1));
    matrix.transposed = transposed;
    return true;
  };
  return lines(rows, columns, row_stride, column_stride, false) || lines(columns, rows, column_stride, row_stride, true);
}

}  // namespace weft::kernels
