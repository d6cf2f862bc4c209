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
    {Op::Logaddexp, {"logaddexp", kOverflow}},
    {Op::Logaddexp2, {"logaddexp2", kOverflow}},
    {Op::Nextafter, {"nextafter", kOverflow}},
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
constexpr Row kComplexRows[] = {
    {Op::Exp, {"exp", kInvalid | kOverflow}},
    {Op::Exp2, {"exp2", kInvalid | kOverflow}},
    {Op::Expm1, {"expm1", kInvalid | kOverflow}},
    {Op::Log, {"log", kDivide}},
    {Op::Log2, {"log2", kDivide}},
    {Op::Log10, {"log10", kDivide}},
    {Op::Log1p, {"log1p", kDivide}},
    {Op::Sin, {"sin", kInvalid | kOverflow}},
    {Op::Cos, {"cos", kInvalid | kOverflow}},
    {Op::Tan, {"tan", kInvalid}},
    {Op::Sinh, {"sinh", kInvalid | kOverflow}},
    {Op::Cosh, {"cosh", kInvalid | kOverflow}},
    {Op::Tanh, {"tanh", kInvalid}},
    {Op::Arctan, {"arctan", kDivide}},
    {Op::Arctanh, {"arctanh", kDivide}},
    {Op::Abs, {"absolute", kOverflow}},
    {Op::Pow, {"power", kAll}},
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
  if (from.is_complex()) {
    if (const auto found = std::ranges::find(kComplexRows, op, &Row::op); found != std::end(kComplexRows)) return found->raising;
  }
  const auto found = std::ranges::find(kRows, op, &Row::op);
  if (found == std::end(kRows)) return {};
  Raising result = found->raising;
  if (from.is_complex()) {
    if (!result.plain || op == Op::Sqrt) return {};
    if (op == Op::Div) result.plain = false;  // computed in two ways, one of which counts
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

void compute(IRBuilder<>& b, Value* value, unsigned bits) {
  if (auto* lanes = dyn_cast<FixedVectorType>(value->getType()); lanes != nullptr && lanes->getPrimitiveSizeInBits() > bits) {
    const unsigned half = lanes->getNumElements() / 2;
    for (const unsigned start : {0U, half}) {
      Small<int> places;
      for (unsigned k = 0; k < half; ++k) places.push_back(static_cast<int>(start + k));
      compute(b, b.CreateShuffleVector(value, places), bits);
    }
    return;
  }
  auto* nothing = InlineAsm::get(FunctionType::get(b.getVoidTy(), {value->getType()}, false), "", "x", true);
  CallInst* call = b.CreateCall(nothing, {value});
  call->setDoesNotThrow();
  call->setMemoryEffects(MemoryEffects::inaccessibleMemOnly());
}

// ---- watching a nest ---------------------------------------------------------------------------------------------------------------

void NestEmitter::plan_warnings() {
  const auto elements = [](const wire::NodeT& node, const wire::FunctionT& function) {
    const size_t subject = node.op == Op::Where ? 1 : 0;
    return std::pair(graph::element_of(*function.values[node.operands[subject]]), graph::element_of(*function.values[node.results[0]]));
  };
  bool all_plain = true;
  for (const Entity* entity : inside_) {
    if (entity->node->op == Op::Full || entity->node->op == Op::Arange || is_joined(entity)) continue;
    const auto [from, to] = elements(*entity->node, *entity->function);
    Raising found = raising(entity->node->op, from, to);
    found.silenced = entity->silenced;
    if (found.name != nullptr) {
      found.name = e_.told_as(*entity->node, found.name);
      watched_.emplace(entity, found);
    }
    noisy_ = noisy_ || is_noisy(entity->node->op, from);
    // Any other function on inexact numbers may set flags too.
    const bool function = entity->node->op >= Op::Sqrt && entity->node->op <= Op::Arctanh && entity->node->op != Op::Sqrt;
    const bool binary = entity->node->op == Op::Arctan2 || entity->node->op == Op::Logaddexp || entity->node->op == Op::Logaddexp2 ||
                        entity->node->op == Op::Nextafter;
    if ((found.name != nullptr && !found.plain) || ((function || binary) && !from.is_integer())) all_plain = false;
  }
  // Elements that the mask leaves out are computed too; only by value can they be told apart.
  if (std::ranges::any_of(inside_, [](const Entity* entity) { return entity->mask != nullptr; })) {
    all_plain = false;
  }
  if (!e_.switches_.flags) all_plain = false;
  Raising reduction;
  if (owner_.op == Op::Sum || owner_.op == Op::Prod) {
    const Element from = graph::element_of(*e_.operand(owner_, 0)->type);
    if (from.is_floating() || from.is_complex()) reduction = {e_.told_as(owner_, "reduce"), static_cast<uint8_t>((kInvalid | kOverflow) & ~e_.silenced(owner_)), true};
  }
  noisy_ = noisy_ || (is_reduction(owner_.op) && is_noisy(owner_.op, graph::element_of(*e_.operand(owner_, 0)->type)));
  if (watched_.empty() && reduction.name == nullptr) return;
  // A silenced operation of the same nest may raise what another is to tell.
  const auto told = [](const Raising& found, uint8_t flag) { return (found.flags & ~found.silenced & flag) != 0; };
  for (const uint8_t flag : {kDivide, kOverflow, kInvalid}) {
    const bool tells = (reduction.flags & flag) != 0 || std::ranges::any_of(watched_, [&](const auto& entry) { return told(entry.second, flag); });
    if (tells && std::ranges::any_of(inside_, [&](const Entity* entity) { return (entity->silenced & flag) != 0; })) all_plain = false;
  }
  looked_at_ = !all_plain ? kAll : noisy_ ? kInvalid : 0;
  reduction_flags_ = reduction.flags & looked_at_;
  if (looked_at_ == kAll) return;
  // The flags of the whole nest: each is told with all operations that can have raised it.
  for (const uint8_t flag : {kDivide, kOverflow, kInvalid}) {
    std::vector<std::pair<uint32_t, std::string>> candidates;
    const auto add = [&](const wire::NodeT& node, const Raising& found) {
      if (!told(found, flag)) return;
      const std::pair candidate(node.range->start_line(), std::string(found.name));
      if (std::ranges::find(candidates, candidate) == candidates.end()) candidates.push_back(candidate);
    };
    for (const Entity* entity : inside_) {
      if (const auto found = watched_.find(entity); found != watched_.end()) add(*entity->node, found->second);
    }
    if (reduction.name != nullptr) add(owner_, reduction);
    if (candidates.empty() || (flag & looked_at_) != 0) {
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
  const bool subtracts = op == Op::Logaddexp || op == Op::Logaddexp2;  // they overflow where the difference of the operands does
  Value* from_finite = any_infinite(subtracts ? b.CreateFSub(operands[0], operands[1]) : result);
  for (Value* operand : op == Op::Nextafter ? operands.take_front() : operands) {  // its second operand is a direction
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

Inexact inexact(IRBuilder<>& b, Value* value) {
  if (is_pair(value)) {
    const Inexact parts[] = {inexact(b, pair_part(b, value, 0)), inexact(b, pair_part(b, value, 1))};
    return {b.CreateOr(parts[0].nan, parts[1].nan), b.CreateOr(parts[0].odd, parts[1].odd)};
  }
  Value* rest = b.CreateFSub(value, value);  // NaN, or zero of a finite number
  return {b.CreateFCmpUNO(value, value), b.CreateFCmpUNO(rest, rest)};
}

void Body::watch(const Entity* entity, ArrayRef<Value*> operands, Value* result) {
  if (look_ == Look::odd) return look(entity, operands, result);
  const auto found = nest_.watched_.find(entity);
  if (found == nest_.watched_.end()) return;
  Raising rule = found->second;
  rule.flags &= nest_.looked_at_;
  if ((rule.flags & ~rule.silenced) == 0) return;
  Value* mask = entity->mask != nullptr ? eval(entity->mask) : nullptr;
  const bool to_unsigned = memory::item_size(entity->dtype()) >= 4 && graph::element_of(*entity->type).is_unsigned();
  raised_by(b_, entity->node->op, rule, to_unsigned, operands, result, [&](uint8_t flag, Value* raised) {
    raise(entity, flag, mask != nullptr ? b_.CreateAnd(raised, mask) : raised);
  });
}

/// The line and the operation that a warning of `entity`, or of the reduction where it is null, names.
std::pair<uint32_t, std::string> Body::candidate(const Entity* entity) const {
  const wire::NodeT& node = entity == nullptr ? nest_.owner_ : *entity->node;
  return {node.range->start_line(), entity == nullptr ? "reduce" : nest_.watched_.at(entity).name};
}

void Body::raise(const Entity* entity, uint8_t flag, Value* raised) {
  AllocaInst*& cell = raised_[{candidate(entity), flag}];
  if (cell == nullptr) {
    cell = local(b_.getInt1Ty(), "raised");
    IRBuilder<>(entry_->getTerminator()).CreateStore(b_.getFalse(), cell);
  }
  b_.CreateStore(b_.CreateOr(b_.CreateLoad(b_.getInt1Ty(), cell), raised), cell);
}

// ---- what is silenced ------------------------------------------------------------------------------------------------------------------

/// `kernel "errstate"(flags)` silences what follows it, to the end of its region and in the regions nested there;
/// `kernel "errstate"(flags, name)` lets it warn in this name.
void Emitter::find_silenced(const wire::RegionT& region, uint8_t state, std::map<uint32_t, const wire::ConstantT*>& constants) {
  const char* name = nullptr;
  for (const auto& node : region.nodes) {
    if (node->op == Op::Const && node->constant) constants[node->results[0]] = node->constant.get();
    if (is_errstate(*node)) {
      state = static_cast<uint8_t>(constants.at(node->operands[0])->int_value);
      name = node->operands.size() == 2 ? constants.at(node->operands[1])->string_value.c_str() : nullptr;
    }
    if (state != 0) silenced_.emplace(node.get(), state);
    if (name != nullptr) told_as_.emplace(node.get(), name);
    for (const auto& child : node->regions) find_silenced(*child, state, constants);
  }
}

bool Emitter::is_errstate(const wire::NodeT& node) { return node.op == Op::Kernel && node.kernel == "errstate"; }

const char* Emitter::told_as(const wire::NodeT& node, const char* own) const {
  const auto found = told_as_.find(&node);
  return found == told_as_.end() ? own : found->second;
}

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
  struct Found {
    AllocaInst* cell;
    int64_t slot;  // of the warning's number: nests that differ in nothing else are one function
  };
  std::vector<Found> all;
  std::vector<const Entity*> order = nest_.inside_;  // that of the program
  order.push_back(nullptr);
  for (const Entity* entity : order) {
    if (entity != nullptr && !nest_.watched_.contains(entity)) continue;
    for (const uint8_t flag : {kDivide, kOverflow, kInvalid}) {
      const auto found = raised_.find({candidate(entity), flag});
      if (found == raised_.end()) continue;
      all.push_back({found->second, nest_.add_slot(e_.i64(e_.warning_number(flag, candidate(entity))))});
      raised_.erase(found);
    }
  }
  Value* any = nullptr;
  for (const Found& found : all) {
    Value* raised = b_.CreateLoad(b_.getInt1Ty(), found.cell);
    any = any == nullptr ? raised : b_.CreateOr(any, raised);
  }
  BasicBlock* tell = BasicBlock::Create(e_.context_, "tell", function_);
  BasicBlock* done = BasicBlock::Create(e_.context_, "quiet", function_);
  b_.CreateCondBr(any, tell, done, MDBuilder(e_.context_).createBranchWeights(1, 1 << 20));
  b_.SetInsertPoint(tell);
  Value* run = slot(nest_.run_slot_, b_.getPtrTy());
  Type* types[] = {b_.getPtrTy(), b_.getInt32Ty(), b_.getInt1Ty()};
  FunctionCallee callee = e_.module_.getOrInsertFunction("weft_warn", FunctionType::get(b_.getVoidTy(), types, false));
  for (const Found& found : all) {
    Value* place = b_.CreateConstInBoundsGEP1_64(b_.getInt64Ty(), function_->getArg(0), static_cast<uint64_t>(found.slot));
    LoadInst* number = b_.CreateLoad(b_.getInt32Ty(), place);
    e_.context_access(number);
    b_.CreateCall(callee, {run, number, b_.CreateLoad(b_.getInt1Ty(), found.cell)});
  }
  b_.CreateBr(done);
  b_.SetInsertPoint(done);
}

}  // namespace weft::compile::codegen
