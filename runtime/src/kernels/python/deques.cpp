// SPDX-License-Identifier: Apache-2.0
// `collections.deque`: lists that take items at both ends, and may have a greatest length.
#include <algorithm>

#include "kernels/python/deque.h"
#include "kernels/python/lists.h"

namespace weft::kernels {

namespace {

int64_t limit_of(const List& list) { return list.companion == nullptr ? INT64_MAX : static_cast<const Limit&>(*list.companion).most; }

void count_removal(List& list) {
  if (list.companion != nullptr) ++static_cast<Limit&>(*list.companion).removals;
}

void store(Call& call, const List& list, int64_t place, size_t first) {
  for (size_t i = 0; i < list.type->leaves.size(); ++i) {
    const ListLeaf& leaf = list.type->leaves[i];
    store_item(list.item(place) + leaf.offset, leaf, call.operand(first + i));
  }
}

/// Lets go of the first `count` items.
void drop_front(List& list, int64_t count) {
  count_removal(list);
  for (; count > 0; --count) {
    memory::release_items(list, 0, 1);
    memory::close_gap(list, 0);
  }
}

void drop_back(List& list, int64_t count) {
  count_removal(list);
  memory::release_items(list, list.length - count, list.length);
  list.length -= count;
}

/// deque, greatest length.
Status set_limit(Call& call) {
  List& list = *call.operand(0).list;
  const int64_t most = call.integer(1);
  if (most < 0) return Status("ValueError", "maxlen must be non-negative");
  auto* limit = new Limit;
  limit->most = most;
  delete list.companion;
  list.companion = limit;
  if (list.length > most) drop_front(list, list.length - most);
  return {};
}

/// deque, the values of the item.
Status append(Call& call) {
  List& list = *call.operand(0).list;
  if (!memory::grow(list)) return no_memory();
  store(call, list, list.length, 1);
  ++list.length;
  if (list.length > limit_of(list)) drop_front(list, 1);
  return {};
}

Status append_left(Call& call) {
  List& list = *call.operand(0).list;
  if (!memory::grow_front(list)) return no_memory();
  list.data -= list.type->item_bytes;
  --list.front;
  ++list.capacity;
  ++list.length;
  store(call, list, 0, 1);
  if (list.length > limit_of(list)) drop_back(list, 1);
  return {};
}

/// deque, list, whether to the left.
Status extend(Call& call) {
  List& list = *call.operand(0).list;
  const List& other = *call.operand(1).list;
  if (list.type != other.type) return types_differ();
  const bool left = call.flag(2);
  const int64_t most = limit_of(list);
  const int64_t count = other.length;
  const auto bytes = static_cast<size_t>(list.type->item_bytes);
  for (int64_t i = 0; i < count; ++i) {
    if (left ? !memory::grow_front(list) : !memory::grow(list)) return no_memory();
    std::vector<std::byte> item(other.item(i), other.item(i) + bytes);
    memory::retain_items(other, i, i + 1);
    if (left) {
      list.data -= bytes;
      --list.front;
      ++list.capacity;
    }
    std::memcpy(list.item(left ? 0 : list.length), item.data(), bytes);
    ++list.length;
    if (list.length > most) left ? drop_back(list, 1) : drop_front(list, 1);
  }
  return {};
}

/// deque, steps to the right.
Status rotate(Call& call) {
  List& list = *call.operand(0).list;
  if (list.length < 2) return {};
  count_removal(list);
  const int64_t bytes = list.type->item_bytes;
  int64_t steps = call.integer(1) % list.length;
  if (steps < 0) steps += list.length;
  std::rotate(list.data, list.item(list.length - steps), list.data + list.length * bytes);
  return {};
}

/// How often items left the deque, from now on.
Status removals(Call& call) {
  List& list = *call.operand(0).list;
  if (list.companion == nullptr) list.companion = new Limit;
  call.give_int(static_cast<const Limit&>(*list.companion).removals);
  return {};
}

/// An item left the deque.
Status removed(Call& call) {
  count_removal(*call.operand(0).list);
  return {};
}

/// "pop" or "popleft" found nothing.
Status check(Call& call) { return call.operand(0).list->length > 0 ? Status() : Status("IndexError", "pop from an empty deque"); }

/// A fresh deque of the same items and greatest length.
Status copy(Call& call) {
  const List& list = *call.operand(0).list;
  List* result = memory::make_list(call.lists, list.type, 0, list.length);
  if (result == nullptr) return no_memory();
  if (list.length > 0) std::memcpy(result->data, list.data, static_cast<size_t>(list.length * list.type->item_bytes));
  result->length = list.length;
  memory::retain_items(*result, 0, result->length);
  if (list.companion != nullptr) {
    auto* limit = new Limit;
    limit->most = limit_of(list);
    result->companion = limit;
  }
  call.give_list(result);
  return {};
}

}  // namespace

void register_deques(Registry& registry) {
  registry.add("deque.limit", set_limit, 1);
  registry.add("deque.append", append, 1);
  registry.add("deque.append_left", append_left, 1);
  registry.add("deque.extend", extend, 1);
  registry.add("deque.rotate", rotate, 1);
  registry.add("deque.check", check);
  registry.add("deque.removals", removals, 1);
  registry.add("deque.removed", removed, 1);
  registry.add("deque.copy", copy);
}

}  // namespace weft::kernels
