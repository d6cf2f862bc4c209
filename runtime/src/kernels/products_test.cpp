// SPDX-License-Identifier: Apache-2.0
// Products that are cut otherwise than into panels of rows, against plain loops. Values are small integers, so results are exact.

#include "kernels/paired.h"
#include "kernels/products.h"

#include <doctest/doctest.h>

#include <cmath>
#include <cstring>

#include "kernels/test_arrays.h"

namespace {

using namespace weft;
using namespace weft::kernels;
using namespace weft::kernels::testing;

struct Case {
  int64_t rows, depth, columns;  // columns 0: a vector; -1: the matrix by its own transpose
};

/// The bytes of the product on `threads` threads; checks it against loops when `checked`.
template <typename T>
std::vector<std::byte> product(const Case& test, DType dtype, Layout layout, uint32_t threads, bool checked) {
  memory::Pool pool(uint64_t{1} << 30);
  const auto engine = engine::create_engine(threads, nullptr);
  const TypedView a = make_array(pool, {test.rows, test.depth}, dtype, layout);
  fill_random(a, 1);
  TypedView b;
  if (test.columns < 0) {
    b = a;
    std::swap(b.view.shape[0], b.view.shape[1]);
    std::swap(b.view.strides[0], b.view.strides[1]);
  } else {
    b = make_array(pool, test.columns == 0 ? std::vector{test.depth} : std::vector{test.depth, test.columns}, dtype, layout);
    fill_random(b, 2);
  }
  const TypedView c = matmul({*engine, pool}, 0, a, b).value();
  engine->wait_all();
  const int64_t columns = b.rank == 1 ? 1 : b.view.shape[1];
  const auto at = [](const TypedView& array, int64_t i, int64_t j) {
    return *reinterpret_cast<const T*>(array.view.data + i * array.view.strides[0] + (array.rank == 1 ? 0 : j * array.view.strides[1]));
  };
  const auto* out = reinterpret_cast<const T*>(c.view.data);
  int64_t wrong = 0;
  for (int64_t i = 0; checked && i < test.rows; ++i) {
    for (int64_t j = 0; j < columns; ++j) {
      T sum{};
      for (int64_t p = 0; p < test.depth; ++p) sum = multiply_add(sum, at(a, i, p), at(b, p, j));
      wrong += out[i * columns + j] == sum ? 0 : 1;
    }
  }
  CHECK(wrong == 0);
  std::vector<std::byte> bytes(c.view.data, c.view.data + test.rows * columns * static_cast<int64_t>(sizeof(T)));
  memory::release(a.view.buffer);
  if (test.columns >= 0) memory::release(b.view.buffer);
  memory::release(c.view.buffer);
  return bytes;
}

}  // namespace

TEST_CASE("products cut along the depth, the columns and the diagonal are exact and the same on any number of threads") {
  const Case cases[] = {{50, 20011, 0}, {70, 4100, 31}, {60, 3000, -1}, {300, 61, -1}, {643, 40, -1}, {10, 100, 3001}, {383, 2048, -1}, {213, 97, 131}, {64, 700, 75}, {301, 40, 25}, {37, 803, 1201}, {19, 901, 2000}};
  for (const Case& test : cases) {
    CAPTURE(test.rows);
    for (const DType dtype : {DType::Float64, DType::Float32, DType::Complex128, DType::Complex64}) {
      for (const Layout layout : {Layout::c, Layout::fortran}) {
        with_type(dtype, [&]<typename T>(T) {
          const auto one = product<T>(test, dtype, layout, 1, test.rows < 383);
          CHECK((product<T>(test, dtype, layout, 2, false) == one));
          CHECK((product<T>(test, dtype, layout, 5, false) == one));
        });
      }
    }
  }
}

TEST_CASE("a matrix by a vector is exact and the same on any number of threads") {
  const Case cases[] = {{300, 300, 0}, {301, 77, 0}, {75, 509, 0}, {17, 2000, 0}, {9, 4096, 0}, {16, 30001, 0}, {1000, 33, 0}, {1000, 16, 0}, {998, 999, 0}, {8, 5000, 0}};
  for (const Case& test : cases) {
    CAPTURE(test.rows);
    for (const DType dtype : {DType::Float64, DType::Float32}) {
      for (const Layout layout : {Layout::c, Layout::fortran, Layout::every_other}) {
        with_type(dtype, [&]<typename T>(T) {
          const auto one = product<T>(test, dtype, layout, 1, true);
          CHECK((product<T>(test, dtype, layout, 2, false) == one));
          CHECK((product<T>(test, dtype, layout, 5, false) == one));
        });
      }
    }
  }
}

TEST_CASE("two products of one matrix in one pass are exact and the same on any number of threads") {
  for (const DType dtype : {DType::Float64, DType::Float32}) {
    for (const bool by_result : {false, true}) {
      for (const auto& [rows, columns] : {std::pair<int64_t, int64_t>{900, 611}, {67, 9001}, {5003, 203}}) {
        with_type(dtype, [&, rows = rows, columns = columns]<typename T>(T) {
          if constexpr (std::is_floating_point_v<T>) {
            memory::Pool pool(uint64_t{1} << 30);
            const TypedView matrix = make_array(pool, {rows, columns}, dtype, Layout::c);
            const TypedView x = make_array(pool, {columns}, dtype, Layout::c);
            const TypedView u = make_array(pool, {rows}, dtype, Layout::c);
            fill_random(matrix, 1);
            fill_random(x, 2);
            fill_random(u, 3);
            const T* m = reinterpret_cast<const T*>(matrix.view.data);
            std::vector<T> first;
            for (const uint32_t threads : {1U, 2U, 5U}) {
              const auto engine = engine::create_engine(threads, nullptr);
              std::vector<T> result(static_cast<size_t>(rows + columns));
              T* right = result.data();
              T* left = right + rows;
              PairedProducts products{dtype, matrix.view.data, rows, columns, columns * static_cast<int64_t>(sizeof(T)), x.view.data,
                                      by_result ? nullptr : u.view.data, reinterpret_cast<std::byte*>(right), reinterpret_cast<std::byte*>(left)};
              CHECK(is_worth_pairing(products) == (rows * columns * static_cast<int64_t>(sizeof(T)) >= (3 << 20)));
              CHECK(multiply_paired({*engine, pool}, 0, products));
              if (first.empty()) {
                first = result;
                int64_t wrong = 0;
                const T* by = by_result ? right : reinterpret_cast<const T*>(u.view.data);
                for (int64_t i = 0; i < rows; ++i) {
                  T sum = 0;
                  for (int64_t j = 0; j < columns; ++j) sum += m[i * columns + j] * reinterpret_cast<const T*>(x.view.data)[j];
                  wrong += sum == right[i] ? 0 : 1;
                }
                for (int64_t j = 0; j < columns; ++j) {
                  double sum = 0;
                  for (int64_t i = 0; i < rows; ++i) sum += static_cast<double>(m[i * columns + j]) * static_cast<double>(by[i]);
                  wrong += std::abs(sum - static_cast<double>(left[j])) <= (sizeof(T) == 4 ? 1e-4 : 0) * std::abs(sum) ? 0 : 1;
                }
                CHECK(wrong == 0);
              }
              CHECK((result == first));
            }
            memory::release(matrix.view.buffer);
            memory::release(x.view.buffer);
            memory::release(u.view.buffer);
          }
        });
      }
    }
  }
}
