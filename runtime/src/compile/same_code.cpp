// SPDX-License-Identifier: Apache-2.0
#include "compile/same_code.h"

#include <map>
#include <utility>
#include <vector>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wunused-parameter"
#include <llvm/ADT/Hashing.h>
#include <llvm/IR/InstIterator.h>
#pragma GCC diagnostic pop

namespace weft::compile {

using namespace llvm;

namespace {

/// The places of what a function holds, by which its values are known in the other function.
DenseMap<const Value*, unsigned> places_of(const Function& function) {
  DenseMap<const Value*, unsigned> places;
  unsigned next = 0;
  for (const Argument& argument : function.args()) places[&argument] = next++;
  for (const BasicBlock& block : function) {
    places[&block] = next++;
    for (const Instruction& instruction : block) places[&instruction] = next++;
  }
  return places;
}

/// Compares two functions, instruction by instruction in their order.
class Comparison {
 public:
  Comparison(const Function& a, const Function& b) : a_(a), b_(b), in_a_(places_of(a)), in_b_(places_of(b)) {}

  bool same() {
    auto block_b = b_.begin();
    for (const BasicBlock& block : a_) {
      auto other = block_b->begin();
      if (block.size() != block_b->size()) return false;
      for (const Instruction& instruction : block) {
        if (!same(instruction, *other)) return false;
        ++other;
      }
      ++block_b;
    }
    return true;
  }

 private:
  bool same(const Instruction& a, const Instruction& b) {
    if (!a.isSameOperationAs(&b) || a.getRawSubclassOptionalData() != b.getRawSubclassOptionalData()) return false;
    for (unsigned index = 0; index < a.getNumOperands(); ++index) {
      if (!same(a.getOperand(index), b.getOperand(index))) return false;
    }
    if (const auto* phi = dyn_cast<PHINode>(&a)) {
      for (unsigned index = 0; index < phi->getNumIncomingValues(); ++index) {
        if (!same(phi->getIncomingBlock(index), cast<PHINode>(b).getIncomingBlock(index))) return false;
      }
    }
    SmallVector<std::pair<unsigned, MDNode*>, 4> of_a;
    SmallVector<std::pair<unsigned, MDNode*>, 4> of_b;
    a.getAllMetadata(of_a);
    b.getAllMetadata(of_b);
    if (of_a.size() != of_b.size()) return false;
    for (size_t index = 0; index < of_a.size(); ++index) {
      if (of_a[index].first != of_b[index].first || !same(of_a[index].second, of_b[index].second)) return false;
    }
    return true;
  }

  /// What lies outside of functions is the same for both.
  bool same(const Value* a, const Value* b) const {
    const auto place_a = in_a_.find(a);
    const auto place_b = in_b_.find(b);
    if (place_a == in_a_.end() || place_b == in_b_.end()) return a == b;
    return place_a->second == place_b->second;
  }

  /// Scopes and groups are each function's own, and correspond one to one.
  bool same(const Metadata* a, const Metadata* b) {
    const auto* node_a = dyn_cast_or_null<MDNode>(a);
    const auto* node_b = dyn_cast_or_null<MDNode>(b);
    if (node_a == nullptr || node_b == nullptr) return a == b;
    const auto [known_a, new_a] = to_b_.try_emplace(node_a, node_b);
    const auto [known_b, new_b] = to_a_.try_emplace(node_b, node_a);
    if (!new_a || !new_b) return known_a->second == node_b && known_b->second == node_a;
    if (node_a->isDistinct() != node_b->isDistinct() || node_a->getNumOperands() != node_b->getNumOperands()) return false;
    for (unsigned index = 0; index < node_a->getNumOperands(); ++index) {
      if (!same(node_a->getOperand(index).get(), node_b->getOperand(index).get())) return false;
    }
    return true;
  }

  const Function& a_;
  const Function& b_;
  const DenseMap<const Value*, unsigned> in_a_;
  const DenseMap<const Value*, unsigned> in_b_;
  DenseMap<const MDNode*, const MDNode*> to_b_;
  DenseMap<const MDNode*, const MDNode*> to_a_;
};

/// Equal for the same code.
size_t hash_of(const Function& function) {
  size_t hash = hash_combine(function.size(), function.arg_size());
  for (const Instruction& instruction : instructions(function)) hash = hash_combine(hash, instruction.getOpcode(), instruction.getNumOperands());
  return hash;
}

bool same_outside(const Function& a, const Function& b) {
  return a.getFunctionType() == b.getFunctionType() && a.getAttributes() == b.getAttributes() && a.getCallingConv() == b.getCallingConv() &&
         a.getLinkage() == b.getLinkage() && a.getVisibility() == b.getVisibility() && !a.hasPersonalityFn() && !b.hasPersonalityFn();
}

}  // namespace

void keep_one_of_same_code(Module& module) {
  std::map<size_t, std::vector<Function*>> kept;
  // What a function calls was mostly made before it, and is one by then.
  for (Function& function : make_early_inc_range(module)) {
    if (function.isDeclaration() || !function.hasLocalLinkage()) continue;
    std::vector<Function*>& alike = kept[hash_of(function)];
    Function* same = nullptr;
    for (Function* other : alike) {
      if (same_outside(*other, function) && Comparison(*other, function).same()) same = other;
      if (same != nullptr) break;
    }
    if (same == nullptr) {
      alike.push_back(&function);
      continue;
    }
    function.replaceAllUsesWith(same);
    function.eraseFromParent();
  }
}

}  // namespace weft::compile
