// SPDX-License-Identifier: Apache-2.0
// Being asked to stop: the file `cancel` in the job folder, SIGTERM or SIGUSR1. The engine then drops tasks that did not start
// and the program ends at its next look. A program that does not end within the grace time is ended by force.

#pragma once

#include <functional>
#include <string>
#include <thread>

#include "engine/engine.h"

namespace weft::worker {

class Canceller {
 public:
  /// `give_up` is called on another thread when the worker did not end within the grace time; it must not return.
  Canceller(std::string folder, std::function<void()> give_up);
  ~Canceller();
  Canceller(const Canceller&) = delete;
  Canceller& operator=(const Canceller&) = delete;

  /// The engine to cancel; null when there is none (any more).
  void watch(engine::Engine* engine);
  bool requested() const;

 private:
  void look_for_file();

  std::string folder_;
  std::function<void()> give_up_;
  int stop_[2] = {-1, -1};  // a pipe: closing its writing end wakes the thread
  std::thread thread_;
};

}  // namespace weft::worker
