// SPDX-License-Identifier: Apache-2.0
// `heapq` and `bisect` on lists, by CPython's own steps, so that the lists are the same afterwards. What a heap gives stands at the end of
// the list after the kernel, from where the program takes it.
#include <algorithm>

#include "kernels/python/lists.h"

namespace weft::kernels {

namespace {

bool less(const List& list, int64_t a, int64_t b) { return items_less(*list.type, list.item(a), list.item(b)); }

void swap_items(List& list, int64_t a, int64_t b) {
  if (a != b) std::swap_ranges(list.item(a), list.item(a) + list.type->item_bytes, list.item(b));
}

/// Moves an item towards the beginning until its parent is not greater.
void sift_down(List& list, int64_t start, int64_t at) {
  while (at > start) {
    const int64_t parent = (at - 1) >> 1;
    if (!less(list, at, parent)) return;
    swap_items(list, at, parent);
    at = parent;
  }
}

/// Moves the smaller children up until a leaf is reached, then the item back to its place.
void sift_up(List& list, int64_t at, int64_t end) {
  const int64_t start = at;
  const int64_t limit = end >> 1;
  while (at < limit) {
    int64_t child = 2 * at + 1;
    if (child + 1 < end && !less(list, child, child + 1)) ++child;
    swap_items(list, child, at);
    at = child;
  }
  sift_down(list, start, at);
}

Status append(Call& call, List& list, size_t first) {
  if (!memory::grow(list)) return no_memory();
  for (size_t i = 0; i < list.type->leaves.size(); ++i) {
    const ListLeaf& leaf = list.type->leaves[i];
    store_item(list.item(list.length) + leaf.offset, leaf, call.operand(first + i));
  }
  ++list.length;
  return {};
}

Status empty_heap() { return Status("IndexError", "index out of range"); }

/// heap, the values of the item.
Status push(Call& call) {
  List& list = *call.operand(0).list;
  if (Status status = append(call, list, 1); !status.ok()) return status;
  sift_down(list, 0, list.length - 1);
  return compared();
}

Status pop(Call& call) {
  List& list = *call.operand(0).list;
  if (list.length == 0) return empty_heap();
  const int64_t last = list.length - 1;
  swap_items(list, 0, last);
  if (last > 0) sift_up(list, 0, last);
  return compared();
}

/// The new item takes the place of the least one, which stands at the end.
Status replace(Call& call) {
  List& list = *call.operand(0).list;
  if (list.length == 0) return empty_heap();
  if (Status status = append(call, list, 1); !status.ok()) return status;
  const int64_t last = list.length - 1;
  swap_items(list, 0, last);
  sift_up(list, 0, last);
  return compared();
}

/// The same, where the new item may be the one that is given back.
Status push_pop(Call& call) {
  List& list = *call.operand(0).list;
  if (Status status = append(call, list, 1); !status.ok()) return status;
  const int64_t last = list.length - 1;
  if (last > 0 && less(list, 0, last)) {
    swap_items(list, 0, last);
    sift_up(list, 0, last);
  }
  return compared();
}

Status heapify(Call& call) {
  List& list = *call.operand(0).list;
  for (int64_t at = (list.length >> 1) - 1; at >= 0; --at) sift_up(list, at, list.length);
  return compared();
}

/// list, "left" or "right", lo, hi (or None), the values of the item: where it belongs.
Status bisect(Call& call) {
  const List& list = *call.operand(0).list;
  const bool right = call.text(1) == "right";
  int64_t low = call.integer(2);
  int64_t high = call.operand(3).is_none() ? list.length : call.integer(3);
  if (low < 0) return Status("ValueError", "lo must be non-negative");
  std::vector<std::byte> item(static_cast<size_t>(list.type->item_bytes));
  for (size_t i = 0; i < list.type->leaves.size(); ++i) {
    const ListLeaf& leaf = list.type->leaves[i];
    if (leaf.is_reference()) return Status("NotImplementedError", "bisect of lists of lists");
    store_item(item.data() + leaf.offset, leaf, call.operand(4 + i));
  }
  while (low < high) {
    const int64_t middle = low + (high - low) / 2;
    if (middle >= list.length) return Status("IndexError", "list index out of range");
    const bool goes_left = right ? items_less(*list.type, item.data(), list.item(middle)) : !items_less(*list.type, list.item(middle), item.data());
    if (goes_left) high = middle;
    else low = middle + 1;
  }
  call.give_int(low);
  return compared();
}

/// No fewer than none.
Status count_of(Call& call) {
  call.give_int(std::max<int64_t>(call.integer(0), 0));
  return {};
}

}  // namespace

void register_heaps(Registry& registry) {
  registry.add("heap.push", push, 1);
  registry.add("heap.pop", pop, 1);
  registry.add("heap.replace", replace, 1);
  registry.add("heap.push_pop", push_pop, 1);
  registry.add("heap.heapify", heapify, 1);
  registry.add("list.bisect", bisect);
  registry.add("list.count_of", count_of);
}

}  // namespace weft::kernels
