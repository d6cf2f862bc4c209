// SPDX-License-Identifier: Apache-2.0
#include "compile/loops/expansion.h"

#include <algorithm>
#include <map>

#include "compile/loops/planner.h"

namespace weft::compile::loops {

using wire::Op;

namespace {

/// Counters of the write that is compared with another access have names of their own.
constexpr uint32_t kOther = 1U << 21U;

bool breaks(const std::vector<Item>& items) {
  return std::ranges::any_of(items, [](const Item& item) { return item.branch || (item.loop && (item.loop->breaks || breaks(item.loop->body))); });
}

class Expansion {
 public:
  Expansion(Nest& nest, const std::vector<Condition>& known)
      : nest_(nest), known_(known), everywhere_(places(nest, nest.root->body, {nest.root.get()})) {}

  bool look(const std::vector<const Loop*>& around, Loop& loop, Loop* parent);

 private:
  bool is_written_before(const Place& read, const std::vector<Place>& all, const std::vector<const Loop*>& fixed) const;
  bool covers(const Place& write, const Place& place, size_t common) const;
  const Place* whole(uint32_t array, const std::vector<Place>& all, const std::vector<const Loop*>& fixed) const;
  bool is_divided(const std::vector<const Loop*>& loops) const;
  void expand(uint32_t array, const Place& last, const std::vector<Place>& all, const std::vector<const Loop*>& around, const Loop& loop,
              std::vector<Item>& after);

  Nest& nest_;
  const std::vector<Condition>& known_;
  const std::vector<Place> everywhere_;
};

size_t common_loops(const Place& a, const Place& b) {
  const auto [end, other] = std::ranges::mismatch(a.loops, b.loops);
  return static_cast<size_t>(end - a.loops.begin());
}

/// Whether the element of `place` is one that `write` writes, with the counters of the first `common` loops the same.
bool Expansion::covers(const Place& write, const Place& place, size_t common) const {
  const std::vector<const Loop*> own(write.loops.begin() + static_cast<std::ptrdiff_t>(common), write.loops.end());
  const auto renamed = [&](Linear a) {
    for (const Loop* loop : own) a = substitute(a, loop->counter, Linear::symbol(loop->counter + kOther));
    return a;
  };
  std::vector<Linear> index;
  for (const Linear& a : write.access->index) index.push_back(renamed(a));
  std::map<uint32_t, Linear> solved;
  while (solved.size() < own.size()) {
    const size_t before = solved.size();
    for (size_t axis = 0; axis < index.size(); ++axis) {
      const auto depending = [&](const Loop* loop) { return factor_of(index[axis], loop->counter + kOther) != 0; };
      if (std::ranges::count_if(own, depending) != 1) continue;
      const uint32_t counter = (*std::ranges::find_if(own, depending))->counter + kOther;
      if (factor_of(index[axis], counter) != 1) return false;
      const Linear value = place.access->index[axis] - (index[axis] - Linear::symbol(counter));
      for (Linear& other : index) other = substitute(other, counter, value);
      solved.emplace(counter, value);
    }
    if (solved.size() == before) return false;
  }
  if (index != place.access->index) return false;
  Constraints here;
  for (const Loop* loop : place.loops) {
    here.at_most(loop->lower, Linear::symbol(loop->counter));
    here.less(Linear::symbol(loop->counter), loop->upper);
  }
  for (const auto& [number, loops] : known_) {
    const bool is_fixed = std::ranges::none_of(number.terms, [&](const auto& term) { return nest_.variables[term.first].kind == Variable::Kind::counter; });
    if (is_fixed) here.at_most(Linear::of(0), number);
  }
  return std::ranges::all_of(own, [&](const Loop* loop) {
    const auto bound = [&](const Linear& a) {
      Linear at = renamed(a);
      for (const auto& [counter, value] : solved) at = substitute(at, counter, value);
      return at;
    };
    const Linear& value = solved.at(loop->counter + kOther);
    Constraints below = here;
    Constraints above = here;
    below.less(value, bound(loop->lower));
    above.at_most(bound(loop->upper), value);
    return !below.may_hold() && !above.may_hold();
  });
}

/// `all` are in the order of the program.
bool Expansion::is_written_before(const Place& read, const std::vector<Place>& all, const std::vector<const Loop*>& fixed) const {
  for (const Place& write : all) {
    if (&write == &read) return false;
    if (!write.access->write || write.access->array != read.access->array) continue;
    const size_t common = common_loops(write, read);
    if (common >= fixed.size() && covers(write, read, common)) return true;
  }
  return false;
}

/// The write that writes all that is written, in every iteration the same elements.
const Place* Expansion::whole(uint32_t array, const std::vector<Place>& all, const std::vector<const Loop*>& fixed) const {
  const Loop& loop = *fixed.back();
  const Place* found = nullptr;
  for (const Place& place : all) {
    if (place.access->array != array) continue;
    if (std::ranges::any_of(place.access->index, [&](const Linear& index) { return depends(index, loop); })) return nullptr;
    if (!place.access->write) continue;
    if (found == nullptr) {
      found = &place;
      for (size_t level = fixed.size(); level < place.loops.size(); ++level) if (has_bounds_of(*place.loops[level], loop)) return nullptr;
    }
    if (!covers(*found, place, fixed.size())) return nullptr;
  }
  return found;
}

bool Expansion::look(const std::vector<const Loop*>& around, Loop& loop, Loop* parent) {
  if (!has_loops(loop.body)) return false;
  const auto fixed = with(around, &loop);
  const auto all = places(nest_, loop.body, fixed);
  std::vector<std::pair<uint32_t, const Place*>> ready;
  for (uint32_t array = 0; array < nest_.arrays.size(); ++array) {
    const auto of_array = [&](const Place& place) { return place.access->array == array; };
    const Place* last = whole(array, all, fixed);
    const bool is_possible = last != nullptr && std::ranges::count_if(everywhere_, of_array) == std::ranges::count_if(all, of_array) &&
                             std::ranges::any_of(all, [&](const Place& place) { return of_array(place) && !place.access->write; }) &&
                             std::ranges::all_of(all, [&](const Place& place) { return !of_array(place) || place.access->write || is_written_before(place, all, fixed); });
    if (is_possible) ready.emplace_back(array, last);
  }
  const auto is_ready = [&](const Place& place) { return std::ranges::find(ready, place.access->array, [](const auto& one) { return one.first; }) != ready.end(); };
  const auto keeps_order = [&](bool of_others) {
    return std::ranges::any_of(all, [&](const Place& a) {
      return is_ready(a) != of_others && std::ranges::any_of(all, [&](const Place& b) { return runs_back(nest_, a, b, loop, around); });
    });
  };
  if (!ready.empty() && has_own_variables(nest_, loop.body) && keeps_order(false) && !keeps_order(true) && !is_divided(around)) {
    std::vector<Item> after;
    for (const auto& [array, last] : ready) expand(array, *last, all, around, loop, after);
    nest_.needed.emplace_back(loop.upper - loop.lower - Linear::of(1), around);
    std::vector<Item>* body = parent == nullptr ? nullptr : &parent->body;
    if (body == nullptr) {
      // A loop of one iteration holds both.
      auto& node = nest_.made.emplace_back(std::make_unique<wire::NodeT>());
      node->op = Op::For;
      node->range = std::make_unique<wire::Range>(*loop.node->range);
      auto outside = std::make_unique<Loop>();
      outside->node = node.get();
      outside->counter = static_cast<uint32_t>(nest_.variables.size());
      nest_.variables.push_back({Variable::Kind::counter, UINT32_MAX, 0});
      outside->upper = Linear::of(1);
      outside->is_sequence = true;
      outside->body.emplace_back().loop = std::move(nest_.root);
      nest_.root = std::move(outside);
      body = &nest_.root->body;
    }
    const auto at = std::ranges::find_if(*body, [&](const Item& item) { return item.loop.get() == &loop; });
    body->insert(at + 1, std::make_move_iterator(after.begin()), std::make_move_iterator(after.end()));
    return true;
  }
  std::vector<Loop*> inside;
  for (Item& item : loop.body) if (item.loop) inside.push_back(item.loop.get());
  bool any = false;
  for (Loop* inner : inside) any = look(fixed, *inner, &loop) || any;
  return any;
}

/// Whether one of the loops can be divided as it is.
bool Expansion::is_divided(const std::vector<const Loop*>& loops) const {
  for (size_t level = 0; level < loops.size(); ++level) {
    const std::vector<const Loop*> around(loops.begin(), loops.begin() + static_cast<std::ptrdiff_t>(level));
    if (is_independent(nest_, places(nest_, loops[level]->body, with(around, loops[level])), *loops[level], around)) return true;
  }
  return false;
}

void Expansion::expand(uint32_t array, const Place& last, const std::vector<Place>& all, const std::vector<const Loop*>& around, const Loop& loop,
                       std::vector<Item>& after) {
  const auto expanded = static_cast<uint32_t>(nest_.arrays.size());
  auto& type = nest_.made_types.emplace_back(std::make_unique<wire::TypeT>(*nest_.arrays[array].type));
  type->dims.insert(type->dims.begin(), "?");
  Array made{.id = UINT32_MAX, .type = type.get(), .written = true, .is_read = true};
  made.expands = array;
  made.extent = loop.upper - loop.lower;
  made.around = around;
  nest_.arrays.push_back(std::move(made));
  nest_.arrays[array].is_read = false;

  const wire::NodeT& read = *std::ranges::find_if(all, [&](const Place& place) { return place.access->array == array && !place.access->write; })->node;
  const Access written = *last.access;
  for (const Place& place : all) {
    if (place.access->array != array) continue;
    Access& access = nest_.accesses.at(place.node);
    access.array = expanded;
    access.index.insert(access.index.begin(), Linear::symbol(loop.counter) - loop.lower);
  }
  Access of_last = written;
  of_last.array = expanded;
  of_last.write = false;
  of_last.index.insert(of_last.index.begin(), loop.upper - loop.lower - Linear::of(1));

  const auto make = [&](Op op, Access access) {
    auto& node = nest_.made.emplace_back(std::make_unique<wire::NodeT>());
    node->op = op;
    node->range = std::make_unique<wire::Range>(*last.node->range);
    (op == Op::Load ? node->results : node->operands) = {read.results[0]};
    nest_.accesses.emplace(node.get(), std::move(access));
    return node.get();
  };
  Item item;
  item.nodes = {make(Op::Load, std::move(of_last)), make(Op::Store, written)};
  for (size_t level = last.loops.size(); level-- > around.size() + 1;) {
    const Loop& like = *last.loops[level];
    auto copy = std::make_unique<Loop>();
    copy->node = like.node;
    copy->counter = like.counter;
    copy->lower = like.lower;
    copy->upper = like.upper;
    copy->body.push_back(std::move(item));
    item = {};
    item.loop = std::move(copy);
  }
  after.push_back(std::move(item));
}

}  // namespace

bool expand_arrays(Nest& nest, const std::vector<Condition>& known) {
  if (nest.has_branches || nest.root->breaks || breaks(nest.root->body)) return false;
  return Expansion(nest, known).look({}, *nest.root, nullptr);
}

}  // namespace weft::compile::loops
