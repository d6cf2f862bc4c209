// SPDX-License-Identifier: Apache-2.0
// Two products of one large matrix with vectors, from the right and from the left, that read the matrix once. It is cut into parts of
// rows by its shape alone, each of which has its own sums for the product from the left; these are added pairwise.

#pragma once

#include "kernels/kernels.h"

namespace weft::kernels {

/// right[i] = the sum of matrix[i, j] * x[j]; left[j] = the sum of u[i] * matrix[i, j], where `u` may be `right` itself (null).
/// Vectors are contiguous, and so is each row of the matrix.
struct PairedProducts {
  DType dtype = DType::Float64;  // Float64 or Float32
  const std::byte* matrix = nullptr;
  int64_t rows = 0;
  int64_t columns = 0;
  int64_t row_step = 0;  // bytes
  const std::byte* x = nullptr;
  const std::byte* u = nullptr;
  std::byte* right = nullptr;
  std::byte* left = nullptr;
};

/// Whether one pass over the matrix takes less time than two: it does not stay in the caches between them.
bool is_worth_pairing(const PairedProducts& products);
/// Runs both, with nothing else in flight. False when there is no memory or a result is not finite: each product is then computed by
/// itself, which tells what is to be told of it.
bool multiply_paired(const Context& context, uint32_t site, const PairedProducts& products);

}  // namespace weft::kernels
