// SPDX-License-Identifier: Apache-2.0
// Loops whose iterations need each other only through one of them, as those over rows and columns do where one row and one column are read
// by all: without that iteration the others are independent.
#include <algorithm>

#include "compile/loops/planner.h"

namespace weft::compile::loops {

namespace {

bool is_fixed(const Nest& nest, const Linear& a, const std::vector<const Loop*>& fixed) {
  return std::ranges::all_of(a.terms, [&](const auto& term) {
    return nest.variables[term.first].kind != Variable::Kind::counter ||
           std::ranges::any_of(fixed, [&](const Loop* loop) { return loop->counter == term.first; });
  });
}

/// Counters of `loop` for which one of two accesses that meet touches what does not move with it.
std::vector<Linear> points(const Nest& nest, const std::vector<Place>& all, const Loop& loop, const std::vector<const Loop*>& before,
                           const std::vector<const Loop*>& fixed) {
  std::vector<Linear> found;
  const auto add = [&](const Linear& moving, const Linear& still) {
    const int64_t factor = factor_of(moving, loop.counter);
    if (factor != 1 && factor != -1) return;
    const Linear point = (still - (moving - Linear::symbol(loop.counter) * factor)) * factor;
    if (is_fixed(nest, point, fixed) && std::ranges::find(found, point) == found.end()) found.push_back(point);
  };
  for (const Place& a : all) {
    for (const Place& b : all) {
      if (!runs_back(nest, a, b, loop, before)) continue;
      for (size_t axis = 0; axis < a.access->index.size(); ++axis) {
        add(a.access->index[axis], b.access->index[axis]);
        add(b.access->index[axis], a.access->index[axis]);
      }
    }
  }
  return found;
}

/// What the program must show before the loops run: nothing where the point is always one of the iterations.
std::vector<Condition> conditions(const Loop& loop, const Linear& at, const std::vector<const Loop*>& fixed) {
  std::vector<Condition> needed;
  for (const Linear& least : {at - loop.lower, loop.upper - Linear::of(1) - at}) {
    Constraints system;
    for (const Loop* around : fixed) {
      system.at_most(around->lower, Linear::symbol(around->counter));
      system.less(Linear::symbol(around->counter), around->upper);
    }
    system.less(least, Linear::of(0));
    if (system.may_hold()) needed.emplace_back(least, fixed);
  }
  return needed;
}

}  // namespace

std::vector<const Loop*> Planner::parts(const Cut& cut) {
  const Linear after = cut.at + Linear::of(1);
  std::vector<const Loop*> made;
  for (const auto& [lower, upper] : {std::pair(cut.loop->lower, cut.at), std::pair(cut.at, after), std::pair(after, cut.loop->upper)}) {
    auto part = std::make_unique<Loop>();
    part->node = cut.loop->node;
    part->counter = cut.loop->counter;
    part->lower = lower;
    part->upper = upper;
    made.push_back(part.get());
    plan_.made.push_back(std::move(part));
  }
  return made;
}

bool Planner::cut(const Loop& head, const std::vector<const Loop*>& fixed, std::vector<Step>& steps) {
  const auto chain = perfect_chain(head);
  const std::vector<Item>& body = chain.back()->body;
  if (chain.size() > 2 || has_loops(body) || !has_own_variables(nest_, body) || !are_vector_items(nest_, body)) return false;
  if (chain.size() == 2 && has_bounds_of(*chain[1], *chain[0])) return false;
  std::vector<std::vector<const Loop*>> variants = {chain};  // the chain with parts in the place of loops
  const auto touched = [&](const std::vector<const Loop*>& variant) {
    auto around = fixed;
    around.insert(around.end(), variant.begin(), variant.end());
    return places(nest_, body, around);
  };
  std::vector<Cut> cuts;
  for (size_t k = 0; k < chain.size(); ++k) {
    auto before = fixed;
    before.insert(before.end(), chain.begin(), chain.begin() + static_cast<std::ptrdiff_t>(k));
    const auto all_independent = [&](const std::vector<std::vector<const Loop*>>& list) {
      return std::ranges::all_of(list, [&](const auto& variant) { return is_independent(nest_, touched(variant), *chain[k], before); });
    };
    if (all_independent(variants)) continue;
    bool is_cut = false;
    for (const Linear& point : points(nest_, touched(chain), *chain[k], before, fixed)) {
      Cut cut{chain[k], point, conditions(*chain[k], point, fixed)};
      std::vector<std::vector<const Loop*>> next;
      for (const Loop* part : parts(cut)) {
        for (auto variant : variants) {
          variant[k] = part;
          next.push_back(std::move(variant));
        }
      }
      if (!all_independent(next)) continue;
      variants = std::move(next);
      cuts.push_back(std::move(cut));
      is_cut = true;
      break;
    }
    if (!is_cut) return false;
  }
  if (cuts.empty()) return false;
  const auto all = touched(chain);
  const auto is_along = [&](const Loop* lanes) {
    return std::ranges::none_of(all, [&](const Place& place) { return lanes_of(*place.access, *lanes) == Lanes::strided; }) &&
           std::ranges::any_of(all, [&](const Place& place) { return lanes_of(*place.access, *lanes) == Lanes::unit; });
  };
  Leaf leaf;
  leaf.items = &body;
  leaf.lanes = is_along(chain.back()) ? chain.back() : is_along(chain.front()) ? chain.front() : nullptr;
  if (leaf.lanes == nullptr) return false;
  if (chain.size() == 2) leaf.rows = leaf.lanes == chain[0] ? chain[1] : chain[0];
  Step step;
  if (chain.size() == 2 && switches_.divide) {
    leaf.divided = chain[0];
    if (cuts[0].loop == chain[0]) {
      leaf.limited = chain[0];
      step.loop = chain[0];
      step.cut = std::move(cuts[0]);
      cuts.erase(cuts.begin());
    }
  }
  leaf.cuts = std::move(cuts);
  if (step.loop == nullptr) {
    step.leaf = std::move(leaf);
  } else {
    step.body.emplace_back().leaf = std::move(leaf);
  }
  steps.push_back(std::move(step));
  return true;
}

}  // namespace weft::compile::loops
