// SPDX-License-Identifier: Apache-2.0
// The host's side of a nest: what it iterates over, what it touches, and the table that describes it to the engine.
#include "compile/nest.h"

#include <algorithm>

#include "compile/complex.h"
#include "memory/dtype.h"

namespace weft::compile::codegen {

using namespace llvm;
using wire::Op;
using wire::TypeKind;

void NestEmitter::add_axis(Value* size, const Linear& linear, bool reduced) {
  Axis axis{size, linear, std::nullopt, reduced};
  if (const auto* constant = dyn_cast<ConstantInt>(size)) axis.constant = constant->getSExtValue();
  axes_.push_back(axis);
}

size_t NestEmitter::add_leaf(const ArrayParts& parts, const ValueInfo& info, wire::DType dtype, int64_t mode, bool map_kept_axes) {
  IRBuilder<>& b = e_.b_;
  Leaf leaf;
  leaf.buffer = parts.buffer;
  leaf.data = parts.data;
  leaf.dtype = dtype;
  leaf.mode = mode;
  const size_t rank = parts.shape.size();
  size_t kept = 0;
  for (size_t k = 0; k < axes_.size(); ++k) {
    size_t own = 0;
    bool absent = false;
    if (map_kept_axes) {  // an output without the reduced axes
      absent = axes_[k].reduced;
      own = kept;
      kept += absent ? 0 : 1;
    } else {
      absent = k + rank < axes_.size();
      own = k + rank - axes_.size();
    }
    Value* stride = absent ? b.getInt64(0) : parts.strides[own];
    Stride known = absent ? Stride::of(0) : info.strides[own];
    if (!absent && !known.known) {
      if (const auto* constant = dyn_cast<ConstantInt>(stride)) known = Stride::of(constant->getSExtValue());
    }
    if (!absent && info.known && info.dims[own] != axes_[k].linear) {
      const Linear& size = info.dims[own];
      if (size.is(1)) {
        stride = b.getInt64(0);
        known = Stride::of(0);
      } else if (e_.symbols_.range(size).first < 2 && parts.shape[own] != axes_[k].size) {
        stride = b.CreateSelect(b.CreateICmpEQ(parts.shape[own], b.getInt64(1)), b.getInt64(0), stride);
        known = {};
      }
    }
    leaf.strides.push_back(stride);
    leaf.known.push_back(std::move(known));
  }
  leaves_.push_back(std::move(leaf));
  return leaves_.size() - 1;
}

void NestEmitter::collect(Entity* entity) {
  if (entity->kind == Entity::Kind::scalar) {
    if (!isa<Constant>(entity->scalar) && scalar_slots_.try_emplace(entity, -1).second) scalar_order_.push_back(entity);
    return;
  }
  if (entity->kind == Entity::Kind::array) {
    if (leaf_of_.contains(entity)) return;
    leaf_of_[entity] = add_leaf(entity->array, entity->info, entity->dtype(), 0);
    leaf_order_.push_back(entity);
    femtoseconds_ += 130'000;
    return;
  }
  if (std::ranges::find(inside_, entity) != inside_.end()) return;
  if (is_gather(entity)) return collect_gather(entity);
  if (is_joined(entity)) return collect_joined(entity);
  for (Entity* part : entity->operands) {
    // A generator's sizes are not elements.
    if (entity->node->op == Op::Full && part != entity->operands[0]) continue;
    collect(part);
  }
  if (entity->node->op == Op::Arange) {
    const bool spread = entity->info.known && entity->info.dims[0].is(1);
    ranges_[entity] = spread ? SIZE_MAX : axes_.size() - 1;
    const bool same = entity->info.known && entity->info.dims[0] == axes_.back().linear;
    if (!spread && !same && e_.symbols_.range(entity->info.dims[0]).first < 2) {
      broadcast_ranges_[entity] = -1;
    }
  }
  femtoseconds_ += operation_femtoseconds(entity->node->op);
  inside_.push_back(entity);
}

void NestEmitter::simplify(bool keep_one_kept) {
  if (!ranges_.empty() || !joined_.empty() || !e_.switches_.merge) return;  // the index itself is needed
  IRBuilder<>& b = e_.b_;
  for (size_t k = axes_.size(); k-- > 0 && axes_.size() > 1;) {
    if (axes_[k].constant != 1) continue;
    const bool is_last_of_its_kind = std::ranges::count(axes_, axes_[k].reduced, &Axis::reduced) == 1;
    if (is_last_of_its_kind && (axes_[k].reduced || keep_one_kept)) continue;
    axes_.erase(axes_.begin() + static_cast<std::ptrdiff_t>(k));
    for (Leaf& leaf : leaves_) {
      leaf.strides.erase(leaf.strides.begin() + k);
      leaf.known.erase(leaf.known.begin() + k);
    }
  }
  for (size_t k = axes_.size() - 1; k-- > 0;) {
    if (axes_[k].reduced != axes_[k + 1].reduced) continue;
    const bool merges = std::ranges::all_of(leaves_, [&](const Leaf& leaf) {
      const Linear inner = axes_[k + 1].constant ? Linear::of(*axes_[k + 1].constant) : axes_[k + 1].linear;
      return leaf.known[k].known && leaf.known[k + 1].known && leaf.known[k] == leaf.known[k + 1].times(inner);
    });
    if (!merges) continue;
    Axis merged;
    merged.reduced = axes_[k].reduced;
    if (axes_[k].constant && axes_[k + 1].constant) {
      merged.constant = *axes_[k].constant * *axes_[k + 1].constant;
      merged.linear = Linear::of(*merged.constant);
      merged.size = b.getInt64(static_cast<uint64_t>(*merged.constant));
    } else {
      merged.size = b.CreateMul(axes_[k].size, axes_[k + 1].size, "", true, true);
      merged.linear = e_.symbols_.apply("product", {axes_[k].linear, axes_[k + 1].linear}, 0, Symbols::kUnbounded);
    }
    axes_[k] = merged;
    axes_.erase(axes_.begin() + static_cast<std::ptrdiff_t>(k) + 1);
    for (Leaf& leaf : leaves_) {
      leaf.strides[k] = leaf.strides[k + 1];
      leaf.known[k] = leaf.known[k + 1];
      leaf.strides.erase(leaf.strides.begin() + k + 1);
      leaf.known.erase(leaf.known.begin() + k + 1);
    }
  }
}

/// The first axis that is worth dividing.
void NestEmitter::choose_axis() {
  axis_ = 0;
  while (axis_ + 1 < axes_.size() && axes_[axis_].small()) ++axis_;
  if (axes_[axis_].small()) axis_ = 0;
  constexpr int64_t kBlock = 64;  // elements: whole cache lines and whole vectors of any element type
  if (axis_ + 1 == axes_.size()) block_ = kBlock;
}

bool NestEmitter::may_read_once(const Leaf& leaf, const Leaf& target) const {
  const auto is_whole = [](const Entity* entity) { return entity->dtype() < wire::DType::Float32; };  // numbers that nobody looks at once more
  return e_.switches_.moved && axes_.size() == 2 && !axes_[0].small() && leaf.known[1].is(0) && target.known[1].is(memory::item_size(target.dtype)) &&
         leaf.dtype == target.dtype && std::ranges::all_of(inside_, is_whole);
}

void NestEmitter::separate(size_t target, const std::vector<uint32_t>& origins) {
  IRBuilder<>& b = e_.b_;
  bool exclusive = true;
  for (const Entity* entity : leaf_order_) {
    const size_t index = leaf_of_.at(entity);
    if (index == target) continue;
    Leaf& leaf = leaves_[index];
    const auto& others = entity->info.origins;
    const bool apart = std::ranges::none_of(others, [&](uint32_t id) { return std::ranges::binary_search(origins, id); });
    if (apart) continue;
    exclusive = false;
    if (here_ == nullptr && e_.in_short_loop()) here_ = runs_here();
    Value* part = here_ == nullptr ? e_.i32(-1) : b.CreateSelect(here_, e_.i32(static_cast<int64_t>(owned_copies_.size())), e_.i32(-1));
    BasicBlock* before = b.GetInsertBlock();
    BasicBlock* look = BasicBlock::Create(e_.context_, "overlap", e_.host_);
    BasicBlock* done = BasicBlock::Create(e_.context_, "separate", e_.host_);
    AllocaInst* copied = e_.temporary(b.getPtrTy(), "copied");
    b.CreateStore(ConstantPointerNull::get(b.getPtrTy()), copied);
    b.CreateCondBr(b.CreateICmpEQ(leaf.buffer, leaves_[target].buffer), look, done);
    b.SetInsertPoint(look);
    const auto describe = [&](const Leaf& of) {
      wire::TypeT type;
      type.dims.resize(axes_.size());
      Entity view;
      view.type = &type;
      view.array.buffer = of.buffer;
      view.array.data = of.data;
      view.array.strides = of.strides;
      for (const Axis& axis : axes_) view.array.shape.push_back(axis.size);
      return e_.descriptor(&view);
    };
    Value* own = describe(leaf);
    Value* other = describe(leaves_[target]);
    const auto rank = static_cast<int64_t>(axes_.size());
    leaf.once = may_read_once(leaf, leaves_[target]);
    e_.check_service(e_.call("weft_separate", b.getInt32Ty(),
                             {e_.run_, e_.i32(e_.node_number(owner_)), e_.i32(e_.copy_site(owner_)), own, other, e_.i32(rank),
                              e_.i32(static_cast<int64_t>(leaf.dtype)), e_.i32(leaf.once ? 1 : 0), part, copied}));
    ArrayParts moved = e_.parts_from(own, axes_.size(), {});
    b.CreateBr(done);
    BasicBlock* from = b.GetInsertBlock();
    b.SetInsertPoint(done);
    const auto either = [&](Value* kept, Value* changed) -> Value* {
      PHINode* phi = b.CreatePHI(kept->getType(), 2);
      phi->addIncoming(kept, before);
      phi->addIncoming(changed, from);
      return phi;
    };
    leaf.buffer = either(leaf.buffer, moved.buffer);
    leaf.data = either(leaf.data, moved.data);
    for (size_t k = 0; k < axes_.size(); ++k) {
      // The copy is contiguous and keeps zero strides; other strides are its own.
      const bool unit = k + 1 == axes_.size() && leaf.known[k].is(memory::item_size(leaf.dtype));
      if (leaf.known[k].is(0) || unit) continue;
      leaf.strides[k] = either(leaf.strides[k], moved.strides[k]);
      leaf.known[k] = {};
    }
    owned_copies_.push_back(copied);
  }
  leaves_[target].exclusive = exclusive;
}

int64_t NestEmitter::add_slot(Value* value) {
  IRBuilder<>& b = e_.b_;
  Type* type = value->getType();
  if (is_pair(type)) {
    const int64_t first = add_slot(pair_part(b, value, 0));
    add_slot(pair_part(b, value, 1));
    return first;
  }
  if (type->isDoubleTy()) value = b.CreateBitCast(value, b.getInt64Ty());
  else if (type->isFloatTy()) value = b.CreateZExt(b.CreateBitCast(value, b.getInt32Ty()), b.getInt64Ty());
  else if (type->isIntegerTy(1)) value = b.CreateZExt(value, b.getInt64Ty());
  else if (type->isIntegerTy()) value = b.CreateSExt(value, b.getInt64Ty());
  else value = b.CreatePtrToInt(value, b.getInt64Ty());
  slots_.push_back(value);
  return static_cast<int64_t>(slots_.size()) - 1;
}

/// Lays out the slots; to be called once before the body is emitted.
void NestEmitter::lay_out() {
  plan_warnings();
  for (const Axis& axis : axes_) add_slot(axis.size);
  for (Leaf& leaf : leaves_) {
    leaf.slot = add_slot(leaf.buffer);
    add_slot(leaf.data);
    for (Value* stride : leaf.strides) add_slot(stride);
  }
  for (const Entity* entity : inside_) {
    const auto range = broadcast_ranges_.find(entity);
    if (range != broadcast_ranges_.end()) range->second = add_slot(e_.b_.CreateICmpEQ(entity->array.shape[0], e_.i64(1)));
  }
  lay_out_gathers();
  lay_out_joined();
  for (const Entity* entity : scalar_order_) scalar_slots_[entity] = add_slot(entity->scalar);
  if (looked_at_ != 0) run_slot_ = add_slot(e_.run_);
}

/// On floating-point numbers, of one element.
int64_t NestEmitter::operations() const {
  int64_t count = 0;
  for (const Entity* entity : inside_) {
    if (!is_elementwise(entity->node->op)) continue;
    count += floating_operations(entity->node->op, graph::element_of(*entity->function->values[entity->node->operands[0]]));
  }
  if (owner_.op == Op::Sum) count += floating_operations(Op::Add, graph::element_of(*e_.operand(owner_, 0)->type));
  if (owner_.op == Op::Prod) count += floating_operations(Op::Mul, graph::element_of(*e_.operand(owner_, 0)->type));
  return count;
}

Value* NestEmitter::elements() {
  Value* elements = e_.i64(1);
  for (const Axis& axis : axes_) elements = e_.b_.CreateMul(elements, axis.size);
  return elements;
}

Value* NestEmitter::has_elements() { return e_.b_.CreateICmpSGT(elements(), e_.i64(0)); }

/// Whether there are few enough elements to run in place.
Value* NestEmitter::runs_here() { return e_.is_short(elements(), femtoseconds_); }

void NestEmitter::submit(Function* body, uint32_t site, int64_t rows_slot, Value* here) {
  IRBuilder<>& b = e_.b_;
  const auto number = [&](int64_t value) -> Constant* { return b.getInt64(static_cast<uint64_t>(value)); };
  std::vector<Constant*> table = {number(site),      number(static_cast<int64_t>(axes_.size())), number(static_cast<int64_t>(axis_)),
                                  number(block_),    number(rows_slot), number(femtoseconds_), number(operations()),
                                  number(static_cast<int64_t>(slots_.size())), number(static_cast<int64_t>(leaves_.size()))};
  for (size_t flag = 0; flag < 3; ++flag) table.push_back(number(flag_warnings_.empty() ? -1 : flag_warnings_[flag]));
  for (const Leaf& leaf : leaves_) {
    table.push_back(number(leaf.slot));
    table.push_back(number(memory::item_size(leaf.dtype)));
    table.push_back(number(leaf.mode));
  }
  auto* type = ArrayType::get(b.getInt64Ty(), table.size());
  auto* constant = new GlobalVariable(e_.module_, type, true, GlobalValue::PrivateLinkage, ConstantArray::get(type, table), "nest");
  AllocaInst* slots = e_.temporary(ArrayType::get(b.getInt64Ty(), slots_.size()), "slots");
  for (size_t index = 0; index < slots_.size(); ++index) {
    e_.context_access(b.CreateStore(slots_[index], b.CreateConstInBoundsGEP1_64(b.getInt64Ty(), slots, index)));
  }
  if (here == nullptr) here = here_;
  if (here == nullptr && e_.in_short_loop()) here = e_.beside_ && rows_slot < 0 ? has_elements() : runs_here();
  BasicBlock* done = nullptr;
  if (here != nullptr) {
    BasicBlock* in_place = BasicBlock::Create(e_.context_, "here", e_.host_);
    BasicBlock* as_task = BasicBlock::Create(e_.context_, "task", e_.host_);
    done = BasicBlock::Create(e_.context_, "ran", e_.host_);
    b.CreateCondBr(here, in_place, as_task);
    b.SetInsertPoint(in_place);
    run_here(body, slots, constant, rows_slot >= 0);
    b.CreateBr(done);
    b.SetInsertPoint(as_task);
  }
  e_.call("weft_submit", b.getInt32Ty(), {e_.run_, body, slots, constant});
  if (done != nullptr) {
    b.CreateBr(done);
    b.SetInsertPoint(done);
  }
  for (Value* copied : owned_copies_) e_.call("weft_release", b.getVoidTy(), {e_.run_, b.CreateLoad(b.getPtrTy(), copied)});
}

}  // namespace weft::compile::codegen
