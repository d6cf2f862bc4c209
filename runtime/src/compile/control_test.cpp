// SPDX-License-Identifier: Apache-2.0
// Scalars, loops, variables, calls, single elements, errors.
#include <cmath>

#include "compile/test_run.h"

namespace weft::compile::test {

TEST_CASE("element loops: recurrences, break, continue, negative indices") {
  const Data a = ramp({200});
  const auto out = run(R"(func @f(%0 a: f64[n], %1 limit: int) -> f64, int {
  var s: f64
  var k: int
  %2 = const 0.0 : f64 @L1
  set s, %2 @L1
  %3 = const 0 : int @L1
  set k, %3 @L1
  %4 = dim %0 axes=[0] : int @L2
  %5 = const 1 : int @L2
  for %6 = %3, %4, %5 @L2 {
    %7 = const 2 : int @L3
    %8 = mod %6, %7 : int @L3
    %9 = equal %8, %3 : bool @L3
    if %9 @L3 {
      continue @L4
    }
    %10 = greater %6, %1 : bool @L5
    if %10 @L5 {
      break @L6
    }
    %11 = get s : f64 @L7
    %12 = load %0[%6] : f64 @L7
    %13 = add %11, %12 : f64 @L7
    set s, %13 @L7
    %14 = neg %6 : int @L8
    store %0[%14], %13 @L8
    set k, %6 @L9
  }
  %15 = get s : f64 @L10
  %16 = get k : int @L10
  return %15, %16 @L10
}
)", {a, integer(100)});
  std::vector<double> b = a.items;
  double s = 0;
  int k = 0;
  for (int i = 0; i < 200; ++i) {
    if (i % 2 == 0) continue;
    if (i > 100) break;
    s += b[static_cast<size_t>(i)];
    b[static_cast<size_t>(200 - i)] = s;
    k = i;
  }
  CHECK(out.results[0][0] == s);
  CHECK(out.results[1][0] == k);
  CHECK(out.arguments[0].items == b);
  CHECK(out.mutated[0]);
}

TEST_CASE("index errors say what NumPy says") {
  const std::string text = R"(func @f(%0 a: f64[n,m], %1 i: int, %2 j: int) -> f64 {
  %3 = load %0[%1, %2] : f64 @L5
  return %3 @L5
}
)";
  CHECK(run(text, {ramp({3, 4}), integer(1), integer(7)}).error.message == "index 7 is out of bounds for axis 1 with size 4");
  CHECK(run(text, {ramp({3, 4}), integer(-4), integer(0)}).error.message == "index -4 is out of bounds for axis 0 with size 3");
  const auto error = run(text, {ramp({3, 4}), integer(-4), integer(0)}).error;
  CHECK(error.kind == "IndexError");
  CHECK(error.function == "f");
  CHECK(error.range.start_line == 4);
  CHECK(run(text, {ramp({3, 4}), integer(-1), integer(-2)}).results[0][0] == ramp({3, 4})[10]);
}

TEST_CASE("Python integers are checked, NumPy's wrap") {
  const auto binary = [](const std::string& op, const std::string& type, const std::string& a, const std::string& b) {
    return run("func @f() -> " + type + " {\n  %0 = const " + a + " : " + type + " @L1\n  %1 = const " + b + " : " + type +
               " @L1\n  %2 = " + op + " %0, %1 : " + type + " @L1\n  return %2 @L1\n}\n", {});
  };
  CHECK(binary("add", "int", "9223372036854775807", "1").error.kind == "OverflowError");
  CHECK(binary("mul", "int", "4611686018427387904", "2").error.kind == "OverflowError");
  CHECK(binary("add", "i64", "9223372036854775807", "1").results[0][0] == -9223372036854775808.0);
  CHECK(binary("floor_div", "int", "-7", "2").results[0][0] == -4);
  CHECK(binary("mod", "int", "-7", "2").results[0][0] == 1);
  CHECK(binary("mod", "int", "7", "-2").results[0][0] == -1);
  CHECK(binary("floor_div", "int", "7", "0").error.message == "integer division or modulo by zero");
  CHECK(binary("mod", "int", "7", "0").error.message == "integer modulo by zero");
  CHECK(binary("floor_div", "i64", "7", "0").results[0][0] == 0);
  CHECK(binary("div", "float", "1.0", "0.0").error.message == "float division by zero");
  CHECK(std::isinf(binary("div", "f64", "1.0", "0.0").results[0][0]));
  CHECK(binary("mod", "float", "-7.5", "2.0").results[0][0] == 0.5);
  CHECK(binary("floor_div", "f64", "-7.5", "2.0").results[0][0] == -4);
  CHECK(binary("pow", "int", "3", "39").results[0][0] == 4052555153018976267.0);
  CHECK(binary("pow", "int", "3", "41").error.kind == "OverflowError");
  CHECK(binary("pow", "float", "10.0", "400.0").error.kind == "OverflowError");
  CHECK(binary("shift_left", "int", "1", "62").results[0][0] == 4611686018427387904.0);
  CHECK(binary("shift_left", "int", "1", "63").error.kind == "OverflowError");
}

TEST_CASE("while with a condition region, and else of a loop") {
  const auto out = run(R"(func @f(%0 n: int) -> int, int {
  var x: int
  var steps: int
  set x, %0 @L1
  %1 = const 0 : int @L1
  set steps, %1 @L1
  %2 = const 1 : int @L1
  %3 = const 2 : int @L1
  %4 = const 3 : int @L1
  while @L2 {
    %5 = get x : int @L2
    %6 = not_equal %5, %2 : bool @L2
    yield %6 @L2
  } do {
    %7 = get x : int @L3
    %8 = mod %7, %3 : int @L3
    %9 = equal %8, %1 : bool @L3
    if %9 @L3 {
      %10 = floor_div %7, %3 : int @L4
      set x, %10 @L4
    } else {
      %11 = mul %7, %4 : int @L5
      %12 = add %11, %2 : int @L5
      set x, %12 @L5
    }
    %13 = get steps : int @L6
    %14 = add %13, %2 : int @L6
    set steps, %14 @L6
  } else {
    %15 = const 7 : int @L7
    set x, %15 @L7
  }
  %16 = get steps : int @L8
  %17 = get x : int @L8
  return %16, %17 @L8
}
)", {integer(27)});
  CHECK(out.results[0][0] == 111);
  CHECK(out.results[1][0] == 7);
}

TEST_CASE("swapped arrays across iterations: Jacobi") {
  const Data a = ramp({130, 90});
  const auto out = run(R"(func @f(%0 a: f64[n,m], %1 sweeps: int) -> f64[n,m] {
  var a: f64[n,m]
  var b: f64[n,m]
  set a, %0 @L1
  %2 = copy %0 : f64[n,m] @L1
  set b, %2 @L1
  %3 = const 0 : int @L2
  %4 = const 1 : int @L2
  %5 = const -1 : int @L2
  %6 = const 2 : int @L2
  %7 = const -2 : int @L2
  for %8 = %3, %1, %4 @L2 {
    %9 = get a : f64[n,m] @L3
    %10 = view %9[:%7, %4:%5] : f64[n-2,m-2] @L3
    %11 = view %9[%6:, %4:%5] : f64[n-2,m-2] @L3
    %12 = add %10, %11 : f64[n-2,m-2] @L3
    %13 = view %9[%4:%5, :%7] : f64[n-2,m-2] @L3
    %14 = add %12, %13 : f64[n-2,m-2] @L3
    %15 = view %9[%4:%5, %6:] : f64[n-2,m-2] @L3
    %16 = add %14, %15 : f64[n-2,m-2] @L3
    %17 = const 0.25 : f64 @L3
    %18 = mul %17, %16 : f64[n-2,m-2] @L3
    %19 = get b : f64[n,m] @L4
    %20 = view %19[%4:%5, %4:%5] : f64[n-2,m-2] @L4
    assign %20, %18 @L4
    set a, %19 @L5
    set b, %9 @L5
  }
  %21 = get a : f64[n,m] @L6
  return %21 @L6
}
)", {a, integer(7)});
  std::vector<double> p = a.items;
  std::vector<double> q = a.items;
  for (int sweep = 0; sweep < 7; ++sweep) {
    for (size_t i = 1; i < 129; ++i) for (size_t j = 1; j < 89; ++j) {
      q[i * 90 + j] = 0.25 * (p[(i - 1) * 90 + j] + p[(i + 1) * 90 + j] + p[i * 90 + j - 1] + p[i * 90 + j + 1]);
    }
    std::swap(p, q);
  }
  CHECK(out.results[0].items == p);
  CHECK(out.mutated[0]);
  size_t nests = 0;
  for (const Site& site : out.sites) nests += site.operation.find("assign") != std::string::npos ? 1 : 0;
  CHECK(nests == 1);
}

TEST_CASE("calls: views of arguments, several results, early return in nested loops") {
  const Data a = ramp({30, 20});
  const auto out = run(R"(func @f(%0 a: f64[n,m]) -> f64[m], f64, int {
  %1 = const 3 : int @L1
  %2 = call @row(%0, %1) : f64[m] @L1
  %3 = const 1.0 : f64 @L2
  %4 = add %2, %3 : f64[m] @L2
  assign %2, %4 @L2
  %5, %6 = call @find(%0, %3) : f64, int @L3
  return %2, %5, %6 @L4
}
func @row(%0 a: f64[n,m], %1 i: int) -> f64[m] {
  %2 = view %0[%1, :] : f64[m] @L10
  return %2 @L10
}
func @find(%0 a: f64[n,m], %1 x: f64) -> f64, int {
  %2 = const 0 : int @L20
  %3 = const 1 : int @L20
  %4 = dim %0 axes=[0] : int @L20
  %5 = dim %0 axes=[1] : int @L20
  for %6 = %2, %4, %3 @L21 {
    for %7 = %2, %5, %3 @L22 {
      %8 = load %0[%6, %7] : f64 @L23
      %9 = const 900.0 : f64 @L23
      %10 = greater %8, %9 : b1 @L23
      if %10 @L23 {
        return %8, %6 @L24
      }
    }
  }
  %11 = const -1 : int @L25
  return %1, %11 @L25
}
)", {a});
  REQUIRE(out.results.size() == 3);
  std::vector<double> b = a.items;
  for (size_t j = 0; j < 20; ++j) b[60 + j] += 1;
  for (size_t j = 0; j < 20; ++j) CHECK(out.results[0][j] == b[60 + j]);
  size_t found = 0;
  while (b[found] <= 900) ++found;
  CHECK(out.results[1][0] == b[found]);
  CHECK(out.results[2][0] == static_cast<double>(found / 20));
  CHECK(out.arguments[0].items == b);
}

TEST_CASE("fresh arrays in a loop, aliases kept in variables, unbound variables") {
  const Data a = ramp({1000}, 0.001, 1);
  const auto out = run(R"(func @f(%0 a: f64[n], %1 k: int) -> f64[n], f64[n] {
  var x: f64[n]
  var first: f64[n]
  set x, %0 @L1
  %2 = const 0 : int @L2
  %3 = const 1 : int @L2
  for %4 = %2, %1, %3 @L2 {
    %5 = get x : f64[n] @L3
    %6 = const 0.5 : f64 @L3
    %7 = mul %5, %6 : f64[n] @L3
    %8 = add %7, %5 : f64[n] @L3
    set x, %8 @L3
    %9 = equal %4, %2 : bool @L4
    if %9 @L4 {
      %10 = get x : f64[n] @L5
      set first, %10 @L5
    }
    %11 = get x : f64[n] @L6
    %12 = sqrt %11 : f64[n] @L6
    assign %11, %12 @L6
  }
  %13 = get x : f64[n] @L7
  %14 = get first checked : f64[n] @L7
  return %13, %14 @L7
}
)", {a, integer(5)});
  std::vector<double> x = a.items;
  std::vector<double> first;
  for (int k = 0; k < 5; ++k) {
    for (double& v : x) v = std::sqrt(v * 0.5 + v);
    if (k == 0) first = x;
  }
  CHECK(out.results[0].items == x);
  CHECK(out.results[1].items == first);
  CHECK(out.arguments[0].items == a.items);
  CHECK_FALSE(out.mutated[0]);
}

TEST_CASE("an error in the middle leaves what was done") {
  const auto out = run(R"(func @f(%0 a: f64[n]) -> none {
  %1 = const 1.0 : f64 @L1
  %2 = add %0, %1 : f64[n] @L1
  assign %0, %2 @L1
  %3 = const 0 : int @L2
  %4 = const 1000 : int @L2
  %5 = const 1 : int @L2
  for %6 = %3, %4, %5 @L2 {
    store %0[%6], %1 @L3
  }
  %7 = const none : none @L4
  return %7 @L4
}
)", {ramp({100})});
  CHECK(out.error.kind == "IndexError");
  CHECK(out.error.message == "index 100 is out of bounds for axis 0 with size 100");
  for (size_t i = 0; i < 100; ++i) CHECK(out.arguments[0][i] == 1);
}

}  // namespace weft::compile::test
