// SPDX-License-Identifier: Apache-2.0
#include "base/process.h"

#include <sched.h>
#include <sys/random.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <csignal>
#include <cstring>
#include <ctime>
#include <sstream>
#include <vector>

#include "base/cgroup.h"
#include "base/files.h"

namespace weft {
namespace {

uint64_t clock_ns(clockid_t clock) {
  timespec now = {};
  ::clock_gettime(clock, &now);
  return static_cast<uint64_t>(now.tv_sec) * 1'000'000'000 + static_cast<uint64_t>(now.tv_nsec);
}

/// /proc files have no size, so read_file cannot be used.
std::string read_proc(const std::string& path) {
  std::FILE* file = std::fopen(path.c_str(), "re");
  if (file == nullptr) return {};
  char buffer[4096];
  const size_t count = std::fread(buffer, 1, sizeof buffer, file);
  std::fclose(file);
  return std::string(buffer, count);
}

}  // namespace

uint64_t unix_now_ns() { return clock_ns(CLOCK_REALTIME); }
uint64_t monotonic_now_ms() { return clock_ns(CLOCK_MONOTONIC) / 1'000'000; }

Result<uint64_t> process_start_time(pid_t pid) {
  const std::string text = read_proc("/proc/" + std::to_string(pid) + "/stat");
  // The command's name stands in parentheses and may hold anything; fields count from behind it.
  const size_t name_end = text.rfind(')');
  if (name_end == std::string::npos) return Status("WEFT431", "there is no process " + std::to_string(pid));
  std::istringstream fields(text.substr(name_end + 1));
  std::string state;
  fields >> state;
  if (state == "Z" || state == "X") return Status("WEFT431", "process " + std::to_string(pid) + " has ended");
  std::string field;
  for (int i = 4; i <= 21; ++i) fields >> field;
  uint64_t start = 0;
  fields >> start;
  if (fields.fail()) return Status("WEFT431", "cannot read the start time of process " + std::to_string(pid));
  return start;
}

bool process_is_alive(pid_t pid, uint64_t start_time) {
  const auto start = process_start_time(pid);
  return start.ok() && start.value() == start_time;
}

std::string host_name() {
  char buffer[256] = {};
  if (::gethostname(buffer, sizeof buffer - 1) != 0) return "localhost";
  return buffer;
}

std::string exit_text(int wait_status) {
  if (!WIFSIGNALED(wait_status)) return "exit status " + std::to_string(WEXITSTATUS(wait_status));
  const int signal = WTERMSIG(wait_status);
  const char* name = sigabbrev_np(signal);
  return "killed by " + (name != nullptr ? "SIG" + std::string(name) : "a signal") + " (signal " + std::to_string(signal) + ")";
}

uint32_t available_cores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (::sched_getaffinity(0, sizeof set, &set) != 0) return 1;
  const uint32_t count = static_cast<uint32_t>(std::max(CPU_COUNT(&set), 1));
  // Part of a processor more than whole ones still does work in its share of the time.
  const double quota = std::ceil(group_limits().cores);
  return quota >= 1 && quota < count ? static_cast<uint32_t>(quota) : count;
}

uint64_t resident_bytes() {
  std::istringstream fields(read_proc("/proc/self/statm"));
  uint64_t total = 0;
  uint64_t resident = 0;
  fields >> total >> resident;
  return resident * static_cast<uint64_t>(::sysconf(_SC_PAGESIZE));
}

std::string random_hex(size_t count) {
  std::vector<unsigned char> bytes(count);
  size_t done = 0;
  while (done < count) {
    const ssize_t got = ::getrandom(bytes.data() + done, count - done, 0);
    if (got > 0) done += static_cast<size_t>(got);
  }
  static constexpr char kHex[] = "0123456789abcdef";
  std::string text;
  for (const unsigned char byte : bytes) {
    text += kHex[byte >> 4];
    text += kHex[byte & 15];
  }
  return text;
}

}  // namespace weft
