// SPDX-License-Identifier: Apache-2.0
// Numbers as text: shortest digits, and `str` and `repr` of scalars and lists.
#include <charconv>
#include <cmath>
#include <cstring>

#include "kernels/element.h"
#include "kernels/python/text.h"
#include "kernels/texts.h"
#include "memory/dtype.h"
#include "memory/list.h"

namespace weft::kernels {

using wire::TypeKind;

namespace {

template <typename T>
Digits digits_of(T value) {
  if (value == 0) return {"0", 1};
  std::array<char, 40> buffer;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), std::fabs(value), std::chars_format::scientific).ptr;
  const std::string_view text(buffer.data(), static_cast<size_t>(end - buffer.data()));
  const size_t e = text.find('e');
  Digits result;
  for (const char c : text.substr(0, e)) {
    if (c != '.') result.digits += c;
  }
  int exponent = 0;
  const char* from = text.data() + e + 1;
  if (*from == '+') ++from;
  std::from_chars(from, end, exponent);
  result.exponent = exponent + 1;
  return result;
}

template <typename T>
std::string text_of_float(T value, bool point) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  const Digits found = digits_of(value);
  const auto count = static_cast<int>(found.digits.size());
  std::string text = std::signbit(value) ? "-" : "";
  const T size = std::fabs(value);
  if (size != 0 && (size >= static_cast<T>(1e16) || size < static_cast<T>(1e-4))) {
    text += found.digits[0];
    if (count > 1) text += "." + found.digits.substr(1);
    const int exponent = found.exponent - 1;
    text += exponent < 0 ? "e-" : "e+";
    const std::string number = std::to_string(std::abs(exponent));
    return text + (number.size() < 2 ? "0" + number : number);
  }
  if (found.exponent <= 0) return text + "0." + std::string(static_cast<size_t>(-found.exponent), '0') + found.digits;
  if (count <= found.exponent) {
    text += found.digits + std::string(static_cast<size_t>(found.exponent - count), '0');
    return point ? text + ".0" : text;
  }
  const auto whole = static_cast<size_t>(found.exponent);
  return text + found.digits.substr(0, whole) + "." + found.digits.substr(whole);
}

std::string leaf_text(const std::byte* at, const memory::ListLeaf& leaf);

std::string list_text(const memory::List& list) {
  std::string text = "[";
  const auto& leaves = list.type->leaves;
  for (int64_t index = 0; index < list.length; ++index) {
    if (index > 0) text += ", ";
    if (leaves.size() > 1) text += "(";
    for (size_t k = 0; k < leaves.size(); ++k) {
      if (k > 0) text += ", ";
      text += leaf_text(list.item(index) + leaves[k].offset, leaves[k]);
    }
    if (leaves.size() > 1) text += ")";
  }
  return text + "]";
}

Item item_of(const std::byte* at, const memory::ListLeaf& leaf) {
  Item item;
  item.kind = leaf.kind;
  item.dtype = leaf.dtype;
  item.rank = leaf.rank;
  if (leaf.kind == TypeKind::Str) {
    int32_t number = 0;
    std::memcpy(&number, at, sizeof number);
    item.text_number = number;
    item.shared = &current_texts()->text(number);
    return item;
  }
  const auto take = [&]<typename T>(T) {
    T value;
    std::memcpy(static_cast<void*>(&value), at, sizeof value);
    if constexpr (is_complex<T>) {
      item.floating = static_cast<double>(value.real());
      item.imaginary = static_cast<double>(value.imag());
    } else if constexpr (std::is_floating_point_v<T>) {
      item.floating = static_cast<double>(value);
    } else {
      item.integer = static_cast<int64_t>(value);
    }
  };
  switch (leaf.kind) {
    case TypeKind::Int: take(int64_t{}); break;
    case TypeKind::Float: take(double{}); break;
    case TypeKind::Bool: take(uint8_t{}); break;
    case TypeKind::Complex: take(std::complex<double>{}); break;
    case TypeKind::Scalar: with_type(leaf.dtype, take); break;
    case TypeKind::List: std::memcpy(static_cast<void*>(&item.list), at, sizeof item.list); break;
    case TypeKind::Array: {
      std::memcpy(static_cast<void*>(&item.view.buffer), at, 8);
      std::memcpy(static_cast<void*>(&item.view.data), at + 8, 8);
      std::memcpy(item.view.shape, at + 16, 8 * leaf.rank);
      std::memcpy(item.view.strides, at + 16 + 8 * leaf.rank, 8 * leaf.rank);
      break;
    }
    default: break;
  }
  return item;
}

std::string leaf_text(const std::byte* at, const memory::ListLeaf& leaf) { return item_text(item_of(at, leaf), true); }

std::string integer_text(const Item& item) {
  const bool wide = item.kind == TypeKind::Scalar && item.dtype == DType::UInt64;
  return wide ? std::to_string(static_cast<uint64_t>(item.integer)) : std::to_string(item.integer);
}

std::string scalar_text(const Item& item, bool is_repr) {
  std::string text;
  if (item.dtype == DType::Bool) {
    text = item.integer != 0 ? "True" : "False";
    return is_repr ? "np." + text + "_" : text;
  }
  switch (item.dtype) {
    case DType::Float32: text = float_text(static_cast<float>(item.floating)); break;
    case DType::Float64: text = float_text(item.floating); break;
    case DType::Complex64: case DType::Complex128: {
      text = complex_text({item.floating, item.imaginary}, item.dtype == DType::Complex64);
      if (is_repr && text.front() == '(') text = text.substr(1, text.size() - 2);
      break;
    }
    default: text = integer_text(item);
  }
  return is_repr ? std::string("np.") + memory::dtype_name(item.dtype) + "(" + text + ")" : text;
}

}  // namespace

Digits shortest_digits(double value) { return digits_of(value); }
Digits shortest_digits(float value) { return digits_of(value); }
std::string float_text(double value, bool point) { return text_of_float(value, point); }
std::string float_text(float value, bool point) { return text_of_float(value, point); }

std::string complex_text(std::complex<double> value, bool is_single) {
  const auto part = [&](double number) { return is_single ? float_text(static_cast<float>(number), false) : float_text(number, false); };
  const double real = value.real();
  const double imaginary = value.imag();
  if (real == 0 && !std::signbit(real)) return part(imaginary) + "j";
  std::string second = part(imaginary);
  if (second.front() != '-') second = "+" + second;
  return "(" + part(real) + second + "j)";
}

std::string quoted_text(std::string_view text) {
  const bool has_single = text.find('\'') != std::string_view::npos;
  const char quote = has_single && text.find('"') == std::string_view::npos ? '"' : '\'';
  std::string result(1, quote);
  for (const char c : text) {
    if (c == '\\' || c == quote) {
      result += '\\';
      result += c;
    } else if (c == '\n') {
      result += "\\n";
    } else if (c == '\r') {
      result += "\\r";
    } else if (c == '\t') {
      result += "\\t";
    } else if (static_cast<unsigned char>(c) < 32 || c == 127) {
      constexpr const char* hex = "0123456789abcdef";
      result += "\\x";
      result += hex[(c >> 4) & 15];
      result += hex[c & 15];
    } else {
      result += c;
    }
  }
  return result + quote;
}

std::string item_text(const Item& item, bool is_repr) {
  switch (item.kind) {
    case TypeKind::None: return "None";
    case TypeKind::Bool: return item.integer != 0 ? "True" : "False";
    case TypeKind::Int: return integer_text(item);
    case TypeKind::Float: return float_text(item.floating);
    case TypeKind::Complex: return complex_text({item.floating, item.imaginary}, false);
    case TypeKind::Str:
      if (!is_repr) return item.string();
      if (item.text_number >= 0 && (item.text_number & kNumPyText) != 0) return "np.str_(" + quoted_text(item.string()) + ")";
      return quoted_text(item.string());
    case TypeKind::Scalar: return scalar_text(item, is_repr);
    case TypeKind::Array: return array_text(item.array(), is_repr);
    case TypeKind::List: return list_text(*item.list);
  }
  return "";
}

std::string leaf_repr(const std::byte* at, const memory::ListLeaf& leaf) { return leaf_text(at, leaf); }

size_t code_points(std::string_view text) {
  size_t count = 0;
  for (const char c : text) {
    if ((static_cast<unsigned char>(c) & 0xc0) != 0x80) ++count;
  }
  return count;
}

}  // namespace weft::kernels
