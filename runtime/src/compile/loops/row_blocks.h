// SPDX-License-Identifier: Apache-2.0
// Sizes of blocks of rows (row_blocks.cpp, row_sums.cpp), which the code around them counts by (run_blocks.cpp).

#pragma once

#include <memory>
#include <vector>

#include "compile/analysis.h"
#include "compile/loops/affine.h"

namespace weft::compile::loops {

// Steps that an element takes while it is in a register: enough to hide that it is read and written, few enough that what rows share of them
// stays in the caches.
constexpr int64_t kBlockSteps = 64;
// Fewer rows are one block: their arrays are in the caches anyway.
constexpr int64_t kLeastBlockRows = Facts::kLargeSize;
// Where rows would run as written, or element by element, otherwise.
constexpr int64_t kLeastSumRows = Facts::kBlockedSize;
// Columns of a block before its rows: whole tiles for each of two threads, and few of them beside the steps in them.
constexpr int64_t kBlockColumns = 48;
// Where nothing is asked for its worth.
constexpr int64_t kFewBlockSteps = 16;
constexpr int64_t kFewBlockColumns = 12;

inline Item nodes_of(const std::vector<const wire::NodeT*>& nodes) {
  Item item;
  item.nodes = nodes;
  return item;
}

inline Item loop_of(const Loop& like, const Linear& lower, const Linear& upper, std::vector<Item> body) {
  Item item;
  item.loop = std::make_unique<Loop>();
  *item.loop = {like.node, like.counter, lower, upper, std::move(body)};
  return item;
}

inline std::vector<Item> body_of(Item first) {
  std::vector<Item> items;
  items.push_back(std::move(first));
  return items;
}

}  // namespace weft::compile::loops
