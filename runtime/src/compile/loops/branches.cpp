// SPDX-License-Identifier: Apache-2.0
#include "compile/loops/branches.h"

#include <algorithm>
#include <map>

namespace weft::compile::loops {

using wire::Op;

namespace {

/// The same whenever it is computed in the nest.
bool is_steady(const Nest& nest, const wire::NodeT& node) {
  switch (node.op) {
    case Op::Set: case Op::Store: return false;
    case Op::Load: return !nest.arrays[nest.accesses.at(&node).array].written;
    case Op::Get: return !std::ranges::binary_search(nest.set_variables, node.variable);
    default: return true;
  }
}

void count_gets(const std::vector<Item>& items, std::map<uint32_t, int>& counts) {
  for (const Item& item : items) {
    for (const wire::NodeT* node : item.nodes) if (node->op == Op::Get) ++counts[node->variable];
    if (item.loop) count_gets(item.loop->body, counts);
    if (!item.branch) continue;
    for (const auto* part : {&item.branch->condition, &item.branch->then, &item.branch->otherwise}) count_gets(*part, counts);
  }
}

}  // namespace

std::vector<Item> copy(std::span<const Item> items) {
  std::vector<Item> result;
  for (const Item& item : items) {
    Item& made = result.emplace_back();
    made.nodes = item.nodes;
    if (item.loop) made.loop = std::make_unique<Loop>(copy(*item.loop));
    if (!item.branch) continue;
    const Branch& branch = *item.branch;
    made.branch = std::make_unique<Branch>(Branch{branch.node, copy(branch.condition), branch.holds, copy(branch.then), copy(branch.otherwise)});
  }
  return result;
}

Loop copy(const Loop& loop) { return {loop.node, loop.counter, loop.lower, loop.upper, copy(loop.body), loop.breaks, loop.is_sequence}; }

Loop sunk(const Nest& nest, const Loop& loop) {
  Loop result = copy(loop);
  auto& body = result.body;
  const bool sinks = !body.empty() && body.back().loop != nullptr && !body.back().loop->breaks && std::all_of(body.begin(), body.end() - 1, [&](const Item& item) {
    return !item.loop && !item.branch && std::ranges::all_of(item.nodes, [&](const wire::NodeT* node) { return is_steady(nest, *node); });
  });
  if (!sinks) return result;
  Loop inner = std::move(*body.back().loop);
  body.pop_back();
  for (Item& item : inner.body) body.push_back(std::move(item));
  inner.body = std::move(body);
  result.body.clear();
  result.body.emplace_back().loop = std::make_unique<Loop>(sunk(nest, inner));
  return result;
}

std::vector<uint32_t> own_variables(const Nest& nest, std::initializer_list<const std::vector<Item>*> parts) {
  std::map<uint32_t, int> everywhere;
  std::map<uint32_t, int> inside;
  count_gets(nest.root->body, everywhere);
  for (const auto* part : parts) count_gets(*part, inside);
  std::vector<uint32_t> own;
  for (const auto& [variable, count] : inside) if (everywhere[variable] == count) own.push_back(variable);
  return own;
}

}  // namespace weft::compile::loops
