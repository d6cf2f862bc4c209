// SPDX-License-Identifier: Apache-2.0
// Loops over views count from the start of the view: element j of `a[i:]` is `a[i + j]`. Where every subscript of such a counter has the
// same counters of outer loops added, the loop counts from there instead, and rows read the same elements of what they share.

#pragma once

#include "compile/loops/affine.h"

namespace weft::compile::loops {

void align_counters(Nest& nest);

}  // namespace weft::compile::loops
