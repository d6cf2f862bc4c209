// SPDX-License-Identifier: Apache-2.0
// Steps each of which changes all rows or columns after its own, as in Gauss's elimination or Gram and Schmidt's orthonormal columns. They
// run in blocks: first the steps of a block, in order, on those that are its own, then all of them on each row or column beyond, which does
// not leave the caches meanwhile and needs none of the others. Each element goes through the same operations in the same order.
#include <algorithm>

#include "compile/loops/branches.h"
#include "compile/loops/planner.h"
#include "compile/loops/row_blocks.h"

namespace weft::compile::loops {

namespace {

class StepBlocks {
 public:
  StepBlocks(const Nest& nest, const Loop& steps) : nest_(nest), steps_(steps) {}

  /// Whether a step is something of its own and then one loop over those after it, which share nothing but memory.
  bool find();
  bool can_run(const std::vector<const Loop*>& fixed);
  std::vector<Condition> conditions;
  std::unique_ptr<Loop> corner;
  std::unique_ptr<Loop> beyond;

 private:
  const Loop& later() const { return *steps_.body.back().loop; }
  bool conflicts(const Place& first, const Place& then, const std::vector<const Loop*>& fixed, bool among) const;

  const Nest& nest_;
  const Loop& steps_;
};

bool StepBlocks::find() {
  if (nest_.has_branches || steps_.breaks || steps_.body.empty() || !steps_.body.back().loop) return false;
  const Loop& later = this->later();
  const Linear distance = later.lower - Linear::symbol(steps_.counter);
  if (later.breaks || !has_loops(later.body) || !(distance.is(0) || distance.is(1)) || depends(later.upper, steps_) || !has_own_variables(nest_, later.body)) return false;
  Uses own;
  Uses of_later;
  for (size_t index = 0; index + 1 < steps_.body.size(); ++index) collect(nest_, steps_.body[index], own);
  collect(nest_, steps_.body.back(), of_later);
  if (meets(of_later.used, own.defined) || meets(of_later.variables, own.variables)) return false;
  if (const Linear more = later.upper - steps_.upper; !more.is(0)) conditions.emplace_back(more, std::vector<const Loop*>{});
  return true;
}

/// Whether the first, of a row beyond the block, must stay before the second: an earlier step, and, `among` rows beyond, of a later row.
bool StepBlocks::conflicts(const Place& first, const Place& then, const std::vector<const Loop*>& fixed, bool among) const {
  auto system = same_element(nest_, first, then, fixed);
  if (!system) return false;
  const auto ascends = [&](const Linear& a, const Linear& b) { system->less(a, second(nest_, b, fixed)); };
  ascends(Linear::symbol(steps_.counter), Linear::symbol(steps_.counter));
  const Linear row = Linear::symbol(later().counter);
  if (among) system->less(second(nest_, row, fixed), row);
  return system->may_hold();
}

/// `fixed`: the loops whose counters are the first step of a block and the end of its steps.
bool StepBlocks::can_run(const std::vector<const Loop*>& fixed) {
  const Linear begin = Linear::symbol(fixed[0]->counter);
  const Linear end = Linear::symbol(fixed[1]->counter);
  corner = std::make_unique<Loop>(copy(steps_));
  corner->lower = begin;
  corner->upper = end;
  corner->body.back().loop->upper = end;
  beyond = std::make_unique<Loop>(copy(later()));
  beyond->lower = end;
  auto inner = std::make_unique<Loop>();
  *inner = {steps_.node, steps_.counter, begin, end, std::move(beyond->body)};
  beyond->body.clear();
  beyond->body.emplace_back().loop = std::move(inner);
  const auto places_in = [&](const Loop& loop) { return places(nest_, loop.body, with(fixed, &loop)); };
  const auto late = places_in(*beyond);
  const auto early = places_in(*corner);
  for (const Place& a : late) {
    for (const Place& b : early) if (conflicts(a, b, fixed, false)) return false;
    for (const Place& b : late) if (conflicts(a, b, fixed, true)) return false;
  }
  return true;
}

}  // namespace

std::optional<Step> Planner::step_blocks(Nest& nest) {
  if (switches_.rows < kLeastBlockRows || !are_vector_items(nest, nest.root->body) || !has_own_variables(nest, nest.root->body)) return std::nullopt;
  StepBlocks blocks(nest, *nest.root);
  if (!blocks.find()) return std::nullopt;
  const auto fixed = block_numbers(nest);
  if (!blocks.can_run(fixed)) return std::nullopt;
  Step step;
  step.loop = fixed[0];
  step.block_end = fixed[1];
  step.least_rows = kLeastBlockRows;
  const auto run = [&](std::unique_ptr<Loop> piece) {
    plan_.made.push_back(std::move(piece));
    auto made = loop(*plan_.made.back(), fixed);
    std::ranges::move(made, std::back_inserter(step.body));
  };
  run(std::move(blocks.corner));
  step.corner = step.body.size();
  run(std::move(blocks.beyond));
  const bool is_divided = std::ranges::all_of(std::span(step.body).subspan(step.corner), [](const Step& one) { return one.loop == nullptr && one.leaf.divided != nullptr; });
  if (!is_divided) return std::nullopt;
  plan_.conditions.insert(plan_.conditions.end(), blocks.conditions.begin(), blocks.conditions.end());
  return step;
}

}  // namespace weft::compile::loops
