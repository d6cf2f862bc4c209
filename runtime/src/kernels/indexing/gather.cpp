// SPDX-License-Identifier: Apache-2.0
// Elements chosen by an advanced index, copied out: `index.get`, `take_along_axis`.

#include <cstring>

#include "kernels/indexing/index_plan.h"

namespace weft::kernels {
namespace {

/// Copies a block of `axes` (simplified) to contiguous memory.
template <typename T>
std::byte* copy_block(const Axes& axes, const std::byte* from, std::byte* to) {
  const uint32_t last = axes.rank - 1;
  const int64_t count = axes.shape[last];
  int64_t index[memory::kMaxRank] = {};
  for (;;) {
    if (axes.strides[last] == static_cast<int64_t>(sizeof(T))) {
      std::memcpy(to, from, static_cast<size_t>(count) * sizeof(T));
    } else {
      T* out = reinterpret_cast<T*>(to);
      for (int64_t i = 0; i < count; ++i) out[i] = *reinterpret_cast<const T*>(from + i * axes.strides[last]);
    }
    to += count * static_cast<int64_t>(sizeof(T));
    uint32_t axis = last;
    for (; axis > 0; --axis) {
      from += axes.strides[axis - 1];
      if (++index[axis - 1] < axes.shape[axis - 1]) break;
      from -= axes.strides[axis - 1] * axes.shape[axis - 1];
      index[axis - 1] = 0;
    }
    if (axis == 0) return to;
  }
}

template <typename T>
void gather_rows(const std::byte* source, std::byte* target, const IndexPlan& plan, const Axes& after, int64_t begin, int64_t end) {
  const int64_t picks = plan.index.count();
  const int64_t each = after.count();
  std::byte* to = target + begin * each * static_cast<int64_t>(sizeof(T));
  while (begin < end) {
    const std::byte* block = source + offset_of(begin / picks, plan.before.rank, plan.before.shape, plan.before.strides);
    const int64_t first = begin % picks;
    const int64_t last = std::min(picks, first + end - begin);
    if (each == 1) {
      T* out = reinterpret_cast<T*>(to);
      for (int64_t k = first; k < last; ++k) *out++ = *reinterpret_cast<const T*>(block + plan.offsets[k]);
      to = reinterpret_cast<std::byte*>(out);
    } else {
      for (int64_t k = first; k < last; ++k) to = copy_block<T>(after, block + plan.offsets[k], to);
    }
    begin += last - first;
  }
}

Status get(Call& call) {
  const TypedView array = call.array(0);
  auto plan = plan_index(call, array, call.text(1), 2);
  if (!plan.ok()) return plan.status();
  auto result = gather(call, array, plan.value());
  if (!result.ok()) return result.status();
  call.give(result.value());
  return {};
}

}  // namespace

Result<TypedView> gather(Call& call, const TypedView& array, const IndexPlan& plan) {
  auto result = call.fresh(plan.result_shape(), array.dtype);
  if (!result.ok()) return result;
  Axes after = plan.after;
  after.simplify();
  const int64_t each = after.count();
  if (each == 0) return result;
  const double row_ns = 1.5 + 0.15 * static_cast<double>(each * memory::item_size(array.dtype));
  with_size(memory::item_size(array.dtype), [&]<typename T>(T) {
    each_row(call, plan.rows(), row_ns, [&](int64_t begin, int64_t end) {
      gather_rows<T>(array.view.data, result.value().view.data, plan, after, begin, end);
    }, 64);
  });
  return result;
}

void register_gather(Registry& registry) {
  // array, spec, then one operand for each letter of the spec that takes one
  registry.add("index.get", get);
}

}  // namespace weft::kernels
