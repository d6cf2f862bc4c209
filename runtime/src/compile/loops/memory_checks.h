// SPDX-License-Identifier: Apache-2.0
// What generated code looks at before iterations change places: where arrays lie.

#pragma once

#include "compile/emitter.h"

namespace weft::compile::loops {

/// The first byte of an array and the one after its last, as numbers.
std::pair<llvm::Value*, llvm::Value*> ends_of(llvm::IRBuilder<>& b, const codegen::ArrayParts& parts, int64_t item);

/// Whether two arrays share no byte.
llvm::Value* are_apart(llvm::IRBuilder<>& b, const codegen::ArrayParts& left, int64_t left_item, const codegen::ArrayParts& right, int64_t right_item);

/// Whether different subscripts are different elements: each axis steps over all of the axes after it.
llvm::Value* has_places_of_its_own(llvm::IRBuilder<>& b, const codegen::ArrayParts& parts, int64_t item);

}  // namespace weft::compile::loops
