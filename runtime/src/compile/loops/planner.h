// SPDX-License-Identifier: Apache-2.0
// How a plan is made, for the files that make parts of it: tiles (plan.cpp), several loops of one (split.cpp), loops cut where their
// iterations meet (points.cpp), rows whose elements need those before them (triangles.cpp), blocks of rows (row_blocks.cpp,
// row_sums.cpp) and of steps (step_blocks.cpp).

#pragma once

#include "compile/loops/plan.h"

namespace weft::compile::loops {

class Planner {
 public:
  Planner(const Nest& nest, const Switches& switches, Plan& plan) : nest_(nest), switches_(switches), plan_(plan) {}

  std::vector<Step> items(const std::vector<Item>& items, const std::vector<const Loop*>& fixed);
  std::vector<Step> loop(const Loop& head, const std::vector<const Loop*>& fixed);
  /// All of the nest in blocks of rows, where rows need all rows before them.
  std::optional<Step> row_blocks(Nest& nest);
  std::optional<Step> row_sums(Nest& nest);
  /// All of the nest in blocks of steps, each of which changes all rows after its own.
  std::optional<Step> step_blocks(Nest& nest);
  std::vector<Step> before_blocks;

 private:
  const Loop* number(Nest& nest, const Linear& lower, const Linear& upper);
  std::vector<const Loop*> block_numbers(Nest& nest);
  bool tile(const Loop& head, const std::vector<const Loop*>& fixed, Leaf& leaf);
  void divide(Leaf& leaf, const std::vector<Place>& all, const std::vector<const Loop*>& fixed);
  std::vector<const Loop*> split(const Loop& loop, const std::vector<const Loop*>& fixed);
  /// Cuts loops where that makes their iterations independent.
  bool cut(const Loop& head, const std::vector<const Loop*>& fixed, std::vector<Step>& steps);
  /// Steps of a triangle outside, its elements as vectors inside.
  bool exchange(const Loop& outermost, const std::vector<const Loop*>& fixed, std::vector<Step>& steps);
  std::vector<const Loop*> parts(const Cut& cut);
  std::vector<Item> split_items(const std::vector<Item>& body);
  void jam(Leaf& leaf, const std::vector<Place>& all, const std::vector<const Loop*>& fixed);
  void run_rows_in_strips(Leaf& leaf, const std::vector<const Loop*>& fixed) const;
  bool can_run_in_strips(const Leaf& leaf, const std::vector<Place>& all, const std::vector<const Loop*>& fixed) const;
  std::vector<const Loop*> exchanged(std::vector<const Loop*> chain, const std::vector<const Loop*>& fixed);
  Leaf simple(const Loop& head, const std::vector<const Loop*>& fixed);
  std::vector<Step> branched(const Loop& head, const std::vector<const Loop*>& fixed);

  const Nest& nest_;
  const Switches& switches_;
  Plan& plan_;
};

bool depends(const Linear& a, const Loop& loop);
bool has_bounds_of(const Loop& bounded, const Loop& loop);
bool inner_bounds_depend(const std::vector<Item>& items, const Loop& loop);
bool has_loops(const std::vector<Item>& items);
/// The loop, the one that is all of its body, and so on.
std::vector<const Loop*> perfect_chain(const Loop& head);
std::vector<const Loop*> with(std::vector<const Loop*> loops, const Loop* more);

/// What a group of items defines and uses of values, and touches of variables.
struct Uses {
  std::vector<uint32_t> defined;
  std::vector<uint32_t> used;
  std::vector<uint32_t> variables;
};

void collect(const Nest& nest, const Item& item, Uses& uses);
bool meets(const std::vector<uint32_t>& a, const std::vector<uint32_t>& b);

}  // namespace weft::compile::loops
