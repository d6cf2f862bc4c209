// SPDX-License-Identifier: Apache-2.0
// Python's format specifications: `[[fill]align][sign][#][0][width][grouping][.precision][type]`, and templates of fields.
#include <algorithm>
#include <charconv>
#include <cmath>

#include "kernels/python/text.h"

namespace weft::kernels {

using wire::TypeKind;

namespace {

struct Spec {
  std::string fill = " ";
  char align = 0;
  char sign = 0;
  bool alternate = false;
  bool zero = false;
  size_t width = 0;
  char grouping = 0;
  int precision = -1;
  char type = 0;
};

bool is_align(char c) { return c == '<' || c == '>' || c == '=' || c == '^'; }

Result<Spec> parse(std::string_view text, const char* type_name) {
  Spec spec;
  size_t at = 0;
  size_t first = 1;  // bytes of the first character
  while (first < text.size() && (static_cast<unsigned char>(text[first]) & 0xc0) == 0x80) ++first;
  if (text.size() > first && is_align(text[first])) {
    spec.fill = text.substr(0, first);
    spec.align = text[first];
    at = first + 1;
  } else if (!text.empty() && is_align(text[0])) {
    spec.align = text[0];
    at = 1;
  }
  const bool has_fill = at > 1;
  if (at < text.size() && (text[at] == '+' || text[at] == '-' || text[at] == ' ')) spec.sign = text[at++];
  if (at < text.size() && text[at] == '#') {
    spec.alternate = true;
    ++at;
  }
  if (at < text.size() && text[at] == '0' && !has_fill) {
    spec.zero = true;
    spec.fill = "0";
    ++at;
  }
  const auto number = [&](auto& value) {
    const auto [end, error] = std::from_chars(text.data() + at, text.data() + text.size(), value);
    const bool found = error == std::errc();
    if (found) at = static_cast<size_t>(end - text.data());
    return found;
  };
  number(spec.width);
  if (at < text.size() && (text[at] == ',' || text[at] == '_')) spec.grouping = text[at++];
  if (at < text.size() && text[at] == '.') {
    ++at;
    if (!number(spec.precision)) return Status("ValueError", "Format specifier missing precision");
  }
  if (at < text.size()) spec.type = text[at++];
  if (at < text.size() || spec.width > 100'000 || spec.precision > 1000) {
    return Status("ValueError", "Invalid format specifier '" + std::string(text) + "' for object of type '" + type_name + "'");
  }
  return spec;
}

std::string repeated(const std::string& fill, size_t count) {
  std::string text;
  for (size_t i = 0; i < count; ++i) text += fill;
  return text;
}

std::string grouped(const std::string& digits, char separator, size_t size) {
  std::string text;
  for (size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % size == 0) text += separator;
    text += digits[i];
  }
  return text;
}

/// Sign, prefix, digits with groups, the rest, filled to the width.
std::string assemble(const Spec& spec, bool negative, const std::string& prefix, std::string digits, const std::string& rest) {
  std::string sign = negative ? "-" : spec.sign == '+' ? "+" : spec.sign == ' ' ? " " : "";
  sign += prefix;
  const char align = spec.align != 0 ? spec.align : spec.zero ? '=' : '>';
  const size_t group = spec.type == 'b' || spec.type == 'o' || spec.type == 'x' || spec.type == 'X' ? 4 : 3;
  if (spec.grouping != 0) {
    if (align == '=' && spec.fill == "0") {
      while (sign.size() + grouped(digits, spec.grouping, group).size() + rest.size() < spec.width) digits.insert(0, "0");
    }
    digits = grouped(digits, spec.grouping, group);
  }
  const size_t used = sign.size() + digits.size() + rest.size();
  const size_t missing = spec.width > used ? spec.width - used : 0;
  switch (align) {
    case '<': return sign + digits + rest + repeated(spec.fill, missing);
    case '^': return repeated(spec.fill, missing / 2) + sign + digits + rest + repeated(spec.fill, missing - missing / 2);
    case '=': return sign + repeated(spec.fill, missing) + digits + rest;
    default: return repeated(spec.fill, missing) + sign + digits + rest;
  }
}

Status unknown_code(char type, const char* name) {
  return Status("ValueError", std::string("Unknown format code '") + type + "' for object of type '" + name + "'");
}

/// Digits before the point, and the point with all that follows, of a number without its sign.
std::pair<std::string, std::string> split_float(double value, const Spec& spec) {
  if (!std::isfinite(value)) {
    std::string text = std::isnan(value) ? "nan" : "inf";
    if (spec.type == 'E' || spec.type == 'F' || spec.type == 'G') std::ranges::transform(text, text.begin(), [](char c) { return static_cast<char>(c - 32); });
    return {text, spec.type == '%' ? "%" : ""};
  }
  std::string text;
  const double size = std::fabs(value);
  std::array<char, 1500> buffer;
  const auto print = [&](const char* form, int precision, double number) {
    const int count = std::snprintf(buffer.data(), buffer.size(), form, precision, number);
    text.assign(buffer.data(), static_cast<size_t>(count));
  };
  const int precision = spec.precision < 0 ? 6 : spec.precision;
  switch (spec.type) {
    case 'e': print(spec.alternate ? "%#.*e" : "%.*e", precision, size); break;
    case 'E': print(spec.alternate ? "%#.*E" : "%.*E", precision, size); break;
    case 'f': case 'F': print(spec.alternate ? "%#.*f" : "%.*f", precision, size); break;
    case 'g': case 'n': print(spec.alternate ? "%#.*g" : "%.*g", precision, size); break;
    case 'G': print(spec.alternate ? "%#.*G" : "%.*G", precision, size); break;
    case '%': print(spec.alternate ? "%#.*f" : "%.*f", precision, size * 100); text += "%"; break;
    default:
      if (spec.precision < 0) {
        text = float_text(size);
      } else {
        const int wanted = std::max(1, spec.precision);
        print(spec.alternate ? "%#.*e" : "%.*e", wanted - 1, size);
        const int exponent = std::atoi(text.c_str() + text.find('e') + 1);
        // One digit after the point is always there, so the exponent form starts one digit earlier than with `g`.
        if (exponent < -4 || exponent >= wanted - 1) {
          size_t e = text.find('e');
          if (!spec.alternate && text.find('.') != std::string::npos) {
            const size_t last = text.find_last_not_of('0', e - 1);
            text.erase(text[last] == '.' ? last : last + 1, e - (text[last] == '.' ? last : last + 1));
          }
        } else {
          print("%.*f", wanted - 1 - exponent, size);
          if (text.find('.') != std::string::npos) {
            if (!spec.alternate) text.erase(text.find_last_not_of('0') + 1);
            if (text.back() == '.') text += "0";
          } else {
            text += ".0";
          }
        }
      }
  }
  const size_t end = std::min(text.find_first_not_of("0123456789"), text.size());
  return {text.substr(0, end), text.substr(end)};
}

Result<std::string> format_float(double value, const Spec& spec, const char* name) {
  if (spec.type != 0 && std::string_view("eEfFgGn%").find(spec.type) == std::string_view::npos) return unknown_code(spec.type, name);
  const auto [digits, rest] = split_float(value, spec);
  Spec plain = spec;
  if (!std::isfinite(value)) plain.grouping = 0;
  return assemble(plain, std::signbit(value) && !std::isnan(value), "", digits, rest);
}

Result<std::string> format_integer(uint64_t size, bool negative, const Spec& spec) {
  if (spec.type != 0 && std::string_view("eEfFgG%").find(spec.type) != std::string_view::npos) {
    const double value = static_cast<double>(size);
    return format_float(negative ? -value : value, spec, "int");
  }
  if (spec.precision >= 0) return Status("ValueError", "Precision not allowed in integer format specifier");
  unsigned base = 10;
  std::string prefix;
  switch (spec.type) {
    case 0: case 'd': case 'n': break;
    case 'b': base = 2; prefix = "0b"; break;
    case 'o': base = 8; prefix = "0o"; break;
    case 'x': base = 16; prefix = "0x"; break;
    case 'X': base = 16; prefix = "0X"; break;
    default: return unknown_code(spec.type, "int");
  }
  if (spec.grouping == ',' && base != 10) return Status("ValueError", std::string("Cannot specify ',' with '") + spec.type + "'.");
  std::string digits;
  do {
    const auto digit = static_cast<char>(size % base);
    digits.insert(digits.begin(), static_cast<char>(digit < 10 ? '0' + digit : (spec.type == 'X' ? 'A' : 'a') + digit - 10));
    size /= base;
  } while (size != 0);
  return assemble(spec, negative, spec.alternate ? prefix : "", digits, "");
}

Result<std::string> format_text(const std::string& text, const Spec& spec) {
  if (spec.type != 0 && spec.type != 's') return unknown_code(spec.type, "str");
  if (spec.sign != 0) return Status("ValueError", "Sign not allowed in string format specifier");
  if (spec.alternate) return Status("ValueError", "Alternate form (#) not allowed in string format specifier");
  if (spec.align == '=') return Status("ValueError", "'=' alignment not allowed in string format specifier");
  if (spec.grouping != 0) return Status("ValueError", std::string("Cannot specify '") + spec.grouping + "' with 's'.");
  std::string kept = text;
  if (spec.precision >= 0) {
    size_t end = 0;
    size_t count = 0;
    while (end < kept.size()) {
      if ((static_cast<unsigned char>(kept[end]) & 0xc0) != 0x80 && count++ == static_cast<size_t>(spec.precision)) break;
      ++end;
    }
    kept.erase(end);
  }
  const size_t used = code_points(kept);
  const size_t missing = spec.width > used ? spec.width - used : 0;
  if (spec.align == '>') return repeated(spec.fill, missing) + kept;
  if (spec.align == '^') return repeated(spec.fill, missing / 2) + kept + repeated(spec.fill, missing - missing / 2);
  return kept + repeated(spec.fill, missing);
}

Result<std::string> format_complex(std::complex<double> value, const Spec& spec) {
  if (spec.type != 0 && std::string_view("eEfFgGn").find(spec.type) == std::string_view::npos) return unknown_code(spec.type, "complex");
  if (spec.zero || (spec.align != 0 && spec.fill == "0")) return Status("ValueError", "Zero padding is not allowed in complex format specifier");
  if (spec.align == '=') return Status("ValueError", "'=' alignment flag is not allowed in complex format specifier");
  Spec part = spec;
  part.width = 0;
  part.align = '>';
  const bool bare = spec.type == 0;
  if (bare && spec.precision >= 0) part.type = 'g';
  const bool skips = bare && value.real() == 0 && !std::signbit(value.real());
  const auto number = [&](double x, char sign) -> std::string {
    Spec own = part;
    own.sign = sign;
    auto [digits, rest] = split_float(x, own);
    if (bare && rest == ".0") rest = spec.alternate ? "." : "";
    return assemble(own, std::signbit(x) && !std::isnan(x), "", digits, rest);
  };
  std::string text = skips ? number(value.imag(), spec.sign) + "j" : number(value.real(), spec.sign) + number(value.imag(), '+') + "j";
  if (bare && !skips) text = "(" + text + ")";
  const size_t missing = spec.width > text.size() ? spec.width - text.size() : 0;
  if (spec.align == '<') return text + repeated(spec.fill, missing);
  if (spec.align == '^') return repeated(spec.fill, missing / 2) + text + repeated(spec.fill, missing - missing / 2);
  return repeated(spec.fill, missing) + text;
}

const char* type_name(const Item& item) {
  switch (item.kind) {
    case TypeKind::Int: return "int";
    case TypeKind::Bool: return "bool";
    case TypeKind::Float: return "float";
    case TypeKind::Complex: return "complex";
    case TypeKind::Str: return "str";
    case TypeKind::None: return "NoneType";
    case TypeKind::Array: return "numpy.ndarray";
    case TypeKind::List: return "list";
    case TypeKind::Scalar: break;
  }
  if (item.dtype == DType::Bool) return "bool";
  if (item.dtype == DType::Float32 || item.dtype == DType::Float64) return "float";
  return item.dtype == DType::Complex64 || item.dtype == DType::Complex128 ? "complex" : "int";
}

}  // namespace

Result<std::string> formatted(const Item& item, std::string_view text) {
  if (text.empty()) {
    // NumPy's scalars are formatted as Python's numbers: float32 shows the digits of a double, other than with `str`.
    if (item.kind == TypeKind::Scalar && item.dtype == DType::Float32) return float_text(item.floating);
    if (item.kind == TypeKind::Scalar && item.dtype == DType::Complex64) return complex_text({item.floating, item.imaginary}, false);
    return item_text(item, false);
  }
  const std::string_view name = type_name(item);
  if (item.kind == TypeKind::None || item.kind == TypeKind::Array || item.kind == TypeKind::List) {
    return Status("TypeError", "unsupported format string passed to " + std::string(name) + ".__format__");
  }
  const auto spec = parse(text, name.data());
  if (!spec.ok()) return spec.status();
  if (name == "str") return format_text(item.string(), spec.value());
  if (name == "float") return format_float(item.floating, spec.value(), "float");
  if (name == "complex") return format_complex({item.floating, item.imaginary}, spec.value());
  const bool wide = item.kind == TypeKind::Scalar && item.dtype == DType::UInt64;
  const bool negative = !wide && item.integer < 0;
  const auto bits = static_cast<uint64_t>(item.integer);
  return format_integer(negative ? ~bits + 1 : bits, negative, spec.value());
}

Result<std::string> fill_template(std::string_view text, std::span<const Item> operands) {
  std::string result;
  for (size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c != '{' && c != '}') {
      const size_t end = std::min(text.find_first_of("{}", at), text.size());
      result += text.substr(at, end - at);
      at = end;
      continue;
    }
    if (at + 1 < text.size() && text[at + 1] == c) {
      result += c;
      at += 2;
      continue;
    }
    size_t number = 0;
    const auto [after, error] = std::from_chars(text.data() + at + 1, text.data() + text.size(), number);
    at = static_cast<size_t>(after - text.data());
    if (c == '}' || error != std::errc() || number >= operands.size()) return Status("SystemError", "a format template is damaged");
    char conversion = 0;
    if (at + 1 < text.size() && text[at] == '!') {
      conversion = text[at + 1];
      at += 2;
    }
    std::string spec;
    if (at < text.size() && text[at] == ':') {
      const size_t start = ++at;
      for (size_t depth = 1; at < text.size(); ++at) {
        if (text[at] == '{') ++depth;
        if (text[at] == '}' && --depth == 0) break;
      }
      auto inner = fill_template(text.substr(start, at - start), operands);
      if (!inner.ok()) return inner;
      spec = inner.take();
    }
    if (at >= text.size() || text[at] != '}') return Status("SystemError", "a format template is damaged");
    ++at;
    Item converted;
    if (conversion != 0) {
      converted.kind = TypeKind::Str;
      converted.text = item_text(operands[number], conversion != 's');
    }
    auto piece = formatted(conversion != 0 ? converted : operands[number], spec);
    if (!piece.ok()) return piece;
    result += piece.value();
  }
  return result;
}

}  // namespace weft::kernels
