// SPDX-License-Identifier: Apache-2.0
// Element by element: strided copies with conversion, joining, running sums.

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <numeric>

#include "engine/access.h"
#include "engine/allocate.h"
#include "kernels/element.h"
#include "kernels/kernels.h"
#include "kernels/raised.h"

namespace weft::kernels {
namespace {

using engine::Access;
using engine::AccessMode;
using memory::kMaxRank;

/// Loops over a target and a source of one shape; axes sorted so that the last has the target's smallest stride.
struct CopyLoops {
  const std::byte* source;
  std::byte* target;
  DType source_dtype;
  DType target_dtype;
  uint32_t rank;  // at least 1
  int64_t shape[kMaxRank];
  int64_t source_strides[kMaxRank];
  int64_t target_strides[kMaxRank];
};

template <typename To, typename From>
void copy_line(std::byte* to, int64_t to_stride, const std::byte* from, int64_t from_stride, int64_t count) {
  if (to_stride == sizeof(To) && from_stride == sizeof(From)) {
    if constexpr (std::is_same_v<To, From>) {
      std::memcpy(to, from, static_cast<size_t>(count) * sizeof(To));
    } else {
      To* out = reinterpret_cast<To*>(to);
      const From* in = reinterpret_cast<const From*>(from);
      for (int64_t i = 0; i < count; ++i) out[i] = convert<To>(in[i]);
    }
    return;
  }
  for (int64_t i = 0; i < count; ++i, to += to_stride, from += from_stride) {
    *reinterpret_cast<To*>(to) = convert<To>(*reinterpret_cast<const From*>(from));
  }
}

template <typename To, typename From>
void copy_range(const CopyLoops& loops, int64_t begin, int64_t end) {
  const uint32_t inner = loops.rank - 1;
  if (inner == 0) {
    copy_line<To, From>(loops.target + begin * loops.target_strides[0], loops.target_strides[0],
                        loops.source + begin * loops.source_strides[0], loops.source_strides[0], end - begin);
    return;
  }
  for (int64_t first = begin; first < end; ++first) {
    std::byte* to = loops.target + first * loops.target_strides[0];
    const std::byte* from = loops.source + first * loops.source_strides[0];
    int64_t index[kMaxRank] = {};
    for (;;) {
      copy_line<To, From>(to, loops.target_strides[inner], from, loops.source_strides[inner], loops.shape[inner]);
      uint32_t axis = inner;
      while (--axis > 0) {
        to += loops.target_strides[axis];
        from += loops.source_strides[axis];
        if (++index[axis] < loops.shape[axis]) break;
        to -= loops.target_strides[axis] * loops.shape[axis];
        from -= loops.source_strides[axis] * loops.shape[axis];
        index[axis] = 0;
      }
      if (axis == 0) break;
    }
  }
}

void copy_body(void* context, int64_t begin, int64_t end, uint32_t) {
  const auto& loops = *static_cast<const CopyLoops*>(context);
  with_type(loops.target_dtype, [&]<typename To>(To) {
    with_type(loops.source_dtype, [&]<typename From>(From) { copy_range<To, From>(loops, begin, end); });
  });
}

/// Drops axes of size 1, sorts by the target's strides, joins neighbours that are one axis in both views.
void simplify(CopyLoops& loops) {
  std::array<uint32_t, kMaxRank> order{};
  uint32_t rank = 0;
  for (uint32_t axis = 0; axis < loops.rank; ++axis) {
    if (loops.shape[axis] != 1) order[rank++] = axis;
  }
  std::stable_sort(order.begin(), order.begin() + rank, [&](uint32_t a, uint32_t b) {
    return std::abs(loops.target_strides[a]) > std::abs(loops.target_strides[b]);
  });
  const CopyLoops old = loops;
  loops.rank = 0;
  for (uint32_t i = 0; i < rank; ++i) {
    const uint32_t axis = order[i];
    const int64_t size = old.shape[axis];
    if (loops.rank > 0) {
      const uint32_t last = loops.rank - 1;
      if (loops.target_strides[last] == size * old.target_strides[axis] &&
          loops.source_strides[last] == size * old.source_strides[axis]) {
        loops.shape[last] *= size;
        loops.target_strides[last] = old.target_strides[axis];
        loops.source_strides[last] = old.source_strides[axis];
        continue;
      }
    }
    loops.shape[loops.rank] = size;
    loops.target_strides[loops.rank] = old.target_strides[axis];
    loops.source_strides[loops.rank] = old.source_strides[axis];
    ++loops.rank;
  }
  if (loops.rank == 0) {
    loops.rank = 1;
    loops.shape[0] = 1;
    loops.target_strides[0] = 0;
    loops.source_strides[0] = 0;
  }
}

void submit_copy(const Context& context, uint32_t site, const TypedView& source, const TypedView& target) {
  if (memory::element_count(target.view, target.rank) == 0) return;
  CopyLoops loops{source.view.data, target.view.data, source.dtype, target.dtype, target.rank, {}, {}, {}};
  for (uint32_t axis = 0; axis < target.rank; ++axis) {
    loops.shape[axis] = target.view.shape[axis];
    loops.source_strides[axis] = source.view.strides[axis];
    loops.target_strides[axis] = target.view.strides[axis];
  }
  simplify(loops);
  const auto side = [&](const TypedView& array, const int64_t* strides, AccessMode mode) {
    ArrayView view = array.view;
    std::copy_n(loops.shape, loops.rank, view.shape);
    std::copy_n(strides, loops.rank, view.strides);
    return engine::access_along(view, loops.rank, memory::item_size(array.dtype), 0, mode);
  };
  const Access accesses[] = {side(source, loops.source_strides, AccessMode::read),
                             side(target, loops.target_strides, AccessMode::write)};
  const int64_t each = std::accumulate(loops.shape + 1, loops.shape + loops.rank, int64_t{1}, std::multiplies<>());
  const int64_t bytes = each * (memory::item_size(source.dtype) + memory::item_size(target.dtype));
  context.engine.submit({.body = copy_body,
                         .context = &loops,
                         .context_bytes = sizeof loops,
                         .site = site,
                         .extent = loops.shape[0],
                         .block = loops.rank == 1 ? 64 : 1,
                         .cost_ns = 0.1 * static_cast<double>(bytes),
                         .bytes_per_iteration = static_cast<uint64_t>(bytes),
                         .accesses = accesses});
}

bool same_elements(const TypedView& a, const TypedView& b) {
  return a.view.data == b.view.data && a.dtype == b.dtype && std::equal(a.view.strides, a.view.strides + a.rank, b.view.strides);
}

struct ScanLoops {
  std::byte* data;
  DType dtype;
  int64_t length;  // along the scanned axis
  int64_t inner;   // elements after it
  Alarm alarm;
};

void scan_body(void* context, int64_t begin, int64_t end, uint32_t) {
  const auto& loops = *static_cast<const ScanLoops*>(context);
  with_type(loops.dtype, [&]<typename T>(T) {
    uint8_t flags = 0;
    for (int64_t outer = begin; outer < end; ++outer) {
      T* base = reinterpret_cast<T*>(loops.data) + outer * loops.length * loops.inner;
      for (int64_t j = 1; j < loops.length; ++j) {
        T* row = base + j * loops.inner;
        const T* before = row - loops.inner;
        for (int64_t i = 0; i < loops.inner; ++i) {
          if constexpr (std::is_same_v<T, bool>) {
            row[i] = row[i] || before[i];
          } else if constexpr (std::is_integral_v<T>) {
            using Unsigned = std::make_unsigned_t<T>;
            row[i] = static_cast<T>(static_cast<Unsigned>(row[i]) + static_cast<Unsigned>(before[i]));
          } else {
            const T sum = before[i] + row[i];
            flags = static_cast<uint8_t>(flags | raised::by(before[i], row[i], sum));
            row[i] = sum;
          }
        }
      }
    }
    if (flags != 0) loops.alarm.tell(flags);
  });
}

}  // namespace

Result<TypedView> copy(const Context& context, uint32_t site, const TypedView& source, DType dtype) {
  Result<ArrayView> view = engine::allocate_array(context.engine, context.pool, std::span(source.view.shape, source.rank), dtype);
  if (!view.ok()) return view.status();
  const TypedView target{view.value(), dtype, source.rank};
  submit_copy(context, site, source, target);
  return target;
}

Status assign(const Context& context, uint32_t site, const TypedView& source, const TypedView& target) {
  WEFT_CHECK(source.rank == target.rank);
  const bool overlap = memory::may_overlap(source.view, source.rank, memory::item_size(source.dtype), target.view, target.rank,
                                           memory::item_size(target.dtype));
  if (!overlap || same_elements(source, target)) {
    if (!overlap) submit_copy(context, site, source, target);
    return {};
  }
  Result<TypedView> temporary = copy(context, site, source, target.dtype);
  if (!temporary.ok()) return temporary.status();
  submit_copy(context, site, temporary.value(), target);
  memory::release(temporary.value().view.buffer);  // the engine holds it until the copy ran
  return {};
}

Result<TypedView> concatenate(const Context& context, uint32_t site, std::span<const TypedView> arrays, uint32_t axis) {
  if (arrays.empty()) return Status("ValueError", "need at least one array to concatenate");
  const TypedView& first = arrays.front();
  int64_t shape[kMaxRank] = {};
  std::copy_n(first.view.shape, first.rank, shape);
  shape[axis] = 0;
  for (size_t index = 0; index < arrays.size(); ++index) {
    const TypedView& array = arrays[index];
    for (uint32_t other = 0; other < first.rank; ++other) {
      if (other == axis || array.view.shape[other] == shape[other]) continue;
      return Status("ValueError", "all the input array dimensions except for the concatenation axis must match exactly, but along "
                                  "dimension " + std::to_string(other) + ", the array at index 0 has size " +
                                      std::to_string(shape[other]) + " and the array at index " + std::to_string(index) +
                                      " has size " + std::to_string(array.view.shape[other]));
    }
    shape[axis] += array.view.shape[axis];
  }
  Result<ArrayView> view = engine::allocate_array(context.engine, context.pool, std::span(shape, first.rank), first.dtype);
  if (!view.ok()) return view.status();
  ArrayView part = view.value();
  for (const TypedView& array : arrays) {
    part.shape[axis] = array.view.shape[axis];
    submit_copy(context, site, array, {part, first.dtype, first.rank});
    part.data += array.view.shape[axis] * part.strides[axis];
  }
  return TypedView{view.value(), first.dtype, first.rank};
}

Result<TypedView> cum_sum(const Context& context, uint32_t site, const TypedView& source, uint32_t axis, const Alarm& alarm) {
  Result<TypedView> copied = copy(context, site, source, source.dtype);
  if (!copied.ok()) return copied;
  const TypedView& out = copied.value();
  const int64_t* shape = out.view.shape;
  const int64_t outer = std::accumulate(shape, shape + axis, int64_t{1}, std::multiplies<>());
  const int64_t inner = std::accumulate(shape + axis + 1, shape + out.rank, int64_t{1}, std::multiplies<>());
  if (outer * inner * shape[axis] == 0) return copied;
  ScanLoops loops{out.view.data, out.dtype, shape[axis], inner, alarm};
  const int64_t bytes = shape[axis] * inner * memory::item_size(out.dtype);
  const Access access{out.view.buffer, 0, bytes, bytes, AccessMode::read_write};
  context.engine.submit({.body = scan_body,
                         .context = &loops,
                         .context_bytes = sizeof loops,
                         .site = site,
                         .extent = outer,
                         .cost_ns = 1.2 * static_cast<double>(shape[axis] * inner),
                         .bytes_per_iteration = static_cast<uint64_t>(2 * bytes),
                         .accesses = std::span(&access, 1)});
  return copied;
}

}  // namespace weft::kernels
