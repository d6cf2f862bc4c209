// SPDX-License-Identifier: Apache-2.0
// NumPy's warnings of its scalars, outside of planned loops: operation by operation, or by the processor's flags where a loop does nothing else.
#include <algorithm>

#include <llvm/IR/IntrinsicsX86.h>

#include "compile/complex.h"
#include "compile/warnings.h"
#include "memory/dtype.h"

namespace weft::compile::codegen {

using namespace llvm;
using wire::Op;
using wire::TypeKind;

/// A sum or product that is used by other sums and products of its region alone: an infinity or NaN in it is one in their results too,
/// so that looking at those is enough.
bool Emitter::is_absorbed(const wire::NodeT& node) {
  const wire::FunctionT* function = act().frame->function;
  auto& absorbed = absorbed_[function];
  if (!absorbed) {
    absorbed.emplace();
    const auto carries = [&](const wire::NodeT& of) {
      if (of.op != Op::Add && of.op != Op::Sub && of.op != Op::Mul && of.op != Op::Cast) return false;
      const wire::TypeT& type = *function->values[of.results[0]];
      const Element to = graph::element_of(type);
      if (type.kind != TypeKind::Scalar || (!to.is_floating() && !to.is_complex())) return false;
      const Element from = graph::element_of(*function->values[of.operands[0]]);
      const Raising rule = scalar_raising(of.op, from, to);
      return from.is_floating() == to.is_floating() && (rule.flags & ~silenced(of)) != 0;
    };
    std::map<uint32_t, const wire::NodeT*> made;  // by value, those that may be absorbed
    const std::function<void(const wire::RegionT&)> look = [&](const wire::RegionT& region) {
      std::set<const wire::NodeT*> here;
      for (const auto& child : region.nodes) {
        for (const uint32_t id : child->operands) {
          const auto found = made.find(id);
          if (found == made.end()) continue;
          if (carries(*child) && here.contains(found->second) && silenced(*child) == silenced(*found->second)) absorbed->insert(found->second);
          else made.erase(found);
        }
        for (const auto& inner : child->regions) look(*inner);
        if (!carries(*child)) continue;
        made[child->results[0]] = child.get();
        here.insert(child.get());
      }
    };
    look(*function->body);
    std::erase_if(*absorbed, [&](const wire::NodeT* of) { return !made.contains(of->results[0]); });
  }
  return absorbed->contains(&node);
}

void Emitter::watch_scalar(const wire::NodeT& node, const Element& from, const Element& to, ArrayRef<Value*> operands, Value* result) {
  Raising rule = scalar_raising(node.op, from, to);
  rule.silenced = silenced(node);
  if (rule.name == nullptr || (rule.flags & ~rule.silenced) == 0) return;
  const bool is_sum = node.op == Op::Add || node.op == Op::Sub || node.op == Op::Mul;
  const bool in_loop = std::ranges::any_of(scopes_, [](const Scope& scope) { return scope.preheader != nullptr; });
  const auto note = [&](const wire::NodeT& of, const char* name, uint8_t flag, Value* raised) {
    if (const auto* constant = dyn_cast<ConstantInt>(raised); constant != nullptr && constant->isZero()) return;
    const std::pair candidate(of.range->start_line(), std::string(name));
    AllocaInst*& cell = scalar_warnings_[static_cast<uint32_t>(warning_number(flag, candidate))];
    if (cell == nullptr) {
      cell = temporary(b_.getInt1Ty(), "raised");
      IRBuilder<>(cell->getNextNode()).CreateStore(b_.getFalse(), cell);
    }
    // Volatile: it is written where nothing is fast, and takes no register of the loop.
    b_.CreateStore(b_.CreateOr(b_.CreateLoad(b_.getInt1Ty(), cell, in_loop), raised), cell, in_loop);
  };
  const auto rarely = [&](Value* condition, const std::function<void()>& then) {
    BasicBlock* look = BasicBlock::Create(context_, "odd", host_);
    BasicBlock* done = BasicBlock::Create(context_, "told", host_);
    b_.CreateCondBr(condition, look, done, MDBuilder(context_).createBranchWeights(1, 1 << 20));
    b_.SetInsertPoint(look);
    then();
    b_.CreateBr(done);
    b_.SetInsertPoint(done);
  };
  const auto told = [&](uint8_t flag, Value* raised) { note(node, rule.name, flag, raised); };
  if (from.is_integer() && rule.flags == kOverflow) {
    Value* raised = integer_overflow(node.op, from, operands);
    if (in_loop) rarely(raised, [&] { told(kOverflow, b_.getTrue()); });
    else told(kOverflow, raised);
    return;
  }
  const bool to_unsigned = to.is_unsigned() && memory::item_size(to.dtype) >= 4;
  if (!result->getType()->isFloatingPointTy()) {
    if (!in_loop || !is_sum || !is_pair(result)) {
      raised_by(b_, node.op, rule, to_unsigned, operands, result, told);
      return;
    }
  }
  if (flagged_) {
    const std::pair candidate(node.range->start_line(), std::string(rule.name));
    const auto add = [&](uint8_t flag, std::vector<std::pair<uint32_t, std::string>>& list) {
      if ((rule.flags & ~rule.silenced & flag) != 0 && std::ranges::find(list, candidate) == list.end()) list.push_back(candidate);
    };
    add(kOverflow, flagged_->overflow);
    add(kInvalid, flagged_->invalid);
    return;
  }
  Absorbed own{&node, rule, {operands.begin(), operands.end()}, result, {}};
  for (const uint32_t id : node.operands) {
    const auto found = act().absorbed.find(id);
    if (found != act().absorbed.end()) own.inside.push_back(found->second);
  }
  if (in_loop && is_absorbed(node)) {
    act().absorbed[node.results[0]] = std::make_shared<Absorbed>(std::move(own));
    return;
  }
  // Whatever is told leaves an infinity or NaN: operands are looked at only then.
  const auto is_odd = [&]() -> Value* {
    if (!is_pair(result)) return b_.CreateFCmpUGE(b_.CreateUnaryIntrinsic(Intrinsic::fabs, result), ConstantFP::getInfinity(result->getType()));
    // x - x is NaN for an infinity and a NaN, else zero.
    const auto rest = [&](unsigned index) { return b_.CreateFSub(pair_part(b_, result, index), pair_part(b_, result, index)); };
    return b_.CreateFCmpUNO(rest(0), rest(1));
  };
  rarely(is_odd(), [&] {
    std::set<const Absorbed*> seen;
    const std::function<void(const Absorbed&)> tell = [&](const Absorbed& of) {
      if (!seen.insert(&of).second) return;
      for (const auto& part : of.inside) tell(*part);
      raised_by(b_, of.node->op, of.rule, to_unsigned, of.operands, of.result, [&](uint8_t flag, Value* raised) {
        note(*of.node, of.rule.name, flag, raised);
      });
    };
    tell(own);
  });
}

/// Loops of sums and products alone, one after the other: only what is watched sets flags, so that they are read once at the end.
/// Where several can have set one, all are named.
bool Emitter::tells_by_flags(const wire::RegionT& body) {
  const wire::FunctionT& function = *act().frame->function;
  return std::ranges::all_of(body.nodes, [&](const auto& node) {
    if (silenced(*node) != silenced(*body.nodes[0]) || !node->regions.empty()) return false;
    switch (node->op) {
      case Op::Const: case Op::Get: case Op::Set: case Op::Load: case Op::Store: case Op::Dim: return true;
      case Op::Add: case Op::Sub: case Op::Mul: case Op::Neg: case Op::Cast: break;
      default: return false;
    }
    const wire::TypeT& from = *function.values[node->operands[0]];
    const wire::TypeT& to = *function.values[node->results[0]];
    if (from.kind == TypeKind::Array || graph::element_of(from).is_complex()) return false;
    if (node->op == Op::Cast) return !graph::element_of(from).is_floating() || graph::element_of(to).is_floating();
    return from.kind != TypeKind::Float;  // Python's own say nothing
  });
}

/// Where the loop has ended: looks at the flags, which were put out before it.
void Emitter::tell_by_flags(Instruction* preheader) {
  const FlaggedLoop loop = *std::exchange(flagged_, std::nullopt);
  if (loop.overflow.empty() && loop.invalid.empty()) return;
  AllocaInst* cell = temporary(b_.getInt32Ty(), "status");
  const auto status = [&](IRBuilder<>& b) {
    b.CreateIntrinsic(b.getVoidTy(), Intrinsic::x86_sse_stmxcsr, {cell});
    return b.CreateLoad(b.getInt32Ty(), cell, true);
  };
  constexpr uint32_t kBoth = kOverflow | kInvalid;
  {
    IRBuilder<> b(preheader);
    Value* before = status(b);
    Value* lit = b.CreateICmpNE(b.CreateAnd(before, kBoth), b.getInt32(0));
    BasicBlock* here = preheader->getParent();
    BasicBlock* rest = here->splitBasicBlock(preheader->getIterator());
    BasicBlock* out = BasicBlock::Create(context_, "out", host_, rest);
    here->getTerminator()->eraseFromParent();
    b.SetInsertPoint(here);
    b.CreateCondBr(lit, out, rest, MDBuilder(context_).createBranchWeights(1, 1 << 20));
    b.SetInsertPoint(out);
    b.CreateStore(b.CreateAnd(before, ~kBoth), cell, true);
    b.CreateIntrinsic(b.getVoidTy(), Intrinsic::x86_sse_ldmxcsr, {cell});
    b.CreateBr(rest);
  }
  Value* after = status(b_);
  BasicBlock* look = BasicBlock::Create(context_, "odd", host_);
  BasicBlock* done = BasicBlock::Create(context_, "told", host_);
  b_.CreateCondBr(b_.CreateICmpNE(b_.CreateAnd(after, kBoth), b_.getInt32(0)), look, done, MDBuilder(context_).createBranchWeights(1, 1 << 20));
  b_.SetInsertPoint(look);
  for (const uint8_t flag : {kOverflow, kInvalid}) {
    const auto& candidates = flag == kOverflow ? loop.overflow : loop.invalid;
    if (candidates.empty()) continue;
    Value* raised = b_.CreateICmpNE(b_.CreateAnd(after, flag), b_.getInt32(0));
    FunctionCallee warn = module_.getOrInsertFunction(
        "weft_warn", FunctionType::get(b_.getVoidTy(), {b_.getPtrTy(), b_.getInt32Ty(), b_.getInt1Ty()}, false));
    b_.CreateCall(warn, {run_, b_.getInt32(static_cast<uint32_t>(warning_number(flag, candidates))), raised});
  }
  b_.CreateBr(done);
  b_.SetInsertPoint(done);
}

/// Whether an operation on NumPy's whole numbers leaves their range.
Value* Emitter::integer_overflow(Op op, const Element& from, ArrayRef<Value*> operands) {
  const bool is_unsigned = from.is_unsigned();
  Type* type = operands[0]->getType();
  if (op == Op::Neg || op == Op::Abs) {
    if (is_unsigned) return op == Op::Neg ? b_.CreateICmpNE(operands[0], Constant::getNullValue(type)) : b_.getFalse();
    return b_.CreateICmpEQ(operands[0], ConstantInt::get(type, APInt::getSignedMinValue(type->getIntegerBitWidth())));
  }
  const Intrinsic::ID id = op == Op::Add   ? (is_unsigned ? Intrinsic::uadd_with_overflow : Intrinsic::sadd_with_overflow)
                           : op == Op::Sub ? (is_unsigned ? Intrinsic::usub_with_overflow : Intrinsic::ssub_with_overflow)
                                           : (is_unsigned ? Intrinsic::umul_with_overflow : Intrinsic::smul_with_overflow);
  return b_.CreateExtractValue(b_.CreateBinaryIntrinsic(id, operands[0], operands[1]), 1);
}

/// At the end of a function of the machine code, and where an error leaves it.
void Emitter::tell_scalar_warnings() {
  if (scalar_warnings_.empty()) return;
  Type* types[] = {b_.getPtrTy(), b_.getInt32Ty(), b_.getInt1Ty()};
  FunctionCallee callee = module_.getOrInsertFunction("weft_warn", FunctionType::get(b_.getVoidTy(), types, false));
  const auto tell = [&](IRBuilder<>& b) {
    for (const auto& [number, cell] : scalar_warnings_) {
      b.CreateCall(callee, {run_, b.getInt32(number), b.CreateLoad(b.getInt1Ty(), cell)});
    }
  };
  tell(b_);
  IRBuilder<> unwind(unwind_->getTerminator());
  tell(unwind);
  scalar_warnings_.clear();
}

}  // namespace weft::compile::codegen
