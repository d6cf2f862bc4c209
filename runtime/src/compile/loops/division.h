// SPDX-License-Identifier: Apache-2.0
// How the iterations of a leaf become tasks.

#pragma once

#include <cstdint>

namespace weft::compile {

/// `wide`: one for each thread, where tasks beside each other read the same rows of memory, each a piece of all of them. Narrow pieces are
/// slower on several threads than all of the rows on one: neither what is beside a line is of use, nor what follows a piece.
enum class Division : int32_t { none, even, wide };

}  // namespace weft::compile
