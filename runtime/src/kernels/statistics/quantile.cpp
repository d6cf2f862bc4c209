// SPDX-License-Identifier: Apache-2.0
// Order statistics: medians and quantiles over axes, by selection instead of a full sort.

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <memory>

#include "kernels/lines.h"
#include "kernels/raised.h"
#include "kernels/statistics/nth.h"

namespace weft::kernels {
namespace {

/// The lines along some axes, each in memory that may be written over: a copy of all of them, or, where they lie as they should in the
/// array itself, of one at a time.
class OwnLines {
 public:
  static Result<OwnLines> create(Call& call, size_t index, DType dtype, const std::vector<int64_t>& axes, bool keepdims) {
    OwnLines made;
    const TypedView source = call.array(index);
    const size_t axis = axes.size() == 1 ? static_cast<size_t>(axes[0]) : 0;
    const bool in_rows = axes.size() == 1 && source.rank > 1 && source.dtype == dtype && count_of(source) > 0 &&
                         source.view.strides[axis] == memory::item_size(dtype) && call.context.switches.selection;
    if (!in_rows) {
      Result<Gathered> all = gather(call, index, dtype, axes, keepdims);
      if (!all.ok()) return all.status();
      made.array = all.value().array;
      made.lines = all.value().lines;
      made.length = all.value().length;
      made.kept = std::move(all.value().kept);
      return made;
    }
    made.array = source;
    made.is_source_ = true;
    made.length = source.view.shape[axis];
    for (uint32_t k = 0; k < source.rank; ++k) {
      if (k != axis || keepdims) made.kept.push_back(k == axis ? 1 : source.view.shape[k]);
      if (k == axis) continue;
      made.lines *= source.view.shape[k];
      made.sizes_.push_back(source.view.shape[k]);
      made.strides_.push_back(source.view.strides[k]);
    }
    call.context.engine.wait_all();
    return made;
  }

  /// Room for lines of one task.
  template <typename T>
  std::unique_ptr<T[]> room() const {
    return std::make_unique_for_overwrite<T[]>(is_source_ ? static_cast<size_t>(length) : 0);
  }

  template <typename T>
  T* line(int64_t number, const std::unique_ptr<T[]>& room) const {
    if (!is_source_) return elements<T>(array) + number * length;
    const std::byte* at = array.view.data;
    for (size_t k = sizes_.size(); k-- > 0; number /= sizes_[k]) at += number % sizes_[k] * strides_[k];
    std::copy_n(reinterpret_cast<const T*>(at), length, room.get());
    return room.get();
  }

  TypedView array;
  int64_t lines = 1;
  int64_t length = 1;
  std::vector<int64_t> kept;

 private:
  bool is_source_ = false;
  std::vector<int64_t> sizes_;
  std::vector<int64_t> strides_;
};

/// Moves NaNs behind the numbers and gives how many numbers there are.
template <typename T>
int64_t numbers_first(T* begin, int64_t length) {
  return std::partition(begin, begin + length, [](T value) { return !is_nan(value); }) - begin;
}

/// Of numbers without NaN; several at a time.
template <typename T>
T greatest(const T* line, int64_t count) {
  constexpr int64_t kLanes = 8;
  T lanes[kLanes];
  std::fill_n(lanes, kLanes, line[0]);
  int64_t i = 0;
  for (; i + kLanes <= count; i += kLanes) {
    for (int64_t lane = 0; lane < kLanes; ++lane) lanes[lane] = line[i + lane] > lanes[lane] ? line[i + lane] : lanes[lane];
  }
  for (; i < count; ++i) lanes[0] = line[i] > lanes[0] ? line[i] : lanes[0];
  return *std::max_element(lanes, lanes + kLanes);
}

/// `median(a, ignore_nan, keepdims, axes…)` of a copy in the result's element type.
template <typename T>
T median_of(T* line, int64_t length, raised::Found& means, const Switches& switches) {
  if (length == 0) return std::numeric_limits<T>::quiet_NaN();
  const int64_t middle = length / 2;
  select_nth(line, length, middle, switches);
  const T high = line[middle];
  if (length % 2 == 1) return high;
  const T low = greatest(line, middle);
  means.add(raised::by(low, high, low + high));
  return (low + high) / T(2);
}

Status median(Call& call) {
  const bool ignores = call.flag(1);
  const DType dtype = call.wanted[0].dtype;
  Result<OwnLines> found = OwnLines::create(call, 0, dtype, integers_from(call, 3), call.flag(2));
  if (!found.ok()) return found.status();
  const OwnLines& source = found.value();
  Result<TypedView> target = call.fresh(source.kept, dtype);
  if (!target.ok()) return target.status();
  std::atomic<bool> all_nan{false};
  raised::Found means;
  with_real_type(dtype, [&]<typename T>(T) {
    if constexpr (std::is_floating_point_v<T>) {
      const auto body = [&](int64_t begin, int64_t end) {
        const auto room = source.room<T>();
        for (int64_t i = begin; i < end; ++i) {
          T* line = source.line(i, room);
          const int64_t numbers = numbers_first(line, source.length);
          const bool is_nan_line = numbers < source.length && !ignores;
          if (numbers == 0 && source.length > 0 && ignores) all_nan = true;
          elements<T>(target.value())[i] = is_nan_line ? std::numeric_limits<T>::quiet_NaN() : median_of(line, numbers, means, call.context.switches);
        }
      };
      parallel_for(call, source.lines, 10 * static_cast<double>(source.length) + 10, body);
    }
  });
  if (source.length == 0 && source.lines > 0) warn(call, "Mean of empty slice");
  if (all_nan) warn(call, "All-NaN slice encountered");
  means.tell(call, "reduce");
  call.give(target.value());
  return {};
}

enum class Method {
  inverted_cdf, averaged_inverted_cdf, closest_observation, interpolated_inverted_cdf, hazen, weibull, linear,
  median_unbiased, normal_unbiased, lower, higher, midpoint, nearest, unknown
};

Method method_named(const std::string& name) {
  static constexpr const char* kNames[] = {
      "inverted_cdf", "averaged_inverted_cdf", "closest_observation", "interpolated_inverted_cdf", "hazen", "weibull", "linear",
      "median_unbiased", "normal_unbiased", "lower", "higher", "midpoint", "nearest"};
  for (size_t i = 0; i < std::size(kNames); ++i) {
    if (name == kNames[i]) return static_cast<Method>(i);
  }
  return Method::unknown;
}

/// Which two elements of the sorted line a quantile lies between, and where.
struct Place {
  int64_t previous = 0;
  int64_t next = 0;
  double gamma = 0;
};

double unbiased(double n, double q, double alpha, double beta) { return n * q + (alpha + q * (1 - alpha - beta)) - 1; }

/// The element of a discrete method: the one before `index` where `stays`, else the one after.
Place discrete(double index, bool stays, int64_t count) {
  double place = std::floor(index) + (stays ? 0 : 1);
  if (place < 0) place = 0;
  const int64_t at = std::min(static_cast<int64_t>(place), count - 1);
  return {at, at, 0};
}

/// NumPy's virtual index and weight of quantile `q` among `count` numbers.
Place place_of(Method method, int64_t count, double q) {
  const auto n = static_cast<double>(count);
  const double exact = (n - 1) * q;
  double index = exact;
  switch (method) {
    case Method::lower: return {static_cast<int64_t>(std::floor(exact)), static_cast<int64_t>(std::floor(exact)), 0};
    case Method::higher: return {static_cast<int64_t>(std::ceil(exact)), static_cast<int64_t>(std::ceil(exact)), 0};
    case Method::nearest: return {static_cast<int64_t>(std::rint(exact)), static_cast<int64_t>(std::rint(exact)), 0};
    case Method::inverted_cdf: {
      const double at = n * q - 1;
      return discrete(at, at == std::floor(at), count);
    }
    case Method::closest_observation: {
      const double at = n * q - 1 - 0.5;
      return discrete(at, at == std::floor(at) && std::fmod(std::fabs(std::floor(at)), 2) == 1, count);
    }
    case Method::midpoint: index = 0.5 * (std::floor(exact) + std::ceil(exact)); break;
    case Method::averaged_inverted_cdf: index = n * q - 1; break;
    case Method::interpolated_inverted_cdf: index = unbiased(n, q, 0, 1); break;
    case Method::hazen: index = unbiased(n, q, 0.5, 0.5); break;
    case Method::weibull: index = unbiased(n, q, 0, 0); break;
    case Method::median_unbiased: index = unbiased(n, q, 1 / 3.0, 1 / 3.0); break;
    case Method::normal_unbiased: index = unbiased(n, q, 3 / 8.0, 3 / 8.0); break;
    default: break;
  }
  Place place;
  double previous = std::floor(index);
  if (index >= n - 1) {
    previous = -1;
    place = {count - 1, count - 1, 0};
  } else if (index < 0) {
    previous = 0;
    place = {0, 0, 0};
  } else {
    place = {static_cast<int64_t>(previous), static_cast<int64_t>(previous) + 1, 0};
  }
  place.gamma = index - previous;
  if (method == Method::averaged_inverted_cdf) place.gamma = place.gamma == 0 ? 0.5 : 1;
  if (method == Method::midpoint) place.gamma = std::fmod(index, 1) == 0 ? 0 : 0.5;
  return place;
}

/// What NumPy warns of the steps of an interpolation.
struct Steps {
  raised::Found subtract;
  raised::Found multiply;
  raised::Found add;
};

/// NumPy's interpolation: the difference in the elements' own type, the rest in the result's. It adds from below even where it takes
/// the difference from above.
template <typename R, typename T>
R interpolated(T a, T b, double weight, Steps& steps) {
  const T difference = wrapped(b, a, [](auto x, auto y) { return x - y; });
  const auto gamma = static_cast<R>(weight);
  const R part = static_cast<R>(difference) * gamma;
  const R low = static_cast<R>(a) + part;
  steps.subtract.add(raised::by(b, a, difference));
  steps.multiply.add(raised::by(static_cast<R>(difference), gamma, part));
  steps.add.add(raised::by(static_cast<R>(a), part, low));
  if (gamma < R(0.5)) return low;
  const R rest = static_cast<R>(difference) * (R(1) - gamma);
  const R high = static_cast<R>(b) - rest;
  steps.subtract.add(raised::by(static_cast<R>(b), rest, high));
  return high;
}

/// All wanted places of one line, each found by selection among what is right of the one before.
template <typename R, typename T>
void quantiles_of(T* line, int64_t count, Method method, const double* q, int64_t q_count, R* out, int64_t out_step, Steps& steps, const Switches& switches) {
  std::vector<int64_t> wanted;
  std::vector<Place> places;
  for (int64_t i = 0; i < q_count; ++i) {
    places.push_back(place_of(method, count, q[i]));
    wanted.push_back(places.back().previous);
    wanted.push_back(places.back().next);
  }
  std::sort(wanted.begin(), wanted.end());
  wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
  int64_t from = 0;
  for (const int64_t at : wanted) {
    select_nth(line + from, count - from, at - from, switches);
    from = at + 1;
    if (from >= count) break;
  }
  const bool is_exact = method == Method::lower || method == Method::higher || method == Method::nearest ||
                        method == Method::inverted_cdf || method == Method::closest_observation;
  for (int64_t i = 0; i < q_count; ++i) {
    const T a = line[places[static_cast<size_t>(i)].previous];
    const T b = line[places[static_cast<size_t>(i)].next];
    if constexpr (std::is_integral_v<R>) {
      out[i * out_step] = static_cast<R>(a);
    } else {
      out[i * out_step] = is_exact ? static_cast<R>(a) : interpolated<R>(a, b, places[static_cast<size_t>(i)].gamma, steps);
    }
  }
}

/// `quantile(a, q, method, ignore_nan, keepdims, text, axes…)`: q in [0, 1], `text` what q is called in errors.
/// The result's element type is that of the elements for methods that take one, else float32 or float64.
Status quantile(Call& call) {
  const Method method = method_named(call.text(2));
  const bool ignores = call.flag(3);
  const DType out_dtype = call.wanted[0].dtype;
  const DType dtype = call.operand(0).dtype;
  std::vector<double> q;
  std::vector<int64_t> shape;
  if (call.operand(1).is_array()) {
    Result<TypedView> values = call.contiguous(1, DType::Float64);
    if (!values.ok()) return values.status();
    call.context.engine.wait_all();
    q.assign(elements<double>(values.value()), elements<double>(values.value()) + count_of(values.value()));
    shape = shape_of(values.value());
  } else {
    q.push_back(call.number(1));
  }
  for (const double each : q) {
    if (!(each >= 0 && each <= 1)) return Status("ValueError", call.text(5));
  }
  Result<OwnLines> found = OwnLines::create(call, 0, dtype, integers_from(call, 6), call.flag(4));
  if (!found.ok()) return found.status();
  const OwnLines& source = found.value();
  if (source.length == 0 && source.lines > 0 && !ignores && !q.empty()) {
    return Status("IndexError", "index -1 is out of bounds for axis 0 with size 0");
  }
  shape.insert(shape.end(), source.kept.begin(), source.kept.end());
  Result<TypedView> target = call.fresh(shape, out_dtype);
  if (!target.ok()) return target.status();
  std::atomic<bool> all_nan{false};
  Steps steps;
  with_real_type(dtype, [&]<typename T>(T) {
    with_real_type(out_dtype, [&]<typename R>(R) {
      if constexpr (!std::is_same_v<T, bool> && (std::is_same_v<T, R> || std::is_same_v<R, double>)) {
        const auto body = [&](int64_t begin, int64_t end) {
          const auto room = source.room<T>();
          for (int64_t i = begin; i < end; ++i) {
            T* line = source.line(i, room);
            R* out = elements<R>(target.value()) + i;
            const int64_t numbers = numbers_first(line, source.length);
            if (numbers == 0 || (numbers < source.length && !ignores)) {
              if (source.length > 0) all_nan = all_nan || ignores;
              const T nan = std::is_floating_point_v<T> ? std::numeric_limits<T>::quiet_NaN() : T{};
              for (size_t k = 0; k < q.size(); ++k) out[static_cast<int64_t>(k) * source.lines] = static_cast<R>(nan);
              if constexpr (std::is_floating_point_v<R>) {
                for (size_t k = 0; k < q.size(); ++k) {
                  out[static_cast<int64_t>(k) * source.lines] = std::numeric_limits<R>::quiet_NaN();
                }
              }
              continue;
            }
            quantiles_of<R>(line, numbers, method, q.data(), static_cast<int64_t>(q.size()), out, source.lines, steps, call.context.switches);
          }
        };
        parallel_for(call, source.lines, 15 * static_cast<double>(source.length) + 50, body);
      }
    });
  });
  if (ignores && source.length == 0 && source.lines > 0) warn(call, "Mean of empty slice");
  if (all_nan) warn(call, "All-NaN slice encountered");
  const std::string kind = target.value().rank == 0 ? "scalar " : "";
  steps.subtract.tell(call, kind + "subtract");
  steps.multiply.tell(call, kind + "multiply");
  steps.add.tell(call, "add");
  call.give(target.value());
  return {};
}

}  // namespace

void register_quantile(Registry& registry) {
  registry.add("median", median);
  registry.add("quantile", quantile);
}

}  // namespace weft::kernels
