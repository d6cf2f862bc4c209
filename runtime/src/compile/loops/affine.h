// SPDX-License-Identifier: Apache-2.0
// Loop nests of a graph as data: `for` loops whose bounds, and element reads and writes whose subscripts, are linear in the counters
// and in whole numbers that the loops do not change. What is computed in between stays as nodes of the graph.
// Recovery decides nothing: it says what the loops are, or why a loop is not of this kind.

#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "compile/symbolic.h"
#include "schema/graph_generated.h"

namespace weft::compile::loops {

/// Linear expressions here are over variables of the nest: `Linear::terms` holds places in `Nest::variables`.
struct Variable {
  enum class Kind : uint8_t {
    counter,   // of a loop of the nest
    value,     // an `int` defined outside, by its id
    variable,  // a Python variable of type `int` that the nest does not set, by its number
    size,      // of an axis of an array of the nest
  };
  Kind kind = Kind::value;
  uint32_t id = 0;    // value, variable, or place in Nest::arrays
  uint32_t axis = 0;  // size
  bool operator==(const Variable&) const = default;
};

/// An array that the nest reads or writes: a value defined outside, or a variable that the nest does not set.
struct Array {
  bool is_variable = false;
  uint32_t id = 0;
  const wire::TypeT* type = nullptr;
  bool written = false;
  bool is_read = false;
  // Of one that a plan made (expansion.h, row_sums.cpp): the array that it stands for, and the greatest of its first axis in the loops around.
  std::optional<uint32_t> expands = {};
  size_t first_axis = 0;  // of that array: the first that it has too
  Linear extent = {};
  std::vector<const struct Loop*> around = {};
};

struct Access {
  uint32_t array = 0;
  bool write = false;
  std::vector<Linear> index;  // one for each axis
};

struct Item;

/// Runs `counter` from `lower` to `upper`, exclusive, by one. A loop by -1 is turned around: its node's argument is
/// `lower + upper - 1 - counter` then, which the recovered subscripts already say.
struct Loop {
  const wire::NodeT* node = nullptr;
  uint32_t counter = 0;  // place in Nest::variables
  Linear lower;
  Linear upper;
  std::vector<Item> body;
  bool breaks = false;  // iterations may end it
  bool is_sequence = false;  // one iteration, which holds several loops
};

struct Branch;

/// A loop, a branch, or nodes without control flow.
struct Item {
  std::unique_ptr<Loop> loop;
  std::unique_ptr<Branch> branch;
  std::vector<const wire::NodeT*> nodes;
};

/// An `if` or a `while`, in which no loop of the nest stands.
struct Branch {
  const wire::NodeT* node = nullptr;
  std::vector<Item> condition;  // of a `while`: what is computed before each look
  uint32_t holds = 0;           // the value that is looked at
  std::vector<Item> then;
  std::vector<Item> otherwise;  // of an `if`
  bool repeats() const { return node->op == wire::Op::While; }
};

struct Nest {
  const wire::FunctionT* function = nullptr;
  std::vector<Variable> variables;
  std::vector<Array> arrays;
  std::map<const wire::NodeT*, Access> accesses;    // of loads and stores
  std::map<uint32_t, Linear> numbers;               // whole numbers computed in the nest or outside, by value
  std::map<uint32_t, uint32_t> array_of;            // arrays by value
  std::vector<uint32_t> set_variables;              // sorted
  std::vector<uint32_t> read_variables;             // sorted: scalars that the nest reads and does not set
  std::vector<uint32_t> outside_values;             // sorted: scalars defined outside that the nest computes with
  std::vector<Linear> not_zero;                     // divisors: of Python's numbers, which the counters do not change
  std::vector<uint32_t> divisors;                   // and those defined outside
  std::set<const wire::NodeT*> raising;             // operations that may raise: where one of them does, the loops run as written
  bool has_branches = false;
  std::map<const wire::NodeT*, uint32_t> told_where;  // operations that the program reaches only where a value holds (joins.cpp)
  std::vector<std::unique_ptr<wire::NodeT>> made;  // nodes that take the place of the graph's
  std::map<const wire::NodeT*, const wire::NodeT*> copy_of;  // operations among those: what the program wrote
  std::vector<std::unique_ptr<wire::TypeT>> made_types;
  std::vector<std::pair<Linear, std::vector<const Loop*>>> needed;  // what must not be negative, with the loops around
  std::unique_ptr<Loop> root;
};

struct Recovered {
  std::optional<Nest> nest;
  std::string why_not;  // when there is no nest
};

/// `node` is a `for` of `function`, or one that was made for it; `body` has the constants around it. `branches`: whether `if` and `while`
/// may stand in it; `raises`: whether operations may that raise.
Recovered recover(const wire::FunctionT& function, const wire::NodeT& node, const wire::RegionT& body, bool branches, bool raises = false);
inline Recovered recover(const wire::FunctionT& function, const wire::NodeT& node, bool branches = false) {
  return recover(function, node, *function.body, branches);
}

/// The loops as text, for tests: one line a loop or an access.
std::string to_text(const Nest& nest);

/// Whether the value that `node` leaves in the variable may be read before it is set again.
bool live_after(const wire::FunctionT& function, const wire::NodeT& node, uint32_t variable);

}  // namespace weft::compile::loops
