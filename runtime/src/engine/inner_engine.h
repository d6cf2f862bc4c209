// SPDX-License-Identifier: Apache-2.0
// An engine for what one thread of another engine does by itself: a nest runs at once on the thread that submits it, and there is nothing
// to wait for.

#pragma once

#include <memory>

#include "engine/engine.h"

namespace weft::engine {

/// Cancelled when `outer` is, which outlives it.
std::unique_ptr<Engine> create_inner_engine(const Engine& outer);

}  // namespace weft::engine
