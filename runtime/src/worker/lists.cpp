// SPDX-License-Identifier: Apache-2.0
#include "worker/lists.h"

#include <algorithm>
#include <charconv>
#include <complex>
#include <cstring>
#include <limits>

#include "base/files.h"
#include "graph/types.h"
#include "kernels/element.h"
#include "memory/npy.h"

namespace weft::worker {
namespace {

using memory::DType;
using memory::List;
using memory::ListLeaf;
using memory::ListType;
using wire::TypeKind;

constexpr uint64_t kLargestText = uint64_t{4} << 30;

Status unfit(const std::string& why) { return Status("WEFT532", why, "run again with arguments of the types the graph was made for"); }

DType dtype_of(const ListLeaf& leaf) {
  switch (leaf.kind) {
    case TypeKind::Int: return DType::Int64;
    case TypeKind::Float: return DType::Float64;
    case TypeKind::Bool: return DType::Bool;
    case TypeKind::Complex: return DType::Complex128;
    default: return leaf.dtype;
  }
}

uint32_t depth_of(const ListType& type) {
  const ListLeaf& leaf = type.leaves.front();
  return leaf.kind == TypeKind::List ? 1 + depth_of(*leaf.list) : 1;
}

List* nested(const ListLeaf& leaf, const std::byte* at) {
  List* list = nullptr;
  std::memcpy(&list, at + leaf.offset, sizeof list);
  return list;
}

/// Puts a number of a file into a leaf; false when that would change its type.
bool store_number(std::byte* to, const ListLeaf& leaf, DType dtype, const std::byte* from) {
  return kernels::with_type(dtype, [&]<typename T>(T) {
    T value;
    std::memcpy(&value, from, sizeof value);
    const auto put = [&](const auto& number) {
      std::memcpy(to, &number, sizeof number);
      return true;
    };
    if (leaf.kind == TypeKind::Scalar) return leaf.dtype == dtype && put(value);
    if constexpr (kernels::is_complex<T>) {
      return leaf.kind == TypeKind::Complex && put(std::complex<double>(value));
    } else if constexpr (std::is_same_v<T, bool>) {
      return leaf.kind == TypeKind::Bool && put(static_cast<uint8_t>(value));
    } else if constexpr (std::is_floating_point_v<T>) {
      return leaf.kind == TypeKind::Float && put(static_cast<double>(value));
    } else {
      return leaf.kind == TypeKind::Int && put(static_cast<int64_t>(value));
    }
  });
}

List* from_array(const memory::TypedView& array, const ListType* type, uint32_t axis, const std::byte* at, bool& fits) {
  List* list = memory::make_list(nullptr, type, array.view.shape[axis]);
  if (list == nullptr) return nullptr;
  const ListLeaf& leaf = type->leaves.front();
  fits = fits && type->leaves.size() == 1;
  for (int64_t i = 0; i < list->length; ++i) {
    const std::byte* place = at + i * array.view.strides[axis];
    if (axis + 1 == array.rank) {
      fits = store_number(list->item(i), leaf, array.dtype, place) && fits;
      continue;
    }
    List* row = from_array(array, leaf.list, axis + 1, place, fits);
    if (row == nullptr) {
      list->length = i;
      memory::release(list);
      return nullptr;
    }
    std::memcpy(list->item(i), &row, sizeof row);
  }
  return list;
}

/// Nested lists of numbers as Python's `json` writes them, NaN and Infinity included. A tuple is a list of its values.
class TextReader {
 public:
  explicit TextReader(const std::string& text) : at_(text.data()), end_(text.data() + text.size()) {}

  List* read(const ListType* type) {
    List* list = value(type);
    space();
    if (list != nullptr && at_ != end_) {
      memory::release(list);
      return nullptr;
    }
    return list;
  }

 private:
  void space() {
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t')) ++at_;
  }
  bool take(char wanted) {
    space();
    if (at_ == end_ || *at_ != wanted) return false;
    ++at_;
    return true;
  }
  bool take_word(std::string_view word) {
    if (std::string_view(at_, static_cast<size_t>(end_ - at_)).substr(0, word.size()) != word) return false;
    at_ += word.size();
    return true;
  }

  List* value(const ListType* type) {
    if (!take('[')) return nullptr;
    List* list = memory::make_list(nullptr, type, 0);
    if (list == nullptr || take(']')) return list;
    do {
      if (!memory::grow(*list) || !item(*type, list->item(list->length))) return drop(list);
      ++list->length;
    } while (take(','));
    return take(']') ? list : drop(list);
  }

  /// One item; what stands in tuples in it comes without their brackets.
  bool item(const ListType& type, std::byte* to) {
    const bool tuple = type.leaves.size() > 1;
    if (tuple && !take('[')) return false;
    for (size_t i = 0; i < type.leaves.size(); ++i) {
      if ((i > 0 && !take(',')) || !leaf_of(type.leaves[i], to + type.leaves[i].offset)) {
        // The lists before it in the item are nobody's.
        for (size_t k = 0; k < i; ++k) {
          if (type.leaves[k].kind == TypeKind::List) memory::release(nested(type.leaves[k], to));
        }
        return false;
      }
    }
    return !tuple || take(']');
  }

  bool leaf_of(const ListLeaf& leaf, std::byte* to) {
    if (leaf.kind != TypeKind::List) return number(leaf, to);
    List* row = value(leaf.list);
    std::memcpy(to, &row, sizeof row);
    return row != nullptr;
  }

  static List* drop(List* list) {
    memory::release(list);
    return nullptr;
  }

  bool number(const ListLeaf& leaf, std::byte* to) {
    space();
    const auto put = [&](const auto& value) {
      std::memcpy(to, &value, sizeof value);
      return true;
    };
    if (leaf.kind == TypeKind::Bool) {
      if (take_word("true")) return put(uint8_t{1});
      return take_word("false") && put(uint8_t{0});
    }
    if (leaf.kind == TypeKind::Int) {
      int64_t value = 0;
      const auto [next, error] = std::from_chars(at_, end_, value);
      if (error != std::errc()) return false;
      at_ = next;
      return put(value);
    }
    if (leaf.kind != TypeKind::Float) return false;
    const bool negative = take_word("-");
    double value = 0;
    if (take_word("NaN")) {
      value = std::numeric_limits<double>::quiet_NaN();
    } else if (take_word("Infinity")) {
      value = std::numeric_limits<double>::infinity();
    } else {
      const auto [next, error] = std::from_chars(at_, end_, value);
      if (error != std::errc()) return false;
      at_ = next;
    }
    return put(negative ? -value : value);
  }

  const char* at_;
  const char* end_;
};

void mix(uint64_t& digest, const void* data, size_t bytes) {
  constexpr uint64_t kPrime = 0x100000001b3;
  const auto* at = static_cast<const unsigned char*>(data);
  for (size_t i = 0; i < bytes; ++i) digest = (digest ^ at[i]) * kPrime;
}

void digest_into(uint64_t& digest, const List& list) {
  mix(digest, &list.length, sizeof list.length);
  for (int64_t i = 0; i < list.length; ++i) {
    for (const ListLeaf& leaf : list.type->leaves) {
      if (leaf.kind == TypeKind::List) digest_into(digest, *nested(leaf, list.item(i)));
      else mix(digest, list.item(i) + leaf.offset, static_cast<size_t>(memory::item_size(dtype_of(leaf))));
    }
  }
}

/// Which leaf of the items to take at each level, outermost first; the last one is no list.
using Path = std::vector<size_t>;

void find_paths(const ListType& type, Path& prefix, std::vector<Path>& paths) {
  for (size_t i = 0; i < type.leaves.size(); ++i) {
    prefix.push_back(i);
    if (type.leaves[i].kind == TypeKind::List) find_paths(*type.leaves[i].list, prefix, paths);
    else paths.push_back(prefix);
    prefix.pop_back();
  }
}

void collect_array(FlatList& flat, const memory::ArrayView& view, uint32_t rank) {
  flat.shapes.emplace_back(view.shape, view.shape + rank);
  const auto bytes = static_cast<size_t>(memory::item_size(flat.dtype));
  const auto visit = [&](const auto& self, const std::byte* at, uint32_t axis) -> void {
    if (axis == rank) {
      flat.data.insert(flat.data.end(), at, at + bytes);
      return;
    }
    for (int64_t i = 0; i < view.shape[axis]; ++i) self(self, at + i * view.strides[axis], axis + 1);
  };
  visit(visit, view.data, 0);
}

void collect(FlatList& flat, const List& list, const Path& path, size_t level, kernels::Texts* texts) {
  flat.lengths[level].push_back(list.length);
  const ListLeaf& leaf = list.type->leaves[path[level]];
  for (int64_t i = 0; i < list.length; ++i) {
    const std::byte* at = list.item(i) + leaf.offset;
    if (leaf.kind == TypeKind::List) {
      List* inner = nullptr;
      std::memcpy(&inner, at, sizeof inner);
      collect(flat, *inner, path, level + 1, texts);
    } else if (leaf.kind == TypeKind::Array) {
      collect_array(flat, memory::load_view(at, leaf.rank), leaf.rank);
    } else if (leaf.kind == TypeKind::Str) {
      int32_t number = 0;
      std::memcpy(&number, at, sizeof number);
      flat.texts.push_back(texts->text(number));
    } else {
      flat.data.insert(flat.data.end(), at, at + memory::item_size(flat.dtype));
    }
  }
}

/// The shape of everything, where all lists of a level and all arrays are alike; else the numbers alone.
void settle_shape(FlatList& flat, uint32_t rank) {
  const auto alike = [](const auto& all) { return std::ranges::all_of(all, [&](const auto& each) { return each == all.front(); }); };
  if (std::ranges::all_of(flat.lengths, alike) && alike(flat.shapes)) {
    for (const auto& level : flat.lengths) flat.shape.push_back(level.empty() ? 0 : level.front());
    if (flat.shapes.empty()) flat.shape.insert(flat.shape.end(), rank, 0);
    else flat.shape.insert(flat.shape.end(), flat.shapes.front().begin(), flat.shapes.front().end());
    if (flat.shape.size() <= memory::kMaxRank) {
      flat.lengths.clear();
      flat.shapes.clear();
      return;
    }
  }
  flat.shape = {flat.is_text ? static_cast<int64_t>(flat.texts.size())
                             : static_cast<int64_t>(flat.data.size()) / memory::item_size(flat.dtype)};
}

}  // namespace

Result<List*> read_list(const std::string& path, const wire::TypeT& type, memory::Pool& pool) {
  const ListType* list_type = memory::list_type(type);
  Result<std::string> head = read_file(path, kLargestText);
  if (!head.ok()) return head.status();
  if (!head.value().starts_with("\x93NUMPY")) {
    List* list = TextReader(head.value()).read(list_type);
    if (list == nullptr) return unfit("the text is no " + graph::type_text(type));
    list->digest = list_digest(*list);
    return list;
  }
  Result<memory::TypedView> read = memory::read_npy(pool, path);
  if (!read.ok()) return read.status();
  const memory::TypedView& array = read.value();
  bool fits = array.rank == depth_of(*list_type);
  List* list = fits ? from_array(array, list_type, 0, array.view.data, fits) : nullptr;
  memory::release(array.view.buffer);
  if (list != nullptr && fits) {
    list->digest = list_digest(*list);
    return list;
  }
  memory::release(list);
  if (fits) return Status("MemoryError", "no memory for the list in `" + path + "`");
  return unfit("got " + std::string(memory::dtype_name(array.dtype)) + " with " + std::to_string(array.rank) + " axes, expected " +
               graph::type_text(type));
}

uint64_t list_digest(const List& list) {
  uint64_t digest = 0xcbf29ce484222325;
  digest_into(digest, list);
  return digest;
}

std::vector<FlatList> flatten(const List& list, const wire::TypeT& type, kernels::Texts* texts) {
  std::vector<Path> paths;
  Path prefix;
  find_paths(*list.type, prefix, paths);
  std::vector<FlatList> columns;
  for (const Path& path : paths) {
    FlatList flat;
    const ListType* at = list.type;
    const wire::TypeT* named = type.items[path[0]].get();
    for (size_t level = 0; level + 1 < path.size(); ++level) {
      at = at->leaves[path[level]].list;
      named = named->items[path[level + 1]].get();
    }
    const ListLeaf& leaf = at->leaves[path.back()];
    for (size_t level = 0; level < path.size(); ++level) flat.type += "list[";
    flat.type += graph::type_text(*named) + std::string(path.size(), ']');
    flat.is_text = leaf.kind == TypeKind::Str;
    flat.dtype = flat.is_text ? DType::Int32 : dtype_of(leaf);
    flat.lengths.resize(path.size());
    collect(flat, list, path, 0, texts);
    settle_shape(flat, leaf.kind == TypeKind::Array ? leaf.rank : 0);
    columns.push_back(std::move(flat));
  }
  return columns;
}

memory::TypedView FlatList::view() {
  memory::TypedView result;
  result.dtype = dtype;
  result.rank = static_cast<uint32_t>(shape.size());
  result.view.data = data.data();
  int64_t stride = memory::item_size(dtype);
  for (size_t axis = shape.size(); axis-- > 0;) {
    result.view.shape[axis] = shape[axis];
    result.view.strides[axis] = stride;
    stride *= shape[axis];
  }
  return result;
}

}  // namespace weft::worker
