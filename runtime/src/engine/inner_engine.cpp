// SPDX-License-Identifier: Apache-2.0
#include "engine/inner_engine.h"

namespace weft::engine {
namespace {

class InnerEngine final : public Engine {
 public:
  explicit InnerEngine(const Engine& outer) : outer_(outer) {}

  void run(const std::function<void()>& program) override { program(); }
  void submit(const Nest& nest) override {
    if (nest.extent > 0 && !cancelled()) nest.body(nest.context, 0, nest.extent, 0);
  }
  void wait(memory::Buffer*, bool) override {}
  void wait_all() override {}
  bool wait_some() override { return false; }
  int64_t pending() const override { return 0; }
  uint32_t threads() const override { return 1; }
  void cancel() override {}
  bool cancelled() const override { return outer_.cancelled(); }

 private:
  const Engine& outer_;
};

}  // namespace

std::unique_ptr<Engine> create_inner_engine(const Engine& outer) { return std::make_unique<InnerEngine>(outer); }

}  // namespace weft::engine
