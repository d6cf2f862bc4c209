// SPDX-License-Identifier: Apache-2.0
// Canonical text to graph, for fixtures and tests. Ranges hold the line that the text gives and no columns.
// What was parsed is complete (load.h) but not verified.

#pragma once

#include <memory>
#include <string_view>

#include "base/status.h"
#include "schema/graph_generated.h"

namespace weft::graph {

/// WEFT500 with "line N: …" when the text is not canonical text.
Result<std::unique_ptr<wire::GraphT>> parse_graph(std::string_view text);

}  // namespace weft::graph
