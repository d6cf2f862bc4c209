// SPDX-License-Identifier: Apache-2.0
// The tiles of a leaf with their ends: rows and vectors at once, panels, transposed blocks, rows that run behind each other.
#include <algorithm>

#include "compile/jit.h"
#include "compile/loops/leaf_body.h"
#include "compile/loops/strips.h"
#include "memory/dtype.h"

namespace weft::compile::loops {

using namespace llvm;
using wire::Op;

namespace {

// Rows of a matrix that are read at the same time when it is walked down: as many streams as the hardware prefetches.
constexpr int64_t kStreams = 8;
// Iterations of the inner loop whose vectors stay in the first-level cache while all rows pass over them: 24 to 32 KB.
constexpr int64_t kPanelDepth = 128;

}  // namespace

void LeafBody::run_tiles() {
  const auto tiles = [&](std::optional<unsigned> wide = std::nullopt) {
    if (leaf_.rows != nullptr) {
      const auto [low, high] = bounds(*leaf_.rows);
      run_rows(low, high);
    } else {
      const auto [low, high] = bounds(*leaf_.lanes);
      run_lanes({}, wide.value_or(vectors_together(nest_, leaf_)), low, high);
    }
  };
  if (!leaf_.walks_down && !has_panels()) return tiles();
  const Loop& loop = *leaf_.inner[0];
  const auto [low, high] = bounds(loop);
  if (!leaf_.walks_down) {
    count(low, high, b_.getInt64(kPanelDepth), [&, high = high](Value* from) {
      const auto saved = limits_;
      Value* until = b_.CreateAdd(from, b_.getInt64(kPanelDepth), "", false, true);
      limits_[&loop] = {from, b_.CreateBinaryIntrinsic(Intrinsic::smin, until, high)};
      run_panels();
      limits_ = saved;
    });
    return;
  }
  count(low, high, b_.getInt64(kStreams), [&, low = low, high = high](Value* from) {
    const auto saved = limits_;
    Value* until = b_.CreateAdd(from, b_.getInt64(kStreams), "", false, true);
    BasicBlock* whole = BasicBlock::Create(e_.context_, "whole", function_);
    BasicBlock* part = BasicBlock::Create(e_.context_, "part", function_);
    BasicBlock* done = BasicBlock::Create(e_.context_, "done", function_);
    b_.CreateCondBr(b_.CreateICmpSLE(until, high), whole, part);
    b_.SetInsertPoint(whole);
    limits_[&loop] = {from, until};
    tiles();
    b_.CreateBr(done);
    b_.SetInsertPoint(part);
    limits_[&loop] = {from, high};
    tiles(e_.switches_.lean ? std::optional(1U) : std::nullopt);  // the rest of the rows, which are few: less code
    b_.CreateBr(done);
    b_.SetInsertPoint(done);
    limits_ = saved;
  });
}

/// Whether vectors that rows share are walked through one after the other, each by all rows.
bool LeafBody::has_panels() const {
  if (!e_.switches_.panels || leaf_.rows == nullptr || leaf_.inner.size() != 1 || is_transposing_) return false;
  const Loop& lanes = *leaf_.lanes;
  const uint32_t row = leaf_.rows->counter;
  return factor_of(lanes.lower, row) == 0 && factor_of(lanes.upper, row) == 0 &&
         std::ranges::none_of(*leaf_.items, [](const Item& item) { return item.loop != nullptr; });
}

void LeafBody::run_panels() {
  const auto [low, high] = bounds(*leaf_.rows);
  const auto [begin, end] = bounds(*leaf_.lanes);
  const auto whole = [&](Value* from, Value* to, uint64_t size) {
    Value* span = b_.CreateBinaryIntrinsic(Intrinsic::smax, b_.CreateSub(to, from, "", false, true), b_.getInt64(0));
    return b_.CreateAdd(from, b_.CreateMul(b_.CreateUDiv(span, b_.getInt64(size)), b_.getInt64(size), "", true, true), "", false, true);
  };
  const unsigned rows = rows_together(nest_, leaf_, e_.switches_);
  Value* last_group = whole(low, high, rows);
  const auto panel = [&, low = low, high = high](unsigned vectors, Value* lane, Value* mask) {
    if (leaf_.outer.empty()) poll();
    count(low, last_group, b_.getInt64(rows), [&](Value* row) {
      std::vector<Value*> group;
      for (unsigned k = 0; k < rows; ++k) group.push_back(b_.CreateAdd(row, b_.getInt64(k), "", false, true));
      run_tile(group, vectors, lane, mask);
    });
    count(last_group, high, b_.getInt64(1), [&](Value* row) { run_tile({row}, vectors, lane, mask); });
  };
  const unsigned vectors = vectors_together(nest_, leaf_);
  const auto lanes = static_cast<uint64_t>(vectors) * widest_;
  Value* last_whole = whole(begin, end, lanes);
  count(begin, last_whole, b_.getInt64(lanes), [&](Value* lane) { panel(vectors, lane, nullptr); });
  count(last_whole, end, b_.getInt64(widest_), [&, end = end](Value* lane) {
    Value* left = b_.CreateVectorSplat(widest_, b_.CreateSub(end, lane, "", false, true));
    panel(1, lane, b_.CreateICmpSLT(b_.CreateStepVector(FixedVectorType::get(b_.getInt64Ty(), widest_)), left));
  });
}

/// Rows in groups. Where lanes end differently for the rows of a group, the ends are run row by row.
void LeafBody::run_rows(Value* low, Value* high) {
  const Loop& rows = *leaf_.rows;
  const Loop& lanes = *leaf_.lanes;
  const bool ragged = factor_of(lanes.lower, rows.counter) != 0 || factor_of(lanes.upper, rows.counter) != 0;
  const bool divided = limits_.contains(&lanes);
  const unsigned together_rows = rows_together(nest_, leaf_, e_.switches_);
  const auto lanes_of_row = [&](Value* row) {
    counters_[rows.counter] = row;
    return divided ? limits_.at(&lanes) : bounds(lanes);
  };
  count(low, high, b_.getInt64(together_rows), [&](Value* row) {
    if (leaf_.outer.empty()) poll();
    Value* last = b_.CreateAdd(row, b_.getInt64(together_rows - 1), "", false, true);
    Value* full = b_.CreateICmpSLT(last, high);
    const auto first_lanes = lanes_of_row(row);
    const auto last_lanes = lanes_of_row(last);
    Value* from = b_.CreateBinaryIntrinsic(Intrinsic::smax, first_lanes.first, last_lanes.first);
    Value* until = b_.CreateBinaryIntrinsic(Intrinsic::smin, first_lanes.second, last_lanes.second);
    until = b_.CreateBinaryIntrinsic(Intrinsic::smax, from, until);
    Value* end = b_.getInt64(INT64_MAX);
    BasicBlock* before = b_.GetInsertBlock();
    BasicBlock* together = BasicBlock::Create(e_.context_, "rows", function_);
    BasicBlock* ends = BasicBlock::Create(e_.context_, "ends", function_);
    b_.CreateCondBr(full, together, ends);
    b_.SetInsertPoint(together);
    std::vector<Value*> group;
    for (unsigned k = 0; k < together_rows; ++k) group.push_back(b_.CreateAdd(row, b_.getInt64(k), "", false, true));
    run_lanes(group, vectors_together(nest_, leaf_), from, until);
    BasicBlock* done = ragged ? nullptr : BasicBlock::Create(e_.context_, "done", function_);
    BasicBlock* came = b_.GetInsertBlock();
    b_.CreateBr(ragged ? ends : done);
    b_.SetInsertPoint(ends);
    const auto merged = [&](Value* of_group, Value* of_rest) -> Value* {
      if (!ragged) return of_rest;
      PHINode* phi = b_.CreatePHI(b_.getInt64Ty(), 2);
      phi->addIncoming(of_rest, before);
      phi->addIncoming(of_group, came);
      return phi;
    };
    Value* left = merged(from, end);
    Value* right = merged(until, end);
    Value* stop = b_.CreateBinaryIntrinsic(Intrinsic::smin, high, b_.CreateAdd(row, b_.getInt64(together_rows), "", false, true));
    count(row, stop, b_.getInt64(1), [&](Value* one) {
      const auto [begin, finish] = lanes_of_row(one);
      count(b_.getInt64(0), b_.getInt64(2), b_.getInt64(1), [&, begin = begin, finish = finish](Value* side) {
        Value* is_left = b_.CreateICmpEQ(side, b_.getInt64(0));
        Value* a = b_.CreateSelect(is_left, begin, b_.CreateBinaryIntrinsic(Intrinsic::smax, right, begin));
        Value* z = b_.CreateSelect(is_left, b_.CreateBinaryIntrinsic(Intrinsic::smin, left, finish), finish);
        run_lanes({one}, 1, a, z);
      });
    });
    if (done != nullptr) {
      b_.CreateBr(done);
      b_.SetInsertPoint(done);
    }
  });
}

void LeafBody::run_jammed() {
  function_->addFnAttr(kRowsInOrder);
  const Loop& rows = *leaf_.rows;
  const auto [low, high] = bounds(rows);
  count(low, high, b_.getInt64(kJammedRows), [&, high = high](Value* row) {
    if (leaf_.outer.empty()) poll();
    if (leaf_.skew != 0) return run_skewed(row, high);
    BasicBlock* together = BasicBlock::Create(e_.context_, "rows", function_);
    BasicBlock* rest = BasicBlock::Create(e_.context_, "rest", function_);
    BasicBlock* done = BasicBlock::Create(e_.context_, "done", function_);
    b_.CreateCondBr(b_.CreateICmpSLT(b_.CreateAdd(row, b_.getInt64(kJammedRows - 1), "", false, true), high), together, rest);
    b_.SetInsertPoint(together);
    instances_.assign(kJammedRows, {});
    for (int64_t k = 0; k < kJammedRows; ++k) instances_[static_cast<size_t>(k)].counters[rows.counter] = b_.CreateAdd(row, b_.getInt64(static_cast<uint64_t>(k)), "", false, true);
    run_inner(0);
    b_.CreateBr(done);
    b_.SetInsertPoint(rest);
    count(row, high, b_.getInt64(1), [&](Value* one) {
      instances_.assign(1, {});
      instances_[0].counters[rows.counter] = one;
      run_inner(0);
    });
    b_.CreateBr(done);
    b_.SetInsertPoint(done);
  });
  instances_.assign(1, {});
}

/// Rows from `row` on, each of which starts `skew` iterations after the one before it. Until the last of them starts, and after the first
/// of them has ended, and where there are few rows or iterations, the rows run one after the other.
/// `part`: only those iterations of the first row; what comes before all of them belongs to the first part, what comes after them to the last.
void LeafBody::run_skewed(Value* row, Value* high, const std::pair<Value*, Value*>* part) {
  const Loop& rows = *leaf_.rows;
  const Loop& loop = *leaf_.inner[0];
  const auto [low, end] = bounds(loop);
  const auto add = [&](Value* a, int64_t b) { return b_.CreateAdd(a, b_.getInt64(static_cast<uint64_t>(b)), "", false, true); };
  const auto times = [&](Value* a) { return b_.CreateMul(a, b_.getInt64(static_cast<uint64_t>(leaf_.skew)), "", false, true); };
  const auto minus = [&](Value* a, Value* b) { return b_.CreateSub(a, b, "", false, true); };
  Value* begin = add(low, leaf_.skew * (kJammedRows - 1));
  Value* together = b_.CreateAnd(b_.CreateICmpSLT(add(row, kJammedRows - 1), high), b_.CreateICmpSLT(begin, end));
  Value* is_first = b_.getTrue();
  Value* is_last = b_.getTrue();
  if (part != nullptr) {
    is_first = b_.CreateICmpSLE(part->first, begin);
    is_last = b_.CreateAnd(b_.CreateICmpSGE(part->second, end), b_.CreateOr(b_.CreateICmpSLT(part->first, end), is_first));
  }
  const auto one_by_one = [&](int64_t first, const std::function<std::pair<Value*, Value*>(Value*)>& columns) {
    Value* last = b_.CreateBinaryIntrinsic(Intrinsic::smin, add(row, kJammedRows), high);
    count(add(row, first), last, b_.getInt64(1), [&](Value* one) {
      instances_.assign(1, {});
      instances_[0].counters[rows.counter] = one;
      limits_[&loop] = columns(minus(one, row));
      run_inner(0);
    });
  };
  one_by_one(0, [&, low = low, end = end](Value* k) {
    Value* before = b_.CreateSelect(is_first, minus(begin, times(k)), low);
    return std::pair(low, b_.CreateSelect(together, before, b_.CreateSelect(is_last, end, low)));
  });
  instances_.assign(kJammedRows, {});
  for (int64_t k = 0; k < kJammedRows; ++k) {
    instances_[static_cast<size_t>(k)].counters[rows.counter] = add(row, k);
    instances_[static_cast<size_t>(k)].behind = k * leaf_.skew;
  }
  Value* from = part == nullptr ? begin : b_.CreateBinaryIntrinsic(Intrinsic::smax, begin, part->first);
  Value* until = part == nullptr ? end : b_.CreateBinaryIntrinsic(Intrinsic::smin, end, part->second);
  limits_[&loop] = {b_.CreateSelect(together, from, end), until};
  run_inner(0);
  Value* after = b_.CreateAnd(together, is_last);
  one_by_one(1, [&, end = end](Value* k) { return std::pair(b_.CreateSelect(after, minus(end, times(k)), end), end); });
  limits_.erase(&loop);
  instances_.assign(1, {});
}

/// The iterations of the inner loop that the row has of those from `from` on.
void LeafBody::run_part_of_row(Value* row, Value* from, Value* until) {
  const Loop& loop = *leaf_.inner[0];
  instances_.assign(1, {});
  instances_[0].counters[leaf_.rows->counter] = row;
  const auto [low, high] = bounds(loop);
  limits_[&loop] = {b_.CreateBinaryIntrinsic(Intrinsic::smax, low, from), b_.CreateBinaryIntrinsic(Intrinsic::smin, high, until)};
  run_inner(0);
  limits_.erase(&loop);
  instances_.assign(1, {});
}

/// Strips of rows in the order of the program, as long as there are any that no thread has taken. Each runs in parts, so many iterations of
/// all of its rows, and waits before each part until the strip before is a part ahead; one that waits for long goes to another thread.
/// Groups of rows within a strip are as far behind each other as rows within a group.
void LeafBody::run_strips() {
  const Loop& rows = *leaf_.rows;
  const auto i64 = [&](int64_t a) { return b_.getInt64(static_cast<uint64_t>(a)); };
  const auto [low, high] = bounds(rows);
  Value* begin = leaf_.columns ? number(leaf_.columns->first, {}) : b_.CreateAdd(bounds(*leaf_.inner[0]).first, i64(leaf_.skew * (kJammedRows - 1)), "", false, true);
  Value* strips = slot(layout_.strips, b_.getPtrTy());
  const auto field = [&](size_t offset) {
    return b_.CreateLoad(b_.getInt64Ty(), b_.CreateConstInBoundsGEP1_64(b_.getInt8Ty(), strips, offset));
  };
  Value* strip_rows = field(offsetof(StripsShape, rows));
  Value* in_turn = field(offsetof(StripsShape, in_turn));
  Value* parts = field(offsetof(StripsShape, parts));
  Value* part_size = field(offsetof(StripsShape, part));
  const auto call = [&](const char* name, Type* result, ArrayRef<Value*> arguments) {
    std::vector<Type*> types;
    for (Value* argument : arguments) types.push_back(argument->getType());
    FunctionCallee callee = e_.module_.getOrInsertFunction(name, FunctionType::get(result, types, false));
    cast<Function>(callee.getCallee())->setDoesNotThrow();
    return b_.CreateCall(callee, arguments);
  };
  BasicBlock* next = BasicBlock::Create(e_.context_, "next", function_);
  BasicBlock* taken = BasicBlock::Create(e_.context_, "taken", function_);
  BasicBlock* done = BasicBlock::Create(e_.context_, "done", function_);
  b_.CreateBr(next);
  b_.SetInsertPoint(next);
  Value* next_part = call("weft_take_strip", b_.getInt64Ty(), {strips});
  b_.CreateCondBr(b_.CreateICmpSLT(next_part, i64(0)), done, taken);
  b_.SetInsertPoint(taken);
  Value* strip = b_.CreateUDiv(next_part, parts);
  if (!leaf_.outer.empty()) counters_[leaf_.outer[0]->counter] = b_.CreateAdd(bounds(*leaf_.outer[0]).first, b_.CreateUDiv(strip, in_turn), "", false, true);
  Value* first = b_.CreateAdd(low, b_.CreateMul(b_.CreateURem(strip, in_turn), strip_rows), "", false, true);
  Value* last = b_.CreateBinaryIntrinsic(Intrinsic::smin, high, b_.CreateAdd(first, strip_rows, "", false, true));
  count(b_.CreateURem(next_part, parts), parts, i64(1), [&, high = high](Value* part) {
    BasicBlock* go_on = BasicBlock::Create(e_.context_, "go", function_);
    b_.CreateCondBr(call("weft_await_strip", b_.getInt1Ty(), {strips, strip, part}), next, go_on);
    b_.SetInsertPoint(go_on);
    Value* at = b_.CreateAdd(begin, b_.CreateMul(part, part_size), "", false, true);
    count(first, last, i64(leaf_.columns ? 1 : kJammedRows), [&](Value* row) {
      if (leaf_.columns) return run_part_of_row(row, at, b_.CreateAdd(at, part_size, "", false, true));
      Value* from = b_.CreateSub(at, b_.CreateMul(b_.CreateSub(row, first, "", false, true), i64(leaf_.skew)), "", false, true);
      const std::pair<Value*, Value*> columns(from, b_.CreateAdd(from, part_size, "", false, true));
      run_skewed(row, high, &columns);
    });
    call("weft_end_part", b_.getVoidTy(), {strips, strip, b_.CreateAdd(part, i64(1), "", false, true)});
  });
  b_.CreateBr(next);
  b_.SetInsertPoint(done);
}

/// Whole groups of vectors, then single ones; the last one by its mask. Where masked reads are dear, whole single vectors come before.
void LeafBody::run_lanes(const std::vector<Value*>& rows, unsigned vectors, Value* low, Value* high) {
  const auto lanes = static_cast<uint64_t>(vectors) * widest_;
  Value* at = low;
  if (vectors > 1 || is_transposing_) {
    Value* span = b_.CreateBinaryIntrinsic(Intrinsic::smax, b_.CreateSub(high, low, "", false, true), b_.getInt64(0));
    Value* groups = b_.CreateUDiv(span, b_.getInt64(lanes));
    Value* end = b_.CreateAdd(low, b_.CreateMul(groups, b_.getInt64(lanes), "", true, true), "", false, true);
    count(low, end, b_.getInt64(lanes), [&](Value* lane) { run_tile(rows, vectors, lane, nullptr); });
    at = end;
  }
  count(at, high, b_.getInt64(widest_), [&](Value* lane) {
    Type* vector = FixedVectorType::get(b_.getInt64Ty(), widest_);
    Value* left = b_.CreateVectorSplat(widest_, b_.CreateSub(high, lane, "", false, true));
    run_tile(rows, 1, lane, b_.CreateICmpSLT(b_.CreateStepVector(vector), left));
  });
}

void LeafBody::run_tile(const std::vector<Value*>& rows, unsigned vectors, Value* lane, Value* mask) {
  const auto saved = std::exchange(instances_, {});
  rows_ = std::max<size_t>(1, rows.size());
  width_ = widest_;
  mask_ = mask;
  for (size_t row = 0; row < rows_; ++row) {
    for (unsigned vector = 0; vector < vectors; ++vector) {
      Instance& instance = instances_.emplace_back();
      if (!rows.empty()) instance.counters[leaf_.rows->counter] = rows[row];
      instance.counters[leaf_.lanes->counter] = b_.CreateAdd(lane, b_.getInt64(static_cast<uint64_t>(vector) * widest_), "", false, true);
    }
  }
  if (leaf_.triangle) run_steps();
  else run_inner(0);
  instances_ = saved;
  width_ = 1;
  mask_ = nullptr;
}

}  // namespace weft::compile::loops
