// SPDX-License-Identifier: Apache-2.0
// Text of values as CPython and NumPy 2 write it: `str`, `repr`, and Python's format specifications.

#pragma once

#include <string>
#include <string_view>

#include "base/status.h"
#include "kernels/registry.h"
#include "memory/list.h"

namespace weft::kernels {

/// The shortest digits that read back as the number: `0.digits * 10^exponent`.
struct Digits {
  std::string digits;
  int exponent = 0;
};
Digits shortest_digits(double value);
Digits shortest_digits(float value);

/// `repr` of a Python float or the number in one of a NumPy float; `point`: whole numbers end in `.0`.
std::string float_text(double value, bool point = true);
std::string float_text(float value, bool point = true);
std::string complex_text(std::complex<double> value, bool is_single);
/// `repr` of a Python string.
std::string quoted_text(std::string_view text);

/// What `np.set_printoptions` sets. A worker runs one job, and prints happen in the order of the program.
struct PrintOptions {
  int precision = 8;
  int64_t threshold = 1000;
  int64_t edge_items = 3;
  size_t line_width = 75;
  bool suppress = false;
};

PrintOptions& print_options();

/// `str(array)`, or `repr(array)`.
std::string array_text(const TypedView& array, bool is_repr);

/// `str(item)`, or `repr(item)`.
std::string item_text(const Item& item, bool is_repr);

/// `repr` of the value at a leaf of an item.
std::string leaf_repr(const std::byte* at, const memory::ListLeaf& leaf);

/// `format(item, spec)`: ValueError or TypeError as CPython.
Result<std::string> formatted(const Item& item, std::string_view spec);

/// `template.format(operands…)` for fields that are numbers, with conversions and nested specifications.
Result<std::string> fill_template(std::string_view text, std::span<const Item> operands);

/// Columns of UTF-8 text, one for each code point.
size_t code_points(std::string_view text);

}  // namespace weft::kernels
