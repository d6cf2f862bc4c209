// SPDX-License-Identifier: Apache-2.0
#include "daemon/server.h"

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>

#include "base/process.h"
#include "net/unix_socket.h"

namespace weft::daemon {
namespace {

constexpr uint64_t kAcceptPauseMs = 1000;
/// For the answer to `Shutdown` to be written.
constexpr uint64_t kShutdownMs = 50;
constexpr uint64_t kCleanEveryMs = uint64_t{24} * 3600 * 1000;

}  // namespace

ServerOptions default_options() {
  ServerOptions options;
  options.jobs.local.worker = worker_path();
  options.jobs.local.cores = available_cores();
  if (const char* grace = std::getenv("WEFT_KILL_AFTER_MS"); grace != nullptr) options.jobs.local.kill_after_ms = std::strtoull(grace, nullptr, 10);
  options.jobs.slurm.worker = options.jobs.local.worker;
  return options;
}

Server::Server(Root root, RuntimeFiles files, const ServerOptions& options)
    : root_(std::move(root)),
      files_(std::move(files)),
      options_(options),
      children_(loop_),
      store_(root_),
      jobs_(loop_, children_, root_, store_, options.jobs),
      context_{loop_, jobs_, store_, root_, children_, {}, program_version(), {}, monotonic_now_ms(), [this] { loop_.after(kShutdownMs, [this] { loop_.stop(); }); }} {}

Server::~Server() {
  // Sessions go before the jobs they look at.
  sessions_.clear();
  if (!listener_) return;
  loop_.forget(listener_.get());
  ::unlink(files_.socket.c_str());
  ::unlink(files_.token.c_str());
  ::unlink(files_.info.c_str());
}

Result<std::unique_ptr<Server>> Server::create(const Root& root, const RuntimeFiles& files, const ServerOptions& options) {
  auto server = std::unique_ptr<Server>(new Server(root, files, options));
  if (Status status = server->lock(); !status.ok()) return status;
  if (Status status = server->start(); !status.ok()) return status;
  return server;
}

Status Server::lock() {
  lock_.reset(::open(files_.lock.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!lock_) return file_error("open", files_.lock, errno);
  if (::flock(lock_.get(), LOCK_EX | LOCK_NB) == 0) return {};
  if (errno == EWOULDBLOCK) return Status("WEFT440", "another daemon serves `" + root_.path + "`");
  return file_error("lock", files_.lock, errno);
}

Status Server::start() {
  loop_.on_signals({SIGCHLD, SIGTERM, SIGINT}, [this](int signal) {
    if (signal == SIGCHLD) return children_.reap();
    loop_.stop();
  });
  ::signal(SIGPIPE, SIG_IGN);
  ::signal(SIGHUP, SIG_IGN);
  context_.token = random_hex(32);
  if (Status status = write_file_atomic(files_.token, context_.token + "\n"); !status.ok()) return status;
  auto listener = net::listen_unix(files_.socket);
  if (!listener.ok()) return listener.status();
  listener_ = listener.take();
  if (Status status = write_file_atomic(files_.info, ready_line() + "\n"); !status.ok()) return status;
  watch_socket_file();
  jobs_.on_event([this](const Job& job) {
    for (const auto& [pointer, session] : sessions_) session->on_event(job);
  });
  jobs_.on_activity([this] { consider_idle(); });
  store_.remove_old_uploads();
  if (Status status = jobs_.recover(); !status.ok()) return status;
  clean_store();
  if (const std::string sbatch = find_program("sbatch"); !sbatch.empty()) {
    context_.slurm = "slurm";
    children_.run({sbatch, "--version"}, environment_with({}), 10000, [this](const CommandResult& result) {
      if (result.ok()) context_.slurm = result.out.substr(0, result.out.find('\n'));
    });
  }
  loop_.watch(listener_.get(), EPOLLIN, [this](uint32_t) { accept_all(); });
  consider_idle();
  return {};
}

std::string Server::ready_line() const {
  return json_text({{"socket", files_.socket}, {"token_file", files_.token}, {"pid", ::getpid()}, {"version", context_.version}});
}

void Server::accept_all() {
  while (true) {
    auto accepted = net::accept_unix(listener_.get());
    if (!accepted.ok()) {
      // Out of descriptors: the waiting client would wake the loop at once again.
      std::fprintf(stderr, "%s\n", accepted.status().to_string().c_str());
      loop_.forget(listener_.get());
      loop_.after(kAcceptPauseMs, [this] { loop_.watch(listener_.get(), EPOLLIN, [this](uint32_t) { accept_all(); }); });
      return;
    }
    UniqueFd socket = accepted.take();
    if (!socket) return;
    const auto user = net::peer_user(socket.get());
    // Root may read every file of this user anyway; some sshd forward as root.
    if (!user.ok() || (user.value() != ::getuid() && user.value() != 0)) continue;
    auto session = std::make_unique<Session>(context_, std::move(socket), [this](Session* closed) {
      loop_.soon([this, closed] { session_closed(closed); });
    });
    sessions_[session.get()] = std::move(session);
    consider_idle();
  }
}

void Server::session_closed(Session* session) {
  sessions_.erase(session);
  consider_idle();
}

void Server::consider_idle() {
  const bool idle = sessions_.empty() && jobs_.active() == 0;
  if (!idle) {
    loop_.cancel(idle_timer_);
    idle_timer_ = 0;
  } else if (idle_timer_ == 0) {
    idle_timer_ = loop_.after(options_.idle_seconds * 1000, [this] { loop_.stop(); });
  }
}

void Server::clean_store() {
  loop_.after(kCleanEveryMs, [this] { clean_store(); });
  const auto used = jobs_.inputs();
  if (!used.ok()) {
    std::fprintf(stderr, "no input was removed: %s\n", used.status().to_string().c_str());
    return;
  }
  if (const size_t count = store_.remove_old_inputs(used.value()); count > 0) std::fprintf(stderr, "removed %zu inputs that no job uses\n", count);
}

void Server::watch_socket_file() {
  // Log-out may remove $XDG_RUNTIME_DIR, clean-up jobs may empty /tmp. A daemon that nobody can reach makes way for the next one.
  directory_watch_.reset(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
  if (!directory_watch_) return;
  ::inotify_add_watch(directory_watch_.get(), files_.directory.c_str(), IN_DELETE | IN_MOVED_FROM | IN_DELETE_SELF | IN_MOVE_SELF);
  loop_.watch(directory_watch_.get(), EPOLLIN, [this](uint32_t) {
    char buffer[4096];
    while (::read(directory_watch_.get(), buffer, sizeof buffer) > 0) {
    }
    if (file_exists(files_.socket)) return;
    std::fprintf(stderr, "the socket `%s` was removed; leaving\n", files_.socket.c_str());
    loop_.stop();
  });
}

}  // namespace weft::daemon
