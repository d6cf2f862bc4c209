// SPDX-License-Identifier: Apache-2.0
// Methods of texts, and texts as sequences of characters. Texts are UTF-8; places are counted in characters. What needs the tables of
// Unicode (upper case, what is a letter) is done for ASCII, and refused for other characters.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

#include "kernels/python/lists.h"
#include "kernels/python/text.h"

namespace weft::kernels {

namespace {

using wire::TypeKind;

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// Whether the text is ASCII; long ones are looked at once in a row of calls.
bool known_ascii(const std::string& text) {
  static thread_local const char* seen = nullptr;
  static thread_local size_t length = 0;
  static thread_local uint64_t run = 0;
  static thread_local bool answer = false;
  constexpr size_t kLong = 64;
  if (text.size() < kLong) return is_ascii(text);
  const uint64_t here = current_texts()->serial;
  if (text.data() != seen || text.size() != length || run != here) {
    answer = is_ascii(text);
    seen = text.data();
    length = text.size();
    run = here;
  }
  return answer;
}

/// Where the character at `place` begins; `place` is at most the number of characters.
size_t byte_of(const std::string& text, int64_t place, bool ascii) {
  if (ascii) return static_cast<size_t>(place);
  size_t at = 0;
  for (int64_t i = 0; i < place; ++i) {
    do ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80);
  }
  return at;
}

int64_t length_of(const std::string& text, bool ascii) {
  return static_cast<int64_t>(ascii ? text.size() : code_points(text));
}

Status get(Call& call) {
  const std::string& text = call.text(0);
  const bool ascii = known_ascii(text);
  const int64_t length = length_of(text, ascii);
  int64_t place = call.integer(1);
  if (place < 0) place += length;
  if (place < 0 || place >= length) return Status("IndexError", "string index out of range");
  const size_t at = byte_of(text, place, ascii);
  call.give_text(text.substr(at, ascii ? 1 : byte_of(text.substr(at), 1, false)));
  return {};
}

Status slice(Call& call) {
  const std::string& text = call.text(0);
  const bool ascii = known_ascii(text);
  const auto found = slice_of(call, 1, length_of(text, ascii));
  if (!found.ok()) return found.status();
  const Slice& part = found.value();
  if (part.step == 1) {
    const size_t begin = byte_of(text, part.start, ascii);
    const size_t end = byte_of(text, part.start + part.count, ascii);
    call.give_text(text.substr(begin, part.count > 0 ? end - begin : 0));
    return {};
  }
  std::string result;
  for (int64_t i = 0; i < part.count; ++i) {
    const size_t begin = byte_of(text, part.start + i * part.step, ascii);
    result += text.substr(begin, byte_of(text, part.start + i * part.step + 1, ascii) - begin);
  }
  call.give_text(std::move(result));
  return {};
}

Status characters(Call& call) {
  const std::string& text = call.text(0);
  const bool ascii = is_ascii(text);
  List* list = memory::make_list(call.lists, call.wanted[0].list, 0, length_of(text, ascii));
  if (list == nullptr) return no_memory();
  for (size_t at = 0; at < text.size();) {
    const size_t next = ascii ? at + 1 : at + byte_of(text.substr(at, 4), 1, false);
    const int32_t number = call.texts->keep(text.substr(at, next - at));
    std::memcpy(list->item(list->length++), &number, sizeof number);
    at = next;
  }
  call.give_list(list);
  return {};
}

/// The part of the text that `start` and `end` (operands 2 and 3, or None) leave; nothing when start is beyond the end.
struct Range {
  size_t begin = 0;
  size_t end = 0;
  int64_t first = 0;  // in characters
  bool valid = true;
};

Range range_of(const Call& call, const std::string& text, bool ascii) {
  const int64_t length = length_of(text, ascii);
  const auto bound = [&](size_t index, int64_t otherwise) {
    if (index >= call.count() || call.operand(index).is_none()) return otherwise;
    int64_t value = call.integer(index);
    if (value < 0) value = std::max<int64_t>(value + length, 0);
    return value;
  };
  const int64_t start = bound(2, 0);
  const int64_t stop = std::min(bound(3, length), length);
  if (start > length || start > stop) return {.valid = start <= length && start <= stop};
  return {byte_of(text, start, ascii), byte_of(text, stop, ascii), start, true};
}

int64_t place_of(const std::string& text, size_t at, bool ascii) {
  return ascii ? static_cast<int64_t>(at) : static_cast<int64_t>(code_points(std::string_view(text).substr(0, at)));
}

/// The place of the first or the last occurrence, or -1.
int64_t find_place(const Call& call, bool last) {
  const std::string& text = call.text(0);
  const bool ascii = known_ascii(text);
  const Range range = range_of(call, text, ascii);
  if (!range.valid) return -1;
  const std::string_view part = std::string_view(text).substr(range.begin, range.end - range.begin);
  const size_t at = last ? part.rfind(call.text(1)) : part.find(call.text(1));
  return at == std::string_view::npos ? -1 : place_of(text, range.begin + at, ascii);
}

template <bool last>
Status find(Call& call) {
  call.give_int(find_place(call, last));
  return {};
}

template <bool last>
Status index(Call& call) {
  const int64_t place = find_place(call, last);
  if (place < 0) return Status("ValueError", "substring not found");
  call.give_int(place);
  return {};
}

Status count(Call& call) {
  const std::string& text = call.text(0);
  const std::string& wanted = call.text(1);
  const bool ascii = known_ascii(text);
  const Range range = range_of(call, text, ascii);
  if (!range.valid) {
    call.give_int(0);
    return {};
  }
  const std::string_view part = std::string_view(text).substr(range.begin, range.end - range.begin);
  if (wanted.empty()) {
    call.give_int(static_cast<int64_t>(ascii ? part.size() : code_points(part)) + 1);
    return {};
  }
  int64_t found = 0;
  for (size_t at = part.find(wanted); at != std::string_view::npos; at = part.find(wanted, at + wanted.size())) ++found;
  call.give_int(found);
  return {};
}

template <bool at_end>
Status has_affix(Call& call) {
  const std::string& text = call.text(0);
  const Range range = range_of(call, text, known_ascii(text));
  const std::string_view part = std::string_view(text).substr(range.begin, range.end - range.begin);
  call.give_bool(range.valid && (at_end ? part.ends_with(call.text(1)) : part.starts_with(call.text(1))));
  return {};
}

Status replace(Call& call) {
  const std::string& text = call.text(0);
  const std::string& old = call.text(1);
  const std::string& with = call.text(2);
  int64_t left = call.integer(3);
  if (left < 0) left = std::numeric_limits<int64_t>::max();
  std::string result;
  size_t at = 0;
  if (old.empty()) {
    const bool ascii = is_ascii(text);
    while (left-- > 0) {
      result += with;
      if (at >= text.size()) break;
      const size_t next = ascii ? at + 1 : at + byte_of(text.substr(at, 4), 1, false);
      result += text.substr(at, next - at);
      at = next;
    }
  } else {
    for (; left > 0; --left) {
      const size_t found = text.find(old, at);
      if (found == std::string::npos) break;
      result.append(text, at, found - at);
      result += with;
      at = found + old.size();
    }
  }
  result.append(text, std::min(at, text.size()));
  call.give_text(std::move(result));
  return {};
}

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r') || (c >= 0x1c && c <= 0x1f); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_letter(char c) { return is_upper(c) || is_lower(c); }
char upper(char c) { return is_lower(c) ? static_cast<char>(c - 32) : c; }
char lower(char c) { return is_upper(c) ? static_cast<char>(c + 32) : c; }

Status not_ascii(const char* name) {
  return Status("NotImplementedError", std::string("`") + name + "` of a text with characters beyond ASCII needs the tables of Unicode");
}

/// strip, lstrip, rstrip: 1 the left side, 2 the right side.
template <int sides>
Status strip(Call& call) {
  const std::string& text = call.text(0);
  const bool any = call.operand(1).is_none();
  if (!is_ascii(text) || (!any && !is_ascii(call.text(1)))) return not_ascii("strip");
  const auto goes = [&](char c) { return any ? is_space(c) : call.text(1).find(c) != std::string::npos; };
  size_t begin = 0;
  size_t end = text.size();
  if ((sides & 1) != 0) while (begin < end && goes(text[begin])) ++begin;
  if ((sides & 2) != 0) while (end > begin && goes(text[end - 1])) --end;
  call.give_text(text.substr(begin, end - begin));
  return {};
}

/// upper, lower, capitalize, title, swapcase.
Status recase(Call& call) {
  std::string text = call.text(0);
  const std::string& name = call.text(1);
  if (!is_ascii(text)) return not_ascii(name.c_str());
  bool inside = false;
  for (char& c : text) {
    if (name == "upper") c = upper(c);
    else if (name == "lower") c = lower(c);
    else if (name == "swapcase") c = is_upper(c) ? lower(c) : upper(c);
    else if (name == "capitalize") c = inside ? lower(c) : upper(c);
    else c = inside ? lower(c) : upper(c);
    inside = name == "capitalize" || is_letter(c);
  }
  call.give_text(std::move(text));
  return {};
}

/// isdigit, isalpha, isalnum, isspace, isupper, islower, isnumeric, isdecimal.
Status is_all(Call& call) {
  const std::string& text = call.text(0);
  const std::string& name = call.text(1);
  if (!is_ascii(text)) return not_ascii(name.c_str());
  bool result = !text.empty();
  if (name == "isupper" || name == "islower") {
    const bool wants_upper = name == "isupper";
    result = std::ranges::any_of(text, is_letter) && std::ranges::none_of(text, wants_upper ? is_lower : is_upper);
  } else if (result) {
    const auto test = name == "isalpha"   ? is_letter
                      : name == "isspace" ? is_space
                      : name == "isalnum" ? +[](char c) { return is_letter(c) || is_digit(c); }
                                          : is_digit;
    result = std::ranges::all_of(text, test);
  }
  call.give_bool(result);
  return {};
}

List* list_of_texts(Call& call, const std::vector<std::string>& parts) {
  List* list = memory::make_list(call.lists, call.wanted[0].list, 0, static_cast<int64_t>(parts.size()));
  if (list == nullptr) return nullptr;
  for (const std::string& part : parts) {
    const int32_t number = call.texts->keep(part);
    std::memcpy(list->item(list->length++), &number, sizeof number);
  }
  return list;
}

Status give_parts(Call& call, const std::vector<std::string>& parts) {
  List* list = list_of_texts(call, parts);
  if (list == nullptr) return no_memory();
  call.give_list(list);
  return {};
}

/// split: text, separator or None, most splits (-1 for all).
Status split(Call& call) {
  const std::string& text = call.text(0);
  int64_t left = call.integer(2);
  if (left < 0) left = std::numeric_limits<int64_t>::max();
  std::vector<std::string> parts;
  if (call.operand(1).is_none()) {
    if (!is_ascii(text)) return not_ascii("split");
    size_t at = 0;
    for (;;) {
      while (at < text.size() && is_space(text[at])) ++at;
      if (at >= text.size()) break;
      if (left-- == 0) {
        size_t end = text.size();
        while (end > at && is_space(text[end - 1])) --end;
        parts.push_back(text.substr(at, end - at));
        break;
      }
      const size_t begin = at;
      while (at < text.size() && !is_space(text[at])) ++at;
      parts.push_back(text.substr(begin, at - begin));
    }
    return give_parts(call, parts);
  }
  const std::string& separator = call.text(1);
  if (separator.empty()) return Status("ValueError", "empty separator");
  size_t at = 0;
  for (; left > 0; --left) {
    const size_t found = text.find(separator, at);
    if (found == std::string::npos) break;
    parts.push_back(text.substr(at, found - at));
    at = found + separator.size();
  }
  parts.push_back(text.substr(at));
  const Status given = give_parts(call, parts);
  // The text itself, of which only the `repr` tells that it is the same one.
  if (given.ok() && parts.size() == 1) std::memcpy(call.results.back().list->item(0), &call.operand(0).text_number, sizeof(int32_t));
  return given;
}

Status split_lines(Call& call) {
  const std::string& text = call.text(0);
  if (!is_ascii(text)) return not_ascii("splitlines");
  std::vector<std::string> parts;
  size_t begin = 0;
  for (size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if ((c < '\n' || c > '\r') && (c < 0x1c || c > 0x1e)) continue;
    parts.push_back(text.substr(begin, at - begin));
    if (c == '\r' && at + 1 < text.size() && text[at + 1] == '\n') ++at;
    begin = at + 1;
  }
  if (begin < text.size()) parts.push_back(text.substr(begin));
  return give_parts(call, parts);
}

Status join(Call& call) {
  const std::string& separator = call.text(0);
  const List& list = *call.operand(1).list;
  std::string result;
  for (int64_t i = 0; i < list.length; ++i) {
    if (i > 0) result += separator;
    result += leaf_text(list.item(i));
  }
  call.give_text(std::move(result));
  return {};
}

Status zfill(Call& call) {
  const std::string& text = call.text(0);
  const int64_t missing = call.integer(1) - static_cast<int64_t>(code_points(text));
  std::string result = text;
  if (missing > 0) result.insert(!text.empty() && (text[0] == '+' || text[0] == '-') ? 1 : 0, static_cast<size_t>(missing), '0');
  call.give_text(std::move(result));
  return {};
}

Status ordinal(Call& call) {
  const std::string& text = call.text(0);
  const size_t length = code_points(text);
  if (length != 1) return Status("TypeError", "ord() expected a character, but string of length " + std::to_string(length) + " found");
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned first = byte(0);
  unsigned point = first < 0x80 ? first : first & (0xffU >> (text.size() + 1));
  for (size_t i = 1; i < text.size(); ++i) point = point << 6U | (byte(i) & 0x3fU);
  call.give_int(point);
  return {};
}

Status character(Call& call) {
  const int64_t point = call.integer(0);
  if (point < 0 || point >= 0x110000) return Status("ValueError", "chr() arg not in range(0x110000)");
  if (point >= 0xd800 && point < 0xe000) return Status("NotImplementedError", "half of a surrogate pair is no text");
  std::string text;
  const auto add = [&](int64_t byte) { text += static_cast<char>(byte); };
  if (point < 0x80) {
    add(point);
  } else if (point < 0x800) {
    add(0xc0 | point >> 6);
    add(0x80 | (point & 0x3f));
  } else if (point < 0x10000) {
    add(0xe0 | point >> 12);
    add(0x80 | (point >> 6 & 0x3f));
    add(0x80 | (point & 0x3f));
  } else {
    add(0xf0 | point >> 18);
    add(0x80 | (point >> 12 & 0x3f));
    add(0x80 | (point >> 6 & 0x3f));
    add(0x80 | (point & 0x3f));
  }
  call.give_text(std::move(text));
  return {};
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

/// The digits without the underscores between them; nothing where an underscore is elsewhere.
std::optional<std::string> without_underscores(std::string_view text) {
  std::string result;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '_') {
      result += text[i];
      continue;
    }
    const auto is_part = [](char c) { return is_digit(c) || is_letter(c); };
    if (i == 0 || i + 1 == text.size() || !is_part(text[i - 1]) || !is_part(text[i + 1])) return std::nullopt;
  }
  return result;
}

/// int(text, base).
Status integer_of(Call& call) {
  const std::string& text = call.text(0);
  const int64_t base = call.integer(1);
  const Status wrong("ValueError", "invalid literal for int() with base " + std::to_string(base) + ": " + quoted_text(text));
  if (base != 0 && (base < 2 || base > 36)) return Status("ValueError", "int() base must be >= 2 and <= 36, or 0");
  if (!is_ascii(text)) return not_ascii("int");
  std::string_view rest = trimmed(text);
  bool negative = false;
  if (!rest.empty() && (rest[0] == '-' || rest[0] == '+')) {
    negative = rest[0] == '-';
    rest.remove_prefix(1);
  }
  int radix = base == 0 ? 10 : static_cast<int>(base);
  bool prefixed = false;
  if (rest.size() >= 2 && rest[0] == '0') {
    const char mark = lower(rest[1]);
    const int named = mark == 'x' ? 16 : mark == 'o' ? 8 : mark == 'b' ? 2 : 0;
    if (named != 0 && (base == 0 || base == named)) {
      radix = named;
      rest.remove_prefix(2);
      prefixed = true;
      if (!rest.empty() && rest[0] == '_') rest.remove_prefix(1);
    }
  }
  const auto digits = without_underscores(rest);
  if (!digits || digits->empty()) return wrong;
  if (base == 0 && !prefixed && (*digits)[0] == '0' && digits->find_first_not_of('0') != std::string::npos) return wrong;
  const std::string signed_digits = (negative ? "-" : "") + *digits;
  int64_t value = 0;
  const char* end = signed_digits.data() + signed_digits.size();
  const auto [next, error] = std::from_chars(signed_digits.data(), end, value, radix);
  if (next != end || (*digits)[0] == '-') return wrong;
  if (error == std::errc::result_out_of_range) return Status("OverflowError", "the integer does not fit 64 bits");
  if (error != std::errc()) return wrong;
  call.give_int(value);
  return {};
}

/// float(text).
Status float_of(Call& call) {
  const std::string& text = call.text(0);
  const Status wrong("ValueError", "could not convert string to float: " + quoted_text(text));
  if (!is_ascii(text)) return not_ascii("float");
  std::string_view rest = trimmed(text);
  bool negative = false;
  if (!rest.empty() && (rest[0] == '-' || rest[0] == '+')) {
    negative = rest[0] == '-';
    rest.remove_prefix(1);
  }
  std::string word;
  for (const char c : rest) word += lower(c);
  double value = 0;
  if (word == "inf" || word == "infinity") {
    value = std::numeric_limits<double>::infinity();
  } else if (word == "nan") {
    value = std::numeric_limits<double>::quiet_NaN();
  } else {
    if (word.empty() || (!is_digit(word[0]) && word[0] != '.')) return wrong;
    for (size_t i = 0; i < word.size(); ++i) {
      // Underscores stand between digits only.
      if (word[i] == '_' && (i == 0 || i + 1 == word.size() || !is_digit(word[i - 1]) || !is_digit(word[i + 1]))) return wrong;
    }
    std::erase(word, '_');
    const char* end = word.data() + word.size();
    const auto [next, error] = std::from_chars(word.data(), end, value);
    if (next != end) return wrong;
    if (error == std::errc::result_out_of_range) value = std::strtod(word.c_str(), nullptr);
    else if (error != std::errc()) return wrong;
  }
  call.give_float(negative ? -value : value);
  return {};
}

}  // namespace

void register_text_methods(Registry& registry) {
  registry.add("text.get", get);
  registry.add("text.slice", slice);
  registry.add("text.characters", characters);
  registry.add("text.find", find<false>);
  registry.add("text.rfind", find<true>);
  registry.add("text.index", index<false>);
  registry.add("text.rindex", index<true>);
  registry.add("text.count", count);
  registry.add("text.startswith", has_affix<false>);
  registry.add("text.endswith", has_affix<true>);
  registry.add("text.replace", replace);
  registry.add("text.strip", strip<3>);
  registry.add("text.lstrip", strip<1>);
  registry.add("text.rstrip", strip<2>);
  registry.add("text.recase", recase);
  registry.add("text.is", is_all);
  registry.add("text.split", split);
  registry.add("text.splitlines", split_lines);
  registry.add("text.join", join);
  registry.add("text.zfill", zfill);
  registry.add("text.ord", ordinal);
  registry.add("text.chr", character);
  registry.add("text.int", integer_of);
  registry.add("text.float", float_of);
}

}  // namespace weft::kernels
