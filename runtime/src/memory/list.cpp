// SPDX-License-Identifier: Apache-2.0
#include "memory/list.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <mutex>
#include <unordered_set>
#include <utility>

namespace weft::memory {

using wire::TypeKind;

namespace {

constexpr int64_t kWord = 8;

const ListType* intern(ListType type) {
  static std::mutex mutex;
  static std::deque<ListType> known;  // addresses stay
  const std::scoped_lock lock(mutex);
  const auto found = std::ranges::find(known, type);
  if (found != known.end()) return &*found;
  return &known.emplace_back(std::move(type));
}

void place(ListType& type, ListLeaf leaf) {
  leaf.offset = type.item_bytes;
  type.item_bytes += leaf.bytes();
  type.has_references |= leaf.is_reference();
  type.leaves.push_back(leaf);
}

void link(List* list, ListHeap* heap) {
  list->heap = heap;
  if (heap == nullptr) return;
  list->next = heap->first;
  if (heap->first != nullptr) heap->first->previous = list;
  heap->first = list;
}

void unlink(List* list) {
  if (list->heap == nullptr) return;
  (list->previous != nullptr ? list->previous->next : list->heap->first) = list->next;
  if (list->next != nullptr) list->next->previous = list->previous;
}

void free_one(List* list) {
  unlink(list);
  if (list->data != nullptr) std::free(list->data - list->front * list->type->item_bytes);
  delete list->companion;
  delete list;
}

template <typename Function>
void each_list(const List& list, const Function& function) {
  for (const ListLeaf& leaf : list.type->leaves) {
    if (leaf.kind != TypeKind::List) continue;
    for (int64_t i = 0; i < list.length; ++i) {
      List* nested = nullptr;
      std::memcpy(&nested, list.item(i) + leaf.offset, sizeof nested);
      if (nested != nullptr) function(nested);
    }
  }
}

void mark(List* list, std::unordered_set<List*>& reached) {
  if (list == nullptr || !reached.insert(list).second) return;
  each_list(*list, [&](List* nested) { mark(nested, reached); });
}

}  // namespace

int64_t ListLeaf::bytes() const {
  switch (kind) {
    case TypeKind::Complex: return 2 * kWord;
    case TypeKind::Scalar: return std::max(kWord, item_size(dtype));
    case TypeKind::Array: return 2 * kWord + 2 * kWord * static_cast<int64_t>(rank);
    default: return kWord;
  }
}

bool ListType::operator==(const ListType& other) const {
  return std::ranges::equal(leaves, other.leaves, [](const ListLeaf& a, const ListLeaf& b) {
    const bool typed = a.kind == TypeKind::Scalar || a.kind == TypeKind::Array;
    return a.kind == b.kind && (!typed || a.dtype == b.dtype) && a.rank == b.rank && a.list == b.list;
  });
}

const ListType* list_type(const wire::TypeT& type) {
  ListType result;
  for (const auto& item : type.items) {
    ListLeaf leaf;
    leaf.kind = item->kind;
    leaf.dtype = item->dtype;
    leaf.rank = static_cast<uint32_t>(item->dims.size());
    if (item->kind == TypeKind::List) leaf.list = list_type(*item);
    place(result, leaf);
  }
  return intern(std::move(result));
}

const ListType* list_type_of(TypeKind kind, DType dtype, const ListType* nested) {
  ListType result;
  ListLeaf leaf;
  leaf.kind = kind;
  leaf.dtype = dtype;
  leaf.list = nested;
  place(result, leaf);
  return intern(std::move(result));
}

void ListHeap::detach() {
  for (List* list = first; list != nullptr;) {
    List* next = list->next;
    list->heap = nullptr;
    list->previous = list->next = nullptr;
    list = next;
  }
  first = nullptr;
}

void ListHeap::free_unreachable(const std::vector<List*>& kept) {
  std::unordered_set<List*> reached;
  for (List* list : kept) mark(list, reached);
  for (List* list = first; list != nullptr;) {
    List* next = list->next;
    if (!reached.contains(list)) {
      for (const ListLeaf& leaf : list->type->leaves) {
        if (leaf.kind != TypeKind::Array) continue;
        for (int64_t i = 0; i < list->length; ++i) memory::release(load_view(list->item(i) + leaf.offset, leaf.rank).buffer);
      }
      free_one(list);
    }
    list = next;
  }
  detach();
}

List* make_list(ListHeap* heap, const ListType* type, int64_t length, int64_t capacity) {
  auto* list = new List;
  list->type = type;
  if (!reserve(*list, std::max(length, capacity))) {
    delete list;
    return nullptr;
  }
  if (length > 0) std::memset(list->data, 0, static_cast<size_t>(length * type->item_bytes));
  list->length = length;
  link(list, heap);
  return list;
}

bool reserve(List& list, int64_t capacity) {
  if (capacity <= list.capacity) return true;
  constexpr int64_t kLargest = INT64_C(1) << 46;
  const int64_t bytes = list.type->item_bytes;
  if (capacity > kLargest / bytes) return false;
  if (list.front > 0) {
    // The free items at the beginning come to the end; they are as many as the others, or memory grows anyway.
    std::byte* base = list.data - list.front * bytes;
    if (list.length > 0) std::memmove(base, list.data, static_cast<size_t>(list.length * bytes));
    const bool enough = list.front >= list.length && capacity <= list.capacity + list.front;
    list.data = base;
    list.capacity += std::exchange(list.front, 0);
    if (enough) return true;
    capacity = std::max(capacity, list.capacity);
  }
  void* data = std::realloc(list.data, static_cast<size_t>(capacity * bytes));
  if (data == nullptr) return false;
  list.data = static_cast<std::byte*>(data);
  list.capacity = capacity;
  return true;
}

bool grow(List& list) {
  constexpr int64_t kFirst = 4;
  return list.length < list.capacity || reserve(list, std::max(kFirst, list.capacity + list.capacity / 2));
}

bool grow_front(List& list) {
  if (list.front == 0) {
    const int64_t more = std::max<int64_t>(4, list.length);
    const int64_t bytes = list.type->item_bytes;
    if (!reserve(list, list.length + more)) return false;
    const int64_t room = list.capacity - list.length;
    if (list.length > 0) std::memmove(list.item(room), list.data, static_cast<size_t>(list.length * bytes));
    list.data += room * bytes;
    list.front = room;
    list.capacity -= room;
  }
  return true;
}

void close_gap(List& list, int64_t index) {
  const int64_t bytes = list.type->item_bytes;
  --list.length;
  if (index == 0 && list.length > 0) {
    list.data += bytes;
    ++list.front;
    --list.capacity;
    return;
  }
  std::memmove(list.item(index), list.item(index + 1), static_cast<size_t>((list.length - index) * bytes));
}

void release(List* list) {
  if (list == nullptr || --list->references > 0) return;
  release_items(*list, 0, list->length);
  free_one(list);
}

void retain_items(const List& list, int64_t begin, int64_t end) {
  if (!list.type->has_references) return;
  for (const ListLeaf& leaf : list.type->leaves) {
    for (int64_t i = begin; i < end && leaf.is_reference(); ++i) {
      const std::byte* at = list.item(i) + leaf.offset;
      if (leaf.kind == TypeKind::Array) {
        memory::retain(load_view(at, leaf.rank).buffer);
      } else {
        List* nested = nullptr;
        std::memcpy(&nested, at, sizeof nested);
        retain(nested);
      }
    }
  }
}

void release_items(const List& list, int64_t begin, int64_t end) {
  if (!list.type->has_references) return;
  for (const ListLeaf& leaf : list.type->leaves) {
    for (int64_t i = begin; i < end && leaf.is_reference(); ++i) {
      const std::byte* at = list.item(i) + leaf.offset;
      if (leaf.kind == TypeKind::Array) {
        memory::release(load_view(at, leaf.rank).buffer);
      } else {
        List* nested = nullptr;
        std::memcpy(&nested, at, sizeof nested);
        release(nested);
      }
    }
  }
}

ArrayView load_view(const std::byte* at, uint32_t rank) {
  ArrayView view;
  std::memcpy(&view.buffer, at, sizeof view.buffer);
  std::memcpy(&view.data, at + kWord, sizeof view.data);
  std::memcpy(view.shape, at + 2 * kWord, rank * sizeof view.shape[0]);
  std::memcpy(view.strides, at + 2 * kWord + rank * sizeof view.shape[0], rank * sizeof view.strides[0]);
  return view;
}

void store_view(std::byte* at, const ArrayView& view, uint32_t rank) {
  std::memcpy(at, &view.buffer, sizeof view.buffer);
  std::memcpy(at + kWord, &view.data, sizeof view.data);
  std::memcpy(at + 2 * kWord, view.shape, rank * sizeof view.shape[0]);
  std::memcpy(at + 2 * kWord + rank * sizeof view.shape[0], view.strides, rank * sizeof view.strides[0]);
}

}  // namespace weft::memory
