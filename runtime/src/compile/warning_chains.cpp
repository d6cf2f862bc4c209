// SPDX-License-Identifier: Apache-2.0
// Nests whose results are compared with their operands do so only where something is odd. Whatever NumPy tells leaves an infinity or NaN, and
// most operations keep it: the loops look at those values alone after which it may be lost, with one instruction each. Where one of them
// is odd, a second function computes the same elements once more, stores nothing and looks at every operation.
#include <algorithm>

#include "compile/complex.h"
#include "compile/nest.h"
#include "memory/dtype.h"

namespace weft::compile::codegen {

using namespace llvm;
using wire::Op;

namespace {

constexpr int64_t kStretch = 512;  // elements that are computed once more: in the first cache, and whole vectors of any width

/// Whether a finite result says that operand `place` was finite.
bool carries(const wire::NodeT& node, size_t place, const Element& from, const Element& to) {
  const bool inexact = from.is_floating() || from.is_complex();
  if (!inexact || from.is_complex() != to.is_complex() || !(to.is_floating() || to.is_complex())) {
    return node.op == Op::MakeComplex || (node.op == Op::Cast && from.is_floating() && to.is_complex());
  }
  switch (node.op) {
    case Op::Add: case Op::Sub: case Op::Mul: case Op::Neg: case Op::Copy: case Op::Cast: case Op::Conj: return true;
    case Op::Div: case Op::Copysign: case Op::FloorDiv: case Op::Mod: case Op::Fmod: return place == 0 && !from.is_complex();
    case Op::Abs: case Op::Sqrt: case Op::Hypot: case Op::Cbrt: case Op::Floor: case Op::Ceil: case Op::Trunc: case Op::Rint:
    case Op::Log: case Op::Log2: case Op::Log10: case Op::Log1p: case Op::Sin: case Op::Cos: case Op::Tan: return !from.is_complex();
    default: return false;
  }
}

std::pair<Element, Element> elements_of(const Entity& entity) {
  const size_t subject = entity.node->op == Op::Where ? 1 : 0;
  const wire::FunctionT& function = *entity.function;
  return {graph::element_of(*function.values[entity.node->operands[subject]]), {wire::TypeKind::Scalar, entity.dtype()}};
}

/// What is looked at as today: its result may be finite, or is no number with an infinity.
bool tells_itself(const Entity& entity) {
  const auto [from, to] = elements_of(entity);
  return !(to.is_floating() || to.is_complex()) || entity.node->op == Op::Logaddexp || entity.node->op == Op::Logaddexp2;
}

}  // namespace

/// Finds what the loops look at. `results` are stored, or are terms of the reduction.
void NestEmitter::plan_looks(ArrayRef<const Entity*> results) {
  if (looked_at_ == 0 || !e_.switches_.looks) return;
  looks_ = true;
  keeps_terms_ = (owner_.op == Op::Sum || owner_.op == Op::Prod) && results.size() == 1;
  if (keeps_terms_) {
    const Element term = graph::element_of(*results[0]->type);
    keeps_terms_ = term.is_floating() || term.is_complex();
  }
  std::set<const Entity*> suspects;
  for (const Entity* entity : inside_) {
    const auto watched = watched_.find(entity);
    bool suspect = watched != watched_.end() && (watched->second.flags & looked_at_ & ~watched->second.silenced) != 0;
    if (suspect && tells_itself(*entity)) suspect = false;
    if (is_elementwise(entity->node->op) && !gathers_.contains(entity)) {
      const auto [from, to] = elements_of(*entity);
      for (size_t place = 0; place < entity->operands.size(); ++place) {
        const Entity* part = entity->operands[place];
        if (!suspects.contains(part)) continue;
        if (carries(*entity->node, place, from, to) && (entity->mask == nullptr || entity->mask == part->mask)) suspect = true;
        else telltales_.insert(part);
      }
    } else {
      for (const Entity* part : entity->operands) if (suspects.contains(part)) telltales_.insert(part);
    }
    if (suspect) suspects.insert(entity);
  }
  for (const Entity* entity : results) if (suspects.contains(entity) && !keeps_terms_) telltales_.insert(entity);
}

// ---- in loops --------------------------------------------------------------------------------------------------------------------

/// An infinity or NaN times zero is NaN, and so is every sum with it; any other number times zero is zero.
void Body::note_odd(Value* value) {
  if (is_pair(value)) {
    for (const unsigned part : {0U, 1U}) note_odd(pair_part(b_, value, part));
    return;
  }
  AllocaInst* cell = odd_cell(value->getType());
  Value* zero = b_.CreateFMul(value, ConstantFP::get(value->getType(), 0));
  if (auto* made = dyn_cast<Instruction>(zero)) made->setHasAllowContract(true);
  auto* sum = cast<Instruction>(b_.CreateFAdd(b_.CreateLoad(value->getType(), cell), zero));
  sum->setHasAllowContract(true);
  sum->setHasAllowReassoc(true);
  b_.CreateStore(sum, cell);
}

AllocaInst* Body::odd_cell(Type* type) {
  const auto found = std::ranges::find(odd_, type, [](const auto& entry) { return entry.first; });
  if (found != odd_.end()) return found->second;
  AllocaInst* cell = local(type, "odd");
  IRBuilder<>(entry_->getTerminator()).CreateStore(Constant::getNullValue(type), cell);
  odd_.emplace_back(type, cell);
  return cell;
}

/// What of `entity` may be told, in loops that look at what is odd alone.
void Body::look(const Entity* entity, ArrayRef<Value*> operands, Value* result) {
  const bool telltale = nest_.telltales_.contains(entity);
  const auto found = nest_.watched_.find(entity);
  const bool itself = found != nest_.watched_.end() && tells_itself(*entity);
  if (!telltale && !itself) return;
  Value* mask = entity->mask != nullptr ? eval(entity->mask) : nullptr;
  if (telltale) note_odd(mask == nullptr ? result : choose(b_, mask, result, Constant::getNullValue(result->getType())));
  if (!itself) return;
  Raising rule = found->second;
  rule.flags &= nest_.looked_at_;
  const bool to_unsigned = memory::item_size(entity->dtype()) >= 4 && graph::element_of(*entity->type).is_unsigned();
  raised_by(b_, entity->node->op, rule, to_unsigned, operands, result, [&](uint8_t, Value* raised) {
    if (mask != nullptr) raised = b_.CreateAnd(raised, mask);
    AllocaInst* cell = odd_cell(b_.getInt1Ty());
    b_.CreateStore(b_.CreateOr(b_.CreateLoad(b_.getInt1Ty(), cell), raised), cell);
  });
}

/// Calls `check` with `arguments` when something was odd since the last time.
void Body::check_odd(Function* check, const std::function<Small<Value*>()>& arguments) {
  Value* any = nullptr;
  for (auto& [type, cell] : odd_) {
    Value* value = b_.CreateLoad(type, cell);
    Value* odd = type->isIntegerTy() ? value : b_.CreateFCmpUNO(value, value);
    any = any == nullptr ? odd : b_.CreateOr(any, odd);
  }
  if (any == nullptr) return;
  BasicBlock* look = BasicBlock::Create(e_.context_, "odd", function_);
  BasicBlock* done = BasicBlock::Create(e_.context_, "plain", function_);
  b_.CreateCondBr(any, look, done, MDBuilder(e_.context_).createBranchWeights(1, 1 << 20));
  b_.SetInsertPoint(look);
  b_.CreateCall(check, arguments());
  for (auto& [type, cell] : odd_) b_.CreateStore(Constant::getNullValue(type), cell);
  b_.CreateBr(done);
  b_.SetInsertPoint(done);
  forget();
}

/// The elements of [low, high) in stretches, each of them looked at once more when something in it is odd. What is written to `kept_back_`
/// goes to the stack until then.
void Body::in_stretches(size_t axis, Value* low, Value* high, bool whole, const std::function<void(Value*, Value*)>& run) {
  const auto one = [&](Value* from, Value* to) {
    for (KeptBack& kept : kept_back_) kept.from = from;
    run(from, to);
    check_odd(check_, [&] {
      AllocaInst* outer = outer_;
      for (size_t k = 0; k < axis; ++k) b_.CreateStore(indices_[k], b_.CreateConstInBoundsGEP1_64(b_.getInt64Ty(), outer, k));
      return Small<Value*>{function_->getArg(0), from, to, outer};
    });
    const auto all = std::exchange(kept_back_, {});
    for (const KeptBack& kept : all) {
      loop(from, to, true, [&](Value* index) {
        set_inner(axis, index);
        store(kept.leaf, load_from(kept_cell(kept, index), kept.leaf, SIZE_MAX));
      });
    }
    kept_back_ = all;
  };
  const std::optional<int64_t> size = nest_.axes_[axis].constant;
  if (whole || (size && *size <= kStretch)) return one(low, high);
  Value* width = b_.getInt64(kStretch);
  Value* count = b_.CreateUDiv(b_.CreateAdd(b_.CreateSub(high, low), b_.getInt64(kStretch - 1)), width);
  loop(b_.getInt64(0), count, false, [&](Value* number) {
    Value* from = b_.CreateAdd(low, b_.CreateMul(number, width, "", true, true), "", true, true);
    one(from, b_.CreateBinaryIntrinsic(Intrinsic::smin, b_.CreateAdd(from, width, "", true, true), high));
  });
}

void Body::keep_back(size_t leaf) {
  kept_back_.push_back({leaf, local(ArrayType::get(e_.memory_type(nest_.leaves_[leaf].dtype), kStretch), "kept"), nullptr});
}

Value* Body::kept_cell(const KeptBack& kept, Value* index) {
  Value* place = b_.CreateSub(index, kept.from, "", true, true);
  return b_.CreateInBoundsGEP(e_.memory_type(nest_.leaves_[kept.leaf].dtype), kept.cells, place);
}

void Body::set_check(Function* check) {
  check_ = check;
  outer_ = local(ArrayType::get(b_.getInt64Ty(), nest_.axes_.size()), "outer");
}

}  // namespace weft::compile::codegen
