// SPDX-License-Identifier: Apache-2.0
// Correlation and convolution of two vectors by sums of products.

#include <algorithm>

#include "kernels/lines.h"

namespace weft::kernels {
namespace {

template <typename T>
T conjugate(T value) {
  if constexpr (is_complex<T>) return std::conj(value);
  return value;
}

/// out[k] = sum of a[k - left + j] * v[j]; the products of each k are added in the order of j, whatever the part.
template <typename T>
void products(const T* a, int64_t n, const T* v, int64_t m, int64_t left, T* out, int64_t begin, int64_t end) {
  constexpr int64_t kBlock = 512;
  for (int64_t low = begin; low < end; low += kBlock) {
    const int64_t high = std::min(low + kBlock, end);
    std::fill(out + low, out + high, T{});
    for (int64_t j = 0; j < m; ++j) {
      const T factor = v[j];
      const int64_t from = std::max(low, left - j);
      const int64_t to = std::min(high, n + left - j);
      const T* row = a - left + j;
      for (int64_t k = from; k < to; ++k) {
        if constexpr (std::is_same_v<T, bool>) {
          out[k] = out[k] || (row[k] && factor);
        } else if constexpr (std::is_integral_v<T>) {
          out[k] = wrapped(out[k], wrapped(row[k], factor, [](auto x, auto y) { return x * y; }),
                           [](auto x, auto y) { return x + y; });
        } else {
          out[k] += row[k] * factor;
        }
      }
    }
  }
}

/// `correlate(a, v, mode, is_convolution)`; both vectors have the result's element type.
Status correlate(Call& call) {
  const DType dtype = call.wanted[0].dtype;
  const std::string& mode = call.text(2);
  const bool is_convolution = call.flag(3);
  Result<TypedView> first = call.copied(0, dtype);
  if (!first.ok()) return first.status();
  Result<TypedView> second = call.copied(1, dtype);
  if (!second.ok()) return second.status();
  call.context.engine.wait_all();
  TypedView a = first.value();
  TypedView v = second.value();
  const bool is_swapped = count_of(a) < count_of(v);
  if (count_of(is_convolution && is_swapped ? v : a) == 0) {
    return Status("ValueError", is_convolution ? "a cannot be empty" : "first array argument cannot be empty");
  }
  if (count_of(is_convolution && is_swapped ? a : v) == 0) {
    return Status("ValueError", is_convolution ? "v cannot be empty" : "second array argument cannot be empty");
  }
  const int64_t longer = std::max(count_of(a), count_of(v));
  const int64_t shorter = std::min(count_of(a), count_of(v));
  const int64_t left = mode == "valid" ? 0 : mode == "same" ? shorter / 2 : shorter - 1;
  const int64_t length = mode == "valid" ? longer - shorter + 1 : mode == "same" ? longer : longer + shorter - 1;
  Result<TypedView> out = call.fresh({length}, dtype);
  if (!out.ok()) return out.status();
  with_type(dtype, [&]<typename T>(T) {
    if (!is_convolution) {
      std::transform(elements<T>(v), elements<T>(v) + count_of(v), elements<T>(v), [](T x) { return conjugate(x); });
    }
    if (is_swapped) std::swap(a, v);
    if (is_convolution) std::reverse(elements<T>(v), elements<T>(v) + shorter);
    const auto body = [&](int64_t begin, int64_t end) {
      products<T>(elements<T>(a), longer, elements<T>(v), shorter, left, elements<T>(out.value()), begin, end);
    };
    parallel_for(call, length, 0.3 * static_cast<double>(shorter) + 1, body);
    if (is_swapped && !is_convolution) std::reverse(elements<T>(out.value()), elements<T>(out.value()) + length);
  });
  call.give(out.value());
  return {};
}

}  // namespace

void register_correlate(Registry& registry) { registry.add("correlate", correlate); }

}  // namespace weft::kernels
