// SPDX-License-Identifier: Apache-2.0
// Numbers in texts: `loadtxt`, `genfromtxt`, `savetxt`. The rules are NumPy's: what a line is, when one is skipped, how a field reads.
//
// The options travel as one text, so that the shape can be asked for before a program is compiled:
// `mode|skiprows|max_rows|ndmin|unpack|usecols|delimiter|comments|footer|fill`, where a missing one is `-`, lists are joined by `.`, and
// characters are their numbers.

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <fstream>
#include <limits>
#include <memory>

#include "kernels/element.h"
#include "kernels/files/file_arrays.h"

namespace weft::kernels {
namespace files {
namespace {

struct Options {
  bool generous = false;  // genfromtxt: what is no number is missing
  int64_t skip = 0;
  int64_t max_rows = -1;
  int ndmin = 0;
  bool unpack = false;
  std::vector<int64_t> columns;  // empty for all
  bool picks = false;
  int delimiter = -1;  // whitespace
  std::string comments;
  int64_t footer = 0;
  double fill = std::numeric_limits<double>::quiet_NaN();
};

std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> parts(1);
  for (const char each : text) {
    if (each == at) parts.emplace_back();
    else parts.back() += each;
  }
  return parts;
}

Result<Options> read_options(const std::string& text) {
  const std::vector<std::string> parts = split(text, '|');
  if (parts.size() != 10) return Status("ValueError", "the options of a text file are damaged");
  const auto number = [&](size_t i, int64_t fallback) { return parts[i] == "-" ? fallback : std::atoll(parts[i].c_str()); };
  Options options;
  options.generous = parts[0] == "1";
  options.skip = number(1, 0);
  options.max_rows = number(2, -1);
  options.ndmin = static_cast<int>(number(3, 0));
  options.unpack = parts[4] == "1";
  options.picks = parts[5] != "-";
  if (options.picks) {
    for (const std::string& each : split(parts[5], '.')) options.columns.push_back(std::atoll(each.c_str()));
  }
  options.delimiter = static_cast<int>(number(6, -1));
  if (parts[7] != "-") {
    for (const std::string& each : split(parts[7], '.')) options.comments += static_cast<char>(std::atoi(each.c_str()));
  }
  options.footer = number(8, 0);
  if (parts[9] != "-") options.fill = std::strtod(parts[9].c_str(), nullptr);
  return options;
}

bool is_space(char each) { return each == ' ' || (each >= '\t' && each <= '\r'); }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

/// A number as Python's `float` reads it, without underscores.
bool parse(std::string_view text, double& value) {
  text = trimmed(text);
  if (!text.empty() && text.front() == '+') {
    text.remove_prefix(1);
    if (!text.empty() && (text.front() == '-' || text.front() == '+')) return false;
  }
  if (text.empty() || text.find('(') != std::string_view::npos) return false;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end != text.data() + text.size() || error == std::errc::invalid_argument) return false;
  if (error == std::errc::result_out_of_range) value = std::strtod(std::string(text).c_str(), nullptr);
  return true;
}

bool parse_with_underscores(std::string_view text, double& value) {
  if (text.find('_') == std::string_view::npos) return parse(text, value);
  std::string plain;
  text = trimmed(text);
  const auto digit = [&](size_t i) { return i < text.size() && text[i] >= '0' && text[i] <= '9'; };
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '_') plain += text[i];
    else if (i == 0 || !digit(i - 1) || !digit(i + 1)) return false;
  }
  return parse(plain, value);
}

/// One field as an element; false when it is none.
template <typename T>
bool parse_element(std::string_view text, T& value) {
  if constexpr (is_complex<T>) {
    return false;
  } else if constexpr (std::is_floating_point_v<T>) {
    double wide = 0;
    if (!parse(text, wide)) return false;
    value = static_cast<T>(wide);
    return true;
  } else {
    text = trimmed(text);
    if (!text.empty() && text.front() == '+') text.remove_prefix(1);
    using Whole = std::conditional_t<std::is_same_v<T, bool>, int64_t, T>;
    Whole whole = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), whole);
    if (error == std::errc() && end == text.data() + text.size()) {
      value = static_cast<T>(whole);
      return true;
    }
    return false;
  }
}

/// Calls `row(fields, line number)` for each line with data; stops when it gives an error.
class Lines {
 public:
  Lines(const std::string& text, const Options& options) : text_(text), options_(options) {}

  template <typename Row>
  Status each(const Row& row) {
    size_t at = 0;
    int64_t line = 0;
    int64_t rows = 0;
    int64_t counted = 0;  // genfromtxt numbers lines from the first with data
    std::vector<std::string_view> fields;
    while (at < text_.size() && (options_.max_rows < 0 || rows < options_.max_rows)) {
      size_t end = text_.find_first_of("\r\n", at);
      if (end == std::string::npos) end = text_.size();
      std::string_view content(text_.data() + at, end - at);
      at = end + (end + 1 < text_.size() && text_[end] == '\r' && text_[end + 1] == '\n' ? 2 : 1);
      if (++line <= options_.skip) continue;
      if (!options_.comments.empty()) content = content.substr(0, content.find(options_.comments));
      if (rows > 0) ++counted;
      if (options_.generous && trimmed(content).empty()) continue;
      fields.clear();
      cut(content, fields);
      if (fields.empty()) continue;
      if (rows == 0) counted = 1;
      if (Status status = row(fields, counted + options_.skip); !status.ok()) return status;
      ++rows;
    }
    return {};
  }

 private:
  void cut(std::string_view content, std::vector<std::string_view>& fields) const {
    if (options_.delimiter >= 0) {
      if (options_.generous) {  // NumPy strips the line, but not of what separates fields
        while (!content.empty() && (content.back() == ' ' || content.back() == '\r')) content.remove_suffix(1);
      }
      if (content.empty()) return;
      const char delimiter = static_cast<char>(options_.delimiter);
      for (;;) {
        const size_t end = content.find(delimiter);
        fields.push_back(content.substr(0, end));
        if (end == std::string_view::npos) return;
        content.remove_prefix(end + 1);
      }
    }
    for (size_t i = 0; i < content.size();) {
      while (i < content.size() && is_space(content[i])) ++i;
      const size_t start = i;
      while (i < content.size() && !is_space(content[i])) ++i;
      if (i > start) fields.push_back(content.substr(start, i - start));
    }
  }

  const std::string& text_;
  const Options& options_;
};

class TextArray final : public Source {
 public:
  TextArray(std::string text, Options options, DType dtype) : text_(std::move(text)), options_(std::move(options)) { shape_.dtype = dtype; }

  /// Counts rows and columns.
  Status open() {
    if (options_.generous && options_.footer > 0) drop_footer();
    std::string wrong;
    int64_t width = -1;
    Status status = Lines(text_, options_).each([&](const std::vector<std::string_view>& fields, int64_t line) -> Status {
      const auto found = static_cast<int64_t>(fields.size());
      if (width < 0) width = found;
      const bool fits = options_.picks ? std::all_of(options_.columns.begin(), options_.columns.end(),
                                                     [&](int64_t column) { return column >= -found && column < found; })
                                       : found == width;
      ++rows_;
      if (fits) return {};
      if (options_.generous) {
        const size_t wanted = options_.picks ? options_.columns.size() : static_cast<size_t>(width);
        wrong += "\n    Line #" + std::to_string(line) + " (got " + std::to_string(found) + " columns instead of " + std::to_string(wanted) + ")";
        return {};
      }
      if (options_.picks) {
        const auto bad = std::find_if(options_.columns.begin(), options_.columns.end(),
                                      [&](int64_t column) { return column < -found || column >= found; });
        return Status("ValueError", "invalid column index " + std::to_string(*bad) + " at row " + std::to_string(rows_) + " with " +
                                        std::to_string(found) + " columns");
      }
      return Status("ValueError", "the number of columns changed from " + std::to_string(width) + " to " + std::to_string(found) +
                                      " at row " + std::to_string(rows_) + "; use `usecols` to select a subset and avoid this error");
    });
    if (!status.ok()) return status;
    if (!wrong.empty()) return Status("ValueError", "Some errors were detected !" + wrong);
    columns_ = options_.picks ? static_cast<int64_t>(options_.columns.size()) : std::max<int64_t>(width, 0);
    shape_.sizes = squeezed();
    return {};
  }

  const Shape& shape() const override { return shape_; }
  bool is_empty() const { return rows_ == 0; }

  Status read(std::byte* to) override {
    return with_type(shape_.dtype, [&]<typename T>(T) { return read_as(reinterpret_cast<T*>(to)); });
  }

 private:
  /// The shape that NumPy gives: axes of one element go, and come back up to `ndmin`.
  std::vector<int64_t> squeezed() const {
    const size_t ndmin = static_cast<size_t>(options_.ndmin);
    if (rows_ == 0) {
      if (ndmin < 2) return {0};
      return options_.unpack ? std::vector<int64_t>{1, 0} : std::vector<int64_t>{0, 1};
    }
    std::vector<int64_t> sizes = {rows_, columns_};
    if (ndmin < 2) std::erase(sizes, 1);
    if (sizes.empty() && ndmin == 1) sizes = {1};
    if (options_.unpack && sizes.size() == 2) std::swap(sizes[0], sizes[1]);
    return sizes;
  }

  void drop_footer() {
    for (int64_t i = 0; i < options_.footer && !text_.empty(); ++i) {
      if (text_.back() == '\n') text_.pop_back();
      const size_t end = text_.rfind('\n');
      text_.resize(end == std::string::npos ? 0 : end + 1);
    }
  }

  template <typename T>
  Status read_as(T* out) {
    int64_t row = 0;
    const bool transposes = options_.unpack && shape_.sizes.size() == 2;
    return Lines(text_, options_).each([&](const std::vector<std::string_view>& fields, int64_t) -> Status {
      for (int64_t i = 0; i < columns_; ++i) {
        int64_t column = options_.picks ? options_.columns[static_cast<size_t>(i)] : i;
        if (column < 0) column += static_cast<int64_t>(fields.size());
        const std::string_view field = fields[static_cast<size_t>(column)];
        T& element = out[transposes ? i * rows_ + row : row * columns_ + i];
        if (options_.generous) {
          double value = options_.fill;
          if (double parsed = 0; parse_with_underscores(field, parsed)) value = parsed;
          element = convert<T>(value);
        } else if (!parse_element<T>(field, element)) {
          return Status("ValueError", "could not convert string '" + std::string(field) + "' to " + memory::dtype_name(shape_.dtype) +
                                          " at row " + std::to_string(row) + ", column " + std::to_string(column + 1) + ".");
        }
      }
      ++row;
      return {};
    });
  }

  std::string text_;
  Options options_;
  Shape shape_;
  int64_t rows_ = 0;
  int64_t columns_ = 0;
};

/// Operands: the path, the options, and the first size that assignments of the unpacked columns count on, or -1.
Status load_text(Call& call) {
  auto source = open_text(call.text(0), call.text(1), call.wanted[0].dtype);
  if (!source.ok()) return source.status();
  if (static_cast<TextArray&>(*source.value()).is_empty()) {
    call.warnings.push_back("UserWarning: input contained no data: \"" + call.text(0) + "\"");
  }
  const auto& sizes = source.value()->shape().sizes;
  if (call.integer(2) >= 0 && (sizes.empty() || sizes[0] != call.integer(2))) {
    return Status("TypeError", "'" + call.text(0) + "' has other columns than when the program was compiled", "run it again from the source");
  }
  return give(call, *source.value(), call.text(0));
}

}  // namespace

Result<std::unique_ptr<Source>> open_text(const std::string& path, const std::string& options, DType dtype) {
  auto read = read_options(options);
  if (!read.ok()) return read.status();
  auto text = read_whole(path);
  if (!text.ok()) {
    if (text.status().code() == "FileNotFoundError") return Status("FileNotFoundError", path + " not found.");
    return text.status();
  }
  auto source = std::make_unique<TextArray>(text.take(), read.take(), dtype);
  if (Status status = source->open(); !status.ok()) return status;
  return std::unique_ptr<Source>(std::move(source));
}

namespace {

/// One `%` conversion of a format, or plain text.
struct Piece {
  std::string text;
  char kind = 0;  // 0: plain text
};

Result<std::vector<Piece>> pieces_of(const std::string& format) {
  std::vector<Piece> pieces;
  for (size_t i = 0; i < format.size();) {
    if (format[i] != '%' || (i + 1 < format.size() && format[i + 1] == '%')) {
      if (pieces.empty() || pieces.back().kind != 0) pieces.emplace_back();
      pieces.back().text += format[i];
      i += format[i] == '%' ? 2 : 1;
      continue;
    }
    size_t end = format.find_first_not_of("#0- +123456789.", i + 1);
    if (end == std::string::npos) return Status("ValueError", "incomplete format");
    const char kind = format[end];
    if (std::strchr("diouxXeEfFgGsr", kind) == nullptr) {
      return Status("ValueError", std::string("unsupported format character '") + kind + "' (" + "0x" + "0123456789abcdef"[(kind >> 4) & 15] +
                                      "0123456789abcdef"[kind & 15] + ") at index " + std::to_string(end));
    }
    pieces.push_back({format.substr(i, end - i), kind});
    i = end + 1;
  }
  return pieces;
}

/// Python's `repr` of a double.
std::string repr(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  char text[40];
  const double size = std::fabs(value);
  const bool scientific = size != 0 && (size < 1e-4 || size >= 1e16);
  const auto [end, error] = std::to_chars(text, text + sizeof text, value, scientific ? std::chars_format::scientific : std::chars_format::fixed);
  std::string result(text, end);
  if (!scientific && result.find('.') == std::string::npos) result += ".0";
  return result;
}

std::string formatted(const Piece& piece, double value, int64_t whole, bool is_whole, bool is_bool) {
  char text[512];
  if (std::strchr("diouxX", piece.kind) != nullptr) {
    const long long number = is_whole ? whole : static_cast<long long>(value);
    const bool hexadecimal = std::strchr("oxX", piece.kind) != nullptr;
    const std::string format = piece.text + "ll" + (hexadecimal ? piece.kind : 'd');
    if (hexadecimal && number < 0) {
      std::snprintf(text, sizeof text, format.c_str(), -number);
      return std::string("-") + text;
    }
    std::snprintf(text, sizeof text, format.c_str(), number);
    return text;
  }
  if (piece.kind == 's' || piece.kind == 'r') {
    const std::string content = is_bool ? (whole != 0 ? "True" : "False") : is_whole ? std::to_string(whole) : repr(value);
    std::snprintf(text, sizeof text, (piece.text + "s").c_str(), content.c_str());
    return text;
  }
  std::snprintf(text, sizeof text, (piece.text + piece.kind).c_str(), is_whole ? static_cast<double>(whole) : value);
  return std::isnan(value) && text[0] == '-' && !is_whole ? std::string(text).substr(1) : std::string(text);
}

/// Operands: the path, the array, delimiter, newline, header, footer, comments, then one format or one for each column.
Status save_text(Call& call) {
  const TypedView given = call.array(1);
  const bool is_whole = given.dtype < DType::Float32;
  const bool is_unsigned = given.dtype == DType::UInt64;
  auto array = call.contiguous(1, is_whole ? (is_unsigned ? DType::UInt64 : DType::Int64) : DType::Float64);
  if (!array.ok()) return array.status();
  const int64_t rows = given.view.shape[0];
  const int64_t columns = given.rank == 2 ? given.view.shape[1] : 1;
  const std::string& delimiter = call.text(2);
  const std::string& newline = call.text(3);
  // The pieces of a whole row.
  std::vector<Piece> row;
  const size_t formats = call.count() - 7;
  std::string whole_format;
  if (formats == 1) {
    const std::string& format = call.text(7);
    auto pieces = pieces_of(format);
    if (!pieces.ok()) return pieces.status();
    const auto fields = std::count_if(pieces.value().begin(), pieces.value().end(), [](const Piece& each) { return each.kind != 0; });
    if (fields != 1 && fields != columns) return Status("ValueError", "fmt has wrong number of % formats:  " + format);
    for (int64_t i = 0; fields == 1 && i < columns; ++i) whole_format += (i > 0 ? delimiter : "") + format;
    if (fields != 1) whole_format = format;
  } else {
    if (static_cast<int64_t>(formats) != columns) return Status("AttributeError", "fmt has wrong shape.");
    for (size_t i = 0; i < formats; ++i) whole_format += (i > 0 ? delimiter : "") + call.text(7 + i);
  }
  auto pieces = pieces_of(whole_format);
  if (!pieces.ok()) return pieces.status();
  row = pieces.take();
  const auto commented = [&](const std::string& text) {
    std::string result = call.text(6);
    for (const char each : text) {
      result += each;
      if (each == '\n') result += call.text(6);
    }
    return result + newline;
  };
  std::ofstream file(call.text(0), std::ios::binary | std::ios::trunc);
  if (!file) return system_error(call.text(0), errno);
  if (!call.text(4).empty()) file << commented(call.text(4));
  for (int64_t i = 0; i < rows; ++i) {
    std::string line;
    int64_t at = i * columns;
    for (const Piece& piece : row) {
      if (piece.kind == 0) {
        line += piece.text;
        continue;
      }
      const auto* data = array.value().view.data;
      const int64_t whole = is_whole ? reinterpret_cast<const int64_t*>(data)[at] : 0;
      const double value = is_whole ? 0.0 : reinterpret_cast<const double*>(data)[at];
      line += formatted(piece, value, whole, is_whole, given.dtype == DType::Bool);
      ++at;
    }
    file << line << newline;
  }
  if (!call.text(5).empty()) file << commented(call.text(5));
  file.flush();
  if (!file) return Status("OSError", "[Errno 28] No space left on device: '" + call.text(0) + "'");
  return {};
}

}  // namespace
}  // namespace files

void register_files_text(Registry& registry) {
  registry.add("loadtxt", files::load_text);
  registry.add("savetxt", files::save_text);
}

}  // namespace weft::kernels
