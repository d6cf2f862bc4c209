// SPDX-License-Identifier: Apache-2.0
// One client's connection: checks who it is, answers its requests, feeds its watches.

#pragma once

#include <map>
#include <memory>
#include <string>

#include "daemon/children.h"
#include "daemon/fetch.h"
#include "daemon/jobs.h"
#include "daemon/store.h"
#include "net/connection.h"

namespace weft::daemon {

/// What sessions share.
struct SessionContext {
  net::EventLoop& loop;
  Jobs& jobs;
  Store& store;
  Root root;
  Children& children;
  std::string token;
  std::string version;
  std::string slurm;  // "slurm 22.05.8", empty when this host has none
  uint64_t started_ms = 0;
  std::function<void()> shutdown;
};

class Session {
 public:
  Session(SessionContext& context, UniqueFd socket, std::function<void(Session*)> closed);
  ~Session();

  /// Called for every new event of any job.
  void on_event(const Job& job);

 private:
  struct UploadState {
    std::unique_ptr<Upload> upload;
    uint32_t ungranted = 0;
  };

  void on_control(std::span<const std::byte> payload);
  void on_data(uint32_t channel, std::span<const std::byte> bytes);
  void greet(uint32_t request, const wire::Hello& hello);
  void answer(uint32_t request, const wire::Message& message);
  void start_upload(uint32_t request, const wire::Upload& upload);
  void upload_ready(uint32_t request);
  void finish_upload(uint32_t request);
  void submit(uint32_t request, const wire::Submit& submit);
  void list(uint32_t request, const wire::ListJobs& list);
  void watch(uint32_t request, const wire::Watch& watch);
  void unwatch(const std::string& job);
  void fetch(uint32_t request, const wire::Fetch& fetch);
  void send_file(uint32_t request, uint64_t offset, const std::shared_ptr<FetchedFile>& file);
  void describe(uint32_t request, const wire::Describe& describe);
  void describe_member(uint32_t request, const std::string& place);
  void send_status(uint32_t request);
  void shut_down(uint32_t request, const wire::Shutdown& shutdown);

  void pump_watches();
  template <typename Body>
  void send(uint32_t request, Body body);
  void send_ok(uint32_t request);
  void fail(uint32_t request, const Status& status);
  void fail_and_close(uint32_t request, const Status& status);

  SessionContext& context_;
  std::unique_ptr<net::Connection> connection_;
  bool greeted_ = false;
  net::EventLoop::TimerId greeting_timer_ = 0;
  std::map<std::string, uint64_t> watches_;  // job id -> next sequence number to send
  std::map<uint32_t, UploadState> uploads_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

template <typename Body>
void Session::send(uint32_t request, Body body) {
  wire::MessageT message;
  message.request = request;
  message.body.Set(std::move(body));
  flatbuffers::FlatBufferBuilder builder;
  wire::FinishMessageBuffer(builder, wire::Message::Pack(builder, &message));
  const auto* bytes = reinterpret_cast<const std::byte*>(builder.GetBufferPointer());
  connection_->send_control({bytes, bytes + builder.GetSize()});
}

}  // namespace weft::daemon
