// SPDX-License-Identifier: Apache-2.0
#include "graph/types.h"

#include <array>
#include <utility>

namespace weft::graph {
namespace {

constexpr std::array<std::string_view, 13> kDTypes = {"b1",  "i8",  "i16", "i32", "i64", "u8",  "u16",
                                                       "u32", "u64", "f32", "f64", "c64", "c128"};
static_assert(kDTypes.size() == static_cast<size_t>(wire::DType::MAX) + 1);

constexpr std::array<std::pair<std::string_view, wire::TypeKind>, 6> kPythonKinds = {{
    {"none", wire::TypeKind::None},
    {"int", wire::TypeKind::Int},
    {"float", wire::TypeKind::Float},
    {"bool", wire::TypeKind::Bool},
    {"complex", wire::TypeKind::Complex},
    {"str", wire::TypeKind::Str},
}};

}  // namespace

std::string_view dtype_text(wire::DType dtype) {
  const auto index = static_cast<size_t>(dtype);
  return index < kDTypes.size() ? kDTypes[index] : "?";
}

std::string element_text(const Element& element) {
  if (element.is_numpy()) return std::string(dtype_text(element.dtype));
  for (const auto& [name, kind] : kPythonKinds) {
    if (kind == element.kind) return std::string(name);
  }
  return "?";
}

std::string type_text(const wire::TypeT& type) {
  if (is_list(type)) {
    std::string text = "list[";
    for (size_t i = 0; i < type.items.size(); ++i) text += (i > 0 ? ", " : "") + (type.items[i] ? type_text(*type.items[i]) : "?");
    return text + "]";
  }
  std::string text = element_text(element_of(type));
  if (!is_array(type)) return text;
  text += '[';
  for (size_t i = 0; i < type.dims.size(); ++i) {
    if (i > 0) text += ',';
    text += type.dims[i];
  }
  return text + ']';
}

std::unique_ptr<wire::TypeT> parse_type(std::string_view text) {
  auto type = std::make_unique<wire::TypeT>();
  for (const auto& [name, kind] : kPythonKinds) {
    if (name == text) {
      type->kind = kind;
      return type;
    }
  }
  if (text.starts_with("list[") && text.ends_with("]")) {
    type->kind = wire::TypeKind::List;
    const std::string_view inside = text.substr(5, text.size() - 6);
    int open = 0;
    size_t from = 0;
    for (size_t i = 0; i <= inside.size(); ++i) {
      if (i < inside.size() && inside[i] == '[') ++open;
      if (i < inside.size() && inside[i] == ']') --open;
      if (i != inside.size() && (open != 0 || !inside.substr(i).starts_with(", "))) continue;
      auto item = parse_type(inside.substr(from, i - from));
      if (!item) return nullptr;
      type->items.push_back(std::move(item));
      from = i + 2;
    }
    return type;
  }
  const size_t bracket = text.find('[');
  const std::string_view dtype = text.substr(0, bracket);
  bool known = false;
  for (size_t i = 0; i < kDTypes.size(); ++i) {
    if (kDTypes[i] == dtype) {
      type->dtype = static_cast<wire::DType>(i);
      known = true;
    }
  }
  if (!known) return nullptr;
  if (bracket == std::string_view::npos) {
    type->kind = wire::TypeKind::Scalar;
    return type;
  }
  if (text.back() != ']') return nullptr;
  type->kind = wire::TypeKind::Array;
  std::string_view rest = text.substr(bracket + 1, text.size() - bracket - 2);
  // Commas inside parentheses belong to a dimension expression such as `min(n,m)`.
  int depth = 0;
  size_t start = 0;
  for (size_t i = 0; i <= rest.size(); ++i) {
    if (i < rest.size() && rest[i] == '(') ++depth;
    if (i < rest.size() && rest[i] == ')') --depth;
    if (i == rest.size() || (rest[i] == ',' && depth == 0)) {
      type->dims.emplace_back(rest.substr(start, i - start));
      start = i + 1;
    }
  }
  return type;
}

}  // namespace weft::graph
