// SPDX-License-Identifier: Apache-2.0
// Entities: how graph values are held while code is emitted, and when the memory they own is given back.
#include "compile/emitter.h"

#include <algorithm>

#include "compile/complex.h"
#include "memory/dtype.h"

namespace weft::compile::codegen {

using namespace llvm;
using wire::Op;
using wire::TypeKind;

namespace {

constexpr int64_t kViewShape = 16;
constexpr int64_t kViewStrides = kViewShape + 8 * memory::kMaxRank;
constexpr uint64_t kViewBytes = sizeof(memory::ArrayView);

MDNode* access_type(LLVMContext& context, const char* name) {
  MDBuilder builder(context);
  MDNode* root = builder.createTBAARoot("weft");
  MDNode* type = builder.createTBAAScalarTypeNode(name, root);
  return builder.createTBAAStructTagNode(type, type, 0);
}

}  // namespace

Type* Emitter::element_type(wire::DType dtype) const {
  switch (dtype) {
    case wire::DType::Bool: return Type::getInt1Ty(context_);
    case wire::DType::Int8: case wire::DType::UInt8: return Type::getInt8Ty(context_);
    case wire::DType::Int16: case wire::DType::UInt16: return Type::getInt16Ty(context_);
    case wire::DType::Int32: case wire::DType::UInt32: return Type::getInt32Ty(context_);
    case wire::DType::Int64: case wire::DType::UInt64: return Type::getInt64Ty(context_);
    case wire::DType::Float32: return Type::getFloatTy(context_);
    case wire::DType::Float64: return Type::getDoubleTy(context_);
    case wire::DType::Complex64: return pair_type(Type::getFloatTy(context_));
    case wire::DType::Complex128: return pair_type(Type::getDoubleTy(context_));
  }
  return nullptr;
}

Type* Emitter::memory_type(wire::DType dtype) const {
  return dtype == wire::DType::Bool ? Type::getInt8Ty(context_) : element_type(dtype);
}

Type* Emitter::scalar_type(const wire::TypeT& type) const {
  switch (type.kind) {
    case TypeKind::Int: return Type::getInt64Ty(context_);
    case TypeKind::Float: return Type::getDoubleTy(context_);
    case TypeKind::Bool: return Type::getInt1Ty(context_);
    case TypeKind::Complex: return pair_type(Type::getDoubleTy(context_));
    case TypeKind::List: return llvm::PointerType::getUnqual(context_);
    case TypeKind::Scalar: return element_type(type.dtype);
    default: return Type::getInt32Ty(context_);  // str and none: the number of a text, or nothing
  }
}

void Emitter::array_access(Instruction* access, wire::DType dtype) {
  access->setMetadata(LLVMContext::MD_tbaa, access_type(context_, memory::dtype_name(dtype)));
}

void Emitter::context_access(Instruction* access) {
  access->setMetadata(LLVMContext::MD_tbaa, access_type(context_, "context"));
}

Value* Emitter::load_element(IRBuilder<>& b, Value* pointer, wire::DType dtype) {
  Type* type = memory_type(dtype);
  if (is_pair(type)) return load_pair(b, type, pointer, [&](Instruction* access) { array_access(access, dtype); });
  LoadInst* load = b.CreateLoad(type, pointer);
  array_access(load, dtype);
  return dtype == wire::DType::Bool ? b.CreateICmpNE(load, b.getInt8(0)) : static_cast<Value*>(load);
}

void Emitter::store_element(IRBuilder<>& b, Value* pointer, Value* value, wire::DType dtype) {
  if (is_pair(value)) {
    store_pair(b, value, pointer, [&](Instruction* access) { array_access(access, dtype); });
    return;
  }
  if (dtype == wire::DType::Bool) value = b.CreateZExt(value, b.getInt8Ty());
  array_access(b.CreateStore(value, pointer), dtype);
}

Value* Emitter::call(const char* name, Type* result, ArrayRef<Value*> arguments) {
  Small<Type*, 8> types;
  for (Value* argument : arguments) types.push_back(argument->getType());
  FunctionCallee callee = module_.getOrInsertFunction(name, FunctionType::get(result, types, false));
  cast<Function>(callee.getCallee())->setDoesNotThrow();
  return b_.CreateCall(callee, arguments);
}

AllocaInst* Emitter::temporary(Type* type, const char* name) {
  BasicBlock& entry = host_->getEntryBlock();
  IRBuilder<> at_start(&entry, entry.begin());
  return at_start.CreateAlloca(type, nullptr, name);
}

// ---- what is known about sizes ----------------------------------------------------------------------------------------

void Emitter::learn(const Linear& size, Value* value) {
  if (size.constant != 0 || size.terms.size() != 1 || size.terms[0].second != 1) return;
  const uint32_t id = size.terms[0].first;
  auto& known = symbol_values_[id];
  if (known != nullptr) return;
  known = value;
  scopes_.back().hidden.emplace_back(id, nullptr);
}

Value* Emitter::linear_value(const Linear& size) {
  Value* sum = nullptr;
  for (const auto& [id, factor] : size.terms) {
    const auto found = symbol_values_.find(id);
    if (found == symbol_values_.end() || found->second == nullptr) return nullptr;
    Value* term = factor == 1 ? found->second : b_.CreateMul(found->second, i64(factor), "", false, true);
    sum = sum == nullptr ? term : b_.CreateAdd(sum, term, "", false, true);
  }
  if (sum == nullptr) return i64(size.constant);
  return size.constant == 0 ? sum : b_.CreateAdd(sum, i64(size.constant), "", false, true);
}

/// The simplest value that equals `size`; `value` otherwise, which is then remembered for it.
Value* Emitter::canonical(const Linear& size, Value* value) {
  if (Value* simple = linear_value(size)) return simple;
  learn(size, value);
  return value;
}

Value* Emitter::stride_value(const Stride& stride, Value* value) {
  if (!stride.known) return value;
  Value* product = i64(stride.factor);
  for (const Linear& size : stride.sizes) {
    Value* part = linear_value(size);
    if (part == nullptr) return value;
    product = b_.CreateMul(product, part, "", false, true);
  }
  return product;
}

// ---- entities ------------------------------------------------------------------------------------------------------------

Entity* Emitter::make(uint32_t id, Entity::Kind kind, const wire::NodeT* node) {
  Entity& entity = entities_.emplace_back();
  entity.kind = kind;
  entity.frame = act().frame;
  entity.function = entity.frame->function;
  entity.type = entity.function->values[id].get();
  entity.info = act().frame->values[id];
  entity.node = node;
  if (node != nullptr) entity.silenced = silenced(*node);
  entity.uses = act().uses[id];
  entity.scope = scopes_.size() - 1;
  act().values[id] = &entity;
  // Code that is never reached has no analysis: give it shapes of the right length.
  entity.info.dims.resize(entity.type->dims.size());
  entity.info.strides.resize(entity.type->dims.size());
  return &entity;
}

void Emitter::define_scalar(const wire::NodeT& node, Value* value, size_t result) {
  const uint32_t id = node.results[result];
  Entity* entity = make(id, Entity::Kind::scalar, &node);
  if (entity->info.known && entity->type->kind == TypeKind::Int && !isa<Constant>(value)) value = canonical(entity->info.number, value);
  entity->scalar = value;
}

Entity* Emitter::define_array(const wire::NodeT& node, ArrayParts parts, bool owned, Entity* base, size_t result) {
  Entity* entity = make(node.results[result], Entity::Kind::array, &node);
  if (entity->info.known) {
    for (size_t axis = 0; axis < entity->rank(); ++axis) {
      parts.shape[axis] = canonical(entity->info.dims[axis], parts.shape[axis]);
      parts.strides[axis] = stride_value(entity->info.strides[axis], parts.strides[axis]);
    }
  }
  entity->array = std::move(parts);
  entity->owned = owned;
  if (owned) scopes_.back().owned.push_back(entity);
  if (base != nullptr) {
    entity->operands = {base};
    ++base->uses;  // the view holds its array
  }
  if (entity->uses == 0) close(entity);
  return entity;
}

void Emitter::consume(Entity* entity) {
  if (entity->scope + 1 < scopes_.size()) {
    scopes_[entity->scope + 1].late.push_back(entity);
    return;
  }
  WEFT_CHECK(entity->uses > 0);
  if (--entity->uses == 0) close(entity);
}

void Emitter::consume_operands(const wire::NodeT& node) {
  for (const uint32_t id : node.operands) consume(act().values[id]);
}

void Emitter::close(Entity* entity) {
  if (entity->owned) release_owned(entity);
  Small<Entity*, 3> operands = std::move(entity->operands);
  entity->operands.clear();
  for (Entity* operand : operands) consume(operand);
}

void Emitter::release_owned(Entity* entity) {
  auto& owned = scopes_[entity->scope].owned;
  owned.erase(std::remove(owned.begin(), owned.end(), entity), owned.end());
  if (!dead()) drop(entity);
}

/// Its memory may be known elsewhere from here on.
void Emitter::share(Entity* entity) {
  for (; entity != nullptr; entity = entity->kind == Entity::Kind::array && !entity->operands.empty() ? entity->operands[0] : nullptr) {
    entity->fresh = false;
  }
}

void Emitter::retain(Value* buffer) { call("weft_retain", b_.getVoidTy(), {run_, buffer}); }

bool Emitter::reads(const Entity* entity, const std::vector<uint32_t>& origins) const {
  if (entity->kind == Entity::Kind::deferred) {
    return std::ranges::any_of(entity->operands, [&](const Entity* operand) { return reads(operand, origins); });
  }
  if (entity->kind != Entity::Kind::array) return false;
  return std::ranges::any_of(entity->info.origins, [&](uint32_t id) { return std::ranges::binary_search(origins, id); });
}

/// Materialises the concerned deferred entities that something outside of them still uses; those with equal sizes become one nest.
void Emitter::flush_where(const std::function<bool(const Entity*)>& concerned, Kept kept) {
  std::vector<Entity*> pending;
  std::map<const Entity*, uint32_t> inside;
  std::vector<Entity*> still;
  for (Entity* entity : deferred_) {
    if (entity->kind != Entity::Kind::deferred || entity->uses == 0) continue;
    still.push_back(entity);
    if (!concerned(entity)) continue;
    pending.push_back(entity);
    for (const Entity* part : entity->operands) ++inside[part];
  }
  deferred_ = std::move(still);
  std::vector<Entity*> roots;
  for (Entity* entity : pending) {
    uint32_t taken = inside[entity];
    for (const auto& [other, uses] : kept) taken += entity == other ? uses : 0;
    if (entity->uses > taken) roots.push_back(entity);
  }
  while (!roots.empty()) {
    Small<Entity*> group;
    std::vector<Entity*> rest;
    for (Entity* entity : roots) {
      const bool joins = group.empty() || (entity->info.known && group[0]->info.known && entity->info.dims == group[0]->info.dims && group.size() < 6);
      if (joins) group.push_back(entity);
      else rest.push_back(entity);
    }
    materialise_group(group);
    roots = std::move(rest);
  }
}

void Emitter::flush() {
  flush_where([](const Entity*) { return true; });
  deferred_.clear();
}

void Emitter::flush_readers(const std::vector<uint32_t>& origins, Kept kept) {
  const bool before = std::exchange(overwrites_, true);
  flush_where([&](const Entity* entity) { return reads(entity, origins); }, kept);
  overwrites_ = before;
}

Entity* Emitter::ready(Entity* entity) {
  if (entity->kind == Entity::Kind::deferred) materialise(entity);
  return entity;
}

void Emitter::node(const wire::NodeT& node) {
  const wire::NodeT* outer = std::exchange(at_, &node);
  emit(node);
  at_ = outer;
}

std::string Emitter::why_stored(const wire::NodeT& made) const {
  if (at_ == nullptr || at_ == &made) return "";
  const std::string line = "line " + std::to_string(at_->range->start_line() + 1);
  if (overwrites_) return line + " changes what it reads";
  if (repeats_) return line + " may write it several times, along an axis that it does not have";
  switch (at_->op) {
    case Op::Return: return "it is a result";
    case Op::For: case Op::While: return "the loop of " + line + " uses it";
    case Op::If: return "a branch of " + line + " uses it";
    case Op::Call: return line + " gives it to a function";
    case Op::Set: return "a name keeps it beyond the block of " + line;
    case Op::Yield: case Op::Break: case Op::Continue: return "the block ends here, and it is used after it";
    case Op::Kernel: return "`" + at_->kernel + "` of " + line + " takes arrays in memory";
    default: break;
  }
  const std::string name = "`" + std::string(graph::op_info(at_->op).name) + "` of " + line;
  if (is_reduction(at_->op)) return "it is used again after " + name + ", and storing it costs less than computing it twice";
  if (is_elementwise(at_->op)) return name + " would compute it several times";
  if (at_->op == Op::View || at_->op == Op::Transpose || at_->op == Op::Reshape) return line + " takes a part of it, or looks at it in another way";
  return name + " takes arrays in memory";
}

/// Host code is about to touch array memory: tasks in flight must not.
void Emitter::ensure_idle(Value* buffer, bool writing) {
  if (idle_ || beside_) return;
  LoadInst* flag = b_.CreateLoad(b_.getInt64Ty(), run_);
  context_access(flag);
  BasicBlock* wait = BasicBlock::Create(context_, "wait", host_);
  BasicBlock* done = BasicBlock::Create(context_, "idle", host_);
  b_.CreateCondBr(b_.CreateICmpNE(flag, i64(0)), wait, done);
  b_.SetInsertPoint(wait);
  if (buffer != nullptr) {
    call("weft_wait", b_.getVoidTy(), {run_, buffer, i32(writing ? 1 : 0)});
  } else {
    call("weft_wait_all", b_.getVoidTy(), {run_});
  }
  b_.CreateBr(done);
  b_.SetInsertPoint(done);
}

// ---- descriptors for services ----------------------------------------------------------------------------------------------

Value* Emitter::descriptor(Entity* entity) {
  share(entity);
  AllocaInst* view = temporary(ArrayType::get(b_.getInt8Ty(), kViewBytes), "view");
  view->setAlignment(Align(8));
  const auto put = [&](Value* value, int64_t offset) {
    context_access(b_.CreateStore(value, b_.CreateConstInBoundsGEP1_64(b_.getInt8Ty(), view, static_cast<uint64_t>(offset))));
  };
  put(entity->array.buffer, 0);
  put(entity->array.data, 8);
  for (size_t axis = 0; axis < entity->rank(); ++axis) {
    put(entity->array.shape[axis], kViewShape + 8 * static_cast<int64_t>(axis));
    if (!entity->array.strides.empty()) put(entity->array.strides[axis], kViewStrides + 8 * static_cast<int64_t>(axis));
  }
  return view;
}

ArrayParts Emitter::parts_from(Value* view, size_t rank, const ValueInfo& info) {
  (void)info;
  const auto take = [&](Type* type, int64_t offset) -> Value* {
    LoadInst* load = b_.CreateLoad(type, b_.CreateConstInBoundsGEP1_64(b_.getInt8Ty(), view, static_cast<uint64_t>(offset)));
    context_access(load);
    return load;
  };
  ArrayParts parts;
  parts.buffer = take(b_.getPtrTy(), 0);
  parts.data = take(b_.getPtrTy(), 8);
  for (size_t axis = 0; axis < rank; ++axis) {
    parts.shape.push_back(take(b_.getInt64Ty(), kViewShape + 8 * static_cast<int64_t>(axis)));
    parts.strides.push_back(take(b_.getInt64Ty(), kViewStrides + 8 * static_cast<int64_t>(axis)));
  }
  return parts;
}

/// A fresh C-contiguous array, with one reference.
ArrayParts Emitter::allocate(const wire::NodeT& node, const ValueInfo& info, const Small<Value*>& shape, wire::DType dtype) {
  (void)info;
  ArrayParts parts;
  parts.shape = shape;
  parts.strides.resize(shape.size());
  Value* bytes = i64(memory::item_size(dtype));
  Value* too_large = nullptr;
  for (size_t axis = shape.size(); axis-- > 0;) {
    parts.strides[axis] = bytes;
    if (isa<ConstantInt>(bytes) && isa<ConstantInt>(shape[axis])) {
      bytes = b_.CreateMul(bytes, shape[axis]);
      continue;
    }
    Value* product = b_.CreateBinaryIntrinsic(Intrinsic::smul_with_overflow, bytes, shape[axis]);
    Value* overflow = b_.CreateExtractValue(product, 1);
    too_large = too_large == nullptr ? overflow : b_.CreateOr(too_large, overflow);
    bytes = b_.CreateExtractValue(product, 0);
  }
  if (too_large != nullptr) check(too_large, node, Fault::array_too_large);
  parts.buffer = call("weft_allocate", b_.getPtrTy(), {run_, i32(node_number(node)), bytes});
  branch_cold(b_.CreateICmpEQ(parts.buffer, ConstantPointerNull::get(b_.getPtrTy())), [] {});
  LoadInst* data = b_.CreateLoad(b_.getPtrTy(), parts.buffer);
  context_access(data);
  parts.data = data;
  return parts;
}

// ---- faults ------------------------------------------------------------------------------------------------------------------

void Emitter::branch_cold(Value* failed, const std::function<void()>& cold) {
  BasicBlock* bad = BasicBlock::Create(context_, "fault", host_);
  BasicBlock* good = BasicBlock::Create(context_, "ok", host_);
  b_.CreateCondBr(failed, bad, good, MDBuilder(context_).createBranchWeights(1, 1 << 20));
  b_.SetInsertPoint(bad);
  cold();
  b_.CreateBr(unwind_);
  b_.SetInsertPoint(good);
}

void Emitter::check(Value* failed, const wire::NodeT& node, Fault fault, Value* a, Value* b, const std::function<Value*()>& shapes) {
  if (const auto* known = dyn_cast<ConstantInt>(failed); known != nullptr && known->isZero()) return;
  branch_cold(failed, [&] {
    Value* zero = i64(0);
    Value* packed = shapes ? shapes() : static_cast<Value*>(ConstantPointerNull::get(b_.getPtrTy()));
    auto* raise = cast<CallInst>(call("weft_fault", b_.getVoidTy(),
                                      {run_, i32(node_number(node)), i32(static_cast<int32_t>(fault)), a ? a : zero, b ? b : zero, packed}));
    raise->addFnAttr(Attribute::Cold);
  });
}

void Emitter::check_service(Value* failed) { branch_cold(b_.CreateICmpNE(failed, i32(0)), [] {}); }

Value* Emitter::packed_shapes(ArrayRef<Entity*> entities) {
  uint64_t length = 1;
  for (const Entity* entity : entities) length += 1 + entity->rank();
  AllocaInst* packed = temporary(ArrayType::get(b_.getInt64Ty(), length), "shapes");
  uint64_t next = 0;
  const auto put = [&](Value* value) { b_.CreateStore(value, b_.CreateConstInBoundsGEP1_64(b_.getInt64Ty(), packed, next++)); };
  for (const Entity* entity : entities) {
    put(i64(static_cast<int64_t>(entity->rank())));
    for (size_t axis = 0; axis < entity->rank(); ++axis) put(entity->array.shape[axis]);
  }
  put(i64(-1));
  return packed;
}

int32_t Emitter::node_number(const wire::NodeT& node) {
  const auto [found, added] = node_numbers_.try_emplace({&node, act().frame}, static_cast<int32_t>(nodes_.size()));
  if (added) {
    const wire::Range& range = *node.range;
    nodes_.push_back({act().frame->function->name, {range.start_line(), range.start_column(), range.end_line(), range.end_column()}});
  }
  return found->second;
}

uint32_t Emitter::text_number(const std::string& text) {
  const auto found = std::ranges::find(texts_, text);
  if (found != texts_.end()) return static_cast<uint32_t>(found - texts_.begin());
  texts_.push_back(text);
  return static_cast<uint32_t>(texts_.size() - 1);
}

}  // namespace weft::compile::codegen
