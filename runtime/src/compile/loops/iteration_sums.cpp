// SPDX-License-Identifier: Apache-2.0
#include "compile/loops/iteration_sums.h"

#include <algorithm>
#include <atomic>

#include "kernels/element.h"
#include "kernels/raised.h"
#include "memory/dtype.h"

namespace weft::compile {

namespace {

using kernels::with_type;
using wire::DType;

constexpr int64_t kMostRowBytes = int64_t{4} << 20;  // of some iterations: fewer take longer to divide, more need memory
constexpr int64_t kMostRows = 4096;
constexpr int64_t kManyRows = 64;  // for each thread
constexpr int64_t kPiece = 128;  // elements

#if defined(__x86_64__)
#define WEFT_EACH_MACHINE __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define WEFT_EACH_MACHINE
#endif

template <typename T>
__attribute__((always_inline)) inline void add_each(T* __restrict to, const T* __restrict row, int64_t count, bool subtracts) {
  if (subtracts) {
    for (int64_t k = 0; k < count; ++k) to[k] -= row[k];
  } else {
    for (int64_t k = 0; k < count; ++k) to[k] += row[k];
  }
}

WEFT_EACH_MACHINE void add_doubles(double* to, const double* row, int64_t count, bool subtracts) { add_each(to, row, count, subtracts); }
WEFT_EACH_MACHINE void add_floats(float* to, const float* row, int64_t count, bool subtracts) { add_each(to, row, count, subtracts); }

template <typename T>
void add_row(T* to, const T* row, int64_t count, bool subtracts) {
  if constexpr (std::is_same_v<T, double>) {
    add_doubles(to, row, count, subtracts);
  } else if constexpr (std::is_same_v<T, float>) {
    add_floats(to, row, count, subtracts);
  } else if constexpr (kernels::is_complex<T>) {
    using Part = typename T::value_type;
    add_row(reinterpret_cast<Part*>(to), reinterpret_cast<const Part*>(row), 2 * count, subtracts);
  } else if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>) {
    using Whole = std::make_unsigned_t<T>;
    add_each(reinterpret_cast<Whole*>(to), reinterpret_cast<const Whole*>(row), count, subtracts);
  }
}

struct Piece {
  std::byte* to;
  const std::byte* rows;
  int64_t bytes;  // of a row
  int64_t count;  // of rows
  int64_t elements;
  DType dtype;
  bool subtracts;
  std::atomic<uint8_t>* raised;
};

/// All rows, for elements of pieces from `begin` to `end`.
void add_pieces(void* context, int64_t begin, int64_t end, uint32_t) {
  const Piece& all = *static_cast<const Piece*>(context);
  const kernels::raised::Flags flags;
  with_type(all.dtype, [&]<typename T>(T) {
    for (int64_t piece = begin; piece < end; ++piece) {
      const int64_t first = piece * kPiece;
      const int64_t count = std::min(kPiece, all.elements - first);
      for (int64_t row = 0; row < all.count; ++row) {
        add_row(reinterpret_cast<T*>(all.to) + first, reinterpret_cast<const T*>(all.rows + row * all.bytes) + first, count, all.subtracts);
      }
    }
  });
  if (flags.found() != 0) all.raised->fetch_or(flags.found());
}

bool is_contiguous(const SumTable& table, int64_t item) {
  int64_t stride = item;
  for (int64_t axis = table.rank; axis-- > 0;) {
    if (table.sizes[axis] != 1 && table.strides[axis] != stride) return false;
    stride *= table.sizes[axis];
  }
  return true;
}

}  // namespace

IterationSums::IterationSums(RunContext& run, const SumTable* tables, int64_t count, int64_t iterations) : run_(run), block_(iterations) {
  int64_t bytes = 0;
  for (int64_t k = 0; k < count; ++k) {
    const int64_t item = memory::item_size(static_cast<DType>(tables[k].dtype));
    int64_t elements = 1;
    for (int64_t axis = 0; axis < tables[k].rank; ++axis) elements *= tables[k].sizes[axis];
    fits_ = fits_ && is_contiguous(tables[k], item);
    sums_.push_back({tables[k], elements, elements * item, nullptr});
    bytes += elements * item;
  }
  if (!fits_ || count == 0) return;
  const int64_t most = std::clamp<int64_t>(kMostRowBytes / std::max<int64_t>(bytes, 1), run.engine->threads(), kMostRows);
  block_ = std::min(iterations, most);
  if (block_ >= kManyRows * static_cast<int64_t>(run.engine->threads())) {
    blocks_ = 2;
    block_ = (block_ + 1) / 2;
  }
  for (Sum& sum : sums_) {
    const auto made = run.pool->allocate(static_cast<uint64_t>(blocks_ * block_ * sum.bytes));
    fits_ = fits_ && made.ok();
    if (fits_) sum.rows = made.value();
  }
}

IterationSums::~IterationSums() {
  for (const Sum& sum : sums_) {
    if (sum.rows != nullptr) memory::release(sum.rows);
  }
}

void IterationSums::place(int64_t* slots, int64_t block, int64_t begin) const {
  int64_t* slot = slots + kFirstRowSlot;
  for (const Sum& sum : sums_) {
    *slot++ = reinterpret_cast<int64_t>(sum.rows);
    *slot++ = reinterpret_cast<int64_t>(sum.rows->data) + (block * block_ - begin) * sum.bytes;
  }
}

bool IterationSums::add(int32_t site, int64_t block, int64_t count, bool alone) const {
  std::atomic<uint8_t> raised = 0;
  for (const Sum& sum : sums_) {
    Piece piece{reinterpret_cast<std::byte*>(sum.table.data), sum.rows->data + block * block_ * sum.bytes, sum.bytes, count, sum.elements,
                static_cast<DType>(sum.table.dtype), sum.table.subtracts != 0, &raised};
    const int64_t pieces = (sum.elements + kPiece - 1) / kPiece;
    if (alone) {
      add_pieces(&piece, 0, pieces, 0);
      continue;
    }
    engine::Nest nest;
    nest.body = add_pieces;
    nest.context = &piece;
    nest.context_bytes = sizeof piece;
    nest.site = static_cast<uint32_t>(site);
    nest.extent = pieces;
    nest.cost_ns = 0.08 * static_cast<double>(piece.count * std::min(sum.bytes, kPiece * (sum.bytes / std::max<int64_t>(sum.elements, 1))));
    run_.engine->submit(nest);
    if (run_.engine->pending() != 0) run_.engine->wait_all();
  }
  return raised == 0;
}

}  // namespace weft::compile
