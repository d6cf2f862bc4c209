// SPDX-License-Identifier: Apache-2.0
// The element types of arrays: sizes and names. The enumeration itself is the schema's.

#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "schema/graph_generated.h"

namespace weft::memory {

using wire::DType;

constexpr int64_t item_size(DType dtype) {
  switch (dtype) {
    case DType::Bool: return 1;
    case DType::Int32: case DType::Float32: return 4;
    case DType::Int64: case DType::Float64: return 8;
  }
  return 0;
}

/// NumPy's name: "bool", "int32", "int64", "float32", "float64".
constexpr const char* dtype_name(DType dtype) {
  switch (dtype) {
    case DType::Bool: return "bool";
    case DType::Int32: return "int32";
    case DType::Int64: return "int64";
    case DType::Float32: return "float32";
    case DType::Float64: return "float64";
  }
  return "unknown";
}

/// The `descr` of an .npy header: "|b1", "<i4", "<i8", "<f4", "<f8".
constexpr const char* dtype_descr(DType dtype) {
  switch (dtype) {
    case DType::Bool: return "|b1";
    case DType::Int32: return "<i4";
    case DType::Int64: return "<i8";
    case DType::Float32: return "<f4";
    case DType::Float64: return "<f8";
  }
  return "";
}

std::optional<DType> dtype_from_name(std::string_view name);

}  // namespace weft::memory
