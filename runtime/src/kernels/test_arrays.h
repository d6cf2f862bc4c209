// SPDX-License-Identifier: Apache-2.0
// For tests: arrays of any layout filled with small numbers, and element access by index.

#pragma once

#include <functional>
#include <random>
#include <vector>

#include "kernels/element.h"
#include "memory/view.h"

namespace weft::kernels::testing {

using memory::ArrayView;
using memory::DType;
using memory::TypedView;

enum class Layout { c, fortran, reversed, every_other };

inline TypedView make_array(memory::Pool& pool, const std::vector<int64_t>& shape, DType dtype, Layout layout) {
  const auto rank = static_cast<uint32_t>(shape.size());
  const int64_t item = memory::item_size(dtype);
  std::vector<int64_t> padded = shape;
  if (layout == Layout::every_other) {
    for (auto& size : padded) size *= 2;
  }
  ArrayView view = memory::allocate_array(pool, padded, dtype).value();
  if (layout == Layout::fortran) {
    int64_t stride = item;
    for (uint32_t axis = 0; axis < rank; ++axis) {
      view.strides[axis] = stride;
      stride *= std::max<int64_t>(shape[axis], 1);
    }
  }
  for (uint32_t axis = 0; axis < rank; ++axis) {
    view.shape[axis] = shape[axis];
    if (layout == Layout::every_other) view.strides[axis] *= 2;
    if (layout == Layout::reversed && shape[axis] > 0) {
      view.data += (shape[axis] - 1) * view.strides[axis];
      view.strides[axis] = -view.strides[axis];
    }
  }
  return {view, dtype, rank};
}

inline void for_each_index(const TypedView& array, const std::function<void(const int64_t*, std::byte*)>& visit) {
  int64_t index[memory::kMaxRank] = {};
  const int64_t count = memory::element_count(array.view, array.rank);
  for (int64_t n = 0; n < count; ++n) {
    std::byte* at = array.view.data;
    for (uint32_t axis = 0; axis < array.rank; ++axis) at += index[axis] * array.view.strides[axis];
    visit(index, at);
    for (uint32_t axis = array.rank; axis-- > 0;) {
      if (++index[axis] < array.view.shape[axis]) break;
      index[axis] = 0;
    }
  }
}

inline void fill_random(const TypedView& array, uint64_t seed) {
  std::mt19937_64 random(seed);
  with_type(array.dtype, [&]<typename T>(T) {
    for_each_index(array, [&](const int64_t*, std::byte* at) {
      *reinterpret_cast<T*>(at) = std::is_same_v<T, bool> ? T(random() % 2) : convert<T>(static_cast<double>(random() % 19) - (std::is_unsigned_v<T> ? 0 : 9));
    });
  });
}

inline double read(const TypedView& array, const std::vector<int64_t>& index) {
  const std::byte* at = array.view.data;
  for (uint32_t axis = 0; axis < array.rank; ++axis) at += index[axis] * array.view.strides[axis];
  return with_type(array.dtype, [&]<typename T>(T) { return convert<double>(*reinterpret_cast<const T*>(at)); });
}

/// A whole number as elements of `dtype` hold it: integers wrap.
inline double wrapped(double number, DType dtype) {
  return with_type(dtype, [&]<typename T>(T) {
    if constexpr (std::is_same_v<T, bool>) return static_cast<double>(number != 0);
    else if constexpr (std::is_integral_v<T>) return static_cast<double>(static_cast<T>(static_cast<int64_t>(number)));
    else return number;
  });
}

}  // namespace weft::kernels::testing
