// SPDX-License-Identifier: Apache-2.0
// Reads one line of canonical text from left to right. Every `take` leaves the position alone when it does not match.
// Internal to graph/.

#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace weft::graph {

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  bool at_end() const { return position_ == text_.size(); }
  std::string_view rest() const { return text_.substr(position_); }

  bool take(std::string_view token) {
    if (!rest().starts_with(token)) return false;
    position_ += token.size();
    return true;
  }

  /// Everything up to one of `stops` or the end; may be empty.
  std::string_view take_until(std::string_view stops) {
    const size_t end = std::min(text_.find_first_of(stops, position_), text_.size());
    const std::string_view word = text_.substr(position_, end - position_);
    position_ = end;
    return word;
  }

  template <typename Integer>
  std::optional<Integer> take_integer() {
    Integer value = 0;
    const auto [end, error] = std::from_chars(text_.data() + position_, text_.data() + text_.size(), value);
    if (error != std::errc()) return std::nullopt;
    position_ = static_cast<size_t>(end - text_.data());
    return value;
  }

  std::optional<uint32_t> take_value() {
    const size_t start = position_;
    if (!take("%")) return std::nullopt;
    const auto id = take_integer<uint32_t>();
    if (!id || *id > 10'000'000) {
      position_ = start;
      return std::nullopt;
    }
    return id;
  }

  /// A type: a word, and brackets when there are any.
  std::string_view take_type() {
    const size_t start = position_;
    take_until("[ ,@{)");
    if (!at_end() && text_[position_] == '[') {
      int open = 0;
      do {
        if (text_[position_] == '[') ++open;
        if (text_[position_] == ']') --open;
        ++position_;
      } while (!at_end() && open > 0);
    }
    return text_.substr(start, position_ - start);
  }

  std::optional<std::string> take_quoted();

 private:
  std::string_view text_;
  size_t position_ = 0;
};

inline std::optional<std::string> Scanner::take_quoted() {
  if (!take("\"")) return std::nullopt;
  std::string out;
  while (!at_end()) {
    const char c = text_[position_++];
    if (c == '"') return out;
    if (c != '\\') {
      out += c;
      continue;
    }
    if (at_end()) return std::nullopt;
    switch (const char escape = text_[position_++]; escape) {
      case 'n': out += '\n'; break;
      case 'r': out += '\r'; break;
      case 't': out += '\t'; break;
      case 'u': {
        // Canonical text escapes control characters only, so that one byte is enough.
        unsigned code = 0;
        const std::string_view hex = text_.substr(position_, 4);
        const auto [end, error] = std::from_chars(hex.data(), hex.data() + hex.size(), code, 16);
        if (error != std::errc() || end != hex.data() + 4 || code >= 0x80) return std::nullopt;
        out += static_cast<char>(code);
        position_ += 4;
        break;
      }
      default: out += escape;
    }
  }
  return std::nullopt;
}

}  // namespace weft::graph
