// SPDX-License-Identifier: Apache-2.0
// Walking over the places of an advanced index together with the values for them.

#pragma once

#include "kernels/indexing/index_plan.h"

namespace weft::kernels {

/// The values with the shape of the result, C-contiguous, or one element for all of them (`stride` 0).
struct Values {
  const std::byte* data = nullptr;
  int64_t stride = 0;
};

/// Broadcasts `values` to the result of the index; copies them where they share memory with the array.
Result<Values> spread(Call& call, const TypedView& array, const IndexPlan& plan, TypedView values);

/// Calls `place(to, from)` for the chosen elements of rows [begin, end), in C order.
template <typename Place>
void each_place(std::byte* target, const IndexPlan& plan, const Axes& after, Values values, int64_t begin, int64_t end,
                const Place& place) {
  const int64_t picks = plan.index.count();
  const std::byte* from = values.data + begin * after.count() * values.stride;
  const uint32_t last = after.rank - 1;
  while (begin < end) {
    std::byte* block = target + offset_of(begin / picks, plan.before.rank, plan.before.shape, plan.before.strides);
    const int64_t first = begin % picks;
    const int64_t stop = std::min(picks, first + end - begin);
    for (int64_t k = first; k < stop; ++k) {
      std::byte* to = block + plan.offsets[k];
      int64_t index[memory::kMaxRank] = {};
      for (;;) {
        for (int64_t i = 0; i < after.shape[last]; ++i, from += values.stride) place(to + i * after.strides[last], from);
        uint32_t axis = last;
        for (; axis > 0; --axis) {
          to += after.strides[axis - 1];
          if (++index[axis - 1] < after.shape[axis - 1]) break;
          to -= after.strides[axis - 1] * after.shape[axis - 1];
          index[axis - 1] = 0;
        }
        if (axis == 0) break;
      }
    }
    begin += stop - first;
  }
}

/// Places that may be hit twice are filled by one task for each block of the leading axes: the last value must stay.
template <typename Place>
void each_place(Call& call, const TypedView& array, const IndexPlan& plan, Values values, double element_ns, const Place& place) {
  Axes after = plan.after;
  after.simplify();
  const int64_t each = after.count();
  const int64_t picks = plan.index.count();
  if (each == 0 || picks == 0) return;
  const double row_ns = 1.5 + element_ns * static_cast<double>(each);
  if (plan.is_distinct) {
    each_row(call, plan.rows(), row_ns,
             [&](int64_t begin, int64_t end) { each_place(array.view.data, plan, after, values, begin, end, place); }, 64);
  } else {
    each_row(call, plan.before.count(), row_ns * static_cast<double>(picks), [&](int64_t begin, int64_t end) {
      each_place(array.view.data, plan, after, values, begin * picks, end * picks, place);
    });
  }
}

}  // namespace weft::kernels
