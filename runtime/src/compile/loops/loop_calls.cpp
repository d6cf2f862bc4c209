// SPDX-License-Identifier: Apache-2.0
// Runs a leaf of planned loops: on the engine's threads when it may be divided and is worth it, else here.
#include <xmmintrin.h>

#include <algorithm>

#include "compile/faults.h"
#include "compile/loops/division.h"
#include "compile/short_calls.h"

namespace weft::compile {

namespace {

/// Below this, rows are in the caches.
constexpr double kWideFemtoseconds = 1e11;
/// Of iterations that stay together.
constexpr int64_t kLeastWide = 16;

/// A block of which each thread gets one.
int64_t widest_block(int64_t extent, int64_t block, int64_t threads) {
  const int64_t even = (extent + threads - 1) / threads;
  while (block % 2 == 0 && block > kLeastWide && (even + block - 1) / block * block - even > even / 16) block /= 2;
  return (even + block - 1) / block * block;
}

}  // namespace

extern "C" int32_t weft_run_loops(RunContext* run, engine::Body body, int64_t* slots, int64_t bytes, int32_t site, int64_t extent,
                                  int64_t block, double femtoseconds, double operations, int32_t divided) {
  if (extent <= 0) return 0;
  SiteWork& work = run->work[static_cast<size_t>(site)];
  ++work.nests;
  work.operations += operations;
  const Recorded recorded(*run);
  engine::Engine& engine = *run->engine;
  // The tasks of a leaf are independent of each other, and all that was submitted before is finished: no bytes need to be compared.
  if (engine.pending() != 0) engine.wait_all();
  engine::Nest nest;
  nest.body = body;
  nest.context = slots;
  nest.context_bytes = static_cast<uint32_t>(bytes);
  nest.site = static_cast<uint32_t>(site);
  nest.extent = extent;
  const bool is_wide = divided == static_cast<int32_t>(Division::wide) && femtoseconds >= kWideFemtoseconds;
  nest.block = is_wide ? widest_block(extent, block, engine.threads()) : block;
  nest.sequential = divided == static_cast<int32_t>(Division::none);
  nest.cost_ns = femtoseconds * 1e-6 / static_cast<double>(extent);
  if (nest.sequential) {
    const uint64_t start = profile::Recorder::ticks();
    body(slots, 0, extent, 0);
    if (run->recorder != nullptr) {
      run->recorder->record(0, {.start_ticks = start,
                                .end_ticks = profile::Recorder::ticks(),
                                .bytes = 0,
                                .begin = 0,
                                .end = extent,
                                .site = static_cast<uint32_t>(site),
                                .decision = wire::Decision::InlineSequential});
    }
  } else {
    engine.submit(nest);
    if (engine.pending() != 0) engine.wait_all();
  }
  if (!engine.cancelled()) return 0;
  run->cancelled = true;
  return 1;
}

namespace {

#if defined(__x86_64__)
#define WEFT_EACH_MACHINE __attribute__((target_clones("default", "avx2", "arch=x86-64-v4")))
#else
#define WEFT_EACH_MACHINE
#endif

/// All the bits that magnitudes of the numbers have: at most twice the largest of them.
WEFT_EACH_MACHINE uint64_t bits_of_64(const int64_t* numbers, int64_t count) {
  int64_t bits = 0;
  for (int64_t k = 0; k < count; ++k) bits |= numbers[k] ^ (numbers[k] >> 63);
  return static_cast<uint64_t>(bits);
}

template <typename T>
uint64_t bits_of(const std::byte* row, int64_t count) {
  const auto* numbers = reinterpret_cast<const T*>(row);
  T bits = 0;
  for (int64_t k = 0; k < count; ++k) bits = static_cast<T>(bits | (numbers[k] < 0 ? ~numbers[k] : numbers[k]));
  return static_cast<uint64_t>(bits);
}

/// A bound of the magnitudes of an array's signed whole numbers, which are beside each other along the last axis.
extern "C" double weft_largest(const std::byte* data, const int64_t* axes, int64_t rank, int64_t item) {
  const int64_t* strides = axes + rank;
  uint64_t bits = 0;
  const auto look = [&](auto&& self, const std::byte* at, int64_t axis) -> void {
    if (axis < rank - 1) {
      for (int64_t k = 0; k < axes[axis]; ++k) self(self, at + k * strides[axis], axis + 1);
      return;
    }
    const int64_t count = axes[axis];
    bits |= item == 8   ? bits_of_64(reinterpret_cast<const int64_t*>(at), count)
            : item == 4 ? bits_of<int32_t>(at, count)
            : item == 2 ? bits_of<int16_t>(at, count)
                        : bits_of<int8_t>(at, count);
  };
  look(look, data, 0);
  return static_cast<double>(bits) + 1;
}

/// Bits of warnings.h, which are the processor's.
extern "C" void weft_clear_flags() { _mm_setcsr(_mm_getcsr() & ~static_cast<unsigned>(_MM_EXCEPT_MASK)); }
extern "C" int32_t weft_flags() { return static_cast<int32_t>(_mm_getcsr() & _MM_EXCEPT_MASK); }

extern "C" bool weft_loops_cancelled(const RunContext* run) { return run->engine->cancelled(); }

}  // namespace

void add_loop_symbols(SymbolTable& symbols) {
  symbols.emplace_back("weft_clear_flags", reinterpret_cast<void*>(&weft_clear_flags));
  symbols.emplace_back("weft_flags", reinterpret_cast<void*>(&weft_flags));
  symbols.emplace_back("weft_largest", reinterpret_cast<void*>(&weft_largest));
  symbols.emplace_back("weft_loops_cancelled", reinterpret_cast<void*>(&weft_loops_cancelled));
  symbols.emplace_back("weft_run_loops", reinterpret_cast<void*>(&weft_run_loops));
}

}  // namespace weft::compile
