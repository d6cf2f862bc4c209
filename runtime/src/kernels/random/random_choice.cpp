// SPDX-License-Identifier: Apache-2.0
// Order and selection: `shuffle`, `permutation`, `permuted`, `choice`. All draw positions first and then move whole elements.

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <numeric>

#include "kernels/element.h"
#include "kernels/random/random_parameters.h"

namespace weft::kernels {
namespace rng {
namespace {

/// 0 … n-1 in the order that a shuffle of n elements gives.
std::vector<int64_t> shuffled(Source& source, int64_t n) {
  std::vector<int64_t> order(static_cast<size_t>(n));
  std::iota(order.begin(), order.end(), 0);
  for (int64_t i = n - 1; i > 0; --i) std::swap(order[source.interval(static_cast<uint64_t>(i))], order[static_cast<size_t>(i)]);
  return order;
}

/// Swaps as Generator's choice does: positions by Lemire's method; the last `n - first` places are shuffled.
void shuffle_tail(Source& source, std::vector<int64_t>& order, int64_t first) {
  for (int64_t i = static_cast<int64_t>(order.size()) - 1; i >= first; --i) {
    const uint64_t j = random_bounded_uint64(source.bits(), 0, static_cast<uint64_t>(i), 0, false);
    std::swap(order[j], order[static_cast<size_t>(i)]);
  }
}

/// A C-contiguous array around one axis.
struct Around {
  int64_t outer = 1;
  int64_t length = 1;
  int64_t row_bytes = 0;
};

Around around(const TypedView& array, size_t axis) {
  Around result;
  result.row_bytes = memory::item_size(array.dtype);
  for (size_t i = 0; i < array.rank; ++i) {
    if (i < axis) result.outer *= array.view.shape[i];
    else if (i == axis) result.length = array.view.shape[i];
    else result.row_bytes *= array.view.shape[i];
  }
  return result;
}

/// Puts row `rows[k]` of `source` to place k of `target`, along the axis.
void take_rows(const TypedView& source, const Around& at, std::span<const int64_t> rows, std::byte* target) {
  const auto bytes = static_cast<size_t>(at.row_bytes);
  for (int64_t block = 0; block < at.outer; ++block) {
    const std::byte* from = source.view.data + block * at.length * at.row_bytes;
    for (const int64_t row : rows) {
      std::memcpy(target, from + row * at.row_bytes, bytes);
      target += bytes;
    }
  }
}

/// Operands: the state, the array, the axis. The array is changed.
Status shuffle(Call& call, Kind kind) {
  Source source;
  if (Status status = Source::open(call, kind, source); !status.ok()) return status;
  const size_t first = source.first();
  const TypedView array = call.array(first);
  const auto axis = static_cast<size_t>(call.integer(first + 1));
  if (memory::element_count(array.view, array.rank) == 0) return {};
  auto copy = call.copied(first, array.dtype);
  if (!copy.ok()) return copy.status();
  auto moved = call.fresh(std::span<const int64_t>(array.view.shape, array.rank), array.dtype);
  if (!moved.ok()) return moved.status();
  take_rows(copy.value(), around(array, axis), shuffled(source, array.view.shape[axis]), moved.value().view.data);
  return assign(call.context, call.site, moved.value(), array);
}

/// Operands: the state, a number or an array, the axis.
Status permutation(Call& call, Kind kind) {
  Source source;
  if (Status status = Source::open(call, kind, source); !status.ok()) return status;
  const size_t first = source.first();
  const Item& item = call.operand(first);
  if (!item.is_array()) {
    const std::vector<int64_t> order = shuffled(source, std::max<int64_t>(item.integer, 0));
    auto array = call.fresh({static_cast<int64_t>(order.size())}, call.wanted[0].dtype);
    if (!array.ok()) return array.status();
    with_type(array.value().dtype, [&]<typename T>(T) {
      auto* out = reinterpret_cast<T*>(array.value().view.data);
      for (size_t i = 0; i < order.size(); ++i) out[i] = convert<T>(order[i]);
    });
    call.give(array.value());
    return {};
  }
  auto array = call.contiguous(first);
  if (!array.ok()) return array.status();
  const auto axis = static_cast<size_t>(call.integer(first + 1));
  const TypedView& from = array.value();
  auto result = call.fresh(std::span<const int64_t>(from.view.shape, from.rank), from.dtype);
  if (!result.ok()) return result.status();
  take_rows(from, around(from, axis), shuffled(source, from.view.shape[axis]), result.value().view.data);
  call.give(result.value());
  return {};
}

/// Whether NumPy's copy of the array would be in Fortran order.
bool copies_to_fortran(const TypedView& array) {
  std::vector<int64_t> strides;
  for (uint32_t i = 0; i < array.rank; ++i) {
    if (array.view.shape[i] > 1) strides.push_back(std::abs(array.view.strides[i]));
  }
  return strides.size() > 1 && std::is_sorted(strides.begin(), strides.end()) && strides.front() != strides.back();
}

/// Operands: the state, the array, the axis or none. Every line of the axis gets an order of its own.
Status permuted(Call& call) {
  Source source;
  if (Status status = Source::open(call, Kind::Generator, source); !status.ok()) return status;
  const TypedView given = call.array(1);
  const bool flat = call.operand(2).is_none();
  TypedView from = given;
  const bool reverse = flat && copies_to_fortran(given);
  if (reverse) {
    std::reverse(from.view.shape, from.view.shape + from.rank);
    std::reverse(from.view.strides, from.view.strides + from.rank);
  }
  auto copy = kernels::copy(call.context, call.site, from, from.dtype);
  if (!copy.ok()) return copy.status();
  call.context.engine.wait_all();
  const TypedView work = copy.value();
  struct Release {
    memory::Buffer* buffer;
    ~Release() { memory::release(buffer); }
  } release{work.view.buffer};
  auto result = call.fresh(std::span<const int64_t>(work.view.shape, work.rank), work.dtype);
  if (!result.ok()) return result.status();
  const int64_t count = memory::element_count(work.view, work.rank);
  const auto item = static_cast<size_t>(memory::item_size(work.dtype));
  if (flat) {
    TypedView line = work;
    line.rank = 1;
    line.view.shape[0] = count;
    take_rows(line, around(line, 0), shuffled(source, count), result.value().view.data);
  } else if (count > 0) {
    Around at = around(work, static_cast<size_t>(call.integer(2)));
    const int64_t inner = at.row_bytes / static_cast<int64_t>(item);
    for (int64_t outer = 0; outer < at.outer; ++outer) {
      for (int64_t k = 0; k < inner; ++k) {
        const std::vector<int64_t> order = shuffled(source, at.length);
        for (int64_t i = 0; i < at.length; ++i) {
          const int64_t base = outer * at.length * inner + k;
          std::memcpy(result.value().view.data + static_cast<size_t>(base + i * inner) * item,
                      work.view.data + static_cast<size_t>(base + order[static_cast<size_t>(i)] * inner) * item, item);
        }
      }
    }
  }
  if (!reverse) {
    call.give(result.value());
    return {};
  }
  TypedView back = result.value();
  std::reverse(back.view.shape, back.view.shape + back.rank);
  std::reverse(back.view.strides, back.view.strides + back.rank);
  auto final_copy = call.fresh(std::span<const int64_t>(back.view.shape, back.rank), back.dtype);
  if (!final_copy.ok()) return final_copy.status();
  if (Status status = assign(call.context, call.site, back, final_copy.value()); !status.ok()) return status;
  call.context.engine.wait_all();
  call.give(final_copy.value());
  return {};
}

/// Kahan's sum, as NumPy checks probabilities.
double kahan_sum(const std::vector<double>& p) {
  double sum = p.empty() ? 0.0 : p[0];
  double rest = 0.0;
  for (size_t i = 1; i < p.size(); ++i) {
    const double y = p[i] - rest;
    const double t = sum + y;
    rest = (t - sum) - y;
    sum = t;
  }
  return sum;
}

Status check_probabilities(const std::vector<double>& p, int64_t population, bool is_float, bool legacy) {
  const auto fail = [](const char* text) { return Status("ValueError", text); };
  if (static_cast<int64_t>(p.size()) != population) return fail(legacy ? "'a' and 'p' must have same size" : "a and p must have same size");
  const double sum = kahan_sum(p);
  if (std::isnan(sum)) return fail(legacy ? "probabilities contain NaN" : "Probabilities contain NaN");
  if (std::any_of(p.begin(), p.end(), [](double each) { return each < 0; }))
    return fail(legacy ? "probabilities are not non-negative" : "Probabilities are not non-negative");
  const double tolerance = is_float ? 0.00034526698300124393 : 1.4901161193847656e-08;
  if (std::fabs(sum - 1.) > tolerance)
    return fail(legacy ? "probabilities do not sum to 1" : "Probabilities do not sum to 1. See Notes section of docstring for more information.");
  return {};
}

/// Positions whose cumulated probability passes random numbers.
class Cumulated {
 public:
  explicit Cumulated(const std::vector<double>& p) : cdf_(p.size()) {
    std::partial_sum(p.begin(), p.end(), cdf_.begin());
    const double last = cdf_.empty() ? 1.0 : cdf_.back();
    for (double& each : cdf_) each /= last;
  }
  int64_t find(double x) const { return std::upper_bound(cdf_.begin(), cdf_.end(), x) - cdf_.begin(); }

 private:
  std::vector<double> cdf_;
};

/// `size` different positions with given probabilities.
std::vector<int64_t> without_replacement(Source& source, std::vector<double> p, int64_t size) {
  std::vector<int64_t> found;
  while (static_cast<int64_t>(found.size()) < size) {
    std::vector<double> x(static_cast<size_t>(size) - found.size());
    for (double& each : x) each = source.next_double();
    for (const int64_t each : found) p[static_cast<size_t>(each)] = 0;
    const Cumulated cumulated(p);
    std::vector<int64_t> fresh;
    for (const double each : x) {
      const int64_t position = cumulated.find(each);
      if (std::find(fresh.begin(), fresh.end(), position) == fresh.end()) fresh.push_back(position);
    }
    found.insert(found.end(), fresh.begin(), fresh.end());
  }
  return found;
}

/// Floyd's algorithm, with NumPy's hash table.
std::vector<int64_t> floyd(Source& source, int64_t population, int64_t size, bool shuffles) {
  constexpr uint64_t kFree = ~uint64_t{0};
  const auto wanted = static_cast<uint64_t>(1.2 * static_cast<double>(size));
  const uint64_t mask = wanted == 0 ? 0 : ~uint64_t{0} >> std::countl_zero(wanted);
  std::vector<uint64_t> table(mask + 1, kFree);
  std::vector<int64_t> result(static_cast<size_t>(size));
  for (int64_t j = population - size; j < population; ++j) {
    uint64_t value = random_bounded_uint64(source.bits(), 0, static_cast<uint64_t>(j), 0, false);
    uint64_t place = value & mask;
    while (table[place] != kFree && table[place] != value) place = (place + 1) & mask;
    if (table[place] != kFree) {
      value = static_cast<uint64_t>(j);
      place = value & mask;
      while (table[place] != kFree) place = (place + 1) & mask;
    }
    table[place] = value;
    result[static_cast<size_t>(j - population + size)] = static_cast<int64_t>(value);
  }
  if (shuffles) shuffle_tail(source, result, 1);
  return result;
}

/// Operands: the state, a number or an array, whether with replacement, probabilities or none, the axis, whether to shuffle, the size.
Status choice(Call& call, Kind kind) {
  Source source;
  if (Status status = Source::open(call, kind, source); !status.ok()) return status;
  const bool legacy = source.is_legacy();
  const size_t first = source.first();
  const Item& from = call.operand(first);
  const bool replace = call.flag(first + 1);
  const auto axis = static_cast<size_t>(call.integer(first + 3));
  const bool shuffles = call.flag(first + 4);
  Size size;
  if (Status status = read_size(call, first + 5, size); !status.ok()) return status;
  const auto fail = [](const char* text) { return Status("ValueError", text); };
  auto counted = count_of_shape(size.shape);
  if (!counted.ok()) return counted.status();
  const int64_t count = size.is_none ? 1 : counted.value();
  const int64_t population = from.is_array() ? from.view.shape[axis] : from.integer;
  if (count != 0 && !from.is_array() && population <= 0)
    return fail(legacy ? "a must be greater than 0 unless no samples are taken" : "a must be a positive integer unless no samples are taken");
  if (count != 0 && from.is_array() && population == 0)
    return fail(legacy ? "'a' cannot be empty unless no samples are taken" : "a cannot be empty unless no samples are taken");
  std::vector<double> p;
  const bool weighted = !call.operand(first + 2).is_none();
  if (weighted) {
    auto view = call.contiguous(first + 2, DType::Float64);
    if (!view.ok()) return view.status();
    const auto* values = reinterpret_cast<const double*>(view.value().view.data);
    p.assign(values, values + view.value().view.shape[0]);
    const bool is_float = call.operand(first + 2).dtype == DType::Float32;
    if (Status status = check_probabilities(p, population, is_float, legacy); !status.ok()) return status;
  }
  std::vector<int64_t> picked(static_cast<size_t>(replace ? count : 0));
  if (replace && weighted) {
    const Cumulated cumulated(p);
    for (int64_t& each : picked) each = cumulated.find(source.next_double());
  } else if (replace && count > 0) {
    const auto last = static_cast<uint64_t>(population - 1);
    random_bounded_uint64_fill(source.bits(), 0, last, count, legacy, reinterpret_cast<uint64_t*>(picked.data()));
  } else if (!replace) {
    if (count > population)
      return fail(legacy ? "Cannot take a larger sample than population when 'replace=False'"
                         : "Cannot take a larger sample than population when replace is False");
    if (weighted) {
      if (std::count_if(p.begin(), p.end(), [](double each) { return each > 0; }) < count)
        return fail("Fewer non-zero entries in p than size");
      picked = without_replacement(source, p, count);
    } else if (legacy) {
      picked = shuffled(source, population);
      picked.resize(static_cast<size_t>(count));
    } else if (population > 10000 && count > population / (shuffles ? 50 : 20)) {
      picked.resize(static_cast<size_t>(population));
      std::iota(picked.begin(), picked.end(), 0);
      shuffle_tail(source, picked, std::max<int64_t>(population - count, 1));
      picked.erase(picked.begin(), picked.end() - count);
    } else {
      picked = floyd(source, population, count, shuffles);
    }
  }
  if (!from.is_array()) {
    if (size.is_none) {
      call.give_int(picked[0]);
      return {};
    }
    auto result = call.fresh(size.shape, DType::Int64);
    if (!result.ok()) return result.status();
    std::copy(picked.begin(), picked.end(), reinterpret_cast<int64_t*>(result.value().view.data));
    call.give(result.value());
    return {};
  }
  auto array = call.contiguous(first);
  if (!array.ok()) return array.status();
  const TypedView& elements = array.value();
  std::vector<int64_t> shape(elements.view.shape, elements.view.shape + axis);
  shape.insert(shape.end(), size.shape.begin(), size.shape.end());
  shape.insert(shape.end(), elements.view.shape + axis + 1, elements.view.shape + elements.rank);
  auto result = call.fresh(shape, elements.dtype);
  if (!result.ok()) return result.status();
  take_rows(elements, around(elements, axis), picked, result.value().view.data);
  call.give(result.value());
  return {};
}

}  // namespace
}  // namespace rng

void register_random_choice(Registry& registry) {
  using namespace rng;
  registry.add("random.Generator.shuffle", [](Call& call) { return shuffle(call, Kind::Generator); }, 3);
  registry.add("random.RandomState.shuffle", [](Call& call) { return shuffle(call, Kind::RandomState); }, 3);
  registry.add("random.shuffle", [](Call& call) { return shuffle(call, Kind::Global); }, 1);
  WEFT_RANDOM(registry, "permutation", permutation);
  WEFT_RANDOM(registry, "choice", choice);
  registry.add("random.Generator.permuted", permuted, 1);
}

}  // namespace weft::kernels
