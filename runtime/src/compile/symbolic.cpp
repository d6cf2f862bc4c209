// SPDX-License-Identifier: Apache-2.0
#include "compile/symbolic.h"

#include <algorithm>

namespace weft::compile {

namespace {

constexpr int64_t kSmall = INT64_C(1) << 32;

Linear combine(const Linear& a, const Linear& b, int64_t sign) {
  Linear sum{a.constant + sign * b.constant, {}};
  size_t i = 0;
  size_t j = 0;
  while (i < a.terms.size() || j < b.terms.size()) {
    if (j == b.terms.size() || (i < a.terms.size() && a.terms[i].first < b.terms[j].first)) {
      sum.terms.push_back(a.terms[i++]);
    } else if (i == a.terms.size() || b.terms[j].first < a.terms[i].first) {
      sum.terms.emplace_back(b.terms[j].first, sign * b.terms[j].second);
      ++j;
    } else {
      const int64_t factor = a.terms[i].second + sign * b.terms[j].second;
      if (factor != 0) sum.terms.emplace_back(a.terms[i].first, factor);
      ++i;
      ++j;
    }
  }
  return sum;
}

int64_t saturate(__int128 number) {
  return static_cast<int64_t>(std::clamp<__int128>(number, -Symbols::kUnbounded, Symbols::kUnbounded));
}

}  // namespace

Linear operator+(const Linear& a, const Linear& b) { return combine(a, b, 1); }
Linear operator-(const Linear& a, const Linear& b) { return combine(a, b, -1); }

Linear operator*(const Linear& a, int64_t factor) {
  if (factor == 0) return Linear::of(0);
  Linear product = a;
  product.constant *= factor;
  for (auto& term : product.terms) term.second *= factor;
  return product;
}

bool is_small(const Linear& a) {
  const auto fits = [](int64_t number) { return number > -kSmall && number < kSmall; };
  return fits(a.constant) && a.terms.size() <= 6 &&
         std::ranges::all_of(a.terms, [&](const auto& term) { return fits(term.second); });
}

Stride Stride::times(const Linear& size) const {
  if (!known) return {};
  Stride product = *this;
  if (const auto number = size.value()) {
    product.factor *= *number;
  } else {
    product.sizes.insert(std::ranges::upper_bound(product.sizes, size), size);
  }
  if (product.factor == 0) product.sizes.clear();
  return product;
}

Linear Symbols::fresh(int64_t least, int64_t most, uint32_t depth) {
  symbols_.push_back({least, most, depth, std::nullopt, std::nullopt});
  return Linear::symbol(static_cast<uint32_t>(symbols_.size() - 1));
}

void Symbols::set_range(const Linear& symbol, int64_t least, int64_t most) {
  symbols_[symbol.terms.front().first].least = least;
  symbols_[symbol.terms.front().first].most = most;
}

void Symbols::bound(const Linear& symbol, std::optional<Linear> lower, std::optional<Linear> upper) {
  Symbol& entry = symbols_[symbol.terms.front().first];
  if (lower) entry.least = std::max(entry.least, range(*lower).first);
  if (upper) entry.most = std::min(entry.most, range(*upper).second);
  // Opaque limits would only cost time: a limit is kept when it is small arithmetic.
  entry.lower = lower && is_small(*lower) ? std::move(lower) : std::nullopt;
  entry.upper = upper && is_small(*upper) ? std::move(upper) : std::nullopt;
}

Linear Symbols::apply(const std::string& tag, const std::vector<Linear>& arguments, int64_t least, int64_t most) {
  const auto key = std::pair(tag, arguments);
  if (const auto found = functions_.find(key); found != functions_.end()) return Linear::symbol(found->second);
  uint32_t deepest = 0;
  for (const Linear& argument : arguments) deepest = std::max(deepest, depth(argument));
  const Linear result = fresh(least, most, deepest);
  functions_.emplace(key, result.terms.front().first);
  return result;
}

std::pair<int64_t, int64_t> Symbols::range(const Linear& a) const {
  __int128 least = a.constant;
  __int128 most = a.constant;
  for (const auto& [id, factor] : a.terms) {
    const Symbol& symbol = symbols_[id];
    const __int128 low = static_cast<__int128>(factor) * (factor > 0 ? symbol.least : symbol.most);
    const __int128 high = static_cast<__int128>(factor) * (factor > 0 ? symbol.most : symbol.least);
    least += low;
    most += high;
  }
  return {saturate(least), saturate(most)};
}

bool Symbols::non_negative(const Linear& a, int fuel) const {
  if (range(a).first >= 0) return true;
  if (fuel == 0 || !is_small(a)) return false;
  for (const auto& [id, factor] : a.terms) {
    const Symbol& symbol = symbols_[id];
    const std::optional<Linear>& limit = factor > 0 ? symbol.lower : symbol.upper;
    if (!limit) continue;
    if (non_negative(a - Linear::symbol(id) * factor + *limit * factor, fuel - 1)) return true;
  }
  return false;
}

uint32_t Symbols::depth(const Linear& a) const {
  uint32_t deepest = 0;
  for (const auto& term : a.terms) deepest = std::max(deepest, symbols_[term.first].depth);
  return deepest;
}

Linear Symbols::broadcast(const Linear& a, const Linear& b) {
  if (a == b || b.is(1)) return a;
  if (a.is(1)) return b;
  if (a.value()) return a;  // not 1: the other is 1 or equal
  if (b.value()) return b;
  if (range(a).first >= 2) return a;
  if (range(b).first >= 2) return b;
  return apply("broadcast", a < b ? std::vector{a, b} : std::vector{b, a}, 0, kLargestSize);
}

Linear Symbols::clamp(const Linear& bound, const Linear& size) {
  if (non_negative(bound)) {
    if (less_equal(bound, size)) return bound;
    if (less_equal(size, bound)) return size;
  } else if (non_negative(Linear::of(-1) - bound)) {
    const Linear from_end = bound + size;
    if (non_negative(from_end)) return from_end;
    if (non_negative(Linear::of(0) - from_end)) return Linear::of(0);
  }
  const Linear clamped = apply("clamp", {bound, size}, 0, kLargestSize);
  this->bound(clamped, Linear::of(0), size);
  return clamped;
}

Symbols::SliceResult Symbols::slice(const std::optional<Linear>& start, const std::optional<Linear>& stop,
                                    const std::optional<Linear>& step, const Linear& size) {
  const int64_t stride = step ? step->value().value_or(0) : 1;
  if (stride > 0) {
    const Linear first = start ? clamp(*start, size) : Linear::of(0);
    const Linear last = stop ? clamp(*stop, size) : size;
    const Linear span = last - first;
    if (non_negative(Linear::of(0) - span)) return {first, Linear::of(0)};
    if (const auto number = span.value()) return {first, Linear::of((*number + stride - 1) / stride)};
    if (stride == 1 && non_negative(span)) return {first, span};
    const Linear length = apply("length" + std::to_string(stride), {span}, 0, kLargestSize);
    bound(length, Linear::of(0), size);
    return {first, length};
  }
  const Linear none = Linear::of(INT64_C(1) << 31);  // marks an absent part in the key
  if (stride < 0 && !start && !stop) {
    const Linear first = size - Linear::of(1);
    if (stride == -1) return {first, size};
    if (const auto number = size.value()) return {first, Linear::of((*number - stride - 1) / -stride)};
  }
  const std::vector<Linear> key = {start.value_or(none), stop.value_or(none), step.value_or(none), size};
  const Linear length = apply("slice", key, 0, kLargestSize);
  bound(length, Linear::of(0), size);
  return {apply("first", key, -1, kLargestSize), length};
}

}  // namespace weft::compile
