// SPDX-License-Identifier: Apache-2.0
// The canonical text of docs/graph.md, byte for byte what the language server prints.
// Printing never fails: a graph that would not verify prints `?` where a value or a name is missing.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "schema/graph_generated.h"

namespace weft::graph {

std::string print_graph(const wire::GraphT& graph);

/// Prints parts of one function, numbered as in print_graph. Keeps references to what it was made from.
/// `graph` gives the names of callees and may be null.
class FunctionPrinter {
 public:
  explicit FunctionPrinter(const wire::FunctionT& function, const wire::GraphT* graph = nullptr);

  /// The canonical number of a value, as "%3".
  std::string value(uint32_t id) const;
  /// One node without its regions and without `@L`: "%3 = matmul %1, %2 : f64[n,k]".
  std::string node(const wire::NodeT& node) const;
  std::string function() const;

 private:
  void number(uint32_t id);
  void number_region(const wire::RegionT& region);
  std::string values(const std::vector<uint32_t>& ids) const;
  std::string index_items(const wire::NodeT& node) const;
  std::string attributes(const wire::NodeT& node) const;
  std::string results(const wire::NodeT& node) const;
  std::string variable(const wire::NodeT& node) const;
  void print_region(const wire::RegionT& region, size_t depth, std::string& out) const;
  void print_node(const wire::NodeT& node, size_t depth, std::string& out) const;

  const wire::FunctionT& function_;
  const wire::GraphT* graph_;
  std::vector<uint32_t> numbers_;
  uint32_t next_ = 0;
};

/// FunctionPrinter(function, graph).node(node), for a single node.
std::string node_text(const wire::FunctionT& function, const wire::NodeT& node, const wire::GraphT* graph = nullptr);

/// As Python's repr: "2.0", "-0.0", "1e-07", "inf", "nan".
std::string double_text(double value);
/// In double quotes; only `"`, `\\` and control characters are escaped.
std::string quoted_text(std::string_view text);

}  // namespace weft::graph
