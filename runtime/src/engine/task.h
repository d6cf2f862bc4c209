// SPDX-License-Identifier: Apache-2.0
// Tasks, edges and nests in flight, and where they live.
//
// Protocol: the submitting thread alone makes tasks, adds edges and takes records from a Slab; any thread finishes tasks.
// A task's `successors` is a stack that the submitter pushes to and the finishing thread takes once, leaving kClosed:
// an edge is either taken by the finishing thread or refused because the task is finished, never lost.
// `waiting` counts unfinished predecessors plus one for the submitter; who brings it to zero (acquire-release) starts the task.
// A finished record goes back through a stack that only the submitter empties, at once and whole, so there is no ABA case;
// `generation` tells references to an earlier use of the same record, which are finished by definition.

#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "engine/engine.h"
#include "engine/grain.h"
#include "schema/profile_generated.h"

namespace weft::engine {

struct Task;

struct Edge {
  Task* successor = nullptr;
  Edge* next = nullptr;  // in the predecessor's stack
  Edge* next_free = nullptr;
};

/// A submitted nest until its last task ends.
struct NestRecord {
  static constexpr size_t kInlineContext = 448;

  Nest nest;  // `accesses` is empty: they are used up at submission
  wire::Decision decision = wire::Decision::Spawned;
  SiteCost* cost = nullptr;
  int64_t task_ns = 0;  // estimate for each task
  std::atomic<int64_t> remaining{0};
  std::vector<memory::Buffer*> buffers;  // one reference each
  std::vector<std::byte> large_context;
  NestRecord* next_free = nullptr;
  alignas(64) std::byte context[kInlineContext] = {};
};

struct alignas(64) Task {
  std::atomic<int32_t> waiting{0};
  uint64_t generation = 0;  // written by the submitter only
  std::atomic<Edge*> successors{nullptr};
  NestRecord* nest = nullptr;  // null: nothing runs, the wait that `signal` names ends
  void* signal = nullptr;
  int64_t begin = 0;
  int64_t end = 0;
  Task* newest_successor = nullptr;  // the submitter's: the same edge is not made twice
  Task* next_free = nullptr;
};

inline Edge closed_edge;

/// What `successors` holds once the task is finished.
inline Edge* closed() { return &closed_edge; }

struct TaskRef {
  Task* task = nullptr;
  uint64_t generation = 0;

  /// For the submitter. True also makes everything the task wrote visible to the caller.
  bool finished() const {
    return task == nullptr || task->generation != generation || task->successors.load(std::memory_order_acquire) == closed();
  }
};

/// Records of one kind, reused; `take` by the submitter, `give_back` by any thread.
template <typename T>
class Slab {
 public:
  T* take() {
    if (local_ == nullptr) local_ = returned_.exchange(nullptr, std::memory_order_acquire);
    if (local_ == nullptr) grow();
    T* record = local_;
    local_ = record->next_free;
    return record;
  }

  void give_back(T* record) { give_back(record, record); }

  /// A chain linked by next_free.
  void give_back(T* first, T* last) {
    T* head = returned_.load(std::memory_order_relaxed);
    do {
      last->next_free = head;
    } while (!returned_.compare_exchange_weak(head, first, std::memory_order_release, std::memory_order_relaxed));
  }

 private:
  static constexpr size_t kChunk = 128;

  void grow() {
    chunks_.push_back(std::make_unique<T[]>(kChunk));
    for (size_t i = 0; i < kChunk; ++i) chunks_.back()[i].next_free = i + 1 < kChunk ? &chunks_.back()[i + 1] : nullptr;
    local_ = &chunks_.back()[0];
  }

  T* local_ = nullptr;
  alignas(64) std::atomic<T*> returned_{nullptr};
  std::vector<std::unique_ptr<T[]>> chunks_;
};

}  // namespace weft::engine
