// SPDX-License-Identifier: Apache-2.0
// `repr` of lists of tuples, dictionaries, sets and what `collections` has. A shape says how values nest, as the types of lists do not:
//   .                 one leaf
//   N                 None, which has no leaf
//   (..)              a tuple
//   @P(x=.y=.)        an object of a class P, which is written by its fields
//   V.                an attribute that changes: a list of one such value
//   <3:.,16:.>        one of several types: the leaf before says by its code which
//   [.]               a list of such items
//   T[.]              a tuple of any length
//   R(..)             a list with a type for each place: one item holds all of them
//   {.:.}  {.}        a dictionary, a set
//   D[.] C{.:.} I{.:.} F{.:.} L{.:.} Z{.}   deque, Counter, defaultdict of int, float, list, frozenset
//   Q<class 'str'>{.:.}   defaultdict of another type
#include <algorithm>
#include <charconv>
#include <numeric>
#include <utility>

#include "kernels/python/deque.h"
#include "kernels/python/lists.h"
#include "kernels/python/set_table.h"
#include "kernels/python/text.h"

namespace weft::kernels {

using wire::TypeKind;

namespace {

std::string list_in_shape(std::string_view& shape, const List* list);

/// A set whose order nobody knows was written since `text` began.
thread_local bool met_uncertain = false;

/// The text of what the shape says at the leaf, which both go on behind; without `item` they only go on.
std::string part_text(std::string_view& shape, const ListType& type, size_t& leaf, const std::byte* item) {
  const char c = shape.front();
  if (c == '(') {
    shape.remove_prefix(1);
    std::string text = "(";
    size_t count = 0;
    for (; shape.front() != ')'; ++count) {
      if (count > 0) text += ", ";
      text += part_text(shape, type, leaf, item);
    }
    shape.remove_prefix(1);
    return text + (count == 1 ? ",)" : ")");
  }
  if (c == '@') {
    std::string text;
    for (bool is_first = true; shape.front() != ')'; is_first = false) {
      const size_t end = shape.find(is_first ? '(' : '=') + 1;
      text += shape.substr(is_first ? 1 : 0, end - (is_first ? 1 : 0));
      shape.remove_prefix(end);
      if (is_first) continue;
      text += part_text(shape, type, leaf, item);
      if (shape.front() != ')') text += ", ";
    }
    shape.remove_prefix(1);
    return text + ")";
  }
  if (c == '<') {
    shape.remove_prefix(1);
    const int64_t code = item == nullptr ? 0 : leaf_value<int64_t>(item + type.leaves[leaf].offset);
    ++leaf;
    std::string text;
    while (true) {
      int64_t own = 0;
      const auto end = std::from_chars(shape.data(), shape.data() + shape.size(), own).ptr;
      shape.remove_prefix(static_cast<size_t>(end - shape.data()) + 1);
      const std::string part = part_text(shape, type, leaf, own == code ? item : nullptr);
      if (own == code) text = part;
      const bool more = shape.front() == ',';
      shape.remove_prefix(1);
      if (!more) return text;
    }
  }
  if (c == 'N') {
    shape.remove_prefix(1);
    return "None";
  }
  const ListLeaf& own = type.leaves[leaf++];
  if (c == '.') {
    shape.remove_prefix(1);
    return item == nullptr ? "" : leaf_repr(item + own.offset, own);
  }
  return list_in_shape(shape, item == nullptr ? nullptr : leaf_list(item + own.offset));
}

/// The places of the items in the order of the text.
std::vector<int64_t> order_of(char name, bool is_set, const List& list) {
  std::vector<int64_t> order;
  if (is_set && list.companion != nullptr) {
    for (const auto& slot : static_cast<const SetTable&>(*list.companion).slots()) {
      if (slot.place >= 0) order.push_back(slot.place);
    }
    return order;
  }
  order.resize(static_cast<size_t>(list.length));
  std::iota(order.begin(), order.end(), int64_t{0});
  if (name == 'C') {  // the most common first
    const ListLeaf& count = list.type->leaves.back();
    std::ranges::stable_sort(order, [&](int64_t a, int64_t b) { return leaf_less(count, list.item(b) + count.offset, list.item(a) + count.offset); });
  }
  return order;
}

std::string list_in_shape(std::string_view& shape, const List* list) {
  char name = shape.front();
  if (name != '[' && name != '{') shape.remove_prefix(1);
  else name = 0;
  ListType wide;  // as many leaves as any shape asks for
  wide.leaves.resize(64);
  if (name == 'R') {
    size_t leaf = 0;
    const std::string text = part_text(shape, list == nullptr ? wide : *list->type, leaf, list == nullptr ? nullptr : list->item(0));
    return list == nullptr ? "" : "[" + text.substr(1, text.size() - 2) + "]";
  }
  if (name == 'V') {
    size_t leaf = 0;
    const bool is_set = list != nullptr && list->length > 0;
    return part_text(shape, is_set ? *list->type : wide, leaf, is_set ? list->item(0) : nullptr);
  }
  std::string_view made;  // what a defaultdict makes
  if (name == 'Q') {
    made = shape.substr(0, shape.find('>') + 1);
    shape.remove_prefix(made.size());
  }
  const char open = shape.front();
  shape.remove_prefix(1);
  const std::string_view item = shape;
  // Goes behind the shape of an item first: there may be none.
  const auto skip = [&](std::string_view& at, const ListType& type, const std::byte* data) {
    size_t leaf = 0;
    std::string text = part_text(at, type, leaf, data);
    const bool is_dict = open == '{' && at.front() == ':';
    if (is_dict) {
      at.remove_prefix(1);
      text += ": " + part_text(at, type, leaf, data);
    }
    return std::pair(text, is_dict);
  };
  const bool is_dict = skip(shape, wide, nullptr).second;
  shape.remove_prefix(1);
  if (list == nullptr) return "";
  std::string text;
  bool is_first = true;
  for (const int64_t place : order_of(name, open == '{' && !is_dict, *list)) {
    if (!std::exchange(is_first, false)) text += ", ";
    std::string_view at = item;
    text += skip(at, *list->type, list->item(place)).first;
  }
  const bool is_empty = list->length == 0;
  if (open == '{' && !is_dict && list->companion != nullptr && list->length > 1) {
    met_uncertain |= static_cast<const SetTable&>(*list->companion).uncertain;
  }
  const std::string braces = open == '[' ? "[" + text + "]" : "{" + text + "}";
  switch (name) {
    case 'D': {
      const auto* limit = static_cast<const Limit*>(list->companion);
      return "deque(" + braces + (limit == nullptr || limit->most == INT64_MAX ? ")" : ", maxlen=" + std::to_string(limit->most) + ")");
    }
    case 'T': return "(" + text + (list->length == 1 ? ",)" : ")");
    case 'C': return is_empty ? "Counter()" : "Counter(" + braces + ")";
    case 'I': return "defaultdict(<class 'int'>, " + braces + ")";
    case 'F': return "defaultdict(<class 'float'>, " + braces + ")";
    case 'L': return "defaultdict(<class 'list'>, " + braces + ")";
    case 'Q': return "defaultdict(" + std::string(made) + ", " + braces + ")";
    case 'Z': return is_empty ? "frozenset()" : "frozenset(" + braces + ")";
    default: return is_empty && open == '{' && !is_dict ? "set()" : braces;
  }
}

/// list, shape: its `repr`.
Status text(Call& call) {
  std::string_view shape = call.text(1);
  met_uncertain = false;
  std::string text = list_in_shape(shape, call.operand(0).list);
  if (met_uncertain) {
    return Status("NotImplementedError", "the order of these literals in a set depends on whether Python reads a compiled file; print `sorted(...)`");
  }
  call.give_text(std::move(text));
  return {};
}

}  // namespace

std::string text_of_item(std::string_view shape, const ListType& type, const std::byte* item) {
  size_t leaf = 0;
  return part_text(shape, type, leaf, item);
}

void register_containers_text(Registry& registry) { registry.add("list.text", text); }

}  // namespace weft::kernels
