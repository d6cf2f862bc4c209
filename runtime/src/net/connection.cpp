// SPDX-License-Identifier: Apache-2.0
#include "net/connection.h"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace weft::net {
namespace {

/// A client that does not read its answers is not read either.
constexpr size_t kMaxQueuedBytes = size_t{8} << 20;
/// Turns of reading before other descriptors get theirs.
constexpr int kReadsPerTurn = 16;
constexpr size_t kChunkBytes = 256 << 10;
/// How long the last answer may take before the socket is closed without it.
constexpr uint64_t kFlushMs = 5000;

Status broken(const std::string& why) { return Status("WEFT404", "the other side broke the protocol: " + why, "update Weft on both sides"); }

}  // namespace

Connection::Connection(EventLoop& loop, UniqueFd socket, Handlers handlers)
    : loop_(loop), socket_(std::move(socket)), handlers_(std::move(handlers)), alive_(std::make_shared<bool>(true)) {
  interest_ = EPOLLIN;
  loop_.watch(socket_.get(), interest_, [this](uint32_t events) { on_events(events); });
}

Connection::~Connection() {
  *alive_ = false;
  if (socket_) loop_.forget(socket_.get());
}

void Connection::on_events(uint32_t events) {
  const auto alive = alive_;
  if ((events & EPOLLOUT) != 0) write_some();
  if (!*alive || !socket_) return;
  if ((events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0 && !closing_) read_some();
  if (!*alive || !socket_) return;
  if (closing_ && (events & (EPOLLHUP | EPOLLERR)) != 0) return close({});
  update_interest();
}

void Connection::read_some() {
  const auto alive = alive_;
  for (int i = 0; i < kReadsPerTurn && control_bytes_ < kMaxQueuedBytes; ++i) {
    const auto room = decoder_.room();
    const ssize_t count = ::recv(socket_.get(), room.data(), room.size(), 0);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return;
    if (count < 0) return close(file_error("read from", "connection", errno));
    if (count == 0) return close(decoder_.buffered() > 0 ? broken("it ended within a frame") : Status());
    decoder_.commit(static_cast<size_t>(count));
    while (true) {
      auto frame = decoder_.next();
      if (!frame.ok()) return close(frame.status());
      if (!frame.value()) break;
      if (!handle(*frame.value()) || !*alive || !socket_ || closing_) return;
    }
    if (static_cast<size_t>(count) < room.size()) return;
  }
}

bool Connection::handle(const Frame& frame) {
  const FrameHeader& header = frame.header;
  const auto fail = [&](const std::string& why) {
    close(broken(why));
    return false;
  };
  switch (header.kind) {
    case FrameKind::control:
      if (header.sequence != control_in_++) return fail("a control frame is missing");
      handlers_.control(frame.payload);
      return true;
    case FrameKind::data: {
      const auto found = incoming_.find(header.channel);
      // What was under way when a channel was closed here is let go.
      if (found == incoming_.end()) return header.channel <= highest_incoming_ || fail("data on a channel that is not open");
      Incoming& channel = found->second;
      if (header.sequence != channel.sequence++) return fail("a data frame is missing");
      if (header.size > channel.credit) return fail("more data than was granted");
      channel.credit -= header.size;
      handlers_.data(header.channel, frame.payload);
      return true;
    }
    case FrameKind::credit: {
      const auto found = outgoing_.find(header.channel);
      if (found == outgoing_.end()) return true;
      uint32_t bytes = 0;
      for (size_t i = 0; i < 4; ++i) bytes |= static_cast<uint32_t>(frame.payload[i]) << (8 * i);
      found->second.credit += bytes;
      return true;
    }
  }
  return true;
}

void Connection::queue_frame(const FrameHeader& header, std::span<const std::byte> payload) {
  std::vector<std::byte> bytes(kHeaderBytes + payload.size());
  const auto head = encode_header(header);
  std::memcpy(bytes.data(), head.data(), head.size());
  std::memcpy(bytes.data() + kHeaderBytes, payload.data(), payload.size());
  control_bytes_ += bytes.size();
  control_.push_back(std::move(bytes));
}

void Connection::send_control(std::vector<std::byte> payload) {
  if (!socket_ || closing_) return;
  queue_frame({static_cast<uint32_t>(payload.size()), FrameKind::control, 0, control_out_++}, payload);
  update_interest();
}

void Connection::send_data(uint32_t channel, Source source, std::function<void(const Status&)> failed) {
  if (!socket_ || closing_) return;
  outgoing_[channel] = {std::move(source), std::move(failed)};
  update_interest();
}

void Connection::stop_sending(uint32_t channel) { outgoing_.erase(channel); }

void Connection::open_incoming(uint32_t channel) {
  incoming_[channel] = {};
  highest_incoming_ = std::max(highest_incoming_, channel);
}

void Connection::grant(uint32_t channel, uint32_t bytes) {
  const auto found = incoming_.find(channel);
  if (found == incoming_.end() || !socket_ || closing_) return;
  found->second.credit += bytes;
  std::array<std::byte, 4> payload;
  for (size_t i = 0; i < 4; ++i) payload[i] = static_cast<std::byte>(bytes >> (8 * i));
  queue_frame({4, FrameKind::credit, channel, found->second.credit_sequence++}, payload);
  update_interest();
}

void Connection::close_incoming(uint32_t channel) { incoming_.erase(channel); }

bool Connection::fill_from_sources() {
  // Round robin over the channels that have credit.
  for (size_t tried = 0; tried < outgoing_.size(); ++tried) {
    auto next = outgoing_.upper_bound(last_served_);
    if (next == outgoing_.end()) next = outgoing_.begin();
    last_served_ = next->first;
    Outgoing& channel = next->second;
    if (channel.credit == 0) continue;
    const size_t limit = std::min<uint64_t>(channel.credit, kChunkBytes);
    writing_.resize(kHeaderBytes + limit);
    const auto filled = channel.source(std::span(writing_).subspan(kHeaderBytes));
    if (!filled.ok() || filled.value() == 0) {
      const auto failed = std::move(channel.failed);
      outgoing_.erase(next);
      writing_.clear();
      if (!filled.ok() && failed) failed(filled.status());
      return true;
    }
    const size_t count = filled.value();
    writing_.resize(kHeaderBytes + count);
    const auto head = encode_header({static_cast<uint32_t>(count), FrameKind::data, next->first, channel.sequence++});
    std::memcpy(writing_.data(), head.data(), head.size());
    channel.credit -= count;
    return true;
  }
  return false;
}

void Connection::write_some() {
  for (int i = 0; i < kReadsPerTurn; ++i) {
    if (written_ == writing_.size()) {
      writing_.clear();
      written_ = 0;
      writing_control_ = !control_.empty();
      if (writing_control_) {
        writing_ = std::move(control_.front());
        control_.pop_front();
      } else if (closing_ || !fill_from_sources()) {
        break;
      }
      if (writing_.empty()) continue;
    }
    const ssize_t count = ::send(socket_.get(), writing_.data() + written_, writing_.size() - written_, MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return;
    if (count < 0) return close(errno == EPIPE || errno == ECONNRESET ? Status() : file_error("write to", "connection", errno));
    written_ += static_cast<size_t>(count);
    if (writing_control_) control_bytes_ -= static_cast<size_t>(count);
  }
  if (control_.empty() && written_ == writing_.size()) {
    if (closing_) return close({});
    if (handlers_.drained) handlers_.drained();
  }
}

void Connection::update_interest() {
  if (!socket_) return;
  bool sending = !control_.empty() || written_ < writing_.size() || closing_;
  for (const auto& [number, channel] : outgoing_) sending = sending || channel.credit > 0;
  const uint32_t wanted = (closing_ || control_bytes_ >= kMaxQueuedBytes ? 0u : static_cast<uint32_t>(EPOLLIN)) |
                          (sending ? static_cast<uint32_t>(EPOLLOUT) : 0u);
  if (wanted == interest_) return;
  interest_ = wanted;
  loop_.change(socket_.get(), interest_);
}

void Connection::close_after_flush() {
  if (!socket_ || closing_) return;
  closing_ = true;
  loop_.after(kFlushMs, [alive = alive_, this] {
    if (*alive) close({});
  });
  update_interest();
}

void Connection::close(const Status& status) {
  if (!socket_) return;
  loop_.forget(socket_.get());
  socket_.reset();
  outgoing_.clear();
  loop_.soon([alive = alive_, this, status] {
    if (*alive) handlers_.closed(status);
  });
}

}  // namespace weft::net
