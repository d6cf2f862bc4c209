// SPDX-License-Identifier: Apache-2.0
#include "kernels/paired.h"

#include <algorithm>
#include <cmath>
#include <type_traits>

namespace weft::kernels {
namespace {

#if defined(__x86_64__)
#define WEFT_EACH_MACHINE __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define WEFT_EACH_MACHINE
#endif
#define WEFT_PART __attribute__((always_inline)) inline

constexpr int64_t kLeastBytes = 3 << 20;  // of a matrix that a core's own caches do not keep
constexpr int64_t kMostParts = 16;
constexpr int64_t kLeastRows = 32;        // of a part, whose sums are as long as a row
constexpr int64_t kTogether = 4;          // rows read at once

template <typename T>
struct Lanes {
  static constexpr int64_t kCount = 64 / static_cast<int64_t>(sizeof(T));
  typedef T Vector __attribute__((vector_size(64)));
  typedef Vector Loose __attribute__((aligned(sizeof(T)), may_alias));
};

template <typename T>
WEFT_PART typename Lanes<T>::Loose& lanes(T* place) {
  return *reinterpret_cast<typename Lanes<T>::Loose*>(place);
}

template <typename T>
WEFT_PART const typename Lanes<T>::Loose& lanes(const T* place) {
  return *reinterpret_cast<const typename Lanes<T>::Loose*>(place);
}

template <typename T>
WEFT_PART T sum_of(const typename Lanes<T>::Vector& vector) {
  T parts[Lanes<T>::kCount];
  for (int64_t k = 0; k < Lanes<T>::kCount; ++k) parts[k] = vector[k];
  for (int64_t half = Lanes<T>::kCount / 2; half > 0; half /= 2) {
    for (int64_t k = 0; k < half; ++k) parts[k] += parts[k + half];
  }
  return parts[0];
}

/// Products of four rows with `x` to `right`, and four rows, which may be others, times numbers of `u` added to `sums`. Either may be null.
template <typename T, bool kRight, bool kLeft>
WEFT_PART void four_rows(const T* const (&own)[kTogether], const T* x, T* right, const T* const (&other)[kTogether], const T* u, T* sums,
                         int64_t columns) {
  using L = Lanes<T>;
  typename L::Vector r0{};
  typename L::Vector r1{};
  typename L::Vector r2{};
  typename L::Vector r3{};
  const T u0 = kLeft ? u[0] : 0;
  const T u1 = kLeft ? u[1] : 0;
  const T u2 = kLeft ? u[2] : 0;
  const T u3 = kLeft ? u[3] : 0;
  int64_t at = 0;
  for (; at + L::kCount <= columns; at += L::kCount) {
    if constexpr (kRight) {
      const typename L::Vector by = lanes(x + at);
      r0 += lanes(own[0] + at) * by;
      r1 += lanes(own[1] + at) * by;
      r2 += lanes(own[2] + at) * by;
      r3 += lanes(own[3] + at) * by;
    }
    if constexpr (kLeft) {
      const typename L::Vector first = lanes(other[0] + at) * u0 + lanes(other[1] + at) * u1;
      const typename L::Vector second = lanes(other[2] + at) * u2 + lanes(other[3] + at) * u3;
      lanes(sums + at) = lanes(sums + at) + (first + second);
    }
  }
  T rest[kTogether] = {};
  for (; at < columns; ++at) {
    if constexpr (kRight) {
      for (int64_t k = 0; k < kTogether; ++k) rest[k] += own[k][at] * x[at];
    }
    if constexpr (kLeft) sums[at] += (other[0][at] * u0 + other[1][at] * u1) + (other[2][at] * u2 + other[3][at] * u3);
  }
  if constexpr (kRight) {
    right[0] = sum_of<T>(r0) + rest[0];
    right[1] = sum_of<T>(r1) + rest[1];
    right[2] = sum_of<T>(r2) + rest[2];
    right[3] = sum_of<T>(r3) + rest[3];
  }
}

/// Rows [begin, end), of which `sums` takes the product from the left. Where that needs what the rows gave, it is four rows behind.
template <typename T>
WEFT_PART void rows_of(const PairedProducts& p, int64_t begin, int64_t end, T* sums) {
  const T* x = reinterpret_cast<const T*>(p.x);
  T* right = reinterpret_cast<T*>(p.right);
  const T* u = p.u == nullptr ? right : reinterpret_cast<const T*>(p.u);
  const auto row = [&](int64_t at) __attribute__((always_inline)) { return reinterpret_cast<const T*>(p.matrix + at * p.row_step); };
  std::fill_n(sums, p.columns, T(0));
  const T* behind[kTogether] = {};
  int64_t at = begin;
  for (; at + kTogether <= end; at += kTogether) {
    const T* own[kTogether];
    for (int64_t k = 0; k < kTogether; ++k) own[k] = row(at + k);
    if (p.u != nullptr) {
      four_rows<T, true, true>(own, x, right + at, own, u + at, sums, p.columns);
    } else if (at == begin) {
      four_rows<T, true, false>(own, x, right + at, own, nullptr, sums, p.columns);
    } else {
      four_rows<T, true, true>(own, x, right + at, behind, u + at - kTogether, sums, p.columns);
    }
    for (int64_t k = 0; k < kTogether; ++k) behind[k] = own[k];
  }
  if (p.u == nullptr && at > begin) four_rows<T, false, true>(behind, x, right, behind, u + at - kTogether, sums, p.columns);
  for (; at < end; ++at) {
    const T* own = row(at);
    T sum = 0;
    for (int64_t j = 0; j < p.columns; ++j) sum += own[j] * x[j];
    right[at] = sum;
    const T by = u[at];
    for (int64_t j = 0; j < p.columns; ++j) sums[j] += own[j] * by;
  }
}

WEFT_EACH_MACHINE void rows_of_doubles(const PairedProducts& p, int64_t begin, int64_t end, double* sums) { rows_of<double>(p, begin, end, sums); }
WEFT_EACH_MACHINE void rows_of_floats(const PairedProducts& p, int64_t begin, int64_t end, float* sums) { rows_of<float>(p, begin, end, sums); }

struct Parts {
  PairedProducts products;
  std::byte* sums = nullptr;
  int64_t rows = 0;  // of a part
};

template <typename T>
T added(const T* values, int64_t count, int64_t stride) {
  if (count == 1) return *values;
  const int64_t half = count / 2;
  return added(values, half, stride) + added(values + half * stride, count - half, stride);
}

template <typename T>
bool finish(const Parts& parts, int64_t count) {
  const PairedProducts& p = parts.products;
  const T* sums = reinterpret_cast<const T*>(parts.sums);
  T* left = reinterpret_cast<T*>(p.left);
  const T* right = reinterpret_cast<const T*>(p.right);
  for (int64_t j = 0; j < p.columns; ++j) left[j] = added(sums + j, count, p.columns);
  const auto finite = [](T value) { return std::isfinite(value); };
  return std::all_of(left, left + p.columns, finite) && std::all_of(right, right + p.rows, finite);
}

}  // namespace

bool is_worth_pairing(const PairedProducts& products) {
  const int64_t line = products.columns * memory::item_size(products.dtype);
  return products.rows >= 2 * kLeastRows && products.columns >= kLeastRows && products.rows * line >= kLeastBytes;
}

bool multiply_paired(const Context& context, uint32_t site, const PairedProducts& products) {
  const bool is_double = products.dtype == DType::Float64;
  const int64_t line = products.columns * memory::item_size(products.dtype);
  const int64_t wanted = std::min(kMostParts, products.rows / kLeastRows);
  Parts parts{products, nullptr, (products.rows + wanted * kTogether - 1) / (wanted * kTogether) * kTogether};
  const int64_t count = (products.rows + parts.rows - 1) / parts.rows;
  auto sums = context.pool.allocate(static_cast<uint64_t>(count * line));
  if (!sums.ok()) return false;
  parts.sums = sums.value()->data;
  context.engine.wait_all();
  context.engine.submit({.body =
                             [](void* raw, int64_t begin, int64_t end, uint32_t) {
                               const auto& all = *static_cast<const Parts*>(raw);
                               const PairedProducts& p = all.products;
                               for (int64_t part = begin; part < end; ++part) {
                                 const int64_t first = part * all.rows;
                                 const int64_t last = std::min(first + all.rows, p.rows);
                                 if (p.dtype == DType::Float64) rows_of_doubles(p, first, last, reinterpret_cast<double*>(all.sums) + part * p.columns);
                                 else rows_of_floats(p, first, last, reinterpret_cast<float*>(all.sums) + part * p.columns);
                               }
                             },
                         .context = &parts,
                         .context_bytes = sizeof parts,
                         .site = site,
                         .extent = count,
                         .cost_ns = 0.06 * static_cast<double>(parts.rows * line),
                         .bytes_per_iteration = static_cast<uint64_t>(parts.rows * line),
                         .accesses = {}});
  context.engine.wait_all();
  const bool is_finite = is_double ? finish<double>(parts, count) : finish<float>(parts, count);
  memory::release(sums.value());
  return is_finite;
}

}  // namespace weft::kernels
