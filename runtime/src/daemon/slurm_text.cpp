// SPDX-License-Identifier: Apache-2.0
#include "daemon/slurm_text.h"

#include <algorithm>
#include <array>
#include <utility>

namespace weft::daemon {
namespace {

using Meaning = std::pair<std::string_view, std::string_view>;

// The reasons that users meet most, in words; any other is shown as Slurm gives it.
constexpr std::array<Meaning, 16> kPendingReasons = {{
    {"Priority", "other jobs come first"},
    {"Resources", "waiting for free nodes"},
    {"Dependency", "waiting for another job"},
    {"BeginTime", "waiting for its begin time"},
    {"JobHeldUser", "held by its user"},
    {"JobHeldAdmin", "held by the administrator"},
    {"PartitionDown", "the partition is down"},
    {"PartitionInactive", "the partition is inactive"},
    {"PartitionTimeLimit", "it asks for more time than the partition gives"},
    {"PartitionNodeLimit", "it asks for more nodes than the partition has"},
    {"PartitionConfig", "no node of the partition can run it"},
    {"ReqNodeNotAvail", "the nodes it needs are not available"},
    {"QOSMaxJobsPerUserLimit", "you run as many jobs as the QOS allows"},
    {"QOSMaxCpuPerUserLimit", "you use as many cores as the QOS allows"},
    {"AssocMaxJobsLimit", "your account runs as many jobs as it may"},
    {"AssocGrpCpuLimit", "your group uses as many cores as it may"},
}};

constexpr std::array<Meaning, 9> kEndedStates = {{
    {"TIMEOUT", "the time limit of the allocation was reached"},
    {"OUT_OF_MEMORY", "it used more memory than the allocation has"},
    {"NODE_FAIL", "a node of the allocation failed"},
    {"CANCELLED", "it was cancelled in Slurm"},
    {"PREEMPTED", "a job of higher priority took its nodes"},
    {"BOOT_FAIL", "a node could not be started"},
    {"DEADLINE", "its deadline passed before it could end"},
    {"FAILED", "the worker failed"},
    {"COMPLETED", "the worker ended without a last event"},
}};

std::string_view meaning_of(std::span<const Meaning> table, std::string_view word) {
  for (const auto& [name, text] : table) {
    if (name == word) return text;
  }
  return {};
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

/// The value behind `name=` in scontrol's one line.
std::string field(std::string_view text, std::string_view name) {
  const std::string key = std::string(name) + "=";
  size_t at = text.starts_with(key) ? 0 : text.find(" " + key);
  if (at == std::string_view::npos) return {};
  at = text.find('=', at) + 1;
  return std::string(text.substr(at, text.find_first_of(" \n", at) - at));
}

/// "CANCELLED by 1000" and "CANCELLED+" are CANCELLED.
std::string plain_state(std::string_view state) { return std::string(state.substr(0, state.find_first_of(" +"))); }

/// `text` as one word of the shell.
std::string shell_word(const std::string& text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
    } else {
      out += c;
    }
  }
  return out + "'";
}

}  // namespace

std::string slurm_job_name(const std::string& id) { return "weft-" + id; }

std::string slurm_script(const JobSpec& spec, const Root& root, const std::string& worker) {
  const std::string folder = root.job(spec.id);
  std::string log;
  for (const char c : folder + "/log") log += c == '%' ? std::string("%%") : std::string(1, c);
  std::string script = "#!/bin/bash\n";
  const auto directive = [&](const std::string& name, const std::string& value) {
    if (!value.empty()) script += "#SBATCH --" + name + "=" + value + "\n";
  };
  directive("job-name", slurm_job_name(spec.id));
  directive("output", "\"" + log + "\"");
  directive("error", "\"" + log + "\"");
  script += "#SBATCH --open-mode=append\n#SBATCH --no-requeue\n#SBATCH --nodes=1\n#SBATCH --ntasks=1\n";
  directive("partition", spec.launcher.partition);
  directive("account", spec.launcher.account);
  directive("qos", spec.launcher.qos);
  directive("time", spec.launcher.time);
  if (spec.launcher.cpus > 0) directive("cpus-per-task", std::to_string(spec.launcher.cpus));
  directive("mem", spec.launcher.memory);
  for (const std::string& line : spec.launcher.directives) script += "#SBATCH " + line + "\n";
  script += "export WEFT_HOME=" + shell_word(root.path) + "\nexport OPENBLAS_NUM_THREADS=1\n";
  if (spec.threads > 0) {
    script += "export WEFT_THREADS=" + std::to_string(spec.threads) + "\n";
  } else if (spec.launcher.cpus > 0) {
    script += "export WEFT_THREADS=" + std::to_string(spec.launcher.cpus) + "\n";
  } else {
    // Without a cpu binding a node shows all its cores; what Slurm gave is in its variable.
    script += "export WEFT_THREADS=\"${SLURM_CPUS_ON_NODE:-1}\"\n";
  }
  for (const std::string& line : spec.launcher.prologue) script += line + "\n";
  script += "cd " + shell_word(folder) + "\nexec " + shell_word(worker) + " " + shell_word(folder) + "\n";
  return script;
}

std::optional<std::string> parse_sbatch(std::string_view text) {
  const size_t line = text.find_last_not_of(" \n");
  if (line == std::string_view::npos) return std::nullopt;
  text = text.substr(0, line + 1);
  if (const size_t newline = text.rfind('\n'); newline != std::string_view::npos) text.remove_prefix(newline + 1);
  text = text.substr(0, text.find(';'));
  const bool digits = !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!digits) return std::nullopt;
  return std::string(text);
}

std::vector<SlurmJob> parse_squeue(std::string_view text) {
  std::vector<SlurmJob> jobs;
  for (const std::string_view line : split(text, '\n')) {
    const auto parts = split(line, '|');
    if (parts.size() < 5) continue;
    jobs.push_back({std::string(parts[0]), plain_state(parts[1]), std::string(parts[2]), std::string(parts[3]), std::string(parts[4]), {}});
  }
  return jobs;
}

std::optional<SlurmJob> parse_scontrol(std::string_view text) {
  SlurmJob job;
  job.id = field(text, "JobId");
  job.state = plain_state(field(text, "JobState"));
  if (job.id.empty() || job.state.empty()) return std::nullopt;
  job.reason = field(text, "Reason");
  job.exit_code = field(text, "ExitCode");
  job.nodes = field(text, "NodeList");
  return job;
}

std::optional<SlurmJob> parse_sacct(std::string_view text) {
  const auto parts = split(text.substr(0, text.find('\n')), '|');
  if (parts.size() < 4 || parts[1].empty()) return std::nullopt;
  SlurmJob job;
  job.id = parts[0];
  job.state = plain_state(parts[1]);
  job.exit_code = parts[2];
  job.nodes = parts[3];
  return job;
}

bool slurm_is_waiting(std::string_view state) {
  return state == "PENDING" || state == "REQUEUED" || state == "REQUEUE_HOLD" || state == "SPECIAL_EXIT";
}

bool slurm_has_ended(std::string_view state) { return !meaning_of(kEndedStates, state).empty() || state == "REVOKED"; }

std::string pending_text(const SlurmJob& job) {
  // "(ReqNodeNotAvail, UnavailableNodes:n1)" begins with the word.
  const std::string word = job.reason.substr(0, job.reason.find_first_of(", ("));
  const std::string_view meaning = meaning_of(kPendingReasons, word);
  std::string text = meaning.empty() ? (job.reason == "None" || job.reason.empty() ? "waiting to be scheduled" : job.reason)
                                     : std::string(meaning) + " (" + job.reason + ")";
  if (!job.start.empty() && job.start != "N/A" && job.start != "Unknown") text += ", expected to start " + job.start;
  return text;
}

std::string ended_text(const SlurmJob& job) {
  const std::string_view meaning = meaning_of(kEndedStates, job.state);
  std::string text = meaning.empty() ? "Slurm ended the job" : std::string(meaning);
  text += " (" + job.state;
  if (!job.exit_code.empty() && job.exit_code != "0:0") {
    // "3:0" is an exit status, "0:9" a signal.
    const size_t colon = job.exit_code.find(':');
    const std::string signal = colon == std::string::npos ? "0" : job.exit_code.substr(colon + 1);
    text += signal != "0" ? ", signal " + signal : ", exit status " + job.exit_code.substr(0, colon);
  }
  if (!job.nodes.empty() && job.nodes != "(null)" && job.nodes != "None assigned") text += ", on " + job.nodes;
  return text + ")";
}

}  // namespace weft::daemon
