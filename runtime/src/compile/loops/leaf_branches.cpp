// SPDX-License-Identifier: Apache-2.0
// `if` and `while` in leaves: jumps where one iteration runs at a time, and masks where several do. Lanes that a mask leaves out compute
// all the same, but set, write and tell nothing.
#include <algorithm>
#include <tuple>

#include "compile/loops/branches.h"
#include "compile/loops/leaf_body.h"

namespace weft::compile::loops {

using namespace llvm;

namespace {

// Turns of a `while` between two looks at whether the run was cancelled.
constexpr uint32_t kPollEvery = 1U << 16U;

}  // namespace

void LeafBody::run_branch(const Branch& branch) {
  if (branch.repeats()) return run_while(branch);
  Value* const outer = mask_;
  std::vector<Value*> holds;
  for (size_t instance = 0; instance < instances_.size(); ++instance) holds.push_back(value(branch.holds, instance));
  // The same for all of a tile, which has no lanes or a condition that does not differ among them.
  const bool jumps = std::ranges::none_of(holds, [](Value* one) { return one->getType()->isVectorTy(); });
  if (jumps) {
    BasicBlock* then = BasicBlock::Create(e_.context_, "then", function_);
    BasicBlock* otherwise = BasicBlock::Create(e_.context_, "else", function_);
    BasicBlock* done = BasicBlock::Create(e_.context_, "endif", function_);
    b_.CreateCondBr(holds[0], then, otherwise);
    b_.SetInsertPoint(then);
    run_items(branch.then);
    b_.CreateBr(done);
    b_.SetInsertPoint(otherwise);
    run_items(branch.otherwise);
    b_.CreateBr(done);
    b_.SetInsertPoint(done);
    mask_ = outer;
    return;
  }
  std::vector<Value*> masks;
  for (const Instance& instance : instances_) masks.push_back(instance.mask);
  for (const auto* part : {&branch.then, &branch.otherwise}) {
    if (part->empty()) continue;
    Value* any = nullptr;
    for (size_t instance = 0; instance < instances_.size(); ++instance) {
      Value* own = widen(holds[instance]);
      if (part == &branch.otherwise) own = b_.CreateNot(own);
      Value* around = masks[instance] != nullptr ? masks[instance] : outer;
      if (around != nullptr) own = b_.CreateAnd(around, own);
      instances_[instance].mask = own;
      any = any == nullptr ? own : b_.CreateOr(any, own);
    }
    BasicBlock* runs = BasicBlock::Create(e_.context_, "some", function_);
    BasicBlock* done = BasicBlock::Create(e_.context_, "none", function_);
    b_.CreateCondBr(b_.CreateOrReduce(any), runs, done);
    b_.SetInsertPoint(runs);
    run_items(*part);
    b_.CreateBr(done);
    b_.SetInsertPoint(done);
  }
  for (size_t instance = 0; instance < instances_.size(); ++instance) instances_[instance].mask = masks[instance];
  mask_ = outer;
}

/// Until no lane goes on.
void LeafBody::run_while(const Branch& branch) {
  Value* const outer = mask_;
  const bool has_lanes = width_ > 1;
  const bool is_inner = instances_[0].turning != nullptr;
  std::vector<std::pair<Value*, Value*>> masks;
  std::vector<AllocaInst*> active;
  for (Instance& instance : instances_) {
    masks.emplace_back(instance.mask, instance.turning);
    if (!has_lanes) continue;
    Type* type = vector(b_.getInt1Ty());
    active.push_back(local(type, "active"));
    Value* around = instance.mask != nullptr ? instance.mask : outer;
    b_.CreateStore(around != nullptr ? around : ConstantInt::getTrue(type), active.back());
  }
  const auto saved = own_;
  // Inside of another `while`, lanes that are done with this one may come again.
  own_ = is_inner ? std::vector<uint32_t>{} : own_variables(nest_, branch);
  AllocaInst* turns = local(b_.getInt32Ty(), "turns");
  b_.CreateStore(b_.getInt32(kPollEvery), turns);
  BasicBlock* head = BasicBlock::Create(e_.context_, "while", function_);
  BasicBlock* body = BasicBlock::Create(e_.context_, "turn", function_);
  BasicBlock* look = BasicBlock::Create(e_.context_, "look", function_);
  BasicBlock* done = BasicBlock::Create(e_.context_, "ended", function_);
  const auto take_masks = [&] {
    for (size_t instance = 0; instance < active.size(); ++instance) {
      instances_[instance].mask = b_.CreateLoad(active[instance]->getAllocatedType(), active[instance]);
      instances_[instance].turning = instances_[instance].mask;
    }
  };
  b_.CreateBr(head);
  b_.SetInsertPoint(head);
  take_masks();
  run_items(branch.condition);
  Value* go_on = nullptr;
  for (size_t instance = 0; instance < instances_.size(); ++instance) {
    Value* holds = value(branch.holds, instance);
    if (has_lanes) {
      holds = b_.CreateAnd(instances_[instance].mask, widen(holds));
      b_.CreateStore(holds, active[instance]);
    }
    go_on = go_on == nullptr ? holds : b_.CreateOr(go_on, holds);
  }
  b_.CreateCondBr(has_lanes ? b_.CreateOrReduce(go_on) : go_on, body, done);
  b_.SetInsertPoint(body);
  take_masks();
  run_items(branch.then);
  Value* left = b_.CreateSub(b_.CreateLoad(b_.getInt32Ty(), turns), b_.getInt32(1));
  b_.CreateStore(left, turns);
  b_.CreateCondBr(b_.CreateICmpEQ(left, b_.getInt32(0)), look, head, MDBuilder(e_.context_).createBranchWeights(1, kPollEvery));
  b_.SetInsertPoint(look);
  b_.CreateStore(b_.getInt32(kPollEvery), turns);
  poll();
  b_.CreateBr(head);
  b_.SetInsertPoint(done);
  for (size_t instance = 0; instance < instances_.size(); ++instance) std::tie(instances_[instance].mask, instances_[instance].turning) = masks[instance];
  own_ = saved;
  mask_ = outer;
}

}  // namespace weft::compile::loops
