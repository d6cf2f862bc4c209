// SPDX-License-Identifier: Apache-2.0
// Type rules of library kernels and of lists.

#include "graph/node_types.h"

namespace weft::graph {

using wire::Op;

Status verify_kernel(const NodeTypes& types) {
  const wire::NodeT& node = types.node();
  if (node.kernel.empty()) return types.refuse("WEFT520", "names no kernel");
  int64_t previous = -1;
  for (const uint32_t position : node.writes) {
    const bool valid = int64_t{position} > previous && position < types.count() &&
                       (is_array(types.operand(position)) || is_list(types.operand(position)));
    if (!valid) return types.refuse("WEFT520", "has `writes` that name no arrays or lists in order");
    previous = position;
  }
  return {};
}

namespace {

/// Operands from `first` on are values of items of `list`, one after the other.
Status expect_items(const NodeTypes& types, size_t first, const wire::TypeT& list) {
  for (size_t i = first; i < types.count(); ++i) {
    const wire::TypeT& wanted = *list.items[(i - first) % list.items.size()];
    if (!same_type(types.operand(i), wanted)) return types.refuse_operand(i, "`" + type_text(wanted) + "`");
  }
  return {};
}

}  // namespace

Status verify_list(const NodeTypes& types) {
  const Op op = types.node().op;
  if (op == Op::ListNew) {
    const wire::TypeT& list = types.result();
    if (!is_list(list)) return types.refuse("WEFT513", "gives a list, but its result is declared `" + type_text(list) + "`");
    if (types.count() % list.items.size() != 0) return types.refuse("WEFT506", "has an item that is not whole");
    return expect_items(types, 0, list);
  }
  const wire::TypeT& list = types.operand(0);
  if (!is_list(list)) return types.refuse_operand(0, "a list");
  const size_t width = list.items.size();
  switch (op) {
    case Op::ListLen: return types.expect_result({wire::TypeKind::Int, wire::DType::Bool}, 0);
    case Op::ListAppend:
      if (types.count() != 1 + width) return types.refuse("WEFT506", "takes one item");
      return expect_items(types, 1, list);
    default: break;
  }
  WEFT_RETURN_IF_ERROR(types.expect_ints(1, 2));
  if (op == Op::ListSet) {
    if (types.count() != 2 + width) return types.refuse("WEFT506", "takes one item");
    return expect_items(types, 2, list);
  }
  if (types.node().results.size() != width) return types.refuse("WEFT506", "gives one item");
  for (size_t i = 0; i < width; ++i) {
    if (!same_type(types.result(i), *list.items[i])) {
      return types.refuse("WEFT513", "gives `" + type_text(*list.items[i]) + "`, but its result is declared `" + type_text(types.result(i)) + "`");
    }
  }
  return {};
}

}  // namespace weft::graph
