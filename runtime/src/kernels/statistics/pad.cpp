// SPDX-License-Identifier: Apache-2.0
// `numpy.pad`: one axis after the other, so that corners hold what the last axis puts there.

#include <algorithm>
#include <cmath>
#include <limits>

#include "kernels/lines.h"

namespace weft::kernels {
namespace {

enum class Mode { constant, edge, linear_ramp, maximum, mean, median, minimum, reflect, symmetric, wrap, empty, unknown };

Mode mode_named(const std::string& name) {
  static constexpr const char* kNames[] = {"constant", "edge",    "linear_ramp", "maximum", "mean", "median",
                                           "minimum",  "reflect", "symmetric",   "wrap",    "empty"};
  for (size_t i = 0; i < std::size(kNames); ++i) {
    if (name == kNames[i]) return static_cast<Mode>(i);
  }
  return Mode::unknown;
}

/// What one side of one axis needs.
struct Side {
  int64_t width = 0;
  const Item* value = nullptr;  // the constant, the end of the ramp, or the length that statistics look at; null or none: all
};

template <typename T>
T value_of(const Item& item) {
  if constexpr (is_complex<T>) {
    return static_cast<T>(item.complex_number());
  } else if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>) {
    const bool is_integer = item.kind == wire::TypeKind::Int || item.kind == wire::TypeKind::Bool ||
                            (item.kind == wire::TypeKind::Scalar && item.dtype <= DType::UInt64);
    if (is_integer) return static_cast<T>(item.integer);
    return convert<T>(item.number());
  } else {
    return convert<T>(item.number());
  }
}

/// The number that pads with a statistic of `count` elements, `stride` apart; integers are rounded half to even.
template <typename T>
T statistic(Mode mode, const T* from, int64_t count, int64_t stride) {
  if constexpr (is_complex<T>) {
    std::complex<double> sum;
    for (int64_t i = 0; i < count; ++i) sum += std::complex<double>(from[i * stride]);
    return static_cast<T>(sum / static_cast<double>(count));
  } else {
    std::vector<T> values;
    for (int64_t i = 0; i < count; ++i) values.push_back(from[i * stride]);
    const bool has_nan = std::any_of(values.begin(), values.end(), [](T value) { return is_nan(value); });
    if (has_nan) return std::is_floating_point_v<T> ? std::numeric_limits<T>::quiet_NaN() : T{};
    if (mode == Mode::maximum) return *std::max_element(values.begin(), values.end());
    if (mode == Mode::minimum) return *std::min_element(values.begin(), values.end());
    double result = 0;
    if (mode == Mode::median) {
      std::sort(values.begin(), values.end());
      const auto middle = values.size() / 2;
      result = static_cast<double>(values[middle]);
      if (values.size() % 2 == 0) result = (result + static_cast<double>(values[middle - 1])) / 2;
    } else {
      for (const T value : values) result += static_cast<double>(value);
      result /= static_cast<double>(count);
    }
    if (std::is_integral_v<T>) result = std::rint(result);
    return convert<T>(result);
  }
}

/// One line: `n` elements in the middle of `out`, `stride` apart, with `before` and `after` places around them.
template <typename T>
void pad_line(Mode mode, bool is_odd, T* out, int64_t stride, int64_t n, const Side& before, const Side& after) {
  const int64_t low = before.width;
  const int64_t total = low + n + after.width;
  T* middle = out + low * stride;
  const auto put = [&](int64_t from, int64_t to, T value) {
    for (int64_t i = from; i < to; ++i) out[i * stride] = value;
  };
  const auto at = [&](int64_t i) { return middle[i * stride]; };
  switch (mode) {
    case Mode::constant:
      put(0, low, value_of<T>(*before.value));
      put(low + n, total, value_of<T>(*after.value));
      return;
    case Mode::edge:
      put(0, low, at(0));
      put(low + n, total, at(n - 1));
      return;
    case Mode::linear_ramp:
      if constexpr (!is_complex<T>) {
        const auto ramp = [&](const Side& side, T edge, int64_t first, int64_t direction) {
          const double end = side.value->number();
          const double step = (static_cast<double>(edge) - end) / static_cast<double>(side.width);
          for (int64_t i = 0; i < side.width; ++i) {
            double value = static_cast<double>(i) * step + end;
            if (std::is_integral_v<T>) value = std::floor(value);
            out[(first + direction * i) * stride] = convert<T>(value);
          }
        };
        ramp(before, at(0), 0, 1);
        ramp(after, at(n - 1), total - 1, -1);
      }
      return;
    case Mode::maximum: case Mode::mean: case Mode::median: case Mode::minimum: {
      const auto length = [&](const Side& side) {
        return side.value == nullptr || side.value->is_none() ? n : std::min(n, side.value->integer);
      };
      const T first = statistic(mode, middle, length(before), stride);
      const T last = statistic(mode, middle + (n - length(after)) * stride, length(after), stride);
      put(0, low, first);
      put(low + n, total, last);
      return;
    }
    case Mode::wrap:
      for (int64_t i = low; i-- > 0;) out[i * stride] = out[(i + n) * stride];
      for (int64_t i = low + n; i < total; ++i) out[i * stride] = out[(i - n) * stride];
      return;
    case Mode::reflect: case Mode::symmetric: {
      if (n == 1 && mode == Mode::reflect) {
        put(0, low, at(0));
        put(low + n, total, at(0));
        return;
      }
      // Grows the line on both sides in turn; each turn mirrors what is there already.
      const int64_t edge = mode == Mode::reflect ? 0 : 1;
      int64_t begin = low;
      int64_t end = low + n;
      while (begin > 0 || end < total) {
        const int64_t span = end - begin - 1 + edge;
        const int64_t left = std::min(begin, span);
        const T first = out[begin * stride];
        for (int64_t i = 1; i <= left; ++i) {
          const T mirrored = out[(begin + i - edge) * stride];
          out[(begin - i) * stride] =
              is_odd ? wrapped(wrapped(first, first, [](auto a, auto b) { return a + b; }), mirrored, [](auto a, auto b) { return a - b; })
                     : mirrored;
        }
        begin -= left;
        const int64_t reach = end - begin - 1 + edge;
        const int64_t right = std::min(total - end, std::min(reach, span));
        const T last = out[(end - 1) * stride];
        for (int64_t i = 1; i <= right; ++i) {
          const T mirrored = out[(end - 1 - i + edge) * stride];
          out[(end - 1 + i) * stride] =
              is_odd ? wrapped(wrapped(last, last, [](auto a, auto b) { return a + b; }), mirrored, [](auto a, auto b) { return a - b; })
                     : mirrored;
        }
        end += right;
      }
      return;
    }
    default: return;
  }
}

/// `pad(a, mode, is_odd, before0, after0, …, value0, value1, …)`: widths, then one value for each width (none where unused).
Status pad(Call& call) {
  const Mode mode = mode_named(call.text(1));
  const bool is_odd = call.flag(2);
  Result<TypedView> start = call.contiguous(0);
  if (!start.ok()) return start.status();
  call.context.engine.wait_all();
  TypedView current = start.value();
  const uint32_t rank = current.rank;
  std::vector<Side> sides;
  for (size_t i = 0; i < 2 * static_cast<size_t>(rank); ++i) {
    sides.push_back({call.integer(3 + i), &call.operand(3 + 2 * rank + i)});
    if (sides.back().width < 0) return Status("ValueError", "index can't contain negative values");
  }
  const bool is_statistic = mode == Mode::maximum || mode == Mode::mean || mode == Mode::median || mode == Mode::minimum;
  for (uint32_t axis = 0; axis < rank; ++axis) {
    const Side& before = sides[2 * axis];
    const Side& after = sides[2 * axis + 1];
    if (mode != Mode::constant && mode != Mode::empty && current.view.shape[axis] == 0 && before.width + after.width > 0) {
      return Status("ValueError", "can't extend empty axis " + std::to_string(axis) + " using modes other than 'constant' or 'empty'");
    }
    const auto no_elements = [](const Side& side) { return !side.value->is_none() && side.value->integer == 0; };
    if ((mode == Mode::maximum || mode == Mode::minimum) && (no_elements(before) || no_elements(after))) {
      return Status("ValueError", "stat_length of 0 yields no value for padding");
    }
    if (is_statistic && ((!before.value->is_none() && before.value->integer < 0) || (!after.value->is_none() && after.value->integer < 0))) {
      return Status("ValueError", "index can't contain negative values");
    }
  }
  for (uint32_t axis = 0; axis < rank; ++axis) {
    const Side& before = sides[2 * axis];
    const Side& after = sides[2 * axis + 1];
    if (before.width + after.width == 0) continue;
    std::vector<int64_t> shape = shape_of(current);
    const Lines lines = lines_of(current, axis);
    shape[axis] += before.width + after.width;
    Result<TypedView> out = call.fresh(shape, current.dtype);
    if (!out.ok()) return out.status();
    with_type(current.dtype, [&]<typename T>(T) {
      const auto body = [&](int64_t begin, int64_t end) {
        for (int64_t outer = begin; outer < end; ++outer) {
          const T* from = elements<T>(current) + outer * lines.length * lines.inner;
          T* to = elements<T>(out.value()) + outer * shape[axis] * lines.inner;
          std::copy_n(from, lines.length * lines.inner, to + before.width * lines.inner);
          for (int64_t k = 0; k < lines.inner; ++k) pad_line<T>(mode, is_odd, to + k, lines.inner, lines.length, before, after);
        }
      };
      parallel_for(call, lines.outer, 0.5 * static_cast<double>(shape[axis] * lines.inner), body);
    });
    current = out.value();
  }
  if (current.view.data == start.value().view.data) {
    Result<TypedView> out = call.copied(0, current.dtype);
    if (!out.ok()) return out.status();
    call.context.engine.wait_all();
    current = out.value();
  }
  call.give(current);
  return {};
}

}  // namespace

void register_pad(Registry& registry) { registry.add("pad", pad); }

}  // namespace weft::kernels
