// SPDX-License-Identifier: Apache-2.0
// One thread, one epoll: descriptors, timers, signals and short steps of background work. Nothing wakes up without a reason:
// with no timer armed and no step queued the loop sleeps in epoll_wait without a timeout.
//
// Every function is called on the loop's thread. A callback may add or remove anything, its own registration included.

#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <unordered_map>
#include <vector>

#include "base/files.h"
#include "base/status.h"

namespace weft::net {

class EventLoop {
 public:
  using FdCallback = std::function<void(uint32_t epoll_events)>;
  using Callback = std::function<void()>;
  using TimerId = uint64_t;

  EventLoop();
  EventLoop(const EventLoop&) = delete;

  /// EPOLLIN, EPOLLOUT; errors and hang-ups are always reported.
  void watch(int fd, uint32_t epoll_events, FdCallback callback);
  void change(int fd, uint32_t epoll_events);
  void forget(int fd);

  TimerId after(uint64_t delay_ms, Callback callback);
  void cancel(TimerId timer);

  /// Runs after the callback under way, before anything else.
  void soon(Callback callback);
  /// Runs `step` once in every turn of the loop, between descriptors, until it returns false.
  void add_step(std::function<bool()> step);

  /// SIGCHLD, SIGTERM, …: blocked for this thread and delivered here.
  void on_signals(const std::vector<int>& signals, std::function<void(int)> callback);

  void run();
  void stop() { stopped_ = true; }
  /// One turn, waiting at most `timeout_ms` (-1: no limit). For tests and for run().
  void turn(int timeout_ms);

 private:

  UniqueFd epoll_;
  UniqueFd signal_;
  std::unordered_map<int, std::shared_ptr<FdCallback>> watched_;
  std::map<std::pair<uint64_t, TimerId>, Callback> timers_;
  std::unordered_map<TimerId, uint64_t> due_;
  std::deque<Callback> soon_;
  std::vector<std::function<bool()>> steps_;
  TimerId next_timer_ = 1;
  bool stopped_ = false;
};

}  // namespace weft::net
