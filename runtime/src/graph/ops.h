// SPDX-License-Identifier: Apache-2.0
// What every operation looks like from outside: its name in canonical text, how many operands, results and regions it has,
// and which attributes it carries. The meaning is in docs/graph.md; type rules are in verify_types.cpp.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "schema/graph_generated.h"

namespace weft::graph {

/// Operations that share a type rule.
enum class Family : uint8_t {
  constant, variable, control, call,
  arithmetic, real_arithmetic, division, comparison, logical, bitwise, floating, real_floating, rounding, classify, parts, cast, where,
  creation, reduction, structure, element, contraction, file, kernel, list
};

struct OpInfo {
  wire::Op op;
  std::string_view name;
  Family family;
  int8_t operands;          // exact count; for variadic operations the least
  bool variadic = false;
  int8_t results = 1;       // -1: any number
  int8_t regions = 0;       // the least
  int8_t optional_regions = 0;
  bool axes = false;
  bool keepdims = false;
  bool index = false;
  bool path = false;
};

inline constexpr int kOpCount = static_cast<int>(wire::Op::MAX) + 1;

/// `op` must be a value of the schema.
const OpInfo& op_info(wire::Op op);
std::optional<wire::Op> op_from_name(std::string_view name);

inline bool ends_region(wire::Op op) {
  return op == wire::Op::Yield || op == wire::Op::Break || op == wire::Op::Continue || op == wire::Op::Return;
}

}  // namespace weft::graph
