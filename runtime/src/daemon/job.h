// SPDX-License-Identifier: Apache-2.0
// What weftd knows of one job. Everything here can be rebuilt from the job folder: job.json, launch.json and events.

#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "daemon/event_log.h"
#include "daemon/json.h"
#include "daemon/layout.h"
#include "schema/control_generated.h"

namespace weft::daemon {

using wire::JobState;

std::string_view state_name(JobState state);
std::optional<JobState> state_from_name(std::string_view name);
inline bool has_ended(JobState state) { return state >= JobState::Done; }

/// How a job is launched; the texts are Slurm's own forms.
struct LauncherSpec {
  wire::LauncherKind kind = wire::LauncherKind::Local;
  std::string partition;
  std::string account;
  std::string qos;
  std::string time;
  uint32_t cpus = 0;
  std::string memory;
  std::vector<std::string> directives;
  std::vector<std::string> prologue;
};

/// job.json: what was submitted. Never changes.
struct JobSpec {
  std::string id;
  std::string title;
  std::string file;
  std::string key;
  std::string host;  // of the weftd that accepted it; only that one writes the job folder
  uint64_t submitted_ns = 0;
  uint32_t threads = 0;
  uint32_t repeat = 1;
  LauncherSpec launcher;
  Json arguments = Json::array();
};

/// All but `id`, `host` and `submitted_ns`. WEFT407 when a field is impossible.
Result<JobSpec> spec_from_submit(const wire::SubmitT& submit);

Json spec_json(const JobSpec& spec);
Result<JobSpec> read_spec(const std::string& path);

/// launch.json: what runs the job. `pid` is 0 and `slurm_id` empty until they are known.
struct LaunchRecord {
  wire::LauncherKind kind = wire::LauncherKind::Local;
  int64_t pid = 0;
  uint64_t start_time = 0;
  std::string slurm_id;
  std::string host;
};

Json launch_json(const LaunchRecord& launch);
std::optional<LaunchRecord> read_launch(const std::string& path);

/// A job as the daemon holds it in memory.
struct Job {
  Job(JobSpec job_spec, EventLog log) : spec(std::move(job_spec)), events(std::move(log)) {}

  JobSpec spec;
  EventLog events;
  JobState state = JobState::Queued;
  std::string reason;
  uint64_t started_ns = 0;
  uint64_t ended_ns = 0;
  std::string host;
  LaunchRecord launch;
  uint64_t copied_bytes = 0;  // of worker.events
  bool foreign = false;       // another host's weftd writes this folder
  bool cancel_requested = false;
  std::deque<Json> unwritten; // events that a full disk kept out of the log
  bool attached = false;      // a launcher watches its worker

  /// Follows one event of the log.
  void apply(const Json& event);
};

}  // namespace weft::daemon
