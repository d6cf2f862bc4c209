// SPDX-License-Identifier: Apache-2.0
// Array memory beside tasks in flight, which hold what the program has let go: rather than take more from the system,
// an allocation waits until some of them have ended. A program that runs ahead so needs no more memory than one that does not.
// For the submitting thread.

#pragma once

#include <span>
#include <vector>

#include "engine/engine.h"
#include "memory/pool.h"
#include "memory/view.h"

namespace weft::engine {

/// Arrays that the thread has given back, of which allocations of their size take one: they need no lock, and lie in the thread's caches.
/// Null where there are none.
std::vector<memory::Buffer*>*& spare_arrays();
/// One of them, with one reference; null where none has this size.
memory::Buffer* take_spare(std::vector<memory::Buffer*>& spare, uint64_t size_bytes);

/// As `Pool::allocate`.
Result<memory::Buffer*> allocate(Engine& engine, memory::Pool& pool, uint64_t size_bytes);
/// As `memory::allocate_array`.
Result<memory::ArrayView> allocate_array(Engine& engine, memory::Pool& pool, std::span<const int64_t> shape, memory::DType dtype);

}  // namespace weft::engine
