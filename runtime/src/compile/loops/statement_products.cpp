// SPDX-License-Identifier: Apache-2.0
// Products of vectors and matrices in statements: each element is a loop that sums. NumPy leaves open in which order a product adds, so
// these sums may run in any, with products and sums rounded at once.
#include "compile/loops/statement_writer.h"

namespace weft::compile::loops {

using wire::IndexKind;
using wire::Op;

/// The element of a view at `places`, one for each of its axes.
std::optional<uint32_t> StatementWriter::element_of_view(const View& view, const std::vector<uint32_t>& places, const NodeT& user, Place& into) {
  std::vector<uint32_t> operands = {view.array};
  std::vector<wire::IndexItem> index;
  for (const View::Axis& axis : view.axes) {
    uint32_t subscript = axis.start;
    if (axis.place >= 0) {
      subscript = places[static_cast<size_t>(axis.place)];
      if (axis.has_start) subscript = combine(into, user, Op::Add, subscript, axis.start);
    } else if (!axis.has_start) {
      return std::nullopt;
    }
    index.emplace_back(IndexKind::Int, static_cast<int32_t>(operands.size()), -1, -1);
    operands.push_back(subscript);
  }
  const uint32_t result = fresh(TypeKind::Scalar, type(view.array).dtype);
  NodeT& made = put(into, user, Op::Load, std::move(operands), result);
  made.index = std::move(index);
  into_->order[&made] = order_;
  if (begun_ != nullptr) into_->statement[&made] = begun_;
  return result;
}

/// The sum over the products of elements along the last axis of `left` and the axis of `right` that is not `column`, in `inside`.
std::optional<uint32_t> StatementWriter::sum_of_products(const NodeT& node, Place& inside, const Factors& of) {
  const wire::DType dtype = type(node.results[0]).dtype;
  const auto variable = static_cast<uint32_t>(frame_.function->variables.size()) + sums_++;
  const uint32_t zero = fresh(TypeKind::Scalar, dtype);
  NodeT& constant = put(inside, node, Op::Const, {}, zero);
  constant.constant = std::make_unique<wire::ConstantT>();
  constant.constant->type = TypeKind::Scalar;
  constant.constant->dtype = dtype;
  constant.constant->float_value = 0;
  put(inside, node, Op::Set, {zero}, std::nullopt).variable = variable;
  auto made = header(node, number(inside, node, 0), of.depth, number(inside, node, 1));
  Place turn{made->regions[0].get(), {}, &inside, {}};
  const auto counter = static_cast<uint32_t>(made->regions[0]->argument);
  inside.region->nodes.push_back(std::move(made));

  std::vector<uint32_t> left_places = {counter};
  std::vector<uint32_t> right_places = {counter};
  if (of.row) left_places.insert(left_places.begin(), *of.row);
  if (of.column) right_places.push_back(*of.column);
  const uint32_t sum = fresh(TypeKind::Scalar, dtype);
  put(turn, node, Op::Get, {}, sum).variable = variable;
  const auto a = element_of_view(of.left, left_places, node, turn);
  const auto b = element_of_view(of.right, right_places, node, turn);
  if (!a || !b) {
    fail("a view of an axis that was added");
    return std::nullopt;
  }
  const uint32_t part = fresh(TypeKind::Scalar, dtype);
  const uint32_t next = fresh(TypeKind::Scalar, dtype);
  for (const NodeT* one : {&put(turn, node, Op::Mul, {*a, *b}, part), &put(turn, node, Op::Add, {sum, part}, next)}) {
    into_->made_of[one] = &node;
    into_->of_products.insert(one);
  }
  put(turn, node, Op::Set, {next}, std::nullopt).variable = variable;
  const uint32_t result = fresh(TypeKind::Scalar, dtype);
  put(inside, node, Op::Get, {}, result).variable = variable;
  return result;
}

bool StatementWriter::product(const NodeT& node, Place& place) {
  const uint32_t id = node.results[0];
  const auto rank = [&](size_t side) { return type(node.operands[side]).dims.size(); };
  const wire::DType dtype = type(id).dtype;
  const bool is_float = dtype == wire::DType::Float32 || dtype == wire::DType::Float64;
  const bool is_number = rank(0) == 1 && rank(1) == 1;
  // Products of two matrices are the library's, which keeps parts of them in caches.
  if (!products_ || !is_float || (!is_number && rank(0) + rank(1) != 3)) return fail("a product that is not of a vector and a matrix");
  if (!is_number && !info(id).known) return fail("the sizes of a statement are not known");
  if (is_number && group_ && &place == &group_->inside) return fail("a product of two vectors in a loop that statements join");
  if (is_number) close(place);
  const auto left = view_of(node.operands[0], place, node);
  const auto right = view_of(node.operands[1], place, node);
  if (!left || !right) return false;
  const size_t deep = rank(1) - (rank(1) == 2 ? 2 : 1);  // the axis of the right operand that is summed over
  Factors factors{*left, *right, {}, {}, left->lengths.back()};
  if (!is_number && (!fits(info(id), true) || (apart_.contains(&node) && group_->writes))) {
    std::vector<uint32_t> lengths;
    if (rank(0) == 2) lengths.push_back(left->lengths[0]);
    if (rank(1) == 2) lengths.push_back(right->lengths[1]);
    if (!open(node, info(id), lengths, place)) return false;
  }
  require(place, node, factors.depth, right->lengths[deep]);
  require(place, node, right->lengths[deep], factors.depth);
  ++order_;
  if (!is_number && begun_ == nullptr) begun_ = &node;
  if (rank(0) == 2) factors.row = group_->counters.front();
  if (rank(1) == 2) factors.column = group_->counters.back();
  Place& inside = is_number ? place : group_->inside;
  const auto sum = sum_of_products(node, inside, factors);
  if (sum) inside.values[id] = *sum;
  return sum.has_value();
}

}  // namespace weft::compile::loops
