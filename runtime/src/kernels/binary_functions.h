// SPDX-License-Identifier: Apache-2.0
// NumPy's universal functions of two operands, one pair of elements at a time, for the kernels of their methods.

#pragma once

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>
#include <numeric>
#include <string_view>
#include <type_traits>

#include "kernels/lines.h"

namespace weft::kernels::binary {

template <typename T>
using Function = T (*)(T, T);

template <typename T>
inline constexpr bool is_whole = std::is_integral_v<T> && !std::is_same_v<T, bool>;

/// NumPy orders complex numbers by their real, then by their imaginary part; NaN wins in minimum and maximum.
template <typename T>
bool has_nan(T value) {
  if constexpr (is_complex<T>) return std::isnan(value.real()) || std::isnan(value.imag());
  else if constexpr (std::is_floating_point_v<T>) return std::isnan(value);
  else return false;
}

template <typename T>
bool precedes(T a, T b) {
  if constexpr (is_complex<T>) return a.real() < b.real() || (a.real() == b.real() && a.imag() < b.imag());
  else return a < b;
}

template <typename T, bool is_max, bool nan_wins>
T extremum(T a, T b) {
  if (has_nan(a)) return nan_wins ? a : b;
  if (has_nan(b)) return nan_wins ? b : a;
  if constexpr (is_max) return precedes(a, b) ? b : a;
  else return precedes(b, a) ? b : a;
}

template <typename T>
T floor_divide(T a, T b) {
  if constexpr (is_whole<T>) {
    if (b == 0) return 0;
    if constexpr (std::is_signed_v<T>) {
      if (b == -1) return static_cast<T>(Wrapping<T>(0) - static_cast<Wrapping<T>>(a));
      const T quotient = static_cast<T>(a / b);
      return a % b != 0 && (a < 0) != (b < 0) ? static_cast<T>(quotient - 1) : quotient;
    } else {
      return static_cast<T>(a / b);
    }
  } else {
    if (b == 0) return a / b;
    T mod = std::fmod(a, b);
    T div = (a - mod) / b;
    if (mod != 0 && (b < 0) != (mod < 0)) div -= 1;
    if (div == 0) return std::copysign(T(0), a / b);
    const T floored = std::floor(div);
    return div - floored > T(0.5) ? floored + 1 : floored;
  }
}

template <typename T>
T remainder(T a, T b) {
  if constexpr (is_whole<T>) {
    if (b == 0) return 0;
    if constexpr (std::is_signed_v<T>) {
      if (b == -1) return 0;
      const T rest = static_cast<T>(a % b);
      return rest != 0 && (rest < 0) != (b < 0) ? static_cast<T>(rest + b) : rest;
    } else {
      return static_cast<T>(a % b);
    }
  } else {
    const T mod = std::fmod(a, b);
    if (b == 0) return mod;
    if (mod == 0) return std::copysign(T(0), b);
    return (b < 0) != (mod < 0) ? mod + b : mod;
  }
}

template <typename T>
T c_remainder(T a, T b) {
  if constexpr (is_whole<T>) {
    if (b == 0) return 0;
    if constexpr (std::is_signed_v<T>) {
      if (b == -1) return 0;
    }
    return static_cast<T>(a % b);
  } else {
    return std::fmod(a, b);
  }
}

template <typename T>
T power(T a, T b) {
  if constexpr (is_whole<T>) {
    T result = 1;
    auto exponent = static_cast<std::make_unsigned_t<T>>(b);
    for (; exponent != 0; exponent = static_cast<decltype(exponent)>(exponent >> 1)) {
      if (exponent & 1) result = wrapped(result, a, [](auto x, auto y) { return x * y; });
      a = wrapped(a, a, [](auto x, auto y) { return x * y; });
    }
    return result;
  } else {
    return std::pow(a, b);
  }
}

template <typename T>
T shift_left(T a, T b) {
  constexpr unsigned kBits = sizeof(T) * 8;
  if (static_cast<std::make_unsigned_t<T>>(b) >= kBits) return 0;
  return static_cast<T>(static_cast<Wrapping<T>>(a) << b);
}

template <typename T>
T shift_right(T a, T b) {
  constexpr unsigned kBits = sizeof(T) * 8;
  if (static_cast<std::make_unsigned_t<T>>(b) >= kBits) return a < 0 ? T(-1) : T(0);
  return static_cast<T>(a >> b);
}

template <typename T>
T greatest_divisor(T a, T b) {
  using Unsigned = std::make_unsigned_t<T>;
  const auto size = [](T value) {
    const auto bits = static_cast<Unsigned>(value);
    return value < 0 ? static_cast<Unsigned>(Unsigned(0) - bits) : bits;
  };
  Unsigned x = size(a);
  Unsigned y = size(b);
  while (y != 0) {
    const Unsigned rest = static_cast<Unsigned>(x % y);
    x = y;
    y = rest;
  }
  return static_cast<T>(x);
}

template <typename T>
T least_multiple(T a, T b) {
  const T divisor = greatest_divisor(a, b);
  if (divisor == 0) return 0;
  const T product = wrapped(static_cast<T>(a / divisor), b, [](auto x, auto y) { return x * y; });
  return product < 0 ? wrapped(T(0), product, [](auto x, auto y) { return x - y; }) : product;
}

/// log(exp(a) + exp(b)) in the given base, as NumPy computes it.
template <typename T>
T log_add_exp(T a, T b) {
  if (a == b) return a + static_cast<T>(0.693147180559945309417232121458176568L);
  const T difference = a - b;
  if (difference > 0) return a + std::log1p(std::exp(-difference));
  if (difference <= 0) return b + std::log1p(std::exp(difference));
  return difference;
}

template <typename T>
T log_add_exp2(T a, T b) {
  constexpr T kLog2E = static_cast<T>(1.442695040888963407359924681001892137L);
  if (a == b) return a + 1;
  const T difference = a - b;
  if (difference > 0) return a + kLog2E * std::log1p(std::exp2(-difference));
  if (difference <= 0) return b + kLog2E * std::log1p(std::exp2(difference));
  return difference;
}

/// The function for elements of type T; null when NumPy has none.
template <typename T>
Function<T> function_named(std::string_view name) {
  if (name == "maximum") return extremum<T, true, true>;
  if (name == "minimum") return extremum<T, false, true>;
  if (name == "fmax") return extremum<T, true, false>;
  if (name == "fmin") return extremum<T, false, false>;
  if constexpr (std::is_same_v<T, bool>) {
    if (name == "add" || name == "logical_or" || name == "bitwise_or") return [](T a, T b) { return a || b; };
    if (name == "multiply" || name == "logical_and" || name == "bitwise_and") return [](T a, T b) { return a && b; };
    if (name == "logical_xor" || name == "bitwise_xor") return [](T a, T b) { return a != b; };
    return nullptr;
  } else {
    if (name == "add") return [](T a, T b) { return wrapped(a, b, [](auto x, auto y) { return x + y; }); };
    if (name == "subtract") return [](T a, T b) { return wrapped(a, b, [](auto x, auto y) { return x - y; }); };
    if (name == "multiply") return [](T a, T b) { return wrapped(a, b, [](auto x, auto y) { return x * y; }); };
    if constexpr (is_whole<T>) {
      if (name == "bitwise_and") return [](T a, T b) { return static_cast<T>(a & b); };
      if (name == "bitwise_or") return [](T a, T b) { return static_cast<T>(a | b); };
      if (name == "bitwise_xor") return [](T a, T b) { return static_cast<T>(a ^ b); };
      if (name == "left_shift") return shift_left<T>;
      if (name == "right_shift") return shift_right<T>;
      if (name == "gcd") return greatest_divisor<T>;
      if (name == "lcm") return least_multiple<T>;
    } else {
      if (name == "divide") return [](T a, T b) { return a / b; };
      if (name == "float_power") return power<T>;
    }
    if (name == "power") return power<T>;
    if constexpr (!is_complex<T>) {
      if (name == "floor_divide") return floor_divide<T>;
      if (name == "remainder") return remainder<T>;
      if (name == "fmod") return c_remainder<T>;
    }
    if constexpr (std::is_floating_point_v<T>) {
      if (name == "arctan2") return [](T a, T b) { return std::atan2(a, b); };
      if (name == "hypot") return [](T a, T b) { return std::hypot(a, b); };
      if (name == "copysign") return [](T a, T b) { return std::copysign(a, b); };
      if (name == "nextafter") return [](T a, T b) { return std::nextafter(a, b); };
      if (name == "logaddexp") return log_add_exp<T>;
      if (name == "logaddexp2") return log_add_exp2<T>;
      if (name == "heaviside") {
        return [](T a, T b) { return std::isnan(a) ? a : a == 0 ? b : a < 0 ? T(0) : T(1); };
      }
    }
    return nullptr;
  }
}

/// What no elements give; false when the function has no identity.
template <typename T>
bool identity_of(std::string_view name, T& value) {
  const auto is_one_of = [&](std::initializer_list<std::string_view> names) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  if (is_one_of({"add", "logical_or", "logical_xor", "bitwise_or", "bitwise_xor", "gcd", "hypot"})) {
    value = T(0);
    return true;
  }
  if (is_one_of({"multiply", "logical_and", "lcm"})) {
    value = T(1);
    return true;
  }
  if constexpr (std::is_integral_v<T>) {
    if (name == "bitwise_and") {
      value = static_cast<T>(-1);
      return true;
    }
  }
  if constexpr (std::is_floating_point_v<T>) {
    if (is_one_of({"logaddexp", "logaddexp2"})) {
      value = -std::numeric_limits<T>::infinity();
      return true;
    }
  }
  return false;
}

}  // namespace weft::kernels::binary
