// SPDX-License-Identifier: Apache-2.0
// Compiled programs on disk, so that the next job with the same graph and alike arguments starts at once.
// The key names all that machine code follows from: the graph, the facts about the arguments, the options, the processor, the C library
// and this very build of the program. Any number of processes may read and write at a time: entries appear whole, by renaming.
// Entries that nobody used for two months go, and the oldest where all of them take more than 512 MiB.

#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "compile/program.h"
#include "compile/services.h"

namespace weft::compile {

/// All that a run needs of a compiled program.
struct CompiledCode {
  std::vector<std::string> objects;
  std::vector<Site> sites;
  std::vector<NodeSite> nodes;
  std::vector<std::string> texts;
  std::vector<WarningSite> warnings;
};

/// The file of a program's entry; empty without a cache, and where nothing tells one build of this program from another.
std::string cache_path(const wire::GraphT& graph, const std::vector<std::vector<int64_t>>& signature, const CompileOptions& options,
                       const std::string& machine);
/// Nothing when there is no entry, or a damaged one.
std::optional<CompiledCode> read_code(const std::string& path);
/// Best effort: a full disk or a read-only directory costs nothing but the next compilation.
void write_code(const std::string& path, CompiledCode& code);

}  // namespace weft::compile
