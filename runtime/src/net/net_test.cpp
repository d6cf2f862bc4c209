// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>
#include <random>

#include "net/connection.h"
#include "net/unix_socket.h"

namespace {

using namespace weft;
using namespace weft::net;

std::string frame_text(const FrameHeader& header, std::string_view payload) {
  const auto head = encode_header(header);
  return std::string(reinterpret_cast<const char*>(head.data()), head.size()) + std::string(payload);
}

/// Two ends of a socket: one with a Connection on a loop, one plain.
struct Pair {
  Pair() {
    int ends[2];
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends) == 0);
    plain.reset(ends[1]);
    Connection::Handlers handlers;
    handlers.control = [this](std::span<const std::byte> payload) { control.emplace_back(reinterpret_cast<const char*>(payload.data()), payload.size()); };
    handlers.data = [this](uint32_t channel, std::span<const std::byte> bytes) { data[channel] += bytes.size(); };
    handlers.closed = [this](const Status& status) {
      closed = true;
      reason = status;
    };
    connection = std::make_unique<Connection>(loop, UniqueFd(ends[0]), std::move(handlers));
  }
  void send(std::string_view bytes) { CHECK(::send(plain.get(), bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size())); }
  void turns(int count = 5) {
    for (int i = 0; i < count; ++i) loop.turn(0);
  }
  /// Frames that came out, as far as the socket holds them.
  std::vector<std::pair<FrameHeader, size_t>> received() {
    std::vector<std::pair<FrameHeader, size_t>> frames;
    while (true) {
      const auto room = decoder.room();
      const ssize_t count = ::recv(plain.get(), room.data(), room.size(), 0);
      if (count > 0) decoder.commit(static_cast<size_t>(count));
      while (true) {
        const auto frame = decoder.next();
        REQUIRE(frame.ok());
        if (!frame.value()) break;
        frames.emplace_back(frame.value()->header, frame.value()->payload.size());
      }
      if (count <= 0) return frames;
    }
  }

  EventLoop loop;
  UniqueFd plain;
  FrameDecoder decoder;
  std::unique_ptr<Connection> connection;
  std::vector<std::string> control;
  std::map<uint32_t, size_t> data;
  bool closed = false;
  Status reason;
};

/// Endless zeros.
Connection::Source zeros() {
  return [](std::span<std::byte> into) -> Result<size_t> {
    std::memset(into.data(), 0, into.size());
    return into.size();
  };
}

}  // namespace

TEST_CASE("frames come out whole, however the bytes arrive") {
  const std::string stream = frame_text({5, FrameKind::control, 0, 0}, "hello") + frame_text({3, FrameKind::data, 7, 0}, "abc") +
                             frame_text({4, FrameKind::credit, 7, 1}, std::string("\x00\x00\x10\x00", 4));
  for (size_t step = 1; step <= stream.size(); ++step) {
    FrameDecoder decoder;
    std::string seen;
    for (size_t at = 0; at < stream.size(); at += step) {
      const std::string_view piece = std::string_view(stream).substr(at, step);
      const auto room = decoder.room();
      REQUIRE(room.size() >= piece.size());
      std::memcpy(room.data(), piece.data(), piece.size());
      decoder.commit(piece.size());
      while (true) {
        const auto frame = decoder.next();
        REQUIRE(frame.ok());
        if (!frame.value()) break;
        seen += std::to_string(static_cast<int>(frame.value()->header.kind)) + std::string(reinterpret_cast<const char*>(frame.value()->payload.data()), frame.value()->payload.size()).substr(0, 3);
      }
    }
    CHECK(seen == std::string("1hel2abc3\x00\x00\x10", 12));
    CHECK(decoder.buffered() == 0);
  }
}

TEST_CASE("headers out of the limits are errors") {
  const auto refused = [](std::string_view bytes) {
    FrameDecoder decoder;
    std::memcpy(decoder.room().data(), bytes.data(), bytes.size());
    decoder.commit(bytes.size());
    const auto frame = decoder.next();
    return !frame.ok() && frame.status().code() == "WEFT404";
  };
  CHECK(refused(frame_text({kMaxControlBytes + 1, FrameKind::control, 0, 0}, "")));
  CHECK(refused(frame_text({0, FrameKind::control, 0, 0}, "")));
  CHECK(refused(frame_text({4, FrameKind::control, 1, 0}, "")));
  CHECK(refused(frame_text({kMaxDataBytes + 1, FrameKind::data, 1, 0}, "")));
  CHECK(refused(frame_text({4, FrameKind::data, 0, 0}, "")));
  CHECK(refused(frame_text({5, FrameKind::credit, 1, 0}, "")));
  CHECK(refused(frame_text({4, static_cast<FrameKind>(4), 1, 0}, "")));
  std::string reserved = frame_text({4, FrameKind::control, 0, 0}, "");
  reserved[6] = 1;
  CHECK(refused(reserved));
  CHECK(!refused(frame_text({kMaxControlBytes, FrameKind::control, 0, 0}, "")));
}

TEST_CASE("random bytes never harm the decoder") {
  std::mt19937 random(7);
  for (int round = 0; round < 2000; ++round) {
    FrameDecoder decoder;
    for (int piece = 0; piece < 4; ++piece) {
      const auto room = decoder.room();
      const size_t count = std::min<size_t>(random() % 64, room.size());
      // Small numbers make plausible headers.
      for (size_t i = 0; i < count; ++i) room[i] = static_cast<std::byte>(random() % 3);
      decoder.commit(count);
      bool usable = true;
      while (usable) {
        const auto frame = decoder.next();
        usable = frame.ok() && frame.value().has_value();
        if (!frame.ok()) piece = 4;
      }
    }
  }
}

TEST_CASE("tokens are compared whole") {
  CHECK(equal_in_constant_time("abc", "abc"));
  CHECK(!equal_in_constant_time("abc", "abd"));
  CHECK(!equal_in_constant_time("abc", "ab"));
  CHECK(!equal_in_constant_time("", "a"));
}

TEST_CASE("control goes before data that waits") {
  Pair pair;
  pair.connection->send_data(3, zeros(), {});
  pair.turns(2);
  const std::vector<std::byte> payload(10);
  pair.connection->send_control(payload);
  bool control_seen = false;
  size_t data_before = 0;
  for (int i = 0; i < 200 && !control_seen; ++i) {
    pair.turns(1);
    for (const auto& [header, size] : pair.received()) {
      control_seen = control_seen || header.kind == FrameKind::control;
      if (!control_seen) data_before += size;
    }
  }
  CHECK(control_seen);
  // Less than the credit: what the socket already held and the frame that was being written.
  CHECK(data_before < kInitialCreditBytes);
}

TEST_CASE("a sender stops at its credit and goes on with more") {
  Pair pair;
  size_t received = 0;
  uint32_t sequence = 0;
  const auto drain = [&] {
    for (int i = 0; i < 300; ++i) {
      pair.turns(1);
      for (const auto& [header, size] : pair.received()) {
        CHECK(header.sequence == sequence++);
        received += size;
      }
    }
  };
  pair.connection->send_data(3, zeros(), {});
  drain();
  CHECK(received == kInitialCreditBytes);
  pair.send(frame_text({4, FrameKind::credit, 3, 0}, std::string("\x00\x00\x01\x00", 4)));
  drain();
  CHECK(received == kInitialCreditBytes + 65536);
  // Credit for a channel that is over is nobody's mistake.
  pair.connection->stop_sending(3);
  pair.send(frame_text({4, FrameKind::credit, 3, 1}, std::string("\x00\x00\x01\x00", 4)));
  drain();
  CHECK(received == kInitialCreditBytes + 65536);
  CHECK(!pair.closed);
}

TEST_CASE("a reader that takes nothing costs one chunk") {
  Pair pair;
  size_t asked = 0;
  pair.connection->send_data(1, [&](std::span<std::byte> into) -> Result<size_t> {
    asked += into.size();
    return into.size();
  }, {});
  for (int i = 0; i < 50; ++i) pair.turns(1);
  CHECK(asked < size_t{2} << 20);
}

TEST_CASE("a sender over its credit is cut off") {
  Pair pair;
  pair.connection->open_incoming(2);
  const std::string megabyte(kMaxDataBytes, 'x');
  uint32_t sequence = 0;
  const auto send_all = [&](const std::string& bytes) {
    for (size_t at = 0; at < bytes.size() && !pair.closed;) {
      const ssize_t count = ::send(pair.plain.get(), bytes.data() + at, bytes.size() - at, MSG_NOSIGNAL);
      if (count > 0) at += static_cast<size_t>(count);
      pair.turns(1);
    }
  };
  for (int i = 0; i < 4; ++i) send_all(frame_text({kMaxDataBytes, FrameKind::data, 2, sequence++}, megabyte));
  pair.turns();
  CHECK(pair.data[2] == kInitialCreditBytes);
  CHECK(!pair.closed);
  SUBCASE("without a grant") {
    send_all(frame_text({1, FrameKind::data, 2, sequence++}, "x"));
    pair.turns();
    CHECK(pair.closed);
    CHECK(pair.reason.code() == "WEFT404");
  }
  SUBCASE("but not with one") {
    pair.connection->grant(2, 1);
    send_all(frame_text({1, FrameKind::data, 2, sequence++}, "x"));
    pair.turns();
    CHECK(!pair.closed);
    CHECK(pair.data[2] == kInitialCreditBytes + 1);
  }
}

TEST_CASE("frames that are missing, early or late are noticed") {
  Pair pair;
  SUBCASE("a control frame is missing") { pair.send(frame_text({1, FrameKind::control, 0, 1}, "x")); }
  SUBCASE("data on a channel that never was") { pair.send(frame_text({1, FrameKind::data, 5, 0}, "x")); }
  SUBCASE("the end within a frame") {
    pair.send(frame_text({10, FrameKind::control, 0, 0}, "x"));
    pair.plain.reset();
  }
  pair.turns();
  CHECK(pair.closed);
  CHECK(pair.reason.code() == "WEFT404");
}

TEST_CASE("data that was under way when a channel closed is let go") {
  Pair pair;
  pair.connection->open_incoming(5);
  pair.connection->close_incoming(5);
  pair.send(frame_text({1, FrameKind::data, 5, 0}, "x") + frame_text({2, FrameKind::control, 0, 0}, "ok"));
  pair.turns();
  CHECK(!pair.closed);
  CHECK(pair.control == std::vector<std::string>{"ok"});
  pair.plain.reset();
  pair.turns();
  CHECK(pair.closed);
  CHECK(pair.reason.ok());
}

TEST_CASE("the loop runs timers in order, steps in turns, and sleeps otherwise") {
  EventLoop loop;
  std::string order;
  loop.after(20, [&] { order += "b"; });
  loop.after(1, [&] { order += "a"; });
  const auto cancelled = loop.after(5, [&] { order += "x"; });
  loop.cancel(cancelled);
  int steps = 0;
  loop.add_step([&] { return ++steps < 3; });
  loop.soon([&] { order += "s"; });
  while (order.size() < 3) loop.turn(100);
  CHECK(order == "sab");
  CHECK(steps == 3);
}

TEST_CASE("a path that is too long for a socket is told") {
  CHECK(listen_unix("/tmp/" + std::string(200, 'x')).status().code() == "WEFT402");
  CHECK(connect_unix("/tmp/weft-nothing-here").status().code() == "WEFT431");
}
