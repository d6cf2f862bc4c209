// SPDX-License-Identifier: Apache-2.0
// The code of loops that are cut at a point: three turns, one for each part, around what runs for a part.
#include "compile/loops/host.h"

namespace weft::compile::loops {

using namespace llvm;

namespace {

/// The iterations of part 0, 1 or 2.
std::pair<Value*, Value*> part_of(IRBuilder<>& b, Value* part, Value* low, Value* at, Value* high) {
  Value* after = b.CreateAdd(at, b.getInt64(1), "", false, true);
  Value* is_first = b.CreateICmpEQ(part, b.getInt64(0));
  Value* is_point = b.CreateICmpEQ(part, b.getInt64(1));
  Value* from = b.CreateSelect(is_first, low, b.CreateSelect(is_point, at, after));
  Value* to = b.CreateSelect(is_first, at, b.CreateSelect(is_point, after, high));
  return {from, to};
}

}  // namespace

std::pair<Value*, Value*> Host::bounds(const Loop& loop) {
  if (const auto found = limits_.find(loop.counter); found != limits_.end()) return found->second;
  return {number(loop.lower), number(loop.upper)};
}

void Host::cut(const Step& step) {
  const Loop& loop = *step.loop;
  Value* low = number(loop.lower);
  Value* high = number(loop.upper);
  Value* at = number(step.cut->at);
  BasicBlock* head = BasicBlock::Create(e_.context_, "part", e_.host_);
  BasicBlock* body = BasicBlock::Create(e_.context_, "some", e_.host_);
  BasicBlock* next = BasicBlock::Create(e_.context_, "next", e_.host_);
  BasicBlock* done = BasicBlock::Create(e_.context_, "parts", e_.host_);
  BasicBlock* before = b_.GetInsertBlock();
  b_.CreateBr(head);
  b_.SetInsertPoint(head);
  PHINode* part = b_.CreatePHI(b_.getInt64Ty(), 2);
  part->addIncoming(e_.i64(0), before);
  const auto limits = part_of(b_, part, low, at, high);
  b_.CreateCondBr(b_.CreateICmpSLT(limits.first, limits.second), body, next);
  b_.SetInsertPoint(body);
  const size_t place = layout_.limits.at(loop.counter);
  put(place, limits.first);
  put(place + 1, limits.second);
  limits_[loop.counter] = limits;
  steps(step.body);
  limits_.erase(loop.counter);
  b_.CreateBr(next);
  b_.SetInsertPoint(next);
  Value* following = b_.CreateAdd(part, e_.i64(1));
  part->addIncoming(following, next);
  b_.CreateCondBr(b_.CreateICmpSLT(following, e_.i64(3)), head, done);
  b_.SetInsertPoint(done);
}

void LeafBody::run_cut(size_t position) {
  if (position == leaf_.cuts.size()) return run_tiles();
  const Cut& cut = leaf_.cuts[position];
  const auto [low, high] = bounds(*cut.loop);
  Value* at = number(cut.at, instances_[0]);
  const auto saved = limits_;
  count(b_.getInt64(0), b_.getInt64(3), b_.getInt64(1), [&, low = low, high = high](Value* part) {
    limits_[cut.loop] = part_of(b_, part, low, at, high);
    run_cut(position + 1);
  });
  limits_ = saved;
}

}  // namespace weft::compile::loops
