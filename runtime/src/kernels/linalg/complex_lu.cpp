// SPDX-License-Identifier: Apache-2.0
#include "kernels/linalg/complex_lu.h"

#include <algorithm>
#include <cmath>

namespace weft::kernels::linalg {
namespace {

#if defined(__x86_64__)

#define WEFT_PART __attribute__((always_inline)) static inline

// A pivot below this part of the greatest element is small: LAPACK decides what becomes of the matrix.
constexpr double kSmallPivot = 1e-9;

struct Of64Bytes {
  typedef double Vector __attribute__((vector_size(64)));
  typedef int64_t Places __attribute__((vector_size(64)));
  typedef Vector Loose __attribute__((aligned(8), may_alias));
};

struct Of32Bytes {
  typedef double Vector __attribute__((vector_size(32)));
  typedef int64_t Places __attribute__((vector_size(32)));
  typedef Vector Loose __attribute__((aligned(8), may_alias));
};

/// Everything for vectors of one size; a stripe is `kVectors` of them wide. Its functions are part of those that the machine chooses.
template <typename Size, int kVectors>
struct Machine {
  using Vector = typename Size::Vector;
  using Places = typename Size::Places;
  using Loose = typename Size::Loose;
  static constexpr int64_t kRows = ComplexLu::kRows;
  static constexpr int64_t kLanes = sizeof(Vector) / 8;
  static constexpr int64_t kWidth = kLanes * kVectors;  // columns of a stripe
  static constexpr int64_t kLine = 2 * kWidth;          // doubles of one of its rows

  struct Tile {
    Vector re[kRows][kVectors];
    Vector im[kRows][kVectors];
  };

  WEFT_PART Vector& at(double* place) { return *reinterpret_cast<Vector*>(place); }
  WEFT_PART const Vector& at(const double* place) { return *reinterpret_cast<const Vector*>(place); }
  WEFT_PART int64_t padded(int64_t n) { return (n + kRows - 1) / kRows * kRows; }

  WEFT_PART void read(Tile& tile, const double* rows) {
#pragma GCC unroll 4
    for (int64_t r = 0; r < kRows; ++r) {
#pragma GCC unroll 4
      for (int64_t v = 0; v < kVectors; ++v) {
        tile.re[r][v] = at(rows + r * kLine + v * kLanes);
        tile.im[r][v] = at(rows + r * kLine + kWidth + v * kLanes);
      }
    }
  }

  WEFT_PART void write(const Tile& tile, double* rows) {
#pragma GCC unroll 4
    for (int64_t r = 0; r < kRows; ++r) {
#pragma GCC unroll 4
      for (int64_t v = 0; v < kVectors; ++v) {
        at(rows + r * kLine + v * kLanes) = tile.re[r][v];
        at(rows + r * kLine + kWidth + v * kLanes) = tile.im[r][v];
      }
    }
  }

  /// tile -= the product of columns [first, last) of its rows in the factors by the rows of those numbers of `stripe`.
  WEFT_PART void subtract(Tile& tile, const double* factors, int64_t rows, int64_t row, int64_t first, int64_t last, const double* stripe) {
    for (int64_t from = first; from < last;) {
      const int64_t block = from / kWidth;
      const int64_t until = std::min(last, (block + 1) * kWidth);
      const double* left = factors + (block * rows + row) * kLine + (from - block * kWidth);
      const double* right = stripe + from * kLine;
      for (int64_t k = from; k < until; ++k, ++left, right += kLine) {
        Vector re[kVectors];
        Vector im[kVectors];
#pragma GCC unroll 4
        for (int64_t v = 0; v < kVectors; ++v) {
          re[v] = at(right + v * kLanes);
          im[v] = at(right + kWidth + v * kLanes);
        }
#pragma GCC unroll 4
        for (int64_t r = 0; r < kRows; ++r) {
          const double a = left[r * kLine];
          const double b = left[r * kLine + kWidth];
#pragma GCC unroll 4
          for (int64_t v = 0; v < kVectors; ++v) {
            tile.re[r][v] -= a * re[v];
            tile.im[r][v] -= a * im[v];
            tile.re[r][v] += b * im[v];
            tile.im[r][v] -= b * re[v];
          }
        }
      }
      from = until;
    }
  }

  /// Row `to` of the tile less its row `from` times an element of the factors.
  WEFT_PART void subtract_row(Tile& tile, int64_t to, int64_t from, const double* element) {
    const double a = element[0];
    const double b = element[kWidth];
#pragma GCC unroll 4
    for (int64_t v = 0; v < kVectors; ++v) {
      tile.re[to][v] -= a * tile.re[from][v];
      tile.im[to][v] -= a * tile.im[from][v];
      tile.re[to][v] += b * tile.im[from][v];
      tile.im[to][v] -= b * tile.re[from][v];
    }
  }

  WEFT_PART const double* element(const double* factors, int64_t rows, int64_t row, int64_t column) {
    return factors + (column / kWidth * rows + row) * kLine + column % kWidth;
  }

  /// Rows [0, depth) of a stripe by the lower triangle, whose diagonal is 1; with `rest` the rows below less what those take from them.
  WEFT_PART void forward(int64_t n, const double* factors, int64_t depth, bool rest, double* stripe) {
    const int64_t rows = padded(n);
    for (int64_t row = 0; row < (rest ? rows : depth); row += kRows) {
      Tile tile;
      read(tile, stripe + row * kLine);
      subtract(tile, factors, rows, row, 0, std::min(row, depth), stripe);
      if (row < depth) {
        const double* corner = element(factors, rows, row, row);
#pragma GCC unroll 4
        for (int64_t from = 0; from < kRows; ++from) {
#pragma GCC unroll 4
          for (int64_t to = from + 1; to < kRows; ++to) subtract_row(tile, to, from, corner + to * kLine + from);
        }
      }
      write(tile, stripe + row * kLine);
    }
  }

  WEFT_PART void backward(int64_t n, const double* factors, const double* inverses, double* stripe) {
    const int64_t rows = padded(n);
    for (int64_t row = rows - kRows; row >= 0; row -= kRows) {
      Tile tile;
      read(tile, stripe + row * kLine);
      subtract(tile, factors, rows, row, row + kRows, rows, stripe);
      const double* corner = element(factors, rows, row, row);
#pragma GCC unroll 4
      for (int64_t from = kRows - 1; from >= 0; --from) {
        const double a = inverses[row + from];
        const double b = inverses[rows + row + from];
#pragma GCC unroll 4
        for (int64_t v = 0; v < kVectors; ++v) {
          const Vector re = tile.re[from][v];
          tile.re[from][v] = a * re - b * tile.im[from][v];
          tile.im[from][v] = a * tile.im[from][v] + b * re;
        }
#pragma GCC unroll 4
        for (int64_t to = 0; to < from; ++to) subtract_row(tile, to, from, corner + to * kLine + from);
      }
      write(tile, stripe + row * kLine);
    }
  }

  WEFT_PART void swap_rows(int64_t n, double* stripes, int64_t a, int64_t b) {
    const int64_t rows = padded(n);
    for (int64_t stripe = 0; stripe * kWidth < n; ++stripe) {
      double* one = stripes + (stripe * rows + a) * kLine;
      double* other = stripes + (stripe * rows + b) * kLine;
#pragma GCC unroll 8
      for (int64_t k = 0; k < kLine; k += kLanes) {
        const Vector kept = at(one + k);
        at(one + k) = at(other + k);
        at(other + k) = kept;
      }
    }
  }

  /// Factors the columns of one stripe from row `first` on, after everything left of them was subtracted.
  WEFT_PART bool factor_stripe(int64_t n, double* stripes, int64_t first, double least, int32_t* order, double* inverses) {
    const int64_t rows = padded(n);
    double* panel = stripes + first / kWidth * rows * kLine;
    for (int64_t column = first; column < std::min(n, first + kWidth); ++column) {
      double* line = panel + (column - first);
      const auto size = [&](int64_t row) { return std::abs(line[row * kLine]) + std::abs(line[row * kLine + kWidth]); };
      int64_t pivot = column;
      double greatest = size(column);
      for (int64_t row = column + 1; row < n; ++row) {
        const double other = size(row);
        if (other > greatest) {
          greatest = other;
          pivot = row;
        }
      }
      if (!(greatest > least)) return false;
      if (pivot != column) {
        swap_rows(n, stripes, pivot, column);
        std::swap(order[pivot], order[column]);
      }
      // 1 / pivot, without squares that leave the range.
      const double re = line[column * kLine];
      const double im = line[column * kLine + kWidth];
      double a = 0;
      double b = 0;
      if (std::abs(re) >= std::abs(im)) {
        const double ratio = im / re;
        a = 1 / (re + im * ratio);
        b = -ratio * a;
      } else {
        const double ratio = re / im;
        b = -1 / (im + re * ratio);
        a = -ratio * b;
      }
      inverses[column] = a;
      inverses[rows + column] = b;
      // The columns to the right of this one: the others are multiplied by zero.
      Vector right_re[kVectors];
      Vector right_im[kVectors];
#pragma GCC unroll 4
      for (int64_t v = 0; v < kVectors; ++v) {
        Places place;
        for (int64_t lane = 0; lane < kLanes; ++lane) place[lane] = v * kLanes + lane;
        const Places is_right = place > (Places{} + (column - first));
        right_re[v] = reinterpret_cast<Vector>(reinterpret_cast<Places>(at(panel + column * kLine + v * kLanes)) & is_right);
        right_im[v] = reinterpret_cast<Vector>(reinterpret_cast<Places>(at(panel + column * kLine + kWidth + v * kLanes)) & is_right);
      }
      for (int64_t row = column + 1; row < n; ++row) {
        double* own = line + row * kLine;
        const double x = own[0];
        const double y = own[kWidth];
        const double p = x * a - y * b;
        const double q = x * b + y * a;
        double* others = panel + row * kLine;
#pragma GCC unroll 4
        for (int64_t v = 0; v < kVectors; ++v) {
          Vector& to_re = at(others + v * kLanes);
          Vector& to_im = at(others + kWidth + v * kLanes);
          to_re = to_re - p * right_re[v] + q * right_im[v];
          to_im = to_im - p * right_im[v] - q * right_re[v];
        }
        own[0] = p;
        own[kWidth] = q;
      }
    }
    return true;
  }

  WEFT_PART bool factor(int64_t n, double* stripes, int32_t* order, double* inverses) {
    const int64_t rows = padded(n);
    const int64_t count = (n + kWidth - 1) / kWidth;
    Vector sizes{};
    for (double* at_row = stripes; at_row < stripes + count * rows * kLine; at_row += kLanes) {
      const Vector value = at(at_row);
      const Vector size = value < 0 ? -value : value;
      sizes = size > sizes ? size : sizes;
    }
    double greatest = 0;
    for (int64_t lane = 0; lane < kLanes; ++lane) greatest = std::max(greatest, sizes[lane]);
    for (int64_t row = 0; row < n; ++row) order[row] = static_cast<int32_t>(row);
    for (int64_t row = n; row < rows; ++row) {
      inverses[row] = 1;
      inverses[rows + row] = 0;
    }
    for (int64_t stripe = 0; stripe < count; ++stripe) {
      forward(n, stripes, stripe * kWidth, true, stripes + stripe * rows * kLine);
      if (!factor_stripe(n, stripes, stripe * kWidth, kSmallPivot * greatest, order, inverses)) return false;
    }
    return true;
  }

  WEFT_PART void solve(int64_t n, const double* stripes, const double* inverses, double* stripe) {
    forward(n, stripes, padded(n), false, stripe);
    backward(n, stripes, inverses, stripe);
  }

  WEFT_PART bool is_finite(const Vector& zeros) {
    double sum = 0;
    for (int64_t lane = 0; lane < kLanes; ++lane) sum += zeros[lane];
    return sum == 0;
  }

  WEFT_PART bool load(const std::complex<double>* source, int64_t n, int64_t count, int64_t row_length, const int32_t* order, double* stripe) {
    Places even;
    Places odd;
    for (int64_t lane = 0; lane < kLanes; ++lane) {
      even[lane] = 2 * lane;
      odd[lane] = 2 * lane + 1;
    }
    Vector zeros{};
    for (int64_t row = 0; row < padded(n); ++row) {
      double* to = stripe + row * kLine;
      const int64_t here = row < n ? count : 0;
      const auto* from = reinterpret_cast<const double*>(source + (order != nullptr && row < n ? order[row] : row) * row_length);
      int64_t column = 0;
      for (; column + kLanes <= here; column += kLanes) {
        const Vector low = *reinterpret_cast<const Loose*>(from + 2 * column);
        const Vector high = *reinterpret_cast<const Loose*>(from + 2 * column + kLanes);
        at(to + column) = __builtin_shuffle(low, high, even);
        at(to + kWidth + column) = __builtin_shuffle(low, high, odd);
        zeros += low * 0.0 + high * 0.0;
      }
      for (; column < kWidth; ++column) {
        to[column] = column < here ? from[2 * column] : 0;
        to[kWidth + column] = column < here ? from[2 * column + 1] : 0;
        zeros[0] += to[column] * 0.0 + to[kWidth + column] * 0.0;
      }
    }
    return is_finite(zeros);
  }

  WEFT_PART bool store(const double* stripe, int64_t n, int64_t count, int64_t row_length, std::complex<double>* target) {
    Places lower;
    Places upper;
    for (int64_t lane = 0; lane < kLanes; ++lane) {
      lower[lane] = lane / 2 + lane % 2 * kLanes;
      upper[lane] = lower[lane] + kLanes / 2;
    }
    Vector zeros{};
    for (int64_t row = 0; row < n; ++row) {
      const double* from = stripe + row * kLine;
      auto* to = reinterpret_cast<double*>(target + row * row_length);
      int64_t column = 0;
      for (; column + kLanes <= count; column += kLanes) {
        const Vector re = at(from + column);
        const Vector im = at(from + kWidth + column);
        *reinterpret_cast<Loose*>(to + 2 * column) = __builtin_shuffle(re, im, lower);
        *reinterpret_cast<Loose*>(to + 2 * column + kLanes) = __builtin_shuffle(re, im, upper);
        zeros += re * 0.0 + im * 0.0;
      }
      for (; column < count; ++column) {
        to[2 * column] = from[column];
        to[2 * column + 1] = from[kWidth + column];
        zeros[0] += to[2 * column] * 0.0 + to[2 * column + 1] * 0.0;
      }
    }
    return is_finite(zeros);
  }
};

// Tiles of 4 rows by these vectors, each with a real and an imaginary part, fill 16 of 32 registers, or 8 of 16.
#define WEFT_MACHINE(name, features, size, vectors)                                                                                         \
  struct name {                                                                                                                             \
    using M = Machine<size, vectors>;                                                                                                       \
    __attribute__((target(features))) static bool load(const std::complex<double>* source, int64_t n, int64_t count, int64_t row_length,    \
                                                       const int32_t* order, double* stripe) {                                              \
      return M::load(source, n, count, row_length, order, stripe);                                                                          \
    }                                                                                                                                       \
    __attribute__((target(features))) static bool factor(int64_t n, double* stripes, int32_t* order, double* inverses) {                    \
      return M::factor(n, stripes, order, inverses);                                                                                        \
    }                                                                                                                                       \
    __attribute__((target(features))) static void solve(int64_t n, const double* stripes, const double* inverses, double* stripe) {         \
      M::solve(n, stripes, inverses, stripe);                                                                                               \
    }                                                                                                                                       \
    __attribute__((target(features))) static bool store(const double* stripe, int64_t n, int64_t count, int64_t row_length,                 \
                                                        std::complex<double>* target) {                                                     \
      return M::store(stripe, n, count, row_length, target);                                                                                \
    }                                                                                                                                       \
    static constexpr ComplexLu lu() { return {M::kWidth, load, factor, solve, store}; }                                                     \
  };

WEFT_MACHINE(Wide, "arch=x86-64-v4", Of64Bytes, 2)
WEFT_MACHINE(Narrow, "arch=x86-64-v3", Of32Bytes, 1)

#endif

}  // namespace

const ComplexLu* complex_lu() {
#if defined(__x86_64__)
  static constexpr ComplexLu wide = Wide::lu();
  static constexpr ComplexLu narrow = Narrow::lu();
  static const ComplexLu* const chosen = [] {
    __builtin_cpu_init();
    if (__builtin_cpu_supports("x86-64-v4")) return &wide;
    if (__builtin_cpu_supports("x86-64-v3")) return &narrow;
    return static_cast<const ComplexLu*>(nullptr);
  }();
  return chosen;
#else
  return nullptr;
#endif
}

}  // namespace weft::kernels::linalg
