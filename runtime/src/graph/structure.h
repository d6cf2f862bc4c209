// SPDX-License-Identifier: Apache-2.0
// What the results of the entry are put together to: a Python literal with `...` for each value that a file holds.
// `(..., ("x", None))` is a tuple, `[..., ...]` a list, `{"a": ...}` a dictionary, and `[*(..., ...)]` a list of any length whose items
// are such tuples: each of its values is a file with one number for every item.

#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "schema/graph_generated.h"

namespace weft::graph {

/// The names of the values in order, below the whole: "0", "1.0", "1.mean"; "" for a structure that is one value.
/// WEFT516 when the text is no structure.
Result<std::vector<std::string>> value_names(std::string_view structure);

/// The structure of one run, without `either(2: ... | 3: ...)`: of its alternatives the one that its tag names is left. `tag` gives
/// the number of a value by its place, `kept` says for each value whether it is left. The structure is well-formed.
std::string resolve_structure(std::string_view structure, const std::function<int64_t(size_t)>& tag, std::vector<bool>& kept);

/// How many files a result of this type takes: one for every column of a list, else one.
size_t column_count(const wire::TypeT& type);

}  // namespace weft::graph
