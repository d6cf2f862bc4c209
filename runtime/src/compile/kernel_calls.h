// SPDX-License-Identifier: Apache-2.0
// How generated code passes operands to library kernels and takes their results. The layout is an ABI with emit_kernel.cpp.

#pragma once

#include <cstdint>

#include "compile/services.h"

namespace weft::compile {

/// One operand or result. Arrays: `pointer` is an ArrayView. Str: `integer` is the number of a text. Lists: `pointer` is the list.
struct KernelSlot {
  int64_t kind;       // wire::TypeKind, + 256 * wire::DType, + 65536 * rank
  int64_t integer;    // or the bits of a double: the real part
  int64_t imaginary;  // the bits of a double
  void* pointer;
};

/// The text that generated code knows by its number.
const std::string& text_of(RunContext& run, int32_t number);
/// Keeps a text made at run time until the run ends, and gives its number.
int32_t keep_text(RunContext& run, std::string text);

}  // namespace weft::compile
