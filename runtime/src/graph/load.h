// SPDX-License-Identifier: Apache-2.0
// Bytes to graph and back. A loaded graph is complete: no child is null and every enumeration has a known value,
// so that printing, verification and compilation may follow every pointer. Whether it makes sense is verify.h's question.

#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "base/status.h"
#include "schema/graph_generated.h"

namespace weft::graph {

/// WEFT500 for bytes that are no graph, WEFT501 for another version, WEFT502 for a missing part.
Result<std::unique_ptr<wire::GraphT>> load_graph(std::span<const std::byte> bytes);

/// load_graph, then verify_graph.
Result<std::unique_ptr<wire::GraphT>> load_verified_graph(std::span<const std::byte> bytes);

std::vector<std::byte> encode_graph(const wire::GraphT& graph);

/// The WEFT501 and WEFT502 part, for graphs that were built in memory.
Status check_complete(const wire::GraphT& graph);

}  // namespace weft::graph
