// SPDX-License-Identifier: Apache-2.0
// Functions that call themselves, directly or through others, are functions of the machine code; all other calls are emitted in place.
// Their parameters are opaque: nothing is known of sizes, and arrays may share memory with any other that crossed such a call.
// `int f(run, fuel, depth, arguments…, results…)`: scalars by value, arrays by pointer to an ArrayView, results through pointers; not zero
// means that an error is in the run context. Results carry a reference for the caller.
#include "compile/emitter.h"
#include "memory/view.h"

namespace weft::compile::codegen {

using namespace llvm;
using wire::TypeKind;

namespace {

/// CPython's default limit, less the frames of the program's start and of the task itself.
constexpr int64_t kRecursionLimit = 998;
constexpr uint64_t kStackFloor = 16;  // of RunContext::stack_floor

}  // namespace

/// The frame of a function that is not emitted in place; null for all others.
Frame* Emitter::outlined_frame(const wire::NodeT& call) const {
  const auto found = entry_frame_.outlined.find(graph_.functions[call.callee].get());
  return found == entry_frame_.outlined.end() ? nullptr : found->second.get();
}

Function* Emitter::outlined_function(Frame& frame) {
  auto& known = outlined_functions_[&frame];
  if (known != nullptr) return known;
  const wire::FunctionT& function = *frame.function;
  Type* pointer = b_.getPtrTy();
  Small<Type*, 8> types = {pointer, pointer, b_.getInt64Ty()};
  for (const auto& parameter : function.parameters) {
    const wire::TypeT& type = *function.values[parameter->value];
    types.push_back(type.kind == TypeKind::Array ? pointer : scalar_type(type));
  }
  for (size_t index = 0; index < function.results.size(); ++index) types.push_back(pointer);
  known = Function::Create(FunctionType::get(b_.getInt32Ty(), types, false), Function::InternalLinkage, "weft_" + function.name, module_);
  known->setDoesNotThrow();
  known->addFnAttr("prefer-vector-width", "256");
  known->addFnAttr(Attribute::NoInline);
  waiting_.push_back(&frame);
  return known;
}

void Emitter::emit_outlined_call(const wire::NodeT& node, Frame& frame) {
  Function* target = outlined_function(frame);
  // The machine's stack may end before CPython's limit does.
  Value* depth = b_.CreateAdd(depth_, i64(1));
  Value* floor = b_.CreateLoad(b_.getInt64Ty(), b_.CreateConstInBoundsGEP1_64(b_.getInt8Ty(), run_, kStackFloor));
  Value* here = b_.CreatePtrToInt(b_.CreateIntrinsic(Intrinsic::frameaddress, {b_.getPtrTy()}, {i32(0)}), b_.getInt64Ty());
  Value* too_deep = b_.CreateOr(b_.CreateICmpSGT(depth, i64(kRecursionLimit)), b_.CreateICmpULT(here, floor));
  check(too_deep, node, Fault::recursion);
  Small<Value*, 8> arguments = {run_, fuel_, depth};
  for (size_t index = 0; index < node.operands.size(); ++index) {
    Entity* entity = operand(node, index);
    arguments.push_back(entity->type->kind == TypeKind::Array ? descriptor(entity) : entity->scalar);
  }
  Small<AllocaInst*> results;
  for (const auto& type : frame.function->results) {
    const bool is_array = type->kind == TypeKind::Array;
    AllocaInst* place = temporary(is_array ? llvm::ArrayType::get(b_.getInt8Ty(), sizeof(memory::ArrayView)) : scalar_type(*type), "result");
    if (is_array) place->setAlignment(Align(8));
    results.push_back(place);
    arguments.push_back(place);
  }
  check_service(b_.CreateCall(target, arguments));
  for (size_t index = 0; index < node.results.size(); ++index) {
    const wire::TypeT& type = *frame.function->results[index];
    if (type.kind == TypeKind::Array) {
      define_array(node, parts_from(results[index], type.dims.size(), act().frame->values[node.results[index]]), true, nullptr, index);
    } else if (type.kind == TypeKind::List) {
      define_list(node, b_.CreateLoad(b_.getPtrTy(), results[index]), true, nullptr, index);
    } else {
      define_scalar(node, b_.CreateLoad(results[index]->getAllocatedType(), results[index]), index);
    }
  }
  consume_operands(node);
}

/// Emits the functions that calls asked for, and those that these ask for.
void Emitter::emit_outlined() {
  while (!waiting_.empty()) {
    Frame& frame = *waiting_.back();
    waiting_.pop_back();
    emit_outlined_function(frame);
  }
}

void Emitter::emit_outlined_function(Frame& frame) {
  const wire::FunctionT& function = *frame.function;
  host_ = outlined_functions_[&frame];
  symbol_values_.clear();
  idle_ = false;
  BasicBlock* start = BasicBlock::Create(context_, "start", host_);
  unwind_ = BasicBlock::Create(context_, "unwind", host_);
  IRBuilder<>(unwind_).CreateRet(b_.getInt32(1));
  b_.SetInsertPoint(start);
  unsigned next = 0;
  run_ = host_->getArg(next++);
  fuel_ = host_->getArg(next++);
  depth_ = host_->getArg(next++);
  push_scope();
  Activation activation = make_activation(frame);
  activation.exit = BasicBlock::Create(context_, "done", host_);
  activation.scope_base = scopes_.size() - 1;
  activations_.push_back(&activation);
  poll();
  for (const auto& parameter : function.parameters) {
    const uint32_t id = parameter->value;
    const wire::TypeT& type = *function.values[id];
    Value* argument = host_->getArg(next++);
    if (type.kind == TypeKind::Array) {
      Entity* entity = make(id, Entity::Kind::array, nullptr);
      ArrayParts parts = parts_from(argument, type.dims.size(), entity->info);
      for (size_t axis = 0; axis < type.dims.size(); ++axis) parts.shape[axis] = canonical(entity->info.dims[axis], parts.shape[axis]);
      entity->array = std::move(parts);
    } else {
      Entity* entity = make(id, Entity::Kind::scalar, nullptr);
      entity->scalar = type.kind == TypeKind::Int ? canonical(entity->info.number, argument) : argument;
    }
  }
  region(*function.body);
  if (!dead()) b_.CreateUnreachable();
  b_.SetInsertPoint(activation.exit);
  for (const Storage& storage : activation.results) {
    Value* to = host_->getArg(next++);
    if (storage.type->kind != TypeKind::Array) {
      b_.CreateStore(b_.CreateLoad(storage.scalar->getAllocatedType(), storage.scalar), to);
      continue;
    }
    const auto put = [&](AllocaInst* cell, uint64_t offset) {
      Value* part = b_.CreateLoad(cell->getAllocatedType(), cell);
      context_access(b_.CreateStore(part, b_.CreateConstInBoundsGEP1_64(b_.getInt8Ty(), to, offset)));
    };
    put(storage.buffer, offsetof(memory::ArrayView, buffer));
    put(storage.data, offsetof(memory::ArrayView, data));
    for (size_t axis = 0; axis < storage.shape.size(); ++axis) {
      put(storage.shape[axis], offsetof(memory::ArrayView, shape) + 8 * axis);
      put(storage.strides[axis], offsetof(memory::ArrayView, strides) + 8 * axis);
    }
  }
  for (const Storage& storage : activation.variables) release_storage(storage);
  tell_scalar_warnings();
  b_.CreateRet(i32(0));
  if (pred_empty(activation.exit)) activation.exit->eraseFromParent();
  activations_.pop_back();
  scopes_.pop_back();
}

}  // namespace weft::compile::codegen
