// SPDX-License-Identifier: Apache-2.0
// Arrays as text: NumPy's `array2string`, with the options that `np.set_printoptions` sets for the whole job.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <functional>
#include <limits>

#include "kernels/element.h"
#include "kernels/python/text.h"
#include "memory/dtype.h"
#include "memory/view.h"

namespace weft::kernels {

namespace {

PrintOptions options;

/// How NumPy writes one number at most `precision` digits after the point: the shortest text that reads back, or the rounded one.
template <typename T>
std::string positional(T value, int precision) {
  const Digits found = shortest_digits(value);
  const int fraction = static_cast<int>(found.digits.size()) - found.exponent;
  std::string text;
  if (fraction > precision) {
    std::array<char, 400> buffer;
    const int size = std::snprintf(buffer.data(), buffer.size(), "%.*f", precision, static_cast<double>(std::fabs(value)));
    text.assign(buffer.data(), static_cast<size_t>(size));
    text.erase(text.find_last_not_of('0') + 1);
  } else if (found.exponent <= 0) {
    text = "0." + std::string(static_cast<size_t>(-found.exponent), '0') + found.digits;
  } else if (fraction <= 0) {
    text = found.digits + std::string(static_cast<size_t>(-fraction), '0') + ".";
  } else {
    text = found.digits.substr(0, static_cast<size_t>(found.exponent)) + "." + found.digits.substr(static_cast<size_t>(found.exponent));
  }
  if (value == 0) text = "0.";
  return std::signbit(value) ? "-" + text : text;
}

/// Mantissa with at most `precision` digits after the point, not trimmed beyond that, and the exponent.
template <typename T>
std::pair<std::string, int> scientific(T value, int precision) {
  std::string digits = "0";
  int exponent = 0;
  if (value != 0) {
    Digits found = shortest_digits(value);
    exponent = found.exponent - 1;
    if (static_cast<int>(found.digits.size()) > precision + 1) {
      std::array<char, 64> buffer;
      std::snprintf(buffer.data(), buffer.size(), "%.*e", precision, static_cast<double>(std::fabs(value)));
      const std::string text = buffer.data();
      const size_t e = text.find('e');
      found.digits = text.substr(0, 1) + text.substr(2, e - 2);
      exponent = std::atoi(text.c_str() + e + 1);
      const size_t last = found.digits.find_last_not_of('0');
      found.digits.erase(last == std::string::npos ? 1 : last + 1);
    }
    digits = found.digits;
  }
  return {(std::signbit(value) ? "-" : "") + digits.substr(0, 1) + "." + digits.substr(1), exponent};
}

std::string padded(std::string text, size_t width) { return text.size() < width ? std::string(width - text.size(), ' ') + text : text; }

template <typename T>
class FloatFormat {
 public:
  FloatFormat(const std::vector<T>& data, bool plus) : plus_(plus) {
    std::vector<T> finite;
    for (const T value : data) {
      if (std::isfinite(value)) finite.push_back(value);
    }
    T most = 0;
    T least = std::numeric_limits<T>::infinity();
    for (const T value : finite) {
      const T size = std::fabs(value);
      if (size == 0) continue;
      most = std::max(most, size);
      least = std::min(least, size);
    }
    if (most != 0) {
      const bool small = least < static_cast<T>(0.0001) || most / least > 1000;
      exponential_ = most >= static_cast<T>(1e8) || (small && !options.suppress);
    }
    if (!finite.empty() && exponential_) {
      size_t fraction = 0;
      for (const T value : finite) {
        const auto [mantissa, exponent] = scientific(value, options.precision);
        const size_t point = mantissa.find('.');
        fraction = std::max(fraction, mantissa.size() - point - 1);
        left_ = std::max(left_, point + sign_of(value));
        exponent_size_ = std::max(exponent_size_, std::max<size_t>(2, std::to_string(std::abs(exponent)).size()));
      }
      precision_ = static_cast<int>(fraction);
      right_ = exponent_size_ + 2 + fraction;
    } else {
      for (const T value : finite) {
        const std::string text = positional(value, options.precision);
        const size_t point = text.find('.');
        left_ = std::max(left_, point + sign_of(value));
        right_ = std::max(right_, text.size() - point - 1);
      }
    }
    if (finite.size() != data.size()) {
      const bool negative = plus || std::ranges::any_of(data, [](T value) { return std::isinf(value) && value < 0; });
      const size_t offset = right_ + 1;
      const size_t wanted = std::max<size_t>(3, 3 + (negative ? 1 : 0));
      if (wanted > offset) left_ = std::max(left_, wanted - offset);
    }
  }

  std::string operator()(T value) const {
    if (!std::isfinite(value)) {
      std::string text = std::isnan(value) ? "nan" : "inf";
      if (!std::isnan(value) && value < 0) text = "-inf";
      else if (plus_) text = "+" + text;
      return padded(text, left_ + right_ + 1);
    }
    const std::string sign = plus_ && !std::signbit(value) ? "+" : "";
    if (exponential_) {
      auto [mantissa, exponent] = scientific(value, precision_);
      // Digits that others need are the number's own, not zeros: they show in float32.
      if (mantissa.size() - mantissa.find('.') - 1 < static_cast<size_t>(precision_)) {
        std::array<char, 64> buffer;
        std::snprintf(buffer.data(), buffer.size(), "%.*e", precision_, static_cast<double>(value));
        mantissa = buffer.data();
        mantissa.erase(mantissa.find('e'));
      }
      const std::string number = std::to_string(std::abs(exponent));
      const std::string zeros(number.size() < exponent_size_ ? exponent_size_ - number.size() : 0, '0');
      mantissa = sign + mantissa;
      return std::string(left_ - std::min(left_, mantissa.find('.')), ' ') + mantissa + (exponent < 0 ? "e-" : "e+") + zeros + number;
    }
    std::string text = sign + positional(value, options.precision);
    const size_t point = text.find('.');
    text += std::string(right_ - std::min(right_, text.size() - point - 1), ' ');
    return std::string(left_ - std::min(left_, point), ' ') + text;
  }

 private:
  size_t sign_of(T value) const { return plus_ && !std::signbit(value) ? 1 : 0; }

  bool plus_;
  bool exponential_ = false;
  size_t left_ = 0;
  size_t right_ = 0;
  size_t exponent_size_ = 2;
  int precision_ = options.precision;
};

using Format = std::function<std::string(const std::byte*)>;

template <typename T>
T value_at(const std::byte* at) {
  return *reinterpret_cast<const T*>(at);
}

Format format_for(DType dtype, const std::vector<const std::byte*>& elements) {
  if (dtype == DType::Bool) return [](const std::byte* at) { return std::string(value_at<uint8_t>(at) != 0 ? " True" : "False"); };
  return with_type(dtype, [&]<typename T>(T) -> Format {
    if constexpr (is_complex<T>) {
      using Part = typename T::value_type;
      std::vector<Part> real;
      std::vector<Part> imaginary;
      for (const std::byte* at : elements) {
        real.push_back(value_at<T>(at).real());
        imaginary.push_back(value_at<T>(at).imag());
      }
      return [first = FloatFormat<Part>(real, false), second = FloatFormat<Part>(imaginary, true)](const std::byte* at) {
        const T value = value_at<T>(at);
        std::string text = second(value.imag());
        const size_t end = text.find_last_not_of(' ') + 1;
        text.insert(end, "j");
        return first(value.real()) + text;
      };
    } else if constexpr (std::is_floating_point_v<T>) {
      std::vector<T> values;
      for (const std::byte* at : elements) values.push_back(value_at<T>(at));
      return [format = FloatFormat<T>(values, false)](const std::byte* at) { return format(value_at<T>(at)); };
    } else {
      size_t width = 0;
      for (const std::byte* at : elements) width = std::max(width, std::to_string(value_at<T>(at)).size());
      return [width](const std::byte* at) { return padded(std::to_string(value_at<T>(at)), width); };
    }
  });
}

std::string stripped(std::string text) {
  text.erase(text.find_last_not_of(" \t\n") + 1);
  return text;
}

class Layout {
 public:
  Layout(const TypedView& array, std::string separator, size_t prefix, size_t suffix)
      : array_(array), separator_(std::move(separator)), prefix_(prefix + 1), width_(options.line_width - suffix),
        summary_(memory::element_count(array.view, array.rank) > options.threshold) {}

  std::string text() {
    std::vector<const std::byte*> elements;
    collect(0, array_.view.data, elements);
    format_ = format_for(array_.dtype, elements);
    return block(0, array_.view.data, std::string(prefix_, ' '), width_);
  }

 private:
  bool is_short(uint32_t axis) const { return summary_ && 2 * options.edge_items < array_.view.shape[axis]; }

  void collect(uint32_t axis, const std::byte* at, std::vector<const std::byte*>& elements) const {
    if (axis == array_.rank) {
      elements.push_back(at);
      return;
    }
    const int64_t length = array_.view.shape[axis];
    for (int64_t index = 0; index < length; ++index) {
      if (is_short(axis) && index == options.edge_items) index = length - options.edge_items;
      collect(axis + 1, at + index * array_.view.strides[axis], elements);
    }
  }

  static void extend(std::string& text, std::string& line, const std::string& word, size_t width, const std::string& indent) {
    if (line.size() + word.size() > width && line.size() > indent.size()) {
      text += stripped(line) + "\n";
      line = indent;
    }
    line += word;
  }

  std::string block(uint32_t axis, const std::byte* at, const std::string& indent, size_t width) const {
    if (axis == array_.rank) return format_(at);
    const int64_t length = array_.view.shape[axis];
    const int64_t leading = is_short(axis) ? options.edge_items : 0;
    const int64_t trailing = is_short(axis) ? options.edge_items : length;
    const auto part = [&](int64_t index) { return block(axis + 1, at + index * array_.view.strides[axis], indent + " ", width - 1); };
    std::string text;
    if (axis + 1 == array_.rank) {
      const size_t room = width - std::max<size_t>(stripped(separator_).size(), 1);
      std::string line = indent;
      for (int64_t index = 0; index < leading; ++index) {
        extend(text, line, part(index), room, indent);
        line += separator_;
      }
      if (leading > 0) {
        extend(text, line, "...", room, indent);
        line += separator_;
      }
      for (int64_t index = length - trailing; index + 1 < length; ++index) {
        extend(text, line, part(index), room, indent);
        line += separator_;
      }
      extend(text, line, part(length - 1), room, indent);
      text += line;
    } else {
      const std::string between = stripped(separator_) + std::string(array_.rank - axis - 1, '\n');
      for (int64_t index = 0; index < leading; ++index) text += indent + part(index) + between;
      if (leading > 0) text += indent + "..." + between;
      for (int64_t index = length - trailing; index + 1 < length; ++index) text += indent + part(index) + between;
      text += indent + part(length - 1);
    }
    return "[" + text.substr(indent.size()) + "]";
  }

  const TypedView array_;
  std::string separator_;
  size_t prefix_;
  size_t width_;
  bool summary_;
  Format format_;
};

std::string shape_tuple(const TypedView& array) {
  std::string text = "(";
  for (uint32_t axis = 0; axis < array.rank; ++axis) text += (axis > 0 ? ", " : "") + std::to_string(array.view.shape[axis]);
  return text + (array.rank == 1 ? ",)" : ")");
}

}  // namespace

PrintOptions& print_options() { return options; }

std::string array_text(const TypedView& array, bool is_repr) {
  const bool is_empty = memory::element_count(array.view, array.rank) == 0;
  if (!is_repr) return is_empty ? "[]" : Layout(array, " ", 0, 0).text();
  std::string text = "array(" + (is_empty ? "[]" : Layout(array, ", ", 6, 1).text());
  const bool summary = memory::element_count(array.view, array.rank) > options.threshold;
  const bool implied = array.dtype == DType::Bool || array.dtype == DType::Int64 || array.dtype == DType::Float64 || array.dtype == DType::Complex128;
  std::string extra;
  if (summary || (is_empty && !(array.rank == 1 && array.view.shape[0] == 0))) extra = "shape=" + shape_tuple(array);
  if (!implied || is_empty) extra += (extra.empty() ? "dtype=" : ", dtype=") + std::string(memory::dtype_name(array.dtype));
  if (extra.empty()) return text + ")";
  text += ",";
  const size_t last = text.size() - (text.rfind('\n') + 1);
  return text + (last + extra.size() + 2 > options.line_width ? "\n      " : " ") + extra + ")";
}

}  // namespace weft::kernels
