// SPDX-License-Identifier: Apache-2.0
// Rows that need those before them in strips on several threads: the same bits as on one.
#include "compile/loops/strips.h"
#include "compile/test_run.h"

namespace {

using namespace weft::compile;
using namespace weft::compile::test;

/// turns of: u[i, j] = (u[i - 1, j + right] + u[i, j - 1] + u[i + 1, j]) / 3
std::string sweeps(int right, bool in_turns) {
  std::string text = "func @f(%0 n: int, %1 m: int, %2 t: int, %3 u: f64[n,m]) -> f64[n,m] {\n  %4 = const 1 : int @L1\n  %5 = const 0 : int @L1\n";
  text += "  %6 = const " + std::to_string(right) + " : int @L1\n  %7 = sub %0, %4 : int @L1\n  %8 = sub %1, %6 : int @L1\n  %9 = const 3.0 : float @L1\n";
  text += in_turns ? "  for %10 = %5, %2, %4 @L2 {\n" : "  %10 = const 0 : int @L2\n";
  text += R"(    for %11 = %4, %7, %4 @L3 {
      for %12 = %4, %8, %4 @L4 {
        %13 = sub %11, %4 : int @L5
        %14 = add %12, %6 : int @L5
        %15 = sub %12, %4 : int @L5
        %16 = add %11, %4 : int @L5
        %17 = load %3[%13, %14] : f64 @L5
        %18 = load %3[%11, %15] : f64 @L5
        %19 = load %3[%16, %12] : f64 @L5
        %20 = add %17, %18 : f64 @L5
        %21 = add %20, %19 : f64 @L5
        %22 = cast %9 : f64 @L5
        %23 = div %21, %22 : f64 @L5
        store %3[%11, %12], %23 @L5
      }
    }
)";
  if (in_turns) text += "  }\n";
  return text + "  return %3 @L6\n}\n";
}

}  // namespace

TEST_CASE("strips of rows give on any number of threads what rows in order give") {
  for (const int right : {0, 1, 2}) {
    for (const bool in_turns : {false, true}) {
      auto graph = weft::graph::parse_graph("weft.graph 1 \"test.py\" strict\n" + sweeps(right, in_turns));
      REQUIRE_MESSAGE(graph.ok(), graph.status().to_string());
      const weft::Status verified = weft::graph::verify_graph(*graph.value());
      REQUIRE_MESSAGE(verified.ok(), verified.to_string());
      for (const auto& [rows, columns] : {std::pair<int64_t, int64_t>{203, 415}, {37, 290}, {300, 40}}) {
        const std::vector<Data> inputs = {integer(rows), integer(columns), integer(9), ramp({rows, columns}, 0.37)};
        CompileOptions plain;
        plain.switches.jam = false;
        const Outcome expected = run_once(*graph.value(), inputs, 0, plain);
        for (const bool worth : {true, false}) {
          CompileOptions planned;
          planned.switches.worth = worth;
          for (const uint32_t threads : {1U, 2U, 5U}) {
            CAPTURE(right); CAPTURE(in_turns); CAPTURE(rows); CAPTURE(columns); CAPTURE(threads); CAPTURE(worth);
            const Outcome got = run_once(*graph.value(), inputs, threads, planned);
            CHECK(got.error.kind.empty());
            CHECK((got.arguments[3].items == expected.arguments[3].items));
          }
        }
      }
    }
  }
}

TEST_CASE("strips are as many as threads keep busy") {
  const StripsShape wide = shape_strips(50, 398, 398, 2, 2, true);
  CHECK(wide.in_turn == 13);
  CHECK(wide.parts >= 4);
  CHECK(shape_strips(50, 398, 398, 2, 1, true).parts == 1);
  CHECK(shape_strips(1, 398, 20, 2, 2, true).parts == 1);
  CHECK(shape_strips(50, 40, 2000, 1, 2, true).parts == 1);  // the next turn would need rows that are in work
  CHECK(shape_strips(1, 40, 2000, 1, 2, true).parts > 1);
}
