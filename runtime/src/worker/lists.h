// SPDX-License-Identifier: Apache-2.0
// Lists at the border of a job: an argument comes as an array (.npy) whose axes are the levels of nesting, or as JSON text where rows have
// different lengths; a result goes out as an array of its numbers, with the lengths beside it where they differ.

#pragma once

#include <string>
#include <vector>

#include "base/status.h"
#include "memory/list.h"
#include "memory/pool.h"
#include "memory/view.h"

namespace weft::worker {

/// The list of type `type` in the file at `path`, with one reference. WEFT532 when it does not fit.
Result<memory::List*> read_list(const std::string& path, const wire::TypeT& type, memory::Pool& pool);

/// Different for lists of different contents.
uint64_t list_digest(const memory::List& list);

/// A list of numbers, or of such lists, as an array.
struct FlatList {
  memory::DType dtype = memory::DType::Float64;
  std::vector<int64_t> shape;                  // of the nested lists; the number of numbers alone when they are ragged
  std::vector<std::vector<int64_t>> lengths;   // ragged: lengths of the lists of each level, outermost first
  std::vector<std::byte> data;

  memory::TypedView view();
};

FlatList flatten(const memory::List& list);

}  // namespace weft::worker
