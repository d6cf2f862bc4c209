// SPDX-License-Identifier: Apache-2.0
// Workers as processes of this host. Each has its own session, so that it outlives weftd and every connection; as many run at
// once as the cores allow, the others wait in order.
//
// A worker begins only after its launch.json is on the disk: the child waits on a pipe between fork and exec, and leaves when
// weftd dies there. So a weftd that comes back knows every worker that ever ran.

#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <unordered_map>

#include "daemon/children.h"
#include "daemon/launcher.h"

namespace weft::daemon {

struct LocalOptions {
  std::string worker;            // the program
  uint32_t cores = 1;            // what running jobs share
  uint64_t kill_after_ms = 5000;   // from SIGTERM to SIGKILL, and from the last event to SIGKILL
  uint64_t poll_ms = 500;        // how often adopted workers are looked at where pidfd is missing
};

class LocalLauncher : public Launcher {
 public:
  LocalLauncher(net::EventLoop& loop, Children& children, Root root, LaunchObserver& observer, LocalOptions options)
      : loop_(loop), children_(children), root_(std::move(root)), observer_(observer), options_(std::move(options)) {}

  Status available() const override;
  void submit(Job& job) override;
  void adopt(Job& job) override;
  bool cancel(Job& job) override;
  void ended(Job& job) override;

 private:
  struct Worker {
    Job* job;
    pid_t pid;
    uint64_t start_time;
    uint32_t cores;
    net::EventLoop::TimerId kill_timer = 0;
  };

  void pump();
  void start(Job& job);
  void watch_adopted(const std::string& id, pid_t pid, uint64_t start_time);
  void worker_gone(const std::string& id, const std::string& reason);
  void kill_later(Worker& worker);
  uint32_t cores_of(const Job& job) const;

  net::EventLoop& loop_;
  Children& children_;
  Root root_;
  LaunchObserver& observer_;
  LocalOptions options_;
  std::deque<Job*> waiting_;
  std::unordered_map<std::string, Worker> running_;
  uint32_t cores_used_ = 0;
};

}  // namespace weft::daemon
