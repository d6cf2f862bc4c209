// SPDX-License-Identifier: Apache-2.0
// The pool of array memory: 64-byte aligned blocks in size classes, reused across statements and repeats.
// New memory is not touched here, so its pages go to the thread that first writes them; large blocks ask for huge pages.
// A request that the machine or the set limit cannot serve gives a MemoryError status, never a null pointer or an exception.
// Every function may be called from any thread.

#pragma once

#include <cstdint>
#include <memory>

#include "base/status.h"
#include "memory/array.h"

namespace weft::memory {

class Pool {
 public:
  /// `limit_bytes` bounds the memory held at once; 0 takes what the machine and the process limits leave available.
  explicit Pool(uint64_t limit_bytes = 0);
  ~Pool();  // every buffer should have been released; leaked ones stay valid and are named on stderr
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  /// A buffer of `size_bytes` with one reference and unspecified contents; `data` is valid even for size 0.
  Result<Buffer*> allocate(uint64_t size_bytes);

  /// True when `allocate` would take more memory from the system although the pool holds a good deal:
  /// waiting until a buffer is released may serve as well.
  bool must_grow(uint64_t size_bytes) const;

  uint64_t live_bytes() const;  // in buffers that are referenced
  uint64_t peak_bytes() const;  // largest live_bytes() so far
  uint64_t held_bytes() const;  // live and kept for reuse
  uint64_t limit_bytes() const;
  /// Returns kept memory to the system.
  void trim();
  /// Whether blocks that were given back are kept for the next request.
  void set_keeping(bool is_keeping);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace weft::memory
