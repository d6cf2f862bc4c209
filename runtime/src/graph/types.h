// SPDX-License-Identifier: Apache-2.0
// Small questions about wire types. The element type of `int` is `int`, of `f64` and of `f64[n]` is `f64`.

#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "schema/graph_generated.h"

namespace weft::graph {

inline constexpr size_t kMaxGraphRank = 8;
inline constexpr size_t kMaxListItems = 256; // values in one item of a list
inline constexpr size_t kMaxListNesting = 8;

/// What elements are: a Python scalar kind, or `Scalar` with a dtype.
struct Element {
  wire::TypeKind kind = wire::TypeKind::None;
  wire::DType dtype = wire::DType::Bool;
  bool operator==(const Element&) const = default;

  bool is_numpy() const { return kind == wire::TypeKind::Scalar; }
  bool is_bool() const { return kind == wire::TypeKind::Bool || (is_numpy() && dtype == wire::DType::Bool); }
  bool is_integer() const {
    return kind == wire::TypeKind::Int || (is_numpy() && dtype >= wire::DType::Int8 && dtype <= wire::DType::UInt64);
  }
  bool is_unsigned() const { return is_numpy() && dtype >= wire::DType::UInt8 && dtype <= wire::DType::UInt64; }
  bool is_floating() const {
    return kind == wire::TypeKind::Float || (is_numpy() && (dtype == wire::DType::Float32 || dtype == wire::DType::Float64));
  }
  bool is_complex() const {
    return kind == wire::TypeKind::Complex || (is_numpy() && (dtype == wire::DType::Complex64 || dtype == wire::DType::Complex128));
  }
  bool is_number() const { return is_integer() || is_floating() || is_complex(); }
  /// The complex element whose parts are this floating element.
  Element with_imaginary() const {
    if (kind == wire::TypeKind::Float) return {wire::TypeKind::Complex, wire::DType::Bool};
    return {kind, dtype == wire::DType::Float32 ? wire::DType::Complex64 : wire::DType::Complex128};
  }
  /// The parts of complex numbers; the element itself otherwise.
  Element real() const {
    if (kind == wire::TypeKind::Complex) return {wire::TypeKind::Float, wire::DType::Bool};
    if (!is_complex()) return *this;
    return {kind, dtype == wire::DType::Complex64 ? wire::DType::Float32 : wire::DType::Float64};
  }
};

inline bool is_array(const wire::TypeT& type) { return type.kind == wire::TypeKind::Array; }
inline bool is_list(const wire::TypeT& type) { return type.kind == wire::TypeKind::List; }

inline Element element_of(const wire::TypeT& type) {
  if (is_array(type)) return {wire::TypeKind::Scalar, type.dtype};
  if (type.kind == wire::TypeKind::Scalar) return {type.kind, type.dtype};
  return {type.kind, wire::DType::Bool};
}

/// Same kind, dtype and rank. Dimension texts are for people and are not compared.
inline bool same_type(const wire::TypeT& a, const wire::TypeT& b) {
  if (a.kind != b.kind || element_of(a) != element_of(b) || a.dims.size() != b.dims.size() || a.items.size() != b.items.size()) return false;
  for (size_t i = 0; i < a.items.size(); ++i) {
    if (!same_type(*a.items[i], *b.items[i])) return false;
  }
  return true;
}

std::string_view dtype_text(wire::DType dtype);
std::string element_text(const Element& element);
/// "int", "f64", "f64[n,m]", "list[int]".
std::string type_text(const wire::TypeT& type);
/// Reads what type_text writes; null when the text is no type.
std::unique_ptr<wire::TypeT> parse_type(std::string_view text);

}  // namespace weft::graph
