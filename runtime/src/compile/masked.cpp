// SPDX-License-Identifier: Apache-2.0
// Emits the nodes that plan_masks.cpp found. What a mask chose is the whole array here; the mask decides where it is used at last.
#include "compile/masked.h"

#include "compile/complex.h"
#include "compile/emitter.h"

namespace weft::compile::codegen {

using namespace llvm;
using wire::Op;
using wire::TypeKind;

bool Emitter::emit_masked(const wire::NodeT& node) {
  const auto found = masked_.find(&node);
  if (found == masked_.end()) return false;
  switch (found->second.role) {
    case MaskedNode::Role::elements: masked_elements(node); break;
    case MaskedNode::Role::operation: masked_operation(node); break;
    case MaskedNode::Role::assign: masked_assign(node); break;
    case MaskedNode::Role::sum: case MaskedNode::Role::count: masked_total(node); break;
  }
  return true;
}

// ---- entities that are in no graph ---------------------------------------------------------------------------------------------

const wire::TypeT& Emitter::make_type(TypeKind kind, wire::DType dtype, size_t rank) {
  wire::TypeT& type = made_types_.emplace_back();
  type.kind = kind;
  type.dtype = dtype;
  type.dims.resize(rank);
  return type;
}

/// An operation on `operands`, of the shape of `like`. `ids` are values of the graph with the operands' element types.
Entity* Emitter::make_entity(Op op, const wire::NodeT& at, ArrayRef<Entity*> operands, ArrayRef<uint32_t> ids, wire::DType dtype,
                             const Entity* like) {
  wire::NodeT& node = made_nodes_.emplace_back();
  node.op = op;
  node.range = std::make_unique<wire::Range>(*at.range);
  node.operands.assign(ids.begin(), ids.end());
  node.results = {ids[op == Op::Where ? 1 : 0]};
  Entity& entity = entities_.emplace_back();
  entity.kind = Entity::Kind::deferred;
  entity.frame = act().frame;
  entity.function = entity.frame->function;
  entity.type = &make_type(TypeKind::Array, dtype, like->rank());
  entity.info = like->info;
  entity.info.strides.assign(like->rank(), Stride{});
  entity.info.origins.clear();
  entity.node = &node;
  entity.made = true;
  entity.silenced = silenced(at);
  entity.array.shape = like->array.shape;
  entity.operands.append(operands.begin(), operands.end());
  entity.scope = scopes_.size() - 1;
  entity.femtoseconds = operation_femtoseconds(op);
  for (const Entity* part : operands) {
    if (part->kind != Entity::Kind::deferred) continue;
    entity.femtoseconds += part->femtoseconds;
    entity.weight += part->weight;
  }
  return &entity;
}

Entity* Emitter::make_constant(Value* value, const wire::TypeT& type) {
  Entity& entity = entities_.emplace_back();
  entity.type = &type;
  entity.scalar = value;
  entity.made = true;
  return &entity;
}

namespace {

/// A mask is looked at twice: to find stretches without an element, then for each one.
constexpr int64_t kWorthStoring = 300'000;

/// What waits under another name of the same mask is under this one.
void put_under(Entity* entity, Entity* mask) {
  if (entity->mask == nullptr || entity->kind != Entity::Kind::deferred) return;
  entity->mask = mask;
  for (Entity* part : entity->operands) put_under(part, mask);
}

}  // namespace

// ---- the nodes -------------------------------------------------------------------------------------------------------------------

void Emitter::check_mask(const wire::NodeT& node, Entity* array, Entity* mask) {
  for (size_t axis = 0; axis < array->rank(); ++axis) {
    const bool known = array->info.known && mask->info.known && array->info.dims[axis] == mask->info.dims[axis];
    Value* size = array->array.shape[axis];
    Value* other = mask->array.shape[axis];
    if (known || size == other) continue;
    check(b_.CreateICmpNE(size, other), node, Fault::mask_shape, b_.CreateOr(size, i64(static_cast<int64_t>(axis) << 48)), other,
          [&] { return packed_shapes({array, mask}); });
  }
}

void Emitter::masked_elements(const wire::NodeT& node) {
  const uint32_t id = node.results[0];
  Entity* array = operand(node, 0);
  Entity* mask = operand(node, 2);
  check_mask(node, array, mask);
  array->uses += act().uses[id];
  mask->uses += masked_.at(&node).ends;
  act().values[id] = array;
  consume_operands(node);
}

void Emitter::masked_operation(const wire::NodeT& node) {
  const uint32_t id = node.results[0];
  Small<Entity*> operands;
  const Entity* like = nullptr;
  for (size_t index = 0; index < node.operands.size(); ++index) {
    operands.push_back(operand(node, index));
    if (like == nullptr && operands.back()->type->kind == TypeKind::Array) like = operands.back();
  }
  Entity* entity = make_entity(node.op, node, operands, node.operands, act().frame->function->values[id]->dtype, like);
  entity->node = &node;
  entity->made = false;
  entity->mask = act().values[masked_.at(&node).mask];
  entity->uses = act().uses[id];
  act().values[id] = entity;
  if (entity->uses == 0) close(entity);
  else deferred_.push_back(entity);
}

void Emitter::masked_assign(const wire::NodeT& node) {
  Entity* target = ready(operand(node, 0));
  Entity* mask = operand(node, 2);
  Entity* value = operand(node, 3);
  check_mask(node, target, mask);
  const auto uses_here = [&](const Entity* entity) {
    uint32_t count = 0;
    for (const uint32_t id : node.operands) count += act().values[id] == entity ? 1 : 0;
    return count;
  };
  const auto waits = [](const Entity* entity) { return entity->kind == Entity::Kind::deferred; };
  if (waits(mask) && mask->femtoseconds >= kWorthStoring) materialise(mask);
  Small<std::pair<const Entity*, uint32_t>> kept;
  if (waits(mask)) kept.emplace_back(mask, uses_here(mask));
  if (waits(value) && value != mask) kept.emplace_back(value, uses_here(value));
  settle_gathers(mask, target->info.origins);
  settle_gathers(value, target->info.origins);
  // What they are made of is in the same nest.
  flush_readers(target->info.origins, kept);
  put_under(value, mask);
  Entity* chosen = make_entity(Op::Where, node, {mask, value, target}, {node.operands[2], node.operands[3], node.operands[0]}, target->dtype(), target);
  assign_nest(node, node.kernel, target, chosen, mask);
  consume_operands(node);
}

/// The sum, or the number, of what the mask chose. A sum of doubles and the number are found together: as the parts of complex numbers.
void Emitter::masked_total(const wire::NodeT& node) {
  const MaskedNode& plan = masked_.at(&node);
  const uint32_t id = node.operands[0];
  Entity* value = operand(node, 0);
  Entity* mask = act().values[plan.mask];
  put_under(value, mask);
  if (mask->kind == Entity::Kind::deferred && mask->femtoseconds >= kWorthStoring) materialise(mask);
  const auto all = [](size_t) { return true; };
  Value*& count = masked_counts_[{act().frame, plan.group}];
  const uint32_t mask_ids[] = {plan.mask};
  wire::NodeT& owner = made_nodes_.emplace_back();
  owner.op = Op::Sum;
  made_for_[&owner] = &node;
  owner.range = std::make_unique<wire::Range>(*node.range);
  owner.operands = {id};
  owner.results = node.results;
  if (plan.role == MaskedNode::Role::count) {
    if (count == nullptr) {
      owner.operands = {plan.mask};
      Entity* ones = make_entity(Op::Cast, node, {mask}, mask_ids, wire::DType::Int64, mask);
      count = reduce(owner, ones, all);
    }
    define_scalar(node, count);
  } else {
    const wire::DType dtype = value->dtype();
    const wire::TypeT& scalar = make_type(TypeKind::Scalar, dtype, 0);
    Entity* zero = make_constant(Constant::getNullValue(element_type(dtype)), scalar);
    Entity* chosen = make_entity(Op::Where, node, {mask, value, zero}, {plan.mask, id, id}, dtype, mask);
    if (plan.wants_count && count == nullptr && dtype == wire::DType::Float64) {
      Entity* ones = make_entity(Op::Cast, node, {mask}, mask_ids, wire::DType::Float64, mask);
      Entity* both = make_entity(Op::MakeComplex, node, {chosen, ones}, {id, id}, wire::DType::Complex128, mask);
      Value* sums = reduce(owner, both, all, mask);
      count = b_.CreateFPToSI(pair_part(b_, sums, 1), b_.getInt64Ty());
      define_scalar(node, pair_part(b_, sums, 0));
    } else {
      define_scalar(node, reduce(owner, chosen, all, mask));
    }
  }
  consume(mask);
  consume_operands(node);
}

}  // namespace weft::compile::codegen
