// SPDX-License-Identifier: Apache-2.0
#include "daemon/json.h"

namespace weft::daemon {

std::string json_text(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

std::optional<Json> parse_json(std::string_view text) {
  Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded()) return std::nullopt;
  return json;
}

const Json& member_at(const Json& json, const char* key) {
  static const Json kNull;
  if (!json.is_object()) return kNull;
  const auto found = json.find(key);
  return found == json.end() ? kNull : *found;
}

std::string string_at(const Json& json, const char* key) {
  const Json& value = member_at(json, key);
  return value.is_string() ? value.get<std::string>() : std::string();
}

uint64_t unsigned_at(const Json& json, const char* key) {
  const Json& value = member_at(json, key);
  return value.is_number_unsigned() ? value.get<uint64_t>() : 0;
}

}  // namespace weft::daemon
