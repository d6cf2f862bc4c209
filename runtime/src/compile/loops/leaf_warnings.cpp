// SPDX-License-Identifier: Apache-2.0
// NumPy's warnings of scalars in planned loops. A tile has no time to look at sums and products: the processor's flags are read when
// the leaf ends, and tell that one of them overflowed, or none. Where several can have done so, all are named, as in nests of arrays.
// Where something else may have set a flag, such as a sum of Python's floats, they are looked at one by one all the same.
#include <algorithm>
#include <cmath>

#include "compile/loops/leaf_body.h"
#include "compile/warnings.h"
#include "memory/dtype.h"

namespace weft::compile::loops {

using namespace llvm;
using codegen::kInvalid;
using codegen::kOverflow;
using wire::Op;

namespace {

void each_node(const std::vector<Item>& items, const std::function<void(const wire::NodeT&)>& look) {
  for (const Item& item : items) {
    for (const wire::NodeT* node : item.nodes) look(*node);
    if (item.loop) each_node(item.loop->body, look);
    if (!item.branch) continue;
    for (const auto* part : {&item.branch->condition, &item.branch->then, &item.branch->otherwise}) each_node(*part, look);
  }
}

/// Sets no flag but those that NumPy looks at too.
bool is_plain(Op op) {
  switch (op) {
    case Op::Add: case Op::Sub: case Op::Mul: case Op::Div: case Op::Sqrt: case Op::Neg: case Op::Abs: case Op::Cast: case Op::Const: case Op::Get:
    case Op::Set: case Op::Load: case Op::Store: case Op::Dim: case Op::Where: case Op::Minimum: case Op::Maximum: case Op::Fmin: case Op::Fmax:
    case Op::Equal: case Op::NotEqual: case Op::Less: case Op::LessEqual: case Op::Greater: case Op::GreaterEqual: case Op::LogicalAnd:
    case Op::LogicalOr: case Op::LogicalXor: case Op::LogicalNot: return true;
    default: return false;
  }
}

}  // namespace

const wire::NodeT& LeafBody::as_written(const wire::NodeT& node) const {
  const auto found = nest_.copy_of.find(&node);
  return found == nest_.copy_of.end() ? node : *found->second;
}

/// Of scalars, or of the elements of arrays, where NumPy uses other names.
codegen::Raising LeafBody::raising_of(const wire::NodeT& made, const graph::Element& from, const graph::Element& to) const {
  const wire::NodeT& node = as_written(made);
  if (!e_.of_arrays_.contains(&node)) return codegen::scalar_raising(node.op, from, to);
  codegen::Raising rule = codegen::raising(node.op, from, to);
  if (rule.name != nullptr) rule.name = e_.told_as(node, rule.name);
  return rule;
}

void LeafBody::begin_flags() {
  using Candidates = std::vector<std::pair<uint32_t, std::string>>;
  Candidates candidates[2];
  Candidates divisions[2];
  // Lanes that a branch leaves out compute all the same, and jumps leave time to look.
  uint8_t unsure = nest_.has_branches || !nest_.told_where.empty() || !e_.switches_.flags ? kOverflow | kInvalid : 0;
  each_node(*leaf_.items, [&](const wire::NodeT& node) {
    if (!is_plain(node.op)) unsure = kOverflow | kInvalid;
    if (node.op == Op::Sqrt && nest_.raising.contains(&node)) return;  // sets a flag only where it raises
    if (node.results.empty() || node.operands.empty() || node.op == Op::Load) return;
    const auto element = [&](uint32_t id) { return graph::element_of(*nest_.function->values[id]); };
    const graph::Element from = element(node.operands[node.op == Op::Where ? 1 : 0]);
    const graph::Element to = element(node.results[0]);
    if (codegen::is_noisy(node.op, from)) unsure = static_cast<uint8_t>(unsure | kInvalid);
    if (!from.is_floating()) return;
    if (node.op == Op::Cast && !to.is_floating()) unsure = static_cast<uint8_t>(unsure | kInvalid);
    const bool is_sum = node.op == Op::Add || node.op == Op::Sub || node.op == Op::Mul;
    const bool is_division = node.op == Op::Div || node.op == Op::Sqrt;
    if (!is_sum && !is_division && node.op != Op::Cast) return;
    const codegen::Raising rule = raising_of(node, from, to);
    if (rule.name == nullptr) {
      // Python's own numbers say nothing.
      if (is_sum || is_division) unsure = kOverflow | kInvalid;
      return;
    }
    unsure = static_cast<uint8_t>(unsure | (e_.silenced(as_written(node)) & rule.flags));
    const std::pair candidate(node.range->start_line(), std::string(rule.name));
    for (const uint8_t flag : {kOverflow, kInvalid}) {
      auto& list = (is_division ? divisions : candidates)[flag == kInvalid ? 1 : 0];
      if ((rule.flags & flag) != 0 && std::ranges::find(list, candidate) == list.end()) list.push_back(candidate);
    }
  });
  for (const uint8_t flag : {kOverflow, kInvalid}) {
    const size_t place = flag == kInvalid ? 1 : 0;
    if (candidates[place].empty()) continue;
    if ((unsure & flag) != 0) {
      looked_at_ |= flag;
      continue;
    }
    flag_warnings_[place] = e_.warning_number(flag, candidates[place]);
    if (divisions[place].empty()) continue;
    for (const auto& sum : candidates[place]) {
      if (std::ranges::find(divisions[place], sum) == divisions[place].end()) divisions[place].push_back(sum);
    }
    among_divisions_[place] = e_.warning_number(flag, divisions[place]);
  }
  if (!has_flags()) return;
  const Subject subject{
      [&](const wire::NodeT& node) { return Touched(nest_.accesses.at(&node).array, nest_.accesses.at(&node).index); },
      [](const Linear& index, const Loop& loop) { return factor_of(index, loop.counter) != 0; }};
  unread_ = unread(subject, leaf_.all(), *leaf_.items);
  b_.CreateCall(e_.module_.getOrInsertFunction("weft_clear_flags", FunctionType::get(b_.getVoidTy(), false)));
}

/// What lanes beyond the end compute with: the first lane's element, so that they raise nothing that it does not.
Value* LeafBody::padding(Value* pointer, Type* type) {
  if (mask_ == nullptr || !has_flags()) return Constant::getNullValue(type);
  return b_.CreateVectorSplat(width_, b_.CreateLoad(type->getScalarType(), pointer));
}

void LeafBody::tell_raised() {
  Type* types[] = {b_.getPtrTy(), b_.getInt32Ty(), b_.getInt1Ty()};
  FunctionCallee warn = e_.module_.getOrInsertFunction("weft_warn", FunctionType::get(b_.getVoidTy(), types, false));
  std::map<uint8_t, Value*> told;
  for (const auto& [number, cell] : raised_) {
    Value* raised = b_.CreateLoad(cell->getAllocatedType(), cell);
    raised = raised->getType()->isVectorTy() ? b_.CreateOrReduce(raised) : b_.CreateICmpNE(raised, b_.getInt8(0));
    b_.CreateCall(warn, {slot(layout_.run, b_.getPtrTy()), b_.getInt32(number), raised});
    if (flag_of_.at(number) == 0) continue;
    Value*& any = told[flag_of_.at(number)];
    any = any == nullptr ? raised : b_.CreateOr(any, raised);
  }
  if (!has_flags()) return;
  Value* flags = b_.CreateCall(e_.module_.getOrInsertFunction("weft_flags", FunctionType::get(b_.getInt32Ty(), false)));
  for (const uint8_t flag : {kOverflow, kInvalid}) {
    const size_t place = flag == kInvalid ? 1 : 0;
    if (flag_warnings_[place] < 0) continue;
    Value* raised = b_.CreateICmpNE(b_.CreateAnd(flags, b_.getInt32(flag)), b_.getInt32(0));
    const auto tell = [&](int64_t number, Value* condition) {
      b_.CreateCall(warn, {slot(layout_.run, b_.getPtrTy()), b_.getInt32(static_cast<uint32_t>(number)), condition});
    };
    if (!told.contains(flag)) {
      tell(flag_warnings_[place], raised);
      continue;
    }
    // Where a division raised the flag, sums may have done so too.
    tell(flag_warnings_[place], b_.CreateAnd(raised, b_.CreateNot(told.at(flag))));
    if (among_divisions_[place] >= 0) tell(among_divisions_[place], told.at(flag));
  }
}

/// Whether products of whole numbers in lanes wrapped: a double is near the product, and what wrapped is 2^bits away or more.
Value* LeafBody::lanes_wrapped(bool is_unsigned, ArrayRef<Value*> operands, Value* result) {
  auto* lanes = cast<VectorType>(result->getType());
  Type* real = VectorType::get(b_.getDoubleTy(), lanes);
  const auto number = [&](Value* value) { return is_unsigned ? b_.CreateUIToFP(value, real) : b_.CreateSIToFP(value, real); };
  Value* gap = b_.CreateFSub(b_.CreateFMul(number(operands[0]), number(operands[1])), number(result));
  const double least = std::ldexp(1.0, static_cast<int>(lanes->getScalarSizeInBits()) - 1);
  return b_.CreateFCmpOGE(b_.CreateUnaryIntrinsic(Intrinsic::fabs, gap), ConstantFP::get(real, least));
}

/// Whether a sum, a product or a sign of NumPy's whole numbers leaves their range.
Value* LeafBody::leaves_range(Op op, bool is_unsigned, ArrayRef<Value*> operands, Value* result) {
  Type* type = operands[0]->getType();
  if (op == Op::Mul && type->isVectorTy()) return lanes_wrapped(is_unsigned, operands, result);
  if (op == Op::Neg && is_unsigned) return b_.CreateICmpNE(operands[0], Constant::getNullValue(type));
  if (op == Op::Abs && is_unsigned) return Constant::getNullValue(CmpInst::makeCmpResultType(type));
  if (op == Op::Neg || op == Op::Abs)
    return b_.CreateICmpEQ(operands[0], ConstantInt::get(type, APInt::getSignedMinValue(type->getScalarSizeInBits())));
  const Intrinsic::ID id = op == Op::Add   ? (is_unsigned ? Intrinsic::uadd_with_overflow : Intrinsic::sadd_with_overflow)
                           : op == Op::Sub ? (is_unsigned ? Intrinsic::usub_with_overflow : Intrinsic::ssub_with_overflow)
                                           : (is_unsigned ? Intrinsic::umul_with_overflow : Intrinsic::smul_with_overflow);
  return b_.CreateExtractValue(b_.CreateBinaryIntrinsic(id, operands[0], operands[1]), 1);
}

void LeafBody::tell_raising(const wire::NodeT& node, ArrayRef<Value*> operands) {
  Value* raises = node.op == Op::Sqrt ? b_.CreateFCmpOLT(operands[0], Constant::getNullValue(operands[0]->getType()))
                                      : b_.CreateFCmpOEQ(operands[1], Constant::getNullValue(operands[1]->getType()));
  if (raises->getType()->isVectorTy()) raises = b_.CreateOrReduce(mask_ == nullptr ? raises : b_.CreateAnd(raises, mask_));
  rarely(raises, [&] {
    StoreInst* told = b_.CreateAlignedStore(b_.getInt64(1), slot(layout_.raised, b_.getPtrTy()), Align(8));
    told->setAtomic(AtomicOrdering::Monotonic);
  });
}

void LeafBody::rarely(Value* condition, const std::function<void()>& then) {
  BasicBlock* look = BasicBlock::Create(e_.context_, "odd", function_);
  BasicBlock* go_on = BasicBlock::Create(e_.context_, "told", function_);
  b_.CreateCondBr(condition, look, go_on, MDBuilder(e_.context_).createBranchWeights(1, 1 << 20));
  b_.SetInsertPoint(look);
  then();
  b_.CreateBr(go_on);
  b_.SetInsertPoint(go_on);
}

/// Divisions, roots and whole numbers are looked at one by one, as in loops that are not tiled.
void LeafBody::watch(const wire::NodeT& node, const graph::Element& from, const graph::Element& to, ArrayRef<Value*> operands, Value* result) {
  codegen::Raising rule = raising_of(node, from, to);
  rule.silenced = e_.silenced(as_written(node));
  const bool is_sum = node.op == Op::Add || node.op == Op::Sub || node.op == Op::Mul;
  const bool is_whole = from.is_integer() && (is_sum || node.op == Op::Neg || node.op == Op::Abs);  // of scalars: arrays wrap unsaid
  if (!is_whole && (is_sum || node.op == Op::Cast || node.op == Op::Neg || node.op == Op::Abs)) rule.flags &= looked_at_;
  if (rule.name == nullptr || (rule.flags & ~rule.silenced) == 0 || (is_whole && !wraps_)) return;
  // Iterations that run one after the other have time for a jump that is not taken; none of it takes a register of the loop.
  const bool jumps = !kept_.empty() && leaf_.lanes == nullptr && reached_ == nullptr;
  const auto cell_of = [&](uint8_t flag) {
    const std::pair candidate(node.range->start_line(), std::string(rule.name));
    const auto number = static_cast<uint32_t>(e_.warning_number(flag, candidate));
    flag_of_[number] = is_whole ? 0 : flag;  // whole numbers leave the processor's flags alone
    AllocaInst*& cell = raised_[number];
    if (cell != nullptr) return cell;
    Type* type = leaf_.lanes == nullptr ? b_.getInt8Ty() : vector(b_.getInt1Ty());
    cell = local(type, "raised");
    IRBuilder<>(entry_->getTerminator()).CreateStore(Constant::getNullValue(type), cell);
    return cell;
  };
  const auto note = [&](uint8_t flag, Value* raised) {
    if (const auto* constant = dyn_cast<ConstantInt>(raised); constant != nullptr && constant->isZero()) return;
    if (reached_ != nullptr && reached_->getType()->isVectorTy()) raised = b_.CreateAnd(widen(raised), reached_);
    else if (reached_ != nullptr) raised = b_.CreateAnd(raised, raised->getType()->isVectorTy() ? widen(reached_) : reached_);
    if (raised->getType()->isVectorTy()) {
      if (mask_ != nullptr) raised = b_.CreateAnd(raised, mask_);
    }
    AllocaInst* cell = cell_of(flag);
    if (leaf_.lanes == nullptr) raised = b_.CreateZExt(raised, b_.getInt8Ty());
    else if (!raised->getType()->isVectorTy()) raised = b_.CreateVectorSplat(widest_, raised);
    b_.CreateStore(b_.CreateOr(b_.CreateLoad(cell->getAllocatedType(), cell, jumps), raised), cell, jumps);
  };
  if (is_whole) {
    Value* raised = leaves_range(node.op, from.is_unsigned(), operands, result);
    if (jumps) rarely(raised, [&] { note(kOverflow, b_.getTrue()); });
    else note(kOverflow, raised);
    return;
  }
  const bool to_unsigned = to.is_unsigned() && memory::item_size(to.dtype) >= 4;
  // Whatever is told leaves an infinity or NaN.
  if (!jumps || !result->getType()->isFloatingPointTy()) return codegen::raised_by(b_, node.op, rule, to_unsigned, operands, result, note);
  rarely(b_.CreateFCmpUGE(b_.CreateUnaryIntrinsic(Intrinsic::fabs, result), ConstantFP::getInfinity(result->getType())), [&] {
    const auto& odd = e_.odd_result(node.op, rule, to_unsigned, operands, result);
    SmallVector<Value*, 8> arguments(operands.begin(), operands.end());
    arguments.push_back(result);
    for (const uint8_t flag : odd.flags) arguments.push_back(cell_of(flag));
    b_.CreateCall(odd.function, arguments)->setCallingConv(odd.function->getCallingConv());
  });
}

}  // namespace weft::compile::loops
