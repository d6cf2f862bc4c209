// SPDX-License-Identifier: Apache-2.0
// What is recovered of loops, and how they are planned.
#include <doctest/doctest.h>

#include "compile/loops/expansion.h"
#include "compile/loops/invariants.h"
#include "compile/loops/plan.h"
#include "graph/parse.h"
#include "graph/verify.h"

namespace {

using namespace weft;
using namespace weft::compile;

const wire::NodeT* first_loop(const wire::RegionT& region) {
  for (const auto& node : region.nodes) if (node->op == wire::Op::For) return node.get();
  return nullptr;
}

struct Told {
  std::string nest;
  std::string plan;
};

Told told(const std::string& function, const Switches& switches = {}) {
  auto graph = graph::parse_graph("weft.graph 1 \"test.py\" strict\n" + function);
  REQUIRE_MESSAGE(graph.ok(), graph.status().to_string());
  const Status verified = graph::verify_graph(*graph.value());
  REQUIRE_MESSAGE(verified.ok(), verified.to_string());
  const wire::FunctionT& entry = *graph.value()->functions.front();
  auto recovered = loops::recover(entry, *first_loop(*entry.body), switches.branches);
  if (!recovered.nest) return {recovered.why_not, ""};
  if (switches.expand) loops::expand_arrays(*recovered.nest, {});
  return {loops::to_text(*recovered.nest), loops::to_text(loops::make_plan(*recovered.nest, switches))};
}

/// C[i, j] += A[i, k] * B[k, j] in the order of `loops`, three of "ikj".
std::string product(const std::string& order) {
  const auto bound = [](char axis) { return axis == 'i' ? "%0" : axis == 'j' ? "%1" : "%2"; };
  const auto counter = [&](char axis) { return "%" + std::to_string(8 + order.find(axis)); };
  std::string text = "func @f(%0 n: int, %1 m: int, %2 p: int, %3 c: f64[n,m], %4 a: f64[n,p], %5 b: f64[p,m]) -> f64[n,m] {\n  %6 = const 0 : int @L1\n  %7 = const 1 : int @L1\n";
  for (const char axis : order) text += "  for " + counter(axis) + " = %6, " + bound(axis) + ", %7 @L2 {\n";
  text += "    %11 = load %3[" + counter('i') + ", " + counter('j') + "] : f64 @L3\n";
  text += "    %12 = load %4[" + counter('i') + ", " + counter('k') + "] : f64 @L3\n";
  text += "    %13 = load %5[" + counter('k') + ", " + counter('j') + "] : f64 @L3\n";
  text += "    %14 = mul %12, %13 : f64 @L3\n    %15 = add %11, %14 : f64 @L3\n";
  text += "    store %3[" + counter('i') + ", " + counter('j') + "], %15 @L3\n  }}}\n  return %3 @L4\n}\n";
  for (size_t at = text.find("}}}"); at != std::string::npos; at = text.find("}}}")) text.replace(at, 3, "}\n  }\n  }");
  return text;
}

}  // namespace

TEST_CASE("products are tiled in whatever order their loops stand") {
  for (const std::string order : {"ijk", "ikj", "kij", "jik", "jki", "kji"}) {
    CAPTURE(order);
    const std::string plan = told(product(order)).plan;
    CHECK(plan.find("rows") != std::string::npos);
    CHECK(plan.find("lanes") != std::string::npos);
    CHECK(plan.find("divided") != std::string::npos);
    Switches without;
    without.tiles = false;
    CHECK(told(product(order), without).plan.find("lanes") == std::string::npos);
  }
}

TEST_CASE("bounds and subscripts are linear in counters") {
  const Told triangle = told(R"(func @f(%0 n: int, %1 a: f64[n,n]) -> f64[n,n] {
  %2 = const 0 : int @L1
  %3 = const 1 : int @L1
  for %4 = %2, %0, %3 @L2 {
    for %5 = %4, %0, %3 @L3 {
      %6 = sub %5, %4 : int @L4
      %7 = load %1[%6, %5] : f64 @L4
      store %1[%4, %5], %7 @L4
    }
  }
  return %1 @L5
}
)");
  CHECK(triangle.nest == R"(for v1 in [0, v0)
  for v2 in [v1, v0)
    load a0[-v1 + v2, v2]
    store a0[v1, v2]
)");
  CHECK(triangle.plan == R"(in order v1
  leaf v2 divided v2 parallel
)");
}

TEST_CASE("a row that every iteration overwrites becomes one for each of them") {
  // `first`: where the row is written from; `next`: where it is read from.
  const auto rows = [](const std::string& first, const std::string& next, const Switches& switches = {}) {
    return told(R"(func @f(%0 n: int, %1 a: f64[n,n], %2 c: f64[n,n], %3 t: f64[n]) -> f64[n,n] {
  %4 = const 0 : int @L1
  %5 = const 1 : int @L1
  %6 = const 0.0 : f64 @L1
  for %7 = %4, %0, %5 @L2 {
    for %8 = )" + first + R"(, %0, %5 @L3 {
      store %3[%8], %6 @L4
      for %9 = %4, %0, %5 @L5 {
        %10 = load %3[%8] : f64 @L6
        %11 = load %1[%7, %9] : f64 @L6
        %12 = load %2[%9, %8] : f64 @L6
        %13 = mul %11, %12 : f64 @L6
        %14 = add %10, %13 : f64 @L6
        store %3[%8], %14 @L6
      }
    }
    for %15 = )" + next + R"(, %0, %5 @L7 {
      %16 = load %3[%15] : f64 @L8
      store %1[%7, %15], %16 @L8
    }
  }
  return %1 @L9
}
)", switches);
  };
  const Told expanded = rows("%4", "%5");
  CHECK(expanded.nest == R"(for v5 in [0, 1)
  for v1 in [0, v0)
    for v2 in [0, v0)
      store a3[v1, v2]
      for v3 in [0, v0)
        load a3[v1, v2]
        load a1[v1, v3]
        load a2[v3, v2]
        mul
        add
        store a3[v1, v2]
    for v4 in [1, v0)
      load a3[v1, v4]
      store a1[v1, v4]
  for v2 in [0, v0)
    load a3[v0 - 1, v2]
    store a0[v2]
)");
  CHECK(expanded.plan.find("rows v1 lanes v2 inner v3 divided v1") != std::string::npos);
  Switches without;
  without.expand = false;
  for (const Told& one : {rows("%4", "%4", without), rows("%5", "%4"), rows("%7", "%7")}) {
    CHECK(one.nest.find("for v1") == 0);
    CHECK(one.plan.find("in order v1") == 0);
  }
}

TEST_CASE("a loop by -1 is turned around") {
  const Told back = told(R"(func @f(%0 n: int, %1 u: f64[n]) -> f64[n] {
  %2 = const -1 : int @L1
  %3 = const 0 : int @L1
  for %4 = %0, %3, %2 @L2 {
    %5 = add %4, %2 : int @L3
    %6 = const 1.0 : f64 @L3
    store %1[%5], %6 @L3
  }
  return %1 @L5
}
)");
  CHECK(back.nest == R"(for v1 in [1, v0 + 1)
  const
  store a0[v0 - v1]
)");
}

TEST_CASE("loops whose iterations need each other stay in order") {
  const Told chain = told(R"(func @f(%0 n: int, %1 u: f64[n]) -> f64[n] {
  %2 = const 1 : int @L1
  for %3 = %2, %0, %2 @L2 {
    %4 = sub %3, %2 : int @L3
    %5 = load %1[%4] : f64 @L3
    store %1[%3], %5 @L3
  }
  return %1 @L5
}
)");
  CHECK(chain.plan == "leaf v1 carried\n");
}

TEST_CASE("rows that need each other run behind each other") {
  const auto sweep = [](const std::string& subscript) {
    return told(R"(func @f(%0 n: int, %1 u: f64[n,n]) -> f64[n,n] {
  %2 = const 1 : int @L1
  for %3 = %2, %0, %2 @L2 {
    for %4 = %2, %0, %2 @L2 {
      %5 = sub %3, %2 : int @L3
      %6 = )" + subscript + R"( %4, %2 : int @L3
      %7 = sub %4, %2 : int @L3
      %8 = load %1[%5, %6] : f64 @L3
      %9 = load %1[%3, %7] : f64 @L3
      %10 = add %8, %9 : f64 @L3
      store %1[%3, %4], %10 @L3
    }
  }
  return %1 @L5
}
)").plan;
  };
  CHECK(sweep("sub") == "leaf rows v1 inner v2 skew 1 strips carried\n");
  CHECK(sweep("add") == "leaf rows v1 inner v2 skew 2 strips carried\n");
}

TEST_CASE("what is not linear is said") {
  const Told square = told(R"(func @f(%0 n: int, %1 u: f64[n]) -> f64[n] {
  %2 = const 1 : int @L1
  for %3 = %2, %0, %2 @L2 {
    %4 = mul %3, %3 : int @L3
    %5 = load %1[%4] : f64 @L3
    store %1[%3], %5 @L3
  }
  return %1 @L5
}
)");
  CHECK(square.nest == "a whole number is computed that is not linear in the counters");
}

TEST_CASE("constraints without a whole solution are found") {
  using loops::Constraints;
  const Linear x = Linear::symbol(0);
  const Linear y = Linear::symbol(1);
  Constraints even;  // 2x = 2y + 1
  even.equal(x * 2, y * 2 + Linear::of(1));
  CHECK_FALSE(even.may_hold());
  Constraints between;  // 3 < 4x < 4
  between.less(Linear::of(4), x * 4);
  between.less(x * 4, Linear::of(8));
  CHECK_FALSE(between.may_hold());
  Constraints triangle;  // x < y, y <= x
  triangle.less(x, y);
  triangle.at_most(y, x);
  CHECK_FALSE(triangle.may_hold());
  Constraints fine;
  fine.less(x, y);
  fine.at_most(Linear::of(0), x);
  CHECK(fine.may_hold());
}

TEST_CASE("the innermost of loops with branches is run in lanes, and what stands around it inside") {
  const std::string escape = R"(func @f(%0 n: int, %1 c: i64[n,n]) -> i64[n,n] {
  var s: int
  var z: float
  %2 = const 0 : int @L1
  %3 = const 1 : int @L1
  for %4 = %2, %0, %3 @L2 {
    %5 = cast %4 : float @L3
    for %6 = %2, %0, %3 @L4 {
      set s, %2 @L5
      set z, %5 @L5
      while @L6 {
        %7 = get z : float @L6
        %8 = const 4.0 : float @L6
        %9 = less %7, %8 : bool @L6
        yield %9 @L6
      } do {
        %10 = get s : int @L7
        %11 = add %10, %3 : int @L7
        set s, %11 @L7
        %12 = get z : float @L8
        %13 = mul %12, %12 : float @L8
        set z, %13 @L8
      }
      %14 = get s : int @L9
      %15 = cast %14 : i64 @L9
      store %1[%4, %6], %15 @L9
    }
  }
  return %1 @L10
}
)";
  CHECK(told(escape).plan == "leaf v1 lanes v2 divided v1\n");
  Switches without;
  without.branches = false;
  CHECK(told(escape, without).nest == "a name of another kind is set");
}

TEST_CASE("sums of Python's floats that the loops do not change are taken out, constants and sums of such sums with them") {
  const std::string scaled = R"(func @f(%0 n: int, %1 f: float, %2 a: f64[n]) -> f64[n] {
  %3 = const 0 : int @L1
  %4 = const 1 : int @L1
  for %5 = %3, %0, %4 @L2 {
    %6 = const 2.0 : float @L3
    %7 = sub %1, %6 : float @L3
    %8 = mul %7, %7 : float @L3
    %9 = cast %8 : f64 @L3
    %10 = load %2[%5] : f64 @L3
    %11 = mul %10, %9 : f64 @L3
    %12 = cast %5 : float @L3
    %13 = add %12, %1 : float @L3
    %14 = cast %13 : f64 @L3
    %15 = add %11, %14 : f64 @L3
    store %2[%5], %15 @L3
  }
  return %2 @L4
}
)";
  auto graph = graph::parse_graph("weft.graph 1 \"test.py\" strict\n" + scaled);
  REQUIRE(graph.ok());
  const wire::FunctionT& entry = *graph.value()->functions.front();
  auto recovered = loops::recover(entry, *first_loop(*entry.body));
  REQUIRE(recovered.nest.has_value());
  std::string taken;
  for (const wire::NodeT* node : loops::take_invariants(*recovered.nest)) taken += std::to_string(node->results[0]) + " ";
  CHECK(taken == "6 7 8 ");
  CHECK(recovered.nest->root->body[0].nodes.size() == 9);
  CHECK(recovered.nest->outside_values == std::vector<uint32_t>{1, 7, 8});
}

namespace {

/// Paths by way of node l, with what a path becomes.
std::string paths(const std::string& chosen, const std::string& columns = "%2, %0") {
  return R"(func @f(%0 n: int, %1 a: f64[n,n]) -> f64[n,n] {
  var t: f64
  %2 = const 0 : int @L1
  %3 = const 1 : int @L1
  for %4 = %2, %0, %3 @L2 {
    for %5 = %2, %0, %3 @L3 {
      for %6 = )" + columns + R"(, %3 @L4 {
        %7 = load %1[%5, %6] : f64 @L5
        %8 = load %1[%5, %4] : f64 @L5
        %9 = load %1[%4, %6] : f64 @L5
        %10 = add %8, %9 : f64 @L5
)" + chosen + R"(
      }
    }
  }
  return %1 @L6
}
)";
}

}  // namespace

TEST_CASE("loops whose iterations meet in one row and one column are cut there") {
  const std::string least = paths("        %11 = minimum %7, %10 : f64 @L5\n        store %1[%5, %6], %11 @L5");
  CHECK(told(least).plan == "in order v1\n  cut v2\n    leaf rows v2 lanes v3 cut v3 divided v2\n");
  Switches without;
  without.split = false;
  CHECK(told(least, without).plan == "leaf v1 v2 v3\n");
  // Where the point may lie outside, the program must show that it does not.
  CHECK(told(paths("        %11 = minimum %7, %10 : f64 @L5\n        store %1[%5, %6], %11 @L5", "%4, %0")).plan ==
        "in order v1\n  cut v2\n    leaf rows v2 lanes v3 cut v3 divided v2\n");
}

TEST_CASE("a branch that chooses between what is known before it is a choice") {
  const auto choice = [](const std::string& otherwise) {
    return paths("        %11 = less %7, %10 : b1 @L5\n        if %11 @L5 {\n          %12 = load %1[%5, %6] : f64 @L5\n          set t, %12 @L5\n        } else {\n" + otherwise +
                 "        }\n        %16 = get t : f64 @L5\n        store %1[%5, %6], %16 @L5");
  };
  CHECK(told(choice("          %13 = load %1[%5, %4] : f64 @L5\n          %14 = load %1[%4, %6] : f64 @L5\n          %15 = add %13, %14 : f64 @L5\n          set t, %15 @L5\n")).plan ==
        "in order v1\n  cut v2\n    leaf rows v2 lanes v3 cut v3 divided v2\n");
  CHECK(told(choice("          %13 = neg %10 : f64 @L5\n          %14 = abs %13 : f64 @L5\n          %15 = mul %13, %14 : f64 @L5\n          set t, %15 @L5\n")).plan == "leaf v1 v2 v3\n");
}

TEST_CASE("steps of rows whose elements need those before them run outside") {
  const auto rows = [](const std::string& first, const std::string& step, const std::string& finish) {
    return told(R"(func @f(%0 n: int, %1 a: f64[n,n]) -> f64[n,n] {
  var w: f64
  %2 = const 0 : int @L1
  %3 = const 1 : int @L1
  for %4 = %2, %0, %3 @L2 {
    for %5 = %2, %4, %3 @L3 {
)" + first + R"(      for %6 = %2, %5, %3 @L4 {
        %7 = load %1[%4, %6] : f64 @L5
)" + step + R"(      }
)" + finish + R"(    }
  }
  return %1 @L6
}
)").plan;
  };
  const std::string in_place = "        %8 = load %1[%6, %5] : f64 @L5\n        %9 = mul %7, %8 : f64 @L5\n        %10 = load %1[%4, %5] : f64 @L5\n        %11 = sub %10, %9 : f64 @L5\n        store %1[%4, %5], %11 @L5\n";
  const std::string finish = "      %12 = load %1[%4, %5] : f64 @L6\n      %13 = load %1[%5, %5] : f64 @L6\n      %14 = div %12, %13 : f64 @L6\n      store %1[%4, %5], %14 @L6\n";
  CHECK(rows("", in_place, finish) == "leaf v1 lanes v2 triangle v3 divided v1\n");
  CHECK(rows("", in_place, "") == "leaf v1 lanes v2 triangle v3 divided v1\n");
  const std::string in_variable = "        %8 = load %1[%6, %5] : f64 @L5\n        %9 = mul %7, %8 : f64 @L5\n        %10 = get w : f64 @L5\n        %11 = sub %10, %9 : f64 @L5\n        set w, %11 @L5\n";
  CHECK(rows("      %12 = load %1[%4, %5] : f64 @L4\n      set w, %12 @L4\n", in_variable,
             "      %13 = get w : f64 @L6\n      %14 = load %1[%5, %5] : f64 @L6\n      %15 = div %13, %14 : f64 @L6\n      store %1[%4, %5], %15 @L6\n") ==
        "leaf v1 lanes v2 triangle v3 divided v1\n");
  // Rows that are read along memory stay sums; elements that steps read before they are finished keep their order.
  const auto replaced = [](std::string text, const std::string& from, const std::string& to) { return text.replace(text.find(from), from.size(), to); };
  CHECK(rows("", replaced(in_place, "%1[%6, %5]", "%1[%5, %6]"), finish).find("triangle") == std::string::npos);
  CHECK(rows("", replaced(in_place, "%1[%6, %5]", "%1[%4, %5]"), finish).find("triangle") != std::string::npos);
}

TEST_CASE("rows that need all rows before them run in blocks") {
  const auto rows = [](const std::string& read, const std::string& from, const Switches& switches = {}) {
    return told(R"(func @f(%0 n: int, %1 a: f64[n,n]) -> f64[n,n] {
  %2 = const 0 : int @L1
  %3 = const 1 : int @L1
  for %4 = %2, %0, %3 @L2 {
    for %5 = %2, %4, %3 @L3 {
      for %6 = %2, %5, %3 @L4 {
        %7 = load %1[%4, %6] : f64 @L5
        %8 = load %1[%6, %5] : f64 @L5
        %9 = mul %7, %8 : f64 @L5
        %10 = load %1[%4, %5] : f64 @L5
        %11 = sub %10, %9 : f64 @L5
        store %1[%4, %5], %11 @L5
      }
      %12 = load %1[%4, %5] : f64 @L6
      %13 = load %1[%5, %5] : f64 @L6
      %14 = div %12, %13 : f64 @L6
      store %1[%4, %5], %14 @L6
    }
    for %15 = )" + from + R"(, %0, %3 @L7 {
      for %16 = %2, %4, %3 @L8 {
        %17 = load )" + read + R"( : f64 @L9
        %18 = load %1[%16, %15] : f64 @L9
        %19 = mul %17, %18 : f64 @L9
        %20 = load %1[%4, %15] : f64 @L9
        %21 = sub %20, %19 : f64 @L9
        store %1[%4, %15], %21 @L9
      }
    }
  }
  return %1 @L10
}
)", switches).plan;
  };
  const std::string blocks = rows("%1[%4, %16]", "%4");
  CHECK(blocks.starts_with("blocks v"));
  CHECK(blocks.find("leaf rows v1 lanes v4 inner v5 divided v1\n") != std::string::npos);
  Switches without;
  without.blocks = false;
  CHECK(rows("%1[%4, %16]", "%4", without).starts_with("in order v1\n"));
  CHECK(rows("%1[%4, %15]", "%4").starts_with("blocks v"));
  // Steps must not read what others before them in a block, of rows after theirs, write.
  CHECK(rows("%1[%15, %15]", "%4").find("leaf rows v1 lanes v4 inner v5") == std::string::npos);
  CHECK(!rows("%1[%4, %16]", "%2").starts_with("blocks"));
}

TEST_CASE("blocks of rows that read other rows have their columns beside each other") {
  const auto rows = [](const std::string& read, const std::string& single) {
    return told(R"(func @f(%0 n: int, %1 a: f64[n,n]) -> f64[n,n] {
  %2 = const 0 : int @L1
  %3 = const 1 : int @L1
  for %4 = %2, %0, %3 @L2 {
    for %5 = %2, %4, %3 @L3 {
      for %6 = %2, %5, %3 @L4 {
        %7 = load %1[%4, %6] : f64 @L5
        %8 = load )" + read + R"( : f64 @L5
        %9 = mul %7, %8 : f64 @L5
        %10 = load %1[%4, %5] : f64 @L5
        %11 = sub %10, %9 : f64 @L5
        store %1[%4, %5], %11 @L5
      }
      %12 = load %1[%4, %5] : f64 @L6
      %13 = load %1[%5, %5] : f64 @L6
      %14 = div %12, %13 : f64 @L6
      store %1[%4, %5], %14 @L6
    }
    for %15 = %2, %4, %3 @L7 {
      %16 = load )" + single + R"( : f64 @L8
      %17 = mul %16, %16 : f64 @L8
      %18 = load %1[%4, %4] : f64 @L8
      %19 = sub %18, %17 : f64 @L8
      store %1[%4, %4], %19 @L8
    }
    %20 = load %1[%4, %4] : f64 @L9
    %21 = sqrt %20 : f64 @L9
    store %1[%4, %4], %21 @L9
  }
  return %1 @L10
}
)").plan;
  };
  const std::string blocks = rows("%1[%5, %6]", "%1[%4, %15]");
  CHECK(blocks.starts_with("blocks v"));
  CHECK(blocks.find("  leaf lanes v1 inner v2 divided v1\n") != std::string::npos);
  CHECK(blocks.find("  leaf lanes v2 inner v1 divided v2\n") != std::string::npos);
  CHECK(blocks.find("  leaf rows v1 lanes v2 inner v3 divided v1\n") != std::string::npos);
  CHECK(blocks.find("  leaf lanes v1 inner v4 divided v1\n") != std::string::npos);
  // Columns that rows read stay where they are.
  CHECK(rows("%1[%6, %5]", "%1[%4, %15]").find("lanes v2 inner v1") == std::string::npos);
}
