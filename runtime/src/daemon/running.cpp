// SPDX-License-Identifier: Apache-2.0
#include "daemon/running.h"

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <vector>

#include "base/files.h"
#include "daemon/json.h"
#include "net/frame.h"
#include "net/unix_socket.h"
#include "schema/control_generated.h"

namespace weft::daemon {
namespace {

constexpr int kAnswerSeconds = 10;

template <typename Body>
std::string message_frame(uint32_t sequence, Body body) {
  wire::MessageT message;
  message.request = sequence + 1;
  message.body.Set(std::move(body));
  flatbuffers::FlatBufferBuilder builder;
  wire::FinishMessageBuffer(builder, wire::Message::Pack(builder, &message));
  const auto header = net::encode_header({builder.GetSize(), net::FrameKind::control, 0, sequence});
  std::string bytes(reinterpret_cast<const char*>(header.data()), header.size());
  bytes.append(reinterpret_cast<const char*>(builder.GetBufferPointer()), builder.GetSize());
  return bytes;
}

/// Copies until the end of `from`; false when `to` does not take it any more.
bool copy_stream(int from, int to) {
  std::vector<std::byte> buffer(256 << 10);
  while (true) {
    const ssize_t count = ::read(from, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return true;
    if (!write_all(to, std::span(buffer).first(static_cast<size_t>(count)), "stream").ok()) return false;
  }
}

}  // namespace

std::optional<RunningDaemon> find_running(const RuntimeFiles& files) {
  const auto line = read_file(files.info);
  const auto token = read_file(files.token);
  if (!line.ok() || !token.ok()) return std::nullopt;
  const auto json = parse_json(line.value());
  if (!json) return std::nullopt;
  if (!net::connect_unix(files.socket).ok()) return std::nullopt;
  RunningDaemon daemon;
  daemon.line = line.value().substr(0, line.value().find('\n'));
  daemon.socket = files.socket;
  daemon.token = token.value().substr(0, token.value().find('\n'));
  daemon.pid = static_cast<pid_t>(unsigned_at(*json, "pid"));
  daemon.version = string_at(*json, "version");
  return daemon;
}

Status stop_running(const RunningDaemon& daemon) {
  auto socket = net::connect_unix(daemon.socket);
  if (!socket.ok()) return socket.status();
  wire::HelloT hello;
  hello.major = 1;
  hello.token = daemon.token;
  hello.client = "weftd stop";
  wire::ShutdownT shutdown;
  shutdown.force = true;
  const std::string bytes = message_frame(0, std::move(hello)) + message_frame(1, std::move(shutdown));
  if (Status status = write_all(socket.value().get(), bytes, daemon.socket); !status.ok()) return status;
  const timeval limit = {kAnswerSeconds, 0};
  ::setsockopt(socket.value().get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  char buffer[4096];
  while (true) {
    const ssize_t count = ::read(socket.value().get(), buffer, sizeof buffer);
    // A reset is an end too: the daemon left before it had read everything.
    if (count == 0 || (count < 0 && errno == ECONNRESET)) break;
    if (count < 0 && errno != EINTR) return file_error("wait for the daemon on", daemon.socket, errno);
  }
  // The socket closes a moment before the process is gone.
  for (int i = 0; i < kAnswerSeconds * 100 && daemon.pid > 0 && ::kill(daemon.pid, 0) == 0; ++i) ::usleep(10'000);
  return {};
}

int proxy(const RuntimeFiles& files) {
  ::signal(SIGPIPE, SIG_IGN);
  auto socket = net::connect_unix(files.socket);
  if (!socket.ok()) {
    std::fprintf(stderr, "weftd: no daemon is running for this root: %s\n", socket.status().message().c_str());
    return 4;
  }
  const int fd = socket.value().get();
  // One process for each direction: neither can hold up the other.
  const pid_t child = ::fork();
  if (child < 0) return 4;
  if (child == 0) {
    if (copy_stream(STDIN_FILENO, fd)) ::shutdown(fd, SHUT_WR);
    return 0;
  }
  ::close(STDIN_FILENO);
  copy_stream(fd, STDOUT_FILENO);
  ::kill(child, SIGTERM);
  ::waitpid(child, nullptr, 0);
  return 0;
}

}  // namespace weft::daemon
