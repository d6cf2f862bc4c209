// SPDX-License-Identifier: Apache-2.0
// Arrays full of one number whose inside is assigned before anything reads them (fills.h): only what stays of them is filled. Where each
// row keeps few elements at its ends, the assignment writes those with its own, while their cache lines are at hand; the rest is filled
// before it by rows.
#include <algorithm>
#include <array>
#include <cstring>

#include "compile/emitter.h"
#include "compile/faults.h"
#include "compile/short_calls.h"

namespace weft::compile {

using memory::ArrayView;

namespace {

/// An array in C order and a box in it, empty or not: `from` and `to` for each axis.
struct Surround {
  std::byte* data = nullptr;
  uint32_t rank = 0;
  uint32_t item = 0;
  bool has_row_ends = false;  // what lies beside the box in its own rows is filled too
  bool is_zero = false;
  std::array<std::byte, 16> value{};
  std::array<int64_t, memory::kMaxRank> shape{};
  std::array<int64_t, memory::kMaxRank> from{};
  std::array<int64_t, memory::kMaxRank> to{};
  std::array<int64_t, memory::kMaxRank> step{};  // in bytes

  void fill(std::byte* at, int64_t count) const {
    if (is_zero) {
      std::memset(at, 0, static_cast<size_t>(count) * item);
      return;
    }
    for (int64_t k = 0; k < count; ++k) std::memcpy(at + k * item, value.data(), item);
  }

  /// The places [low, high) of an axis, those of the axes before being fixed within the box.
  void fill_axis(std::byte* at, uint32_t axis, int64_t low, int64_t high) const {
    const int64_t first = std::clamp(from[axis], low, high);
    const int64_t last = std::clamp(to[axis], low, high);
    if (axis + 1 < rank || has_row_ends) {
      fill(at + low * step[axis], (first - low) * (step[axis] / item));
      fill(at + last * step[axis], (high - last) * (step[axis] / item));
    }
    if (axis + 1 == rank || (axis + 2 == rank && !has_row_ends)) return;
    for (int64_t k = first; k < last; ++k) fill_axis(at + k * step[axis], axis + 1, 0, shape[axis + 1]);
  }

  int64_t box_elements(uint32_t axes) const {
    int64_t count = 1;
    for (uint32_t axis = 0; axis < axes; ++axis) count *= to[axis] - from[axis];
    return count;
  }
};

void surround_body(void* context, int64_t begin, int64_t end, uint32_t /*thread*/) {
  const auto& around = *static_cast<const Surround*>(context);
  around.fill_axis(around.data, 0, begin, end);
}

}  // namespace

extern "C" {

/// Fills what the view `inside` leaves of the fresh array `whole`; the ends of the view's own rows only where `has_row_ends`.
void weft_fill_border(RunContext* run, int32_t site, const ArrayView* whole, const ArrayView* inside, int32_t rank, int32_t item,
                      const std::byte* value, int32_t has_row_ends) {
  Surround around;
  around.data = whole->data;
  around.rank = static_cast<uint32_t>(rank);
  around.item = static_cast<uint32_t>(item);
  around.has_row_ends = has_row_ends != 0;
  std::memcpy(around.value.data(), value, around.item);
  around.is_zero = std::ranges::all_of(around.value, [](std::byte byte) { return byte == std::byte{}; });
  int64_t elements = 1;
  bool is_empty = false;
  for (uint32_t axis = around.rank; axis-- > 0;) {
    around.shape[axis] = whole->shape[axis];
    around.step[axis] = elements * item;
    elements *= whole->shape[axis];
    is_empty = is_empty || inside->shape[axis] == 0;
  }
  if (elements == 0) return;
  int64_t offset = inside->data - whole->data;
  for (uint32_t axis = 0; axis < around.rank && !is_empty; ++axis) {
    around.from[axis] = offset / around.step[axis];
    around.to[axis] = around.from[axis] + inside->shape[axis];
    offset %= around.step[axis];
  }
  const int64_t last = is_empty || around.has_row_ends ? 1 : around.shape[around.rank - 1];
  const int64_t kept = around.box_elements(is_empty || around.has_row_ends ? around.rank : around.rank - 1) * last;
  if (kept == elements) return;
  whole->buffer->mutated.store(true, std::memory_order_relaxed);
  const int64_t bytes = (elements - kept) * item;
  // No task knows the array yet. Waking one costs more than so many bytes.
  constexpr int64_t kAtOnce = 64 << 10;
  if (bytes <= kAtOnce) {
    surround_body(&around, 0, around.shape[0], 0);
    return;
  }
  const Recorded recorded(*run);
  ++run->work[static_cast<size_t>(site)].nests;
  run->work[static_cast<size_t>(site)].elements += static_cast<double>(elements - kept);
  const engine::Access access{whole->buffer, 0, around.step[0], around.step[0], engine::AccessMode::write};
  engine::Nest nest;
  nest.body = surround_body;
  nest.context = &around;
  nest.context_bytes = sizeof around;
  nest.site = static_cast<uint32_t>(site);
  nest.extent = around.shape[0];
  nest.bytes_per_iteration = static_cast<uint64_t>(bytes / around.shape[0]);
  nest.cost_ns = static_cast<double>(nest.bytes_per_iteration) * 0.1;
  nest.accesses = {&access, 1};
  run->engine->submit(nest);
  run->in_flight = run->engine->pending() != 0 ? 1 : 0;
}

}  // extern "C"

void add_border_symbols(SymbolTable& symbols) { symbols.emplace_back("weft_fill_border", reinterpret_cast<void*>(&weft_fill_border)); }

namespace codegen {

void Emitter::fill_border(Entity* target, Border& border) {
  // More elements than that make long code of it.
  constexpr int64_t kMostOfRow = 4;
  const auto is_small = [](Value* size) {
    const auto* number = dyn_cast<llvm::ConstantInt>(size);
    return number != nullptr && number->getSExtValue() <= Facts::kSmallSize;
  };
  const auto& shape = target->array.shape;
  const Linear& whole_row = border.array->info.dims.back();
  const Linear& row = target->info.dims.back();
  const bool divides_rows = std::any_of(shape.begin(), shape.end() - 1, [&](Value* size) { return !is_small(size); });
  const auto both = (whole_row - row).value();
  if (divides_rows && !is_small(shape.back()) && both && *both <= kMostOfRow && target->info.known) {
    Linear start = Linear::of(0);
    const wire::IndexItem& item = target->node->index.back();
    if (item.kind() == wire::IndexKind::Slice && item.start() >= 0) {
      start = act().frame->values[target->node->operands[static_cast<size_t>(item.start())]].number;
    }
    if (const auto before = start.value(); before && *before >= 0 && *before <= *both) {
      border.before = *before;
      border.after = *both - *before;
    }
  }
  const std::string note = "only what the assignment after it leaves of the array";
  const uint32_t site = make_site("full", *border.full, {}, note);
  const auto rank = static_cast<int64_t>(border.array->rank());
  llvm::AllocaInst* cell = temporary(memory_type(border.array->dtype()), "filled");
  store_element(b_, cell, border.value->scalar, border.array->dtype());
  call("weft_fill_border", b_.getVoidTy(),
       {run_, i32(static_cast<int64_t>(site)), descriptor(border.array), descriptor(target), i32(rank),
        i32(memory::item_size(border.array->dtype())), cell, i32(border.before + border.after > 0 ? 0 : 1)});
}

}  // namespace codegen
}  // namespace weft::compile
