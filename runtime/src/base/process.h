// SPDX-License-Identifier: Apache-2.0
// Time, and processes that are told apart by pid and start time: a pid alone may be another process after a while.

#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

#include "base/status.h"

namespace weft {

uint64_t unix_now_ns();
uint64_t monotonic_now_ms();

/// Field 22 of /proc/<pid>/stat, in clock ticks since boot; an error when there is no such process or it is a zombie.
Result<uint64_t> process_start_time(pid_t pid);
bool process_is_alive(pid_t pid, uint64_t start_time);

std::string host_name();
/// "exit status 3", "killed by SIGKILL (signal 9)".
std::string exit_text(int wait_status);
/// Cores that this process may use: by its affinity, and by the processor time of the control groups around it.
uint32_t available_cores();
uint64_t resident_bytes();
/// `count` random bytes from the system as hexadecimal digits.
std::string random_hex(size_t count);

}  // namespace weft
