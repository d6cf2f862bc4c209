// SPDX-License-Identifier: Apache-2.0
// The body of a reduction's nest.

#pragma once

#include <optional>
#include <string>

#include "compile/nest.h"

namespace weft::compile::codegen {

constexpr int64_t kMostChunk = 16384;  // elements of one partial result: about 5 µs; nests that run in place have one
constexpr int64_t kTile = 256;  // accumulators of a kept innermost axis: 2 KB, and rows are read in whole pages

struct ReducerPlan {
  size_t output = 0;   // leaves; for arg_min and arg_max `indices` too
  size_t indices = 0;
  std::optional<size_t> chunk_axis;  // a reduced axis that is cut into partial results of as many rows as the slot says
  int64_t rows_slot = -1;
};

/// Products of floats, whose order is NumPy's in `strict`: they are not cut.
bool is_ordered(const Emitter& emitter, wire::Op op, wire::DType dtype);

llvm::Function* emit_reducer(NestEmitter& nest, const wire::NodeT& node, Entity* operand, Entity* mask, const std::string& name,
                             const ReducerPlan& plan);

}  // namespace weft::compile::codegen
