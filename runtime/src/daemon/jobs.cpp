// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "base/process.h"
#include "graph/load.h"

namespace weft::daemon {
namespace {

Status no_such_job(const std::string& id) { return Status("WEFT412", "there is no job `" + id + "` on this target", "`weft jobs` lists them"); }

std::vector<std::string> folder_names(const std::string& path) {
  std::vector<std::string> names;
  DIR* directory = ::opendir(path.c_str());
  if (directory == nullptr) return names;
  while (const dirent* entry = ::readdir(directory)) names.emplace_back(entry->d_name);
  ::closedir(directory);
  return names;
}

}  // namespace

Jobs::Jobs(net::EventLoop& loop, Children& children, Root root, Store& store, JobsOptions options)
    : loop_(loop),
      root_(std::move(root)),
      store_(store),
      options_(std::move(options)),
      local_(loop, children, root_, *this, options_.local),
      slurm_(loop, children, root_, *this, options_.slurm) {
  start_inotify();
}

Jobs::~Jobs() { stop_inotify(); }

Launcher& Jobs::launcher_of(const Job& job) {
  if (job.spec.launcher.kind == wire::LauncherKind::Slurm) return slurm_;
  return local_;
}

Job* Jobs::find(const std::string& id) {
  const auto found = jobs_.find(id);
  if (found == jobs_.end()) return nullptr;
  if (found->second->foreign) refresh_foreign(*found->second);
  return found->second.get();
}

const Job* Jobs::known(const std::string& id) const {
  const auto found = jobs_.find(id);
  return found == jobs_.end() ? nullptr : found->second.get();
}

std::vector<const Job*> Jobs::newest(size_t limit) {
  std::vector<const Job*> list;
  for (auto job = jobs_.rbegin(); job != jobs_.rend() && (limit == 0 || list.size() < limit); ++job) {
    if (job->second->foreign) refresh_foreign(*job->second);
    list.push_back(job->second.get());
  }
  return list;
}

size_t Jobs::active() const {
  size_t count = 0;
  for (const auto& [id, job] : jobs_) {
    if (!job->foreign && (!has_ended(job->state) || job->attached)) ++count;
  }
  return count;
}

Result<std::set<std::string>> Jobs::inputs() const {
  std::set<std::string> inputs;
  const auto add = [&](const Json& arguments) {
    for (const Json& argument : arguments) {
      if (std::string sha256 = string_at(argument, "sha256"); !sha256.empty()) inputs.insert(std::move(sha256));
    }
  };
  for (const auto& [id, job] : jobs_) add(job->spec.arguments);
  if (::access(root_.jobs().c_str(), R_OK | X_OK) != 0 && errno != ENOENT) return file_error("read", root_.jobs(), errno);
  for (const std::string& name : folder_names(root_.jobs())) {
    const std::string path = root_.job(name) + "/job.json";
    if (!is_job_id(name) || jobs_.contains(name) || !file_exists(path)) continue;
    const auto text = read_file(path);
    if (!text.ok()) return text.status();
    // One that is no JSON starts no worker and needs no input.
    if (const auto json = parse_json(text.value())) add(member_at(*json, "arguments"));
  }
  return inputs;
}

Status Jobs::check_arguments(const wire::SubmitT& submit, const JobSpec& spec) const {
  auto loaded = graph::load_verified_graph(std::as_bytes(std::span(submit.graph)));
  if (!loaded.ok()) return loaded.status();
  const auto refuse = [](const std::string& message) { return Status("WEFT414", message, "give every parameter of the task one argument"); };
  std::set<std::string> given;
  for (const Json& argument : spec.arguments) {
    const std::string name = string_at(argument, "name");
    if (!given.insert(name).second) return refuse("argument `" + name + "` is given twice");
    const std::string sha256 = string_at(argument, "sha256");
    if (!sha256.empty() && !store_.has(sha256)) return Status("WEFT413", "the input for `" + name + "` was not uploaded", "upload it, then submit again");
  }
  for (const auto& parameter : loaded.value()->functions[0]->parameters) {
    if (given.erase(parameter->name) == 0) return refuse("argument `" + parameter->name + "` is missing");
  }
  return given.empty() ? Status() : refuse("the task has no parameter `" + *given.begin() + "`");
}

Result<std::string> Jobs::submit(const wire::SubmitT& submit) {
  if (const auto known = by_key_.find(submit.key); !submit.key.empty() && known != by_key_.end()) return known->second;
  auto spec = spec_from_submit(submit);
  if (!spec.ok()) return spec.status();
  if (Status status = check_arguments(submit, spec.value()); !status.ok()) return status;
  const bool is_slurm = spec.value().launcher.kind == wire::LauncherKind::Slurm;
  const Launcher& launcher = is_slurm ? static_cast<const Launcher&>(slurm_) : local_;
  if (Status status = launcher.available(); !status.ok()) return status;
  if (Status status = write_folder(spec.value(), submit); !status.ok()) return status;
  const std::string id = spec.value().id;
  if (Status status = load(id); !status.ok()) return status;
  Job& job = *jobs_[id];
  if (listener_) listener_(job);
  if (activity_) activity_();
  loop_.soon([this, id] {
    Job* waiting = find(id);
    if (waiting != nullptr && waiting->state == JobState::Queued) launcher_of(*waiting).submit(*waiting);
  });
  return id;
}

Status Jobs::write_folder(JobSpec& spec, const wire::SubmitT& submit) {
  do {
    spec.id = new_job_id();
  } while (jobs_.contains(spec.id) || file_exists(root_.job(spec.id)));
  spec.host = host_name();
  spec.submitted_ns = unix_now_ns();
  // Made under another name: a folder that carries a job id is whole.
  const std::string scratch = root_.jobs() + "/.new-" + spec.id;
  const auto write = [&]() -> Status {
    if (Status status = make_directories(scratch + "/results"); !status.ok()) return status;
    const std::string_view graph(reinterpret_cast<const char*>(submit.graph.data()), submit.graph.size());
    if (Status status = write_file_synced(scratch + "/graph", graph); !status.ok()) return status;
    if (Status status = write_file_synced(scratch + "/job.json", json_text(spec_json(spec)) + "\n"); !status.ok()) return status;
    const Json queued = {{"seq", 1}, {"t", spec.submitted_ns}, {"kind", "state"}, {"state", "queued"}};
    if (Status status = write_file_synced(scratch + "/events", event_line(queued)); !status.ok()) return status;
    if (Status status = sync_directory(scratch); !status.ok()) return status;
    if (::rename(scratch.c_str(), root_.job(spec.id).c_str()) != 0) return file_error("rename to", root_.job(spec.id), errno);
    return sync_directory(root_.jobs());
  };
  Status status = write();
  if (!status.ok() && !remove_tree(scratch).ok()) return status.with_context("and the unfinished folder stays");
  return status;
}

Status Jobs::load(const std::string& id) {
  auto spec = read_spec(root_.job(id) + "/job.json");
  if (!spec.ok()) return spec.status();
  if (spec.value().id != id) return Status("WEFT431", "`" + root_.job(id) + "` holds another job's job.json");
  const bool foreign = spec.value().host != host_name();
  std::vector<Json> past;
  auto events = EventLog::open(root_.job(id) + "/events", foreign ? EventLog::Access::reader : EventLog::Access::owner,
                               [&](const Json& event) { past.push_back(event); });
  if (!events.ok()) return events.status();
  auto job = std::make_unique<Job>(spec.take(), events.take());
  job->foreign = foreign;
  for (const Json& event : past) job->apply(event);
  if (const auto launch = read_launch(root_.job(id) + "/launch.json")) {
    job->launch = *launch;
    job->host = launch->host;
  }
  job->cancel_requested = file_exists(root_.job(id) + "/cancel");
  if (!job->spec.key.empty()) by_key_.emplace(job->spec.key, id);
  jobs_[id] = std::move(job);
  return {};
}

Status Jobs::recover() {
  std::vector<std::string> resumable;
  for (const std::string& name : folder_names(root_.jobs())) {
    const std::string path = root_.jobs() + "/" + name;
    if (name.starts_with(".new-") || name.starts_with(".old-")) {
      if (Status status = remove_tree(path); !status.ok()) std::fprintf(stderr, "%s\n", status.to_string().c_str());
      continue;
    }
    if (!is_job_id(name)) continue;
    // One broken folder must not hide the others.
    if (Status status = load(name); !status.ok()) {
      std::fprintf(stderr, "job %s: %s\n", name.c_str(), status.to_string().c_str());
      continue;
    }
    resumable.push_back(name);
  }
  for (const std::string& id : resumable) resume(*jobs_[id]);
  return {};
}

void Jobs::resume(Job& job) {
  if (job.foreign || has_ended(job.state)) return;
  ingest(job);
  const std::string folder = root_.job(job.spec.id);
  const bool launched = file_exists(folder + "/launch.json");
  if (has_ended(job.state) && !launched) return;
  if (!launched) {
    if (job.cancel_requested) return record_state(job, JobState::Cancelled, "cancelled before it started");
    return launcher_of(job).submit(job);
  }
  job.attached = true;
  follow(job);
  launcher_of(job).adopt(job);
  if (job.attached && job.cancel_requested && !has_ended(job.state)) request_cancel(job);
}

Status Jobs::cancel(const std::string& id) {
  Job* job = find(id);
  if (job == nullptr) return no_such_job(id);
  if (has_ended(job->state)) return {};
  // The worker looks for this file; a weftd that starts later does, too.
  if (Status status = write_file_synced(root_.job(id) + "/cancel", ""); !status.ok()) return status;
  job->cancel_requested = true;
  request_cancel(*job);
  return {};
}

void Jobs::request_cancel(Job& job) {
  if (job.foreign) {
    const auto launch = read_launch(root_.job(job.spec.id) + "/launch.json");
    if (launch && !launch->slurm_id.empty()) slurm_.cancel_foreign(launch->slurm_id);
    return;
  }
  const bool never_started = launcher_of(job).cancel(job);
  if (never_started || (!job.attached && job.state == JobState::Queued)) record_state(job, JobState::Cancelled, "cancelled before it started");
}

Status Jobs::remove(const std::string& id) {
  Job* job = find(id);
  if (job == nullptr) return no_such_job(id);
  if (!has_ended(job->state) || job->attached) return Status("WEFT416", "job `" + id + "` has not ended", "cancel it first");
  const std::string grave = root_.jobs() + "/.old-" + id;
  if (::rename(root_.job(id).c_str(), grave.c_str()) != 0) return file_error("remove", root_.job(id), errno);
  unfollow(*job);
  by_key_.erase(job->spec.key);
  jobs_.erase(id);
  return remove_tree(grave);
}

Status Jobs::launching(Job& job, const LaunchRecord& launch) {
  if (Status status = write_file_atomic(root_.job(job.spec.id) + "/launch.json", json_text(launch_json(launch)) + "\n"); !status.ok()) return status;
  job.launch = launch;
  job.host = launch.host;
  job.attached = true;
  follow(job);
  return {};
}

void Jobs::progress(Job& job, JobState state, const std::string& reason) {
  if (has_ended(job.state) || job.state == JobState::Running) return;
  // Asked again after a restart, Slurm says what the log holds already.
  if (job.state == state && job.reason == reason && state == JobState::Pending) return;
  Json event = {{"kind", "state"}, {"state", state_name(state)}};
  if (!reason.empty()) event["reason"] = reason;
  if (job.launch.kind == wire::LauncherKind::Slurm) {
    event["slurm_id"] = job.launch.slurm_id;
  } else {
    event["host"] = job.launch.host;
    event["pid"] = job.launch.pid;
  }
  record(job, std::move(event));
}

void Jobs::refused(Job& job, const Status& status) {
  job.attached = false;
  unfollow(job);
  record(job, {{"kind", "error"},
               {"error", {{"kind", "LaunchError"}, {"code", status.code()}, {"message", status.message()}, {"help", status.help()}}}});
  record_state(job, JobState::Failed, status.message());
}

void Jobs::gone(Job& job, const std::string& reason) {
  job.attached = false;
  ingest(job);
  if (!has_ended(job.state)) {
    const bool cancelled = job.cancel_requested || file_exists(root_.job(job.spec.id) + "/cancel") || reason.find("(CANCELLED") != std::string::npos;
    record_state(job, cancelled ? JobState::Cancelled : JobState::Lost, cancelled ? reason : reason + log_hint(job));
  }
  unfollow(job);
  if (activity_) activity_();
}

std::string Jobs::log_hint(const Job& job) const {
  constexpr size_t kLines = 5;
  const auto log = read_tail(root_.job(job.spec.id) + "/log", 4096);
  if (!log.ok() || log.value().empty()) return "; its log is empty";
  std::string text = log.value();
  while (!text.empty() && text.back() == '\n') text.pop_back();
  size_t begin = text.size();
  for (size_t lines = 0; lines < kLines && begin != std::string::npos && begin > 0; ++lines) begin = text.rfind('\n', begin - 1);
  if (begin != std::string::npos && begin > 0) text.erase(0, begin + 1);
  return "; its log ends with:\n" + text;
}

}  // namespace weft::daemon
