// SPDX-License-Identifier: Apache-2.0
// Library kernels: what is better called than generated. Each kernel checks its operands, allocates its result from the pool,
// submits nests to the engine and returns at once; the result's memory may be read after `engine.wait` or by later nests.
// A Status here has the Python exception's name as its code and NumPy's text as its message.
// All functions are called by the submitting thread.

#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "base/status.h"
#include "base/switches.h"
#include "engine/engine.h"
#include "memory/pool.h"
#include "memory/view.h"

namespace weft::kernels {

using memory::ArrayView;
using memory::DType;
using memory::TypedView;

struct Context {
  engine::Engine& engine;
  memory::Pool& pool;
  Switches switches{};
};

/// Bits of what NumPy warns of, as in the processor's status word.
inline constexpr uint8_t kInvalidFlag = 1;
inline constexpr uint8_t kDivideFlag = 4;
inline constexpr uint8_t kOverflowFlag = 8;

/// Where an operation tells that it overflowed or met invalid values: tasks call `raise` with its number. Empty: nothing is watched.
struct Alarm {
  void (*raise)(void* target, int32_t number) = nullptr;
  void* target = nullptr;
  int32_t overflow = -1;  // below 0: not told
  int32_t invalid = -1;

  bool is_set() const { return raise != nullptr && (overflow >= 0 || invalid >= 0); }
  void tell(uint8_t flags) const {
    if ((flags & kOverflowFlag) != 0 && overflow >= 0) raise(target, overflow);
    if ((flags & kInvalidFlag) != 0 && invalid >= 0) raise(target, invalid);
  }
};

/// NumPy's matmul for 1 to 8 axes (1-D operands promote, leading axes broadcast); a, b and the result share an element type.
/// 1-D by 1-D gives rank 0. Bool operands combine with `or` of `and`.
/// Results do not depend on the number of threads.
Result<TypedView> matmul(const Context& context, uint32_t site, const TypedView& a, const TypedView& b, const Alarm& alarm = {});

/// Joins arrays of one element type and rank along `axis`.
Result<TypedView> concatenate(const Context& context, uint32_t site, std::span<const TypedView> arrays, uint32_t axis);

/// Copies `source` into `target` (equal shapes, any strides), converting elements as the graph's `cast` does.
/// They may overlap: then it is as if the source were copied first.
Status assign(const Context& context, uint32_t site, const TypedView& source, const TypedView& target);
/// A fresh C-contiguous array with the elements of `source`, converted to `dtype`.
Result<TypedView> copy(const Context& context, uint32_t site, const TypedView& source, DType dtype);

/// start, start + step, … of a floating or integer type; `start`, `stop`, `step` are bit-exact values of `dtype`.
Result<TypedView> arange_float(const Context& context, uint32_t site, double start, double stop, double step, DType dtype);
Result<TypedView> arange_int(const Context& context, uint32_t site, int64_t start, int64_t stop, int64_t step, DType dtype);
Result<TypedView> linspace(const Context& context, uint32_t site, double start, double stop, int64_t count, bool endpoint,
                           DType dtype);
Result<TypedView> eye(const Context& context, uint32_t site, int64_t rows, int64_t columns, int64_t diagonal, DType dtype);

/// Running sum along `axis`; the operand already has the result's element type.
Result<TypedView> cum_sum(const Context& context, uint32_t site, const TypedView& source, uint32_t axis, const Alarm& alarm = {});

/// Reads `path` now; TypeError when its element type or rank is not the expected one.
Result<TypedView> load_npy(const Context& context, uint32_t site, const std::string& path, DType dtype, uint32_t rank);
/// Waits for the array's writers, then writes the file. NumPy appends ".npy" to a path without that ending, and so does this.
Status save_npy(const Context& context, uint32_t site, const std::string& path, const TypedView& array);

}  // namespace weft::kernels
