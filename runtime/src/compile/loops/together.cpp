// SPDX-License-Identifier: Apache-2.0
// Leaves inside of a loop in order that are divided over the same iterations and need nothing of each other's other iterations: a task runs all
// of them for its iterations, one after the other. Threads meet once for all of them, and read what they wrote themselves.
#include <numeric>

#include "compile/loops/dependence.h"
#include "compile/loops/host.h"

namespace weft::compile::loops {

using namespace llvm;

namespace {

/// Rows and vectors that a task should not cut, of leaves together: more would leave too few tasks.
constexpr int64_t kMostTogether = 64;

bool can_join(const Leaf& leaf) {
  return leaf.divided != nullptr && !leaf.in_strips && !leaf.walks_down && !leaf.triangle && leaf.limited == nullptr && leaf.cuts.empty();
}

std::vector<Place> places_of(const Nest& nest, const Leaf& leaf, std::vector<const Loop*> around) {
  const auto own = leaf.all();
  around.insert(around.end(), own.begin(), own.end());
  return places(nest, *leaf.items, std::move(around));
}

/// Whether an iteration of what divides `a` and another one of what divides `b` never touch the same element, one of them writing.
bool keep_apart(const Nest& nest, const Leaf& a, const Leaf& b, const std::vector<const Loop*>& fixed) {
  const Linear first = Linear::symbol(a.divided->counter);
  const Linear then = second(nest, Linear::symbol(b.divided->counter), fixed);
  for (const Place& one : places_of(nest, a, fixed)) {
    for (const Place& other : places_of(nest, b, fixed)) {
      const auto same = same_element(nest, one, other, fixed);
      if (!same) continue;
      for (const bool is_before : {true, false}) {
        auto system = *same;
        if (is_before) system.less(first, then);
        else system.less(then, first);
        if (system.may_hold()) return false;
      }
    }
  }
  return true;
}

}  // namespace

int64_t Host::block_of(const Leaf& leaf) const {
  if (leaf.divided == nullptr) return 1;
  if (leaf.divided == leaf.rows) return leaf.lanes != nullptr ? rows_together(nest_, leaf, e_.switches_) : kJammedRows;
  return leaf.divided == leaf.lanes ? lanes_of_vector(nest_) * vectors_together(nest_, leaf) : 1;
}

size_t Host::count_together(std::span<const Step> steps) const {
  const Leaf& first = steps[0].leaf;
  if (!e_.switches_.together || around_.empty() || !can_join(first) || watched(first)) return 1;
  int64_t block = block_of(first);
  size_t count = 1;
  for (; count < steps.size() && steps[count].loop == nullptr; ++count) {
    const Leaf& leaf = steps[count].leaf;
    if (!can_join(leaf) || watched(leaf) || leaf.divided->lower != first.divided->lower || leaf.divided->upper != first.divided->upper) break;
    block = std::lcm(block, block_of(leaf));
    const auto fits = [&](const Step& before) { return keep_apart(nest_, before.leaf, leaf, around_); };
    if (block > kMostTogether || !std::ranges::all_of(steps.first(count), fits)) break;
  }
  return count;
}

Function* Host::joined(std::span<Function* const> functions) {
  Function* first = functions[0];
  Function* whole = Function::Create(first->getFunctionType(), Function::InternalLinkage, "loops" + std::to_string(e_.nest_count_++), e_.module_);
  whole->setDoesNotThrow();
  IRBuilder<> b(BasicBlock::Create(e_.context_, "start", whole));
  SmallVector<Value*> arguments;
  for (Argument& argument : whole->args()) arguments.push_back(&argument);
  for (Function* function : functions) b.CreateCall(function, arguments)->setIsNoInline();
  b.CreateRetVoid();
  return whole;
}

}  // namespace weft::compile::loops
