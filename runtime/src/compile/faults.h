// SPDX-License-Identifier: Apache-2.0
// Turning what went wrong into Python's words.

#pragma once

#include "compile/services.h"

namespace weft::compile {

using SymbolTable = std::vector<std::pair<const char*, void*>>;

/// Stores the error of a kernel, whose code is a Python exception's name; returns 1.
int32_t fail(RunContext& run, int32_t node, const Status& status, std::vector<std::string> shapes = {});
void add_fault_symbols(SymbolTable& symbols);
void add_library_symbols(SymbolTable& symbols);
void add_combine_symbols(SymbolTable& symbols);
void add_kernel_symbols(SymbolTable& symbols);
void add_list_symbols(SymbolTable& symbols);
void add_loop_symbols(SymbolTable& symbols);
void add_strip_symbols(SymbolTable& symbols);
void add_iteration_symbols(SymbolTable& symbols);
void add_kept_symbols(SymbolTable& symbols);
void add_short_symbols(SymbolTable& symbols);
void add_pair_symbols(SymbolTable& symbols);
void add_border_symbols(SymbolTable& symbols);
void add_complex_symbols(SymbolTable& symbols);
void add_index_symbols(SymbolTable& symbols);
/// Replaces `leaf` by a fresh copy of itself that keeps zero strides.
int32_t separate_copy(RunContext& run, int32_t node, int32_t site, memory::ArrayView& leaf, uint32_t rank, wire::DType dtype,
                      memory::Buffer** copied);

}  // namespace weft::compile
