// SPDX-License-Identifier: Apache-2.0
// How a recovered nest is run: loops that stay in order, and leaves, each of which becomes one function.
// Nothing here changes what is computed for an element: the terms of each sum keep their order, so results are the same to the last bit.
//
// A leaf runs a chain of loops around its items. Where iterations of two of its loops never meet in memory, tiles of `rows` by `lanes`
// of them run at once, with every other loop of the chain from there on inside: partial sums stay in registers.
// Where iterations of an innermost loop need those before them, `rows` alone may run at once, so that they do not wait for each other;
// rows that need each other too are each `skew` iterations of the inner loop behind the one before.

#pragma once

#include <string>
#include <vector>

#include "compile/loops/dependence.h"
#include "base/switches.h"

namespace weft::compile::loops {

/// A number that must not be negative where the loops run.
using Condition = std::pair<Linear, std::vector<const Loop*>>;

/// A loop whose iterations meet only in the one where its counter is `at`: the iterations before that, it alone, and those after it run one
/// after the other, as in the program, and those of one part do not meet.
struct Cut {
  const Loop* loop = nullptr;
  Linear at;
  std::vector<Condition> conditions;  // that `at` is one of its iterations
};

/// Elements of a row that need those before them: element j is changed by a step for each of the elements before it, in order, and then
/// finished. Steps run outermost instead: as soon as an element is finished, its step changes all elements after it, as vectors.
struct Triangle {
  const Loop* elements = nullptr;
  const Loop* steps = nullptr;  // from the first of the elements to the one that is changed
  const Access* element = nullptr;
  std::optional<uint32_t> variable;  // that holds the element while its steps run
  std::vector<const wire::NodeT*> finish;
};

struct Leaf {
  std::vector<const Loop*> outer;   // run in this order, outermost first
  const Loop* rows = nullptr;       // then tiles of these,
  const Loop* lanes = nullptr;      // of these as vectors,
  std::vector<const Loop*> inner;   // then these
  const std::vector<Item>* items = nullptr;
  std::vector<Cut> cuts;            // of rows and lanes, inside of `outer`
  const Loop* limited = nullptr;    // of rows or lanes: one that a step around cuts
  std::optional<Triangle> triangle;  // of lanes
  const Loop* divided = nullptr;    // of outer, rows or lanes: what tasks divide
  bool walks_down = false;          // every vector is read once: `inner` is cut so that few rows are read at a time
  int64_t skew = 0;                 // without lanes: iterations of the inner loop by which each of the rows is behind the one before
  bool in_strips = false;           // threads take strips of rows in order, each some iterations behind the one before,
  std::optional<std::pair<Linear, Linear>> columns;  // and without skew run them one by one, in parts of all that the inner loop has in any row
  bool carries = false;             // an iteration of an innermost loop reads what the one before it wrote
  bool is_parallel_inside = false;  // without lanes: iterations of the last of `outer` are independent
  std::vector<const Loop*> all() const;
};

/// A loop of the host around further steps, or what runs for each part of one, or a leaf.
struct Step {
  const Loop* loop = nullptr;
  std::optional<Cut> cut;  // of `loop`
  const Loop* block_end = nullptr;  // `loop` counts by blocks, each of which ends at this number
  int64_t block_rows = 0;           // how long each is; 0: as is worth it
  int64_t least_rows = 0;           // fewer are one block
  size_t corner = 0;                // of the body: the steps that are all there is of a single block
  std::vector<Step> body;
  Leaf leaf;
};

struct Plan {
  std::vector<Step> steps;
  bool is_useful = false;  // something is tiled or divided
  std::vector<Condition> conditions;
  std::vector<std::unique_ptr<Loop>> made;  // loops that splitting made
  std::vector<std::unique_ptr<std::vector<Item>>> bodies;
};

/// `nest` may get numbers that parts of a plan count.
Plan make_plan(Nest& nest, const Switches& switches);

/// Whether all of it runs in blocks of rows.
bool is_in_blocks(const Plan& plan);

std::string to_text(const Plan& plan);

/// Whether vectors can compute what the items do.
bool are_vector_items(const Nest& nest, const std::vector<Item>& items);

/// Rows that run at once without lanes.
constexpr int64_t kJammedRows = 4;

/// The place of a vector read or write along one loop.
enum class Lanes : uint8_t { uniform, unit, strided };
Lanes lanes_of(const Access& access, const Loop& loop);
/// Innermost-loop reads of neighbours in memory, whose lanes are rows: blocks of them are transposed in registers.
bool can_transpose(const Access& access, const Loop& lanes, const Loop& innermost);

}  // namespace weft::compile::loops
