// SPDX-License-Identifier: Apache-2.0
// Arrays made of copies of parts of another: repeat, tile, matrices with a diagonal.

#include <algorithm>
#include <cstring>
#include <numeric>

#include "kernels/lines.h"

namespace weft::kernels {
namespace {

/// `repeat(a, repeats, axis)`: repeats is an int, or an array with one number for each index of the axis.
Status repeat(Call& call) {
  const TypedView source = call.array(0);
  Result<TypedView> in = call.contiguous(0);
  if (!in.ok()) return in.status();
  const auto axis = static_cast<uint32_t>(call.integer(2));
  const Lines lines = lines_of(in.value(), axis);
  std::vector<int64_t> repeats(static_cast<size_t>(lines.length), call.operand(1).is_array() ? 0 : call.integer(1));
  if (call.operand(1).is_array()) {
    Result<TypedView> given = call.contiguous(1, DType::Int64);
    if (!given.ok()) return given.status();
    call.context.engine.wait_all();
    const int64_t count = count_of(given.value());
    if (count != 1 && count != lines.length) {
      return Status("ValueError", "operands could not be broadcast together with shape (" + std::to_string(lines.length) +
                                      ",) (" + std::to_string(count) + ",)");
    }
    for (int64_t i = 0; i < lines.length; ++i) repeats[static_cast<size_t>(i)] = elements<int64_t>(given.value())[count == 1 ? 0 : i];
  }
  if (std::any_of(repeats.begin(), repeats.end(), [](int64_t count) { return count < 0; }) ||
      (!call.operand(1).is_array() && call.integer(1) < 0)) {
    return Status("ValueError", "repeats may not contain negative values.");
  }
  std::vector<int64_t> shape = shape_of(source);
  shape[axis] = std::accumulate(repeats.begin(), repeats.end(), int64_t{0});
  Result<TypedView> out = call.fresh(shape, source.dtype);
  if (!out.ok()) return out.status();
  call.context.engine.wait_all();
  const int64_t row = lines.inner * memory::item_size(source.dtype);
  const auto body = [&](int64_t begin, int64_t end) {
    for (int64_t outer = begin; outer < end; ++outer) {
      const std::byte* from = in.value().view.data + outer * lines.length * row;
      std::byte* to = out.value().view.data + outer * shape[axis] * row;
      for (int64_t i = 0; i < lines.length; ++i, from += row) {
        for (int64_t copy = 0; copy < repeats[static_cast<size_t>(i)]; ++copy, to += row) {
          std::memcpy(to, from, static_cast<size_t>(row));
        }
      }
    }
  };
  parallel_for(call, lines.outer, 0.1 * static_cast<double>(shape[axis] * row) + 5, body);
  call.give(out.value());
  return {};
}

/// `tile(a, reps…)`: one number of copies for each axis of the result; the array gets leading axes of size 1.
Status tile(Call& call) {
  Result<TypedView> in = call.contiguous(0);
  if (!in.ok()) return in.status();
  const std::vector<int64_t> reps = integers_from(call, 1);
  std::vector<int64_t> shape(reps.size(), 1);
  const std::vector<int64_t> own = shape_of(in.value());
  std::copy(own.begin(), own.end(), shape.end() - static_cast<std::ptrdiff_t>(own.size()));
  std::vector<int64_t> result = shape;
  for (size_t axis = 0; axis < reps.size(); ++axis) {
    // NumPy multiplies the sizes; a negative product is no size.
    if (reps[axis] < 0 && shape[axis] != 0) return Status("ValueError", "negative dimensions are not allowed");
    result[axis] *= reps[axis];
  }
  Result<TypedView> out = call.fresh(result, in.value().dtype);
  if (!out.ok()) return out.status();
  call.context.engine.wait_all();
  if (count_of(out.value()) > 0) {
    // Puts the source at its first place, then copies what is there along one axis after the other, the last one first.
    const int64_t item = memory::item_size(in.value().dtype);
    TypedView corner = out.value();
    for (size_t axis = 0; axis < shape.size(); ++axis) corner.view.shape[axis] = shape[axis];
    TypedView source = in.value();
    source.rank = static_cast<uint32_t>(shape.size());
    int64_t stride = item;
    for (size_t axis = shape.size(); axis-- > 0;) {
      source.view.shape[axis] = shape[axis];
      source.view.strides[axis] = stride;
      stride *= shape[axis];
    }
    for (size_t axis = shape.size(); axis-- > 0;) {
      if (axis + 1 == shape.size()) {
        if (const Status status = assign(call.context, call.site, source, corner); !status.ok()) return status;
        call.context.engine.wait_all();
      }
      TypedView part = corner;
      for (int64_t copy = 1; copy < reps[axis]; ++copy) {
        part.view.data = corner.view.data + copy * shape[axis] * corner.view.strides[axis];
        if (const Status status = assign(call.context, call.site, corner, part); !status.ok()) return status;
      }
      call.context.engine.wait_all();
      corner.view.shape[axis] = result[axis];
    }
  }
  call.give(out.value());
  return {};
}

/// `diag(v, k)`: the matrix with the vector on diagonal k.
Status diag(Call& call) {
  Result<TypedView> in = call.contiguous(0);
  if (!in.ok()) return in.status();
  const int64_t k = call.integer(1);
  const int64_t down = k < 0 ? -k : 0;
  const int64_t right = k > 0 ? k : 0;
  const auto item = static_cast<size_t>(memory::item_size(in.value().dtype));
  const int64_t n = in.value().view.shape[0];
  const int64_t side = n + down + right;
  Result<TypedView> out = call.fresh({side, side}, in.value().dtype);
  if (!out.ok()) return out.status();
  call.context.engine.wait_all();
  const std::byte* from = in.value().view.data;
  std::byte* to = out.value().view.data;
  std::memset(to, 0, static_cast<size_t>(side * side) * item);
  for (int64_t i = 0; i < n; ++i) {
    std::memcpy(to + static_cast<size_t>((i + down) * side + i + right) * item, from + static_cast<size_t>(i) * item, item);
  }
  call.give(out.value());
  return {};
}

/// `arange(start, stop, step)` from doubles, rounded as NumPy does.
Status arange(Call& call) {
  Result<TypedView> out =
      arange_float(call.context, call.site, call.number(0), call.number(1), call.number(2), call.wanted[0].dtype);
  if (!out.ok()) return out.status();
  call.context.engine.wait_all();
  call.give(out.value());
  memory::release(out.value().view.buffer);
  return {};
}

}  // namespace

void register_repeat(Registry& registry) {
  registry.add("arange", arange);
  registry.add("repeat", repeat);
  registry.add("tile", tile);
  registry.add("diag", diag);
}

}  // namespace weft::kernels
