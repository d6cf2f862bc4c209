// SPDX-License-Identifier: Apache-2.0
#include "engine/allocate.h"

#include <algorithm>

namespace weft::engine {
namespace {

// Below this, waiting costs more than the memory.
constexpr uint64_t kWorthWaiting = uint64_t{64} << 10;

void make_room(Engine& engine, const memory::Pool& pool, uint64_t size_bytes) {
  if (size_bytes < kWorthWaiting || engine.pending() == 0) return;
  while (pool.must_grow(size_bytes) && engine.wait_some()) {
  }
}

memory::Buffer* spare(uint64_t size_bytes) { return spare_arrays() == nullptr ? nullptr : take_spare(*spare_arrays(), size_bytes); }

}  // namespace

std::vector<memory::Buffer*>*& spare_arrays() {
  thread_local std::vector<memory::Buffer*>* arrays = nullptr;
  return arrays;
}

memory::Buffer* take_spare(std::vector<memory::Buffer*>& spare, uint64_t size_bytes) {
  const auto kept = std::ranges::find(spare, size_bytes, [](const memory::Buffer* buffer) { return buffer->size_bytes; });
  if (kept == spare.end()) return nullptr;
  memory::Buffer* buffer = *kept;
  spare.erase(kept);
  buffer->mutated.store(false, std::memory_order_relaxed);
  return buffer;
}

Result<memory::Buffer*> allocate(Engine& engine, memory::Pool& pool, uint64_t size_bytes) {
  if (memory::Buffer* buffer = spare(size_bytes)) return buffer;
  make_room(engine, pool, size_bytes);
  return pool.allocate(size_bytes);
}

Result<memory::ArrayView> allocate_array(Engine& engine, memory::Pool& pool, std::span<const int64_t> shape, memory::DType dtype) {
  if (const std::optional<int64_t> bytes = memory::checked_bytes(shape, memory::item_size(dtype))) {
    make_room(engine, pool, static_cast<uint64_t>(*bytes));
    const bool is_size = std::ranges::none_of(shape, [](int64_t size) { return size < 0; });
    if (memory::Buffer* buffer = is_size ? spare(static_cast<uint64_t>(*bytes)) : nullptr) return memory::contiguous_view(buffer, shape, memory::item_size(dtype));
  }
  return memory::allocate_array(pool, shape, dtype);
}

}  // namespace weft::engine
