// SPDX-License-Identifier: Apache-2.0
#include "memory/npy_header.h"

#include <charconv>
#include <cstring>

namespace weft::memory {
namespace {

constexpr char kMagic[] = "\x93NUMPY";
constexpr size_t kMagicBytes = 6;
// NumPy's own limit is 10 000 characters; structured types may need more, but Weft has none.
constexpr uint32_t kLongestHeader = 1U << 20U;

Status bad_header(const std::string& why) {
  return Status("ValueError", "the .npy header is not valid: " + why, "write the file again with numpy.save");
}

/// Reads the dictionary from left to right.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : text_(text) {}

  bool accept(char wanted) {
    skip();
    if (at_ >= text_.size() || text_[at_] != wanted) return false;
    ++at_;
    return true;
  }
  bool accept_word(std::string_view word) {
    skip();
    if (text_.substr(at_, word.size()) != word) return false;
    at_ += word.size();
    return true;
  }
  bool at_end() {
    skip();
    return at_ >= text_.size();
  }
  std::optional<std::string> string() {
    skip();
    if (at_ >= text_.size() || (text_[at_] != '\'' && text_[at_] != '"')) return std::nullopt;
    const char quote = text_[at_++];
    const size_t end = text_.find(quote, at_);
    if (end == std::string_view::npos) return std::nullopt;
    std::string value(text_.substr(at_, end - at_));
    at_ = end + 1;
    if (value.find('\\') != std::string::npos) return std::nullopt;
    return value;
  }
  std::optional<int64_t> integer() {
    skip();
    int64_t value = 0;
    const char* first = text_.data() + at_;
    const auto [end, error] = std::from_chars(first, text_.data() + text_.size(), value);
    if (error != std::errc() || value < 0) return std::nullopt;
    at_ += static_cast<size_t>(end - first);
    if (at_ < text_.size() && text_[at_] == 'L') ++at_;  // Python 2 wrote long integers so
    return value;
  }
  /// The text of a bracketed value, for types that are only named in a message.
  std::optional<std::string> bracketed() {
    skip();
    const size_t start = at_;
    int depth = 0;
    for (; at_ < text_.size(); ++at_) {
      if (text_[at_] == '[' || text_[at_] == '(') ++depth;
      if ((text_[at_] == ']' || text_[at_] == ')') && --depth == 0) return std::string(text_.substr(start, ++at_ - start));
    }
    return std::nullopt;
  }
  bool next_is(char wanted) {
    skip();
    return at_ < text_.size() && text_[at_] == wanted;
  }

 private:
  void skip() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t')) ++at_;
  }
  std::string_view text_;
  size_t at_ = 0;
};

std::optional<std::vector<int64_t>> parse_shape(Cursor& cursor) {
  std::vector<int64_t> shape;
  if (!cursor.accept('(')) return std::nullopt;
  while (!cursor.accept(')')) {
    const std::optional<int64_t> size = cursor.integer();
    if (!size || shape.size() >= 64) return std::nullopt;
    shape.push_back(*size);
    if (!cursor.accept(',') && !cursor.next_is(')')) return std::nullopt;
  }
  return shape;
}

/// The element type, and whether its bytes must be swapped.
std::optional<std::pair<DType, bool>> parse_descr(std::string_view descr) {
  if (descr.size() < 3 || std::string_view("<>=|").find(descr[0]) == std::string_view::npos) return std::nullopt;
  for (const DType dtype : wire::EnumValuesDType()) {
    if (descr.substr(1) != std::string_view(dtype_descr(dtype)).substr(1)) continue;
    const bool one_byte = item_size(dtype) == 1;
    if (descr[0] == '|' && !one_byte) return std::nullopt;
    return std::pair(dtype, descr[0] == '>' && !one_byte);
  }
  return std::nullopt;
}

}  // namespace

Result<NpyPreamble> parse_npy_preamble(std::span<const std::byte> start) {
  if (start.size() < 10 || std::memcmp(start.data(), kMagic, kMagicBytes) != 0) {
    return Status("ValueError", "not an .npy file", "write it with numpy.save");
  }
  const auto at = [&](size_t index) { return std::to_integer<uint32_t>(start[index]); };
  const uint32_t major = at(6);
  const uint32_t minor = at(7);
  if (major < 1 || major > 3 || minor != 0) {
    return Status("ValueError", ".npy format version " + std::to_string(major) + "." + std::to_string(minor) +
                                    " is not supported; versions 1.0 to 3.0 are");
  }
  NpyPreamble preamble;
  if (major == 1) {
    preamble = {10, at(8) | at(9) << 8U};
  } else {
    if (start.size() < 12) return bad_header("the file ends inside it");
    preamble = {12, at(8) | at(9) << 8U | at(10) << 16U | at(11) << 24U};
  }
  if (preamble.header_bytes > kLongestHeader) {
    return bad_header("its length of " + std::to_string(preamble.header_bytes) + " bytes is above the limit of " +
                      std::to_string(kLongestHeader));
  }
  return preamble;
}

Result<NpyHeader> parse_npy_header(std::string_view text) {
  Cursor cursor(text);
  NpyHeader header;
  bool has_descr = false;
  bool has_order = false;
  bool has_shape = false;
  if (!cursor.accept('{')) return bad_header("it is no dictionary");
  while (!cursor.accept('}')) {
    const std::optional<std::string> key = cursor.string();
    if (!key || !cursor.accept(':')) return bad_header("a key is expected");
    if (*key == "descr") {
      const std::optional<std::string> descr = cursor.next_is('[') || cursor.next_is('(') ? cursor.bracketed() : cursor.string();
      if (!descr) return bad_header("`descr` cannot be read");
      header.descr = *descr;
      has_descr = true;
    } else if (*key == "fortran_order") {
      header.fortran_order = cursor.accept_word("True");
      if (!header.fortran_order && !cursor.accept_word("False")) return bad_header("`fortran_order` is neither True nor False");
      has_order = true;
    } else if (*key == "shape") {
      std::optional<std::vector<int64_t>> shape = parse_shape(cursor);
      if (!shape) return bad_header("`shape` is no tuple of sizes");
      header.shape = std::move(*shape);
      has_shape = true;
    } else {
      return bad_header("unknown key '" + *key + "'");
    }
    if (!cursor.accept(',') && !cursor.next_is('}')) return bad_header("a comma is expected");
  }
  if (!has_descr || !has_order || !has_shape) return bad_header("`descr`, `fortran_order` and `shape` are needed");
  if (!cursor.at_end()) return bad_header("there is text after the dictionary");
  if (const auto parsed = parse_descr(header.descr)) {
    header.dtype = parsed->first;
    header.swapped = parsed->second;
    const std::optional<int64_t> bytes = checked_bytes(header.shape, item_size(*header.dtype));
    if (!bytes) return bad_header("the shape " + shape_text(header.shape) + " is too large");
    header.data_bytes = static_cast<uint64_t>(*bytes);
  }
  return header;
}

std::string npy_header_text(DType dtype, std::span<const int64_t> shape, bool fortran_order) {
  const std::string dictionary = std::string("{'descr': '") + dtype_descr(dtype) + "', 'fortran_order': " +
                                 (fortran_order ? "True" : "False") + ", 'shape': " + shape_text(shape) + ", }";
  // Rank is at most kMaxRank, so version 1.0 with its 16-bit length always does.
  const size_t unpadded = kMagicBytes + 4 + dictionary.size() + 1;
  const size_t total = (unpadded + 63) / 64 * 64;
  const size_t length = total - kMagicBytes - 4;
  std::string text(kMagic, kMagicBytes);
  text += '\x01';
  text += '\x00';
  text += static_cast<char>(length & 0xffU);
  text += static_cast<char>(length >> 8U);
  text += dictionary;
  text.append(total - unpadded, ' ');
  return text + '\n';
}

Status unsupported_descr(const std::string& descr) {
  return Status("TypeError", "element type '" + descr + "' is not supported",
                "use bool, an integer of 8 to 64 bits, float32, float64, complex64 or complex128, for example `a.astype('float64')`");
}

}  // namespace weft::memory
