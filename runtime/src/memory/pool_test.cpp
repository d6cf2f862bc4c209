// SPDX-License-Identifier: Apache-2.0
#include "memory/pool.h"

#include <doctest/doctest.h>

#include <cstring>
#include <thread>
#include <vector>

#include "memory/view.h"

using namespace weft;
using namespace weft::memory;

TEST_CASE("blocks are aligned, hold what was asked for, and come back to the next request of their size") {
  Pool pool(uint64_t{1} << 30);
  for (const uint64_t size : {0ULL, 1ULL, 63ULL, 64ULL, 65ULL, 1000ULL, 1048575ULL, 1048576ULL, 1048577ULL, 5000000ULL}) {
    Buffer* buffer = pool.allocate(size).value();
    CHECK(buffer->size_bytes == size);
    CHECK(reinterpret_cast<uintptr_t>(buffer->data) % 64 == 0);
    std::memset(buffer->data, 1, size);
    std::byte* data = buffer->data;
    buffer->mutated = true;
    buffer->argument = 3;
    release(buffer);
    Buffer* again = pool.allocate(size).value();
    CHECK(again->data == data);
    CHECK(!again->mutated);
    CHECK(again->argument == UINT32_MAX);
    release(again);
  }
  CHECK(pool.live_bytes() == 0);
  CHECK(pool.held_bytes() > 0);
  pool.trim();
  CHECK(pool.held_bytes() == 0);
  CHECK(pool.peak_bytes() == 5000000);
}

TEST_CASE("a class wastes at most a quarter") {
  Pool pool(uint64_t{1} << 30);
  for (uint64_t size = 64; size < 100'000; size += size / 7 + 1) {
    const uint64_t before = pool.held_bytes();
    Buffer* buffer = pool.allocate(size).value();
    const uint64_t taken = pool.held_bytes() - before;
    CHECK(taken >= (taken == 0 ? 0 : size));
    CHECK(taken <= size + size / 4 + 1);
    release(buffer);
  }
}

TEST_CASE("memory that cannot be had is a MemoryError in NumPy's words") {
  Pool pool(1 << 20);
  const int64_t shape[] = {1000, 1000};
  const Status status = allocate_array(pool, shape, DType::Float64).status();
  CHECK(status.code() == "MemoryError");
  CHECK(status.message() == "Unable to allocate 7.63 MiB for an array with shape (1000, 1000) and data type float64");
  Buffer* most = pool.allocate(900'000).value();
  CHECK(pool.allocate(900'000).status().code() == "MemoryError");
  release(most);
  // Kept memory of another size gives way.
  Buffer* other = pool.allocate(600'000).value();
  release(other);
  Pool machine;
  CHECK(machine.limit_bytes() > 0);
  CHECK(machine.allocate(UINT64_MAX / 2).status().code() == "MemoryError");
  const int64_t huge[] = {INT64_MAX, 2};
  CHECK(allocate_array(machine, huge, DType::Bool).status().code() == "ValueError");
  const int64_t negative[] = {-1};
  CHECK(allocate_array(machine, negative, DType::Bool).status().message() == "negative dimensions are not allowed");
}

TEST_CASE("a pool that holds a good deal tells that it must grow unless a block of the size waits") {
  constexpr uint64_t kMiB = 1 << 20;
  Pool pool(uint64_t{1} << 30);
  CHECK(!pool.must_grow(kMiB));
  CHECK(pool.must_grow(5 * kMiB));
  Buffer* first = pool.allocate(4 * kMiB).value();
  CHECK(pool.must_grow(kMiB));
  CHECK(pool.must_grow(4 * kMiB));
  release(first);
  CHECK(!pool.must_grow(4 * kMiB));
  CHECK(pool.must_grow(kMiB));
}

TEST_CASE("blocks that wait take little beside what is in use at once") {
  constexpr uint64_t kMiB = 1 << 20;
  Pool pool(uint64_t{8} << 30);
  for (uint64_t size = 100 * kMiB; size < 200 * kMiB; size += 7 * kMiB) release(pool.allocate(size).value());
  CHECK(pool.held_bytes() <= pool.peak_bytes() * 9 / 8 + 50 * kMiB);  // a class is up to a quarter larger than what is asked for
  Buffer* large = pool.allocate(200 * kMiB).value();
  Buffer* first = pool.allocate(100 * kMiB).value();
  const std::byte* place = first->data;
  release(first);
  Buffer* smaller = pool.allocate(60 * kMiB).value();
  CHECK(smaller->data == place);
  release(smaller);
  release(large);
}

TEST_CASE("threads may take and give back at the same time") {
  Pool pool(uint64_t{1} << 30);
  std::vector<std::thread> threads;
  for (unsigned n = 0; n < 4; ++n) {
    threads.emplace_back([&pool, n] {
      std::vector<Buffer*> held;
      for (uint64_t i = 0; i < 3000; ++i) {
        Buffer* buffer = pool.allocate((i * 37 + n * 101) % 5000).value();
        std::memset(buffer->data, static_cast<int>(n), buffer->size_bytes);
        held.push_back(buffer);
        if (held.size() > 20) {
          release(held.front());
          held.erase(held.begin());
        }
      }
      for (Buffer* buffer : held) release(buffer);
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(pool.live_bytes() == 0);
}

TEST_CASE("bounds, contiguity and overlap of views") {
  Pool pool(1 << 20);
  const int64_t shape[] = {4, 6};
  const ArrayView whole = allocate_array(pool, shape, DType::Float64).value();
  CHECK(is_c_contiguous(whole, 2, 8));
  CHECK(!is_f_contiguous(whole, 2, 8));
  CHECK(byte_bounds(whole, 2, 8).end == 192);
  ArrayView reversed = whole;
  reversed.data += 3 * 48;
  reversed.strides[0] = -48;
  CHECK(byte_bounds(reversed, 2, 8).begin == 0);
  CHECK(byte_bounds(reversed, 2, 8).end == 192);
  CHECK(!is_c_contiguous(reversed, 2, 8));
  ArrayView top = whole;
  top.shape[0] = 2;
  ArrayView bottom = top;
  bottom.data += 96;
  CHECK(!may_overlap(top, 2, 8, bottom, 2, 8));
  CHECK(may_overlap(top, 2, 8, whole, 2, 8));
  // Columns next to each other share no byte, the same column and one read as wider items do.
  ArrayView column = whole;
  column.shape[1] = 1;
  ArrayView next = column;
  next.data += 8;
  CHECK(!may_overlap(column, 2, 8, next, 2, 8));
  CHECK(!may_overlap(next, 2, 8, column, 2, 8));
  CHECK(may_overlap(column, 2, 16, next, 2, 8));
  CHECK(may_overlap(next, 2, 8, column, 2, 16));
  next.strides[0] = -48;
  next.data += 3 * 48;
  CHECK(!may_overlap(column, 2, 8, next, 2, 8));
  next.data -= 8;
  CHECK(may_overlap(column, 2, 8, next, 2, 8));
  next.data += 8;
  next.strides[0] = -24;
  CHECK(!may_overlap(column, 2, 8, next, 2, 8));
  next.strides[0] = -8;
  CHECK(may_overlap(column, 2, 8, next, 2, 8));
  ArrayView empty = whole;
  empty.shape[1] = 0;
  CHECK(!may_overlap(empty, 2, 8, whole, 2, 8));
  CHECK(is_c_contiguous(empty, 2, 8));
  CHECK(shape_text(whole, 0) == "()");
  CHECK(shape_text(whole, 1) == "(4,)");
  CHECK(shape_text(whole, 2) == "(4, 6)");
  release(whole.buffer);
}
