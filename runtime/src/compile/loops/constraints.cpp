// SPDX-License-Identifier: Apache-2.0
#include "compile/loops/constraints.h"

#include <algorithm>
#include <map>
#include <numeric>

namespace weft::compile::loops {

namespace {

constexpr size_t kMostConstraints = 300;  // beyond, elimination gives up

/// Numbers whose products and sums below stay within 64 bits.
bool is_tame(const Linear& a) {
  constexpr int64_t kMost = INT64_C(1) << 30;
  const auto fits = [](int64_t number) { return number > -kMost && number < kMost; };
  return fits(a.constant) && std::ranges::all_of(a.terms, [&](const auto& term) { return fits(term.second); });
}

/// Divides by what the factors have in common; the constant is rounded down, which keeps exactly the whole solutions.
void tighten(Linear& a) {
  int64_t common = 0;
  for (const auto& [id, factor] : a.terms) common = std::gcd(common, factor);
  if (common <= 1) return;
  for (auto& term : a.terms) term.second /= common;
  a.constant = a.constant >= 0 ? a.constant / common : -((-a.constant + common - 1) / common);
}

/// False when an equality has no whole solution at all.
bool solve_equalities(std::vector<Linear>& equalities, std::vector<Linear>& rest) {
  while (!equalities.empty()) {
    Linear equality = std::move(equalities.back());
    equalities.pop_back();
    if (!is_tame(equality)) continue;  // one less to hold: the answer may only turn to "yes"
    int64_t common = 0;
    for (const auto& [id, factor] : equality.terms) common = std::gcd(common, factor);
    if (common == 0) {
      if (equality.constant != 0) return false;
      continue;
    }
    if (equality.constant % common != 0) return false;
    for (auto& term : equality.terms) term.second /= common;
    equality.constant /= common;
    const auto unit = std::ranges::find_if(equality.terms, [](const auto& term) { return term.second == 1 || term.second == -1; });
    if (unit == equality.terms.end()) {
      rest.push_back(equality);
      rest.push_back(equality * -1);
      continue;
    }
    const uint32_t id = unit->first;
    // id * sign + others = 0
    const int64_t sign = unit->second;
    const Linear value = (equality - Linear::symbol(id) * sign) * -sign;
    for (Linear& other : equalities) other = substitute(other, id, value);
    for (Linear& other : rest) other = substitute(other, id, value);
  }
  return true;
}

}  // namespace

int64_t factor_of(const Linear& a, uint32_t variable) {
  const auto found = std::ranges::find_if(a.terms, [&](const auto& term) { return term.first == variable; });
  return found == a.terms.end() ? 0 : found->second;
}

Linear substitute(const Linear& a, uint32_t variable, const Linear& by) {
  const int64_t factor = factor_of(a, variable);
  return factor == 0 ? a : a - Linear::symbol(variable) * factor + by * factor;
}

bool Constraints::may_hold() const {
  std::vector<Linear> equalities = equalities_;
  std::vector<Linear> rest = at_least_zero_;
  if (!solve_equalities(equalities, rest)) return false;
  for (;;) {
    std::ranges::for_each(rest, tighten);
    std::ranges::sort(rest);
    rest.erase(std::unique(rest.begin(), rest.end()), rest.end());
    std::map<uint32_t, std::pair<size_t, size_t>> counts;  // by variable: constraints with a positive and a negative factor
    for (const Linear& a : rest) {
      if (a.terms.empty() && a.constant < 0) return false;
      if (!is_tame(a)) return true;
      for (const auto& [id, factor] : a.terms) ++(factor > 0 ? counts[id].first : counts[id].second);
    }
    if (counts.empty()) return true;
    const auto cheapest = std::ranges::min_element(counts, {}, [](const auto& entry) { return entry.second.first * entry.second.second; });
    const uint32_t id = cheapest->first;
    std::vector<Linear> next;
    std::vector<const Linear*> below;
    std::vector<const Linear*> above;
    for (const Linear& a : rest) {
      const int64_t factor = factor_of(a, id);
      if (factor == 0) next.push_back(a);
      else (factor > 0 ? below : above).push_back(&a);
    }
    for (const Linear* low : below) {
      for (const Linear* high : above) next.push_back(*low * -factor_of(*high, id) + *high * factor_of(*low, id));
    }
    if (next.size() > kMostConstraints) return true;
    rest = std::move(next);
  }
}

}  // namespace weft::compile::loops
