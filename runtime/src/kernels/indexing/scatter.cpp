// SPDX-License-Identifier: Apache-2.0
// Values put where an advanced index says: assignment, `put`, `place`, diagonals.

#include <algorithm>
#include <cstring>

#include "kernels/indexing/scatter.h"

namespace weft::kernels {
namespace {

std::string plain_shape(const int64_t* shape, size_t rank) {
  std::string text = memory::shape_text(std::span<const int64_t>(shape, rank));
  std::erase(text, ' ');
  return text;
}

/// A mask in the same memory at other places: which elements it selects would depend on the order of the writes.
bool reads_what_it_writes(const TypedView& mask, const TypedView& array) {
  if (array.dtype != DType::Bool || !memory::may_overlap(mask.view, mask.rank, 1, array.view, array.rank, 1)) return false;
  return mask.view.data != array.view.data || !std::equal(mask.view.strides, mask.view.strides + mask.rank, array.view.strides);
}

Status set(Call& call) {
  const TypedView array = call.array(0);
  const size_t last = call.count() - 1;
  auto plan = plan_index(call, array, call.text(1), 2);
  if (!plan.ok()) return plan.status();
  if (plan.value().is_one_mask && reads_what_it_writes(call.array(2), array)) {
    return {"NotImplementedError",
            "the mask shares memory with what it selects, and NumPy reads it while it writes; give it a copy: `a[mask.copy()] = ...`"};
  }
  auto values = call.operand(last).is_array() ? Result<TypedView>(call.array(last)) : as_array(call, last, array.dtype);
  if (!values.ok()) return values.status();
  return scatter(call, array, plan.value(), values.value());
}

/// The element of `array` at `position` of the C order.
std::byte* element_at(const TypedView& array, int64_t position) {
  return array.view.data + offset_of(position, array.rank, array.view.shape, array.view.strides);
}

/// a, indices, values, mode: `values` are taken round and round.
Status put(Call& call) {
  const TypedView array = call.array(0);
  auto indices = as_array(call, 1, DType::Int64);
  auto values = as_array(call, 2, array.dtype);
  if (!indices.ok()) return indices.status();
  if (!values.ok()) return values.status();
  const Bounds bounds = bounds_of(call.text(3));
  const int64_t size = memory::element_count(array.view, array.rank);
  const int64_t count = memory::element_count(indices.value().view, indices.value().rank);
  const int64_t round = memory::element_count(values.value().view, values.value().rank);
  if (round == 0 || count == 0) return {};
  const auto item = static_cast<size_t>(memory::item_size(array.dtype));
  // Overlapping values are read as they were.
  std::vector<std::byte> source(values.value().view.data, values.value().view.data + round * static_cast<int64_t>(item));
  const std::vector<int64_t> places(reinterpret_cast<const int64_t*>(indices.value().view.data),
                                    reinterpret_cast<const int64_t*>(indices.value().view.data) + count);
  for (int64_t i = 0; i < count; ++i) {
    const int64_t place = place_of(places[static_cast<size_t>(i)], size, bounds);
    if (place < 0 && bounds != Bounds::raise) return {"IndexError", "cannot replace elements of an empty array"};
    if (place < 0) return out_of_bounds(places[static_cast<size_t>(i)], 0, size);
    std::memcpy(element_at(array, place), source.data() + i % round * static_cast<int64_t>(item), item);
  }
  return {};
}

/// a, mask, values: `place` takes the next value for each true element, `putmask` the value at the element's own position.
Status put_where(Call& call, bool is_next) {
  const TypedView array = call.array(0);
  auto mask = as_array(call, 1, DType::Bool);
  auto values = as_array(call, 2, array.dtype);
  if (!mask.ok()) return mask.status();
  if (!values.ok()) return values.status();
  const int64_t size = memory::element_count(array.view, array.rank);
  if (memory::element_count(mask.value().view, mask.value().rank) != size) {
    return {"ValueError", is_next ? "place: mask and data must be the same size" : "putmask: mask and data must be the same size"};
  }
  const auto item = memory::item_size(array.dtype);
  const int64_t round = memory::element_count(values.value().view, values.value().rank);
  const auto* flags = reinterpret_cast<const uint8_t*>(mask.value().view.data);
  const std::vector<uint8_t> kept(flags, flags + size);
  if (round == 0) {
    const bool is_any = std::find(kept.begin(), kept.end(), uint8_t{1}) != kept.end();
    if (is_next && is_any) return {"ValueError", "Cannot insert from an empty array!"};
    return {};
  }
  const std::vector<std::byte> source(values.value().view.data, values.value().view.data + round * item);
  int64_t position = 0;
  int64_t next = 0;
  each_line(array, [&](std::byte* at, int64_t count, int64_t stride) {
    for (int64_t i = 0; i < count; ++i, ++position, at += stride) {
      if (kept[static_cast<size_t>(position)] == 0) continue;
      const int64_t from = is_next ? next++ : position;
      std::memcpy(at, source.data() + from % round * item, static_cast<size_t>(item));
    }
  });
  return {};
}

/// a, value, wrap
Status fill_diagonal(Call& call) {
  const TypedView array = call.array(0);
  auto values = as_array(call, 1, array.dtype);
  if (!values.ok()) return values.status();
  const int64_t rows = array.view.shape[0];
  if (array.rank < 2) return {"ValueError", "array must be at least 2-d"};
  int64_t step = 0;
  int64_t end = memory::element_count(array.view, array.rank);
  if (array.rank == 2) {
    step = array.view.shape[1] + 1;
    if (!call.flag(2)) end = std::min(end, array.view.shape[1] * array.view.shape[1]);
  } else {
    for (uint32_t axis = 1; axis < array.rank; ++axis) {
      if (array.view.shape[axis] != rows) return {"ValueError", "All dimensions of input must be of equal length"};
    }
    int64_t product = 1;
    for (uint32_t axis = 0; axis < array.rank; ++axis, product *= rows) step += product;
  }
  const int64_t item = memory::item_size(array.dtype);
  const int64_t round = memory::element_count(values.value().view, values.value().rank);
  if (round == 0) return {"ValueError", "Cannot copy an empty sequence to the diagonal"};
  const std::vector<std::byte> source(values.value().view.data, values.value().view.data + round * item);
  int64_t next = 0;
  for (int64_t position = 0; position < end; position += std::max<int64_t>(step, 1), ++next) {
    std::memcpy(element_at(array, position), source.data() + next % round * item, static_cast<size_t>(item));
  }
  return {};
}

}  // namespace

Result<Values> spread(Call& call, const TypedView& array, const IndexPlan& plan, TypedView values) {
  const std::vector<int64_t> shape = plan.result_shape();
  const int64_t count = memory::element_count(values.view, values.rank);
  const int64_t wanted = plan.rows() * plan.after.count();
  const int64_t item = memory::item_size(values.dtype);
  const bool is_copied =
      memory::may_overlap(values.view, values.rank, item, array.view, array.rank, memory::item_size(array.dtype));
  if (plan.is_one_mask && values.rank > 1) {
    return Status("TypeError", "NumPy boolean array indexing assignment requires a 0 or 1-dimensional input, input has " +
                                   std::to_string(values.rank) + " dimensions");
  }
  if (plan.is_one_mask && count != 1 && count != wanted) {
    return Status("ValueError", "NumPy boolean array indexing assignment cannot assign " + std::to_string(count) +
                                    " input values to the " + std::to_string(wanted) + " output values where the mask is true");
  }
  // Size-1 axes in front of the value are dropped, as in every assignment.
  uint32_t surplus = 0;
  while (values.rank - surplus > shape.size() && values.view.shape[surplus] == 1) ++surplus;
  TypedView whole{values.view, values.dtype, static_cast<uint32_t>(shape.size())};
  bool fits = values.rank - surplus <= shape.size();
  bool is_single = true;
  bool is_same = values.rank - surplus == shape.size();
  for (size_t axis = 0; fits && axis < shape.size(); ++axis) {
    const size_t missing = shape.size() - (values.rank - surplus);
    const size_t own = axis - missing + surplus;
    const int64_t size = axis < missing ? 1 : values.view.shape[own];
    fits = size == 1 || size == shape[axis];
    is_same = is_same && size == shape[axis];
    is_single = is_single && size == 1;
    whole.view.shape[axis] = shape[axis];
    whole.view.strides[axis] = size == 1 ? 0 : values.view.strides[own];
  }
  if (!fits) {
    return Status("ValueError", "shape mismatch: value array of shape " + plain_shape(values.view.shape, values.rank) +
                                    " could not be broadcast to indexing result of shape " +
                                    plain_shape(shape.data(), shape.size()));
  }
  if (is_single && !is_copied) return Values{values.view.data, 0};
  if (is_same && !is_copied && memory::is_c_contiguous(whole.view, whole.rank, item)) return Values{values.view.data, item};
  auto copy = call.fresh(shape, values.dtype);
  if (!copy.ok()) return copy.status();
  if (Status status = assign(call.context, call.site, whole, copy.value()); !status.ok()) return status;
  call.context.engine.wait_all();
  return Values{copy.value().view.data, item};
}

Status scatter(Call& call, const TypedView& array, const IndexPlan& plan, const TypedView& values) {
  auto source = spread(call, array, plan, values);
  if (!source.ok()) return source.status();
  with_size(memory::item_size(array.dtype), [&]<typename T>(T) {
    each_place(call, array, plan, source.value(), 0.5, [](std::byte* to, const std::byte* from) {
      *reinterpret_cast<T*>(to) = *reinterpret_cast<const T*>(from);
    });
  });
  return {};
}

void register_scatter(Registry& registry) {
  // array, spec, index operands, value of the array's element type
  registry.add("index.set", set, 1);
  registry.add("put", put, 1);
  registry.add("place", [](Call& call) { return put_where(call, true); }, 1);
  registry.add("putmask", [](Call& call) { return put_where(call, false); }, 1);
  registry.add("fill_diagonal", fill_diagonal, 1);
}

}  // namespace weft::kernels
