// SPDX-License-Identifier: Apache-2.0
// The loops of a leaf: outer ones, tiles with their ends, partial sums in registers, transposed blocks.
#include <algorithm>

#include "compile/loops/leaf_body.h"
#include "memory/dtype.h"

namespace weft::compile::loops {

using namespace llvm;
using wire::Op;

namespace {

// Rows and vectors of a tile: 12 sums in flight hide the latency of adding (4 cycles, one or two a cycle), and with what they are made of
// they fit 32 registers; 16 registers hold 4 by 2.
constexpr unsigned kRows = 4;
// Where blocks are transposed in registers first, one vector beside more rows: each block is then used by more of them.
constexpr unsigned kRowsOfBlocks = 8;
constexpr unsigned kVectors = 3;
constexpr unsigned kVectorsOfFewRegisters = 2;
// Vectors beside each other when there are no rows.
constexpr unsigned kWide = 4;
// Rows of a matrix that are read at the same time when it is walked down: as many streams as the hardware prefetches.
constexpr int64_t kStreams = 8;
// Iterations of the inner loop whose vectors stay in the first-level cache while all rows pass over them: 24 to 32 KB.
constexpr int64_t kPanelDepth = 128;

}  // namespace

unsigned vector_bits() {
  static const unsigned bits = [] {
    const auto features = sys::getHostCPUFeatures();
    const auto has = [&](const char* name) { return features.lookup(name); };
    return has("avx512f") && has("avx512vl") && has("avx512dq") ? 512U : has("avx2") ? 256U : 128U;
  }();
  return bits;
}

LeafBody::LeafBody(Emitter& emitter, const Nest& nest, const Leaf& leaf, const Layout& layout, const std::string& name, bool wraps)
    : e_(emitter), nest_(nest), leaf_(leaf), layout_(layout), wraps_(wraps), b_(emitter.context_) {
  Type* i64 = b_.getInt64Ty();
  function_ = Function::Create(FunctionType::get(b_.getVoidTy(), {b_.getPtrTy(), i64, i64, b_.getInt32Ty()}, false),
                               Function::InternalLinkage, name, e_.module_);
  function_->setDoesNotThrow();
  const std::string bits = std::to_string(leaf.lanes == nullptr ? 256U : vector_bits());
  function_->addFnAttr("prefer-vector-width", bits);
  function_->addFnAttr("min-legal-vector-width", bits);
  function_->addFnAttr(Attribute::MustProgress);
  function_->addParamAttr(0, Attribute::NoAlias);
  entry_ = BasicBlock::Create(e_.context_, "entry", function_);
  exit_ = BasicBlock::Create(e_.context_, "exit", function_);
  IRBuilder<>(exit_).CreateRetVoid();
  BasicBlock* start = BasicBlock::Create(e_.context_, "start", function_);
  IRBuilder<>(entry_).CreateBr(start);
  b_.SetInsertPoint(start);
  if (e_.fast_) {
    FastMathFlags flags;
    flags.setAllowContract();
    b_.setFastMathFlags(flags);
  }
  int64_t item = 4;
  for (const Array& array : nest.arrays) item = std::max(item, memory::item_size(array.type->dtype));
  if (leaf.lanes != nullptr) widest_ = vector_bits() / 8 / static_cast<unsigned>(item);
  if (leaf.lanes != nullptr) {
    for (const Place& place : places(nest, *leaf.items, {})) {
      const Loop* innermost = !place.loops.empty() ? place.loops.back() : !leaf.inner.empty() ? leaf.inner.back() : nullptr;
      is_transposing_ = is_transposing_ || (innermost != nullptr && can_transpose(*place.access, *leaf.lanes, *innermost));
    }
  }
  MDBuilder metadata(e_.context_);
  MDNode* domain = metadata.createAnonymousAliasScopeDomain(name);
  for (size_t index = 0; index < nest.arrays.size(); ++index) scopes_.push_back(metadata.createAnonymousAliasScope(domain));
}

Function* LeafBody::emit() {
  if (leaf_.divided != nullptr) {
    // Its bounds hold no counter of the leaf, so they are known here.
    const auto [low, high] = bounds(*leaf_.divided);
    (void)high;
    limits_[leaf_.divided] = {b_.CreateAdd(low, function_->getArg(1), "", false, true), b_.CreateAdd(low, function_->getArg(2), "", false, true)};
  }
  instances_.resize(1);
  begin_flags();
  run_outer(0);
  tell_raised();
  b_.CreateBr(exit_);
  return function_;
}

std::pair<Value*, Value*> LeafBody::bounds(const Loop& loop) {
  if (const auto found = limits_.find(&loop); found != limits_.end()) return found->second;
  static const Instance kNone;
  const Instance& first = instances_.empty() ? kNone : instances_[0];
  return {number(loop.lower, first), number(loop.upper, first)};
}

/// A loop that may run not at all.
void LeafBody::count(Value* low, Value* high, Value* step, const std::function<void(Value*)>& body, bool parallel) {
  BasicBlock* before = b_.GetInsertBlock();
  BasicBlock* loop = BasicBlock::Create(e_.context_, "loop", function_);
  BasicBlock* after = BasicBlock::Create(e_.context_, "after", function_);
  b_.CreateCondBr(b_.CreateICmpSLT(low, high), loop, after);
  b_.SetInsertPoint(loop);
  PHINode* index = b_.CreatePHI(b_.getInt64Ty(), 2);
  index->addIncoming(low, before);
  MDNode* outer_group = group_;
  if (parallel) group_ = MDNode::getDistinct(e_.context_, {});
  body(index);
  Value* next = b_.CreateAdd(index, step, "", false, true);
  index->addIncoming(next, b_.GetInsertBlock());
  BranchInst* back = b_.CreateCondBr(b_.CreateICmpSLT(next, high), loop, after);
  SmallVector<Metadata*, 4> properties = {nullptr, MDNode::get(e_.context_, MDString::get(e_.context_, "llvm.loop.mustprogress"))};
  if (parallel) properties.push_back(MDNode::get(e_.context_, {MDString::get(e_.context_, "llvm.loop.parallel_accesses"), group_}));
  group_ = outer_group;
  // Tiles are large as they are; only rows that are walked down are few enough to lay out one after the other.
  if ((leaf_.lanes != nullptr && !leaf_.walks_down) || leaf_.rows != nullptr) properties.push_back(MDNode::get(e_.context_, MDString::get(e_.context_, "llvm.loop.unroll.disable")));
  MDNode* id = MDNode::getDistinct(e_.context_, properties);
  id->replaceOperandWith(0, id);
  back->setMetadata(LLVMContext::MD_loop, id);
  b_.SetInsertPoint(after);
}

void LeafBody::poll() {
  FunctionCallee callee = e_.module_.getOrInsertFunction("weft_loops_cancelled", FunctionType::get(b_.getInt1Ty(), {b_.getPtrTy()}, false));
  cast<Function>(callee.getCallee())->setDoesNotThrow();
  // It writes nothing, and what it reads nobody else here does: values stay in registers across it.
  cast<Function>(callee.getCallee())->setMemoryEffects(MemoryEffects::inaccessibleMemOnly());
  BasicBlock* go_on = BasicBlock::Create(e_.context_, "go", function_);
  b_.CreateCondBr(b_.CreateCall(callee, {slot(layout_.run, b_.getPtrTy())}), exit_, go_on, MDBuilder(e_.context_).createBranchWeights(1, 1 << 20));
  b_.SetInsertPoint(go_on);
}

void LeafBody::run_outer(size_t position) {
  if (position == leaf_.outer.size()) {
    if (leaf_.lanes != nullptr) run_tiles();
    else if (leaf_.rows != nullptr) run_jammed();
    else run_items(*leaf_.items);
    return;
  }
  const Loop& loop = *leaf_.outer[position];
  const auto [low, high] = bounds(loop);
  const bool last = position + 1 == leaf_.outer.size();
  const bool has_inner = std::ranges::any_of(*leaf_.items, [](const Item& item) { return item.loop != nullptr; });
  if (last && leaf_.lanes == nullptr && leaf_.rows == nullptr && !has_inner) {
    if (leaf_.is_parallel_inside) {
      count(low, high, b_.getInt64(1), [&](Value* index) {
        counters_[loop.counter] = index;
        run_items(*leaf_.items);
      }, true);
    } else {
      run_loop(loop, low, high, [&] { run_items(*leaf_.items); }, leaf_.items);
    }
    return;
  }
  count(low, high, b_.getInt64(1), [&](Value* index) {
    counters_[loop.counter] = index;
    if (position == 0) poll();
    run_outer(position + 1);
  });
}

void LeafBody::run_tiles() {
  const auto tiles = [&] {
    if (leaf_.rows != nullptr) {
      const auto [low, high] = bounds(*leaf_.rows);
      run_rows(low, high);
    } else {
      const auto [low, high] = bounds(*leaf_.lanes);
      run_lanes({}, is_transposing_ ? 1 : kWide, low, high);
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
    tiles();
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
  Value* last_group = whole(low, high, kRows);
  const auto panel = [&, low = low, high = high](unsigned vectors, Value* lane, Value* mask) {
    if (leaf_.outer.empty()) poll();
    count(low, last_group, b_.getInt64(kRows), [&](Value* row) {
      std::vector<Value*> group;
      for (unsigned k = 0; k < kRows; ++k) group.push_back(b_.CreateAdd(row, b_.getInt64(k), "", false, true));
      run_tile(group, vectors, lane, mask);
    });
    count(last_group, high, b_.getInt64(1), [&](Value* row) { run_tile({row}, vectors, lane, mask); });
  };
  const unsigned vectors = vector_bits() == 512 ? kVectors : kVectorsOfFewRegisters;
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
  const unsigned together_rows = is_transposing_ && e_.switches_.panels ? kRowsOfBlocks : kRows;
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
    run_lanes(group, is_transposing_ ? 1 : vector_bits() == 512 ? kVectors : kVectorsOfFewRegisters, from, until);
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
void LeafBody::run_skewed(Value* row, Value* high) {
  const Loop& rows = *leaf_.rows;
  const Loop& loop = *leaf_.inner[0];
  const auto [low, end] = bounds(loop);
  const auto add = [&](Value* a, int64_t b) { return b_.CreateAdd(a, b_.getInt64(static_cast<uint64_t>(b)), "", false, true); };
  const auto times = [&](Value* a) { return b_.CreateMul(a, b_.getInt64(static_cast<uint64_t>(leaf_.skew)), "", false, true); };
  const auto minus = [&](Value* a, Value* b) { return b_.CreateSub(a, b, "", false, true); };
  Value* begin = add(low, leaf_.skew * (kJammedRows - 1));
  Value* together = b_.CreateAnd(b_.CreateICmpSLT(add(row, kJammedRows - 1), high), b_.CreateICmpSLT(begin, end));
  const auto one_by_one = [&](int64_t first, const std::function<std::pair<Value*, Value*>(Value*)>& part) {
    Value* last = b_.CreateBinaryIntrinsic(Intrinsic::smin, add(row, kJammedRows), high);
    count(add(row, first), last, b_.getInt64(1), [&](Value* one) {
      instances_.assign(1, {});
      instances_[0].counters[rows.counter] = one;
      limits_[&loop] = part(minus(one, row));
      run_inner(0);
    });
  };
  one_by_one(0, [&](Value* k) { return std::pair(low, b_.CreateSelect(together, minus(begin, times(k)), end)); });
  instances_.assign(kJammedRows, {});
  for (int64_t k = 0; k < kJammedRows; ++k) {
    instances_[static_cast<size_t>(k)].counters[rows.counter] = add(row, k);
    instances_[static_cast<size_t>(k)].behind = k * leaf_.skew;
  }
  limits_[&loop] = {b_.CreateSelect(together, begin, end), end};
  run_inner(0);
  one_by_one(1, [&](Value* k) { return std::pair(b_.CreateSelect(together, minus(end, times(k)), end), end); });
  limits_.erase(&loop);
  instances_.assign(1, {});
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
  run_inner(0);
  instances_ = saved;
  width_ = 1;
  mask_ = nullptr;
}

void LeafBody::run_inner(size_t position) {
  if (position == leaf_.inner.size()) return run_items(*leaf_.items);
  const Loop& loop = *leaf_.inner[position];
  const auto [low, high] = bounds(loop);
  const bool has_inner = std::ranges::any_of(*leaf_.items, [](const Item& item) { return item.loop != nullptr; });
  const bool last = position + 1 == leaf_.inner.size() && !has_inner;
  run_loop(loop, low, high, [&] { run_inner(position + 1); }, last ? leaf_.items : nullptr);
}

void LeafBody::run_items(const std::vector<Item>& items) {
  for (const Item& item : items) {
    for (const wire::NodeT* node : item.nodes) {
      for (size_t instance = 0; instance < instances_.size(); ++instance) run_node(*node, instance);
    }
    if (!item.loop) continue;
    const auto [low, high] = bounds(*item.loop);
    const bool innermost = std::ranges::none_of(item.loop->body, [](const Item& inner) { return inner.loop != nullptr; });
    run_loop(*item.loop, low, high, [&] { run_items(item.loop->body); }, innermost ? &item.loop->body : nullptr);
  }
}

/// Elements that the loop adds to again and again: written in it, and touched through this one subscript only.
std::vector<const Access*> LeafBody::partial_sums(const Loop& loop, const std::vector<Item>& items) const {
  std::vector<const Access*> found;
  const auto all = places(nest_, items, {&loop});
  for (const Place& place : all) {
    const Access& access = *place.access;
    if (!access.write || cell_of(access) != nullptr) continue;
    const bool known = std::ranges::any_of(found, [&](const Access* other) { return other->array == access.array; });
    const bool moves = std::ranges::any_of(place.loops, [&](const Loop* around) {
      return std::ranges::any_of(access.index, [&](const Linear& index) { return factor_of(index, around->counter) != 0; });
    });
    const bool alone = std::ranges::all_of(all, [&](const Place& other) {
      return other.access->array != access.array || other.access->index == access.index;
    });
    if (!known && !moves && alone) found.push_back(&access);
  }
  return found;
}

const LeafBody::Cell* LeafBody::cell_of(const Access& access) const {
  for (const Cell& cell : cells_) {
    if (cell.access->array == access.array && cell.access->index == access.index) return &cell;
  }
  return nullptr;
}

const LeafBody::Kept* LeafBody::kept_of(const Access& access) const {
  const auto found = std::ranges::find_if(kept_, [&](const Kept& kept) {
    if (kept.of.array != access.array) return false;
    const auto own = kept.of.reads.begin() + static_cast<std::ptrdiff_t>(kept.own);
    return access.write ? access.index == kept.of.written : std::find(kept.of.reads.begin(), own, access.index) != own;
  });
  return found == kept_.end() ? nullptr : &*found;
}

/// Of rows that run behind each other: how many iterations ago the row before wrote what this one reads; 0 when that is not known.
int64_t LeafBody::behind_row_before(const Carried& carried, const Access& access) const {
  if (leaf_.skew == 0 || instances_.size() < 2 || access.array != carried.array || access.write) return 0;
  const uint32_t row = leaf_.rows->counter;
  const uint32_t inner = leaf_.inner[0]->counter;
  std::optional<int64_t> steps;
  size_t axes_of_row = 0;
  for (size_t axis = 0; axis < access.index.size(); ++axis) {
    const Linear& written = carried.written[axis];
    const int64_t factor = factor_of(written, inner);
    if (factor_of(written, row) != 0) {
      if (factor != 0) return 0;  // every row has elements of its own
      ++axes_of_row;
    }
    const auto gap = (access.index[axis] - substitute(written, row, Linear::symbol(row) - Linear::of(1))).value();
    if (!gap) return 0;
    if (factor == 0) {
      if (*gap != 0) return 0;
      continue;
    }
    if (steps || (factor != 1 && factor != -1)) return 0;
    steps = leaf_.skew - *gap * factor;
  }
  return steps && axes_of_row == 1 && *steps > 0 ? *steps : 0;
}

/// What rows read of those before them stays in registers too, where it was written a few iterations ago.
void LeafBody::add_rows_before(Carried& carried, const std::vector<Item>& items) const {
  constexpr int64_t kFarthest = 4;
  int64_t farthest = 0;
  for (const Item& item : items) {
    for (const wire::NodeT* node : item.nodes) {
      const auto found = nest_.accesses.find(node);
      if (found == nest_.accesses.end()) continue;
      const int64_t steps = behind_row_before(carried, found->second);
      if (steps <= kFarthest) farthest = std::max(farthest, steps);
    }
  }
  for (auto back = static_cast<int64_t>(carried.reads.size()) + 1; back <= farthest; ++back) {
    std::vector<Linear> before;
    const uint32_t inner = leaf_.inner[0]->counter;
    for (const Linear& index : carried.written) before.push_back(substitute(index, inner, Linear::symbol(inner) - Linear::of(back)));
    carried.reads.push_back(std::move(before));
  }
}

/// Before the first iteration, whose counter is set.
void LeafBody::keep(const Carried& carried, size_t own) {
  Kept kept{carried, {}, {}, own};
  Type* type = typed(e_.element_type(nest_.arrays[carried.array].type->dtype));
  for (const auto& index : carried.reads) {
    auto& places = kept.reads.emplace_back();
    for (size_t instance = 0; instance < instances_.size(); ++instance) {
      places.push_back(local(type, "kept"));
      if (kept.reads.size() > own && instance + 1 == instances_.size()) continue;  // of the last row nobody reads them
      b_.CreateStore(widen(read(Access{carried.array, false, index}, instance)), places.back());
    }
  }
  for (size_t instance = 0; instance < instances_.size(); ++instance) kept.written.push_back(local(type, "written"));
  kept_.push_back(std::move(kept));
}

/// At the end of an iteration.
void LeafBody::keep_next() {
  for (const Kept& kept : kept_) {
    for (size_t instance = 0; instance < instances_.size(); ++instance) {
      for (size_t back = kept.reads.size(); back-- > 0;) {
        AllocaInst* from = back == 0 ? kept.written[instance] : kept.reads[back - 1][instance];
        b_.CreateStore(b_.CreateLoad(from->getAllocatedType(), from), kept.reads[back][instance]);
      }
    }
  }
}

/// `innermost` are the items when there are no loops in them.
void LeafBody::run_loop(const Loop& loop, Value* low, Value* high, const std::function<void()>& body, const std::vector<Item>* innermost) {
  // What is inside: for inner loops of the chain that is everything inside of them.
  const std::vector<Item>* inside = innermost;
  const auto in_chain = std::ranges::find(leaf_.inner, &loop);
  if (inside == nullptr) inside = in_chain != leaf_.inner.end() ? leaf_.items : &loop.body;
  auto sums = partial_sums(loop, *inside);
  if (in_chain != leaf_.inner.end()) {
    // Loops of the chain that are further inside move elements too.
    std::erase_if(sums, [&](const Access* access) {
      return std::any_of(in_chain + 1, leaf_.inner.end(), [&](const Loop* other) {
        return std::ranges::any_of(access->index, [&](const Linear& index) { return factor_of(index, other->counter) != 0; });
      });
    });
  }
  std::vector<Carried> kept;
  if (innermost != nullptr && e_.switches_.carry) kept = carried(nest_, loop, *innermost);
  BasicBlock* done = nullptr;
  if (!sums.empty() || !kept.empty()) {
    BasicBlock* runs = BasicBlock::Create(e_.context_, "runs", function_);
    done = BasicBlock::Create(e_.context_, "done", function_);
    b_.CreateCondBr(b_.CreateICmpSLT(low, high), runs, done);
    b_.SetInsertPoint(runs);
    counters_[loop.counter] = low;
    for (Carried& one : kept) {
      const size_t own = one.reads.size();
      if (leaf_.inner.size() == 1 && leaf_.inner[0] == &loop) add_rows_before(one, *innermost);
      keep(one, own);
    }
    for (const Access* access : sums) {
      Cell cell{access, {}};
      Type* type = typed(e_.element_type(nest_.arrays[access->array].type->dtype));
      for (size_t instance = 0; instance < instances_.size(); ++instance) {
        cell.places.push_back(local(type, "sum"));
        b_.CreateStore(read(*access, instance), cell.places.back());
      }
      cells_.push_back(std::move(cell));
    }
  }
  const auto blocks = [&]() -> std::vector<const Access*> {
    std::vector<const Access*> found;
    if (innermost == nullptr || leaf_.lanes == nullptr || width_ == 1) return found;
    for (const Item& item : *innermost) {
      for (const wire::NodeT* node : item.nodes) {
        const auto access = nest_.accesses.find(node);
        if (access != nest_.accesses.end() && cell_of(access->second) == nullptr && kept_of(access->second) == nullptr &&
            can_transpose(access->second, *leaf_.lanes, loop)) {
          found.push_back(&access->second);
        }
      }
    }
    return found;
  }();
  Value* at = low;
  if (!blocks.empty() && mask_ == nullptr) {
    const auto step = b_.getInt64(width_);
    Value* span = b_.CreateBinaryIntrinsic(Intrinsic::smax, b_.CreateSub(high, low, "", false, true), b_.getInt64(0));
    Value* end = b_.CreateAdd(low, b_.CreateAnd(span, b_.getInt64(~static_cast<uint64_t>(width_ - 1))), "", false, true);
    count(low, end, step, [&](Value* index) {
      counters_[loop.counter] = index;
      for (const Access* access : blocks) {
        for (size_t instance = 0; instance < instances_.size(); ++instance) (void)transpose(*access, instance);
      }
      for (unsigned k = 0; k < width_; ++k) {
        counters_[loop.counter] = b_.CreateAdd(index, b_.getInt64(k), "", false, true);
        in_block_ = k;
        body();
        keep_next();
      }
      blocks_.clear();
    });
    at = end;
  }
  count(at, high, b_.getInt64(1), [&](Value* index) {
    counters_[loop.counter] = index;
    body();
    keep_next();
  });
  if (done != nullptr) {
    kept_.clear();
    for (size_t k = 0; k < sums.size(); ++k) {
      const Cell cell = std::move(cells_.back());
      cells_.pop_back();
      for (size_t instance = 0; instance < instances_.size(); ++instance) {
        write(*cell.access, b_.CreateLoad(cell.places[instance]->getAllocatedType(), cell.places[instance]), instance);
      }
    }
    b_.CreateBr(done);
    b_.SetInsertPoint(done);
  }
}

}  // namespace weft::compile::loops
