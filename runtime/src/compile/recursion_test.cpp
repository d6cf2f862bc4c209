// SPDX-License-Identifier: Apache-2.0
// Functions that call themselves: values, arrays that alias, errors inside, too deep.
#include "compile/test_run.h"

namespace weft::compile::test {

namespace {

constexpr const char* kDown = R"(func @f(%0 n: int) -> int {
  %1 = call @down(%0) : int @L1
  return %1 @L1
}
func @down(%0 k: int) -> int {
  %1 = const 0 : int @L3
  %2 = equal %0, %1 : bool @L3
  if %2 @L3 {
    return %1 @L3
  }
  %3 = const 1 : int @L4
  %4 = sub %0, %3 : int @L4
  %5 = call @down(%4) : int @L4
  %6 = add %5, %3 : int @L4
  return %6 @L4
}
)";

/// Adds the head to the tail in place and returns a fresh sum of both halves, or a view when there is one row left.
constexpr const char* kHalves = R"(func @f(%0 a: f64[n]) -> f64[m] {
  %1 = call @fold(%0, %0) : f64[m] @L1
  return %1 @L1
}
func @fold(%0 a: f64[n], %1 b: f64[n]) -> f64[m] {
  var r: f64[m]
  %2 = dim %0 axes=[0] : int @L2
  %3 = const 2 : int @L2
  %4 = less %2, %3 : bool @L2
  if %4 @L2 {
    return %0 @L3
  }
  %5 = floor_div %2, %3 : int @L4
  %6 = view %0[:%5] : f64[k] @L4
  %7 = const 0 : int @L5
  %8 = load %1[%7] : f64 @L5
  %9 = const 1.0 : f64 @L5
  %10 = add %8, %9 : f64 @L5
  %11 = add %6, %8 : f64[k] @L5
  store %1[%7], %10 @L6
  %12 = call @fold(%6, %6) : f64[j] @L7
  %13 = call @fold(%11, %12) : f64[j] @L8
  set r, %13 @L8
  %14 = get r : f64[m] @L9
  %15 = add %14, %12 : f64[m] @L9
  return %15 @L9
}
)";

}  // namespace

TEST_CASE("recursion gives values, and RecursionError where CPython does") {
  CHECK(run(kDown, {integer(900)}).results.at(0).integer == 900);
  const Outcome deep = run(kDown, {integer(5000)});
  CHECK(deep.error.kind == "RecursionError");
  CHECK(deep.error.message == "maximum recursion depth exceeded");
  CHECK(deep.error.function == "down");
}

TEST_CASE("arrays that alias go through recursive calls, and are given back") {
  // a = [0, 1, …, 7], followed by hand: every call adds 1 to the first element of its second argument after reading it.
  const Outcome out = run(kHalves, {ramp({8})});
  CHECK(out.error.kind.empty());
  CHECK(out.results.at(0).shape == std::vector<int64_t>{1});
  CHECK(out.mutated.at(0));
}

TEST_CASE("an error inside a recursive call ends the run and gives everything back") {
  const Outcome out = run(kHalves, {ramp({0})});
  CHECK(out.error.kind.empty());
  constexpr const char* kFails = R"(func @f(%0 a: f64[n]) -> f64[m] {
  %1 = call @fold(%0) : f64[m] @L1
  return %1 @L1
}
func @fold(%0 a: f64[n]) -> f64[m] {
  %1 = add %0, %0 : f64[n] @L2
  %2 = const 3 : int @L3
  %3 = load %1[%2] : f64 @L3
  %4 = const 1 : int @L4
  %5 = view %1[%4:] : f64[k] @L4
  %6 = call @fold(%5) : f64[j] @L4
  %7 = add %6, %3 : f64[j] @L5
  return %7 @L5
}
)";
  const Outcome failed = run(kFails, {ramp({9})});
  CHECK(failed.error.kind == "IndexError");
  CHECK(failed.error.message == "index 3 is out of bounds for axis 0 with size 3");
}

}  // namespace weft::compile::test
