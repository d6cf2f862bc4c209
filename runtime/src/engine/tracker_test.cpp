// SPDX-License-Identifier: Apache-2.0
#include "engine/tracker.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <deque>
#include <random>
#include <set>

namespace {

using namespace weft::engine;
using weft::memory::Buffer;

/// Tasks that never run: `finish` marks them.
struct Tasks {
  std::deque<Task> all;
  std::vector<TaskRef> refs;
  TaskRef make() {
    Task& task = all.emplace_back();
    task.generation = 1;
    refs.push_back({&task, 1});
    return refs.back();
  }
  static void finish(const TaskRef& task) { task.task->successors.store(closed()); }
  size_t index(const TaskRef& task) const {
    return static_cast<size_t>(std::ranges::find_if(refs, [&](const TaskRef& r) { return r.task == task.task; }) - refs.begin());
  }
};

struct TestBuffer : Buffer {
  ~TestBuffer() {
    if (engine_state != nullptr) free_engine_state(engine_state);
  }
};

}  // namespace

TEST_CASE("intervals follow the sign of the step") {
  const Access forward{nullptr, 8, 24, 16, AccessMode::read};
  CHECK(interval_of(forward, 2, 5).begin == 40);
  CHECK(interval_of(forward, 2, 5).end == 88);
  const Access backward{nullptr, 80, 96, -16, AccessMode::read};
  CHECK(interval_of(backward, 1, 3).begin == 48);
  CHECK(interval_of(backward, 1, 3).end == 80);
  const Access fixed{nullptr, 8, 24, 0, AccessMode::read};
  CHECK(interval_of(fixed, 3, 900).end == 24);
  CHECK(interval_of(forward, 2, 2).begin == interval_of(forward, 2, 2).end);
}

TEST_CASE("dependences are exactly the conflicting unfinished tasks, through others where those stand between") {
  for (uint64_t seed = 1; seed <= 60; ++seed) {
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    Tracker tracker;
    TestBuffer buffer;
    Tasks tasks;
    struct Touch {
      Interval bytes;
      AccessMode mode;
    };
    std::vector<Touch> touches;
    std::vector<std::set<size_t>> before;  // transitively, by the tracker's edges
    for (size_t n = 0; n < 200; ++n) {
      const int64_t begin = static_cast<int64_t>(random() % 1000);
      const Touch touch{{begin, begin + 1 + static_cast<int64_t>(random() % 200)},
                        random() % 2 == 0 ? AccessMode::read : AccessMode::write};
      const TaskRef task = tasks.make();
      std::set<size_t> reached;
      tracker.add(&buffer, touch.bytes, touch.mode, task, [&](const TaskRef& earlier) {
        const size_t index = tasks.index(earlier);
        CHECK(!earlier.finished());
        reached.insert(index);
        reached.insert(before[index].begin(), before[index].end());
        const Touch& other = touches[index];
        CHECK(other.bytes.begin < touch.bytes.end);
        CHECK(touch.bytes.begin < other.bytes.end);
        CHECK((other.mode != AccessMode::read || touch.mode != AccessMode::read));
      });
      for (size_t other = 0; other < n; ++other) {
        if (tasks.refs[other].finished()) continue;
        const bool overlap = touches[other].bytes.begin < touch.bytes.end && touch.bytes.begin < touches[other].bytes.end;
        const bool conflict = overlap && (touches[other].mode != AccessMode::read || touch.mode != AccessMode::read);
        if (conflict) CHECK(reached.contains(other));
      }
      touches.push_back(touch);
      before.push_back(reached);
      // Finish a task all of whose predecessors are finished, as an engine would.
      if (random() % 2 == 0) {
        const size_t pick = random() % (n + 1);
        const bool ready = std::ranges::all_of(before[pick], [&](size_t p) { return tasks.refs[p].finished(); });
        if (ready) Tasks::finish(tasks.refs[pick]);
      }
    }
  }
}

TEST_CASE("conflicts sees the same bytes and modes as add") {
  Tracker tracker;
  TestBuffer buffer;
  Tasks tasks;
  const auto ignore = [](const TaskRef&) {};
  const TaskRef writer = tasks.make();
  const TaskRef reader = tasks.make();
  tracker.add(&buffer, {100, 200}, AccessMode::write, writer, ignore);
  tracker.add(&buffer, {300, 400}, AccessMode::read, reader, ignore);
  CHECK(tracker.conflicts(&buffer, {150, 160}, AccessMode::read));
  CHECK(!tracker.conflicts(&buffer, {200, 300}, AccessMode::write));
  CHECK(!tracker.conflicts(&buffer, {300, 310}, AccessMode::read));
  CHECK(tracker.conflicts(&buffer, {399, 500}, AccessMode::write));
  Tasks::finish(writer);
  CHECK(!tracker.conflicts(&buffer, {150, 160}, AccessMode::write));
  std::vector<size_t> waits;
  tracker.collect(&buffer, true, [&](const TaskRef& task) { waits.push_back(tasks.index(task)); });
  CHECK(waits == std::vector<size_t>{1});
  waits.clear();
  tracker.collect(&buffer, false, [&](const TaskRef& task) { waits.push_back(tasks.index(task)); });
  CHECK(waits.empty());
}

TEST_CASE("finished history is forgotten, so lists stay as long as the work in flight") {
  Tracker tracker;
  TestBuffer buffer;
  Tasks tasks;
  for (int64_t n = 0; n < 20'000; ++n) {
    const TaskRef task = tasks.make();
    tracker.add(&buffer, {n * 3 % 9973, n * 3 % 9973 + 2}, AccessMode::write, task, [](const TaskRef&) {});
    Tasks::finish(task);
  }
  CHECK(tracker.interval_count(&buffer) < 200);
  tracker.forget();
  CHECK(tracker.interval_count(&buffer) == 0);
}

TEST_CASE("a buffer that outlives its engine starts afresh with the next") {
  TestBuffer buffer;
  Tasks tasks;
  const auto fail = [](const TaskRef&) { FAIL("a dependence on another engine's task"); };
  {
    Tracker first;
    first.add(&buffer, {0, 10}, AccessMode::write, tasks.make(), fail);
  }
  Tracker second;
  CHECK(!second.conflicts(&buffer, {0, 10}, AccessMode::write));
  second.add(&buffer, {0, 10}, AccessMode::write, tasks.make(), fail);
}
