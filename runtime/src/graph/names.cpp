// SPDX-License-Identifier: Apache-2.0
#include "graph/names.h"

#include <algorithm>

namespace weft::graph {
namespace {

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

bool is_identifier(std::string_view text) {
  return !text.empty() && is_letter(text[0]) && std::all_of(text.begin(), text.end(), [](char c) { return is_letter(c) || is_digit(c); });
}

bool is_variable_name(std::string_view text) {
  const size_t point = text.find('.');
  if (point == std::string_view::npos) return is_identifier(text);
  const std::string_view number = text.substr(point + 1);
  return is_identifier(text.substr(0, point)) && !number.empty() && std::all_of(number.begin(), number.end(), is_digit);
}

bool is_dimension(std::string_view text) {
  if (text.empty() || text.find_first_of(" \t\n\r\f\v\"[]{}") != std::string_view::npos) return false;
  int depth = 0;
  for (const char c : text) {
    if (c == '(') ++depth;
    if (c == ')' && --depth < 0) return false;
    if (c == ',' && depth == 0) return false;
  }
  return depth == 0;
}

bool is_base_name(std::string_view text) {
  return !text.empty() && text.find_first_of(std::string_view("/\\\0", 3)) == std::string_view::npos;
}

}  // namespace weft::graph
