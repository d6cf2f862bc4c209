// SPDX-License-Identifier: Apache-2.0
// Statements on few elements inside of loops run where they stand, without a task (short_statements.cpp). The profile has one row for
// each stretch of a loop that ran in this way: from its start, or the end of what was recorded last, to what is recorded next.

#pragma once

#include <chrono>

#include "compile/services.h"
#include "profile/recorder.h"

namespace weft::compile {

/// Records what ran in place up to now, or to `until`.
void end_stretch(RunContext& run, uint64_t until = profile::Recorder::ticks());
void begin_stretch(RunContext& run);

/// Replaces a view of few elements by a contiguous copy, which lasts until the next one of this `part`. Axes of stride 0 stay as they are.
void copy_in_place(RunContext& run, memory::ArrayView& view, uint32_t rank, int64_t item, size_t part);

// Of services.cpp, library.cpp and loops/loop_calls.cpp.
extern "C" void weft_wait(RunContext* run, memory::Buffer* buffer, int32_t writing);
extern "C" int32_t weft_matmul(RunContext* run, int32_t node, int32_t site, const memory::ArrayView* a, int32_t a_rank, const memory::ArrayView* b,
                               int32_t b_rank, int32_t dtype, int32_t overflow, int32_t invalid, memory::ArrayView* out);
extern "C" int32_t weft_run_loops(RunContext* run, engine::Body body, int64_t* slots, int64_t bytes, int32_t site, int64_t extent,
                                  int64_t block, double femtoseconds, double operations, int32_t divided);

extern "C" int32_t weft_short_product(RunContext* run, int32_t node, int32_t site, const memory::ArrayView* a, int32_t a_rank,
                                      const memory::ArrayView* b, int32_t b_rank, int32_t dtype, int32_t overflow, int32_t invalid,
                                      memory::ArrayView* out);

/// Around what the program's own thread would divide among threads.
class Divisible {
 public:
  explicit Divisible(RunContext& run) : run_(run) { if (run.is_beside) start_ = std::chrono::steady_clock::now(); }
  ~Divisible() { if (run_.is_beside) run_.divisible += std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - start_).count(); }
  Divisible(const Divisible&) = delete;
  Divisible& operator=(const Divisible&) = delete;

 private:
  RunContext& run_;
  std::chrono::steady_clock::time_point start_;
};

/// Around what the profile records by itself.
class Recorded {
 public:
  explicit Recorded(RunContext& run) : run_(run) { if (run.loop_site >= 0) end_stretch(run); }
  ~Recorded() { if (run_.loop_site >= 0) begin_stretch(run_); }
  Recorded(const Recorded&) = delete;
  Recorded& operator=(const Recorded&) = delete;

 private:
  RunContext& run_;
};

}  // namespace weft::compile
