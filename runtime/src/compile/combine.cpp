// SPDX-License-Identifier: Apache-2.0
// The last step of reductions: partial results of chunks combined pairwise, always in the same order.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>

#include "compile/faults.h"
#include "compile/short_calls.h"
#include "kernels/raised.h"
#include "memory/dtype.h"

namespace weft::compile {

using memory::Buffer;
using wire::DType;
using wire::Op;

namespace {

template <typename T>
T identity(Op op) {
  switch (op) {
    case Op::Prod: case Op::All: return T(1);
    default: return T(0);
  }
}

template <typename T>
bool is_nan(T x) {
  if constexpr (kernels::is_complex<T>) return x.real() != x.real() || x.imag() != x.imag();
  else return x != x;
}

/// Strictly before `b` in the order that arg_min (`least`) or arg_max looks for.
template <typename T>
bool precedes(T a, T b, bool least) {
  if constexpr (kernels::is_complex<T>) {
    const bool ordered = a.imag() == a.imag() && b.imag() == b.imag();
    if (least) return (a.real() < b.real() && ordered) || (a.real() == b.real() && a.imag() < b.imag());
    return (a.real() > b.real() && ordered) || (a.real() == b.real() && a.imag() > b.imag());
  } else {
    return least ? a < b : a > b;
  }
}

template <typename T>
T join(Op op, T a, T b) {
  if constexpr (std::is_same_v<T, bool>) {
    switch (op) {
      case Op::All: case Op::Min: case Op::Prod: return a && b;
      default: return a || b;
    }
  } else if constexpr (kernels::is_complex<T>) {
    const auto better = [&](bool least) {
      const bool first = least ? a.real() < b.real() : a.real() > b.real();
      const bool second = a.real() == b.real() && (least ? a.imag() <= b.imag() : a.imag() >= b.imag());
      return (first && a.imag() == a.imag() && b.imag() == b.imag()) || second || is_nan(a);
    };
    switch (op) {
      case Op::Sum: return a + b;
      case Op::Prod: return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
      default: return better(op == Op::Min) ? a : b;
    }
  } else {
    switch (op) {
      case Op::Sum:
        if constexpr (std::is_integral_v<T>) return static_cast<T>(static_cast<kernels::Wrapping<T>>(a) + static_cast<kernels::Wrapping<T>>(b));
        else return a + b;
      case Op::Prod:
        if constexpr (std::is_integral_v<T>) return static_cast<T>(static_cast<kernels::Wrapping<T>>(a) * static_cast<kernels::Wrapping<T>>(b));
        else return a * b;
      case Op::Min: return a <= b || a != a ? a : b;
      default: return a >= b || a != a ? a : b;
    }
  }
}

template <typename T>
T pairwise(Op op, const T* values, int64_t count, int64_t stride) {
  if (count == 1) return *values;
  const int64_t half = count / 2;
  return join(op, pairwise(op, values, half, stride), pairwise(op, values + half * stride, count - half, stride));
}

template <typename T>
int64_t first_best(Op op, const T* values, const int64_t* indices, int64_t count, int64_t stride) {
  int64_t best = 0;
  for (int64_t k = 1; k < count; ++k) {
    const T a = values[best * stride];
    const T x = values[k * stride];
    const bool tie = x == a || (is_nan(x) && is_nan(a));
    const bool earlier = tie && indices[k * stride] < indices[best * stride];
    const bool wins = precedes(x, a, op == Op::ArgMin) || (is_nan(x) && !is_nan(a)) || earlier;
    if (wins) best = k;
  }
  return indices[best * stride];
}

using kernels::with_type;

struct Rows {
  Op op;
  DType dtype;
  const std::byte* partial;
  const int64_t* indices;
  int64_t chunks;
  int64_t kept;
  std::byte* out;
  RunContext* run;
  int32_t overflow;
  int32_t invalid;
};

/// Tells what the processor's flags say of sums and products of partial results; warnings below 0 are not told.
class Watch {
 public:
  Watch(RunContext* run, int32_t overflow, int32_t invalid) : run_(run), overflow_(overflow), invalid_(invalid) {}
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;
  ~Watch() {
    const uint8_t found = flags_.found();
    if ((found & kernels::kOverflowFlag) != 0 && overflow_ >= 0) run_->warnings.raise(static_cast<uint32_t>(overflow_));
    if ((found & kernels::kInvalidFlag) != 0 && invalid_ >= 0) run_->warnings.raise(static_cast<uint32_t>(invalid_));
  }

 private:
  RunContext* run_;
  int32_t overflow_;
  int32_t invalid_;
  kernels::raised::Flags flags_;
};

void combine_rows(void* context, int64_t begin, int64_t end, uint32_t) {
  const Rows& rows = *static_cast<const Rows*>(context);
  const Watch watch(rows.run, rows.overflow, rows.invalid);
  with_type(rows.dtype, [&](auto zero) {
    using T = decltype(zero);
    const T* values = reinterpret_cast<const T*>(rows.partial);
    for (int64_t k = begin; k < end; ++k) {
      if (rows.indices != nullptr) {
        reinterpret_cast<int64_t*>(rows.out)[k] = first_best(rows.op, values + k, rows.indices + k, rows.chunks, rows.kept);
      } else {
        reinterpret_cast<T*>(rows.out)[k] = rows.chunks == 0 ? identity<T>(rows.op) : pairwise(rows.op, values + k, rows.chunks, rows.kept);
      }
    }
  });
}

Rows rows_of(RunContext* run, int32_t op, int32_t dtype, Buffer* partial, Buffer* indices, int64_t chunks, int64_t kept, Buffer* out,
             int32_t overflow, int32_t invalid) {
  return {static_cast<Op>(op), static_cast<DType>(dtype), partial->data,
          indices != nullptr ? reinterpret_cast<const int64_t*>(indices->data) : nullptr, chunks, kept, out->data, run, overflow, invalid};
}

}  // namespace

extern "C" {

/// One result from `chunks` partial ones, into 16 bytes.
void weft_combine(RunContext* run, int32_t op, int32_t dtype, const Buffer* partial, const Buffer* indices, int64_t chunks, void* out,
                  int32_t overflow, int32_t invalid) {
  const Watch watch(run, overflow, invalid);
  const auto operation = static_cast<Op>(op);
  with_type(static_cast<DType>(dtype), [&](auto zero) {
    using T = decltype(zero);
    const T* values = reinterpret_cast<const T*>(partial->data);
    if (indices != nullptr) {
      const int64_t index = first_best(operation, values, reinterpret_cast<const int64_t*>(indices->data), chunks, 1);
      std::memcpy(out, &index, sizeof index);
      return;
    }
    const T result = chunks == 0 ? identity<T>(operation) : pairwise(operation, values, chunks, 1);
    std::memcpy(out, &result, sizeof result);
  });
}

/// `kept` results, each from `chunks` partial ones that lie `kept` apart, as a nest of its own.
void weft_combine_rows(RunContext* run, int32_t site, int32_t op, int32_t dtype, Buffer* partial, Buffer* indices, int64_t chunks,
                       int64_t kept, Buffer* out, int32_t overflow, int32_t invalid) {
  if (kept == 0) return;
  const Recorded recorded(*run);
  const int64_t item = memory::item_size(static_cast<DType>(dtype));
  const int64_t out_item = indices != nullptr ? 8 : item;
  Rows rows = rows_of(run, op, dtype, partial, indices, chunks, kept, out, overflow, invalid);
  const engine::Access accesses[] = {
      {out, 0, out_item, out_item, engine::AccessMode::write},
      {partial, 0, chunks * kept * item, 0, engine::AccessMode::read},
      {indices, 0, chunks * kept * 8, 0, engine::AccessMode::read},
  };
  engine::Nest nest;
  nest.body = combine_rows;
  nest.context = &rows;
  nest.context_bytes = sizeof rows;
  nest.site = static_cast<uint32_t>(site);
  nest.extent = kept;
  nest.block = 64;
  nest.cost_ns = 1.0 * static_cast<double>(chunks + 1);
  nest.bytes_per_iteration = static_cast<uint64_t>(chunks * item + out_item);
  nest.accesses = {accesses, indices != nullptr ? 3U : 2U};
  run->engine->submit(nest);
  run->in_flight = 1;
}

/// The same, on the thread that calls it.
void weft_combine_rows_beside(RunContext* run, int32_t, int32_t op, int32_t dtype, Buffer* partial, Buffer* indices, int64_t chunks,
                              int64_t kept, Buffer* out, int32_t overflow, int32_t invalid) {
  Rows rows = rows_of(run, op, dtype, partial, indices, chunks, kept, out, overflow, invalid);
  if (kept > 0) combine_rows(&rows, 0, kept, 0);
}

/// Sorts `count` axes as NumPy's iterator does: sizes, then strides; the shortest stride comes last, axes without one stay.
void weft_order_axes(int64_t count, int64_t* axes) {
  int64_t* sizes = axes;
  int64_t* strides = axes + count;
  for (int64_t k = 0; k < count; ++k) if (sizes[k] == 1) strides[k] = 0;
  for (int64_t k = count - 1; k-- > 0;) {
    int64_t place = k;
    for (int64_t inner = k + 1; inner < count; ++inner) {
      if (strides[inner] == 0 || strides[k] == 0) continue;
      if (std::abs(strides[inner]) <= std::abs(strides[k])) break;
      place = inner;
    }
    std::rotate(sizes + k, sizes + k + 1, sizes + place + 1);
    std::rotate(strides + k, strides + k + 1, strides + place + 1);
  }
}

void weft_fill_identity(RunContext*, int32_t op, int32_t dtype, int32_t empty, int64_t kept, Buffer* out) {
  if (empty == 0) return;
  with_type(static_cast<DType>(dtype), [&](auto zero) {
    using T = decltype(zero);
    for (int64_t k = 0; k < kept; ++k) reinterpret_cast<T*>(out->data)[k] = identity<T>(static_cast<Op>(op));
  });
}

}  // extern "C"

void add_combine_symbols(SymbolTable& symbols) {
  symbols.emplace_back("weft_combine", reinterpret_cast<void*>(weft_combine));
  symbols.emplace_back("weft_combine_rows", reinterpret_cast<void*>(weft_combine_rows));
  symbols.emplace_back("weft_combine_rows_beside", reinterpret_cast<void*>(weft_combine_rows_beside));
  symbols.emplace_back("weft_order_axes", reinterpret_cast<void*>(weft_order_axes));
  symbols.emplace_back("weft_fill_identity", reinterpret_cast<void*>(weft_fill_identity));
}

}  // namespace weft::compile
