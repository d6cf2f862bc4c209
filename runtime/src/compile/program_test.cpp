// SPDX-License-Identifier: Apache-2.0
// Compiling: the object cache, wrong arguments.
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "compile/cache.h"
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
  // Code that cannot be linked here is made anew.
  const auto entry = [&] {
    for (const auto& file : std::filesystem::directory_iterator(directory)) {
      if (file.path().extension() == ".o") return file.path();
    }
    return std::filesystem::path();
  };
  REQUIRE(std::filesystem::exists(entry()));
  CompiledCode foreign{{"no object"}, {}, {}, {}, {}};
  write_code(entry(), foreign);
  REQUIRE(read_code(entry()).has_value());
  answer(false);
  answer(true);
  options.switches.cache = false;
  answer(false);
  options.switches.cache = true;
  answer(true);
  std::filesystem::remove_all(directory);
}

TEST_CASE("entries that nobody uses, and parts of entries, go") {
  char directory[] = "/tmp/weft-cache-XXXXXX";
  REQUIRE(mkdtemp(directory) != nullptr);
  const std::filesystem::path folder = directory;
  const auto make = [&](const char* name, int days) {
    std::ofstream(folder / name) << name;
    std::filesystem::last_write_time(folder / name, std::filesystem::file_time_type::clock::now() - std::chrono::hours(24 * days));
  };
  make("old.o", 100);
  make("new.o", 10);
  make("cut.o.abcdef", 2);
  make("being-written.o.abcdef", 0);
  make("limits-host-2", 100);
  CompiledCode code{{"object"}, {}, {}, {}, {}};
  write_code(folder / "written.o", code);
  CHECK_FALSE(std::filesystem::exists(folder / "old.o"));
  CHECK_FALSE(std::filesystem::exists(folder / "cut.o.abcdef"));
  for (const char* name : {"new.o", "being-written.o.abcdef", "limits-host-2", "written.o"}) CHECK(std::filesystem::exists(folder / name));
  // A directory is looked at now and then only.
  make("old.o", 100);
  write_code(folder / "written.o", code);
  CHECK(std::filesystem::exists(folder / "old.o"));
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
