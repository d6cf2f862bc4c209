// SPDX-License-Identifier: Apache-2.0
// One loop over several statements as several loops; what parts of a plan ask of loops.
#include "compile/loops/planner.h"

#include <algorithm>

namespace weft::compile::loops {

using wire::Op;

bool depends(const Linear& a, const Loop& loop) { return factor_of(a, loop.counter) != 0; }
bool has_bounds_of(const Loop& bounded, const Loop& loop) { return depends(bounded.lower, loop) || depends(bounded.upper, loop); }

bool inner_bounds_depend(const std::vector<Item>& items, const Loop& loop) {
  return std::ranges::any_of(items, [&](const Item& item) {
    return item.loop && (has_bounds_of(*item.loop, loop) || inner_bounds_depend(item.loop->body, loop));
  });
}

bool has_loops(const std::vector<Item>& items) {
  return std::ranges::any_of(items, [](const Item& item) { return item.loop != nullptr; });
}

std::vector<const Loop*> perfect_chain(const Loop& head) {
  std::vector<const Loop*> chain = {&head};
  while (chain.back()->body.size() == 1 && chain.back()->body[0].loop && !chain.back()->body[0].loop->breaks) chain.push_back(chain.back()->body[0].loop.get());
  return chain;
}

std::vector<const Loop*> with(std::vector<const Loop*> loops, const Loop* more) {
  loops.push_back(more);
  return loops;
}

void collect(const Nest& nest, const Item& item, Uses& uses) {
  for (const wire::NodeT* node : item.nodes) {
    uses.defined.insert(uses.defined.end(), node->results.begin(), node->results.end());
    uses.used.insert(uses.used.end(), node->operands.begin(), node->operands.end());
    const bool is_own = (node->op == Op::Get || node->op == Op::Set) && std::ranges::binary_search(nest.set_variables, node->variable);
    if (is_own) uses.variables.push_back(node->variable);
  }
  if (item.loop) for (const Item& inner : item.loop->body) collect(nest, inner, uses);
  if (!item.branch) return;
  uses.used.push_back(item.branch->holds);
  for (const auto* part : {&item.branch->condition, &item.branch->then, &item.branch->otherwise}) {
    for (const Item& inner : *part) collect(nest, inner, uses);
  }
}

bool meets(const std::vector<uint32_t>& a, const std::vector<uint32_t>& b) {
  return std::ranges::any_of(a, [&](uint32_t id) { return std::ranges::find(b, id) != b.end(); });
}

/// The nodes of one run as groups, one for each write, that share no value but those read from memory nobody writes in between.
std::vector<Item> Planner::split_items(const std::vector<Item>& body) {
  std::vector<Item> result;
  for (const Item& item : body) {
    if (item.loop) {
      auto& copy = result.emplace_back();
      copy.loop = std::make_unique<Loop>();
      *copy.loop = {item.loop->node, item.loop->counter, item.loop->lower, item.loop->upper, split_items(item.loop->body)};
      continue;
    }
    std::vector<size_t> writes;
    for (size_t index = 0; index < item.nodes.size(); ++index) {
      if (item.nodes[index]->op == Op::Store || item.nodes[index]->op == Op::Set) writes.push_back(index);
    }
    std::vector<std::vector<bool>> slices;
    bool apart = writes.size() > 1;
    for (const size_t write : writes) {
      std::vector<bool> slice(item.nodes.size());
      slice[write] = true;
      for (size_t index = write; index-- > 0;) {
        const wire::NodeT& node = *item.nodes[index];
        if (node.results.empty()) continue;
        for (size_t user = index + 1; user <= write; ++user) {
          if (slice[user] && std::ranges::find(item.nodes[user]->operands, node.results[0]) != item.nodes[user]->operands.end()) slice[index] = true;
        }
        if (!slice[index]) continue;
        // What is read must not be written between here and there.
        for (size_t other = index + 1; other < write; ++other) {
          const wire::NodeT& between = *item.nodes[other];
          if (node.op == Op::Get) apart = apart && !(between.op == Op::Set && between.variable == node.variable);
          if (node.op == Op::Load && between.op == Op::Store) apart = apart && nest_.accesses.at(&between).array != nest_.accesses.at(&node).array;
        }
      }
      slices.push_back(std::move(slice));
    }
    std::vector<const wire::NodeT*> empty;
    if (!apart) {
      result.emplace_back().nodes = item.nodes;
      continue;
    }
    for (const auto& slice : slices) {
      auto& group = result.emplace_back();
      for (size_t index = 0; index < slice.size(); ++index) if (slice[index]) group.nodes.push_back(item.nodes[index]);
    }
  }
  return result;
}

/// Several loops that do what `loop` does, as many as its dependences allow; empty when it stays one.
std::vector<const Loop*> Planner::split(const Loop& loop, const std::vector<const Loop*>& fixed) {
  std::vector<Item> groups = split_items(loop.body);
  // Inner loops are split first, so that their parts can go to different loops here.
  std::vector<Item> flat;
  const auto around = with(fixed, &loop);
  for (Item& item : groups) {
    if (!item.loop) {
      flat.push_back(std::move(item));
      continue;
    }
    plan_.made.push_back(std::move(item.loop));
    const Loop* inner = plan_.made.back().get();
    const auto parts = split(*inner, around);
    const auto add = [&](const Loop& part) {
      auto& copy = flat.emplace_back();
      copy.loop = std::make_unique<Loop>();
      *copy.loop = {part.node, part.counter, part.lower, part.upper, split_items(part.body)};
    };
    if (parts.empty()) add(*inner);
    for (const Loop* part : parts) add(*part);
  }
  if (flat.size() < 2) return {};
  std::vector<size_t> group(flat.size());
  std::vector<std::vector<Place>> touched;
  std::vector<Uses> uses(flat.size());
  for (size_t index = 0; index < flat.size(); ++index) {
    group[index] = index;
    collect(nest_, flat[index], uses[index]);
    std::vector<Item> one;
    one.push_back(std::move(flat[index]));
    touched.push_back(places(nest_, one, around));
    flat[index] = std::move(one[0]);
  }
  for (size_t later = 0; later < flat.size(); ++later) {
    for (size_t earlier = 0; earlier < later; ++earlier) {
      // A value is no memory: its users stay with it. (Values that split nodes repeat are defined in each group that uses them.)
      std::vector<uint32_t> foreign;
      for (const uint32_t id : uses[later].used) {
        if (std::ranges::find(uses[later].defined, id) == uses[later].defined.end()) foreign.push_back(id);
      }
      bool together = meets(foreign, uses[earlier].defined) || meets(uses[later].variables, uses[earlier].variables);
      for (const Place& a : touched[later]) {
        for (const Place& b : touched[earlier]) together = together || runs_back(nest_, a, b, loop, fixed);
      }
      if (!together) continue;
      const size_t target = group[earlier];
      for (size_t index = earlier; index <= later; ++index) group[index] = std::min(group[index], target);
      for (size_t index = earlier; index <= later; ++index) group[index] = target;
    }
  }
  std::vector<const Loop*> parts;
  for (size_t index = 0; index < flat.size();) {
    auto part = std::make_unique<Loop>();
    part->node = loop.node;
    part->counter = loop.counter;
    part->lower = loop.lower;
    part->upper = loop.upper;
    const size_t mine = group[index];
    for (; index < flat.size() && group[index] == mine; ++index) part->body.push_back(std::move(flat[index]));
    parts.push_back(part.get());
    plan_.made.push_back(std::move(part));
  }
  return parts.size() > 1 ? parts : std::vector<const Loop*>{};
}

}  // namespace weft::compile::loops
