// SPDX-License-Identifier: Apache-2.0
// Types of lists by the number of their text in the program.

#pragma once

#include "compile/services.h"

namespace weft::compile {

const memory::ListType* list_type_named(RunContext& run, int32_t text);

}  // namespace weft::compile
