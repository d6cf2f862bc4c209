// SPDX-License-Identifier: Apache-2.0
#include "worker/results.h"

#include <algorithm>
#include <cstring>
#include <deque>
#include <optional>
#include <utility>

#include "base/files.h"
#include "kernels/element.h"
#include "graph/structure.h"
#include "graph/types.h"
#include "memory/npy.h"
#include "worker/lists.h"

namespace weft::worker {
namespace {

using compile::Value;
using memory::DType;
using wire::TypeKind;

// results.json, the profile's smallest form, and the file system's own needs.
constexpr uint64_t kSlackBytes = 1 << 20;

/// A value as something write_npy takes; scalars live in `scalar`.
std::optional<memory::TypedView> as_array(const Value& value, std::byte (&scalar)[16]) {
  const auto put = [&](DType dtype, auto number) {
    std::memcpy(scalar, &number, sizeof number);
    memory::TypedView array;
    array.view.data = scalar;
    array.dtype = dtype;
    return array;
  };
  switch (value.kind) {
    case TypeKind::Array: return memory::TypedView{value.view, value.dtype, value.rank};
    case TypeKind::Int: return put(DType::Int64, value.integer);
    case TypeKind::Float: return put(DType::Float64, value.floating);
    case TypeKind::Bool: return put(DType::Bool, value.integer != 0);
    case TypeKind::Scalar:
      return kernels::with_type(value.dtype, [&]<typename T>(T) {
        if constexpr (kernels::is_complex<T>) {
          using Part = typename T::value_type;
          return put(value.dtype, T(static_cast<Part>(value.floating), static_cast<Part>(value.imaginary)));
        } else if constexpr (std::is_floating_point_v<T>) {
          return put(value.dtype, static_cast<T>(value.floating));
        } else {
          return put(value.dtype, static_cast<T>(value.integer));
        }
      });
    case TypeKind::Complex: return put(DType::Complex128, std::complex<double>(value.floating, value.imaginary));
    case TypeKind::Str: case TypeKind::None: case TypeKind::List: break;
  }
  return std::nullopt;
}

/// UTF-8 to the code points that NumPy's `<U` holds; a broken byte becomes U+FFFD.
std::u32string code_points(const std::string& text) {
  std::u32string points;
  for (size_t i = 0; i < text.size();) {
    const auto first = static_cast<unsigned char>(text[i]);
    const size_t length = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    char32_t point = length == 1 ? first : first & (0xffU >> (length + 1));
    bool valid = first < 0x80 || (first >= 0xc2 && first < 0xf5);
    for (size_t k = 1; k < length && valid; ++k) {
      valid = i + k < text.size() && (static_cast<unsigned char>(text[i + k]) & 0xc0U) == 0x80U;
      if (valid) point = point << 6U | (static_cast<unsigned char>(text[i + k]) & 0x3fU);
    }
    points += valid ? point : U'\uFFFD';
    i += valid ? length : 1;
  }
  return points;
}

/// Texts as an array of NumPy's fixed-width text.
std::string text_npy(std::span<const std::string> texts, std::span<const int64_t> shape) {
  std::vector<std::u32string> points;
  size_t width = 0;
  for (const std::string& text : texts) {
    points.push_back(code_points(text));
    width = std::max(width, points.back().size());
  }
  // NumPy has no text without characters: it would read no items.
  if (!shape.empty()) width = std::max<size_t>(width, 1);
  std::string sizes;
  for (const int64_t size : shape) sizes += std::to_string(size) + ",";
  std::string dictionary = "{'descr': '<U" + std::to_string(width) + "', 'fortran_order': False, 'shape': (" + sizes + "), }";
  const size_t unpadded = 10 + dictionary.size() + 1;
  const size_t total = (unpadded + 63) / 64 * 64;
  dictionary.append(total - unpadded, ' ');
  dictionary += '\n';
  std::string bytes("\x93NUMPY\x01\x00", 8);
  bytes += static_cast<char>((total - 10) & 0xffU);
  bytes += static_cast<char>((total - 10) >> 8U);
  bytes += dictionary;
  for (std::u32string& each : points) {
    each.resize(width);
    bytes.append(reinterpret_cast<const char*>(each.data()), each.size() * sizeof(char32_t));
  }
  return bytes;
}

struct Item {
  ResultFile entry;
  const Value* value = nullptr;
  const FlatList* column = nullptr;  // a column of a list, whose numbers `value` shows
};

Status write_item(const std::string& path, const Item& item) {
  if (item.column != nullptr && item.column->is_text) return write_file_atomic(path, text_npy(item.column->texts, item.column->shape));
  if (item.value->kind == TypeKind::Str) return write_file_atomic(path, text_npy({&item.value->text, 1}, {}));
  std::byte scalar[16];
  const std::optional<memory::TypedView> array = as_array(*item.value, scalar);
  WEFT_CHECK(array.has_value());
  return memory::write_npy(path, *array);
}

/// Lists as arrays of their numbers; they live until the files are written.
using FlatLists = std::deque<std::pair<FlatList, Value>>;

Item make_item(std::string name, const Value& value) {
  Item item{{.name = std::move(name), .dtype = {}, .shape = {}, .file = {}, .list = {}, .lengths = {}, .shapes = {}}, &value};
  item.entry.file = item.entry.name + ".npy";
  std::byte scalar[16];
  if (const auto array = as_array(value, scalar)) {
    item.entry.dtype = memory::dtype_name(array->dtype);
    item.entry.shape.assign(array->view.shape, array->view.shape + array->rank);
  } else {
    item.entry.dtype = "str";
  }
  return item;
}

/// The files of a value: one, or one for each column of a list.
void add_items(std::vector<Item>& items, std::span<const std::string> names, const Value& value, const wire::TypeT& type,
               kernels::Texts* texts, FlatLists& flat) {
  if (value.kind != TypeKind::List) {
    items.push_back(make_item(names.front(), value));
    return;
  }
  std::vector<FlatList> columns = flatten(*value.list, type, texts);
  for (size_t i = 0; i < columns.size(); ++i) {
    auto& [list, array] = flat.emplace_back(std::move(columns[i]), Value{});
    const memory::TypedView view = list.view();
    array.kind = TypeKind::Array;
    array.dtype = view.dtype;
    array.rank = view.rank;
    array.view = view.view;
    Item item = make_item(names[i], array);
    if (list.is_text) item.entry.dtype = "str";
    item.column = &list;
    item.entry.list = list.type;
    item.entry.lengths = list.lengths;
    item.entry.shapes = list.shapes;
    items.push_back(std::move(item));
  }
}

uint64_t bytes_of(const Item& item) {
  std::byte scalar[16];
  const auto array = as_array(*item.value, scalar);
  if (item.column != nullptr && item.column->is_text) {
    uint64_t bytes = 256;
    for (const std::string& text : item.column->texts) bytes += text.size() * 4 + 4;
    return bytes;
  }
  return array ? memory::npy_file_bytes(*array) : item.value->text.size() * 4 + 256;
}

/// The names of the files of all results, in order.
std::vector<std::string> result_names(const wire::FunctionT& entry) {
  std::vector<std::string> names;
  if (!entry.structure.empty()) {
    const auto below = graph::value_names(entry.structure);
    if (below.ok()) names = below.value();
    for (std::string& name : names) name = name.empty() ? "return" : "return." + name;
    return names;
  }
  const bool tuple = entry.results.size() != 1 || entry.returns_tuple;
  for (size_t i = 0; i < entry.results.size(); ++i) {
    const size_t columns = graph::column_count(*entry.results[i]);
    const std::string name = tuple ? "return." + std::to_string(i) : "return";
    for (size_t k = 0; k < columns; ++k) names.push_back(columns == 1 ? name : name + "." + std::to_string(k));
  }
  return names;
}

}  // namespace

wire::FunctionT entry_of_run(const wire::FunctionT& entry, std::vector<Value>& results) {
  wire::FunctionT found = entry;
  if (entry.structure.find("either(") == std::string::npos) return found;
  // Lists take a place for each of their columns.
  std::vector<size_t> places;
  for (size_t i = 0; i < results.size(); ++i) places.insert(places.end(), graph::column_count(*entry.results[i]), i);
  std::vector<bool> kept;
  found.structure = graph::resolve_structure(entry.structure, [&](size_t place) { return results[places[place]].integer; }, kept);
  found.results.clear();
  std::vector<Value> left;
  for (size_t place = 0; place < kept.size(); ++place) {
    const size_t i = places[place];
    if (place > 0 && places[place - 1] == i) continue;
    if (kept[place]) {
      found.results.push_back(std::make_unique<wire::TypeT>(*entry.results[i]));
      left.push_back(std::move(results[i]));
    } else {
      if (results[i].kind == TypeKind::Array) memory::release(results[i].view.buffer);
      if (results[i].kind == TypeKind::List) memory::release(results[i].list);
    }
  }
  results = std::move(left);
  if (found.structure == "..." || found.structure == "None") found.structure.clear();
  return found;
}

Result<StoredResults> store_results(const std::string& directory, const wire::FunctionT& entry,
                                    std::span<const Value> results, std::span<const Value> arguments, kernels::Texts* texts) {
  std::vector<Item> items;
  FlatLists flat;
  const std::vector<std::string> names = result_names(entry);
  size_t taken = 0;
  for (size_t i = 0; i < results.size(); ++i) {
    if (results[i].kind == TypeKind::None) {
      if (entry.structure.empty()) ++taken;
      continue;
    }
    const size_t columns = graph::column_count(*entry.results[i]);
    WEFT_CHECK(taken + columns <= names.size());
    add_items(items, std::span(names).subspan(taken, columns), results[i], *entry.results[i], texts, flat);
    taken += columns;
  }
  const size_t returned = items.size();
  for (size_t i = 0; i < arguments.size(); ++i) {
    const Value& argument = arguments[i];
    const bool changed = argument.kind == TypeKind::Array  ? argument.view.buffer->mutated.load()
                         : argument.kind == TypeKind::List ? argument.list->digest != list_digest(*argument.list)
                                                           : false;
    if (!changed) continue;
    const std::string name = "arg." + entry.parameters[i]->name;
    const wire::TypeT& type = *entry.values[entry.parameters[i]->value];
    std::vector<std::string> columns{name};
    for (size_t k = 1; k < graph::column_count(type); ++k) columns.push_back(name + "." + std::to_string(k));
    add_items(items, columns, argument, type, texts, flat);
  }

  if (Status status = make_directories(directory); !status.ok()) return status;
  uint64_t needed = kSlackBytes;
  for (const Item& item : items) needed += bytes_of(item);
  const Result<DiskSpace> space = disk_space(directory);
  if (space.ok() && space.value().available_bytes < needed) {
    return Status("OSError", "the results need " + std::to_string(needed) + " bytes in '" + directory + "', which has " +
                                 std::to_string(space.value().available_bytes) + " bytes left",
                  "free space there, or set WEFT_HOME to a folder on another disk");
  }

  StoredResults stored;
  for (size_t i = 0; i < items.size(); ++i) {
    const Status status = write_item(directory + "/" + items[i].entry.file, items[i]);
    if (!status.ok()) return status;
    (i < returned ? stored.results : stored.mutated).push_back(items[i].entry);
  }
  return stored;
}

}  // namespace weft::worker
