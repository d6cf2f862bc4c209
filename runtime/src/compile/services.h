// SPDX-License-Identifier: Apache-2.0
// What generated code calls. Every function that can fail returns 1 (or null) after it stored the error in the run context,
// and the generated code unwinds. The table of symbols is the only thing generated code can reach.

#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "compile/program.h"
#include "compile/text_store.h"
#include "engine/engine.h"
#include "memory/list.h"
#include "memory/pool.h"

namespace weft::kernels {
struct Kernel;
}

namespace weft::compile {

/// Errors that generated code finds by itself; `a` and `b` are the numbers of the message.
enum class Fault : int32_t {
  broadcast, assign_broadcast, index, slice_step, range_step, zero_division_int, zero_modulo_int, zero_division_float,
  zero_division_plain, zero_floor_float, zero_modulo_float, int_overflow, integer_bounds, math_domain, math_range, result_too_large,
  zero_negative_power, negative_shift, nan_to_int, inf_to_int, empty_min, empty_max, empty_argmin, empty_argmax,
  negative_integer_power, negative_size, unbound_local, arange_step, array_too_large, broadcast_to,
  recursion, list_index, list_assign_index, list_pop_index, list_pop_empty,
  zero_complex_division, zero_complex_power, complex_power_overflow, absolute_overflow, mask_shape,
  index_broadcast, product_shape,
};

/// Where a node stands in the user's file.
struct NodeSite {
  std::string function;
  SourceRange range;
};

/// A RuntimeWarning that a nest may tell: once for each line and text.
struct WarningSite {
  uint32_t line = 0;  // from 0
  std::string text;
};

/// Warnings told by tasks of one run, in no order.
struct WarningLog {
  std::mutex mutex;
  std::set<uint32_t> raised;

  void raise(uint32_t number) {
    const std::lock_guard lock(mutex);
    raised.insert(number);
  }
};

/// What one site of the profile did in a run.
struct SiteWork {
  uint64_t nests = 0;
  double elements = 0;
  double operations = 0;
};

/// The result of a product that was computed before its turn (pairs.cpp).
struct Ahead {
  int32_t node = -1;
  memory::ArrayView view{};

  void drop() {
    if (node >= 0) memory::release(view.buffer);
    node = -1;
  }
  Ahead() = default;
  Ahead(const Ahead&) = delete;
  ~Ahead() { drop(); }
};

/// One run. Generated code reads and writes the first fields by their offsets.
struct RunContext {
  int64_t in_flight = 0;  // not zero: tasks may be running; memory may be touched only after a wait
  int64_t fault = 0;      // set by nests that find an error (index of a node, plus one)
  int64_t stack_floor = 0;  // address below which no further function may be called
  int64_t silenced = 0;   // warnings that the program silences now: bits of warnings.h
  int64_t worked = 0;     // not zero: statements ran in place since the last row of the profile (short_calls.h)
  engine::Engine* engine = nullptr;
  memory::Pool* pool = nullptr;
  profile::Recorder* recorder = nullptr;
  std::vector<SiteWork> work;  // by site
  const std::vector<NodeSite>* nodes = nullptr;
  const std::vector<std::string>* texts = nullptr;
  std::vector<const kernels::Kernel*> known_kernels;  // by the text that names them; null until they are called
  std::unordered_map<memory::Buffer*, int64_t> held;  // references of the program itself, given back when it fails
  std::shared_ptr<TextStore> text_store = std::make_shared<TextStore>();                // texts by number: those of the program, then those of the run itself
  memory::ListHeap lists;              // those that the run made and that still live
  std::vector<const memory::ListType*> list_types;  // by the number of their text
  std::string log;                     // what the program prints, until it is written out
  WarningLog warnings;
  std::vector<std::vector<std::byte>> scratch;  // what statements in place copy because it overlaps their target
  Ahead ahead;
  struct Tried {
    double nanoseconds = 0;  // of one iteration
    int times_short = 0;     // that all of them together were not worth a second thread
  };
  std::unordered_map<int32_t, Tried> tried;  // by site: iterations on all threads (loops/iteration_calls.cpp)
  std::vector<std::unique_ptr<RunContext>> beside;  // what those tell and hold, by thread, until it is known that all of them end well
  std::vector<memory::Buffer*> spare;               // there: memory for the next arrays of the same sizes
  std::shared_ptr<class KeptArrays> kept;           // while loops run in which an operation may raise (loops/kept_arrays.cpp)
  std::unique_ptr<engine::Engine> inner;            // there: runs nests on that thread alone
  bool is_beside = false;                           // of such a thread
  double divisible = 0;                             // there: ns in nests that the program's own thread would have divided
  int32_t loop_site = -1;   // of the loop whose statements may run in place
  uint64_t loop_start = 0;
  const std::string* file = nullptr;   // the program's, for warnings of kernels
  std::set<std::pair<uint32_t, std::string>>* said = nullptr;  // their lines and texts: each is told once
  RunError error;
  Switches switches;
  bool failed = false;
  bool cancelled = false;
};

/// What the generated code tells `weft_submit` about a nest: these numbers, then three for each leaf.
/// The nest's slots start with the sizes of its axes; a leaf's slots are its buffer, its data pointer and a stride for each axis.
struct NestTable {
  int64_t site;
  int64_t rank;
  int64_t axis;             // the axis that tasks divide
  int64_t block;
  int64_t rows_slot;        // slot that holds the rows of `axis` in one iteration, or -1 for one
  int64_t cost_femtoseconds;  // of one element
  int64_t operations;       // on floating-point numbers, of one element
  int64_t slot_count;
  int64_t leaf_count;
  int64_t warnings[3];      // told when a task sets the processor's flag: divide by zero, overflow, invalid; -1: not told
  struct Leaf {
    int64_t slot;
    int64_t item_bytes;
    int64_t mode;           // engine::AccessMode; +4: one element row for each iteration, `strides[axis]` apart; +8: any of the buffer
  };
};

/// Names and addresses of everything generated code may call.
std::span<const std::pair<const char*, void*>> service_symbols();

}  // namespace weft::compile
