// SPDX-License-Identifier: Apache-2.0
// What the iterations of a tile read, compute and write. Values that are the same in all lanes stay scalars until a vector needs them.
#include <algorithm>

#include "compile/loops/leaf_body.h"
#include "memory/dtype.h"

namespace weft::compile::loops {

using namespace llvm;
using codegen::element_operation;
using wire::Op;
using wire::TypeKind;

AllocaInst* LeafBody::local(Type* type, const char* name) { return IRBuilder<>(entry_, entry_->begin()).CreateAlloca(type, nullptr, name); }

Type* LeafBody::vector(Type* type) const { return FixedVectorType::get(type, widest_); }

Value* LeafBody::slot(size_t place, Type* type) {
  Value*& value = slots_[{place, type}];
  if (value != nullptr) return value;
  IRBuilder<> b(entry_->getTerminator());
  const bool narrow = type->isFloatTy() || (type->isIntegerTy() && !type->isIntegerTy(64));
  Type* bits = type->isFloatTy() ? b.getInt32Ty() : type;
  LoadInst* load = b.CreateLoad(narrow ? b.getInt64Ty() : type, b.CreateConstInBoundsGEP1_64(b.getInt64Ty(), function_->getArg(0), place));
  e_.context_access(load);
  value = load;
  if (narrow) value = b.CreateTrunc(load, bits);
  if (type->isFloatTy()) value = b.CreateBitCast(value, type);
  return value;
}

Value* LeafBody::counter(uint32_t variable, const Instance& instance) {
  if (nest_.variables[variable].kind == Variable::Kind::counter) {
    if (const auto found = instance.counters.find(variable); found != instance.counters.end()) return found->second;
    if (const auto found = counters_.find(variable); found != counters_.end()) {
      const bool is_behind = instance.behind != 0 && variable == leaf_.inner[0]->counter;
      return is_behind ? b_.CreateSub(found->second, b_.getInt64(static_cast<uint64_t>(instance.behind)), "", false, true) : found->second;
    }
  }
  return slot(layout_.variables.at(variable), b_.getInt64Ty());
}

Value* LeafBody::number(const Linear& a, const Instance& instance) {
  Value* sum = nullptr;
  for (const auto& [id, factor] : a.terms) {
    Value* term = counter(id, instance);
    if (factor != 1) term = b_.CreateMul(term, b_.getInt64(static_cast<uint64_t>(factor)), "", false, true);
    sum = sum == nullptr ? term : b_.CreateAdd(sum, term, "", false, true);
  }
  Value* constant = b_.getInt64(static_cast<uint64_t>(a.constant));
  if (sum == nullptr) return constant;
  return a.constant == 0 ? sum : b_.CreateAdd(sum, constant, "", false, true);
}

/// A whole number as it is computed with: a vector when it differs from lane to lane.
Value* LeafBody::lane_numbers(const Linear& a, const Instance& instance) {
  Value* first = number(a, instance);
  const int64_t factor = leaf_.lanes == nullptr || width_ == 1 ? 0 : factor_of(a, leaf_.lanes->counter);
  if (factor == 0) return first;
  auto* type = cast<VectorType>(vector(b_.getInt64Ty()));
  Value* steps = b_.CreateMul(b_.CreateStepVector(type), b_.CreateVectorSplat(width_, b_.getInt64(static_cast<uint64_t>(factor))));
  if (mask_ != nullptr && has_flags()) steps = b_.CreateSelect(mask_, steps, Constant::getNullValue(type));
  return b_.CreateAdd(b_.CreateVectorSplat(width_, first), steps);
}

Value* LeafBody::widen(Value* value) {
  return width_ == 1 || value->getType()->isVectorTy() ? value : b_.CreateVectorSplat(width_, value);
}

void LeafBody::tag(Instruction* access, uint32_t array) {
  e_.array_access(access, nest_.arrays[array].type->dtype);
  SmallVector<Metadata*, 8> others;
  for (uint32_t other = 0; other < scopes_.size(); ++other) {
    if (other != array && (nest_.arrays[array].written || nest_.arrays[other].written)) others.push_back(scopes_[other]);
  }
  if (!others.empty()) access->setMetadata(LLVMContext::MD_noalias, MDNode::get(e_.context_, others));
  access->setMetadata(LLVMContext::MD_alias_scope, MDNode::get(e_.context_, {scopes_[array]}));
  if (group_ != nullptr) access->setMetadata(LLVMContext::MD_access_group, group_);
}

/// Of the first lane.
Value* LeafBody::address(const Access& access, const Instance& instance) {
  const size_t base = layout_.arrays[access.array];
  Value* pointer = slot(base, b_.getPtrTy());
  const wire::DType dtype = nest_.arrays[access.array].type->dtype;
  for (size_t axis = 0; axis < access.index.size(); ++axis) {
    Value* place = number(access.index[axis], instance);
    const auto& known = layout_.strides[access.array][axis];
    if (known && *known == memory::item_size(dtype)) {
      pointer = b_.CreateInBoundsGEP(e_.memory_type(dtype), pointer, place);
    } else {
      Value* stride = known ? b_.getInt64(static_cast<uint64_t>(*known)) : slot(base + 1 + axis, b_.getInt64Ty());
      pointer = b_.CreateInBoundsGEP(b_.getInt8Ty(), pointer, b_.CreateMul(place, stride, "", false, true));
    }
  }
  return pointer;
}

/// Bytes from lane to lane.
Value* LeafBody::lane_stride(const Access& access) {
  const size_t base = layout_.arrays[access.array];
  Value* sum = b_.getInt64(0);
  for (size_t axis = 0; axis < access.index.size(); ++axis) {
    const int64_t factor = factor_of(access.index[axis], leaf_.lanes->counter);
    if (factor == 0) continue;
    const auto& known = layout_.strides[access.array][axis];
    Value* stride = known ? b_.getInt64(static_cast<uint64_t>(*known)) : slot(base + 1 + axis, b_.getInt64Ty());
    sum = b_.CreateAdd(sum, b_.CreateMul(stride, b_.getInt64(static_cast<uint64_t>(factor)), "", false, true), "", false, true);
  }
  return sum;
}

Value* LeafBody::lane_addresses(const Access& access, const Instance& instance) {
  auto* type = cast<VectorType>(vector(b_.getInt64Ty()));
  Value* steps = b_.CreateMul(b_.CreateStepVector(type), b_.CreateVectorSplat(width_, lane_stride(access)));
  return b_.CreateGEP(b_.getInt8Ty(), address(access, instance), steps);
}

Value* LeafBody::read_vector(Value* pointer, const Access& access) {
  const wire::DType dtype = nest_.arrays[access.array].type->dtype;
  const Align align(static_cast<uint64_t>(memory::item_size(dtype)));
  Type* type = vector(e_.memory_type(dtype));
  Instruction* load = mask_ == nullptr ? static_cast<Instruction*>(b_.CreateAlignedLoad(type, pointer, align))
                                       : b_.CreateMaskedLoad(type, pointer, align, mask_, padding(pointer, type));
  tag(load, access.array);
  return load;
}

/// The rows of a square of elements, each row `lanes` apart, as vectors of columns.
std::vector<Value*> LeafBody::transpose(const Access& access, size_t instance) {
  const bool by_row = leaf_.rows != nullptr && std::ranges::any_of(access.index, [&](const Linear& index) { return factor_of(index, leaf_.rows->counter) != 0; });
  const size_t vectors = instances_.size() / rows_;
  const Key key{access.array, access.index, by_row ? instance : instance % vectors};
  if (const auto found = blocks_.find(key); found != blocks_.end()) return found->second;
  Value* stride = lane_stride(access);
  Value* first = address(access, instances_[instance]);
  std::vector<Value*> block;
  for (unsigned lane = 0; lane < width_; ++lane) {
    block.push_back(read_vector(b_.CreateInBoundsGEP(b_.getInt8Ty(), first, b_.CreateMul(stride, b_.getInt64(lane), "", false, true)), access));
  }
  // log2(width) rounds: in each, pairs of vectors exchange halves of 1, 2, 4 … elements.
  for (unsigned half = 1; half < width_; half *= 2) {
    std::vector<Value*> next(width_);
    std::vector<int> low(width_);
    std::vector<int> high(width_);
    for (unsigned k = 0; k < width_; ++k) {
      const bool upper = (k & half) != 0;
      low[k] = static_cast<int>(upper ? width_ + k - half : k);
      high[k] = static_cast<int>(upper ? width_ + k : k + half);
    }
    for (unsigned k = 0; k < width_; ++k) {
      if ((k & half) != 0) continue;
      next[k] = b_.CreateShuffleVector(block[k], block[k + half], low);
      next[k + half] = b_.CreateShuffleVector(block[k], block[k + half], high);
    }
    block = std::move(next);
  }
  return blocks_[key] = block;
}

Value* LeafBody::read(const Access& access, size_t instance) {
  const wire::DType dtype = nest_.arrays[access.array].type->dtype;
  if (const Cell* cell = cell_of(access)) return b_.CreateLoad(cell->places[instance]->getAllocatedType(), cell->places[instance]);
  if (const Kept* kept = kept_of(access)) {
    AllocaInst* place = kept->reads[static_cast<size_t>(std::ranges::find(kept->of.reads, access.index) - kept->of.reads.begin())][instance];
    Value* value = b_.CreateLoad(place->getAllocatedType(), place);
    late_.insert(value);
    return value;
  }
  for (const Kept& kept : kept_) {
    const int64_t steps = instance == 0 ? 0 : behind_row_before(kept.of, access);
    if (steps == 0 || steps > static_cast<int64_t>(kept.reads.size())) continue;
    AllocaInst* place = kept.reads[static_cast<size_t>(steps) - 1][instance - 1];
    return b_.CreateLoad(place->getAllocatedType(), place);
  }
  const Lanes kind = width_ == 1 ? Lanes::uniform : lanes_of(access, *leaf_.lanes);
  Value* value = nullptr;
  if (kind == Lanes::uniform) {
    LoadInst* load = b_.CreateLoad(e_.memory_type(dtype), address(access, instances_[instance]));
    tag(load, access.array);
    value = load;
  } else if (kind == Lanes::unit) {
    value = read_vector(address(access, instances_[instance]), access);
  } else {
    if (!blocks_.empty()) {
      const size_t vectors = instances_.size() / rows_;
      for (const size_t place : {instance, instance % vectors}) {
        const auto found = blocks_.find(Key{access.array, access.index, place});
        if (found != blocks_.end()) value = found->second[in_block_];
      }
    }
    if (value == nullptr) {
      Type* type = vector(e_.memory_type(dtype));
      Value* mask = mask_ != nullptr ? mask_ : ConstantInt::getTrue(vector(b_.getInt1Ty()));
      CallInst* load = b_.CreateMaskedGather(type, lane_addresses(access, instances_[instance]), Align(static_cast<uint64_t>(memory::item_size(dtype))),
                                             mask, padding(address(access, instances_[instance]), type));
      tag(load, access.array);
      value = load;
    }
  }
  return dtype == wire::DType::Bool ? b_.CreateICmpNE(value, Constant::getNullValue(value->getType())) : value;
}

void LeafBody::write(const Access& access, Value* value, size_t instance) {
  const wire::DType dtype = nest_.arrays[access.array].type->dtype;
  if (const Cell* cell = cell_of(access)) {
    b_.CreateStore(widen(value), cell->places[instance]);
    return;
  }
  if (const Kept* kept = kept_of(access)) b_.CreateStore(widen(value), kept->written[instance]);
  if (dtype == wire::DType::Bool) value = b_.CreateZExt(value, value->getType()->isVectorTy() ? vector(b_.getInt8Ty()) : b_.getInt8Ty());
  const Align align(static_cast<uint64_t>(memory::item_size(dtype)));
  if (width_ == 1) {
    tag(b_.CreateStore(value, address(access, instances_[instance])), access.array);
    return;
  }
  value = widen(value);
  if (lanes_of(access, *leaf_.lanes) == Lanes::unit) {
    Value* pointer = address(access, instances_[instance]);
    tag(mask_ == nullptr ? static_cast<Instruction*>(b_.CreateAlignedStore(value, pointer, align)) : b_.CreateMaskedStore(value, pointer, align, mask_),
        access.array);
    return;
  }
  Value* mask = mask_ != nullptr ? mask_ : ConstantInt::getTrue(vector(b_.getInt1Ty()));
  tag(b_.CreateMaskedScatter(value, lane_addresses(access, instances_[instance]), align, mask), access.array);
}

Value* LeafBody::value(uint32_t id, size_t instance) {
  const Instance& of = instances_[instance];
  if (const auto found = nest_.numbers.find(id); found != nest_.numbers.end()) return lane_numbers(found->second, of);
  if (const auto found = of.values.find(id); found != of.values.end()) return found->second;
  return slot(layout_.values.at(id), e_.scalar_type(*nest_.function->values[id]));
}

Value* LeafBody::choose(Intrinsic::ID id, Value* a, Value* b) {
  if (late_.contains(b)) std::swap(a, b);
  // min(min(late, early), b) is min(late, min(early, b)).
  if (const auto inner = choices_.find(a); inner != choices_.end() && inner->second.id == id && !late_.contains(b)) {
    const Choice choice{id, inner->second.late, b_.CreateBinaryIntrinsic(id, inner->second.early, b)};
    Value* result = b_.CreateBinaryIntrinsic(id, choice.late, choice.early);
    choices_[result] = choice;
    return result;
  }
  Value* result = b_.CreateBinaryIntrinsic(id, a, b);
  if (late_.contains(a) && !late_.contains(b)) choices_[result] = {id, a, b};
  return result;
}

Value* LeafBody::least_or_greatest(const wire::NodeT& node, ArrayRef<Value*> operands) {
  const auto type = [&](uint32_t id) { return graph::element_of(*nest_.function->values[id]); };
  const bool is_unsigned = type(node.results[0]).is_unsigned();
  const Intrinsic::ID least = is_unsigned ? Intrinsic::umin : Intrinsic::smin;
  const Intrinsic::ID greatest = is_unsigned ? Intrinsic::umax : Intrinsic::smax;
  if (node.op == Op::Minimum || node.op == Op::Maximum) return choose(node.op == Op::Minimum ? least : greatest, operands[0], operands[1]);
  if (node.op != Op::Where) return nullptr;
  const auto found = compared_.find(node.operands[0]);
  if (found == compared_.end()) return nullptr;
  const wire::NodeT& test = *found->second;
  const bool same = test.operands[0] == node.operands[1] && test.operands[1] == node.operands[2];
  const bool turned = test.operands[0] == node.operands[2] && test.operands[1] == node.operands[1];
  const bool less = test.op == Op::Less || test.op == Op::LessEqual;
  if ((!same && !turned) || type(test.operands[0]).is_unsigned() != is_unsigned) return nullptr;
  return choose(less == same ? least : greatest, operands[1], operands[2]);
}

void LeafBody::run_node(const wire::NodeT& node, size_t instance) {
  Instance& of = instances_[instance];
  const auto type = [&](uint32_t id) -> const wire::TypeT& { return *nest_.function->values[id]; };
  switch (node.op) {
    case Op::Load: of.values[node.results[0]] = read(nest_.accesses.at(&node), instance); return;
    case Op::Store: write(nest_.accesses.at(&node), value(node.operands.back(), instance), instance); return;
    case Op::Set: {
      Value* result = value(node.operands[0], instance);
      AllocaInst*& place = of.variables[node.variable];
      if (place == nullptr) {
        place = local(typed(result->getType()->getScalarType()), "variable");
        if (nest_.has_branches) IRBuilder<>(entry_->getTerminator()).CreateStore(Constant::getNullValue(place->getAllocatedType()), place);
      }
      result = widen(result);
      // What nobody reads after a `while` may become anything in the lanes that are done with it.
      const bool keeps = of.mask != nullptr && !(of.mask == of.turning && std::ranges::find(turns_.own, node.variable) != turns_.own.end());
      if (keeps) result = b_.CreateSelect(of.mask, result, b_.CreateLoad(place->getAllocatedType(), place));
      b_.CreateStore(result, place);
      return;
    }
    case Op::Get: {
      if (!std::ranges::binary_search(nest_.set_variables, node.variable)) {
        of.values[node.results[0]] = slot(layout_.read_variables.at(node.variable), e_.scalar_type(type(node.results[0])));
        return;
      }
      AllocaInst* place = of.variables.at(node.variable);
      of.values[node.results[0]] = b_.CreateLoad(place->getAllocatedType(), place);
      return;
    }
    case Op::Const: {
      const wire::ConstantT& constant = *node.constant;
      Type* scalar = e_.scalar_type(type(node.results[0]));
      const double exact = scalar->isFloatTy() ? static_cast<double>(static_cast<float>(constant.float_value)) : constant.float_value;
      of.values[node.results[0]] = scalar->isFloatingPointTy() ? static_cast<Value*>(ConstantFP::get(scalar, exact))
                                                               : ConstantInt::get(scalar, static_cast<uint64_t>(constant.int_value), true);
      return;
    }
    default: break;
  }
  codegen::Small<Value*, 3> operands;
  bool wide = false;
  for (const uint32_t id : node.operands) {
    operands.push_back(value(id, instance));
    wide = wide || operands.back()->getType()->isVectorTy();
  }
  if (wide) for (Value*& operand : operands) operand = widen(operand);
  const graph::Element from = graph::element_of(type(node.operands[node.op == Op::Where ? 1 : 0]));
  const graph::Element to = graph::element_of(type(node.results[0]));
  Value* result = nullptr;
  const auto told = nest_.told_where.find(&node);
  reached_ = told == nest_.told_where.end() ? nullptr : value(told->second, instance);
  if (node.op >= Op::Less && node.op <= Op::GreaterEqual) compared_[node.results[0]] = &node;
  if (node.op == Op::Cast && wide) {
    // Numbers to numbers with a fraction: the only casts that tiles hold, but for those that change no bit.
    Type* target = to.is_integer() ? operands[0]->getType() : vector(to.is_numpy() && to.dtype == wire::DType::Float32 ? b_.getFloatTy() : b_.getDoubleTy());
    result = to.is_integer()                      ? operands[0]
             : from.is_bool() || from.is_unsigned() ? b_.CreateUIToFP(operands[0], target)
             : from.is_integer()                  ? b_.CreateSIToFP(operands[0], target)
                                                  : b_.CreateFPCast(operands[0], target);
    watch(node, from, to, operands, result);
  } else {
    if (from.is_integer() && !late_.empty()) result = least_or_greatest(node, operands);
    if (result == nullptr) {
      const IRBuilderBase::FastMathFlagGuard guard(b_);
      if (e_.of_products_.contains(&as_written(node))) {
        FastMathFlags flags = b_.getFastMathFlags();
        flags.setAllowContract();
        b_.setFastMathFlags(flags);
      }
      result = element_operation(b_, node.op, from, to, operands, e_.fast_);
    }
    if (std::ranges::any_of(operands, [&](Value* operand) { return late_.contains(operand); })) late_.insert(result);
    if (nest_.raising.contains(&node)) tell_raising(node, operands);
    watch(node, from, to, operands, result);
  }
  if (unread_.contains(&node) && result->getType()->isFPOrFPVectorTy()) codegen::compute(b_, result, vector_bits());
  of.values[node.results[0]] = result;
}

}  // namespace weft::compile::loops
