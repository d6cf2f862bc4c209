// SPDX-License-Identifier: Apache-2.0
// The daemon itself: the socket, the sessions, the jobs, and when to leave. Stopping it never stops a worker.

#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "daemon/session.h"

namespace weft::daemon {

struct ServerOptions {
  uint64_t idle_seconds = 1800;
  JobsOptions jobs;
};

/// Options for this host: the worker beside this program, all cores.
ServerOptions default_options();

class Server {
 public:
  /// Takes the root's lock, or says WEFT440 when another daemon has it.
  static Result<std::unique_ptr<Server>> create(const Root& root, const RuntimeFiles& files, const ServerOptions& options);
  ~Server();

  /// The line of JSON that says where the daemon is.
  std::string ready_line() const;
  void run() { loop_.run(); }

 private:
  Server(Root root, RuntimeFiles files, const ServerOptions& options);

  Status lock();
  Status start();
  void accept_all();
  void session_closed(Session* session);
  void consider_idle();
  void clean_store();
  void watch_socket_file();

  Root root_;
  RuntimeFiles files_;
  ServerOptions options_;
  UniqueFd lock_;
  UniqueFd listener_;
  UniqueFd directory_watch_;
  net::EventLoop loop_;
  Children children_;
  Store store_;
  Jobs jobs_;
  SessionContext context_;
  std::map<Session*, std::unique_ptr<Session>> sessions_;
  net::EventLoop::TimerId idle_timer_ = 0;
};

}  // namespace weft::daemon
