// SPDX-License-Identifier: Apache-2.0
// Lists as a whole: copies, joins, slices, insertion and deletion.
#include "kernels/python/lists.h"

#include <algorithm>
#include <charconv>

namespace weft::kernels {

using memory::make_list;
using wire::TypeKind;

void store_item(std::byte* at, const ListLeaf& leaf, const Item& item) {
  const auto put = [&](const auto& value) { std::memcpy(at, &value, sizeof value); };
  switch (leaf.kind) {
    case TypeKind::Float: put(item.floating); return;
    case TypeKind::Str: put(item.text_number >= 0 ? item.text_number : current_texts()->keep(item.string())); return;
    case TypeKind::Complex: put(std::complex<double>(item.floating, item.imaginary)); return;
    case TypeKind::List:
      memory::retain(item.list);
      put(item.list);
      return;
    case TypeKind::Array:
      memory::retain(item.view.buffer);
      memory::store_view(at, item.view, leaf.rank);
      return;
    case TypeKind::Scalar:
      switch (leaf.dtype) {
        case DType::Float64: put(item.floating); return;
        case DType::Float32: put(static_cast<float>(item.floating)); return;
        case DType::Complex128: put(std::complex<double>(item.floating, item.imaginary)); return;
        case DType::Complex64: put(std::complex<float>(static_cast<float>(item.floating), static_cast<float>(item.imaginary))); return;
        default: std::memcpy(at, &item.integer, static_cast<size_t>(memory::item_size(leaf.dtype))); return;
      }
    default: put(item.integer); return;
  }
}

Result<Slice> slice_of(const Call& call, size_t first, int64_t length) {
  const auto given = [&](size_t index) { return !call.operand(first + index).is_none(); };
  Slice slice;
  slice.step = given(2) ? call.integer(first + 2) : 1;
  if (slice.step == 0) return Status("ValueError", "slice step cannot be zero");
  const bool up = slice.step > 0;
  const auto bound = [&](size_t index, int64_t otherwise) {
    if (!given(index)) return otherwise;
    int64_t value = call.integer(first + index);
    if (value < 0) value = std::max(value + length, up ? int64_t{0} : int64_t{-1});
    return std::min(value, up ? length : length - 1);
  };
  slice.start = bound(0, up ? 0 : length - 1);
  slice.stop = bound(1, up ? length : -1);
  if (up && slice.stop > slice.start) slice.count = (slice.stop - slice.start - 1) / slice.step + 1;
  if (!up && slice.stop < slice.start) slice.count = (slice.start - slice.stop - 1) / (-slice.step) + 1;
  return slice;
}

namespace {

List* list_of(const Call& call, size_t index) { return call.operand(index).list; }

/// Copies items [begin, begin + count) of `from` to the end of `to`, which has room for them.
void append_items(List& to, const List& from, int64_t begin, int64_t count) {
  if (count <= 0) return;
  std::memcpy(to.item(to.length), from.item(begin), static_cast<size_t>(count * to.type->item_bytes));
  to.length += count;
  memory::retain_items(to, to.length - count, to.length);
}

List* new_list(Call& call, const ListType* type, int64_t capacity) { return make_list(call.lists, type, 0, capacity); }

Status copy_list(Call& call) {
  const List& list = *list_of(call, 0);
  List* copy = new_list(call, list.type, list.length);
  if (copy == nullptr) return no_memory();
  append_items(*copy, list, 0, list.length);
  call.give_list(copy);
  return {};
}

Status repeat(Call& call) {
  const List& list = *list_of(call, 0);
  const int64_t times = std::max<int64_t>(call.integer(1), 0);
  if (list.length > 0 && times > (INT64_C(1) << 46) / list.length) return no_memory();
  List* result = new_list(call, list.type, list.length * times);
  if (result == nullptr) return no_memory();
  for (int64_t i = 0; i < times; ++i) append_items(*result, list, 0, list.length);
  call.give_list(result);
  return {};
}

Status repeat_in_place(Call& call) {
  List& list = *list_of(call, 0);
  const int64_t times = call.integer(1);
  const int64_t length = list.length;
  if (times <= 0) {
    memory::release_items(list, 0, length);
    list.length = 0;
    return {};
  }
  if (length > 0 && times > (INT64_C(1) << 46) / length) return no_memory();
  if (!memory::reserve(list, length * times)) return no_memory();
  for (int64_t i = 1; i < times; ++i) append_items(list, list, 0, length);
  return {};
}

Status concat(Call& call) {
  const List& a = *list_of(call, 0);
  const List& b = *list_of(call, 1);
  if (a.type != b.type) return types_differ();
  List* result = new_list(call, a.type, a.length + b.length);
  if (result == nullptr) return no_memory();
  append_items(*result, a, 0, a.length);
  append_items(*result, b, 0, b.length);
  call.give_list(result);
  return {};
}

Status extend(Call& call) {
  List& list = *list_of(call, 0);
  const List& other = *list_of(call, 1);
  if (list.type != other.type) return types_differ();
  const int64_t more = other.length;
  const int64_t wanted = list.length + more;
  if (wanted > list.capacity && !memory::reserve(list, std::max(wanted, list.capacity + list.capacity / 2))) return no_memory();
  append_items(list, other, 0, more);
  return {};
}

Status slice_list(Call& call) {
  const List& list = *list_of(call, 0);
  const auto slice = slice_of(call, 1, list.length);
  if (!slice.ok()) return slice.status();
  List* result = new_list(call, list.type, slice.value().count);
  if (result == nullptr) return no_memory();
  if (slice.value().step == 1) {
    append_items(*result, list, slice.value().start, slice.value().count);
  } else {
    for (int64_t i = 0; i < slice.value().count; ++i) append_items(*result, list, slice.value().start + i * slice.value().step, 1);
  }
  call.give_list(result);
  return {};
}

/// Replaces items [begin, end) by `count` items at `items`, whose references become the list's own.
Status splice(List& list, int64_t begin, int64_t end, const std::byte* items, int64_t count) {
  const int64_t tail = list.length - end;
  const int64_t bytes = list.type->item_bytes;
  if (!memory::reserve(list, begin + count + tail)) return no_memory();
  std::vector<std::byte> removed(list.item(begin), list.item(end));
  std::memmove(list.item(begin + count), list.item(end), static_cast<size_t>(tail * bytes));
  if (count > 0) std::memcpy(list.item(begin), items, static_cast<size_t>(count * bytes));
  list.length = begin + count + tail;
  // Releasing comes last: it may free lists that hold what was put in.
  List gone;
  gone.type = list.type;
  gone.data = removed.data();
  memory::release_items(gone, 0, end - begin);
  return {};
}

Status set_slice(Call& call) {
  List& list = *list_of(call, 0);
  const auto found = slice_of(call, 1, list.length);
  if (!found.ok()) return found.status();
  const Slice& slice = found.value();
  const List& values = *list_of(call, 4);
  if (list.type != values.type) return types_differ();
  const int64_t bytes = list.type->item_bytes;
  const std::vector<std::byte> items(values.data, values.data + values.length * bytes);
  const int64_t count = values.length;
  if (slice.step != 1 && count != slice.count) {
    return Status("ValueError", "attempt to assign sequence of size " + std::to_string(count) + " to extended slice of size " +
                                    std::to_string(slice.count));
  }
  memory::retain_items(values, 0, count);
  if (slice.step == 1) return splice(list, slice.start, std::max(slice.start, slice.stop), items.data(), count);
  for (int64_t i = 0; i < count; ++i) {
    const int64_t place = slice.start + i * slice.step;
    if (Status status = splice(list, place, place + 1, items.data() + i * bytes, 1); !status.ok()) return status;
  }
  return {};
}

Status delete_item(Call& call) {
  List& list = *list_of(call, 0);
  int64_t index = call.integer(1);
  if (index < 0) index += list.length;
  if (index < 0 || index >= list.length) return Status("IndexError", "list assignment index out of range");
  return splice(list, index, index + 1, nullptr, 0);
}

Status delete_slice(Call& call) {
  List& list = *list_of(call, 0);
  const auto found = slice_of(call, 1, list.length);
  if (!found.ok()) return found.status();
  const Slice& slice = found.value();
  if (slice.step == 1) return splice(list, slice.start, std::max(slice.start, slice.stop), nullptr, 0);
  for (int64_t i = 0; i < slice.count; ++i) {
    // From the end, so that places stay.
    const int64_t back = slice.count - 1 - i;
    const int64_t place = slice.start + (slice.step > 0 ? back : i) * slice.step;
    if (Status status = splice(list, place, place + 1, nullptr, 0); !status.ok()) return status;
  }
  return {};
}

Status insert(Call& call) {
  List& list = *list_of(call, 0);
  int64_t index = call.integer(1);
  if (index < 0) index = std::max<int64_t>(index + list.length, 0);
  index = std::min(index, list.length);
  std::vector<std::byte> item(static_cast<size_t>(list.type->item_bytes));
  for (size_t leaf = 0; leaf < list.type->leaves.size(); ++leaf) {
    store_item(item.data() + list.type->leaves[leaf].offset, list.type->leaves[leaf], call.operand(2 + leaf));
  }
  if (!memory::grow(list)) return no_memory();
  return splice(list, index, index, item.data(), 1);
}

Status clear(Call& call) {
  List& list = *list_of(call, 0);
  return splice(list, 0, list.length, nullptr, 0);
}

Status reverse(Call& call) {
  List& list = *list_of(call, 0);
  const int64_t bytes = list.type->item_bytes;
  for (int64_t i = 0, j = list.length - 1; i < j; ++i, --j) std::swap_ranges(list.item(i), list.item(i) + bytes, list.item(j));
  return {};
}

std::string repr(const Item& item) {
  if (item.kind == TypeKind::Bool) return item.integer != 0 ? "True" : "False";
  if (item.kind == TypeKind::Int) return std::to_string(item.integer);
  if (item.kind != TypeKind::Float) return "value";
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, item.floating).ptr;
  std::string result(text, end);
  return result.find_first_of(".en") == std::string::npos ? result + ".0" : result;
}

/// place, then a text, or the value that was looked for.
Status check_found(Call& call) {
  if (call.integer(0) >= 0) return {};
  const Item& what = call.operand(1);
  return Status("ValueError", what.kind == TypeKind::Str ? what.string() : repr(what) + " is not in list");
}

Status check_unpack(Call& call) {
  const int64_t length = list_of(call, 0)->length;
  const int64_t count = call.integer(1);
  if (length == count) return {};
  if (length > count) return Status("ValueError", "too many values to unpack (expected " + std::to_string(count) + ")");
  return Status("ValueError", "not enough values to unpack (expected " + std::to_string(count) + ", got " + std::to_string(length) + ")");
}

/// start, stop, step of a counter, and the text of the error when it takes no step.
Status check_not_empty(Call& call) {
  const bool up = call.integer(2) > 0;
  const bool some = up ? call.integer(0) < call.integer(1) : call.integer(0) > call.integer(1);
  return some ? Status() : Status("ValueError", call.text(3));
}

}  // namespace

void register_lists(Registry& registry) {
  registry.add("list.copy", copy_list);
  registry.add("list.repeat", repeat);
  registry.add("list.repeat_in_place", repeat_in_place, 1);
  registry.add("list.concat", concat);
  registry.add("list.extend", extend, 1);
  registry.add("list.slice", slice_list);
  registry.add("list.set_slice", set_slice, 1);
  registry.add("list.delete", delete_item, 1);
  registry.add("list.delete_slice", delete_slice, 1);
  registry.add("list.insert", insert, 1);
  registry.add("list.clear", clear, 1);
  registry.add("list.reverse", reverse, 1);
  registry.add("list.check_found", check_found);
  registry.add("list.check_unpack", check_unpack);
  registry.add("list.check_not_empty", check_not_empty);
}

}  // namespace weft::kernels
