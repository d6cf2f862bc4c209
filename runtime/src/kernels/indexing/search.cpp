// SPDX-License-Identifier: Apache-2.0
// Places of values: true elements, insertion into sorted arrays, bins, and flat positions to coordinates and back.

#include <algorithm>
#include <atomic>
#include <cstring>

#include "kernels/indexing/index_plan.h"
#include "kernels/indexing/sort_order.h"

namespace weft::kernels {
namespace {

int64_t* integers(const TypedView& array) { return reinterpret_cast<int64_t*>(array.view.data); }
int64_t count_all(const TypedView& array) { return memory::element_count(array.view, array.rank); }

/// A fresh array of the shape of `array`.
Result<TypedView> like(Call& call, const TypedView& array, DType dtype) {
  return call.fresh(std::span<const int64_t>(array.view.shape, array.rank), dtype);
}

/// mask: one array of coordinates for each axis, or (`is_table`) one with a row for each true element.
Status true_coordinates(Call& call, bool is_table) {
  auto mask = call.contiguous(0, DType::Bool);
  if (!mask.ok()) return mask.status();
  const ArrayView& view = mask.value().view;
  const int64_t rank = mask.value().rank;
  auto found = true_positions(call, mask.value());
  if (!found.ok()) return found.status();
  if (rank == 1 && !is_table) {
    call.give(found.value());
    return {};
  }
  const int64_t* positions = integers(found.value());
  const int64_t count = found.value().view.shape[0];
  std::vector<int64_t*> axes;
  for (int64_t axis = 0; axis < rank; ++axis) {
    if (is_table && axis > 0) {
      axes.push_back(axes[0] + axis);
      continue;
    }
    auto result = is_table ? call.fresh({count, rank}, DType::Int64) : call.fresh({count}, DType::Int64);
    if (!result.ok()) return result.status();
    axes.push_back(integers(result.value()));
    call.give(result.value());
  }
  const int64_t step = is_table ? rank : 1;
  each_row(call, count, 2.0 * static_cast<double>(rank), [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      int64_t position = positions[i];
      for (auto axis = static_cast<size_t>(rank); axis-- > 0;) {
        axes[axis][i * step] = position % view.shape[axis];
        position /= view.shape[axis];
      }
    }
  }, 64);
  return {};
}

/// a (sorted), values of the same element type, is_right, sorter or None
Status searchsorted(Call& call) {
  const DType dtype = dtype_of(call.operand(0));
  auto array = as_array(call, 0, dtype);
  auto values = as_array(call, 1, dtype);
  if (!array.ok()) return array.status();
  if (!values.ok()) return values.status();
  const int64_t size = count_all(array.value());
  TypedView sorted = array.value();
  if (!call.operand(3).is_none()) {
    auto sorter = as_array(call, 3, DType::Int64);
    if (!sorter.ok()) return sorter.status();
    if (count_all(sorter.value()) != size) return {"ValueError", "sorter.size must equal a.size"};
    auto ordered = call.fresh({size}, dtype);
    if (!ordered.ok()) return ordered.status();
    const int64_t* places = integers(sorter.value());
    const int64_t item = memory::item_size(dtype);
    for (int64_t i = 0; i < size; ++i) {
      if (places[i] < 0 || places[i] >= size) return {"ValueError", "Sorter index out of range."};
      std::memcpy(ordered.value().view.data + i * item, sorted.view.data + places[i] * item, static_cast<size_t>(item));
    }
    sorted = ordered.value();
  }
  auto result = like(call, values.value(), DType::Int64);
  if (!result.ok()) return result.status();
  const bool is_right = call.flag(2);
  with_type(dtype, [&]<typename T>(T) {
    const T* data = reinterpret_cast<const T*>(sorted.view.data);
    const T* wanted = reinterpret_cast<const T*>(values.value().view.data);
    int64_t* out = integers(result.value());
    each_row(call, count_all(values.value()), 60, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) out[i] = insertion_place(data, size, wanted[i], is_right);
    }, 64);
  });
  call.give(result.value());
  return {};
}

/// x, bins of the same element type, is_right
Status digitize(Call& call) {
  const DType dtype = dtype_of(call.operand(1));
  auto values = as_array(call, 0, dtype);
  auto bins = as_array(call, 1, dtype);
  if (!values.ok()) return values.status();
  if (!bins.ok()) return bins.status();
  auto result = like(call, values.value(), DType::Int64);
  if (!result.ok()) return result.status();
  const int64_t size = count_all(bins.value());
  Status status;
  with_type(dtype, [&]<typename T>(T) {
    if constexpr (!is_complex<T>) {
      const T* data = reinterpret_cast<const T*>(bins.value().view.data);
      // As NumPy: the first values that differ say the direction; NaN is never out of order.
      int64_t first = 1;
      while (first < size && data[first] == data[0]) ++first;
      const bool is_rising = first >= size || data[0] < data[first];
      for (int64_t i = first + 1; i < size; ++i) {
        if (is_rising ? data[i - 1] > data[i] : data[i - 1] < data[i]) {
          status = Status("ValueError", "bins must be monotonically increasing or decreasing");
          return;
        }
      }
      auto copy = call.fresh({size}, dtype);
      if (!copy.ok()) {
        status = copy.status();
        return;
      }
      T* sorted = reinterpret_cast<T*>(copy.value().view.data);
      if (is_rising) std::copy_n(data, size, sorted);
      else std::reverse_copy(data, data + size, sorted);
      const bool is_right = call.flag(2);
      const T* wanted = reinterpret_cast<const T*>(values.value().view.data);
      int64_t* out = integers(result.value());
      each_row(call, count_all(values.value()), 60, [&](int64_t begin, int64_t end) {
        for (int64_t i = begin; i < end; ++i) {
          out[i] = is_rising ? insertion_place(sorted, size, wanted[i], !is_right)
                             : size - insertion_place(sorted, size, wanted[i], !is_right);
        }
      }, 64);
    }
  });
  if (!status.ok()) return status;
  call.give(result.value());
  return {};
}

/// x (integers), weights or None, minlength
Status bincount(Call& call) {
  auto values = as_array(call, 0, DType::Int64);
  if (!values.ok()) return values.status();
  const int64_t* data = integers(values.value());
  const int64_t count = count_all(values.value());
  const int64_t least = call.integer(2);
  if (least < 0) return {"ValueError", "'minlength' must not be negative"};
  int64_t size = least;
  for (int64_t i = 0; i < count; ++i) {
    if (data[i] < 0) return {"ValueError", "'list' argument must have no negative elements"};
    size = std::max(size, data[i] + 1);
  }
  const bool is_weighted = !call.operand(1).is_none();
  auto result = call.fresh({size}, is_weighted ? DType::Float64 : DType::Int64);
  if (!result.ok()) return result.status();
  if (is_weighted) {
    auto weights = as_array(call, 1, DType::Float64);
    if (!weights.ok()) return weights.status();
    if (count_all(weights.value()) != count) return {"ValueError", "The weights and list don't have the same length."};
    auto* out = reinterpret_cast<double*>(result.value().view.data);
    const auto* add = reinterpret_cast<const double*>(weights.value().view.data);
    std::fill_n(out, size, 0.0);
    for (int64_t i = 0; i < count; ++i) out[data[i]] += add[i];
  } else {
    int64_t* out = integers(result.value());
    std::fill_n(out, size, int64_t{0});
    for (int64_t i = 0; i < count; ++i) ++out[data[i]];
  }
  call.give(result.value());
  return {};
}

/// indices, is_fortran, then the sizes: one result for each size.
Status unravel_index(Call& call) {
  auto indices = as_array(call, 0, DType::Int64);
  if (!indices.ok()) return indices.status();
  const bool is_fortran = call.flag(1);
  const size_t rank = call.count() - 2;
  int64_t size = 1;
  for (size_t axis = 0; axis < rank; ++axis) size *= call.integer(axis + 2);
  const int64_t count = count_all(indices.value());
  const int64_t* data = integers(indices.value());
  for (int64_t i = 0; i < count; ++i) {
    if (data[i] >= 0 && data[i] < size) continue;
    return {"ValueError", "index " + std::to_string(data[i]) + " is out of bounds for array with size " + std::to_string(size)};
  }
  int64_t divisor = 1;
  std::vector<TypedView> results(rank);
  for (size_t step = 0; step < rank; ++step) {
    const size_t axis = is_fortran ? step : rank - 1 - step;
    const int64_t length = call.integer(axis + 2);
    auto result = like(call, indices.value(), DType::Int64);
    if (!result.ok()) return result.status();
    int64_t* out = integers(result.value());
    each_row(call, count, 3, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) out[i] = data[i] / divisor % length;
    }, 64);
    divisor *= length;
    results[axis] = result.value();
  }
  for (const TypedView& result : results) call.give(result);
  return {};
}

/// modes (one letter for each axis), is_fortran, the sizes, then the coordinates, broadcast by the caller.
Status ravel_multi_index(Call& call) {
  const std::string& modes = call.text(0);
  const bool is_fortran = call.flag(1);
  const size_t rank = modes.size();
  std::vector<TypedView> axes;
  for (size_t axis = 0; axis < rank; ++axis) {
    auto coordinates = as_array(call, 2 + rank + axis, DType::Int64);
    if (!coordinates.ok()) return coordinates.status();
    axes.push_back(coordinates.value());
  }
  auto result = like(call, axes[0], DType::Int64);
  if (!result.ok()) return result.status();
  int64_t* out = integers(result.value());
  std::atomic<bool> is_wrong{false};
  each_row(call, count_all(axes[0]), 4.0 * static_cast<double>(rank), [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      int64_t position = 0;
      int64_t weight = 1;
      for (size_t step = 0; step < rank; ++step) {
        const size_t axis = is_fortran ? step : rank - 1 - step;
        const int64_t size = call.integer(2 + axis);
        const int64_t given = integers(axes[axis])[i];
        // Negative coordinates do not count from the end here.
        const auto bounds = static_cast<Bounds>(modes[axis]);
        const int64_t place = bounds == Bounds::raise ? (given < 0 || given >= size ? -1 : given) : place_of(given, size, bounds);
        if (place < 0) is_wrong = true;
        position += place * weight;
        weight *= size;
      }
      out[i] = position;
    }
  }, 64);
  if (is_wrong) return {"ValueError", "invalid entry in coordinates array"};
  call.give(result.value());
  return {};
}

}  // namespace

void register_search(Registry& registry) {
  registry.add("nonzero", [](Call& call) { return true_coordinates(call, false); });
  registry.add("argwhere", [](Call& call) { return true_coordinates(call, true); });
  registry.add("searchsorted", searchsorted);
  registry.add("digitize", digitize);
  registry.add("bincount", bincount);
  registry.add("unravel_index", unravel_index);
  registry.add("ravel_multi_index", ravel_multi_index);
}

}  // namespace weft::kernels
