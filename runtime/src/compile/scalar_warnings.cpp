// SPDX-License-Identifier: Apache-2.0
// NumPy's warnings of its scalars, outside of planned loops: operation by operation, or by the processor's flags where a loop does nothing else.
#include <algorithm>

#include <llvm/IR/IntrinsicsX86.h>

#include "compile/complex.h"
#include "compile/loops/unread.h"
#include "compile/warnings.h"
#include "memory/dtype.h"

namespace weft::compile::codegen {

using namespace llvm;
using wire::Op;
using wire::TypeKind;

namespace {

constexpr uint32_t kTold = kOverflow | kInvalid;

/// The processor's status word.
Value* status(IRBuilder<>& b, AllocaInst* cell) {
  b.CreateIntrinsic(b.getVoidTy(), Intrinsic::x86_sse_stmxcsr, {cell});
  return b.CreateLoad(b.getInt32Ty(), cell, true);
}

}  // namespace

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

/// The byte of this function of the machine code that says whether a warning is to be told at its end.
Value* Emitter::warning_cell(uint8_t flag, const std::pair<uint32_t, std::string>& candidate) {
  if (warning_cells_ == nullptr) {
    warning_cells_ = IRBuilder<>(&host_->getEntryBlock(), host_->getEntryBlock().begin()).CreateAlloca(b_.getInt8Ty(), i64(0), "raised");
  }
  const auto number = static_cast<uint32_t>(warning_number(flag, candidate));
  const uint64_t place = scalar_warnings_.try_emplace(number, scalar_warnings_.size()).first->second;
  return b_.CreateConstInBoundsGEP1_64(b_.getInt8Ty(), warning_cells_, place);
}

/// One function for all operations of a kind: what it does is seldom done, and there are many such operations.
const Emitter::OddResult& Emitter::odd_result(Op op, const Raising& rule, bool to_unsigned, ArrayRef<Value*> operands, Value* result) {
  std::vector<Type*> types;
  for (Value* operand : operands) types.push_back(operand->getType());
  types.push_back(result->getType());
  OddResult& odd = odd_results_[{op, rule.flags, rule.silenced, to_unsigned, types}];
  if (odd.function != nullptr) return odd;
  // In the order of raised_by: warnings of a line are told by their numbers.
  for (const uint8_t flag : {kInvalid, kDivide, kOverflow}) {
    if ((rule.flags & ~rule.silenced & flag) != 0) odd.flags.push_back(flag);
  }
  const size_t values = types.size();
  types.resize(values + odd.flags.size(), b_.getPtrTy());
  odd.function = Function::Create(FunctionType::get(b_.getVoidTy(), types, false), Function::InternalLinkage, "weft_odd", module_);
  for (const Attribute::AttrKind kind : {Attribute::NoInline, Attribute::Cold, Attribute::OptimizeForSize, Attribute::NoUnwind}) {
    odd.function->addFnAttr(kind);
  }
  // It touches its cells alone, and leaves the registers of the loop around its call as they are.
  odd.function->setMemoryEffects(MemoryEffects::argMemOnly());
  odd.function->setCallingConv(CallingConv::PreserveAll);
  IRBuilder<> b(BasicBlock::Create(context_, "start", odd.function));
  Small<Value*> arguments;
  for (size_t index = 0; index + 1 < values; ++index) arguments.push_back(odd.function->getArg(static_cast<unsigned>(index)));
  raised_by(b, op, rule, to_unsigned, arguments, odd.function->getArg(static_cast<unsigned>(values - 1)), [&](uint8_t flag, Value* raised) {
    const size_t place = static_cast<size_t>(std::ranges::find(odd.flags, flag) - odd.flags.begin());
    Value* cell = odd.function->getArg(static_cast<unsigned>(values + place));
    b.CreateStore(b.CreateOr(b.CreateLoad(b.getInt8Ty(), cell), b.CreateZExt(raised, b.getInt8Ty())), cell);
  });
  b.CreateRetVoid();
  return odd;
}

/// Does `then` under a condition that hardly ever holds.
void Emitter::rarely(Value* condition, const std::function<void()>& then) {
  BasicBlock* look = BasicBlock::Create(context_, "odd", host_);
  BasicBlock* done = BasicBlock::Create(context_, "told", host_);
  b_.CreateCondBr(condition, look, done, MDBuilder(context_).createBranchWeights(1, 1 << 20));
  b_.SetInsertPoint(look);
  then();
  b_.CreateBr(done);
  b_.SetInsertPoint(done);
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
    Value* cell = warning_cell(flag, candidate);
    // Volatile: it is written where nothing is fast, and takes no register of the loop.
    b_.CreateStore(b_.CreateOr(b_.CreateLoad(b_.getInt8Ty(), cell, true), b_.CreateZExt(raised, b_.getInt8Ty())), cell, true);
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
    if (flagged_->fixed.contains(&node)) {
      const auto kept = [&](Value* value) {
        AllocaInst* cell = temporary(value->getType(), "fixed");
        b_.CreateStore(value, cell);
        return cell;
      };
      FlaggedLoop::Kept one{&node, {}, kept(result)};
      for (Value* operand : operands) one.operands.push_back(kept(operand));
      IRBuilder<>(scopes_.back().preheader).CreateStore(Constant::getNullValue(result->getType()), one.result);
      flagged_->kept.push_back(std::move(one));
    } else if (flagged_->unread.contains(&node)) {
      compute(b_, result, 128);
    }
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
      const OddResult& odd = odd_result(of.node->op, of.rule, to_unsigned, of.operands, of.result);
      Small<Value*> arguments(of.operands.begin(), of.operands.end());
      arguments.push_back(of.result);
      for (const uint8_t flag : odd.flags) arguments.push_back(warning_cell(flag, {of.node->range->start_line(), of.rule.name}));
      b_.CreateCall(odd.function, arguments)->setCallingConv(odd.function->getCallingConv());
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

/// Looks through the body of such a loop. Subscripts that are computed in the same way are the same.
void Emitter::begin_flagged(const wire::RegionT& body) {
  FlaggedLoop& found = flagged_.emplace();
  found.unwind = std::exchange(unwind_, BasicBlock::Create(context_, "leave", host_));
  const wire::FunctionT& function = *act().frame->function;
  std::vector<loops::Item> items(1);
  std::set<uint32_t>& set = found.set;
  for (const auto& node : body.nodes) {
    items[0].nodes.push_back(node.get());
    if (node->op == Op::Set) set.insert(node->variable);
  }
  std::map<uint32_t, uint32_t> same;                   // values by the first that is computed in the same way
  std::map<std::vector<int64_t>, uint32_t> computed;
  std::set<uint32_t> moving{static_cast<uint32_t>(body.argument)};
  std::map<uint32_t, int64_t> versions;                // of variables: how often they were set so far
  const auto first = [&](uint32_t id) { return same.contains(id) ? same.at(id) : id; };
  for (const auto& node : body.nodes) {
    if (node->op == Op::Set) ++versions[node->variable];
    if (node->results.empty()) continue;
    const uint32_t id = node->results[0];
    std::vector<int64_t> way{static_cast<int64_t>(node->op), function.values[id]->kind == TypeKind::Int ? 1 : 0};
    bool moves = node->op == Op::Load || (node->op == Op::Get && set.contains(node->variable));
    for (const uint32_t operand : node->operands) {
      way.push_back(first(operand));
      moves = moves || moving.contains(first(operand));
    }
    if (node->op == Op::Get) way.insert(way.end(), {node->variable, versions[node->variable]});
    if (node->op == Op::Const) way.push_back(node->constant->int_value);
    if (node->op == Op::Load || node->op == Op::Cast) way.push_back(id);
    same[id] = computed.try_emplace(std::move(way), id).first->second;
    if (moves) moving.insert(same[id]);
    else found.fixed.insert(node.get());
  }
  const loops::Subject subject{[&](const wire::NodeT& node) {
                                 loops::Touched touched{first(node.operands[0]), {}};
                                 const size_t last = node.op == Op::Store ? node.operands.size() - 1 : node.operands.size();
                                 for (size_t axis = 1; axis < last; ++axis) touched.second.push_back(Linear::symbol(first(node.operands[axis])));
                                 return touched;
                               },
                               [&](const Linear& index, const loops::Loop&) { return moving.contains(index.terms[0].first); }};
  const loops::Loop loop;
  found.unread = loops::unread(subject, {&loop}, items, set);
}

/// Where the loop has ended, and where an error leaves it: looks at the flags, which were put out before it.
void Emitter::tell_by_flags(Instruction* preheader) {
  const FlaggedLoop loop = *std::exchange(flagged_, std::nullopt);
  BasicBlock* left = std::exchange(unwind_, loop.unwind);
  IRBuilder<> leaving(left);
  if (loop.overflow.empty() && loop.invalid.empty()) {
    leaving.CreateBr(unwind_);
    return;
  }
  {
    IRBuilder<> b(preheader);
    AllocaInst* cell = temporary(b_.getInt32Ty(), "status");
    Value* before = status(b, cell);
    Value* lit = b.CreateICmpNE(b.CreateAnd(before, kTold), b.getInt32(0));
    BasicBlock* here = preheader->getParent();
    BasicBlock* rest = here->splitBasicBlock(preheader->getIterator());
    BasicBlock* out = BasicBlock::Create(context_, "out", host_, rest);
    here->getTerminator()->eraseFromParent();
    b.SetInsertPoint(here);
    b.CreateCondBr(lit, out, rest, MDBuilder(context_).createBranchWeights(1, 1 << 20));
    b.SetInsertPoint(out);
    b.CreateStore(b.CreateAnd(before, ~kTold), cell, true);
    b.CreateIntrinsic(b.getVoidTy(), Intrinsic::x86_sse_ldmxcsr, {cell});
    b.CreateBr(rest);
  }
  for (const uint32_t variable : loop.set) {
    AllocaInst* cell = act().variables[variable].scalar;
    if (cell != nullptr && cell->getAllocatedType()->isFloatingPointTy()) compute(b_, b_.CreateLoad(cell->getAllocatedType(), cell), 128);
  }
  tell_flags_of(loop);
  const IRBuilder<>::InsertPointGuard guard(b_);
  b_.SetInsertPoint(left);
  tell_flags_of(loop);
  b_.CreateBr(unwind_);
}

void Emitter::tell_flags_of(const FlaggedLoop& loop) {
  Value* after = status(b_, temporary(b_.getInt32Ty(), "status"));
  FunctionCallee warn = module_.getOrInsertFunction(
      "weft_warn", FunctionType::get(b_.getVoidTy(), {b_.getPtrTy(), b_.getInt32Ty(), b_.getInt1Ty()}, false));
  rarely(b_.CreateICmpNE(b_.CreateAnd(after, kTold), b_.getInt32(0)), [&] {
    for (const uint8_t flag : {kOverflow, kInvalid}) {
      const auto& candidates = flag == kOverflow ? loop.overflow : loop.invalid;
      if (candidates.empty()) continue;
      Value* raised = b_.CreateICmpNE(b_.CreateAnd(after, flag), b_.getInt32(0));
      b_.CreateCall(warn, {run_, b_.getInt32(static_cast<uint32_t>(warning_number(flag, candidates))), raised});
    }
  });
  const wire::FunctionT& function = *act().frame->function;
  for (const auto& kept : loop.kept) {
    const auto load = [&](AllocaInst* cell) { return b_.CreateLoad(cell->getAllocatedType(), cell); };
    Value* result = load(kept.result);
    rarely(b_.CreateFCmpUGE(b_.CreateUnaryIntrinsic(Intrinsic::fabs, result), ConstantFP::getInfinity(result->getType())), [&] {
      Raising rule = scalar_raising(kept.node->op, graph::element_of(*function.values[kept.node->operands[0]]),
                                    graph::element_of(*function.values[kept.node->results[0]]));
      rule.silenced = silenced(*kept.node);
      Small<Value*> operands;
      for (AllocaInst* cell : kept.operands) operands.push_back(load(cell));
      raised_by(b_, kept.node->op, rule, false, operands, result, [&](uint8_t flag, Value* raised) {
        const std::pair candidate(kept.node->range->start_line(), std::string(rule.name));
        b_.CreateCall(warn, {run_, b_.getInt32(static_cast<uint32_t>(warning_number(flag, candidate))), raised});
      });
    });
  }
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
  if (warning_cells_ == nullptr) return;
  const uint64_t count = scalar_warnings_.size();
  warning_cells_->setOperand(0, i64(static_cast<int64_t>(count)));
  IRBuilder<>(warning_cells_->getNextNode()).CreateMemSet(warning_cells_, b_.getInt8(0), count, MaybeAlign(1));
  std::vector<uint32_t> numbers(count);
  for (const auto& [number, place] : scalar_warnings_) numbers[place] = number;
  Constant* list = ConstantDataArray::get(context_, numbers);
  auto* table = new GlobalVariable(module_, list->getType(), true, GlobalValue::PrivateLinkage, list, "warnings");
  Type* types[] = {b_.getPtrTy(), b_.getPtrTy(), b_.getPtrTy(), b_.getInt64Ty()};
  FunctionCallee callee = module_.getOrInsertFunction("weft_warn_raised", FunctionType::get(b_.getVoidTy(), types, false));
  Value* arguments[] = {run_, warning_cells_, table, i64(static_cast<int64_t>(count))};
  b_.CreateCall(callee, arguments);
  IRBuilder<>(unwind_->getTerminator()).CreateCall(callee, arguments);
  scalar_warnings_.clear();
  warning_cells_ = nullptr;
}

}  // namespace weft::compile::codegen
