// SPDX-License-Identifier: Apache-2.0
// What kernels that work along axes share: an array as lines, gathering of reduced axes, loops on all threads, warnings.

#pragma once

#include <complex>
#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

#include "kernels/element.h"
#include "kernels/registry.h"

namespace weft::kernels {

/// A C-contiguous array around one axis: `outer` blocks of `length` rows of `inner` elements.
struct Lines {
  int64_t outer = 1;
  int64_t length = 1;
  int64_t inner = 1;
};

inline Lines lines_of(const TypedView& array, uint32_t axis) {
  Lines lines;
  for (uint32_t i = 0; i < array.rank; ++i) {
    int64_t& part = i < axis ? lines.outer : i == axis ? lines.length : lines.inner;
    part *= array.view.shape[i];
  }
  return lines;
}

template <typename T>
T* elements(const TypedView& array) {
  return reinterpret_cast<T*>(array.view.data);
}

inline int64_t count_of(const TypedView& array) { return memory::element_count(array.view, array.rank); }

inline std::vector<int64_t> shape_of(const TypedView& array) {
  return {array.view.shape, array.view.shape + array.rank};
}

inline constexpr bool is_complex_dtype(DType dtype) { return dtype == DType::Complex64 || dtype == DType::Complex128; }
inline constexpr bool is_float_dtype(DType dtype) { return dtype == DType::Float32 || dtype == DType::Float64; }

/// Calls `body` with a value of the C++ type of a dtype that has an order: all but the complex ones, which are taken as doubles.
template <typename Body>
decltype(auto) with_real_type(DType dtype, Body&& body) {
  switch (dtype) {
    case DType::Bool: return body(bool{});
    case DType::Int8: return body(int8_t{});
    case DType::Int16: return body(int16_t{});
    case DType::Int32: return body(int32_t{});
    case DType::Int64: return body(int64_t{});
    case DType::UInt8: return body(uint8_t{});
    case DType::UInt16: return body(uint16_t{});
    case DType::UInt32: return body(uint32_t{});
    case DType::UInt64: return body(uint64_t{});
    case DType::Float32: return body(float{});
    default: break;
  }
  return body(double{});
}

template <typename T>
bool is_nan(T value) {
  if constexpr (std::is_floating_point_v<T>) return value != value;
  return false;
}

/// Integer arithmetic of arrays wraps.
template <typename T, typename Operation>
T wrapped(T a, T b, Operation operation) {
  if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>) {
    using Wide = std::conditional_t<(sizeof(T) < 4), uint32_t, std::make_unsigned_t<T>>;
    return static_cast<T>(operation(static_cast<Wide>(a), static_cast<Wide>(b)));
  } else {
    return static_cast<T>(operation(a, b));
  }
}

/// Runs `body(begin, end)` over parts of [0, extent) on all threads and waits. Parts must not depend on each other.
template <typename Body>
void parallel_for(Call& call, int64_t extent, double cost_ns, Body& body) {
  if (extent <= 0) return;
  Body* pointer = &body;
  call.context.engine.submit({.body = [](void* context, int64_t begin, int64_t end,
                                         uint32_t) { (**static_cast<Body**>(context))(begin, end); },
                              .context = &pointer,
                              .context_bytes = sizeof pointer,
                              .site = call.site,
                              .extent = extent,
                              .cost_ns = cost_ns});
  call.context.engine.wait_all();
}

/// The integer operands from position `first` on.
inline std::vector<int64_t> integers_from(const Call& call, size_t first) {
  std::vector<int64_t> result;
  for (size_t i = first; i < call.count(); ++i) result.push_back(call.integer(i));
  return result;
}

/// A warning of NumPy's.
inline void warn(Call& call, const std::string& text) { call.warnings.push_back("RuntimeWarning: " + text); }

/// An array with the reduced axes together at the end: `lines` of `length` elements each; and the shapes of results.
struct Gathered {
  TypedView array;  // C-contiguous, the kernel's own
  int64_t lines = 1;
  int64_t length = 1;
  std::vector<int64_t> kept;  // the result's shape, reduced axes as 1 with keepdims
};

/// Copies operand `index` as `dtype` with `axes` (normalised, increasing) moved to the end; no axes reduce all.
inline Result<Gathered> gather(Call& call, size_t index, DType dtype, const std::vector<int64_t>& axes, bool keepdims) {
  const TypedView source = call.array(index);
  std::vector<uint32_t> order;
  Gathered result;
  for (int pass = 0; pass < 2; ++pass) {
    for (uint32_t axis = 0; axis < source.rank; ++axis) {
      bool reduced = axes.empty();
      for (const int64_t each : axes) reduced = reduced || each == static_cast<int64_t>(axis);
      if (pass == 0 && (!reduced || keepdims)) result.kept.push_back(reduced ? 1 : source.view.shape[axis]);
      if (reduced != (pass == 1)) continue;
      order.push_back(axis);
      (pass == 0 ? result.lines : result.length) *= source.view.shape[axis];
    }
  }
  if (axes.size() > 1 && axes.size() < source.rank && result.lines == 0) {
    // NumPy joins the axes by a reshape with one unknown size, which nothing tells.
    std::string kept;
    for (size_t i = 0; i + axes.size() < source.rank; ++i) kept += std::to_string(source.view.shape[order[i]]) + ",";
    return Status("ValueError", "cannot reshape array of size 0 into shape (" + kept + "newaxis)");
  }
  TypedView moved = source;
  std::vector<int64_t> shape;
  for (uint32_t i = 0; i < source.rank; ++i) {
    moved.view.shape[i] = source.view.shape[order[i]];
    moved.view.strides[i] = source.view.strides[order[i]];
    shape.push_back(moved.view.shape[i]);
  }
  Result<TypedView> target = call.fresh(shape, dtype);
  if (!target.ok()) return target.status();
  if (const Status status = assign(call.context, call.site, moved, target.value()); !status.ok()) return status;
  call.context.engine.wait_all();
  result.array = target.value();
  return result;
}

}  // namespace weft::kernels
