// SPDX-License-Identifier: Apache-2.0
// Reductions. The result never depends on the number of threads: work is cut at places that depend on sizes alone.
// Sums of floats run in blocks of 512 elements with vector accumulators; blocks are added pairwise, chunks of rows are too.
// When the innermost axis is kept, a tile of it is accumulated row by row, so that memory is always read in order.
#include <algorithm>

#include "compile/complex.h"
#include "compile/nest.h"
#include "memory/dtype.h"

namespace weft::compile::codegen {

using namespace llvm;
using wire::Op;
using wire::TypeKind;

namespace {

constexpr int64_t kBlock = 512;    // elements summed in one vector loop: at most 16 additions in a row with 32 lanes
constexpr int64_t kChunk = 32768;  // elements of one partial result: about 10 µs
constexpr int64_t kTile = 256;     // accumulators of a kept innermost axis: 2 KB, and rows are read in whole pages
constexpr uint64_t kLevels = 48;

class Reducer {
 public:
  Reducer(Emitter& emitter, NestEmitter& nest, const wire::NodeT& node, Entity* operand, Entity* mask, const std::string& name)
      : e_(emitter), nest_(nest), op_(node.op), operand_(operand), mask_(mask), body_(nest, name), b_(body_.b_),
        element_(graph::element_of(*operand->type)), type_(emitter.element_type(operand->dtype())) {}

  bool is_arg() const { return op_ == Op::ArgMin || op_ == Op::ArgMax; }

  /// `output` (and `indices` for arg_min and arg_max) are leaves. Chunks divide `chunk_axis` when there is one.
  Function* emit(size_t output, size_t indices, std::optional<size_t> chunk_axis, int64_t rows_slot) {
    output_ = output;
    indices_ = indices;
    for (size_t axis = 0; axis < nest_.axes_.size(); ++axis) (nest_.axes_[axis].reduced ? reduced_ : kept_).push_back(axis);
    const size_t last = nest_.axes_.size() - 1;
    tiled_ = !nest_.axes_[last].reduced;
    if (tiled_) kept_.pop_back();
    lows_.assign(nest_.axes_.size(), b_.getInt64(0));
    for (size_t axis = 0; axis <= last; ++axis) highs_.push_back(body_.size(axis));
    prepare_locals();
    body_.versions(last, [&] {
      if (chunk_axis) {
        Value* rows = body_.slot(rows_slot, b_.getInt64Ty());
        body_.loop(body_.begin(), body_.end(), false, [&](Value* chunk) {
          lows_[*chunk_axis] = b_.CreateMul(chunk, rows, "", true, true);
          highs_[*chunk_axis] = b_.CreateBinaryIntrinsic(Intrinsic::smin, b_.CreateAdd(lows_[*chunk_axis], rows), body_.size(*chunk_axis));
          body_.forget();
          body_.with_partial(output_, indices_, is_arg(), *chunk_axis, chunk, [&] { kept_loops(0); });
        });
      } else {
        lows_[nest_.axis_] = body_.begin();
        highs_[nest_.axis_] = body_.end();
        kept_loops(0);
      }
    });
    return body_.finish();
  }

 private:
  void prepare_locals() {
    if (tiled_) {
      tile_ = body_.local(ArrayType::get(memory_type(), kTile), "tile");
      if (is_arg()) tile_indices_ = body_.local(ArrayType::get(b_.getInt64Ty(), kTile), "places");
      return;
    }
    sum_ = body_.local(type_, "sum");
    if (is_arg()) place_ = body_.local(b_.getInt64Ty(), "place");
    cascades_ = op_ == Op::Sum && !element_.is_integer() && !short_sum();
    if (cascades_) {
      block_ = body_.local(type_, "block");
      stack_ = body_.local(ArrayType::get(type_, kLevels), "levels");
      pushed_ = body_.local(b_.getInt64Ty(), "pushed");
      filled_ = body_.local(b_.getInt64Ty(), "filled");
    }
  }

  /// All that one result sums is a block at most.
  bool short_sum() const {
    int64_t count = 1;
    for (const size_t axis : reduced_) {
      if (!nest_.axes_[axis].constant) return false;
      count *= *nest_.axes_[axis].constant;
    }
    return count <= kBlock;
  }

  Type* memory_type() const { return e_.memory_type(operand_->dtype()); }
  Type* part_type() const { return type_->getStructElementType(0); }
  /// The accumulators on the stack.
  Value* take(Value* cell) { return is_pair(type_) ? load_pair(b_, type_, cell, [](Instruction*) {}) : static_cast<Value*>(b_.CreateLoad(type_, cell)); }
  void keep(Value* value, Value* cell) {
    if (is_pair(type_)) store_pair(b_, value, cell, [](Instruction*) {});
    else b_.CreateStore(value, cell);
  }
  Value* plain_sum(Value* a, Value* x) {
    if (!is_pair(type_)) return b_.CreateFAdd(a, x);
    return each_part(b_, {a, x}, [&](ArrayRef<Value*> parts) { return b_.CreateFAdd(parts[0], parts[1]); });
  }
  size_t last() const { return nest_.axes_.size() - 1; }

  void kept_loops(size_t depth) {
    if (depth < kept_.size()) {
      const size_t axis = kept_[depth];
      body_.loop(lows_[axis], highs_[axis], false, [&](Value* index) {
        body_.with_index(axis, index, [&] { kept_loops(depth + 1); });
      });
      return;
    }
    if (tiled_) tile();
    else row();
  }

  Value* identity() {
    switch (op_) {
      case Op::Sum: return Constant::getNullValue(type_);
      case Op::Prod:
        if (element_.is_complex()) return make_pair(b_, ConstantFP::get(part_type(), 1), ConstantFP::get(part_type(), 0));
        return element_.is_floating() ? ConstantFP::get(type_, 1) : static_cast<Value*>(ConstantInt::get(type_, 1));
      case Op::All: return b_.getTrue();
      case Op::Any: return b_.getFalse();
      default: break;
    }
    const bool least = op_ == Op::Min || op_ == Op::ArgMin;
    if (element_.is_floating()) return ConstantFP::getInfinity(type_, !least);
    if (element_.is_complex()) {
      Value* limit = ConstantFP::getInfinity(part_type(), !least);
      return make_pair(b_, limit, limit);
    }
    const unsigned bits = type_->getIntegerBitWidth();
    if (bits == 1) return b_.getInt1(least);
    if (element_.is_unsigned()) return ConstantInt::get(type_, least ? APInt::getMaxValue(bits) : APInt::getMinValue(bits));
    return ConstantInt::get(type_, least ? APInt::getSignedMaxValue(bits) : APInt::getSignedMinValue(bits));
  }

  Value* combine(Value* a, Value* x, bool reorder) {
    switch (op_) {
      case Op::Sum:
      case Op::Prod: {
        if (element_.is_complex() && op_ == Op::Prod) return complex_product(b_, a, x);
        if (element_.is_complex()) {
          return each_part(b_, {a, x}, [&](ArrayRef<Value*> parts) {
            Value* made = b_.CreateFAdd(parts[0], parts[1]);
            if (reorder) cast<Instruction>(made)->setHasAllowReassoc(true);
            return made;
          });
        }
        if (!element_.is_floating()) return op_ == Op::Sum ? b_.CreateAdd(a, x) : b_.CreateMul(a, x);
        Value* made = op_ == Op::Sum ? b_.CreateFAdd(a, x) : b_.CreateFMul(a, x);
        if (reorder) cast<Instruction>(made)->setHasAllowReassoc(true);
        if (e_.fast_) cast<Instruction>(made)->setHasAllowContract(true);
        return made;
      }
      case Op::All: return b_.CreateAnd(a, x);
      case Op::Any: return b_.CreateOr(a, x);
      default: break;
    }
    const bool least = op_ == Op::Min;
    if (!element_.is_floating()) {
      if (type_->isIntegerTy(1)) return least ? b_.CreateAnd(a, x) : b_.CreateOr(a, x);
      if (element_.is_complex()) return element_operation(b_, least ? Op::Minimum : Op::Maximum, element_, element_, {a, x}, e_.fast_);
      if (element_.is_unsigned()) return b_.CreateBinaryIntrinsic(least ? Intrinsic::umin : Intrinsic::umax, a, x);
      return b_.CreateBinaryIntrinsic(least ? Intrinsic::smin : Intrinsic::smax, a, x);
    }
    auto* call = cast<CallInst>(b_.CreateBinaryIntrinsic(least ? Intrinsic::minimum : Intrinsic::maximum, a, x));
    call->setHasNoSignedZeros(true);
    return call;
  }

  /// Whether `x` takes the place of `best`: strictly better, or the first NaN.
  Value* better(Value* x, Value* best) {
    const bool least = op_ == Op::ArgMin;
    if (type_->isIntegerTy(1)) return least ? b_.CreateAnd(b_.CreateNot(x), best) : b_.CreateAnd(x, b_.CreateNot(best));
    if (element_.is_complex()) {
      Value* beats = complex_compare(b_, least ? Op::Less : Op::Greater, x, best);
      return b_.CreateOr(beats, b_.CreateAnd(complex_is_nan(b_, x), b_.CreateNot(complex_is_nan(b_, best))));
    }
    if (element_.is_unsigned()) return least ? b_.CreateICmpULT(x, best) : b_.CreateICmpUGT(x, best);
    if (!element_.is_floating()) return least ? b_.CreateICmpSLT(x, best) : b_.CreateICmpSGT(x, best);
    Value* beats = least ? b_.CreateFCmpOLT(x, best) : b_.CreateFCmpOGT(x, best);
    return b_.CreateOr(beats, b_.CreateAnd(b_.CreateFCmpUNO(x, x), b_.CreateFCmpORD(best, best)));
  }

  /// Position in C order among the reduced axes; `inner` is the innermost reduced one's index.
  Value* flat_index(const std::map<size_t, Value*>& at) {
    Value* flat = b_.getInt64(0);
    for (const size_t axis : reduced_) flat = b_.CreateAdd(b_.CreateMul(flat, body_.size(axis)), at.at(axis));
    return flat;
  }

  std::map<size_t, Value*> first_place() {
    std::map<size_t, Value*> at;
    for (const size_t axis : reduced_) at[axis] = lows_[axis];
    return at;
  }

  void reduced_loops(size_t depth, std::map<size_t, Value*>& at, const std::function<void()>& inner) {
    if (depth == reduced_.size() || reduced_[depth] == last()) {
      inner();
      return;
    }
    const size_t axis = reduced_[depth];
    body_.loop(lows_[axis], highs_[axis], false, [&](Value* index) {
      at[axis] = index;
      body_.with_index(axis, index, [&] { reduced_loops(depth + 1, at, inner); });
    });
  }

  // ---- the innermost axis is reduced: one result after another ----

  void row() {
    body_.set_inner(last(), nullptr);
    keep(identity(), sum_);
    auto at = first_place();
    if (is_arg()) b_.CreateStore(flat_index(at), place_);
    if (cascades_) {
      b_.CreateStore(b_.getInt64(0), pushed_);
      b_.CreateStore(b_.getInt64(0), filled_);
    }
    reduced_loops(0, at, [&] {
      if (cascades_) blocks();
      else {
        body_.loop(lows_[last()], highs_[last()], true, [&](Value* index) {
          body_.set_inner(last(), index);
          at[last()] = index;
          step(at);
        });
        body_.set_inner(last(), nullptr);
      }
    });
    Value* result = take(sum_);
    if (cascades_) result = b_.CreateCall(cascade_total(e_.module_, type_), {stack_, b_.CreateLoad(b_.getInt64Ty(), pushed_), result});
    put(result);
  }

  void step(const std::map<size_t, Value*>& at) {
    Value* x = body_.eval(operand_);
    Value* before = take(sum_);
    if (!is_arg()) {
      keep(combine(before, x, true), sum_);
      return;
    }
    Value* wins = better(x, before);
    keep(choose(b_, wins, x, before), sum_);
    b_.CreateStore(b_.CreateSelect(wins, flat_index(at), b_.CreateLoad(b_.getInt64Ty(), place_)), place_);
  }

  /// Adds the innermost axis in blocks; a full block goes on the stack of partial sums.
  void blocks() {
    Value* low = lows_[last()];
    Value* high = highs_[last()];
    Value* count = b_.CreateUDiv(b_.CreateAdd(b_.CreateSub(high, low), b_.getInt64(kBlock - 1)), b_.getInt64(kBlock));
    body_.loop(b_.getInt64(0), count, false, [&](Value* number) {
      Value* from = b_.CreateAdd(low, b_.CreateMul(number, b_.getInt64(kBlock), "", true, true), "", true, true);
      Value* to = b_.CreateBinaryIntrinsic(Intrinsic::smin, b_.CreateAdd(from, b_.getInt64(kBlock), "", true, true), high);
      keep(Constant::getNullValue(type_), block_);
      body_.chosen_loop(mask_, last(), from, to, [&] { keep(combine(take(block_), body_.eval(operand_), true), block_); });
      body_.set_inner(last(), nullptr);
      keep(plain_sum(take(sum_), take(block_)), sum_);
      Value* filled = b_.CreateAdd(b_.CreateLoad(b_.getInt64Ty(), filled_), b_.CreateSub(to, from));
      b_.CreateStore(filled, filled_);
      BasicBlock* push = BasicBlock::Create(e_.context_, "push", body_.function_);
      BasicBlock* next = BasicBlock::Create(e_.context_, "next", body_.function_);
      b_.CreateCondBr(b_.CreateICmpSGE(filled, b_.getInt64(kBlock)), push, next);
      b_.SetInsertPoint(push);
      Value* pushed = b_.CreateLoad(b_.getInt64Ty(), pushed_);
      b_.CreateCall(cascade_push(e_.module_, type_), {stack_, pushed, take(sum_)});
      b_.CreateStore(b_.CreateAdd(pushed, b_.getInt64(1)), pushed_);
      keep(Constant::getNullValue(type_), sum_);
      b_.CreateStore(b_.getInt64(0), filled_);
      b_.CreateBr(next);
      b_.SetInsertPoint(next);
    });
  }

  void put(Value* result) {
    body_.set_inner(last(), nullptr);
    if (is_arg()) body_.store(indices_, b_.CreateLoad(b_.getInt64Ty(), place_));
    if (!is_arg() || output_ != indices_) body_.store(output_, result);
  }

  // ---- the innermost axis is kept: a tile of results at a time ----

  void tile() {
    const size_t axis = last();
    Value* low = lows_[axis];
    Value* high = highs_[axis];
    Value* count = b_.CreateUDiv(b_.CreateAdd(b_.CreateSub(high, low), b_.getInt64(kTile - 1)), b_.getInt64(kTile));
    body_.loop(b_.getInt64(0), count, false, [&](Value* number) {
      Value* from = b_.CreateAdd(low, b_.CreateMul(number, b_.getInt64(kTile), "", true, true), "", true, true);
      Value* to = b_.CreateBinaryIntrinsic(Intrinsic::smin, b_.CreateAdd(from, b_.getInt64(kTile), "", true, true), high);
      auto at = first_place();
      Value* first = is_arg() ? flat_index(at) : nullptr;
      each(from, to, [&](Value* cell, Value* place) {
        put_cell(cell, identity());
        if (place != nullptr) tagged(b_.CreateStore(first, place));
      });
      reduced_loops(0, at, [&] {
        Value* here = is_arg() ? flat_index(at) : nullptr;
        each(from, to, [&](Value* cell, Value* place) {
          Value* x = body_.eval(operand_);
          Value* before = get_cell(cell);
          if (place == nullptr) {
            put_cell(cell, combine(before, x, false));
            return;
          }
          Value* wins = better(x, before);
          put_cell(cell, choose(b_, wins, x, before));
          LoadInst* old = b_.CreateLoad(b_.getInt64Ty(), place);
          tagged(old);
          tagged(b_.CreateStore(b_.CreateSelect(wins, here, old), place));
        });
      });
      each(from, to, [&](Value* cell, Value* place) {
        if (place != nullptr) {
          LoadInst* index = b_.CreateLoad(b_.getInt64Ty(), place);
          tagged(index);
          body_.store(indices_, index);
        }
        if (place == nullptr || output_ != indices_) body_.store(output_, get_cell(cell));
      });
      body_.set_inner(axis, nullptr);
    });
  }

  void tagged(Instruction* access) { body_.tag(access, false, SIZE_MAX); }
  Value* get_cell(Value* cell) {
    if (is_pair(type_)) return load_pair(b_, type_, cell, [&](Instruction* access) { tagged(access); });
    LoadInst* load = b_.CreateLoad(memory_type(), cell);
    tagged(load);
    return type_->isIntegerTy(1) ? b_.CreateICmpNE(load, b_.getInt8(0)) : static_cast<Value*>(load);
  }
  void put_cell(Value* cell, Value* value) {
    if (is_pair(type_)) {
      store_pair(b_, value, cell, [&](Instruction* access) { tagged(access); });
      return;
    }
    if (type_->isIntegerTy(1)) value = b_.CreateZExt(value, b_.getInt8Ty());
    tagged(b_.CreateStore(value, cell));
  }

  void each(Value* from, Value* to, const std::function<void(Value*, Value*)>& inner) {
    body_.loop(from, to, true, [&](Value* index) {
      body_.set_inner(last(), index);
      Value* offset = b_.CreateSub(index, from, "", true, true);
      Value* cell = b_.CreateInBoundsGEP(memory_type(), tile_, offset);
      inner(cell, is_arg() ? b_.CreateInBoundsGEP(b_.getInt64Ty(), tile_indices_, offset) : nullptr);
    });
  }

  Emitter& e_;
  NestEmitter& nest_;
  Op op_;
  Entity* operand_;
  Entity* mask_;  // where it is false the operand adds nothing
  Body body_;
  IRBuilder<>& b_;
  Element element_;
  Type* type_;
  size_t output_ = 0;
  size_t indices_ = 0;
  std::vector<size_t> kept_;
  std::vector<size_t> reduced_;
  std::vector<Value*> lows_;
  std::vector<Value*> highs_;
  bool tiled_ = false;
  bool cascades_ = false;
  AllocaInst* sum_ = nullptr;
  AllocaInst* place_ = nullptr;
  AllocaInst* block_ = nullptr;
  AllocaInst* stack_ = nullptr;
  AllocaInst* pushed_ = nullptr;
  AllocaInst* filled_ = nullptr;
  AllocaInst* tile_ = nullptr;
  AllocaInst* tile_indices_ = nullptr;
};

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

/// Gives the number when all axes are reduced; else defines the node's array.
Value* Emitter::reduce(const wire::NodeT& node, Entity* operand, const std::function<bool(size_t)>& is_reduced, Entity* mask) {
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
    Value* bad = is_arg ? empty : b_.CreateAnd(empty, b_.CreateICmpNE(kept_count, i64(0)));
    const Fault fault = node.op == Op::Min ? Fault::empty_min : node.op == Op::Max ? Fault::empty_max
                        : node.op == Op::ArgMin ? Fault::empty_argmin : Fault::empty_argmax;
    check(bad, node, fault, nullptr, nullptr, [&] { return packed_shapes({operand}); });
  }

  NestEmitter nest(*this, node);
  for (size_t axis = 0; axis < operand->rank(); ++axis) nest.add_axis(operand->array.shape[axis], operand->info.dims[axis], is_reduced(axis));
  nest.collect(operand);
  // Tasks divide the first axis that is not short: a kept one directly, a reduced one in chunks of rows with partial results.
  size_t first = 0;
  while (first + 1 < nest.axes_.size() && nest.axes_[first].small()) ++first;
  if (nest.axes_[first].small()) first = 0;
  const bool chunked = kept_shape.empty() || nest.axes_[first].reduced;
  const wire::DType value_dtype = operand->dtype();

  // Results, or partial results with the chunk as their first axis, lie contiguously by kept axes.
  const auto contiguous = [&](Value* buffer, wire::DType dtype) {
    ArrayParts parts;
    parts.buffer = buffer;
    parts.shape = kept_shape;
    parts.strides.resize(kept_shape.size());
    Value* bytes = i64(memory::item_size(dtype));
    for (size_t axis = kept_shape.size(); axis-- > 0;) {
      parts.strides[axis] = bytes;
      bytes = b_.CreateMul(bytes, kept_shape[axis], "", false, true);
    }
    LoadInst* data = b_.CreateLoad(b_.getPtrTy(), buffer);
    context_access(data);
    parts.data = data;
    return std::pair(parts, bytes);
  };
  const auto leaf_for = [&](const ArrayParts& parts, wire::DType dtype) {
    ValueInfo info = kept_info;
    info.strides = contiguous_strides(info.dims, memory::item_size(dtype));
    if (!info.known) info.strides.assign(info.dims.size(), Stride{});
    const size_t leaf = nest.add_leaf(parts, info, dtype, 1, true);
    nest.leaves_[leaf].exclusive = true;
    return leaf;
  };

  Value* rows = nullptr;
  Value* chunks = i64(1);
  Value* partial = nullptr;
  Value* partial_indices = nullptr;
  size_t output = 0;
  size_t indices = 0;
  Value* value_bytes = nullptr;
  Value* index_bytes = nullptr;
  ArrayParts result;
  if (!chunked) {
    result = allocate(node, result_info, shape, result_type.dtype);
    auto [parts, bytes] = contiguous(result.buffer, result_type.dtype);
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
    Value* upper = b_.CreateAdd(b_.CreateUDiv(total, i64(kChunk)), i64(1));  // at most this many chunks
    const auto make = [&](wire::DType dtype) {
      Value* bytes = b_.CreateMul(b_.CreateMul(upper, kept_count), i64(memory::item_size(dtype)));
      Value* buffer = call("weft_allocate", b_.getPtrTy(), {run_, i32(node_number(node)), bytes});
      branch_cold(b_.CreateICmpEQ(buffer, ConstantPointerNull::get(b_.getPtrTy())), [] {});
      return buffer;
    };
    partial = make(value_dtype);
    auto [parts, bytes] = contiguous(partial, value_dtype);
    value_bytes = bytes;
    output = leaf_for(parts, value_dtype);
    indices = output;
    if (is_arg) {
      partial_indices = make(wire::DType::Int64);
      auto [index_parts, more] = contiguous(partial_indices, wire::DType::Int64);
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
    Value* other = b_.CreateUDiv(total, b_.CreateBinaryIntrinsic(Intrinsic::smax, divided.size, i64(1)));
    other = b_.CreateBinaryIntrinsic(Intrinsic::smax, other, i64(1));
    rows = b_.CreateAdd(b_.CreateUDiv(i64(kChunk - 1), other), i64(1));
    // Never more chunks than there is room for.
    Value* least = b_.CreateAdd(b_.CreateUDiv(divided.size, upper), i64(1));
    rows = b_.CreateBinaryIntrinsic(Intrinsic::smax, rows, least);
    chunks = b_.CreateUDiv(b_.CreateAdd(divided.size, b_.CreateSub(rows, i64(1))), rows);
    const auto by_chunk = [&](size_t leaf, Value* stride) {
      nest.leaves_[leaf].mode |= 4;
      nest.leaves_[leaf].strides[nest.axis_] = stride;
      nest.leaves_[leaf].known[nest.axis_] = {};
    };
    by_chunk(output, value_bytes);
    if (is_arg) by_chunk(indices, index_bytes);
  }
  nest.lay_out();
  if (mask != nullptr && !nest.may_skip(mask)) mask = nullptr;
  const int64_t rows_slot = chunked ? nest.add_slot(rows) : -1;
  std::vector<const Entity*> fused;
  nest.note_inside(fused);
  const std::string name(graph::op_info(node.op).name);
  std::string note = chunked ? "chunks of 32768 elements, combined pairwise" : "tasks divide a kept axis";
  const uint32_t site = make_site(name, node, fused, note);
  std::optional<size_t> chunk_axis;
  if (chunked) chunk_axis = nest.axis_;
  Reducer reducer(*this, nest, node, operand, mask, "reduce" + std::to_string(nest_count_++));
  nest.submit(reducer.emit(output, indices, chunk_axis, rows_slot), site, rows_slot);

  const auto null = ConstantPointerNull::get(b_.getPtrTy());
  if (!is_array) {
    // The number is needed now: wait for the partial results and combine them here.
    ensure_idle(partial, false);
    if (is_arg) ensure_idle(partial_indices, false);
    AllocaInst* cell = temporary(ArrayType::get(b_.getInt64Ty(), 2), "total");
    Value* count = b_.CreateSelect(b_.CreateICmpEQ(empty, b_.getTrue()), i64(0), chunks);
    call("weft_combine", b_.getVoidTy(),
         {i32(static_cast<int64_t>(node.op)), i32(static_cast<int64_t>(value_dtype)), partial, is_arg ? partial_indices : null, count, cell});
    call("weft_release", b_.getVoidTy(), {run_, partial});
    if (is_arg) call("weft_release", b_.getVoidTy(), {run_, partial_indices});
    return is_arg ? b_.CreateLoad(b_.getInt64Ty(), cell) : load_element(b_, cell, value_dtype);
  }
  if (chunked) {
    result = allocate(node, result_info, shape, result_type.dtype);
    Value* count = b_.CreateSelect(b_.CreateICmpEQ(empty, b_.getTrue()), i64(0), chunks);
    call("weft_combine_rows", b_.getVoidTy(),
         {run_, i32(site), i32(static_cast<int64_t>(node.op)), i32(static_cast<int64_t>(value_dtype)), partial,
          is_arg ? partial_indices : null, count, kept_count, result.buffer});
    call("weft_release", b_.getVoidTy(), {run_, partial});
    if (is_arg) call("weft_release", b_.getVoidTy(), {run_, partial_indices});
  } else {
    // Nothing was submitted when a reduced axis has no elements: the results are the identity.
    call("weft_fill_identity", b_.getVoidTy(),
         {run_, i32(static_cast<int64_t>(node.op)), i32(static_cast<int64_t>(result_type.dtype)), b_.CreateZExt(empty, b_.getInt32Ty()), kept_count,
          result.buffer});
  }
  define_array(node, std::move(result), true, nullptr);
  return nullptr;
}

}  // namespace weft::compile::codegen
