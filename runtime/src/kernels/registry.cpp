// SPDX-License-Identifier: Apache-2.0
#include "kernels/registry.h"

#include <atomic>
#include <utility>

#include "engine/allocate.h"
#include "kernels/element.h"
#include "memory/list.h"

namespace weft::kernels {

double Item::number() const {
  const bool real = kind == wire::TypeKind::Float || kind == wire::TypeKind::Complex ||
                    (kind == wire::TypeKind::Scalar && dtype >= DType::Float32);
  if (real) return floating;
  const bool wide = kind == wire::TypeKind::Scalar && dtype == DType::UInt64;
  return wide ? static_cast<double>(static_cast<uint64_t>(integer)) : static_cast<double>(integer);
}

std::complex<double> Item::complex_number() const { return {number(), imaginary}; }

Call::~Call() {
  for (memory::Buffer* buffer : owned_) memory::release(buffer);
}

Result<TypedView> Call::copied(size_t index, DType dtype) {
  auto copy = kernels::copy(context, site, operands[index].array(), dtype);
  if (!copy.ok()) return copy;
  owned_.push_back(copy.value().view.buffer);
  context.engine.wait_all();
  return copy;
}

Result<TypedView> Call::contiguous(size_t index, DType dtype) {
  const TypedView array = operands[index].array();
  if (array.dtype == dtype && memory::is_c_contiguous(array.view, array.rank, memory::item_size(dtype))) return array;
  return copied(index, dtype);
}

Result<TypedView> Call::fresh(std::span<const int64_t> shape, DType dtype) {
  auto view = engine::allocate_array(context.engine, context.pool, shape, dtype);
  if (!view.ok()) return view.status();
  owned_.push_back(view.value().buffer);
  return TypedView{view.value(), dtype, static_cast<uint32_t>(shape.size())};
}

void Call::give(const TypedView& array) {
  Item item;
  item.dtype = array.dtype;
  if (array.rank == 0) {
    context.engine.wait_all();
    item.kind = wire::TypeKind::Scalar;
    with_type(array.dtype, [&]<typename T>(T) {
      const T value = *reinterpret_cast<const T*>(array.view.data);
      if constexpr (is_complex<T>) {
        item.floating = static_cast<double>(value.real());
        item.imaginary = static_cast<double>(value.imag());
      } else if constexpr (std::is_floating_point_v<T>) {
        item.floating = static_cast<double>(value);
      } else {
        item.integer = static_cast<int64_t>(value);
      }
    });
  } else {
    item.kind = wire::TypeKind::Array;
    item.rank = array.rank;
    item.view = array.view;
    memory::retain(array.view.buffer);
  }
  results.push_back(std::move(item));
}

void Call::give_scalar(DType dtype, double value) {
  Item item;
  item.kind = wire::TypeKind::Scalar;
  item.dtype = dtype;
  item.floating = value;
  results.push_back(std::move(item));
}

void Call::give_scalar(DType dtype, int64_t value) {
  Item item;
  item.kind = wire::TypeKind::Scalar;
  item.dtype = dtype;
  item.integer = value;
  results.push_back(std::move(item));
}

void Call::give_complex(DType dtype, std::complex<double> value) {
  Item item;
  item.kind = wire::TypeKind::Scalar;
  item.dtype = dtype;
  item.floating = value.real();
  item.imaginary = value.imag();
  results.push_back(std::move(item));
}

void Call::give_int(int64_t value) {
  Item item;
  item.kind = wire::TypeKind::Int;
  item.integer = value;
  results.push_back(std::move(item));
}

void Call::give_bool(bool value) {
  Item item;
  item.kind = wire::TypeKind::Bool;
  item.integer = value ? 1 : 0;
  results.push_back(std::move(item));
}

void Call::give_float(double value) {
  Item item;
  item.kind = wire::TypeKind::Float;
  item.floating = value;
  results.push_back(std::move(item));
}

void Call::give_text(std::string value) {
  Item item;
  item.kind = wire::TypeKind::Str;
  item.text = std::move(value);
  results.push_back(std::move(item));
}

void Call::give_list(memory::List* list) {
  Item item;
  item.kind = wire::TypeKind::List;
  item.list = list;
  results.push_back(std::move(item));
}

Texts::Texts() : serial([] {
  static std::atomic<uint64_t> runs = 0;
  return ++runs;
}()) {}

Texts*& current_texts() {
  static thread_local Texts* current = nullptr;
  return current;
}

const Kernel* Registry::find(std::string_view name) const {
  const auto found = kernels_.find(std::string(name));
  return found == kernels_.end() ? nullptr : &found->second;
}

Status run_kernel(const Kernel& kernel, Call& call) {
  call.context.engine.wait_all();
  const Status status = kernel.run(call);
  call.context.engine.wait_all();
  if (!status.ok()) return status;
  bool fits = call.results.size() == call.wanted.size();
  for (size_t i = 0; fits && i < call.results.size(); ++i) {
    const Item& item = call.results[i];
    const Wanted& wanted = call.wanted[i];
    const bool typed = wanted.kind == wire::TypeKind::Array || wanted.kind == wire::TypeKind::Scalar;
    fits = item.kind == wanted.kind && (!typed || (item.dtype == wanted.dtype && item.rank == wanted.rank));
    if (item.kind == wire::TypeKind::List) fits = fits && item.list->type == wanted.list;
    if (item.is_array() && !kernel.is_view) fits = fits && memory::is_c_contiguous(item.view, item.rank, memory::item_size(item.dtype));
  }
  if (fits) return {};
  for (const Item& item : call.results) {
    if (item.is_array()) memory::release(item.view.buffer);
    if (item.kind == wire::TypeKind::List) memory::release(item.list);
  }
  return Status("SystemError", "a library kernel gave other results than the program declares");
}

}  // namespace weft::kernels
