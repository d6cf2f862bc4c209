// SPDX-License-Identifier: Apache-2.0
// Sets: lists of items in any order, with CPython's table beside them, which gives the order in which Python walks them. Operands that say
// how items are nested (`shape`) are for the hash of tuples.
#include <algorithm>
#include <utility>

#include "kernels/python/lists.h"
#include "kernels/python/set_table.h"
#include "kernels/python/text.h"

namespace weft::kernels {

namespace {

SetTable& table_of(List& list) {
  if (list.companion == nullptr) list.companion = new SetTable;
  return static_cast<SetTable&>(*list.companion);
}

bool is_equal(const ListType& type, const std::byte* a, const std::byte* b) {
  return std::ranges::all_of(type.leaves, [&](const ListLeaf& leaf) { return leaf_equal(leaf, a + leaf.offset, b + leaf.offset); });
}

int64_t slot_of(List& list, const std::byte* item, int64_t hash) {
  return table_of(list).find(hash, [&](int64_t place) { return is_equal(*list.type, item, list.item(place)); });
}

Status nan_in_set() {
  return Status("NotImplementedError", "NaN in a set: Python finds it by where the object lies; take it out with `math.isnan` first");
}

/// Gives back the references of an item that lies at `data`.
void release_item(const ListType& type, std::byte* data) {
  if (!type.has_references) return;
  List gone;
  gone.type = &type;
  gone.data = data;
  memory::release_items(gone, 0, 1);
}

void drop_items(List& list) {
  const int64_t length = std::exchange(list.length, 0);
  memory::release_items(list, 0, length);
}

/// Puts the item in unless it is there; the set gets references of its own.
Status add_item(List& list, const std::byte* item, int64_t hash) {
  if (slot_of(list, item, hash) >= 0) return {};
  if (has_nan(*list.type, item, list.type->leaves.size())) return nan_in_set();
  if (!memory::grow(list)) return no_memory();
  std::memcpy(list.item(list.length), item, static_cast<size_t>(list.type->item_bytes));
  table_of(list).add(hash, list.length++);
  memory::retain_items(list, list.length - 1, list.length);
  return {};
}

/// Takes the item of a slot out of the table and moves it to the end of the list, which still holds it; the last one takes its place.
void detach(List& list, int64_t slot) {
  SetTable& table = table_of(list);
  const int64_t place = table.slots()[static_cast<size_t>(slot)].place;
  table.remove(slot);
  const int64_t last = list.length - 1;
  const auto bytes = static_cast<size_t>(list.type->item_bytes);
  if (place != last) std::swap_ranges(list.item(place), list.item(place) + bytes, list.item(last));
}

void discard(List& list, int64_t slot) {
  detach(list, slot);
  --list.length;
  release_item(*list.type, list.item(list.length));
}

List* new_set(Call& call, const ListType* type, int64_t capacity) {
  List* list = memory::make_list(call.lists, type, 0, capacity);
  if (list != nullptr) table_of(*list);
  return list;
}

/// `target.update(other)` of two sets.
Status merge(List& target, List& other) {
  if (&target == &other || other.length == 0) return {};
  SetTable& table = table_of(target);
  const SetTable& from = table_of(other);
  table.uncertain = table.uncertain || from.uncertain;
  table.prepare(other.length);
  if (table.is_new()) {
    if (!memory::reserve(target, other.length)) return no_memory();
    std::memcpy(target.data, other.data, static_cast<size_t>(other.length * other.type->item_bytes));
    target.length = other.length;
    memory::retain_items(target, 0, target.length);
    if (table.take_layout(from)) return {};
    for (const auto& slot : from.slots()) {
      if (slot.place >= 0) table.add_clean(slot.hash, slot.place);
    }
    return {};
  }
  for (const auto& slot : from.slots()) {
    if (slot.place < 0) continue;
    if (Status status = add_item(target, other.item(slot.place), slot.hash); !status.ok()) return status;
  }
  return {};
}

Status copy_set(Call& call) {
  List& list = *call.operand(0).list;
  List* copy = new_set(call, list.type, list.length);
  if (copy == nullptr) return no_memory();
  call.give_list(copy);
  return merge(*copy, list);
}

/// Visits the items of a set in its order, or those of a list.
template <typename Visit>
Status each(List& from, bool is_set, std::string_view shape, const Visit& visit) {
  if (is_set) {
    const std::vector<SetTable::Slot>& slots = table_of(from).slots();
    for (const auto& slot : slots) {
      if (slot.place < 0) continue;
      if (Status status = visit(from.item(slot.place), slot.hash); !status.ok()) return status;
    }
    return {};
  }
  for (int64_t i = 0; i < from.length; ++i) {
    if (Status status = visit(from.item(i), hash_of_item(shape, *from.type, from.item(i))); !status.ok()) return status;
  }
  return {};
}

Status update_with(List& target, List& other, bool is_set, std::string_view shape) {
  if (is_set) return merge(target, other);
  return each(other, false, shape, [&](const std::byte* item, int64_t hash) { return add_item(target, item, hash); });
}

Status intersect(List& result, List& a, List& b, bool is_set, std::string_view shape) {
  List* walked = &b;
  List* searched = &a;
  if (is_set && b.length > a.length) std::swap(walked, searched);
  return each(*walked, is_set, shape, [&](const std::byte* item, int64_t hash) {
    return slot_of(*searched, item, hash) >= 0 ? add_item(result, item, hash) : Status();
  });
}

Status subtract_in_place(Call& call, List& target, List& other, bool is_set, std::string_view shape) {
  SetTable& table = table_of(target);
  if (&target == &other) {
    drop_items(target);
    table.clear();
    return {};
  }
  const auto drop = [&](const std::byte* item, int64_t hash) {
    const int64_t slot = slot_of(target, item, hash);
    if (slot >= 0) discard(target, slot);
    return Status();
  };
  if (is_set && (other.length >> 3) > target.length) {
    List* common = new_set(call, target.type, target.length);
    if (common == nullptr) return no_memory();
    Status status = intersect(*common, target, other, true, shape);
    if (status.ok()) status = each(*common, true, shape, drop);
    memory::release(common);
    if (!status.ok()) return status;
  } else if (Status status = each(other, is_set, shape, drop); !status.ok()) {
    return status;
  }
  table.sweep();
  return {};
}

Status toggle(Call& call, List& target, List& other, bool is_set, std::string_view shape) {
  if (&target == &other) {
    drop_items(target);
    table_of(target).clear();
    return {};
  }
  List* own = nullptr;
  if (!is_set) {
    own = new_set(call, other.type, other.length);
    if (own == nullptr) return no_memory();
    if (Status status = update_with(*own, other, false, shape); !status.ok()) return status;
  }
  const Status status = each(own != nullptr ? *own : other, true, shape, [&](const std::byte* item, int64_t hash) {
    const int64_t slot = slot_of(target, item, hash);
    if (slot < 0) return add_item(target, item, hash);
    discard(target, slot);
    return Status();
  });
  memory::release(own);
  return status;
}

/// a, b, "or", "and", "sub" or "xor", shape, whether b is a set (else a list): a fresh set.
Status combine(Call& call) {
  List& a = *call.operand(0).list;
  List& b = *call.operand(1).list;
  if (a.type != b.type) return types_differ();
  const std::string& how = call.text(2);
  const std::string& shape = call.text(3);
  const bool is_set = call.flag(4);
  List* result = new_set(call, a.type, 0);
  if (result == nullptr) return no_memory();
  call.give_list(result);
  if (how == "or") {
    if (Status status = merge(*result, a); !status.ok()) return status;
    return &a == &b ? Status() : update_with(*result, b, is_set, shape);
  }
  if (how == "and") return &a == &b ? merge(*result, a) : intersect(*result, a, b, is_set, shape);
  if (how == "xor") {
    if (is_set) {
      if (Status status = merge(*result, b); !status.ok()) return status;
      return toggle(call, *result, a, true, shape);
    }
    if (Status status = update_with(*result, b, false, shape); !status.ok()) return status;
    return toggle(call, *result, a, true, shape);
  }
  if (!is_set || (a.length >> 2) > b.length) {
    if (Status status = merge(*result, a); !status.ok()) return status;
    return subtract_in_place(call, *result, b, is_set, shape);
  }
  return each(a, true, shape, [&](const std::byte* item, int64_t hash) {
    return slot_of(b, item, hash) >= 0 ? Status() : add_item(*result, item, hash);
  });
}

/// The same, which changes a.
Status update(Call& call) {
  List& a = *call.operand(0).list;
  List& b = *call.operand(1).list;
  if (a.type != b.type) return types_differ();
  const std::string& how = call.text(2);
  const std::string& shape = call.text(3);
  const bool is_set = call.flag(4);
  if (how == "or") return update_with(a, b, is_set, shape);
  if (how == "sub") return subtract_in_place(call, a, b, is_set, shape);
  if (how == "xor") return toggle(call, a, b, is_set, shape);
  List* result = new_set(call, a.type, 0);
  if (result == nullptr) return no_memory();
  Status status = &a == &b ? merge(*result, a) : intersect(*result, a, b, is_set, shape);
  if (status.ok() && !memory::reserve(a, result->length)) status = no_memory();
  if (status.ok()) {
    drop_items(a);
    if (result->length > 0) std::memcpy(a.data, result->data, static_cast<size_t>(result->length * a.type->item_bytes));
    a.length = result->length;
    memory::retain_items(a, 0, a.length);
    table_of(a).swap(table_of(*result));
  }
  memory::release(result);
  return status;
}

/// The operands from the third on as one item, which holds references until it goes.
class GivenItem {
 public:
  GivenItem(Call& call, const ListType& type) : type_(type), bytes_(static_cast<size_t>(type.item_bytes)) {
    for (size_t i = 0; i < type.leaves.size(); ++i) store_item(data() + type.leaves[i].offset, type.leaves[i], call.operand(2 + i));
  }
  GivenItem(const GivenItem&) = delete;
  GivenItem& operator=(const GivenItem&) = delete;
  ~GivenItem() { release_item(type_, data()); }

  std::byte* data() { return bytes_.data(); }

 private:
  const ListType& type_;
  std::vector<std::byte> bytes_;
};

/// set, shape, the values of the item.
Status add(Call& call) {
  List& list = *call.operand(0).list;
  GivenItem item(call, *list.type);
  return add_item(list, item.data(), hash_of_item(call.text(1), *list.type, item.data()));
}

int64_t slot_of_operand(Call& call) {
  List& list = *call.operand(0).list;
  GivenItem item(call, *list.type);
  return slot_of(list, item.data(), hash_of_item(call.text(1), *list.type, item.data()));
}

Status has(Call& call) {
  call.give_bool(slot_of_operand(call) >= 0);
  return {};
}

Status discard_item(Call& call) {
  const int64_t slot = slot_of_operand(call);
  if (slot >= 0) discard(*call.operand(0).list, slot);
  return {};
}

Status remove_item(Call& call) {
  const int64_t slot = slot_of_operand(call);
  if (slot < 0) {
    List& list = *call.operand(0).list;
    GivenItem item(call, *list.type);
    return Status("KeyError", text_of_item(call.text(1), *list.type, item.data()));
  }
  discard(*call.operand(0).list, slot);
  return {};
}

/// set, how many items may come.
Status prepare(Call& call) {
  table_of(*call.operand(0).list).prepare(call.integer(1));
  return {};
}

/// What `pop` takes stands at the end of the list afterwards.
Status pop(Call& call) {
  List& list = *call.operand(0).list;
  if (list.length == 0) return Status("KeyError", "'pop from an empty set'");
  detach(list, table_of(list).next_to_pop());
  return {};
}

Status clear(Call& call) {
  List& list = *call.operand(0).list;
  drop_items(list);
  table_of(list).clear();
  return {};
}

/// A set of literals is kept in the compiled file, in another order than in the text, and which of both Python reads is not known.
Status literal(Call& call) {
  SetTable& table = table_of(*call.operand(0).list);
  table.uncertain = !table.is_certain();
  return {};
}

/// The items in the order of the set, as a list; the second operand is true where nobody sees the order.
Status items(Call& call) {
  List& list = *call.operand(0).list;
  if (table_of(list).uncertain && !call.flag(1) && list.length > 1) {
    return Status("NotImplementedError", "the order of these literals in a set depends on whether Python reads a compiled file; use `sorted`, or a list");
  }
  List* result = memory::make_list(call.lists, list.type, 0, list.length);
  if (result == nullptr) return no_memory();
  call.give_list(result);
  for (const auto& slot : table_of(list).slots()) {
    if (slot.place >= 0) std::memcpy(result->item(result->length++), list.item(slot.place), static_cast<size_t>(list.type->item_bytes));
  }
  memory::retain_items(*result, 0, result->length);
  return {};
}

/// Whether every item of the first set is in the second one.
Status within(Call& call) {
  List& a = *call.operand(0).list;
  List& b = *call.operand(1).list;
  if (a.type != b.type) return types_differ();
  bool all = true;
  for (const auto& slot : table_of(a).slots()) {
    if (slot.place >= 0) all = all && slot_of(b, a.item(slot.place), slot.hash) >= 0;
  }
  call.give_bool(all);
  return {};
}

/// How often the set was changed.
Status changes(Call& call) {
  call.give_int(static_cast<int64_t>(table_of(*call.operand(0).list).changes()));
  return {};
}

}  // namespace

void register_python_sets(Registry& registry) {
  registry.add("set.add", add, 1);
  registry.add("set.has", has);
  registry.add("set.remove", remove_item, 1);
  registry.add("set.discard", discard_item, 1);
  registry.add("set.pop", pop, 1);
  registry.add("set.prepare", prepare, 1);
  registry.add("set.clear", clear, 1);
  registry.add("set.copy", copy_set);
  registry.add("set.combine", combine);
  registry.add("set.update", update, 1);
  registry.add("set.items", items);
  registry.add("set.literal", literal, 1);
  registry.add("set.within", within);
  registry.add("set.changes", changes);
}

}  // namespace weft::kernels
