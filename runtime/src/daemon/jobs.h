// SPDX-License-Identifier: Apache-2.0
// All jobs of one installation root: accepts them, has them launched, copies what their workers say into the event logs, and
// finds them again after a restart. The job folders are the truth; this is their picture in memory.

#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>

#include "daemon/children.h"
#include "daemon/job.h"
#include "daemon/launcher.h"
#include "daemon/local_launcher.h"
#include "daemon/slurm_launcher.h"
#include "daemon/store.h"

namespace weft::daemon {

struct JobsOptions {
  LocalOptions local;
  SlurmOptions slurm;
  uint64_t poll_ms = 500;  // worker.events is read this often besides inotify, which network file systems do not have
};

class Jobs : private LaunchObserver {
 public:
  Jobs(net::EventLoop& loop, Children& children, Root root, Store& store, JobsOptions options);
  ~Jobs() override;

  /// Reads every job folder and goes on where the last weftd was stopped.
  Status recover();

  /// The job's id. The same key gives the same job. Launches it after the answer is on its way.
  Result<std::string> submit(const wire::SubmitT& submit);
  /// Null when there is no such job. The log of a job of another host's weftd is read again.
  Job* find(const std::string& id);
  /// The same without looking at the disk.
  const Job* known(const std::string& id) const;
  /// The newest `limit` jobs, newest first; 0: all.
  std::vector<const Job*> newest(size_t limit);
  Status cancel(const std::string& id);
  Status remove(const std::string& id);
  size_t active() const;
  /// The inputs that the job folders name, those of other hosts' jobs too. Fails when one cannot be read: it may name any.
  Result<std::set<std::string>> inputs() const;

  /// Counts who looks at a job of another host's weftd; while somebody does, its log is read again and again.
  void look_at(const Job& job);
  void look_away(const Job& job);

  /// Called after every new event of any job. One listener.
  void on_event(std::function<void(const Job&)> listener) { listener_ = std::move(listener); }
  /// Called when the number of active jobs has changed.
  void on_activity(std::function<void()> listener) { activity_ = std::move(listener); }

 private:
  Status launching(Job& job, const LaunchRecord& launch) override;
  void progress(Job& job, JobState state, const std::string& reason) override;
  void refused(Job& job, const Status& status) override;
  void gone(Job& job, const std::string& reason) override;

  Launcher& launcher_of(const Job& job);
  Status check_arguments(const wire::SubmitT& submit, const JobSpec& spec) const;
  Status write_folder(JobSpec& spec, const wire::SubmitT& submit);
  Status load(const std::string& id);
  void resume(Job& job);
  void request_cancel(Job& job);
  /// Appends an event and tells the listener. A full disk is reported in daemon.log and does not stop the job.
  void record(Job& job, Json event);
  void record_state(Job& job, JobState state, const std::string& reason);
  void ingest(Job& job);
  void refresh_foreign(Job& job);
  void follow(Job& job);
  void unfollow(Job& job);
  bool flush(Job& job);
  void arm_poll();
  void start_inotify();
  void stop_inotify();
  void on_inotify();
  std::string log_hint(const Job& job) const;
  void poll();

  net::EventLoop& loop_;
  Root root_;
  Store& store_;
  JobsOptions options_;
  LocalLauncher local_;
  SlurmLauncher slurm_;
  std::map<std::string, std::unique_ptr<Job>> jobs_;  // ids sort by time
  std::unordered_map<std::string, std::string> by_key_;
  std::map<std::string, int> looked_at_;  // foreign jobs only
  std::set<std::string> followed_;  // jobs whose worker.events may grow
  UniqueFd inotify_;
  std::unordered_map<int, std::string> watches_;
  std::unordered_map<std::string, int> watch_of_;
  net::EventLoop::TimerId poll_timer_ = 0;
  std::function<void(const Job&)> listener_;
  std::function<void()> activity_;
};

}  // namespace weft::daemon
