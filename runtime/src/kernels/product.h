// SPDX-License-Identifier: Apache-2.0
// A product of matrices as the kernels see it, and what NumPy would warn of in its result.

#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "kernels/kernels.h"
#include "kernels/raised_products.h"

namespace weft::kernels {

/// c (m × n, C order) = a (m × k) · b (k × n), or a batch of them; strides in bytes.
struct Product {
  DType dtype = DType::Float64;
  const std::byte* a = nullptr;
  const std::byte* b = nullptr;
  std::byte* c = nullptr;
  int64_t m = 0;
  int64_t n = 0;
  int64_t k = 0;
  int64_t a_row = 0;
  int64_t a_column = 0;
  int64_t b_row = 0;
  int64_t b_column = 0;
  int64_t panel = 0;       // rows of one iteration; 0: an iteration is a whole matrix of the batch
  bool blas = false;
  bool blocks = true;      // of integers that stay in the caches
  uint32_t batch_rank = 0;
  int64_t batch_shape[memory::kMaxRank] = {};
  int64_t a_batch[memory::kMaxRank] = {};
  int64_t b_batch[memory::kMaxRank] = {};
  Alarm alarm;
};

/// Tells what NumPy would warn of `rows` rows of a product: lines of the operands are looked at only where a result is odd, and
/// their single products only where a NaN or an infinity of the operands may hide what they raise.
template <typename T>
void watch(const Product& product, const std::byte* a, const std::byte* b, const T* c, int64_t rows) {
  if constexpr (is_inexact<T>) {
    if (!product.alarm.is_set() || !raised::any_odd(c, rows * product.n)) return;
    using Real = decltype(std::abs(T()));
    constexpr double kLargest = static_cast<double>(std::numeric_limits<Real>::max());
    std::vector<raised::Line> columns(static_cast<size_t>(product.n));
    uint8_t flags = 0;
    for (int64_t i = 0; i < rows && flags != (kInvalidFlag | kOverflowFlag); ++i) {
      const T* row = c + i * product.n;
      if (!raised::any_odd(row, product.n)) continue;
      const std::byte* left_line = a + i * product.a_row;
      const raised::Line left = raised::line_of<T>(left_line, product.k, product.a_column);
      for (int64_t j = 0; j < product.n; ++j) {
        const uint8_t odd = raised::oddity(row[j]);
        if (odd == 0) continue;
        const std::byte* right_line = b + j * product.b_column;
        raised::Line& right = columns[static_cast<size_t>(j)];
        if (right.most < 0) right = raised::line_of<T>(right_line, product.k, product.b_row);
        const auto both = static_cast<uint8_t>(left.odd | right.odd);
        flags = static_cast<uint8_t>(flags | raised::flags_of(both, odd));
        const auto infinite_by_zero = [](const raised::Line& x, const raised::Line& y) { return (x.odd & raised::kInfinite) != 0 && y.has_zero; };
        const bool may_hide = infinite_by_zero(left, right) || infinite_by_zero(right, left) || left.most * right.most > kLargest;
        if (both != 0 && may_hide) flags = static_cast<uint8_t>(flags | raised::products_of<T>(product.k, left_line, product.a_column, right_line, product.b_row));
      }
    }
    product.alarm.tell(flags);
  }
}

}  // namespace weft::kernels
