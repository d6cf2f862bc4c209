// SPDX-License-Identifier: Apache-2.0
// The form of names and dimensions, and the limits of docs/graph.md. Internal to graph/.

#pragma once

#include <cstddef>
#include <string_view>

namespace weft::graph {

inline constexpr size_t kMaxFunctions = 4096;
inline constexpr size_t kMaxNodes = 1'000'000;
inline constexpr size_t kMaxOperands = 4096;
inline constexpr size_t kMaxNesting = 48;
inline constexpr size_t kMaxStringBytes = 65'536;
inline constexpr size_t kMaxDimBytes = 1024;

/// Python's identifiers; beyond ASCII every character counts as a letter.
bool is_identifier(std::string_view text);
/// An identifier, or one with a number behind a point (`x.1`).
bool is_variable_name(std::string_view text);
/// No blanks, quotes or brackets; parentheses pair, and commas stand inside them.
bool is_dimension(std::string_view text);
/// Not empty and without a folder.
bool is_base_name(std::string_view text);

}  // namespace weft::graph
