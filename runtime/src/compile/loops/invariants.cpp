// SPDX-License-Identifier: Apache-2.0
#include "compile/loops/invariants.h"

#include <algorithm>
#include <set>

namespace weft::compile::loops {

using wire::NodeT;
using wire::Op;
using wire::TypeKind;

namespace {

class Invariants {
 public:
  explicit Invariants(Nest& nest) : nest_(nest) { define(nest.root->body); }

  std::vector<const NodeT*> take() {
    take(nest_.root->body);
    std::ranges::sort(nest_.outside_values);
    return std::move(taken_);
  }

 private:
  void define(const std::vector<Item>& items) {
    for (const Item& item : items) {
      for (const NodeT* node : item.nodes) {
        defined_.insert(node->results.begin(), node->results.end());
        if (node->op == Op::Const) constants_[node->results[0]] = node;
      }
      if (item.loop) define(item.loop->body);
      if (!item.branch) continue;
      for (const auto* part : {&item.branch->condition, &item.branch->then, &item.branch->otherwise}) define(*part);
    }
  }

  bool is_float(uint32_t id) const { return nest_.function->values[id]->kind == TypeKind::Float; }
  bool is_fixed(uint32_t id) const { return is_float(id) && (!defined_.contains(id) || constants_.contains(id)); }

  bool is_invariant(const NodeT& node) const {
    const bool is_sum = node.op == Op::Add || node.op == Op::Sub || node.op == Op::Mul || node.op == Op::Neg;
    return is_sum && is_float(node.results[0]) && std::ranges::all_of(node.operands, [&](uint32_t id) { return is_fixed(id); });
  }

  void take(std::vector<Item>& items) {
    for (Item& item : items) {
      std::erase_if(item.nodes, [&](const NodeT* node) {
        if (!is_invariant(*node)) return false;
        for (const uint32_t id : node->operands) {
          if (const auto constant = constants_.find(id); constant != constants_.end() && read_.insert(id).second) taken_.push_back(constant->second);
        }
        taken_.push_back(node);
        defined_.erase(node->results[0]);
        nest_.outside_values.push_back(node->results[0]);
        return true;
      });
      if (item.loop) take(item.loop->body);
    }
  }

  Nest& nest_;
  std::set<uint32_t> defined_;  // in the nest
  std::map<uint32_t, const NodeT*> constants_;
  std::set<uint32_t> read_;  // constants that are taken
  std::vector<const NodeT*> taken_;
};

}  // namespace

std::vector<const NodeT*> take_invariants(Nest& nest) { return Invariants(nest).take(); }

}  // namespace weft::compile::loops
