// SPDX-License-Identifier: Apache-2.0
// What the engine itself costs: time per empty task without and with dependences, per inline nest, the recorder's share,
// and how a stencil sweep of real work scales. Prints one JSON object. Usage: engine_bench [threads]

#include <time.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "engine/access.h"
#include "engine/engine.h"
#include "memory/pool.h"
#include "profile/recorder.h"

namespace {

using namespace weft;
using engine::Access;
using engine::AccessMode;

double now_ns() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

template <typename Work>
double best_ns(int rounds, Work&& work) {
  double best = 1e30;
  for (int round = 0; round < rounds; ++round) {
    const double start = now_ns();
    work();
    best = std::min(best, now_ns() - start);
  }
  return best;
}

void nothing(void*, int64_t, int64_t, uint32_t) {}

struct Sweep {
  const double* from;
  double* to;
  int64_t n;
};

void sweep(void* context, int64_t begin, int64_t end, uint32_t) {
  const auto& s = *static_cast<const Sweep*>(context);
  for (int64_t i = begin + 1; i < end + 1; ++i) {
    const double* row = s.from + i * s.n;
    double* out = s.to + i * s.n;
    for (int64_t j = 1; j < s.n - 1; ++j) out[j] = 0.25 * (row[j - 1] + row[j + 1] + row[j - s.n] + row[j + s.n]);
  }
}

constexpr int64_t kTasks = 40'000;
// An estimate that makes the engine cut a nest into one task for each iteration.
constexpr double kForcedNs = 400'000;

double independent(engine::Engine& engine, memory::Buffer* buffer) {
  return best_ns(5, [&] {
    engine.run([&] {
      for (int64_t done = 0; done < kTasks; done += 64) {
        const Access access{buffer, 0, 8, 8, AccessMode::read};
        engine.submit({.body = nothing, .extent = 64, .cost_ns = kForcedNs, .accesses = std::span(&access, 1)});
      }
      engine.wait_all();
    });
  }) / static_cast<double>(kTasks);
}

/// Nests of 64 tasks over two buffers in turn: each task writes its own piece and reads the three around it.
double stencil(engine::Engine& engine, memory::Buffer* a, memory::Buffer* b) {
  return best_ns(5, [&] {
    engine.run([&] {
      memory::Buffer* from = a;
      memory::Buffer* to = b;
      for (int64_t done = 0; done < kTasks; done += 64) {
        const Access accesses[] = {{from, 0, 24, 8, AccessMode::read}, {to, 8, 16, 8, AccessMode::write}};
        engine.submit({.body = nothing, .extent = 64, .cost_ns = kForcedNs, .accesses = accesses});
        std::swap(from, to);
      }
      engine.wait_all();
    });
  }) / static_cast<double>(kTasks);
}

double inline_nest(engine::Engine& engine, memory::Buffer* buffer) {
  return best_ns(5, [&] {
    engine.run([&] {
      for (int64_t done = 0; done < 200'000; ++done) {
        const Access access{buffer, 0, 8, 8, AccessMode::write};
        engine.submit({.body = nothing, .extent = 4, .cost_ns = 1, .accesses = std::span(&access, 1)});
      }
    });
  }) / 200'000;
}

double jacobi_ms(engine::Engine& engine, memory::Buffer* a, memory::Buffer* b, int64_t n, int sweeps) {
  return best_ns(3, [&] {
    engine.run([&] {
      memory::Buffer* from = a;
      memory::Buffer* to = b;
      const int64_t row = n * 8;
      for (int k = 0; k < sweeps; ++k) {
        Sweep context{reinterpret_cast<const double*>(from->data), reinterpret_cast<double*>(to->data), n};
        const Access accesses[] = {{from, 0, 3 * row, row, AccessMode::read}, {to, row, 2 * row, row, AccessMode::write}};
        engine.submit({.body = sweep, .context = &context, .context_bytes = sizeof context, .site = 1, .extent = n - 2,
                       .cost_ns = static_cast<double>(n), .bytes_per_iteration = static_cast<uint64_t>(2 * row),
                       .accesses = accesses});
        std::swap(from, to);
      }
      engine.wait_all();
    });
  }) / 1e6;
}

}  // namespace

int main(int count, char** arguments) {
  const auto threads = static_cast<uint32_t>(count > 1 ? std::atoi(arguments[1]) : 2);
  constexpr int64_t kSize = 2048;
  memory::Pool pool;
  memory::Buffer* a = pool.allocate(kSize * kSize * 8).value();
  memory::Buffer* b = pool.allocate(kSize * kSize * 8).value();
  std::memset(a->data, 0, a->size_bytes);
  std::memset(b->data, 0, b->size_bytes);
  std::printf("{\n");
  for (const bool recorded : {false, true}) {
    profile::Recorder recorder(threads);
    const auto tbb = engine::create_tbb_engine(threads, recorded ? &recorder : nullptr);
    const char* suffix = recorded ? "_recorded" : "";
    std::printf("  \"independent_task_ns%s\": %.0f,\n", suffix, independent(*tbb, a));
    std::printf("  \"stencil_task_ns%s\": %.0f,\n", suffix, stencil(*tbb, a, b));
    std::printf("  \"inline_nest_ns%s\": %.0f,\n", suffix, inline_nest(*tbb, a));
    std::printf("  \"jacobi_2048_20_sweeps_ms%s\": %.2f,\n", suffix, jacobi_ms(*tbb, a, b, kSize, 20));
    const auto serial = engine::create_serial_engine(recorded ? &recorder : nullptr);
    std::printf("  \"serial_nest_ns%s\": %.0f,\n", suffix, inline_nest(*serial, a));
    std::printf("  \"serial_jacobi_2048_20_sweeps_ms%s\": %.2f,\n", suffix, jacobi_ms(*serial, a, b, kSize, 20));
  }
  std::printf("  \"threads\": %u\n}\n", threads);
  memory::release(a);
  memory::release(b);
}
