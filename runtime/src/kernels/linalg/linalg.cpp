// SPDX-License-Identifier: Apache-2.0
#include "kernels/linalg/linalg.h"

namespace weft::kernels::linalg {

bool any_complex(const Call& call) {
  return std::any_of(call.operands.begin(), call.operands.end(),
                     [](const Item& item) { return item.is_array() && is_complex_type(item.dtype); });
}

Status error(const char* message) { return Status("LinAlgError", message); }

Status no_memory() { return Status("MemoryError", "no memory for the workspace of LAPACK"); }

Status check_sizes(const TypedView& array) {
  for (uint32_t axis = array.rank - std::min(array.rank, 2U); axis < array.rank; ++axis) {
    if (array.view.shape[axis] > INT_MAX) return Status("ValueError", "Too large work array required -- computation cannot be performed with standard 32-bit LAPACK.");
  }
  return {};
}

Status check_square(const TypedView& array) {
  if (rows(array) != columns(array)) return error("Last 2 dimensions of the array must be square");
  return check_sizes(array);
}

Stack stack_of(const TypedView& array, uint32_t core) {
  Stack stack;
  stack.shape.assign(array.view.shape, array.view.shape + array.rank - core);
  for (const int64_t size : stack.shape) stack.count *= size;
  return stack;
}

namespace {

/// NumPy's "(2,3,3)->(2,newaxis,newaxis)".
std::string remapped(const TypedView& array, uint32_t core) {
  std::string from = "(";
  std::string to = "(";
  for (uint32_t axis = 0; axis < array.rank; ++axis) {
    const std::string size = std::to_string(array.view.shape[axis]);
    from += (axis > 0 ? "," : "") + size;
    to += (axis > 0 ? "," : "") + (axis + core < array.rank ? size : std::string("newaxis"));
  }
  return from + (array.rank == 1 ? ",)" : ")") + "->" + to + ")";
}

}  // namespace

Result<Stack> broadcast_stacks(std::initializer_list<std::pair<const TypedView*, uint32_t>> operands,
                               const std::string& requested) {
  size_t rank = 0;
  for (const auto& [array, core] : operands) rank = std::max<size_t>(rank, array->rank - core);
  Stack stack;
  stack.shape.assign(rank, 1);
  for (const auto& [array, core] : operands) {
    const size_t own = array->rank - core;
    for (size_t axis = 0; axis < own; ++axis) {
      int64_t& size = stack.shape[rank - own + axis];
      const int64_t given = array->view.shape[axis];
      if (size == given || given == 1) continue;
      if (size != 1) {
        std::string text = "operands could not be broadcast together with remapped shapes [original->remapped]:";
        for (const auto& [each, each_core] : operands) text += " " + remapped(*each, each_core);
        return Status("ValueError", text + "  and requested shape " + requested);
      }
      size = given;
    }
  }
  for (const int64_t size : stack.shape) stack.count *= size;
  return stack;
}

std::vector<int64_t> shape_with(const Stack& stack, std::initializer_list<int64_t> core) {
  std::vector<int64_t> shape = stack.shape;
  shape.insert(shape.end(), core);
  return shape;
}

}  // namespace weft::kernels::linalg
