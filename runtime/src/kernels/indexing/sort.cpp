// SPDX-License-Identifier: Apache-2.0
// Sorting along an axis, by value or indirectly. `argsort` is always stable; `partition` gives what NumPy promises (the kth
// element in its place, no greater before it, no lesser behind it), not NumPy's order of the others.

#include "kernels/indexing/sort_order.h"

#include <numeric>

namespace weft::kernels {
namespace {

/// The lines of a view along one axis.
struct Along {
  TypedView others;  // the view without the axis
  int64_t length = 1;
  int64_t stride = 0;
  int64_t lines = 1;

  Along(const TypedView& array, int64_t axis) : others(array) {
    length = array.view.shape[axis];
    stride = array.view.strides[axis];
    others.rank = array.rank - 1;
    for (auto i = static_cast<size_t>(axis); i < others.rank; ++i) {
      others.view.shape[i] = array.view.shape[i + 1];
      others.view.strides[i] = array.view.strides[i + 1];
    }
    lines = memory::element_count(others.view, others.rank);
  }

  std::byte* line(int64_t number) const {
    return others.view.data + offset_of(number, others.rank, others.view.shape, others.view.strides);
  }
};

double sort_ns(int64_t length) {
  double levels = 1;
  for (int64_t n = length; n > 1; n /= 2) ++levels;
  return 3 * levels * static_cast<double>(length);
}

/// Calls `work(data)` for each line of `target`, with its elements side by side, and writes them back.
template <typename T, typename Work>
void each_sorted_line(Call& call, const TypedView& target, int64_t axis, const Work& work) {
  const Along along(target, axis);
  if (along.length == 0 || along.lines == 0) return;
  const auto one = [&](int64_t number, std::vector<T>& space) {
    std::byte* start = along.line(number);
    if (along.stride == static_cast<int64_t>(sizeof(T))) {
      work(reinterpret_cast<T*>(start), along.length);
      return;
    }
    space.resize(static_cast<size_t>(along.length));
    for (int64_t i = 0; i < along.length; ++i) space[static_cast<size_t>(i)] = *reinterpret_cast<T*>(start + i * along.stride);
    work(space.data(), along.length);
    for (int64_t i = 0; i < along.length; ++i) *reinterpret_cast<T*>(start + i * along.stride) = space[static_cast<size_t>(i)];
  };
  if (along.lines == 1 || along.length >= 2 * kSortPart) {
    std::vector<T> space;
    for (int64_t number = 0; number < along.lines; ++number) one(number, space);
    return;
  }
  each_row(call, along.lines, sort_ns(along.length), [&](int64_t begin, int64_t end) {
    std::vector<T> space;
    for (int64_t number = begin; number < end; ++number) one(number, space);
  });
}

/// bool vectors are not arrays: bools sort as bytes.
template <typename Body>
decltype(auto) with_sortable(DType dtype, Body&& body) {
  if (dtype == DType::Bool) return body(uint8_t{});
  return with_type(dtype, [&]<typename T>(T value) {
    if constexpr (std::is_same_v<T, bool>) return body(uint8_t{});
    else return body(value);
  });
}

void sort_lines(Call& call, const TypedView& target, int64_t axis) {
  with_sortable(target.dtype, [&]<typename T>(T) {
    each_sorted_line<T>(call, target, axis, [&](T* data, int64_t count) { sort_values(call, data, count); });
  });
}

/// a, axis
Status sort(Call& call) {
  auto copy = call.copied(0, call.array(0).dtype);
  if (!copy.ok()) return copy.status();
  sort_lines(call, copy.value(), call.integer(1));
  call.give(copy.value());
  return {};
}

Status sort_in_place(Call& call) {
  sort_lines(call, call.array(0), call.integer(1));
  return {};
}

/// Calls `work(entries, count)` for each line of values with their places; gives the places that it leaves.
template <typename Work>
Status indirect(Call& call, int64_t axis, const Work& work) {
  const TypedView source = call.array(0);
  auto result = call.fresh(std::span<const int64_t>(source.view.shape, source.rank), DType::Int64);
  if (!result.ok()) return result.status();
  const Along from(source, axis);
  const Along to(result.value(), axis);
  with_sortable(source.dtype, [&]<typename T>(T) {
    const auto one = [&](int64_t number, std::vector<Placed<T>>& space) {
      space.resize(static_cast<size_t>(from.length));
      const std::byte* start = from.line(number);
      for (int64_t i = 0; i < from.length; ++i) {
        space[static_cast<size_t>(i)] = placed(*reinterpret_cast<const T*>(start + i * from.stride), i);
      }
      work(space.data(), from.length);
      std::byte* out = to.line(number);
      for (int64_t i = 0; i < from.length; ++i) *reinterpret_cast<int64_t*>(out + i * to.stride) = space[static_cast<size_t>(i)].place;
    };
    if (from.length == 0) return;
    if (from.lines == 1 || from.length >= 2 * kSortPart) {
      std::vector<Placed<T>> space;
      for (int64_t number = 0; number < from.lines; ++number) one(number, space);
      return;
    }
    each_row(call, from.lines, 2 * sort_ns(from.length), [&](int64_t begin, int64_t end) {
      std::vector<Placed<T>> space;
      for (int64_t number = begin; number < end; ++number) one(number, space);
    });
  });
  call.give(result.value());
  return {};
}

/// a, axis
Status argsort(Call& call) {
  return indirect(call, call.integer(1), [&](auto* entries, int64_t count) { sort_placed(call, entries, count); });
}

/// The places of `kth` (operands from `first` on), normalised and sorted.
Result<std::vector<int64_t>> places_of(const Call& call, size_t first, int64_t length) {
  std::vector<int64_t> places;
  for (size_t i = first; i < call.count(); ++i) {
    const int64_t place = call.integer(i);
    // An axis without elements has nothing to put in order, and NumPy checks all the same.
    if (place < -length || place >= length) {
      return Status("ValueError", "kth(=" + std::to_string(place < 0 ? place + length : place) + ") out of bounds (" +
                                      std::to_string(length) + ")");
    }
    places.push_back(place < 0 ? place + length : place);
  }
  std::sort(places.begin(), places.end());
  return places;
}

template <typename T, typename Less>
void partition_at(T* data, int64_t count, const std::vector<int64_t>& places, const Less& less) {
  int64_t begin = 0;
  for (const int64_t place : places) {
    if (place < begin) continue;
    std::nth_element(data + begin, data + place, data + count, less);
    begin = place + 1;
  }
}

Status partition_lines(Call& call, const TypedView& target) {
  const int64_t axis = call.integer(1);
  auto places = places_of(call, 2, target.view.shape[axis]);
  if (!places.ok()) return places.status();
  with_sortable(target.dtype, [&]<typename T>(T) {
    each_sorted_line<T>(call, target, axis,
                        [&](T* data, int64_t count) { partition_at(data, count, places.value(), sorts_before<T>); });
  });
  return {};
}

/// a, axis, then each kth
Status partition(Call& call) {
  auto copy = call.copied(0, call.array(0).dtype);
  if (!copy.ok()) return copy.status();
  if (Status status = partition_lines(call, copy.value()); !status.ok()) return status;
  call.give(copy.value());
  return {};
}

Status partition_in_place(Call& call) { return partition_lines(call, call.array(0)); }

Status argpartition(Call& call) {
  const int64_t axis = call.integer(1);
  auto places = places_of(call, 2, call.array(0).view.shape[axis]);
  if (!places.ok()) return places.status();
  return indirect(call, axis, [&]<typename Entry>(Entry* entries, int64_t count) {
    partition_at(entries, count, places.value(), [](const Entry& a, const Entry& b) { return a < b; });
  });
}

/// axis, then the keys: the last is the first to count.
Status lexsort(Call& call) {
  const int64_t axis = call.integer(0);
  const TypedView first = call.array(1);
  for (size_t i = 2; i < call.count(); ++i) {
    const TypedView key = call.array(i);
    if (key.rank != first.rank || !std::equal(first.view.shape, first.view.shape + first.rank, key.view.shape)) {
      return {"ValueError", "all keys need to be the same shape"};
    }
  }
  auto result = call.fresh(std::span<const int64_t>(first.view.shape, first.rank), DType::Int64);
  if (!result.ok()) return result.status();
  const Along to(result.value(), axis);
  if (to.length == 0) {
    call.give(result.value());
    return {};
  }
  const double keys = static_cast<double>(call.count() - 1);
  each_row(call, to.lines, 2 * keys * sort_ns(to.length), [&](int64_t begin, int64_t end) {
    std::vector<int64_t> places(static_cast<size_t>(to.length));
    for (int64_t number = begin; number < end; ++number) {
      std::iota(places.begin(), places.end(), int64_t{0});
      for (size_t i = 1; i < call.count(); ++i) {
        const Along key(call.array(i), axis);
        const std::byte* start = key.line(number);
        with_sortable(call.array(i).dtype, [&]<typename T>(T) {
          const auto value = [&](int64_t place) -> const T& { return *reinterpret_cast<const T*>(start + place * key.stride); };
          std::stable_sort(places.begin(), places.end(), [&](int64_t a, int64_t b) { return sorts_before(value(a), value(b)); });
        });
      }
      std::byte* out = to.line(number);
      for (int64_t i = 0; i < to.length; ++i) *reinterpret_cast<int64_t*>(out + i * to.stride) = places[static_cast<size_t>(i)];
    }
  });
  call.give(result.value());
  return {};
}

}  // namespace

void register_sort(Registry& registry) {
  registry.add("sort", sort);
  registry.add("sort.in_place", sort_in_place, 1);
  registry.add("argsort", argsort);
  registry.add("partition", partition);
  registry.add("partition.in_place", partition_in_place, 1);
  registry.add("argpartition", argpartition);
  registry.add("lexsort", lexsort);
}

}  // namespace weft::kernels
