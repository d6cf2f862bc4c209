// SPDX-License-Identifier: Apache-2.0
// Also what generated code calls to check such indices.
#include "compile/element_indices.h"

#include <algorithm>
#include <atomic>

#include "compile/faults.h"
#include "compile/short_calls.h"
#include "kernels/element.h"
#include "memory/view.h"

namespace weft::compile {

using memory::ArrayView;
using wire::DType;
using wire::TypeKind;

namespace {

bool is_index(const wire::TypeT& type) {
  if (type.kind == TypeKind::Int) return true;
  const bool typed = type.kind == TypeKind::Scalar || type.kind == TypeKind::Array;
  return typed && type.dtype >= DType::Int8 && type.dtype < DType::UInt64;
}

struct Lookup {
  const ArrayView* view;
  uint32_t rank;
  DType dtype;
  int64_t size;
  int64_t inner;  // elements of the last axis
  std::atomic<int64_t>* first;  // line with an index that does not fit
};

template <typename T>
bool line_fits(const std::byte* at, int64_t stride, int64_t count, int64_t size) {
  bool fits = true;
  if (stride == sizeof(T)) {
    const T* items = reinterpret_cast<const T*>(at);
    for (int64_t k = 0; k < count; ++k) fits &= static_cast<int64_t>(items[k]) >= -size && static_cast<int64_t>(items[k]) < size;
    return fits;
  }
  for (int64_t k = 0; k < count; ++k) {
    const auto item = static_cast<int64_t>(*reinterpret_cast<const T*>(at + k * stride));
    fits &= item >= -size && item < size;
  }
  return fits;
}

const std::byte* line_at(const Lookup& lookup, int64_t line) {
  const std::byte* at = lookup.view->data;
  for (uint32_t axis = lookup.rank - 1; axis-- > 0;) {
    at += line % lookup.view->shape[axis] * lookup.view->strides[axis];
    line /= lookup.view->shape[axis];
  }
  return at;
}

/// Parts of lines: an iteration is a piece of 4096 elements of one line.
constexpr int64_t kPiece = 4096;

void look(void* context, int64_t begin, int64_t end, uint32_t) {
  const auto& lookup = *static_cast<const Lookup*>(context);
  const int64_t pieces = (lookup.inner + kPiece - 1) / kPiece;
  const int64_t stride = lookup.view->strides[lookup.rank - 1];
  kernels::with_type(lookup.dtype, [&]<typename T>(T) {
    if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>) {
      for (int64_t k = begin; k < end; ++k) {
        const int64_t from = k % pieces * kPiece;
        const std::byte* at = line_at(lookup, k / pieces) + from * stride;
        if (line_fits<T>(at, stride, std::min(kPiece, lookup.inner - from), lookup.size)) continue;
        int64_t first = lookup.first->load();
        while (k < first && !lookup.first->compare_exchange_weak(first, k)) {
        }
        return;
      }
    }
  });
}

int64_t item_at(const std::byte* at, DType dtype) {
  return kernels::with_type(dtype, [&]<typename T>(T) -> int64_t {
    if constexpr (std::is_integral_v<T>) return static_cast<int64_t>(*reinterpret_cast<const T*>(at));
    else return 0;
  });
}

}  // namespace

std::vector<uint32_t> element_indices(const wire::FunctionT& function, const wire::NodeT& node, std::string_view spec) {
  if (node.op != wire::Op::Kernel || node.kernel != "index.get" || node.operands.size() < 3) return {};
  const wire::TypeT& array = *function.values[node.operands[0]];
  if (spec.size() != array.dims.size() || spec.find_first_not_of('i') != std::string_view::npos) return {};
  std::vector<uint32_t> indices(node.operands.begin() + 2, node.operands.end());
  if (indices.size() != spec.size()) return {};
  const auto type = [&](uint32_t id) -> const wire::TypeT& { return *function.values[id]; };
  if (!std::ranges::all_of(indices, [&](uint32_t id) { return is_index(type(id)); })) return {};
  if (std::ranges::none_of(indices, [&](uint32_t id) { return type(id).kind == TypeKind::Array; })) return {};
  return indices;
}

extern "C" {

/// 1 when every integer of the array is in [-size, size). Nothing writes to the array now.
int32_t weft_places_fit(RunContext* run, int32_t site, const ArrayView* view, int32_t rank, int32_t dtype, int64_t size) {
  const auto axes = static_cast<uint32_t>(rank);
  const int64_t count = memory::element_count(*view, axes);
  if (count == 0) return 1;
  std::atomic<int64_t> first{INT64_MAX};
  Lookup lookup{view, axes, static_cast<DType>(dtype), size, view->shape[axes - 1], &first};
  const int64_t pieces = count / lookup.inner * ((lookup.inner + kPiece - 1) / kPiece);
  if (count <= kPiece) {
    look(&lookup, 0, pieces, 0);
  } else {
    const Recorded recorded(*run);
    run->engine->submit({.body = look,
                         .context = &lookup,
                         .context_bytes = sizeof lookup,
                         .site = static_cast<uint32_t>(site),
                         .extent = pieces,
                         .cost_ns = 0.4 * static_cast<double>(std::min(kPiece, lookup.inner)),
                         .bytes_per_iteration = static_cast<uint64_t>(8 * std::min(kPiece, lookup.inner))});
    run->engine->wait_all();
    run->in_flight = 0;
  }
  return first.load() == INT64_MAX ? 1 : 0;
}

/// Stores the error of the first index that is not in [-size, size).
void weft_place_fault(RunContext* run, int32_t node, const ArrayView* view, int32_t rank, int32_t dtype, int64_t size, int32_t axis) {
  const auto axes = static_cast<uint32_t>(rank);
  const int64_t count = memory::element_count(*view, axes);
  for (int64_t flat = 0; flat < count; ++flat) {
    const std::byte* at = view->data;
    int64_t rest = flat;
    for (uint32_t k = axes; k-- > 0;) {
      at += rest % view->shape[k] * view->strides[k];
      rest /= view->shape[k];
    }
    const int64_t place = item_at(at, static_cast<DType>(dtype));
    if (place >= -size && place < size) continue;
    fail(*run, node, Status("IndexError", "index " + std::to_string(place) + " is out of bounds for axis " + std::to_string(axis) +
                                              " with size " + std::to_string(size)));
    return;
  }
}

}  // extern "C"

void add_index_symbols(SymbolTable& symbols) {
  symbols.emplace_back("weft_places_fit", reinterpret_cast<void*>(weft_places_fit));
  symbols.emplace_back("weft_place_fault", reinterpret_cast<void*>(weft_place_fault));
}

}  // namespace weft::compile
