// SPDX-License-Identifier: Apache-2.0
// What kernels on lists share: values at leaves, and slices as Python counts them.

#pragma once

#include <cstring>

#include "kernels/registry.h"
#include "memory/list.h"

namespace weft::kernels {

using memory::List;
using memory::ListLeaf;
using memory::ListType;

template <typename T>
T leaf_value(const std::byte* at) {
  T value;
  std::memcpy(&value, at, sizeof value);
  return value;
}

/// The text at a leaf, in the run whose kernel is at work.
inline const std::string& leaf_text(const std::byte* at) { return current_texts()->text(leaf_value<int32_t>(at)); }

inline List* leaf_list(const std::byte* at) { return leaf_value<List*>(at); }

/// Puts an operand into a leaf; references get a count of their own.
void store_item(std::byte* at, const ListLeaf& leaf, const Item& item);

struct Slice {
  int64_t start = 0;
  int64_t stop = 0;
  int64_t step = 1;
  int64_t count = 0;
};

/// `start`, `stop` and `step` are operands from `first` on, each an int or None.
Result<Slice> slice_of(const Call& call, size_t first, int64_t length);

/// Whether the values at a leaf are equal, and whether the first is less, as Python compares them.
bool leaf_equal(const ListLeaf& leaf, const std::byte* a, const std::byte* b);
bool leaf_less(const ListLeaf& leaf, const std::byte* a, const std::byte* b);
bool items_equal(const ListType& type, const std::byte* a, const std::byte* b);
/// Tuples and lists: the first values that differ decide.
bool items_less(const ListType& type, const std::byte* a, const std::byte* b);

/// Whether one of the first `leaves` values of the item is NaN.
bool has_nan(const ListType& type, const std::byte* item, size_t leaves);
/// `repr` of an item. `shape` says how its leaves are nested (containers_text.cpp).
std::string text_of_item(std::string_view shape, const ListType& type, const std::byte* item);
/// The status of a kernel that compared items: the last of them may have been undecided.
Status compared();

inline Status types_differ() { return Status("SystemError", "lists whose items are stored in other ways meet"); }
inline Status no_memory() { return Status("MemoryError", ""); }

}  // namespace weft::kernels
