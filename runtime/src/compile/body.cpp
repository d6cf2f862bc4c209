// SPDX-License-Identifier: Apache-2.0
// The body of a nest: loops, addresses, loads and the evaluation of fused expressions.
#include "compile/nest.h"

#include <algorithm>
#include <utility>

#include "compile/complex.h"
#include "compile/sizes.h"
#include "memory/dtype.h"

namespace weft::compile::codegen {

using namespace llvm;
using wire::Op;

namespace {

/// Whether the nest computes functions of floats: they take so long that the widest vectors are worth it.
bool has_functions(const NestEmitter& nest) {
  return std::ranges::any_of(nest.inside_, [](const Entity* entity) { return operation_femtoseconds(entity->node->op) >= 1'500'000; });
}

/// A comparison of a size with a number, where the size itself is not looked at.
Value* compared_size(Body& body, const Entity* entity) {
  Op op = entity->node->op;
  if (!body.e_.switches_.sizes) return nullptr;
  if (op != Op::Less && op != Op::LessEqual && op != Op::Greater && op != Op::GreaterEqual) return nullptr;
  Entity* size = entity->operands[0];
  Entity* limit = entity->operands[1];
  if (size->kind == Entity::Kind::scalar) {
    std::swap(size, limit);
    op = op == Op::Less ? Op::Greater : op == Op::LessEqual ? Op::GreaterEqual : op == Op::Greater ? Op::Less : Op::LessEqual;
  }
  if (limit->kind != Entity::Kind::scalar || size->kind != Entity::Kind::deferred || size->dtype() != wire::DType::Float64) return nullptr;
  const auto* number = dyn_cast<ConstantFP>(limit->scalar);
  const bool is_size = size->node->op == Op::Hypot || (size->node->op == Op::Abs && size->operands[0]->dtype() == wire::DType::Complex128);
  if (number == nullptr || !number->getType()->isDoubleTy() || !is_size || size->operands[0]->kind == Entity::Kind::scalar) return nullptr;
  const bool watched = body.nest_.watched_.contains(size);
  if (watched && body.look_ != Look::odd) return nullptr;
  Value* parts[2] = {};
  for (const unsigned part : {0U, 1U}) {
    parts[part] = size->operands.size() == 2 ? body.eval(size->operands[part]) : pair_part(body.b_, body.eval(size->operands[0]), part);
  }
  Value* squares = sum_of_squares(body.b_, parts[0], parts[1]);
  Value* result = compare_size(body.b_, op, parts[0], parts[1], squares, number->getValueAPF().convertToDouble());
  if (result == nullptr || !watched) return result;
  Value* noted = squares;
  if (size->mask != nullptr) noted = body.b_.CreateSelect(body.eval(size->mask), squares, ConstantFP::get(squares->getType(), 0));
  body.note_odd(noted);
  return result;
}

}  // namespace

Body::Body(NestEmitter& nest, const std::string& name, Look look, bool inner)
    : nest_(nest), e_(nest.e_), look_(look), b_(nest.e_.context_) {
  Type* i64 = b_.getInt64Ty();
  Type* last = inner ? static_cast<Type*>(b_.getPtrTy()) : b_.getInt32Ty();
  function_ = Function::Create(FunctionType::get(b_.getVoidTy(), {b_.getPtrTy(), i64, i64, last}, false),
                               Function::InternalLinkage, name, e_.module_);
  if (look == Look::check) {
    for (const Attribute::AttrKind kind : {Attribute::NoInline, Attribute::Cold, Attribute::OptimizeForSize}) function_->addFnAttr(kind);
  }
  function_->setDoesNotThrow();
  function_->addFnAttr("prefer-vector-width", e_.switches_.wide && has_functions(nest) ? "512" : "256");
  function_->addFnAttr(Attribute::MustProgress);
  function_->addParamAttr(0, Attribute::NoAlias);
  entry_ = BasicBlock::Create(e_.context_, "entry", function_);
  BasicBlock* start = BasicBlock::Create(e_.context_, "start", function_);
  IRBuilder<>(entry_).CreateBr(start);
  b_.SetInsertPoint(start);
  bases_.resize(nest_.leaves_.size());
  indices_.resize(nest_.axes_.size());
  group_ = MDNode::getDistinct(e_.context_, {});
  MDBuilder metadata(e_.context_);
  MDNode* domain = metadata.createAnonymousAliasScopeDomain();
  for (size_t leaf = 0; leaf < nest_.leaves_.size(); ++leaf) {
    bases_[leaf] = slot(nest_.leaves_[leaf].slot + 1, b_.getPtrTy());
    scopes_.push_back(nest_.leaves_[leaf].exclusive ? metadata.createAnonymousAliasScope(domain) : nullptr);
  }
}

AllocaInst* Body::local(Type* type, const char* name) {
  return IRBuilder<>(entry_, entry_->begin()).CreateAlloca(type, nullptr, name);
}

Value* Body::slot(int64_t index, Type* type) {
  Value*& value = slots_[{index, type}];
  if (value != nullptr) return value;
  IRBuilder<> b(entry_->getTerminator());
  if (is_pair(type)) {
    Type* part = type->getStructElementType(0);
    Value* real = slot(index, part);
    Value* imaginary = slot(index + 1, part);
    return slots_[{index, type}] = make_pair(b, real, imaginary);
  }
  Type* stored = type->isFloatTy() ? b.getInt32Ty() : type->isIntegerTy(1) ? b.getInt64Ty() : type;
  LoadInst* load = b.CreateLoad(stored, b.CreateConstInBoundsGEP1_64(b.getInt64Ty(), function_->getArg(0), static_cast<uint64_t>(index)));
  e_.context_access(load);
  value = load;
  if (type->isFloatTy()) value = b.CreateBitCast(load, type);
  if (type->isIntegerTy(1)) value = b.CreateTrunc(load, type);
  return value;
}

Value* Body::size(size_t axis) {
  if (nest_.axes_[axis].constant) return b_.getInt64(static_cast<uint64_t>(*nest_.axes_[axis].constant));
  return slot(static_cast<int64_t>(axis), b_.getInt64Ty());
}

Value* Body::stride(size_t leaf, size_t axis) {
  const Leaf& of = nest_.leaves_[leaf];
  if (of.known[axis].known && of.known[axis].sizes.empty()) return b_.getInt64(static_cast<uint64_t>(of.known[axis].factor));
  return slot(of.slot + 2 + static_cast<int64_t>(axis), b_.getInt64Ty());
}

namespace {

/// LLVM writes out loops of so few iterations before it looks for vectors, and finds none afterwards.
bool has_few_vectors(Value* low, Value* high) {
  constexpr int64_t kFew = 8;
  constexpr int64_t kMany = 64;
  const auto* from = dyn_cast<ConstantInt>(low);
  const auto* to = dyn_cast<ConstantInt>(high);
  if (from == nullptr || to == nullptr) return false;
  const int64_t count = to->getSExtValue() - from->getSExtValue();
  return count >= kFew && count <= kMany && count % kFew == 0;
}

/// What is left of the loop as vectors may be written out.
void keep_for_vectors(LLVMContext& context, SmallVectorImpl<Metadata*>& properties) {
  const auto text = [&](const char* name) { return MDString::get(context, name); };
  properties.push_back(MDNode::get(context, text("llvm.loop.unroll.disable")));
  MDNode* written_out = MDNode::get(context, text("llvm.loop.unroll.enable"));
  properties.push_back(MDNode::get(context, {text("llvm.loop.vectorize.followup_all"), written_out}));
}

/// The same for a loop that is there already and that may hold what no vector can: LLVM tells on stderr of loops without the vectors that
/// they ask for.
void keep_for_vectors(Instruction* back) {
  const MDNode* known = back->getMetadata(LLVMContext::MD_loop);
  SmallVector<Metadata*, 4> properties(known->op_begin(), known->op_end());
  properties[0] = nullptr;
  properties.push_back(MDNode::get(back->getContext(), {MDString::get(back->getContext(), "llvm.loop.unroll.disable")}));
  MDNode* id = MDNode::getDistinct(back->getContext(), properties);
  id->replaceOperandWith(0, id);
  back->setMetadata(LLVMContext::MD_loop, id);
}

/// Loops around a loop that LLVM does not write out gain nothing from being written out themselves: that is the loop inside several times.
bool is_written_out(Value* low, Value* high) {
  constexpr int64_t kMost = 64;
  const auto* from = dyn_cast<ConstantInt>(low);
  const auto* to = dyn_cast<ConstantInt>(high);
  return from != nullptr && to != nullptr && to->getSExtValue() - from->getSExtValue() <= kMost;
}

}  // namespace

void Body::loop(Value* low, Value* high, bool innermost, const std::function<void(Value*)>& inner) {
  BasicBlock* before = b_.GetInsertBlock();
  BasicBlock* body = BasicBlock::Create(e_.context_, innermost ? "inner" : "outer", function_);
  BasicBlock* after = BasicBlock::Create(e_.context_, "after", function_);
  b_.CreateBr(body);
  b_.SetInsertPoint(body);
  PHINode* index = b_.CreatePHI(b_.getInt64Ty(), 2);
  index->addIncoming(low, before);
  const bool beside = std::exchange(holds_loop_, false);
  inner(index);
  const bool around = std::exchange(holds_loop_, beside || holds_loop_ || !is_written_out(low, high)) && e_.switches_.lean;
  Value* next = b_.CreateAdd(index, b_.getInt64(1), "", true, true);
  index->addIncoming(next, b_.GetInsertBlock());
  BranchInst* back = b_.CreateCondBr(b_.CreateICmpSLT(next, high), body, after);
  SmallVector<Metadata*, 3> properties = {nullptr, MDNode::get(e_.context_, MDString::get(e_.context_, "llvm.loop.mustprogress"))};
  if (innermost) {
    properties.push_back(MDNode::get(e_.context_, {MDString::get(e_.context_, "llvm.loop.parallel_accesses"), group_}));
    if (look_ == Look::check) {  // it seldom runs: little code
      auto* one = ConstantAsMetadata::get(b_.getInt32(1));
      properties.push_back(MDNode::get(e_.context_, {MDString::get(e_.context_, "llvm.loop.interleave.count"), one}));
      properties.push_back(MDNode::get(e_.context_, {MDString::get(e_.context_, "llvm.loop.unroll.disable")}));
    }
  }
  if (around) properties.push_back(MDNode::get(e_.context_, {MDString::get(e_.context_, "llvm.loop.unroll.disable")}));
  if (innermost && e_.switches_.few && has_few_vectors(low, high)) keep_for_vectors(e_.context_, properties);
  MDNode* id = MDNode::getDistinct(e_.context_, properties);
  id->replaceOperandWith(0, id);
  back->setMetadata(LLVMContext::MD_loop, id);
  b_.SetInsertPoint(after);
}

void Body::chosen_loop(Entity* mask, size_t axis, Value* low, Value* high, const std::function<void()>& inner) {
  if (!e_.switches_.scan) mask = nullptr;
  const auto each = [&](Value* from, Value* to) {
    loop(from, to, true, [&](Value* index) {
      set_inner(axis, index);
      inner();
    });
  };
  const auto run = [&](Value* from, Value* to) {
    if (check_ == nullptr) each(from, to);
    else in_stretches(axis, from, to, mask != nullptr, each);
  };
  if (mask == nullptr) return run(low, high);
  // Four cache lines: what is chosen here and there costs little, and what is chosen nowhere is not even read.
  int64_t widest = 1;
  for (const Leaf& leaf : nest_.leaves_) widest = std::max(widest, memory::item_size(leaf.dtype));
  const auto stretch = static_cast<uint64_t>(256 / std::min<int64_t>(widest, 8));
  AllocaInst* any = local(b_.getInt1Ty(), "any");
  Value* width = b_.getInt64(stretch);
  Value* count = b_.CreateUDiv(b_.CreateAdd(b_.CreateSub(high, low), b_.getInt64(stretch - 1)), width);
  loop(b_.getInt64(0), count, false, [&](Value* number) {
    Value* from = b_.CreateAdd(low, b_.CreateMul(number, width, "", true, true), "", true, true);
    Value* after = b_.CreateAdd(from, width, "", true, true);
    Value* to = b_.CreateBinaryIntrinsic(Intrinsic::smin, after, high);
    BasicBlock* whole = BasicBlock::Create(e_.context_, "whole", function_);
    BasicBlock* chosen = BasicBlock::Create(e_.context_, "chosen", function_);
    BasicBlock* none = BasicBlock::Create(e_.context_, "none", function_);
    // The rest at the end is not looked at, so that a stretch has a known length.
    b_.CreateCondBr(b_.CreateICmpSLE(after, high), whole, chosen);
    b_.SetInsertPoint(whole);
    b_.CreateStore(b_.getFalse(), any);
    loop(from, after, true, [&](Value* index) {
      set_inner(axis, index);
      b_.CreateStore(b_.CreateOr(b_.CreateLoad(b_.getInt1Ty(), any), eval(mask)), any);
    });
    keep_for_vectors(b_.GetInsertBlock()->getSinglePredecessor()->getTerminator());
    b_.CreateCondBr(b_.CreateLoad(b_.getInt1Ty(), any), chosen, none);
    b_.SetInsertPoint(chosen);
    run(from, to);
    b_.CreateBr(none);
    b_.SetInsertPoint(none);
    cache_.clear();
  });
}

void Body::with_index(size_t axis, Value* index, const std::function<void()>& inner) {
  const auto saved = bases_;
  const auto cached = cache_;
  indices_[axis] = index;
  for (size_t leaf = 0; leaf < bases_.size(); ++leaf) {
    if (partial_.contains(leaf) && nest_.axes_[axis].reduced) continue;
    Value* step = stride(leaf, axis);
    if (const auto* zero = dyn_cast<ConstantInt>(step); zero != nullptr && zero->isZero()) continue;
    bases_[leaf] = b_.CreateInBoundsGEP(b_.getInt8Ty(), bases_[leaf], b_.CreateMul(index, step, "", false, true));
  }
  inner();
  bases_ = saved;
  cache_ = cached;
  indices_[axis] = nullptr;
}

void Body::with_partial(size_t output, size_t indices, bool both, size_t axis, Value* chunk, const std::function<void()>& inner) {
  const auto saved = bases_;
  for (const size_t leaf : {output, indices}) {
    if (leaf == indices && indices != output && !both) continue;
    if (partial_.contains(leaf) && bases_[leaf] != saved[leaf]) continue;
    partial_.insert(leaf);
    bases_[leaf] = b_.CreateInBoundsGEP(b_.getInt8Ty(), bases_[leaf], b_.CreateMul(chunk, stride(leaf, axis), "", false, true));
  }
  inner();
  bases_ = saved;
}

void Body::set_inner(size_t axis, Value* index) {
  inner_axis_ = axis;
  inner_index_ = index;
  indices_[axis] = index;
  cache_.clear();
}

bool Body::is_unit(size_t leaf) const {
  const Leaf& of = nest_.leaves_[leaf];
  return of.known[inner_axis_].known ? of.known[inner_axis_].is(memory::item_size(of.dtype)) : unit_;
}

Value* Body::pointer(size_t leaf) {
  const Leaf& of = nest_.leaves_[leaf];
  if (inner_index_ == nullptr || (partial_.contains(leaf) && nest_.axes_[inner_axis_].reduced)) return bases_[leaf];
  if (is_unit(leaf)) return b_.CreateInBoundsGEP(e_.memory_type(of.dtype), bases_[leaf], inner_index_);
  if (of.known[inner_axis_].is(0)) return bases_[leaf];
  return b_.CreateInBoundsGEP(b_.getInt8Ty(), bases_[leaf], b_.CreateMul(inner_index_, stride(leaf, inner_axis_), "", false, true));
}

Value* Body::load(size_t leaf) {
  const auto found = loaded_.find(leaf);
  return found != loaded_.end() ? found->second : load_at(pointer(leaf), leaf);
}

void Body::with_read_once(const std::function<void()>& inner) {
  const auto saved = loaded_;
  for (size_t leaf = 0; leaf < nest_.leaves_.size(); ++leaf) {
    if (nest_.leaves_[leaf].once) loaded_[leaf] = load_at(bases_[leaf], leaf);
  }
  inner();
  loaded_ = saved;
}

void Body::tag(Instruction* access, bool written, size_t leaf) {
  access->setMetadata(LLVMContext::MD_access_group, group_);
  if (leaf >= scopes_.size()) return;
  SmallVector<Metadata*, 4> others;
  for (size_t index = 0; index < scopes_.size(); ++index) {
    if (index != leaf && scopes_[index] != nullptr) others.push_back(scopes_[index]);
  }
  if (!others.empty()) access->setMetadata(LLVMContext::MD_noalias, MDNode::get(e_.context_, others));
  if (written && scopes_[leaf] != nullptr) access->setMetadata(LLVMContext::MD_alias_scope, MDNode::get(e_.context_, {scopes_[leaf]}));
}

Value* Body::load_from(Value* pointer, size_t leaf, size_t owner) {
  const wire::DType dtype = nest_.leaves_[leaf].dtype;
  Type* type = e_.memory_type(dtype);
  if (is_pair(type)) {
    return load_pair(b_, type, pointer, [&](Instruction* access) {
      e_.array_access(access, dtype);
      tag(access, false, owner);
    });
  }
  LoadInst* load = b_.CreateLoad(type, pointer);
  e_.array_access(load, dtype);
  tag(load, false, owner);
  return dtype == wire::DType::Bool ? b_.CreateICmpNE(load, b_.getInt8(0)) : static_cast<Value*>(load);
}

void Body::store(size_t leaf, Value* value) {
  if (look_ == Look::check) return;
  const auto kept = std::ranges::find(kept_back_, leaf, &KeptBack::leaf);
  const bool kept_back = kept != kept_back_.end();
  store_to(kept_back ? kept_cell(*kept, inner_index_) : pointer(leaf), leaf, kept_back ? SIZE_MAX : leaf, value);
}

void Body::store_to(Value* pointer, size_t leaf, size_t owner, Value* value) {
  const wire::DType dtype = nest_.leaves_[leaf].dtype;
  if (is_pair(value)) {
    store_pair(b_, value, pointer, [&](Instruction* access) {
      e_.array_access(access, dtype);
      tag(access, true, owner);
    });
    return;
  }
  if (dtype == wire::DType::Bool) value = b_.CreateZExt(value, b_.getInt8Ty());
  StoreInst* store = b_.CreateStore(value, pointer);
  e_.array_access(store, dtype);
  tag(store, true, owner);
}

Value* Body::eval(Entity* entity) {
  if (entity->kind == Entity::Kind::scalar) {
    const auto found = nest_.scalar_slots_.find(entity);
    if (found == nest_.scalar_slots_.end()) return entity->scalar;
    return slot(found->second, entity->scalar->getType());
  }
  Value*& cached = cache_[entity];
  if (cached != nullptr) return cached;
  Value* value = nullptr;
  if (entity->kind == Entity::Kind::array || nest_.leaf_of_.contains(entity)) {
    value = load(nest_.leaf_of_.at(entity));
  } else if (is_gather(entity)) {
    value = gathered(entity);
  } else if (is_joined(entity)) {
    value = joined(entity);
  } else if (entity->node->op == Op::Full) {
    value = eval(entity->operands[0]);
  } else if (entity->node->op == Op::Arange) {
    Value* start = eval(entity->operands[0]);
    const size_t axis = nest_.ranges_.at(entity);
    value = start;
    if (axis != SIZE_MAX) {
      Value* index = b_.CreateSExtOrTrunc(indices_[axis], start->getType());
      if (nest_.broadcast_ranges_.contains(entity)) {
        Value* spread = slot(nest_.broadcast_ranges_.at(entity), b_.getInt1Ty());
        index = b_.CreateSelect(spread, Constant::getNullValue(index->getType()), index);
      }
      value = b_.CreateAdd(start, b_.CreateMul(index, eval(entity->operands[2])));
    }
  } else if (Value* compared = compared_size(*this, entity)) {
    value = compared;
  } else {
    Small<Value*, 3> values;
    for (Entity* operand : entity->operands) values.push_back(eval(operand));
    const size_t subject = entity->node->op == Op::Where ? 1 : 0;
    value = element_operation(b_, entity->node->op, graph::element_of(*entity->operands[subject]->type),
                              {wire::TypeKind::Scalar, entity->dtype()}, values, e_.fast_);
    watch(entity, values, value);
    if (e_.fast_) {
      if (auto* made = dyn_cast<FPMathOperator>(value)) cast<Instruction>(made)->setHasAllowContract(true);
    }
  }
  cache_[entity] = value;
  return value;
}

void Body::versions(size_t inner_axis, const std::function<void()>& emit) {
  inner_axis_ = inner_axis;
  Value* contiguous = nullptr;
  for (size_t leaf = 0; leaf < nest_.leaves_.size(); ++leaf) {
    const Leaf& of = nest_.leaves_[leaf];
    if (of.known[inner_axis].known || ((of.mode & 4) != 0 && nest_.axes_[inner_axis].reduced)) continue;
    Value* unit = b_.CreateICmpEQ(stride(leaf, inner_axis), b_.getInt64(static_cast<uint64_t>(memory::item_size(of.dtype))));
    contiguous = contiguous == nullptr ? unit : b_.CreateAnd(contiguous, unit);
  }
  if (contiguous == nullptr) {
    emit();
    return;
  }
  BasicBlock* fast = BasicBlock::Create(e_.context_, "contiguous", function_);
  BasicBlock* slow = BasicBlock::Create(e_.context_, "strided", function_);
  BasicBlock* done = BasicBlock::Create(e_.context_, "done", function_);
  b_.CreateCondBr(contiguous, fast, slow);
  for (const bool unit : {true, false}) {
    b_.SetInsertPoint(unit ? fast : slow);
    unit_ = unit;
    cache_.clear();
    emit();
    b_.CreateBr(done);
  }
  b_.SetInsertPoint(done);
}

Function* Body::finish() {
  report_warnings();
  b_.CreateRetVoid();
  return function_;
}

}  // namespace weft::compile::codegen
