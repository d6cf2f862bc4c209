// SPDX-License-Identifier: Apache-2.0
#include "compile/loops/dependence.h"

#include "compile/loops/time_tiles.h"

#include <algorithm>
#include <iterator>
#include <set>

namespace weft::compile::loops {

using wire::Op;

namespace {

/// Counters of the second instance of an access have names of their own.
constexpr uint32_t kSecond = 1U << 20U;

/// Reads before sets, following the order of the nodes; a loop may run not at all.
bool sets_first(const Nest& nest, const std::vector<Item>& items, std::set<uint32_t>& sure) {
  for (const Item& item : items) {
    for (const wire::NodeT* node : item.nodes) {
      if (node->op == Op::Set) sure.insert(node->variable);
      const bool changes = node->op == Op::Get && std::ranges::binary_search(nest.set_variables, node->variable);
      if (changes && !sure.contains(node->variable)) return false;
    }
    std::set<uint32_t> inside = sure;
    if (item.loop && !sets_first(nest, item.loop->body, inside)) return false;
    if (!item.branch) continue;
    if (item.branch->repeats()) {
      if (!sets_first(nest, item.branch->condition, sure)) return false;
      inside = sure;
      if (!sets_first(nest, item.branch->then, inside)) return false;
      continue;
    }
    std::set<uint32_t> otherwise = sure;
    if (!sets_first(nest, item.branch->then, inside) || !sets_first(nest, item.branch->otherwise, otherwise)) return false;
    std::ranges::set_intersection(inside, otherwise, std::inserter(sure, sure.end()));
  }
  return true;
}

}  // namespace

Linear second(const Nest& nest, const Linear& a, const std::vector<const Loop*>& fixed) {
  Linear result = Linear::of(a.constant);
  for (const auto& [id, factor] : a.terms) {
    const bool counts = nest.variables[id].kind == Variable::Kind::counter;
    const bool same = std::ranges::any_of(fixed, [&](const Loop* loop) { return loop->counter == id; });
    result = result + Linear::symbol(counts && !same ? id + kSecond : id) * factor;
  }
  return result;
}

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

std::vector<Place> places(const Nest& nest, const std::vector<Item>& items, std::vector<const Loop*> around) {
  std::vector<Place> found;
  for (const Item& item : items) {
    for (const wire::NodeT* node : item.nodes) {
      if (const auto access = nest.accesses.find(node); access != nest.accesses.end()) found.push_back({node, &access->second, around});
    }
    if (item.branch) {
      for (const auto* part : {&item.branch->condition, &item.branch->then, &item.branch->otherwise}) {
        std::ranges::copy(places(nest, *part, around), std::back_inserter(found));
      }
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

bool can_skew(const Nest& nest, const std::vector<Place>& all, const Loop& outer, const Loop& inner, int64_t skew, std::optional<int64_t> most,
              const std::vector<const Loop*>& fixed) {
  const Linear row = Linear::symbol(outer.counter);
  const Linear place = Linear::symbol(inner.counter);
  const Linear next_row = second(nest, row, fixed);
  const Linear next_place = second(nest, place, fixed);
  for (const Place& a : all) {
    for (const Place& b : all) {
      auto system = same_element(nest, a, b, fixed);
      if (!system) continue;
      system->less(row, next_row);
      if (most) system->at_most(next_row, row + Linear::of(*most));
      system->at_most(next_place + next_row * skew, place + row * skew);
      if (system->may_hold()) return false;
    }
  }
  return true;
}

bool stays_near(const Nest& nest, const std::vector<Place>& all, const Loop& time, const Loop& rows, int64_t most, const std::vector<const Loop*>& fixed) {
  const Linear turn = Linear::symbol(time.counter);
  const Linear row = Linear::symbol(rows.counter);
  for (const Place& a : all) {
    for (const Place& b : all) {
      auto system = same_element(nest, a, b, fixed);
      if (!system) continue;
      system->less(turn, second(nest, turn, fixed));
      system->less(second(nest, row, fixed) + Linear::of(most), row);
      if (system->may_hold()) return false;
    }
  }
  return true;
}

bool can_follow(const Nest& nest, const Stretch& early, const Stretch& late, const Loop& time, int64_t leaves, int64_t shift, const std::vector<const Loop*>& fixed) {
  auto system = same_element(nest, *early.place, *late.place, fixed);
  if (!system) return true;
  const Linear turn = Linear::symbol(time.counter);
  const Linear after = (second(nest, turn, fixed) - turn) * leaves + Linear::of(late.leaf - early.leaf);
  system->less(Linear::of(0), after);
  system->less(second(nest, Linear::symbol(late.divided->counter), fixed) + after * shift, Linear::symbol(early.divided->counter));
  return !system->may_hold();
}

std::vector<Carried> carried(const Nest& nest, const Loop& loop, const std::vector<Item>& items) {
  constexpr size_t kFarthest = 4;
  std::vector<Carried> found;
  const auto all = places(nest, items, {&loop});
  for (const Place& place : all) {
    const Access& write = *place.access;
    const bool known = std::ranges::any_of(found, [&](const Carried& other) { return other.array == write.array; });
    if (!write.write || known || place.loops.size() > 1) continue;
    const bool alone = std::ranges::all_of(all, [&](const Place& other) {
      return other.access->array != write.array || !other.access->write || other.access->index == write.index;
    });
    if (!alone) continue;
    Carried one{write.array, write.index, {}};
    while (one.reads.size() < kFarthest) {
      std::vector<Linear> before;
      for (const Linear& index : write.index) {
        before.push_back(substitute(index, loop.counter, Linear::symbol(loop.counter) - Linear::of(static_cast<int64_t>(one.reads.size()) + 1)));
      }
      const bool is_read = before != write.index && std::ranges::any_of(all, [&](const Place& other) {
        return other.access->array == write.array && !other.access->write && other.access->index == before;
      });
      if (!is_read) break;
      one.reads.push_back(std::move(before));
    }
    if (!one.reads.empty()) found.push_back(std::move(one));
  }
  return found;
}

bool has_own_variables(const Nest& nest, const std::vector<Item>& items) {
  std::set<uint32_t> sure;
  return sets_first(nest, items, sure);
}

}  // namespace weft::compile::loops
