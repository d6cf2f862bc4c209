// SPDX-License-Identifier: Apache-2.0
#include "daemon/children.h"

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <memory>
#include <sstream>

#include "base/files.h"

extern char** environ;

namespace weft::daemon {
namespace {

constexpr size_t kMaxOutputBytes = size_t{4} << 20;

/// One command under way: over when both pipes ended and the process was reaped.
struct Running {
  pid_t pid = 0;
  std::array<UniqueFd, 2> pipes;
  std::array<std::string, 2> output;
  bool exited = false;
  net::EventLoop::TimerId timer = 0;
  CommandResult result;
  std::function<void(const CommandResult&)> done;
};

void finish_if_over(net::EventLoop& loop, const std::shared_ptr<Running>& running) {
  if (!running->exited || running->pipes[0] || running->pipes[1] || !running->done) return;
  loop.cancel(running->timer);
  running->result.out = std::move(running->output[0]);
  running->result.err = std::move(running->output[1]);
  const auto done = std::move(running->done);
  running->done = nullptr;
  done(running->result);
}

void read_pipe(net::EventLoop& loop, const std::shared_ptr<Running>& running, size_t which) {
  char buffer[16384];
  UniqueFd& pipe = running->pipes[which];
  const ssize_t count = ::read(pipe.get(), buffer, sizeof buffer);
  if (count < 0 && (errno == EINTR || errno == EAGAIN)) return;
  if (count > 0) {
    std::string& output = running->output[which];
    if (output.size() < kMaxOutputBytes) output.append(buffer, static_cast<size_t>(count));
    return;
  }
  loop.forget(pipe.get());
  pipe.reset();
  finish_if_over(loop, running);
}

}  // namespace

void Children::expect(pid_t pid, std::function<void(int)> exited) {
  expected_[pid] = std::move(exited);
  // It may have ended before anybody listened.
  loop_.soon([this] { reap(); });
}

void Children::reap() {
  std::vector<pid_t> pids;
  for (const auto& [pid, callback] : expected_) pids.push_back(pid);
  for (const pid_t pid : pids) {
    int status = 0;
    if (::waitpid(pid, &status, WNOHANG) != pid) continue;
    auto node = expected_.extract(pid);
    if (node) node.mapped()(status);
  }
}

void Children::run(const std::vector<std::string>& arguments, const std::vector<std::string>& environment, uint64_t timeout_ms,
                   std::function<void(const CommandResult&)> done) {
  auto running = std::make_shared<Running>();
  running->done = std::move(done);
  std::array<UniqueFd, 2> write_ends;
  for (size_t i = 0; i < 2; ++i) {
    int ends[2];
    WEFT_CHECK(::pipe2(ends, O_CLOEXEC) == 0);
    running->pipes[i].reset(ends[0]);
    write_ends[i].reset(ends[1]);
    ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
  }
  const std::vector<char*> argument_list = argument_pointers(arguments);
  const std::vector<char*> environment_list = argument_pointers(environment);
  running->pid = ::fork();
  if (running->pid == 0) {
    const int null = ::open("/dev/null", O_RDONLY);
    ::dup2(null, 0);
    ::dup2(write_ends[0].get(), 1);
    ::dup2(write_ends[1].get(), 2);
    reset_signals();
    ::setpgid(0, 0);
    ::execve(argument_list[0], argument_list.data(), environment_list.data());
    ::_exit(127);
  }
  if (running->pid < 0) {
    running->result.wait_status = 127 << 8;
    running->result.err = "cannot start a process";
    loop_.soon([running] { running->done(running->result); });
    return;
  }
  for (size_t i = 0; i < 2; ++i) {
    loop_.watch(running->pipes[i].get(), EPOLLIN, [this, running, i](uint32_t) { read_pipe(loop_, running, i); });
  }
  running->timer = loop_.after(timeout_ms, [running] {
    running->result.timed_out = true;
    ::kill(-running->pid, SIGKILL);
  });
  expect(running->pid, [this, running](int status) {
    running->exited = true;
    running->result.wait_status = status;
    finish_if_over(loop_, running);
  });
}

std::vector<std::string> environment_with(const std::vector<std::string>& add, const std::function<bool(std::string_view)>& drop) {
  std::vector<std::string> result;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view variable = *entry;
    const std::string_view name = variable.substr(0, variable.find('='));
    bool keep = !drop || !drop(name);
    for (const std::string& added : add) keep = keep && !(added.starts_with(name) && added[name.size()] == '=');
    if (keep) result.emplace_back(variable);
  }
  result.insert(result.end(), add.begin(), add.end());
  return result;
}

std::vector<char*> argument_pointers(const std::vector<std::string>& strings) {
  std::vector<char*> pointers;
  for (const std::string& text : strings) pointers.push_back(const_cast<char*>(text.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

void reset_signals() {
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::signal(SIGPIPE, SIG_DFL);
  ::signal(SIGHUP, SIG_DFL);
}

std::string find_program(const std::string& name) {
  const char* path = std::getenv("PATH");
  std::istringstream folders(std::string(path != nullptr ? path : "") + ":/usr/bin:/usr/local/bin:/opt/slurm/bin:/usr/local/slurm/bin:/opt/slurm/current/bin");
  std::string folder;
  while (std::getline(folders, folder, ':')) {
    if (folder.empty() || folder[0] != '/') continue;
    const std::string candidate = folder + "/" + name;
    if (::access(candidate.c_str(), X_OK) == 0) return candidate;
  }
  return {};
}

}  // namespace weft::daemon
