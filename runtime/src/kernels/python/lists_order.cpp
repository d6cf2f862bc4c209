// SPDX-License-Identifier: Apache-2.0
// Comparison and sorting of lists. Sorting is stable; short lists are sorted by CPython's own steps, so that NaN ends up where it does.
// Python takes two items for equal when they are one object, which only matters for NaN and is not followed: where it decides, the call fails.
#include <algorithm>
#include <numeric>
#include <type_traits>
#include <utility>

#include "kernels/element.h"
#include "kernels/python/lists.h"

namespace weft::kernels {

using wire::TypeKind;

namespace {

/// Two NaN were compared as items, and the answer depends on whether they are one object.
thread_local bool g_undecided = false;

/// The status of a kernel that compared items since the last call.
Status decided() {
  if (!std::exchange(g_undecided, false)) return {};
  return Status("NotImplementedError",
                "two NaN meet in a comparison of items, which Python decides by whether they are one object; test with `math.isnan` first");
}

template <typename T>
bool is_nan(const T& value) {
  if constexpr (is_complex<T> || std::is_floating_point_v<T>) return value != value;
  else return false;
}

template <typename Body>
bool with_number(const ListLeaf& leaf, const Body& body) {
  switch (leaf.kind) {
    case TypeKind::Int: return body(int64_t{});
    case TypeKind::Float: return body(double{});
    case TypeKind::Bool: return body(bool{});
    case TypeKind::Complex: return body(std::complex<double>{});
    case TypeKind::Scalar: return with_type(leaf.dtype, body);
    default: return body(int32_t{});  // the number of a text
  }
}

/// The first item that differs, or the shorter length.
int64_t first_difference(const List& a, const List& b) {
  const int64_t shared = std::min(a.length, b.length);
  for (int64_t i = 0; i < shared; ++i) {
    if (!items_equal(*a.type, a.item(i), b.item(i))) return i;
  }
  return shared;
}

bool lists_equal(const List& a, const List& b) { return a.length == b.length && first_difference(a, b) == a.length; }

bool lists_less(const List& a, const List& b) {
  const int64_t place = first_difference(a, b);
  if (place < std::min(a.length, b.length)) return items_less(*a.type, a.item(place), b.item(place));
  return a.length < b.length;
}

/// a <= b where the values that differ are unordered is false, as `<` of them.
bool lists_less_equal(const List& a, const List& b) { return lists_less(a, b) || lists_equal(a, b); }

Status compare(Call& call) {
  const List& a = *call.operand(0).list;
  const List& b = *call.operand(1).list;
  const std::string& op = call.text(2);
  bool result = false;
  if (op == "==") result = lists_equal(a, b);
  else if (op == "!=") result = !lists_equal(a, b);
  else if (op == "<") result = lists_less(a, b);
  else if (op == "<=") result = lists_less_equal(a, b);
  else if (op == ">") result = lists_less(b, a);
  else result = lists_less_equal(b, a);
  call.give_bool(result);
  return decided();
}

Status is_same(Call& call) {
  call.give_bool(call.operand(0).list == call.operand(1).list);
  return {};
}

/// CPython's sort of fewer than 64 items: the run at the start, then binary insertion.
template <typename Less>
void insertion_sort(std::vector<int64_t>& order, const Less& less) {
  const size_t count = order.size();
  if (count < 2) return;
  size_t run = 2;
  if (less(order[1], order[0])) {
    while (run < count && less(order[run], order[run - 1])) ++run;
    std::reverse(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(run));
  } else {
    while (run < count && !less(order[run], order[run - 1])) ++run;
  }
  for (size_t start = run; start < count; ++start) {
    const int64_t pivot = order[start];
    size_t low = 0;
    size_t high = start;
    while (low < high) {
      const size_t middle = low + (high - low) / 2;
      if (less(pivot, order[middle])) high = middle;
      else low = middle + 1;
    }
    std::move_backward(order.begin() + static_cast<std::ptrdiff_t>(low), order.begin() + static_cast<std::ptrdiff_t>(start),
                       order.begin() + static_cast<std::ptrdiff_t>(start) + 1);
    order[low] = pivot;
  }
}

/// Whether a number in the list, or in a list of it, is NaN.
bool list_has_nan(const List& list) {
  for (int64_t i = 0; i < list.length; ++i) {
    for (const ListLeaf& leaf : list.type->leaves) {
      const std::byte* at = list.item(i) + leaf.offset;
      if (leaf.kind == TypeKind::List ? list_has_nan(*leaf_list(at)) : with_number(leaf, [&]<typename T>(T) { return is_nan(leaf_value<T>(at)); })) return true;
    }
  }
  return false;
}

/// The order of `keys`, stable, backwards too.
Result<std::vector<int64_t>> order_of(const List& keys, bool backwards) {
  constexpr size_t kShort = 64;
  if (static_cast<size_t>(keys.length) >= kShort && list_has_nan(keys)) {
    return Status("NotImplementedError", "sorting 64 items or more with NaN among them has no order of its own; use `np.sort`, or take NaN out first");
  }
  std::vector<int64_t> order(static_cast<size_t>(keys.length));
  std::iota(order.begin(), order.end(), int64_t{0});
  if (backwards) std::ranges::reverse(order);
  const auto less = [&](int64_t a, int64_t b) { return items_less(*keys.type, keys.item(a), keys.item(b)); };
  if (order.size() < kShort) insertion_sort(order, less);
  else std::stable_sort(order.begin(), order.end(), less);
  if (backwards) std::ranges::reverse(order);
  if (const Status status = decided(); !status.ok()) return status;
  return order;
}

void permute(List& list, const std::vector<int64_t>& order) {
  const auto bytes = static_cast<size_t>(list.type->item_bytes);
  std::vector<std::byte> items(order.size() * bytes);
  for (size_t i = 0; i < order.size(); ++i) std::memcpy(items.data() + i * bytes, list.item(order[i]), bytes);
  if (!items.empty()) std::memcpy(list.data, items.data(), items.size());
}

Status sort(Call& call) {
  List& list = *call.operand(0).list;
  const auto order = order_of(list, call.flag(1));
  if (!order.ok()) return order.status();
  permute(list, order.value());
  return {};
}

Status sort_by(Call& call) {
  List& list = *call.operand(0).list;
  const List& keys = *call.operand(1).list;
  if (keys.length != list.length) return Status("ValueError", "list modified during sort");
  const auto order = order_of(keys, call.flag(2));
  if (!order.ok()) return order.status();
  permute(list, order.value());
  return {};
}

}  // namespace

bool leaf_equal(const ListLeaf& leaf, const std::byte* a, const std::byte* b) {
  if (leaf.kind == TypeKind::List) return lists_equal(*leaf_list(a), *leaf_list(b));
  if (leaf.kind == TypeKind::Str) return leaf_text(a) == leaf_text(b);
  return with_number(leaf, [&]<typename T>(T) {
    g_undecided = g_undecided || (is_nan(leaf_value<T>(a)) && is_nan(leaf_value<T>(b)));
    return leaf_value<T>(a) == leaf_value<T>(b);
  });
}

bool leaf_less(const ListLeaf& leaf, const std::byte* a, const std::byte* b) {
  if (leaf.kind == TypeKind::List) return lists_less(*leaf_list(a), *leaf_list(b));
  if (leaf.kind == TypeKind::Str) return leaf_text(a) < leaf_text(b);
  return with_number(leaf, [&]<typename T>(T) {
    if constexpr (is_complex<T>) return false;
    else return leaf_value<T>(a) < leaf_value<T>(b);
  });
}

bool items_equal(const ListType& type, const std::byte* a, const std::byte* b) {
  return std::ranges::all_of(type.leaves, [&](const ListLeaf& leaf) { return leaf_equal(leaf, a + leaf.offset, b + leaf.offset); });
}

bool items_less(const ListType& type, const std::byte* a, const std::byte* b) {
  for (size_t i = 0; i + 1 < type.leaves.size(); ++i) {
    const ListLeaf& leaf = type.leaves[i];
    if (!leaf_equal(leaf, a + leaf.offset, b + leaf.offset)) return leaf_less(leaf, a + leaf.offset, b + leaf.offset);
  }
  const ListLeaf& last = type.leaves.back();
  return leaf_less(last, a + last.offset, b + last.offset);
}

bool has_nan(const ListType& type, const std::byte* item, size_t leaves) {
  return std::ranges::any_of(std::span(type.leaves).first(leaves), [&](const ListLeaf& leaf) {
    if (leaf.kind == TypeKind::List) return list_has_nan(*leaf_list(item + leaf.offset));
    return with_number(leaf, [&]<typename T>(T) { return is_nan(leaf_value<T>(item + leaf.offset)); });
  });
}

Status compared() { return decided(); }

void register_lists_order(Registry& registry) {
  registry.add("list.compare", compare);
  registry.add("list.is", is_same);
  registry.add("list.sort", sort, 1);
  registry.add("list.sort_by", sort_by, 1);
}

}  // namespace weft::kernels
