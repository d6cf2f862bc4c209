// SPDX-License-Identifier: Apache-2.0
// JSON that never throws: what is missing or has another type reads as empty.

#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace weft::daemon {

using Json = nlohmann::json;

/// Bytes that are not UTF-8 become U+FFFD.
std::string json_text(const Json& json);
/// Nothing when the text is not JSON.
std::optional<Json> parse_json(std::string_view text);

std::string string_at(const Json& json, const char* key);
uint64_t unsigned_at(const Json& json, const char* key);
/// The member, or null.
const Json& member_at(const Json& json, const char* key);

}  // namespace weft::daemon
