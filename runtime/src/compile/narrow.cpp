// SPDX-License-Identifier: Apache-2.0
#include "compile/narrow.h"

#include <llvm/ADT/SmallBitVector.h>
#include <llvm/Analysis/VectorUtils.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/IntrinsicInst.h>

namespace weft::compile {

using namespace llvm;

namespace {

unsigned lanes_of(const Value* value) { return cast<FixedVectorType>(value->getType())->getNumElements(); }

/// A choice of fewer lanes of one vector.
ShuffleVectorInst* as_choice(Value* value) {
  auto* shuffle = dyn_cast<ShuffleVectorInst>(value);
  if (shuffle == nullptr || !isa<FixedVectorType>(shuffle->getType())) return nullptr;
  const auto lanes = static_cast<int>(lanes_of(shuffle->getOperand(0)));
  const bool one = all_of(shuffle->getShuffleMask(), [&](int lane) { return lane < lanes; });
  return one && static_cast<int>(shuffle->getShuffleMask().size()) < lanes ? shuffle : nullptr;
}

/// An operation that computes each lane of its own from those of its operands.
bool is_by_lane(const Instruction& operation) {
  const bool vectors = all_of(operation.operands(), [&](const Use& operand) {
    auto* type = dyn_cast<FixedVectorType>(operand->getType());
    return isa<Function>(operand.get()) || (type != nullptr && type->getNumElements() == lanes_of(&operation));
  });
  if (!vectors) return false;
  if (const auto* call = dyn_cast<IntrinsicInst>(&operation)) return isTriviallyVectorizable(call->getIntrinsicID());
  return isa<BinaryOperator>(operation) || isa<UnaryOperator>(operation) || isa<CmpInst>(operation) ||
         (isa<CastInst>(operation) && operation.getOpcode() != Instruction::BitCast);
}

/// Whether every lane is chosen by somebody, or somebody does not choose.
bool is_needed_whole(const Instruction& operation) {
  SmallBitVector chosen(lanes_of(&operation));
  for (const User* user : operation.users()) {
    const ShuffleVectorInst* choice = as_choice(const_cast<User*>(user));
    if (choice == nullptr || choice->getOperand(0) != &operation) return true;
    for (const int lane : choice->getShuffleMask()) if (lane >= 0) chosen.set(static_cast<unsigned>(lane));
  }
  return chosen.all();
}

Value* repeat(IRBuilder<>& b, const Instruction& operation, ArrayRef<Value*> operands, unsigned lanes) {
  auto* type = FixedVectorType::get(operation.getType()->getScalarType(), lanes);
  if (const auto* call = dyn_cast<IntrinsicInst>(&operation)) return b.CreateIntrinsic(type, call->getIntrinsicID(), operands);
  if (const auto* binary = dyn_cast<BinaryOperator>(&operation)) return b.CreateBinOp(binary->getOpcode(), operands[0], operands[1]);
  if (const auto* unary = dyn_cast<UnaryOperator>(&operation)) return b.CreateUnOp(unary->getOpcode(), operands[0]);
  if (const auto* compare = dyn_cast<CmpInst>(&operation)) return b.CreateCmp(compare->getPredicate(), operands[0], operands[1]);
  return b.CreateCast(cast<CastInst>(operation).getOpcode(), operands[0], type);
}

}  // namespace

PreservedAnalyses NarrowOperations::run(Function& function, FunctionAnalysisManager&) {
  SmallVector<ShuffleVectorInst*, 32> choices;
  for (Instruction& instruction : instructions(function)) {
    if (ShuffleVectorInst* choice = as_choice(&instruction)) choices.push_back(choice);
  }
  bool changed = false;
  while (!choices.empty()) {
    ShuffleVectorInst* choice = choices.pop_back_val();
    auto* operation = dyn_cast<Instruction>(choice->getOperand(0));
    if (operation == nullptr || !is_by_lane(*operation) || is_needed_whole(*operation)) continue;
    IRBuilder<> b(choice);
    SmallVector<Value*, 3> operands;
    for (Value* operand : operation->operands()) {
      if (isa<Function>(operand)) continue;
      operands.push_back(b.CreateShuffleVector(operand, choice->getShuffleMask()));
      if (ShuffleVectorInst* next = as_choice(operands.back())) choices.push_back(next);
    }
    Value* made = repeat(b, *operation, operands, lanes_of(choice));
    if (auto* instruction = dyn_cast<Instruction>(made)) instruction->copyIRFlags(operation);
    choice->replaceAllUsesWith(made);
    choice->eraseFromParent();
    if (operation->use_empty()) operation->eraseFromParent();
    changed = true;
  }
  return changed ? PreservedAnalyses::none() : PreservedAnalyses::all();
}

}  // namespace weft::compile
