// SPDX-License-Identifier: Apache-2.0
// Systems of linear constraints over whole numbers, and one question about them: can they be met? The answer "no" is proven
// (by elimination over the rationals, tightened to whole numbers); "yes" may be wrong, so callers treat it as the worse case.

#pragma once

#include <vector>

#include "compile/symbolic.h"

namespace weft::compile::loops {

class Constraints {
 public:
  void equal(const Linear& a, const Linear& b) { equalities_.push_back(a - b); }
  void at_most(const Linear& a, const Linear& b) { at_least_zero_.push_back(b - a); }
  void less(const Linear& a, const Linear& b) { at_least_zero_.push_back(b - a - Linear::of(1)); }

  bool may_hold() const;

 private:
  std::vector<Linear> equalities_;     // = 0
  std::vector<Linear> at_least_zero_;
};

/// `a` with `variable` replaced.
Linear substitute(const Linear& a, uint32_t variable, const Linear& by);
int64_t factor_of(const Linear& a, uint32_t variable);

}  // namespace weft::compile::loops
