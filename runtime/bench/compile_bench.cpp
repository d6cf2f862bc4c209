// SPDX-License-Identifier: Apache-2.0
// Times compilation and runs of a program given as canonical text, without the daemon around it.
//   compile_bench GRAPH THREADS REPEAT ARGUMENT...     ARGUMENT: f64:2048x2048, i64:100, int:200, float:0.5
// Arrays are filled with a fixed irregular pattern. WEFT_DUMP_IR=1 prints the optimised IR, WEFT_CACHE=DIR uses a cache,
// WEFT_WITHOUT=NAMES leaves out optimisations, WEFT_EXPLAIN_LOOPS=1 prints how loops are planned.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "compile/program.h"
#include "engine/engine.h"
#include "graph/parse.h"
#include "graph/verify.h"
#include "memory/pool.h"
#include "memory/view.h"

namespace {

using weft::compile::Value;

double now_ms() {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double cpu_ms() { return static_cast<double>(std::clock()) * 1e3 / CLOCKS_PER_SEC; }

Value make(weft::memory::Pool& pool, const std::string& text) {
  Value value;
  const std::string kind = text.substr(0, text.find(':'));
  std::string rest = text.substr(text.find(':') + 1);
  if (kind == "int") {
    value.kind = weft::wire::TypeKind::Int;
    value.integer = std::stoll(rest);
    return value;
  }
  if (kind == "float") {
    value.kind = weft::wire::TypeKind::Float;
    value.floating = std::stod(rest);
    return value;
  }
  value.kind = weft::wire::TypeKind::Array;
  const std::pair<const char*, weft::wire::DType> types[] = {{"f64", weft::wire::DType::Float64}, {"f32", weft::wire::DType::Float32},
                                                             {"i64", weft::wire::DType::Int64}, {"i32", weft::wire::DType::Int32}};
  for (const auto& [name, dtype] : types) if (kind == name) value.dtype = dtype;
  std::vector<int64_t> shape;
  for (size_t at = 0; at != std::string::npos && at < rest.size();) {
    shape.push_back(std::stoll(rest.substr(at)));
    at = rest.find('x', at);
    if (at != std::string::npos) ++at;
  }
  value.rank = static_cast<uint32_t>(shape.size());
  value.view = weft::memory::allocate_array(pool, shape, value.dtype).take();
  const int64_t count = weft::memory::element_count(value.view, value.rank);
  for (int64_t k = 0; k < count; ++k) {
    const double item = static_cast<double>((k * 7919) % 1009) * 0.001;
    if (value.dtype == weft::wire::DType::Float64) reinterpret_cast<double*>(value.view.data)[k] = item;
    if (value.dtype == weft::wire::DType::Float32) reinterpret_cast<float*>(value.view.data)[k] = static_cast<float>(item);
    if (value.dtype == weft::wire::DType::Int64) reinterpret_cast<int64_t*>(value.view.data)[k] = k % 7;
    if (value.dtype == weft::wire::DType::Int32) reinterpret_cast<int32_t*>(value.view.data)[k] = static_cast<int32_t>(k % 7);
  }
  return value;
}

}  // namespace

int main(int count, char** words) {
  if (count < 4) return 2;
  std::ifstream file(words[1]);
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  auto graph = weft::graph::parse_graph(text);
  if (!graph.ok()) {
    std::fprintf(stderr, "%s\n", graph.status().to_string().c_str());
    return 1;
  }
  if (const auto verified = weft::graph::verify_graph(*graph.value()); !verified.ok()) {
    std::fprintf(stderr, "%s\n", verified.to_string().c_str());
    return 1;
  }
  weft::memory::Pool pool;
  std::vector<Value> arguments;
  for (int index = 4; index < count; ++index) arguments.push_back(make(pool, words[index]));
  weft::compile::CompileOptions options;
  options.dump_ir = std::getenv("WEFT_DUMP_IR") != nullptr;
  if (const char* names = std::getenv("WEFT_WITHOUT")) options.switches = weft::Switches::without(names);
  if (const char* cache = std::getenv("WEFT_CACHE")) options.cache_directory = cache;
  std::unique_ptr<weft::compile::Program> program;
  for (int round = 0; round < 2; ++round) {
    const double start = now_ms();
    const double cpu_start = cpu_ms();
    auto compiled = weft::compile::Program::compile(*graph.value(), arguments, options);
    if (!compiled.ok()) {
      std::fprintf(stderr, "%s\n", compiled.status().to_string().c_str());
      return 1;
    }
    program = compiled.take();
    std::printf("compile %.1f ms, processor %.1f ms%s\n", now_ms() - start, cpu_ms() - cpu_start, program->from_cache() ? " (cache)" : "");
    options.dump_ir = false;
  }
  const auto threads = static_cast<uint32_t>(std::atoi(words[2]));
  weft::profile::Recorder recorder(std::max(threads, 1U));
  auto engine = threads == 0 ? weft::engine::create_serial_engine(&recorder) : weft::engine::create_tbb_engine(threads, &recorder);
  std::vector<double> times;
  std::vector<double> processor;
  for (int round = 0; round < std::atoi(words[3]); ++round) {
    const double start = now_ms();
    const double cpu_start = cpu_ms();
    auto outcome = program->run(*engine, pool, &recorder, arguments);
    times.push_back(now_ms() - start);
    processor.push_back(cpu_ms() - cpu_start);
    if (outcome.state != weft::compile::RunOutcome::State::done) {
      std::printf("%s: %s\n", outcome.error.kind.c_str(), outcome.error.message.c_str());
      std::_Exit(1);
    }
    for (const Value& result : outcome.results) {
      if (round == 0 && result.kind != weft::wire::TypeKind::Array) std::printf("result %.17g %lld\n", result.floating, static_cast<long long>(result.integer));
      if (result.kind == weft::wire::TypeKind::Array) weft::memory::release(result.view.buffer);
    }
  }
  std::sort(times.begin(), times.end());
  std::printf("run min %.3f ms, median %.3f ms, processor min %.3f ms, tasks %llu\n", times.front(), times[times.size() / 2],
              *std::min_element(processor.begin(), processor.end()),
              static_cast<unsigned long long>(recorder.total_tasks()));
  for (const auto& site : program->sites()) std::printf("  site %-20s %s: %s\n", site.function.c_str(), site.operation.c_str(), site.note.c_str());
  engine.reset();
  for (const Value& value : arguments) if (value.kind == weft::wire::TypeKind::Array) weft::memory::release(value.view.buffer);
  return 0;
}
