// SPDX-License-Identifier: Apache-2.0
// What statements on few elements call while they run: products of short vectors, warnings, and the profile's account of them.
#include "compile/short_calls.h"

#include <xmmintrin.h>

#include <algorithm>
#include <cmath>
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

/// Both along memory, or `b` against it: four vectors of sums, which are added pairwise.
template <typename T, bool kReversed>
WEFT_PART T dot_of_neighbours(const T* a, const T* b, int64_t count) {
  using L = Lanes<T>;
  using Vector = typename L::Vector;
  constexpr int64_t kWide = L::kCount;
  if (count < kWide) {
    T sum = 0;
    for (int64_t k = 0; k < count; ++k) sum += a[k] * b[kReversed ? -k : k];
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
  int64_t at = 0;
  for (; at + 4 * kWide <= count; at += 4 * kWide) {
    first += WEFT_LEFT(at) * WEFT_RIGHT(at);
    second += WEFT_LEFT(at + kWide) * WEFT_RIGHT(at + kWide);
    third += WEFT_LEFT(at + 2 * kWide) * WEFT_RIGHT(at + 2 * kWide);
    fourth += WEFT_LEFT(at + 3 * kWide) * WEFT_RIGHT(at + 3 * kWide);
  }
  for (; at + kWide <= count; at += kWide) first += WEFT_LEFT(at) * WEFT_RIGHT(at);
  if (at < count) {  // the last vector again, without the lanes that were added
    const auto kept = *reinterpret_cast<const typename L::LooseBits*>(kKept<T>.bits + (count - at));
    const Vector left = WEFT_LEFT(count - kWide);
    const Vector right = WEFT_RIGHT(count - kWide);
    second += reinterpret_cast<Vector>(reinterpret_cast<typename L::Bits>(left) & kept) *
              reinterpret_cast<Vector>(reinterpret_cast<typename L::Bits>(right) & kept);
  }
#undef WEFT_LEFT
#undef WEFT_RIGHT
  const Vector sum = (first + second) + (third + fourth);
  T parts[kWide];
  for (int64_t k = 0; k < kWide; ++k) parts[k] = sum[k];
  for (int64_t half = kWide / 2; half > 0; half /= 2) {
    for (int64_t k = 0; k < half; ++k) parts[k] += parts[k + half];
  }
  return parts[0];
}

template <typename T>
WEFT_PART T dot_of_steps(const char* a, int64_t a_step, const char* b, int64_t b_step, int64_t count) {
  const auto product = [&](int64_t k) __attribute__((always_inline)) {
    return *reinterpret_cast<const T*>(a + k * a_step) * *reinterpret_cast<const T*>(b + k * b_step);
  };
  T sums[8] = {};
  int64_t at = 0;
  for (; at + 8 <= count; at += 8) {
    for (int64_t k = 0; k < 8; ++k) sums[k] += product(at + k);
  }
  T rest = 0;
  for (; at < count; ++at) rest += product(at);
  return (((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]))) + rest;
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

}  // namespace

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
  symbols.emplace_back("weft_short_product", reinterpret_cast<void*>(&weft_short_product));
  symbols.emplace_back("weft_enter_loop", reinterpret_cast<void*>(&weft_enter_loop));
  symbols.emplace_back("weft_leave_loop", reinterpret_cast<void*>(&weft_leave_loop));
  symbols.emplace_back("weft_tell_flags", reinterpret_cast<void*>(&weft_tell_flags));
}

}  // namespace weft::compile
