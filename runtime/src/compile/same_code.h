// SPDX-License-Identifier: Apache-2.0
// Statements of the same form on arrays of the same kind, such as those of two axes of a vector, make functions with the same code: what
// differs is in the slots that they read. One of them is kept for all.

#pragma once

#include "compile/llvm.h"

namespace weft::compile {

/// Replaces functions of the module by earlier ones with the same code. Where code lies must not be looked at by the program.
void keep_one_of_same_code(llvm::Module& module);

}  // namespace weft::compile
