// SPDX-License-Identifier: Apache-2.0
// Errors as values. A Status has a stable code, a message for people and a help text that names the next step;
// context is added on the way up. WEFT_CHECK is for mistakes of the programmer, never for input.

#pragma once

#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace weft {

/// Where in the user's file something is: lines and columns from 0, columns in UTF-16 code units, end exclusive.
struct SourceRange {
  uint32_t start_line = 0;
  uint32_t start_column = 0;
  uint32_t end_line = 0;
  uint32_t end_column = 0;
};

class [[nodiscard]] Status {
 public:
  Status() = default;  // success
  Status(std::string code, std::string message, std::string help = {})
      : code_(std::move(code)), message_(std::move(message)), help_(std::move(help)) {}

  bool ok() const { return code_.empty(); }
  const std::string& code() const { return code_; }
  const std::string& message() const { return message_; }
  const std::string& help() const { return help_; }
  const std::optional<SourceRange>& range() const { return range_; }

  /// The same error with `context: ` before its message.
  Status with_context(const std::string& context) const;
  Status with_range(const SourceRange& range) const;
  /// "WEFT501: message (help)", for logs.
  std::string to_string() const;

 private:
  std::string code_;
  std::string message_;
  std::string help_;
  std::optional<SourceRange> range_;
};

/// A value or the Status that says why there is none.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : content_(std::move(value)) {}          // NOLINT: implicit on purpose
  Result(Status status) : content_(std::move(status)) {}   // NOLINT: implicit on purpose

  bool ok() const { return std::holds_alternative<T>(content_); }
  T& value() { return std::get<T>(content_); }
  const T& value() const { return std::get<T>(content_); }
  const Status& status() const { return std::get<Status>(content_); }
  T take() { return std::move(std::get<T>(content_)); }

 private:
  std::variant<T, Status> content_;
};

}  // namespace weft

#define WEFT_CHECK(condition)                                                                     \
  do {                                                                                            \
    if (!(condition)) {                                                                           \
      std::fprintf(stderr, "%s:%d: broken invariant: %s\n", __FILE__, __LINE__, #condition);      \
      std::abort();                                                                               \
    }                                                                                             \
  } while (false)
