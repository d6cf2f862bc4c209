// SPDX-License-Identifier: Apache-2.0
#include "daemon/local_launcher.h"

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>

#include "base/files.h"
#include "base/process.h"

namespace weft::daemon {

Status LocalLauncher::available() const {
  if (::access(options_.worker.c_str(), X_OK) == 0) return {};
  return Status("WEFT420", "`" + options_.worker + "` is missing or not executable", "install Weft on this target again");
}

uint32_t LocalLauncher::cores_of(const Job& job) const {
  return job.spec.threads == 0 ? options_.cores : std::min(job.spec.threads, options_.cores);
}

void LocalLauncher::submit(Job& job) {
  waiting_.push_back(&job);
  pump();
}

void LocalLauncher::pump() {
  while (!waiting_.empty()) {
    Job& job = *waiting_.front();
    if (!running_.empty() && cores_used_ + cores_of(job) > options_.cores) return;
    waiting_.pop_front();
    start(job);
  }
}

void LocalLauncher::start(Job& job) {
  if (Status status = available(); !status.ok()) return observer_.refused(job, status);
  const std::string folder = root_.job(job.spec.id);
  const std::string log_path = folder + "/log";
  UniqueFd log(::open(log_path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  if (!log) return observer_.refused(job, file_error("open", log_path, errno));
  int gate[2];
  if (::pipe2(gate, O_CLOEXEC) != 0) return observer_.refused(job, file_error("make a pipe for", folder, errno));
  UniqueFd gate_read(gate[0]);
  UniqueFd gate_write(gate[1]);
  std::vector<std::string> additions = {"OPENBLAS_NUM_THREADS=1", "WEFT_HOME=" + root_.path};
  if (job.spec.threads > 0) additions.push_back("WEFT_THREADS=" + std::to_string(job.spec.threads));
  const std::vector<std::string> environment = environment_with(additions);
  const std::vector<std::string> arguments = {options_.worker, folder};
  const std::vector<char*> environment_list = argument_pointers(environment);
  const std::vector<char*> argument_list = argument_pointers(arguments);
  const pid_t pid = ::fork();
  if (pid < 0) return observer_.refused(job, file_error("start", options_.worker, errno));
  if (pid == 0) {
    ::setsid();
    gate_write.reset();
    char go = 0;
    if (::read(gate_read.get(), &go, 1) != 1) ::_exit(126);
    const int null = ::open("/dev/null", O_RDONLY);
    ::dup2(null, 0);
    ::dup2(log.get(), 1);
    ::dup2(log.get(), 2);
    reset_signals();
    if (::chdir(folder.c_str()) != 0) ::_exit(126);
    ::execve(argument_list[0], argument_list.data(), environment_list.data());
    constexpr std::string_view kMessage = "weftd: the worker program cannot be executed\n";
    if (::write(2, kMessage.data(), kMessage.size()) < 0) ::_exit(126);
    ::_exit(127);
  }
  gate_read.reset();
  const std::string id = job.spec.id;
  const auto start_time = process_start_time(pid);
  const LaunchRecord launch = {wire::LauncherKind::Local, pid, start_time.ok() ? start_time.value() : 0, {}, host_name()};
  if (Status status = observer_.launching(job, launch); !status.ok()) {
    children_.expect(pid, [](int) {});  // the gate closes, so that the child leaves
    return observer_.refused(job, status);
  }
  const uint32_t cores = cores_of(job);
  cores_used_ += cores;
  running_[id] = {&job, pid, launch.start_time, cores};
  observer_.progress(job, JobState::Starting, {});
  children_.expect(pid, [this, id](int status) { worker_gone(id, "the worker ended: " + exit_text(status)); });
  const char go = 1;
  if (::write(gate_write.get(), &go, 1) != 1) ::kill(pid, SIGKILL);
}

void LocalLauncher::adopt(Job& job) {
  const auto pid = static_cast<pid_t>(job.launch.pid);
  if (pid <= 1 || !process_is_alive(pid, job.launch.start_time)) {
    return observer_.gone(job, "the worker ended while weftd was away");
  }
  const std::string id = job.spec.id;
  running_[id] = {&job, pid, job.launch.start_time, cores_of(job)};
  cores_used_ += cores_of(job);
  watch_adopted(id, pid, job.launch.start_time);
}

void LocalLauncher::watch_adopted(const std::string& id, pid_t pid, uint64_t start_time) {
  const std::string reason = "the worker ended; its exit status is unknown because weftd was restarted meanwhile";
  const int pidfd = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
  if (pidfd >= 0) {
    const auto shared = std::make_shared<UniqueFd>(pidfd);
    loop_.watch(pidfd, EPOLLIN, [this, id, reason, shared](uint32_t) {
      loop_.forget(shared->get());
      worker_gone(id, reason);
    });
    return;
  }
  loop_.after(options_.poll_ms, [this, id, pid, start_time, reason] {
    if (process_is_alive(pid, start_time)) return watch_adopted(id, pid, start_time);
    worker_gone(id, reason);
  });
}

void LocalLauncher::worker_gone(const std::string& id, const std::string& reason) {
  auto node = running_.extract(id);
  if (!node) return;
  Worker& worker = node.mapped();
  cores_used_ -= worker.cores;
  loop_.cancel(worker.kill_timer);
  observer_.gone(*worker.job, reason);
  pump();
}

void LocalLauncher::kill_later(Worker& worker) {
  if (worker.kill_timer != 0) return;
  const pid_t pid = worker.pid;
  const uint64_t start_time = worker.start_time;
  worker.kill_timer = loop_.after(options_.kill_after_ms, [pid, start_time] {
    if (process_is_alive(pid, start_time)) ::kill(-pid, SIGKILL);
  });
}

bool LocalLauncher::cancel(Job& job) {
  const auto waiting = std::find(waiting_.begin(), waiting_.end(), &job);
  if (waiting != waiting_.end()) {
    waiting_.erase(waiting);
    return true;
  }
  const auto found = running_.find(job.spec.id);
  if (found == running_.end()) return false;
  Worker& worker = found->second;
  if (process_is_alive(worker.pid, worker.start_time)) ::kill(worker.pid, SIGTERM);
  kill_later(worker);
  return false;
}

void LocalLauncher::ended(Job& job) {
  const auto found = running_.find(job.spec.id);
  if (found != running_.end()) kill_later(found->second);
}

}  // namespace weft::daemon
