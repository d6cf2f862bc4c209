// SPDX-License-Identifier: Apache-2.0
// Histograms of one and of several dimensions. Bins hold their left edge, the last one its right edge too.

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "kernels/lines.h"

namespace weft::kernels {
namespace {

std::string number_text(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
  char text[40];
  const auto end = std::to_chars(text, text + sizeof text, value);
  std::string result(text, end.ptr);
  if (result.find_first_of(".e") == std::string::npos) result += ".0";
  return result;
}

/// The first and the last edge, and whether they are the data's own (then NumPy computes in the data's type).
struct Outer {
  double first = 0;
  double last = 1;
  bool is_data = true;
};

template <typename T>
Result<Outer> outer_edges(const T* data, int64_t count, int64_t step, const Item& low, const Item& high) {
  Outer outer;
  if (!low.is_none()) {
    outer = {low.number(), high.number(), false};
    if (outer.first > outer.last) return Status("ValueError", "max must be larger than min in range parameter.");
    if (!std::isfinite(outer.first) || !std::isfinite(outer.last)) {
      return Status("ValueError", "supplied range of [" + number_text(outer.first) + ", " + number_text(outer.last) + "] is not finite");
    }
  } else if (count == 0) {
    outer.is_data = false;
  } else {
    T smallest = data[0];
    T largest = data[0];
    bool has_nan = false;
    for (int64_t i = 0; i < count; ++i) {
      const T value = data[i * step];
      has_nan = has_nan || is_nan(value);
      if (value < smallest) smallest = value;
      if (value > largest) largest = value;
    }
    outer.first = has_nan ? std::numeric_limits<double>::quiet_NaN() : static_cast<double>(smallest);
    outer.last = has_nan ? outer.first : static_cast<double>(largest);
    if (!std::isfinite(outer.first) || !std::isfinite(outer.last)) {
      return Status("ValueError", "autodetected range of [" + number_text(outer.first) + ", " + number_text(outer.last) + "] is not finite");
    }
  }
  if (outer.first == outer.last) {
    outer.first -= 0.5;
    outer.last += 0.5;
  }
  return outer;
}

/// NumPy's `linspace` of the edges, computed in `Compute` and stored as `Edge`.
template <typename Edge, typename Compute>
void spread(Edge* edges, Compute first, Compute last, int64_t bins) {
  const Compute delta = last - first;
  const Compute step = delta / static_cast<Compute>(bins);
  for (int64_t i = 0; i <= bins; ++i) {
    const auto at = static_cast<Compute>(i);
    edges[i] = static_cast<Edge>((step == 0 ? at / static_cast<Compute>(bins) * delta : at * step) + first);
  }
  edges[bins] = static_cast<Edge>(last);
}

template <typename Edge>
Status equal_edges(Edge* edges, const Outer& outer, int64_t bins) {
  if (std::is_same_v<Edge, float> && outer.is_data) {
    spread<Edge, float>(edges, static_cast<float>(outer.first), static_cast<float>(outer.last), bins);
  } else {
    spread<Edge, double>(edges, outer.first, outer.last, bins);
  }
  for (int64_t i = 0; i < bins; ++i) {
    if (edges[i] < edges[i + 1]) continue;
    return Status("ValueError", "Too many bins for data range. Cannot create " + std::to_string(bins) + " finite-sized bins.");
  }
  return {};
}

/// The data as float32 where it is that, else as float64; bools and integers included.
DType data_dtype(DType dtype) { return dtype == DType::Float32 ? DType::Float32 : DType::Float64; }

/// `histogram_bin_edges(a, bins, low, high)` for a number of bins.
Status bin_edges(Call& call) {
  const int64_t bins = call.integer(1);
  if (bins < 1) return Status("ValueError", "`bins` must be positive, when an integer");
  Result<TypedView> data = call.contiguous(0, data_dtype(call.operand(0).dtype));
  if (!data.ok()) return data.status();
  call.context.engine.wait_all();
  Result<TypedView> edges = call.fresh({bins + 1}, call.wanted[0].dtype);
  if (!edges.ok()) return edges.status();
  Status status;
  with_real_type(data.value().dtype, [&]<typename T>(T) {
    with_real_type(call.wanted[0].dtype, [&]<typename Edge>(Edge) {
      if constexpr (std::is_floating_point_v<T> && std::is_floating_point_v<Edge>) {
        const Result<Outer> outer =
            outer_edges(elements<T>(data.value()), count_of(data.value()), 1, call.operand(2), call.operand(3));
        status = outer.ok() ? equal_edges(elements<Edge>(edges.value()), outer.value(), bins) : outer.status();
      }
    });
  });
  if (!status.ok()) return status;
  call.give(edges.value());
  return {};
}

/// The bin of a value among increasing edges, or -1: the last edge belongs to the last bin.
template <typename Edge, typename T>
int64_t bin_of(const Edge* edges, int64_t bins, T value) {
  if (!(value >= edges[0]) || !(value <= edges[bins])) return -1;
  if (value == edges[bins]) return bins - 1;
  return std::upper_bound(edges, edges + bins + 1, value) - edges - 1;
}

/// Near equal bins the place is computed and then corrected against the edges, as NumPy does.
template <typename Edge, typename T>
int64_t equal_bin_of(const Edge* edges, int64_t bins, double scale, T value) {
  if (!(value >= edges[0]) || !(value <= edges[bins])) return -1;
  auto bin = static_cast<int64_t>((static_cast<double>(value) - static_cast<double>(edges[0])) * scale);
  bin = std::clamp<int64_t>(bin, 0, bins - 1);
  while (bin > 0 && value < edges[bin]) --bin;
  while (bin < bins - 1 && value >= edges[bin + 1]) ++bin;
  return bin;
}

/// `histogram(a, edges, weights, is_equal)`: counts as int64, or sums of weights in their type.
template <typename T, typename Edge>
void count_values(Call& call, const TypedView& data, const TypedView& edges, const TypedView* weights, const TypedView& out) {
  const int64_t bins = count_of(out);
  const int64_t count = count_of(data);
  const bool is_equal = call.flag(3);
  const Edge* edge = elements<Edge>(edges);
  const double scale = static_cast<double>(bins) / (static_cast<double>(edge[bins]) - static_cast<double>(edge[0]));
  const auto place = [&](T value) { return is_equal ? equal_bin_of(edge, bins, scale, value) : bin_of(edge, bins, value); };
  const T* values = elements<T>(data);
  if (weights == nullptr) {
    auto* total = elements<int64_t>(out);
    std::fill_n(total, bins, 0);
    // Each part counts for itself; sums of integers do not depend on the order.
    const int64_t parts = call.context.switches.histograms ? std::clamp<int64_t>(count / 65536, 1, 64) : 1;
    std::vector<std::vector<int64_t>> counts(static_cast<size_t>(parts), std::vector<int64_t>(static_cast<size_t>(bins), 0));
    const auto body = [&](int64_t begin, int64_t end) {
      for (int64_t part = begin; part < end; ++part) {
        int64_t* own = counts[static_cast<size_t>(part)].data();
        for (int64_t i = count * part / parts; i < count * (part + 1) / parts; ++i) {
          const int64_t bin = place(values[i]);
          if (bin >= 0) ++own[bin];
        }
      }
    };
    parallel_for(call, parts, 5.0 * static_cast<double>(count / parts), body);
    for (const std::vector<int64_t>& own : counts) {
      for (int64_t bin = 0; bin < bins; ++bin) total[bin] += own[static_cast<size_t>(bin)];
    }
    return;
  }
  with_real_type(out.dtype, [&]<typename W>(W) {
    W* total = elements<W>(out);
    std::fill_n(total, bins, W(0));
    const W* weight = elements<W>(*weights);
    constexpr int64_t kBlock = 65536;  // NumPy's: each block's sums are taken in double
    constexpr int64_t kMostSums = 1 << 20;
    const int64_t blocks = (count + kBlock - 1) / kBlock;
    const int64_t together = call.context.switches.histograms ? std::clamp<int64_t>(kMostSums / bins, 1, std::max<int64_t>(blocks, 1)) : 1;
    std::vector<double> sums(static_cast<size_t>(together * bins));
    for (int64_t first = 0; first < blocks; first += together) {
      const int64_t here = std::min(together, blocks - first);
      std::fill_n(sums.begin(), here * bins, 0.0);
      const auto body = [&](int64_t begin, int64_t end) {
        for (int64_t block = begin; block < end; ++block) {
          double* own = sums.data() + block * bins;
          const int64_t from = (first + block) * kBlock;
          for (int64_t i = from; i < std::min(from + kBlock, count); ++i) {
            const int64_t bin = place(values[i]);
            if (bin >= 0) own[bin] += static_cast<double>(weight[i]);
          }
        }
      };
      parallel_for(call, here, 5.0 * kBlock, body);
      for (int64_t block = 0; block < here; ++block) {  // in their order: the same on any number of threads
        for (int64_t bin = 0; bin < bins; ++bin) {
          const auto sum = static_cast<W>(sums[static_cast<size_t>(block * bins + bin)]);
          total[bin] = wrapped(total[bin], sum, [](auto a, auto b) { return a + b; });
        }
      }
    }
  });
}

Status histogram(Call& call) {
  Result<TypedView> data = call.contiguous(0, data_dtype(call.operand(0).dtype));
  if (!data.ok()) return data.status();
  Result<TypedView> edges = call.contiguous(1, data_dtype(call.operand(1).dtype));
  if (!edges.ok()) return edges.status();
  const DType dtype = call.wanted[0].dtype;
  Result<TypedView> weights = data;
  const bool has_weights = call.operand(2).is_array();
  if (has_weights) {
    if (shape_of(call.array(2)) != shape_of(call.array(0))) {
      return Status("ValueError", "weights should have the same shape as a.");
    }
    weights = call.contiguous(2, dtype);
    if (!weights.ok()) return weights.status();
  }
  call.context.engine.wait_all();
  const int64_t bins = count_of(edges.value()) - 1;
  Status status;
  with_real_type(edges.value().dtype, [&]<typename Edge>(Edge) {
    const Edge* edge = elements<Edge>(edges.value());
    for (int64_t i = 0; i < bins; ++i) {
      if (edge[i] > edge[i + 1]) status = Status("ValueError", "`bins` must increase monotonically, when an array");
    }
  });
  if (!status.ok()) return status;
  Result<TypedView> out = call.fresh({std::max<int64_t>(bins, 0)}, dtype);
  if (!out.ok()) return out.status();
  if (bins > 0) {
    with_real_type(data.value().dtype, [&]<typename T>(T) {
      with_real_type(edges.value().dtype, [&]<typename Edge>(Edge) {
        if constexpr (std::is_floating_point_v<T> && std::is_floating_point_v<Edge>) {
          count_values<T, Edge>(call, data.value(), edges.value(), has_weights ? &weights.value() : nullptr, out.value());
        }
      });
    });
  }
  call.give(out.value());
  return {};
}

/// `histogramdd(sample, weights, bins…, low, high, …)`: for each of D columns its bins (a number or edges), then for each a low and
/// a high limit or none. Gives the sums as float64 and the edges of each column.
template <typename T>
Status histogram_columns(Call& call, const TypedView& sample, const TypedView* weights) {
  const int64_t rows = sample.view.shape[0];
  const int64_t columns = sample.view.shape[1];
  const T* data = elements<T>(sample);
  std::vector<TypedView> edges;
  std::vector<int64_t> shape;
  for (int64_t column = 0; column < columns; ++column) {
    const auto at = static_cast<size_t>(2 + column);
    if (call.operand(at).is_array()) {
      Result<TypedView> given = call.contiguous(at, sample.dtype);
      if (!given.ok()) return given.status();
      call.context.engine.wait_all();
      edges.push_back(given.value());
      const T* edge = elements<T>(given.value());
      if (!std::is_sorted(edge, edge + count_of(given.value()))) {
        return Status("ValueError", "`bins[" + std::to_string(column) + "]` must be monotonically increasing, when an array");
      }
    } else {
      const int64_t bins = call.integer(at);
      if (bins < 1) return Status("ValueError", "`bins[" + std::to_string(column) + "]` must be positive, when an integer");
      const auto limits = static_cast<size_t>(2 + columns + 2 * column);
      const Result<Outer> outer = outer_edges(data + column, rows, columns, call.operand(limits), call.operand(limits + 1));
      if (!outer.ok()) return outer.status();
      Result<TypedView> made = call.fresh({bins + 1}, sample.dtype);
      if (!made.ok()) return made.status();
      edges.push_back(made.value());
      if (std::is_same_v<T, float> && outer.value().is_data) {
        spread<T, float>(elements<T>(made.value()), static_cast<float>(outer.value().first), static_cast<float>(outer.value().last), bins);
      } else {
        spread<T, double>(elements<T>(made.value()), outer.value().first, outer.value().last, bins);
      }
    }
    shape.push_back(std::max<int64_t>(count_of(edges.back()) - 1, 0));
  }
  Result<TypedView> out = call.fresh(shape, DType::Float64);
  if (!out.ok()) return out.status();
  auto* total = elements<double>(out.value());
  std::fill_n(total, count_of(out.value()), 0.0);
  for (int64_t row = 0; row < rows; ++row) {
    int64_t place = 0;
    for (int64_t column = 0; column < columns && place >= 0; ++column) {
      const TypedView& edge = edges[static_cast<size_t>(column)];
      const int64_t bins = shape[static_cast<size_t>(column)];
      const int64_t bin = bins > 0 ? bin_of(elements<T>(edge), bins, data[row * columns + column]) : -1;
      place = bin < 0 ? -1 : place * bins + bin;
    }
    if (place >= 0) total[place] += weights == nullptr ? 1.0 : elements<double>(*weights)[row];
  }
  call.give(out.value());
  for (const TypedView& each : edges) call.give(each);
  return {};
}

Status histogramdd(Call& call) {
  Result<TypedView> sample = call.contiguous(0, data_dtype(call.operand(0).dtype));
  if (!sample.ok()) return sample.status();
  Result<TypedView> weights = sample;
  const bool has_weights = call.operand(1).is_array();
  if (has_weights) {
    weights = call.contiguous(1, DType::Float64);
    if (!weights.ok()) return weights.status();
    if (count_of(weights.value()) != sample.value().view.shape[0]) {
      return Status("ValueError", "The weights and list don't have the same length.");
    }
  }
  call.context.engine.wait_all();
  const TypedView* given = has_weights ? &weights.value() : nullptr;
  return sample.value().dtype == DType::Float32 ? histogram_columns<float>(call, sample.value(), given)
                                                : histogram_columns<double>(call, sample.value(), given);
}

/// NumPy's estimators of a bin's width.
double width_of(const std::string& name, std::vector<double>& x) {
  const auto n = static_cast<double>(x.size());
  const auto [least, greatest] = std::minmax_element(x.begin(), x.end());
  const double extent = *greatest - *least;
  double mean = 0;
  for (const double each : x) mean += each / n;
  double variance = 0;
  for (const double each : x) variance += (each - mean) * (each - mean) / n;
  const double deviation = std::sqrt(variance);
  const auto quartile = [&](double q) {
    const double place = (n - 1) * q;
    const auto below = static_cast<size_t>(place);
    const double weight = place - static_cast<double>(below);
    return x[below] + (below + 1 < x.size() ? (x[below + 1] - x[below]) * weight : 0);
  };
  const double sturges = extent / (std::log2(n) + 1);
  const double square = extent / std::sqrt(n);
  std::sort(x.begin(), x.end());
  const double freedman = 2 * (quartile(0.75) - quartile(0.25)) * std::pow(n, -1.0 / 3);
  if (name == "sqrt") return square;
  if (name == "sturges") return sturges;
  if (name == "rice") return extent / (2 * std::pow(n, 1.0 / 3));
  if (name == "scott") return std::pow(24 * std::sqrt(M_PI) / n, 1.0 / 3) * deviation;
  if (name == "fd") return freedman;
  if (name == "doane") {
    if (n <= 2 || deviation <= 0) return 0;
    const double spread_of_skew = std::sqrt(6 * (n - 2) / ((n + 1) * (n + 3)));
    double skew = 0;
    for (const double each : x) skew += std::pow((each - mean) / deviation, 3) / n;
    return extent / (1 + std::log2(n) + std::log2(1 + std::fabs(skew) / spread_of_skew));
  }
  return std::min(std::max(freedman, square / 2), sturges);  // auto
}

/// `histogram.bins(a, name, low, high, is_integer)`: how many bins the estimator asks for.
Status estimated_bins(Call& call) {
  Result<TypedView> data = call.contiguous(0, DType::Float64);
  if (!data.ok()) return data.status();
  call.context.engine.wait_all();
  const auto* values = elements<double>(data.value());
  const Result<Outer> outer = outer_edges(values, count_of(data.value()), 1, call.operand(2), call.operand(3));
  if (!outer.ok()) return outer.status();
  std::vector<double> kept;
  for (int64_t i = 0; i < count_of(data.value()); ++i) {
    if (values[i] >= outer.value().first && values[i] <= outer.value().last) kept.push_back(values[i]);
  }
  int64_t bins = 1;
  if (!kept.empty()) {
    double width = width_of(call.text(1), kept);
    if (width != 0 && call.flag(4) && width < 1) width = 1;
    if (width != 0) bins = static_cast<int64_t>(std::ceil((outer.value().last - outer.value().first) / width));
  }
  call.give_int(bins);
  return {};
}

}  // namespace

void register_histogram(Registry& registry) {
  registry.add("histogram_bin_edges", bin_edges);
  registry.add("histogram", histogram);
  registry.add("histogramdd", histogramdd);
  registry.add("histogram.bins", estimated_bins);
}

}  // namespace weft::kernels
