// SPDX-License-Identifier: Apache-2.0
// Workers inside Slurm allocations, one batch job for each Weft job. One `squeue` asks after all of them, every two seconds
// while something changes and every ten when nothing does; without jobs Slurm is not asked at all.
//
// A job whose sbatch was under way when weftd died is found again by its name, so that it is never submitted twice.

#pragma once

#include <map>
#include <string>

#include "daemon/children.h"
#include "daemon/launcher.h"
#include "daemon/slurm_text.h"

namespace weft::daemon {

struct SlurmOptions {
  std::string worker;
  uint64_t poll_ms = 2000;
  uint64_t slow_poll_ms = 10000;
  /// How long worker.events may lag behind Slurm's word that a job has ended: a network file system's cache.
  uint64_t settle_ms = 4000;
  uint64_t command_timeout_ms = 30000;
};

class SlurmLauncher : public Launcher {
 public:
  SlurmLauncher(net::EventLoop& loop, Children& children, Root root, LaunchObserver& observer, SlurmOptions options)
      : loop_(loop), children_(children), root_(std::move(root)), observer_(observer), options_(std::move(options)) {}

  Status available() const override;
  void submit(Job& job) override;
  void adopt(Job& job) override;
  bool cancel(Job& job) override;
  void ended(Job& job) override;
  /// Cancels an allocation that another host's weftd submitted.
  void cancel_foreign(const std::string& slurm_id) { scancel(slurm_id); }

 private:
  struct Allocation {
    Job* job;
    std::string slurm_id;  // empty until sbatch answered
    std::string said;      // what was last reported
    bool asked = false;    // the squeue under way asks after it
    bool running = false;
    bool ending = false;   // Slurm says it is over; the reason is being found out
    bool cancel_wanted = false;
  };

  void run(const std::vector<std::string>& arguments, std::function<void(const CommandResult&)> done);
  void submitted(const std::string& id, const CommandResult& result);
  void accepted(Allocation& allocation, const std::string& slurm_id);
  void poll_in(uint64_t delay_ms);
  void poll();
  void polled(const CommandResult& result);
  bool follow(Allocation& allocation, const SlurmJob& seen);
  void find_reason(const std::string& id);
  void over(const std::string& id, const std::string& reason);
  void scancel(const std::string& slurm_id);

  net::EventLoop& loop_;
  Children& children_;
  Root root_;
  LaunchObserver& observer_;
  SlurmOptions options_;
  std::map<std::string, Allocation> allocations_;  // by Weft's job id
  net::EventLoop::TimerId timer_ = 0;
  bool asking_ = false;
  uint32_t quiet_polls_ = 0;
};

}  // namespace weft::daemon
