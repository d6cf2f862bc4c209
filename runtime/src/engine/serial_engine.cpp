// SPDX-License-Identifier: Apache-2.0
#include <atomic>

#include "engine/engine.h"
#include "engine/record.h"

namespace weft::engine {
namespace {

class SerialEngine final : public Engine {
 public:
  explicit SerialEngine(profile::Recorder* recorder) : recorder_(recorder) {}

  void run(const std::function<void()>& program) override { program(); }

  void submit(const Nest& nest) override {
    if (nest.extent <= 0 || cancelled()) return;
    const uint64_t start = profile::Recorder::ticks();
    nest.body(nest.context, 0, nest.extent, 0);
    record(recorder_, 0, nest, 0, nest.extent, start, profile::Recorder::ticks(), wire::Decision::InlineSingleThread);
  }

  void wait(memory::Buffer*, bool) override {}
  void wait_all() override {}
  bool wait_some() override { return false; }
  int64_t pending() const override { return 0; }
  uint32_t threads() const override { return 1; }
  void cancel() override { cancelled_.store(true, std::memory_order_relaxed); }
  bool cancelled() const override { return cancelled_.load(std::memory_order_relaxed); }

 private:
  profile::Recorder* recorder_;
  std::atomic<bool> cancelled_{false};
};

}  // namespace

std::unique_ptr<Engine> create_serial_engine(profile::Recorder* recorder) { return std::make_unique<SerialEngine>(recorder); }

std::unique_ptr<Engine> create_engine(uint32_t threads, profile::Recorder* recorder, const Switches& switches) {
  return threads <= 1 ? create_serial_engine(recorder) : create_tbb_engine(threads, recorder, switches);
}

}  // namespace weft::engine
