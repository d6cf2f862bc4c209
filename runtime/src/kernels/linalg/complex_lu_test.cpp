// SPDX-License-Identifier: Apache-2.0
// Complex systems in stripes, against what they have to solve; and what is left to LAPACK.

#include "kernels/linalg/complex_lu.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <memory>
#include <random>
#include <vector>

#include "kernels/linalg/lapack.h"

namespace {

using namespace weft::kernels::linalg;
using Complex = std::complex<double>;

/// Memory as the pool gives it.
std::unique_ptr<double, decltype(&std::free)> doubles(int64_t count) {
  return {static_cast<double*>(std::aligned_alloc(64, static_cast<size_t>(count + 7) / 8 * 64)), &std::free};
}

struct Solved {
  bool is_plain = false;
  std::vector<Complex> x;
  std::vector<int32_t> order;
};

Solved solved(const ComplexLu& lu, int64_t n, int64_t right, const std::vector<Complex>& a, const std::vector<Complex>& b) {
  Solved result;
  const int64_t size = lu.size(n);
  const auto factors = doubles(lu.stripes(n) * size);
  const auto inverses = doubles(2 * lu.padded(n));
  const auto stripe = doubles(size);
  result.order.resize(static_cast<size_t>(n));
  result.x.resize(b.size());
  result.is_plain = true;
  for (int64_t k = 0; k < lu.stripes(n); ++k) {
    result.is_plain &= lu.load(a.data() + k * lu.columns, n, std::min(lu.columns, n - k * lu.columns), n, nullptr, factors.get() + k * size);
  }
  result.is_plain = result.is_plain && lu.factor(n, factors.get(), result.order.data(), inverses.get());
  if (!result.is_plain) return result;
  for (int64_t k = 0; k < lu.stripes(right); ++k) {
    const int64_t count = std::min(lu.columns, right - k * lu.columns);
    result.is_plain &= lu.load(b.data() + k * lu.columns, n, count, right, result.order.data(), stripe.get());
    lu.solve(n, factors.get(), inverses.get(), stripe.get());
    result.is_plain &= lu.store(stripe.get(), n, count, right, result.x.data() + k * lu.columns);
  }
  return result;
}

std::vector<Complex> random_matrix(int64_t rows, int64_t columns, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> number(-1, 1);
  std::vector<Complex> matrix(static_cast<size_t>(rows * columns));
  for (Complex& value : matrix) value = {number(random), number(random)};
  return matrix;
}

}  // namespace

TEST_CASE("complex systems in stripes are solved with LAPACK's pivots") {
  const ComplexLu* lu = complex_lu();
  if (lu == nullptr) return;
  for (const int64_t n : {1, 3, 4, 16, 17, 31, 64, 150, 203}) {
    for (const int64_t right : {1, 16, 23, 150}) {
      CAPTURE(n);
      CAPTURE(right);
      const auto a = random_matrix(n, n, static_cast<unsigned>(n));
      const auto b = random_matrix(n, right, static_cast<unsigned>(right));
      const Solved found = solved(*lu, n, right, a, b);
      REQUIRE(found.is_plain);
      double worst = 0;
      double largest = 0;
      for (int64_t i = 0; i < n; ++i) {
        for (int64_t j = 0; j < right; ++j) {
          Complex rest = b[static_cast<size_t>(i * right + j)];
          for (int64_t k = 0; k < n; ++k) rest -= a[static_cast<size_t>(i * n + k)] * found.x[static_cast<size_t>(k * right + j)];
          worst = std::max(worst, std::abs(rest));
          largest = std::max(largest, std::abs(found.x[static_cast<size_t>(i * right + j)]));
        }
      }
      CHECK(worst < 1e-14 * static_cast<double>(n) * std::max(largest, 1.0));
      std::vector<Complex> columns(a.size());
      for (int64_t i = 0; i < n; ++i) {
        for (int64_t j = 0; j < n; ++j) columns[static_cast<size_t>(j * n + i)] = a[static_cast<size_t>(i * n + j)];
      }
      std::vector<int> pivots(static_cast<size_t>(n));
      CHECK(weft::kernels::lapack::getrf(static_cast<int>(n), columns.data(), pivots.data()) == 0);
      std::vector<int32_t> order(static_cast<size_t>(n));
      for (size_t i = 0; i < order.size(); ++i) order[i] = static_cast<int32_t>(i);
      for (size_t i = 0; i < order.size(); ++i) std::swap(order[i], order[static_cast<size_t>(pivots[i] - 1)]);
      CHECK((order == found.order));
    }
  }
}

TEST_CASE("complex systems without a plain answer are left to LAPACK") {
  const ComplexLu* lu = complex_lu();
  if (lu == nullptr) return;
  const int64_t n = 37;
  const auto b = random_matrix(n, 20, 2);
  auto a = random_matrix(n, n, 1);
  for (size_t j = 0; j < 37; ++j) a[20 * 37 + j] = a[5 * 37 + j];  // two equal rows
  CHECK(!solved(*lu, n, 20, a, b).is_plain);
  CHECK(!solved(*lu, n, 20, std::vector<Complex>(37 * 37), b).is_plain);
  a = random_matrix(n, n, 1);
  a[100] = {0, std::numeric_limits<double>::infinity()};
  CHECK(!solved(*lu, n, 20, a, b).is_plain);
  a = random_matrix(n, n, 1);
  auto odd = b;
  odd[41] = {std::numeric_limits<double>::quiet_NaN(), 0};
  CHECK(!solved(*lu, n, 20, a, odd).is_plain);
  odd = b;
  for (Complex& value : odd) value *= 1e308;
  for (Complex& value : a) value *= 1e-5;
  CHECK(!solved(*lu, n, 20, a, odd).is_plain);  // leaves the range
}
