// SPDX-License-Identifier: Apache-2.0
#include "engine/allocate.h"

namespace weft::engine {
namespace {

// Below this, waiting costs more than the memory.
constexpr uint64_t kWorthWaiting = uint64_t{64} << 10;

void make_room(Engine& engine, const memory::Pool& pool, uint64_t size_bytes) {
  if (size_bytes < kWorthWaiting || engine.pending() == 0) return;
  while (pool.must_grow(size_bytes) && engine.wait_some()) {
  }
}

}  // namespace

Result<memory::Buffer*> allocate(Engine& engine, memory::Pool& pool, uint64_t size_bytes) {
  make_room(engine, pool, size_bytes);
  return pool.allocate(size_bytes);
}

Result<memory::ArrayView> allocate_array(Engine& engine, memory::Pool& pool, std::span<const int64_t> shape, memory::DType dtype) {
  if (const std::optional<int64_t> bytes = memory::checked_bytes(shape, memory::item_size(dtype))) {
    make_room(engine, pool, static_cast<uint64_t>(*bytes));
  }
  return memory::allocate_array(pool, shape, dtype);
}

}  // namespace weft::engine
