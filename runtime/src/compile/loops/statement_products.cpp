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
  into_->statement[&made] = begun_;
  return result;
}

bool StatementWriter::product(const NodeT& node, Place& place) {
  const uint32_t id = node.results[0];
  const auto rank = [&](size_t side) { return type(node.operands[side]).dims.size(); };
  const wire::DType dtype = type(id).dtype;
  const bool is_float = dtype == wire::DType::Float32 || dtype == wire::DType::Float64;
  // Products of two matrices are the library's, which keeps parts of them in caches.
  if (!products_ || !is_float || rank(0) + rank(1) != 3) return fail("a product that is not of a vector and a matrix");
  if (!info(id).known) return fail("the sizes of a statement are not known");
  const auto left = view_of(node.operands[0], place, node);
  const auto right = view_of(node.operands[1], place, node);
  if (!left || !right) return false;
  const size_t deep = rank(1) - (rank(1) == 2 ? 2 : 1);  // the axis of the right operand that is summed over
  const uint32_t depth = left->lengths.back();
  if (!fits(info(id), true) || (apart_.contains(&node) && group_->writes)) {
    std::vector<uint32_t> lengths;
    if (rank(0) == 2) lengths.push_back(left->lengths[0]);
    if (rank(1) == 2) lengths.push_back(right->lengths[1]);
    if (!open(node, info(id), lengths, place)) return false;
  }
  require(place, node, depth, right->lengths[deep]);
  require(place, node, right->lengths[deep], depth);
  ++order_;
  if (begun_ == nullptr) begun_ = &node;

  Place& inside = group_->inside;
  const auto variable = static_cast<uint32_t>(frame_.function->variables.size()) + sums_++;
  const uint32_t zero = fresh(TypeKind::Scalar, dtype);
  NodeT& constant = put(inside, node, Op::Const, {}, zero);
  constant.constant = std::make_unique<wire::ConstantT>();
  constant.constant->type = TypeKind::Scalar;
  constant.constant->dtype = dtype;
  constant.constant->float_value = 0;
  put(inside, node, Op::Set, {zero}, std::nullopt).variable = variable;
  auto made = header(node, number(place, node, 0), depth, number(place, node, 1));
  Place turn{made->regions[0].get(), {}, &inside, {}};
  const auto counter = static_cast<uint32_t>(made->regions[0]->argument);
  inside.region->nodes.push_back(std::move(made));

  std::vector<uint32_t> left_places;
  std::vector<uint32_t> right_places;
  if (rank(0) == 2) left_places.push_back(group_->counters.front());
  left_places.push_back(counter);
  right_places.push_back(counter);
  if (rank(1) == 2) right_places.push_back(group_->counters.back());
  const uint32_t sum = fresh(TypeKind::Scalar, dtype);
  put(turn, node, Op::Get, {}, sum).variable = variable;
  const auto a = element_of_view(*left, left_places, node, turn);
  const auto b = element_of_view(*right, right_places, node, turn);
  if (!a || !b) return fail("a view of an axis that was added");
  const uint32_t part = fresh(TypeKind::Scalar, dtype);
  const uint32_t next = fresh(TypeKind::Scalar, dtype);
  for (const NodeT* one : {&put(turn, node, Op::Mul, {*a, *b}, part), &put(turn, node, Op::Add, {sum, part}, next)}) {
    into_->made_of[one] = &node;
    into_->of_products.insert(one);
  }
  put(turn, node, Op::Set, {next}, std::nullopt).variable = variable;
  const uint32_t result = fresh(TypeKind::Scalar, dtype);
  put(inside, node, Op::Get, {}, result).variable = variable;
  inside.values[id] = result;
  return true;
}

}  // namespace weft::compile::loops
