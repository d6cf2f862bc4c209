// SPDX-License-Identifier: Apache-2.0
#include "compile/kernel_calls.h"

#include <unistd.h>

#include <cerrno>

#include <bit>
#include <utility>

#include "compile/faults.h"
#include "compile/list_calls.h"
#include "compile/short_calls.h"
#include "compile/warnings.h"
#include "engine/allocate.h"
#include "kernels/registry.h"
#include "memory/view.h"

namespace weft::compile {

using kernels::Item;
using wire::DType;
using wire::TypeKind;

const std::string& text_of(RunContext& run, int32_t number) { return run.text_store->text(number); }

int32_t keep_text(RunContext& run, std::string text) { return run.text_store->keep(std::move(text)); }

namespace {

bool has_floating(TypeKind kind, DType dtype) {
  return kind == TypeKind::Float || kind == TypeKind::Complex || (kind == TypeKind::Scalar && dtype >= DType::Float32);
}

Item read(RunContext& run, const KernelSlot& slot) {
  Item item;
  item.kind = static_cast<TypeKind>(slot.kind & 0xff);
  item.dtype = static_cast<DType>((slot.kind >> 8) & 0xff);
  item.rank = static_cast<uint32_t>(slot.kind >> 16);
  if (has_floating(item.kind, item.dtype)) {
    item.floating = std::bit_cast<double>(slot.integer);
    item.imaginary = std::bit_cast<double>(slot.imaginary);
  } else if (item.kind == TypeKind::Str) {
    item.text_number = static_cast<int32_t>(slot.integer);
    item.shared = &text_of(run, item.text_number);
  } else if (item.kind == TypeKind::Array) {
    item.view = *static_cast<const memory::ArrayView*>(slot.pointer);
  } else if (item.kind == TypeKind::List) {
    item.list = static_cast<memory::List*>(slot.pointer);
  } else {
    item.integer = slot.integer;
  }
  return item;
}

void write(RunContext& run, Item&& item, KernelSlot& slot) {
  if (has_floating(item.kind, item.dtype)) {
    slot.integer = std::bit_cast<int64_t>(item.floating);
    slot.imaginary = std::bit_cast<int64_t>(item.imaginary);
  } else if (item.kind == TypeKind::Str) {
    slot.integer = keep_text(run, std::move(item.text));
  } else if (item.kind == TypeKind::Array) {
    *static_cast<memory::ArrayView*>(slot.pointer) = item.view;
    ++run.held[item.view.buffer];
  } else if (item.kind == TypeKind::List) {
    slot.pointer = item.list;
  } else {
    slot.integer = item.integer;
  }
}

/// The kernel that the program names with this text: looked up once in a run.
const kernels::Kernel* kernel_named(RunContext& run, size_t name) {
  if (run.known_kernels.size() <= name) run.known_kernels.resize(run.texts->size());
  const kernels::Kernel*& kernel = run.known_kernels[name];
  if (kernel == nullptr) kernel = kernels::registry().find((*run.texts)[name]);
  return kernel;
}

/// Operands and wanted results of one call, in memory that the next call of the thread uses again.
struct Scratch {
  std::vector<Item> items = std::exchange(free_items, {});
  std::vector<kernels::Wanted> wanted = std::exchange(free_wanted, {});

  ~Scratch() {
    items.clear();
    wanted.clear();
    free_items = std::move(items);
    free_wanted = std::move(wanted);
  }

  static inline thread_local std::vector<Item> free_items;
  static inline thread_local std::vector<kernels::Wanted> free_wanted;
};

/// A call that worked without tasks, as a row of its own; those below are not worth one.
constexpr double kRecordedNs = 2000;

void record_call(RunContext& run, int32_t site, uint64_t start, uint64_t tasks_before) {
  if (run.recorder == nullptr || run.recorder->total_tasks() != tasks_before) return;
  const uint64_t end = profile::Recorder::ticks();
  if (static_cast<double>(end - start) < kRecordedNs * run.recorder->ticks_per_ns()) return;
  run.recorder->record(0, {.start_ticks = start,
                           .end_ticks = end,
                           .bytes = 0,
                           .begin = 0,
                           .end = 1,
                           .site = static_cast<uint32_t>(site),
                           .decision = wire::Decision::InlineSequential});
}

/// What the program printed goes out at once: whoever follows the log sees it, and nothing is lost when the run ends badly.
void write_log(RunContext& run) {
  std::string_view rest = run.log;
  while (!rest.empty()) {
    const ssize_t count = ::write(STDOUT_FILENO, rest.data(), rest.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;  // a full disk loses what is printed, not the run
    rest.remove_prefix(static_cast<size_t>(count));
  }
  run.log.clear();
}

}  // namespace

extern "C" int32_t weft_kernel(RunContext* run, int32_t node, int32_t site, int32_t name, const KernelSlot* operands, int64_t operand_count,
                               KernelSlot* results, int64_t result_count, int32_t strict) {
  const std::string& text = (*run->texts)[static_cast<size_t>(name)];
  if (text == "text.concat") {
    results[0].integer = run->text_store->join(static_cast<int32_t>(operands[0].integer), static_cast<int32_t>(operands[1].integer));
    return 0;
  }
  // A text of NumPy's own, and one of Python's.
  if (text == "text.numpy" || text == "text.plain") {
    const auto number = static_cast<int32_t>(operands[0].integer);
    results[0].integer = text == "text.numpy" ? number | kernels::kNumPyText : number & ~kernels::kNumPyText;
    return 0;
  }
  const kernels::Kernel* kernel = kernel_named(*run, static_cast<size_t>(name));
  if (kernel == nullptr) return fail(*run, node, Status("NotImplementedError", "this worker has no kernel `" + text + "`"));
  const Recorded recorded(*run);
  Scratch scratch;
  std::vector<Item>& items = scratch.items;
  for (int64_t i = 0; i < operand_count; ++i) {
    const bool is_text = static_cast<TypeKind>(operands[i].kind & 0xff) == TypeKind::Str;
    // Texts that the run made are put together when they are read.
    if (run->is_beside && is_text && static_cast<size_t>(operands[i].integer & ~kernels::kNumPyText) >= run->texts->size()) {
      return fail(*run, node, Status("RuntimeError", "a text of the run"));
    }
    items.push_back(read(*run, operands[i]));
  }
  std::vector<kernels::Wanted>& wanted = scratch.wanted;
  for (int64_t i = 0; i < result_count; ++i) {
    wanted.push_back({static_cast<TypeKind>(results[i].kind & 0xff), static_cast<DType>((results[i].kind >> 8) & 0xff),
                      static_cast<uint32_t>(results[i].kind >> 16)});
    if (wanted.back().kind == TypeKind::List) wanted.back().list = list_type_named(*run, static_cast<int32_t>(results[i].integer));
  }
  kernels::Call call({*run->engine, *run->pool}, static_cast<uint32_t>(site));
  call.strict = strict != 0;
  call.operands = items;
  call.wanted = wanted;
  call.log = &run->log;
  call.lists = &run->lists;
  call.texts = run->text_store.get();
  call.silenced = static_cast<uint8_t>(run->silenced);
  kernels::current_texts() = run->text_store.get();
  run->engine->wait_all();  // other work is not this call's
  const uint64_t tasks = run->recorder == nullptr ? 0 : run->recorder->total_tasks();
  const uint64_t start = profile::Recorder::ticks();
  engine::spare_arrays() = run->is_beside ? &run->spare : nullptr;
  const Status status = kernels::run_kernel(*kernel, call);
  engine::spare_arrays() = nullptr;
  run->in_flight = 0;
  record_call(*run, site, start, tasks);
  // Who is told, and when, is the program's own thread's to say.
  const bool is_silent = (run->silenced & codegen::kWarnings) != 0;
  if (run->is_beside && !is_silent && !call.warnings.empty()) {
    for (const Item& item : call.results) {
      if (item.is_array()) memory::release(item.view.buffer);
    }
    return fail(*run, node, Status("RuntimeWarning", call.warnings[0]));
  }
  const uint32_t line = (*run->nodes)[static_cast<size_t>(node)].range.start_line;
  for (std::string& warning : call.warnings) {
    if (is_silent || !run->said->emplace(line, warning).second) continue;
    run->log += *run->file + ":" + std::to_string(line + 1) + ": " + warning + "\n";
  }
  if (!run->is_beside) write_log(*run);
  if (!status.ok()) {
    std::vector<std::string> shapes;
    for (const Item& item : items) {
      if (item.is_array()) shapes.push_back(memory::shape_text(item.view, item.rank));
    }
    return fail(*run, node, status, std::move(shapes));
  }
  for (int64_t i = 0; i < result_count; ++i) write(*run, std::move(call.results[static_cast<size_t>(i)]), results[i]);
  return 0;
}

void add_kernel_symbols(SymbolTable& symbols) { symbols.emplace_back("weft_kernel", reinterpret_cast<void*>(weft_kernel)); }

}  // namespace weft::compile
