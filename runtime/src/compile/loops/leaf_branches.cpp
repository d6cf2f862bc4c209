// SPDX-License-Identifier: Apache-2.0
// `if` and `while` in leaves: jumps where one iteration runs at a time, and masks where several do. Lanes that a mask leaves out compute
// all the same, but set, write and tell nothing.
#include <algorithm>
#include <tuple>
#include <utility>

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
    for (const bool first : {true, false}) {
      std::vector<std::pair<Value*, Value*>> masks;
      for (const Instance& instance : instances_) masks.emplace_back(instance.mask, instance.turning);
      b_.SetInsertPoint(first ? then : otherwise);
      run_items(first ? branch.then : branch.otherwise);
      b_.CreateBr(done);
      for (size_t instance = 0; instance < instances_.size(); ++instance) std::tie(instances_[instance].mask, instances_[instance].turning) = masks[instance];
      mask_ = outer;
    }
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

void LeafBody::run_while(const Branch& branch) {
  const auto look = [&] { run_items(branch.condition); };
  const auto holds = [&](size_t instance) { return value(branch.holds, instance); };
  run_turns(look, holds, [&] { run_items(branch.then); }, {&branch.condition, &branch.then});
}

/// A `for` that some iterations leave before the others.
void LeafBody::run_breaking(const Loop& loop) {
  const auto [low, high] = bounds(loop);
  AllocaInst* counter = local(b_.getInt64Ty(), "counter");
  b_.CreateStore(low, counter);
  const auto look = [&] { counters_[loop.counter] = b_.CreateLoad(b_.getInt64Ty(), counter); };
  const auto holds = [&, high = high](size_t) { return b_.CreateICmpSLT(counters_[loop.counter], high); };
  const auto turn = [&] {
    Value* now = counters_[loop.counter];
    run_items(loop.body);
    b_.CreateStore(b_.CreateAdd(now, b_.getInt64(1), "", false, true), counter);
  };
  run_turns(look, holds, turn, {&loop.body});
}

/// Until no lane goes on.
void LeafBody::run_turns(const std::function<void()>& before, const std::function<Value*(size_t)>& holds, const std::function<void()>& turn,
                         std::initializer_list<const std::vector<Item>*> parts) {
  Value* const outer = mask_;
  const bool has_lanes = width_ > 1;
  BasicBlock* head = BasicBlock::Create(e_.context_, "while", function_);
  BasicBlock* body = BasicBlock::Create(e_.context_, "turn", function_);
  BasicBlock* look = BasicBlock::Create(e_.context_, "look", function_);
  BasicBlock* done = BasicBlock::Create(e_.context_, "ended", function_);
  Turns around = std::exchange(turns_, {});
  turns_.ended = done;
  // Inside of another loop, lanes that are done with this one may come again.
  if (inside_ == 0) turns_.own = own_variables(nest_, parts);
  ++inside_;
  std::vector<std::pair<Value*, Value*>> masks;
  for (Instance& instance : instances_) {
    masks.emplace_back(instance.mask, instance.turning);
    if (!has_lanes) continue;
    Type* type = vector(b_.getInt1Ty());
    turns_.active.push_back(local(type, "active"));
    Value* mask = instance.mask != nullptr ? instance.mask : outer;
    b_.CreateStore(mask != nullptr ? mask : ConstantInt::getTrue(type), turns_.active.back());
  }
  AllocaInst* left = local(b_.getInt32Ty(), "turns");
  b_.CreateStore(b_.getInt32(kPollEvery), left);
  const auto take_masks = [&] {
    for (size_t instance = 0; instance < turns_.active.size(); ++instance) {
      AllocaInst* active = turns_.active[instance];
      instances_[instance].mask = instances_[instance].turning = b_.CreateLoad(active->getAllocatedType(), active);
    }
  };
  b_.CreateBr(head);
  b_.SetInsertPoint(head);
  take_masks();
  before();
  Value* go_on = nullptr;
  for (size_t instance = 0; instance < instances_.size(); ++instance) {
    Value* one = holds(instance);
    if (has_lanes) {
      one = b_.CreateAnd(instances_[instance].mask, widen(one));
      b_.CreateStore(one, turns_.active[instance]);
    }
    go_on = go_on == nullptr ? one : b_.CreateOr(go_on, one);
  }
  b_.CreateCondBr(has_lanes ? b_.CreateOrReduce(go_on) : go_on, body, done);
  b_.SetInsertPoint(body);
  take_masks();
  turn();
  Value* fewer = b_.CreateSub(b_.CreateLoad(b_.getInt32Ty(), left), b_.getInt32(1));
  b_.CreateStore(fewer, left);
  b_.CreateCondBr(b_.CreateICmpEQ(fewer, b_.getInt32(0)), look, head, MDBuilder(e_.context_).createBranchWeights(1, kPollEvery));
  b_.SetInsertPoint(look);
  b_.CreateStore(b_.getInt32(kPollEvery), left);
  poll();
  b_.CreateBr(head);
  b_.SetInsertPoint(done);
  for (size_t instance = 0; instance < instances_.size(); ++instance) std::tie(instances_[instance].mask, instances_[instance].turning) = masks[instance];
  --inside_;
  turns_ = std::move(around);
  mask_ = outer;
}

/// `break`, the last of its branch.
void LeafBody::run_break(size_t instance) {
  if (width_ == 1) {
    b_.CreateBr(turns_.ended);
    b_.SetInsertPoint(BasicBlock::Create(e_.context_, "after", function_));
    return;
  }
  AllocaInst* active = turns_.active[instance];
  Value* others = b_.CreateNot(instances_[instance].mask);
  b_.CreateStore(b_.CreateAnd(b_.CreateLoad(active->getAllocatedType(), active), others), active);
  turns_.broke = true;
}

/// After a branch: lanes that left the loop in it take no part in the rest of the turn.
void LeafBody::leave_broken() {
  if (!turns_.broke) return;
  for (size_t place = 0; place < instances_.size(); ++place) {
    Instance& instance = instances_[place];
    const bool is_outermost = instance.mask == instance.turning;
    AllocaInst* active = turns_.active[place];
    instance.mask = b_.CreateAnd(instance.mask, b_.CreateLoad(active->getAllocatedType(), active));
    if (is_outermost) instance.turning = instance.mask;
  }
}

}  // namespace weft::compile::loops
