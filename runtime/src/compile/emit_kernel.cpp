// SPDX-License-Identifier: Apache-2.0
// Calls of library kernels found by name: operands and results go through slots on the stack.

#include "compile/complex.h"
#include "compile/emitter.h"
#include "compile/kernel_calls.h"

namespace weft::compile::codegen {

using llvm::Align;
using llvm::AllocaInst;
using llvm::Type;
using wire::TypeKind;

namespace {

int64_t slot_kind(const wire::TypeT& type) {
  const bool typed = type.kind == TypeKind::Array || type.kind == TypeKind::Scalar;
  return static_cast<int64_t>(type.kind) + (typed ? 256 * static_cast<int64_t>(type.dtype) : 0) + 65536 * static_cast<int64_t>(type.dims.size());
}

}  // namespace

llvm::Value* Emitter::slot_field(AllocaInst* slots, size_t index, size_t offset) {
  return b_.CreateConstInBoundsGEP1_64(b_.getInt8Ty(), slots, index * sizeof(KernelSlot) + offset);
}

void Emitter::put_slot(AllocaInst* slots, size_t index, Entity* entity) {
  const wire::TypeT& type = *entity->type;
  const auto put = [&](llvm::Value* value, size_t offset) { context_access(b_.CreateStore(value, slot_field(slots, index, offset))); };
  put(i64(slot_kind(type)), offsetof(KernelSlot, kind));
  const auto bits = [&](llvm::Value* value) {
    if (value->getType()->isFloatTy()) value = b_.CreateFPExt(value, b_.getDoubleTy());
    return b_.CreateBitCast(value, b_.getInt64Ty());
  };
  if (type.kind == TypeKind::Array) {
    put(descriptor(entity), offsetof(KernelSlot, pointer));
    return;
  }
  llvm::Value* value = entity->scalar;
  if (value->getType()->isPointerTy()) {
    put(value, offsetof(KernelSlot, pointer));
  } else if (is_pair(value)) {
    put(bits(pair_part(b_, value, 0)), offsetof(KernelSlot, integer));
    put(bits(pair_part(b_, value, 1)), offsetof(KernelSlot, imaginary));
  } else if (value->getType()->isFloatingPointTy()) {
    put(bits(value), offsetof(KernelSlot, integer));
    put(i64(0), offsetof(KernelSlot, imaginary));
  } else {
    const bool is_signed = !value->getType()->isIntegerTy(1) && !graph::element_of(type).is_unsigned();
    put(is_signed ? b_.CreateSExt(value, b_.getInt64Ty()) : b_.CreateZExt(value, b_.getInt64Ty()), offsetof(KernelSlot, integer));
  }
}

llvm::Value* Emitter::take_slot(AllocaInst* slots, size_t index, const wire::TypeT& type) {
  Type* wanted = scalar_type(type);
  const auto take = [&](Type* as, size_t offset) -> llvm::Value* {
    llvm::LoadInst* load = b_.CreateLoad(as, slot_field(slots, index, offset));
    context_access(load);
    return load;
  };
  if (wanted->isPointerTy()) return take(wanted, offsetof(KernelSlot, pointer));
  if (is_pair(wanted)) {
    Type* part = wanted->getStructElementType(0);
    llvm::Value* real = b_.CreateFPCast(take(b_.getDoubleTy(), offsetof(KernelSlot, integer)), part);
    return make_pair(b_, real, b_.CreateFPCast(take(b_.getDoubleTy(), offsetof(KernelSlot, imaginary)), part));
  }
  if (wanted->isFloatingPointTy()) return b_.CreateFPCast(take(b_.getDoubleTy(), offsetof(KernelSlot, integer)), wanted);
  return b_.CreateTrunc(take(b_.getInt64Ty(), offsetof(KernelSlot, integer)), wanted);
}

void Emitter::emit_kernel(const wire::NodeT& node) {
  if (is_errstate(node)) {
    emit_errstate(node);
    consume_operands(node);
    return;
  }
  if (emit_gather(node)) return;
  const auto type_of = [&](uint32_t id) -> const wire::TypeT& { return *act().frame->function->values[id]; };
  for (size_t index = 0; index < node.operands.size(); ++index) {
    Entity* entity = operand(node, index);
    if (entity->type->kind == TypeKind::Array) ready(entity);
  }
  // What waits to be computed may read memory that the kernel changes.
  if (!node.writes.empty()) flush();
  for (const uint32_t position : node.writes) {
    Entity* entity = operand(node, position);
    if (entity->type->kind == TypeKind::Array) mark_mutated(entity);
  }
  const auto make_slots = [&](size_t count, const char* name) {
    AllocaInst* slots = temporary(llvm::ArrayType::get(b_.getInt8Ty(), std::max<size_t>(count, 1) * sizeof(KernelSlot)), name);
    slots->setAlignment(Align(8));
    return slots;
  };
  AllocaInst* operands = make_slots(node.operands.size(), "operands");
  AllocaInst* results = make_slots(node.results.size(), "results");
  for (size_t index = 0; index < node.operands.size(); ++index) put_slot(operands, index, operand(node, index));
  std::vector<AllocaInst*> views(node.results.size());
  for (size_t index = 0; index < node.results.size(); ++index) {
    const wire::TypeT& type = type_of(node.results[index]);
    context_access(b_.CreateStore(i64(slot_kind(type)), slot_field(results, index, offsetof(KernelSlot, kind))));
    if (type.kind == TypeKind::List) {
      context_access(b_.CreateStore(i64(text_number(graph::type_text(type))), slot_field(results, index, offsetof(KernelSlot, integer))));
    }
    if (type.kind != TypeKind::Array) continue;
    views[index] = temporary(llvm::ArrayType::get(b_.getInt8Ty(), sizeof(memory::ArrayView)), "result");
    views[index]->setAlignment(Align(8));
    context_access(b_.CreateStore(views[index], slot_field(results, index, offsetof(KernelSlot, pointer))));
  }
  const uint32_t site = make_site(node.kernel, node, {}, "library");
  const auto count = [&](size_t number) { return i64(static_cast<int64_t>(number)); };
  check_service(call("weft_kernel", b_.getInt32Ty(),
                     {run_, i32(node_number(node)), i32(site), i32(text_number(node.kernel)), operands, count(node.operands.size()), results,
                      count(node.results.size()), i32(fast_ ? 0 : 1)}));
  for (size_t index = 0; index < node.results.size(); ++index) {
    const wire::TypeT& type = type_of(node.results[index]);
    if (type.kind == TypeKind::Array) {
      const ValueInfo& info = act().frame->values[node.results[index]];
      define_array(node, parts_from(views[index], type.dims.size(), info), true, nullptr, index);
    } else if (type.kind == TypeKind::List) {
      define_list(node, take_slot(results, index, type), true, nullptr, index);
    } else {
      define_scalar(node, take_slot(results, index, type), index);
    }
  }
  consume_operands(node);
}

}  // namespace weft::compile::codegen
