// SPDX-License-Identifier: Apache-2.0
#include "compile/loops/made_nest.h"
#include "compile/loops/aligned.h"
#include "compile/loops/time_tiles.h"

#include <algorithm>
#include <span>

#include "compile/loops/dependence.h"
#include "compile/loops/expansion.h"

namespace weft::compile::loops {

using wire::NodeT;

namespace {

/// The place of a loop in the nest.
const Loop* loop_of(const Loop& root, const NodeT& node) {
  if (root.node == &node) return &root;
  for (const Item& item : root.body) {
    if (!item.loop) continue;
    if (const Loop* found = loop_of(*item.loop, node)) return found;
  }
  return nullptr;
}

/// What stands around `node` in the nest, outermost first.
std::vector<const Loop*> around(const Nest& nest, const std::vector<const wire::NodeT*>& nodes) {
  std::vector<const Loop*> found;
  for (const wire::NodeT* node : nodes) found.push_back(loop_of(*nest.root, *node));
  return found;
}

/// Null where elements are read and written in the order of the program wherever it counts; else a statement that is to stay apart,
/// or `elements.loop` when that would not help.
const NodeT* out_of_order(const Nest& nest, const Elements& elements) {
  for (const NodeT* made : elements.shared) {
    // The loops around it, then those of the statements themselves.
    std::vector<const Loop*> around;
    const auto find = [&](auto&& self, const Loop& at) -> bool {
      if (at.node == made) return true;
      around.push_back(&at);
      for (const Item& item : at.body) if (item.loop && self(self, *item.loop)) return true;
      around.pop_back();
      return false;
    };
    find(find, *nest.root);
    std::vector<const Loop*> own = {loop_of(*nest.root, *made)};
    while (own.back()->body.size() == 1 && own.back()->body[0].loop) own.push_back(own.back()->body[0].loop.get());
    auto loops = around;
    loops.insert(loops.end(), own.begin(), own.end());
    const auto all = places(nest, own.back()->body, loops);
    for (const Place& later : all) {
      for (const Place& earlier : all) {
        if (elements.order.at(earlier.node) >= elements.order.at(later.node)) continue;
        auto fixed = around;
        for (const Loop* level : own) {
          if (runs_back(nest, later, earlier, *level, fixed)) {
            const auto mine = elements.statement.find(later.node);
            return mine == elements.statement.end() ? elements.loop : mine->second;
          }
          fixed.push_back(level);
        }
      }
    }
  }
  return nullptr;
}

/// Products run as fast as the library's where tiles keep their sums in registers. A leaf without any is fine as it is.
bool is_tiled_product(const Leaf& leaf) {
  const bool has_sums = std::ranges::any_of(*leaf.items, [](const Item& item) { return item.loop != nullptr; });
  return leaf.lanes != nullptr || !has_sums;
}

/// What is not negative where the nest runs as it is planned: its bounds, and the differences of sizes that are the same.
std::vector<Condition> known(const Frame& frame, const MadeNest& made) {
  std::vector<Condition> found = made.bounds;
  const auto size = [&](const Variable& of) -> const Linear* {
    if (of.kind != Variable::Kind::size) return nullptr;
    const Array& array = made.nest.arrays[of.id];
    const auto& infos = array.is_variable ? frame.variables : frame.values;
    return array.id < infos.size() && infos[array.id].known && of.axis < infos[array.id].dims.size() ? &infos[array.id].dims[of.axis] : nullptr;
  };
  for (uint32_t a = 0; a < made.nest.variables.size(); ++a) {
    for (uint32_t b = 0; b < made.nest.variables.size(); ++b) {
      const Linear* first = size(made.nest.variables[a]);
      const Linear* second = size(made.nest.variables[b]);
      if (a != b && first != nullptr && second != nullptr && *first == *second) found.emplace_back(Linear::symbol(a) - Linear::symbol(b), std::vector<const Loop*>());
    }
  }
  return found;
}

/// Of blocks, what is beyond the corner.
bool are_tiled_products(std::span<const Step> steps, bool in_order) {
  return std::ranges::all_of(steps, [&](const Step& step) {
    if (step.loop == nullptr) return is_tiled_product(step.leaf);
    if (step.block_end != nullptr) return are_tiled_products(std::span(step.body).subspan(step.corner), true);
    return in_order && are_tiled_products(step.body, true);
  });
}

}  // namespace

std::optional<MadeNest> make_nest(codegen::Emitter& e, const wire::NodeT& node, bool expands, std::string& why_not) {
  const Frame& frame = *e.act().frame;
  std::set<const wire::NodeT*> apart;
  MadeNest made;
  for (;;) {
    auto elements = as_elements(frame, e.symbols_, node, apart, e.switches_.sums, why_not);
    if (!elements) return std::nullopt;
    auto recovered = recover(*elements->function, *elements->loop, *frame.function->body, false);
    if (!recovered.nest) {
      why_not = recovered.why_not;
      return std::nullopt;
    }
    made.elements = std::move(*elements);
    made.nest = std::move(*recovered.nest);
    if (!made.elements.of_products.empty()) align_counters(made.nest);
    const wire::NodeT* early = out_of_order(made.nest, made.elements);
    if (early == nullptr) break;
    if (early == made.elements.loop || !apart.insert(early).second) {
      why_not = "a statement reads what it writes";
      return std::nullopt;
    }
  }
  for (const auto& bound : made.elements.bounds) {
    auto number = made.nest.numbers.find(bound.value);
    if (number == made.nest.numbers.end()) {
      const Variable wanted{Variable::Kind::value, bound.value, 0};
      const auto found = std::ranges::find(made.nest.variables, wanted);
      const auto place = static_cast<uint32_t>(found - made.nest.variables.begin());
      if (found == made.nest.variables.end()) made.nest.variables.push_back(wanted);
      number = made.nest.numbers.emplace(bound.value, Linear::symbol(place)).first;
    }
    if (!is_small(number->second)) return std::nullopt;
    auto loops = around(made.nest, bound.around);
    for (const auto& [id, factor] : number->second.terms) {
      const bool known = made.nest.variables[id].kind != Variable::Kind::counter || std::ranges::any_of(loops, [&](const Loop* loop) { return loop->counter == id; });
      if (!known) return std::nullopt;
    }
    const std::pair one(number->second, std::move(loops));
    if (std::ranges::find(made.bounds, one) == made.bounds.end()) made.bounds.push_back(one);
  }
  const bool has_products = !made.elements.of_products.empty();
  const bool is_expanded = has_products && expands && expand_arrays(made.nest, known(frame, made));
  made.plan = make_plan(made.nest, e.switches_);
  const auto& steps = made.plan.steps;
  if (has_products && !are_tiled_products(steps, is_expanded)) {
    if (is_expanded) return make_nest(e, node, false, why_not);
    why_not = "products do not run in tiles";
    return std::nullopt;
  }
  // Worth it where whole rows of the program's loop run as one: otherwise a nest for each statement does as well.
  const bool whole = has_products || std::ranges::all_of(steps, [](const Step& step) { return step.loop == nullptr && step.leaf.all().size() > 1; });
  const bool in_time = e.switches_.tiles && e.switches_.shorts && e.host_->getName() == codegen::Emitter::kEntry && steps.size() == 1 &&
                       time_shift(made.nest, steps[0], {}).has_value();
  if (!made.plan.is_useful || (e.switches_.worth && !whole && !in_time) || !are_vector_items(made.nest, made.nest.root->body)) {
    why_not = "statements on arrays do not run as one";
    return std::nullopt;
  }
  for (const auto& [own, of] : made.elements.made_of) {
    if (const auto found = e.silenced_.find(of); found != e.silenced_.end()) e.silenced_[own] = found->second;
    if (const auto found = e.told_as_.find(of); found != e.told_as_.end()) e.told_as_[own] = found->second;
    else if (of->op == wire::Op::MatMul) e.told_as_[own] = "matmul";
    if (frame.function->values[of->results[0]]->kind == wire::TypeKind::Array || of->op == wire::Op::MatMul) e.of_arrays_.insert(own);
  }
  e.of_products_.insert(made.elements.of_products.begin(), made.elements.of_products.end());
  e.made_functions_.push_back(std::move(made.elements.function));
  return made;
}

}  // namespace weft::compile::loops
