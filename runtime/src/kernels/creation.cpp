// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <type_traits>

#include "engine/access.h"
#include "engine/allocate.h"
#include "kernels/element.h"
#include "kernels/kernels.h"

namespace weft::kernels {
namespace {

using engine::AccessMode;

struct RangeContext {
  std::byte* data = nullptr;
  DType dtype = DType::Float64;
  double start = 0;
  double step = 0;
  double second = 0;  // the exact value of element 1 when `fixed_second`
  double last = 0;    // the exact value of the last element when `fixed_last`
  int64_t count = 0;
  int64_t int_start = 0;
  int64_t int_step = 0;
  bool fixed_second = false;
  bool fixed_last = false;
  bool integer = false;
};

void fill_range(void* context, int64_t begin, int64_t end, uint32_t) {
  const auto& range = *static_cast<const RangeContext*>(context);
  with_type(range.dtype, [&]<typename T>(T) {
    T* out = reinterpret_cast<T*>(range.data);
    if (range.integer) {
      const auto start = static_cast<uint64_t>(range.int_start);
      const auto step = static_cast<uint64_t>(range.int_step);
      for (int64_t i = begin; i < end; ++i) {
        out[i] = convert<T>(static_cast<int64_t>(start + static_cast<uint64_t>(i) * step));
      }
      return;
    }
    using Float = std::conditional_t<std::is_same_v<T, float>, float, double>;
    const auto start = static_cast<Float>(range.start);
    const auto step = static_cast<Float>(range.step);
    for (int64_t i = begin; i < end; ++i) out[i] = convert<T>(start + static_cast<Float>(i) * step);
    if (range.fixed_second && begin <= 1 && end > 1) out[1] = convert<T>(range.second);
    if (range.fixed_last && begin < end && end == range.count) out[end - 1] = convert<T>(range.last);
  });
}

Result<TypedView> fill(const Context& context, uint32_t site, RangeContext range) {
  Result<ArrayView> view = engine::allocate_array(context.engine, context.pool, std::span(&range.count, 1), range.dtype);
  if (!view.ok()) return view.status();
  range.data = view.value().data;
  const int64_t item = memory::item_size(range.dtype);
  const engine::Access access = engine::access_along(view.value(), 1, item, 0, AccessMode::write);
  context.engine.submit({.body = fill_range,
                         .context = &range,
                         .context_bytes = sizeof range,
                         .site = site,
                         .extent = range.count,
                         .block = 64,
                         .cost_ns = 0.7,
                         .bytes_per_iteration = static_cast<uint64_t>(item),
                         .accesses = std::span(&access, 1)});
  return TypedView{view.value(), range.dtype, 1};
}

struct EyeContext {
  std::byte* data;
  DType dtype;
  int64_t columns;
  int64_t diagonal;
};

void fill_eye(void* context, int64_t begin, int64_t end, uint32_t) {
  const auto& eye = *static_cast<const EyeContext*>(context);
  with_type(eye.dtype, [&]<typename T>(T) {
    for (int64_t row = begin; row < end; ++row) {
      T* out = reinterpret_cast<T*>(eye.data) + row * eye.columns;
      for (int64_t column = 0; column < eye.columns; ++column) out[column] = T(0);
      int64_t one = 0;
      if (!__builtin_add_overflow(row, eye.diagonal, &one) && one >= 0 && one < eye.columns) out[one] = T(1);
    }
  });
}

}  // namespace

Result<TypedView> arange_float(const Context& context, uint32_t site, double start, double stop, double step, DType dtype) {
  const double length = std::ceil((stop - start) / step);
  if (step == 0) return Status("ZeroDivisionError", "division by zero");
  if (std::isnan(length)) return Status("ValueError", "arange: cannot compute length");
  if (length >= 9.2e18) return Status("ValueError", "Maximum allowed size exceeded");
  const auto count = length > 0 ? static_cast<int64_t>(length) : 0;
  // NumPy stores start and start + step, then goes on with the rounded difference of these two.
  double second = start + step;
  double width = second - start;
  if (dtype == DType::Float32) {
    const float first = static_cast<float>(start);
    second = static_cast<double>(static_cast<float>(second));
    width = static_cast<double>(static_cast<float>(second) - first);
  }
  return fill(context, site,
              {.dtype = dtype, .start = start, .step = width, .second = second, .count = count, .fixed_second = true});
}

Result<TypedView> arange_int(const Context& context, uint32_t site, int64_t start, int64_t stop, int64_t step, DType dtype) {
  if (step == 0) return Status("ZeroDivisionError", "division by zero");
  const auto distance = static_cast<__int128>(stop) - start;
  __int128 length = 0;
  if (step > 0 && distance > 0) length = (distance + step - 1) / step;
  if (step < 0 && distance < 0) length = (-distance - static_cast<__int128>(step) - 1) / -static_cast<__int128>(step);
  if (length > INT64_MAX) return Status("ValueError", "Maximum allowed size exceeded");
  return fill(context, site,
              {.dtype = dtype, .count = static_cast<int64_t>(length), .int_start = start, .int_step = step, .integer = true});
}

Result<TypedView> linspace(const Context& context, uint32_t site, double start, double stop, int64_t count, bool endpoint,
                           DType dtype) {
  if (count < 0) return Status("ValueError", "Number of samples, " + std::to_string(count) + ", must be non-negative.");
  const int64_t intervals = endpoint ? count - 1 : count;
  const double step = intervals > 0 ? (stop - start) / static_cast<double>(intervals) : 0;
  return fill(context, site,
              {.dtype = dtype, .start = start, .step = step, .last = stop, .count = count, .fixed_last = endpoint && count > 1});
}

Result<TypedView> eye(const Context& context, uint32_t site, int64_t rows, int64_t columns, int64_t diagonal, DType dtype) {
  const int64_t shape[] = {rows < 0 ? 0 : rows, columns < 0 ? 0 : columns};
  Result<ArrayView> view = engine::allocate_array(context.engine, context.pool, shape, dtype);
  if (!view.ok()) return view.status();
  EyeContext eye{view.value().data, dtype, shape[1], diagonal};
  const int64_t item = memory::item_size(dtype);
  const engine::Access access = engine::access_along(view.value(), 2, item, 0, AccessMode::write);
  context.engine.submit({.body = fill_eye,
                         .context = &eye,
                         .context_bytes = sizeof eye,
                         .site = site,
                         .extent = shape[0],
                         .cost_ns = 2 + 0.1 * static_cast<double>(shape[1] * item),
                         .bytes_per_iteration = static_cast<uint64_t>(shape[1] * item),
                         .accesses = std::span(&access, 1)});
  return TypedView{view.value(), dtype, 2};
}

}  // namespace weft::kernels
