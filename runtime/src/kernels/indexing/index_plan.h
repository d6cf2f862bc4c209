// SPDX-License-Identifier: Apache-2.0
// Advanced indices worked out: which elements of an array integer arrays and masks choose, in which shape.
//
// An index is a text with one letter for each item, and one operand for each letter but `:`, `n` and `.`:
//   `:` a whole axis   `n` a new axis   `.` a `...` without axes   `b` a mask of its own number of axes
//   `i` integers (`w` wrapped, `c` clipped into the axis)
// Slices were applied before, as views. As in NumPy, the shape of the broadcast integers stands where they stood when they
// stood together, else first.

#pragma once

#include <string_view>

#include "kernels/each_row.h"

namespace weft::kernels {

/// Axes with a stride in bytes in the indexed array.
struct Axes {
  uint32_t rank = 0;
  int64_t shape[memory::kMaxRank] = {};
  int64_t strides[memory::kMaxRank] = {};

  bool add(int64_t size, int64_t stride);
  int64_t count() const;
  /// Joins neighbours that are one axis; at least one is left.
  void simplify();
};

struct IndexPlan {
  Axes before;                        // axes in front of the index's
  Axes index;                         // shape of the index; strides unused
  Axes after;                         // axes behind it
  const int64_t* offsets = nullptr;   // bytes for each element of the index, C order; memory of the call
  bool is_distinct = false;           // no element is chosen twice
  bool is_one_mask = false;           // one mask with all axes of the array

  std::vector<int64_t> result_shape() const;
  /// Elements of the result in C order are rows of `after.count()`: row r is (r / n, r % n) with n the index's count.
  int64_t rows() const { return before.count() * index.count(); }
};

/// Works out `spec` with the operands from `first_operand` on.
Result<IndexPlan> plan_index(Call& call, const TypedView& array, std::string_view spec, size_t first_operand);

/// The chosen elements, in a fresh array.
Result<TypedView> gather(Call& call, const TypedView& array, const IndexPlan& plan);
/// Puts `values` (broadcast) into the chosen places, in C order, so that of several values for one place the last one stays.
Status scatter(Call& call, const TypedView& array, const IndexPlan& plan, const TypedView& values);

/// Positions (C order of a contiguous mask) of the true elements.
Result<TypedView> true_positions(Call& call, const TypedView& mask);

}  // namespace weft::kernels
