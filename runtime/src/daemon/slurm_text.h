// SPDX-License-Identifier: Apache-2.0
// The texts that go to Slurm and come from it. Pure: no process is started here.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/job.h"

namespace weft::daemon {

/// The batch script of a job.
std::string slurm_script(const JobSpec& spec, const Root& root, const std::string& worker);
/// How Slurm knows the job: "weft-20261122-091500-a1b2c3".
std::string slurm_job_name(const std::string& id);

/// The job id in what `sbatch --parsable` prints ("123" or "123;cluster").
std::optional<std::string> parse_sbatch(std::string_view text);

struct SlurmJob {
  std::string id;
  std::string state;   // PENDING, RUNNING, …
  std::string reason;  // None, Priority, Resources, …
  std::string start;   // estimated, "N/A" or empty when unknown
  std::string nodes;
  std::string exit_code;
};

/// The columns that parse_squeue reads.
inline constexpr const char* kSqueueFormat = "%i|%T|%r|%S|%N";
std::vector<SlurmJob> parse_squeue(std::string_view text);
/// `scontrol show job -o ID`.
std::optional<SlurmJob> parse_scontrol(std::string_view text);
/// `sacct -n -P -X -o JobID,State,ExitCode,NodeList`.
std::optional<SlurmJob> parse_sacct(std::string_view text);

bool slurm_is_waiting(std::string_view state);
bool slurm_has_ended(std::string_view state);
/// "waiting for free nodes (Resources), expected to start 2026-11-22T10:00:00".
std::string pending_text(const SlurmJob& job);
/// "the time limit of the allocation was reached (TIMEOUT)".
std::string ended_text(const SlurmJob& job);

}  // namespace weft::daemon
