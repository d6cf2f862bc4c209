// SPDX-License-Identifier: Apache-2.0
#include "memory/pool.h"

#include <sys/mman.h>
#include <sys/resource.h>

#include <algorithm>
#include <bit>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <mutex>
#include <string>
#include <vector>

namespace weft::memory {
namespace {

constexpr uint64_t kSmallestBlock = 64;
// Blocks from here on come from mmap at a huge page boundary; below, faults cost less than the alignment would waste.
constexpr uint64_t kMappedBlock = uint64_t{1} << 20;
constexpr uint64_t kHugePage = uint64_t{2} << 20;
constexpr size_t kClassCount = 64 * 4;
// Blocks that wait for a request of their size count as memory taken: beyond an eighth of the most that was in use at once, and a little,
// a request takes a larger one of them, and else they are given back before a new one is made.
constexpr uint64_t kIdlePart = 8;
constexpr uint64_t kIdleBytes = uint64_t{16} << 20;
// Held without a thought: about what second-level caches keep.
constexpr uint64_t kFewBytes = uint64_t{4} << 20;

struct SizeClass {
  size_t index;
  uint64_t bytes;
};

// Four classes for each doubling: at most a quarter of a block is unused.
SizeClass class_of(uint64_t size) {
  const uint64_t wanted = std::max(size, kSmallestBlock);
  const int exponent = 63 - std::countl_zero(wanted);
  const uint64_t step = std::max<uint64_t>(uint64_t{1} << (exponent - 2), 1);
  uint64_t quarter = (wanted - (uint64_t{1} << exponent) + step - 1) / step;
  return {static_cast<size_t>(exponent) * 4 + quarter, (uint64_t{1} << exponent) + quarter * step};
}

std::optional<uint64_t> read_number(const char* path) {
  std::ifstream file(path);
  uint64_t value = 0;
  if (file >> value) return value;
  return std::nullopt;
}

uint64_t available_memory() {
  std::ifstream file("/proc/meminfo");
  std::string key;
  uint64_t kilobytes = 0;
  std::string unit;
  while (file >> key >> kilobytes) {
    std::getline(file, unit);
    if (key == "MemAvailable:") return kilobytes * 1024;
  }
  return std::numeric_limits<uint64_t>::max();
}

uint64_t default_limit() {
  uint64_t limit = available_memory();
  for (const char* path : {"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"}) {
    if (const auto value = read_number(path)) limit = std::min(limit, *value);
  }
  rlimit space{};
  if (getrlimit(RLIMIT_AS, &space) == 0 && space.rlim_cur != RLIM_INFINITY) limit = std::min<uint64_t>(limit, space.rlim_cur);
  return limit;
}

struct Block : Buffer {
  void* owner = nullptr;  // Pool::State
  uint64_t capacity = 0;
  size_t size_class = 0;
  Block* next = nullptr;
};

std::byte* map_block(uint64_t capacity) {
  const uint64_t mapped = (capacity + kHugePage - 1) / kHugePage * kHugePage + kHugePage;
  void* start = mmap(nullptr, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (start == MAP_FAILED) return nullptr;
  const auto address = reinterpret_cast<uintptr_t>(start);
  const uintptr_t aligned = (address + kHugePage - 1) / kHugePage * kHugePage;
  if (aligned > address) munmap(start, aligned - address);
  const uintptr_t end = aligned + (mapped - kHugePage);
  if (address + mapped > end) munmap(reinterpret_cast<void*>(end), address + mapped - end);
  if (capacity >= kHugePage) madvise(reinterpret_cast<void*>(aligned), mapped - kHugePage, MADV_HUGEPAGE);
  return reinterpret_cast<std::byte*>(aligned);
}

void destroy(Block* block) {
  if (block->engine_state != nullptr && block->free_engine_state != nullptr) block->free_engine_state(block->engine_state);
  if (block->capacity >= kMappedBlock) {
    munmap(block->data, (block->capacity + kHugePage - 1) / kHugePage * kHugePage);
  } else {
    std::free(block->data);
  }
  delete block;
}

Status out_of_memory(uint64_t size) {
  return Status("MemoryError", "Unable to allocate " + std::to_string(size) + " bytes",
                "use smaller arrays, or a target with more memory");
}

}  // namespace

struct Pool::State {
  std::mutex mutex;
  uint64_t limit = 0;
  uint64_t live = 0;
  uint64_t peak = 0;
  uint64_t held = 0;
  uint64_t blocks = 0;  // that the program holds
  bool is_keeping = true;
  Block* free_blocks[kClassCount] = {};

  void trim() {
    for (Block*& head : free_blocks) {
      while (head != nullptr) {
        Block* block = head;
        head = block->next;
        held -= block->capacity;
        destroy(block);
      }
    }
  }

  /// The smallest block that waits and is larger than `wanted`.
  Block* take_larger(const SizeClass& wanted) {
    for (size_t index = wanted.index + 1; index < kClassCount; ++index) {
      if (Block* block = free_blocks[index]) {
        free_blocks[index] = block->next;
        return block;
      }
    }
    return nullptr;
  }

  /// Gives back waiting blocks, the largest first, until no more than `most` bytes are held.
  void shrink(uint64_t most) {
    for (size_t index = kClassCount; index-- > 0;) {
      while (free_blocks[index] != nullptr && held > most) {
        Block* block = free_blocks[index];
        free_blocks[index] = block->next;
        held -= block->capacity;
        destroy(block);
      }
    }
  }

  Block* create(const SizeClass& size) {
    auto* block = new (std::nothrow) Block;
    if (block == nullptr) return nullptr;
    block->data = size.bytes >= kMappedBlock ? map_block(size.bytes)
                                             : static_cast<std::byte*>(std::aligned_alloc(64, (size.bytes + 63) / 64 * 64));
    if (block->data == nullptr) {
      delete block;
      return nullptr;
    }
    block->owner = this;
    block->capacity = size.bytes;
    block->size_class = size.index;
    block->release = [](Buffer* buffer) { static_cast<State*>(static_cast<Block*>(buffer)->owner)->give_back(buffer); };
    held += size.bytes;
    return block;
  }

  void give_back(Buffer* buffer) {
    auto* block = static_cast<Block*>(buffer);
    const std::lock_guard lock(mutex);
    live -= block->size_bytes;
    --blocks;
    block->next = free_blocks[block->size_class];
    free_blocks[block->size_class] = block;
  }
};

Pool::Pool(uint64_t limit_bytes) : state_(std::make_unique<State>()) {
  state_->limit = limit_bytes != 0 ? limit_bytes : default_limit();
}

Pool::~Pool() {
  state_->trim();
  if (state_->blocks == 0) return;
  // A leak is a defect, but what the program computed is not wrong: keep what the leaked buffers point to, and say so.
  std::fprintf(stderr, "pool: %llu buffers with %llu bytes were not released\n",
               static_cast<unsigned long long>(state_->blocks), static_cast<unsigned long long>(state_->live));
  (void)state_.release();
}

Result<Buffer*> Pool::allocate(uint64_t size_bytes) {
  State& state = *state_;
  if (size_bytes > state.limit) return out_of_memory(size_bytes);
  const SizeClass size = class_of(size_bytes);
  const std::lock_guard lock(state.mutex);
  if (!state.is_keeping) state.trim();
  Block* block = state.free_blocks[size.index];
  const uint64_t most_live = std::max(state.peak, state.live + size_bytes);
  const uint64_t most_held = most_live + most_live / kIdlePart + kIdleBytes;
  if (block != nullptr) {
    state.free_blocks[size.index] = block->next;
  } else if (state.held + size.bytes > most_held) {
    block = state.take_larger(size);
    if (block == nullptr) state.shrink(most_held > size.bytes ? most_held - size.bytes : 0);
  }
  if (block == nullptr) {
    if (state.held + size.bytes > state.limit) state.trim();
    // A class is up to a quarter larger than asked for; the untouched rest costs nothing, so only the request must fit.
    if (state.held + size_bytes > state.limit) return out_of_memory(size_bytes);
    if (size_bytes >= 32 * kMappedBlock && size_bytes > available_memory()) {
      state.trim();
      if (size_bytes > available_memory()) return out_of_memory(size_bytes);
    }
    block = state.create(size);
    if (block == nullptr) {
      state.trim();
      block = state.create(size);
    }
    if (block == nullptr) return out_of_memory(size_bytes);
  }
  block->next = nullptr;
  block->size_bytes = size_bytes;
  block->argument = UINT32_MAX;
  block->mutated.store(false, std::memory_order_relaxed);
  block->references.store(1, std::memory_order_relaxed);
  state.live += size_bytes;
  ++state.blocks;
  state.peak = std::max(state.peak, state.live);
  return static_cast<Buffer*>(block);
}

bool Pool::must_grow(uint64_t size_bytes) const {
  const SizeClass size = class_of(size_bytes);
  const std::lock_guard lock(state_->mutex);
  return state_->free_blocks[size.index] == nullptr && state_->held + size.bytes > kFewBytes;
}

uint64_t Pool::live_bytes() const {
  const std::lock_guard lock(state_->mutex);
  return state_->live;
}

uint64_t Pool::peak_bytes() const {
  const std::lock_guard lock(state_->mutex);
  return state_->peak;
}

uint64_t Pool::held_bytes() const {
  const std::lock_guard lock(state_->mutex);
  return state_->held;
}

uint64_t Pool::limit_bytes() const { return state_->limit; }

void Pool::set_keeping(bool is_keeping) {
  const std::lock_guard lock(state_->mutex);
  state_->is_keeping = is_keeping;
}

void Pool::trim() {
  const std::lock_guard lock(state_->mutex);
  state_->trim();
}

}  // namespace weft::memory
