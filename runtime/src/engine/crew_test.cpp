// SPDX-License-Identifier: Apache-2.0
// Members that come, go and are kept from their processors: every iteration of every nest runs once, in chunks that begin at
// multiples of the block, and `share` returns when all of them have ended.

#include "engine/crew.h"

#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <chrono>
#include <functional>
#include <random>
#include <thread>
#include <vector>

namespace {

using namespace weft;
using engine::Crew;
using engine::Nest;
using engine::SiteCost;

constexpr uint32_t kMembers = 4;

struct Job {
  std::vector<std::atomic<int32_t>>* ran;
  std::array<std::atomic<int64_t>, kMembers>* by;
  int64_t block;
  int64_t burn_ns;
  std::atomic<int64_t>* misplaced;
};

void body(void* context, int64_t begin, int64_t end, uint32_t thread) {
  const auto& job = *static_cast<const Job*>(context);
  if (begin % job.block != 0 || begin >= end) job.misplaced->fetch_add(1);
  const auto until = std::chrono::steady_clock::now() + std::chrono::nanoseconds(job.burn_ns * (end - begin));
  for (int64_t i = begin; i < end; ++i) (*job.ran)[static_cast<size_t>(i)].fetch_add(1, std::memory_order_relaxed);
  (*job.by)[thread].fetch_add(end - begin, std::memory_order_relaxed);
  while (std::chrono::steady_clock::now() < until) {
  }
}

/// Shares `nests` nests with `members` threads that call `between` after each stay; gives the iterations that each ran.
std::array<int64_t, kMembers> run(uint32_t members, int nests, uint64_t seed, const std::function<void()>& between) {
  engine::Placement placement(members);
  Crew crew(members, nullptr, 1.0, placement);
  std::atomic<int64_t> other_work{0};
  std::atomic<bool> over{false};
  std::array<std::atomic<int64_t>, kMembers> by{};
  std::atomic<int64_t> misplaced{0};
  std::vector<std::thread> threads;
  for (uint32_t member = 1; member < members; ++member) {
    threads.emplace_back([&, member] {
      while (!over.load()) {
        crew.stay(member, other_work);
        between();
      }
    });
  }
  std::mt19937_64 random(seed);
  for (int n = 0; n < nests; ++n) {
    const auto extent = static_cast<int64_t>(1 + random() % 200);
    std::vector<std::atomic<int32_t>> ran(static_cast<size_t>(extent));
    const auto block = static_cast<int64_t>(1 + random() % 5);
    Job job{&ran, &by, block, static_cast<int64_t>(random() % 100), &misplaced};
    SiteCost cost;
    const Nest nest{.body = body, .context = &job, .context_bytes = sizeof job, .extent = extent, .block = block};
    crew.share(nest, static_cast<double>(random() % 40'000), cost);
    int64_t wrong = 0;
    for (const auto& times : ran) wrong += times.load() != 1;
    CHECK(wrong == 0);
    CHECK(cost.ns_per_iteration.load() >= 0);
    if (random() % 50 == 0) other_work.store(1);
    if (random() % 20 == 0) other_work.store(0);
  }
  over.store(true);
  for (std::thread& thread : threads) thread.join();
  CHECK(misplaced.load() == 0);
  std::array<int64_t, kMembers> counts{};
  for (size_t member = 0; member < kMembers; ++member) counts[member] = by[member].load();
  return counts;
}

}  // namespace

TEST_CASE("every iteration of a shared nest runs once, whoever is awake") {
  for (uint32_t members = 1; members <= kMembers; ++members) {
    CAPTURE(members);
    const auto alone = run(members, 300, members, [] { std::this_thread::sleep_for(std::chrono::microseconds(200)); });
    CHECK(alone[0] > 0);
    run(members, 300, 100 + members, [] { std::this_thread::yield(); });
  }
}

TEST_CASE("a member that is awake takes part") {
  CHECK(run(2, 3000, 7, [] {})[1] > 0);
}

TEST_CASE("members are woken for work that makes up for it") {
  engine::Placement placement(2);
  Crew crew(2, nullptr, 1.0, placement);
  CHECK(crew.awake() == 0);
  CHECK(!crew.quiet());
  CHECK(!crew.wanted(10'000));
  int tries = 1;
  while (!crew.wanted(10'000)) ++tries;
  CHECK(tries < 20);
  // They did nothing: the next time it takes more.
  int again = 1;
  while (!crew.wanted(10'000)) ++again;
  CHECK(again > tries);
}
