// SPDX-License-Identifier: Apache-2.0
// Integer arrays and masks to byte offsets, with NumPy's checks and messages in NumPy's order.

#include "kernels/indexing/index_plan.h"

#include <algorithm>
#include <atomic>

namespace weft::kernels {
namespace {

/// Elements of a mask that one task counts; the cut is fixed, so that the order never depends on threads.
constexpr int64_t kMaskChunk = 1 << 14;

/// One advanced item: integers with the axis they index (a mask gives one for each of its axes).
struct Part {
  TypedView integers;     // Int64, contiguous; a mask's positions, of which `divisor` and `modulus` give the coordinate
  int64_t divisor = 1;
  int64_t modulus = 0;    // 0: the integers are the index itself
  int64_t axis = 0;       // of the array, for messages
  int64_t size = 0;
  int64_t stride = 0;
  Bounds bounds = Bounds::raise;
  bool is_mask = false;
};

std::string shapes_text(const std::vector<Part>& parts) {
  std::string text;
  for (const Part& part : parts) text += memory::shape_text(part.integers.view, part.integers.rank) + " ";
  // NumPy writes shapes without spaces here.
  std::erase(text, ' ');
  std::string spaced;
  for (char c : text) {
    spaced += c;
    if (c == ')') spaced += ' ';
  }
  return spaced;
}

/// The shape that the parts broadcast to.
Status broadcast_parts(const std::vector<Part>& parts, Axes& index) {
  for (const Part& part : parts) index.rank = std::max(index.rank, part.integers.rank);
  std::fill_n(index.shape, index.rank, int64_t{1});
  for (const Part& part : parts) {
    const uint32_t shift = index.rank - part.integers.rank;
    for (uint32_t axis = 0; axis < part.integers.rank; ++axis) {
      const int64_t size = part.integers.view.shape[axis];
      int64_t& whole = index.shape[axis + shift];
      if (size == 1 || size == whole) continue;
      if (whole != 1) {
        return {"IndexError",
                "shape mismatch: indexing arrays could not be broadcast together with shapes " + shapes_text(parts)};
      }
      whole = size;
    }
  }
  return {};
}

/// Byte offsets of one part, checked; `offsets` has the part's own shape.
Status offsets_of(Call& call, const Part& part, int64_t* offsets) {
  const auto* integers = reinterpret_cast<const int64_t*>(part.integers.view.data);
  const int64_t count = memory::element_count(part.integers.view, part.integers.rank);
  if (part.is_mask) {
    each_row(call, count, part.modulus == 0 ? 0.5 : 3, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        const int64_t place = part.modulus == 0 ? integers[i] : integers[i] / part.divisor % part.modulus;
        offsets[i] = place * part.stride;
      }
    }, 512);
    return {};
  }
  std::atomic<int64_t> wrong{count};
  each_row(call, count, 1, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const int64_t place = place_of(integers[i], part.size, part.bounds);
      if (place < 0) {
        int64_t first = wrong.load();
        while (i < first && !wrong.compare_exchange_weak(first, i)) {
        }
        return;
      }
      offsets[i] = place * part.stride;
    }
  }, 512);
  if (wrong == count) return {};
  if (part.bounds != Bounds::raise) return {"IndexError", "cannot do a non-empty take from an empty axes."};
  return out_of_bounds(integers[wrong], part.axis, part.size);
}

/// Adds the offsets of a part to those of the whole index.
void add_offsets(Call& call, const Axes& index, const Part& part, const int64_t* own, int64_t* offsets) {
  int64_t strides[memory::kMaxRank] = {};
  const uint32_t shift = index.rank - part.integers.rank;
  int64_t step = 1;
  for (uint32_t axis = part.integers.rank; axis-- > 0;) {
    if (part.integers.view.shape[axis] != 1) strides[axis + shift] = step;
    step *= part.integers.view.shape[axis];
  }
  each_row(call, index.count(), 2, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) offsets[i] += own[offset_of(i, index.rank, index.shape, strides)];
  }, 512);
}

struct Parser {
  Call& call;
  const TypedView& array;
  size_t operand;
  std::vector<Part> parts{};
  uint32_t axis = 0;

  Status integers(Bounds bounds) {
    auto values = as_array(call, operand++, DType::Int64);
    if (!values.ok()) return values.status();
    parts.push_back({.integers = values.value(), .axis = axis, .size = array.view.shape[axis], .stride = array.view.strides[axis],
                     .bounds = bounds});
    ++axis;
    return {};
  }

  Status mask() {
    auto flags = as_array(call, operand++, DType::Bool);
    if (!flags.ok()) return flags.status();
    const TypedView& mask = flags.value();
    for (uint32_t i = 0; i < mask.rank; ++i) {
      if (mask.view.shape[i] == array.view.shape[axis + i]) continue;
      return {"IndexError", "boolean index did not match indexed array along axis " + std::to_string(axis + i) +
                                "; size of axis is " + std::to_string(array.view.shape[axis + i]) +
                                " but size of corresponding boolean axis is " + std::to_string(mask.view.shape[i])};
    }
    auto positions = true_positions(call, mask);
    if (!positions.ok()) return positions.status();
    if (mask.rank == 0) {
      parts.push_back({.integers = positions.value(), .axis = axis, .is_mask = true});
      return {};
    }
    // Axes that lie behind each other in memory are one to a mask.
    bool is_one = true;
    for (uint32_t i = 0; i + 1 < mask.rank; ++i) {
      is_one = is_one && array.view.strides[axis + i] == array.view.strides[axis + i + 1] * array.view.shape[axis + i + 1];
    }
    if (is_one) {
      parts.push_back({.integers = positions.value(), .axis = axis, .stride = array.view.strides[axis + mask.rank - 1],
                       .is_mask = true});
      axis += mask.rank;
      return {};
    }
    int64_t divisor = memory::element_count(mask.view, mask.rank);
    for (uint32_t i = 0; i < mask.rank; ++i, ++axis) {
      const int64_t size = mask.view.shape[i];
      if (size > 0) divisor /= size;
      parts.push_back({.integers = positions.value(), .divisor = divisor, .modulus = std::max<int64_t>(size, 1), .axis = axis,
                       .stride = array.view.strides[axis], .is_mask = true});
    }
    return {};
  }
};

}  // namespace

bool Axes::add(int64_t size, int64_t stride) {
  if (rank == memory::kMaxRank) return false;
  shape[rank] = size;
  strides[rank] = stride;
  ++rank;
  return true;
}

int64_t Axes::count() const {
  int64_t result = 1;
  for (uint32_t axis = 0; axis < rank; ++axis) result *= shape[axis];
  return result;
}

void Axes::simplify() {
  const Axes old = *this;
  rank = 0;
  for (uint32_t axis = 0; axis < old.rank; ++axis) {
    if (old.shape[axis] == 1) continue;
    if (rank > 0 && strides[rank - 1] == old.strides[axis] * old.shape[axis]) {
      shape[rank - 1] *= old.shape[axis];
      strides[rank - 1] = old.strides[axis];
    } else {
      add(old.shape[axis], old.strides[axis]);
    }
  }
  if (rank == 0) add(1, 0);
}

std::vector<int64_t> IndexPlan::result_shape() const {
  std::vector<int64_t> shape(before.shape, before.shape + before.rank);
  shape.insert(shape.end(), index.shape, index.shape + index.rank);
  shape.insert(shape.end(), after.shape, after.shape + after.rank);
  return shape;
}

Result<TypedView> true_positions(Call& call, const TypedView& mask) {
  const auto* flags = reinterpret_cast<const uint8_t*>(mask.view.data);
  const int64_t count = memory::element_count(mask.view, mask.rank);
  const int64_t chunks = (count + kMaskChunk - 1) / kMaskChunk;
  std::vector<int64_t> first(static_cast<size_t>(chunks) + 1);
  each_row(call, chunks, 0.1 * static_cast<double>(kMaskChunk), [&](int64_t begin, int64_t end) {
    for (int64_t chunk = begin; chunk < end; ++chunk) {
      const int64_t stop = std::min((chunk + 1) * kMaskChunk, count);
      int64_t found = 0;
      for (int64_t i = chunk * kMaskChunk; i < stop; ++i) found += flags[i];
      first[static_cast<size_t>(chunk) + 1] = found;
    }
  });
  for (size_t chunk = 1; chunk < first.size(); ++chunk) first[chunk] += first[chunk - 1];
  auto positions = call.fresh({first.back()}, DType::Int64);
  if (!positions.ok()) return positions;
  auto* out = reinterpret_cast<int64_t*>(positions.value().view.data);
  each_row(call, chunks, 0.8 * static_cast<double>(kMaskChunk), [&](int64_t begin, int64_t end) {
    for (int64_t chunk = begin; chunk < end; ++chunk) {
      const int64_t stop = std::min((chunk + 1) * kMaskChunk, count);
      int64_t at = first[static_cast<size_t>(chunk)];
      const int64_t last = first[static_cast<size_t>(chunk) + 1];
      // Without a branch: the place is written always and kept when the flag is set. The last one must not pass the chunk's end.
      for (int64_t i = chunk * kMaskChunk; i < stop && at < last; ++i) {
        out[at] = i;
        at += flags[i];
      }
    }
  });
  return positions;
}

Result<IndexPlan> plan_index(Call& call, const TypedView& array, std::string_view spec, size_t first_operand) {
  IndexPlan plan;
  Parser parser{call, array, first_operand};
  const size_t first = spec.find_first_not_of(":n.");
  const size_t last = spec.find_last_not_of(":n.");
  const size_t gap = spec.find_first_of(":n.", first);
  const bool is_together = first != std::string_view::npos && (gap == std::string_view::npos || gap > last);
  bool is_masks_only = true;
  for (size_t i = 0; i < spec.size(); ++i) {
    if (spec[i] == '.') continue;
    if (spec[i] == ':' || spec[i] == 'n') {
      Axes& axes = is_together && i < first ? plan.before : plan.after;
      const bool is_new = spec[i] == 'n';
      if (!axes.add(is_new ? 1 : array.view.shape[parser.axis], is_new ? 0 : array.view.strides[parser.axis])) {
        return Status("IndexError", "too many axes in the result of an index");
      }
      if (!is_new) ++parser.axis;
      continue;
    }
    is_masks_only = is_masks_only && spec[i] == 'b';
    const Status status = spec[i] == 'b' ? parser.mask() : parser.integers(static_cast<Bounds>(spec[i]));
    if (!status.ok()) return status;
  }
  const std::vector<Part>& parts = parser.parts;
  if (Status status = broadcast_parts(parts, plan.index); !status.ok()) return status;
  plan.is_distinct = is_masks_only;
  plan.is_one_mask = spec == "b" && call.operand(first_operand).view.buffer != nullptr &&
                     call.operand(first_operand).rank == array.rank;
  const int64_t count = plan.index.count();
  auto total = call.fresh({count}, DType::Int64);
  if (!total.ok()) return total.status();
  auto* offsets = reinterpret_cast<int64_t*>(total.value().view.data);
  plan.offsets = offsets;
  bool is_first = true;
  for (const Part& part : parts) {
    const int64_t own_count = memory::element_count(part.integers.view, part.integers.rank);
    if (is_first && own_count == count) {
      if (Status status = offsets_of(call, part, offsets); !status.ok()) return status;
      is_first = false;
      continue;
    }
    if (is_first) std::fill_n(offsets, count, int64_t{0});
    is_first = false;
    std::vector<int64_t> own(static_cast<size_t>(own_count));
    if (Status status = offsets_of(call, part, own.data()); !status.ok()) return status;
    add_offsets(call, plan.index, part, own.data(), offsets);
  }
  if (plan.before.rank + plan.index.rank + plan.after.rank > memory::kMaxRank) {
    return Status("IndexError", "too many axes in the result of an index");
  }
  return plan;
}

}  // namespace weft::kernels
