// SPDX-License-Identifier: Apache-2.0
#include "worker/machine.h"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string>

#include "base/cgroup.h"
#include "base/process.h"

namespace weft::worker {
namespace {

constexpr uint32_t kMostThreads = 1024;

uint32_t count_from(const char* variable) {
  const char* text = std::getenv(variable);
  if (text == nullptr) return 0;
  uint32_t count = 0;
  const auto [end, error] = std::from_chars(text, text + std::strlen(text), count);
  return error == std::errc() && *end == '\0' ? count : 0;
}

std::string processor_name() {
  std::ifstream file("/proc/cpuinfo");
  std::string line;
  while (std::getline(file, line)) {
    if (!line.starts_with("model name")) continue;
    const size_t colon = line.find(':');
    if (colon != std::string::npos && colon + 2 <= line.size()) return line.substr(colon + 2);
  }
  return "unknown";
}

/// A line of /proc/self/status, in bytes.
uint64_t status_bytes(const std::string& key) {
  std::ifstream file("/proc/self/status");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with(key)) return std::strtoull(line.c_str() + key.size(), nullptr, 10) * 1024;
  }
  return 0;
}

}  // namespace

void ProcessMemory::start(uint64_t input_bytes) {
  std::ofstream("/proc/self/clear_refs") << "5";  // the most so far is forgotten
  const uint64_t resident = status_bytes("VmRSS:");
  own_bytes_ = resident - std::min(resident, input_bytes);
}

uint64_t ProcessMemory::most_bytes() { return status_bytes("VmHWM:"); }

uint32_t choose_threads(uint32_t requested) {
  uint32_t threads = requested;
  if (threads == 0) threads = count_from("WEFT_THREADS");
  if (threads == 0) {
    // The process's own processors already are the allocation's where Slurm confines jobs; where it does not, its word counts.
    threads = std::max<uint32_t>(available_cores(), 1);
    if (const uint32_t allocated = count_from("SLURM_CPUS_PER_TASK"); allocated != 0) {
      threads = std::min(threads, allocated);
    } else if (const uint32_t on_node = count_from("SLURM_CPUS_ON_NODE"); on_node != 0) {
      threads = std::min(threads, on_node);
    }
  }
  return std::clamp<uint32_t>(threads, 1, kMostThreads);
}

profile::Machine describe_machine(uint32_t threads) {
  profile::Machine machine;
  machine.host = host_name();
  machine.cpu = processor_name();
  machine.threads = threads;
  const long pages = sysconf(_SC_PHYS_PAGES);
  const long page_bytes = sysconf(_SC_PAGESIZE);
  const uint64_t installed = pages > 0 && page_bytes > 0 ? static_cast<uint64_t>(pages) * static_cast<uint64_t>(page_bytes) : 0;
  const uint64_t allowed = group_limits().memory_bytes;
  machine.memory_bytes = allowed != 0 && (installed == 0 || allowed < installed) ? allowed : installed;
  return machine;
}

}  // namespace weft::worker
