// SPDX-License-Identifier: Apache-2.0
// Rows that need those before them, in strips that follow each other on several threads (strips.h).
#include <algorithm>

#include "compile/loops/planner.h"

namespace weft::compile::loops {

/// Whether strips of rows may run on several threads, also those of following iterations of a loop around them.
bool Planner::can_run_in_strips(const Leaf& leaf, const std::vector<Place>& all, const std::vector<const Loop*>& fixed) const {
  if (!switches_.divide || leaf.outer.size() > 1) return false;
  const Loop& inner = *leaf.inner[0];
  auto before = fixed;
  before.insert(before.end(), leaf.outer.begin(), leaf.outer.end());
  if (!can_skew(nest_, all, *leaf.rows, inner, leaf.skew, std::nullopt, before)) return false;
  if (leaf.outer.empty()) return true;
  const Loop& time = *leaf.outer[0];
  return !has_bounds_of(*leaf.rows, time) && !has_bounds_of(inner, time) && stays_near(nest_, all, time, *leaf.rows, kJammedRows, fixed);
}

/// Rows whose elements take loops of their own and need nothing of rows before that lies further on, as in tables of the best pairs: strips of
/// rows, each in parts of so many elements. Also on one thread, where what the rows of a part read stays in the caches.
void Planner::run_rows_in_strips(Leaf& leaf, const std::vector<const Loop*>& fixed) const {
  const bool is_plain = leaf.divided == nullptr && leaf.rows == nullptr && leaf.lanes == nullptr && !leaf.triangle && leaf.outer.size() == 2;
  if (!switches_.divide || !switches_.jam || !is_plain || !has_loops(*leaf.items) || !has_own_variables(nest_, *leaf.items)) return;
  const Loop& rows = *leaf.outer[0];
  const Loop& inner = *leaf.outer[1];
  if (rows.breaks || inner.breaks) return;
  auto around = fixed;
  around.insert(around.end(), leaf.outer.begin(), leaf.outer.end());
  const auto all = places(nest_, *leaf.items, around);
  const auto next = [&](const Loop& loop) { return second(nest_, Linear::symbol(loop.counter), fixed); };
  for (const Place& a : all) {
    for (const Place& b : all) {
      auto system = same_element(nest_, a, b, fixed);
      if (!system) continue;
      system->less(Linear::symbol(rows.counter), next(rows));
      system->less(next(inner), Linear::symbol(inner.counter));
      if (system->may_hold()) return;
    }
  }
  const auto extreme = [&](const Linear& bound, bool least) {
    const bool is_first = (factor_of(bound, rows.counter) > 0) == least;
    return substitute(bound, rows.counter, is_first ? rows.lower : rows.upper - Linear::of(1));
  };
  leaf.columns = {extreme(inner.lower, true), extreme(inner.upper, false)};
  leaf.rows = &rows;
  leaf.inner = {&inner};
  leaf.outer.clear();
  leaf.in_strips = true;
}

}  // namespace weft::compile::loops
