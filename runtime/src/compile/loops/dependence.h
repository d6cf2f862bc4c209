// SPDX-License-Identifier: Apache-2.0
// Which iterations of a nest's loops must stay in order. Two accesses depend on each other when one of them writes and both may touch the
// same element; different arrays of a nest share no memory (checked when the program runs).

#pragma once

#include "compile/loops/affine.h"
#include "compile/loops/constraints.h"

namespace weft::compile::loops {

/// An access with the loops around it, outermost first.
struct Place {
  const wire::NodeT* node = nullptr;
  const Access* access = nullptr;
  std::vector<const Loop*> loops;
};

/// All accesses in a loop or its items. `around` are the loops that stand around the items.
std::vector<Place> places(const Nest& nest, const std::vector<Item>& items, std::vector<const Loop*> around);

/// What `a` is in the second of two instances, which share the counters of `fixed`.
Linear second(const Nest& nest, const Linear& a, const std::vector<const Loop*>& fixed);

/// What holds when `a` and then `b` touch one element: nullopt when they cannot for a simple reason.
std::optional<Constraints> same_element(const Nest& nest, const Place& a, const Place& b, const std::vector<const Loop*>& fixed);

/// True when no two iterations of `loop` that differ in its counter touch the same element, one of them writing,
/// with the counters of `fixed` equal in both.
bool is_independent(const Nest& nest, const std::vector<Place>& places, const Loop& loop, const std::vector<const Loop*>& fixed);

/// True when `later` in one iteration of `loop` and `earlier` in a following one may touch the same element, one of them writing.
bool runs_back(const Nest& nest, const Place& later, const Place& earlier, const Loop& loop, const std::vector<const Loop*>& fixed);

/// True when iterations of `outer`, at most `most` apart where that is given, can run each `skew` iterations of `inner` behind the one before it.
bool can_skew(const Nest& nest, const std::vector<Place>& places, const Loop& outer, const Loop& inner, int64_t skew, std::optional<int64_t> most,
              const std::vector<const Loop*>& fixed);

/// True when no iteration of `time` needs an earlier one more than `most` iterations of `rows` further on.
bool stays_near(const Nest& nest, const std::vector<Place>& places, const Loop& time, const Loop& rows, int64_t most, const std::vector<const Loop*>& fixed);

/// An element that one iteration writes and the following ones read: `reads[k]` is the write of k + 1 iterations before.
struct Carried {
  uint32_t array = 0;
  std::vector<Linear> written;
  std::vector<std::vector<Linear>> reads;
};

/// Those of the items of an innermost loop whose element nothing else can have written meanwhile.
std::vector<Carried> carried(const Nest& nest, const Loop& loop, const std::vector<Item>& items);

/// True when every variable that the items set is set before it is read in them, on every way.
bool has_own_variables(const Nest& nest, const std::vector<Item>& items);

}  // namespace weft::compile::loops
