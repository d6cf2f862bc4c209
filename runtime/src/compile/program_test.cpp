// SPDX-License-Identifier: Apache-2.0
// Compiling: the object cache, wrong arguments.
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "compile/test_run.h"

namespace weft::compile::test {

TEST_CASE("machine code comes from the cache, and a damaged entry is ignored") {
  char directory[] = "/tmp/weft-cache-XXXXXX";
  REQUIRE(mkdtemp(directory) != nullptr);
  auto graph = graph::parse_graph("weft.graph 1 \"t.py\" strict\nfunc @f(%0 n: int) -> int {\n  %1 = add %0, %0 : int @L1\n  return %1 @L1\n}\n");
  REQUIRE(graph.ok());
  CompileOptions options;
  options.cache_directory = directory;
  Value n;
  n.kind = wire::TypeKind::Int;
  n.integer = 21;
  const auto answer = [&](bool cached) {
    auto program = Program::compile(*graph.value(), {&n, 1}, options);
    REQUIRE(program.ok());
    CHECK(program.value()->from_cache() == cached);
    auto engine = engine::create_serial_engine(nullptr);
    memory::Pool pool;
    const RunOutcome outcome = program.value()->run(*engine, pool, nullptr, {&n, 1});
    CHECK(outcome.results.at(0).integer == 42);
  };
  answer(false);
  answer(true);
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    std::fstream file(entry.path(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(100);
    file.put('x');
    file.put('y');
  }
  answer(false);
  answer(true);
  std::filesystem::remove_all(directory);
}

TEST_CASE("arguments of another type are refused") {
  auto graph = graph::parse_graph("weft.graph 1 \"t.py\" strict\nfunc @f(%0 a: f64[n]) -> f64[n] {\n  return %0 @L1\n}\n");
  REQUIRE(graph.ok());
  Value n;
  n.kind = wire::TypeKind::Int;
  CHECK_FALSE(Program::compile(*graph.value(), {&n, 1}, {}).ok());
  CHECK_FALSE(Program::compile(*graph.value(), {}, {}).ok());
}

}  // namespace weft::compile::test
