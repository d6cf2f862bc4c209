// SPDX-License-Identifier: Apache-2.0
// For tests: a real weftd in a folder of its own, with a shell script as its worker, and a client that speaks to it plainly.

#pragma once

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/process.h"
#include "base/sha256.h"
#include "daemon/event_log.h"
#include "daemon/json.h"
#include "graph/load.h"
#include "graph/parse.h"
#include "net/frame.h"
#include "net/unix_socket.h"
#include "schema/control_generated.h"

namespace weft::daemon::test {

/// A line of worker.events.
inline std::string worker_line(const Json& event) { return event_line(event); }
inline std::string state_line(const std::string& state) { return worker_line({{"t", 5}, {"kind", "state"}, {"state", state}}); }

/// Shell text that appends a line to worker.events.
inline std::string say(const std::string& line) { return "printf '%s' '" + line + "' >> \"$1/worker.events\"\n"; }

/// A graph of `def main(a, b: int): return b`.
inline std::vector<uint8_t> small_graph() {
  const auto graph = graph::parse_graph("weft.graph 1 \"t.py\" strict\nfunc @main(%0 b: int) -> int {\n  return %0 @L2\n}\n");
  REQUIRE(graph.ok());
  const auto bytes = graph::encode_graph(*graph.value());
  const auto* begin = reinterpret_cast<const uint8_t*>(bytes.data());
  return {begin, begin + bytes.size()};
}

class TestClient {
 public:
  explicit TestClient(const std::string& socket_path) {
    auto socket = net::connect_unix(socket_path);
    REQUIRE(socket.ok());
    socket_ = socket.take();
    const timeval limit = {10, 0};
    ::setsockopt(socket_.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  }

  template <typename Body>
  uint32_t send(Body body) {
    wire::MessageT message;
    message.request = ++request_;
    message.body.Set(std::move(body));
    flatbuffers::FlatBufferBuilder builder;
    wire::FinishMessageBuffer(builder, wire::Message::Pack(builder, &message));
    send_frame({builder.GetSize(), net::FrameKind::control, 0, control_out_++}, {reinterpret_cast<const char*>(builder.GetBufferPointer()), builder.GetSize()});
    return request_;
  }

  void send_frame(const net::FrameHeader& header, std::string_view payload) {
    const auto head = net::encode_header(header);
    std::string bytes(reinterpret_cast<const char*>(head.data()), head.size());
    bytes += payload;
    // The daemon may have closed already; the answer tells.
    ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
  }

  void send_raw(std::string_view bytes) { ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL); }

  /// The answer to `request`; events and data that come before are kept.
  std::unique_ptr<wire::MessageT> answer_to(uint32_t request) {
    while (true) {
      for (auto message = messages_.begin(); message != messages_.end(); ++message) {
        if ((*message)->request != request || (*message)->body.type == wire::Body::Event) continue;
        auto found = std::move(*message);
        messages_.erase(message);
        return found;
      }
      if (!read_more()) return std::make_unique<wire::MessageT>();
    }
  }

  template <typename Body>
  std::unique_ptr<wire::MessageT> call(Body body) {
    return answer_to(send(std::move(body)));
  }

  std::unique_ptr<wire::MessageT> hello(const std::string& token, uint16_t major = 1) {
    wire::HelloT hello;
    hello.major = major;
    hello.token = token;
    return call(std::move(hello));
  }

  /// The next event of any watched job; null JSON when the connection ended.
  Json next_event() {
    while (true) {
      for (auto message = messages_.begin(); message != messages_.end(); ++message) {
        if ((*message)->body.type != wire::Body::Event) continue;
        const wire::EventT event = *(*message)->body.AsEvent();
        messages_.erase(message);
        const auto json = parse_json(event.json);
        REQUIRE(json.has_value());
        CHECK(unsigned_at(*json, "seq") == event.sequence);
        return *json;
      }
      if (!read_more()) return {};
    }
  }

  std::string data;  // what came on any data channel

  /// One more frame; false when the connection ended or nothing came for ten seconds.
  bool read_more() {
    while (true) {
      const auto frame = decoder_.next();
      REQUIRE(frame.ok());
      if (frame.value()) {
        take(*frame.value());
        return true;
      }
      const auto room = decoder_.room();
      const ssize_t count = ::recv(socket_.get(), room.data(), room.size(), 0);
      if (count <= 0) return false;
      decoder_.commit(static_cast<size_t>(count));
    }
  }

 private:
  void take(const net::Frame& frame) {
    const std::string_view payload(reinterpret_cast<const char*>(frame.payload.data()), frame.payload.size());
    if (frame.header.kind == net::FrameKind::data) {
      data += payload;
      const uint32_t bytes = frame.header.size;
      const char credit[4] = {static_cast<char>(bytes), static_cast<char>(bytes >> 8), static_cast<char>(bytes >> 16), static_cast<char>(bytes >> 24)};
      send_frame({4, net::FrameKind::credit, frame.header.channel, credit_out_++}, {credit, 4});
    } else if (frame.header.kind == net::FrameKind::control) {
      const std::string copy(payload);
      messages_.emplace_back(wire::GetMessage(copy.data())->UnPack());
    }
  }

  UniqueFd socket_;
  net::FrameDecoder decoder_;
  std::deque<std::unique_ptr<wire::MessageT>> messages_;
  uint32_t request_ = 0;
  uint32_t control_out_ = 0;
  uint32_t credit_out_ = 0;
};

class TestDaemon {
 public:
  explicit TestDaemon(const std::string& worker_script) {
    char name[] = "/tmp/weft-daemon-XXXXXX";
    folder_ = ::mkdtemp(name);
    root_ = folder_ + "/root";
    set_worker(worker_script);
    start();
  }
  ~TestDaemon() {
    kill(SIGKILL);
    for (const auto& [pid, start_time] : workers_) {
      if (process_is_alive(pid, start_time)) ::kill(-pid, SIGKILL);
    }
    CHECK(remove_tree(folder_).ok());
  }

  void set_worker(const std::string& script) {
    REQUIRE(write_file_atomic(folder_ + "/worker", "#!/bin/sh\n" + script, 0700).ok());
  }

  void start(const std::vector<std::string>& extra = {}) {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    daemon_ = ::fork();
    if (daemon_ == 0) {
      ::dup2(ends[1], 1);
      ::close(ends[0]);
      ::setenv("WEFT_WORKER", (folder_ + "/worker").c_str(), 1);
      ::setenv("WEFT_RUNTIME_DIR", (folder_ + "/run").c_str(), 1);
      ::setenv("WEFT_KILL_AFTER_MS", "300", 1);
      if (!path.empty()) ::setenv("PATH", path.c_str(), 1);
      std::vector<const char*> words = {WEFTD_PROGRAM, "--root", root_.c_str(), "--foreground"};
      for (const std::string& word : extra) words.push_back(word.c_str());
      words.push_back(nullptr);
      ::execv(WEFTD_PROGRAM, const_cast<char**>(words.data()));
      ::_exit(127);
    }
    ::close(ends[1]);
    std::string line;
    char c = 0;
    while (::read(ends[0], &c, 1) == 1 && c != '\n') line += c;
    ::close(ends[0]);
    const auto json = parse_json(line);
    REQUIRE(json.has_value());
    socket_ = string_at(*json, "socket");
    token_ = read_file(string_at(*json, "token_file")).value();
    token_.pop_back();
  }

  void kill(int signal) {
    if (daemon_ <= 0) return;
    ::kill(daemon_, signal);
    ::waitpid(daemon_, nullptr, 0);
    daemon_ = 0;
  }
  int wait() {
    int status = 0;
    ::waitpid(daemon_, &status, 0);
    daemon_ = 0;
    return status;
  }

  TestClient client() {
    TestClient client(socket_);
    CHECK(client.hello(token_)->body.type == wire::Body::Welcome);
    return client;
  }

  wire::SubmitT submission(const std::string& key = "", uint32_t threads = 1) const {
    wire::SubmitT submit;
    submit.key = key;
    submit.title = "t.py:main";
    submit.graph = small_graph();
    submit.threads = threads;
    auto argument = std::make_unique<wire::ArgumentT>();
    argument->name = "b";
    argument->kind = wire::ArgumentKind::Int;
    argument->int_value = 7;
    submit.arguments.push_back(std::move(argument));
    return submit;
  }

  std::string submit(TestClient& client, wire::SubmitT submit) {
    const auto reply = client.call(std::move(submit));
    if (const auto* failure = reply->body.AsFailure()) MESSAGE(failure->code << " " << failure->message);
    REQUIRE(reply->body.type == wire::Body::Submitted);
    return reply->body.AsSubmitted()->job;
  }

  /// The states of a job up to its end, each with its reason behind a colon when it has one.
  std::vector<std::string> states(TestClient& client, const std::string& job, const std::function<void(const std::string&)>& each = {}) {
    wire::WatchT watch;
    watch.job = job;
    CHECK(client.call(std::move(watch))->body.type == wire::Body::Ok);
    std::vector<std::string> seen;
    while (true) {
      const Json event = client.next_event();
      if (event.is_null()) return seen;
      if (string_at(event, "kind") != "state") continue;
      const std::string state = string_at(event, "state");
      if (const uint64_t pid = unsigned_at(event, "pid"); pid != 0) {
        const auto start_time = process_start_time(static_cast<pid_t>(pid));
        if (start_time.ok()) workers_.emplace_back(static_cast<pid_t>(pid), start_time.value());
      }
      seen.push_back(state);
      last_reason = string_at(event, "reason");
      if (each) each(state);
      if (state == "done" || state == "failed" || state == "cancelled" || state == "lost") return seen;
    }
  }

  const std::string& folder() const { return folder_; }
  const std::string& root() const { return root_; }
  const std::string& socket() const { return socket_; }
  const std::string& token() const { return token_; }
  std::string job_folder(const std::string& job) const { return root_ + "/jobs/" + job; }
  pid_t pid() const { return daemon_; }

  std::string path;  // PATH of the daemon when not empty
  std::string last_reason;

 private:
  std::string folder_;
  std::string root_;
  std::string socket_;
  std::string token_;
  pid_t daemon_ = 0;
  std::vector<std::pair<pid_t, uint64_t>> workers_;
};

using States = std::vector<std::string>;

}  // namespace weft::daemon::test
