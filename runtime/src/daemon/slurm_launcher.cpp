// SPDX-License-Identifier: Apache-2.0
#include "daemon/slurm_launcher.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "base/files.h"
#include "base/process.h"

namespace weft::daemon {
namespace {

/// After this many answers without news, Slurm is asked less often.
constexpr uint32_t kQuietPolls = 15;

std::string trimmed(const std::string& text) {
  const size_t end = text.find_last_not_of(" \n");
  return end == std::string::npos ? std::string() : text.substr(0, end + 1);
}

}  // namespace

Status SlurmLauncher::available() const {
  if (find_program("sbatch").empty()) {
    return Status("WEFT422", "Slurm was not found on this host: there is no `sbatch` in PATH",
                  "choose a login node of the cluster as the host, or a preset without Slurm");
  }
  if (::access(options_.worker.c_str(), X_OK) == 0) return {};
  return Status("WEFT420", "`" + options_.worker + "` is missing or not executable", "install Weft on this target again");
}

void SlurmLauncher::run(const std::vector<std::string>& arguments, std::function<void(const CommandResult&)> done) {
  std::vector<std::string> command = arguments;
  command[0] = find_program(arguments[0]);
  if (command[0].empty()) {
    CommandResult missing;
    missing.wait_status = 127 << 8;
    missing.err = "`" + arguments[0] + "` was not found";
    loop_.soon([done = std::move(done), missing] { done(missing); });
    return;
  }
  // A weftd that itself runs inside an allocation must not hand that allocation's variables on.
  const auto drop = [](std::string_view name) { return name.starts_with("SLURM_") && name != "SLURM_CONF"; };
  children_.run(command, environment_with({}, drop), options_.command_timeout_ms, std::move(done));
}

void SlurmLauncher::submit(Job& job) {
  if (Status status = available(); !status.ok()) return observer_.refused(job, status);
  const std::string id = job.spec.id;
  const std::string script = root_.job(id) + "/job.sh";
  Status status = write_file_atomic(script, slurm_script(job.spec, root_, options_.worker), 0700);
  // Without an id: a weftd that finds this knows that sbatch may have run.
  if (status.ok()) status = observer_.launching(job, {wire::LauncherKind::Slurm, 0, 0, {}, host_name()});
  if (!status.ok()) return observer_.refused(job, status);
  allocations_[id] = {&job, {}, {}};
  run({"sbatch", "--parsable", script}, [this, id](const CommandResult& result) { submitted(id, result); });
}

void SlurmLauncher::submitted(const std::string& id, const CommandResult& result) {
  const auto found = allocations_.find(id);
  if (found == allocations_.end()) return;
  const auto slurm_id = parse_sbatch(result.out);
  if (result.ok() && slurm_id) return accepted(found->second, *slurm_id);
  Job& job = *found->second.job;
  allocations_.erase(found);
  if (result.timed_out) return observer_.refused(job, Status("WEFT424", "Slurm did not answer `sbatch` in time", "try again later"));
  const std::string said = trimmed(result.err.empty() ? result.out : result.err);
  observer_.refused(job, Status("WEFT423", "Slurm refused the job: " + said, "change the preset's partition, account, time or cpus; the script is `job.sh` in the job folder"));
}

void SlurmLauncher::accepted(Allocation& allocation, const std::string& slurm_id) {
  Job& job = *allocation.job;
  allocation.slurm_id = slurm_id;
  if (Status status = observer_.launching(job, {wire::LauncherKind::Slurm, 0, 0, slurm_id, host_name()}); !status.ok()) {
    scancel(slurm_id);
    allocations_.erase(job.spec.id);
    return observer_.refused(job, status);
  }
  if (allocation.cancel_wanted) scancel(slurm_id);
  quiet_polls_ = 0;
  poll_in(0);
}

void SlurmLauncher::adopt(Job& job) {
  const std::string id = job.spec.id;
  allocations_[id] = {&job, job.launch.slurm_id, {}};
  quiet_polls_ = 0;
  if (!job.launch.slurm_id.empty()) return poll_in(0);
  const std::string user = std::to_string(::getuid());
  run({"squeue", "-h", "-t", "all", "--user=" + user, "--name=" + slurm_job_name(id), "-o", kSqueueFormat}, [this, id](const CommandResult& result) {
    const auto found = allocations_.find(id);
    if (found == allocations_.end()) return;
    const auto jobs = parse_squeue(result.out);
    if (result.ok() && !jobs.empty()) return accepted(found->second, jobs.back().id);
    Job& unknown = *found->second.job;
    allocations_.erase(found);
    if (result.ok() && !file_exists(root_.job(id) + "/worker.events")) return submit(unknown);
    observer_.gone(unknown, "weftd was stopped while it submitted the job, and Slurm does not know it");
  });
}

void SlurmLauncher::poll_in(uint64_t delay_ms) {
  if (asking_) return;
  loop_.cancel(timer_);
  timer_ = loop_.after(delay_ms, [this] { poll(); });
}

void SlurmLauncher::poll() {
  if (asking_) return;
  // An answer says nothing about jobs that were submitted after the question.
  for (auto& [id, allocation] : allocations_) allocation.asked = !allocation.slurm_id.empty() && !allocation.ending;
  std::string ids;
  for (const auto& [id, allocation] : allocations_) {
    if (!allocation.asked) continue;
    if (!ids.empty()) ids += ",";
    ids += allocation.slurm_id;
  }
  if (ids.empty()) return;
  asking_ = true;
  run({"squeue", "-h", "-t", "all", "--jobs=" + ids, "-o", kSqueueFormat}, [this](const CommandResult& result) { polled(result); });
}

void SlurmLauncher::polled(const CommandResult& result) {
  asking_ = false;
  ++quiet_polls_;
  // squeue fails when it knows none of the jobs any more; any other failure says nothing about them.
  const bool none_known = !result.ok() && result.err.find("Invalid job id") != std::string::npos;
  if (result.ok() || none_known) {
    const std::vector<SlurmJob> jobs = parse_squeue(result.out);
    std::vector<std::string> finished;
    for (auto& [id, allocation] : allocations_) {
      if (!allocation.asked) continue;
      const auto seen = std::find_if(jobs.begin(), jobs.end(), [&](const SlurmJob& job) { return job.id == allocation.slurm_id; });
      if (seen == jobs.end() || follow(allocation, *seen)) finished.push_back(id);
    }
    for (const std::string& id : finished) {
      const auto found = allocations_.find(id);
      if (found == allocations_.end()) continue;
      found->second.ending = true;
      // A job that wrote its last event needs no reason.
      if (has_ended(found->second.job->state)) {
        over(id, {});
      } else {
        loop_.after(found->second.running ? options_.settle_ms : 0, [this, id] { find_reason(id); });
      }
    }
  }
  poll_in(quiet_polls_ > kQuietPolls ? options_.slow_poll_ms : options_.poll_ms);
}

/// True when Slurm says that the job is over.
bool SlurmLauncher::follow(Allocation& allocation, const SlurmJob& seen) {
  if (slurm_has_ended(seen.state)) {
    allocation.running = allocation.running || seen.state == "COMPLETED" || seen.state == "FAILED";
    return true;
  }
  const bool waiting = slurm_is_waiting(seen.state);
  const std::string text = waiting ? pending_text(seen) : seen.nodes;
  const std::string said = seen.state + "|" + (waiting ? seen.reason + "|" + seen.start : seen.nodes);
  if (said == allocation.said) return false;
  allocation.said = said;
  quiet_polls_ = 0;
  if (!waiting) {
    allocation.running = true;
    // Where it runs is kept in launch.json; a job without that is still a job.
    const LaunchRecord placed = {wire::LauncherKind::Slurm, 0, 0, allocation.slurm_id, seen.nodes};
    if (Status status = observer_.launching(*allocation.job, placed); !status.ok()) std::fprintf(stderr, "%s\n", status.to_string().c_str());
  }
  const JobState state = allocation.job->state;
  if (waiting) {
    observer_.progress(*allocation.job, JobState::Pending, text);
  } else if (state == JobState::Queued || state == JobState::Pending) {
    observer_.progress(*allocation.job, JobState::Starting, seen.nodes.empty() ? std::string() : "on " + seen.nodes);
  }
  return false;
}

void SlurmLauncher::find_reason(const std::string& id) {
  const auto found = allocations_.find(id);
  if (found == allocations_.end()) return;
  const std::string slurm_id = found->second.slurm_id;
  run({"scontrol", "show", "job", "-o", slurm_id}, [this, id, slurm_id](const CommandResult& result) {
    if (const auto job = parse_scontrol(result.out); result.ok() && job) {
      const auto allocation = allocations_.find(id);
      if (allocation == allocations_.end()) return;
      if (slurm_has_ended(job->state)) return over(id, ended_text(*job));
      // squeue did not show it for a moment.
      allocation->second.ending = false;
      return poll_in(options_.poll_ms);
    }
    run({"sacct", "-n", "-P", "-X", "-j", slurm_id, "-o", "JobID,State,ExitCode,NodeList"}, [this, id](const CommandResult& accounted) {
      const auto job = parse_sacct(accounted.out);
      over(id, accounted.ok() && job ? ended_text(*job) : "Slurm no longer knows the job, and keeps no account of it");
    });
  });
}

void SlurmLauncher::over(const std::string& id, const std::string& reason) {
  auto node = allocations_.extract(id);
  if (node) observer_.gone(*node.mapped().job, reason);
}

void SlurmLauncher::scancel(const std::string& slurm_id) {
  run({"scancel", slurm_id}, [this](const CommandResult&) {
    quiet_polls_ = 0;
    poll_in(200);
  });
}

bool SlurmLauncher::cancel(Job& job) {
  const auto found = allocations_.find(job.spec.id);
  if (found == allocations_.end()) return false;
  if (found->second.slurm_id.empty()) {
    found->second.cancel_wanted = true;
  } else {
    scancel(found->second.slurm_id);
  }
  return false;
}

void SlurmLauncher::ended(Job& job) {
  if (!allocations_.contains(job.spec.id)) return;
  // The allocation closes in a moment; it is given up as soon as Slurm says so.
  quiet_polls_ = 0;
  poll_in(500);
}

}  // namespace weft::daemon
