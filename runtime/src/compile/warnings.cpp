// SPDX-License-Identifier: Apache-2.0
#include "compile/warnings.h"

#include <algorithm>

#include <llvm/IR/IntrinsicsX86.h>

#include "compile/complex.h"
#include "compile/nest.h"
#include "memory/dtype.h"

namespace weft::compile::codegen {

using namespace llvm;
using wire::Op;
using wire::TypeKind;

namespace {

struct Row {
  Op op;
  Raising raising;
};
constexpr uint8_t kAll = kInvalid | kDivide | kOverflow;
constexpr Row kRows[] = {
    {Op::Add, {"add", kInvalid | kOverflow, true}},
    {Op::Sub, {"subtract", kInvalid | kOverflow, true}},
    {Op::Mul, {"multiply", kInvalid | kOverflow, true}},
    {Op::Div, {"divide", kAll, true}},
    {Op::Sqrt, {"sqrt", kInvalid, true}},
    {Op::FloorDiv, {"floor_divide", kInvalid | kDivide}},
    {Op::Mod, {"remainder", kInvalid}},
    {Op::Fmod, {"fmod", kInvalid}},
    {Op::Pow, {"power", kAll}},
    {Op::Exp, {"exp", kOverflow}},
    {Op::Exp2, {"exp2", kOverflow}},
    {Op::Expm1, {"expm1", kOverflow}},
    {Op::Sinh, {"sinh", kOverflow}},
    {Op::Cosh, {"cosh", kOverflow}},
    {Op::Hypot, {"hypot", kOverflow}},
    {Op::Log, {"log", kInvalid | kDivide}},
    {Op::Log2, {"log2", kInvalid | kDivide}},
    {Op::Log10, {"log10", kInvalid | kDivide}},
    {Op::Log1p, {"log1p", kInvalid | kDivide}},
    {Op::Sin, {"sin", kInvalid}},
    {Op::Cos, {"cos", kInvalid}},
    {Op::Tan, {"tan", kInvalid}},
    {Op::Arcsin, {"arcsin", kInvalid}},
    {Op::Arccos, {"arccos", kInvalid}},
    {Op::Arccosh, {"arccosh", kInvalid}},
    {Op::Arctanh, {"arctanh", kInvalid | kDivide}},
};

}  // namespace

Raising raising(Op op, const Element& from, const Element& to) {
  if (op == Op::Cast) {
    if (from.is_floating() && to.is_integer()) return {"cast", kInvalid};
    const bool narrows = from.is_floating() && to.is_floating() && to.is_numpy() && to.dtype == wire::DType::Float32 && from != to;
    return narrows ? Raising{"cast", kOverflow, true} : Raising{};
  }
  if (from.is_integer() && (op == Op::FloorDiv || op == Op::Mod || op == Op::Fmod)) {
    return {op == Op::FloorDiv ? "floor_divide" : op == Op::Mod ? "remainder" : "fmod", kDivide};
  }
  if (!from.is_floating() && !from.is_complex()) return {};
  const auto found = std::ranges::find(kRows, op, &Row::op);
  if (found == std::end(kRows)) return {};
  Raising result = found->raising;
  if (from.is_complex()) {
    // Complex functions give infinities and NaN by rules of their own: only arithmetic is watched.
    if (!result.plain || op == Op::Sqrt) return {};
    result.plain = false;
  }
  return result;
}

Raising scalar_raising(Op op, const Element& from, const Element& to) {
  if (!from.is_numpy() || from.is_bool()) return {};
  if (op == Op::Cast && !to.is_numpy()) return {};  // Python's own, which raises
  Raising result = raising(op, from, to);
  const bool is_sum = op == Op::Add || op == Op::Sub || op == Op::Mul;
  if (from.is_integer() && (is_sum || op == Op::Neg || op == Op::Abs)) result = {"", kOverflow, true};
  if (result.name == nullptr) return {};
  switch (op) {
    case Op::Add: result.name = "scalar add"; break;
    case Op::Sub: result.name = "scalar subtract"; break;
    case Op::Mul: result.name = "scalar multiply"; break;
    case Op::Div: result.name = "scalar divide"; break;
    case Op::FloorDiv: result.name = "scalar floor_divide"; break;
    case Op::Mod: result.name = "scalar remainder"; break;
    case Op::Pow: result.name = "scalar power"; break;
    case Op::Neg: result.name = "scalar negative"; break;
    case Op::Abs: result.name = "scalar absolute"; break;
    default: break;
  }
  return result;
}

bool is_noisy(Op op, const Element& from) {
  switch (op) {
    case Op::Less: case Op::LessEqual: case Op::Greater: case Op::GreaterEqual: case Op::Minimum: case Op::Maximum: case Op::Fmin: case Op::Fmax:
    case Op::Sign: case Op::IsFinite: case Op::Min: case Op::Max: case Op::ArgMin: case Op::ArgMax:
      return !from.is_integer() && !from.is_bool();
    default: return false;
  }
}

// ---- watching a nest ---------------------------------------------------------------------------------------------------------------

void NestEmitter::plan_warnings() {
  const auto elements = [](const wire::NodeT& node, const wire::FunctionT& function) {
    const size_t subject = node.op == Op::Where ? 1 : 0;
    return std::pair(graph::element_of(*function.values[node.operands[subject]]), graph::element_of(*function.values[node.results[0]]));
  };
  bool all_plain = true;
  for (const Entity* entity : inside_) {
    if (entity->node->op == Op::Full || entity->node->op == Op::Arange) continue;
    const auto [from, to] = elements(*entity->node, *entity->function);
    Raising found = raising(entity->node->op, from, to);
    found.silenced = entity->silenced;
    if (found.name != nullptr) watched_.emplace(entity, found);
    noisy_ = noisy_ || is_noisy(entity->node->op, from);
    // Any other function on inexact numbers may set flags too.
    const bool function = entity->node->op >= Op::Sqrt && entity->node->op <= Op::Arctanh && entity->node->op != Op::Sqrt;
    const bool binary = entity->node->op == Op::Arctan2 || entity->node->op == Op::Logaddexp || entity->node->op == Op::Logaddexp2 ||
                        entity->node->op == Op::Nextafter;
    if ((found.name != nullptr && !found.plain) || ((function || binary) && !from.is_integer()) || from.is_complex()) all_plain = false;
  }
  // Elements that the mask leaves out are computed too; only by value can they be told apart.
  if (std::ranges::any_of(inside_, [](const Entity* entity) { return entity->mask != nullptr; })) {
    watches_sums_ = all_plain;
    all_plain = false;
  }
  Raising reduction;
  if (owner_.op == Op::Sum || owner_.op == Op::Prod) {
    const Element from = graph::element_of(*e_.operand(owner_, 0)->type);
    if (from.is_floating()) reduction = {"reduce", static_cast<uint8_t>((kInvalid | kOverflow) & ~e_.silenced(owner_)), true};
  }
  noisy_ = noisy_ || (is_reduction(owner_.op) && is_noisy(owner_.op, graph::element_of(*e_.operand(owner_, 0)->type)));
  if (watched_.empty() && reduction.name == nullptr) return;
  by_value_ = !all_plain;
  if (by_value_) return;
  // The flags of the whole nest: each is told with all operations that can have raised it.
  for (const uint8_t flag : {kDivide, kOverflow, kInvalid}) {
    std::vector<std::pair<uint32_t, std::string>> candidates;
    const auto add = [&](const wire::NodeT& node, const Raising& found) {
      if ((found.flags & ~found.silenced & flag) == 0) return;
      const std::pair candidate(node.range->start_line(), std::string(found.name));
      if (std::ranges::find(candidates, candidate) == candidates.end()) candidates.push_back(candidate);
    };
    for (const Entity* entity : inside_) {
      if (const auto found = watched_.find(entity); found != watched_.end()) add(*entity->node, found->second);
    }
    if (reduction.name != nullptr) add(owner_, reduction);
    // A silenced operation of the same nest may have raised it.
    const bool is_unsure = std::ranges::any_of(inside_, [&](const Entity* entity) { return (entity->silenced & flag) != 0; });
    if (candidates.empty() || is_unsure || (flag == kInvalid && noisy_)) {
      flag_warnings_.push_back(-1);
    } else {
      flag_warnings_.push_back(e_.warning_number(flag, candidates));
    }
  }
  if (std::ranges::all_of(flag_warnings_, [](int64_t number) { return number < 0; })) flag_warnings_.clear();
}

bool NestEmitter::may_skip(const Entity* mask) const {
  const std::function<bool(const Entity*, const Entity*)> holds = [&](const Entity* whole, const Entity* part) -> bool {
    if (whole == part) return true;
    return whole->kind == Entity::Kind::deferred && std::ranges::any_of(whole->operands, [&](const Entity* next) { return holds(next, part); });
  };
  return std::ranges::all_of(watched_, [&](const auto& entry) { return entry.first->mask != nullptr || holds(mask, entry.first); });
}

/// One warning for `flag`: "divide by zero encountered in divide".
int64_t Emitter::warning_number(uint8_t flag, ArrayRef<std::pair<uint32_t, std::string>> candidates) {
  WarningSite site;
  site.line = candidates[0].first;
  site.text = flag == kDivide ? "divide by zero encountered" : flag == kOverflow ? "overflow encountered" : "invalid value encountered";
  std::vector<std::string> names;
  std::set<uint32_t> lines;
  for (const auto& [line, name] : candidates) {
    lines.insert(line);
    if (std::ranges::find(names, name) == names.end()) names.push_back(name);
  }
  site.line = *lines.begin();
  constexpr size_t kNames = 3;
  for (size_t index = 0; index < names.size() && names.size() <= kNames; ++index) {
    site.text += (index == 0 ? " in " : index + 1 == names.size() ? " or " : ", ") + names[index];
  }
  if (lines.size() > 1) site.text += " (lines " + std::to_string(*lines.begin() + 1) + " to " + std::to_string(*lines.rbegin() + 1) + ")";
  const auto same = std::ranges::find_if(warnings_, [&](const WarningSite& known) { return known.line == site.line && known.text == site.text; });
  if (same != warnings_.end()) return same - warnings_.begin();
  warnings_.push_back(std::move(site));
  return static_cast<int64_t>(warnings_.size()) - 1;
}

// ---- by value ------------------------------------------------------------------------------------------------------------------------

void raised_by(IRBuilder<>& b, Op op, const Raising& rule, bool to_unsigned, ArrayRef<Value*> operands, Value* result,
               const std::function<void(uint8_t, Value*)>& note_raised) {
  const auto part = [&](Value* value, unsigned index) { return is_pair(value) ? pair_part(b, value, index) : value; };
  const auto is_nan = [&](Value* value) { return b.CreateFCmpUNO(part(value, 0), part(value, 1)); };
  const auto any_infinite = [&](Value* value) -> Value* {
    const auto one = [&](Value* x) {
      return b.CreateFCmpOEQ(b.CreateUnaryIntrinsic(Intrinsic::fabs, x), ConstantFP::getInfinity(x->getType()));
    };
    return is_pair(value) ? b.CreateOr(one(part(value, 0)), one(part(value, 1))) : one(value);
  };
  const auto is_zero = [&](Value* value) -> Value* {
    const auto one = [&](Value* x) { return b.CreateFCmpOEQ(x, ConstantFP::get(x->getType(), 0)); };
    return is_pair(value) ? b.CreateAnd(one(part(value, 0)), one(part(value, 1))) : one(value);
  };
  const auto note = [&](uint8_t flag, Value* raised) {
    if ((rule.flags & ~rule.silenced & flag) != 0) note_raised(flag, raised);
  };
  if (operands[0]->getType()->isIntegerTy()) {
    note(kDivide, b.CreateICmpEQ(operands[1], Constant::getNullValue(operands[1]->getType())));
    return;
  }
  if (op == Op::Cast && result->getType()->isIntegerTy()) {
    Value* size = b.CreateUnaryIntrinsic(Intrinsic::fabs, operands[0]);
    const unsigned bits = result->getType()->getIntegerBitWidth();
    const double limit = bits <= 32 ? (to_unsigned ? 0x1p32 : 0x1p31) : (to_unsigned ? 0x1p64 : 0x1p63);
    // The least integer itself fits.
    Value* fits = b.CreateOr(b.CreateFCmpOLT(size, ConstantFP::get(size->getType(), limit)),
                             b.CreateFCmpOEQ(operands[0], ConstantFP::get(size->getType(), to_unsigned ? 0 : -limit)));
    note(kInvalid, b.CreateNot(fits));
    return;
  }
  if ((rule.flags & kInvalid) != 0) {
    Value* known = nullptr;  // no operand is NaN
    for (Value* operand : operands) {
      Value* number = b.CreateNot(is_nan(operand));
      known = known == nullptr ? number : b.CreateAnd(known, number);
    }
    note(kInvalid, b.CreateAnd(is_nan(result), known));
  }
  if ((rule.flags & (kDivide | kOverflow)) == 0) return;
  Value* from_finite = any_infinite(result);
  for (Value* operand : operands) {
    for (unsigned index = 0; index < (is_pair(operand) ? 2U : 1U); ++index) {
      Value* size = b.CreateUnaryIntrinsic(Intrinsic::fabs, part(operand, index));
      from_finite = b.CreateAnd(from_finite, b.CreateFCmpOLT(size, ConstantFP::getInfinity(size->getType())));
    }
  }
  if ((rule.flags & kOverflow) == 0) {
    note(kDivide, from_finite);
  } else if ((rule.flags & kDivide) == 0) {
    note(kOverflow, from_finite);
  } else {
    Value* by_zero = is_zero(operands[op == Op::Pow ? 0 : 1]);
    note(kDivide, b.CreateAnd(from_finite, by_zero));
    note(kOverflow, b.CreateAnd(from_finite, b.CreateNot(by_zero)));
  }
}

void Body::watch(const Entity* entity, ArrayRef<Value*> operands, Value* result) {
  const auto found = nest_.watched_.find(entity);
  if (found == nest_.watched_.end() || !nest_.by_value_) return;
  const Op op = entity->node->op;
  const bool is_sum = op == Op::Add || op == Op::Sub || op == Op::Mul;
  if (is_sum && (!nest_.watches_sums_ || is_pair(result))) return;  // looking would cost as much as computing
  if (is_sum && result->getType()->isIntegerTy()) return;
  Value* mask = entity->mask != nullptr ? eval(entity->mask) : nullptr;
  const bool to_unsigned = memory::item_size(entity->dtype()) >= 4 && graph::element_of(*entity->type).is_unsigned();
  raised_by(b_, op, found->second, to_unsigned, operands, result, [&](uint8_t flag, Value* raised) {
    AllocaInst*& cell = raised_[{entity, flag}];
    if (cell == nullptr) {
      cell = local(b_.getInt1Ty(), "raised");
      IRBuilder<>(entry_->getTerminator()).CreateStore(b_.getFalse(), cell);
    }
    if (mask != nullptr) raised = b_.CreateAnd(raised, mask);
    b_.CreateStore(b_.CreateOr(b_.CreateLoad(b_.getInt1Ty(), cell), raised), cell);
  });
}

// ---- NumPy scalars -------------------------------------------------------------------------------------------------------------------

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

// ---- what is silenced ------------------------------------------------------------------------------------------------------------------

/// `kernel "errstate"(flags)` silences what follows it, to the end of its region and in the regions nested there.
void Emitter::find_silenced(const wire::RegionT& region, uint8_t state, std::map<uint32_t, int64_t>& constants) {
  for (const auto& node : region.nodes) {
    if (node->op == Op::Const && node->constant) constants[node->results[0]] = node->constant->int_value;
    if (is_errstate(*node)) state = static_cast<uint8_t>(constants[node->operands[0]]);
    if (state != 0) silenced_.emplace(node.get(), state);
    for (const auto& child : node->regions) find_silenced(*child, state, constants);
  }
}

bool Emitter::is_errstate(const wire::NodeT& node) { return node.op == Op::Kernel && node.kernel == "errstate" && node.operands.size() == 1; }

uint8_t Emitter::silenced(const wire::NodeT& node) {
  const auto found = silenced_.find(&node);
  const uint8_t own = found == silenced_.end() ? 0 : found->second;
  return static_cast<uint8_t>(own | act().silenced);
}

constexpr uint64_t kSilenced = 24;  // of RunContext::silenced

/// Kernels warn at run time.
void Emitter::emit_errstate(const wire::NodeT& node) {
  Value* field = b_.CreateConstInBoundsGEP1_64(b_.getInt8Ty(), run_, kSilenced);
  context_access(b_.CreateStore(i64(silenced(node)), field));
}

// ---- by value, in nests ----------------------------------------------------------------------------------------------------------------

/// Tells what the task raised, out of its loops.
void Body::report_warnings() {
  if (raised_.empty()) return;
  Value* any = nullptr;
  for (const auto& [key, cell] : raised_) {
    Value* raised = b_.CreateLoad(b_.getInt1Ty(), cell);
    any = any == nullptr ? raised : b_.CreateOr(any, raised);
  }
  BasicBlock* tell = BasicBlock::Create(e_.context_, "tell", function_);
  BasicBlock* done = BasicBlock::Create(e_.context_, "quiet", function_);
  b_.CreateCondBr(any, tell, done, MDBuilder(e_.context_).createBranchWeights(1, 1 << 20));
  b_.SetInsertPoint(tell);
  Value* run = slot(nest_.run_slot_, b_.getPtrTy());
  Type* types[] = {b_.getPtrTy(), b_.getInt32Ty(), b_.getInt1Ty()};
  FunctionCallee callee = e_.module_.getOrInsertFunction("weft_warn", FunctionType::get(b_.getVoidTy(), types, false));
  for (const Entity* entity : nest_.inside_) {  // in the order of the program
    for (const uint8_t flag : {kDivide, kOverflow, kInvalid}) {
      const auto found = raised_.find({entity, flag});
      if (found == raised_.end()) continue;
      const std::pair candidate(entity->node->range->start_line(), std::string(nest_.watched_.at(entity).name));
      Value* number = b_.getInt32(static_cast<uint32_t>(e_.warning_number(flag, candidate)));
      b_.CreateCall(callee, {run, number, b_.CreateLoad(b_.getInt1Ty(), found->second)});
    }
  }
  b_.CreateBr(done);
  b_.SetInsertPoint(done);
}

}  // namespace weft::compile::codegen
