// SPDX-License-Identifier: Apache-2.0
// Elements chosen by integer arrays, one for each axis: `a[i, j]` is an elementwise operation whose addresses are computed. The indices are
// checked where the program has them, so that an error comes at its place; the elements are read when something needs them.
#include <algorithm>

#include "compile/element_indices.h"
#include "compile/nest.h"
#include "memory/dtype.h"

namespace weft::compile::codegen {

using namespace llvm;
using wire::Op;
using wire::TypeKind;

bool is_gather(const Entity* entity) { return entity->kind == Entity::Kind::deferred && entity->node->op == Op::Kernel; }

/// Defers `index.get`; false when it is to be called.
bool Emitter::emit_gather(const wire::NodeT& node) {
  if (!switches_.gathers || node.kernel != "index.get") return false;
  const auto* text = dyn_cast<ConstantInt>(scalar_operand(node, 1));
  if (text == nullptr) return false;
  const auto ids = element_indices(*act().frame->function, node, texts_[text->getZExtValue()]);
  if (ids.empty()) return false;
  Entity* array = ready(operand(node, 0));
  Small<Entity*> indices;
  for (const uint32_t id : ids) indices.push_back(act().values[id]);
  // Only broadcasting is known here: what does not fit is told by the kernel.
  Small<Value*> shape;
  const ValueInfo& info = act().frame->values[node.results[0]];
  broadcast_shape(node, indices, info, shape, Fault::index_broadcast);
  for (size_t axis = 0; axis < indices.size(); ++axis) check_places(node, array, indices[axis], ids[axis], axis);
  defer(node, std::move(shape));
  return true;
}

/// Every index must be in [-size, size).
void Emitter::check_places(const wire::NodeT& node, Entity* array, Entity* index, uint32_t id, size_t axis) {
  Value* size = array->array.shape[axis];
  if (index->kind == Entity::Kind::scalar) {
    Value* place = index->scalar;
    const bool is_unsigned = graph::element_of(*index->type).is_unsigned();
    place = is_unsigned ? b_.CreateZExt(place, b_.getInt64Ty()) : b_.CreateSExt(place, b_.getInt64Ty());
    Value* bad = b_.CreateOr(b_.CreateICmpSLT(place, b_.CreateNeg(size)), b_.CreateICmpSGE(place, size));
    check(bad, node, Fault::index, place, b_.CreateOr(size, i64(static_cast<int64_t>(axis) << 48)));
    return;
  }
  Value* fits = nullptr;
  constexpr int64_t kWorthStoring = 300'000;  // it is computed for the check and again for its use
  if (index->kind == Entity::Kind::deferred && index->femtoseconds >= kWorthStoring) materialise(index);
  if (index->kind == Entity::Kind::array) {
    ensure_idle(index->array.buffer, false);
    const auto look = [&] {
      return b_.CreateICmpNE(call("weft_places_fit", b_.getInt32Ty(),
                                  {run_, i32(make_site(node.kernel, node, {}, "indices checked")), descriptor(index),
                                   i32(static_cast<int64_t>(index->rank())), i32(static_cast<int64_t>(index->dtype())), size}),
                             i32(0));
    };
    fits = is_few_places(index) ? few_places_fit(index, size, look) : look();
  } else {
    Value*& known = places_fit_[{index, size}];
    if (known != nullptr) return;
    const wire::TypeT& number = make_type(TypeKind::Scalar, wire::DType::Int64, 0);
    const uint32_t one[] = {id};
    const uint32_t two[] = {id, id};
    Entity* wide = make_entity(Op::Cast, node, {index}, one, wire::DType::Int64, index);
    Entity* low = make_entity(Op::GreaterEqual, node, {wide, make_constant(b_.CreateNeg(size), number)}, two, wire::DType::Bool, index);
    Entity* high = make_entity(Op::Less, node, {wide, make_constant(size, number)}, two, wire::DType::Bool, index);
    Entity* both = make_entity(Op::LogicalAnd, node, {low, high}, two, wire::DType::Bool, index);
    wire::NodeT& owner = made_nodes_.emplace_back();
    owner.op = Op::All;
    owner.range = std::make_unique<wire::Range>(*node.range);
    owner.operands = {id};
    fits = reduce(owner, both, [](size_t) { return true; });
  }
  branch_cold(b_.CreateNot(fits), [&] {
    // The first index that does not fit, for the message: an array of it is made here alone.
    Entity* made = index;
    if (index->kind == Entity::Kind::deferred) {
      made = &entities_.emplace_back(*index);
      for (Entity* part : made->operands) ++part->uses;
      materialise_group({made}, true);
      made->owned = false;
      std::erase(scopes_[made->scope].owned, made);
    }
    call("weft_wait_all", b_.getVoidTy(), {run_});
    call("weft_place_fault", b_.getVoidTy(),
         {run_, i32(node_number(node)), descriptor(made), i32(static_cast<int64_t>(made->rank())), i32(static_cast<int64_t>(made->dtype())), size,
          i32(static_cast<int64_t>(axis))});
  });
  if (index->kind == Entity::Kind::deferred) places_fit_[{index, size}] = fits;
}

/// `v @ a[i]` as a sum, without the array of what was chosen.
bool Emitter::emit_gathered_dot(const wire::NodeT& node) {
  if (!switches_.dots) return false;
  Entity* left = operand(node, 0);
  Entity* right = operand(node, 1);
  const Element element = graph::element_of(*left->type);
  if (left->rank() != 1 || right->rank() != 1 || !(element.is_floating() || element.is_complex())) return false;
  const auto fits = [](const Entity* entity) { return entity->kind == Entity::Kind::array || is_gather(entity); };
  if (!fits(left) || !fits(right) || !(is_gather(left) || is_gather(right))) return false;
  const bool known = left->info.known && right->info.known && left->info.dims == right->info.dims;
  Value* size = left->array.shape[0];
  Value* other = right->array.shape[0];
  if (!known && size != other) {
    check(b_.CreateICmpNE(size, other), node, Fault::product_shape, size, other, [&] { return packed_shapes({left, right}); });
  }
  const auto as_sum = [&] {
    Entity* products = make_entity(Op::Mul, node, {left, right}, node.operands, left->dtype(), left);
    told_as_[products->node] = told_as(node, "matmul");
    wire::NodeT& owner = made_nodes_.emplace_back();
    owner.op = Op::Sum;
    made_for_[&owner] = &node;
    owner.range = std::make_unique<wire::Range>(*node.range);
    owner.operands = {node.operands[0]};
    owner.results = node.results;
    told_as_[&owner] = told_as(node, "matmul");
    if (silenced(node) != 0) silenced_[&owner] = silenced(node);
    return reduce(owner, products, [](size_t) { return true; });
  };
  Value* in_place = short_gathered_dot(left, right, as_sum);
  define_scalar(node, in_place != nullptr ? in_place : as_sum());
  consume_operands(node);
  return true;
}

/// What is written next must not be read through indices afterwards, where places differ.
void Emitter::settle_gathers(Entity* value, const std::vector<uint32_t>& origins) {
  if (value->kind != Entity::Kind::deferred) return;
  if ((is_gather(value) && reads(value->operands[0], origins)) || (is_joined(value) && reads(value, origins))) {
    materialise(value);
    return;
  }
  const Small<Entity*, 3> parts = value->operands;
  for (Entity* part : parts) settle_gathers(part, origins);
}

// ---- inside of a nest ------------------------------------------------------------------------------------------------------------

void NestEmitter::collect_gather(Entity* entity) {
  Entity* array = entity->operands[0];
  for (size_t index = 2; index < entity->operands.size(); ++index) collect(entity->operands[index]);
  Leaf leaf;
  leaf.buffer = array->array.buffer;
  leaf.data = array->array.data;
  leaf.dtype = array->dtype();
  leaf.mode = 8;
  leaf.strides.assign(axes_.size(), e_.i64(0));
  leaf.known.assign(axes_.size(), Stride::of(0));
  leaves_.push_back(std::move(leaf));
  gathers_[entity] = {leaves_.size() - 1, 0};
  inside_.push_back(entity);
  constexpr int64_t kFemtoseconds = 1'500'000;
  femtoseconds_ += kFemtoseconds;
}

void NestEmitter::lay_out_gathers() {
  for (const Entity* entity : inside_) {
    const auto found = gathers_.find(entity);
    if (found == gathers_.end()) continue;
    const Entity* array = entity->operands[0];
    found->second.slot = static_cast<int64_t>(slots_.size());
    for (size_t axis = 0; axis < array->rank(); ++axis) {
      add_slot(array->array.shape[axis]);
      add_slot(array->array.strides[axis]);
    }
  }
}

Value* Body::gathered(Entity* entity) {
  const Entity* array = entity->operands[0];
  const auto [leaf, first] = nest_.gathers_.at(entity);
  const wire::DType dtype = array->dtype();
  const auto number = [&](Value* known, int64_t place) -> Value* {
    return isa<ConstantInt>(known) ? known : slot(place, b_.getInt64Ty());
  };
  Value* at = bases_[leaf];
  for (size_t axis = 0; axis < array->rank(); ++axis) {
    Entity* index = entity->operands[2 + axis];
    Value* place = eval(index);
    const bool is_unsigned = graph::element_of(*index->type).is_unsigned();
    place = is_unsigned ? b_.CreateZExt(place, b_.getInt64Ty()) : b_.CreateSExt(place, b_.getInt64Ty());
    const int64_t own = first + 2 * static_cast<int64_t>(axis);
    Value* size = number(array->array.shape[axis], own);
    if (!is_unsigned) place = b_.CreateSelect(b_.CreateICmpSLT(place, b_.getInt64(0)), b_.CreateAdd(place, size), place);
    Value* stride = number(array->array.strides[axis], own + 1);
    const auto* known = dyn_cast<ConstantInt>(stride);
    if (known != nullptr && known->getSExtValue() == memory::item_size(dtype)) at = b_.CreateInBoundsGEP(e_.memory_type(dtype), at, place);
    else at = b_.CreateInBoundsGEP(b_.getInt8Ty(), at, b_.CreateMul(place, stride, "", false, true));
  }
  return load_at(at, leaf);
}

}  // namespace weft::compile::codegen
