// SPDX-License-Identifier: Apache-2.0
// Loops whose iterations need nothing of each other, whatever their bodies look like: subscripts may come out of arrays and bounds may
// be computed. Each array that is written is touched in the iteration's own row alone, or is one to which
// every iteration adds; and every name is set before it is read.

#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "schema/graph_generated.h"

namespace weft::compile::loops {

struct Independent {
  /// An array that lives before the loop: a value defined outside, or a variable that the loop does not set.
  struct Touched {
    bool is_variable = false;
    uint32_t id = 0;
    const wire::TypeT* type = nullptr;
    bool written = false;
    bool kept = false;  // written, and read before: running an iteration again would give something else
    int64_t offset = 0;  // written: the row is the counter plus this
    bool summed = false;  // written, in every iteration and by a sum alone
  };
  /// `array += term` or `array -= term`, of all of the array.
  struct Sum {
    size_t array = 0;
    const wire::NodeT* sum = nullptr;
    const wire::NodeT* assign = nullptr;
  };
  std::vector<Touched> arrays;
  std::set<uint32_t> variables;  // that the loop reads or sets
  std::vector<Sum> sums;         // in order
  bool has_work = false;         // loops, calls, or statements on arrays inside
  bool leaves_names = false;     // something reads after it what its last iteration sets
};

struct Found {
  std::optional<Independent> loop;
  std::string why_not;
};

/// `node` is a `for` of `function` by steps of one.
Found find_independent(const wire::GraphT& graph, const wire::FunctionT& function, const wire::NodeT& node);

}  // namespace weft::compile::loops
