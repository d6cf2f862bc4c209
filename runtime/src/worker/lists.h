// SPDX-License-Identifier: Apache-2.0
// Lists at the border of a job: an argument comes as an array (.npy) whose axes are the levels of nesting, or as JSON text where rows have
// different lengths; a result goes out as an array of its numbers, with the lengths beside it where they differ.

#pragma once

#include <string>
#include <vector>

#include "base/status.h"
#include "kernels/texts.h"
#include "memory/list.h"
#include "memory/pool.h"
#include "memory/view.h"

namespace weft::worker {

/// The list of type `type` in the file at `path`, with one reference. WEFT532 when it does not fit.
Result<memory::List*> read_list(const std::string& path, const wire::TypeT& type, memory::Pool& pool);

/// Different for lists of different contents.
uint64_t list_digest(const memory::List& list);

/// One value of every item of a list, or of lists in it, as an array: all of a list of numbers, one column of a list of tuples.
struct FlatList {
  std::string type;                            // "list[list[f64[n]]]": the lists with this value alone
  memory::DType dtype = memory::DType::Float64;
  std::vector<int64_t> shape;                  // of the nested lists and the arrays in them; the number of numbers alone when they are ragged
  std::vector<std::vector<int64_t>> lengths;   // ragged: lengths of the lists of each level, outermost first
  std::vector<std::vector<int64_t>> shapes;    // arrays in a ragged list: the shape of each
  std::vector<std::byte> data;
  std::vector<std::string> texts;              // instead of `data`
  bool is_text = false;

  memory::TypedView view();
};

/// The columns of a list, in order. `texts` has those of the run that made it.
std::vector<FlatList> flatten(const memory::List& list, const wire::TypeT& type, kernels::Texts* texts);

}  // namespace weft::worker
