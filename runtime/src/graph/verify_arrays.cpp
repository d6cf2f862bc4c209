// SPDX-License-Identifier: Apache-2.0
// Type rules of creation, reductions, array structure, elements, contraction and files.

#include <algorithm>
#include <charconv>
#include <vector>

#include "graph/node_types.h"

namespace weft::graph {
namespace {

using wire::Op;

constexpr Element kInt = {wire::TypeKind::Int, wire::DType::Bool};
constexpr Element kBool = {wire::TypeKind::Bool, wire::DType::Bool};
constexpr Element kF64 = {wire::TypeKind::Scalar, wire::DType::Float64};
constexpr Element kI64 = {wire::TypeKind::Scalar, wire::DType::Int64};
constexpr Element kB1 = {wire::TypeKind::Scalar, wire::DType::Bool};

Status expect_scalar(const NodeTypes& types, size_t i, const Element& element) {
  if (!is_array(types.operand(i)) && types.element(i) == element) return {};
  return types.refuse_operand(i, "a scalar `" + element_text(element) + "`");
}

Status expect_result_array(const NodeTypes& types) {
  if (is_array(types.result())) return {};
  return types.refuse("WEFT513", "gives an array, but its result is declared `" + type_text(types.result()) + "`");
}

Status verify_pack(const NodeTypes& types) {
  WEFT_RETURN_IF_ERROR(expect_result_array(types));
  const Element element = element_of(types.result());
  uint64_t elements = 1;
  for (const std::string& dim : types.result().dims) {
    uint32_t size = 0;
    const auto [end, error] = std::from_chars(dim.data(), dim.data() + dim.size(), size);
    if (error != std::errc() || end != dim.data() + dim.size()) return types.refuse("WEFT513", "needs integer dimensions, not `" + dim + "`");
    elements *= size;
    if (elements > types.count()) break;
  }
  if (elements != types.count()) return types.refuse("WEFT506", "has " + std::to_string(types.count()) + " elements for `" + type_text(types.result()) + "`");
  for (size_t i = 0; i < types.count(); ++i) WEFT_RETURN_IF_ERROR(expect_scalar(types, i, element));
  return {};
}

Status verify_creation(const NodeTypes& types) {
  const Element element = element_of(types.result());
  switch (types.node().op) {
    case Op::Pack: return verify_pack(types);
    case Op::Copy:
      WEFT_RETURN_IF_ERROR(types.expect_array(0));
      return types.expect_result(types.element(0), types.rank(0));
    case Op::Full:
      WEFT_RETURN_IF_ERROR(expect_result_array(types));
      WEFT_RETURN_IF_ERROR(expect_scalar(types, 0, element));
      WEFT_RETURN_IF_ERROR(types.expect_ints(1, types.count()));
      return types.expect_result(element, types.count() - 1);
    case Op::Empty:
      WEFT_RETURN_IF_ERROR(expect_result_array(types));
      WEFT_RETURN_IF_ERROR(types.expect_ints(0, types.count()));
      return types.expect_result(element, types.count());
    case Op::Arange:
      WEFT_RETURN_IF_ERROR(expect_result_array(types));
      if (!element.is_number() || element.is_complex()) return types.refuse("WEFT513", "cannot give `" + type_text(types.result()) + "`");
      for (size_t i = 0; i < 3; ++i) WEFT_RETURN_IF_ERROR(expect_scalar(types, i, element));
      return types.expect_result(element, 1);
    case Op::Linspace:
      WEFT_RETURN_IF_ERROR(expect_scalar(types, 0, kF64));
      WEFT_RETURN_IF_ERROR(expect_scalar(types, 1, kF64));
      WEFT_RETURN_IF_ERROR(expect_scalar(types, 2, kInt));
      WEFT_RETURN_IF_ERROR(expect_scalar(types, 3, kBool));
      return types.expect_result(kF64, 1);
    default:  // Eye
      WEFT_RETURN_IF_ERROR(types.expect_ints(0, 3));
      return types.expect_result(element, 2);
  }
}

Status verify_axes_sorted(const NodeTypes& types) {
  const std::vector<int32_t>& axes = types.node().axes;
  if (axes.empty()) return types.refuse("WEFT514", "has no axes");
  int64_t previous = -1;
  for (const int32_t axis : axes) {
    if (axis <= previous) return types.refuse("WEFT514", "needs axes in increasing order from 0");
    if (static_cast<size_t>(axis) >= types.rank(0)) {
      return types.refuse("WEFT514", "has axis " + std::to_string(axis) + ", but `" + type_text(types.operand(0)) + "` has " +
                                         std::to_string(types.rank(0)) + " axes");
    }
    previous = axis;
  }
  return {};
}

Status verify_one_axis(const NodeTypes& types) {
  WEFT_RETURN_IF_ERROR(verify_axes_sorted(types));
  return types.node().axes.size() == 1 ? Status() : types.refuse("WEFT514", "takes one axis");
}

Status verify_reduction(const NodeTypes& types) {
  WEFT_RETURN_IF_ERROR(types.expect_array(0));
  WEFT_RETURN_IF_ERROR(verify_axes_sorted(types));
  const Element element = types.element(0);
  const size_t rank = types.rank(0);
  const size_t reduced = types.node().axes.size();
  const size_t result_rank = types.node().keepdims ? rank : rank - reduced;
  switch (types.node().op) {
    case Op::CumSum:
      WEFT_RETURN_IF_ERROR(verify_one_axis(types));
      if (!element.is_number()) return types.refuse_operand(0, "an array of numbers");
      return types.expect_result(element, rank);
    case Op::Sum:
    case Op::Prod:
      if (!element.is_number()) return types.refuse_operand(0, "an array of numbers");
      return types.expect_result(element, result_rank);
    case Op::All:
    case Op::Any:
      if (!element.is_bool()) return types.refuse_operand(0, "an array of bools");
      return types.expect_result(kB1, result_rank);
    case Op::ArgMin:
    case Op::ArgMax:
      if (reduced != 1 && reduced != rank) return types.refuse("WEFT514", "takes one axis or all of them");
      return types.expect_result(kI64, result_rank);
    default: return types.expect_result(element, result_rank);  // Min, Max
  }
}

/// Checks the index of View, Load and Store and gives the rank of what it selects. Its parts number the operands 1, 2, 3 …
Result<size_t> verify_index(const NodeTypes& types) {
  const auto& node = types.node();
  size_t consumed = 0;
  size_t rank = 0;
  const size_t last = types.node().op == Op::Store ? types.count() - 1 : types.count();
  size_t next = 1;
  for (const wire::IndexItem& item : node.index) {
    const bool is_slice = item.kind() == wire::IndexKind::Slice;
    const bool is_int = item.kind() == wire::IndexKind::Int;
    size_t parts = 0;
    for (const int32_t part : {item.start(), item.stop(), item.step()}) {
      if (part == -1) continue;
      if (!is_slice && !is_int) return types.refuse("WEFT515", "has a part in an index item that has none");
      if (part < 0 || static_cast<size_t>(part) != next || next >= last) {
        return types.refuse("WEFT515", "does not use its operands once and in order");
      }
      ++next;
      ++parts;
    }
    if (is_int && (parts != 1 || item.start() == -1)) return types.refuse("WEFT515", "has an integer index without its operand");
    if (is_slice && parts == 0) return types.refuse("WEFT515", "has a slice without a part, which is a full item");
    consumed += item.kind() == wire::IndexKind::NewAxis ? 0 : 1;
    rank += is_int ? 0 : 1;
  }
  if (next != last) return types.refuse("WEFT515", "does not use its operands once and in order");
  WEFT_RETURN_IF_ERROR(types.expect_ints(1, last));
  if (consumed != types.rank(0)) {
    return types.refuse("WEFT515", "indexes " + std::to_string(consumed) + " axes of `" + type_text(types.operand(0)) + "`");
  }
  return rank;
}

Status verify_transpose(const NodeTypes& types) {
  std::vector<int32_t> sorted = types.node().axes;
  std::sort(sorted.begin(), sorted.end());
  bool permutation = sorted.size() == types.rank(0);
  for (size_t i = 0; permutation && i < sorted.size(); ++i) permutation = sorted[i] == static_cast<int32_t>(i);
  if (!permutation) return types.refuse("WEFT514", "needs a permutation of the axes of `" + type_text(types.operand(0)) + "`");
  return types.expect_result(types.element(0), types.rank(0));
}

Status verify_structure(const NodeTypes& types) {
  WEFT_RETURN_IF_ERROR(types.expect_array(0));
  const Element element = types.element(0);
  switch (types.node().op) {
    case Op::Dim:
      WEFT_RETURN_IF_ERROR(verify_one_axis(types));
      return types.expect_result(kInt, 0);
    case Op::View: {
      auto rank = verify_index(types);
      if (!rank.ok()) return rank.status();
      if (rank.value() == 0 || rank.value() > kMaxGraphRank) return types.refuse("WEFT515", "leaves " + std::to_string(rank.value()) + " axes");
      return types.expect_result(element, rank.value());
    }
    case Op::Transpose: return verify_transpose(types);
    case Op::Concatenate:
      WEFT_RETURN_IF_ERROR(verify_one_axis(types));
      for (size_t i = 1; i < types.count(); ++i) {
        if (!is_array(types.operand(i)) || types.element(i) != element || types.rank(i) != types.rank(0)) {
          return types.refuse("WEFT512", "takes arrays of one element type and rank, not `" + type_text(types.operand(0)) + "` and `" +
                                             type_text(types.operand(i)) + "`");
        }
      }
      return types.expect_result(element, types.rank(0));
    default:  // Reshape, BroadcastTo
      WEFT_RETURN_IF_ERROR(types.expect_ints(1, types.count()));
      if (types.node().op == Op::BroadcastTo && types.count() - 1 < types.rank(0)) {
        return types.refuse("WEFT513", "cannot drop axes of `" + type_text(types.operand(0)) + "`");
      }
      return types.expect_result(element, types.count() - 1);
  }
}

Status verify_element(const NodeTypes& types) {
  WEFT_RETURN_IF_ERROR(types.expect_array(0));
  const Element element = types.element(0);
  if (types.node().op == Op::Assign) {
    if (types.element(1) != element) return types.refuse_operand(1, "elements of `" + element_text(element) + "`");
    if (types.rank(1) > types.rank(0)) return types.refuse_operand(1, "at most " + std::to_string(types.rank(0)) + " axes");
    return {};
  }
  auto rank = verify_index(types);
  if (!rank.ok()) return rank.status();
  if (rank.value() != 0 || types.node().index.size() != types.rank(0)) {
    return types.refuse("WEFT515", "needs an integer for every axis of `" + type_text(types.operand(0)) + "`");
  }
  if (types.node().op == Op::Load) return types.expect_result(element, 0);
  return expect_scalar(types, types.count() - 1, element);
}

Status verify_matmul(const NodeTypes& types) {
  WEFT_RETURN_IF_ERROR(types.expect_array(0));
  WEFT_RETURN_IF_ERROR(types.expect_array(1));
  if (!types.element(0).is_number()) return types.refuse_operand(0, "an array of numbers");
  if (types.element(1) != types.element(0)) return types.refuse_operand(1, "elements of `" + element_text(types.element(0)) + "`");
  const size_t a = types.rank(0);
  const size_t b = types.rank(1);
  const size_t rank = a == 1 ? b - 1 : b == 1 ? a - 1 : std::max(a, b);
  return types.expect_result(types.element(0), rank);
}

Status verify_file(const NodeTypes& types) {
  const std::string& path = types.node().path;
  if (path.empty() || path.find('\0') != std::string::npos) return types.refuse("WEFT517", "has no path");
  if (types.node().op == Op::LoadNpy) {
    const wire::TypeKind kind = types.result().kind;
    const bool loads = kind == wire::TypeKind::Array || kind == wire::TypeKind::Scalar;
    return loads ? Status() : types.refuse("WEFT513", "gives an array or a NumPy scalar, not `" + type_text(types.result()) + "`");
  }
  const Element element = types.element(0);
  return element.is_number() || element.is_bool() ? Status() : types.refuse_operand(0, "an array or a number");
}

}  // namespace

Status verify_array_operation(const NodeTypes& types) {
  switch (op_info(types.node().op).family) {
    case Family::creation: return verify_creation(types);
    case Family::reduction: return verify_reduction(types);
    case Family::structure: return verify_structure(types);
    case Family::element: return verify_element(types);
    case Family::contraction: return verify_matmul(types);
    case Family::file: return verify_file(types);
    case Family::kernel: return verify_kernel(types);
    case Family::list: return verify_list(types);
    default: return {};
  }
}

}  // namespace weft::graph
