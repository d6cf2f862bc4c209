// SPDX-License-Identifier: Apache-2.0
#include "graph/structure.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "graph/scanner.h"
#include "graph/types.h"

namespace weft::graph {

namespace {

constexpr size_t kMaxText = 65536;
constexpr int kMaxDepth = 32;

bool is_name(const std::string& text) {
  if (text.empty() || text.size() > 64 || std::isdigit(static_cast<unsigned char>(text[0])) != 0) return false;
  for (const char c : text) {
    if (c != '_' && (static_cast<unsigned char>(c) >= 0x80 || std::isalnum(static_cast<unsigned char>(c)) == 0)) return false;
  }
  return true;
}

class StructureReader {
 public:
  explicit StructureReader(std::string_view text) : scan_(text) {}

  bool read() { return value("", 0) && scan_.at_end(); }
  std::vector<std::string> names;

 private:
  static std::string below(const std::string& path, const std::string& part) { return path.empty() ? part : path + "." + part; }

  bool value(const std::string& path, int depth) {
    if (depth > kMaxDepth) return false;
    if (scan_.take("...")) {
      names.push_back(path);
      return true;
    }
    if (scan_.take("None")) return true;
    if (scan_.take("either(")) return alternatives(path, depth);
    if (scan_.take("()") || scan_.take("[]") || scan_.take("{}")) return true;
    if (scan_.take("[*")) return value(path, depth + 1) && scan_.take("]");
    if (scan_.take("{**")) return value(path, depth + 1) && scan_.take("}");
    if (scan_.take("(")) return items(path, depth, ")");
    if (scan_.take("[")) return items(path, depth, "]");
    if (scan_.take("{")) return entries(path, depth);
    return scan_.take_quoted().has_value();
  }

  bool items(const std::string& path, int depth, std::string_view end) {
    for (size_t i = 0;; ++i) {
      if (!value(below(path, std::to_string(i)), depth + 1)) return false;
      if (i == 0 && end == ")" && scan_.take(",)")) return true;
      if (scan_.take(end)) return i > 0 || end != ")";
      if (!scan_.take(", ")) return false;
    }
  }

  bool alternatives(const std::string& path, int depth) {
    names.push_back(below(path, "tag"));
    for (;;) {
      const std::string code(scan_.take_until(":"));
      if (code.empty() || code.size() > 9 || code.find_first_not_of("0123456789") != std::string::npos) return false;
      if (!scan_.take(": ") || !value(path, depth + 1)) return false;
      if (scan_.take(")")) return true;
      if (!scan_.take(" | ")) return false;
    }
  }

  bool entries(const std::string& path, int depth) {
    for (size_t i = 0;; ++i) {
      std::string name = std::to_string(i);
      if (const auto key = scan_.take_quoted()) {
        if (is_name(*key)) name = *key;
      } else if (scan_.take_until(":").empty()) {
        return false;
      }
      if (!scan_.take(": ") || !value(below(path, name), depth + 1)) return false;
      if (scan_.take("}")) return true;
      if (!scan_.take(", ")) return false;
    }
  }

  Scanner scan_;
};

/// Copies a well-formed structure, of `either` only the alternative that its tag names.
class Resolver {
 public:
  Resolver(std::string_view text, const std::function<int64_t(size_t)>& tag, std::vector<bool>& kept) : text_(text), tag_(tag), kept_(kept) {}

  std::string out;

  void run(bool live, bool inside) {
    int depth = 0;
    while (at_ < text_.size()) {
      const std::string_view rest = text_.substr(at_);
      const char c = rest.front();
      if (rest.starts_with("...")) {
        kept_.push_back(live);
        copy(3, live);
      } else if (c == '"') {
        size_t length = 1;
        while (length < rest.size() && rest[length] != '"') length += rest[length] == '\\' ? 2 : 1;
        copy(std::min(length + 1, rest.size()), live);
      } else if (rest.starts_with("either(")) {
        at_ += 7;
        const int64_t code = live ? tag_(kept_.size()) : -1;
        kept_.push_back(false);
        choose(code);
      } else if (inside && depth == 0 && (c == ')' || rest.starts_with(" | "))) {
        return;
      } else {
        depth += c == '(' || c == '[' || c == '{' ? 1 : c == ')' || c == ']' || c == '}' ? -1 : 0;
        copy(1, live);
      }
    }
  }

 private:
  void copy(size_t length, bool live) {
    if (live) out += text_.substr(at_, length);
    at_ += length;
  }

  void choose(int64_t code) {
    while (at_ < text_.size()) {
      int64_t own = 0;
      while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9') own = own * 10 + (text_[at_++] - '0');
      at_ += 2;
      run(own == code, true);
      if (at_ >= text_.size() || text_[at_] == ')') break;
      at_ += 3;
    }
    ++at_;
  }

  std::string_view text_;
  const std::function<int64_t(size_t)>& tag_;
  std::vector<bool>& kept_;
  size_t at_ = 0;
};

}  // namespace

std::string resolve_structure(std::string_view structure, const std::function<int64_t(size_t)>& tag, std::vector<bool>& kept) {
  Resolver resolver(structure, tag, kept);
  resolver.run(true, false);
  return std::move(resolver.out);
}

Result<std::vector<std::string>> value_names(std::string_view structure) {
  StructureReader reader(structure);
  if (structure.size() > kMaxText || !reader.read()) return Status("WEFT516", "has a malformed structure of results");
  return std::move(reader.names);
}

size_t column_count(const wire::TypeT& type) {
  if (type.kind != wire::TypeKind::List) return 1;
  size_t count = 0;
  for (const auto& item : type.items) count += column_count(*item);
  return count;
}

}  // namespace weft::graph
