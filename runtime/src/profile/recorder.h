// SPDX-License-Identifier: Apache-2.0
// Records what a run did: one row for each task, phases around them, and at the end the sites of the program.
// Each thread writes its own bounded buffer: no lock, no allocation, no system call on the way. A full buffer counts
// the rows it drops, so that `total_tasks` and `recorded_tasks` of the profile always tell the truth.
// Threads must have finished (and been waited for) before `write` is called.

#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "schema/profile_generated.h"

namespace weft::profile {

/// One row of the profile's site table; index in the vector given to set_sites is the site's number.
struct Site {
  std::string operation;
  std::string function;
  SourceRange range;
  std::vector<uint32_t> lines;  // from 0
  std::vector<std::string> fused;
  std::string note;
  std::string stored;     // as in profile.fbs, like what follows
  uint64_t nests = 0;
  double elements = 0;
  double operations = 0;
};

struct Machine {
  std::string host;
  std::string cpu;
  uint32_t threads = 0;
  uint64_t memory_bytes = 0;
  double bandwidth = 0;  // bytes a second
  double flops = 0;      // operations a second
};

struct TaskRow {
  uint64_t start_ticks = 0;
  uint64_t end_ticks = 0;
  uint64_t bytes = 0;
  int64_t begin = 0;
  int64_t end = 0;
  uint32_t site = 0;
  uint16_t run = 0;
  wire::Decision decision = wire::Decision::Spawned;
};

class Recorder {
 public:
  static constexpr uint64_t kDefaultRows = 1'000'000;  // all threads together; 48 MB at most, only touched pages count

  explicit Recorder(uint32_t threads, uint64_t total_rows = kDefaultRows);
  ~Recorder();
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;

  /// A cheap clock reading; converted to nanoseconds when the profile is written.
  static uint64_t ticks();
  /// Nanoseconds since the recorder was made, for phases.
  uint64_t now_ns() const;
  /// How many ticks make a nanosecond, for turning tick differences into time.
  double ticks_per_ns() const { return ticks_per_ns_; }

  /// Called by the thread with index `thread` alone.
  void record(uint32_t thread, const TaskRow& row) {
    if (thread >= thread_count_) return drop_foreign();
    Lane& lane = lanes_[thread];
    if (lane.used < lane.capacity) {
      TaskRow& slot = lane.rows[lane.used++];
      slot = row;
      slot.run = run_;
    } else {
      ++lane.dropped;
    }
  }

  /// Tasks recorded from now on belong to this repeat; called while no task is in flight.
  void set_run(uint16_t run) { run_ = run; }
  void add_phase(std::string_view name, uint64_t start_ns, uint64_t end_ns);
  void set_sites(std::vector<Site> sites) { sites_ = std::move(sites); }

  uint64_t recorded_tasks() const;
  uint64_t total_tasks() const;

  struct Summary {
    std::string job;
    std::string file;
    std::string entry;
    Machine machine;
    uint64_t peak_bytes = 0;
    uint64_t resident_bytes = 0;
    uint64_t worker_bytes = 0;
    bool from_cache = false;
  };
  /// Writes the profile (runtime/schema/profile.fbs) to a temporary beside `path` and renames it.
  Status write(const std::string& path, const Summary& summary) const;
  /// The bytes `write` puts into the file.
  std::vector<uint8_t> encode(const Summary& summary) const;

 private:
  struct alignas(128) Lane {
    TaskRow* rows = nullptr;
    uint64_t used = 0;
    uint64_t capacity = 0;
    uint64_t dropped = 0;
  };
  struct Phase {
    std::string name;
    uint64_t start_ns;
    uint64_t end_ns;
  };
  void drop_foreign();

  std::unique_ptr<Lane[]> lanes_;
  uint32_t thread_count_ = 0;
  uint16_t run_ = 0;
  uint64_t start_ticks_ = 0;
  uint64_t start_clock_ns_ = 0;
  double ticks_per_ns_ = 1;
  std::atomic<uint64_t> foreign_{0};  // rows of threads beyond those announced
  std::vector<Phase> phases_;
  std::vector<Site> sites_;
};

}  // namespace weft::profile
