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

/// C's conversion, but defined for every value: what does not fit an integer gives its smallest value, as x86 does.
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
    // NumPy converts to int32 through the same instruction as to int64 on x86 only for values in range; both give the
    // smallest value outside. The bounds are exact powers of two, so these comparisons are exact.
    constexpr From kLow = static_cast<From>(std::numeric_limits<To>::min());
    return value >= kLow && value < -kLow ? static_cast<To>(value) : std::numeric_limits<To>::min();
  } else {
    return static_cast<To>(value);
  }
}

}  // namespace weft::kernels
