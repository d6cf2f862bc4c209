// SPDX-License-Identifier: Apache-2.0
// How jobs come to run. A launcher starts workers, stops them, finds them again after a restart, and tells when they are gone;
// what a worker does while it lives is in its worker.events, which is not a launcher's business.

#pragma once

#include <string>

#include "base/status.h"
#include "daemon/job.h"

namespace weft::daemon {

/// What launchers tell. Implemented by Jobs.
class LaunchObserver {
 public:
  virtual ~LaunchObserver() = default;
  /// Writes launch.json durably. The worker may not begin before this returned ok.
  virtual Status launching(Job& job, const LaunchRecord& launch) = 0;
  /// The job waits or starts: pending, starting.
  virtual void progress(Job& job, JobState state, const std::string& reason) = 0;
  /// The worker could not be started at all; the job has failed.
  virtual void refused(Job& job, const Status& status) = 0;
  /// The worker's process, or its allocation, is over. `reason` says how it ended when it left no final event.
  virtual void gone(Job& job, const std::string& reason) = 0;
};

class Launcher {
 public:
  virtual ~Launcher() = default;
  /// Whether jobs can be launched this way here; asked before a job is accepted.
  virtual Status available() const = 0;
  virtual void submit(Job& job) = 0;
  /// Watches a worker that an earlier weftd launched; says `gone` when there is none any more.
  virtual void adopt(Job& job) = 0;
  /// Asks the worker to stop, and makes it stop after a while. True when the job never started and never will.
  virtual bool cancel(Job& job) = 0;
  /// The job wrote its last event; its worker should leave by itself now.
  virtual void ended(Job& job) = 0;
};

}  // namespace weft::daemon
