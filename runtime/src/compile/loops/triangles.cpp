// SPDX-License-Identifier: Apache-2.0
// Rows whose elements need those before them, as in LU decomposition: for each element a sum over the elements before it, which is a chain
// of dependent operations, and then what finishes it. Each element goes through the same operations in the same order where the steps of all
// sums run side by side.
#include <algorithm>

#include "compile/loops/planner.h"

namespace weft::compile::loops {

using wire::Op;

namespace {

/// The loop as a triangle, by its form; whether its steps may be exchanged with its elements is another question.
std::optional<Triangle> triangle_of(const Nest& nest, const Loop& head) {
  const auto& body = head.body;
  const auto at = std::ranges::find_if(body, [](const Item& item) { return item.loop != nullptr; });
  if (at == body.end() || at - body.begin() > 1 || body.end() - at > 2 || std::ranges::any_of(body, [](const Item& item) { return item.branch != nullptr; })) return std::nullopt;
  Triangle found;
  found.elements = &head;
  found.steps = at->loop.get();
  const Loop& steps = *found.steps;
  if (at + 1 != body.end()) {
    if ((at + 1)->loop) return std::nullopt;
    found.finish = (at + 1)->nodes;
  }
  if (steps.lower != head.lower || steps.upper != Linear::symbol(head.counter) || steps.breaks || head.breaks) return std::nullopt;
  if (steps.body.size() != 1 || steps.body[0].loop || steps.body[0].branch) return std::nullopt;
  const auto is_own = [&](const wire::NodeT* node) { return std::ranges::binary_search(nest.set_variables, node->variable); };
  const auto count = [&](const std::vector<const wire::NodeT*>& nodes, Op op) {
    return std::ranges::count_if(nodes, [&](const wire::NodeT* node) { return node->op == op && (op != Op::Get || is_own(node)); });
  };
  const auto& step = steps.body[0].nodes;
  if (at == body.begin()) {
    if (count(step, Op::Store) != 1 || count(step, Op::Set) + count(step, Op::Get) + count(found.finish, Op::Set) + count(found.finish, Op::Get) != 0) return std::nullopt;
    found.element = &nest.accesses.at(*std::ranges::find(step, Op::Store, &wire::NodeT::op));
    return found;
  }
  // A variable takes the element, and gives it back.
  const auto& first = body[0].nodes;
  if (first.size() != 2 || first[0]->op != Op::Load || first[1]->op != Op::Set || first[1]->operands[0] != first[0]->results[0]) return std::nullopt;
  if (count(step, Op::Store) != 0 || count(step, Op::Set) != 1 || count(found.finish, Op::Set) != 0 || count(found.finish, Op::Store) != 1) return std::nullopt;
  found.variable = first[1]->variable;
  for (const std::vector<const wire::NodeT*>* nodes : {&step, static_cast<const std::vector<const wire::NodeT*>*>(&found.finish)}) {
    for (const wire::NodeT* node : *nodes) {
      if ((node->op == Op::Set || (node->op == Op::Get && is_own(node))) && node->variable != *found.variable) return std::nullopt;
    }
  }
  found.element = &nest.accesses.at(first[0]);
  const Access& given = nest.accesses.at(*std::ranges::find(found.finish, Op::Store, &wire::NodeT::op));
  if (given.array != found.element->array || given.index != found.element->index) return std::nullopt;
  const wire::TypeT& type = *nest.function->values[first[0]->results[0]];
  const wire::NodeT& set = **std::ranges::find(step, Op::Set, &wire::NodeT::op);
  const wire::TypeT& of = *nest.function->values[set.operands[0]];
  return type.kind == of.kind && type.dtype == of.dtype ? std::optional(found) : std::nullopt;
}

}  // namespace

bool Planner::exchange(const Loop& outermost, const std::vector<const Loop*>& fixed, std::vector<Step>& steps) {
  auto around = fixed;
  const Loop* row = &outermost;
  auto found = triangle_of(nest_, *row);
  while (!found && row->body.size() == 1 && row->body[0].loop) {
    around.push_back(row);
    row = row->body[0].loop.get();
    found = triangle_of(nest_, *row);
  }
  if (!found || !are_vector_items(nest_, row->body)) return false;
  const Loop& head = *row;
  const std::vector<const Loop*> same = around;
  const Loop& inner = *found->steps;
  const Linear element = Linear::symbol(head.counter);
  const Linear step = Linear::symbol(inner.counter);
  around.push_back(&head);
  Access written = *found->element;
  written.write = true;
  std::vector<Place> changes = places(nest_, inner.body, with(around, &inner));
  changes.push_back({nullptr, &written, with(around, &inner)});
  std::vector<Place> finishes;
  std::vector<Item> rest;
  rest.emplace_back().nodes = found->finish;
  finishes = places(nest_, rest, around);
  finishes.push_back({nullptr, &written, around});
  const auto is_element = [&](const Access& access) { return access.array == written.array && access.index == written.index; };
  const auto meets_element = [&](const Place& place, bool in_steps) {
    const auto system = same_element(nest_, in_steps ? changes.back() : finishes.back(), place, around);
    return system && system->may_hold();
  };
  if (std::ranges::none_of(written.index, [&](const Linear& index) { return depends(index, head); })) return false;
  if (std::ranges::any_of(written.index, [&](const Linear& index) { return depends(index, inner); })) return false;
  for (const Place& place : changes) {
    if (lanes_of(*place.access, head) == Lanes::strided) return false;
    if (place.access->write && !is_element(*place.access)) return false;
    // While its steps run the element is in a register.
    if (!is_element(*place.access) && meets_element(place, true)) return false;
  }
  if (lanes_of(written, head) != Lanes::unit) return false;
  for (const Place& place : finishes) {
    if (found->variable && !is_element(*place.access) && meets_element(place, false)) return false;
  }
  const auto later = [&](const Linear& a) { return second(nest_, a, same); };
  for (const Place& a : changes) {
    for (const Place& b : changes) {
      auto system = same_element(nest_, a, b, same);
      if (!system) continue;
      system->less(element, later(element));
      system->at_most(later(step), step);
      if (system->may_hold()) return false;
    }
  }
  for (const Place& a : finishes) {
    for (const Place& b : changes) {
      auto system = same_element(nest_, a, b, same);
      if (!system) continue;
      system->less(element, later(element));
      system->less(later(step), element);
      if (system->may_hold()) return false;
    }
  }
  Leaf& leaf = steps.emplace_back().leaf;
  leaf.items = &head.body;
  leaf.lanes = &head;
  leaf.triangle = *found;
  leaf.outer.assign(same.begin() + static_cast<std::ptrdiff_t>(fixed.size()), same.end());
  if (switches_.divide && !leaf.outer.empty() && has_own_variables(nest_, head.body) && is_independent(nest_, places(nest_, head.body, around), *leaf.outer[0], fixed)) {
    leaf.divided = leaf.outer[0];
    if (leaf.outer.size() == 1 && switches_.jam && !has_bounds_of(head, *leaf.divided) && !has_bounds_of(inner, *leaf.divided)) {
      leaf.rows = leaf.divided;
      leaf.outer.clear();
    }
  }
  return true;
}

}  // namespace weft::compile::loops
