// SPDX-License-Identifier: Apache-2.0
// Arrays joined of parts, as `np.roll` and `np.concatenate` give them, inside of elementwise nests: read where their parts lie. Along the
// innermost axis the loop runs in sections within which no part ends; along any other the part is found for each row.
#include <algorithm>

#include "compile/nest.h"
#include "memory/dtype.h"

namespace weft::compile::codegen {

using namespace llvm;
using wire::Op;

namespace {

constexpr size_t kMostParts = 4;
constexpr size_t kMostCuts = 6;  // of the innermost axis, in one nest

}  // namespace

bool is_joined(const Entity* entity) { return entity->kind == Entity::Kind::deferred && entity->node->op == Op::Concatenate; }

/// Calls the library for `parts` joined along an axis.
AllocaInst* Emitter::call_join(const wire::NodeT& node, ArrayRef<Entity*> parts, wire::DType dtype) {
  AllocaInst* out = temporary(ArrayType::get(b_.getInt8Ty(), sizeof(memory::ArrayView)), "result");
  out->setAlignment(Align(8));
  AllocaInst* list = temporary(ArrayType::get(b_.getInt8Ty(), sizeof(memory::ArrayView) * parts.size()), "arrays");
  list->setAlignment(Align(8));
  for (size_t index = 0; index < parts.size(); ++index) {
    Value* place = b_.CreateConstInBoundsGEP1_64(b_.getInt8Ty(), list, sizeof(memory::ArrayView) * index);
    b_.CreateMemCpy(place, Align(8), descriptor(parts[index]), Align(8), sizeof(memory::ArrayView));
  }
  check_service(call("weft_concatenate", b_.getInt32Ty(),
                     {run_, i32(node_number(node)), i32(make_site("concatenate", node, {}, "library")), list, i32(static_cast<int64_t>(parts.size())),
                      i32(static_cast<int64_t>(parts[0]->rank())), i32(static_cast<int64_t>(dtype)), i32(node.axes[0]), out}));
  return out;
}

/// Defers the node; false when it is to be called.
bool Emitter::emit_joined(const wire::NodeT& node) {
  const ValueInfo& info = act().frame->values[node.results[0]];
  const wire::TypeT& type = *act().frame->function->values[node.results[0]];
  if (!switches_.joins || !info.known || node.operands.size() < 2 || node.operands.size() > kMostParts) return false;
  const auto axis = static_cast<size_t>(node.axes[0]);
  Linear total = Linear::of(0);
  Small<Value*> shape;
  for (size_t index = 0; index < node.operands.size(); ++index) {
    const Entity* part = operand(node, index);
    if (!part->info.known || part->dtype() != type.dtype || part->rank() != type.dims.size()) return false;
    for (size_t other = 0; other < part->rank(); ++other) if (other != axis && part->info.dims[other] != info.dims[other]) return false;
    total = total + part->info.dims[axis];
  }
  const auto short_row = info.dims.back().value();
  if (!is_small(total) || total != info.dims[axis] || (short_row && *short_row <= Facts::kSmallSize)) return false;
  for (size_t index = 0; index < node.operands.size(); ++index) ready(operand(node, index));
  shape = operand(node, 0)->array.shape;
  for (size_t index = 1; index < node.operands.size(); ++index) {
    shape[axis] = b_.CreateAdd(shape[axis], operand(node, index)->array.shape[axis], "", true, true);
  }
  defer(node, std::move(shape));
  act().values[node.results[0]]->weight = static_cast<uint32_t>(node.operands.size());
  return true;
}

void Emitter::materialise_joined(Entity* entity) {
  AllocaInst* out = call_join(*entity->node, entity->operands, entity->dtype());
  ArrayParts parts = parts_from(out, entity->rank(), entity->info);
  entity->kind = Entity::Kind::array;
  for (size_t axis = 0; axis < entity->rank(); ++axis) {
    parts.shape[axis] = entity->array.shape[axis];
    parts.strides[axis] = stride_value(entity->info.strides[axis], parts.strides[axis]);
  }
  entity->array = std::move(parts);
  entity->owned = entity->fresh = true;
  scopes_[entity->scope].owned.push_back(entity);
  const Small<Entity*, 3> operands = std::move(entity->operands);
  entity->operands.clear();
  for (Entity* operand : operands) consume(operand);
}

/// Stores what is joined and cannot be read inside of a nest over `dims`; all of it where they are none.
void Emitter::settle_joined(Entity* value, ArrayRef<Linear> dims) {
  size_t cuts = 0;
  std::set<const Entity*> seen;
  const std::function<void(Entity*)> look = [&](Entity* entity) {
    if (entity->kind != Entity::Kind::deferred || !seen.insert(entity).second) return;
    if (!is_joined(entity)) {
      const Small<Entity*, 3> operands = entity->operands;
      for (Entity* operand : operands) look(operand);
      return;
    }
    bool fits = entity->rank() <= dims.size();
    for (size_t axis = 0; axis < entity->rank() && fits; ++axis) {
      fits = entity->info.dims[axis] == dims[dims.size() - entity->rank() + axis];
    }
    const bool is_inner = static_cast<size_t>(entity->node->axes[0]) + 1 == entity->rank();
    if (fits && is_inner) cuts += entity->operands.size() - 1;
    if (!fits || cuts > kMostCuts) materialise(entity);
  };
  look(value);
}

// ---- inside of a nest ------------------------------------------------------------------------------------------------------------

void NestEmitter::collect_joined(Entity* entity) {
  Joined joined;
  joined.axis = axes_.size() - entity->rank() + static_cast<size_t>(entity->node->axes[0]);
  Linear start = Linear::of(0);
  Value* place = e_.i64(0);
  for (Entity* part : entity->operands) {
    Leaf leaf;
    leaf.buffer = part->array.buffer;
    leaf.data = part->array.data;
    leaf.dtype = part->dtype();
    leaf.mode = 8;
    leaf.strides.assign(axes_.size(), e_.i64(0));
    leaf.known.assign(axes_.size(), Stride::of(0));
    leaves_.push_back(std::move(leaf));
    joined.leaves.push_back(leaves_.size() - 1);
    joined.starts.push_back(place);
    const size_t own = static_cast<size_t>(entity->node->axes[0]);
    if (joined.axis + 1 == axes_.size() && start != Linear::of(0) && std::ranges::find(cut_sizes_, start) == cut_sizes_.end()) {
      cut_sizes_.push_back(start);
      cuts_.push_back(place);
    }
    start = start + part->info.dims[own];
    place = e_.b_.CreateAdd(place, part->array.shape[own], "", true, true);
  }
  joined_[entity] = std::move(joined);
  inside_.push_back(entity);
  femtoseconds_ += 130'000;
}

/// Slots of where the innermost axis is cut, in order, and of where the parts lie.
void NestEmitter::lay_out_joined() {
  if (joined_.empty()) return;
  IRBuilder<>& b = e_.b_;
  for (size_t end = cuts_.size(); end > 1; --end) {
    for (size_t k = 0; k + 1 < end; ++k) {
      Value* low = b.CreateBinaryIntrinsic(Intrinsic::smin, cuts_[k], cuts_[k + 1]);
      cuts_[k + 1] = b.CreateBinaryIntrinsic(Intrinsic::smax, cuts_[k], cuts_[k + 1]);
      cuts_[k] = low;
    }
  }
  cuts_slot_ = static_cast<int64_t>(slots_.size());
  add_slot(e_.i64(0));
  for (Value* cut : cuts_) add_slot(cut);
  add_slot(axes_.back().size);
  for (const Entity* entity : inside_) {
    const auto found = joined_.find(entity);
    if (found == joined_.end()) continue;
    found->second.slot = static_cast<int64_t>(slots_.size());
    for (size_t part = 0; part < entity->operands.size(); ++part) {
      add_slot(found->second.starts[part]);
      for (Value* stride : entity->operands[part]->array.strides) add_slot(stride);
    }
  }
}

/// The part of each joined array that lies at the indices of the axes around the innermost one and at `low` of that.
void Body::place_joined(Value* low) {
  const size_t last = nest_.axes_.size() - 1;
  for (const Entity* entity : nest_.inside_) {
    const auto found = nest_.joined_.find(entity);
    if (found == nest_.joined_.end()) continue;
    const NestEmitter::Joined& joined = found->second;
    const size_t rank = entity->rank();
    const int64_t item = memory::item_size(entity->dtype());
    Placed placed;
    for (size_t part = 0; part < joined.leaves.size(); ++part) {
      const int64_t first = joined.slot + static_cast<int64_t>(part * (rank + 1));
      Value* start = slot(first, b_.getInt64Ty());
      Value* at = slot(nest_.leaves_[joined.leaves[part]].slot + 1, b_.getPtrTy());
      Value* inner = nullptr;
      for (size_t own = 0; own < rank; ++own) {
        const size_t axis = last + 1 - rank + own;
        const Stride& known = entity->operands[part]->info.strides[own];
        Value* stride = known.known && known.sizes.empty() ? b_.getInt64(static_cast<uint64_t>(known.factor)) : slot(first + 1 + static_cast<int64_t>(own), b_.getInt64Ty());
        if (axis == last) inner = stride;
        Value* index = axis == last ? b_.getInt64(0) : indices_[axis];
        if (axis == joined.axis) index = b_.CreateSub(index, start, "", false, true);
        at = b_.CreateGEP(b_.getInt8Ty(), at, b_.CreateMul(index, stride, "", false, true));
      }
      if (placed.base == nullptr) {
        placed = {at, inner};
        continue;
      }
      Value* here = b_.CreateICmpSGE(joined.axis == last ? low : indices_[joined.axis], start);
      placed.base = b_.CreateSelect(here, at, placed.base);
      placed.stride = placed.stride == inner ? inner : b_.CreateSelect(here, inner, placed.stride);
    }
    const auto* unit = dyn_cast<ConstantInt>(placed.stride);
    if (unit != nullptr && unit->getSExtValue() == item) placed.stride = nullptr;
    placed_[entity] = placed;
  }
}

Value* Body::joined(Entity* entity) {
  const Placed& placed = placed_.at(entity);
  const size_t leaf = nest_.joined_.at(entity).leaves[0];
  Value* at = placed.stride == nullptr ? b_.CreateGEP(e_.memory_type(entity->dtype()), placed.base, inner_index_)
                                       : b_.CreateGEP(b_.getInt8Ty(), placed.base, b_.CreateMul(inner_index_, placed.stride, "", false, true));
  return load_at(at, leaf);
}

/// Runs `inner` for the sections of [low, high) of the innermost axis that are not empty.
void Body::in_sections(Value* low, Value* high, const std::function<void(Value*, Value*)>& inner) {
  if (nest_.joined_.empty()) return inner(low, high);
  if (nest_.cuts_.empty()) {
    place_joined(low);
    return inner(low, high);
  }
  Type* i64 = b_.getInt64Ty();
  Value* cuts = b_.CreateConstInBoundsGEP1_64(i64, function_->getArg(0), static_cast<uint64_t>(nest_.cuts_slot_));
  loop(b_.getInt64(0), b_.getInt64(nest_.cuts_.size() + 1), false, [&](Value* section) {
    const auto cut = [&](Value* number) {
      LoadInst* load = b_.CreateLoad(i64, b_.CreateInBoundsGEP(i64, cuts, number));
      e_.context_access(load);
      return load;
    };
    Value* from = b_.CreateBinaryIntrinsic(Intrinsic::smax, low, cut(section));
    Value* to = b_.CreateBinaryIntrinsic(Intrinsic::smin, high, cut(b_.CreateAdd(section, b_.getInt64(1))));
    BasicBlock* some = BasicBlock::Create(e_.context_, "section", function_);
    BasicBlock* done = BasicBlock::Create(e_.context_, "cut", function_);
    b_.CreateCondBr(b_.CreateICmpSLT(from, to), some, done);
    b_.SetInsertPoint(some);
    forget();
    place_joined(from);
    inner(from, to);
    b_.CreateBr(done);
    b_.SetInsertPoint(done);
    forget();
  });
}

}  // namespace weft::compile::codegen
