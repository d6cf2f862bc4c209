// SPDX-License-Identifier: Apache-2.0
// The code of a triangle: some elements are finished one after the other, and then their steps change all elements after them, each of which
// is read and written once for all of these steps.
#include <algorithm>

#include "compile/loops/leaf_body.h"

namespace weft::compile::loops {

using namespace llvm;

namespace {

constexpr uint64_t kSteps = 4;
constexpr uint64_t kRows = 4;
constexpr unsigned kVectors = 2;

}  // namespace

/// Rows that do not need each other in groups, so that they do not wait for what finishes an element.
void LeafBody::run_triangle() {
  if (leaf_.rows == nullptr) return run_triangle_of({});
  const auto [low, high] = bounds(*leaf_.rows);
  Value* span = b_.CreateBinaryIntrinsic(Intrinsic::smax, b_.CreateSub(high, low, "", false, true), b_.getInt64(0));
  Value* groups = b_.CreateAdd(low, b_.CreateAnd(span, b_.getInt64(~(kRows - 1))), "", false, true);
  count(low, groups, b_.getInt64(kRows), [&](Value* row) {
    std::vector<Value*> rows;
    for (uint64_t k = 0; k < kRows; ++k) rows.push_back(b_.CreateAdd(row, b_.getInt64(k), "", false, true));
    run_triangle_of(rows);
  });
  count(groups, high, b_.getInt64(1), [&](Value* row) { run_triangle_of({row}); });
}

void LeafBody::run_triangle_of(const std::vector<Value*>& rows) {
  const Triangle& triangle = *leaf_.triangle;
  const auto [low, high] = bounds(*triangle.elements);
  Value* span = b_.CreateBinaryIntrinsic(Intrinsic::smax, b_.CreateSub(high, low, "", false, true), b_.getInt64(0));
  Value* groups = b_.CreateAdd(low, b_.CreateAnd(span, b_.getInt64(~(kSteps - 1))), "", false, true);
  const auto add = [&](Value* a, uint64_t b) { return b_.CreateAdd(a, b_.getInt64(b), "", false, true); };
  count(low, groups, b_.getInt64(kSteps), [&, high = high](Value* first) {
    poll();
    for (uint64_t k = 0; k < kSteps; ++k) {
      run_finish(add(first, k), rows);
      for (uint64_t element = k + 1; element < kSteps; ++element) run_element(add(first, element), add(first, k), rows);
    }
    first_step_ = first;
    run_lanes(rows, kVectors, add(first, kSteps), high);
  });
  count(groups, high, b_.getInt64(1), [&, high = high](Value* first) {
    run_finish(first, rows);
    count(add(first, 1), high, b_.getInt64(1), [&](Value* element) { run_element(element, first, rows); });
  });
}

/// One element of each row.
void LeafBody::be_at(Value* element, const std::vector<Value*>& rows) {
  instances_.assign(std::max<size_t>(1, rows.size()), {});
  for (size_t row = 0; row < instances_.size(); ++row) {
    if (!rows.empty()) instances_[row].counters[leaf_.rows->counter] = rows[row];
    instances_[row].counters[leaf_.triangle->elements->counter] = element;
  }
}

void LeafBody::run_finish(Value* element, const std::vector<Value*>& rows) {
  const Triangle& triangle = *leaf_.triangle;
  be_at(element, rows);
  if (triangle.variable) hold_element();
  for (const wire::NodeT* node : triangle.finish) {
    for (size_t row = 0; row < instances_.size(); ++row) run_node(*node, row);
  }
}

/// One step of one element.
void LeafBody::run_element(Value* element, Value* step, const std::vector<Value*>& rows) {
  const Triangle& triangle = *leaf_.triangle;
  be_at(element, rows);
  counters_[triangle.steps->counter] = step;
  hold_element();
  run_items(triangle.steps->body);
  give_element();
}

/// kSteps steps of the elements of a tile.
void LeafBody::run_steps() {
  const Triangle& triangle = *leaf_.triangle;
  hold_element();
  for (uint64_t k = 0; k < kSteps; ++k) {
    counters_[triangle.steps->counter] = b_.CreateAdd(first_step_, b_.getInt64(k), "", false, true);
    run_items(triangle.steps->body);
  }
  give_element();
}

void LeafBody::hold_element() {
  const Triangle& triangle = *leaf_.triangle;
  Cell cell{triangle.element, {}};
  for (size_t instance = 0; instance < instances_.size(); ++instance) {
    Value* value = widen(read(*triangle.element, instance));
    cell.places.push_back(local(value->getType(), "element"));
    b_.CreateStore(value, cell.places.back());
    if (triangle.variable) instances_[instance].variables[*triangle.variable] = cell.places.back();
  }
  if (!triangle.variable) cells_.push_back(std::move(cell));
}

void LeafBody::give_element() {
  const Triangle& triangle = *leaf_.triangle;
  std::vector<AllocaInst*> places;
  for (size_t instance = 0; instance < instances_.size(); ++instance) {
    places.push_back(triangle.variable ? instances_[instance].variables.at(*triangle.variable) : cells_.back().places[instance]);
  }
  cells_.clear();
  for (size_t instance = 0; instance < instances_.size(); ++instance) {
    write(*triangle.element, b_.CreateLoad(places[instance]->getAllocatedType(), places[instance]), instance);
  }
}

}  // namespace weft::compile::loops
