// SPDX-License-Identifier: Apache-2.0
#include "base/cgroup.h"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string_view>

namespace weft {
namespace {

/// Version 1 writes a number near 2^63 where memory is not limited.
constexpr uint64_t kUnlimited = uint64_t{1} << 60;

std::string text_of(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void tighten_cores(GroupLimits& limits, double quota, double period) {
  if (quota <= 0 || period <= 0) return;
  limits.cores = limits.cores == 0 ? quota / period : std::min(limits.cores, quota / period);
}

void tighten_memory(GroupLimits& limits, const std::string& text) {
  uint64_t bytes = 0;
  if (!(std::istringstream(text) >> bytes) || bytes == 0 || bytes >= kUnlimited) return;
  limits.memory_bytes = limits.memory_bytes == 0 ? bytes : std::min(limits.memory_bytes, bytes);
}

/// Calls `read` with the folder of `path` below `root` and of each group around it. A container sees its own group as the root.
template <typename Read>
void for_each_group(const std::string& root, std::string path, Read read) {
  while (true) {
    read(root + path);
    if (path.empty()) return;
    path.resize(path.rfind('/') == std::string::npos ? 0 : path.rfind('/'));
  }
}

void read_unified(GroupLimits& limits, const std::string& folder) {
  double quota = 0;
  double period = 0;
  if (std::istringstream(text_of(folder + "/cpu.max")) >> quota >> period) tighten_cores(limits, quota, period);
  tighten_memory(limits, text_of(folder + "/memory.max"));
}

void read_time(GroupLimits& limits, const std::string& folder) {
  double quota = 0;
  double period = 0;
  std::istringstream(text_of(folder + "/cpu.cfs_quota_us")) >> quota;
  std::istringstream(text_of(folder + "/cpu.cfs_period_us")) >> period;
  tighten_cores(limits, quota, period);
}

bool has_controller(std::string_view controllers, std::string_view name) {
  for (size_t from = 0; from <= controllers.size();) {
    const size_t to = std::min(controllers.find(',', from), controllers.size());
    if (controllers.substr(from, to - from) == name) return true;
    from = to + 1;
  }
  return false;
}

}  // namespace

GroupLimits group_limits(const std::string& membership, const std::string& root) {
  GroupLimits limits;
  std::istringstream lines(membership);
  // HIERARCHY:CONTROLLERS:PATH; version 2 has no controllers.
  for (std::string line; std::getline(lines, line);) {
    const size_t first = line.find(':');
    const size_t second = first == std::string::npos ? first : line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    std::string path = line.substr(second + 1);
    if (path == "/") path.clear();
    if (controllers.empty()) {
      for_each_group(root, path, [&](const std::string& folder) { read_unified(limits, folder); });
    }
    if (has_controller(controllers, "cpu")) {
      for_each_group(root + "/cpu", path, [&](const std::string& folder) { read_time(limits, folder); });
    }
    if (has_controller(controllers, "memory")) {
      for_each_group(root + "/memory", path,
                     [&](const std::string& folder) { tighten_memory(limits, text_of(folder + "/memory.limit_in_bytes")); });
    }
  }
  return limits;
}

GroupLimits group_limits() { return group_limits(text_of("/proc/self/cgroup")); }

}  // namespace weft
