// SPDX-License-Identifier: Apache-2.0
// One framed connection over a stream socket. Control frames wait in a queue of their own and go before data.
// Data is pulled: a channel's source is asked for a chunk only when the socket takes it and the channel has credit,
// so that a slow reader costs the memory of one chunk.

#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <unordered_map>
#include <vector>

#include "base/files.h"
#include "base/status.h"
#include "net/event_loop.h"
#include "net/frame.h"

namespace weft::net {

class Connection {
 public:
  /// Fills `into` with the next bytes of a channel and returns how many; 0 ends the channel.
  using Source = std::function<Result<size_t>(std::span<std::byte> into)>;

  struct Handlers {
    std::function<void(std::span<const std::byte> payload)> control;
    std::function<void(uint32_t channel, std::span<const std::byte> bytes)> data;
    /// Every control frame queued so far was written.
    std::function<void()> drained;
    /// The connection is over; `status` is ok when the other side closed it. Called once, and not from within a call to the connection.
    std::function<void(const Status& status)> closed;
  };

  Connection(EventLoop& loop, UniqueFd socket, Handlers handlers);
  ~Connection();
  Connection(const Connection&) = delete;

  void send_control(std::vector<std::byte> payload);
  /// Bytes of control frames that wait for the socket.
  size_t queued_bytes() const { return control_bytes_; }

  /// Begins to send a channel; `failed` hears of a source's error, after which the channel is over.
  void send_data(uint32_t channel, Source source, std::function<void(const Status&)> failed);
  void stop_sending(uint32_t channel);

  /// Accepts data on a channel; `grant` returns credit for bytes that were dealt with.
  void open_incoming(uint32_t channel);
  void grant(uint32_t channel, uint32_t bytes);
  void close_incoming(uint32_t channel);

  /// Writes what is queued, then closes. Nothing is read any more.
  void close_after_flush();
  void close(const Status& status);
  bool is_closed() const { return !socket_; }

 private:
  struct Outgoing {
    Source source;
    std::function<void(const Status&)> failed;
    uint64_t credit = kInitialCreditBytes;
    uint32_t sequence = 0;
  };
  struct Incoming {
    uint64_t credit = kInitialCreditBytes;
    uint32_t sequence = 0;
    uint32_t credit_sequence = 0;
  };

  void on_events(uint32_t events);
  void read_some();
  bool handle(const Frame& frame);
  void write_some();
  bool fill_from_sources();
  void queue_frame(const FrameHeader& header, std::span<const std::byte> payload);
  void update_interest();

  EventLoop& loop_;
  UniqueFd socket_;
  Handlers handlers_;
  FrameDecoder decoder_;
  std::deque<std::vector<std::byte>> control_;
  size_t control_bytes_ = 0;
  std::vector<std::byte> writing_;  // the frame that the socket takes now
  size_t written_ = 0;
  bool writing_control_ = false;
  std::map<uint32_t, Outgoing> outgoing_;
  uint32_t last_served_ = 0;  // channels take turns
  std::unordered_map<uint32_t, Incoming> incoming_;
  uint32_t highest_incoming_ = 0;
  uint32_t control_in_ = 0;
  uint32_t control_out_ = 0;
  uint32_t interest_ = 0;
  bool closing_ = false;
  std::shared_ptr<bool> alive_;
};

}  // namespace weft::net
