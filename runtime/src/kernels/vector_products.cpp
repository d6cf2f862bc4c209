// SPDX-License-Identifier: Apache-2.0
#include "kernels/vector_products.h"

#include <algorithm>

#include "engine/access.h"

namespace weft::kernels {
namespace {

using engine::Access;
using engine::AccessMode;

#if defined(__x86_64__)
#define WEFT_EACH_MACHINE __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define WEFT_EACH_MACHINE
#endif
#define WEFT_PART __attribute__((always_inline)) inline

// Products of fewer are one call, of more are the library's.
constexpr int64_t kLeastProducts = 16'384;
constexpr int64_t kMostProducts = 1'000'000;
constexpr int64_t kMostTerms = 4096;      // of a row, whose vectors are added one after the other
constexpr int64_t kMostPartTerms = 512;   // of a part, added one after the other
constexpr int64_t kLeastPartTerms = 16;   // that make up for adding the parts
constexpr int64_t kPartProducts = 16'384;
constexpr int64_t kMostParts = 16;
constexpr int64_t kTogether = 8;          // lines read at once
constexpr double kNsPerByte = 0.0125;     // from the second-level cache
constexpr double kNsPerLine = 5;

template <typename T>
struct Lanes {
  static constexpr int64_t kCount = 64 / static_cast<int64_t>(sizeof(T));
  using Whole = std::conditional_t<sizeof(T) == 8, int64_t, int32_t>;
  typedef T Vector __attribute__((vector_size(64)));
  typedef Whole Bits __attribute__((vector_size(64)));
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

/// The last `count` lanes.
template <typename T>
WEFT_PART void keep_last(int64_t count, typename Lanes<T>::Bits& kept) {
  using Whole = typename Lanes<T>::Whole;
  for (int64_t lane = 0; lane < Lanes<T>::kCount; ++lane) kept[lane] = lane >= Lanes<T>::kCount - count ? Whole(-1) : Whole(0);
}

/// The lanes added pairwise: those of the upper half to those of the lower.
WEFT_PART double sum_of(const Lanes<double>::Vector& sum) {
  const auto half = __builtin_shufflevector(sum, sum, 0, 1, 2, 3) + __builtin_shufflevector(sum, sum, 4, 5, 6, 7);
  const auto quarter = __builtin_shufflevector(half, half, 0, 1) + __builtin_shufflevector(half, half, 2, 3);
  return quarter[0] + quarter[1];
}

WEFT_PART float sum_of(const Lanes<float>::Vector& sum) {
  const auto half = __builtin_shufflevector(sum, sum, 0, 1, 2, 3, 4, 5, 6, 7) + __builtin_shufflevector(sum, sum, 8, 9, 10, 11, 12, 13, 14, 15);
  const auto quarter = __builtin_shufflevector(half, half, 0, 1, 2, 3) + __builtin_shufflevector(half, half, 4, 5, 6, 7);
  const auto pair = __builtin_shufflevector(quarter, quarter, 0, 1) + __builtin_shufflevector(quarter, quarter, 2, 3);
  return pair[0] + pair[1];
}

template <typename T, int64_t kRows>
WEFT_PART void multiply_rows(const T* a, int64_t step, const T* x, int64_t terms, T* out) {
  using L = Lanes<T>;
  using Vector = typename L::Vector;
  using Bits = typename L::Bits;
  Vector sums[kRows] = {};
  int64_t k = 0;
  for (; k + L::kCount <= terms; k += L::kCount) {
    const Vector by = lanes(x + k);
#pragma GCC unroll 8
    for (int64_t r = 0; r < kRows; ++r) sums[r] += lanes(a + r * step + k) * by;
  }
  if (k < terms) {  // the last vector again, without the lanes that were added
    Bits kept;
    keep_last<T>(terms - k, kept);
    k = terms - L::kCount;
#define WEFT_KEPT(place) reinterpret_cast<Vector>(reinterpret_cast<Bits>(static_cast<Vector>(lanes(place))) & kept)
    const Vector by = WEFT_KEPT(x + k);
#pragma GCC unroll 8
    for (int64_t r = 0; r < kRows; ++r) sums[r] += WEFT_KEPT(a + r * step + k) * by;
#undef WEFT_KEPT
  }
#pragma GCC unroll 8
  for (int64_t r = 0; r < kRows; ++r) out[r] = sum_of(sums[r]);
}

template <typename T>
WEFT_PART void each_row(const T* a, int64_t step, const T* x, int64_t rows, int64_t terms, T* out) {
  int64_t row = 0;
  for (; rows >= kTogether && row < rows; row += kTogether) {
    if (row + kTogether > rows) row = rows - kTogether;  // some sums again
    multiply_rows<T, kTogether>(a + row * step, step, x, terms, out + row);
  }
  for (; row < rows; ++row) multiply_rows<T, 1>(a + row * step, step, x, terms, out + row);
}

/// sums[0 … length) = `lines` lines by elements of x, or those added to them.
template <typename T, int64_t kLines>
WEFT_PART void add_lines(const T* a, int64_t step, const T* x, int64_t x_step, int64_t length, T* sums, bool adds) {
  using L = Lanes<T>;
  using Vector = typename L::Vector;
  using Bits = typename L::Bits;
  T by[kLines];
#pragma GCC unroll 8
  for (int64_t k = 0; k < kLines; ++k) by[k] = x[k * x_step];
  const auto add = [&](int64_t at, Vector& sum) __attribute__((always_inline)) {
    if (adds) sum = lanes(sums + at);
#pragma GCC unroll 8
    for (int64_t k = 0; k < kLines; ++k) sum += lanes(a + k * step + at) * by[k];
  };
  int64_t at = 0;
  for (; at + L::kCount <= length; at += L::kCount) {
    Vector sum{};
    add(at, sum);
    lanes(sums + at) = sum;
  }
  if (at == length) return;
  Bits kept;
  keep_last<T>(length - at, kept);
  at = length - L::kCount;
  const Vector before = lanes(sums + at);
  Vector sum{};
  add(at, sum);
  lanes(sums + at) = reinterpret_cast<Vector>((reinterpret_cast<Bits>(sum) & kept) | (reinterpret_cast<Bits>(before) & ~kept));
}

template <typename T>
WEFT_PART void all_lines(const T* a, int64_t step, const T* x, int64_t x_step, int64_t lines, int64_t length, T* sums) {
  int64_t line = 0;
  for (; line + kTogether <= lines; line += kTogether) {
    add_lines<T, kTogether>(a + line * step, step, x + line * x_step, x_step, length, sums, line > 0);
  }
  for (; line < lines; ++line) add_lines<T, 1>(a + line * step, step, x + line * x_step, x_step, length, sums, line > 0);
}

/// out = the lines of `sums` added pairwise, which they do not survive.
template <typename T>
WEFT_PART void add_pairwise(T* sums, int64_t lines, int64_t length, T* out) {
  int64_t step = 1;
  for (; 2 * step < lines; step *= 2) {
    for (int64_t line = 0; line + step < lines; line += 2 * step) {
      T* to = sums + line * length;
      const T* from = to + step * length;
      for (int64_t i = 0; i < length; ++i) to[i] += from[i];
    }
  }
  const T* from = sums + step * length;
  for (int64_t i = 0; i < length; ++i) out[i] = sums[i] + from[i];
}

#define WEFT_FOR_TYPE(T, name)                                                                                                         \
  WEFT_EACH_MACHINE void rows_of_##name(const T* a, int64_t step, const T* x, int64_t rows, int64_t terms, T* out) {                   \
    each_row<T>(a, step, x, rows, terms, out);                                                                                         \
  }                                                                                                                                    \
  WEFT_EACH_MACHINE void lines_of_##name(const T* a, int64_t step, const T* x, int64_t x_step, int64_t lines, int64_t length, T* sums) { \
    all_lines<T>(a, step, x, x_step, lines, length, sums);                                                                             \
  }                                                                                                                                    \
  WEFT_EACH_MACHINE void sums_of_##name(T* sums, int64_t lines, int64_t length, T* out) { add_pairwise<T>(sums, lines, length, out); }
WEFT_FOR_TYPE(double, doubles)
WEFT_FOR_TYPE(float, floats)
#undef WEFT_FOR_TYPE

bool has_rows_along_memory(const Product& product) { return product.a_column == memory::item_size(product.dtype); }

template <typename Work>
void with_float(DType dtype, Work&& work) {
  if (dtype == DType::Float64) work(double{});
  else work(float{});
}

void rows_body(void* context, int64_t begin, int64_t end, uint32_t) {
  const auto& product = *static_cast<const Product*>(context);
  with_float(product.dtype, [&]<typename T>(T) {
    const auto* x = reinterpret_cast<const T*>(product.b);
    const int64_t x_step = product.b_row / static_cast<int64_t>(sizeof(T));
    T beside[kMostTerms];
    if (x_step != 1) {
      for (int64_t k = 0; k < product.k; ++k) beside[k] = x[k * x_step];
      x = beside;
    }
    const std::byte* a = product.a + begin * product.a_row;
    T* out = reinterpret_cast<T*>(product.c) + begin;
    const int64_t step = product.a_row / static_cast<int64_t>(sizeof(T));
    if constexpr (sizeof(T) == 8) rows_of_doubles(reinterpret_cast<const T*>(a), step, x, end - begin, product.k, out);
    else rows_of_floats(reinterpret_cast<const T*>(a), step, x, end - begin, product.k, out);
    watch(product, a, product.b, out, end - begin);
  });
}

struct Parts {
  Product product;
  std::byte* sums = nullptr;
  int64_t terms = 0;  // of a part
  int64_t count = 0;
};

void parts_body(void* context, int64_t begin, int64_t end, uint32_t) {
  const auto& parts = *static_cast<const Parts*>(context);
  const Product& product = parts.product;
  with_float(product.dtype, [&]<typename T>(T) {
    constexpr auto kItem = static_cast<int64_t>(sizeof(T));
    for (int64_t part = begin; part < end; ++part) {
      const int64_t first = part * parts.terms;
      const int64_t lines = std::min(parts.terms, product.k - first);
      const auto* a = reinterpret_cast<const T*>(product.a + first * product.a_column);
      const auto* x = reinterpret_cast<const T*>(product.b + first * product.b_row);
      T* sums = reinterpret_cast<T*>(parts.sums) + part * product.m;
      if constexpr (sizeof(T) == 8) lines_of_doubles(a, product.a_column / kItem, x, product.b_row / kItem, lines, product.m, sums);
      else lines_of_floats(a, product.a_column / kItem, x, product.b_row / kItem, lines, product.m, sums);
    }
  });
}

void add_parts_body(void* context, int64_t, int64_t, uint32_t) {
  const auto& parts = *static_cast<const Parts*>(context);
  const Product& product = parts.product;
  with_float(product.dtype, [&]<typename T>(T) {
    T* sums = reinterpret_cast<T*>(parts.sums);
    T* out = reinterpret_cast<T*>(product.c);
    if constexpr (sizeof(T) == 8) sums_of_doubles(sums, parts.count, product.m, out);
    else sums_of_floats(sums, parts.count, product.m, out);
    watch(product, product.a, product.b, out, product.m);
  });
}

int64_t count_parts(const Product& product) {
  const int64_t by_size = std::min(kMostParts, product.m * product.k / kPartProducts);
  const int64_t most = std::min(by_size, product.k / kLeastPartTerms);
  int64_t count = 2;
  while (2 * count <= most || product.k > count * kMostPartTerms) count *= 2;
  return count;
}

}  // namespace

bool is_vector_product(const Product& product) {
  const int64_t products = product.m * product.k;
  if (!product.blas || product.n != 1 || product.batch_rank != 0 || products < kLeastProducts || products >= kMostProducts) return false;
  const int64_t item = memory::item_size(product.dtype);
  const int64_t lanes = 64 / item;
  if ((product.dtype != DType::Float64 && product.dtype != DType::Float32) || product.b_row % item != 0) return false;
  if (has_rows_along_memory(product)) return product.k >= lanes && product.k <= kMostTerms;
  return product.m >= lanes && product.k >= 2 * kLeastPartTerms;
}

Status multiply_by_vector(const Context& context, uint32_t site, Product product, memory::Buffer* matrix, memory::Buffer* vector,
                          const ArrayView& out) {
  const int64_t item = memory::item_size(product.dtype);
  const auto all = static_cast<uint64_t>((product.m * product.k + product.m + product.k) * item);
  const int64_t start = out.data - out.buffer->data;
  const int64_t from = product.a - matrix->data;
  const int64_t vector_from = product.b - vector->data;
  const auto ns_of = [&](int64_t terms) { return kNsPerLine + kNsPerByte * static_cast<double>(terms * item); };
  if (has_rows_along_memory(product)) {
    const Access accesses[] = {{matrix, from, from + product.k * item, product.a_row, AccessMode::read},
                               {vector, vector_from, vector_from + (product.k - 1) * product.b_row + item, 0, AccessMode::read},
                               {out.buffer, start, start + item, item, AccessMode::write}};
    context.engine.submit({.body = rows_body,
                           .context = &product,
                           .context_bytes = sizeof product,
                           .site = site,
                           .extent = product.m,
                           .block = kTogether,
                           .cost_ns = ns_of(product.k),
                           .bytes = all,
                           .accesses = accesses});
    return {};
  }
  Parts parts{product};
  parts.terms = (product.k + count_parts(product) - 1) / count_parts(product);
  parts.count = (product.k + parts.terms - 1) / parts.terms;
  const int64_t part_bytes = product.m * item;
  auto sums = context.pool.allocate(static_cast<uint64_t>(parts.count * part_bytes));
  if (!sums.ok()) return sums.status();
  parts.sums = sums.value()->data;
  const int64_t matrix_step = parts.terms * product.a_column;
  const int64_t vector_step = parts.terms * product.b_row;
  const Access multiplies[] = {{matrix, from, from + matrix_step - product.a_column + part_bytes, matrix_step, AccessMode::read},
                               {vector, vector_from, vector_from + vector_step - product.b_row + item, vector_step, AccessMode::read},
                               {sums.value(), 0, part_bytes, part_bytes, AccessMode::write}};
  context.engine.submit({.body = parts_body,
                         .context = &parts,
                         .context_bytes = sizeof parts,
                         .site = site,
                         .extent = parts.count,
                         .cost_ns = static_cast<double>(parts.terms) * ns_of(product.m),
                         .bytes = all,
                         .accesses = multiplies});
  const Access adds[] = {{sums.value(), 0, parts.count * part_bytes, 0, AccessMode::read_write},
                         {matrix, from, from + parts.count * matrix_step, 0, AccessMode::read},
                         {vector, vector_from, vector_from + parts.count * vector_step, 0, AccessMode::read},
                         {out.buffer, start, start + part_bytes, 0, AccessMode::write}};
  context.engine.submit({.body = add_parts_body,
                         .context = &parts,
                         .context_bytes = sizeof parts,
                         .site = site,
                         .extent = 1,
                         .sequential = true,
                         .cost_ns = 20 + kNsPerByte * static_cast<double>(parts.count * part_bytes),
                         .bytes_per_iteration = static_cast<uint64_t>((parts.count + 1) * part_bytes),
                         .accesses = adds});
  memory::release(sums.value());
  return {};
}

}  // namespace weft::kernels
