// SPDX-License-Identifier: Apache-2.0
// Lists to arrays and back.
#include <algorithm>

#include "kernels/element.h"
#include "kernels/python/lists.h"

namespace weft::kernels {

using memory::make_list;
using wire::TypeKind;

namespace {



struct Shape {
  std::vector<int64_t> sizes;
  bool ragged = false;  // below `sizes` lengths differ
};

/// Joins the sizes of one more item.
void join(Shape& shape, const Shape& other) {
  size_t same = 0;
  while (same < shape.sizes.size() && same < other.sizes.size() && shape.sizes[same] == other.sizes[same]) ++same;
  if (same < shape.sizes.size() || same < other.sizes.size()) {
    shape.sizes.resize(same);
    shape.ragged = true;
  }
  shape.ragged = shape.ragged || other.ragged;
}

Shape shape_of(const List& list) {
  Shape shape;
  const ListLeaf& leaf = list.type->leaves.front();
  for (int64_t i = 0; i < list.length; ++i) {
    const std::byte* at = list.item(i) + leaf.offset;
    Shape item;
    if (leaf.kind == TypeKind::List) {
      item = shape_of(*leaf_list(at));
    } else if (leaf.kind == TypeKind::Array) {
      const memory::ArrayView view = memory::load_view(at, leaf.rank);
      item.sizes.assign(view.shape, view.shape + leaf.rank);
    } else if (list.type->leaves.size() > 1) {
      item.sizes = {static_cast<int64_t>(list.type->leaves.size())};
    }
    if (i == 0) shape = item;
    else join(shape, item);
  }
  shape.sizes.insert(shape.sizes.begin(), list.length);
  return shape;
}

void copy_view(std::byte*& out, const memory::ArrayView& view, uint32_t rank, uint32_t axis, const std::byte* at, int64_t item) {
  if (axis == rank) {
    std::memcpy(out, at, static_cast<size_t>(item));
    out += item;
    return;
  }
  for (int64_t i = 0; i < view.shape[axis]; ++i) copy_view(out, view, rank, axis + 1, at + i * view.strides[axis], item);
}

void fill(std::byte*& out, const List& list, int64_t item_bytes) {
  for (int64_t i = 0; i < list.length; ++i) {
    for (const ListLeaf& leaf : list.type->leaves) {
      const std::byte* at = list.item(i) + leaf.offset;
      if (leaf.kind == TypeKind::List) {
        fill(out, *leaf_list(at), item_bytes);
      } else if (leaf.kind == TypeKind::Array) {
        const memory::ArrayView view = memory::load_view(at, leaf.rank);
        copy_view(out, view, leaf.rank, 0, view.data, item_bytes);
      } else {
        std::memcpy(out, at, static_cast<size_t>(item_bytes));
        out += item_bytes;
      }
    }
  }
}

/// `list.to_array(list[, typed])`: `typed` where the element type was asked for, or where NumPy takes an empty list for integers.
Status to_array(Call& call) {
  const List& list = *call.operand(0).list;
  const Wanted& wanted = call.wanted[0];
  const Shape shape = shape_of(list);
  if (shape.ragged) {
    return Status("ValueError", "setting an array element with a sequence. The requested array has an inhomogeneous shape after " +
                                    std::to_string(shape.sizes.size()) + " dimensions. The detected shape was " +
                                    memory::shape_text(shape.sizes) + " + inhomogeneous part.");
  }
  if (shape.sizes.size() != wanted.rank) {
    return Status("ValueError", "an empty list of lists has one axis in NumPy, and the program was compiled for " +
                                    std::to_string(wanted.rank) + " axes");
  }
  const bool is_empty = std::find(shape.sizes.begin(), shape.sizes.end(), 0) != shape.sizes.end();
  if (is_empty && call.count() < 2 && wanted.dtype != DType::Float64 && list.type->leaves.front().kind != TypeKind::Array) {
    return Status("TypeError", "NumPy makes an empty list a float64 array, and the program was compiled for " +
                                   std::string(memory::dtype_name(wanted.dtype)) + ": write `np.array(a, dtype=...)`");
  }
  auto result = call.fresh(std::span<const int64_t>(shape.sizes), wanted.dtype);
  if (!result.ok()) return result.status();
  std::byte* out = result.value().view.data;
  fill(out, list, memory::item_size(wanted.dtype));
  call.give(result.value());
  return {};
}

Status join_arrays(Call& call) {
  const List& list = *call.operand(0).list;
  const ListLeaf& leaf = list.type->leaves.front();
  if (list.length == 0) return Status("ValueError", "need at least one array to concatenate");
  const int64_t rank = leaf.rank;
  int64_t axis = call.integer(1);
  if (axis < -rank || axis >= rank) {
    return Status("AxisError", "axis " + std::to_string(axis) + " is out of bounds for array of dimension " + std::to_string(rank));
  }
  if (axis < 0) axis += rank;
  std::vector<TypedView> arrays;
  for (int64_t i = 0; i < list.length; ++i) arrays.push_back({memory::load_view(list.item(i) + leaf.offset, leaf.rank), leaf.dtype, leaf.rank});
  auto result = concatenate(call.context, call.site, arrays, static_cast<uint32_t>(axis));
  if (!result.ok()) return result.status();
  call.give(result.value());
  memory::release(result.value().view.buffer);
  return {};
}

/// `list.block_diag(list, alone)`: vectors are rows. SciPy gives one row for no blocks at all.
Status block_diagonal(Call& call) {
  const List& list = *call.operand(0).list;
  const ListLeaf& leaf = list.type->leaves.front();
  const auto block_at = [&](int64_t i) {
    memory::ArrayView block = memory::load_view(list.item(i) + leaf.offset, leaf.rank);
    if (leaf.rank == 1) {
      block.shape[1] = block.shape[0];
      block.strides[1] = block.strides[0];
      block.shape[0] = 1;
    }
    return block;
  };
  int64_t rows = list.length == 0 && call.flag(1) ? 1 : 0;
  int64_t columns = 0;
  for (int64_t i = 0; i < list.length; ++i) {
    const memory::ArrayView block = block_at(i);
    rows += block.shape[0];
    columns += block.shape[1];
  }
  const DType dtype = call.wanted[0].dtype;
  if (list.length == 0 && call.flag(1) && dtype != DType::Float64) {
    return Status("TypeError", "block_diag() of nothing is a float64 array, and the program was compiled for " + std::string(memory::dtype_name(dtype)));
  }
  auto result = call.fresh({rows, columns}, dtype);
  if (!result.ok()) return result.status();
  const int64_t item = memory::item_size(dtype);
  std::byte* out = result.value().view.data;
  std::memset(out, 0, static_cast<size_t>(rows * columns * item));
  for (int64_t i = 0; i < list.length; ++i) {
    const memory::ArrayView block = block_at(i);
    for (int64_t row = 0; row < block.shape[0]; ++row) {
      std::byte* to = out + row * columns * item;
      copy_view(to, block, 2, 1, block.data + row * block.strides[0], item);
    }
    out += (block.shape[0] * columns + block.shape[1]) * item;
  }
  call.give(result.value());
  return {};
}

/// `list(array)`: scalars, or views of the rows.
Status of_array(Call& call) {
  const TypedView array = call.array(0);
  const ListType* type = call.wanted[0].list;
  List* list = make_list(call.lists, type, array.view.shape[0]);
  if (list == nullptr) return no_memory();
  const int64_t item = memory::item_size(array.dtype);
  for (int64_t i = 0; i < list->length; ++i) {
    const std::byte* at = array.view.data + i * array.view.strides[0];
    if (array.rank == 1) {
      std::memcpy(list->item(i), at, static_cast<size_t>(item));
      continue;
    }
    memory::ArrayView row;
    row.buffer = array.view.buffer;
    row.data = const_cast<std::byte*>(at);
    std::copy(array.view.shape + 1, array.view.shape + array.rank, row.shape);
    std::copy(array.view.strides + 1, array.view.strides + array.rank, row.strides);
    memory::retain(row.buffer);
    memory::store_view(list->item(i), row, array.rank - 1);
  }
  call.give_list(list);
  return {};
}

/// A number of an array as Python's own.
void store_python(std::byte* to, const ListLeaf& leaf, DType dtype, const std::byte* from) {
  with_type(dtype, [&]<typename T>(T) {
    const T value = leaf_value<T>(from);
    const auto put = [&](const auto& number) { std::memcpy(to, &number, sizeof number); };
    if constexpr (is_complex<T>) {
      put(std::complex<double>(static_cast<double>(value.real()), static_cast<double>(value.imag())));
    } else if (leaf.kind == TypeKind::Float) {
      put(static_cast<double>(value));
    } else if (leaf.kind == TypeKind::Bool) {
      put(static_cast<uint8_t>(value != T{}));
    } else {
      put(static_cast<int64_t>(value));
    }
  });
}

List* nested(Call& call, const TypedView& array, const ListType* type, uint32_t axis, const std::byte* at) {
  List* list = make_list(call.lists, type, array.view.shape[axis]);
  if (list == nullptr) return nullptr;
  const ListLeaf& leaf = type->leaves.front();
  for (int64_t i = 0; i < list->length; ++i) {
    const std::byte* place = at + i * array.view.strides[axis];
    if (axis + 1 == array.rank) {
      store_python(list->item(i), leaf, array.dtype, place);
      continue;
    }
    List* row = nested(call, array, leaf.list, axis + 1, place);
    if (row == nullptr) {
      list->length = i;
      memory::release(list);
      return nullptr;
    }
    std::memcpy(list->item(i), &row, sizeof row);
  }
  return list;
}

Status to_list(Call& call) {
  List* list = nested(call, call.array(0), call.wanted[0].list, 0, call.array(0).view.data);
  if (list == nullptr) return no_memory();
  call.give_list(list);
  return {};
}

}  // namespace

void register_lists_arrays(Registry& registry) {
  registry.add("list.to_array", to_array);
  registry.add("list.concatenate", join_arrays);
  registry.add("list.block_diag", block_diagonal);
  registry.add("list.of_array", of_array);
  registry.add("list.tolist", to_list);
}

}  // namespace weft::kernels
