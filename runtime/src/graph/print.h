// SPDX-License-Identifier: Apache-2.0
// The canonical text of docs/graph.md, byte for byte what the language server prints.
// Printing never fails: a graph that would not verify prints `?` where a value or a name is missing.

#pragma once

#include <string>
#include <string_view>

#include "schema/graph_generated.h"

namespace weft::graph {

std::string print_graph(const wire::GraphT& graph);

/// One node without its regions and without `@L`, numbered as in print_graph: "%3 = matmul %1, %2 : f64[n,k]".
/// `graph` gives the names of callees and may be null.
std::string node_text(const wire::FunctionT& function, const wire::NodeT& node, const wire::GraphT* graph = nullptr);

/// "2.0", "-0.0", "1e-7", "inf", "nan".
std::string double_text(double value);
/// As JSON.stringify, quotes included.
std::string quoted_text(std::string_view text);

}  // namespace weft::graph
