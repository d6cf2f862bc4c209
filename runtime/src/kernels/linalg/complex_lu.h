// SPDX-License-Identifier: Apache-2.0
// Complex systems with many right sides, by LU factors with partial pivoting: the pivots are those of LAPACK (the greatest |re| + |im|
// of a column). Real and imaginary parts lie apart, in stripes of columns that stay in the first-level cache, each of which is solved
// by itself, so that threads share them out. What is not plain sailing (no pivot, one that is small beside the matrix, numbers that
// are not finite) is left to LAPACK: whether a matrix is singular, and what comes out of odd numbers, is its word alone.

#pragma once

#include <complex>
#include <cstdint>

namespace weft::kernels::linalg {

/// What one machine has for such systems. A stripe holds `columns` columns: for each row their real parts, then their imaginary parts.
/// Matrices have `n` rows, padded to a multiple of kRows; `order` and `inverses` belong to a factored one.
struct ComplexLu {
  static constexpr int64_t kRows = 4;

  int64_t columns = 0;  // of a stripe
  /// Columns of a C-ordered matrix as a stripe, its rows in `order` (as they are: null); false when an element is not finite.
  bool (*load)(const std::complex<double>* source, int64_t n, int64_t count, int64_t row_length, const int32_t* order, double* stripe) = nullptr;
  /// Factors stripes in place; `inverses` are those of the diagonal: real parts, then imaginary ones. False: leave it to LAPACK.
  bool (*factor)(int64_t n, double* stripes, int32_t* order, double* inverses) = nullptr;
  /// Replaces a stripe of right sides by the solutions.
  void (*solve)(int64_t n, const double* stripes, const double* inverses, double* stripe) = nullptr;
  /// Columns of a C-ordered result; false when an element is not finite.
  bool (*store)(const double* stripe, int64_t n, int64_t count, int64_t row_length, std::complex<double>* target) = nullptr;

  int64_t padded(int64_t n) const { return (n + kRows - 1) / kRows * kRows; }
  int64_t stripes(int64_t count) const { return (count + columns - 1) / columns; }
  /// Doubles of a stripe.
  int64_t size(int64_t n) const { return 2 * padded(n) * columns; }
};

/// Null where this machine has no vectors for it.
const ComplexLu* complex_lu();

}  // namespace weft::kernels::linalg
