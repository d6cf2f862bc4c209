// SPDX-License-Identifier: Apache-2.0
#include "engine/tracker.h"

#include <algorithm>
#include <atomic>

namespace weft::engine {

Interval interval_of(const Access& access, int64_t first, int64_t last) {
  if (first >= last || access.begin >= access.end) return {access.begin, access.begin};
  if (access.step >= 0) return {access.begin + first * access.step, access.end + (last - 1) * access.step};
  return {access.begin + (last - 1) * access.step, access.end + first * access.step};
}

Tracker::Tracker() {
  static std::atomic<uint64_t> next{1};
  id_ = next.fetch_add(1, std::memory_order_relaxed);
}

Tracker::State& Tracker::state_of(memory::Buffer* buffer) {
  auto* state = static_cast<State*>(buffer->engine_state);
  if (state == nullptr) {
    state = new State;
    buffer->engine_state = state;
    buffer->free_engine_state = [](void* pointer) { delete static_cast<State*>(pointer); };
  }
  if (state->tracker != id_ || state->epoch != epoch_) {
    // Tasks named here belong to an earlier epoch or engine and are finished; their records may not exist any more.
    state->segments.clear();
    state->tracker = id_;
    state->epoch = epoch_;
    state->compact_at = kFewSegments;
    state->hint = 0;
  }
  return *state;
}

size_t Tracker::find(State& state, int64_t byte) {
  const auto& segments = state.segments;
  // Tasks of a nest come in order, so the wanted segment is nearly always at the last one used or just after it.
  for (size_t i = state.hint > 0 ? state.hint - 1 : 0, tries = 0; i < segments.size() && tries < 4; ++i, ++tries) {
    if (segments[i].end > byte) {
      if (i == 0 || segments[i - 1].end <= byte) return i;
      break;
    }
  }
  const auto found = std::upper_bound(segments.begin(), segments.end(), byte,
                                      [](int64_t value, const Segment& segment) { return value < segment.end; });
  return static_cast<size_t>(found - segments.begin());
}

size_t Tracker::carve(State& state, size_t& index, const Interval& bytes) {
  auto& segments = state.segments;
  const auto insert = [&](size_t at, Segment segment) {
    segments.insert(segments.begin() + static_cast<std::ptrdiff_t>(at), std::move(segment));
  };
  if (index < segments.size() && segments[index].begin < bytes.begin) {
    Segment left = segments[index];
    left.end = bytes.begin;
    segments[index].begin = bytes.begin;
    insert(index, std::move(left));
    ++index;
  }
  int64_t covered = bytes.begin;
  size_t at = index;
  while (covered < bytes.end) {
    if (at == segments.size() || segments[at].begin > covered) {
      const int64_t until = at == segments.size() ? bytes.end : std::min(bytes.end, segments[at].begin);
      insert(at, {covered, until, {}, {}});
    } else if (segments[at].end > bytes.end) {
      Segment inside = segments[at];
      inside.end = bytes.end;
      segments[at].begin = bytes.end;
      insert(at, std::move(inside));
    }
    covered = segments[at].end;
    ++at;
  }
  return at;
}

void Tracker::add_reader(Segment& segment, TaskRef task) {
  auto& readers = segment.readers;
  if (!readers.empty() && readers.back().task == task.task && readers.back().generation == task.generation) return;
  // The vector doubles when full; dropping the finished ones first keeps it as long as the work in flight.
  if (readers.size() >= kFewReaders && readers.size() == readers.capacity()) {
    std::erase_if(readers, [](const TaskRef& reader) { return reader.finished(); });
    if (readers.size() * 2 > readers.capacity()) readers.reserve(readers.capacity() * 2);
  }
  readers.push_back(task);
}

void Tracker::compact(State& state) {
  size_t kept = 0;
  for (Segment& segment : state.segments) {
    std::erase_if(segment.readers, [](const TaskRef& reader) { return reader.finished(); });
    if (segment.writer.finished()) segment.writer = {};
    if (segment.writer.task == nullptr && segment.readers.empty()) continue;
    if (&state.segments[kept] != &segment) state.segments[kept] = std::move(segment);
    ++kept;
  }
  state.segments.erase(state.segments.begin() + static_cast<std::ptrdiff_t>(kept), state.segments.end());
  state.compact_at = std::max(kFewSegments, 2 * kept);
  state.hint = 0;
}

bool Tracker::conflicts(memory::Buffer* buffer, const Interval& bytes, AccessMode mode) {
  if (buffer == nullptr || buffer->engine_state == nullptr || bytes.begin >= bytes.end) return false;
  State& state = state_of(buffer);
  for (size_t i = find(state, bytes.begin); i < state.segments.size() && state.segments[i].begin < bytes.end; ++i) {
    const Segment& segment = state.segments[i];
    if (!segment.writer.finished()) return true;
    if (mode == AccessMode::read) continue;
    for (const TaskRef& reader : segment.readers) {
      if (!reader.finished()) return true;
    }
  }
  return false;
}

size_t Tracker::interval_count(memory::Buffer* buffer) { return state_of(buffer).segments.size(); }

}  // namespace weft::engine
