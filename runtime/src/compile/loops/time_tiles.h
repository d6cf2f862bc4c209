// SPDX-License-Identifier: Apache-2.0
// Steps of time: a loop in order around leaves that read what those before them wrote nearby. Instead of each leaf passing over all of its
// elements before the next one starts, all leaves of some turns pass over a stretch that stays in the first-level cache, each `shift`
// iterations behind the one before, and then over the next stretch.

#pragma once

#include <optional>

#include "compile/loops/plan.h"

namespace weft::compile::loops {

/// A place in the stretch of a leaf, which is the `leaf`th of its step.
struct Stretch {
  const Place* place = nullptr;
  const Loop* divided = nullptr;
  int64_t leaf = 0;
};

/// True when no element that both touch, one of them writing, is touched by `late` in a later leaf or turn of `time`, but in a stretch before
/// that of `early`, where each of the `leaves` is `shift` iterations behind the one before it.
bool can_follow(const Nest& nest, const Stretch& early, const Stretch& late, const Loop& time, int64_t leaves, int64_t shift, const std::vector<const Loop*>& fixed);

/// How far behind each leaf must be; nothing where stretches cannot be run so. `fixed` are the loops around the step.
std::optional<int64_t> time_shift(const Nest& nest, const Step& step, const std::vector<const Loop*>& fixed);

}  // namespace weft::compile::loops
