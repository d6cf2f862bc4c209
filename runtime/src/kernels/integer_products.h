// SPDX-License-Identifier: Apache-2.0
// Products of integer matrices, which no BLAS computes. Sums wrap, so that they may be taken in any order.

#pragma once

#include <cstddef>
#include <cstdint>

#include "memory/dtype.h"

namespace weft::kernels {

/// One panel: `c` (rows × n, contiguous) = `a` (rows × k) · `b` (k × n). Strides are in bytes.
struct IntegerProduct {
  const std::byte* a;
  const std::byte* b;
  std::byte* c;
  int64_t rows;
  int64_t n;
  int64_t k;
  int64_t a_row;
  int64_t a_column;
  int64_t b_row;
  int64_t b_column;
};

/// False where the type is no integer of 32 or 64 bits, or neither operand has the layout of a vector loop.
bool multiply_integers(memory::DType dtype, const IntegerProduct& product);

}  // namespace weft::kernels
