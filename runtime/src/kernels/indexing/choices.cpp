// SPDX-License-Identifier: Apache-2.0
// The indices of Python's `itertools`: combinations and permutations of the numbers from 0, in its order.

#include <algorithm>
#include <numeric>

#include "kernels/each_row.h"

namespace weft::kernels {
namespace {

/// The number of rows, at most `kMost`.
constexpr int64_t kMost = int64_t{1} << 40;

int64_t product_of(int64_t from, int64_t count) {
  int64_t result = 1;
  for (int64_t i = 0; i < count; ++i) {
    if (from - i <= 0) return 0;
    if (__builtin_mul_overflow(result, from - i, &result)) return kMost;
  }
  return std::min(result, kMost);
}

int64_t choices_of(int64_t count, int64_t chosen) {
  if (chosen > count) return 0;
  double exact = 1;
  int64_t result = 1;
  for (int64_t i = 1; i <= chosen; ++i) {
    exact = exact * static_cast<double>(count - chosen + i) / static_cast<double>(i);
    if (exact > static_cast<double>(kMost)) return kMost;
    result = result * (count - chosen + i) / i;
  }
  return result;
}

/// name, how many items, how many of them in a row
Status choose(Call& call) {
  const std::string& name = call.text(0);
  const int64_t count = std::max<int64_t>(call.integer(1), 0);
  const int64_t width = call.integer(2);
  const bool orders = name == "permutations";
  const bool repeats = name == "combinations_with_replacement";
  const int64_t rows = orders ? product_of(count, width) : repeats ? (count == 0 ? 0 : choices_of(count + width - 1, width)) : choices_of(count, width);
  if (rows >= kMost) return Status("MemoryError", "more rows of `itertools." + name + "` than memory holds");
  Result<TypedView> out = call.fresh({rows, width}, DType::Int64);
  if (!out.ok()) return out.status();
  auto* row = reinterpret_cast<int64_t*>(out.value().view.data);
  std::vector<int64_t> at(static_cast<size_t>(width));
  if (!repeats) std::iota(at.begin(), at.end(), 0);
  std::vector<bool> used(static_cast<size_t>(count));
  if (orders && rows > 0) std::fill_n(used.begin(), width, true);
  for (int64_t i = 0; i < rows; ++i, row += width) {
    std::copy(at.begin(), at.end(), row);
    // The next row in lexicographic order.
    int64_t place = width - 1;
    for (; place >= 0; --place) {
      int64_t& item = at[static_cast<size_t>(place)];
      if (orders) {
        used[static_cast<size_t>(item)] = false;
        do ++item;
        while (item < count && used[static_cast<size_t>(item)]);
        if (item < count) {
          used[static_cast<size_t>(item)] = true;
          break;
        }
      } else if (item < (repeats ? count - 1 : count - width + place)) {
        ++item;
        break;
      }
    }
    if (place < 0) break;
    for (int64_t next = place + 1; next < width; ++next) {
      int64_t& item = at[static_cast<size_t>(next)];
      if (orders) {
        item = 0;
        while (used[static_cast<size_t>(item)]) ++item;
        used[static_cast<size_t>(item)] = true;
      } else {
        item = at[static_cast<size_t>(next - 1)] + (repeats ? 0 : 1);
      }
    }
  }
  call.give(out.value());
  return {};
}

}  // namespace

void register_choices(Registry& registry) { registry.add("itertools.choose", choose); }

}  // namespace weft::kernels
