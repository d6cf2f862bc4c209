// SPDX-License-Identifier: Apache-2.0
// Arrays without nests: deferring elementwise work, views, single elements, calls of library kernels.
#include "compile/emitter.h"
#include "compile/fills.h"

#include <algorithm>

#include "compile/warnings.h"
#include "memory/dtype.h"

namespace weft::compile::codegen {

using namespace llvm;
using wire::Op;
using wire::TypeKind;

namespace {

void count_waiting(const Entity* entity, std::set<const Entity*>& inside) {
  if (entity->kind != Entity::Kind::deferred || !inside.insert(entity).second) return;
  for (const Entity* part : entity->operands) count_waiting(part, inside);
}

}  // namespace

void Emitter::defer(const wire::NodeT& node, Small<Value*> shape) {
  Entity* entity = make(node.results[0], Entity::Kind::deferred, &node);
  for (size_t axis = 0; axis < shape.size(); ++axis) {
    if (entity->info.known) shape[axis] = canonical(entity->info.dims[axis], shape[axis]);
  }
  entity->array.shape = std::move(shape);
  // What would be repeated along an axis, or makes a nest too large, becomes an array of its own first.
  constexpr int64_t kDear = 500'000;
  constexpr uint32_t kLargest = 48;
  entity->femtoseconds = operation_femtoseconds(node.op);
  if (node.op == Op::Kernel) entity->femtoseconds = kDear;
  // The absolute value of complex numbers is a hypot.
  if (node.op == Op::Abs && graph::element_of(*operand(node, 0)->type).is_complex()) entity->femtoseconds = operation_femtoseconds(Op::Hypot);
  for (size_t index = 0; index < node.operands.size(); ++index) {
    Entity* part = operand(node, index);
    if (part->kind == Entity::Kind::deferred) {
      const bool repeated = part->info.dims != entity->info.dims && part->femtoseconds >= kDear;
      bool is_large = part->weight + entity->weight > kLargest;
      if (is_large) {
        // What stands in several places is one node of the nest.
        std::set<const Entity*> inside;
        for (const Entity* other : entity->operands) count_waiting(other, inside);
        count_waiting(part, inside);
        is_large = inside.size() >= kLargest;
        if (!is_large) entity->weight = static_cast<uint32_t>(inside.size()) + 1 - part->weight;
      }
      if (repeated || is_large) materialise(part);
    }
    if (part->kind == Entity::Kind::deferred) {
      entity->femtoseconds += part->femtoseconds;
      entity->weight += part->weight;
    }
    entity->operands.push_back(part);  // the node's use of it lasts until the entity is closed
  }
  if (entity->uses == 0) {
    close(entity);
  } else {
    deferred_.push_back(entity);
    if (!switches_.fuse) materialise(entity);
  }
}

/// The shape of operands broadcast together, checked.
void Emitter::broadcast_shape(const wire::NodeT& node, ArrayRef<Entity*> operands, const ValueInfo& info, Small<Value*>& shape, Fault fault) {
  const size_t rank = info.dims.size();
  Small<Entity*> arrays;
  for (Entity* entity : operands) if (entity->type->kind == TypeKind::Array) arrays.push_back(entity);
  Value* failed = nullptr;
  for (size_t axis = 0; axis < rank; ++axis) {
    Value* size = nullptr;
    Linear linear;
    for (Entity* entity : arrays) {
      if (axis + entity->rank() < rank) continue;
      const size_t own = axis + entity->rank() - rank;
      const Linear& other_linear = entity->info.dims[own];
      Value* other = entity->array.shape[own];
      if (size == nullptr) {
        size = other;
        linear = other_linear;
        continue;
      }
      const bool known = entity->info.known && info.known;
      if (known && (linear == other_linear || other_linear.is(1))) continue;
      if (size == other) continue;
      if (known && linear.is(1)) {
        size = other;
        linear = other_linear;
        continue;
      }
      Value* one = i64(1);
      Value* same = b_.CreateICmpEQ(size, other);
      Value* fine = b_.CreateOr(same, b_.CreateOr(b_.CreateICmpEQ(size, one), b_.CreateICmpEQ(other, one)));
      Value* bad = b_.CreateNot(fine);
      failed = failed == nullptr ? bad : b_.CreateOr(failed, bad);
      size = b_.CreateSelect(b_.CreateICmpEQ(size, one), other, size);
      linear = symbols_.broadcast(linear, other_linear);
    }
    shape.push_back(size);
  }
  if (failed != nullptr) check(failed, node, fault, nullptr, nullptr, [&] { return packed_shapes(arrays); });
}

void Emitter::emit_elementwise(const wire::NodeT& node) {
  Small<Entity*> operands;
  for (size_t index = 0; index < node.operands.size(); ++index) operands.push_back(operand(node, index));
  Small<Value*> shape;
  broadcast_shape(node, operands, act().frame->values[node.results[0]], shape);
  const Element powered = graph::element_of(*operands[0]->type);
  const bool fallible = node.op == Op::Pow && powered.is_integer() && !powered.is_unsigned() &&
                        !(operands[1]->scalar != nullptr && isa<ConstantInt>(operands[1]->scalar) &&
                          !cast<ConstantInt>(operands[1]->scalar)->isNegative());
  if (fallible) {
    // A negative exponent anywhere raises: looked for first, as NumPy does before it writes.
    if (operands[1]->type->kind == TypeKind::Array) {
      ready(operands[1]);
      ensure_idle(operands[1]->array.buffer, false);
      Value* negative = call("weft_any_negative", b_.getInt32Ty(),
                             {descriptor(operands[1]), i32(static_cast<int64_t>(operands[1]->rank())), i32(static_cast<int64_t>(operands[1]->dtype()))});
      check(b_.CreateICmpNE(negative, i32(0)), node, Fault::negative_integer_power);
    } else {
      check(b_.CreateICmpSLT(operands[1]->scalar, Constant::getNullValue(operands[1]->scalar->getType())), node, Fault::negative_integer_power);
    }
  }
  defer(node, std::move(shape));
}

Value* Emitter::checked_size(const wire::NodeT& node, Value* size, const Linear& number) {
  if (!symbols_.non_negative(number)) check(b_.CreateICmpSLT(size, i64(0)), node, Fault::negative_size);
  return size;
}

void Emitter::emit_full(const wire::NodeT& node) {
  Small<Value*> shape;
  for (size_t index = 1; index < node.operands.size(); ++index) {
    shape.push_back(checked_size(node, scalar_operand(node, index), operand(node, index)->info.number));
  }
  const Overwritten known = switches_.fills && region_ != nullptr ? overwritten(*act().frame, symbols_, *region_, node) : Overwritten{};
  if (!known.whole && known.inside == nullptr) return defer(node, std::move(shape));
  Entity* made = define_array(node, allocate(node, act().frame->values[node.results[0]], shape, act().frame->function->values[node.results[0]]->dtype), true, nullptr);
  if (known.inside != nullptr) borders_[known.inside] = {made, operand(node, 0), &node};
  consume_operands(node);
}

void Emitter::emit_arange(const wire::NodeT& node) {
  Value* start = scalar_operand(node, 0);
  Value* stop = scalar_operand(node, 1);
  Value* step = scalar_operand(node, 2);
  if (start->getType()->isFloatingPointTy()) {
    emit_library(node);
    return;
  }
  check(b_.CreateICmpEQ(step, Constant::getNullValue(step->getType())), node, Fault::arange_step);
  const bool is_unsigned = graph::element_of(*operand(node, 0)->type).is_unsigned();
  for (Value** number : {&start, &stop, &step}) {
    *number = is_unsigned ? b_.CreateZExt(*number, b_.getInt64Ty()) : b_.CreateSExt(*number, b_.getInt64Ty());
  }
  Value* length = nullptr;
  if (const auto* one = dyn_cast<ConstantInt>(step); one != nullptr && one->isOne()) {
    length = b_.CreateBinaryIntrinsic(Intrinsic::smax, b_.CreateSub(stop, start), i64(0));
  } else {
    Value* up = b_.CreateICmpSGT(step, i64(0));
    Value* low = b_.CreateSelect(up, start, stop);
    Value* high = b_.CreateSelect(up, stop, start);
    Value* width = b_.CreateSelect(up, step, b_.CreateNeg(step));
    Value* trips = b_.CreateAdd(b_.CreateUDiv(b_.CreateSub(b_.CreateSub(high, low), i64(1)), width), i64(1));
    length = b_.CreateSelect(b_.CreateICmpSLT(low, high), trips, i64(0));
  }
  Small<Value*> shape = {length};
  defer(node, std::move(shape));
}

// ---- views ---------------------------------------------------------------------------------------------------------------------

Value* Emitter::checked_index(const wire::NodeT& node, Value* index, const Linear& number, const Linear& size_number, Value* size, size_t axis) {
  const bool above = switches_.proofs && symbols_.non_negative(number);
  const bool below_zero = switches_.proofs && !above && symbols_.non_negative(Linear::of(-1) - number);
  const bool fits = above && symbols_.non_negative(size_number - number - Linear::of(1));
  if (fits) return index;
  Value* place = index;
  if (below_zero) {
    place = b_.CreateAdd(index, size);
    if (symbols_.non_negative(number + size_number)) return place;
  } else if (!above) {
    place = b_.CreateSelect(b_.CreateICmpSLT(index, i64(0)), b_.CreateAdd(index, size), index);
  }
  check(b_.CreateICmpUGE(place, size), node, Fault::index, index, b_.CreateOr(size, i64(static_cast<int64_t>(axis) << 48)));
  return place;
}

void Emitter::emit_view(const wire::NodeT& node) {
  Entity* base = ready(operand(node, 0));
  ArrayParts parts;
  parts.buffer = base->array.buffer;
  Value* data = base->array.data;
  size_t axis = 0;
  const auto at = [&](int32_t position) { return operand(node, static_cast<size_t>(position)); };
  const auto advance = [&](Value* index, Value* stride) {
    if (const auto* zero = dyn_cast<ConstantInt>(index); zero != nullptr && zero->isZero()) return;
    data = b_.CreateGEP(b_.getInt8Ty(), data, b_.CreateMul(index, stride, "", false, true));
  };
  for (const wire::IndexItem& item : node.index) {
    if (item.kind() == wire::IndexKind::NewAxis) {
      parts.shape.push_back(i64(1));
      parts.strides.push_back(i64(0));
      continue;
    }
    Value* size = base->array.shape[axis];
    Value* stride = base->array.strides[axis];
    const Linear& number = base->info.dims[axis];
    switch (item.kind()) {
      case wire::IndexKind::Int: {
        Entity* index = at(item.start());
        advance(checked_index(node, index->scalar, index->info.number, number, size, axis), stride);
        break;
      }
      case wire::IndexKind::Full:
        parts.shape.push_back(size);
        parts.strides.push_back(stride);
        break;
      default: {
        Entity* start = item.start() >= 0 ? at(item.start()) : nullptr;
        Entity* stop = item.stop() >= 0 ? at(item.stop()) : nullptr;
        Entity* step = item.step() >= 0 ? at(item.step()) : nullptr;
        const auto known = [](Entity* entity) { return entity ? std::optional(entity->info.number) : std::nullopt; };
        const auto slice = symbols_.slice(known(start), known(stop), known(step), number);
        Value* first = linear_value(slice.start);
        Value* length = linear_value(slice.length);
        if (first == nullptr || length == nullptr || (step != nullptr && !isa<ConstantInt>(step->scalar))) {
          // Python's slice.indices, with the step's sign as a run-time value when it is not a constant.
          Value* width = step != nullptr ? step->scalar : i64(1);
          check(b_.CreateICmpEQ(width, i64(0)), node, Fault::slice_step);
          Value* back = b_.CreateICmpSLT(width, i64(0));
          Value* low = b_.CreateSelect(back, i64(-1), i64(0));
          Value* high = b_.CreateSelect(back, b_.CreateSub(size, i64(1)), size);
          const auto bound = [&](Entity* part, Value* absent) -> Value* {
            if (part == nullptr) return absent;
            Value* negative = b_.CreateICmpSLT(part->scalar, i64(0));
            Value* moved = b_.CreateSelect(negative, b_.CreateAdd(part->scalar, size), part->scalar);
            return b_.CreateBinaryIntrinsic(Intrinsic::smin, b_.CreateBinaryIntrinsic(Intrinsic::smax, moved, low), high);
          };
          first = bound(start, b_.CreateSelect(back, high, low));
          Value* last = bound(stop, b_.CreateSelect(back, low, high));
          Value* span = b_.CreateSelect(back, b_.CreateSub(first, last), b_.CreateSub(last, first));
          Value* positive = b_.CreateSelect(back, b_.CreateNeg(width), width);
          Value* rounded = b_.CreateSDiv(b_.CreateAdd(span, b_.CreateSub(positive, i64(1))), positive);
          length = b_.CreateSelect(b_.CreateICmpSGT(span, i64(0)), rounded, i64(0));
          learn(slice.start, first);
          learn(slice.length, length);
          // An empty slice may start past the end: its address must not leave the buffer.
          first = b_.CreateSelect(b_.CreateICmpEQ(length, i64(0)), i64(0), first);
        } else if (step != nullptr && cast<ConstantInt>(step->scalar)->isZero()) {
          check(b_.getTrue(), node, Fault::slice_step);
        }
        advance(first, stride);
        parts.shape.push_back(length);
        parts.strides.push_back(step != nullptr ? b_.CreateMul(stride, step->scalar) : stride);
      }
    }
    ++axis;
  }
  parts.data = data;
  define_array(node, std::move(parts), false, base);
  consume_operands(node);
}

void Emitter::emit_transpose(const wire::NodeT& node) {
  Entity* base = ready(operand(node, 0));
  ArrayParts parts;
  parts.buffer = base->array.buffer;
  parts.data = base->array.data;
  for (const int32_t axis : node.axes) {
    parts.shape.push_back(base->array.shape[static_cast<size_t>(axis)]);
    parts.strides.push_back(base->array.strides[static_cast<size_t>(axis)]);
  }
  define_array(node, std::move(parts), false, base);
  consume_operands(node);
}

void Emitter::emit_broadcast_to(const wire::NodeT& node) {
  Entity* base = ready(operand(node, 0));
  const size_t rank = node.operands.size() - 1;
  ArrayParts parts;
  parts.buffer = base->array.buffer;
  parts.data = base->array.data;
  Value* failed = nullptr;
  for (size_t axis = 0; axis < rank; ++axis) {
    Value* size = checked_size(node, scalar_operand(node, 1 + axis), operand(node, 1 + axis)->info.number);
    parts.shape.push_back(size);
    if (axis + base->rank() < rank) {
      parts.strides.push_back(i64(0));
      continue;
    }
    const size_t own = axis + base->rank() - rank;
    Value* same = b_.CreateICmpEQ(base->array.shape[own], size);
    Value* one = b_.CreateICmpEQ(base->array.shape[own], i64(1));
    Value* bad = b_.CreateNot(b_.CreateOr(same, one));
    failed = failed == nullptr ? bad : b_.CreateOr(failed, bad);
    parts.strides.push_back(b_.CreateSelect(same, base->array.strides[own], i64(0)));
  }
  if (failed != nullptr) {
    Entity wanted = *base;
    wire::TypeT type = *act().frame->function->values[node.results[0]];
    wanted.type = &type;
    wanted.array = parts;
    check(failed, node, Fault::broadcast_to, nullptr, nullptr, [&] { return packed_shapes({base, &wanted}); });
  }
  define_array(node, std::move(parts), false, base);
  consume_operands(node);
}

// ---- single elements --------------------------------------------------------------------------------------------------------------

Value* Emitter::element_pointer(const wire::NodeT& node, Entity* array, Small<int, 4>) {
  Value* pointer = array->array.data;
  const int64_t item = memory::item_size(array->dtype());
  for (size_t axis = 0; axis < array->rank(); ++axis) {
    Entity* index = operand(node, static_cast<size_t>(node.index[axis].start()));
    Value* place = checked_index(node, index->scalar, index->info.number, array->info.dims[axis], array->array.shape[axis], axis);
    Value* stride = array->array.strides[axis];
    if (const auto* constant = dyn_cast<ConstantInt>(stride); constant != nullptr && constant->getSExtValue() == item) {
      pointer = b_.CreateInBoundsGEP(memory_type(array->dtype()), pointer, place);
    } else {
      pointer = b_.CreateInBoundsGEP(b_.getInt8Ty(), pointer, b_.CreateMul(place, stride, "", false, true));
    }
  }
  return pointer;
}

void Emitter::emit_load(const wire::NodeT& node) {
  Entity* array = ready(operand(node, 0));
  Value* pointer = element_pointer(node, array, {});
  ensure_idle(array->array.buffer, false);
  define_scalar(node, load_element(b_, pointer, array->dtype()));
  consume_operands(node);
}

void Emitter::emit_store(const wire::NodeT& node) {
  Entity* array = ready(operand(node, 0));
  flush_readers(array->info.origins);
  Value* pointer = element_pointer(node, array, {});
  ensure_idle(array->array.buffer, true);
  mark_mutated(array);
  store_element(b_, pointer, operand(node, node.operands.size() - 1)->scalar, array->dtype());
  consume_operands(node);
}

/// Remembers that the program writes to this memory: once before the outermost loop in which the array is fixed.
void Emitter::mark_mutated(Entity* array) {
  IRBuilder<> b(context_);
  b.SetInsertPoint(b_.GetInsertBlock(), b_.GetInsertPoint());
  for (const Scope& scope : scopes_) {
    const size_t index = static_cast<size_t>(&scope - scopes_.data());
    if (scope.preheader == nullptr || index <= array->scope) continue;
    const auto* made = dyn_cast<Instruction>(array->array.buffer);
    if (made != nullptr && made->getParent() == nullptr) continue;
    b.SetInsertPoint(scope.preheader);
    break;
  }
  Value* flag = b.CreateConstInBoundsGEP1_64(b.getInt8Ty(), array->array.buffer, offsetof(memory::Buffer, mutated));
  context_access(b.CreateStore(b.getInt8(1), flag));
}

void Emitter::emit_pack(const wire::NodeT& node) {
  const ValueInfo& info = act().frame->values[node.results[0]];
  const wire::TypeT& type = *act().frame->function->values[node.results[0]];
  Small<Value*> shape;
  for (const std::string& text : type.dims) shape.push_back(i64(std::stoll(text)));
  ArrayParts parts = allocate(node, info, shape, type.dtype);
  for (size_t index = 0; index < node.operands.size(); ++index) {
    Value* pointer = b_.CreateConstInBoundsGEP1_64(memory_type(type.dtype), parts.data, index);
    store_element(b_, pointer, scalar_operand(node, index), type.dtype);
  }
  define_array(node, std::move(parts), true, nullptr);
  consume_operands(node);
}

// ---- library kernels -----------------------------------------------------------------------------------------------------------------

void Emitter::emit_library(const wire::NodeT& node) {
  const auto type_of = [&](uint32_t id) -> const wire::TypeT& { return *act().frame->function->values[id]; };
  if (node.op == Op::SaveNpy) {
    Entity* source = ready(operand(node, 0));
    flush();
    const uint32_t site = make_site("save_npy", node, {}, "library");
    check_service(call("weft_save_npy", b_.getInt32Ty(),
                       {run_, i32(node_number(node)), i32(site), i32(text_number(node.path)), descriptor(source),
                        i32(static_cast<int64_t>(source->rank())), i32(static_cast<int64_t>(source->dtype()))}));
    consume_operands(node);
    return;
  }
  const wire::TypeT& type = type_of(node.results[0]);
  const ValueInfo& info = act().frame->values[node.results[0]];
  if (node.op == Op::Empty) {
    Small<Value*> shape;
    for (size_t index = 0; index < node.operands.size(); ++index) {
      shape.push_back(checked_size(node, scalar_operand(node, index), operand(node, index)->info.number));
    }
    define_array(node, allocate(node, info, shape, type.dtype), true, nullptr);
    consume_operands(node);
    return;
  }
  if (node.op == Op::MatMul && emit_gathered_dot(node)) return;
  if (node.op == Op::Concatenate && emit_joined(node)) return;
  for (size_t index = 0; index < node.operands.size(); ++index) ready(operand(node, index));
  if (node.op == Op::MatMul && emit_short_dot(node)) return;
  if (node.op == Op::Concatenate) {
    Small<Entity*> parts;
    for (size_t index = 0; index < node.operands.size(); ++index) parts.push_back(operand(node, index));
    define_array(node, parts_from(call_join(node, parts, type.dtype), type.dims.size(), info), true, nullptr)->fresh = true;
    consume_operands(node);
    return;
  }
  AllocaInst* out = temporary(llvm::ArrayType::get(b_.getInt8Ty(), sizeof(memory::ArrayView)), "result");
  out->setAlignment(Align(8));
  const auto rank_of = [&](size_t index) { return i32(static_cast<int64_t>(operand(node, index)->rank())); };
  const auto dtype = [](const wire::TypeT& of) { return static_cast<int64_t>(of.dtype); };
  const char* names[] = {"arange", "linspace", "eye", "cum_sum", "matmul", "load_npy", "reshape"};
  const Op ops[] = {Op::Arange, Op::Linspace, Op::Eye, Op::CumSum, Op::MatMul, Op::LoadNpy, Op::Reshape};
  const auto which = std::ranges::find(ops, node.op) - std::begin(ops);
  const uint32_t site = make_site(names[which], node, {}, "library");
  Small<Value*, 12> arguments = {run_, i32(node_number(node)), i32(site)};
  const auto warning = [&](uint8_t flag, const char* name) {
    const bool may = graph::element_of(type).dtype >= wire::DType::Float32 && (silenced(node) & flag) == 0;
    return i32(may ? warning_number(flag, std::pair(node.range->start_line(), std::string(told_as(node, name)))) : -1);
  };
  switch (node.op) {
    case Op::Arange:
      for (size_t index = 0; index < 3; ++index) arguments.push_back(b_.CreateFPExt(scalar_operand(node, index), b_.getDoubleTy()));
      arguments.append({i32(dtype(type)), out});
      check_service(call("weft_arange_float", b_.getInt32Ty(), arguments));
      break;
    case Op::Linspace:
      arguments.append({scalar_operand(node, 0), scalar_operand(node, 1), scalar_operand(node, 2),
                        b_.CreateZExt(scalar_operand(node, 3), b_.getInt32Ty()), i32(dtype(type)), out});
      check_service(call("weft_linspace", b_.getInt32Ty(), arguments));
      break;
    case Op::Eye:
      arguments.append({scalar_operand(node, 0), scalar_operand(node, 1), scalar_operand(node, 2), i32(dtype(type)), out});
      check_service(call("weft_eye", b_.getInt32Ty(), arguments));
      break;
    case Op::CumSum:
      arguments.append({descriptor(operand(node, 0)), rank_of(0), i32(dtype(type)), i32(node.axes[0]),
                        warning(kOverflow, "accumulate"), warning(kInvalid, "accumulate"), out});
      check_service(call("weft_cum_sum", b_.getInt32Ty(), arguments));
      break;
    case Op::MatMul:
      arguments.append({descriptor(operand(node, 0)), rank_of(0), descriptor(operand(node, 1)), rank_of(1), i32(dtype(type)),
                        warning(kOverflow, "matmul"), warning(kInvalid, "matmul"), out});
      check_service(call_product(node, arguments));
      break;
    case Op::LoadNpy:
      arguments.append({i32(text_number(node.path)), i32(dtype(type)), i32(static_cast<int64_t>(type.dims.size())), out});
      check_service(call("weft_load_npy", b_.getInt32Ty(), arguments));
      break;
    default: {
      for (size_t axis = 0; axis + 1 < node.operands.size(); ++axis) {
        b_.CreateStore(scalar_operand(node, 1 + axis), b_.CreateConstInBoundsGEP1_64(b_.getInt8Ty(), out, 16 + 8 * axis));
      }
      arguments.append({descriptor(operand(node, 0)), rank_of(0), i32(dtype(type)), out, i32(static_cast<int64_t>(type.dims.size()))});
      check_service(call("weft_reshape", b_.getInt32Ty(), arguments));
      break;
    }
  }
  if (type.kind != TypeKind::Array) {  // a product of two vectors
    Value* buffer = b_.CreateLoad(b_.getPtrTy(), out);
    Value* data = b_.CreateLoad(b_.getPtrTy(), b_.CreateConstInBoundsGEP1_64(b_.getInt8Ty(), out, 8));
    ensure_idle(buffer, false);
    Value* value = load_element(b_, data, type.dtype);
    call("weft_release", b_.getVoidTy(), {run_, buffer});
    define_scalar(node, value);
  } else {
    define_array(node, parts_from(out, type.dims.size(), info), true, nullptr)->fresh = node.op == Op::MatMul;
  }
  consume_operands(node);
}

}  // namespace weft::compile::codegen
