// SPDX-License-Identifier: Apache-2.0
// Distinct values and membership. NaN are one value for `unique`, as NumPy 2 has it, and equal to nothing elsewhere.

#include <algorithm>
#include <cstring>
#include <numeric>

#include "kernels/indexing/sort_order.h"

namespace weft::kernels {
namespace {

template <typename T>
T* data_of(const TypedView& array) {
  return reinterpret_cast<T*>(array.view.data);
}

int64_t count_all(const TypedView& array) { return memory::element_count(array.view, array.rank); }

template <typename T>
bool is_same(const T& a, const T& b, bool is_nan_one) {
  return a == b || (is_nan_one && is_not_a_number(a) && is_not_a_number(b));
}

/// bools are bytes here: vectors of bool are no arrays.
template <typename Body>
decltype(auto) with_value(DType dtype, Body&& body) {
  return with_type(dtype, [&]<typename T>(T value) {
    if constexpr (std::is_same_v<T, bool>) return body(uint8_t{});
    else return body(value);
  });
}

template <typename T>
Status unique_values(Call& call, const TypedView& source, bool is_nan_one) {
  const int64_t count = count_all(source);
  auto copy = call.fresh({count}, source.dtype);
  if (!copy.ok()) return copy.status();
  T* sorted = data_of<T>(copy.value());
  std::copy_n(data_of<T>(source), count, sorted);
  sort_values(call, sorted, count);
  const T* end = std::unique(sorted, sorted + count, [&](const T& a, const T& b) { return is_same(a, b, is_nan_one); });
  auto result = call.fresh({end - sorted}, source.dtype);
  if (!result.ok()) return result.status();
  std::copy(sorted, sorted + (end - sorted), data_of<T>(result.value()));
  call.give(result.value());
  return {};
}

/// a, return_index, return_inverse, return_counts, equal_nan
Status unique(Call& call) {
  const TypedView given = call.array(0);
  auto source = call.contiguous(0);
  if (!source.ok()) return source.status();
  const bool is_nan_one = call.flag(4);
  const int64_t count = count_all(given);
  return with_value(given.dtype, [&]<typename T>(T) -> Status {
    if (!call.flag(1) && !call.flag(2) && !call.flag(3)) return unique_values<T>(call, source.value(), is_nan_one);
    std::vector<Placed<T>> entries(static_cast<size_t>(count));
    const T* values = data_of<T>(source.value());
    for (int64_t i = 0; i < count; ++i) entries[static_cast<size_t>(i)] = placed(values[i], i);
    sort_placed(call, entries.data(), count);
    auto inverse = call.fresh(std::span<const int64_t>(given.view.shape, given.rank), DType::Int64);
    if (!inverse.ok()) return inverse.status();
    std::vector<int64_t> starts;
    for (size_t i = 0; i < entries.size(); ++i) {
      if (i == 0 || !is_same(values[entries[i - 1].place], values[entries[i].place], is_nan_one)) starts.push_back(static_cast<int64_t>(i));
      data_of<int64_t>(inverse.value())[entries[i].place] = static_cast<int64_t>(starts.size()) - 1;
    }
    const auto found = static_cast<int64_t>(starts.size());
    auto result = call.fresh({found}, given.dtype);
    auto first = call.fresh({found}, DType::Int64);
    auto counts = call.fresh({found}, DType::Int64);
    if (!result.ok()) return result.status();
    if (!first.ok()) return first.status();
    if (!counts.ok()) return counts.status();
    for (int64_t i = 0; i < found; ++i) {
      const int64_t start = starts[static_cast<size_t>(i)];
      const int64_t stop = i + 1 < found ? starts[static_cast<size_t>(i) + 1] : count;
      const int64_t place = entries[static_cast<size_t>(start)].place;
      data_of<T>(result.value())[i] = values[place];
      data_of<int64_t>(first.value())[i] = place;
      data_of<int64_t>(counts.value())[i] = stop - start;
    }
    call.give(result.value());
    if (call.flag(1)) call.give(first.value());
    if (call.flag(2)) call.give(inverse.value());
    if (call.flag(3)) call.give(counts.value());
    return {};
  });
}

/// Distinct rows. a (two axes, C order), return_index, return_inverse, return_counts: rows order by their elements in turn.
Status unique_rows(Call& call) {
  auto source = call.contiguous(0);
  if (!source.ok()) return source.status();
  const int64_t rows = source.value().view.shape[0];
  const int64_t width = source.value().view.shape[1];
  return with_value(source.value().dtype, [&]<typename T>(T) -> Status {
    const T* values = data_of<T>(source.value());
    const auto compare = [&](int64_t a, int64_t b) {
      for (int64_t i = 0; i < width; ++i) {
        const T& x = values[a * width + i];
        const T& y = values[b * width + i];
        if (sorts_before(x, y)) return -1;
        if (sorts_before(y, x)) return 1;
      }
      return 0;
    };
    std::vector<int64_t> order(static_cast<size_t>(rows));
    std::iota(order.begin(), order.end(), int64_t{0});
    std::stable_sort(order.begin(), order.end(), [&](int64_t a, int64_t b) { return compare(a, b) < 0; });
    auto inverse = call.fresh({rows}, DType::Int64);
    if (!inverse.ok()) return inverse.status();
    std::vector<int64_t> starts;
    for (size_t i = 0; i < order.size(); ++i) {
      const T* row = values + order[i] * width;
      // NaN differ from themselves here, as NumPy has it.
      if (i == 0 || !std::equal(row, row + width, values + order[i - 1] * width)) starts.push_back(static_cast<int64_t>(i));
      data_of<int64_t>(inverse.value())[order[i]] = static_cast<int64_t>(starts.size()) - 1;
    }
    const auto found = static_cast<int64_t>(starts.size());
    auto result = call.fresh({found, width}, source.value().dtype);
    auto first = call.fresh({found}, DType::Int64);
    auto counts = call.fresh({found}, DType::Int64);
    if (!result.ok()) return result.status();
    if (!first.ok()) return first.status();
    if (!counts.ok()) return counts.status();
    for (int64_t i = 0; i < found; ++i) {
      const int64_t start = starts[static_cast<size_t>(i)];
      const int64_t place = order[static_cast<size_t>(start)];
      std::copy_n(values + place * width, width, data_of<T>(result.value()) + i * width);
      data_of<int64_t>(first.value())[i] = place;
      data_of<int64_t>(counts.value())[i] = (i + 1 < found ? starts[static_cast<size_t>(i) + 1] : rows) - start;
    }
    call.give(result.value());
    if (call.flag(1)) call.give(first.value());
    if (call.flag(2)) call.give(inverse.value());
    if (call.flag(3)) call.give(counts.value());
    return {};
  });
}

/// elements, test values of the same element type
Status isin(Call& call) {
  const DType dtype = dtype_of(call.operand(0));
  auto elements = as_array(call, 0, dtype);
  auto tests = as_array(call, 1, dtype);
  if (!elements.ok()) return elements.status();
  if (!tests.ok()) return tests.status();
  const int64_t count = count_all(tests.value());
  auto result = call.fresh(std::span<const int64_t>(elements.value().view.shape, elements.value().rank), DType::Bool);
  auto copy = call.fresh({count}, dtype);
  if (!result.ok()) return result.status();
  if (!copy.ok()) return copy.status();
  with_value(dtype, [&]<typename T>(T) {
    T* sorted = data_of<T>(copy.value());
    std::copy_n(data_of<T>(tests.value()), count, sorted);
    sort_values(call, sorted, count);
    const T* values = data_of<T>(elements.value());
    auto* out = data_of<uint8_t>(result.value());
    each_row(call, count_all(elements.value()), 60, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        const int64_t place = insertion_place(sorted, count, values[i], false);
        out[i] = place < count && sorted[place] == values[i] ? 1 : 0;
      }
    }, 64);
  });
  call.give(result.value());
  return {};
}

/// Values that stand exactly once among the elements, sorted.
Status singles(Call& call) {
  auto copy = call.copied(0, call.array(0).dtype);
  if (!copy.ok()) return copy.status();
  const int64_t count = count_all(copy.value());
  return with_value(copy.value().dtype, [&]<typename T>(T) -> Status {
    T* sorted = data_of<T>(copy.value());
    sort_values(call, sorted, count);
    int64_t kept = 0;
    std::vector<T> found;
    for (int64_t i = 0; i < count; ++i) {
      const bool is_single = (i == 0 || sorted[i - 1] != sorted[i]) && (i + 1 == count || sorted[i] != sorted[i + 1]);
      if (is_single) found.push_back(sorted[i]);
    }
    kept = static_cast<int64_t>(found.size());
    auto result = call.fresh({kept}, copy.value().dtype);
    if (!result.ok()) return result.status();
    std::copy(found.begin(), found.end(), data_of<T>(result.value()));
    call.give(result.value());
    return {};
  });
}

}  // namespace

void register_sets(Registry& registry) {
  registry.add("unique", unique);
  registry.add("unique.rows", unique_rows);
  registry.add("isin", isin);
  registry.add("setxor1d", singles);
}

}  // namespace weft::kernels
