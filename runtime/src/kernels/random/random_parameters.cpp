// SPDX-License-Identifier: Apache-2.0
#include "kernels/random/random_parameters.h"

#include <algorithm>
#include <cmath>

namespace weft::kernels::rng {
namespace {

constexpr double kLargestPoisson = 9.223372006484771e+18;  // largest int64 less ten of its square roots

Status fails(const char* name, double value, Check check, bool in_array) {
  const std::string text = name;
  const std::string nan = in_array ? " contains NaNs" : " is NaN";
  const auto wrong = [&](bool condition, const std::string& message) {
    return condition ? Status("ValueError", message) : Status();
  };
  switch (check) {
    case Check::none: return {};
    case Check::non_negative: return wrong(!std::isnan(value) && std::signbit(value), text + " < 0");
    case Check::positive_not_nan:
      if (std::isnan(value)) return Status("ValueError", text + " must not be NaN");
      [[fallthrough]];
    case Check::positive: return wrong(value <= 0, text + " <= 0");
    case Check::in_0_1: return wrong(!(value >= 0) || !(value <= 1), text + " < 0, " + text + " > 1 or " + text + nan);
    case Check::above_0_to_1: return wrong(!(value > 0) || !(value <= 1), text + " <= 0, " + text + " > 1 or " + text + " contains NaNs");
    case Check::from_0_below_1: return wrong(!(value >= 0) || !(value < 1), text + " < 0, " + text + " >= 1 or " + text + nan);
    case Check::above_1: return wrong(!(value > 1), text + " <= 1 or " + text + nan);
    case Check::from_1: return wrong(!(value >= 1), text + " < 1 or " + text + nan);
    case Check::poisson:
      if (in_array ? value < 0 : !(value >= 0)) return Status("ValueError", text + " < 0 or " + text + nan);
      return wrong(!(value <= kLargestPoisson), text + " value too large");
  }
  return {};
}

}  // namespace

std::string text_of(const std::vector<int64_t>& shape) { return memory::shape_text(shape); }

Status Parameters::read(Call& call, size_t first, size_t count, uint32_t integers) {
  for (size_t i = 0; i < count; ++i) {
    const Item& item = call.operand(first + i);
    const bool is_integer = (integers >> i & 1) != 0;
    Parameter parameter;
    if (item.is_array()) {
      auto view = call.contiguous(first + i, is_integer ? DType::Int64 : DType::Float64);
      if (!view.ok()) return view.status();
      parameter.is_array = true;
      parameter.view = view.value();
    } else {
      parameter.integer = item.integer;
      parameter.number = item.number();
    }
    items_.push_back(parameter);
  }
  return {};
}

bool Parameters::has_arrays() const {
  for (const Parameter& item : items_) {
    if (item.is_array) return true;
  }
  return false;
}

Status Parameters::check(size_t index, const char* name, Check check) const {
  const Parameter& item = items_[index];
  if (!item.is_array) return fails(name, item.number, check, has_arrays());
  const int64_t count = memory::element_count(item.view.view, item.view.rank);
  const bool is_integer = item.view.dtype == DType::Int64;
  for (int64_t i = 0; i < count; ++i) {
    const double value = is_integer ? static_cast<double>(reinterpret_cast<const int64_t*>(item.view.view.data)[i])
                                    : reinterpret_cast<const double*>(item.view.view.data)[i];
    if (Status status = fails(name, value, check, true); !status.ok()) return status;
  }
  return {};
}

/// NumPy names the first two arguments that do not fit; `size` is the argument before the parameters.
Status Parameters::mismatch(const Size& size) const {
  std::vector<std::vector<int64_t>> shapes;
  if (!size.is_none) shapes.push_back(size.shape);
  for (const Parameter& item : items_) {
    const uint32_t rank = item.is_array ? item.view.rank : 0;
    shapes.emplace_back(item.view.view.shape, item.view.view.shape + rank);
  }
  for (size_t b = 1; b < shapes.size(); ++b) {
    for (size_t a = 0; a < b; ++a) {
      const size_t common = std::min(shapes[a].size(), shapes[b].size());
      for (size_t k = 1; k <= common; ++k) {
        const int64_t first = shapes[a][shapes[a].size() - k];
        const int64_t second = shapes[b][shapes[b].size() - k];
        if (first == second || first == 1 || second == 1) continue;
        return Status("ValueError", "shape mismatch: objects cannot be broadcast to a single shape.  Mismatch is between arg " +
                                        std::to_string(a) + " with shape " + text_of(shapes[a]) + " and arg " + std::to_string(b) +
                                        " with shape " + text_of(shapes[b]) + ".");
      }
    }
  }
  return Status("ValueError", "shape mismatch: objects cannot be broadcast to a single shape");
}

Status Parameters::broadcast(const Size& size) {
  std::vector<int64_t> shape;
  if (!size.is_none) shape = size.shape;
  for (const Parameter& item : items_) {
    if (!item.is_array) continue;
    const std::vector<int64_t> own(item.view.view.shape, item.view.view.shape + item.view.rank);
    if (own.size() > shape.size()) shape.insert(shape.begin(), own.size() - shape.size(), 1);
    for (size_t k = 0; k < own.size(); ++k) {
      int64_t& to = shape[shape.size() - own.size() + k];
      if (own[k] == to || own[k] == 1) continue;
      if (to != 1) return mismatch(size);
      to = own[k];
    }
  }
  if (!size.is_none && shape != size.shape) {
    return Status("ValueError", "Output size " + text_of(size.shape) + " is not compatible with broadcast dimensions of inputs " +
                                    text_of(shape) + ".");
  }
  for (Parameter& item : items_) {
    if (!item.is_array) continue;
    int64_t step = 1;
    for (size_t k = item.view.rank; k-- > 0;) {
      const int64_t own = item.view.view.shape[k];
      item.steps[shape.size() - item.view.rank + k] = own == 1 ? 0 : step;
      step *= own;
    }
  }
  shape_ = std::move(shape);
  return {};
}

}  // namespace weft::kernels::rng
