// SPDX-License-Identifier: Apache-2.0
// Linear interpolation between points, as NumPy's `interp`.

#include <algorithm>
#include <cmath>
#include <numeric>

#include "kernels/lines.h"

namespace weft::kernels {
namespace {

struct Points {
  std::vector<double> x;
  std::vector<double> y;
  double left = 0;
  double right = 0;

  double at(double value) const {
    if (std::isnan(value)) return value;
    if (value > x.back()) return right;
    if (value < x.front()) return left;
    const auto j = static_cast<size_t>(std::upper_bound(x.begin(), x.end(), value) - x.begin()) - 1;
    if (j + 1 == x.size() || x[j] == value) return y[j];
    const double slope = (y[j + 1] - y[j]) / (x[j + 1] - x[j]);
    // An infinite end gives nan from one side only.
    double result = slope * (value - x[j]) + y[j];
    if (std::isnan(result)) {
      result = slope * (value - x[j + 1]) + y[j + 1];
      if (std::isnan(result) && y[j] == y[j + 1]) result = y[j];
    }
    return result;
  }
};

/// Python's `%` on floats.
double modulo(double value, double period) {
  double result = std::fmod(value, period);
  if (result != 0) {
    if ((period < 0) != (result < 0)) result += period;
  } else {
    result = std::copysign(0.0, period);
  }
  return result;
}

/// Puts the points into one period, in order, with one more on each side.
void make_periodic(Points& points, double period) {
  std::vector<size_t> order(points.x.size());
  std::iota(order.begin(), order.end(), size_t{0});
  for (double& x : points.x) x = modulo(x, period);
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return points.x[a] < points.x[b]; });
  const Points old = points;
  points.x = {old.x[order.back()] - period};
  points.y = {old.y[order.back()]};
  for (const size_t each : order) {
    points.x.push_back(old.x[each]);
    points.y.push_back(old.y[each]);
  }
  points.x.push_back(old.x[order.front()] + period);
  points.y.push_back(old.y[order.front()]);
}

/// `interp(x, xp, fp, left, right, period)`: x a number or an array; left, right and period may be none.
Status interp(Call& call) {
  const DType out_dtype = call.wanted[0].dtype;
  const bool is_complex = is_complex_dtype(out_dtype);
  Result<TypedView> xp = call.contiguous(1, DType::Float64);
  if (!xp.ok()) return xp.status();
  Result<TypedView> fp = call.contiguous(2, is_complex ? DType::Complex128 : DType::Float64);
  if (!fp.ok()) return fp.status();
  const bool is_array = call.operand(0).is_array();
  Result<TypedView> x = is_array ? call.contiguous(0, DType::Float64) : call.fresh(std::span<const int64_t>(), DType::Float64);
  if (!x.ok()) return x.status();
  call.context.engine.wait_all();
  if (!is_array) *elements<double>(x.value()) = call.number(0);
  const int64_t count = count_of(xp.value());
  const bool has_period = !call.operand(5).is_none();
  double period = has_period ? call.number(5) : 0;
  if (has_period && period == 0) return Status("ValueError", "period must be a non-zero value");
  if (count_of(fp.value()) != count) {
    return Status("ValueError", has_period ? "fp and xp are not of the same length" : "fp and xp are not of the same length.");
  }
  if (count == 0) return Status("ValueError", "array of sample points is empty");
  period = std::fabs(period);
  Result<TypedView> out = call.fresh(shape_of(x.value()), out_dtype);
  if (!out.ok()) return out.status();
  const int parts = is_complex ? 2 : 1;
  for (int part = 0; part < parts; ++part) {
    Points points;
    points.x.assign(elements<double>(xp.value()), elements<double>(xp.value()) + count);
    for (int64_t i = 0; i < count; ++i) points.y.push_back(elements<double>(fp.value())[i * parts + part]);
    const auto limit = [&](size_t operand, double fallback) {
      if (has_period || call.operand(operand).is_none()) return fallback;
      return part == 0 ? call.operand(operand).complex_number().real() : call.operand(operand).complex_number().imag();
    };
    points.left = limit(3, points.y.front());
    points.right = limit(4, points.y.back());
    if (has_period) make_periodic(points, period);
    const auto body = [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        const double value = elements<double>(x.value())[i];
        elements<double>(out.value())[i * parts + part] = points.at(has_period ? modulo(value, period) : value);
      }
    };
    parallel_for(call, count_of(x.value()), 20, body);
  }
  call.give(out.value());
  return {};
}

}  // namespace

void register_interp(Registry& registry) { registry.add("interp", interp); }

}  // namespace weft::kernels
