// SPDX-License-Identifier: Apache-2.0
// What the type rules of verify_*.cpp share: a node with the types of its operands and results, and the ways to refuse it.
// Internal to graph/.

#pragma once

#include <string>

#include "base/status.h"
#include "graph/ops.h"
#include "graph/types.h"

namespace weft::graph {

inline SourceRange source_range(const wire::Range& range) {
  return {range.start_line(), range.start_column(), range.end_line(), range.end_column()};
}

class NodeTypes {
 public:
  NodeTypes(const wire::FunctionT& function, const wire::NodeT& node) : function_(function), node_(node) {}

  const wire::NodeT& node() const { return node_; }
  size_t count() const { return node_.operands.size(); }
  const wire::TypeT& operand(size_t i) const { return *function_.values[node_.operands[i]]; }
  const wire::TypeT& result(size_t i = 0) const { return *function_.values[node_.results[i]]; }
  Element element(size_t i) const { return element_of(operand(i)); }
  size_t rank(size_t i) const { return operand(i).dims.size(); }
  std::string name() const { return "`" + std::string(op_info(node_.op).name) + "`"; }

  Status refuse(const char* code, const std::string& message) const {
    return Status(code, name() + " " + message).with_range(source_range(*node_.range));
  }
  /// WEFT512: "`add` takes `expected`, not `f64[n]`".
  Status refuse_operand(size_t i, const std::string& expected) const {
    return refuse("WEFT512", "takes " + expected + " as operand " + std::to_string(i + 1) + ", not `" + type_text(operand(i)) + "`");
  }

  /// The result must be this element with this rank; rank 0 is a scalar.
  Status expect_result(const Element& element, size_t rank) const {
    const wire::TypeT& type = result();
    if (element_of(type) == element && type.dims.size() == rank && is_array(type) == (rank > 0)) return {};
    const std::string expected = element_text(element) + (rank > 0 ? " with " + std::to_string(rank) + " axes" : "");
    return refuse("WEFT513", "gives " + expected + " here, but its result is declared `" + type_text(type) + "`");
  }
  Status expect_array(size_t i) const { return is_array(operand(i)) ? Status() : refuse_operand(i, "an array"); }
  /// Operands [first, end) must be `int`.
  Status expect_ints(size_t first, size_t end) const {
    for (size_t i = first; i < end; ++i) {
      if (operand(i).kind != wire::TypeKind::Int) return refuse_operand(i, "an `int`");
    }
    return {};
  }

 private:
  const wire::FunctionT& function_;
  const wire::NodeT& node_;
};

Status verify_elementwise(const NodeTypes& types);
Status verify_array_operation(const NodeTypes& types);
Status verify_kernel(const NodeTypes& types);
Status verify_list(const NodeTypes& types);

}  // namespace weft::graph

#define WEFT_RETURN_IF_ERROR(expression)                          \
  do {                                                            \
    if (::weft::Status status_ = (expression); !status_.ok()) return status_; \
  } while (false)
