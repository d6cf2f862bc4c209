// SPDX-License-Identifier: Apache-2.0
// Type rules of constants and of the elementwise operations.

#include <algorithm>
#include <cmath>
#include <limits>

#include "graph/node_types.h"

namespace weft::graph {
namespace {

bool fits(int64_t value, wire::DType dtype) {
  switch (dtype) {
    case wire::DType::Int8: return value == static_cast<int8_t>(value);
    case wire::DType::Int16: return value == static_cast<int16_t>(value);
    case wire::DType::Int32: return value == static_cast<int32_t>(value);
    case wire::DType::UInt8: return value == static_cast<uint8_t>(value);
    case wire::DType::UInt16: return value == static_cast<uint16_t>(value);
    case wire::DType::UInt32: return value == static_cast<uint32_t>(value);
    default: return true;
  }
}

bool is_float32(double value) {
  if (!std::isfinite(value)) return true;
  return std::abs(value) <= std::numeric_limits<float>::max() && static_cast<double>(static_cast<float>(value)) == value;
}

Status verify_constant(const NodeTypes& types) {
  const wire::ConstantT& constant = *types.node().constant;
  const wire::TypeT& result = types.result();
  if (constant.type == wire::TypeKind::Array || constant.type == wire::TypeKind::List || constant.type != result.kind ||
      (constant.type == wire::TypeKind::Scalar && constant.dtype != result.dtype)) {
    return types.refuse("WEFT511", "has another type than its value, `" + type_text(result) + "`");
  }
  const Element element = element_of(result);
  if (element.is_bool() && constant.int_value != 0 && constant.int_value != 1) {
    return types.refuse("WEFT511", "is neither true nor false");
  }
  if (element.is_numpy() && element.is_integer() && !fits(constant.int_value, element.dtype)) {
    return types.refuse("WEFT511", std::to_string(constant.int_value) + " does not fit `" + element_text(element) + "`");
  }
  if (element.is_numpy() && element.real().dtype == wire::DType::Float32) {
    const bool exact = is_float32(constant.float_value) && (!element.is_complex() || is_float32(constant.imaginary_value));
    if (!exact) return types.refuse("WEFT511", "has a value that `" + element_text(element) + "` cannot hold");
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
  const auto real = [](const Element& e) { return e.is_number() && !e.is_complex(); };
  const auto floating = [](const Element& e) { return e.is_floating(); };
  const auto inexact = [](const Element& e) { return e.is_floating() || e.is_complex(); };
  const auto complex = [](const Element& e) { return e.is_complex(); };
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
    case Family::real_arithmetic:
      WEFT_RETURN_IF_ERROR(expect_elements(types, real, "real numbers"));
      return types.expect_result(types.element(0), rank);
    case Family::division:
    case Family::floating:
      WEFT_RETURN_IF_ERROR(expect_elements(types, inexact, "floating-point or complex numbers"));
      return types.expect_result(types.element(0), rank);
    case Family::parts:
      if (op == wire::Op::MakeComplex) {
        WEFT_RETURN_IF_ERROR(expect_elements(types, floating, "floating-point numbers"));
        return types.expect_result(types.element(0).with_imaginary(), rank);
      }
      WEFT_RETURN_IF_ERROR(op == wire::Op::Abs ? expect_elements(types, number, "numbers") : expect_elements(types, complex, "complex numbers"));
      return types.expect_result(op == wire::Op::Conj ? types.element(0) : types.element(0).real(), rank);
    case Family::real_floating:
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
      WEFT_RETURN_IF_ERROR(op == wire::Op::Signbit ? expect_elements(types, floating, "floating-point numbers")
                                                   : expect_elements(types, inexact, "floating-point or complex numbers"));
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
