// SPDX-License-Identifier: Apache-2.0
// From outside: is a daemon running for this root, where is it, and how to stop it.

#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

#include "base/status.h"
#include "daemon/layout.h"

namespace weft::daemon {

struct RunningDaemon {
  std::string line;  // what it printed when it was ready
  std::string socket;
  std::string token;
  std::string version;
  pid_t pid = 0;
};

/// The daemon that answers on the root's socket, if there is one.
std::optional<RunningDaemon> find_running(const RuntimeFiles& files);

/// Asks it to leave and waits until its socket is closed. Its workers go on.
Status stop_running(const RunningDaemon& daemon);

/// Copies standard input to the socket and the socket to standard output, until either ends. Returns the exit status.
int proxy(const RuntimeFiles& files);

}  // namespace weft::daemon
