// SPDX-License-Identifier: Apache-2.0
// Runs iterations that need nothing of each other on the engine's threads (iterations.cpp). How long they take is found by running some.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstring>
#include <utility>

#include "compile/faults.h"
#include "compile/loops/iteration_sums.h"
#include "compile/short_calls.h"
#include "engine/allocate.h"
#include "engine/inner_engine.h"

namespace weft::compile {

namespace {

constexpr double kMeasured = 2000;      // ns: what is run before the rest is divided
constexpr double kWorthSharing = 4000;  // ns
constexpr int kTries = 4;
constexpr size_t kMostSpare = 8;        // arrays
constexpr uint64_t kMostSpareBytes = uint64_t{256} << 10;
constexpr double kLong = 200'000;       // ns: an iteration whose library calls may be divided themselves
constexpr int64_t kMostKept = int64_t{256} << 20;  // bytes

/// What arrays hold that iterations read before they write it, to undo what a loop that stopped has done.
class Kept {
 public:
  Kept(const int64_t* ends, int64_t count) : ends_(ends), count_(count) {
    int64_t total = 0;
    for (int64_t k = 0; k < count; ++k) total += ends[2 * k + 1] - ends[2 * k];
    fits_ = total <= kMostKept;
    if (!fits_ || total <= 0) return;
    bytes_ = std::make_unique_for_overwrite<std::byte[]>(static_cast<size_t>(total));
    each([](std::byte* own, std::byte* array, size_t size) { std::memcpy(own, array, size); });
  }

  bool fits() const { return fits_; }
  void put_back() const { each([](std::byte* own, std::byte* array, size_t size) { std::memcpy(array, own, size); }); }

 private:
  template <typename Copy>
  void each(const Copy& copy) const {
    if (bytes_ == nullptr) return;
    size_t at = 0;
    for (int64_t k = 0; k < count_; ++k) {
      const int64_t size = ends_[2 * k + 1] - ends_[2 * k];
      if (size <= 0) continue;
      copy(bytes_.get() + at, reinterpret_cast<std::byte*>(ends_[2 * k]), static_cast<size_t>(size));
      at += static_cast<size_t>(size);
    }
  }

  const int64_t* ends_;
  int64_t count_;
  bool fits_;
  std::unique_ptr<std::byte[]> bytes_;
};

/// The contexts of the engine's threads, as new.
std::vector<RunContext*> contexts(RunContext& run, int64_t sites) {
  while (run.beside.size() < run.engine->threads()) run.beside.push_back(std::make_unique<RunContext>());
  std::vector<RunContext*> all;
  for (const auto& own : run.beside) {
    if (own->inner == nullptr) own->inner = engine::create_inner_engine(*run.engine);
    own->engine = own->inner.get();
    own->is_beside = true;
    own->divisible = 0;
    own->work.resize(std::max(own->work.size(), static_cast<size_t>(sites)));
    own->text_store = run.text_store;
    own->pool = run.pool;
    own->nodes = run.nodes;
    own->texts = run.texts;
    own->switches = run.switches;
    own->silenced = run.silenced;
    own->in_flight = own->fault = own->worked = 0;
    own->warnings.raised.clear();
    own->failed = own->cancelled = false;
    all.push_back(own.get());
  }
  return all;
}

/// Gives back what iterations have kept, and what those that stopped have held.
void let_go(RunContext& own) {
  for (memory::Buffer* buffer : own.spare) memory::release(buffer);
  own.spare.clear();
  for (const auto& [buffer, count] : own.held) {
    for (int64_t k = 0; k < count; ++k) memory::release(buffer);
  }
  own.held.clear();
}

/// Starts iterations on all threads.
void divide(engine::Engine& engine, engine::Body body, int64_t* slots, int32_t site, int64_t begin, int64_t end, double nanoseconds) {
  struct Part {
    engine::Body body;
    int64_t* slots;
    int64_t first;
  };
  Part part{body, slots, begin};
  engine::Nest nest;
  nest.body = [](void* context, int64_t from, int64_t to, uint32_t thread) {
    const Part& of = *static_cast<const Part*>(context);
    of.body(of.slots, of.first + from, of.first + to, thread);
  };
  nest.context = &part;
  nest.context_bytes = sizeof part;
  nest.site = static_cast<uint32_t>(site);
  nest.extent = end - begin;
  nest.cost_ns = nanoseconds;
  engine.submit(nest);
}

double nanoseconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

// For a thread's own context: an iteration often needs what the one before has just given back.

extern "C" memory::Buffer* weft_allocate_beside(RunContext* own, int32_t, int64_t bytes) {
  memory::Buffer* buffer = engine::take_spare(own->spare, static_cast<uint64_t>(bytes));
  if (buffer == nullptr) {
    const auto made = own->pool->allocate(static_cast<uint64_t>(bytes));
    if (!made.ok()) return nullptr;
    buffer = made.value();
  }
  ++own->held[buffer];
  return buffer;
}

extern "C" void weft_retain_beside(RunContext* own, memory::Buffer* buffer) {
  memory::retain(buffer);
  ++own->held[buffer];
}

extern "C" void weft_release_beside(RunContext* own, memory::Buffer* buffer) {
  if (buffer == nullptr) return;
  const auto entry = own->held.find(buffer);
  if (entry == own->held.end()) return;
  const bool was_last = --entry->second == 0;
  if (was_last) own->held.erase(entry);
  const bool is_small = own->spare.size() < kMostSpare && buffer->size_bytes <= kMostSpareBytes;
  if (was_last && is_small && buffer->references.load(std::memory_order_relaxed) == 1) own->spare.push_back(buffer);
  else memory::release(buffer);
}

/// How many of the iterations from 0 to `count` have run: all or none. The first two slots are filled in here; `kept`: where memory that
/// is to be put back begins and ends, by turns; `sums`: arrays to which all iterations add; `sites`: more than the copy has.
extern "C" int64_t weft_run_iterations(RunContext* run, engine::Body body, int64_t* slots, int32_t site, int64_t count, const int64_t* kept,
                                       int64_t kept_count, const SumTable* sum_tables, int64_t sum_count, int64_t sites, int32_t has_kernels) {
  engine::Engine& engine = *run->engine;
  if (engine.threads() < 2 || count < 2) return 0;
  RunContext::Tried& tried = run->tried[site];
  if (tried.times_short >= kTries) return 0;
  if (engine.pending() != 0) engine.wait_all();
  run->in_flight = 0;
  const Kept memory(kept, kept_count);
  if (!memory.fits()) return 0;
  const IterationSums sums(*run, sum_tables, sum_count, count);
  if (!sums.fits()) return 0;
  std::vector<RunContext*> own = contexts(*run, sites);
  std::atomic<int64_t> stopped = 0;
  slots[0] = reinterpret_cast<int64_t>(own.data());
  slots[1] = reinterpret_cast<int64_t>(&stopped);
  const Recorded recorded(*run);
  ++run->work[static_cast<size_t>(site)].nests;

  const auto has_failed = [&] {
    return stopped != 0 || std::ranges::any_of(own, [](const RunContext* each) { return each->fault != 0 || each->failed; });
  };
  sums.place(slots, 0, 0);
  int64_t done = 0;
  if (tried.nanoseconds == 0) {
    const uint64_t ticks = profile::Recorder::ticks();
    const auto start = std::chrono::steady_clock::now();
    double taken = 0;
    for (int64_t step = 1; done < sums.block() && taken < kMeasured && !has_failed(); step *= 2) {
      const int64_t end = std::min(sums.block(), done + step);
      body(slots, done, end, 0);
      done = end;
      taken = nanoseconds_since(start);
    }
    tried.nanoseconds = std::max(taken / static_cast<double>(done), 0.1);
    // What its statements divide by themselves needs no more memory then, and as many threads.
    const bool is_divided = 2 * own[0]->divisible > taken;
    const bool is_few = count < 2 * static_cast<int64_t>(engine.threads()) && tried.nanoseconds > kLong;
    if (has_kernels != 0 && (is_divided || is_few)) stopped = 1;
    if (run->recorder != nullptr) {
      run->recorder->record(0, {.start_ticks = ticks,
                                .end_ticks = profile::Recorder::ticks(),
                                .bytes = 0,
                                .begin = 0,
                                .end = done,
                                .site = static_cast<uint32_t>(site),
                                .decision = wire::Decision::InlineSequential});
    }
  }
  if (!has_failed() && done > 0 && !sums.add(site, 0, done, false)) stopped = 1;
  const bool is_short = tried.nanoseconds * static_cast<double>(count - done) < kWorthSharing;
  if (done < count && is_short) ++tried.times_short;
  int64_t waiting = 0;  // rows of the block before, not yet added
  for (int64_t block = 0; done < count && !has_failed() && !engine.cancelled(); block = (block + 1) % sums.blocks()) {
    const int64_t end = std::min(count, done + sums.block());
    sums.place(slots, block, done);
    if (is_short) body(slots, done, end, 0);
    else divide(engine, body, slots, site, done, end, tried.nanoseconds);
    if (waiting > 0 && !sums.add(site, 1 - block, waiting, true)) stopped = 1;
    if (engine.pending() != 0) engine.wait_all();
    waiting = end - done;
    done = end;
    if (sums.blocks() == 1 && !has_failed() && !sums.add(site, block, std::exchange(waiting, 0), false)) stopped = 1;
    if (done == count && waiting > 0 && !has_failed() && !sums.add(site, block, waiting, false)) stopped = 1;
  }
  if (has_failed()) stopped = 1;
  for (RunContext* each : own) let_go(*each);
  if (stopped != 0 || engine.cancelled()) {
    memory.put_back();
    tried.times_short = kTries;
    return 0;
  }
  for (const RunContext* each : own) {
    for (const uint32_t number : each->warnings.raised) run->warnings.raise(number);
  }
  return count;
}

void add_iteration_symbols(SymbolTable& symbols) {
  symbols.emplace_back("weft_allocate_beside", reinterpret_cast<void*>(&weft_allocate_beside));
  symbols.emplace_back("weft_retain_beside", reinterpret_cast<void*>(&weft_retain_beside));
  symbols.emplace_back("weft_release_beside", reinterpret_cast<void*>(&weft_release_beside));
  symbols.emplace_back("weft_run_iterations", reinterpret_cast<void*>(&weft_run_iterations));
}

}  // namespace weft::compile
