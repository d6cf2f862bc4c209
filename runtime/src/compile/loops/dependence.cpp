// SPDX-License-Identifier: Apache-2.0
#include "compile/loops/dependence.h"

#include <algorithm>
#include <set>

namespace weft::compile::loops {

using wire::Op;

namespace {

/// Counters of the second instance of an access have names of their own.
constexpr uint32_t kSecond = 1U << 20U;

Linear second(const Nest& nest, const Linear& a, const std::vector<const Loop*>& fixed) {
  Linear result = Linear::of(a.constant);
  for (const auto& [id, factor] : a.terms) {
    const bool counts = nest.variables[id].kind == Variable::Kind::counter;
    const bool same = std::ranges::any_of(fixed, [&](const Loop* loop) { return loop->counter == id; });
    result = result + Linear::symbol(counts && !same ? id + kSecond : id) * factor;
  }
  return result;
}

/// What holds when `a` and then `b` touch one element: nullopt when they cannot for a simple reason.
std::optional<Constraints> same_element(const Nest& nest, const Place& a, const Place& b, const std::vector<const Loop*>& fixed) {
  if (a.access->array != b.access->array || (!a.access->write && !b.access->write)) return std::nullopt;
  Constraints system;
  for (size_t axis = 0; axis < a.access->index.size(); ++axis) system.equal(a.access->index[axis], second(nest, b.access->index[axis], fixed));
  for (const Loop* loop : a.loops) {
    system.at_most(loop->lower, Linear::symbol(loop->counter));
    system.less(Linear::symbol(loop->counter), loop->upper);
  }
  for (const Loop* loop : b.loops) {
    const Linear counter = second(nest, Linear::symbol(loop->counter), fixed);
    system.at_most(second(nest, loop->lower, fixed), counter);
    system.less(counter, second(nest, loop->upper, fixed));
  }
  return system;
}

/// Reads before sets, following the order of the nodes; a loop may run not at all.
bool sets_first(const Nest& nest, const std::vector<Item>& items, std::set<uint32_t>& sure) {
  for (const Item& item : items) {
    for (const wire::NodeT* node : item.nodes) {
      if (node->op == Op::Set) sure.insert(node->variable);
      const bool changes = node->op == Op::Get && std::ranges::binary_search(nest.set_variables, node->variable);
      if (changes && !sure.contains(node->variable)) return false;
    }
    if (!item.loop) continue;
    std::set<uint32_t> inside = sure;
    if (!sets_first(nest, item.loop->body, inside)) return false;
  }
  return true;
}

}  // namespace

std::vector<Place> places(const Nest& nest, const std::vector<Item>& items, std::vector<const Loop*> around) {
  std::vector<Place> found;
  for (const Item& item : items) {
    for (const wire::NodeT* node : item.nodes) {
      if (const auto access = nest.accesses.find(node); access != nest.accesses.end()) found.push_back({node, &access->second, around});
    }
    if (!item.loop) continue;
    auto inner = around;
    inner.push_back(item.loop.get());
    std::ranges::copy(places(nest, item.loop->body, inner), std::back_inserter(found));
  }
  return found;
}

bool runs_back(const Nest& nest, const Place& later, const Place& earlier, const Loop& loop, const std::vector<const Loop*>& fixed) {
  auto system = same_element(nest, later, earlier, fixed);
  if (!system) return false;
  system->less(Linear::symbol(loop.counter), second(nest, Linear::symbol(loop.counter), fixed));
  return system->may_hold();
}

bool is_independent(const Nest& nest, const std::vector<Place>& all, const Loop& loop, const std::vector<const Loop*>& fixed) {
  for (const Place& a : all) {
    for (const Place& b : all) {
      if (runs_back(nest, a, b, loop, fixed)) return false;
    }
  }
  return true;
}

bool has_own_variables(const Nest& nest, const std::vector<Item>& items) {
  std::set<uint32_t> sure;
  return sets_first(nest, items, sure);
}

}  // namespace weft::compile::loops
