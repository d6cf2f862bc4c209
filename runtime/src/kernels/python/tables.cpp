// SPDX-License-Identifier: Apache-2.0
// Dictionaries and sets: lists of items in the order of insertion, of which the first values are the key. An index from keys to places
// is kept for each list beside it, under a number that the list holds in `digest`; it is made again after items went away.
#include <algorithm>
#include <unordered_map>

#include "kernels/python/lists.h"
#include "kernels/python/text.h"

namespace weft::kernels {

namespace {

using wire::TypeKind;

struct Index {
  std::unordered_multimap<uint64_t, int64_t> places;  // by hash
};

/// The indices of the run at work, by the number in `digest`.
struct Indices {
  uint64_t run = 0;
  uint64_t last = 0;
  std::unordered_map<uint64_t, Index> all;
};

uint64_t mixed(uint64_t value) {
  value ^= value >> 33;
  value *= 0xff51afd7ed558ccdULL;
  value ^= value >> 33;
  return value;
}

uint64_t hash_of(const ListType& type, const std::byte* item, size_t keys) {
  uint64_t hash = 0;
  for (size_t i = 0; i < keys; ++i) {
    const ListLeaf& leaf = type.leaves[i];
    uint64_t bits = 0;
    // A text is kept once only when it is short: its characters count.
    if (leaf.kind == TypeKind::Str) bits = std::hash<std::string>()(leaf_text(item + leaf.offset));
    else std::memcpy(&bits, item + leaf.offset, static_cast<size_t>(leaf.kind == TypeKind::Scalar ? memory::item_size(leaf.dtype) : leaf.kind == TypeKind::Bool ? 1 : 8));
    hash = mixed(hash ^ mixed(bits + i));
  }
  return hash;
}

Index& index_of(Call& call, List& list, size_t keys) {
  static thread_local Indices indices;
  if (indices.run != call.texts->serial) {
    indices.all.clear();
    indices.run = call.texts->serial;
  }
  if (list.digest == 0) {
    list.digest = ++indices.last;
    indices.all.erase(list.digest);
  }
  Index& index = indices.all[list.digest];
  if (static_cast<int64_t>(index.places.size()) != list.length) {
    index.places.clear();
    for (int64_t i = 0; i < list.length; ++i) index.places.emplace(hash_of(*list.type, list.item(i), keys), i);
  }
  return index;
}

/// Operands `first`, … as one item; places behind the last operand are zero.
std::vector<std::byte> item_of(Call& call, const ListType& type, size_t first, size_t count) {
  std::vector<std::byte> item(static_cast<size_t>(type.item_bytes));
  for (size_t i = 0; i < count; ++i) store_item(item.data() + type.leaves[i].offset, type.leaves[i], call.operand(first + i));
  return item;
}

int64_t place_of(Call& call, List& list, const std::byte* item, size_t keys) {
  const Index& index = index_of(call, list, keys);
  const auto [begin, end] = index.places.equal_range(hash_of(*list.type, item, keys));
  for (auto at = begin; at != end; ++at) {
    const std::byte* other = list.item(at->second);
    const bool equal = std::ranges::all_of(std::span(list.type->leaves).first(keys), [&](const ListLeaf& leaf) {
      return leaf_equal(leaf, item + leaf.offset, other + leaf.offset);
    });
    if (equal) return at->second;
  }
  return -1;
}

/// table, then the values of the key: its place, or -1.
Status find(Call& call) {
  List& list = *call.operand(0).list;
  const size_t keys = call.count() - 1;
  const auto item = item_of(call, *list.type, 1, keys);
  call.give_int(place_of(call, list, item.data(), keys));
  return {};
}

/// The same; KeyError when it is not there.
Status at(Call& call) {
  List& list = *call.operand(0).list;
  const size_t keys = call.count() - 1;
  const auto item = item_of(call, *list.type, 1, keys);
  const int64_t place = place_of(call, list, item.data(), keys);
  if (place < 0) {
    std::string text;
    for (size_t i = 0; i < keys; ++i) text += (i > 0 ? ", " : "") + item_text(call.operand(1 + i), true);
    return Status("KeyError", keys > 1 ? "(" + text + ")" : text);
  }
  call.give_int(place);
  return {};
}

/// table, number of values of the key, then the values of the item: replaces the item with this key, or adds one at the end.
Status set(Call& call) {
  List& list = *call.operand(0).list;
  const auto keys = static_cast<size_t>(call.integer(1));
  const size_t leaves = list.type->leaves.size();
  auto item = item_of(call, *list.type, 2, leaves);
  const int64_t place = place_of(call, list, item.data(), keys);
  if (place >= 0) {
    // The key stays the one that came first.
    const auto begin = static_cast<size_t>(keys < leaves ? list.type->leaves[keys].offset : list.type->item_bytes);
    List gone;
    gone.type = list.type;
    std::vector<std::byte> old(list.item(place), list.item(place) + list.type->item_bytes);
    std::copy(item.begin() + static_cast<std::ptrdiff_t>(begin), item.end(), list.item(place) + begin);
    gone.data = old.data();
    memory::release_items(gone, 0, 1);
    return {};
  }
  Index& index = index_of(call, list, keys);
  if (!memory::grow(list)) return no_memory();
  std::copy(item.begin(), item.end(), list.item(list.length));
  index.places.emplace(hash_of(*list.type, item.data(), keys), list.length);
  ++list.length;
  return {};
}

/// table, place: removes an item.
Status remove(Call& call) {
  List& list = *call.operand(0).list;
  const int64_t place = call.integer(1);
  List gone;
  gone.type = list.type;
  std::vector<std::byte> old(list.item(place), list.item(place) + list.type->item_bytes);
  std::memmove(list.item(place), list.item(place + 1), static_cast<size_t>((list.length - place - 1) * list.type->item_bytes));
  --list.length;
  list.digest = 0;
  gone.data = old.data();
  memory::release_items(gone, 0, 1);
  return {};
}

Status clear(Call& call) {
  List& list = *call.operand(0).list;
  memory::release_items(list, 0, list.length);
  list.length = 0;
  list.digest = 0;
  return {};
}

/// Sets. "or", "and", "sub", "xor" of two; a third operand names which.
Status combine(Call& call) {
  List& a = *call.operand(0).list;
  List& b = *call.operand(1).list;
  const std::string& how = call.text(2);
  const size_t keys = a.type->leaves.size();
  List* result = memory::make_list(call.lists, a.type, 0, a.length + b.length);
  if (result == nullptr) return no_memory();
  const auto add = [&](const List& from, int64_t i) {
    std::memcpy(result->item(result->length++), from.item(i), static_cast<size_t>(from.type->item_bytes));
  };
  for (int64_t i = 0; i < a.length; ++i) {
    const bool both = place_of(call, b, a.item(i), keys) >= 0;
    if (how == "or" || both == (how == "and")) add(a, i);
  }
  if (how == "or" || how == "xor") {
    for (int64_t i = 0; i < b.length; ++i) {
      if (place_of(call, a, b.item(i), keys) < 0) add(b, i);
    }
  }
  call.give_list(result);
  return {};
}

/// Whether every item of the first set is in the second one.
Status within(Call& call) {
  List& a = *call.operand(0).list;
  List& b = *call.operand(1).list;
  bool all = true;
  for (int64_t i = 0; i < a.length && all; ++i) all = place_of(call, b, a.item(i), a.type->leaves.size()) >= 0;
  call.give_bool(all);
  return {};
}

}  // namespace

void register_tables(Registry& registry) {
  registry.add("table.find", find);
  registry.add("table.at", at);
  registry.add("table.set", set, 1);
  registry.add("table.remove", remove, 1);
  registry.add("table.clear", clear, 1);
  registry.add("table.combine", combine);
  registry.add("table.within", within);
}

}  // namespace weft::kernels
