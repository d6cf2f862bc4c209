// SPDX-License-Identifier: Apache-2.0
// Selection by splitting without branches: which side an element goes to is random, and a processor that guesses it loses more time than
// an exchange for each element takes.

#pragma once

#include <algorithm>
#include <cstdint>

#include "base/switches.h"

namespace weft::kernels {

namespace nth {

/// Moves what is less than `pivot` (or equal to it, where `equal`) in front of the rest and gives how many that are.
template <bool equal, typename T>
int64_t split(T* line, int64_t count, T pivot) {
  int64_t left = 0;
  for (int64_t i = 0; i < count; ++i) {
    const T value = line[i];
    line[i] = line[left];
    line[left] = value;
    left += static_cast<int64_t>(equal ? value <= pivot : value < pivot);
  }
  return left;
}

template <typename T>
void insert_sorted(T* line, int64_t count) {
  for (int64_t i = 1; i < count; ++i) {
    const T value = line[i];
    int64_t place = i;
    for (; place > 0 && value < line[place - 1]; --place) line[place] = line[place - 1];
    line[place] = value;
  }
}

/// A number of the line near the wanted place, from some of them.
template <typename T>
T pivot_near(const T* line, int64_t count, int64_t at) {
  constexpr int64_t kSample = 11;
  T sample[kSample];
  for (int64_t i = 0; i < kSample; ++i) sample[i] = line[(2 * i + 1) * count / (2 * kSample)];
  insert_sorted(sample, kSample);
  return sample[at * kSample / count];
}

}  // namespace nth

/// As std::nth_element, of numbers without NaN.
template <typename T>
void select_nth(T* line, int64_t count, int64_t at, const Switches& switches) {
  if (!switches.selection) return std::nth_element(line, line + at, line + count);
  constexpr int64_t kFew = 20;
  int64_t low = 0;
  int64_t high = count;
  for (int round = 0; high - low > kFew; ++round) {
    if (round == 64) {  // not with numbers that somebody meets
      std::nth_element(line + low, line + at, line + high);
      return;
    }
    const T pivot = nth::pivot_near(line + low, high - low, at - low);
    const int64_t middle = low + nth::split<false>(line + low, high - low, pivot);
    if (at < middle) {
      high = middle;
      continue;
    }
    if (middle - low < (high - low) / 16) {  // many are equal, or the pivot was a bad one
      const int64_t after = middle + nth::split<true>(line + middle, high - middle, pivot);
      if (at < after) return;
      low = after;
    } else {
      low = middle;
    }
  }
  nth::insert_sorted(line + low, high - low);
}

}  // namespace weft::kernels
