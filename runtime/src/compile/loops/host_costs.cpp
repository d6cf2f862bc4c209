// SPDX-License-Identifier: Apache-2.0
// How long a leaf runs at most, and whether its whole numbers can wrap, in code before it.
#include "compile/loops/host.h"

#include "memory/dtype.h"

namespace weft::compile::loops {

using namespace llvm;
using codegen::ArrayParts;

namespace {

constexpr int64_t kNodeFemtoseconds = 150'000;
constexpr int64_t kTiledNodeFemtoseconds = 25'000;
// Of a `while`, of which nobody knows.
constexpr double kExpectedTurns = 10;

}  // namespace

/// How often the loop runs at most; where its bounds are counters, half of that stands for the mean.
Value* Host::trips(const Loop& loop) {
  if (limits_.contains(loop.counter)) {
    const auto [low, high] = bounds(loop);
    return b_.CreateSIToFP(b_.CreateSub(high, low), b_.getDoubleTy());
  }
  std::vector<const Loop*> around;
  const auto find = [&](auto&& self, const Loop& at) -> bool {
    around.push_back(&at);
    if (at.counter == loop.counter) return true;
    for (const Item& item : at.body) if (item.loop && self(self, *item.loop)) return true;
    around.pop_back();
    return false;
  };
  find(find, *nest_.root);
  std::erase_if(around, [&](const Loop* other) { return parameters_.contains(other->counter); });
  const Linear low = extreme(loop.lower, around, false);
  const Linear high = extreme(loop.upper, around, true);
  Value* span = b_.CreateBinaryIntrinsic(Intrinsic::smax, b_.CreateSub(number(high), number(low)), e_.i64(0));
  Value* count = b_.CreateSIToFP(span, b_.getDoubleTy());
  return low == loop.lower && high == loop.upper ? count : b_.CreateFMul(count, ConstantFP::get(b_.getDoubleTy(), 0.5));
}

/// The sum of `own` over all that the items run.
Value* Host::work(const std::vector<Item>& items, const std::function<double(const Item&)>& own) {
  Value* sum = ConstantFP::get(b_.getDoubleTy(), 0);
  for (const Item& item : items) {
    sum = b_.CreateFAdd(sum, ConstantFP::get(b_.getDoubleTy(), own(item)));
    if (item.loop) sum = b_.CreateFAdd(sum, b_.CreateFMul(trips(*item.loop), work(item.loop->body, own)));
    if (!item.branch) continue;
    for (const auto* part : {&item.branch->condition, &item.branch->then, &item.branch->otherwise}) {
      const double turns = item.branch->repeats() ? kExpectedTurns : 1;
      sum = b_.CreateFAdd(sum, b_.CreateFMul(ConstantFP::get(b_.getDoubleTy(), turns), work(*part, own)));
    }
  }
  return sum;
}

Value* Host::work(const Leaf& leaf, const std::function<double(const Item&)>& own) {
  Value* total = work(*leaf.items, own);
  for (const Loop* loop : leaf.all()) total = b_.CreateFMul(total, trips(*loop));
  return total;
}

/// Femtoseconds, roughly.
Value* Host::time_of(const Leaf& leaf, bool tiled) {
  return work(leaf, [&](const Item& item) {
    return static_cast<double>(static_cast<int64_t>(item.nodes.size()) * (tiled ? kTiledNodeFemtoseconds : kNodeFemtoseconds));
  });
}

/// The sum of `body` over the iterations of a loop: as a polynomial of its counter where it depends on that, whose sum is one of differences.
/// `levels`: of loops inside, which bound the degree.
Value* Host::sum_over(const Loop& loop, size_t levels, bool depends, const std::function<Value*()>& body) {
  const auto [low, high] = bounds(loop);
  Type* real = b_.getDoubleTy();
  Value* count = b_.CreateSIToFP(b_.CreateSub(high, low), real);
  std::vector<Value*> values;
  Value*& counter = parameters_[loop.counter];
  Value* const before = counter;
  for (size_t k = 0; k <= (depends ? levels : 0); ++k) {
    counter = b_.CreateAdd(low, e_.i64(static_cast<int64_t>(k)));
    values.push_back(body());
  }
  if (before == nullptr) parameters_.erase(loop.counter);
  else counter = before;
  Value* sum = ConstantFP::get(real, 0);
  Value* ways = ConstantFP::get(real, 1);  // of choosing k + 1 iterations
  for (size_t k = 0; k < values.size(); ++k) {
    const auto number = static_cast<double>(k);
    ways = b_.CreateFMul(ways, b_.CreateFDiv(b_.CreateFSub(count, ConstantFP::get(real, number)), ConstantFP::get(real, number + 1)));
    sum = b_.CreateFAdd(sum, b_.CreateFMul(ways, values[0]));
    for (size_t j = 0; j + 1 < values.size() - k; ++j) values[j] = b_.CreateFSub(values[j + 1], values[j]);
  }
  return sum;
}

/// On floating-point numbers; none are told where branches decide about them.
Value* Host::operations_of(const Leaf& leaf) {
  Type* real = b_.getDoubleTy();
  if (nest_.has_branches) return ConstantFP::get(real, 0);
  const auto mentions = [](const Loop& loop, uint32_t counter) { return factor_of(loop.lower, counter) != 0 || factor_of(loop.upper, counter) != 0; };
  const std::function<size_t(const std::vector<Item>&)> depth = [&](const std::vector<Item>& items) {
    size_t most = 0;
    for (const Item& item : items) if (item.loop) most = std::max(most, 1 + depth(item.loop->body));
    return most;
  };
  const std::function<bool(const std::vector<Item>&, uint32_t)> depend = [&](const std::vector<Item>& items, uint32_t counter) {
    return std::ranges::any_of(items, [&](const Item& item) { return item.loop && (mentions(*item.loop, counter) || depend(item.loop->body, counter)); });
  };
  const std::function<Value*(const std::vector<Item>&)> of_items = [&](const std::vector<Item>& items) -> Value* {
    int64_t count = 0;
    for (const Item& item : items) {
      for (const wire::NodeT* node : item.nodes) {
        if (codegen::is_elementwise(node->op)) count += codegen::floating_operations(node->op, graph::element_of(*nest_.function->values[node->operands[0]]));
      }
    }
    Value* sum = ConstantFP::get(real, static_cast<double>(count));
    for (const Item& item : items) {
      if (!item.loop) continue;
      const Loop& loop = *item.loop;
      sum = b_.CreateFAdd(sum, sum_over(loop, depth(loop.body), depend(loop.body, loop.counter), [&] { return of_items(loop.body); }));
    }
    return sum;
  };
  const auto chain = leaf.all();
  const std::function<Value*(size_t)> of_chain = [&](size_t position) -> Value* {
    if (position == chain.size()) return of_items(*leaf.items);
    const Loop& loop = *chain[position];
    const bool depends = depend(*leaf.items, loop.counter) ||
                         std::any_of(chain.begin() + static_cast<std::ptrdiff_t>(position) + 1, chain.end(), [&](const Loop* inner) { return mentions(*inner, loop.counter); });
    return sum_over(loop, chain.size() - position - 1 + depth(*leaf.items), depends, [&] { return of_chain(position + 1); });
  };
  return b_.CreateBinaryIntrinsic(Intrinsic::maxnum, of_chain(0), ConstantFP::get(real, 0));
}

/// How often the innermost of `loops` runs at most.
Value* Host::runs(const std::vector<const Loop*>& loops) {
  Value* product = ConstantFP::get(b_.getDoubleTy(), 1);
  std::vector<const Loop*> around;
  for (const Loop* loop : loops) {
    Value* span = b_.CreateSub(number(extreme(loop->upper, around, true)), number(extreme(loop->lower, around, false)));
    product = b_.CreateFMul(product, b_.CreateSIToFP(b_.CreateBinaryIntrinsic(Intrinsic::smax, span, e_.i64(0)), b_.getDoubleTy()));
    around.push_back(loop);
  }
  return product;
}

/// The terms of a magnitude, without what grows.
Value* Host::magnitude(const Magnitude& of, const std::map<uint32_t, Value*>& largest) {
  const auto real = [&](Value* whole) {
    return b_.CreateUnaryIntrinsic(Intrinsic::fabs, b_.CreateSIToFP(whole, b_.getDoubleTy()));
  };
  const auto factor = [&](const Magnitude::Factor& one) -> Value* {
    switch (one.kind) {
      case Magnitude::Factor::Kind::number: return ConstantFP::get(b_.getDoubleTy(), one.number);
      case Magnitude::Factor::Kind::array: return largest.at(one.id);
      case Magnitude::Factor::Kind::value: return real(scalar(one.id));
      case Magnitude::Factor::Kind::variable: {
        AllocaInst* cell = e_.act().variables[one.id].scalar;
        return real(b_.CreateLoad(cell->getAllocatedType(), cell));
      }
      case Magnitude::Factor::Kind::linear:
        return b_.CreateBinaryIntrinsic(Intrinsic::maxnum, real(number(extreme(one.linear, one.loops, false))), real(number(extreme(one.linear, one.loops, true))));
    }
    return nullptr;
  };
  Value* sum = ConstantFP::get(b_.getDoubleTy(), 0);
  for (const auto& term : of.terms) {
    Value* product = ConstantFP::get(b_.getDoubleTy(), 1);
    for (const auto& one : term) product = b_.CreateFMul(product, factor(one));
    sum = b_.CreateFAdd(sum, product);
  }
  return sum;
}

/// Whether every whole number of a leaf stays in its range, which is looked for where the arrays are small against the work.
Value* Host::cannot_wrap(const Magnitudes& sizes) {
  constexpr double kRunsForElement = 8;
  const auto zero = ConstantFP::get(b_.getDoubleTy(), 0);
  auto arrays = sizes.read;
  arrays.insert(arrays.end(), sizes.written.begin(), sizes.written.end());
  std::vector<Value*> times;
  Value* work = zero;
  for (const auto& write : sizes.writes) {
    times.push_back(runs(write.loops));
    work = b_.CreateFAdd(work, times.back());
  }
  Value* elements = zero;
  for (const uint32_t array : arrays) {
    Value* count = ConstantFP::get(b_.getDoubleTy(), kRunsForElement);
    for (Value* size : arrays_[array].parts.shape) count = b_.CreateFMul(count, b_.CreateSIToFP(size, b_.getDoubleTy()));
    elements = b_.CreateFAdd(elements, count);
  }
  BasicBlock* before = b_.GetInsertBlock();
  BasicBlock* look = BasicBlock::Create(e_.context_, "largest", e_.host_);
  BasicBlock* done = BasicBlock::Create(e_.context_, "measured", e_.host_);
  b_.CreateCondBr(b_.CreateFCmpOLE(elements, work), look, done);
  b_.SetInsertPoint(look);
  std::map<uint32_t, Value*> largest;
  for (const uint32_t array : arrays) {
    const ArrayParts& parts = arrays_[array].parts;
    const auto rank = static_cast<int64_t>(parts.shape.size());
    AllocaInst* axes = e_.temporary(llvm::ArrayType::get(b_.getInt64Ty(), static_cast<uint64_t>(2 * rank)), "axes");
    for (int64_t axis = 0; axis < 2 * rank; ++axis) {
      Value* number = axis < rank ? parts.shape[static_cast<size_t>(axis)] : parts.strides[static_cast<size_t>(axis - rank)];
      e_.context_access(b_.CreateStore(number, b_.CreateConstInBoundsGEP1_64(b_.getInt64Ty(), axes, static_cast<uint64_t>(axis))));
    }
    largest[array] = e_.call("weft_largest", b_.getDoubleTy(),
                             {parts.data, axes, e_.i64(rank), e_.i64(memory::item_size(nest_.arrays[array].type->dtype))});
  }
  Value* grown = zero;
  for (const uint32_t array : sizes.written) grown = b_.CreateFAdd(grown, largest.at(array));
  for (size_t write = 0; write < sizes.writes.size(); ++write) {
    Value* more = magnitude(sizes.writes[write].of, largest);
    if (sizes.writes[write].of.grows) more = b_.CreateFMul(more, times[write]);
    grown = b_.CreateFAdd(grown, more);
  }
  Value* fine = b_.getTrue();
  for (const auto& limit : sizes.limits) {
    Value* most = magnitude(limit.of, largest);
    if (limit.of.grows) most = b_.CreateFAdd(most, grown);
    fine = b_.CreateAnd(fine, b_.CreateFCmpOLT(most, ConstantFP::get(b_.getDoubleTy(), limit.most)));
  }
  look = b_.GetInsertBlock();
  b_.CreateBr(done);
  b_.SetInsertPoint(done);
  PHINode* result = b_.CreatePHI(b_.getInt1Ty(), 2);
  result->addIncoming(b_.getFalse(), before);
  result->addIncoming(fine, look);
  return result;
}

}  // namespace weft::compile::loops
