// SPDX-License-Identifier: Apache-2.0
// Lists: items, growth, nesting and sharing, arrays in lists, errors.
#include "compile/test_run.h"

namespace weft::compile::test {

TEST_CASE("lists grow, are read and written, and count from the end") {
  const auto out = run(R"(func @f(%0 n: int) -> int, int {
  %1 = list_new : list[int] @L1
  %2 = const 0 : int @L1
  %3 = const 1 : int @L1
  for %4 = %2, %0, %3 @L2 {
    %5 = mul %4, %4 : int @L3
    list_append %1, %5 @L3
  }
  %6 = neg %3 : int @L4
  %7 = list_get %1, %6 : int @L4
  list_set %1, %2, %7 @L5
  %8 = list_pop %1, %2 : int @L6
  %9 = list_len %1 : int @L7
  return %8, %9 @L8
}
)", {integer(100)});
  CHECK(out.results[0][0] == 99 * 99);
  CHECK(out.results[1][0] == 99);
}

TEST_CASE("rows of nested lists are shared, as in Python") {
  const auto out = run(R"(func @f(%0 x: float) -> float, float {
  %1 = list_new %0, %0, %0 : list[float] @L1
  %2 = list_new %1, %1 : list[list[float]] @L2
  %3 = const 0 : int @L3
  %4 = const 1 : int @L3
  %5 = list_get %2, %3 : list[float] @L3
  %6 = const 7.0 : float @L3
  list_set %5, %4, %6 @L3
  %7 = list_get %2, %4 : list[float] @L4
  %8 = list_get %7, %4 : float @L4
  %9 = list_new %0 : list[float] @L5
  list_set %2, %3, %9 @L5
  list_set %2, %4, %9 @L6
  %10 = list_get %1, %4 : float @L7
  return %8, %10 @L8
}
)", {real(2)});
  CHECK(out.results[0][0] == 7);
  CHECK(out.results[1][0] == 7);
}

TEST_CASE("arrays in lists stay the same memory") {
  const Data a = ramp({50});
  const auto out = run(R"(func @f(%0 a: f64[n]) -> f64[n], f64 {
  %1 = list_new %0 : list[f64[n]] @L1
  %2 = add %0, %0 : f64[n] @L2
  list_append %1, %2 @L2
  %3 = const 0 : int @L3
  %4 = list_get %1, %3 : f64[?1] @L3
  %5 = const 1 : int @L3
  %6 = const 5.0 : f64 @L3
  store %4[%5], %6 @L3
  %7 = list_get %1, %5 : f64[?1] @L4
  assign %4, %7 @L4
  %8 = load %0[%5] : f64 @L5
  return %7, %8 @L6
}
)", {a});
  CHECK(out.results[0][1] == 2 * a[1]);
  CHECK(out.results[1][0] == 2 * a[1]);
  CHECK(out.arguments[0][4] == 2 * a[4]);
  CHECK(out.mutated[0]);
}

TEST_CASE("list errors are Python's") {
  const auto out = run(R"(func @f(%0 i: int) -> int {
  %1 = const 1 : int @L1
  %2 = list_new %1, %1 : list[int] @L1
  %3 = list_get %2, %0 : int @L2
  return %3 @L2
}
)", {integer(-3)});
  CHECK(out.error.kind == "IndexError");
  CHECK(out.error.message == "list index out of range");
  CHECK(out.error.range.start_line == 1);
}

}  // namespace weft::compile::test
