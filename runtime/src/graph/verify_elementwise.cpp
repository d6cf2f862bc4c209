// SPDX-License-Identifier: Apache-2.0
// Type rules of constants and of the elementwise operations.

#include <algorithm>
#include <cmath>
#include <limits>

#include "graph/node_types.h"

namespace weft::graph {
namespace {

Status verify_constant(const NodeTypes& types) {
  const wire::ConstantT& constant = *types.node().constant;
  const wire::TypeT& result = types.result();
  if (constant.type == wire::TypeKind::Array || constant.type != result.kind ||
      (constant.type == wire::TypeKind::Scalar && constant.dtype != result.dtype)) {
    return types.refuse("WEFT511", "has another type than its value, `" + type_text(result) + "`");
  }
  const Element element = element_of(result);
  if (element.is_bool() && constant.int_value != 0 && constant.int_value != 1) {
    return types.refuse("WEFT511", "is neither true nor false");
  }
  const bool is_i32 = element.is_numpy() && element.dtype == wire::DType::Int32;
  if (is_i32 && (constant.int_value > std::numeric_limits<int32_t>::max() || constant.int_value < std::numeric_limits<int32_t>::min())) {
    return types.refuse("WEFT511", std::to_string(constant.int_value) + " does not fit `i32`");
  }
  const bool is_f32 = element.is_numpy() && element.dtype == wire::DType::Float32;
  const double value = constant.float_value;
  if (is_f32 && std::isfinite(value) &&
      (std::abs(value) > std::numeric_limits<float>::max() || static_cast<double>(static_cast<float>(value)) != value)) {
    return types.refuse("WEFT511", "has a value that `f32` cannot hold");
  }
  return {};
}

/// Comparisons and tests give NumPy's bool unless every operand is Python's.
Element truth_of(const NodeTypes& types) {
  return types.element(0).is_numpy() ? Element{wire::TypeKind::Scalar, wire::DType::Bool} : Element{wire::TypeKind::Bool, wire::DType::Bool};
}

size_t broadcast_rank(const NodeTypes& types) {
  size_t rank = 0;
  for (size_t i = 0; i < types.count(); ++i) rank = std::max(rank, types.rank(i));
  return rank;
}

Status expect_same_elements(const NodeTypes& types, size_t first) {
  for (size_t i = first + 1; i < types.count(); ++i) {
    if (types.element(i) == types.element(first)) continue;
    return types.refuse("WEFT512", "takes operands of one element type, not `" + type_text(types.operand(first)) + "` and `" +
                                       type_text(types.operand(i)) + "`");
  }
  return {};
}

template <typename Predicate>
Status expect_elements(const NodeTypes& types, Predicate&& accepts, const char* expected) {
  for (size_t i = 0; i < types.count(); ++i) {
    if (!accepts(types.element(i))) return types.refuse_operand(i, expected);
  }
  return expect_same_elements(types, 0);
}

}  // namespace

Status verify_elementwise(const NodeTypes& types) {
  const size_t rank = broadcast_rank(types);
  const auto number = [](const Element& e) { return e.is_number(); };
  const auto floating = [](const Element& e) { return e.is_floating(); };
  const auto truth = [](const Element& e) { return e.is_bool(); };
  const auto integer = [](const Element& e) { return e.is_integer(); };
  const auto value = [](const Element& e) { return e.is_number() || e.is_bool(); };
  const wire::Op op = types.node().op;
  switch (op_info(op).family) {
    case Family::constant: return verify_constant(types);
    case Family::arithmetic:
      if (op == wire::Op::Minimum || op == wire::Op::Maximum || op == wire::Op::Fmin || op == wire::Op::Fmax) {
        WEFT_RETURN_IF_ERROR(expect_elements(types, value, "numbers or bools"));
      } else {
        WEFT_RETURN_IF_ERROR(expect_elements(types, number, "numbers"));
      }
      return types.expect_result(types.element(0), rank);
    case Family::division:
    case Family::floating:
    case Family::rounding:
      WEFT_RETURN_IF_ERROR(expect_elements(types, floating, "floating-point numbers"));
      return types.expect_result(types.element(0), rank);
    case Family::comparison:
      WEFT_RETURN_IF_ERROR(expect_elements(types, value, "numbers or bools"));
      return types.expect_result(truth_of(types), rank);
    case Family::logical:
      WEFT_RETURN_IF_ERROR(expect_elements(types, truth, "bools"));
      return types.expect_result(types.element(0), rank);
    case Family::bitwise:
      WEFT_RETURN_IF_ERROR(expect_elements(types, integer, "integers"));
      return types.expect_result(types.element(0), rank);
    case Family::classify:
      WEFT_RETURN_IF_ERROR(expect_elements(types, floating, "floating-point numbers"));
      return types.expect_result(truth_of(types), rank);
    case Family::cast: {
      if (!value(types.element(0))) return types.refuse_operand(0, "numbers or bools");
      const Element result = element_of(types.result());
      if (!value(result)) return types.refuse("WEFT513", "cannot give `" + type_text(types.result()) + "`");
      return types.expect_result(result, rank);
    }
    case Family::where:
      if (!types.element(0).is_bool()) return types.refuse_operand(0, "a condition");
      for (const size_t i : {size_t{1}, size_t{2}}) {
        if (!value(types.element(i))) return types.refuse_operand(i, "numbers or bools");
      }
      WEFT_RETURN_IF_ERROR(expect_same_elements(types, 1));
      return types.expect_result(types.element(1), rank);
    default: return {};
  }
}

}  // namespace weft::graph
