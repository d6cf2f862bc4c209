// SPDX-License-Identifier: Apache-2.0
#include "compile/loops/planner.h"

#include <algorithm>

#include "compile/analysis.h"
#include "compile/loops/branches.h"
#include "compile/loops/sinking.h"

namespace weft::compile::loops {

using wire::Op;

namespace {

/// What vectors can compute lane by lane; other functions stay with loops that LLVM makes vectors of.
bool is_vector_op(Op op) {
  switch (op) {
    case Op::Const: case Op::Get: case Op::Set: case Op::Load: case Op::Store: case Op::Add: case Op::Sub: case Op::Mul: case Op::Neg:
    case Op::Abs: case Op::Sqrt: case Op::Minimum: case Op::Maximum: case Op::Fmin: case Op::Fmax: case Op::Where: case Op::Equal:
    case Op::NotEqual: case Op::Less: case Op::LessEqual: case Op::Greater: case Op::GreaterEqual: case Op::LogicalAnd: case Op::LogicalOr:
    case Op::LogicalXor: case Op::LogicalNot: case Op::Break: return true;
    default: return false;
  }
}

bool is_float(const wire::TypeT& type) {
  return type.kind == wire::TypeKind::Float || (type.kind != wire::TypeKind::Int && type.dtype >= wire::DType::Float32);
}

/// Numbers of 64 bits, as those that count.
bool is_count(const wire::TypeT& type) {
  return type.kind == wire::TypeKind::Int || (type.kind == wire::TypeKind::Scalar && type.dtype == wire::DType::Int64);
}

/// One way to tile a chain, by places in it.
struct Choice {
  size_t lanes = SIZE_MAX;
  size_t rows = SIZE_MAX;
  size_t first = 0;  // loops from here on that are neither go inside
  int cost = INT32_MAX;
};

}  // namespace

bool Planner::tile(const Loop& head, const std::vector<const Loop*>& fixed, Leaf& leaf) {
  const auto chain = perfect_chain(head);
  const std::vector<Item>& body = chain.back()->body;
  if (!has_own_variables(nest_, body) || !are_vector_items(nest_, body)) return false;
  const bool deep = has_loops(body);
  auto around = fixed;
  around.insert(around.end(), chain.begin(), chain.end());
  const auto all = places(nest_, body, around);
  const auto independent = [&](size_t position, size_t first) {
    auto before = fixed;
    before.insert(before.end(), chain.begin(), chain.begin() + static_cast<std::ptrdiff_t>(first));
    return is_independent(nest_, all, *chain[position], before);
  };
  std::vector<bool> carries;
  for (size_t position = 0; position < chain.size(); ++position) carries.push_back(!independent(position, 0));
  const auto inside = [&](const Choice& choice) {
    std::vector<size_t> places;
    for (size_t k = choice.first; k < chain.size(); ++k) if (k != choice.lanes && k != choice.rows) places.push_back(k);
    return places;
  };
  // The loops inside must not depend on the tile, nor the tile on them; lanes may depend on rows.
  const auto is_possible = [&](const Choice& choice) {
    const Loop& lanes = *chain[choice.lanes];
    const auto inner = inside(choice);
    if (!deep && std::ranges::none_of(inner, [&](size_t k) { return carries[k]; })) return false;
    if (inner_bounds_depend(body, lanes) || !independent(choice.lanes, choice.first)) return false;
    for (const size_t k : inner) if (has_bounds_of(*chain[k], lanes) || has_bounds_of(lanes, *chain[k])) return false;
    if (choice.rows == SIZE_MAX) return true;
    const Loop& rows = *chain[choice.rows];
    if (inner_bounds_depend(body, rows) || has_bounds_of(rows, lanes) || !independent(choice.rows, choice.first)) return false;
    for (const size_t k : inner) if (has_bounds_of(*chain[k], rows) || has_bounds_of(rows, *chain[k])) return false;
    return true;
  };
  const auto is_deepest = [&](const Place& place) { return !deep || place.loops.size() > around.size(); };
  const auto depends_on = [](const Access& access, const Loop& loop) {
    return std::ranges::any_of(access.index, [&](const Linear& index) { return depends(index, loop); });
  };
  const auto is_worth_rows = [&](const Choice& choice) {
    return std::ranges::any_of(all, [&](const Place& place) {
      return is_deepest(place) && !place.access->write && lanes_of(*place.access, *chain[choice.lanes]) != Lanes::uniform &&
             !depends_on(*place.access, *chain[choice.rows]);
    });
  };
  const auto cost_of = [&](const Choice& choice) {
    const auto inner = inside(choice);
    int cost = choice.rows == SIZE_MAX ? 2 : 0;
    for (const Place& place : all) {
      if (!is_deepest(place) || lanes_of(*place.access, *chain[choice.lanes]) != Lanes::strided) continue;
      const Loop* innermost = place.loops.size() > around.size() ? place.loops.back() : inner.empty() ? nullptr : chain[inner.back()];
      if (innermost == nullptr || !depends_on(*place.access, *innermost)) cost += 1;  // a partial sum, or read once
      else if (can_transpose(*place.access, *chain[choice.lanes], *innermost)) cost += 10;
      else return INT32_MAX;
    }
    return cost;
  };
  Choice best;
  for (size_t lanes = chain.size(); lanes-- > 0;) {
    for (size_t first = lanes + 1; first-- > 0;) {
      for (size_t rows = 0; rows <= chain.size(); ++rows) {
        Choice choice{lanes, rows == chain.size() ? SIZE_MAX : rows, first, 0};
        if (rows == lanes || (rows < first)) continue;
        if (!is_possible(choice) || (choice.rows != SIZE_MAX && !is_worth_rows(choice))) continue;
        choice.cost = cost_of(choice);
        if (choice.cost < best.cost) best = choice;
      }
    }
  }
  if (best.cost == INT32_MAX) return false;
  leaf.outer.assign(chain.begin(), chain.begin() + static_cast<std::ptrdiff_t>(best.first));
  leaf.lanes = chain[best.lanes];
  leaf.rows = best.rows == SIZE_MAX ? nullptr : chain[best.rows];
  for (const size_t k : inside(best)) leaf.inner.push_back(chain[k]);
  leaf.items = &body;
  if (leaf.rows == nullptr && leaf.inner.size() == 1 && !deep) {
    leaf.walks_down = std::ranges::none_of(all, [&](const Place& place) { return lanes_of(*place.access, *leaf.lanes) == Lanes::strided; });
  }
  divide(leaf, all, fixed);
  return true;
}

void Planner::divide(Leaf& leaf, const std::vector<Place>& all, const std::vector<const Loop*>& fixed) {
  if (!switches_.divide) return;
  auto order = leaf.outer;
  if (leaf.rows != nullptr) order.push_back(leaf.rows);
  if (leaf.lanes != nullptr) order.push_back(leaf.lanes);
  for (const Loop* candidate : order) {
    const bool bounded = std::ranges::any_of(order, [&](const Loop* other) { return has_bounds_of(*candidate, *other); }) ||
                         std::ranges::any_of(leaf.inner, [&](const Loop* other) { return has_bounds_of(*candidate, *other); });
    if (bounded || !is_independent(nest_, all, *candidate, fixed)) continue;
    leaf.divided = candidate;
    return;
  }
}

namespace {

bool has_carried(const Nest& nest, const Loop& loop, const std::vector<Item>& items) {
  if (!has_loops(items)) return !carried(nest, loop, items).empty();
  return std::ranges::any_of(items, [&](const Item& item) { return item.loop && has_carried(nest, *item.loop, item.loop->body); });
}

size_t count_nodes(const std::vector<Item>& items) {
  size_t count = 0;
  for (const Item& item : items) count += item.nodes.size() + (item.loop ? count_nodes(item.loop->body) : 0);
  return count;
}

}  // namespace

/// Rows that run at once: iterations of the loop around those that need each other.
void Planner::jam(Leaf& leaf, const std::vector<Place>& all, const std::vector<const Loop*>& fixed) {
  constexpr size_t kMostNodes = 100;  // of which there will be kJammedRows copies
  constexpr int64_t kMostSkew = 3;
  if (count_nodes(*leaf.items) > kMostNodes) return;
  const bool deep = has_loops(*leaf.items);
  if (!deep && leaf.outer.size() < 2) return;
  const Loop& rows = deep ? *leaf.outer.back() : **(leaf.outer.end() - 2);
  auto before = fixed;
  before.insert(before.end(), leaf.outer.begin(), std::ranges::find(leaf.outer, &rows));
  const Loop* inner = deep ? nullptr : leaf.outer.back();
  if (inner_bounds_depend(*leaf.items, rows) || (inner != nullptr && has_bounds_of(*inner, rows))) return;
  if (!is_independent(nest_, all, rows, before)) {
    if (inner == nullptr) return;
    leaf.skew = 1;
    while (leaf.skew <= kMostSkew && !can_skew(nest_, all, rows, *inner, leaf.skew, kJammedRows - 1, before)) ++leaf.skew;
    if (leaf.skew > kMostSkew) {
      leaf.skew = 0;
      return;
    }
  }
  leaf.rows = &rows;
  leaf.outer.resize(before.size() - fixed.size());
  if (inner != nullptr) leaf.inner.push_back(inner);
  leaf.in_strips = leaf.skew != 0 && can_run_in_strips(leaf, all, fixed);
}

/// The chain, with the loops outermost whose iterations never meet, where others then walk along memory that did not.
std::vector<const Loop*> Planner::exchanged(std::vector<const Loop*> chain, const std::vector<const Loop*>& fixed) {
  const std::vector<Item>& body = chain.back()->body;
  if (!switches_.tiles || chain.size() < 2 || has_loops(body) || !has_own_variables(nest_, body)) return chain;
  for (const Loop* a : chain) for (const Loop* b : chain) if (has_bounds_of(*a, *b)) return chain;
  auto around = fixed;
  around.insert(around.end(), chain.begin(), chain.end());
  const auto all = places(nest_, body, around);
  auto order = chain;
  std::ranges::stable_partition(order, [&](const Loop* loop) { return is_independent(nest_, all, *loop, fixed); });
  const auto along = [&](const Loop* innermost) {
    return std::ranges::count_if(all, [&](const Place& place) {
      const auto& index = place.access->index;
      const bool elsewhere = std::any_of(index.begin(), index.end() - 1, [&](const Linear& a) { return depends(a, *innermost); });
      return !elsewhere && std::abs(factor_of(index.back(), innermost->counter)) == 1;
    });
  };
  return along(order.back()) > along(chain.back()) ? order : chain;
}

/// The chain as it stands; tasks divide its outermost loop where that is allowed.
Leaf Planner::simple(const Loop& head, const std::vector<const Loop*>& fixed) {
  Leaf leaf;
  leaf.outer = perfect_chain(head);
  leaf.items = &leaf.outer.back()->body;
  leaf.outer = exchanged(std::move(leaf.outer), fixed);
  auto around = fixed;
  around.insert(around.end(), leaf.outer.begin(), leaf.outer.end());
  const auto all = places(nest_, *leaf.items, around);
  auto before = around;
  before.pop_back();
  leaf.carries = switches_.carry && has_carried(nest_, *leaf.outer.back(), *leaf.items);
  if (!has_own_variables(nest_, *leaf.items)) return leaf;
  leaf.is_parallel_inside = is_independent(nest_, all, *leaf.outer.back(), before);
  if (leaf.carries && switches_.jam) jam(leaf, all, fixed);
  divide(leaf, all, fixed);
  leaf.in_strips = leaf.in_strips && leaf.divided == nullptr;
  return leaf;
}

namespace {

bool is_tiled(const std::vector<Step>& steps) {
  return std::ranges::any_of(steps, [](const Step& step) { return step.leaf.lanes != nullptr || is_tiled(step.body); });
}

bool is_divided(const std::vector<Step>& steps) {
  return std::ranges::any_of(steps, [](const Step& step) { return step.leaf.divided != nullptr || step.leaf.in_strips || is_divided(step.body); });
}

/// Whether tasks or parts of them divide the outermost loops.
bool is_divided_outside(const std::vector<Step>& steps) {
  return std::ranges::any_of(steps, [](const Step& step) { return step.cut || step.leaf.divided != nullptr || step.leaf.in_strips; });
}

bool is_carrying(const std::vector<Step>& steps) {
  return std::ranges::any_of(steps, [](const Step& step) { return step.leaf.carries || is_carrying(step.body); });
}

}  // namespace

std::vector<Step> Planner::loop(const Loop& head, const std::vector<const Loop*>& fixed) {
  if (nest_.has_branches) return branched(head, fixed);
  std::vector<Step> steps;
  if (head.is_sequence) {
    auto& step = steps.emplace_back();
    step.loop = &head;
    step.body = items(head.body, with(fixed, &head));
    return steps;
  }
  Leaf leaf;
  if (switches_.tiles && tile(head, fixed, leaf)) {
    steps.emplace_back().leaf = std::move(leaf);
    return steps;
  }
  if (switches_.split && switches_.tiles) {
    const auto parts = split(head, fixed);
    if (!parts.empty()) {
      for (const Loop* part : parts) {
        auto made = loop(*part, fixed);
        std::ranges::move(made, std::back_inserter(steps));
      }
      if (is_tiled(steps)) return steps;
      steps.clear();
    }
    if (cut(head, fixed, steps) || exchange(head, fixed, steps)) return steps;
  }
  Leaf whole = simple(head, fixed);
  if (whole.divided == nullptr && !whole.in_strips) {
    auto inner = items(head.body, with(fixed, &head));
    if (is_tiled(inner) || is_divided(inner)) {
      auto& step = steps.emplace_back();
      step.loop = &head;
      step.body = std::move(inner);
      return steps;
    }
  }
  run_rows_in_strips(whole, fixed);
  steps.emplace_back().leaf = std::move(whole);
  return steps;
}

/// Loops with branches in them: as they stand, the innermost in lanes where its iterations are independent.
std::vector<Step> Planner::branched(const Loop& head, const std::vector<const Loop*>& fixed) {
  plan_.made.push_back(std::make_unique<Loop>(sunk(nest_, head)));
  Leaf leaf;
  leaf.outer = perfect_chain(*plan_.made.back());
  leaf.items = &leaf.outer.back()->body;
  auto around = fixed;
  around.insert(around.end(), leaf.outer.begin(), leaf.outer.end());
  const auto all = places(nest_, *leaf.items, around);
  std::vector<Step> steps;
  if (has_own_variables(nest_, *leaf.items)) {
    const Loop& innermost = *leaf.outer.back();
    auto before = around;
    before.pop_back();
    const bool is_strided = std::ranges::any_of(all, [&](const Place& place) { return lanes_of(*place.access, innermost) == Lanes::strided; });
    if (switches_.tiles && !is_strided && !inner_bounds_depend(*leaf.items, innermost) && are_vector_items(nest_, *leaf.items) && is_independent(nest_, all, innermost, before)) {
      leaf.lanes = &innermost;
      leaf.outer.pop_back();
    }
    divide(leaf, all, fixed);
  }
  if (leaf.divided == nullptr && std::ranges::all_of(head.body, [](const Item& item) { return item.loop != nullptr && !item.loop->breaks; })) {
    auto inner = items(head.body, with(fixed, &head));
    if (is_tiled(inner) || is_divided(inner)) {
      auto& step = steps.emplace_back();
      step.loop = &head;
      step.body = std::move(inner);
      return steps;
    }
  }
  run_rows_in_strips(leaf, fixed);
  steps.emplace_back().leaf = std::move(leaf);
  return steps;
}

/// Items that run one after the other; those that values and variables go between as one.
std::vector<Step> Planner::items(const std::vector<Item>& items, const std::vector<const Loop*>& fixed) {
  std::vector<Uses> uses(items.size());
  for (size_t index = 0; index < items.size(); ++index) {
    collect(nest_, items[index], uses[index]);
    std::erase_if(uses[index].used, [&](uint32_t id) { return meets({id}, uses[index].defined); });
  }
  const auto is_apart = [&](const Item& item) { return item.loop && has_own_variables(nest_, item.loop->body); };
  std::vector<size_t> first(items.size());  // of the items that each goes with
  for (size_t later = 0; later < items.size(); ++later) {
    first[later] = later;
    for (size_t earlier = 0; earlier < later; ++earlier) {
      // Loops that set their variables before they read them share none.
      const bool share = !(is_apart(items[later]) && is_apart(items[earlier])) && meets(uses[later].variables, uses[earlier].variables);
      if (!share && !meets(uses[later].used, uses[earlier].defined)) continue;
      for (size_t index = earlier; index <= later; ++index) first[index] = std::min(first[index], first[earlier]);
    }
  }
  for (size_t index = items.size(); index-- > 1;) if (first[index] < index) first[index - 1] = std::min(first[index - 1], first[index]);
  std::vector<Step> steps;
  if (items.size() > 1 && first.back() == 0) return steps;
  for (size_t begin = 0; begin < items.size();) {
    size_t end = begin + 1;
    while (end < items.size() && first[end] <= begin) ++end;
    if (end == begin + 1 && items[begin].loop) {
      auto made = loop(*items[begin].loop, fixed);
      std::ranges::move(made, std::back_inserter(steps));
    } else {
      auto body = std::make_unique<std::vector<Item>>(copy(std::span(items).subspan(begin, end - begin)));
      steps.emplace_back().leaf.items = body.get();
      plan_.bodies.push_back(std::move(body));
    }
    begin = end;
  }
  return steps;
}

namespace {

void require(const std::vector<Step>& steps, std::vector<Condition>& conditions) {
  for (const Step& step : steps) {
    if (step.cut) conditions.insert(conditions.end(), step.cut->conditions.begin(), step.cut->conditions.end());
    for (const Cut& cut : step.leaf.cuts) conditions.insert(conditions.end(), cut.conditions.begin(), cut.conditions.end());
    require(step.body, conditions);
  }
}

void print(const std::vector<Step>& steps, size_t depth, std::string& out) {
  const auto names = [](const std::vector<const Loop*>& loops) {
    std::string text;
    for (const Loop* loop : loops) text += " v" + std::to_string(loop->counter);
    return text;
  };
  for (const Step& step : steps) {
    out += std::string(2 * depth, ' ');
    if (step.loop != nullptr) {
      out += (step.cut ? "cut v" : step.block_end != nullptr ? "blocks v" : "in order v") + std::to_string(step.loop->counter) + "\n";
      print(step.body, depth + 1, out);
      continue;
    }
    out += "leaf" + names(step.leaf.outer);
    if (step.leaf.rows != nullptr) out += " rows" + names({step.leaf.rows});
    if (step.leaf.lanes != nullptr) out += " lanes" + names({step.leaf.lanes});
    if (!step.leaf.inner.empty()) out += " inner" + names(step.leaf.inner);
    if (step.leaf.triangle) out += " triangle" + names({step.leaf.triangle->steps});
    for (const Cut& cut : step.leaf.cuts) out += " cut" + names({cut.loop});
    if (step.leaf.divided != nullptr) out += " divided" + names({step.leaf.divided});
    if (step.leaf.walks_down) out += " down";
    if (step.leaf.skew != 0) out += " skew " + std::to_string(step.leaf.skew);
    if (step.leaf.in_strips) out += " strips";
    if (step.leaf.carries) out += " carried";
    if (step.leaf.is_parallel_inside) out += " parallel";
    out += "\n";
  }
}

}  // namespace

bool are_vector_items(const Nest& nest, const std::vector<Item>& items) {
  return std::ranges::all_of(items, [&](const Item& item) {
    if (item.loop && !are_vector_items(nest, item.loop->body)) return false;
    if (item.branch) {
      const Branch& branch = *item.branch;
      if (!are_vector_items(nest, branch.condition) || !are_vector_items(nest, branch.then) || !are_vector_items(nest, branch.otherwise)) return false;
    }
    return std::ranges::all_of(item.nodes, [&](const wire::NodeT* node) {
      const auto type = [&](uint32_t id) -> const wire::TypeT& { return *nest.function->values[id]; };
      if (node->op == Op::Div) return is_float(type(node->operands[0]));
      if (node->op == Op::Cast) return is_float(type(node->results[0])) || (nest.has_branches && is_count(type(node->results[0])) && is_count(type(node->operands[0])));
      return is_vector_op(node->op);
    });
  });
}

std::vector<const Loop*> Leaf::all() const {
  auto loops = outer;
  if (rows != nullptr) loops.push_back(rows);
  if (lanes != nullptr) loops.push_back(lanes);
  loops.insert(loops.end(), inner.begin(), inner.end());
  return loops;
}

Lanes lanes_of(const Access& access, const Loop& loop) {
  Lanes kind = Lanes::uniform;
  for (size_t axis = 0; axis < access.index.size(); ++axis) {
    const int64_t factor = factor_of(access.index[axis], loop.counter);
    if (factor == 0) continue;
    kind = kind == Lanes::uniform && axis + 1 == access.index.size() && factor == 1 ? Lanes::unit : Lanes::strided;
  }
  return kind;
}

bool can_transpose(const Access& access, const Loop& lanes, const Loop& innermost) {
  return !access.write && lanes_of(access, lanes) == Lanes::strided && lanes_of(access, innermost) == Lanes::unit &&
         factor_of(access.index.back(), lanes.counter) == 0;
}

Plan make_plan(Nest& nest, const Switches& switches) {
  Plan plan;
  Planner planner(nest, switches, plan);
  plan.steps = planner.loop(*nest.root, {});
  if (switches.split && switches.tiles && !nest.has_branches && !is_tiled(plan.steps)) {
    if (auto made = sink(nest, *nest.root)) {
      auto steps = planner.loop(*made, {});
      if (is_tiled(steps)) plan.steps = std::move(steps);
      plan.made.push_back(std::move(made));
    }
  }
  if (switches.blocks && switches.rows >= Facts::kBlockedSize && switches.split && switches.tiles && !is_divided_outside(plan.steps)) {
    auto step = planner.row_blocks(nest);
    if (!step) step = planner.row_sums(nest);
    if (!step) step = planner.step_blocks(nest);
    if (step) {
      plan.steps = std::move(planner.before_blocks);
      plan.steps.push_back(std::move(*step));
    }
  }
  require(plan.steps, plan.conditions);
  plan.is_useful = is_tiled(plan.steps) || is_carrying(plan.steps) || (switches.divide && is_divided(plan.steps));
  return plan;
}

bool is_in_blocks(const Plan& plan) { return plan.steps.size() == 1 && plan.steps[0].block_end != nullptr; }

std::string to_text(const Plan& plan) {
  std::string out;
  print(plan.steps, 0, out);
  return out;
}

}  // namespace weft::compile::loops
