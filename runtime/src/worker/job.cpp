// SPDX-License-Identifier: Apache-2.0
#include "worker/job.h"

#include <array>
#include <charconv>
#include <cstdlib>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <utility>

#include "base/files.h"

namespace weft::worker {
namespace {

using Json = nlohmann::json;

Status broken(const std::string& why) {
  return Status("WEFT531", "job.json: " + why, "submit the job again");
}

const Json* member(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

std::string text_of(const Json& object, const char* name) {
  const Json* value = member(object, name);
  return value != nullptr && value->is_string() ? value->get<std::string>() : std::string();
}

std::optional<uint32_t> count_of(const Json& object, const char* name, uint32_t otherwise) {
  const Json* value = member(object, name);
  if (value == nullptr) return otherwise;
  if (!value->is_number_unsigned() || value->get<uint64_t>() > std::numeric_limits<uint32_t>::max()) return std::nullopt;
  return value->get<uint32_t>();
}

/// The argument's value is in `value`, or in a field named as in control.fbs.
const Json* value_of(const Json& object, const char* field) {
  const Json* value = member(object, "value");
  return value != nullptr ? value : member(object, field);
}

/// Floats come as text, because JSON has no nan, no infinity and no agreed digits; plain numbers are taken too.
std::optional<double> floating_of(const Json& value) {
  if (value.is_number()) return value.get<double>();
  if (!value.is_string()) return std::nullopt;
  const auto& text = value.get_ref<const std::string&>();
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  // Digits beyond the range of a double are infinity or zero in Python; from_chars leaves the number alone.
  if (error == std::errc::result_out_of_range) return std::strtod(text.c_str(), nullptr);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

Result<JobArgument> read_argument(const Json& object) {
  using Kind = JobArgument::Kind;
  static constexpr std::array<std::pair<std::string_view, Kind>, 7> kKinds = {{{"none", Kind::none},
                                                                               {"int", Kind::integer},
                                                                               {"float", Kind::floating},
                                                                               {"bool", Kind::boolean},
                                                                               {"str", Kind::text},
                                                                               {"blob", Kind::blob},
                                                                               {"remote", Kind::remote}}};
  if (!object.is_object()) return broken("an argument is no object");
  JobArgument argument;
  argument.name = text_of(object, "name");
  if (argument.name.empty()) return broken("an argument has no name");
  const std::string kind = text_of(object, "kind");
  bool known = false;
  for (const auto& [text, value] : kKinds) {
    if (kind != text) continue;
    argument.kind = value;
    known = true;
  }
  if (!known) return broken("argument `" + argument.name + "` has the unknown kind '" + kind + "'");
  const auto bad_value = [&] { return broken("argument `" + argument.name + "` has no usable value of kind " + kind); };
  switch (argument.kind) {
    case Kind::none: break;
    case Kind::integer: {
      const Json* value = value_of(object, "int_value");
      if (value == nullptr || !value->is_number_integer()) return bad_value();
      if (value->is_number_unsigned() && value->get<uint64_t>() > uint64_t{INT64_MAX}) return bad_value();
      argument.integer = value->get<int64_t>();
      break;
    }
    case Kind::floating: {
      const Json* value = value_of(object, "float_value");
      const std::optional<double> number = value == nullptr ? std::nullopt : floating_of(*value);
      if (!number) return bad_value();
      argument.floating = *number;
      break;
    }
    case Kind::boolean: {
      const Json* value = value_of(object, "int_value");
      if (value == nullptr || !(value->is_boolean() || value->is_number_integer())) return bad_value();
      argument.integer = value->is_boolean() ? static_cast<int64_t>(value->get<bool>()) : static_cast<int64_t>(value->get<int64_t>() != 0);
      break;
    }
    case Kind::text: {
      const Json* value = value_of(object, "string_value");
      if (value == nullptr || !value->is_string()) return bad_value();
      argument.text = value->get<std::string>();
      break;
    }
    case Kind::blob:
      argument.text = text_of(object, "sha256");
      if (argument.text.size() != 64 || argument.text.find_first_not_of("0123456789abcdef") != std::string::npos) return bad_value();
      break;
    case Kind::remote:
      argument.text = text_of(object, "path");
      if (argument.text.empty()) return bad_value();
      break;
  }
  return argument;
}

}  // namespace

Result<Job> read_job(const std::string& folder) {
  Result<std::string> content = read_file(folder + "/job.json", uint64_t{64} << 20);
  if (!content.ok()) return Status("WEFT531", content.status().message(), "the argument of weft-worker is a job folder");
  const Json json = Json::parse(content.value(), nullptr, false);
  if (!json.is_object()) return broken("it is not a JSON object");
  Job job;
  job.folder = folder;
  job.id = text_of(json, "id");
  job.title = text_of(json, "title");
  job.file = text_of(json, "file");
  const std::optional<uint32_t> threads = count_of(json, "threads", 0);
  const std::optional<uint32_t> repeat = count_of(json, "repeat", 1);
  if (!threads || !repeat) return broken("`threads` and `repeat` must be counts");
  job.threads = *threads;
  job.repeat = *repeat == 0 ? 1 : *repeat;
  if (const Json* arguments = member(json, "arguments")) {
    if (!arguments->is_array()) return broken("`arguments` is no list");
    for (const Json& entry : *arguments) {
      Result<JobArgument> argument = read_argument(entry);
      if (!argument.ok()) return argument.status();
      job.arguments.push_back(argument.take());
    }
  }
  return job;
}

}  // namespace weft::worker
