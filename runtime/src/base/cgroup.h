// SPDX-License-Identifier: Apache-2.0
// What the control groups around a process allow it: containers and batch systems set processor time and memory there, and neither
// shows in the process's affinity or in the size of the machine. Versions 1 and 2; see cgroups(7).

#pragma once

#include <cstdint>
#include <string>

namespace weft {

/// 0 where nothing is limited.
struct GroupLimits {
  double cores = 0;           // processor seconds a second
  uint64_t memory_bytes = 0;  // resident memory of the whole group
};

/// The tightest limits of the groups that `membership` (the text of /proc/<pid>/cgroup) names and of those around them, read below
/// `root`.
GroupLimits group_limits(const std::string& membership, const std::string& root = "/sys/fs/cgroup");
/// Of this process.
GroupLimits group_limits();

}  // namespace weft
