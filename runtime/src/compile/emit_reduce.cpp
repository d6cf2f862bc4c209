// SPDX-License-Identifier: Apache-2.0
// Reductions on the host's side: which axis is divided, where partial results lie, and what combines them.
// The result never depends on the number of threads: work is cut at places that depend on sizes alone.
#include <algorithm>

#include "compile/reducer.h"
#include "compile/warnings.h"
#include "memory/dtype.h"

namespace weft::compile::codegen {

using namespace llvm;
using wire::Op;
using wire::TypeKind;

namespace {

/// Larger arrays are cut into a multiple of so many chunks of one size, so that threads cut them where they cut other nests.
constexpr int64_t kChunksAlike = 4;
/// Where results are an array, each chunk makes a whole one.
constexpr int64_t kMostChunkOfArrays = 32768;

}  // namespace

void Emitter::emit_reduction(const wire::NodeT& node) {
  Entity* operand = this->operand(node, 0);
  if (operand->kind == Entity::Kind::deferred && operand->uses > 1 && operand->femtoseconds >= 300'000) materialise(operand);
  Value* number = reduce(node, operand, [&](size_t axis) {
    return std::ranges::find(node.axes, static_cast<int32_t>(axis)) != node.axes.end();
  });
  if (number != nullptr) define_scalar(node, number);
  consume_operands(node);
}

/// Makes `ordered` the operand with the reduced axes in NumPy's order, long strides outside. False where they are in it.
bool Emitter::order_reduced_axes(const Entity& operand, const std::function<bool(size_t)>& is_reduced, Entity& ordered) {
  Small<size_t> axes;
  for (size_t axis = 0; axis < operand.rank(); ++axis) if (is_reduced(axis)) axes.push_back(axis);
  const auto plain = contiguous_strides(operand.info.dims, memory::item_size(operand.dtype()));
  if (axes.size() < 2 || (operand.info.known && operand.info.strides == plain)) return false;
  ordered = operand;
  const auto count = static_cast<uint64_t>(axes.size());
  AllocaInst* cells = temporary(ArrayType::get(b_.getInt64Ty(), 2 * count), "axes");
  const auto cell = [&](size_t index) { return b_.CreateConstInBoundsGEP1_64(b_.getInt64Ty(), cells, index); };
  for (size_t k = 0; k < count; ++k) {
    context_access(b_.CreateStore(operand.array.shape[axes[k]], cell(k)));
    context_access(b_.CreateStore(operand.array.strides[axes[k]], cell(count + k)));
  }
  call("weft_order_axes", b_.getVoidTy(), {i64(static_cast<int64_t>(count)), cells});
  ordered.info.known = false;
  for (size_t k = 0; k < count; ++k) {
    const auto loaded = [&](size_t index) {
      LoadInst* load = b_.CreateLoad(b_.getInt64Ty(), cell(index));
      context_access(load);
      return load;
    };
    ordered.array.shape[axes[k]] = loaded(k);
    ordered.array.strides[axes[k]] = loaded(count + k);
    ordered.info.dims[axes[k]] = symbols_.fresh(0, Symbols::kUnbounded, 0);
    ordered.info.strides[axes[k]] = {};
  }
  return true;
}

/// Gives the number when all axes are reduced; else defines the node's array.
Value* Emitter::reduce(const wire::NodeT& node, Entity* operand, const std::function<bool(size_t)>& is_reduced, Entity* mask) {
  settle_joined(operand, {});
  // A node of the compiler's own may have no result: then it is a number.
  const bool is_array = !node.results.empty() && act().frame->function->values[node.results[0]]->kind == TypeKind::Array;
  const wire::TypeT result_type = is_array ? *act().frame->function->values[node.results[0]] : wire::TypeT();
  const ValueInfo result_info = is_array ? act().frame->values[node.results[0]] : ValueInfo();
  const bool is_arg = node.op == Op::ArgMin || node.op == Op::ArgMax;
  Small<Value*> kept_shape;  // without keepdims
  Small<Value*> shape;
  ValueInfo kept_info;
  kept_info.known = operand->info.known;
  Value* empty = b_.getFalse();
  Value* kept_count = i64(1);
  for (size_t axis = 0; axis < operand->rank(); ++axis) {
    Value* size = operand->array.shape[axis];
    if (is_reduced(axis)) {
      empty = b_.CreateOr(empty, b_.CreateICmpEQ(size, i64(0)));
      if (node.keepdims) shape.push_back(i64(1));
    } else {
      kept_shape.push_back(size);
      shape.push_back(size);
      kept_info.dims.push_back(operand->info.dims[axis]);
      kept_count = b_.CreateMul(kept_count, size);
    }
  }
  if (node.op == Op::Min || node.op == Op::Max || is_arg) {
    const Fault fault = node.op == Op::Min ? Fault::empty_min : node.op == Op::Max ? Fault::empty_max
                        : node.op == Op::ArgMin ? Fault::empty_argmin : Fault::empty_argmax;
    check(empty, node, fault, nullptr, nullptr, [&] { return packed_shapes({operand}); });
  }

  const bool ordered = is_ordered(*this, node.op, operand->dtype());
  Entity by_strides;
  if (ordered && operand->kind == Entity::Kind::array && order_reduced_axes(*operand, is_reduced, by_strides)) operand = &by_strides;
  NestEmitter nest(*this, node);
  for (size_t axis = 0; axis < operand->rank(); ++axis) nest.add_axis(operand->array.shape[axis], operand->info.dims[axis], is_reduced(axis));
  nest.collect(operand);
  // Tasks divide the first axis that is not short: a kept one directly, a reduced one in chunks of rows with partial results.
  size_t first = 0;
  while (first + 1 < nest.axes_.size() && nest.axes_[first].small()) ++first;
  if (nest.axes_[first].small()) first = 0;
  const bool chunked = kept_shape.empty() || (nest.axes_[first].reduced && !ordered);
  const wire::DType value_dtype = operand->dtype();

  // Results, or partial results with the chunk as their first axis, lie contiguously by kept axes.
  const auto contiguous = [&](Value* buffer, Value* data, wire::DType dtype) {
    ArrayParts parts;
    parts.buffer = buffer;
    parts.shape = kept_shape;
    parts.strides.resize(kept_shape.size());
    Value* bytes = i64(memory::item_size(dtype));
    for (size_t axis = kept_shape.size(); axis-- > 0;) {
      parts.strides[axis] = bytes;
      bytes = b_.CreateMul(bytes, kept_shape[axis], "", false, true);
    }
    parts.data = data;
    return std::pair(parts, bytes);
  };
  const auto data_of = [&](Value* buffer) {
    LoadInst* data = b_.CreateLoad(b_.getPtrTy(), buffer);
    context_access(data);
    return data;
  };
  const auto leaf_for = [&](const ArrayParts& parts, wire::DType dtype) {
    ValueInfo info = kept_info;
    info.strides = contiguous_strides(info.dims, memory::item_size(dtype));
    if (!info.known) info.strides.assign(info.dims.size(), Stride{});
    const size_t leaf = nest.add_leaf(parts, info, dtype, 1, true);
    nest.leaves_[leaf].exclusive = true;
    return leaf;
  };

  const int64_t most = is_array ? kMostChunkOfArrays : kMostChunk;
  Value* rows = nullptr;
  Value* chunks = i64(1);
  Value* partial = nullptr;
  Value* partial_indices = nullptr;
  Value* partial_data = nullptr;
  Value* indices_data = nullptr;
  Value* here = nullptr;  // whether it runs in place
  size_t output = 0;
  size_t indices = 0;
  Value* value_bytes = nullptr;
  Value* index_bytes = nullptr;
  ArrayParts result;
  if (!chunked) {
    result = allocate(node, result_info, shape, result_type.dtype);
    auto [parts, bytes] = contiguous(result.buffer, data_of(result.buffer), result_type.dtype);
    output = indices = leaf_for(parts, result_type.dtype);
    nest.simplify(true);
    // Only a kept axis may be divided: the first long one, or else the first.
    const auto kept_axis = [&](bool any) {
      return std::ranges::find_if(nest.axes_, [&](const Axis& axis) { return !axis.reduced && (any || !axis.small()); });
    };
    auto divided = kept_axis(false);
    if (divided == nest.axes_.end()) divided = kept_axis(true);
    nest.axis_ = static_cast<size_t>(divided - nest.axes_.begin());
    nest.block_ = nest.axis_ + 1 == nest.axes_.size() ? kTile : 1;
  } else {
    // The number of chunks is found before axes are merged, from sizes alone.
    Value* total = i64(1);
    for (const Axis& axis : nest.axes_) total = b_.CreateMul(total, axis.size);
    const auto up = [&](Value* value, Value* unit) { return b_.CreateUDiv(b_.CreateAdd(value, b_.CreateSub(unit, i64(1))), unit); };
    Value* upper = up(b_.CreateBinaryIntrinsic(Intrinsic::smax, total, i64(1)), i64(most));  // at most so many chunks
    if (!is_array) {
      Value* many = b_.CreateMul(up(upper, i64(kChunksAlike)), i64(kChunksAlike));
      upper = b_.CreateSelect(b_.CreateICmpEQ(upper, i64(1)), upper, many);
    }
    if (!is_array && in_short_loop()) here = is_short(total, nest.femtoseconds_);
    // Buffer and data; of one chunk that is found here only data.
    const auto make = [&](wire::DType dtype) -> std::pair<Value*, Value*> {
      BasicBlock* before = b_.GetInsertBlock();
      BasicBlock* room = BasicBlock::Create(context_, "room", host_);
      BasicBlock* made = BasicBlock::Create(context_, "made", host_);
      Value* cell = here == nullptr ? nullptr : temporary(ArrayType::get(b_.getInt64Ty(), 2), "partial");
      if (here == nullptr) b_.CreateBr(room);
      else b_.CreateCondBr(here, made, room);
      b_.SetInsertPoint(room);
      Value* bytes = b_.CreateMul(b_.CreateMul(upper, kept_count), i64(memory::item_size(dtype)));
      Value* buffer = call("weft_allocate", b_.getPtrTy(), {run_, i32(node_number(node)), bytes});
      branch_cold(b_.CreateICmpEQ(buffer, ConstantPointerNull::get(b_.getPtrTy())), [] {});
      Value* data = data_of(buffer);
      BasicBlock* allocated = b_.GetInsertBlock();
      b_.CreateBr(made);
      b_.SetInsertPoint(made);
      if (here == nullptr) return {buffer, data};
      const auto either = [&](Value* short_one, Value* long_one) {
        PHINode* phi = b_.CreatePHI(b_.getPtrTy(), 2);
        phi->addIncoming(short_one, before);
        phi->addIncoming(long_one, allocated);
        return phi;
      };
      PHINode* either_buffer = either(ConstantPointerNull::get(b_.getPtrTy()), buffer);
      return {either_buffer, either(cell, data)};
    };
    const auto [buffer, data] = make(value_dtype);
    partial = buffer;
    partial_data = data;
    auto [parts, bytes] = contiguous(partial, data, value_dtype);
    value_bytes = bytes;
    output = leaf_for(parts, value_dtype);
    indices = output;
    if (is_arg) {
      const auto [index_buffer, index_data] = make(wire::DType::Int64);
      partial_indices = index_buffer;
      indices_data = index_data;
      auto [index_parts, more] = contiguous(partial_indices, index_data, wire::DType::Int64);
      index_bytes = more;
      indices = leaf_for(index_parts, wire::DType::Int64);
    }
    nest.simplify();
    nest.axis_ = 0;
    while (!nest.axes_[nest.axis_].reduced) ++nest.axis_;
    for (size_t axis = nest.axis_; axis < nest.axes_.size(); ++axis) {
      if (nest.axes_[axis].reduced && !nest.axes_[axis].small()) {
        nest.axis_ = axis;
        break;
      }
    }
    const Axis& divided = nest.axes_[nest.axis_];
    Value* length = b_.CreateBinaryIntrinsic(Intrinsic::smax, divided.size, i64(1));
    rows = ordered ? length : up(length, upper);
    if (!ordered && nest.axis_ + 1 == nest.axes_.size()) rows = b_.CreateMul(up(rows, i64(kTile)), i64(kTile));
    chunks = up(divided.size, rows);
    const auto by_chunk = [&](size_t leaf, Value* stride) {
      nest.leaves_[leaf].mode |= 4;
      nest.leaves_[leaf].strides[nest.axis_] = stride;
      nest.leaves_[leaf].known[nest.axis_] = {};
    };
    by_chunk(output, value_bytes);
    if (is_arg) by_chunk(indices, index_bytes);
  }
  nest.lay_out();
  nest.plan_looks({operand});
  if (mask != nullptr && !nest.may_skip(mask)) mask = nullptr;
  const int64_t rows_slot = chunked ? nest.add_slot(rows) : -1;
  std::vector<const Entity*> fused;
  nest.note_inside(fused);
  const std::string name(graph::op_info(node.op).name);
  std::string note = "tasks divide a kept axis";
  if (chunked) note = "chunks of up to " + std::to_string(most) + " elements, combined pairwise";
  if (chunked && ordered) note = "one factor after another";
  const uint32_t site = make_site(name, node, fused, note);
  ReducerPlan plan{output, indices, std::nullopt, rows_slot};
  if (chunked) plan.chunk_axis = nest.axis_;
  nest.submit(emit_reducer(nest, node, operand, mask, "reduce" + std::to_string(nest_count_++), plan), site, rows_slot, here);

  const auto null = ConstantPointerNull::get(b_.getPtrTy());
  const auto warning = [&](uint8_t flag) {
    const bool is_told = (node.op == Op::Sum || node.op == Op::Prod) && value_dtype >= wire::DType::Float32 && (silenced(node) & flag) == 0;
    return i32(is_told ? warning_number(flag, std::pair(node.range->start_line(), std::string(told_as(node, "reduce")))) : -1);
  };
  if (!is_array) {
    const auto number_in = [&](Value* data) { return is_arg ? b_.CreateLoad(b_.getInt64Ty(), data) : load_element(b_, data, value_dtype); };
    BasicBlock* joined = nullptr;
    Value* found = nullptr;
    BasicBlock* found_in = nullptr;
    if (here != nullptr) {
      BasicBlock* one = BasicBlock::Create(context_, "one", host_);
      BasicBlock* several = BasicBlock::Create(context_, "several", host_);
      joined = BasicBlock::Create(context_, "number", host_);
      b_.CreateCondBr(here, one, several);
      b_.SetInsertPoint(one);
      found = number_in(is_arg ? indices_data : partial_data);
      found_in = b_.GetInsertBlock();
      b_.CreateBr(joined);
      b_.SetInsertPoint(several);
    }
    // The number is needed now: wait for the partial results and combine them here.
    ensure_idle(partial, false);
    if (is_arg) ensure_idle(partial_indices, false);
    AllocaInst* cell = temporary(ArrayType::get(b_.getInt64Ty(), 2), "total");
    Value* count = b_.CreateSelect(b_.CreateICmpEQ(empty, b_.getTrue()), i64(0), chunks);
    call("weft_combine", b_.getVoidTy(),
         {run_, i32(static_cast<int64_t>(node.op)), i32(static_cast<int64_t>(value_dtype)), partial, is_arg ? partial_indices : null, count, cell,
          warning(kOverflow), warning(kInvalid)});
    call("weft_release", b_.getVoidTy(), {run_, partial});
    if (is_arg) call("weft_release", b_.getVoidTy(), {run_, partial_indices});
    Value* total = number_in(cell);
    if (here == nullptr) return total;
    BasicBlock* total_in = b_.GetInsertBlock();
    b_.CreateBr(joined);
    b_.SetInsertPoint(joined);
    const auto join = [&](Value* one, Value* other) {
      PHINode* phi = b_.CreatePHI(one->getType(), 2);
      phi->addIncoming(one, found_in);
      phi->addIncoming(other, total_in);
      return phi;
    };
    return join(found, total);
  }
  if (chunked) {
    result = allocate(node, result_info, shape, result_type.dtype);
    Value* count = b_.CreateSelect(b_.CreateICmpEQ(empty, b_.getTrue()), i64(0), chunks);
    call("weft_combine_rows", b_.getVoidTy(),
         {run_, i32(site), i32(static_cast<int64_t>(node.op)), i32(static_cast<int64_t>(value_dtype)), partial,
          is_arg ? partial_indices : null, count, kept_count, result.buffer, warning(kOverflow), warning(kInvalid)});
    call("weft_release", b_.getVoidTy(), {run_, partial});
    if (is_arg) call("weft_release", b_.getVoidTy(), {run_, partial_indices});
  } else {
    // Nothing was submitted when a reduced axis has no elements: the results are the identity.
    call("weft_fill_identity", b_.getVoidTy(),
         {run_, i32(static_cast<int64_t>(node.op)), i32(static_cast<int64_t>(result_type.dtype)), b_.CreateZExt(empty, b_.getInt32Ty()), kept_count,
          result.buffer});
  }
  define_array(node, std::move(result), true, nullptr)->fresh = true;
  return nullptr;
}

}  // namespace weft::compile::codegen
