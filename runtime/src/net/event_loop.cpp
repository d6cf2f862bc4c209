// SPDX-License-Identifier: Apache-2.0
#include "net/event_loop.h"

#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>

#include "base/process.h"

namespace weft::net {

EventLoop::EventLoop() : epoll_(::epoll_create1(EPOLL_CLOEXEC)) { WEFT_CHECK(epoll_); }

void EventLoop::watch(int fd, uint32_t epoll_events, FdCallback callback) {
  epoll_event event = {};
  event.events = epoll_events;
  event.data.fd = fd;
  WEFT_CHECK(::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event) == 0);
  watched_[fd] = std::make_shared<FdCallback>(std::move(callback));
}

void EventLoop::change(int fd, uint32_t epoll_events) {
  epoll_event event = {};
  event.events = epoll_events;
  event.data.fd = fd;
  WEFT_CHECK(::epoll_ctl(epoll_.get(), EPOLL_CTL_MOD, fd, &event) == 0);
}

void EventLoop::forget(int fd) {
  if (watched_.erase(fd) == 0) return;
  ::epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, fd, nullptr);
}

EventLoop::TimerId EventLoop::after(uint64_t delay_ms, Callback callback) {
  const TimerId id = next_timer_++;
  const uint64_t due = monotonic_now_ms() + delay_ms;
  timers_.emplace(std::pair(due, id), std::move(callback));
  due_[id] = due;
  return id;
}

void EventLoop::cancel(TimerId timer) {
  const auto found = due_.find(timer);
  if (found == due_.end()) return;
  timers_.erase({found->second, timer});
  due_.erase(found);
}

void EventLoop::soon(Callback callback) { soon_.push_back(std::move(callback)); }

void EventLoop::add_step(std::function<bool()> step) { steps_.push_back(std::move(step)); }

void EventLoop::on_signals(const std::vector<int>& signals, std::function<void(int)> callback) {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : signals) sigaddset(&set, signal);
  WEFT_CHECK(::sigprocmask(SIG_BLOCK, &set, nullptr) == 0);
  signal_.reset(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
  WEFT_CHECK(signal_);
  watch(signal_.get(), EPOLLIN, [this, callback = std::move(callback)](uint32_t) {
    signalfd_siginfo info = {};
    while (::read(signal_.get(), &info, sizeof info) == sizeof info) callback(static_cast<int>(info.ssi_signo));
  });
}

void EventLoop::run() {
  while (!stopped_) turn(-1);
}

void EventLoop::turn(int timeout_ms) {
  int64_t wait = timeout_ms;
  if (!timers_.empty()) {
    const uint64_t now = monotonic_now_ms();
    const uint64_t due = timers_.begin()->first.first;
    const int64_t left = due > now ? static_cast<int64_t>(due - now) : 0;
    wait = wait < 0 ? left : std::min(wait, left);
  }
  if (!steps_.empty() || !soon_.empty()) wait = 0;
  std::array<epoll_event, 64> events;
  const int count = ::epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()), static_cast<int>(std::min<int64_t>(wait, 1 << 30)));
  for (int i = 0; i < count; ++i) {
    const epoll_event& event = events[static_cast<size_t>(i)];
    // An earlier callback of this turn may have removed this descriptor.
    const auto found = watched_.find(event.data.fd);
    if (found == watched_.end()) continue;
    const auto callback = found->second;
    (*callback)(event.events);
  }
  const uint64_t now = monotonic_now_ms();
  while (!timers_.empty() && timers_.begin()->first.first <= now) {
    const auto node = timers_.extract(timers_.begin());
    due_.erase(node.key().second);
    node.mapped()();
  }
  for (size_t i = 0; i < steps_.size();) {
    // A step may add steps; the vector may move under it.
    auto step = std::move(steps_[i]);
    if (step()) {
      steps_[i++] = std::move(step);
    } else {
      steps_.erase(steps_.begin() + static_cast<std::ptrdiff_t>(i));
    }
  }
  for (size_t waiting = soon_.size(); waiting > 0; --waiting) {
    const Callback callback = std::move(soon_.front());
    soon_.pop_front();
    callback();
  }
}

}  // namespace weft::net
