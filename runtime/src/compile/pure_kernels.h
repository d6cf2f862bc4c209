// SPDX-License-Identifier: Apache-2.0
// Library kernels that read their operands and give results, and do nothing else: any thread may call them.

#pragma once

#include <string_view>

#include "schema/graph_generated.h"

namespace weft::compile {

bool is_pure_kernel(std::string_view name);
/// A call of one, of and with numbers, texts and arrays; its results share memory with nothing.
bool is_pure_call(const wire::FunctionT& function, const wire::NodeT& node);

}  // namespace weft::compile
