// SPDX-License-Identifier: Apache-2.0
// NumPy's RuntimeWarnings of array operations: which operation can raise what, and how a nest finds out.
// Plain arithmetic is watched through the processor's exception flags, read once after each task; functions of the C library set flags
// that mean nothing, so their results are compared with their operands instead, and so is everything else in the same nest.
// What could be false is not reported (docs/precision.md states the rule).

#pragma once

#include <functional>

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
  uint8_t silenced = 0;        // flags that are not told
};

/// Whether a number is NaN, and whether it is NaN or infinite.
struct Inexact {
  llvm::Value* nan;
  llvm::Value* odd;
};
Inexact inexact(llvm::IRBuilder<>& b, llvm::Value* value);

/// A sum or product of NumPy scalars whose infinities and NaN are found in the results of what uses it.
struct Absorbed {
  const wire::NodeT* node = nullptr;
  Raising rule;
  Small<llvm::Value*, 3> operands;
  llvm::Value* result = nullptr;
  std::vector<std::shared_ptr<const Absorbed>> inside;
};

/// What may be silenced at a place of the program: the flags above, and warnings of Python's own.
inline constexpr uint8_t kWarnings = 16;

/// What NumPy may say about an operation on these elements; `scalar`: of NumPy scalars, which have names of their own.
Raising raising(wire::Op op, const Element& from, const Element& to);
Raising scalar_raising(wire::Op op, const Element& from, const Element& to);
/// Calls `note` with each flag of `rule` and whether this operation on elements raises it.
void raised_by(llvm::IRBuilder<>& b, wire::Op op, const Raising& rule, bool to_unsigned, llvm::ArrayRef<llvm::Value*> operands,
               llvm::Value* result, const std::function<void(uint8_t, llvm::Value*)>& note);
/// Lets LLVM compute a floating number, or `bits` of a vector at once, though nobody reads it: for the flags that it raises.
void compute(llvm::IRBuilder<>& b, llvm::Value* value, unsigned bits);
/// True when the operation may set the processor's `invalid` flag where NumPy says nothing.
bool is_noisy(wire::Op op, const Element& from);

}  // namespace weft::compile::codegen
