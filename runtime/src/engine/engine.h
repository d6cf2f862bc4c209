// SPDX-License-Identifier: Apache-2.0
// The engine interface: a program submits nests (iteration ranges with a compiled body and the memory they touch);
// the engine cuts each nest into tasks, orders tasks by the bytes they read and write, and runs them.
//
// One thread, the submitting thread, calls every function here. Bodies run on any thread, never throw, and never call back.
// Two tasks that touch overlapping bytes of one buffer, at least one of them writing, run in submission order;
// all others may run at the same time, tasks of different nests included: there is no barrier between nests.

#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>

#include "base/switches.h"
#include "memory/array.h"

namespace weft::profile {
class Recorder;
}

namespace weft::engine {

enum class AccessMode : uint8_t { read, write, read_write };

/// The bytes of `buffer` that iterations [i0, i1) touch:
/// step >= 0: [begin + i0*step, end + (i1-1)*step); step < 0: [begin + (i1-1)*step, end + i0*step).
/// `begin` and `end` bound what iteration 0 touches, relative to the buffer's start; step 0 means every iteration touches the same bytes.
struct Access {
  memory::Buffer* buffer = nullptr;
  int64_t begin = 0;
  int64_t end = 0;
  int64_t step = 0;
  AccessMode mode = AccessMode::read;
};

/// A compiled body: runs iterations [begin, end) of its nest. `thread` is the worker's index, from 0.
using Body = void (*)(void* context, int64_t begin, int64_t end, uint32_t thread);

struct Nest {
  Body body = nullptr;
  void* context = nullptr;           // read by the body; the engine copies `context_bytes` of it at submission
  uint32_t context_bytes = 0;
  uint32_t site = 0;                 // row of the profile's site table
  int64_t extent = 0;                // iterations of the parallel axis
  int64_t block = 1;                 // tasks begin at multiples of this (vector widths, fixed reduction chunks)
  bool sequential = false;           // one task, whatever the extent
  double cost_ns = 0;                // estimated time of one iteration, for the grain
  uint64_t bytes_per_iteration = 0;  // for the profile where `bytes` is 0, and for the grain where nothing else is known
  uint64_t bytes = 0;                // that all iterations read, each once, and write: for the profile
  std::span<const Access> accesses{};
};

class Engine {
 public:
  virtual ~Engine() = default;
  /// Runs `program` on this thread as the submitting thread. Submissions outside of it work, at a higher price for each.
  virtual void run(const std::function<void()>& program) = 0;
  /// Returns as soon as the nest is queued, or after it ran when running it here at once is cheaper.
  virtual void submit(const Nest& nest) = 0;
  /// Returns when no task in flight writes any byte of `buffer` (and, for `writing`, none reads it either).
  virtual void wait(memory::Buffer* buffer, bool writing) = 0;
  virtual void wait_all() = 0;
  /// Returns when about half of the tasks in flight have ended; false, at once, when no more are left than keep the threads busy.
  virtual bool wait_some() = 0;
  /// Tasks in flight; zero means that memory may be touched without waiting.
  virtual int64_t pending() const = 0;
  virtual uint32_t threads() const = 0;
  /// Drops tasks that did not start; safe from any thread and from a signal handler.
  virtual void cancel() = 0;
  virtual bool cancelled() const = 0;
};

/// oneTBB engine. `recorder` may be null; both outlive the engine's tasks.
std::unique_ptr<Engine> create_tbb_engine(uint32_t threads, profile::Recorder* recorder, const Switches& switches = {});
/// Runs every nest at once on the submitting thread: one thread's engine, and the reference for tests.
std::unique_ptr<Engine> create_serial_engine(profile::Recorder* recorder);
/// The serial engine for one thread, else oneTBB's.
std::unique_ptr<Engine> create_engine(uint32_t threads, profile::Recorder* recorder, const Switches& switches = {});

}  // namespace weft::engine
