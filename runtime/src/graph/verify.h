// SPDX-License-Identifier: Apache-2.0
// Whether a graph obeys docs/graph.md: structure (definitions, control flow, variables, calls) and the type rule of every operation.
// The first broken rule is returned as a Status of WEFT502 to WEFT519 with the node's range; docs/graph.md lists the codes.
// Dimension texts are for people and are not verified.

#pragma once

#include "base/status.h"
#include "schema/graph_generated.h"

namespace weft::graph {

Status verify_graph(const wire::GraphT& graph);

/// The type rule of one node, whose operands and results are in range and whose counts are right.
Status verify_node_types(const wire::FunctionT& function, const wire::NodeT& node);

}  // namespace weft::graph
