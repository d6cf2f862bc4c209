// SPDX-License-Identifier: Apache-2.0
// Reductions. The result never depends on the number of threads: work is cut at places that depend on sizes alone.
// Sums of floats run in blocks of 512 elements with vector accumulators; blocks are added pairwise, chunks of rows are too.
// When the innermost axis is kept, a tile of it is accumulated row by row, so that memory is always read in order.
// Products of floats keep NumPy's order in `strict`, factor after factor: where an infinity meets a zero, and what is too large or too
// small on the way, depends on it. Several rows are multiplied side by side instead.
#include "compile/reducer.h"

#include <algorithm>

#include "compile/complex.h"

namespace weft::compile::codegen {

using namespace llvm;
using wire::Op;
using wire::TypeKind;

namespace {

constexpr int64_t kBlock = 512;    // elements summed in one vector loop: at most 16 additions in a row with 32 lanes
constexpr uint64_t kLevels = 48;
constexpr int64_t kRows = 8;       // products made side by side: a product waits 4 cycles, and two begin in each

class Reducer {
 public:
  Reducer(Emitter& emitter, NestEmitter& nest, const wire::NodeT& node, Entity* operand, Entity* mask, const std::string& name, Look look)
      : e_(emitter), nest_(nest), op_(node.op), operand_(operand), mask_(mask), body_(nest, name, look), b_(body_.b_),
        element_(graph::element_of(*operand->type)), type_(emitter.element_type(operand->dtype())),
        ordered_(is_ordered(emitter, node.op, operand->dtype())) {}

  bool is_arg() const { return op_ == Op::ArgMin || op_ == Op::ArgMax; }

  /// `output` (and `indices` for arg_min and arg_max) are leaves. Chunks divide `chunk_axis` when there is one.
  /// `check` is called for the task's elements when something in it was odd.
  Function* emit(size_t output, size_t indices, std::optional<size_t> chunk_axis, int64_t rows_slot, Function* check) {
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
    if (check != nullptr) {
      Function* self = body_.function_;
      body_.check_odd(check, [&] { return Small<Value*>{self->getArg(0), self->getArg(1), self->getArg(2), self->getArg(3)}; });
    }
    return body_.finish();
  }

 private:
  void prepare_locals() {
    if (nest_.reduction_flags_ != 0 && body_.look_ != Look::odd) {
      terms_type_ = b_.getIntNTy((is_pair(type_) ? part_type() : type_)->getScalarSizeInBits());  // as wide as what it goes with
      terms_ = body_.local(tiled_ ? ArrayType::get(terms_type_, kTile) : static_cast<Type*>(terms_type_), "terms");
    }
    if (tiled_) {
      tile_ = body_.local(ArrayType::get(memory_type(), kTile), "tile");
      if (is_arg()) tile_indices_ = body_.local(ArrayType::get(b_.getInt64Ty(), kTile), "places");
      return;
    }
    sum_ = body_.local(type_, "sum");
    if (ordered_ && operand_->kind == Entity::Kind::deferred) factors_ = body_.local(ArrayType::get(memory_type(), kRows * kTile), "factors");
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

  // What the terms of one result were: bit 0 for NaN, bit 1 for NaN or infinite. Only where the nest's results tell the flags.
  Value* bits(uint64_t number) { return ConstantInt::get(terms_type_, number); }
  Value* terms(Value* cell) {
    LoadInst* load = b_.CreateLoad(terms_type_, cell);
    tagged(load);
    return load;
  }
  void forget_terms(Value* cell) {
    if (cell != nullptr) tagged(b_.CreateStore(bits(0), cell));
  }
  void look_at(Value* term, Value* cell) {
    if (cell == nullptr) return;
    const Inexact of = inexact(b_, term);
    Value* now = b_.CreateSelect(of.nan, bits(1), bits(0));
    if ((nest_.reduction_flags_ & kOverflow) != 0) now = b_.CreateOr(now, b_.CreateSelect(of.odd, bits(2), bits(0)));
    tagged(b_.CreateStore(b_.CreateOr(terms(cell), now), cell));
  }
  void look_at_result(Value* result, Value* cell) {
    if (body_.look_ == Look::odd && nest_.keeps_terms_) body_.note_odd(result);
    if (cell == nullptr) return;
    const Inexact of = inexact(b_, result);
    Value* before = terms(cell);
    const auto raise = [&](uint8_t flag, uint64_t bit, Value* made) {
      if ((nest_.reduction_flags_ & flag) == 0) return;
      body_.raise(nullptr, flag, b_.CreateAnd(made, b_.CreateICmpEQ(b_.CreateAnd(before, bits(bit)), bits(0))));
    };
    raise(kInvalid, 1, of.nan);
    raise(kOverflow, 2, of.odd);
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
      if (ordered_ && !tiled_ && depth + 1 == kept_.size()) return products_of(axis);
      body_.loop(lows_[axis], highs_[axis], false, [&](Value* index) {
        body_.with_index(axis, index, [&] { kept_loops(depth + 1); });
      });
      return;
    }
    if (tiled_) tile();
    else if (ordered_) products({}, 0);
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
    forget_terms(terms_);
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
    look_at_result(result, terms_);
    put(result);
  }

  void step(const std::map<size_t, Value*>& at) {
    Value* x = body_.eval(operand_);
    Value* before = take(sum_);
    look_at(x, terms_);
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
      body_.chosen_loop(mask_, last(), from, to, [&] {
        Value* x = body_.eval(operand_);
        look_at(x, terms_);
        keep(combine(take(block_), x, true), block_);
      });
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

  // ---- products in order ----

  /// The rows of the innermost kept axis, several of them at a time.
  void products_of(size_t axis) {
    Value* low = lows_[axis];
    Value* high = highs_[axis];
    Value* groups = b_.CreateUDiv(b_.CreateSub(high, low), b_.getInt64(kRows));
    Value* rest = b_.CreateAdd(low, b_.CreateMul(groups, b_.getInt64(kRows), "", true, true), "", true, true);
    unless_empty(b_.getInt64(0), groups, [&](Value* number) {
      std::vector<Value*> rows;
      Value* from = b_.CreateAdd(low, b_.CreateMul(number, b_.getInt64(kRows), "", true, true), "", true, true);
      for (int64_t row = 0; row < kRows; ++row) rows.push_back(b_.CreateAdd(from, b_.getInt64(static_cast<uint64_t>(row)), "", true, true));
      products(rows, axis);
    });
    unless_empty(rest, high, [&](Value* row) { products({row}, axis); });
  }

  void unless_empty(Value* low, Value* high, const std::function<void(Value*)>& inner) {
    BasicBlock* some = BasicBlock::Create(e_.context_, "some", body_.function_);
    BasicBlock* none = BasicBlock::Create(e_.context_, "none", body_.function_);
    b_.CreateCondBr(b_.CreateICmpSLT(low, high), some, none);
    b_.SetInsertPoint(some);
    body_.loop(low, high, false, inner);
    b_.CreateBr(none);
    b_.SetInsertPoint(none);
  }

  /// One product for each of `rows` of a kept axis; without rows, all that is left makes one.
  void products(const std::vector<Value*>& rows, size_t axis) {
    const size_t count = std::max<size_t>(rows.size(), 1);
    const auto in_row = [&](size_t row, const std::function<void()>& inner) {
      if (rows.empty()) inner();
      else body_.with_index(axis, rows[row], inner);
    };
    std::vector<AllocaInst*> made;
    for (size_t row = 0; row < count; ++row) {
      made.push_back(body_.local(type_, "product"));
      keep(identity(), made.back());
    }
    forget_terms(terms_);
    auto at = first_place();
    reduced_loops(0, at, [&] {
      if (factors_ == nullptr) {
        body_.loop(lows_[last()], highs_[last()], true, [&](Value* index) {
          for (size_t row = 0; row < count; ++row) {
            in_row(row, [&] {
              body_.set_inner(last(), index);
              Value* x = body_.eval(operand_);
              look_at(x, terms_);
              keep(combine(take(made[row]), x, false), made[row]);
            });
          }
        });
        body_.set_inner(last(), nullptr);
        return;
      }
      // The factors are computed for several elements at a time, and multiplied then.
      Value* tiles = b_.CreateUDiv(b_.CreateAdd(b_.CreateSub(highs_[last()], lows_[last()]), b_.getInt64(kTile - 1)), b_.getInt64(kTile));
      body_.loop(b_.getInt64(0), tiles, false, [&](Value* number) {
        Value* from = b_.CreateAdd(lows_[last()], b_.CreateMul(number, b_.getInt64(kTile), "", true, true), "", true, true);
        Value* to = b_.CreateBinaryIntrinsic(Intrinsic::smin, b_.CreateAdd(from, b_.getInt64(kTile), "", true, true), highs_[last()]);
        const auto cell = [&](size_t row, Value* index) {
          Value* place = b_.CreateAdd(b_.CreateSub(index, from, "", true, true), b_.getInt64(row * kTile), "", true, true);
          return b_.CreateInBoundsGEP(memory_type(), factors_, place);
        };
        for (size_t row = 0; row < count; ++row) {
          in_row(row, [&] {
            body_.loop(from, to, true, [&](Value* index) {
              body_.set_inner(last(), index);
              Value* x = body_.eval(operand_);
              look_at(x, terms_);
              put_cell(cell(row, index), x);
            });
            body_.set_inner(last(), nullptr);
          });
        }
        body_.loop(from, to, true, [&](Value* index) {
          for (size_t row = 0; row < count; ++row) keep(combine(take(made[row]), get_cell(cell(row, index)), false), made[row]);
        });
      });
    });
    for (size_t row = 0; row < count; ++row) {
      look_at_result(take(made[row]), terms_);
      in_row(row, [&] { put(take(made[row])); });
    }
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
    if (nest_.axes_[axis].constant.value_or(kTile + 1) <= kTile) return one_tile(low, high);
    Value* count = b_.CreateUDiv(b_.CreateAdd(b_.CreateSub(high, low), b_.getInt64(kTile - 1)), b_.getInt64(kTile));
    body_.loop(b_.getInt64(0), count, false, [&](Value* number) {
      Value* from = b_.CreateAdd(low, b_.CreateMul(number, b_.getInt64(kTile), "", true, true), "", true, true);
      one_tile(from, b_.CreateBinaryIntrinsic(Intrinsic::smin, b_.CreateAdd(from, b_.getInt64(kTile), "", true, true), high));
    });
  }

  void one_tile(Value* from, Value* to) {
    auto at = first_place();
    Value* first = is_arg() ? flat_index(at) : nullptr;
    each(from, to, [&](Value* cell, Value* place) {
      put_cell(cell, identity());
      forget_terms(terms_of_tile());
      if (place != nullptr) tagged(b_.CreateStore(first, place));
    });
    reduced_loops(0, at, [&] {
      Value* here = is_arg() ? flat_index(at) : nullptr;
      each(from, to, [&](Value* cell, Value* place) {
        Value* x = body_.eval(operand_);
        Value* before = get_cell(cell);
        look_at(x, terms_of_tile());
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
      look_at_result(get_cell(cell), terms_of_tile());
      if (place == nullptr || output_ != indices_) body_.store(output_, get_cell(cell));
    });
    body_.set_inner(last(), nullptr);
  }

  Value* terms_of_tile() { return terms_ == nullptr ? nullptr : b_.CreateInBoundsGEP(terms_type_, terms_, tile_offset_); }

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
      tile_offset_ = offset;
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
  bool ordered_;
  bool tiled_ = false;
  bool cascades_ = false;
  AllocaInst* sum_ = nullptr;
  AllocaInst* place_ = nullptr;
  AllocaInst* block_ = nullptr;
  AllocaInst* stack_ = nullptr;
  AllocaInst* pushed_ = nullptr;
  AllocaInst* filled_ = nullptr;
  AllocaInst* factors_ = nullptr;
  AllocaInst* tile_ = nullptr;
  AllocaInst* tile_indices_ = nullptr;
  Type* terms_type_ = nullptr;
  AllocaInst* terms_ = nullptr;
  Value* tile_offset_ = nullptr;
};

}  // namespace

bool is_ordered(const Emitter& emitter, Op op, wire::DType dtype) {
  return op == Op::Prod && !emitter.fast_ && dtype >= wire::DType::Float32;
}

Function* emit_reducer(NestEmitter& nest, const wire::NodeT& node, Entity* operand, Entity* mask, const std::string& name,
                       const ReducerPlan& plan) {
  const auto emit = [&](const std::string& own, Look look, Function* check) {
    return Reducer(nest.e_, nest, node, operand, mask, own, look).emit(plan.output, plan.indices, plan.chunk_axis, plan.rows_slot, check);
  };
  if (!nest.looks_) return emit(name, Look::each, nullptr);
  return emit(name, Look::odd, emit(name + "_check", Look::check, nullptr));
}

}  // namespace weft::compile::codegen
