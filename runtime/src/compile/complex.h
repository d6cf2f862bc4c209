// SPDX-License-Identifier: Apache-2.0
// Complex numbers in registers are pairs {real, imaginary} of their element part, so that loops over them vectorise like loops over
// two arrays. In memory the parts follow each other, as in NumPy.

#pragma once

#include "compile/emitter.h"

namespace weft::compile::codegen {

inline bool is_pair(llvm::Type* type) { return type->isStructTy(); }
inline bool is_pair(llvm::Value* value) { return is_pair(value->getType()); }
llvm::StructType* pair_type(llvm::Type* part);
llvm::Value* make_pair(llvm::IRBuilder<>& b, llvm::Value* real, llvm::Value* imaginary);
llvm::Value* pair_part(llvm::IRBuilder<>& b, llvm::Value* pair, unsigned part);
/// Applies `function` to both parts.
llvm::Value* each_part(llvm::IRBuilder<>& b, llvm::ArrayRef<llvm::Value*> pairs,
                       const std::function<llvm::Value*(llvm::ArrayRef<llvm::Value*>)>& function);
/// A select that works for numbers of every kind.
llvm::Value* choose(llvm::IRBuilder<>& b, llvm::Value* condition, llvm::Value* yes, llvm::Value* no);
/// Loads and stores of both parts; `tag` sees every access.
llvm::Value* load_pair(llvm::IRBuilder<>& b, llvm::Type* type, llvm::Value* pointer, const std::function<void(llvm::Instruction*)>& tag);
void store_pair(llvm::IRBuilder<>& b, llvm::Value* pair, llvm::Value* pointer, const std::function<void(llvm::Instruction*)>& tag);

llvm::Value* complex_product(llvm::IRBuilder<>& b, llvm::Value* x, llvm::Value* y);
/// NumPy's order: by real part, then by imaginary part; never true when a NaN decides.
llvm::Value* complex_compare(llvm::IRBuilder<>& b, wire::Op op, llvm::Value* x, llvm::Value* y);
llvm::Value* complex_is_nan(llvm::IRBuilder<>& b, llvm::Value* x);
/// `element_operation` for complex operands; casts to complex included.
llvm::Value* complex_operation(llvm::IRBuilder<>& b, wire::Op op, const Element& from, const Element& to, llvm::ArrayRef<llvm::Value*> values,
                               bool fast);

}  // namespace weft::compile::codegen
