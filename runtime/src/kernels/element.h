// SPDX-License-Identifier: Apache-2.0
// From a run-time element type to compiled code, and NumPy's conversion between element types.

#pragma once

#include <complex>
#include <cstdint>
#include <limits>
#include <type_traits>

#include "memory/dtype.h"

namespace weft::kernels {

/// Calls `body` with a value of the C++ type of `dtype`; bool arrays are bytes of 0 and 1.
template <typename Body>
decltype(auto) with_type(memory::DType dtype, Body&& body) {
  switch (dtype) {
    case memory::DType::Bool: return body(bool{});
    case memory::DType::Int8: return body(int8_t{});
    case memory::DType::Int16: return body(int16_t{});
    case memory::DType::Int32: return body(int32_t{});
    case memory::DType::Int64: return body(int64_t{});
    case memory::DType::UInt8: return body(uint8_t{});
    case memory::DType::UInt16: return body(uint16_t{});
    case memory::DType::UInt32: return body(uint32_t{});
    case memory::DType::UInt64: return body(uint64_t{});
    case memory::DType::Float32: return body(float{});
    case memory::DType::Complex64: return body(std::complex<float>{});
    case memory::DType::Complex128: return body(std::complex<double>{});
    case memory::DType::Float64: break;
  }
  return body(double{});
}

template <typename T>
inline constexpr bool is_complex = false;
template <typename T>
inline constexpr bool is_complex<std::complex<T>> = true;

/// Unsigned and at least as wide as int: sums and products in it wrap.
template <typename T>
using Wrapping = std::conditional_t<(sizeof(T) > 4), uint64_t, uint32_t>;

/// a + b * c; integers wrap, bools combine with `or` of `and`, complex products are plain.
template <typename T>
T multiply_add(T a, T b, T c) {
  if constexpr (std::is_same_v<T, bool>) {
    return a || (b && c);
  } else if constexpr (std::is_integral_v<T>) {
    return static_cast<T>(static_cast<Wrapping<T>>(a) + static_cast<Wrapping<T>>(b) * static_cast<Wrapping<T>>(c));
  } else if constexpr (is_complex<T>) {
    return T(a.real() + (b.real() * c.real() - b.imag() * c.imag()), a.imag() + (b.real() * c.imag() + b.imag() * c.real()));
  } else {
    return a + b * c;
  }
}

/// Types whose products BLAS computes.
template <typename T>
inline constexpr bool is_inexact = std::is_floating_point_v<T> || is_complex<T>;
constexpr bool is_inexact_dtype(memory::DType dtype) { return dtype >= memory::DType::Float32; }

/// A float's whole part as the processor finds it: what does not fit gives the least integer.
template <typename Int, typename From>
Int truncated(From value) {
  // The bounds are powers of two, so these comparisons are exact.
  constexpr From kLow = static_cast<From>(std::numeric_limits<Int>::min());
  if constexpr (sizeof(Int) == 4 && sizeof(From) == 8) {
    return value > kLow - 1 && value < -kLow ? static_cast<Int>(value) : std::numeric_limits<Int>::min();
  } else {
    return value >= kLow && value < -kLow ? static_cast<Int>(value) : std::numeric_limits<Int>::min();
  }
}

/// C's conversion, but defined for every value: what does not fit an integer is treated as NumPy's loops do on x86-64 (compile/element_ops).
/// A complex number gives a real one by its real part, and a bool by being different from zero.
template <typename To, typename From>
To convert(From value) {
  if constexpr (is_complex<From> && is_complex<To>) {
    return To(value);
  } else if constexpr (is_complex<From> && std::is_same_v<To, bool>) {
    return value != From(0);
  } else if constexpr (is_complex<From>) {
    return convert<To>(value.real());
  } else if constexpr (is_complex<To>) {
    return To(static_cast<typename To::value_type>(value));
  } else if constexpr (std::is_same_v<To, bool>) {
    return value != From(0);
  } else if constexpr (std::is_floating_point_v<From> && std::is_integral_v<To>) {
    if constexpr (sizeof(To) < 4) {
      return static_cast<To>(truncated<int32_t>(value));
    } else if constexpr (std::is_signed_v<To>) {
      return truncated<To>(value);
    } else {
      using Signed = std::make_signed_t<To>;
      constexpr To kHalf = To(1) << (8 * sizeof(To) - 1);
      constexpr From kLimit = static_cast<From>(kHalf);
      if (value >= kLimit) return static_cast<To>(static_cast<To>(truncated<Signed>(value - kLimit)) ^ kHalf);
      return static_cast<To>(truncated<Signed>(value));
    }
  } else {
    return static_cast<To>(value);
  }
}

}  // namespace weft::kernels
