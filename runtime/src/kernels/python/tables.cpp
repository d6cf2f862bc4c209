// SPDX-License-Identifier: Apache-2.0
// Dictionaries: lists of items in the order of insertion, of which the first values are the key. An index from keys to places is kept
// beside each list; it is made again after items went away.
#include <algorithm>
#include <bit>
#include <unordered_map>

#include "kernels/element.h"
#include "kernels/python/lists.h"
#include "kernels/python/text.h"

namespace weft::kernels {

namespace {

using wire::TypeKind;

struct Index final : memory::ListCompanion {
  std::unordered_multimap<uint64_t, int64_t> places;  // by hash
  int64_t removals = 0;
};

uint64_t mixed(uint64_t value) {
  value ^= value >> 33;
  value *= 0xff51afd7ed558ccdULL;
  value ^= value >> 33;
  return value;
}

/// Zero has one hash, whatever its sign.
template <typename T>
uint64_t bits_of(const std::byte* at) {
  const T value = leaf_value<T>(at);
  uint64_t bits[2] = {0, 0};
  if (value != T{}) std::memcpy(bits, &value, sizeof value);
  if constexpr (is_complex<T>) {
    const auto part = [](auto number) { return number == 0 ? uint64_t{0} : std::bit_cast<uint64_t>(static_cast<double>(number)); };
    return part(value.real()) ^ mixed(part(value.imag()));
  }
  return bits[0];
}

/// Of the first `keys` leaves of an item; a leaf that is a list counts with its items.
uint64_t hash_of(const ListType& type, const std::byte* item, size_t keys) {
  uint64_t hash = 0;
  for (size_t i = 0; i < keys; ++i) {
    const ListLeaf& leaf = type.leaves[i];
    const std::byte* at = item + leaf.offset;
    uint64_t bits = 0;
    switch (leaf.kind) {
      // A text is kept once only when it is short: its characters count.
      case TypeKind::Str: bits = std::hash<std::string>()(leaf_text(at)); break;
      case TypeKind::Bool: bits = bits_of<uint8_t>(at); break;
      case TypeKind::Float: bits = bits_of<double>(at); break;
      case TypeKind::Complex: bits = bits_of<std::complex<double>>(at); break;
      case TypeKind::Scalar: bits = with_type(leaf.dtype, [&]<typename T>(T) { return bits_of<T>(at); }); break;
      case TypeKind::List: {
        const List& nested = *leaf_list(at);
        bits = static_cast<uint64_t>(nested.length);
        for (int64_t k = 0; k < nested.length; ++k) bits = mixed(bits ^ hash_of(*nested.type, nested.item(k), nested.type->leaves.size()));
        break;
      }
      default: bits = bits_of<int64_t>(at); break;
    }
    hash = mixed(hash ^ mixed(bits + i));
  }
  return hash;
}

Index& index_of(List& list, size_t keys) {
  if (list.companion == nullptr) list.companion = new Index;
  auto& index = static_cast<Index&>(*list.companion);
  if (static_cast<int64_t>(index.places.size()) != list.length) {
    index.places.clear();
    for (int64_t i = 0; i < list.length; ++i) index.places.emplace(hash_of(*list.type, list.item(i), keys), i);
  }
  return index;
}

/// The places of the keys are other ones from here on.
void forget_places(List& list) {
  if (list.companion == nullptr) list.companion = new Index;
  auto& index = static_cast<Index&>(*list.companion);
  index.places.clear();
  ++index.removals;
}

/// Gives back the references of an item that lies at `data`.
void release_item(const ListType& type, std::byte* data) {
  if (!type.has_references) return;
  List gone;
  gone.type = &type;
  gone.data = data;
  memory::release_items(gone, 0, 1);
}

/// Operands `first`, … as one item, which holds references; places behind the last operand are zero.
std::vector<std::byte> item_of(Call& call, const ListType& type, size_t first, size_t count) {
  std::vector<std::byte> item(static_cast<size_t>(type.item_bytes));
  for (size_t i = 0; i < count; ++i) store_item(item.data() + type.leaves[i].offset, type.leaves[i], call.operand(first + i));
  return item;
}

int64_t place_of(List& list, const std::byte* item, size_t keys) {
  const Index& index = index_of(list, keys);
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
  auto item = item_of(call, *list.type, 1, keys);
  call.give_int(place_of(list, item.data(), keys));
  release_item(*list.type, item.data());
  return {};
}

/// The same; KeyError when it is not there.
Status at(Call& call) {
  List& list = *call.operand(0).list;
  const size_t keys = call.count() - 1;
  auto item = item_of(call, *list.type, 1, keys);
  const int64_t place = place_of(list, item.data(), keys);
  release_item(*list.type, item.data());
  if (place < 0) {
    std::string text;
    for (size_t i = 0; i < keys; ++i) text += (i > 0 ? ", " : "") + item_text(call.operand(1 + i), true);
    return Status("KeyError", keys > 1 ? "(" + text + ")" : text);
  }
  call.give_int(place);
  return {};
}

/// table, shape of the key (containers_text.cpp), its values: the same for keys that are nested.
Status at_key(Call& call) {
  List& list = *call.operand(0).list;
  const size_t keys = call.count() - 2;
  auto item = item_of(call, *list.type, 2, keys);
  const int64_t place = place_of(list, item.data(), keys);
  const std::string text = place < 0 ? text_of_item(call.text(1), *list.type, item.data()) : "";
  release_item(*list.type, item.data());
  if (place < 0) return Status("KeyError", text);
  call.give_int(place);
  return {};
}

/// table, number of values of the key, then the values of the item: replaces the item with this key, or adds one at the end.
Status set(Call& call) {
  List& list = *call.operand(0).list;
  const auto keys = static_cast<size_t>(call.integer(1));
  const size_t leaves = list.type->leaves.size();
  auto item = item_of(call, *list.type, 2, leaves);
  const int64_t place = place_of(list, item.data(), keys);
  if (place >= 0) {
    // The key stays the one that came first.
    const auto begin = static_cast<size_t>(keys < leaves ? list.type->leaves[keys].offset : list.type->item_bytes);
    std::swap_ranges(item.begin() + static_cast<std::ptrdiff_t>(begin), item.end(), list.item(place) + begin);
    release_item(*list.type, item.data());
    return {};
  }
  if (has_nan(*list.type, item.data(), keys)) {
    release_item(*list.type, item.data());
    return Status("NotImplementedError", "NaN as a key: Python finds it by where the object lies; take it out with `math.isnan` first");
  }
  Index& index = index_of(list, keys);
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
  std::vector<std::byte> old(list.item(place), list.item(place) + list.type->item_bytes);
  std::memmove(list.item(place), list.item(place + 1), static_cast<size_t>((list.length - place - 1) * list.type->item_bytes));
  --list.length;
  forget_places(list);
  release_item(*list.type, old.data());
  return {};
}

Status clear(Call& call) {
  List& list = *call.operand(0).list;
  memory::release_items(list, 0, list.length);
  list.length = 0;
  forget_places(list);
  return {};
}

/// How often items went away.
Status removals(Call& call) {
  const List& list = *call.operand(0).list;
  call.give_int(list.companion == nullptr ? 0 : static_cast<const Index&>(*list.companion).removals);
  return {};
}

}  // namespace

void register_tables(Registry& registry) {
  registry.add("table.find", find);
  registry.add("table.at", at);
  registry.add("table.at_key", at_key);
  registry.add("table.set", set, 1);
  registry.add("table.remove", remove, 1);
  registry.add("table.clear", clear, 1);
  registry.add("table.removals", removals);
}

}  // namespace weft::kernels
