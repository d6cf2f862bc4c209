// SPDX-License-Identifier: Apache-2.0
// A verified profile. The task columns are views into the bytes the profile owns; everything small is copied out.
// Holding a Profile means: columns have one length, indices are in range, no task or phase ends before it starts,
// and every time and size fits a double exactly.

#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/status.h"
#include "profile/recorder.h"  // Site and Machine: read back as they were recorded

namespace weft::profile {

struct Phase {
  std::string name;
  int64_t start_ns = 0;
  int64_t end_ns = 0;
};

struct Tasks {
  std::span<const uint32_t> site;
  std::span<const uint16_t> thread;
  std::span<const uint16_t> run;
  std::span<const uint64_t> start_ns;
  std::span<const uint64_t> end_ns;
  std::span<const uint64_t> bytes;
  std::span<const uint64_t> begin;
  std::span<const uint64_t> end;
  std::span<const uint8_t> decision;

  size_t size() const { return site.size(); }
  int64_t start(size_t row) const { return static_cast<int64_t>(start_ns[row]); }
  int64_t stop(size_t row) const { return static_cast<int64_t>(end_ns[row]); }
};

struct Profile {
  Profile() = default;
  Profile(Profile&&) = default;
  Profile& operator=(Profile&&) = default;
  Profile(const Profile&) = delete;  // the columns point into `storage`
  Profile& operator=(const Profile&) = delete;

  std::vector<uint8_t> storage;
  std::string job;
  std::string file;
  std::string entry;
  Machine machine;
  std::vector<Phase> phases;
  std::vector<Site> sites;
  Tasks tasks;
  uint64_t total_tasks = 0;
  uint64_t peak_bytes = 0;
  uint64_t resident_bytes = 0;
  uint64_t worker_bytes = 0;
  bool from_cache = false;
  uint32_t threads = 0;  // lanes: the machine's threads, or as many as tasks name when it does not say
  int64_t end_ns = 0;    // the last end of any task or phase
};

/// Checks `bytes` with the FlatBuffers verifier and for consistency. WEFT520: not a profile; WEFT521: damaged structure;
/// WEFT522: values that contradict each other; WEFT523: written by a newer Weft.
Result<Profile> load(std::vector<uint8_t> bytes);

}  // namespace weft::profile
