// SPDX-License-Identifier: Apache-2.0
// weftd: the command line of docs/protocol.md, "Starting weftd".

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <charconv>
#include <csignal>
#include <cstdio>
#include <string>
#include <string_view>

#include "daemon/running.h"
#include "daemon/server.h"

namespace {

using namespace weft;
using namespace weft::daemon;

constexpr const char* kUsage =
    "usage: weftd [--root DIR] [--foreground] [--idle-seconds N]   start the daemon, or find the one that runs\n"
    "       weftd connect [--root DIR]                             copy standard input and output to its socket\n"
    "       weftd stop [--root DIR]                                ask it to leave; its jobs go on\n"
    "       weftd --version\n";

// Exit statuses of DESIGN's command line: 2 usage, 4 not reachable.
constexpr int kUsageError = 2;
constexpr int kUnreachable = 4;

constexpr uint64_t kMaxLogBytes = 1 << 20;
/// How long a daemon of another version may take to leave.
constexpr int kLockTries = 100;
constexpr useconds_t kLockPauseUs = 50'000;

enum class Command { start, connect, stop, version };

struct CommandLine {
  Command command = Command::start;
  std::string root;
  bool foreground = false;
  ServerOptions options = default_options();
};

bool parse(int count, char** words, CommandLine& line) {
  for (int i = 1; i < count; ++i) {
    const std::string_view word = words[i];
    const bool has_value = i + 1 < count;
    if (i == 1 && word == "connect") {
      line.command = Command::connect;
    } else if (i == 1 && word == "stop") {
      line.command = Command::stop;
    } else if (word == "--version") {
      line.command = Command::version;
    } else if (word == "--foreground") {
      line.foreground = true;
    } else if (word == "--root" && has_value) {
      line.root = words[++i];
    } else if (word == "--idle-seconds" && has_value) {
      const std::string_view value = words[++i];
      const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), line.options.idle_seconds);
      if (error != std::errc() || end != value.data() + value.size()) return false;
    } else {
      return false;
    }
  }
  return true;
}

int report(const Status& status) {
  std::fprintf(stderr, "weftd: %s\n", status.to_string().c_str());
  return kUnreachable;
}

/// A server, or the line of the daemon that serves this root already. One of another version is asked to leave.
Result<std::unique_ptr<Server>> create_or_find(const Root& root, const RuntimeFiles& files, const ServerOptions& options, std::string& found) {
  for (int i = 0;; ++i) {
    if (const auto running = find_running(files)) {
      if (running->version == program_version()) {
        found = running->line;
        return std::unique_ptr<Server>();
      }
      if (Status status = stop_running(*running); !status.ok()) return status;
    }
    auto server = Server::create(root, files, options);
    if (server.ok() || server.status().code() != "WEFT440" || i == kLockTries) return server;
    ::usleep(kLockPauseUs);
  }
}

void redirect(int target, const char* path, int flags) {
  const int fd = ::open(path, flags | O_CLOEXEC, 0600);
  if (fd < 0) return;
  ::dup2(fd, target);
  ::close(fd);
}

void open_log(const Root& root) {
  struct stat info = {};
  const std::string log = root.log();
  if (::stat(log.c_str(), &info) == 0 && static_cast<uint64_t>(info.st_size) > kMaxLogBytes) ::rename(log.c_str(), (log + ".old").c_str());
  redirect(STDERR_FILENO, log.c_str(), O_WRONLY | O_CREAT | O_APPEND);
}

/// Runs in the detached process; what it writes to `ready` is what the starting one prints.
int serve_detached(const Root& root, const RuntimeFiles& files, const ServerOptions& options, UniqueFd ready) {
  const auto say = [&](const std::string& line) {
    if (write_all(ready.get(), line + "\n", "pipe").ok()) ready.reset();
  };
  std::string found;
  auto server = create_or_find(root, files, options, found);
  if (!server.ok()) {
    say(server.status().to_string());
    return kUnreachable;
  }
  if (!server.value()) {
    say(found);
    return 0;
  }
  say(server.value()->ready_line());
  server.value()->run();
  return 0;
}

int start_detached(const Root& root, const RuntimeFiles& files, const ServerOptions& options) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return report(file_error("make a", "pipe", errno));
  UniqueFd read_end(ends[0]);
  UniqueFd write_end(ends[1]);
  const pid_t child = ::fork();
  if (child < 0) return report(file_error("start a", "process", errno));
  if (child == 0) {
    // The second fork gives up the session's leadership, so that no terminal can become the daemon's.
    ::setsid();
    if (::fork() != 0) ::_exit(0);
    read_end.reset();
    redirect(STDIN_FILENO, "/dev/null", O_RDONLY);
    redirect(STDOUT_FILENO, "/dev/null", O_WRONLY);
    open_log(root);
    if (::chdir("/") != 0) return kUnreachable;
    return serve_detached(root, files, options, std::move(write_end));
  }
  write_end.reset();
  ::waitpid(child, nullptr, 0);
  std::string line;
  char buffer[4096];
  ssize_t count = 0;
  while ((count = ::read(read_end.get(), buffer, sizeof buffer)) > 0) line.append(buffer, static_cast<size_t>(count));
  if (line.starts_with('{')) {
    std::fputs(line.c_str(), stdout);
    return 0;
  }
  std::fprintf(stderr, "weftd: %s", line.empty() ? "the daemon ended before it was ready; see daemon.log\n" : line.c_str());
  return kUnreachable;
}

int start_in_foreground(const Root& root, const RuntimeFiles& files, const ServerOptions& options) {
  std::string found;
  auto server = create_or_find(root, files, options, found);
  if (!server.ok()) return report(server.status());
  std::printf("%s\n", server.value() ? server.value()->ready_line().c_str() : found.c_str());
  std::fflush(stdout);
  if (server.value()) server.value()->run();
  return 0;
}

}  // namespace

int main(int count, char** words) {
  CommandLine line;
  if (!parse(count, words, line)) {
    std::fputs(kUsage, stderr);
    return kUsageError;
  }
  if (line.command == Command::version) {
    std::printf("%s\n", program_version().c_str());
    return 0;
  }
  ::umask(077);
  const auto root = open_root(line.root);
  if (!root.ok()) return report(root.status());
  const auto files = open_runtime_directory(root.value());
  if (!files.ok()) return report(files.status());
  switch (line.command) {
    case Command::connect: return proxy(files.value());
    case Command::stop: {
      const auto running = find_running(files.value());
      if (!running) {
        std::fprintf(stderr, "weftd: no daemon is running for `%s`\n", root.value().path.c_str());
        return 0;
      }
      const Status status = stop_running(*running);
      return status.ok() ? 0 : report(status);
    }
    default: break;
  }
  if (line.foreground) return start_in_foreground(root.value(), files.value(), line.options);
  return start_detached(root.value(), files.value(), line.options);
}
