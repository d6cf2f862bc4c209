// SPDX-License-Identifier: Apache-2.0
// What compiled code may rely on of its arguments: sizes that are equal or small, memory order, arrays that share memory.
#include <algorithm>

#include "compile/analysis.h"
#include "memory/dtype.h"
#include "memory/view.h"

namespace weft::compile {

using wire::TypeKind;

namespace {

Order order_of(const Value& argument) {
  const int64_t item = memory::item_size(argument.dtype);
  if (memory::is_c_contiguous(argument.view, argument.rank, item)) return Order::c;
  if (memory::is_f_contiguous(argument.view, argument.rank, item)) return Order::fortran;
  return Order::other;
}

}  // namespace

std::vector<std::vector<int64_t>> argument_signature(std::span<const Value> arguments) {
  std::vector<std::vector<int64_t>> signature;
  std::vector<int64_t> classes;  // the large numbers met so far
  std::vector<const memory::Buffer*> buffers;
  const auto classify = [&](int64_t number) {
    if (number <= Facts::kSmallSize) return number;
    const auto found = std::ranges::find(classes, number);
    const int64_t index = found - classes.begin();
    if (found == classes.end()) classes.push_back(number);
    return Facts::kSmallSize + 1 + index;
  };
  // Arrays first: an integer argument takes part only when it equals some size.
  for (const Value& argument : arguments) {
    std::vector<int64_t> row = {static_cast<int64_t>(argument.kind)};
    if (argument.kind == TypeKind::Array) {
      const auto found = std::ranges::find(buffers, argument.view.buffer);
      row.push_back(found - buffers.begin());
      if (found == buffers.end()) buffers.push_back(argument.view.buffer);
      row.push_back(static_cast<int64_t>(order_of(argument)));
      for (uint32_t axis = 0; axis < argument.rank; ++axis) row.push_back(classify(argument.view.shape[axis]));
    }
    signature.push_back(std::move(row));
  }
  for (size_t index = 0; index < arguments.size(); ++index) {
    if (arguments[index].kind != TypeKind::Int) continue;
    const auto found = std::ranges::find(classes, arguments[index].integer);
    if (found != classes.end()) signature[index].push_back(Facts::kSmallSize + 1 + (found - classes.begin()));
  }
  if (const int64_t size = largest_size(arguments); size > 0) signature.push_back({-size});
  return signature;
}

int64_t largest_size(std::span<const Value> arguments) {
  int64_t largest = 0;
  for (const Value& argument : arguments) {
    if (argument.kind == TypeKind::Int) largest = std::max(largest, argument.integer);
    if (argument.kind != TypeKind::Array || argument.rank < 2) continue;
    for (const int64_t size : std::span(argument.view.shape, argument.rank)) largest = std::max(largest, size);
  }
  return largest >= Facts::kLargeSize ? Facts::kLargeSize : largest >= Facts::kBlockedSize ? Facts::kBlockedSize : 0;
}

}  // namespace weft::compile
