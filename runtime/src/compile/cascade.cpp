// SPDX-License-Identifier: Apache-2.0
// The stack of partial sums that makes long sums pairwise: level k holds the sum of 2^k blocks.
#include "compile/complex.h"
#include "compile/nest.h"

namespace weft::compile::codegen {

using namespace llvm;

namespace {

std::string suffix(Type* type) {
  Type* part = is_pair(type) ? type->getStructElementType(0) : type;
  return std::string(is_pair(type) ? "c" : "f") + (part->isFloatTy() ? "32" : "64");
}

Value* added_to(IRBuilder<>& b, Type* type, Value* cell, Value* sum) {
  if (!is_pair(type)) return b.CreateFAdd(b.CreateLoad(type, cell), sum);
  Value* before = load_pair(b, type, cell, [](Instruction*) {});
  return each_part(b, {before, sum}, [&](ArrayRef<Value*> parts) { return b.CreateFAdd(parts[0], parts[1]); });
}

}  // namespace

Function* cascade_push(Module& module, Type* type) {
  const std::string name = "weft_push_" + suffix(type);
  if (Function* made = module.getFunction(name)) return made;
  IRBuilder<> b(module.getContext());
  Function* f = Function::Create(FunctionType::get(b.getVoidTy(), {b.getPtrTy(), b.getInt64Ty(), type}, false), Function::InternalLinkage,
                                 name, module);
  f->setDoesNotThrow();
  BasicBlock* start = BasicBlock::Create(module.getContext(), "start", f);
  BasicBlock* head = BasicBlock::Create(module.getContext(), "head", f);
  BasicBlock* carry = BasicBlock::Create(module.getContext(), "carry", f);
  BasicBlock* done = BasicBlock::Create(module.getContext(), "done", f);
  b.SetInsertPoint(start);
  b.CreateBr(head);
  b.SetInsertPoint(head);
  PHINode* bits = b.CreatePHI(b.getInt64Ty(), 2);
  PHINode* level = b.CreatePHI(b.getInt64Ty(), 2);
  PHINode* sum = b.CreatePHI(type, 2);
  bits->addIncoming(f->getArg(1), start);
  level->addIncoming(b.getInt64(0), start);
  sum->addIncoming(f->getArg(2), start);
  Value* cell = b.CreateInBoundsGEP(type, f->getArg(0), level);
  b.CreateCondBr(b.CreateTrunc(bits, b.getInt1Ty()), carry, done);
  b.SetInsertPoint(carry);
  Value* added = added_to(b, type, cell, sum);
  bits->addIncoming(b.CreateLShr(bits, b.getInt64(1)), carry);
  level->addIncoming(b.CreateAdd(level, b.getInt64(1)), carry);
  sum->addIncoming(added, carry);
  b.CreateBr(head);
  b.SetInsertPoint(done);
  b.CreateStore(sum, cell);
  b.CreateRetVoid();
  return f;
}

Function* cascade_total(Module& module, Type* type) {
  const std::string name = "weft_total_" + suffix(type);
  if (Function* made = module.getFunction(name)) return made;
  IRBuilder<> b(module.getContext());
  Function* f = Function::Create(FunctionType::get(type, {b.getPtrTy(), b.getInt64Ty(), type}, false), Function::InternalLinkage, name,
                                 module);
  f->setDoesNotThrow();
  BasicBlock* start = BasicBlock::Create(module.getContext(), "start", f);
  BasicBlock* head = BasicBlock::Create(module.getContext(), "head", f);
  BasicBlock* look = BasicBlock::Create(module.getContext(), "look", f);
  BasicBlock* take = BasicBlock::Create(module.getContext(), "take", f);
  BasicBlock* next = BasicBlock::Create(module.getContext(), "next", f);
  BasicBlock* done = BasicBlock::Create(module.getContext(), "done", f);
  b.SetInsertPoint(start);
  b.CreateBr(head);
  b.SetInsertPoint(head);
  PHINode* bits = b.CreatePHI(b.getInt64Ty(), 2);
  PHINode* level = b.CreatePHI(b.getInt64Ty(), 2);
  PHINode* sum = b.CreatePHI(type, 2);
  bits->addIncoming(f->getArg(1), start);
  level->addIncoming(b.getInt64(0), start);
  sum->addIncoming(f->getArg(2), start);
  b.CreateCondBr(b.CreateICmpEQ(bits, b.getInt64(0)), done, look);
  b.SetInsertPoint(look);
  b.CreateCondBr(b.CreateTrunc(bits, b.getInt1Ty()), take, next);
  b.SetInsertPoint(take);
  Value* added = added_to(b, type, b.CreateInBoundsGEP(type, f->getArg(0), level), sum);
  b.CreateBr(next);
  b.SetInsertPoint(next);
  PHINode* merged = b.CreatePHI(type, 2);
  merged->addIncoming(sum, look);
  merged->addIncoming(added, take);
  bits->addIncoming(b.CreateLShr(bits, b.getInt64(1)), next);
  level->addIncoming(b.CreateAdd(level, b.getInt64(1)), next);
  sum->addIncoming(merged, next);
  b.CreateBr(head);
  b.SetInsertPoint(done);
  b.CreateRet(sum);
  return f;
}

}  // namespace weft::compile::codegen
