// SPDX-License-Identifier: Apache-2.0
// Which tasks a new task must wait for: for each buffer the byte intervals with their last writer and the readers since.
// Only the submitting thread calls this. Finished tasks are forgotten lazily, so the lists stay as long as the work in flight.

#pragma once

#include <cstdint>
#include <vector>

#include "engine/engine.h"
#include "engine/task.h"

namespace weft::engine {

/// Bytes [begin, end) of one buffer.
struct Interval {
  int64_t begin = 0;
  int64_t end = 0;
};

/// What iterations [first, last) of a nest touch through this access.
Interval interval_of(const Access& access, int64_t first, int64_t last);

class Tracker {
 public:
  Tracker();

  /// Everything submitted before is finished: all history may be forgotten.
  void forget() { ++epoch_; }

  /// Whether an unfinished task stands against this access.
  bool conflicts(memory::Buffer* buffer, const Interval& bytes, AccessMode mode);

  /// Calls `depend(TaskRef)` for each unfinished task that must end before `task`, then notes that `task` touches the bytes.
  /// The same predecessor may be named several times.
  template <typename Depend>
  void add(memory::Buffer* buffer, const Interval& bytes, AccessMode mode, TaskRef task, Depend&& depend);

  /// Calls `depend(TaskRef)` for each unfinished writer of the buffer and, for `writing`, each unfinished reader.
  template <typename Depend>
  void collect(memory::Buffer* buffer, bool writing, Depend&& depend);

  /// Intervals noted for a buffer, for tests.
  size_t interval_count(memory::Buffer* buffer);

 private:
  struct Segment {
    int64_t begin;
    int64_t end;
    TaskRef writer;
    std::vector<TaskRef> readers;
  };
  /// A buffer's `engine_state`; freed with the buffer. `tracker` tells the state of an earlier engine.
  struct State {
    uint64_t tracker = 0;
    uint64_t epoch = 0;
    size_t compact_at = kFewSegments;
    size_t hint = 0;
    std::vector<Segment> segments;  // sorted, disjoint; bytes in no segment have no unfinished task
  };
  static constexpr size_t kFewSegments = 64;
  static constexpr size_t kFewReaders = 8;

  State& state_of(memory::Buffer* buffer);
  /// Index of the first segment that ends after `byte`.
  static size_t find(State& state, int64_t byte);
  /// Makes segments cover exactly [begin, end), splitting and filling gaps. `index` is find(begin) and becomes the first
  /// segment inside; returns one past the last.
  static size_t carve(State& state, size_t& index, const Interval& bytes);
  static void compact(State& state);
  static void add_reader(Segment& segment, TaskRef task);

  uint64_t id_;
  uint64_t epoch_ = 1;
};

template <typename Depend>
void Tracker::add(memory::Buffer* buffer, const Interval& bytes, AccessMode mode, TaskRef task, Depend&& depend) {
  if (buffer == nullptr || bytes.begin >= bytes.end) return;
  State& state = state_of(buffer);
  if (state.segments.size() > state.compact_at) compact(state);
  size_t first = find(state, bytes.begin);
  const size_t last = carve(state, first, bytes);
  const auto same = [&](const TaskRef& other) { return other.task == task.task && other.generation == task.generation; };
  for (size_t i = first; i < last; ++i) {
    Segment& segment = state.segments[i];
    // Readers wait for the writer themselves, so whoever waits for them need not name it again.
    const bool covered = mode != AccessMode::read && !segment.readers.empty() && !same(segment.readers.front());
    if (!covered && !same(segment.writer) && !segment.writer.finished()) depend(segment.writer);
    if (mode == AccessMode::read) {
      add_reader(segment, task);
      continue;
    }
    for (const TaskRef& reader : segment.readers) {
      if (!same(reader) && !reader.finished()) depend(reader);
    }
    segment.readers.clear();
    segment.writer = task;
  }
  state.hint = last > 0 ? last - 1 : 0;
}

template <typename Depend>
void Tracker::collect(memory::Buffer* buffer, bool writing, Depend&& depend) {
  if (buffer == nullptr || buffer->engine_state == nullptr) return;
  for (const Segment& segment : state_of(buffer).segments) {
    if (!segment.writer.finished()) depend(segment.writer);
    if (!writing) continue;
    for (const TaskRef& reader : segment.readers) {
      if (!reader.finished()) depend(reader);
    }
  }
}

}  // namespace weft::engine
