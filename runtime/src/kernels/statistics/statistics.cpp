// SPDX-License-Identifier: Apache-2.0
// Whole-array questions: equality of arrays, and errors that depend on values.

#include <algorithm>
#include <numeric>

#include "kernels/lines.h"

namespace weft::kernels {
namespace {

/// Whether any element is true. Bools only.
Result<bool> any_true(Call& call, size_t index) {
  if (!call.operand(index).is_array()) return call.flag(index);
  Result<TypedView> flags = call.contiguous(index, DType::Bool);
  if (!flags.ok()) return flags.status();
  call.context.engine.wait_all();
  const bool* begin = elements<bool>(flags.value());
  return std::find(begin, begin + count_of(flags.value()), true) != begin + count_of(flags.value());
}

/// `raise_if(condition, kind, message)`: the exception `kind` when any element of the condition is true.
Status raise_if(Call& call) {
  const Result<bool> found = any_true(call, 0);
  if (!found.ok()) return found.status();
  return found.value() ? Status(call.text(1), call.text(2)) : Status();
}

/// `warn_if(condition, text)`: a RuntimeWarning when any element of the condition is true.
Status warn_if(Call& call) {
  const Result<bool> found = any_true(call, 0);
  if (!found.ok()) return found.status();
  if (found.value()) warn(call, call.text(1));
  return {};
}

template <typename T>
bool same(T a, T b, bool equal_nan) {
  return a == b || (equal_nan && a != a && b != b);
}

/// `array_equal(a, b, equal_nan, broadcasts)`: arrays of one element type; other shapes are unequal, unless they may broadcast.
Status array_equal(Call& call) {
  const TypedView a = call.array(0);
  const TypedView b = call.array(1);
  const bool equal_nan = call.flag(2);
  const uint32_t rank = std::max(a.rank, b.rank);
  std::vector<int64_t> shape(rank, 1);
  std::vector<int64_t> a_strides(rank, 0);
  std::vector<int64_t> b_strides(rank, 0);
  for (uint32_t i = 1; i <= rank; ++i) {
    const int64_t a_size = i <= a.rank ? a.view.shape[a.rank - i] : 1;
    const int64_t b_size = i <= b.rank ? b.view.shape[b.rank - i] : 1;
    if (a_size != b_size && !(call.flag(3) && (a_size == 1 || b_size == 1))) {
      call.give_bool(false);
      return {};
    }
    shape[rank - i] = a_size == 1 ? b_size : a_size;
    if (a_size != 1) a_strides[rank - i] = a.view.strides[a.rank - i];
    if (b_size != 1) b_strides[rank - i] = b.view.strides[b.rank - i];
  }
  bool is_equal = true;
  const int64_t count = std::accumulate(shape.begin(), shape.end(), int64_t{1}, std::multiplies<>());
  with_type(a.dtype, [&]<typename T>(T) {
    std::vector<int64_t> index(rank, 0);
    const std::byte* left = a.view.data;
    const std::byte* right = b.view.data;
    for (int64_t n = 0; n < count && is_equal; ++n) {
      is_equal = same(*reinterpret_cast<const T*>(left), *reinterpret_cast<const T*>(right), equal_nan);
      for (uint32_t axis = rank; axis-- > 0;) {
        left += a_strides[axis];
        right += b_strides[axis];
        if (++index[axis] < shape[axis]) break;
        left -= shape[axis] * a_strides[axis];
        right -= shape[axis] * b_strides[axis];
        index[axis] = 0;
      }
    }
  });
  call.give_bool(is_equal);
  return {};
}

}  // namespace

void register_statistics(Registry& registry) {
  registry.add("raise_if", raise_if);
  registry.add("warn_if", warn_if);
  registry.add("array_equal", array_equal);
}

}  // namespace weft::kernels
