// SPDX-License-Identifier: Apache-2.0
// Elementwise programs: fusion, broadcasting, views, memory orders.
#include <cmath>

#include "compile/test_run.h"

namespace weft::compile::test {

TEST_CASE("a chain becomes one nest") {
  const auto out = run(R"(func @f(%0 a: f64[n,m], %1 b: f64[n,m]) -> f64[n,m] {
  %2 = mul %0, %1 : f64[n,m] @L1
  %3 = const 2.0 : f64 @L1
  %4 = add %2, %3 : f64[n,m] @L2
  %5 = sqrt %4 : f64[n,m] @L2
  return %5 @L3
}
)", {ramp({50, 70}), ramp({50, 70}, 0.5)});
  REQUIRE(out.results.size() == 1);
  const Data a = ramp({50, 70});
  const Data b = ramp({50, 70}, 0.5);
  for (size_t index = 0; index < a.size(); ++index) CHECK(out.results[0][index] == std::sqrt(a[index] * b[index] + 2.0));
  CHECK(out.sites.size() == 1);
  CHECK(out.sites[0].operation == "mul+add+sqrt");
  CHECK(out.sites[0].lines == std::vector<uint32_t>{0, 1});
}

TEST_CASE("memory orders, broadcasting and size-1 axes") {
  const std::string text = R"(func @f(%0 a: f64[n,m], %1 b: f64[p,q]) -> f64[r,s] {
  %2 = sub %0, %1 : f64[r,s] @L1
  return %2 @L1
}
)";
  for (const bool fortran : {false, true}) {
    for (const bool reversed : {false, true}) {
      for (const auto& shape : std::vector<std::vector<int64_t>>{{20, 30}, {1, 30}, {20, 1}, {1, 1}}) {
        Data a = ramp({20, 30}, 1.25, 3);
        Data b = ramp(shape);
        a.fortran = fortran;
        b.reversed = reversed;
        const auto out = run(text, {a, b});
        REQUIRE(out.results.size() == 1);
        bool same = true;
        for (int64_t i = 0; i < 20; ++i) {
          for (int64_t j = 0; j < 30; ++j) {
            const int64_t bi = shape[0] == 1 ? 0 : i;
            const int64_t bj = shape[1] == 1 ? 0 : j;
            same = same && out.results[0][static_cast<size_t>(i * 30 + j)] ==
                               a[static_cast<size_t>(i * 30 + j)] - b[static_cast<size_t>(bi * shape[1] + bj)];
          }
        }
        CHECK(same);
      }
    }
  }
  const auto bad = run(text, {ramp({20, 30}), ramp({20, 29})});
  CHECK(bad.error.kind == "ValueError");
  CHECK(bad.error.message == "operands could not be broadcast together with shapes (20,30) (20,29)");
  const auto empty = run(text, {ramp({0, 30}), ramp({1, 30})});
  CHECK(empty.results[0].shape == std::vector<int64_t>{0, 30});
}

TEST_CASE("views: stencils, steps, negative bounds, new axes, transposes") {
  const Data a = ramp({40, 33});
  const auto out = run(R"(func @f(%0 a: f64[n,m]) -> f64[p,q], f64[m,n], f64[r] {
  %1 = const 1 : int @L1
  %2 = const -1 : int @L1
  %3 = const -2 : int @L1
  %4 = const 2 : int @L1
  %5 = view %0[%4:, %1:%2] : f64[p,q] @L2
  %6 = view %0[:%3, %1:%2] : f64[p,q] @L2
  %7 = add %5, %6 : f64[p,q] @L2
  %8 = transpose %0 axes=[1, 0] : f64[m,n] @L3
  %9 = neg %8 : f64[m,n] @L3
  %10 = view %0[%2, ::%3] : f64[r] @L4
  %11 = copy %10 : f64[r] @L4
  return %7, %9, %11 @L5
}
)", {a});
  REQUIRE(out.results.size() == 3);
  bool same = true;
  for (size_t i = 0; i < 38; ++i) for (size_t j = 0; j < 31; ++j) same = same && out.results[0][i * 31 + j] == a[(i + 2) * 33 + j + 1] + a[i * 33 + j + 1];
  for (size_t i = 0; i < 33; ++i) for (size_t j = 0; j < 40; ++j) same = same && out.results[1][i * 40 + j] == -a[j * 33 + i];
  CHECK(same);
  REQUIRE(out.results[2].size() == 17);
  for (size_t j = 0; j < 17; ++j) CHECK(out.results[2][j] == a[39 * 33 + 32 - 2 * j]);
}

TEST_CASE("generators, where, casts, several results of one nest") {
  const auto out = run(R"(func @f(%0 n: int) -> f64[n], i64[n], b1[n] {
  %1 = const 0 : i64 @L1
  %2 = cast %0 : i64 @L1
  %3 = const 1 : i64 @L1
  %4 = arange %1, %2, %3 : i64[n] @L1
  %5 = cast %4 : f64[n] @L2
  %6 = const 50.0 : f64 @L2
  %7 = less %5, %6 : b1[n] @L2
  %8 = full %6, %0 : f64[n] @L2
  %9 = where %7, %5, %8 : f64[n] @L2
  %10 = mul %4, %4 : i64[n] @L3
  return %9, %10, %7 @L4
}
)", {integer(100)});
  REQUIRE(out.results.size() == 3);
  for (size_t i = 0; i < 100; ++i) {
    CHECK(out.results[0][i] == (i < 50 ? static_cast<double>(i) : 50.0));
    CHECK(out.results[1][i] == static_cast<double>(i * i));
    CHECK(out.results[2][i] == (i < 50 ? 1.0 : 0.0));
  }
  CHECK(out.sites.size() == 1);
}

TEST_CASE("assignment: in place, overlapping, reversed, transposed, broadcast") {
  const Data a = ramp({300});
  const auto shift = run(R"(func @f(%0 a: f64[n]) -> none {
  %1 = const 1 : int @L1
  %2 = const -1 : int @L1
  %3 = view %0[%1:] : f64[n-1] @L1
  %4 = view %0[:%2] : f64[n-1] @L1
  assign %3, %4 @L1
  %5 = const none : none @L1
  return %5 @L1
}
)", {a});
  CHECK(shift.mutated[0]);
  CHECK(shift.arguments[0][0] == a[0]);
  for (size_t i = 1; i < 300; ++i) CHECK(shift.arguments[0][i] == a[i - 1]);
  const auto reversed = run(R"(func @f(%0 a: f64[n]) -> none {
  %1 = const -1 : int @L1
  %2 = view %0[::%1] : f64[n] @L1
  assign %0, %2 @L1
  %3 = const none : none @L1
  return %3 @L1
}
)", {a});
  for (size_t i = 0; i < 300; ++i) CHECK(reversed.arguments[0][i] == a[299 - i]);
  const Data b = ramp({60, 60});
  const auto transposed = run(R"(func @f(%0 a: f64[n,n]) -> none {
  %1 = transpose %0 axes=[1, 0] : f64[n,n] @L1
  %2 = add %0, %1 : f64[n,n] @L1
  assign %0, %2 @L1
  %3 = const none : none @L1
  return %3 @L1
}
)", {b});
  bool same = true;
  for (size_t i = 0; i < 60; ++i) for (size_t j = 0; j < 60; ++j) same = same && transposed.arguments[0][i * 60 + j] == b[i * 60 + j] + b[j * 60 + i];
  CHECK(same);
  const auto row = run(R"(func @f(%0 a: f64[n,n]) -> none {
  %1 = const 0 : int @L1
  %2 = view %0[%1, :] : f64[n] @L1
  %3 = sub %0, %2 : f64[n,n] @L1
  assign %0, %3 @L1
  %4 = const none : none @L1
  return %4 @L1
}
)", {b});
  same = true;
  for (size_t i = 0; i < 60; ++i) for (size_t j = 0; j < 60; ++j) same = same && row.arguments[0][i * 60 + j] == b[i * 60 + j] - b[j];
  CHECK(same);
  const auto wrong = run(R"(func @f(%0 a: f64[n], %1 b: f64[m]) -> none {
  assign %0, %1 @L1
  %2 = const none : none @L1
  return %2 @L1
}
)", {ramp({30}), ramp({40})});
  CHECK(wrong.error.message == "could not broadcast input array from shape (40,) into shape (30,)");
}

TEST_CASE("two arguments that are the same array") {
  Data a = ramp({100});
  Data alias = a;
  alias.same_as = 0;
  const auto out = run(R"(func @f(%0 a: f64[n], %1 b: f64[n]) -> f64[n] {
  %2 = const 1.0 : f64 @L1
  %3 = add %1, %2 : f64[n] @L1
  assign %0, %3 @L2
  %4 = add %1, %3 : f64[n] @L3
  return %4 @L3
}
)", {a, alias});
  for (size_t i = 0; i < 100; ++i) {
    CHECK(out.arguments[1][i] == a[i] + 1);
    CHECK(out.results[0][i] == 2 * (a[i] + 1));
  }
}

}  // namespace weft::compile::test
