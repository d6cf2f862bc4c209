// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <filesystem>
#include <random>
#include <sstream>

#include "base/files.h"
#include "graph/load.h"
#include "graph/parse.h"
#include "graph/print.h"
#include "graph/verify.h"

namespace {

using namespace weft;

constexpr std::string_view kStep = R"(weft.graph 1 "kmeans.py" strict
func @step(%0 points: f64[n,d], %1 k: int) -> f64[k,d], i64 {
  var centers: f64[k,d]
  %2 = const 0 : int @L3
  %3 = view %0[%2:%1, :] : f64[k,d] @L3
  %4 = copy %3 : f64[k,d] @L3
  set centers, %4 @L3
  %5 = const 10 : int @L4
  %6 = const 1 : int @L4
  for %7 = %2, %5, %6 @L4 {
    %8 = get centers : f64[k,d] @L5
    %9 = mul %8, %8 : f64[k,d] @L5
    %10 = sum %9 axes=[1] keepdims : f64[k,1] @L5
    %11 = view %9[::%6, new, :] : f64[k,1,d] @L5
    assign %8, %10 @L6
    %12 = load %8[%2, %2] : f64 @L7
    %13 = less %12, %12 : b1 @L7
    if %13 @L7 {
      break @L8
    } else {
      store %8[%2, %2], %12 @L9
    }
  }
  %14 = get centers : f64[k,d] @L10
  %15 = const 3 : i64 @L10
  return %14, %15 @L10
}
)";

constexpr std::string_view kEverything = R"(weft.graph 1 "a\"b\u0001.py" fast
func @main(%0 a: f32[2*m+1], %1 flag: bool) -> float tuple {
  var x: float
  var x.1: str
  %2 = const 1e-06 : float @L1
  %3 = const 1e-07 : float @L1
  %4 = const -1.5e+300 : f64 @L1
  %5 = const inf : f64 @L1
  %6 = const nan : f64 @L1
  %7 = const -0.0 : f32 @L1
  %8 = const "é\n" : str @L1
  %9 = const none : none @L1
  %10 = const true : b1 @L1
  set x.1, %8 @L2
  if %1 @L3 {
    set x, %2 @L4
  }
  while @L5 {
    %11 = const true : bool @L5
    yield %11 @L5
  } do {
    %12, %13 = call @helper(%2) : float, int @L6
    break @L7
  } else {
    return %3 @L8
  }
  %14 = load_npy path="d/x y.npy" : i32[?1,?2] @L9
  save_npy %14 path="out.npy" @L9
  %15 = transpose %14 axes=[1, 0] : i32[?2,?1] @L9
  %16 = get x checked : float @L10
  return %16 @L10
}
func @helper(%0 y: float) -> float, int {
  %1 = const -9223372036854775808 : int @L12
  return %0, %1 @L12
}
)";

std::unique_ptr<wire::GraphT> parsed(std::string_view text) {
  auto graph = graph::parse_graph(text);
  if (!graph.ok()) MESSAGE(graph.status().to_string());
  REQUIRE(graph.ok());
  return graph.take();
}

Status verified(std::string_view text) { return graph::verify_graph(*parsed(text)); }

std::string wrap(std::string_view body, std::string_view results = "none", std::string_view variables = "") {
  return "weft.graph 1 \"t.py\" strict\nfunc @f(%0 a: f64[n,m], %1 b: i64[n], %2 k: int, %3 s: f64, %4 t: bool, %5 x: float) -> " + std::string(results) +
         " {\n" + std::string(variables) + std::string(body) + "}\n";
}

std::string end_none(std::string_view body) { return wrap("%6 = const none : none @L1\n" + std::string(body) + "return %6 @L9\n"); }

}  // namespace

TEST_CASE("canonical text survives parsing, encoding and loading") {
  for (const std::string_view text : {kStep, kEverything}) {
    const auto graph = parsed(text);
    CHECK(graph::print_graph(*graph) == text);
    CHECK(graph::verify_graph(*graph).to_string() == "ok");
    const auto loaded = graph::load_verified_graph(graph::encode_graph(*graph));
    REQUIRE(loaded.ok());
    CHECK(graph::print_graph(*loaded.value()) == text);
  }
}

TEST_CASE("doubles print as Python prints them") {
  CHECK(graph::double_text(1) == "1.0");
  CHECK(graph::double_text(-0.0) == "-0.0");
  CHECK(graph::double_text(0.1) == "0.1");
  CHECK(graph::double_text(123456.789) == "123456.789");
  CHECK(graph::double_text(1e15) == "1000000000000000.0");
  CHECK(graph::double_text(1e16) == "1e+16");
  CHECK(graph::double_text(1.25e-4) == "0.000125");
  CHECK(graph::double_text(1e-5) == "1e-05");
  CHECK(graph::double_text(5e-324) == "5e-324");
  CHECK(graph::double_text(1.7976931348623157e308) == "1.7976931348623157e+308");
}

TEST_CASE("one node prints as in the whole text") {
  const auto graph = parsed(kStep);
  const auto& function = *graph->functions[0];
  CHECK(graph::node_text(function, *function.body->nodes[1]) == "%3 = view %0[%2:%1, :] : f64[k,d]");
  CHECK(graph::node_text(function, *function.body->nodes[6]) == "for %7 = %2, %5, %6");
}

TEST_CASE("a broken rule is refused with its code") {
  const auto code = [](const std::string& text) {
    const Status status = verified(text);
    CAPTURE(status.to_string());
    CAPTURE(text);
    return status.code();
  };
  CHECK(code(end_none("")) == "");
  CHECK(code("weft.graph 1 \"t.py\" strict\n") == "WEFT503");
  CHECK(code("weft.graph 2 \"t.py\" strict\n") == "WEFT501");
  CHECK(code(end_none("%7 = neg %8 : int @L1\n")) == "WEFT504");
  CHECK(code(end_none("if %4 @L1 {\n%7 = neg %2 : int @L1\n}\n%8 = neg %7 : int @L1\n")) == "WEFT504");
  CHECK(code(end_none("%0 = neg %2 : int @L1\n")) == "WEFT505");
  CHECK(code(end_none("%7 = add %2 : int @L1\n")) == "WEFT506");
  CHECK(code(end_none("neg %2 @L1\n")) == "WEFT506");
  CHECK(code(end_none("break @L1\n")) == "WEFT507");
  CHECK(code(end_none("yield %4 @L1\n")) == "WEFT507");
  CHECK(code(wrap("%6 = neg %2 : int @L1\n")) == "WEFT507");
  CHECK(code(wrap("if %4 @L1 {\nreturn %2 @L1\n}\n", "int")) == "WEFT507");
  CHECK(code(wrap("if %4 @L1 {\nreturn %2 @L1\n} else {\nreturn %2 @L2\n}\n", "int")) == "");
  CHECK(code(wrap("while @L1 {\n%6 = const true : bool @L1\nyield %6 @L1\n} do {\nreturn %2 @L1\n}\n", "int")) == "WEFT507");
  CHECK(code(end_none("while @L1 {\nbreak @L1\n} do {\n}\n")) == "WEFT507");
  CHECK(code(end_none("%7 = call @f(%2) : none @L1\n")) == "WEFT509");
  CHECK(code(wrap("%6 = call @f(%0, %1, %2, %3, %4, %5) : int @L1\nreturn %6 @L1\n", "int")) == "");
  CHECK(code(end_none("%7 = copy %0 : f64[a,b,c,d,e,f,g,h,i] @L1\n")) == "WEFT510");
  CHECK(code(end_none("%7 = const 3000000000 : i32 @L1\n")) == "WEFT511");
  CHECK(code(end_none("%7 = add %0, %1 : f64[n,m] @L1\n")) == "WEFT512");
  CHECK(code(end_none("%7 = add %4, %4 : bool @L1\n")) == "WEFT512");
  CHECK(code(end_none("%7 = sqrt %2 : int @L1\n")) == "WEFT512");
  CHECK(code(end_none("%7 = add %0, %3 : f64[n] @L1\n")) == "WEFT513");
  CHECK(code(end_none("%7 = less %5, %5 : b1 @L1\n")) == "WEFT513");
  CHECK(code(end_none("%7 = less %0, %3 : b1[n,m] @L1\n")) == "");
  CHECK(code(end_none("%7 = sum %0 axes=[2] : f64[n] @L1\n")) == "WEFT514");
  CHECK(code(end_none("%7 = sum %0 axes=[1, 0] : f64 @L1\n")) == "WEFT514");
  CHECK(code(end_none("%7 = transpose %0 axes=[1, 1] : f64[m,n] @L1\n")) == "WEFT514");
  CHECK(code(end_none("%7 = view %0[%2] : f64[m] @L1\n")) == "WEFT515");
  CHECK(code(end_none("%7 = load %0[%2, :] : f64 @L1\n")) == "WEFT515");
  CHECK(code(wrap("return %3 @L1\n", "int")) == "WEFT516");
  CHECK(code(end_none("save_npy %0 path=\"\" @L1\n")) == "WEFT517");
  CHECK(code(end_none("%7 = add %2, %2 keepdims : int @L1\n")) == "WEFT519");
  CHECK(code(end_none("%7 = matmul %0, %0 : f64[n,m] @L1\n")) == "");
  CHECK(code(end_none("%7 = pack %3, %3, %3 : f64[2] @L1\n")) == "WEFT506");
}

TEST_CASE("a variable that may be unset is read with `checked`") {
  const std::string variable = "var v: int\n";
  const auto code = [&](std::string_view body) { return verified(wrap(body, "int", variable)).code(); };
  const std::string read = "%6 = get v : int @L9\nreturn %6 @L9\n";
  CHECK(code("set v, %2 @L1\n" + read) == "");
  CHECK(code(read) == "WEFT508");
  CHECK(code("if %4 @L1 {\nset v, %2 @L1\n}\n" + read) == "WEFT508");
  CHECK(code("if %4 @L1 {\nset v, %2 @L1\n} else {\nset v, %2 @L1\n}\n" + read) == "");
  CHECK(code("if %4 @L1 {\nset v, %2 @L1\n} else {\nreturn %2 @L1\n}\n" + read) == "");
  CHECK(code("for %7 = %2, %2, %2 @L1 {\nset v, %7 @L1\n}\n" + read) == "WEFT508");
  CHECK(code("for %7 = %2, %2, %2 @L1 {\nset v, %7 @L1\n} else {\nset v, %2 @L1\n}\n" + read) == "");
  CHECK(code("for %7 = %2, %2, %2 @L1 {\nbreak @L1\n} else {\nset v, %2 @L1\n}\n" + read) == "WEFT508");
  CHECK(code("set v, %3 @L1\n" + read) == "WEFT508");
}

TEST_CASE("functions may call each other in a cycle") {
  const std::string text = "weft.graph 1 \"t.py\" strict\nfunc @f(%0 a: int) -> int {\n%1 = call @g(%0) : int @L1\nreturn %1 @L1\n}\n"
                           "func @g(%0 a: int) -> int {\n%1 = call @f(%0) : int @L2\nreturn %1 @L2\n}\n";
  CHECK(verified(text).ok());
}

TEST_CASE("nesting has a limit") {
  std::string open;
  std::string close;
  for (int i = 0; i < 60; ++i) {
    open += "if %4 @L1 {\n";
    close += "}\n";
  }
  CHECK(verified(end_none(open + close)).code() == "WEFT518");
}

TEST_CASE("the shared fixtures print as they were read, or are refused with the code they name") {
  for (const auto& entry : std::filesystem::directory_iterator(WEFT_GOLDEN "/graphs")) {
    if (entry.path().extension() != ".graph") continue;
    CAPTURE(entry.path());
    const std::string text = read_file(entry.path()).value();
    const auto graph = parsed(text);
    std::string plain;
    for (std::istringstream lines(text); lines.good();) {
      std::string line;
      if (std::getline(lines, line) && !line.starts_with('#')) plain += line + "\n";
    }
    CHECK(graph::print_graph(*graph) == plain);
    CHECK(graph::verify_graph(*graph).to_string() == "ok");
  }
  for (const auto& entry : std::filesystem::directory_iterator(WEFT_GOLDEN "/invalid")) {
    if (entry.path().extension() != ".graph") continue;
    CAPTURE(entry.path());
    const std::string text = read_file(entry.path()).value();
    REQUIRE(text.starts_with("# expect WEFT5"));
    const auto graph = graph::parse_graph(text);
    const Status status = graph.ok() ? graph::verify_graph(*graph.value()) : graph.status();
    CAPTURE(status.to_string());
    CHECK(status.code() == text.substr(9, 7));
  }
}

TEST_CASE("damaged bytes are refused and never crash") {
  const std::vector<std::byte> good = graph::encode_graph(*parsed(kEverything));
  for (size_t length = 0; length < good.size(); ++length) {
    // Padding at the end may go; anything else is missed.
    if (graph::load_verified_graph(std::span(good.data(), length)).ok()) CHECK(length + 8 > good.size());
  }
  std::mt19937 random(20261122);
  int accepted = 0;
  for (int round = 0; round < 20000; ++round) {
    std::vector<std::byte> bytes = good;
    const size_t flips = 1 + random() % 4;
    for (size_t i = 0; i < flips; ++i) bytes[random() % bytes.size()] ^= static_cast<std::byte>(1u << (random() % 8));
    const auto graph = graph::load_graph(bytes);
    if (!graph.ok()) continue;
    graph::print_graph(*graph.value());
    if (graph::verify_graph(*graph.value()).ok()) ++accepted;
  }
  MESSAGE("bit flips that leave a graph valid: " << accepted);
}

TEST_CASE("text that is not canonical is refused with its line") {
  CHECK(graph::parse_graph("").status().code() == "WEFT500");
  CHECK(graph::parse_graph("weft.graph 1 \"a\" strict\nfunc @f() -> int {\n%0 = nonsense : int\n}\n").status().message() ==
        "line 3: unknown operation");
}
