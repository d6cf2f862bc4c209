// SPDX-License-Identifier: Apache-2.0
// Whether what a loop leaves in a variable is ever read.
#include <algorithm>

#include "compile/loops/affine.h"

namespace weft::compile::loops {

using wire::Op;

namespace {

enum class First : uint8_t { read, set, neither };

/// What happens first to the variable on a way through the nodes from `from` on.
First first_use(const wire::RegionT& region, size_t from, uint32_t variable) {
  for (size_t index = from; index < region.nodes.size(); ++index) {
    const wire::NodeT& node = *region.nodes[index];
    if (node.op == Op::Get && node.variable == variable) return First::read;
    if (node.op == Op::Set && node.variable == variable) return First::set;
    if (node.op == Op::Return || node.op == Op::Break || node.op == Op::Continue) return node.op == Op::Return ? First::set : First::read;
    bool all_set = !node.regions.empty() && node.op == Op::If && node.regions.size() == 2;
    for (const auto& child : node.regions) {
      const First inside = first_use(*child, 0, variable);
      if (inside == First::read) return First::read;
      all_set = all_set && inside == First::set;
    }
    if (all_set) return First::set;
  }
  return First::neither;
}

/// The way to a node: regions from the function's body inwards, with the place in each.
bool find(const wire::RegionT& region, const wire::NodeT& node, std::vector<std::pair<const wire::RegionT*, size_t>>& way) {
  for (size_t index = 0; index < region.nodes.size(); ++index) {
    way.emplace_back(&region, index);
    if (region.nodes[index].get() == &node) return true;
    for (const auto& child : region.nodes[index]->regions) {
      if (find(*child, node, way)) return true;
    }
    way.pop_back();
  }
  return false;
}

}  // namespace

bool live_after(const wire::FunctionT& function, const wire::NodeT& node, uint32_t variable) {
  std::vector<std::pair<const wire::RegionT*, size_t>> way;
  if (!find(*function.body, node, way)) return true;
  for (size_t level = way.size(); level-- > 0;) {
    const First next = first_use(*way[level].first, way[level].second + 1, variable);
    if (next != First::neither) return next == First::read;
    if (level == 0) return false;
    const wire::NodeT& owner = *way[level - 1].first->nodes[way[level - 1].second];
    if (owner.op != Op::For && owner.op != Op::While) continue;
    // The next iteration: every region of the loop from its start (a read anywhere in it counts).
    for (const auto& child : owner.regions) {
      if (first_use(*child, 0, variable) == First::read) return true;
    }
  }
  return false;
}

}  // namespace weft::compile::loops
