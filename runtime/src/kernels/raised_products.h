// SPDX-License-Identifier: Apache-2.0
// What NumPy would warn of, in products of matrices: lines of the operands, and the single products of two of them.

#pragma once

#include <algorithm>
#include <cmath>

#include "kernels/raised.h"

namespace weft::kernels::raised {

/// What the elements of a line of an operand are.
struct Line {
  uint8_t odd = 0;
  bool has_zero = false;
  double most = -1;  // the largest finite magnitude; below 0: not looked at yet
};

template <typename T>
Line line_of(const std::byte* line, int64_t count, int64_t step) {
  Line result;
  result.most = 0;
  const auto part = [&](auto value) {
    const double size = std::fabs(static_cast<double>(value));
    if (size == 0) result.has_zero = true;
    if (std::isfinite(size)) result.most = std::max(result.most, size);
  };
  for (int64_t i = 0; i < count; ++i) {
    const T value = *reinterpret_cast<const T*>(line + i * step);
    result.odd = static_cast<uint8_t>(result.odd | oddity(value));
    if constexpr (is_complex<T>) {
      part(value.real());
      part(value.imag());
    } else {
      part(value);
    }
  }
  return result;
}

/// Flags of the single products of two lines.
template <typename T>
uint8_t products_of(int64_t count, const std::byte* a, int64_t a_step, const std::byte* b, int64_t b_step) {
  uint8_t flags = 0;
  for (int64_t i = 0; i < count; ++i) {
    const T left = *reinterpret_cast<const T*>(a + i * a_step);
    const T right = *reinterpret_cast<const T*>(b + i * b_step);
    flags = static_cast<uint8_t>(flags | by(left, right, multiply_add(T(0), left, right)));
  }
  return flags;
}

}  // namespace weft::kernels::raised
