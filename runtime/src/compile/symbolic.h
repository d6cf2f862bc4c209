// SPDX-License-Identifier: Apache-2.0
// Sizes as linear expressions over symbols, and proofs about them. A symbol stands for an integer that is fixed while it is visible:
// an argument's size, a loop counter, the clamped end of a slice. Equal expressions are equal numbers; nothing is ever assumed
// that a check in the generated code, or a fact about the arguments, does not establish.

#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace weft::compile {

struct Linear {
  int64_t constant = 0;
  std::vector<std::pair<uint32_t, int64_t>> terms;  // (symbol, factor), sorted by symbol, no zero factor

  static Linear of(int64_t value) { return {value, {}}; }
  static Linear symbol(uint32_t id) { return {0, {{id, 1}}}; }
  std::optional<int64_t> value() const { return terms.empty() ? std::optional(constant) : std::nullopt; }
  bool is(int64_t number) const { return terms.empty() && constant == number; }
  auto operator<=>(const Linear&) const = default;
};

Linear operator+(const Linear& a, const Linear& b);
Linear operator-(const Linear& a, const Linear& b);
Linear operator*(const Linear& a, int64_t factor);
/// True while every number in it is far from overflowing the arithmetic above.
bool is_small(const Linear& a);

/// A stride in bytes as factor * product of sizes, or unknown.
struct Stride {
  bool known = false;
  int64_t factor = 0;
  std::vector<Linear> sizes;  // sorted

  static Stride of(int64_t bytes) { return {true, bytes, {}}; }
  Stride times(const Linear& size) const;
  bool is(int64_t bytes) const { return known && sizes.empty() && factor == bytes; }
  bool operator==(const Stride&) const = default;
};

class Symbols {
 public:
  static constexpr int64_t kUnbounded = INT64_C(1) << 62;
  static constexpr int64_t kLargestSize = INT64_C(1) << 40;

  /// `depth` is the number of loops around its definition.
  Linear fresh(int64_t least, int64_t most, uint32_t depth);
  void set_range(const Linear& symbol, int64_t least, int64_t most);
  void bound(const Linear& symbol, std::optional<Linear> lower, std::optional<Linear> upper);  // inclusive
  /// The same tag and arguments give the same symbol: the value of a deterministic function.
  Linear apply(const std::string& tag, const std::vector<Linear>& arguments, int64_t least, int64_t most);

  bool non_negative(const Linear& a, int fuel = 5) const;
  bool less_equal(const Linear& a, const Linear& b) const { return non_negative(b - a); }
  /// Both ends saturate at kUnbounded.
  std::pair<int64_t, int64_t> range(const Linear& a) const;
  uint32_t depth(const Linear& a) const;

  /// The size that broadcasting two axes gives when it succeeds.
  Linear broadcast(const Linear& a, const Linear& b);
  /// Python's clamping of a slice bound: `bound` in [0, size] after negative numbers count from the end.
  Linear clamp(const Linear& bound, const Linear& size);

  struct SliceResult {
    Linear start;  // index of the first element
    Linear length;
  };
  /// Absent parts are nullopt. A step that is no constant gives opaque symbols.
  SliceResult slice(const std::optional<Linear>& start, const std::optional<Linear>& stop, const std::optional<Linear>& step,
                    const Linear& size);

 private:
  struct Symbol {
    int64_t least;
    int64_t most;
    uint32_t depth;
    std::optional<Linear> lower;
    std::optional<Linear> upper;
  };
  std::vector<Symbol> symbols_;
  std::map<std::pair<std::string, std::vector<Linear>>, uint32_t> functions_;
};

}  // namespace weft::compile
