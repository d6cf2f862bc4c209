// SPDX-License-Identifier: Apache-2.0
#include "daemon/job.h"

#include <array>

#include "base/files.h"
#include "base/sha256.h"
#include "graph/print.h"

namespace weft::daemon {
namespace {

constexpr std::array<std::string_view, 8> kStates = {"queued", "pending", "starting", "running", "done", "failed", "cancelled", "lost"};

/// One line of text that cannot break out of a script's directive or a list.
bool is_one_line(const std::string& text) { return text.find_first_of(std::string_view("\n\r\0", 3)) == std::string::npos; }

Status impossible(const std::string& what) { return Status("WEFT407", what); }

Status check_launcher(const wire::LauncherT& launcher) {
  if (launcher.kind > wire::LauncherKind::MAX) return impossible("this launcher is unknown");
  for (const std::string* text : {&launcher.partition, &launcher.account, &launcher.qos, &launcher.time, &launcher.memory}) {
    if (!is_one_line(*text) || text->find(' ') != std::string::npos) return impossible("`" + *text + "` is no Slurm option");
  }
  for (const auto* lines : {&launcher.directives, &launcher.prologue}) {
    for (const std::string& line : *lines) {
      if (!is_one_line(line)) return impossible("a directive or prologue line holds a line break");
    }
  }
  return {};
}

Result<Json> argument_json(const wire::ArgumentT& argument) {
  Json json = {{"name", argument.name}};
  switch (argument.kind) {
    case wire::ArgumentKind::None: json["kind"] = "none"; return json;
    case wire::ArgumentKind::Int:
      json["kind"] = "int";
      json["value"] = argument.int_value;
      return json;
    case wire::ArgumentKind::Float:
      // JSON has no nan or inf.
      json["kind"] = "float";
      json["value"] = graph::double_text(argument.float_value);
      return json;
    case wire::ArgumentKind::Bool:
      json["kind"] = "bool";
      json["value"] = argument.int_value != 0;
      return json;
    case wire::ArgumentKind::Str:
      json["kind"] = "str";
      json["value"] = argument.string_value;
      return json;
    case wire::ArgumentKind::Blob:
      if (!is_sha256_hex(argument.sha256)) return impossible("argument `" + argument.name + "` has no hash of an upload");
      json["kind"] = "blob";
      json["sha256"] = argument.sha256;
      return json;
    case wire::ArgumentKind::Remote:
      if (argument.path.empty() || argument.path.find('\0') != std::string::npos) return impossible("argument `" + argument.name + "` has no path");
      json["kind"] = "remote";
      json["path"] = argument.path;
      return json;
  }
  return impossible("argument `" + argument.name + "` has an unknown kind");
}

LauncherSpec launcher_from_wire(const wire::LauncherT& launcher) {
  return {launcher.kind, launcher.partition, launcher.account,    launcher.qos,     launcher.time,
          launcher.cpus, launcher.memory,    launcher.directives, launcher.prologue};
}

Json launcher_json(const LauncherSpec& launcher) {
  if (launcher.kind == wire::LauncherKind::Local) return {{"kind", "local"}};
  return {{"kind", "slurm"},         {"partition", launcher.partition}, {"account", launcher.account},
          {"qos", launcher.qos},     {"time", launcher.time},           {"cpus", launcher.cpus},
          {"memory", launcher.memory}, {"directives", launcher.directives}, {"prologue", launcher.prologue}};
}

std::vector<std::string> strings_at(const Json& json, const char* key) {
  std::vector<std::string> list;
  for (const Json& item : member_at(json, key)) {
    if (item.is_string()) list.push_back(item.get<std::string>());
  }
  return list;
}

LauncherSpec launcher_from_json(const Json& json) {
  LauncherSpec launcher;
  if (string_at(json, "kind") != "slurm") return launcher;
  launcher.kind = wire::LauncherKind::Slurm;
  launcher.partition = string_at(json, "partition");
  launcher.account = string_at(json, "account");
  launcher.qos = string_at(json, "qos");
  launcher.time = string_at(json, "time");
  launcher.cpus = static_cast<uint32_t>(unsigned_at(json, "cpus"));
  launcher.memory = string_at(json, "memory");
  launcher.directives = strings_at(json, "directives");
  launcher.prologue = strings_at(json, "prologue");
  return launcher;
}

}  // namespace

std::string_view state_name(JobState state) { return kStates[static_cast<size_t>(state)]; }

std::optional<JobState> state_from_name(std::string_view name) {
  for (size_t i = 0; i < kStates.size(); ++i) {
    if (kStates[i] == name) return static_cast<JobState>(i);
  }
  return std::nullopt;
}

Result<JobSpec> spec_from_submit(const wire::SubmitT& submit) {
  JobSpec spec;
  spec.title = submit.title;
  spec.file = submit.file;
  spec.key = submit.key;
  spec.threads = submit.threads;
  spec.repeat = submit.repeat;
  if (submit.repeat == 0) return impossible("a job runs at least once");
  if (submit.threads > 4096) return impossible(std::to_string(submit.threads) + " threads are impossible");
  if (submit.launcher) {
    if (Status status = check_launcher(*submit.launcher); !status.ok()) return status;
    spec.launcher = launcher_from_wire(*submit.launcher);
  }
  for (const auto& argument : submit.arguments) {
    if (!argument || argument->name.empty()) return impossible("an argument has no name");
    auto json = argument_json(*argument);
    if (!json.ok()) return json.status();
    spec.arguments.push_back(json.take());
  }
  return spec;
}

Json spec_json(const JobSpec& spec) {
  return {{"version", 1},
          {"id", spec.id},
          {"title", spec.title},
          {"file", spec.file},
          {"key", spec.key},
          {"host", spec.host},
          {"submitted_ns", spec.submitted_ns},
          {"threads", spec.threads},
          {"repeat", spec.repeat},
          {"launcher", launcher_json(spec.launcher)},
          {"arguments", spec.arguments}};
}

Result<JobSpec> read_spec(const std::string& path) {
  auto text = read_file(path);
  if (!text.ok()) return text.status();
  const auto json = parse_json(text.value());
  if (!json || !json->is_object()) return Status("WEFT431", "`" + path + "` is not JSON");
  JobSpec spec;
  spec.id = string_at(*json, "id");
  spec.title = string_at(*json, "title");
  spec.file = string_at(*json, "file");
  spec.key = string_at(*json, "key");
  spec.host = string_at(*json, "host");
  spec.submitted_ns = unsigned_at(*json, "submitted_ns");
  spec.threads = static_cast<uint32_t>(unsigned_at(*json, "threads"));
  spec.repeat = static_cast<uint32_t>(unsigned_at(*json, "repeat"));
  spec.launcher = launcher_from_json(member_at(*json, "launcher"));
  spec.arguments = member_at(*json, "arguments");
  return spec;
}

Json launch_json(const LaunchRecord& launch) {
  if (launch.kind == wire::LauncherKind::Slurm) return {{"kind", "slurm"}, {"slurm_id", launch.slurm_id}, {"host", launch.host}};
  return {{"kind", "local"}, {"pid", launch.pid}, {"start_time", launch.start_time}, {"host", launch.host}};
}

std::optional<LaunchRecord> read_launch(const std::string& path) {
  const auto text = read_file(path);
  if (!text.ok()) return std::nullopt;
  const auto json = parse_json(text.value());
  if (!json || !json->is_object()) return std::nullopt;
  LaunchRecord launch;
  launch.kind = string_at(*json, "kind") == "slurm" ? wire::LauncherKind::Slurm : wire::LauncherKind::Local;
  launch.pid = static_cast<int64_t>(unsigned_at(*json, "pid"));
  launch.start_time = unsigned_at(*json, "start_time");
  launch.slurm_id = string_at(*json, "slurm_id");
  launch.host = string_at(*json, "host");
  return launch;
}

void Job::apply(const Json& event) {
  if (const uint64_t copied = unsigned_at(event, "w"); copied > copied_bytes) copied_bytes = copied;
  if (string_at(event, "kind") != "state") return;
  const auto next = state_from_name(string_at(event, "state"));
  // The first final state stands.
  if (!next || has_ended(state)) return;
  state = *next;
  reason = string_at(event, "reason");
  const uint64_t time_ns = unsigned_at(event, "t");
  if (state == JobState::Running && started_ns == 0) started_ns = time_ns;
  if (has_ended(state)) ended_ns = time_ns;
  if (const std::string name = string_at(event, "host"); !name.empty()) host = name;
}

}  // namespace weft::daemon
