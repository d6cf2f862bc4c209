// SPDX-License-Identifier: Apache-2.0
#include "compile/loops/statement_writer.h"

#include <algorithm>

#include "graph/ops.h"

namespace weft::compile::loops {

using wire::IndexKind;
using wire::Op;

namespace {

bool is_array(const TypeT& type) { return type.kind == TypeKind::Array; }
bool is_elementwise(Op op) { return op >= Op::Add && op <= Op::Where; }

/// Products that give arrays are assigned.
bool has_statements(const RegionT& region, bool products) {
  return std::ranges::any_of(region.nodes, [&](const auto& child) {
    return child->op == Op::Assign || (products && child->op == Op::MatMul) ||
           std::ranges::any_of(child->regions, [&](const auto& inner) { return has_statements(*inner, products); });
  });
}

}  // namespace

uint32_t StatementWriter::fresh(TypeKind kind, wire::DType dtype) {
  auto made = std::make_unique<TypeT>();
  made->kind = kind;
  made->dtype = dtype;
  into_->function->values.push_back(std::move(made));
  return static_cast<uint32_t>(into_->function->values.size() - 1);
}

NodeT& StatementWriter::put(Place& place, const NodeT& like, Op op, std::vector<uint32_t> operands, std::optional<uint32_t> result) {
  auto made = std::make_unique<NodeT>();
  made->op = op;
  if (like.range) made->range = std::make_unique<wire::Range>(*like.range);
  made->operands = std::move(operands);
  if (result) made->results = {*result};
  place.region->nodes.push_back(std::move(made));
  return *place.region->nodes.back();
}

uint32_t StatementWriter::number(Place& place, const NodeT& like, int64_t value) {
  const uint32_t id = fresh(TypeKind::Int);
  NodeT& made = put(place, like, Op::Const, {}, id);
  made.constant = std::make_unique<wire::ConstantT>();
  made.constant->type = TypeKind::Int;
  made.constant->int_value = value;
  if (value == 0) zeros_.insert(id);
  return id;
}

uint32_t StatementWriter::combine(Place& place, const NodeT& like, Op op, uint32_t a, uint32_t b) {
  if (is_zero(b)) return a;
  const uint32_t id = fresh(TypeKind::Int);
  put(place, like, op, {a, b}, id);
  return id;
}

/// `less` <= `more`.
void StatementWriter::require(Place& place, const NodeT& like, uint32_t less, uint32_t more) {
  if (less == more) return;
  into_->bounds.push_back({combine(place, like, Op::Sub, more, less), around_});
}

/// What stands for a scalar here. Numbers without effects are computed again where they are used.
std::optional<uint32_t> StatementWriter::resolve(uint32_t id, Place& place) {
  if (!inside_.contains(id) || ready_.contains(id)) return id;
  for (const Place* at = &place; at != nullptr; at = at->outside) {
    if (const auto found = at->values.find(id); found != at->values.end()) return found->second;
  }
  const auto found = pure_.find(id);
  if (found == pure_.end()) {
    fail("a value is used that is not there");
    return std::nullopt;
  }
  const NodeT& node = *found->second;
  std::vector<uint32_t> operands;
  for (const uint32_t operand : node.operands) {
    const auto here = resolve(operand, place);
    if (!here) return std::nullopt;
    operands.push_back(*here);
  }
  const uint32_t made = fresh(type(id).kind, type(id).dtype);
  NodeT& clone = put(place, node, node.op, std::move(operands), made);
  if (node.constant) clone.constant = std::make_unique<wire::ConstantT>(*node.constant);
  clone.variable = node.variable;
  place.values[id] = made;
  return made;
}

/// A node as it is, with new numbers for what it gives.
bool StatementWriter::copy(const NodeT& node, Place& place) {
  std::vector<uint32_t> operands;
  for (const uint32_t operand : node.operands) {
    const auto here = resolve(operand, place);
    if (!here) return false;
    operands.push_back(*here);
  }
  NodeT& made = put(place, node, node.op, std::move(operands), std::nullopt);
  if (node.constant) made.constant = std::make_unique<wire::ConstantT>(*node.constant);
  made.variable = node.variable;
  made.checked = node.checked;
  made.axes = node.axes;
  made.index = node.index;
  for (const uint32_t id : node.results) {
    const uint32_t own = fresh(type(id).kind, type(id).dtype);
    if (is_array(type(id))) into_->function->values[own]->dims = type(id).dims;
    if (type(id).kind == TypeKind::Int && is_zero(id)) zeros_.insert(own);
    made.results.push_back(own);
    place.values[id] = own;
  }
  if (made.op == Op::Load || made.op == Op::Store) into_->order[&made] = ++order_;
  if (is_elementwise(node.op)) into_->made_of[&made] = &node;
  return true;
}

std::unique_ptr<NodeT> StatementWriter::header(const NodeT& like, uint32_t start, uint32_t stop, uint32_t step) {
  auto made = std::make_unique<NodeT>();
  made->op = Op::For;
  if (like.range) made->range = std::make_unique<wire::Range>(*like.range);
  made->operands = {start, stop, step};
  made->regions.push_back(std::make_unique<RegionT>());
  made->regions[0]->argument = static_cast<int32_t>(fresh(TypeKind::Int));
  return made;
}

// ---- statements ----------------------------------------------------------------------------------------------------------------------

/// Whether arrays of these sizes are computed in the loops of the group: all of its axes when `whole`, else what broadcasts to them.
bool StatementWriter::fits(const ValueInfo& of, bool whole) const {
  if (!group_ || !of.known || of.dims.size() > group_->dims.size()) return false;
  if (whole) return of.dims == group_->dims;
  const size_t skip = group_->dims.size() - of.dims.size();
  for (size_t axis = 0; axis < of.dims.size(); ++axis) {
    if (of.dims[axis] != group_->dims[skip + axis] && !of.dims[axis].is(1)) return false;
  }
  return true;
}

bool StatementWriter::open(const NodeT& node, const ValueInfo& dims, const std::vector<uint32_t>& lengths, Place& place) {
  close(place);
  if (!dims.known) return fail("the sizes of a statement are not known");
  group_.emplace();
  group_->dims = dims.dims;
  group_->inside.outside = &place;
  NodeT* inner = nullptr;
  const uint32_t zero = number(place, node, 0);
  const uint32_t one = number(place, node, 1);
  for (const uint32_t length : lengths) {
    auto made = header(node, zero, length, one);
    group_->counters.push_back(static_cast<uint32_t>(made->regions[0]->argument));
    NodeT* next = made.get();
    if (inner == nullptr) group_->outermost = std::move(made);
    else inner->regions[0]->nodes.push_back(std::move(made));
    inner = next;
  }
  group_->inside.region = inner->regions[0].get();
  return true;
}

void StatementWriter::close(Place& place) {
  if (!group_) return;
  if (group_->writes) {
    into_->shared.push_back(group_->outermost.get());
    place.region->nodes.push_back(std::move(group_->outermost));
  } else {
    fail("an array is made in the loop");
  }
  group_.reset();
  begun_ = nullptr;
}

/// For each axis of the array, where the element is that the loops of the group stand at.
std::optional<std::vector<uint32_t>> StatementWriter::subscripts(const View& view, const ValueInfo& dims, const NodeT& user) {
  if (!fits(dims, false) || dims.dims.size() != view.lengths.size()) {
    fail("arrays of other sizes in one statement");
    return std::nullopt;
  }
  const size_t skip = group_->dims.size() - dims.dims.size();
  std::vector<uint32_t> result;
  for (const View::Axis& axis : view.axes) {
    if (axis.place < 0) {
      result.push_back(axis.start);
      continue;
    }
    const auto own = static_cast<size_t>(axis.place);
    const bool repeats = dims.dims[own].is(1) && !group_->dims[skip + own].is(1);
    if (repeats) result.push_back(axis.has_start ? axis.start : number(group_->inside, user, 0));
    else if (!axis.has_start) result.push_back(group_->counters[skip + own]);
    else result.push_back(combine(group_->inside, user, Op::Add, group_->counters[skip + own], axis.start));
  }
  return result;
}

/// One element of an operand of `user`.
std::optional<uint32_t> StatementWriter::element(uint32_t id, const NodeT& user, Place& place) {
  Place& inside = group_->inside;
  if (!is_array(*frame_.function->values[id])) return resolve(id, inside);
  if (const auto found = inside.values.find(id); found != inside.values.end()) return found->second;
  const auto view = view_of(id, place, user);
  if (!view) return std::nullopt;
  auto at = subscripts(*view, info(id), user);
  if (!at) return std::nullopt;
  std::vector<uint32_t> operands = {view->array};
  operands.insert(operands.end(), at->begin(), at->end());
  const uint32_t result = fresh(TypeKind::Scalar, type(id).dtype);
  NodeT& made = put(inside, user, Op::Load, std::move(operands), result);
  for (size_t axis = 0; axis < at->size(); ++axis) made.index.emplace_back(IndexKind::Int, static_cast<int32_t>(axis + 1), -1, -1);
  into_->order[&made] = order_;
  into_->statement[&made] = begun_;
  return result;
}

bool StatementWriter::elementwise(const NodeT& node, Place& place) {
  const uint32_t id = node.results[0];
  if (!info(id).known) return fail("the sizes of a statement are not known");
  if (!fits(info(id), false) || (apart_.contains(&node) && group_->writes)) {
    // Of the operands one has these very sizes.
    const auto shaped = std::ranges::find_if(node.operands, [&](uint32_t operand) {
      return is_array(*frame_.function->values[operand]) && info(operand).known && info(operand).dims == info(id).dims &&
             !(group_ && group_->inside.values.contains(operand));
    });
    if (shaped == node.operands.end()) return fail("arrays that broadcast each other");
    const auto shape = view_of(*shaped, place, node);
    if (!shape || !open(node, info(id), shape->lengths, place)) return false;
  }
  ++order_;
  if (begun_ == nullptr) begun_ = &node;
  std::vector<uint32_t> operands;
  for (const uint32_t operand : node.operands) {
    const auto here = element(operand, node, place);
    if (!here) return false;
    operands.push_back(*here);
  }
  const uint32_t result = fresh(TypeKind::Scalar, type(id).dtype);
  NodeT& made = put(group_->inside, node, node.op, std::move(operands), result);
  into_->made_of[&made] = &node;
  group_->inside.values[id] = result;
  return true;
}

bool StatementWriter::assign(const NodeT& node, Place& place) {
  const uint32_t target = node.operands[0];
  const uint32_t value = node.operands[1];
  if (type(target).dims.empty()) return fail("a view of one element is set");
  if (!fits(info(target), true) || (apart_.contains(&node) && group_->writes)) {
    const auto shape = view_of(target, place, node);
    if (!shape || !open(node, info(target), shape->lengths, place)) return false;
  }
  ++order_;
  if (begun_ == nullptr) begun_ = &node;
  const auto from = element(value, node, place);
  const auto view = view_of(target, place, node);
  if (!from || !view) return false;
  const auto at = subscripts(*view, info(target), node);
  if (!at) return false;
  ++order_;  // what it reads it reads before
  std::vector<uint32_t> operands = {view->array};
  operands.insert(operands.end(), at->begin(), at->end());
  operands.push_back(*from);
  NodeT& made = put(group_->inside, node, Op::Store, std::move(operands), std::nullopt);
  for (size_t axis = 0; axis < at->size(); ++axis) made.index.emplace_back(IndexKind::Int, static_cast<int32_t>(axis + 1), -1, -1);
  into_->order[&made] = order_;
  into_->statement[&made] = begun_;
  group_->writes = true;
  begun_ = nullptr;
  return true;
}

// ---- control flow --------------------------------------------------------------------------------------------------------------------

/// A loop by one over elements that follows statements on as many elements.
bool StatementWriter::joins(const NodeT& node) const {
  if (!group_ || !group_->writes || group_->counters.size() != 1 || apart_.contains(&node)) return false;
  const ValueInfo& start = info(node.operands[0]);
  const ValueInfo& stop = info(node.operands[1]);
  if (!start.known || !stop.known || !info(node.operands[2]).number.is(1) || stop.number - start.number != group_->dims[0]) return false;
  const bool plain = std::ranges::all_of(node.regions[0]->nodes, [&](const auto& child) {
    return child->regions.empty() && child->op != Op::Assign && std::ranges::none_of(child->results, [&](uint32_t id) { return is_array(type(id)); });
  });
  return plain;
}

bool StatementWriter::loop(const NodeT& node, Place& place) {
  if (node.regions.size() != 1) return fail("a loop has an `else`");
  const auto argument = static_cast<uint32_t>(node.regions[0]->argument);
  inside_.insert(argument);
  if (joins(node)) {
    // The size of the range is that of the statements: proven of numbers that the bounds below hold for.
    const auto start = resolve(node.operands[0], place);
    const auto stop = resolve(node.operands[1], place);
    if (!start || !stop) return false;
    const uint32_t length = group_->outermost->operands[1];
    const uint32_t trips = combine(place, node, Op::Sub, *stop, *start);
    require(place, node, trips, length);
    require(place, node, length, trips);
    Place& inside = group_->inside;
    inside.values[argument] = combine(inside, node, Op::Add, group_->counters[0], *start);
    const uint32_t same = ++order_;
    for (const auto& child : node.regions[0]->nodes) {
      const size_t made = inside.region->nodes.size();
      if (!this->node(*child, inside)) return false;
      for (size_t k = made; k < inside.region->nodes.size(); ++k) {
        NodeT* one = inside.region->nodes[k].get();
        if (one->op != Op::Load && one->op != Op::Store) continue;
        into_->order[one] = same;
        into_->statement[one] = &node;
      }
    }
    order_ = same;
    return true;
  }
  close(place);
  std::vector<uint32_t> operands;
  for (const uint32_t operand : node.operands) {
    const auto here = resolve(operand, place);
    if (!here) return false;
    operands.push_back(*here);
  }
  auto made = header(node, operands[0], operands[1], operands[2]);
  NodeT* own = made.get();
  place.region->nodes.push_back(std::move(made));
  Place inner{own->regions[0].get(), {{argument, static_cast<uint32_t>(own->regions[0]->argument)}}, &place, {}};
  around_.push_back(own);
  if (!region(*node.regions[0], inner)) return false;
  around_.pop_back();
  return true;
}

bool StatementWriter::node(const NodeT& node, Place& place) {
  for (const uint32_t id : node.results) inside_.insert(id);
  const bool in_group = group_ && &place == &group_->inside;
  const auto effect = [&] {
    if (!in_group) close(place);
  };
  // A statement that has not written yet may as well read afterwards what it has read.
  const auto settle = [&] {
    if (!group_ || group_->writes) effect();
  };
  switch (node.op) {
    case Op::For: return loop(node, place);
    case Op::View: case Op::Transpose: return view(node, place);
    case Op::Assign: return assign(node, place);
    case Op::MatMul: return product(node, place);
    case Op::Load: settle(); return access(node, place);
    case Op::Store: effect(); return access(node, place);
    case Op::Set: effect(); return copy(node, place);
    case Op::Const:
      if (type(node.results[0]).kind != TypeKind::Int) {
        pure_[node.results[0]] = &node;
        return true;
      }
      return copy(node, place);
    case Op::Get:
      if (node.checked) return fail("a name may be unbound");
      if (type(node.results[0]).kind == TypeKind::Int || is_array(type(node.results[0]))) return copy(node, place);
      if (!sets_.contains(node.variable)) {
        pure_[node.results[0]] = &node;
        return true;
      }
      effect();
      return copy(node, place);
    case Op::Dim: {
      const auto found = views_.find(node.operands[0]);
      if (found == views_.end()) return copy(node, place);
      place.values[node.results[0]] = found->second.lengths[static_cast<size_t>(node.axes[0])];
      return true;
    }
    case Op::Kernel:
      // What operations may say, and in whose name, is known of each of them.
      if (node.kernel == "errstate") return true;
      break;
    default: break;
  }
  if (!is_elementwise(node.op)) return fail("`" + std::string(graph::op_info(node.op).name) + "` is not done element by element");
  if (is_array(type(node.results[0]))) return elementwise(node, place);
  if (type(node.results[0]).kind == TypeKind::Int) return copy(node, place);
  const auto is_python = [&](uint32_t id) { return type(id).kind == TypeKind::Float; };
  const bool sum = node.op == Op::Add || node.op == Op::Sub || node.op == Op::Mul || node.op == Op::Neg;
  const bool pure = (sum && is_python(node.operands[0])) ||
                    (node.op == Op::Cast && (is_python(node.operands[0]) || type(node.operands[0]).kind == TypeKind::Int) &&
                     (is_python(node.results[0]) || (type(node.results[0]).kind == TypeKind::Scalar && type(node.results[0]).dtype == wire::DType::Float64)));
  if (pure) {
    // What the loop does not change is computed before it, where sums of Python's own numbers set no flags of the loop's.
    const bool fixed = std::ranges::all_of(node.operands, [&](uint32_t id) {
      return !inside_.contains(id) || ready_.contains(id) || (pure_.contains(id) && pure_.at(id)->op == Op::Const);
    });
    if (fixed) {
      for (const uint32_t id : node.operands) {
        if (!pure_.contains(id) || ready_.contains(id)) continue;
        into_->before.push_back(pure_.at(id));
        ready_.insert(id);
      }
      into_->before.push_back(&node);
      ready_.insert(node.results[0]);
    } else {
      pure_[node.results[0]] = &node;
    }
    return true;
  }
  settle();
  return copy(node, place);
}

bool StatementWriter::region(const RegionT& from, Place& place) {
  for (const auto& child : from.nodes) if (!node(*child, place)) return false;
  close(place);
  return true;
}

bool StatementWriter::write(const NodeT& node, Elements& into) {
  into_ = &into;
  into.function = std::make_unique<wire::FunctionT>();
  into.function->name = frame_.function->name;
  for (const auto& one : frame_.function->values) into.function->values.push_back(std::make_unique<TypeT>(*one));
  into.function->body = std::make_unique<RegionT>();
  info_count_ = frame_.values.size();
  const auto find_sets = [&](auto&& self, const RegionT& region) -> void {
    for (const auto& child : region.nodes) {
      if (child->op == Op::Set) sets_.insert(child->variable);
      for (const auto& inner : child->regions) self(self, *inner);
    }
  };
  find_sets(find_sets, *node.regions[0]);
  Place place{into.function->body.get(), {}, nullptr, {}};
  if (!loop(node, place)) return false;
  into.loop = into.function->body->nodes.back().get();
  return why.empty() && (!into.shared.empty() || !into.of_products.empty() || fail("no statement on arrays"));
}

std::optional<Elements> as_elements(const Frame& frame, Symbols& symbols, const NodeT& node, const std::set<const NodeT*>& apart, bool products,
                                    std::string& why_not) {
  if (!has_statements(*node.regions[0], products)) return std::nullopt;
  Elements elements;
  StatementWriter writer(frame, symbols, apart, products);
  if (writer.write(node, elements)) return elements;
  why_not = writer.why;
  return std::nullopt;
}

}  // namespace weft::compile::loops
