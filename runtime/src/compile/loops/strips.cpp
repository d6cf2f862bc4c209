// SPDX-License-Identifier: Apache-2.0
#include "compile/loops/strips.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <vector>

#include "base/relax.h"
#include "compile/faults.h"
#include "compile/loops/division.h"
#include "compile/loops/plan.h"
#include "compile/short_calls.h"

namespace weft::compile {

namespace {

// Groups of rows in a strip: of its elements few are left for the thread of the next one.
constexpr int64_t kGroups = 8;
constexpr int64_t kLeastPart = 64;
constexpr int64_t kFewestParts = 4;
// Ticks of a wait for the strip before until it is given up, if that strip needs less for some parts: its thread has no processor then.
constexpr uint64_t kPatience = 250'000;
constexpr uint64_t kPatienceParts = 4;
constexpr std::chrono::microseconds kFirstPause{200};
constexpr std::chrono::microseconds kLongestPause{5000};

/// How far a strip is, in parts from the first strip on; one of few that threads reuse in turns.
struct alignas(64) Progress {
  std::atomic<int64_t> parts{0};
  uint64_t start = 0;  // of the part in work
};

/// Strips are taken in order, and those that were given up before others: what waits always waits for a strip in work.
struct Strips {
  StripsShape shape;
  engine::Engine* engine = nullptr;
  std::vector<Progress> progress;
  std::atomic<uint64_t> part_ticks{0};  // of the part that ended last
  std::mutex mutex;
  std::condition_variable ended;
  int64_t next = 0;
  std::vector<int64_t> given_up;  // by their next part, counted from the first strip on
  std::chrono::microseconds pause = kFirstPause;
  bool is_over = false;

  Progress& of(int64_t strip) { return progress[static_cast<size_t>(strip) % progress.size()]; }
};

/// The next part of a strip that no thread has, counted from the first strip on, or -1.
extern "C" int64_t weft_take_strip(Strips* strips) {
  if (strips->engine->cancelled()) return -1;
  const std::lock_guard lock(strips->mutex);
  if (!strips->given_up.empty()) {
    const auto first = std::ranges::min_element(strips->given_up);
    const int64_t part = *first;
    strips->given_up.erase(first);
    return part;
  }
  if (strips->next < strips->shape.in_turn * strips->shape.turns) return strips->next++ * strips->shape.parts;
  strips->is_over = true;
  strips->ended.notify_all();
  return -1;
}

/// Returns when the strip before has ended the part after `part`, or its last one; true when the strip was given up, or the run cancelled.
extern "C" bool weft_await_strip(Strips* strips, int64_t strip, int64_t part) {
  if (strip > 0) {
    const int64_t before = strip - 1;
    const int64_t enough = before * strips->shape.parts + std::min(part + 2, strips->shape.parts);
    const std::atomic<int64_t>& done = strips->of(before).parts;
    const auto is_done = [&] { return done.load(std::memory_order_acquire) >= enough; };
    const uint64_t start = profile::Recorder::ticks();
    while (!is_done()) {
      relax();
      if (profile::Recorder::ticks() - start < std::max(kPatience, kPatienceParts * strips->part_ticks.load(std::memory_order_relaxed))) continue;
      std::unique_lock lock(strips->mutex);
      if (is_done()) break;  // and its thread may have looked for this strip already
      strips->given_up.push_back(strip * strips->shape.parts + part);
      const auto pause = strips->pause;
      strips->pause = std::min(2 * pause, kLongestPause);
      strips->ended.wait_for(lock, pause, [&] { return strips->is_over || strips->engine->cancelled(); });
      return true;
    }
  }
  strips->of(strip).start = profile::Recorder::ticks();
  return strips->engine->cancelled();
}

extern "C" void weft_end_part(Strips* strips, int64_t strip, int64_t parts) {
  Progress& progress = strips->of(strip);
  strips->part_ticks.store(profile::Recorder::ticks() - progress.start, std::memory_order_relaxed);
  progress.parts.store(strip * strips->shape.parts + parts, std::memory_order_release);
}

/// `place`: of the slots, which takes what threads share.
extern "C" int32_t weft_run_strips(RunContext* run, engine::Body body, int64_t* slots, int64_t bytes, int32_t site,
                                   int64_t place, int64_t turns, int64_t rows, int64_t columns, int64_t skew, int32_t worth, double femtoseconds,
                                   double operations) {
  if (turns <= 0 || rows <= 0 || columns <= 0) return 0;
  const uint32_t threads = run->engine->threads();
  Strips strips;
  strips.shape = shape_strips(turns, rows, columns, skew, threads, worth != 0);
  strips.engine = run->engine;
  // Strips in work are as many as threads; a cell of another strip that is further on says that one before is done, too.
  strips.progress = std::vector<Progress>(threads + 1);
  slots[place] = reinterpret_cast<int64_t>(&strips);
  const bool is_shared = strips.shape.parts > 1;
  return weft_run_loops(run, body, slots, bytes, site, is_shared ? threads : 1, 1, femtoseconds, operations,
                        static_cast<int32_t>(is_shared ? Division::even : Division::none));
}

}  // namespace

StripsShape shape_strips(int64_t turns, int64_t rows, int64_t columns, int64_t skew, uint32_t threads, bool worth) {
  StripsShape shape;
  shape.turns = turns;
  shape.rows = loops::kJammedRows * (worth ? kGroups : 1);
  shape.in_turn = (rows + shape.rows - 1) / shape.rows;
  // The last group of a strip is behind the first one by `late` iterations, and a part holds more.
  const int64_t late = skew * (shape.rows - loops::kJammedRows);
  const int64_t together = columns - skew * (loops::kJammedRows - 1);
  shape.part = std::max(worth ? kLeastPart : 1, skew * shape.rows);
  shape.parts = (together + late + shape.part - 1) / shape.part;
  // What another turn needs of this one has to be done: strips in work at the same time are fewer than their parts.
  const bool ends_in_time = turns == 1 || shape.parts - 1 <= std::max<int64_t>(shape.in_turn - 1, 1);
  if ((threads > 1 || skew == 0) && together > 0 && shape.parts >= (worth ? kFewestParts : 2) && shape.in_turn * turns > 1 && ends_in_time) return shape;
  shape.part = columns + late;
  shape.parts = 1;
  return shape;
}

void add_strip_symbols(SymbolTable& symbols) {
  symbols.emplace_back("weft_await_strip", reinterpret_cast<void*>(&weft_await_strip));
  symbols.emplace_back("weft_end_part", reinterpret_cast<void*>(&weft_end_part));
  symbols.emplace_back("weft_run_strips", reinterpret_cast<void*>(&weft_run_strips));
  symbols.emplace_back("weft_take_strip", reinterpret_cast<void*>(&weft_take_strip));
}

}  // namespace weft::compile
