// SPDX-License-Identifier: Apache-2.0
// What statements on few elements call while they run: products of short vectors, warnings, and the profile's account of them.
#include "compile/short_calls.h"

#include <immintrin.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <type_traits>

#include "compile/faults.h"
#include "memory/view.h"

namespace weft::compile {

namespace {

#if defined(__x86_64__)
#define WEFT_EACH_MACHINE __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define WEFT_EACH_MACHINE
#endif
#define WEFT_PART __attribute__((always_inline)) inline

constexpr int kBytes = 64;  // of a vector; narrower machines compute it in parts, with the same sums

template <typename T>
struct Lanes {
  static constexpr int64_t kCount = kBytes / static_cast<int64_t>(sizeof(T));
  using Whole = std::conditional_t<sizeof(T) == 8, int64_t, int32_t>;
  typedef T Vector __attribute__((vector_size(kBytes)));
  typedef Whole Bits __attribute__((vector_size(kBytes)));
  typedef Vector Loose __attribute__((aligned(sizeof(T)), may_alias));
  typedef Bits LooseBits __attribute__((aligned(sizeof(T)), may_alias));
};

template <typename T>
struct Kept {
  typename Lanes<T>::Whole bits[2 * Lanes<T>::kCount];
};

/// None of the lanes, then all: from place `n` on, the last n lanes.
template <typename T>
constexpr Kept<T> kKept = [] {
  Kept<T> kept{};
  for (int64_t k = Lanes<T>::kCount; k < 2 * Lanes<T>::kCount; ++k) kept.bits[k] = -1;
  return kept;
}();

// Loops often compute an element just before they multiply it: the first term and the last ones are added at the end, the outermost at the
// very end, so that what follows need not wait for all of the other sums then. Vectors of what was just written wait until it is in the cache.
constexpr int64_t kLast = 8;
constexpr int64_t kFewTerms = 16;  // are added one after the other

/// Read by itself.
template <typename T>
WEFT_PART T alone(const void* at) {
  return *static_cast<const volatile T*>(at);
}

template <typename T, typename Product>
WEFT_PART T with_ends(T inner, int64_t count, const Product& product) {
  inner += (product(count - 8) + product(count - 7)) + (product(count - 6) + product(count - 5));
  inner += product(count - 4) + product(count - 3);
  inner += product(count - 2);
  return inner + (product(0) + product(count - 1));
}

/// The lanes added pairwise: those of the upper half to those of the lower.
WEFT_PART double total_of(const typename Lanes<double>::Vector& sum) {
  const auto half = __builtin_shufflevector(sum, sum, 0, 1, 2, 3) + __builtin_shufflevector(sum, sum, 4, 5, 6, 7);
  const auto quarter = __builtin_shufflevector(half, half, 0, 1) + __builtin_shufflevector(half, half, 2, 3);
  return quarter[0] + quarter[1];
}

WEFT_PART float total_of(const typename Lanes<float>::Vector& sum) {
  const auto half = __builtin_shufflevector(sum, sum, 0, 1, 2, 3, 4, 5, 6, 7) + __builtin_shufflevector(sum, sum, 8, 9, 10, 11, 12, 13, 14, 15);
  const auto quarter = __builtin_shufflevector(half, half, 0, 1, 2, 3) + __builtin_shufflevector(half, half, 4, 5, 6, 7);
  const auto pair = __builtin_shufflevector(quarter, quarter, 0, 1) + __builtin_shufflevector(quarter, quarter, 2, 3);
  return pair[0] + pair[1];
}

/// Both along memory, or `b` against it: four vectors of sums, which are added pairwise, then the ends.
template <typename T, bool kReversed>
WEFT_PART T dot_of_neighbours(const T* a, const T* b, int64_t count) {
  using L = Lanes<T>;
  using Vector = typename L::Vector;
  constexpr int64_t kWide = L::kCount;
  const auto product = [&](int64_t k) __attribute__((always_inline)) { return alone<T>(a + k) * alone<T>(b + (kReversed ? -k : k)); };
  if (count < std::max(kFewTerms, kWide + kLast)) {
    T sum = 0;
    for (int64_t k = 0; k < count; ++k) sum += product(k);
    return sum;
  }
  typename L::Bits turned{};
  for (int64_t k = 0; k < kWide; ++k) turned[k] = static_cast<typename L::Whole>(kWide - 1 - k);
#define WEFT_LEFT(at) (*reinterpret_cast<const typename L::Loose*>(a + (at)))
#define WEFT_RIGHT(at)                                                                                                        \
  (kReversed ? __builtin_shuffle(static_cast<Vector>(*reinterpret_cast<const typename L::Loose*>(b - (at) - (kWide - 1))), turned) \
             : static_cast<Vector>(*reinterpret_cast<const typename L::Loose*>(b + (at))))
  Vector first{};
  Vector second{};
  Vector third{};
  Vector fourth{};
#define WEFT_SOME(at, kept)                                                                             \
  (reinterpret_cast<Vector>(reinterpret_cast<typename L::Bits>(static_cast<Vector>(WEFT_LEFT(at))) & (kept)) * \
   reinterpret_cast<Vector>(reinterpret_cast<typename L::Bits>(static_cast<Vector>(WEFT_RIGHT(at))) & (kept)))
#define WEFT_LAST_LANES(lanes) (*reinterpret_cast<const typename L::LooseBits*>(kKept<T>.bits + (lanes)))
  const int64_t end = count - kLast;
  int64_t at = kWide;
  for (; at + 4 * kWide <= end; at += 4 * kWide) {
    first += WEFT_LEFT(at) * WEFT_RIGHT(at);
    second += WEFT_LEFT(at + kWide) * WEFT_RIGHT(at + kWide);
    third += WEFT_LEFT(at + 2 * kWide) * WEFT_RIGHT(at + 2 * kWide);
    fourth += WEFT_LEFT(at + 3 * kWide) * WEFT_RIGHT(at + 3 * kWide);
  }
  if (at + 2 * kWide <= end) {
    first += WEFT_LEFT(at) * WEFT_RIGHT(at);
    second += WEFT_LEFT(at + kWide) * WEFT_RIGHT(at + kWide);
    at += 2 * kWide;
  }
  if (at + kWide <= end) {
    third += WEFT_LEFT(at) * WEFT_RIGHT(at);
    at += kWide;
  }
  // The last vector again, without the lanes that were added, and the first without its first.
  if (at < end) fourth += WEFT_SOME(end - kWide, WEFT_LAST_LANES(end - at));
  second += WEFT_SOME(0, WEFT_LAST_LANES(kWide - 1));
#undef WEFT_SOME
#undef WEFT_LAST_LANES
#undef WEFT_LEFT
#undef WEFT_RIGHT
  return with_ends(total_of((first + second) + (third + fourth)), count, product);
}

template <typename T>
WEFT_PART T dot_of_steps(const char* a, int64_t a_step, const char* b, int64_t b_step, int64_t count) {
  const auto product = [&](int64_t k) __attribute__((always_inline)) {
    return *reinterpret_cast<const T*>(a + k * a_step) * *reinterpret_cast<const T*>(b + k * b_step);
  };
  T rest = 0;
  if (count < kFewTerms) {
    for (int64_t k = 0; k < count; ++k) rest += product(k);
    return rest;
  }
  T sums[8] = {};
  const int64_t end = count - kLast;
  int64_t at = 1;
  for (; at + 8 <= end; at += 8) {
    for (int64_t k = 0; k < 8; ++k) sums[k] += product(at + k);
  }
  for (; at < end; ++at) rest += product(at);
  rest += ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
  return with_ends(rest, count, product);
}

template <typename T>
WEFT_PART T dot(const void* a, int64_t a_step, const void* b, int64_t b_step, int64_t count) {
  constexpr int64_t kItem = sizeof(T);
  const T* left = static_cast<const T*>(a);
  const T* right = static_cast<const T*>(b);
  if (a_step == kItem && b_step == kItem) return dot_of_neighbours<T, false>(left, right, count);
  if (a_step == kItem && b_step == -kItem) return dot_of_neighbours<T, true>(left, right, count);
  if (a_step == -kItem && b_step == kItem) return dot_of_neighbours<T, true>(right, left, count);
  if (a_step == -kItem && b_step == -kItem) return dot_of_neighbours<T, false>(left - (count - 1), right - (count - 1), count);
  return dot_of_steps<T>(static_cast<const char*>(a), a_step, static_cast<const char*>(b), b_step, count);
}

/// out[r] = the sum of x[r, c] * v[c]: products of rows, or sums of columns where those lie along memory.
template <typename T>
WEFT_PART void by_vector(const char* x, int64_t row_step, int64_t column_step, int64_t rows, int64_t columns, const char* v, int64_t v_step, T* out) {
  using L = Lanes<T>;
  using Vector = typename L::Vector;
  constexpr int64_t kWide = L::kCount;
  constexpr int64_t kItem = sizeof(T);
  if (row_step != kItem || rows < kWide) {
    for (int64_t row = 0; row < rows; ++row) out[row] = dot<T>(x + row * row_step, column_step, v, v_step, columns);
    return;
  }
  const auto factor = [&](int64_t column) __attribute__((always_inline)) { return *reinterpret_cast<const T*>(v + column * v_step); };
#define WEFT_COLUMN(row) (*reinterpret_cast<const typename L::Loose*>(x + column * column_step + (row) * kItem))
#define WEFT_OUT(row) (*reinterpret_cast<typename L::Loose*>(out + (row)))
  int64_t row = 0;
  for (; row + 4 * kWide <= rows; row += 4 * kWide) {
    Vector first{};
    Vector second{};
    Vector third{};
    Vector fourth{};
    for (int64_t column = 0; column < columns; ++column) {
      const T by = factor(column);
      first += WEFT_COLUMN(row) * by;
      second += WEFT_COLUMN(row + kWide) * by;
      third += WEFT_COLUMN(row + 2 * kWide) * by;
      fourth += WEFT_COLUMN(row + 3 * kWide) * by;
    }
    WEFT_OUT(row) = first;
    WEFT_OUT(row + kWide) = second;
    WEFT_OUT(row + 2 * kWide) = third;
    WEFT_OUT(row + 3 * kWide) = fourth;
  }
  for (; row < rows; row += kWide) {
    if (row + kWide > rows) row = rows - kWide;  // the last vector has some sums again
    Vector sum{};
    for (int64_t column = 0; column < columns; ++column) sum += WEFT_COLUMN(row) * factor(column);
    WEFT_OUT(row) = sum;
  }
#undef WEFT_COLUMN
#undef WEFT_OUT
}

WEFT_EACH_MACHINE void by_doubles(const char* x, int64_t row_step, int64_t column_step, int64_t rows, int64_t columns, const char* v,
                                  int64_t v_step, double* out) {
  by_vector<double>(x, row_step, column_step, rows, columns, v, v_step, out);
}

WEFT_EACH_MACHINE void by_floats(const char* x, int64_t row_step, int64_t column_step, int64_t rows, int64_t columns, const char* v,
                                 int64_t v_step, float* out) {
  by_vector<float>(x, row_step, column_step, rows, columns, v, v_step, out);
}

WEFT_EACH_MACHINE double dot_of_doubles(const void* a, int64_t a_step, const void* b, int64_t b_step, int64_t count) {
  return dot<double>(a, a_step, b, b_step, count);
}

WEFT_EACH_MACHINE float dot_of_floats(const void* a, int64_t a_step, const void* b, int64_t b_step, int64_t count) {
  return dot<float>(a, a_step, b, b_step, count);
}

/// The sum of a[k] * x[places[k]]; negative places count from the end of x. All of them are within it. `kBeside`: all lie along memory.
template <typename T, bool kBeside>
WEFT_PART T gathered_sum(const char* a, int64_t a_step, const char* x, int64_t x_step, int64_t x_size, const char* places, int64_t place_step,
                         int64_t count) {
  constexpr int64_t kItem = sizeof(T);
  const auto product = [&](int64_t k) __attribute__((always_inline)) {
    int64_t place = alone<int64_t>(places + k * (kBeside ? 8 : place_step));
    place += (place >> 63) & x_size;
    return alone<T>(a + k * (kBeside ? kItem : a_step)) * alone<T>(x + place * (kBeside ? kItem : x_step));
  };
  T sums[8] = {};
  int64_t at = 0;
  for (; at + 8 <= count; at += 8) {
    for (int64_t k = 0; k < 8; ++k) sums[k] += product(at + k);
  }
  for (int64_t k = 0; at + k < count; ++k) sums[k] += product(at + k);
  const T pairs[4] = {sums[0] + sums[4], sums[1] + sums[5], sums[2] + sums[6], sums[3] + sums[7]};
  return (pairs[0] + pairs[2]) + (pairs[1] + pairs[3]);
}

template <typename T>
WEFT_PART T gathered_dot(const char* a, int64_t a_step, const char* x, int64_t x_step, int64_t x_size, const char* places, int64_t place_step,
                         int64_t count) {
  constexpr int64_t kItem = sizeof(T);
  if (a_step == kItem && x_step == kItem && place_step == 8) return gathered_sum<T, true>(a, a_step, x, x_step, x_size, places, place_step, count);
  return gathered_sum<T, false>(a, a_step, x, x_step, x_size, places, place_step, count);
}

WEFT_EACH_MACHINE double gathered_doubles(const char* a, int64_t a_step, const char* x, int64_t x_step, int64_t x_size, const char* places,
                                          int64_t place_step, int64_t count) {
  return gathered_dot<double>(a, a_step, x, x_step, x_size, places, place_step, count);
}

WEFT_EACH_MACHINE float gathered_floats(const char* a, int64_t a_step, const char* x, int64_t x_step, int64_t x_size, const char* places,
                                        int64_t place_step, int64_t count) {
  return gathered_dot<float>(a, a_step, x, x_step, x_size, places, place_step, count);
}

/// Whether all of the integers are in [-size, size).
WEFT_EACH_MACHINE bool fit_places(const int64_t* places, int64_t step, int64_t count, int64_t size) {
  uint64_t outside = 0;
  const auto look = [&](int64_t place) __attribute__((always_inline)) {
    outside |= static_cast<uint64_t>(place) + static_cast<uint64_t>(size) >= 2 * static_cast<uint64_t>(size) ? 1 : 0;
  };
  if (step == sizeof(int64_t)) {
    for (int64_t k = 0; k < count; ++k) look(places[k]);
  } else {
    for (int64_t k = 0; k < count; ++k) look(*reinterpret_cast<const int64_t*>(reinterpret_cast<const char*>(places) + k * step));
  }
  return outside == 0;
}

#if defined(__x86_64__)
// Rows of sparse matrices are short and of any length: ends that are masked cost no jump that is hard to foresee.
constexpr int64_t kAhead = 1024;  // bytes: what comes next is often the next row
#define WEFT_WIDE __attribute__((target("avx512f,avx512dq,avx512vl")))

bool has_wide() { return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"); }

WEFT_PART __mmask8 first_lanes(int64_t count) { return static_cast<__mmask8>((1U << count) - 1); }

WEFT_WIDE double gathered_doubles_wide(const char* a, int64_t a_step, const char* x, int64_t x_step, int64_t x_size, const char* places,
                                       int64_t place_step, int64_t count) {
  if (a_step != 8 || x_step != 8 || place_step != 8) return gathered_doubles(a, a_step, x, x_step, x_size, places, place_step, count);
  const auto* factors = reinterpret_cast<const double*>(a);
  const auto* from = reinterpret_cast<const int64_t*>(places);
  const __m512i size = _mm512_set1_epi64(x_size);
  __m512d sums = _mm512_setzero_pd();
#define WEFT_ADD_PRODUCTS(lanes)                                                                                     \
  do {                                                                                                               \
    __m512i place = _mm512_maskz_loadu_epi64(lanes, from + at);                                                      \
    place = _mm512_mask_add_epi64(place, _mm512_movepi64_mask(place), place, size);                                  \
    const __m512d chosen = _mm512_mask_i64gather_pd(_mm512_setzero_pd(), lanes, place, x, 8);                        \
    sums = _mm512_fmadd_pd(_mm512_maskz_loadu_pd(lanes, factors + at), chosen, sums);                                \
  } while (false)
  int64_t at = 0;
  _mm_prefetch(reinterpret_cast<const char*>(factors + count) + kAhead, _MM_HINT_T0);
  for (; at + 8 <= count; at += 8) {
    _mm_prefetch(reinterpret_cast<const char*>(factors + at) + kAhead, _MM_HINT_T0);
    WEFT_ADD_PRODUCTS(static_cast<__mmask8>(0xff));
  }
  const __mmask8 rest = first_lanes(count - at);
  WEFT_ADD_PRODUCTS(rest);
#undef WEFT_ADD_PRODUCTS
  return total_of(static_cast<Lanes<double>::Vector>(sums));
}

WEFT_WIDE bool fit_places_wide(const int64_t* places, int64_t step, int64_t count, int64_t size) {
  if (step != 8) return fit_places(places, step, count, size);
  const __m512i offset = _mm512_set1_epi64(size);
  const __m512i limit = _mm512_set1_epi64(2 * size);
  unsigned outside = 0;
  int64_t at = 0;
  _mm_prefetch(reinterpret_cast<const char*>(places + count) + kAhead, _MM_HINT_T0);
  for (; at + 8 <= count; at += 8) {
    _mm_prefetch(reinterpret_cast<const char*>(places + at) + kAhead, _MM_HINT_T0);
    outside |= _mm512_cmpge_epu64_mask(_mm512_add_epi64(_mm512_loadu_si512(places + at), offset), limit);
  }
  const __mmask8 rest = first_lanes(count - at);
  outside |= _mm512_mask_cmpge_epu64_mask(rest, _mm512_add_epi64(_mm512_maskz_loadu_epi64(rest, places + at), offset), limit);
  return outside == 0;
}
#endif

extern "C" void weft_enter_loop(RunContext* run, int32_t site) {
  if (run->loop_site >= 0) end_stretch(*run);
  run->loop_site = site;
  begin_stretch(*run);
}

extern "C" void weft_leave_loop(RunContext* run) {
  if (run->loop_site >= 0) end_stretch(*run);
  run->loop_site = -1;
}

/// Tells what the processor's flags say of a nest that ran without a task.
extern "C" void weft_tell_flags(RunContext* run, const NestTable* table, int32_t flags) {
  constexpr unsigned kFlags[3] = {_MM_EXCEPT_DIV_ZERO, _MM_EXCEPT_OVERFLOW, _MM_EXCEPT_INVALID};
  for (size_t flag = 0; flag < 3; ++flag) {
    if ((static_cast<unsigned>(flags) & kFlags[flag]) != 0 && table->warnings[flag] >= 0) {
      run->warnings.raise(static_cast<uint32_t>(table->warnings[flag]));
    }
  }
}

}  // namespace

/// A small matrix and a vector, in either order: computed here, where larger ones are the library's.
extern "C" int32_t weft_short_product(RunContext* run, int32_t node, int32_t site, const memory::ArrayView* a, int32_t a_rank,
                                      const memory::ArrayView* b, int32_t b_rank, int32_t dtype, int32_t overflow, int32_t invalid,
                                      memory::ArrayView* out) {
  constexpr int64_t kMostColumns = 512;  // terms that are added one after the other
  constexpr int64_t kMostProducts = 16384;
  const bool turned = a_rank == 1;
  const memory::ArrayView& matrix = turned ? *b : *a;
  const memory::ArrayView& vector = turned ? *a : *b;
  const int64_t rows = matrix.shape[turned ? 1 : 0];
  const int64_t columns = matrix.shape[turned ? 0 : 1];
  if (columns != vector.shape[0] || columns > kMostColumns || rows * columns > kMostProducts) {
    return weft_matmul(run, node, site, a, a_rank, b, b_rank, dtype, overflow, invalid, out);
  }
  if (run->in_flight != 0) {
    weft_wait(run, a->buffer, 0);
    weft_wait(run, b->buffer, 0);
  }
  const auto element = static_cast<wire::DType>(dtype);
  Result<memory::ArrayView> made = memory::allocate_array(*run->pool, std::span(&rows, 1), element);
  if (!made.ok()) return fail(*run, node, made.status());
  *out = made.value();
  const auto* x = reinterpret_cast<const char*>(matrix.data);
  const auto* v = reinterpret_cast<const char*>(vector.data);
  const int64_t row_step = matrix.strides[turned ? 1 : 0];
  const int64_t column_step = matrix.strides[turned ? 0 : 1];
  if (element == wire::DType::Float64) by_doubles(x, row_step, column_step, rows, columns, v, vector.strides[0], reinterpret_cast<double*>(out->data));
  else by_floats(x, row_step, column_step, rows, columns, v, vector.strides[0], reinterpret_cast<float*>(out->data));
  const auto finite = [&](auto zero) {
    const auto* values = reinterpret_cast<const decltype(zero)*>(out->data);
    return std::all_of(values, values + rows, [](auto value) { return std::isfinite(value); });
  };
  if (!(element == wire::DType::Float64 ? finite(0.0) : finite(0.0F))) {  // may be warned of: the library looks where it comes from
    memory::release(out->buffer);
    return weft_matmul(run, node, site, a, a_rank, b, b_rank, dtype, overflow, invalid, out);
  }
  ++run->held[out->buffer];
  run->worked = 1;
  return 0;
}

namespace {

struct Pair {
  int64_t parts[2];
};

WEFT_EACH_MACHINE void copy_turned(const uint64_t* last, int64_t count, uint64_t* target) {
  for (int64_t k = 0; k < count; ++k) target[k] = last[count - 1 - k];
}

template <typename T>
void copy_line(const std::byte* from, int64_t step, int64_t count, std::byte* to) {
  if (step == sizeof(T)) {
    std::memcpy(to, from, static_cast<size_t>(count) * sizeof(T));
    return;
  }
  T* target = reinterpret_cast<T*>(to);
  if (step == -static_cast<int64_t>(sizeof(T))) {
    const T* last = reinterpret_cast<const T*>(from) - (count - 1);
    if constexpr (sizeof(T) == 8) copy_turned(last, count, target);
    else for (int64_t k = 0; k < count; ++k) target[k] = last[count - 1 - k];
    return;
  }
  for (int64_t k = 0; k < count; ++k) target[k] = *reinterpret_cast<const T*>(from + k * step);
}

}  // namespace

void copy_in_place(RunContext& run, memory::ArrayView& view, uint32_t rank, int64_t item, size_t part) {
  constexpr int64_t kLine = 64;
  int64_t shape[memory::kMaxRank];
  int64_t steps[memory::kMaxRank];
  int64_t lines = 1;
  int64_t bytes = item;
  for (uint32_t axis = rank; axis-- > 0;) {
    shape[axis] = view.strides[axis] == 0 ? 1 : view.shape[axis];
    steps[axis] = view.strides[axis];
    if (view.strides[axis] != 0) view.strides[axis] = bytes;
    bytes *= shape[axis];
    if (axis + 1 < rank) lines *= shape[axis];
  }
  if (run.scratch.size() <= part) run.scratch.resize(part + 1);
  std::vector<std::byte>& memory = run.scratch[part];
  if (memory.size() < static_cast<size_t>(bytes + kLine)) memory.resize(static_cast<size_t>(2 * bytes + kLine));
  auto* target = memory.data() + (-reinterpret_cast<intptr_t>(memory.data()) & (kLine - 1));
  const std::byte* data = view.data;
  view.data = target;
  const int64_t count = shape[rank - 1];
  if (count == 0) return;
  for (int64_t line = 0; line < lines; ++line) {
    const std::byte* from = data;
    int64_t rest = line;
    for (uint32_t axis = rank - 1; axis-- > 0;) {
      from += rest % shape[axis] * steps[axis];
      rest /= shape[axis];
    }
    switch (item) {
      case 1: copy_line<uint8_t>(from, steps[rank - 1], count, target); break;
      case 2: copy_line<uint16_t>(from, steps[rank - 1], count, target); break;
      case 4: copy_line<uint32_t>(from, steps[rank - 1], count, target); break;
      case 8: copy_line<uint64_t>(from, steps[rank - 1], count, target); break;
      default: copy_line<Pair>(from, steps[rank - 1], count, target); break;
    }
    target += count * item;
  }
}

void end_stretch(RunContext& run, uint64_t until) {
  if (run.worked != 0 && run.recorder != nullptr) {
    run.recorder->record(0, {.start_ticks = run.loop_start,
                             .end_ticks = until,
                             .bytes = 0,
                             .begin = 0,
                             .end = 1,
                             .site = static_cast<uint32_t>(run.loop_site),
                             .decision = wire::Decision::InlineSequential});
  }
  run.worked = 0;
}

void begin_stretch(RunContext& run) {
  run.worked = 0;
  run.loop_start = profile::Recorder::ticks();
}

void add_short_symbols(SymbolTable& symbols) {
  symbols.emplace_back("weft_dot_f64", reinterpret_cast<void*>(&dot_of_doubles));
  symbols.emplace_back("weft_dot_f32", reinterpret_cast<void*>(&dot_of_floats));
  void* gather = reinterpret_cast<void*>(&gathered_doubles);
  void* fit = reinterpret_cast<void*>(&fit_places);
#if defined(__x86_64__)
  if (has_wide()) {
    gather = reinterpret_cast<void*>(&gathered_doubles_wide);
    fit = reinterpret_cast<void*>(&fit_places_wide);
  }
#endif
  symbols.emplace_back("weft_gathered_dot_f64", gather);
  symbols.emplace_back("weft_gathered_dot_f32", reinterpret_cast<void*>(&gathered_floats));
  symbols.emplace_back("weft_few_places_fit", fit);
  symbols.emplace_back("weft_short_product", reinterpret_cast<void*>(&weft_short_product));
  symbols.emplace_back("weft_enter_loop", reinterpret_cast<void*>(&weft_enter_loop));
  symbols.emplace_back("weft_leave_loop", reinterpret_cast<void*>(&weft_leave_loop));
  symbols.emplace_back("weft_tell_flags", reinterpret_cast<void*>(&weft_tell_flags));
}

}  // namespace weft::compile
