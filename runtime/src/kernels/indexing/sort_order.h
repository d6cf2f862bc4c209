// SPDX-License-Identifier: Apache-2.0
// NumPy's order of values, and sorting by it on all threads.

#pragma once

#include <algorithm>
#include <bit>
#include <boost/sort/pdqsort/pdqsort.hpp>
#include <cmath>
#include <complex>
#include <iterator>
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

/// A value with the place it came from. Real numbers are kept as keys that order as unsigned integers, so that a key and its
/// place compare as one number, without a branch.
struct PlacedKey {
  uint64_t key;
  int64_t place;
};
template <typename T>
struct PlacedValue {
  T value;
  int64_t place;
};
template <typename T>
using Placed = std::conditional_t<is_complex<T>, PlacedValue<T>, PlacedKey>;

inline bool operator<(const PlacedKey& a, const PlacedKey& b) {
  const auto whole = [](const PlacedKey& key) {
    return static_cast<unsigned __int128>(key.key) << 64U | static_cast<uint64_t>(key.place);
  };
  return whole(a) < whole(b);
}

template <typename T>
bool operator<(const PlacedValue<T>& a, const PlacedValue<T>& b) {
  if (sorts_before(a.value, b.value)) return true;
  return !sorts_before(b.value, a.value) && a.place < b.place;
}

template <typename T>
Placed<T> placed(T value, int64_t place) {
  constexpr uint64_t kSign = uint64_t{1} << 63U;
  if constexpr (is_complex<T>) {
    return {value, place};
  } else if constexpr (std::is_floating_point_v<T>) {
    if (value != value) return {~uint64_t{0}, place};
    // Zeros of either sign are equal.
    const auto bits = std::bit_cast<uint64_t>(static_cast<double>(value) + 0.0);
    return {(bits & kSign) != 0 ? ~bits : bits | kSign, place};
  } else if constexpr (std::is_signed_v<T>) {
    return {static_cast<uint64_t>(static_cast<int64_t>(value)) ^ kSign, place};
  } else {
    return {static_cast<uint64_t>(value), place};
  }
}

/// The smallest part that one thread sorts alone: some milliseconds, far more than handing it out.
inline constexpr int64_t kSortPart = 1 << 16;

/// `std::merge` without a branch on the values, which are as good as random: twice as fast.
template <typename T, typename Less>
void merge_parts(const T* a, const T* a_end, const T* b, const T* b_end, T* to, const Less& less) {
  while (a != a_end && b != b_end) {
    const bool is_second = less(*b, *a);
    *to++ = is_second ? *b : *a;
    b += is_second;
    a += !is_second;
  }
  std::copy(b, b_end, std::copy(a, a_end, to));
}

/// Sorts parts with `sort_part(begin, end)`, then merges neighbours until one is left. Equal elements either cannot be told apart
/// or keep their order, so that the number of parts, which follows the threads, does not show.
template <typename T, typename Less, typename SortPart>
void sort_in_parts(Call& call, T* data, int64_t count, const Less& less, const SortPart& sort_part) {
  const uint32_t threads = call.context.engine.threads();
  if (count < 2 * kSortPart || threads == 1 || !call.context.switches.sorts) {
    sort_part(data, data + count);
    return;
  }
  const auto wanted = static_cast<int64_t>(std::bit_ceil(2 * threads));
  const int64_t part_size = std::max(kSortPart, (count + wanted - 1) / wanted);
  const int64_t parts = (count + part_size - 1) / part_size;
  each_row(call, parts, 60 * static_cast<double>(part_size), [&](int64_t begin, int64_t end) {
    for (int64_t part = begin; part < end; ++part) {
      sort_part(data + part * part_size, data + std::min((part + 1) * part_size, count));
    }
  });
  std::vector<T> other(static_cast<size_t>(count));
  T* from = data;
  T* to = other.data();
  for (int64_t width = part_size; width < count; width *= 2) {
    const int64_t pairs = (count + 2 * width - 1) / (2 * width);
    each_row(call, pairs, 4 * static_cast<double>(width), [&](int64_t begin, int64_t end) {
      for (int64_t pair = begin; pair < end; ++pair) {
        const int64_t first = pair * 2 * width;
        const int64_t middle = std::min(first + width, count);
        const int64_t last = std::min(first + 2 * width, count);
        merge_parts(from + first, from + middle, from + middle, from + last, to + first, less);
      }
    });
    std::swap(from, to);
  }
  if (from != data) std::copy(from, from + count, data);
}

/// Sorts values; equal ones, such as zeros of either sign, keep their order.
template <typename T>
void sort_values(Call& call, T* data, int64_t count) {
  if constexpr (is_complex<T>) {
    sort_in_parts(call, data, count, sorts_before<T>, [](T* from, T* to) { std::stable_sort(from, to, sorts_before<T>); });
  } else {
    // Without NaN a plain comparison does, which is much faster; and then only zeros are equal and yet different.
    T* end = data + count;
    std::vector<T> zeros;
    if constexpr (std::is_floating_point_v<T>) {
      end = std::stable_partition(data, end, [](T value) { return value == value; });
      if (std::any_of(data, end, [](T value) { return value == 0 && std::signbit(value); })) {
        std::copy_if(data, end, std::back_inserter(zeros), [](T value) { return value == 0; });
      }
    }
    sort_in_parts(call, data, end - data, std::less<T>(), [](T* from, T* to) { boost::sort::pdqsort_branchless(from, to); });
    if (!zeros.empty()) std::copy(zeros.begin(), zeros.end(), std::lower_bound(data, end, T(0)));
  }
}

/// Sorts values with their places; equal values by place.
template <typename Entry>
void sort_placed(Call& call, Entry* data, int64_t count) {
  const auto less = [](const Entry& a, const Entry& b) { return a < b; };
  sort_in_parts(call, data, count, less, [&](Entry* from, Entry* to) { boost::sort::pdqsort_branchless(from, to, less); });
}

/// The first place in sorted `data` where `value` may be inserted (`is_right`: the last).
template <typename T>
int64_t insertion_place(const T* data, int64_t count, const T& value, bool is_right) {
  const T* found = is_right ? std::upper_bound(data, data + count, value, sorts_before<T>)
                            : std::lower_bound(data, data + count, value, sorts_before<T>);
  return found - data;
}

}  // namespace weft::kernels
