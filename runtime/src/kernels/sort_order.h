// SPDX-License-Identifier: Apache-2.0
// NumPy's order of values, and sorting by it on all threads. The cut into parts is fixed: results do not depend on threads.

#pragma once

#include <algorithm>
#include <complex>
#include <type_traits>
#include <vector>

#include "kernels/each_row.h"

namespace weft::kernels {

/// Less, as `sort` has it: NaN after everything; complex numbers by real, then imaginary part.
template <typename T>
bool sorts_before(const T& a, const T& b) {
  if constexpr (is_complex<T>) {
    const auto is_number = [](auto part) { return part == part; };
    if (a.real() < b.real()) return is_number(a.imag()) || !is_number(b.imag());
    if (a.real() > b.real()) return !is_number(b.imag()) && is_number(a.imag());
    if (a.real() == b.real() || (!is_number(a.real()) && !is_number(b.real()))) {
      return a.imag() < b.imag() || (!is_number(b.imag()) && is_number(a.imag()));
    }
    return !is_number(b.real());
  } else if constexpr (std::is_floating_point_v<T>) {
    return a < b || (b != b && a == a);
  } else {
    return a < b;
  }
}

template <typename T>
bool is_not_a_number(const T& value) {
  if constexpr (is_complex<T>) return value.real() != value.real() || value.imag() != value.imag();
  else if constexpr (std::is_floating_point_v<T>) return value != value;
  else return false;
}

/// A value with the place it came from.
template <typename T>
struct Keyed {
  T value;
  int64_t place;
};

/// Elements from which one line is sorted in parts by several threads, and the size of these parts: parts take some
/// milliseconds, far more than handing them out.
inline constexpr int64_t kSortPart = 1 << 16;

/// Sorts parts with `sort_part(begin, end)`, then merges neighbours until one is left. Stable when `sort_part` is.
template <typename T, typename Less, typename SortPart>
void sort_in_parts(Call& call, T* data, int64_t count, const Less& less, const SortPart& sort_part) {
  if (count < 2 * kSortPart) {
    sort_part(data, data + count);
    return;
  }
  const int64_t parts = (count + kSortPart - 1) / kSortPart;
  each_row(call, parts, 4e6, [&](int64_t begin, int64_t end) {
    for (int64_t part = begin; part < end; ++part) {
      sort_part(data + part * kSortPart, data + std::min((part + 1) * kSortPart, count));
    }
  });
  std::vector<T> other(static_cast<size_t>(count));
  T* from = data;
  T* to = other.data();
  for (int64_t width = kSortPart; width < count; width *= 2) {
    const int64_t pairs = (count + 2 * width - 1) / (2 * width);
    each_row(call, pairs, 4 * static_cast<double>(width), [&](int64_t begin, int64_t end) {
      for (int64_t pair = begin; pair < end; ++pair) {
        const int64_t first = pair * 2 * width;
        const int64_t middle = std::min(first + width, count);
        const int64_t last = std::min(first + 2 * width, count);
        std::merge(from + first, from + middle, from + middle, from + last, to + first, less);
      }
    });
    std::swap(from, to);
  }
  if (from != data) std::copy(from, from + count, data);
}

/// Sorts values; with `is_stable`, equal ones (such as zeros of either sign) keep their order.
template <typename T>
void sort_values(Call& call, T* data, int64_t count, bool is_stable) {
  // Without NaN a plain comparison does, which is much faster.
  T* end = data + count;
  if constexpr (std::is_floating_point_v<T>) {
    end = std::stable_partition(data, end, [](T value) { return value == value; });
  }
  if constexpr (is_complex<T>) {
    sort_in_parts(call, data, end - data, sorts_before<T>, [&](T* from, T* to) { std::stable_sort(from, to, sorts_before<T>); });
  } else if constexpr (std::is_integral_v<T>) {
    sort_in_parts(call, data, end - data, std::less<T>(), [](T* from, T* to) { std::sort(from, to); });
  } else if (is_stable) {
    sort_in_parts(call, data, end - data, std::less<T>(), [](T* from, T* to) { std::stable_sort(from, to); });
  } else {
    sort_in_parts(call, data, end - data, std::less<T>(), [](T* from, T* to) { std::sort(from, to); });
  }
}

/// Sorts values with their places; equal values by place.
template <typename T>
void sort_keyed(Call& call, Keyed<T>* data, int64_t count) {
  const auto less = [](const Keyed<T>& a, const Keyed<T>& b) {
    if (sorts_before(a.value, b.value)) return true;
    return !sorts_before(b.value, a.value) && a.place < b.place;
  };
  sort_in_parts(call, data, count, less, [&](Keyed<T>* from, Keyed<T>* to) { std::sort(from, to, less); });
}

/// The first place in sorted `data` where `value` may be inserted (`is_right`: the last).
template <typename T>
int64_t insertion_place(const T* data, int64_t count, const T& value, bool is_right) {
  const T* found = is_right ? std::upper_bound(data, data + count, value, sorts_before<T>)
                            : std::lower_bound(data, data + count, value, sorts_before<T>);
  return found - data;
}

}  // namespace weft::kernels
