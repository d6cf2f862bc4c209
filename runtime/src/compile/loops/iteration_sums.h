// SPDX-License-Identifier: Apache-2.0
// Arrays to which every iteration of a loop adds: iterations on all threads write what they would have added to rows of their own, some
// iterations at a time, and the rows are added in the order of the program.

#pragma once

#include <vector>

#include "compile/services.h"
#include "memory/view.h"

namespace weft::compile {

/// As generated code fills it in: numbers of 8 bytes.
struct SumTable {
  int64_t data;
  int64_t dtype;
  int64_t subtracts;
  int64_t rank;
  int64_t sizes[memory::kMaxRank];
  int64_t strides[memory::kMaxRank];
};

/// The slots of a copy of a loop: the contexts of threads, whether it has stopped, then buffer and data of the rows of each sum.
constexpr int64_t kFirstRowSlot = 2;

class IterationSums {
 public:
  IterationSums(RunContext& run, const SumTable* tables, int64_t count, int64_t iterations);
  ~IterationSums();
  IterationSums(const IterationSums&) = delete;
  IterationSums& operator=(const IterationSums&) = delete;

  /// Whether they can be added here, and memory was found.
  bool fits() const { return fits_; }
  /// How many iterations have rows at once.
  int64_t block() const { return block_; }
  /// How many such blocks have rows of their own: with two, one is added while the next one is computed.
  int64_t blocks() const { return blocks_; }
  /// Gives the rows of a block to the iterations from `begin` on.
  void place(int64_t* slots, int64_t block, int64_t begin) const;
  /// Adds the first `count` rows of a block: on all threads, or by itself while they work. False where NumPy would warn of it.
  bool add(int32_t site, int64_t block, int64_t count, bool alone) const;

 private:
  struct Sum {
    SumTable table;
    int64_t elements;
    int64_t bytes;
    memory::Buffer* rows;
  };
  RunContext& run_;
  std::vector<Sum> sums_;
  int64_t block_;
  int64_t blocks_ = 1;
  bool fits_ = true;
};

}  // namespace weft::compile
