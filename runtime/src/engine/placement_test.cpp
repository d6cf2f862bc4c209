// SPDX-License-Identifier: Apache-2.0
#include "engine/placement.h"

#include <doctest/doctest.h>

#include <unistd.h>

#include <atomic>
#include <thread>

namespace {

cpu_set_t mask_of(pid_t thread) {
  cpu_set_t mask;
  CPU_ZERO(&mask);
  CHECK(sched_getaffinity(thread, sizeof mask, &mask) == 0);
  return mask;
}

}  // namespace

TEST_CASE("a sleeping thread is kept off the processor of the one that wakes it, until it runs") {
  const cpu_set_t allowed = mask_of(0);
  weft::engine::Placement placement(2);
  CHECK(placement.fits() == (CPU_COUNT(&allowed) >= 2));
  if (CPU_COUNT(&allowed) < 2) return;  // there is no other processor to run on

  std::atomic<pid_t> id{0};
  std::atomic<int> step{0};
  std::thread worker([&] {
    id.store(gettid());
    placement.arrived(1);
    placement.left(1);
    step.store(1);
    step.notify_all();
    step.wait(1);
    placement.arrived(1);
    const cpu_set_t now = mask_of(0);
    CHECK(CPU_EQUAL(&allowed, &now));
  });
  step.wait(0);
  placement.keep_clear();
  const cpu_set_t kept = mask_of(id.load());
  CHECK(CPU_COUNT(&kept) == CPU_COUNT(&allowed) - 1);
  step.store(2);
  step.notify_all();
  worker.join();
}

TEST_CASE("more threads than processors do not fit") {
  const cpu_set_t allowed = mask_of(0);
  CHECK(!weft::engine::Placement(static_cast<uint32_t>(CPU_COUNT(&allowed)) + 1).fits());
}
