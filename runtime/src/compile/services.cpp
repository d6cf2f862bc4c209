// SPDX-License-Identifier: Apache-2.0
// Memory, nests and waiting; errors are in faults.cpp, library calls in library.cpp.
#include "compile/services.h"

#include <array>
#include <algorithm>
#include <cstdlib>
#include <cstring>

#include <xmmintrin.h>

#include "compile/faults.h"
#include "compile/short_calls.h"
#include "engine/allocate.h"
#include "memory/view.h"

namespace weft::compile {

using engine::Access;
using memory::ArrayView;
using memory::Buffer;

extern "C" {

Buffer* weft_allocate(RunContext* run, int32_t node, int64_t bytes) {
  auto buffer = engine::allocate(*run->engine, *run->pool, static_cast<uint64_t>(bytes));
  if (!buffer.ok()) {
    fail(*run, node, buffer.status());
    return nullptr;
  }
  ++run->held[buffer.value()];
  return buffer.value();
}

void weft_release(RunContext* run, Buffer* buffer) {
  if (buffer == nullptr) return;
  const auto entry = run->held.find(buffer);
  if (--entry->second == 0) run->held.erase(entry);
  memory::release(buffer);
}

void weft_retain(RunContext* run, Buffer* buffer) {
  ++run->held[buffer];
  memory::retain(buffer);
}

void weft_wait(RunContext* run, Buffer* buffer, int32_t writing) {
  const Recorded recorded(*run);
  run->engine->wait(buffer, writing != 0);
  if (run->engine->pending() == 0) run->in_flight = 0;
}

void weft_wait_all(RunContext* run) {
  const Recorded recorded(*run);
  run->engine->wait_all();
  run->in_flight = 0;
}

/// Polled by loops: 1 when the run is to stop.
int32_t weft_cancelled(RunContext* run) {
  if (!run->engine->cancelled()) return 0;
  run->cancelled = true;
  return 1;
}

/// What stands before the slots of a nest whose floating-point flags are looked at after each task.
struct Watched {
  engine::Body body;
  RunContext* run;
  int64_t warnings[3];
};

void watched_body(void* context, int64_t begin, int64_t end, uint32_t thread) {
  const auto& watched = *static_cast<const Watched*>(context);
  constexpr unsigned kFlags[3] = {_MM_EXCEPT_DIV_ZERO, _MM_EXCEPT_OVERFLOW, _MM_EXCEPT_INVALID};
  const unsigned before = _mm_getcsr();
  _mm_setcsr(before & ~static_cast<unsigned>(_MM_EXCEPT_MASK));
  watched.body(static_cast<std::byte*>(context) + sizeof(Watched), begin, end, thread);
  const unsigned after = _mm_getcsr();
  _mm_setcsr(before);
  for (size_t flag = 0; flag < 3; ++flag) {
    if ((after & kFlags[flag]) != 0 && watched.warnings[flag] >= 0) watched.run->warnings.raise(static_cast<uint32_t>(watched.warnings[flag]));
  }
}

void weft_warn(RunContext* run, int32_t number, bool raised) {
  if (raised) run->warnings.raise(static_cast<uint32_t>(number));
}

void weft_warn_raised(RunContext* run, const bool* raised, const int32_t* numbers, int64_t count) {
  for (int64_t index = 0; index < count; ++index) weft_warn(run, numbers[index], raised[index]);
}

int32_t weft_submit(RunContext* run, engine::Body body, int64_t* slots, const NestTable* table) {
  const auto rank = static_cast<size_t>(table->rank);
  const auto axis = static_cast<size_t>(table->axis);
  int64_t elements = 1;
  for (size_t index = 0; index < rank; ++index) elements *= slots[index];
  if (elements == 0) return 0;
  SiteWork& work = run->work[static_cast<size_t>(table->site)];
  ++work.nests;
  work.elements += static_cast<double>(elements);
  work.operations += static_cast<double>(elements * table->operations);
  const Recorded recorded(*run);
  const Divisible timed(*run);
  const int64_t rows = table->rows_slot < 0 ? 1 : slots[table->rows_slot];
  const int64_t extent = (slots[axis] + rows - 1) / rows;
  const int64_t per_iteration = elements / slots[axis] * rows;

  std::array<Access, 48> accesses;
  std::array<int64_t, 48> touched_bytes;  // by one iteration, views of the same elements counted each
  struct Whole {
    int64_t touched;  // by all iterations, views of the same elements counted each
    int64_t begin;
    int64_t end;
  };
  std::array<Whole, 48> whole;
  size_t count = 0;
  bool overflows = false;
  const auto* leaves = reinterpret_cast<const NestTable::Leaf*>(table + 1);
  for (int64_t index = 0; index < table->leaf_count; ++index) {
    const NestTable::Leaf& leaf = leaves[index];
    const int64_t* part = slots + leaf.slot;
    auto* buffer = reinterpret_cast<Buffer*>(part[0]);
    const int64_t offset = reinterpret_cast<std::byte*>(part[1]) - buffer->data;
    const int64_t* strides = part + 2;
    const bool by_iteration = (leaf.mode & 4) != 0;
    Access access{buffer, offset, offset + leaf.item_bytes, 0, static_cast<engine::AccessMode>(leaf.mode & 3)};
    int64_t touched = leaf.item_bytes;
    Whole all{leaf.item_bytes, access.begin, access.end};
    if ((leaf.mode & 8) != 0) {
      access.begin = all.begin = 0;
      access.end = all.end = static_cast<int64_t>(buffer->size_bytes);
      touched *= rows;
      all.touched *= elements;
    }
    for (size_t k = 0; k < rank; ++k) {
      if (strides[k] == 0) continue;
      const int64_t size = k == axis && by_iteration ? extent : slots[k];
      if ((leaf.mode & 8) == 0) {
        all.touched *= size;
        (strides[k] < 0 ? all.begin : all.end) += strides[k] * (size - 1);
      }
      if (k == axis) {
        access.step = by_iteration ? strides[k] : strides[k] * rows;
        if (!by_iteration) touched *= rows;
        if (by_iteration || rows == 1) continue;
      } else {
        touched *= slots[k];
      }
      const int64_t reach = strides[k] * ((k == axis ? rows : slots[k]) - 1);
      (reach < 0 ? access.begin : access.end) += reach;
    }
    if (access.mode != engine::AccessMode::read) buffer->mutated.store(true, std::memory_order_relaxed);
    bool merged = false;
    for (size_t k = 0; k < count && !merged; ++k) {
      Access& other = accesses[k];
      if (other.buffer != buffer || other.step != access.step || other.mode != access.mode) continue;
      other.begin = std::min(other.begin, access.begin);
      other.end = std::max(other.end, access.end);
      touched_bytes[k] += touched;
      whole[k] = {whole[k].touched + all.touched, std::min(whole[k].begin, all.begin), std::max(whole[k].end, all.end)};
      merged = true;
    }
    if (merged) continue;
    if (count == accesses.size()) {
      overflows = true;
      continue;
    }
    touched_bytes[count] = touched;
    whole[count] = all;
    accesses[count++] = access;
  }
  // Shifted views of one array read the same bytes again: an iteration moves no more than it advances by.
  uint64_t bytes = 0;
  uint64_t all_bytes = 0;
  for (size_t k = 0; k < count; ++k) {
    const int64_t fresh = accesses[k].step == 0 ? accesses[k].end - accesses[k].begin : std::abs(accesses[k].step);
    bytes += static_cast<uint64_t>(std::min(touched_bytes[k], fresh));
    const int64_t ways = accesses[k].mode == engine::AccessMode::read_write ? 2 : 1;
    all_bytes += static_cast<uint64_t>(ways * std::min(whole[k].touched, whole[k].end - whole[k].begin));
  }
  // What the engine is not told of is kept in order by waiting before and after.
  if (overflows) run->engine->wait_all();

  engine::Nest nest;
  nest.body = body;
  nest.context = slots;
  nest.context_bytes = static_cast<uint32_t>(table->slot_count * 8);
  std::vector<std::byte> watched;
  if (std::ranges::any_of(table->warnings, [](int64_t number) { return number >= 0; })) {
    const Watched header{body, run, {table->warnings[0], table->warnings[1], table->warnings[2]}};
    watched.resize(sizeof header + nest.context_bytes);
    std::memcpy(watched.data(), &header, sizeof header);
    std::memcpy(watched.data() + sizeof header, slots, nest.context_bytes);
    nest.body = watched_body;
    nest.context = watched.data();
    nest.context_bytes = static_cast<uint32_t>(watched.size());
  }
  nest.site = static_cast<uint32_t>(table->site);
  nest.extent = extent;
  nest.block = table->block;
  nest.cost_ns = static_cast<double>(per_iteration) * static_cast<double>(table->cost_femtoseconds) * 1e-6;
  nest.bytes_per_iteration = bytes;
  nest.bytes = all_bytes;
  nest.accesses = {accesses.data(), count};
  run->engine->submit(nest);
  if (overflows) run->engine->wait_all();
  run->in_flight = run->engine->pending() != 0 ? 1 : 0;
  return 0;
}

/// `leaf` is about to be read while `target` is written, element by element of one index space. Leaves it as it is when they are the
/// same elements in the same places or share no byte; otherwise replaces it by a fresh copy and returns its buffer. When the nest runs in
/// place, `part` is not -1 and the copy goes to that part of the run's scratch memory. `once`: both have two axes, and an element of a row
/// of `leaf`, which repeats it, is read before the same row of `target`, whose elements lie side by side, is written.
int32_t weft_separate(RunContext* run, int32_t node, int32_t site, ArrayView* leaf, const ArrayView* target, int32_t rank,
                      int32_t dtype, int32_t once, int32_t part, Buffer** copied) {
  const auto item = memory::item_size(static_cast<wire::DType>(dtype));
  const auto axes = static_cast<uint32_t>(rank);
  if (leaf->data == target->data) {
    bool same = true;
    for (uint32_t k = 0; k < axes; ++k) {
      same = same && (target->shape[k] == 1 || (leaf->strides[k] == target->strides[k] && leaf->shape[k] == target->shape[k]));
    }
    if (same) return 0;
  }
  if (!memory::may_overlap(*leaf, axes, item, *target, axes, item)) return 0;
  if (once != 0 && leaf->strides[0] == target->strides[0]) {
    const int64_t length = target->shape[1] * item;
    const int64_t place = leaf->data - target->data;
    if (place >= 0 && place + item <= length && std::abs(target->strides[0]) >= length) return 0;
  }
  if (part >= 0) {
    copy_in_place(*run, *leaf, axes, item, static_cast<size_t>(part));
    return 0;
  }
  return separate_copy(*run, node, site, *leaf, axes, static_cast<wire::DType>(dtype), copied);
}

int64_t weft_ticks() { return static_cast<int64_t>(profile::Recorder::ticks()); }

/// A native loop that ran on this thread, for the profile.
void weft_record_loop(RunContext* run, int32_t site, int64_t start, int64_t iterations) {
  if (run->loop_site >= 0) end_stretch(*run, static_cast<uint64_t>(start));
  if (run->loop_site >= 0) begin_stretch(*run);
  if (run->recorder == nullptr) return;
  run->recorder->record(0, {.start_ticks = static_cast<uint64_t>(start),
                            .end_ticks = profile::Recorder::ticks(),
                            .bytes = 0,
                            .begin = 0,
                            .end = iterations,
                            .site = static_cast<uint32_t>(site),
                            .decision = wire::Decision::InlineSequential});
}

}  // extern "C"

namespace {

template <typename Function>
std::pair<const char*, void*> entry(const char* name, Function* function) {
  return {name, reinterpret_cast<void*>(function)};
}

}  // namespace

std::span<const std::pair<const char*, void*>> service_symbols() {
  static const std::vector<std::pair<const char*, void*>> table = [] {
    std::vector<std::pair<const char*, void*>> symbols = {
        entry("weft_allocate", weft_allocate),   entry("weft_release", weft_release),   entry("weft_retain", weft_retain),
        entry("weft_wait", weft_wait),           entry("weft_wait_all", weft_wait_all), entry("weft_cancelled", weft_cancelled),
        entry("weft_submit", weft_submit),       entry("weft_warn", weft_warn),         entry("weft_warn_raised", weft_warn_raised),
        entry("weft_separate", weft_separate), entry("weft_ticks", weft_ticks),
        entry("weft_record_loop", weft_record_loop),
    };
    add_fault_symbols(symbols);
    add_library_symbols(symbols);
    add_combine_symbols(symbols);
    add_kernel_symbols(symbols);
    add_list_symbols(symbols);
    add_loop_symbols(symbols);
    add_strip_symbols(symbols);
    add_iteration_symbols(symbols);
    add_kept_symbols(symbols);
    add_short_symbols(symbols);
    add_pair_symbols(symbols);
    add_border_symbols(symbols);
    add_complex_symbols(symbols);
    add_index_symbols(symbols);
    return symbols;
  }();
  return table;
}

}  // namespace weft::compile
