// SPDX-License-Identifier: Apache-2.0
// Services that call the kernels, and views whose shape is found at run time.
#include <bit>
#include <cmath>
#include <cstring>
#include <numeric>

#include "compile/faults.h"
#include "compile/short_calls.h"
#include "kernels/kernels.h"

namespace weft::compile {

using kernels::TypedView;
using memory::ArrayView;
using memory::Buffer;
using wire::DType;

namespace {

kernels::Context context_of(RunContext& run) {
  if (run.loop_site >= 0) end_stretch(run);
  return {*run.engine, *run.pool, run.switches};
}

void came_back(RunContext& run) {
  run.in_flight = run.engine->pending() != 0 ? 1 : 0;
  if (run.loop_site >= 0) begin_stretch(run);
}

int32_t finish(RunContext& run, int32_t node, Result<TypedView> result, ArrayView* out, std::vector<std::string> shapes = {}) {
  came_back(run);
  if (!result.ok()) return fail(run, node, result.status(), std::move(shapes));
  *out = result.value().view;
  ++run.held[out->buffer];
  return 0;
}

TypedView typed(const ArrayView* view, int32_t rank, int32_t dtype) {
  return {*view, static_cast<DType>(dtype), static_cast<uint32_t>(rank)};
}

/// Tells warnings of the program by their numbers.
kernels::Alarm alarm_of(RunContext& run, int32_t overflow, int32_t invalid) {
  const auto raise = [](void* target, int32_t number) { static_cast<WarningLog*>(target)->raise(static_cast<uint32_t>(number)); };
  return {raise, &run.warnings, overflow, invalid};
}

std::string shape_of(const TypedView& array) { return memory::shape_text(array.view, array.rank); }

/// A product and a sum for each pair of elements that meet.
void note_product(SiteWork& work, const TypedView& left, const TypedView& right) {
  const auto elements = [](const TypedView& view) {
    double count = 1;
    for (uint32_t axis = 0; axis < view.rank; ++axis) count *= static_cast<double>(view.view.shape[axis]);
    return count;
  };
  ++work.nests;
  const double columns = right.rank < 2 ? 1 : static_cast<double>(right.view.shape[right.rank - 1]);
  work.operations += 2 * elements(left) * columns;
}

}  // namespace

int32_t separate_copy(RunContext& run, int32_t node, int32_t site, ArrayView& leaf, uint32_t rank, DType dtype, Buffer** copied) {
  // Axes of stride 0 repeat one element: they are not copied.
  TypedView source{leaf, dtype, rank};
  for (uint32_t axis = 0; axis < rank; ++axis) {
    if (leaf.strides[axis] == 0 && leaf.shape[axis] > 0) source.view.shape[axis] = 1;
  }
  auto copy = kernels::copy(context_of(run), static_cast<uint32_t>(site), source, dtype);
  came_back(run);
  if (!copy.ok()) return fail(run, node, copy.status());
  *copied = copy.value().view.buffer;
  ++run.held[*copied];
  leaf.buffer = copy.value().view.buffer;
  leaf.data = copy.value().view.data;
  for (uint32_t axis = 0; axis < rank; ++axis) {
    if (leaf.strides[axis] != 0) leaf.strides[axis] = copy.value().view.strides[axis];
  }
  return 0;
}

extern "C" {

int32_t weft_matmul(RunContext* run, int32_t node, int32_t site, const ArrayView* a, int32_t a_rank, const ArrayView* b,
                    int32_t b_rank, int32_t dtype, int32_t overflow, int32_t invalid, ArrayView* out) {
  const TypedView left = typed(a, a_rank, dtype);
  const TypedView right = typed(b, b_rank, dtype);
  const Divisible timed(*run);
  note_product(run->work[static_cast<size_t>(site)], left, right);
  return finish(*run, node, kernels::matmul(context_of(*run), static_cast<uint32_t>(site), left, right, alarm_of(*run, overflow, invalid)), out,
                {shape_of(left), shape_of(right)});
}

int32_t weft_concatenate(RunContext* run, int32_t node, int32_t site, const ArrayView* arrays, int32_t count, int32_t rank,
                         int32_t dtype, int32_t axis, ArrayView* out) {
  std::vector<TypedView> parts;
  std::vector<std::string> shapes;
  for (int32_t index = 0; index < count; ++index) {
    parts.push_back(typed(arrays + index, rank, dtype));
    shapes.push_back(shape_of(parts.back()));
  }
  return finish(*run, node, kernels::concatenate(context_of(*run), static_cast<uint32_t>(site), parts, static_cast<uint32_t>(axis)),
                out, std::move(shapes));
}

int32_t weft_linspace(RunContext* run, int32_t node, int32_t site, double start, double stop, int64_t count, int32_t endpoint,
                      int32_t dtype, ArrayView* out) {
  return finish(*run, node, kernels::linspace(context_of(*run), static_cast<uint32_t>(site), start, stop, count, endpoint != 0,
                                              static_cast<DType>(dtype)), out);
}

int32_t weft_eye(RunContext* run, int32_t node, int32_t site, int64_t rows, int64_t columns, int64_t diagonal, int32_t dtype,
                 ArrayView* out) {
  return finish(*run, node, kernels::eye(context_of(*run), static_cast<uint32_t>(site), rows, columns, diagonal,
                                         static_cast<DType>(dtype)), out);
}

int32_t weft_arange_float(RunContext* run, int32_t node, int32_t site, double start, double stop, double step, int32_t dtype,
                          ArrayView* out) {
  return finish(*run, node, kernels::arange_float(context_of(*run), static_cast<uint32_t>(site), start, stop, step,
                                                  static_cast<DType>(dtype)), out);
}

int32_t weft_arange_int(RunContext* run, int32_t node, int32_t site, int64_t start, int64_t stop, int64_t step, int32_t dtype,
                        ArrayView* out) {
  return finish(*run, node, kernels::arange_int(context_of(*run), static_cast<uint32_t>(site), start, stop, step,
                                                static_cast<DType>(dtype)), out);
}

int32_t weft_cum_sum(RunContext* run, int32_t node, int32_t site, const ArrayView* source, int32_t rank, int32_t dtype,
                     int32_t axis, int32_t overflow, int32_t invalid, ArrayView* out) {
  return finish(*run, node, kernels::cum_sum(context_of(*run), static_cast<uint32_t>(site), typed(source, rank, dtype),
                                             static_cast<uint32_t>(axis), alarm_of(*run, overflow, invalid)), out);
}

int32_t weft_load_npy(RunContext* run, int32_t node, int32_t site, int32_t text, int32_t dtype, int32_t rank, ArrayView* out) {
  return finish(*run, node, kernels::load_npy(context_of(*run), static_cast<uint32_t>(site), (*run->texts)[static_cast<size_t>(text)],
                                              static_cast<DType>(dtype), static_cast<uint32_t>(rank)), out);
}

int32_t weft_save_npy(RunContext* run, int32_t node, int32_t site, int32_t text, const ArrayView* array, int32_t rank, int32_t dtype) {
  const Status status = kernels::save_npy(context_of(*run), static_cast<uint32_t>(site), (*run->texts)[static_cast<size_t>(text)],
                                          typed(array, rank, dtype));
  came_back(*run);
  return status.ok() ? 0 : fail(*run, node, status);
}

/// `out->shape` holds the requested sizes, one of them possibly -1. `out` gets a reference of its own, view or copy.
int32_t weft_reshape(RunContext* run, int32_t node, int32_t site, const ArrayView* source, int32_t source_rank, int32_t dtype,
                     ArrayView* out, int32_t rank) {
  const auto from = static_cast<uint32_t>(source_rank);
  const auto to = static_cast<uint32_t>(rank);
  const int64_t item = memory::item_size(static_cast<DType>(dtype));
  const int64_t count = memory::element_count(*source, from);
  int64_t known = 1;
  int unknown = -1;
  std::string wanted = "(";
  for (uint32_t axis = 0; axis < to; ++axis) {
    if (out->shape[axis] < 0) {
      if (unknown >= 0) return fail(*run, node, Status("ValueError", "can only specify one unknown dimension"));
      unknown = static_cast<int>(axis);
    } else {
      known *= out->shape[axis];
      wanted += (wanted.size() > 1 ? "," : "") + std::to_string(out->shape[axis]);
    }
  }
  wanted += to == 1 && unknown < 0 ? ",)" : ")";
  const bool fits = unknown >= 0 ? known != 0 && count % known == 0 : known == count;
  if (!fits) {
    return fail(*run, node, Status("ValueError", "cannot reshape array of size " + std::to_string(count) + " into shape " + wanted),
                {memory::shape_text(*source, from)});
  }
  if (unknown >= 0) out->shape[unknown] = count / known;
  // NumPy's attempt without a copy: groups of old axes that multiply to groups of new axes must be contiguous in themselves.
  std::vector<std::pair<int64_t, int64_t>> old;
  for (uint32_t axis = 0; axis < from; ++axis) if (source->shape[axis] != 1) old.emplace_back(source->shape[axis], source->strides[axis]);
  bool view = true;
  size_t first = 0;
  uint32_t next = 0;
  if (count > 0) {
    while (first < old.size() && next < to && view) {
      int64_t old_size = old[first].first;
      int64_t new_size = out->shape[next];
      size_t last = first + 1;
      uint32_t end = next + 1;
      while (old_size != new_size) {
        if (new_size < old_size) new_size *= out->shape[end++];
        else old_size *= old[last++].first;
      }
      for (size_t k = first; k + 1 < last; ++k) view = view && old[k].second == old[k + 1].first * old[k + 1].second;
      int64_t stride = old[last - 1].second;
      for (uint32_t k = end; k-- > next;) {
        out->strides[k] = stride;
        stride *= out->shape[k];
      }
      first = last;
      next = end;
    }
    for (; next < to; ++next) out->strides[next] = item;
  }
  if (view && count > 0) {
    memory::retain(source->buffer);
    ++run->held[source->buffer];
    out->buffer = source->buffer;
    out->data = source->data;
    return 0;
  }
  auto copy = kernels::copy(context_of(*run), static_cast<uint32_t>(site), typed(source, source_rank, dtype), static_cast<DType>(dtype));
  came_back(*run);
  if (!copy.ok()) return fail(*run, node, copy.status());
  ++run->held[copy.value().view.buffer];
  out->buffer = copy.value().view.buffer;
  out->data = copy.value().view.data;
  int64_t stride = item;
  for (uint32_t axis = to; axis-- > 0;) {
    out->strides[axis] = stride;
    stride *= out->shape[axis];
  }
  return 0;
}

/// Python's `**` on non-negative exponents: 1 when the result does not fit.
int32_t weft_integer_power(int64_t base, int64_t exponent, int64_t* result) {
  int64_t power = 1;
  while (exponent > 0) {
    if ((exponent & 1) != 0 && __builtin_mul_overflow(power, base, &power)) return 1;
    exponent >>= 1;
    if (exponent > 0 && __builtin_mul_overflow(base, base, &base)) return 1;
  }
  *result = power;
  return 0;
}

/// Python's `/` of integers, rounded once: a quotient of 55 bits or more, its last bit set when there is a rest.
double weft_integer_quotient(int64_t a, int64_t b) {
  const auto size = [](int64_t x) { return x < 0 ? uint64_t{0} - static_cast<uint64_t>(x) : static_cast<uint64_t>(x); };
  const uint64_t above = size(a);
  const uint64_t below = size(b);
  const int shift = std::max(0, 55 + static_cast<int>(std::bit_width(below)) - static_cast<int>(std::bit_width(above)));
  const unsigned __int128 scaled = static_cast<unsigned __int128>(above) << static_cast<unsigned>(shift);
  uint64_t quotient = static_cast<uint64_t>(scaled / below);
  if (scaled % below != 0) quotient |= 1;
  const double result = std::ldexp(static_cast<double>(quotient), -shift);
  return (a < 0) != (b < 0) ? -result : result;
}

/// Python's math.gcd and math.lcm: 1 when the result does not fit.
int32_t weft_integer_common(int64_t a, int64_t b, int32_t multiple, int64_t* result) {
  const auto size = [](int64_t x) { return x < 0 ? uint64_t{0} - static_cast<uint64_t>(x) : static_cast<uint64_t>(x); };
  const uint64_t x = size(a);
  const uint64_t y = size(b);
  uint64_t found = std::gcd(x, y);
  if (multiple != 0 && found != 0 && __builtin_mul_overflow(x / found, y, &found)) return 1;
  *result = static_cast<int64_t>(found);
  return found > static_cast<uint64_t>(INT64_MAX) ? 1 : 0;
}

int32_t weft_any_negative(const ArrayView* array, int32_t rank, int32_t dtype) {
  const auto axes = static_cast<uint32_t>(rank);
  const auto negative = [&](const std::byte* at) {
    switch (static_cast<DType>(dtype)) {
      case DType::Int8: return *reinterpret_cast<const int8_t*>(at) < 0;
      case DType::Int16: return *reinterpret_cast<const int16_t*>(at) < 0;
      case DType::Int32: return *reinterpret_cast<const int32_t*>(at) < 0;
      default: return *reinterpret_cast<const int64_t*>(at) < 0;
    }
  };
  const int64_t count = memory::element_count(*array, axes);
  int64_t place[memory::kMaxRank] = {};
  const std::byte* data = array->data;
  for (int64_t done = 0; done < count; ++done) {
    if (negative(data)) return 1;
    for (uint32_t axis = axes; axis-- > 0;) {
      data += array->strides[axis];
      if (++place[axis] < array->shape[axis]) break;
      data -= array->strides[axis] * array->shape[axis];
      place[axis] = 0;
    }
  }
  return 0;
}

}  // extern "C"

void add_library_symbols(SymbolTable& symbols) {
  const auto add = [&](const char* name, auto* function) { symbols.emplace_back(name, reinterpret_cast<void*>(function)); };
  add("weft_matmul", weft_matmul);
  add("weft_concatenate", weft_concatenate);
  add("weft_linspace", weft_linspace);
  add("weft_eye", weft_eye);
  add("weft_arange_float", weft_arange_float);
  add("weft_arange_int", weft_arange_int);
  add("weft_cum_sum", weft_cum_sum);
  add("weft_load_npy", weft_load_npy);
  add("weft_save_npy", weft_save_npy);
  add("weft_reshape", weft_reshape);
  add("weft_integer_power", weft_integer_power);
  add("weft_integer_quotient", weft_integer_quotient);
  add("weft_integer_common", weft_integer_common);
  add("weft_any_negative", weft_any_negative);
}

}  // namespace weft::compile
