// SPDX-License-Identifier: Apache-2.0
// The code around the pieces of a block of rows.
#include "compile/loops/host.h"
#include "compile/loops/row_blocks.h"

namespace weft::compile::loops {

using namespace llvm;

void Host::blocks(const Step& step) {
  const uint32_t begin = step.loop->counter;
  const uint32_t end = step.block_end->counter;
  Value* low = number(step.loop->lower);
  Value* high = number(step.loop->upper);
  Value* rows = b_.CreateSub(high, low);
  Value* size = e_.i64(step.block_rows != 0 ? step.block_rows : kFewBlockSteps);
  if (step.block_rows == 0 && e_.switches_.worth) size = b_.CreateSelect(b_.CreateICmpSLT(rows, e_.i64(step.least_rows)), rows, e_.i64(kBlockSteps));
  BasicBlock* head = BasicBlock::Create(e_.context_, "blocks", e_.host_);
  BasicBlock* body = BasicBlock::Create(e_.context_, "block", e_.host_);
  BasicBlock* done = BasicBlock::Create(e_.context_, "blocked", e_.host_);
  BasicBlock* before = b_.GetInsertBlock();
  b_.CreateBr(head);
  b_.SetInsertPoint(head);
  PHINode* first = b_.CreatePHI(b_.getInt64Ty(), 2);
  first->addIncoming(low, before);
  b_.CreateCondBr(b_.CreateICmpSLT(first, high), body, done);
  b_.SetInsertPoint(body);
  Value* last = b_.CreateBinaryIntrinsic(Intrinsic::smin, b_.CreateAdd(first, size), high);
  for (const auto& [variable, value] : {std::pair<uint32_t, Value*>(begin, first), std::pair<uint32_t, Value*>(end, last)}) {
    parameters_[variable] = value;
    put(layout_.variables.at(variable), value);
  }
  const bool around = std::exchange(runs_short_, may_run_short());
  steps(step.body);
  runs_short_ = around;
  e_.poll();
  first->addIncoming(last, b_.GetInsertBlock());
  b_.CreateBr(head);
  b_.SetInsertPoint(done);
  parameters_.erase(begin);
  parameters_.erase(end);
}

Value* Host::is_large(const Step& step) {
  return b_.CreateICmpSGE(b_.CreateSub(number(step.loop->upper), number(step.loop->lower)), e_.i64(step.least_rows));
}

/// As if all rows were one block; there are enough of those whose number is a condition.
Value* Host::is_worth_block(const Step& step, double least) {
  if (step.block_rows != 0) return b_.getTrue();
  parameters_[step.loop->counter] = number(step.loop->lower);
  parameters_[step.block_end->counter] = number(step.loop->upper);
  Value* fine = is_worth(std::span(step.body).first(step.corner), least);
  parameters_.erase(step.loop->counter);
  parameters_.erase(step.block_end->counter);
  return fine;
}

}  // namespace weft::compile::loops
