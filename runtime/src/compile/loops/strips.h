// SPDX-License-Identifier: Apache-2.0
// Rows that need those before them, in strips that several threads take in the order of the program, each a part behind the one before.

#pragma once

#include <cstdint>

namespace weft::compile {

/// What the code of a leaf reads of the strips that its threads share.
struct StripsShape {
  int64_t rows = 1;     // of a strip
  int64_t in_turn = 1;  // strips of one iteration of the loop around the rows
  int64_t turns = 1;    // iterations of that loop
  int64_t parts = 1;    // of a strip
  int64_t part = 0;     // iterations of the inner loop in a part
};

/// How `rows` by `columns` iterations run on so many threads; one part where strips would wait for each other,
/// or where it is not `worth` it.
StripsShape shape_strips(int64_t turns, int64_t rows, int64_t columns, int64_t skew, uint32_t threads, bool worth);

}  // namespace weft::compile
