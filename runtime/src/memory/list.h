// SPDX-License-Identifier: Apache-2.0
// Python lists at run time: counted references to growing sequences of plain items. Lists are made, changed and freed by the submitting
// thread only, so their counts are plain integers. The first fields of List are an ABI: generated code reads and writes them.
//
// One item is its leaves one after the other, each in a multiple of 8 bytes: numbers in their own size, a text as its number in the run,
// a list as a pointer, an array as buffer, data, sizes and strides.

#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "memory/array.h"
#include "memory/dtype.h"
#include "schema/graph_generated.h"

namespace weft::memory {

struct ListType;

struct ListLeaf {
  wire::TypeKind kind = wire::TypeKind::Int;
  DType dtype = DType::Float64;    // Scalar and Array
  uint32_t rank = 0;               // Array
  int64_t offset = 0;              // in the item
  const ListType* list = nullptr;  // List: the type of the nested list
  /// How many bytes the leaf takes in an item.
  int64_t bytes() const;
  bool is_reference() const { return kind == wire::TypeKind::List || kind == wire::TypeKind::Array; }
};

struct ListType {
  std::vector<ListLeaf> leaves;
  int64_t item_bytes = 0;
  bool has_references = false;
  bool operator==(const ListType& other) const;
};

/// The type of lists that `type` (of kind List) describes: one object for equal types, which lives for ever. Safe from any thread.
const ListType* list_type(const wire::TypeT& type);
/// Lists of one leaf.
const ListType* list_type_of(wire::TypeKind kind, DType dtype = DType::Float64, const ListType* nested = nullptr);

struct ListHeap;

/// What a list keeps beside its items: the index of a dictionary, the table of a set, the greatest length of a queue.
struct ListCompanion {
  ListCompanion() = default;
  ListCompanion(const ListCompanion&) = delete;
  virtual ~ListCompanion() = default;
};

struct List {
  std::byte* data = nullptr;       // items
  int64_t length = 0;              // items in use
  int64_t references = 1;
  int64_t capacity = 0;            // items that fit `data`
  const ListType* type = nullptr;
  uint64_t digest = 0;             // arguments: of the contents before the run
  ListHeap* heap = nullptr;        // the run that made it, or null
  List* previous = nullptr;
  List* next = nullptr;
  int64_t front = 0;               // free items before `data`: what was taken from the beginning
  ListCompanion* companion = nullptr;

  std::byte* item(int64_t index) const { return data + index * type->item_bytes; }
};

/// The lists that a run made and that still live.
struct ListHeap {
  List* first = nullptr;

  ListHeap() = default;
  ListHeap(const ListHeap&) = delete;
  ListHeap& operator=(const ListHeap&) = delete;
  ~ListHeap() { detach(); }
  /// What still lives now belongs to whoever holds references to it.
  void detach();
  /// After a run that failed: frees what `kept` does not reach, whatever its counts say.
  void free_unreachable(const std::vector<List*>& kept);
};

/// A list of `length` items of zero bytes with one reference; null when there is no memory.
List* make_list(ListHeap* heap, const ListType* type, int64_t length, int64_t capacity = 0);
/// Room for `capacity` items; false when there is no memory.
bool reserve(List& list, int64_t capacity);
/// Room for one more item, with room to spare.
bool grow(List& list);
/// The same before the first item.
bool grow_front(List& list);
/// Closes the gap of an item whose references are taken; the first one costs nothing.
void close_gap(List& list, int64_t index);
inline void retain(List* list) {
  if (list != nullptr) ++list->references;
}
void release(List* list);
/// References of the items [begin, end).
void retain_items(const List& list, int64_t begin, int64_t end);
void release_items(const List& list, int64_t begin, int64_t end);

/// The array that lies at a leaf of an item.
ArrayView load_view(const std::byte* at, uint32_t rank);
void store_view(std::byte* at, const ArrayView& view, uint32_t rank);

}  // namespace weft::memory
