// SPDX-License-Identifier: Apache-2.0
// The host's part of a planned nest: checks that make the plan valid for the arrays at hand, the loops that stay in order, and calls of
// the leaves. Where a check fails, the loops run one by one as they were written, with every check of its own.

#pragma once

#include <functional>

#include "compile/emitter.h"

namespace weft::compile::loops {

/// True when the plans of loops are told on stderr (WEFT_EXPLAIN_LOOPS).
bool tells_plans();

/// Emits `node`, a `for`, by a plan, with `as_written` beside it. False, with nothing emitted, when there is no plan worth it.
/// `expands`: arrays that every iteration of a loop overwrites may become larger ones (expansion.h).
bool emit_planned(codegen::Emitter& emitter, const wire::NodeT& node, const std::function<void()>& as_written, bool expands);

}  // namespace weft::compile::loops
