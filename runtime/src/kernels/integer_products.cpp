// SPDX-License-Identifier: Apache-2.0

#include "kernels/integer_products.h"

#include <algorithm>
#include <cstddef>

#include "memory/dtype.h"

namespace weft::kernels {
namespace {

// Rows of `b` that stay in the first-level cache while all rows of the panel pass over them.
constexpr int64_t kDepth = 64;
// Columns of `b` of one pass.
constexpr int64_t kWidth = 512;

/// Each row of `a` times columns of `b` that are contiguous: four rows share what is read of `b`.
template <typename U>
[[gnu::always_inline]] inline void by_columns(const IntegerProduct& p) {
  for (int64_t j = 0; j < p.n; ++j) {
    const U* __restrict b = reinterpret_cast<const U*>(p.b + j * p.b_column);
    U* c = reinterpret_cast<U*>(p.c) + j;
    int64_t i = 0;
    const auto row = [&](int64_t at) { return reinterpret_cast<const U*>(p.a + at * p.a_row); };
    for (; i + 4 <= p.rows; i += 4) {
      const U* __restrict r0 = row(i);
      const U* __restrict r1 = row(i + 1);
      const U* __restrict r2 = row(i + 2);
      const U* __restrict r3 = row(i + 3);
      U s0 = 0, s1 = 0, s2 = 0, s3 = 0;
      for (int64_t q = 0; q < p.k; ++q) {
        s0 += r0[q] * b[q];
        s1 += r1[q] * b[q];
        s2 += r2[q] * b[q];
        s3 += r3[q] * b[q];
      }
      c[i * p.n] = s0;
      c[(i + 1) * p.n] = s1;
      c[(i + 2) * p.n] = s2;
      c[(i + 3) * p.n] = s3;
    }
    for (; i < p.rows; ++i) {
      const U* __restrict r0 = row(i);
      U sum = 0;
      for (int64_t q = 0; q < p.k; ++q) sum += r0[q] * b[q];
      c[i * p.n] = sum;
    }
  }
}

/// Rows of `b` that are contiguous, four at a time, added to each row of the result.
template <typename U>
[[gnu::always_inline]] inline void by_rows(const IntegerProduct& p) {
  U* c = reinterpret_cast<U*>(p.c);
  std::fill_n(c, p.rows * p.n, U(0));
  const auto factor = [&](int64_t i, int64_t q) {
    return *reinterpret_cast<const U*>(p.a + i * p.a_row + q * p.a_column);
  };
  const auto line = [&](int64_t q) { return reinterpret_cast<const U*>(p.b + q * p.b_row); };
  for (int64_t left = 0; left < p.n; left += kWidth) {
    const int64_t width = std::min(kWidth, p.n - left);
    for (int64_t top = 0; top < p.k; top += kDepth) {
      const int64_t bottom = std::min(p.k, top + kDepth);
      for (int64_t i = 0; i < p.rows; ++i) {
        U* __restrict out = c + i * p.n + left;
        int64_t q = top;
        for (; q + 4 <= bottom; q += 4) {
          const U f0 = factor(i, q), f1 = factor(i, q + 1), f2 = factor(i, q + 2), f3 = factor(i, q + 3);
          const U* __restrict b0 = line(q) + left;
          const U* __restrict b1 = line(q + 1) + left;
          const U* __restrict b2 = line(q + 2) + left;
          const U* __restrict b3 = line(q + 3) + left;
          for (int64_t j = 0; j < width; ++j) out[j] += f0 * b0[j] + f1 * b1[j] + f2 * b2[j] + f3 * b3[j];
        }
        for (; q < bottom; ++q) {
          const U f0 = factor(i, q);
          const U* __restrict b0 = line(q) + left;
          for (int64_t j = 0; j < width; ++j) out[j] += f0 * b0[j];
        }
      }
    }
  }
}

#if defined(__x86_64__)
#define WEFT_EACH_MACHINE __attribute__((target_clones("default", "avx2", "arch=x86-64-v4")))
#else
#define WEFT_EACH_MACHINE
#endif

WEFT_EACH_MACHINE void columns_of_32(const IntegerProduct& p) { by_columns<uint32_t>(p); }
WEFT_EACH_MACHINE void columns_of_64(const IntegerProduct& p) { by_columns<uint64_t>(p); }
WEFT_EACH_MACHINE void rows_of_32(const IntegerProduct& p) { by_rows<uint32_t>(p); }
WEFT_EACH_MACHINE void rows_of_64(const IntegerProduct& p) { by_rows<uint64_t>(p); }

}  // namespace

bool multiply_integers(memory::DType dtype, const IntegerProduct& p) {
  using enum memory::DType;
  const bool is_wide = dtype == Int64 || dtype == UInt64;
  if (!is_wide && dtype != Int32 && dtype != UInt32) return false;
  const int64_t item = is_wide ? 8 : 4;
  if (p.n > 1 && p.b_column == item) {
    is_wide ? rows_of_64(p) : rows_of_32(p);
    return true;
  }
  if ((p.a_column == item || p.k == 1) && (p.b_row == item || p.k == 1)) {
    is_wide ? columns_of_64(p) : columns_of_32(p);
    return true;
  }
  return false;
}

}  // namespace weft::kernels
