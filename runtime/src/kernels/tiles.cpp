// SPDX-License-Identifier: Apache-2.0
#include "kernels/tiles.h"

#include <algorithm>

namespace weft::kernels {
namespace {

#if defined(__x86_64__)

#define WEFT_PART __attribute__((always_inline)) static inline

// 8 rows by 3 vectors are 24 sums in flight; with 3 vectors of the right operand and one of the left they fit 32 registers.
constexpr int64_t kRows = 8;
constexpr int64_t kVectors = 3;
// What a core's second-level cache keeps of the right operand while rows pass over it, and the depth that is worth a walk over the result.
constexpr int64_t kBlockBytes = 1 << 20;
constexpr int64_t kLeastDepth = 128;
constexpr int64_t kMostDepth = 384;

struct Doubles {
  using Element = double;
  typedef double Vector __attribute__((vector_size(64)));
  typedef Vector Loose __attribute__((aligned(8), may_alias));
};

struct Floats {
  using Element = float;
  typedef float Vector __attribute__((vector_size(64)));
  typedef Vector Loose __attribute__((aligned(4), may_alias));
};

template <typename Type>
struct Machine {
  using T = typename Type::Element;
  using Vector = typename Type::Vector;
  using Loose = typename Type::Loose;
  static constexpr int64_t kItem = sizeof(T);
  static constexpr int64_t kLanes = 64 / kItem;
  static constexpr int64_t kColumns = kVectors * kLanes;

  WEFT_PART const Vector& at(const T* place) { return *reinterpret_cast<const Vector*>(place); }
  WEFT_PART Loose& loose(T* place) { return *reinterpret_cast<Loose*>(place); }

  /// A tile of the result: rows of `a` (`row` elements apart, or packed row beside row) by a packed panel. With `adds` to what is there.
  template <int64_t kCount, bool kAlong>
  WEFT_PART void tile(const T* a, int64_t row, const T* b, int64_t depth, T* c, int64_t c_row, int64_t columns, bool adds) {
    Vector sums[kCount][kVectors] = {};
    const T* lower = a + 4 * row;
    for (int64_t k = 0; k < depth; ++k) {
      const Vector first = at(b);
      const Vector second = at(b + kLanes);
      const Vector third = at(b + 2 * kLanes);
#pragma GCC unroll 8
      for (int64_t r = 0; r < kCount; ++r) {
        const T x = !kAlong ? a[r] : r < 4 ? a[r * row] : lower[(r - 4) * row];
        sums[r][0] += x * first;
        sums[r][1] += x * second;
        sums[r][2] += x * third;
      }
      a += kAlong ? 1 : kCount;
      lower += 1;
      b += kColumns;
    }
#pragma GCC unroll 8
    for (int64_t r = 0; r < kCount; ++r) {
      T* to = c + r * c_row;
      if (columns == kColumns) {
#pragma GCC unroll 3
        for (int64_t v = 0; v < kVectors; ++v) loose(to + v * kLanes) = adds ? loose(to + v * kLanes) + sums[r][v] : sums[r][v];
      } else {
        alignas(64) T line[kColumns];
#pragma GCC unroll 3
        for (int64_t v = 0; v < kVectors; ++v) *reinterpret_cast<Vector*>(line + v * kLanes) = sums[r][v];
        for (int64_t j = 0; j < columns; ++j) to[j] = adds ? to[j] + line[j] : line[j];
      }
    }
  }

  /// `count` rows over all panels of a block.
  template <int64_t kCount, bool kAlong>
  WEFT_PART void rows_of(const FlatProduct& p, const T* a, const T* packed, int64_t from, int64_t depth, int64_t first, int64_t last, T* c,
                         int64_t c_row) {
    for (int64_t panel = first; panel < last; ++panel) {
      const int64_t column = panel * kColumns;
      tile<kCount, kAlong>(a, p.a_row / kItem, packed + (panel * p.depth + from) * kColumns, depth, c + column, c_row,
                           std::min(kColumns, p.columns - column), from > 0);
    }
  }

  template <bool kAlong>
  WEFT_PART void multiply_as(const FlatProduct& p, const T* packed, int64_t begin, int64_t end, T* out, int64_t out_row) {
    const int64_t panels = (p.columns + kColumns - 1) / kColumns;
    const int64_t most_panels = std::max<int64_t>(kBlockBytes / (kLeastDepth * kColumns * kItem), 1);
    const int64_t wide = std::min(panels, most_panels) * kColumns * kItem;
    const int64_t block = p.depth <= kMostDepth && p.depth * wide <= kBlockBytes ? p.depth : std::clamp(kBlockBytes / wide / 8 * 8, kLeastDepth, kMostDepth);
    alignas(64) T lines[kAlong ? 1 : kMostDepth * kRows];
    for (int64_t first = 0; first < panels; first += most_panels) {
      const int64_t last = std::min(panels, first + most_panels);
      for (int64_t from = 0; from < p.depth; from += block) {
        const int64_t depth = std::min(block, p.depth - from);
        for (int64_t row = begin; row < end;) {
          const int64_t left = end - row;
          const int64_t count = left >= 8 ? 8 : left >= 4 ? 4 : left >= 2 ? 2 : 1;
          const std::byte* place = p.a + row * p.a_row + from * p.a_column;
          const T* a = reinterpret_cast<const T*>(place);
          if constexpr (!kAlong) {
            for (int64_t k = 0; k < depth; ++k) {
              for (int64_t r = 0; r < count; ++r) lines[k * count + r] = *reinterpret_cast<const T*>(place + r * p.a_row + k * p.a_column);
            }
            a = lines;
          }
          T* c = out + row * out_row;
          if (count == 8) rows_of<8, kAlong>(p, a, packed, from, depth, first, last, c, out_row);
          else if (count == 4) rows_of<4, kAlong>(p, a, packed, from, depth, first, last, c, out_row);
          else if (count == 2) rows_of<2, kAlong>(p, a, packed, from, depth, first, last, c, out_row);
          else rows_of<1, kAlong>(p, a, packed, from, depth, first, last, c, out_row);
          row += count;
        }
      }
    }
  }

  WEFT_PART void multiply(const FlatProduct& p, const std::byte* packed, int64_t begin, int64_t end, std::byte* out, int64_t out_row) {
    const T* panels = reinterpret_cast<const T*>(packed);
    if (p.a_column == kItem) multiply_as<true>(p, panels, begin, end, reinterpret_cast<T*>(out), out_row);
    else multiply_as<false>(p, panels, begin, end, reinterpret_cast<T*>(out), out_row);
  }

  WEFT_PART void pack(const FlatProduct& p, int64_t begin, int64_t end, std::byte* packed) {
    for (int64_t panel = begin; panel < end; ++panel) {
      const int64_t column = panel * kColumns;
      const int64_t count = std::min(kColumns, p.columns - column);
      T* to = reinterpret_cast<T*>(packed) + panel * p.depth * kColumns;
      const std::byte* from = p.b + column * p.b_column;
      if (p.b_column == kItem && count == kColumns) {
        for (int64_t k = 0; k < p.depth; ++k) {
          for (int64_t v = 0; v < kVectors; ++v) *reinterpret_cast<Vector*>(to + k * kColumns + v * kLanes) = *reinterpret_cast<const Loose*>(from + k * p.b_row + v * 64);
        }
        continue;
      }
      // Lines of a cache at a time, where those are columns.
      for (int64_t top = 0; top < p.depth; top += kLanes) {
        const int64_t bottom = std::min(top + kLanes, p.depth);
        for (int64_t j = 0; j < kColumns; ++j) {
          for (int64_t k = top; k < bottom; ++k) to[k * kColumns + j] = j < count ? *reinterpret_cast<const T*>(from + k * p.b_row + j * p.b_column) : T(0);
        }
      }
    }
  }
};

#define WEFT_TILES(name, type)                                                                                                             \
  struct name {                                                                                                                            \
    __attribute__((target("arch=x86-64-v4"))) static void pack(const FlatProduct& p, int64_t begin, int64_t end, std::byte* packed) {      \
      Machine<type>::pack(p, begin, end, packed);                                                                                          \
    }                                                                                                                                      \
    __attribute__((target("arch=x86-64-v4"))) static void multiply(const FlatProduct& p, const std::byte* packed, int64_t begin,           \
                                                                   int64_t end, std::byte* out, int64_t out_row) {                         \
      Machine<type>::multiply(p, packed, begin, end, out, out_row);                                                                        \
    }                                                                                                                                      \
    static constexpr Tiles tiles{kRows, Machine<type>::kColumns, pack, multiply};                                                          \
  };

WEFT_TILES(OfDoubles, Doubles)
WEFT_TILES(OfFloats, Floats)

#endif

}  // namespace

const Tiles* tiles_for(DType dtype) {
#if defined(__x86_64__)
  static const bool is_wide = [] {
    __builtin_cpu_init();
    return __builtin_cpu_supports("x86-64-v4") != 0;
  }();
  if (is_wide && dtype == DType::Float64) return &OfDoubles::tiles;
  if (is_wide && dtype == DType::Float32) return &OfFloats::tiles;
#else
  (void)dtype;
#endif
  return nullptr;
}

}  // namespace weft::kernels
