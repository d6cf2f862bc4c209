// SPDX-License-Identifier: Apache-2.0
#include "compile/loops/unread.h"

#include <algorithm>
#include <ranges>

namespace weft::compile::loops {

using wire::Op;

namespace {

/// From the last node to the first: what will be overwritten before it is read, and which variables are read before they are set.
struct After {
  std::set<Touched> overwritten;
  std::set<uint32_t> live;
  bool operator==(const After&) const = default;
};

class Walk {
 public:
  explicit Walk(const Subject& subject) : subject_(subject) {}

  After items(const std::vector<Item>& list, After after) {
    for (const Item& item : std::views::reverse(list)) {
      if (item.loop) after = loop(*item.loop, after, [&](After end) { return items(item.loop->body, std::move(end)); });
      for (const wire::NodeT* node : std::views::reverse(item.nodes)) look(*node, after);
    }
    return after;
  }

  After around(const std::vector<const Loop*>& loops, size_t position, const std::vector<Item>& list, const After& after) {
    if (position == loops.size()) return items(list, after);
    return loop(*loops[position], after, [&](const After& end) { return around(loops, position + 1, list, end); });
  }

  std::set<const wire::NodeT*> found;

 private:
  void look(const wire::NodeT& node, After& after) {
    switch (node.op) {
      case Op::Store: {
        if (after.overwritten.insert(subject_.touched(node)).second) used_.insert(node.operands.back());
        return;
      }
      case Op::Set:
        if (after.live.erase(node.variable) != 0) used_.insert(node.operands[0]);
        return;
      default: break;
    }
    const bool is_used = std::ranges::any_of(node.results, [&](uint32_t id) { return used_.contains(id); });
    if (is_used) found.erase(&node);
    else found.insert(&node);
    if (!is_used) return;
    if (node.op == Op::Get) after.live.insert(node.variable);
    else if (node.op == Op::Load) after.overwritten.erase(subject_.touched(node));
    else used_.insert(node.operands.begin(), node.operands.end());
  }

  bool moves(const Touched& touched, const Loop& of) const {
    return std::ranges::any_of(touched.second, [&](const Linear& index) { return subject_.moves(index, of); });
  }

  /// What an iteration leaves is for the next one: what only follows the loop reads the last one's.
  After loop(const Loop& of, const After& after, const std::function<After(const After&)>& body) {
    constexpr int kTurns = 3;
    After end = after;
    After start;
    for (int turn = 0; turn < kTurns; ++turn) {
      const std::set<uint32_t> before = used_;
      start = body(end);
      std::erase_if(start.overwritten, [&](const Touched& touched) { return moves(touched, of); });
      if (start == end || turn + 1 == kTurns) break;
      end = start;
      used_ = before;
    }
    // It may run not at all.
    std::erase_if(start.overwritten, [&](const Touched& touched) { return !after.overwritten.contains(touched); });
    start.live.insert(after.live.begin(), after.live.end());
    return start;
  }

  const Subject& subject_;
  std::set<uint32_t> used_;
};

}  // namespace

std::set<const wire::NodeT*> unread(const Subject& subject, const std::vector<const Loop*>& around, const std::vector<Item>& items,
                                    std::set<uint32_t> live) {
  Walk walk(subject);
  (void)walk.around(around, 0, items, {{}, std::move(live)});
  return std::move(walk.found);
}

}  // namespace weft::compile::loops
