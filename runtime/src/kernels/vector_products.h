// SPDX-License-Identifier: Apache-2.0
// Products of a matrix that the caches hold with a vector, cut so that each thread goes over lines of the matrix that lie together:
// where rows lie along memory, each is a sum of its own; where columns do, parts of them are added up, and the parts pairwise.
// The order in which the terms of an element are added depends on the shape alone.

#pragma once

#include "kernels/product.h"

namespace weft::kernels {

/// Whether `product`, whose operands BLAS could read, is of this kind.
bool is_vector_product(const Product& product);

/// `matrix` and `vector` hold the operands, `out` is the result.
Status multiply_by_vector(const Context& context, uint32_t site, Product product, memory::Buffer* matrix, memory::Buffer* vector,
                          const ArrayView& out);

}  // namespace weft::kernels
