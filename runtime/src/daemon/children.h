// SPDX-License-Identifier: Apache-2.0
// Child processes on the event loop: who waits for which pid, and short commands with their output.

#pragma once

#include <sys/types.h>

#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/status.h"
#include "net/event_loop.h"

namespace weft::daemon {

struct CommandResult {
  int wait_status = 0;
  bool timed_out = false;
  std::string out;
  std::string err;

  bool ok() const { return !timed_out && wait_status == 0; }
};

class Children {
 public:
  explicit Children(net::EventLoop& loop) : loop_(loop) {}

  /// `exited` is called once, from the loop.
  void expect(pid_t pid, std::function<void(int wait_status)> exited);
  /// For SIGCHLD: asks after every expected child.
  void reap();

  /// Runs a program without standard input. `done` is called once, from the loop.
  void run(const std::vector<std::string>& arguments, const std::vector<std::string>& environment, uint64_t timeout_ms,
           std::function<void(const CommandResult&)> done);

 private:
  net::EventLoop& loop_;
  std::unordered_map<pid_t, std::function<void(int)>> expected_;
};

/// The environment of this process without variables whose name `drop` accepts, and with `add` ("NAME=value").
std::vector<std::string> environment_with(const std::vector<std::string>& add, const std::function<bool(std::string_view name)>& drop = {});
/// For execve; valid as long as the strings.
std::vector<char*> argument_pointers(const std::vector<std::string>& strings);
/// Between fork and exec: no signal blocked or ignored.
void reset_signals();
/// The program's full path, looked up in PATH and where schedulers are usually installed; empty when there is none.
std::string find_program(const std::string& name);

}  // namespace weft::daemon
