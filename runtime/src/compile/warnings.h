// SPDX-License-Identifier: Apache-2.0
// NumPy's RuntimeWarnings of array operations: which operation can raise what, and how a nest finds out.
// Plain arithmetic is watched through the processor's exception flags, read once after each task; functions of the C library set flags
// that mean nothing, so their results are compared with their operands instead, and so is everything else in the same nest.
// What could be false is not reported (docs/precision.md states the rule).

#pragma once

#include "compile/emitter.h"

namespace weft::compile::codegen {

// Bits of the processor's status word.
inline constexpr uint8_t kInvalid = 1;
inline constexpr uint8_t kDivide = 4;
inline constexpr uint8_t kOverflow = 8;

struct Raising {
  const char* name = nullptr;  // NumPy's; null: raises nothing
  uint8_t flags = 0;
  bool plain = false;          // the processor's flags after it are those of NumPy
};

/// What NumPy may say about an operation on these elements.
Raising raising(wire::Op op, const Element& from, const Element& to);
/// True when the operation may set the processor's `invalid` flag where NumPy says nothing.
bool is_noisy(wire::Op op, const Element& from);

}  // namespace weft::compile::codegen
