// SPDX-License-Identifier: Apache-2.0
#include "worker/results.h"

#include <cstring>
#include <deque>
#include <optional>
#include <utility>

#include "base/files.h"
#include "kernels/element.h"
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

/// A str as a 0-d array of NumPy's fixed-width text.
std::string text_npy(const std::string& text) {
  const std::u32string points = code_points(text);
  std::string dictionary =
      "{'descr': '<U" + std::to_string(points.size()) + "', 'fortran_order': False, 'shape': (), }";
  const size_t unpadded = 10 + dictionary.size() + 1;
  const size_t total = (unpadded + 63) / 64 * 64;
  dictionary.append(total - unpadded, ' ');
  dictionary += '\n';
  std::string bytes("\x93NUMPY\x01\x00", 8);
  bytes += static_cast<char>((total - 10) & 0xffU);
  bytes += static_cast<char>((total - 10) >> 8U);
  bytes += dictionary;
  bytes.append(reinterpret_cast<const char*>(points.data()), points.size() * sizeof(char32_t));
  return bytes;
}

struct Item {
  ResultFile entry;
  const Value* value;
};

Status write_item(const std::string& path, const Value& value) {
  if (value.kind == TypeKind::Str) return write_file_atomic(path, text_npy(value.text));
  std::byte scalar[16];
  const std::optional<memory::TypedView> array = as_array(value, scalar);
  WEFT_CHECK(array.has_value());
  return memory::write_npy(path, *array);
}

/// Lists as arrays of their numbers; they live until the files are written.
using FlatLists = std::deque<std::pair<FlatList, Value>>;

Item make_item(std::string name, const Value& value, const wire::TypeT& type, FlatLists& flat) {
  if (value.kind == TypeKind::List) {
    auto& [list, array] = flat.emplace_back(flatten(*value.list), Value{});
    const memory::TypedView view = list.view();
    array.kind = TypeKind::Array;
    array.dtype = view.dtype;
    array.rank = view.rank;
    array.view = view.view;
    Item item = make_item(std::move(name), array, type, flat);
    item.entry.list = graph::type_text(type);
    item.entry.lengths = list.lengths;
    return item;
  }
  Item item{{.name = std::move(name), .dtype = {}, .shape = {}, .file = {}, .list = {}, .lengths = {}}, &value};
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

uint64_t bytes_of(const Value& value) {
  std::byte scalar[16];
  const auto array = as_array(value, scalar);
  return array ? memory::npy_file_bytes(*array) : value.text.size() * 4 + 256;
}

}  // namespace

Result<StoredResults> store_results(const std::string& directory, const wire::FunctionT& entry,
                                    std::span<const Value> results, std::span<const Value> arguments) {
  std::vector<Item> items;
  FlatLists flat;
  const bool tuple = results.size() != 1 || entry.returns_tuple;
  for (size_t i = 0; i < results.size(); ++i) {
    if (results[i].kind == TypeKind::None) continue;
    items.push_back(make_item(tuple ? "return." + std::to_string(i) : "return", results[i], *entry.results[i], flat));
  }
  const size_t returned = items.size();
  for (size_t i = 0; i < arguments.size(); ++i) {
    const Value& argument = arguments[i];
    const bool changed = argument.kind == TypeKind::Array  ? argument.view.buffer->mutated.load()
                         : argument.kind == TypeKind::List ? argument.list->digest != list_digest(*argument.list)
                                                           : false;
    if (!changed) continue;
    items.push_back(make_item("arg." + entry.parameters[i]->name, argument, *entry.values[entry.parameters[i]->value], flat));
  }

  if (Status status = make_directories(directory); !status.ok()) return status;
  uint64_t needed = kSlackBytes;
  for (const Item& item : items) needed += bytes_of(*item.value);
  const Result<DiskSpace> space = disk_space(directory);
  if (space.ok() && space.value().available_bytes < needed) {
    return Status("OSError", "the results need " + std::to_string(needed) + " bytes in '" + directory + "', which has " +
                                 std::to_string(space.value().available_bytes) + " bytes left",
                  "free space there, or set WEFT_HOME to a folder on another disk");
  }

  StoredResults stored;
  for (size_t i = 0; i < items.size(); ++i) {
    const Status status = write_item(directory + "/" + items[i].entry.file, *items[i].value);
    if (!status.ok()) return status;
    (i < returned ? stored.results : stored.mutated).push_back(items[i].entry);
  }
  return stored;
}

}  // namespace weft::worker
