// SPDX-License-Identifier: Apache-2.0
// The engine on oneTBB: an arena of exactly `threads` slots, of which the submitting thread takes one while it is inside
// `run` or waits. TBB moves ready tasks between threads and puts idle threads to sleep; what is ready is decided here (task.h).
// The submitting thread runs ahead of the tasks only for a bounded amount of work, then helps.

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/task_arena.h>
#include <oneapi/tbb/task_group.h>
#include <oneapi/tbb/task_scheduler_observer.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <deque>
#include <utility>

#include "base/status.h"
#include "engine/crew.h"
#include "engine/engine.h"
#include "engine/grain.h"
#include "engine/placement.h"
#include "engine/record.h"
#include "engine/task.h"
#include "engine/tracker.h"
#include "engine/trial.h"

namespace weft::engine {
namespace {

using oneapi::tbb::global_control;

// Work in flight beyond which the submitter stops to help. Enough to hide the end of one nest behind the next;
// more would only hold more temporaries at once.
constexpr double kAheadNsPerThread = 4'000'000;
constexpr int64_t kAheadTasksPerThread = 4;
constexpr int64_t kMostTasksAhead = 4096;

/// Something the submitter waits for. The group's wait ends when the handle is destroyed.
struct Waiter {
  oneapi::tbb::task_group group;
  oneapi::tbb::task_handle handle = group.defer([] {});
};

/// Where in its nest a task is, from 0 to 1.
double place_of(const Task& task) {
  return static_cast<double>(task.begin + task.end) / static_cast<double>(2 * task.nest->nest.extent);
}

/// The waiter may be gone when this returns.
void end_wait(Waiter& waiter) { const oneapi::tbb::task_handle end = std::move(waiter.handle); }

/// Tells the placement which threads of the arena run.
class Observer final : public oneapi::tbb::task_scheduler_observer {
 public:
  Observer(oneapi::tbb::task_arena& arena, Placement& placement) : task_scheduler_observer(arena), placement_(placement) { observe(true); }
  ~Observer() override { observe(false); }

  void on_scheduler_entry(bool worker) override {
    if (worker) placement_.arrived(thread());
  }
  void on_scheduler_exit(bool worker) override {
    if (worker) placement_.left(thread());
  }

 private:
  static uint32_t thread() { return static_cast<uint32_t>(oneapi::tbb::this_task_arena::current_thread_index()); }

  Placement& placement_;
};

double calibrate() {
  // Good to a few per cent, which is all that the cost model needs; the profile converts with the whole run as base.
  static const double ratio = [] {
    timespec now{};
    const auto clock = [&] {
      clock_gettime(CLOCK_MONOTONIC, &now);
      return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
    };
    const double start_ns = clock();
    const uint64_t start = profile::Recorder::ticks();
    double end_ns = start_ns;
    while (end_ns - start_ns < 100'000) end_ns = clock();
    return (end_ns - start_ns) / static_cast<double>(profile::Recorder::ticks() - start);
  }();
  return ratio;
}

class TbbEngine final : public Engine {
 public:
  TbbEngine(uint32_t threads, profile::Recorder* recorder, const Switches& switches)
      : threads_(threads),
        recorder_(recorder),
        switches_(switches),
        parallelism_(global_control::max_allowed_parallelism, threads),
        arena_(static_cast<int>(threads), 1),
        placement_(threads),
        observer_(arena_, placement_),
        crew_(threads, recorder, calibrate(), placement_),
        shares_(switches.share && switches.small && placement_.fits()) {
    arena_.initialize();
  }

  ~TbbEngine() noexcept override {
    wait_all();
    arena_.execute([this] { group_.wait(); });
  }

  void run(const std::function<void()>& program) override {
    arena_.execute([&] {
      inside_ = true;
      program();
      inside_ = false;
    });
  }

  void submit(const Nest& nest) override;
  void wait(memory::Buffer* buffer, bool writing) override;

  void wait_all() override {
    wait_below(0);
    tracker_.forget();
  }

  bool wait_some() override {
    const int64_t tasks = pending();
    if (!switches_.room || tasks <= few_tasks()) return false;
    wait_below(std::max(few_tasks(), tasks / 2));
    return true;
  }

  int64_t pending() const override { return pending_.load(std::memory_order_acquire); }
  uint32_t threads() const override { return threads_; }
  void cancel() override { cancelled_.store(true, std::memory_order_relaxed); }
  bool cancelled() const override { return cancelled_.load(std::memory_order_relaxed); }

 private:
  template <typename Work>
  void enter(Work&& work) {
    if (inside_) {
      work();
    } else {
      arena_.execute(work);
    }
  }

  SiteCost& cost_of(uint32_t site) {
    WEFT_CHECK(site < (1U << 24U));
    while (costs_.size() <= site) costs_.emplace_back();
    return costs_[site];
  }

  bool conflicts(const Nest& nest);
  bool share(const Nest& nest, double estimated, SiteCost& cost);
  void gather_crew();
  /// Nanoseconds that it took.
  double run_inline(const Nest& nest, SiteCost& cost, wire::Decision decision);
  NestRecord* record_nest(const Nest& nest, SiteCost& cost);
  Task* take_task(NestRecord* nest, int64_t begin, int64_t end);
  void add_edge(const TaskRef& from, Task* to);
  void start(Task* task);
  void execute(Task* task);
  Task* finish(Task* task);
  void finish_nest(NestRecord* nest);
  void wait_below(int64_t tasks);
  /// So many keep every thread busy while the submitter goes on.
  int64_t few_tasks() const { return kAheadTasksPerThread * threads_; }
  void limit_run_ahead();
  void signal_below();

  const uint32_t threads_;
  profile::Recorder* const recorder_;
  const Switches switches_;
  global_control parallelism_;
  oneapi::tbb::task_arena arena_;
  Placement placement_;
  Observer observer_;
  oneapi::tbb::task_group group_;
  bool inside_ = false;
  const double ticks_to_ns_ = calibrate();
  Crew crew_;
  const bool shares_;  // a thread that waits awake must not stand in the way of one that works
  Trial trial_;
  std::atomic<uint32_t> called_{0};  // members on their way to the crew or in it

  Tracker tracker_;
  Slab<Task> tasks_;
  Slab<Edge> edges_;
  Slab<NestRecord> nests_;
  std::deque<SiteCost> costs_;  // stable addresses

  alignas(64) std::atomic<int64_t> pending_{0};
  std::atomic<int64_t> pending_ns_{0};  // estimated
  std::atomic<int64_t> wake_at_{-1};    // pending tasks at which `waiter_` is woken
  std::atomic<Waiter*> waiter_{nullptr};
  alignas(64) std::atomic<bool> cancelled_{false};
};

bool TbbEngine::conflicts(const Nest& nest) {
  for (const Access& access : nest.accesses) {
    if (tracker_.conflicts(access.buffer, interval_of(access, 0, nest.extent), access.mode)) return true;
  }
  return false;
}

double TbbEngine::run_inline(const Nest& nest, SiteCost& cost, wire::Decision decision) {
  const uint64_t start = profile::Recorder::ticks();
  nest.body(nest.context, 0, nest.extent, 0);
  const uint64_t end = profile::Recorder::ticks();
  const double ns = static_cast<double>(end - start) * ticks_to_ns_;
  cost.measure(ns, nest.extent);
  record(recorder_, 0, nest, 0, nest.extent, start, end, decision);
  return ns;
}

/// True when the nest was run: shared with threads that were awake, or alone to see whether that is faster.
bool TbbEngine::share(const Nest& nest, double estimated, SiteCost& cost) {
  if (nest.sequential || nest.extent <= nest.block || estimated < kShareNs || estimated >= kMostSharedNs) return false;
  const bool tried = estimated < kInlineNs;
  // Inner sizes differ from call to call of one site, which an estimate that the nest brings follows.
  const double work = static_cast<double>(nest.extent) * (nest.cost_ns > 0 ? nest.cost_ns : 1);
  if (tried && !trial_.shares()) {
    const double ns = run_inline(nest, cost, wire::Decision::InlineSmall);
    cost.alone.measure(ns / work);
    trial_.ran(ns, ns);
    return true;
  }
  if (crew_.quiet()) return false;
  if (crew_.awake() == 0) {
    if (called_.load(std::memory_order_relaxed) == 0) {
      if (!crew_.wanted(estimated)) return false;
      gather_crew();
    }
    if (tried) return false;
    // Others will be there before this nest ends.
  }
  const uint64_t start = profile::Recorder::ticks();
  crew_.share(nest, estimated, cost);
  if (tried) trial_.ran(static_cast<double>(profile::Recorder::ticks() - start) * ticks_to_ns_, cost.alone.ns * work);
  return true;
}

void TbbEngine::gather_crew() {
  placement_.keep_clear();
  enter([&] {
    while (called_.load(std::memory_order_relaxed) + 1 < threads_) {
      called_.fetch_add(1, std::memory_order_relaxed);
      group_.run([this] {
        const auto thread = static_cast<uint32_t>(oneapi::tbb::this_task_arena::current_thread_index());
        if (thread != 0) crew_.stay(thread, pending_);
        called_.fetch_sub(1, std::memory_order_relaxed);
      });
    }
  });
}

NestRecord* TbbEngine::record_nest(const Nest& nest, SiteCost& cost) {
  NestRecord* record = nests_.take();
  record->nest = nest;
  record->nest.accesses = {};
  record->cost = &cost;
  record->decision = wire::Decision::Spawned;
  if (nest.context_bytes > NestRecord::kInlineContext) {
    const auto* bytes = static_cast<const std::byte*>(nest.context);
    record->large_context.assign(bytes, bytes + nest.context_bytes);
    record->nest.context = record->large_context.data();
  } else if (nest.context_bytes > 0) {
    std::memcpy(record->context, nest.context, nest.context_bytes);
    record->nest.context = record->context;
  }
  for (const Access& access : nest.accesses) {
    if (access.buffer == nullptr || std::ranges::find(record->buffers, access.buffer) != record->buffers.end()) continue;
    memory::retain(access.buffer);
    record->buffers.push_back(access.buffer);
  }
  return record;
}

Task* TbbEngine::take_task(NestRecord* nest, int64_t begin, int64_t end) {
  Task* task = tasks_.take();
  ++task->generation;
  task->waiting.store(1, std::memory_order_relaxed);
  task->successors.store(nullptr, std::memory_order_relaxed);
  task->newest_successor = nullptr;
  task->nest = nest;
  task->begin = begin;
  task->end = end;
  return task;
}

void TbbEngine::add_edge(const TaskRef& from, Task* to) {
  if (from.task->newest_successor == to) return;
  Edge* edge = edges_.take();
  edge->successor = to;
  to->waiting.fetch_add(1, std::memory_order_relaxed);
  Edge* head = from.task->successors.load(std::memory_order_acquire);
  do {
    if (head == closed()) {  // it finished in the meantime
      to->waiting.fetch_sub(1, std::memory_order_relaxed);
      edges_.give_back(edge);
      return;
    }
    edge->next = head;
  } while (!from.task->successors.compare_exchange_weak(head, edge, std::memory_order_release, std::memory_order_acquire));
  from.task->newest_successor = to;
}

void TbbEngine::submit(const Nest& nest) {
  if (nest.extent <= 0 || cancelled()) return;
  SiteCost& cost = cost_of(nest.site);
  if (threads_ == 1) {
    run_inline(nest, cost, wire::Decision::InlineSingleThread);
    return;
  }
  const double estimated = estimate_ns(nest, cost);
  const bool idle = pending() == 0;
  if (idle) tracker_.forget();
  if (idle && shares_ && share(nest, estimated, cost)) return;
  if (switches_.small && estimated < (nest.sequential ? kInlineSequentialNs : kInlineNs) && (idle || !conflicts(nest))) {
    run_inline(nest, cost, nest.sequential ? wire::Decision::InlineSequential : wire::Decision::InlineSmall);
    return;
  }

  const bool is_awake = !idle && switches_.share;
  const int64_t chunk = estimated < (is_awake ? kCutNs : kInlineNs) ? nest.extent : choose_chunk(nest, estimated, threads_, cost);
  const int64_t count = (nest.extent + chunk - 1) / chunk;
  NestRecord* record = record_nest(nest, cost);
  record->remaining.store(count, std::memory_order_relaxed);
  record->task_ns = static_cast<int64_t>(estimated / static_cast<double>(count));
  pending_ns_.fetch_add(record->task_ns * count, std::memory_order_relaxed);
  pending_.fetch_add(count, std::memory_order_relaxed);
  if (idle) placement_.keep_clear();
  // Other threads take the tasks that were started first, this one those that were started last: it gets the last part of the nest, from
  // its front on. From its end on, it would write beside what others write at the front, where rows of columns follow each other.
  const int64_t own = idle && switches_.share ? count / threads_ : 0;
  enter([&] {
    for (int64_t index = 0; index < count; ++index) {
      const int64_t begin = (index < count - own ? index : 2 * count - own - 1 - index) * chunk;
      const int64_t end = std::min(begin + chunk, nest.extent);
      Task* task = take_task(record, begin, end);
      const TaskRef reference{task, task->generation};
      for (const Access& access : nest.accesses) {
        tracker_.add(access.buffer, interval_of(access, begin, end), access.mode, reference,
                     [&](const TaskRef& earlier) { add_edge(earlier, task); });
      }
      if (task->waiting.fetch_sub(1, std::memory_order_acq_rel) == 1) start(task);
    }
  });
  limit_run_ahead();
}

void TbbEngine::start(Task* task) {
  group_.run([this, task] { execute(task); });
}

void TbbEngine::execute(Task* task) {
  const auto thread = static_cast<uint32_t>(oneapi::tbb::this_task_arena::current_thread_index());
  while (task != nullptr) {
    // Pairs with the decrement that brought the counter to zero: what predecessors wrote is visible from here on.
    task->waiting.load(std::memory_order_acquire);
    const NestRecord* nest = task->nest;
    if (!cancelled()) {
      const uint64_t start = profile::Recorder::ticks();
      nest->nest.body(nest->nest.context, task->begin, task->end, thread);
      const uint64_t end = profile::Recorder::ticks();
      nest->cost->measure(static_cast<double>(end - start) * ticks_to_ns_, task->end - task->begin);
      record(recorder_, thread, nest->nest, task->begin, task->end, start, end, nest->decision);
    }
    task = finish(task);
  }
}

/// Returns a task that became ready, for this thread to go on with: its data is in this thread's caches.
Task* TbbEngine::finish(Task* task) {
  NestRecord* nest = task->nest;
  const int64_t task_ns = nest->task_ns;
  const double place = place_of(*task);
  Edge* newest = task->successors.exchange(closed(), std::memory_order_acq_rel);
  // The stack is newest first; going on with the earliest submitted keeps the order of the program where it can.
  Edge* edges = nullptr;
  for (Edge* edge = newest; edge != nullptr;) {
    Edge* next = edge->next;
    edge->next = edges;
    edges = edge;
    edge = next;
  }
  Task* ready = nullptr;
  double apart = 0;
  for (Edge* edge = edges; edge != nullptr; edge = edge->next) {
    edge->next_free = edge->next;
    Task* successor = edge->successor;
    if (successor->waiting.fetch_sub(1, std::memory_order_acq_rel) != 1) continue;
    if (successor->nest == nullptr) {
      end_wait(*static_cast<Waiter*>(successor->signal));
      continue;
    }
    // Of the tasks of one nest, the one at the same place reads what this one wrote.
    const double other = std::abs(place_of(*successor) - place);
    if (ready == nullptr) {
      ready = successor;
      apart = other;
    } else if (switches_.share && successor->nest == ready->nest && other < apart) {
      start(std::exchange(ready, successor));
      apart = other;
    } else {
      start(successor);
    }
  }
  if (newest != nullptr) edges_.give_back(edges, newest);
  tasks_.give_back(task);
  if (nest->remaining.fetch_sub(1, std::memory_order_acq_rel) == 1) finish_nest(nest);
  pending_ns_.fetch_sub(task_ns, std::memory_order_relaxed);
  pending_.fetch_sub(1, std::memory_order_seq_cst);
  signal_below();
  return ready;
}

void TbbEngine::finish_nest(NestRecord* nest) {
  for (memory::Buffer* buffer : nest->buffers) memory::release(buffer);
  nest->buffers.clear();
  nests_.give_back(nest);
}

void TbbEngine::signal_below() {
  if (waiter_.load(std::memory_order_seq_cst) == nullptr) return;
  if (pending_.load(std::memory_order_seq_cst) > wake_at_.load(std::memory_order_relaxed)) return;
  if (Waiter* waiter = waiter_.exchange(nullptr, std::memory_order_acq_rel)) end_wait(*waiter);
}

void TbbEngine::wait_below(int64_t tasks) {
  while (pending() > tasks) {
    Waiter waiter;
    wake_at_.store(tasks, std::memory_order_relaxed);
    waiter_.store(&waiter, std::memory_order_seq_cst);
    signal_below();  // the last task may have ended before the waiter was seen
    enter([&] { waiter.group.wait(); });
  }
}

void TbbEngine::limit_run_ahead() {
  const int64_t tasks = pending();
  if (tasks <= few_tasks()) return;
  const auto ahead = static_cast<double>(pending_ns_.load(std::memory_order_relaxed));
  if (ahead > kAheadNsPerThread * threads_ || tasks > kMostTasksAhead) wait_below(std::max(few_tasks(), tasks / 2));
}

void TbbEngine::wait(memory::Buffer* buffer, bool writing) {
  if (pending() == 0) return;
  // A task without a body that follows every task in the way.
  Waiter waiter;
  Task* last = take_task(nullptr, 0, 0);
  last->signal = &waiter;
  tracker_.collect(buffer, writing, [&](const TaskRef& earlier) { add_edge(earlier, last); });
  if (last->waiting.fetch_sub(1, std::memory_order_acq_rel) != 1) {
    enter([&] { waiter.group.wait(); });
    last->waiting.load(std::memory_order_acquire);
  }
  last->successors.store(closed(), std::memory_order_relaxed);
  tasks_.give_back(last);
}

}  // namespace

std::unique_ptr<Engine> create_tbb_engine(uint32_t threads, profile::Recorder* recorder, const Switches& switches) {
  return std::make_unique<TbbEngine>(std::max<uint32_t>(threads, 1), recorder, switches);
}

}  // namespace weft::engine
