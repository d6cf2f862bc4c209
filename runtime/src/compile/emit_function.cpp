// SPDX-License-Identifier: Apache-2.0
// Structure: regions, loops, branches, variables, calls emitted in place, returns.
#include "compile/emitter.h"
#include "compile/loops/emit_loops.h"

#include <algorithm>

namespace weft::compile::codegen {

using namespace llvm;
using wire::Op;
using wire::TypeKind;

namespace {

void count_sets(const wire::RegionT& region, const Frame* frame, std::map<std::pair<const Frame*, uint32_t>, uint32_t>& counts, bool in_loop) {
  for (const auto& node : region.nodes) {
    if (node->op == Op::Set) counts[{frame, node->variable}] += in_loop ? 2 : 1;
    for (const auto& child : node->regions) count_sets(*child, frame, counts, in_loop || node->op == Op::For || node->op == Op::While);
  }
}

}  // namespace

Emitter::Emitter(const wire::GraphT& graph, Frame& entry, Symbols& symbols, Module& module, const Switches& switches)
    : graph_(graph), switches_(switches), entry_frame_(entry), symbols_(symbols), module_(module), context_(module.getContext()), b_(context_),
      fast_(graph.precision == wire::Precision::Fast) {}

Emitter::Activation Emitter::make_activation(Frame& frame) {
  Activation activation;
  activation.frame = &frame;
  activation.values.resize(frame.function->values.size());
  activation.uses = counted_uses(*frame.function);
  count_sets(*frame.function->body, &frame, set_counts_, false);
  for (const auto& variable : frame.function->variables) {
    activation.variables.push_back(make_storage(*variable->type, variable->name));
  }
  for (const auto& result : frame.function->results) activation.results.push_back(make_storage(*result, "result"));
  return activation;
}

/// `int weft_entry(RunContext* run, void** arguments, void** results)`: scalars by pointer to 8 bytes, arrays by pointer to ArrayView.
void Emitter::emit() {
  for (const auto& function : graph_.functions) {
    std::map<uint32_t, const wire::ConstantT*> constants;
    find_silenced(*function->body, 0, constants);
    if (switches_.masks) plan_masks(*function, masked_);
  }
  Type* pointer = b_.getPtrTy();
  host_ = Function::Create(FunctionType::get(b_.getInt32Ty(), {pointer, pointer, pointer}, false), Function::ExternalLinkage, kEntry, module_);
  host_->setDoesNotThrow();
  host_->addFnAttr("prefer-vector-width", "256");
  BasicBlock* start = BasicBlock::Create(context_, "start", host_);
  unwind_ = BasicBlock::Create(context_, "unwind", host_);
  IRBuilder<>(unwind_).CreateRet(b_.getInt32(1));
  b_.SetInsertPoint(start);
  run_ = host_->getArg(0);
  fuel_ = temporary(b_.getInt32Ty(), "fuel");
  depth_ = i64(0);
  b_.CreateStore(i32(kPollEvery), fuel_);

  push_scope();
  Activation activation = make_activation(entry_frame_);
  activation.exit = BasicBlock::Create(context_, "done", host_);
  activation.scope_base = scopes_.size() - 1;
  activations_.push_back(&activation);
  const wire::FunctionT& function = *entry_frame_.function;
  const auto slot = [&](Value* table, size_t index) -> Value* {
    return b_.CreateLoad(pointer, b_.CreateConstInBoundsGEP1_64(pointer, table, index));
  };
  for (size_t index = 0; index < function.parameters.size(); ++index) {
    const uint32_t id = function.parameters[index]->value;
    const wire::TypeT& type = *function.values[id];
    Value* from = slot(host_->getArg(1), index);
    Entity* entity = make(id, type.kind == TypeKind::Array ? Entity::Kind::array : Entity::Kind::scalar, nullptr);
    if (type.kind == TypeKind::Array) {
      ArrayParts parts = parts_from(from, type.dims.size(), entity->info);
      for (size_t axis = 0; axis < type.dims.size(); ++axis) {
        parts.shape[axis] = canonical(entity->info.dims[axis], parts.shape[axis]);
        parts.strides[axis] = stride_value(entity->info.strides[axis], parts.strides[axis]);
      }
      entity->array = std::move(parts);
    } else if (type.kind != TypeKind::None && type.kind != TypeKind::Str) {
      Type* scalar = scalar_type(type);
      if (scalar->isIntegerTy(1)) {
        entity->scalar = b_.CreateICmpNE(b_.CreateLoad(b_.getInt8Ty(), from), b_.getInt8(0));
      } else {
        entity->scalar = b_.CreateLoad(scalar, from);
      }
      if (type.kind == TypeKind::Int) entity->scalar = canonical(entity->info.number, entity->scalar);
    } else {
      entity->scalar = i32(0);
    }
  }
  // Sizes are within what an address space can hold: lets LLVM drop its own overflow cases.
  for (const auto& [id, value] : symbol_values_) {
    const auto [least, most] = symbols_.range(Linear::symbol(id));
    if (least < 0 || isa<Constant>(value)) continue;
    b_.CreateAssumption(b_.CreateICmpSGE(value, i64(least)));
    if (most < Symbols::kUnbounded) b_.CreateAssumption(b_.CreateICmpSLE(value, i64(most)));
  }
  region(*function.body);
  if (!dead()) b_.CreateUnreachable();
  b_.SetInsertPoint(activation.exit);
  for (size_t index = 0; index < function.results.size(); ++index) {
    const Storage& storage = activation.results[index];
    Value* to = slot(host_->getArg(2), index);
    if (storage.type->kind == TypeKind::Array) {
      const auto put = [&](Type* type, Value* cell, uint64_t offset) {
        b_.CreateStore(b_.CreateLoad(type, cell), b_.CreateConstInBoundsGEP1_64(b_.getInt8Ty(), to, offset));
      };
      put(pointer, storage.buffer, 0);
      put(pointer, storage.data, 8);
      for (size_t axis = 0; axis < storage.shape.size(); ++axis) {
        put(b_.getInt64Ty(), storage.shape[axis], 16 + 8 * axis);
        put(b_.getInt64Ty(), storage.strides[axis], 16 + 8 * memory::kMaxRank + 8 * axis);
      }
    } else {
      Value* value = b_.CreateLoad(storage.scalar->getAllocatedType(), storage.scalar);
      if (value->getType()->isIntegerTy(1)) value = b_.CreateZExt(value, b_.getInt8Ty());
      b_.CreateStore(value, to);
    }
  }
  for (const Storage& storage : activation.variables) release_storage(storage);
  tell_scalar_warnings();
  if (has_short_loops_) call("weft_leave_loop", b_.getVoidTy(), {run_});
  b_.CreateRet(i32(0));
  activations_.pop_back();
  scopes_.pop_back();
  emit_outlined();
}

// ---- storage -------------------------------------------------------------------------------------------------------------------

Emitter::Storage Emitter::make_storage(const wire::TypeT& type, const std::string& name) {
  Storage storage;
  storage.type = &type;
  if (type.kind == TypeKind::Array) {
    storage.buffer = temporary(b_.getPtrTy(), name.c_str());
    storage.data = temporary(b_.getPtrTy(), "data");
    for (size_t axis = 0; axis < type.dims.size(); ++axis) {
      storage.shape.push_back(temporary(b_.getInt64Ty(), "size"));
      storage.strides.push_back(temporary(b_.getInt64Ty(), "stride"));
    }
    b_.CreateStore(ConstantPointerNull::get(b_.getPtrTy()), storage.buffer);
  } else {
    storage.scalar = temporary(scalar_type(type), name.c_str());
    if (type.kind == TypeKind::List) b_.CreateStore(ConstantPointerNull::get(b_.getPtrTy()), storage.scalar);
  }
  storage.assigned = temporary(b_.getInt1Ty(), "assigned");
  b_.CreateStore(b_.getFalse(), storage.assigned);
  return storage;
}

/// The storage gets a reference of its own; with `replace` it gives up the one it had.
void Emitter::store_to(const Storage& storage, Entity* value, bool replace) {
  b_.CreateStore(b_.getTrue(), storage.assigned);
  if (storage.type->kind != TypeKind::Array) {
    if (storage.type->kind == TypeKind::List) retain_list(value->scalar);
    if (storage.type->kind == TypeKind::List && replace) release_storage(storage);
    b_.CreateStore(value->scalar, storage.scalar);
    return;
  }
  share(ready(value));
  retain(value->array.buffer);
  if (replace) call("weft_release", b_.getVoidTy(), {run_, b_.CreateLoad(b_.getPtrTy(), storage.buffer)});
  b_.CreateStore(value->array.buffer, storage.buffer);
  b_.CreateStore(value->array.data, storage.data);
  for (size_t axis = 0; axis < storage.shape.size(); ++axis) {
    b_.CreateStore(value->array.shape[axis], storage.shape[axis]);
    b_.CreateStore(value->array.strides[axis], storage.strides[axis]);
  }
}

void Emitter::set(const wire::NodeT& node) {
  store_to(act().variables[node.variable], operand(node, 0), true);
  consume_operands(node);
}

void Emitter::get(const wire::NodeT& node) {
  const Storage& storage = act().variables[node.variable];
  if (node.checked) {
    check(b_.CreateNot(b_.CreateLoad(b_.getInt1Ty(), storage.assigned)), node, Fault::unbound_local,
          i64(text_number(act().frame->function->variables[node.variable]->name)));
  }
  // A variable that is set once holds its array for as long as the function runs: nothing to count.
  const bool lasting = act().frame->variables[node.variable].known && set_counts_[{act().frame, node.variable}] == 1;
  if (storage.type->kind == TypeKind::List) {
    Value* list = b_.CreateLoad(b_.getPtrTy(), storage.scalar);
    if (!lasting) retain_list(list);
    define_list(node, list, !lasting, nullptr, 0);
    return;
  }
  if (storage.type->kind != TypeKind::Array) {
    define_scalar(node, b_.CreateLoad(storage.scalar->getAllocatedType(), storage.scalar));
    return;
  }
  ArrayParts parts;
  parts.buffer = b_.CreateLoad(b_.getPtrTy(), storage.buffer);
  parts.data = b_.CreateLoad(b_.getPtrTy(), storage.data);
  for (size_t axis = 0; axis < storage.shape.size(); ++axis) {
    parts.shape.push_back(b_.CreateLoad(b_.getInt64Ty(), storage.shape[axis]));
    parts.strides.push_back(b_.CreateLoad(b_.getInt64Ty(), storage.strides[axis]));
  }
  if (!lasting) retain(parts.buffer);
  define_array(node, std::move(parts), !lasting, nullptr);
}

// ---- scopes ---------------------------------------------------------------------------------------------------------------------

void Emitter::push_scope() { scopes_.emplace_back(); }

void Emitter::pop_scope() {
  Scope scope = std::move(scopes_.back());
  scopes_.pop_back();
  for (const auto& [id, before] : scope.hidden) symbol_values_[id] = before;
  for (Entity* entity : scope.late) consume(entity);
}

/// Leaves every scope from the innermost down to `down_to`, giving back what they own.
void Emitter::jump_out(BasicBlock* target, size_t down_to) {
  for (size_t index = scopes_.size(); index-- > down_to;) {
    for (auto entity = scopes_[index].owned.rbegin(); entity != scopes_[index].owned.rend(); ++entity) {
      drop(*entity);
    }
    if (index > down_to) end_loop(index);
  }
  b_.CreateBr(target);
}

void Emitter::region(const wire::RegionT& region) {
  const wire::RegionT* outer = std::exchange(region_, &region);
  for (const auto& child : region.nodes) {
    node(*child);
    if (dead()) break;
  }
  if (!dead()) flush();
  region_ = outer;
}

void Emitter::emit(const wire::NodeT& node) {
  if (emit_term(node) || emit_masked(node)) return;
  switch (node.op) {
    case Op::Const: emit_constant(node); return;
    case Op::Get: get(node); return;
    case Op::Set: set(node); return;
    case Op::If: emit_if(node); return;
    case Op::While: emit_while(node); return;
    case Op::For: emit_for(node); return;
    case Op::Yield: return;
    case Op::Break: case Op::Continue: {
      flush();
      for (size_t index = scopes_.size(); index-- > 0;) {
        BasicBlock* target = node.op == Op::Break ? scopes_[index].on_break : scopes_[index].on_continue;
        if (target == nullptr) continue;
        jump_out(target, index);
        return;
      }
      return;
    }
    case Op::Return: emit_return(node); return;
    case Op::Call: emit_call(node); return;
    case Op::Full: emit_full(node); return;
    case Op::Empty: case Op::Linspace: case Op::Eye: case Op::CumSum: case Op::Concatenate: case Op::MatMul: case Op::LoadNpy:
    case Op::SaveNpy: case Op::Reshape: emit_library(node); return;
    case Op::Kernel: emit_kernel(node); return;
    case Op::ListNew: case Op::ListLen: case Op::ListGet: case Op::ListSet: case Op::ListAppend: case Op::ListPop: emit_list(node); return;
    case Op::Arange: emit_arange(node); return;
    case Op::Pack: emit_pack(node); return;
    case Op::Dim: {
      Entity* array = operand(node, 0);
      define_scalar(node, array->array.shape[static_cast<size_t>(node.axes[0])]);
      consume_operands(node);
      return;
    }
    case Op::View: emit_view(node); return;
    case Op::Transpose: emit_transpose(node); return;
    case Op::BroadcastTo: emit_broadcast_to(node); return;
    case Op::Load: emit_load(node); return;
    case Op::Store: emit_store(node); return;
    case Op::Assign: emit_assign(node); return;
    default: break;
  }
  if (is_reduction(node.op)) {
    emit_reduction(node);
  } else if (act().frame->function->values[node.results[0]]->kind == TypeKind::Array) {
    emit_elementwise(node);
  } else {
    emit_scalar(node);
  }
}

// ---- control flow -----------------------------------------------------------------------------------------------------------------

void Emitter::emit_if(const wire::NodeT& node) {
  flush();
  Value* condition = scalar_operand(node, 0);
  BasicBlock* merge = BasicBlock::Create(context_, "endif", host_);
  BasicBlock* blocks[2] = {BasicBlock::Create(context_, "then", host_), BasicBlock::Create(context_, "else", host_)};
  b_.CreateCondBr(condition, blocks[0], blocks[1]);
  std::vector<Entity*> late;
  for (size_t index = 0; index < 2; ++index) {
    b_.SetInsertPoint(blocks[index]);
    push_scope();
    if (index < node.regions.size()) region(*node.regions[index]);
    if (!dead()) b_.CreateBr(merge);
    std::ranges::copy(scopes_.back().late, std::back_inserter(late));
    scopes_.back().late.clear();
    pop_scope();
  }
  b_.SetInsertPoint(merge);
  // No path comes here when both branches leave: what follows is never run but must be well formed.
  for (Entity* entity : late) consume(entity);
  consume_operands(node);
  if (merge->use_empty()) b_.CreateUnreachable();
}

/// True when the region may hand work to the engine.
bool Emitter::submits(const wire::RegionT& region, const wire::FunctionT& function) const {
  return std::ranges::any_of(region.nodes, [&](const auto& node) {
    switch (node->op) {
      case Op::Kernel:
        if (node->kernel == "raise" || is_errstate(*node)) break;
        return true;
      case Op::Assign: case Op::SaveNpy: case Op::Reshape: return true;
      case Op::View: case Op::Transpose: case Op::BroadcastTo: case Op::Get: case Op::ListGet: case Op::ListPop: break;
      case Op::Call: {
        if (outlined_frame(*node) != nullptr) return true;
        const wire::FunctionT& callee = *graph_.functions[node->callee];
        if (submits(*callee.body, callee)) return true;
        break;
      }
      default:
        for (const uint32_t id : node->operands) {
          if (is_reduction(node->op) || node->op == Op::MatMul) return true;
          (void)id;
        }
        for (const uint32_t id : node->results) {
          if (function.values[id]->kind == TypeKind::Array) return true;
        }
    }
    return std::ranges::any_of(node->regions, [&](const auto& child) { return submits(*child, function); });
  });
}

/// True when the region reads or writes single elements.
bool Emitter::touches(const wire::RegionT& region) const {
  return std::ranges::any_of(region.nodes, [&](const auto& node) {
    if (node->op == Op::Load || node->op == Op::Store || node->op == Op::ListGet || node->op == Op::ListSet) return true;
    if (node->op == Op::Call && outlined_frame(*node) != nullptr) return true;
    if (node->op == Op::Call && touches(*graph_.functions[node->callee]->body)) return true;
    return std::ranges::any_of(node->regions, [&](const auto& child) { return touches(*child); });
  });
}

/// Stops the run when it was cancelled; looks only now and then.
void Emitter::poll() {
  Value* left = b_.CreateSub(b_.CreateLoad(b_.getInt32Ty(), fuel_), i32(1));
  b_.CreateStore(left, fuel_);
  BasicBlock* look = BasicBlock::Create(context_, "poll", host_);
  BasicBlock* go_on = BasicBlock::Create(context_, "go", host_);
  b_.CreateCondBr(b_.CreateICmpEQ(left, i32(0)), look, go_on, MDBuilder(context_).createBranchWeights(1, kPollEvery));
  b_.SetInsertPoint(look);
  b_.CreateStore(i32(kPollEvery), fuel_);
  check_service(call("weft_cancelled", b_.getInt32Ty(), {run_}));
  b_.CreateBr(go_on);
  b_.SetInsertPoint(go_on);
}

/// What an outermost loop over elements needs before it starts. The insertion point is the loop's preheader.
void Emitter::begin_loop(const wire::NodeT& node) {
  Scope& scope = scopes_.back();
  scope.loop = &node;
  const wire::FunctionT& function = *act().frame->function;
  const bool native = std::ranges::none_of(node.regions, [&](const auto& child) { return submits(*child, function); }) &&
                      std::ranges::any_of(node.regions, [&](const auto& child) { return touches(*child); });
  if (native && !idle_ && !beside_) {
    ensure_idle(nullptr, true);
    idle_ = true;
    scope.ticks = call("weft_ticks", b_.getInt64Ty(), {});
    const auto why = unplanned_.find(&node);
    scope.site = make_site("loop", node, {}, "a Python loop as native code, on one thread" + (why == unplanned_.end() ? "" : ": " + why->second));
  }
}

void Emitter::end_loop(size_t index) {
  const Scope& scope = scopes_[index];
  if (scope.is_accounted) call("weft_leave_loop", b_.getVoidTy(), {run_});
  if (scope.ticks == nullptr) return;
  call("weft_record_loop", b_.getVoidTy(), {run_, i32(scope.site), scope.ticks, i64(1)});
}

void Emitter::emit_for(const wire::NodeT& node) {
  flush();
  const bool planned = switches_.loops && !as_written_ && loops::emit_planned(*this, node, [&] { emit_for_as_written(node); }, switches_.expand);
  if (!planned) emit_for_as_written(node);
}

void Emitter::emit_for_as_written(const wire::NodeT& node) {
  Value* start = scalar_operand(node, 0);
  Value* stop = scalar_operand(node, 1);
  Value* step = scalar_operand(node, 2);
  check(b_.CreateICmpEQ(step, i64(0)), node, Fault::range_step);
  const auto* constant = dyn_cast<ConstantInt>(step);
  Value* ran = constant != nullptr && constant->isOne() ? emit_iterations(node, start, stop) : nullptr;
  const bool has_copy = side_by_side_;
  side_by_side_ = side_by_side_ || ran != nullptr;
  if (ran != nullptr) unplanned_[&node] = "its last iteration, or all where they may not be divided";
  const bool was_idle = idle_;
  push_scope();  // holds what concerns the whole loop
  begin_loop(node);
  const std::vector<Entity*> loaded = preload_lists(node);
  BasicBlock* head = BasicBlock::Create(context_, "for", host_);
  BasicBlock* body = BasicBlock::Create(context_, "body", host_);
  BasicBlock* latch = BasicBlock::Create(context_, "next", host_);
  BasicBlock* otherwise = BasicBlock::Create(context_, "exhausted", host_);
  BasicBlock* exit = BasicBlock::Create(context_, "endfor", host_);
  // Counted, so that a counter close to the end of its range does not overflow: n = ceil((stop - start) / step).
  Value* count = nullptr;
  if (constant == nullptr || !constant->isOne()) {
    Value* up = b_.CreateICmpSGT(step, i64(0));
    Value* low = b_.CreateSelect(up, start, stop);
    Value* high = b_.CreateSelect(up, stop, start);
    Value* width = b_.CreateSelect(up, step, b_.CreateNeg(step));
    Value* span = b_.CreateSub(high, low);
    Value* trips = b_.CreateAdd(b_.CreateUDiv(b_.CreateSub(span, i64(1)), width), i64(1));
    count = b_.CreateSelect(b_.CreateICmpSLT(low, high), trips, i64(0));
  }
  Value* first = ran == nullptr ? start : b_.CreateAdd(start, ran, "", false, true);
  Instruction* preheader = b_.CreateBr(head);
  BasicBlock* before = b_.GetInsertBlock();
  b_.SetInsertPoint(head);
  PHINode* position = b_.CreatePHI(b_.getInt64Ty(), 2);
  position->addIncoming(count == nullptr ? first : i64(0), before);
  Value* more = count == nullptr ? b_.CreateICmpSLT(position, stop) : b_.CreateICmpNE(position, count);
  b_.CreateCondBr(more, body, otherwise);
  b_.SetInsertPoint(body);
  push_scope();
  scopes_.back().on_break = exit;
  scopes_.back().on_continue = latch;
  scopes_.back().preheader = preheader;
  Value* counter = position;
  if (count != nullptr) counter = b_.CreateAdd(start, b_.CreateMul(position, step));
  const auto argument = static_cast<uint32_t>(node.regions[0]->argument);
  Entity* entity = make(argument, Entity::Kind::scalar, nullptr);
  entity->scalar = counter;
  if (entity->info.known) learn(entity->info.number, counter);
  const auto* least = dyn_cast<ConstantInt>(start);
  const auto* most = dyn_cast<ConstantInt>(stop);
  const bool is_short = least != nullptr && most != nullptr && most->getSExtValue() - least->getSExtValue() <= Facts::kSmallSize;
  const bool flagged = switches_.flags && !is_short && tells_by_flags(*node.regions[0]);
  if (flagged) begin_flagged(*node.regions[0]);
  region(*node.regions[0]);
  if (!dead()) b_.CreateBr(latch);
  pop_scope();
  b_.SetInsertPoint(latch);
  const bool innermost = std::ranges::none_of(node.regions[0]->nodes, [](const auto& child) {
    return child->op == Op::For || child->op == Op::While || child->op == Op::Call || child->op == Op::Assign;
  });
  if (!innermost || submits(*node.regions[0], *act().frame->function)) poll();
  position->addIncoming(b_.CreateAdd(position, i64(1), "", false, true), b_.GetInsertBlock());
  b_.CreateBr(head);
  b_.SetInsertPoint(otherwise);
  if (flagged) tell_by_flags(preheader);
  if (node.regions.size() > 1) {
    push_scope();
    region(*node.regions[1]);
    if (!dead()) b_.CreateBr(exit);
    pop_scope();
  } else {
    b_.CreateBr(exit);
  }
  b_.SetInsertPoint(exit);
  end_loop(scopes_.size() - 1);
  for (Entity* list : loaded) list->list_length = list->list_data = nullptr;
  pop_scope();
  idle_ = was_idle;
  side_by_side_ = has_copy;
  consume_operands(node);
}

void Emitter::emit_while(const wire::NodeT& node) {
  flush();
  const bool was_idle = idle_;
  push_scope();
  begin_loop(node);
  BasicBlock* head = BasicBlock::Create(context_, "while", host_);
  BasicBlock* body = BasicBlock::Create(context_, "body", host_);
  BasicBlock* otherwise = BasicBlock::Create(context_, "exhausted", host_);
  BasicBlock* exit = BasicBlock::Create(context_, "endwhile", host_);
  Instruction* preheader = b_.CreateBr(head);
  b_.SetInsertPoint(head);
  poll();
  push_scope();
  scopes_.back().preheader = preheader;
  region(*node.regions[0]);
  Value* condition = operand(*node.regions[0]->nodes.back(), 0)->scalar;
  consume_operands(*node.regions[0]->nodes.back());
  b_.CreateCondBr(condition, body, otherwise);
  pop_scope();
  b_.SetInsertPoint(body);
  push_scope();
  scopes_.back().on_break = exit;
  scopes_.back().on_continue = head;
  scopes_.back().preheader = preheader;
  region(*node.regions[1]);
  if (!dead()) b_.CreateBr(head);
  pop_scope();
  b_.SetInsertPoint(otherwise);
  if (node.regions.size() > 2) {
    push_scope();
    region(*node.regions[2]);
    if (!dead()) b_.CreateBr(exit);
    pop_scope();
  } else {
    b_.CreateBr(exit);
  }
  b_.SetInsertPoint(exit);
  end_loop(scopes_.size() - 1);
  pop_scope();
  idle_ = was_idle;
}

// ---- calls ----------------------------------------------------------------------------------------------------------------------------

void Emitter::emit_call(const wire::NodeT& node) {
  const auto found = act().frame->calls.find(&node);
  if (found != act().frame->calls.end() && emit_straight_call(node, *found->second)) return;
  for (size_t index = 0; index < node.operands.size(); ++index) share(ready(operand(node, index)));
  flush();
  if (Frame* outlined = outlined_frame(node)) {
    emit_outlined_call(node, *outlined);
    return;
  }
  if (found == act().frame->calls.end()) {  // in code that is never reached
    b_.CreateUnreachable();
    return;
  }
  Frame& frame = *found->second;
  Small<Entity*, 8> arguments;
  for (size_t index = 0; index < node.operands.size(); ++index) arguments.push_back(operand(node, index));
  Activation activation = make_activation(frame);
  activation.silenced = silenced(node);
  activation.exit = BasicBlock::Create(context_, "returned", host_);
  push_scope();
  activation.scope_base = scopes_.size() - 1;
  activations_.push_back(&activation);
  for (size_t index = 0; index < arguments.size(); ++index) {
    Entity* argument = arguments[index];
    Entity* entity = make(frame.function->parameters[index]->value, argument->kind, nullptr);
    entity->scalar = argument->scalar;
    entity->array = argument->array;
  }
  region(*frame.function->body);
  if (!dead()) b_.CreateUnreachable();
  b_.SetInsertPoint(activation.exit);
  // Variables give back what they hold.
  for (const Storage& storage : activation.variables) release_storage(storage);
  pop_scope();
  activations_.pop_back();
  if (activation.exit->use_empty() || pred_empty(activation.exit)) {
    b_.CreateUnreachable();
    return;
  }
  for (size_t index = 0; index < node.results.size(); ++index) {
    const Storage& storage = activation.results[index];
    if (storage.type->kind == TypeKind::List) {
      define_list(node, b_.CreateLoad(b_.getPtrTy(), storage.scalar), true, nullptr, index);
      continue;
    }
    if (storage.type->kind != TypeKind::Array) {
      define_scalar(node, b_.CreateLoad(storage.scalar->getAllocatedType(), storage.scalar), index);
      continue;
    }
    ArrayParts parts;
    parts.buffer = b_.CreateLoad(b_.getPtrTy(), storage.buffer);
    parts.data = b_.CreateLoad(b_.getPtrTy(), storage.data);
    for (size_t axis = 0; axis < storage.shape.size(); ++axis) {
      parts.shape.push_back(b_.CreateLoad(b_.getInt64Ty(), storage.shape[axis]));
      parts.strides.push_back(b_.CreateLoad(b_.getInt64Ty(), storage.strides[axis]));
    }
    define_array(node, std::move(parts), true, nullptr, index);
  }
  consume_operands(node);
}

void Emitter::emit_return(const wire::NodeT& node) {
  flush();
  for (size_t index = 0; index < node.operands.size(); ++index) store_to(act().results[index], operand(node, index), false);
  // The function's own scopes are left for good; its caller's are not touched.
  jump_out(act().exit, act().scope_base);
  // On the other paths nobody waits for what is returned here.
  consume_operands(node);
}

}  // namespace weft::compile::codegen
