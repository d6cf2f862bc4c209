// SPDX-License-Identifier: Apache-2.0
#include "compile/loops/aligned.h"

#include <algorithm>

#include "compile/loops/dependence.h"

namespace weft::compile::loops {

namespace {

/// The counters of `outer` in a subscript, besides `counter` itself; nullopt where there are others.
std::optional<Linear> added(const Nest& nest, const Linear& index, uint32_t counter, const std::vector<const Loop*>& outer) {
  Linear result;
  for (const auto& [id, factor] : index.terms) {
    if (id == counter || nest.variables[id].kind != Variable::Kind::counter) continue;
    if (std::ranges::none_of(outer, [&](const Loop* loop) { return loop->counter == id; })) return std::nullopt;
    result = result + Linear::symbol(id) * factor;
  }
  return result;
}

/// What all subscripts of the loop have added; nullopt where they differ.
std::optional<Linear> common(const Nest& nest, const Loop& loop, const std::vector<const Loop*>& outer) {
  std::optional<Linear> shared;
  for (const Place& place : places(nest, loop.body, {})) {
    for (const Linear& index : place.access->index) {
      const int64_t factor = factor_of(index, loop.counter);
      if (factor == 0) continue;
      const auto one = factor == 1 ? added(nest, index, loop.counter, outer) : std::nullopt;
      if (!one || (shared && *shared != *one)) return std::nullopt;
      shared = one;
    }
  }
  return shared;
}

void replace(std::vector<Item>& items, uint32_t counter, const Linear& by) {
  for (Item& item : items) {
    if (!item.loop) continue;
    item.loop->lower = substitute(item.loop->lower, counter, by);
    item.loop->upper = substitute(item.loop->upper, counter, by);
    replace(item.loop->body, counter, by);
  }
}

void align(Nest& nest, Loop& loop, std::vector<const Loop*>& outer) {
  if (const auto by = common(nest, loop, outer); by && !by->is(0)) {
    const Linear before = Linear::symbol(loop.counter) - *by;
    loop.lower = loop.lower + *by;
    loop.upper = loop.upper + *by;
    replace(loop.body, loop.counter, before);
    for (auto& [node, access] : nest.accesses) for (Linear& index : access.index) index = substitute(index, loop.counter, before);
    for (auto& [id, number] : nest.numbers) number = substitute(number, loop.counter, before);
  }
  outer.push_back(&loop);
  for (Item& item : loop.body) if (item.loop) align(nest, *item.loop, outer);
  outer.pop_back();
}

}  // namespace

void align_counters(Nest& nest) {
  std::vector<const Loop*> outer;
  if (!nest.has_branches) align(nest, *nest.root, outer);
}

}  // namespace weft::compile::loops
