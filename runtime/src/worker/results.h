// SPDX-License-Identifier: Apache-2.0
// What a finished run leaves in results/: the returned values and the mutated arguments as .npy files, then results.json.

#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/status.h"
#include "compile/program.h"
#include "schema/graph_generated.h"
#include "worker/report.h"

namespace weft::worker {

/// An entry of `results` or `mutated`.
struct ResultFile {
  std::string name;   // "return", "return.0", "arg.NAME"
  std::string dtype;  // NumPy's name
  std::vector<int64_t> shape;
  std::string file;   // in results/
  std::string list;   // lists: their type, as "list[list[float]]"
  std::vector<std::vector<int64_t>> lengths = {};  // ragged lists: the lengths at each level; the file holds the numbers one after the other
  std::vector<std::vector<int64_t>> shapes = {};   // arrays in a ragged list: the shape of each

  Json json() const {
    Json json = {{"name", name}, {"dtype", dtype}, {"shape", shape}, {"file", file}};
    if (!list.empty()) json["list"] = list;
    if (!lengths.empty()) json["lengths"] = lengths;
    if (!shapes.empty()) json["shapes"] = shapes;
    return json;
  }
};

struct StoredResults {
  std::vector<ResultFile> results;
  std::vector<ResultFile> mutated;
};

/// The entry as this run returned from it: where the type of a result depends on the path, only what was returned is left, in the
/// function's results and in `results`.
wire::FunctionT entry_of_run(const wire::FunctionT& entry, std::vector<compile::Value>& results);

/// Writes everything into `directory` after a look at the free space. None has no file.
/// An OSError status says how much was needed where.
Result<StoredResults> store_results(const std::string& directory, const wire::FunctionT& entry,
                                    std::span<const compile::Value> results, std::span<const compile::Value> arguments,
                                    kernels::Texts* texts);

}  // namespace weft::worker
