// SPDX-License-Identifier: Apache-2.0
#include "compile/loops/time_tiles.h"

#include <algorithm>

#include "compile/loops/host.h"
#include "memory/dtype.h"

namespace weft::compile::loops {

using namespace llvm;

namespace {

constexpr int64_t kMostShift = 4;
// What all leaves of a stretch touch: half of a first-level cache of 48 KB, most of one of 32.
constexpr int64_t kStretchBytes = 24'000;
// Arrays of less are in the cache anyway.
constexpr int64_t kLeastBytes = 48'000;
// A call of a leaf for fewer elements costs more than its work.
constexpr int64_t kLeastStretch = 256;
// Leaves that may take longer are divided among threads. The compiler's estimate is some times what a leaf takes.
constexpr double kMostFemtoseconds = 2e11;
constexpr int64_t kMostTurns = 64;

}  // namespace

std::optional<int64_t> time_shift(const Nest& nest, const Step& step, const std::vector<const Loop*>& fixed) {
  if (step.loop == nullptr || step.block_end != nullptr || step.body.empty()) return std::nullopt;
  std::vector<std::vector<Place>> touched;
  for (const Step& one : step.body) {
    if (one.loop != nullptr || one.leaf.divided == nullptr) return std::nullopt;
    const Loop& divided = *one.leaf.divided;
    const uint32_t time = step.loop->counter;
    if (factor_of(divided.lower, time) != 0 || factor_of(divided.upper, time) != 0) return std::nullopt;
    auto around = fixed;
    around.push_back(step.loop);
    const auto own = one.leaf.all();
    around.insert(around.end(), own.begin(), own.end());
    touched.push_back(places(nest, *one.leaf.items, around));
    // Only along the last axis are stretches long enough to call a leaf for each.
    const bool far = std::ranges::any_of(touched.back(), [&](const Place& place) {
      const auto& index = place.access->index;
      return std::any_of(index.begin(), index.end() - 1, [&](const Linear& at) { return factor_of(at, divided.counter) != 0; });
    });
    if (far) return std::nullopt;
  }
  for (int64_t shift = 0; shift <= kMostShift; ++shift) {
    const auto fits = [&](size_t first, size_t second) {
      return std::ranges::all_of(touched[first], [&](const Place& a) {
        return std::ranges::all_of(touched[second], [&](const Place& b) {
          const Stretch early{&a, step.body[first].leaf.divided, static_cast<int64_t>(first)};
          const Stretch late{&b, step.body[second].leaf.divided, static_cast<int64_t>(second)};
          return can_follow(nest, early, late, *step.loop, static_cast<int64_t>(touched.size()), shift, fixed);
        });
      });
    };
    bool all = true;
    for (size_t first = 0; all && first < touched.size(); ++first) {
      for (size_t second = 0; all && second < touched.size(); ++second) all = fits(first, second);
    }
    if (all) return shift;
  }
  return std::nullopt;
}

/// Bytes that one iteration of the divided loops adds to what a stretch touches.
Value* Host::stretch_bytes(const Step& step) {
  Value* sum = e_.i64(0);
  for (uint32_t array = 0; array < arrays_.size(); ++array) {
    Value* own = e_.i64(0);
    for (size_t axis = 0; axis < arrays_[array].parts.strides.size(); ++axis) {
      const bool moves = std::ranges::any_of(step.body, [&](const Step& one) {
        return std::ranges::any_of(places(nest_, *one.leaf.items, {}), [&](const Place& place) {
          return place.access->array == array && factor_of(place.access->index[axis], one.leaf.divided->counter) != 0;
        });
      });
      if (moves) own = b_.CreateAdd(own, b_.CreateBinaryIntrinsic(Intrinsic::abs, arrays_[array].parts.strides[axis], b_.getFalse()));
    }
    sum = b_.CreateAdd(sum, own);
  }
  return b_.CreateBinaryIntrinsic(Intrinsic::smax, sum, e_.i64(1));
}

/// The iterations of the divided loops, by leaf.
std::vector<std::pair<Value*, Value*>> Host::stretches(const Step& step) {
  std::vector<std::pair<Value*, Value*>> found;
  for (const Step& one : step.body) found.emplace_back(number(one.leaf.divided->lower), number(one.leaf.divided->upper));
  return found;
}

Value* Host::is_worth_time_tiles(const Step& step) {
  Value* bytes = stretch_bytes(step);
  Value* fine = b_.CreateICmpULE(bytes, e_.i64(kStretchBytes / kLeastStretch));
  Value* extent = e_.i64(0);
  for (const auto& [low, high] : stretches(step)) extent = b_.CreateBinaryIntrinsic(Intrinsic::smax, extent, b_.CreateSub(high, low));
  // Sizes are below 2^31 here, and bytes small where it counts.
  fine = b_.CreateAnd(fine, b_.CreateICmpSGE(b_.CreateMul(extent, bytes), e_.i64(kLeastBytes)));
  fine = b_.CreateAnd(fine, b_.CreateICmpSGE(b_.CreateSub(number(step.loop->upper), number(step.loop->lower)), e_.i64(2)));
  for (const Step& one : step.body) {
    Value* time = time_of(one.leaf, one.leaf.lanes != nullptr);
    fine = b_.CreateAnd(fine, b_.CreateFCmpOLE(time, ConstantFP::get(b_.getDoubleTy(), kMostFemtoseconds)));
  }
  return fine;
}

void Host::run_time_tiles(const Step& step, int64_t shift) {
  const auto leaves = static_cast<int64_t>(step.body.size());
  const auto count = [&](Value* low, Value* high, Value* by, const std::function<void(Value*)>& body) {
    BasicBlock* head = BasicBlock::Create(e_.context_, "tiles", e_.host_);
    BasicBlock* inside = BasicBlock::Create(e_.context_, "tile", e_.host_);
    BasicBlock* done = BasicBlock::Create(e_.context_, "tiled", e_.host_);
    BasicBlock* before = b_.GetInsertBlock();
    b_.CreateBr(head);
    b_.SetInsertPoint(head);
    PHINode* index = b_.CreatePHI(b_.getInt64Ty(), 2);
    index->addIncoming(low, before);
    b_.CreateCondBr(b_.CreateICmpSLT(index, high), inside, done);
    b_.SetInsertPoint(inside);
    body(index);
    index->addIncoming(b_.CreateAdd(index, by), b_.GetInsertBlock());
    b_.CreateBr(head);
    b_.SetInsertPoint(done);
  };
  const auto least = [&](Value* a, Value* b) { return b_.CreateBinaryIntrinsic(Intrinsic::smin, a, b); };
  const auto most = [&](Value* a, Value* b) { return b_.CreateBinaryIntrinsic(Intrinsic::smax, a, b); };
  Value* low = number(step.loop->lower);
  Value* high = number(step.loop->upper);
  const auto ends = stretches(step);
  Value* first = ends[0].first;
  Value* last = ends[0].second;
  for (const auto& [from, to] : ends) {
    first = least(first, from);
    last = most(last, to);
  }
  // Half of what fits is one stretch, the other half what the turns are behind each other.
  Value* stretch = b_.CreateSDiv(b_.CreateSDiv(e_.i64(kStretchBytes), stretch_bytes(step)), e_.i64(2));
  Value* turns = e_.i64(kMostTurns);
  if (shift > 0) turns = least(turns, most(b_.CreateSDiv(stretch, e_.i64(shift * leaves)), e_.i64(1)));
  std::vector<Function*> functions;
  for (const Step& one : step.body) functions.push_back(function_of(one.leaf));
  e_.ensure_idle(nullptr, true);
  e_.note_short();
  auto* type = FunctionType::get(b_.getVoidTy(), {b_.getPtrTy(), b_.getInt64Ty(), b_.getInt64Ty(), b_.getInt32Ty()}, false);
  count(low, high, turns, [&](Value* begin) {
    Value* end = least(b_.CreateAdd(begin, turns), high);
    Value* behind = b_.CreateMul(b_.CreateSub(b_.CreateMul(b_.CreateSub(end, begin), e_.i64(leaves)), e_.i64(1)), e_.i64(shift));
    count(first, b_.CreateAdd(last, behind), stretch, [&](Value* from) {
      count(begin, end, e_.i64(1), [&](Value* turn) {
        put(layout_.variables.at(step.loop->counter), turn);
        for (int64_t leaf = 0; leaf < leaves; ++leaf) {
          const auto& [lower, upper] = ends[static_cast<size_t>(leaf)];
          Value* back = b_.CreateMul(b_.CreateAdd(b_.CreateMul(b_.CreateSub(turn, begin), e_.i64(leaves)), e_.i64(leaf)), e_.i64(shift));
          Value* start = b_.CreateSub(from, back);
          Value* a = most(start, lower);
          Value* z = least(b_.CreateAdd(start, stretch), upper);
          BasicBlock* runs = BasicBlock::Create(e_.context_, "runs", e_.host_);
          BasicBlock* next = BasicBlock::Create(e_.context_, "next", e_.host_);
          b_.CreateCondBr(b_.CreateICmpSLT(a, z), runs, next);
          b_.SetInsertPoint(runs);
          b_.CreateCall(type, functions[static_cast<size_t>(leaf)], {slots_, b_.CreateSub(a, lower), b_.CreateSub(z, lower), e_.i32(0)})->setIsNoInline();
          b_.CreateBr(next);
          b_.SetInsertPoint(next);
        }
      });
      e_.poll();
    });
  });
}

}  // namespace weft::compile::loops
