// SPDX-License-Identifier: Apache-2.0
#include "worker/cancel.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <utility>

#include "base/files.h"
#include "base/process.h"

namespace weft::worker {
namespace {

// A change of a file on a network disk is announced to nobody, so the file is looked for; ten looks a second cost nothing.
constexpr int kLookEveryMs = 100;
constexpr uint64_t kGraceMs = 5000;

// A signal handler can reach nothing else.
std::atomic<bool> asked{false};
std::atomic<engine::Engine*> watched{nullptr};

void ask() {
  asked.store(true);
  if (engine::Engine* engine = watched.load()) engine->cancel();
}

void on_signal(int) { ask(); }

}  // namespace

Canceller::Canceller(std::string folder, std::function<void()> give_up)
    : folder_(std::move(folder)), give_up_(std::move(give_up)) {
  asked.store(false);
  struct sigaction action = {};
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART;
  sigaction(SIGTERM, &action, nullptr);
  sigaction(SIGUSR1, &action, nullptr);
  WEFT_CHECK(pipe2(stop_, O_CLOEXEC) == 0);
  if (file_exists(folder_ + "/cancel")) ask();
  thread_ = std::thread([this] { look_for_file(); });
}

Canceller::~Canceller() {
  close(stop_[1]);
  thread_.join();
  close(stop_[0]);
  watched.store(nullptr);
}

void Canceller::watch(engine::Engine* engine) {
  watched.store(engine);
  if (engine != nullptr && asked.load()) engine->cancel();
}

bool Canceller::requested() const { return asked.load(); }

void Canceller::look_for_file() {
  const std::string path = folder_ + "/cancel";
  uint64_t asked_at = 0;
  for (;;) {
    pollfd stop = {stop_[0], POLLIN, 0};
    if (poll(&stop, 1, kLookEveryMs) > 0) return;
    if (!asked.load() && file_exists(path)) ask();
    if (!asked.load()) continue;
    const uint64_t now = monotonic_now_ms();
    if (asked_at == 0) asked_at = now;
    if (now - asked_at > kGraceMs) give_up_();
  }
}

}  // namespace weft::worker
