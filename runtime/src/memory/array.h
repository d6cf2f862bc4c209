// SPDX-License-Identifier: Apache-2.0
// Array memory: reference-counted buffers, and the views that compiled programs pass around.
// The layout of ArrayView is an ABI: generated code reads and writes its fields.

#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace weft::memory {

inline constexpr int kMaxRank = 8;

/// One allocation of array memory, 64-byte aligned. `references` counts views held by the program and tasks in flight.
struct Buffer {
  std::byte* data = nullptr;
  uint64_t size_bytes = 0;
  std::atomic<int64_t> references{0};
  uint32_t argument = UINT32_MAX;      // index of the entry's array argument that this buffer holds, or UINT32_MAX
  std::atomic<bool> mutated{false};    // the program wrote to it after it was filled
  void* engine_state = nullptr;        // owned by the engine: tasks in flight that touch this buffer
  void (*release)(Buffer*) = nullptr;  // called when the last reference goes; returns the memory to its pool
  void (*free_engine_state)(void*) = nullptr;  // frees `engine_state` when this object itself is destroyed
};

inline void retain(Buffer* buffer) {
  if (buffer != nullptr) buffer->references.fetch_add(1, std::memory_order_relaxed);
}

/// Gives up one reference; safe from any thread.
inline void release(Buffer* buffer) {
  if (buffer == nullptr) return;
  if (buffer->references.fetch_sub(1, std::memory_order_acq_rel) == 1 && buffer->release != nullptr) buffer->release(buffer);
}

/// A NumPy-like view: `data` points at element [0,…,0]; strides are in bytes and may be zero or negative.
struct ArrayView {
  Buffer* buffer = nullptr;
  std::byte* data = nullptr;
  int64_t shape[kMaxRank] = {};
  int64_t strides[kMaxRank] = {};
};

}  // namespace weft::memory
