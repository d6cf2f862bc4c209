// SPDX-License-Identifier: Apache-2.0
// Choosing among arrays, along an axis, and the places that `insert`, `delete` and triangles name.

#include <algorithm>
#include <atomic>
#include <cstring>

#include "kernels/indexing/index_plan.h"

namespace weft::kernels {
namespace {

int64_t* integers(const TypedView& array) { return reinterpret_cast<int64_t*>(array.view.data); }
int64_t count_all(const TypedView& array) { return memory::element_count(array.view, array.rank); }

Status give_integers(Call& call, const std::vector<int64_t>& values) {
  auto result = call.fresh({static_cast<int64_t>(values.size())}, DType::Int64);
  if (!result.ok()) return result.status();
  std::copy(values.begin(), values.end(), integers(result.value()));
  call.give(result.value());
  return {};
}

/// indices, mode, then the choices: all broadcast by the caller to one shape, choices of one element type.
Status choose(Call& call) {
  auto indices = as_array(call, 0, DType::Int64);
  if (!indices.ok()) return indices.status();
  const Bounds bounds = bounds_of(call.text(1));
  const auto choices = static_cast<int64_t>(call.count()) - 2;
  const DType dtype = dtype_of(call.operand(2));
  std::vector<const std::byte*> data;
  for (size_t i = 2; i < call.count(); ++i) {
    auto choice = as_array(call, i, dtype);
    if (!choice.ok()) return choice.status();
    data.push_back(choice.value().view.data);
  }
  auto result = call.fresh(std::span<const int64_t>(indices.value().view.shape, indices.value().rank), dtype);
  if (!result.ok()) return result.status();
  std::atomic<bool> is_wrong{false};
  with_size(memory::item_size(dtype), [&]<typename T>(T) {
    T* out = reinterpret_cast<T*>(result.value().view.data);
    const int64_t* which = integers(indices.value());
    each_row(call, count_all(indices.value()), 3, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        // Negative numbers do not count from the end here.
        const int64_t choice = bounds == Bounds::raise ? (which[i] < 0 || which[i] >= choices ? -1 : which[i])
                                                       : place_of(which[i], choices, bounds);
        if (choice < 0) is_wrong = true;
        else out[i] = reinterpret_cast<const T*>(data[static_cast<size_t>(choice)])[i];
      }
    }, 64);
  });
  if (is_wrong) return {"ValueError", "invalid entry in choice array"};
  call.give(result.value());
  return {};
}

/// An index over all axes whose integers on `axis` are `indices`, and which follows the other axes of `array`.
Result<IndexPlan> plan_along(Call& call, const TypedView& array, size_t operand, uint32_t axis) {
  auto given = as_array(call, operand, DType::Int64);
  if (!given.ok()) return given.status();
  const TypedView& indices = given.value();
  IndexPlan plan;
  bool fits = true;
  int64_t strides[memory::kMaxRank] = {};
  int64_t step = 1;
  for (uint32_t i = indices.rank; i-- > 0;) {
    strides[i] = indices.view.shape[i] == 1 ? 0 : step;
    step *= indices.view.shape[i];
  }
  for (uint32_t i = 0; i < array.rank; ++i) {
    const int64_t size = indices.view.shape[i];
    const int64_t own = array.view.shape[i];
    fits = fits && (i == axis || size == 1 || own == 1 || size == own);
    plan.index.add(i == axis || own == 1 ? size : own, i == axis || own == 1 ? 0 : array.view.strides[i]);
  }
  if (!fits) {
    std::string text;
    for (uint32_t i = 0; i < array.rank; ++i) {
      std::vector<int64_t> shape(array.rank, 1);
      shape[i] = array.view.shape[i];
      text += memory::shape_text(i == axis ? std::span<const int64_t>(indices.view.shape, indices.rank) : std::span<const int64_t>(shape));
    }
    std::erase(text, ' ');
    std::string spaced;
    for (const char c : text) spaced += c == ')' ? std::string(") ") : std::string(1, c);
    return Status("IndexError", "shape mismatch: indexing arrays could not be broadcast together with shapes " + spaced);
  }
  const int64_t count = plan.index.count();
  auto offsets = call.fresh({count}, DType::Int64);
  if (!offsets.ok()) return offsets.status();
  std::atomic<int64_t> wrong{-1};
  each_row(call, count, 8, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const int64_t at = offset_of(i, plan.index.rank, plan.index.shape, strides);
      const int64_t place = place_of(integers(indices)[at], array.view.shape[axis], Bounds::raise);
      if (place < 0) {
        int64_t first = wrong.load();
        while ((first < 0 || at < first) && !wrong.compare_exchange_weak(first, at)) {
        }
        return;
      }
      integers(offsets.value())[i] = offset_of(i, plan.index.rank, plan.index.shape, plan.index.strides) + place * array.view.strides[axis];
    }
  }, 64);
  if (wrong >= 0) return out_of_bounds(integers(indices)[wrong], axis, array.view.shape[axis]);
  plan.offsets = integers(offsets.value());
  return plan;
}

/// a, indices, axis
Status take_along_axis(Call& call) {
  const TypedView array = call.array(0);
  auto plan = plan_along(call, array, 1, static_cast<uint32_t>(call.integer(2)));
  if (!plan.ok()) return plan.status();
  auto result = gather(call, array, plan.value());
  if (!result.ok()) return result.status();
  call.give(result.value());
  return {};
}

/// a, indices, values, axis
Status put_along_axis(Call& call) {
  const TypedView array = call.array(0);
  auto plan = plan_along(call, array, 1, static_cast<uint32_t>(call.integer(3)));
  if (!plan.ok()) return plan.status();
  auto values = call.operand(2).is_array() ? Result<TypedView>(call.array(2)) : as_array(call, 2, array.dtype);
  if (!values.ok()) return values.status();
  return scatter(call, array, plan.value(), values.value());
}

/// places or mask, size of the axis, its number: the places that stay.
Status kept_places(Call& call) {
  const int64_t size = call.integer(1);
  std::vector<uint8_t> kept(static_cast<size_t>(size), 1);
  const bool is_mask = dtype_of(call.operand(0)) == DType::Bool;
  auto given = as_array(call, 0, is_mask ? DType::Bool : DType::Int64);
  if (!given.ok()) return given.status();
  const int64_t count = count_all(given.value());
  if (is_mask) {
    if (given.value().rank != 1 || count != size) {
      return {"ValueError",
              "boolean array argument obj to delete must be one dimensional and match the axis length of " + std::to_string(size)};
    }
    for (int64_t i = 0; i < size; ++i) kept[static_cast<size_t>(i)] = given.value().view.data[i] == std::byte{0};
  } else {
    for (int64_t i = 0; i < count; ++i) {
      const int64_t place = place_of(integers(given.value())[i], size, Bounds::raise);
      if (place < 0) return out_of_bounds(integers(given.value())[i], call.integer(2), size);
      kept[static_cast<size_t>(place)] = 0;
    }
  }
  std::vector<int64_t> places;
  for (int64_t i = 0; i < size; ++i) {
    if (kept[static_cast<size_t>(i)] != 0) places.push_back(i);
  }
  return give_integers(call, places);
}

/// places, size of the axis, its number, how many values one place takes: where the new and the old elements go.
Status insert_places(Call& call) {
  const int64_t size = call.integer(1);
  auto given = as_array(call, 0, DType::Int64);
  if (!given.ok()) return given.status();
  const int64_t count = count_all(given.value());
  std::vector<int64_t> places(integers(given.value()), integers(given.value()) + count);
  if (count == 1) {
    if (places[0] < -size || places[0] > size) return out_of_bounds(places[0], call.integer(2), size);
    const int64_t first = places[0] < 0 ? places[0] + size : places[0];
    places.clear();
    for (int64_t i = 0; i < call.integer(3); ++i) places.push_back(first + i);
  } else {
    std::vector<size_t> order(places.size());
    for (size_t i = 0; i < order.size(); ++i) {
      order[i] = i;
      if (places[i] < 0) places[i] += size;
    }
    std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return places[a] < places[b]; });
    for (size_t i = 0; i < order.size(); ++i) places[order[i]] += static_cast<int64_t>(i);
  }
  const int64_t whole = size + static_cast<int64_t>(places.size());
  std::vector<uint8_t> is_old(static_cast<size_t>(whole), 1);
  for (int64_t& place : places) {
    const int64_t found = place_of(place, whole, Bounds::raise);
    if (found < 0) return out_of_bounds(place, call.integer(2), whole);
    place = found;
    is_old[static_cast<size_t>(place)] = 0;
  }
  std::vector<int64_t> old;
  for (int64_t i = 0; i < whole; ++i) {
    if (is_old[static_cast<size_t>(i)] != 0) old.push_back(i);
  }
  if (Status status = give_integers(call, places); !status.ok()) return status;
  return give_integers(call, old);
}

/// mask, from the front, from the back: the range that stays.
Status trim_bounds(Call& call) {
  auto mask = call.contiguous(0, DType::Bool);
  if (!mask.ok()) return mask.status();
  const auto* flags = reinterpret_cast<const uint8_t*>(mask.value().view.data);
  int64_t first = 0;
  int64_t last = count_all(mask.value());
  if (call.flag(1)) {
    while (first < last && flags[first] == 0) ++first;
  }
  if (call.flag(2)) {
    while (last > first && flags[last - 1] == 0) --last;
  }
  call.give_int(first);
  call.give_int(last);
  return {};
}

/// a (any shape), then the sizes: its elements round and round.
Status resize(Call& call) {
  auto source = call.contiguous(0);
  if (!source.ok()) return source.status();
  std::vector<int64_t> shape;
  for (size_t i = 1; i < call.count(); ++i) {
    if (call.integer(i) < 0) return {"ValueError", "all elements of `new_shape` must be non-negative"};
    shape.push_back(call.integer(i));
  }
  auto result = call.fresh(shape, source.value().dtype);
  if (!result.ok()) return result.status();
  const int64_t item = memory::item_size(source.value().dtype);
  const int64_t round = count_all(source.value()) * item;
  const int64_t whole = count_all(result.value()) * item;
  std::byte* out = result.value().view.data;
  if (round == 0) std::memset(out, 0, static_cast<size_t>(whole));
  for (int64_t at = 0; round > 0 && at < whole; at += round) {
    std::memcpy(out + at, source.value().view.data, static_cast<size_t>(std::min(round, whole - at)));
  }
  call.give(result.value());
  return {};
}

/// rows, columns, diagonal: row and column of every element on and below (above) the diagonal.
Status triangle(Call& call, bool is_lower) {
  const int64_t rows = std::max<int64_t>(call.integer(0), 0);
  const int64_t columns = std::max<int64_t>(call.integer(1), 0);
  const int64_t diagonal = call.integer(2);
  std::vector<int64_t> down;
  std::vector<int64_t> across;
  for (int64_t i = 0; i < rows; ++i) {
    const int64_t edge = std::clamp<int64_t>(i + diagonal + (is_lower ? 1 : 0), 0, columns);
    for (int64_t j = is_lower ? 0 : edge; j < (is_lower ? edge : columns); ++j) {
      down.push_back(i);
      across.push_back(j);
    }
  }
  if (Status status = give_integers(call, down); !status.ok()) return status;
  return give_integers(call, across);
}

}  // namespace

void register_select(Registry& registry) {
  registry.add("choose", choose);
  registry.add("take_along_axis", take_along_axis);
  registry.add("put_along_axis", put_along_axis, 1);
  registry.add("delete.places", kept_places);
  registry.add("insert.places", insert_places);
  registry.add("trim_zeros.bounds", trim_bounds);
  registry.add("resize", resize);
  registry.add("tril_indices", [](Call& call) { return triangle(call, true); });
  registry.add("triu_indices", [](Call& call) { return triangle(call, false); });
}

}  // namespace weft::kernels
