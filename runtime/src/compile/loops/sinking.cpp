// SPDX-License-Identifier: Apache-2.0
#include "compile/loops/sinking.h"

#include <algorithm>

#include "compile/loops/branches.h"
#include "compile/loops/planner.h"

namespace weft::compile::loops {

using wire::Op;

namespace {

/// Operations on numbers tell of overflow and the like: once at least, where the program does them.
bool may_warn(const wire::NodeT& node) { return node.op != Op::Load && node.op != Op::Get && node.op != Op::Const; }

class Sinking {
 public:
  explicit Sinking(const Nest& nest) : nest_(nest) {}

  void loop(Loop& one, std::vector<const Loop*> around) {
    around.push_back(&one);
    for (size_t place = 0; place < one.body.size();) {
      if (into_loops(one.body, place, around)) one.body.erase(one.body.begin() + static_cast<std::ptrdiff_t>(place));
      else ++place;
    }
    for (Item& item : one.body) if (item.loop) loop(*item.loop, around);
  }

  bool changed = false;

 private:
  bool runs(const Loop& inner, const std::vector<const Loop*>& around) const {
    Constraints system;
    for (const Loop* outer : around) {
      system.at_most(outer->lower, Linear::symbol(outer->counter));
      system.less(Linear::symbol(outer->counter), outer->upper);
    }
    system.at_most(inner.upper, inner.lower);
    return !system.may_hold();
  }

  /// Whether the node gives the same number at any later point of the iteration.
  bool stays(const wire::NodeT& node, const std::vector<Place>& later, const std::vector<const Loop*>& around) const {
    if (node.op == Op::Store || node.op == Op::Set) return false;
    if (node.op == Op::Get) return !std::ranges::binary_search(nest_.set_variables, node.variable);
    if (node.op != Op::Load) return true;
    const Place mine{&node, &nest_.accesses.at(&node), around};
    return std::ranges::none_of(later, [&](const Place& other) {
      if (!other.access->write) return false;
      const auto system = same_element(nest_, mine, other, around);
      return system && system->may_hold();
    });
  }

  /// Puts the nodes of `body[place]` into the loops after it that use what they give. False where they have to stay.
  bool into_loops(std::vector<Item>& body, size_t place, const std::vector<const Loop*>& around) {
    const Item& item = body[place];
    if (item.loop || item.branch || item.nodes.empty()) return false;
    Uses mine;
    collect(nest_, item, mine);
    std::vector<Loop*> targets;
    std::vector<Place> later;
    for (size_t next = place + 1; next < body.size(); ++next) {
      Uses uses;
      collect(nest_, body[next], uses);
      for (const Loop* loop : {body[next].loop.get()}) {
        if (loop == nullptr) continue;
        std::ranges::copy(places(nest_, loop->body, with(around, loop)), std::back_inserter(later));
      }
      for (const wire::NodeT* node : body[next].nodes) {
        if (const auto access = nest_.accesses.find(node); access != nest_.accesses.end()) later.push_back({node, &access->second, around});
      }
      if (!meets(uses.used, mine.defined)) continue;
      if (!body[next].loop || body[next].loop->breaks) return false;
      targets.push_back(body[next].loop.get());
    }
    if (targets.empty() || !std::ranges::all_of(item.nodes, [&](const wire::NodeT* node) { return stays(*node, later, around); })) return false;
    // All that may warn goes where it runs.
    if (std::ranges::any_of(item.nodes, [](const wire::NodeT* node) { return may_warn(*node); })) {
      const auto running = std::ranges::find_if(targets, [&](const Loop* target) { return runs(*target, around); });
      if (running == targets.end()) return false;
      std::iter_swap(targets.begin(), running);
    }
    for (Loop* target : targets) {
      const auto nodes = target == targets[0] ? item.nodes : needed(item.nodes, *target);
      if (!target->body.empty() && !target->body[0].nodes.empty()) {
        auto& first = target->body[0].nodes;
        first.insert(first.begin(), nodes.begin(), nodes.end());
      } else {
        Item made;
        made.nodes = nodes;
        target->body.insert(target->body.begin(), std::move(made));
      }
    }
    changed = true;
    return true;
  }

  /// Those of the nodes whose numbers the loop computes with.
  std::vector<const wire::NodeT*> needed(const std::vector<const wire::NodeT*>& nodes, const Loop& target) const {
    Uses uses;
    for (const Item& item : target.body) collect(nest_, item, uses);
    std::vector<const wire::NodeT*> found;
    for (size_t place = nodes.size(); place-- > 0;) {
      if (!meets(uses.used, nodes[place]->results)) continue;
      uses.used.insert(uses.used.end(), nodes[place]->operands.begin(), nodes[place]->operands.end());
      found.insert(found.begin(), nodes[place]);
    }
    return found;
  }

  const Nest& nest_;
};

}  // namespace

std::unique_ptr<Loop> sink(const Nest& nest, const Loop& root) {
  auto made = std::make_unique<Loop>(copy(root));
  Sinking sinking(nest);
  sinking.loop(*made, {});
  return sinking.changed ? std::move(made) : nullptr;
}

}  // namespace weft::compile::loops
