// SPDX-License-Identifier: Apache-2.0
// Branches that only choose between values known before them, as `a if a < b + c else b + c` does, which computes its parts once more:
// a choice, and no branch. So is a branch that only writes an element which was read before it, as `if b + c < a: a = b + c`, where the loops
// read other elements of its array too, so that branches could not run in lanes: elsewhere the element is written as it was.
#include <algorithm>

#include "compile/loops/branches.h"

namespace weft::compile::loops {

using wire::Op;

namespace {

class Joiner {
 public:
  Joiner(Nest& nest, const Branch& branch, const std::vector<const wire::NodeT*>& before) : nest_(nest), branch_(branch), before_(before) {}

  /// What the branch sets its variable to, by the values before it; nothing where it does more.
  bool side(const std::vector<Item>& items, uint32_t& chosen);
  void join(uint32_t then, uint32_t otherwise, std::vector<const wire::NodeT*>& into);
  /// The branch as a choice between what it writes and what was there; false where it is not of this kind.
  bool join_store(std::vector<const wire::NodeT*>& into);

 private:
  const wire::NodeT* known(const wire::NodeT& node, bool any_line = false) const;
  bool reads_elsewhere(const Access& element) const;
  uint32_t before(uint32_t id) const {
    const auto found = same_.find(id);
    return found == same_.end() ? id : found->second;
  }
  const wire::TypeT& type(uint32_t id) const { return *nest_.function->values[id]; }

  Nest& nest_;
  const Branch& branch_;
  const std::vector<const wire::NodeT*>& before_;
  std::map<uint32_t, uint32_t> same_;
  const wire::NodeT* set_ = nullptr;
};

/// The node before the branch that computes the same: the last of its kind, with nothing written after it that it reads.
const wire::NodeT* Joiner::known(const wire::NodeT& node, bool any_line) const {
  for (size_t index = before_.size(); index-- > 0;) {
    const wire::NodeT& other = *before_[index];
    if (other.op == Op::Store && node.op == Op::Load && nest_.accesses.at(&other).array == nest_.accesses.at(&node).array) return nullptr;
    if (other.op == Op::Set && node.op == Op::Get && other.variable == node.variable) return nullptr;
    if (other.op != node.op || other.results.size() != 1 || node.results.size() != 1) continue;
    const wire::TypeT& a = type(other.results[0]);
    const wire::TypeT& b = type(node.results[0]);
    if (a.kind != b.kind || a.dtype != b.dtype) continue;
    if (node.op == Op::Load) {
      const Access& x = nest_.accesses.at(&other);
      const Access& y = nest_.accesses.at(&node);
      if (x.array == y.array && x.index == y.index) return &other;
      continue;
    }
    if (node.op == Op::Get) {
      if (other.variable == node.variable) return &other;
      continue;
    }
    // A warning names its line.
    if (node.op < Op::Add || node.op > Op::Where || (!any_line && other.range->start_line() != node.range->start_line())) continue;
    if (std::ranges::equal(node.operands, other.operands, [&](uint32_t mine, uint32_t theirs) { return before(mine) == theirs; })) return &other;
  }
  return nullptr;
}

bool Joiner::side(const std::vector<Item>& items, uint32_t& chosen) {
  if (items.size() != 1 || items[0].loop || items[0].branch || items[0].nodes.empty()) return false;
  const auto& nodes = items[0].nodes;
  for (const wire::NodeT* node : nodes) {
    if (node == nodes.back()) break;
    const wire::NodeT* found = known(*node);
    if (found == nullptr) return false;
    same_[node->results[0]] = found->results[0];
  }
  const wire::NodeT& last = *nodes.back();
  if (last.op != Op::Set || (set_ != nullptr && set_->variable != last.variable)) return false;
  const wire::TypeT& of = type(last.operands[0]);
  if (of.kind != wire::TypeKind::Scalar && of.kind != wire::TypeKind::Float) return false;
  if (set_ != nullptr && (type(set_->operands[0]).kind != of.kind || type(set_->operands[0]).dtype != of.dtype)) return false;
  // The choice takes the place of a value that the branch computed.
  const bool is_own = same_.contains(last.operands[0]);
  if (set_ == nullptr && !is_own) return false;
  if (set_ == nullptr) set_ = &last;
  chosen = before(last.operands[0]);
  return true;
}

void Joiner::join(uint32_t then, uint32_t otherwise, std::vector<const wire::NodeT*>& into) {
  auto choice = std::make_unique<wire::NodeT>();
  choice->op = Op::Where;
  choice->operands = {branch_.holds, then, otherwise};
  choice->results = {set_->operands[0]};
  choice->range = std::make_unique<wire::Range>(*branch_.node->range);
  into.push_back(choice.get());
  into.push_back(set_);
  nest_.made.push_back(std::move(choice));
}

bool Joiner::reads_elsewhere(const Access& element) const {
  return std::ranges::any_of(nest_.accesses, [&](const auto& other) {
    return !other.second.write && other.second.array == element.array && other.second.index != element.index;
  });
}

bool Joiner::join_store(std::vector<const wire::NodeT*>& into) {
  if (branch_.repeats() || !branch_.otherwise.empty() || branch_.then.size() != 1 || branch_.then[0].loop || branch_.then[0].branch) return false;
  const auto& nodes = branch_.then[0].nodes;
  if (nodes.empty() || nodes.back()->op != Op::Store) return false;
  const wire::NodeT& store = *nodes.back();
  const Access element = nest_.accesses.at(&store);
  const auto is_element = [&](uint32_t id) {
    return type(id).kind == wire::TypeKind::Scalar && type(id).dtype == nest_.arrays[element.array].type->dtype;
  };
  // What the element was.
  bool is_known = false;
  uint32_t old = 0;
  for (const wire::NodeT* node : before_) {
    const auto access = nest_.accesses.find(node);
    if (access == nest_.accesses.end() || access->second.array != element.array) continue;
    if (access->second.write) is_known = false;
    if (access->second.write || access->second.index != element.index) continue;
    is_known = true;
    old = node->results[0];
  }
  if (!is_known || !is_element(old) || !reads_elsewhere(element)) return false;
  std::vector<std::unique_ptr<wire::NodeT>> again;
  bool has_result = false;
  uint32_t result = 0;
  for (const wire::NodeT* node : nodes) {
    if (node == &store) break;
    const wire::NodeT* found = known(*node, true);
    if (found == nullptr || nest_.raising.contains(node)) return false;
    const bool may_warn = node->op >= Op::Add && node->op <= Op::Where && type(node->results[0]).kind != wire::TypeKind::Int;
    if (may_warn) {
      auto& made = again.emplace_back(std::make_unique<wire::NodeT>(*node));
      for (uint32_t& operand : made->operands) operand = before(operand);
      nest_.copy_of[made.get()] = node;
    } else if (is_element(node->results[0])) {
      has_result = true;
      result = node->results[0];
    }
    same_[node->results[0]] = found->results[0];
  }
  const uint32_t value = store.operands.back();
  if (!has_result || !same_.contains(value) || !is_element(value)) return false;
  for (auto& made : again) {
    nest_.told_where[made.get()] = branch_.holds;
    into.push_back(made.get());
    nest_.made.push_back(std::move(made));
  }
  auto choice = std::make_unique<wire::NodeT>();
  choice->op = Op::Where;
  choice->operands = {branch_.holds, before(value), old};
  choice->results = {result};
  choice->range = std::make_unique<wire::Range>(*branch_.node->range);
  auto written = std::make_unique<wire::NodeT>(store);
  written->operands.back() = result;
  nest_.accesses[written.get()] = element;
  for (auto* made : {&choice, &written}) {
    into.push_back(made->get());
    nest_.made.push_back(std::move(*made));
  }
  return true;
}

/// What only loops with branches run: names that count, ends of loops, and comparisons of Python's own floats.
bool needs_branches(const Nest& nest, const std::vector<Item>& items) {
  const auto kind = [&](uint32_t id) { return nest.function->values[id]->kind; };
  const auto counts = [&](uint32_t id) { return kind(id) == wire::TypeKind::Int && !nest.numbers.contains(id); };
  const auto needs = [&](const wire::NodeT* node) {
    switch (node->op) {
      case Op::Break: return true;
      case Op::Load: case Op::Store: case Op::Const: return false;
      case Op::Get: return counts(node->results[0]);
      case Op::Set: return kind(node->operands[0]) == wire::TypeKind::Int;
      case Op::Add: case Op::Sub: case Op::Mul: case Op::Neg: case Op::Abs: case Op::Cast: case Op::Where: break;
      default:
        if (std::ranges::any_of(node->operands, [&](uint32_t id) { return kind(id) == wire::TypeKind::Float; })) return true;
    }
    return std::ranges::any_of(node->operands, counts) || std::ranges::any_of(node->results, counts);
  };
  return std::ranges::any_of(items, [&](const Item& item) {
    return item.branch || (item.loop && (item.loop->breaks || needs_branches(nest, item.loop->body))) || std::ranges::any_of(item.nodes, needs);
  });
}

bool join_items(Nest& nest, std::vector<Item>& items) {
  bool joined = false;
  for (size_t index = 0; index < items.size(); ++index) {
    if (items[index].loop) joined = join_items(nest, items[index].loop->body) || joined;
    if (!items[index].branch || index == 0 || items[index - 1].loop || items[index - 1].branch) continue;
    const Branch& branch = *items[index].branch;
    Joiner joiner(nest, branch, items[index - 1].nodes);
    uint32_t then = 0;
    uint32_t otherwise = 0;
    const bool chooses = !branch.repeats() && joiner.side(branch.then, then) && joiner.side(branch.otherwise, otherwise);
    if (chooses) joiner.join(then, otherwise, items[index - 1].nodes);
    else if (!Joiner(nest, branch, items[index - 1].nodes).join_store(items[index - 1].nodes)) continue;
    const bool goes_on = index + 1 < items.size() && !items[index + 1].loop && !items[index + 1].branch;
    if (goes_on) std::ranges::copy(items[index + 1].nodes, std::back_inserter(items[index - 1].nodes));
    items.erase(items.begin() + static_cast<std::ptrdiff_t>(index), items.begin() + static_cast<std::ptrdiff_t>(index + (goes_on ? 2 : 1)));
    joined = true;
    --index;
  }
  return joined;
}

}  // namespace

void join_branches(Nest& nest) {
  if (nest.has_branches && join_items(nest, nest.root->body)) nest.has_branches = needs_branches(nest, nest.root->body);
}

}  // namespace weft::compile::loops
