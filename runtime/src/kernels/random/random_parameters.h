// SPDX-License-Identifier: Apache-2.0
// Parameters of distributions as NumPy takes them: numbers or arrays that broadcast with each other and with `size`, checked
// before anything is drawn, and walked in C order.

#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "kernels/random/random_bits.h"

namespace weft::kernels::rng {

/// What NumPy requires of a parameter.
enum class Check { none, non_negative, positive, positive_not_nan, in_0_1, above_0_to_1, from_0_below_1, above_1, from_1, poisson };

/// One parameter: a number, or an array read in C order.
struct Parameter {
  bool is_array = false;
  double number = 0;
  int64_t integer = 0;
  TypedView view;                                  // C-contiguous f64 or i64
  std::array<int64_t, memory::kMaxRank> steps{};   // elements for each axis of the result; 0 where it is stretched
};

class Parameters {
 public:
  /// Reads `count` operands from `first` on; those of `integers` (a bit each) as int64.
  Status read(Call& call, size_t first, size_t count, uint32_t integers = 0);
  /// One more parameter that is not an operand.
  void add(double number) { items_.emplace_back().number = number; }
  void add(const TypedView& view) {
    items_.emplace_back().is_array = true;
    items_.back().view = view;
  }
  Status check(size_t index, const char* name, Check check) const;
  /// The shape of the result. Without `size` that of the parameters.
  Status broadcast(const Size& size);
  bool has_arrays() const;
  const std::vector<int64_t>& shape() const { return shape_; }
  const Parameter& operator[](size_t index) const { return items_[index]; }
  size_t count() const { return items_.size(); }

  /// Calls `body(numbers, integers)` for each element of the result, in C order.
  template <typename Body>
  void each(int64_t total, const Body& body) const {
    std::array<double, 3> numbers{};
    std::array<int64_t, 3> integers{};
    for (size_t i = 0; i < items_.size(); ++i) {
      numbers[i] = items_[i].number;
      integers[i] = items_[i].integer;
    }
    if (!has_arrays()) {
      for (int64_t i = 0; i < total; ++i) body(i, numbers.data(), integers.data());
      return;
    }
    std::array<int64_t, memory::kMaxRank> index{};
    std::array<int64_t, 3> at{};
    for (int64_t i = 0; i < total; ++i) {
      for (size_t k = 0; k < items_.size(); ++k) {
        if (!items_[k].is_array) continue;
        if (items_[k].view.dtype == DType::Int64) {
          integers[k] = reinterpret_cast<const int64_t*>(items_[k].view.view.data)[at[k]];
          numbers[k] = static_cast<double>(integers[k]);
        } else {
          numbers[k] = reinterpret_cast<const double*>(items_[k].view.view.data)[at[k]];
        }
      }
      body(i, numbers.data(), integers.data());
      for (size_t axis = shape_.size(); axis-- > 0;) {
        const bool ends = ++index[axis] == shape_[axis];
        for (size_t k = 0; k < items_.size(); ++k) at[k] += ends ? -items_[k].steps[axis] * (shape_[axis] - 1) : items_[k].steps[axis];
        if (!ends) break;
        index[axis] = 0;
      }
    }
  }

 private:
  Status mismatch(const Size& size) const;
  std::vector<Parameter> items_;
  std::vector<int64_t> shape_;
};

/// Python's text of a shape.
std::string text_of(const std::vector<int64_t>& shape);

}  // namespace weft::kernels::rng
