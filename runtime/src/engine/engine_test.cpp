// SPDX-License-Identifier: Apache-2.0
// The conformance suite: every engine must give what running the nests one after the other gives.
// Random programs of nests over a few buffers; each body mixes what it reads into what it writes in a way that
// shows a wrong order. Seeds are printed with every failure; WEFT_SEED runs one seed, WEFT_ROUNDS more rounds.

#include "engine/engine.h"

#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <random>
#include <thread>
#include <tuple>

#include "engine/access.h"
#include "engine/inner_engine.h"
#include "memory/pool.h"
#include "profile/recorder.h"

namespace {

using namespace weft;
using engine::Access;
using engine::AccessMode;
using engine::Engine;
using engine::Nest;

constexpr int64_t kCells = 640;  // of 8 bytes in each buffer
constexpr int kBuffers = 4;

struct Step {
  uint64_t* target;
  const uint64_t* sources[2];
  int64_t offset[2];       // iteration i reads source cells [i*width + offset, … + reach)
  int64_t reach[2];
  int64_t width;
  int64_t first;           // iteration i writes target cells [first + i*width, … + width), backwards when `reverse`
  bool reverse;
  int64_t extent;
  uint64_t salt;
  int64_t spin;
};

void mix(void* context, int64_t begin, int64_t end, uint32_t) {
  const auto& step = *static_cast<const Step*>(context);
  for (int64_t i = begin; i < end; ++i) {
    uint64_t sum = step.salt;
    for (int s = 0; s < 2; ++s) {
      if (step.sources[s] == nullptr) continue;
      for (int64_t c = 0; c < step.reach[s]; ++c) sum = sum * 31 + step.sources[s][i * step.width + step.offset[s] + c];
    }
    volatile int64_t burn = step.spin;
    while (burn > 0) burn = burn - 1;
    const int64_t cell = step.first + (step.reverse ? step.extent - 1 - i : i) * step.width;
    for (int64_t c = 0; c < step.width; ++c) {
      step.target[cell + c] = step.target[cell + c] * 6364136223846793005ULL + sum + static_cast<uint64_t>(c);
    }
  }
}

struct Program {
  std::vector<Step> steps;
  std::vector<int> targets;
  std::vector<std::array<int, 2>> sources;
  std::vector<double> costs;
  std::vector<bool> sequential;
  std::vector<int64_t> blocks;
};

Program make_program(uint64_t seed) {
  std::mt19937_64 random(seed);
  const auto below = [&](int64_t n) { return static_cast<int64_t>(random() % static_cast<uint64_t>(n)); };
  Program program;
  const int64_t count = 5 + below(120);
  for (int64_t n = 0; n < count; ++n) {
    Step step{};
    step.width = 1 + below(8);
    step.extent = 1 + below(60);
    step.first = below(kCells - step.extent * step.width + 1);
    step.reverse = below(4) == 0;
    step.salt = random();
    step.spin = below(3) == 0 ? below(300) : 0;
    const int target = static_cast<int>(below(kBuffers));
    std::array<int, 2> sources{-1, -1};
    for (size_t s = 0; s < 2; ++s) {
      if (below(3) == 0) continue;
      // A body may only read cells of its own target when the nest is one task; other buffers are free.
      sources[s] = static_cast<int>((target + 1 + below(kBuffers - 1)) % kBuffers);
      step.reach[s] = 1 + below(20);
      const int64_t room = kCells - (step.extent - 1) * step.width - step.reach[s];
      if (room < 0) {
        sources[s] = -1;
        continue;
      }
      step.offset[s] = below(room + 1);
    }
    program.steps.push_back(step);
    program.targets.push_back(target);
    program.sources.push_back(sources);
    // Some are cut, and some shared with threads that are awake, whatever they really cost.
    program.costs.push_back(std::array{20'000.0, 1000.0, 100.0}[static_cast<size_t>(below(3))]);
    program.sequential.push_back(below(5) == 0);
    program.blocks.push_back(1 + below(3));
  }
  return program;
}

using Memory = std::array<std::vector<uint64_t>, kBuffers>;

Memory initial(uint64_t seed) {
  Memory memory;
  std::mt19937_64 random(seed ^ 0x9e3779b97f4a7c15ULL);
  for (auto& cells : memory) {
    cells.resize(kCells);
    for (auto& cell : cells) cell = random();
  }
  return memory;
}

Memory oracle(const Program& program, uint64_t seed) {
  Memory memory = initial(seed);
  for (size_t n = 0; n < program.steps.size(); ++n) {
    Step step = program.steps[n];
    step.target = memory[static_cast<size_t>(program.targets[n])].data();
    for (size_t s = 0; s < 2; ++s) {
      const int source = program.sources[n][s];
      step.sources[s] = source < 0 ? nullptr : memory[static_cast<size_t>(source)].data();
    }
    step.spin = 0;
    mix(&step, 0, step.extent, 0);
  }
  return memory;
}

Memory run_on(Engine& engine, memory::Pool& pool, const Program& program, uint64_t seed, bool inside) {
  Memory result = initial(seed);
  std::array<memory::Buffer*, kBuffers> buffers{};
  for (size_t b = 0; b < kBuffers; ++b) {
    buffers[b] = pool.allocate(kCells * 8).value();
    std::memcpy(buffers[b]->data, result[b].data(), kCells * 8);
  }
  const auto cells = [&](int b) { return reinterpret_cast<uint64_t*>(buffers[static_cast<size_t>(b)]->data); };
  std::mt19937_64 random(seed + 7);
  const auto submit_all = [&] {
    for (size_t n = 0; n < program.steps.size(); ++n) {
      Step step = program.steps[n];
      step.target = cells(program.targets[n]);
      std::vector<Access> accesses;
      const int64_t bytes = step.width * 8;
      const int64_t first = (step.first + (step.reverse ? (step.extent - 1) * step.width : 0)) * 8;
      accesses.push_back({buffers[static_cast<size_t>(program.targets[n])], first, first + bytes,
                          step.reverse ? -bytes : bytes, AccessMode::read_write});
      for (size_t s = 0; s < 2; ++s) {
        const int source = program.sources[n][s];
        step.sources[s] = source < 0 ? nullptr : cells(source);
        if (source < 0) continue;
        accesses.push_back({buffers[static_cast<size_t>(source)], step.offset[s] * 8, (step.offset[s] + step.reach[s]) * 8,
                            bytes, AccessMode::read});
      }
      engine.submit({.body = mix,
                     .context = &step,
                     .context_bytes = sizeof step,
                     .site = static_cast<uint32_t>(n),
                     .extent = step.extent,
                     .block = program.blocks[n],
                     .sequential = program.sequential[n],
                     .cost_ns = program.costs[n],
                     .bytes_per_iteration = static_cast<uint64_t>(bytes),
                     .accesses = accesses});
      std::memset(&step, 0xff, sizeof step);  // the engine must have its own copy
      if (random() % 16 == 0) {
        const auto b = static_cast<size_t>(random() % kBuffers);
        engine.wait(buffers[b], true);
        volatile uint64_t* touched = reinterpret_cast<uint64_t*>(buffers[b]->data);
        touched[0] = touched[0];  // what the submitting thread may do after the wait
      }
    }
    engine.wait_all();
  };
  if (inside) {
    engine.run(submit_all);
  } else {
    submit_all();
  }
  CHECK(engine.pending() == 0);
  for (size_t b = 0; b < kBuffers; ++b) {
    std::memcpy(result[b].data(), buffers[b]->data, kCells * 8);
    CHECK(buffers[b]->references.load() == 1);
    memory::release(buffers[b]);
  }
  return result;
}

uint64_t setting(const char* name, uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

void check_engine(Engine& engine, uint64_t first_seed, uint64_t rounds) {
  memory::Pool pool(uint64_t{1} << 30);
  for (uint64_t seed = first_seed; seed < first_seed + rounds; ++seed) {
    CAPTURE(seed);
    CAPTURE(engine.threads());
    const Program program = make_program(seed);
    const bool equal = run_on(engine, pool, program, seed, seed % 2 == 0) == oracle(program, seed);
    CHECK(equal);
    if (!equal) return;
  }
}

}  // namespace

TEST_CASE("the serial engine runs random programs in order") {
  const auto engine = engine::create_serial_engine(nullptr);
  check_engine(*engine, setting("WEFT_SEED", 1), setting("WEFT_ROUNDS", 100));
}

TEST_CASE("an inner engine runs random programs in order, and is cancelled with the one around it") {
  const auto outer = engine::create_tbb_engine(2, nullptr);
  const auto engine = engine::create_inner_engine(*outer);
  check_engine(*engine, setting("WEFT_SEED", 1), setting("WEFT_ROUNDS", 100));
  CHECK_FALSE(engine->cancelled());
  outer->cancel();
  CHECK(engine->cancelled());
}

TEST_CASE("the TBB engine gives the serial result on 1 to 4 threads") {
  for (uint32_t threads = 1; threads <= 4; ++threads) {
    profile::Recorder recorder(threads, 100'000);
    const auto engine = engine::create_tbb_engine(threads, &recorder);
    check_engine(*engine, setting("WEFT_SEED", 1000 * threads), setting("WEFT_ROUNDS", 150));
    CHECK(recorder.total_tasks() > 0);
  }
}

namespace {

struct Counter {
  std::atomic<int64_t>* ran;
  int64_t nap_us;
};

void count_iterations(void* context, int64_t begin, int64_t end, uint32_t) {
  const auto& counter = *static_cast<const Counter*>(context);
  const auto until = std::chrono::steady_clock::now() + std::chrono::microseconds(counter.nap_us);
  while (std::chrono::steady_clock::now() < until) {
  }
  counter.ran->fetch_add(end - begin, std::memory_order_relaxed);
}

}  // namespace

TEST_CASE("cancelling drops tasks that did not start and ends every wait") {
  memory::Pool pool(1 << 20);
  std::atomic<int64_t> ran{0};
  Counter counter{&ran, 1000};
  const auto engine = engine::create_tbb_engine(2, nullptr);
  memory::Buffer* buffer = pool.allocate(64).value();
  const Access access{buffer, 0, 64, 0, AccessMode::read_write};
  engine->run([&] {
    for (int n = 0; n < 200; ++n) {
      if (n == 6) engine->cancel();
      engine->submit({.body = count_iterations, .context = &counter, .context_bytes = sizeof counter, .extent = 1,
                      .cost_ns = 1e6, .accesses = std::span(&access, 1)});
    }
    engine->wait_all();
  });
  CHECK(engine->cancelled());
  CHECK(engine->pending() == 0);
  CHECK(ran.load() < 200);
  CHECK(buffer->references.load() == 1);
  memory::release(buffer);
}

TEST_CASE("waiting for some tasks leaves enough for every thread") {
  memory::Pool pool(1 << 20);
  std::atomic<int64_t> ran{0};
  Counter counter{&ran, 300};
  const auto engine = engine::create_tbb_engine(2, nullptr);
  memory::Buffer* buffer = pool.allocate(64).value();
  const Access access{buffer, 0, 64, 0, AccessMode::read_write};
  engine->run([&] {
    CHECK(!engine->wait_some());
    for (int n = 0; n < 20; ++n) {
      engine->submit({.body = count_iterations, .context = &counter, .context_bytes = sizeof counter, .extent = 1,
                      .cost_ns = 1e5, .accesses = std::span(&access, 1)});
    }
    const int64_t before = engine->pending();
    CHECK(before > 8);
    while (engine->wait_some()) {
    }
    CHECK(engine->pending() <= 8);
    CHECK(ran.load() >= before - 8);
    engine->wait_all();
  });
  CHECK(ran.load() == 20);
  memory::release(buffer);
}

TEST_CASE("small nests run inline, large ones become tasks at multiples of the block") {
  profile::Recorder recorder(2, 1000);
  {
    const auto engine = engine::create_tbb_engine(2, &recorder);
    std::atomic<int64_t> ran{0};
    Counter counter{&ran, 0};
    engine->submit({.body = count_iterations, .context = &counter, .context_bytes = sizeof counter, .site = 1, .extent = 10,
                    .cost_ns = 10});
    CHECK(ran.load() == 10);
    engine->submit({.body = count_iterations, .context = &counter, .context_bytes = sizeof counter, .site = 2,
                    .extent = 1000, .block = 64, .cost_ns = 1e4});
    engine->wait_all();
    CHECK(ran.load() == 1010);
  }
  const std::vector<uint8_t> bytes = recorder.encode({});
  const auto* tasks = wire::GetProfile(bytes.data())->tasks();
  int64_t spawned = 0;
  uint64_t covered = 0;
  for (uint32_t row = 0; row < tasks->site()->size(); ++row) {
    const auto decision = static_cast<wire::Decision>(tasks->decision()->Get(row));
    if (tasks->site()->Get(row) == 1) CHECK(decision == wire::Decision::InlineSmall);
    if (tasks->site()->Get(row) != 2) continue;
    CHECK(decision == wire::Decision::Spawned);
    CHECK(tasks->begin()->Get(row) % 64 == 0);
    covered += tasks->end()->Get(row) - tasks->begin()->Get(row);
    ++spawned;
  }
  CHECK(spawned >= 4);
  CHECK(covered == 1000);
}

TEST_CASE("short nests that wait for tasks in flight are cut, for threads that are awake") {
  for (const bool shares : {true, false}) {
    CAPTURE(shares);
    memory::Pool pool(1 << 20);
    profile::Recorder recorder(2, 1000);
    memory::Buffer* buffer = pool.allocate(8 * 64).value();
    std::atomic<int64_t> ran{0};
    Counter slow{&ran, 2000};
    Counter quick{&ran, 0};
    const Access access{buffer, 0, 64, 64, AccessMode::read_write};
    {
      const auto engine = engine::create_tbb_engine(2, &recorder, Switches::without(shares ? "" : "share"));
      engine->run([&] {
        engine->submit({.body = count_iterations, .context = &slow, .context_bytes = sizeof slow, .site = 1, .extent = 8,
                        .cost_ns = 2e6, .accesses = std::span(&access, 1)});
        engine->submit({.body = count_iterations, .context = &quick, .context_bytes = sizeof quick, .site = 2, .extent = 8,
                        .cost_ns = 1500, .accesses = std::span(&access, 1)});
        engine->wait_all();
      });
    }
    CHECK(ran.load() == 16);
    memory::release(buffer);
    const std::vector<uint8_t> bytes = recorder.encode({});
    const auto* tasks = wire::GetProfile(bytes.data())->tasks();
    int64_t short_ones = 0;
    for (uint32_t row = 0; row < tasks->site()->size(); ++row) short_ones += tasks->site()->Get(row) == 2 ? 1 : 0;
    CHECK(short_ones == (shares ? 2 : 1));
  }
}

TEST_CASE("an idle engine burns no processor time") {
  const auto used = [] {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
  };
  // Nests that become tasks, and short ones that threads stay awake for.
  for (const auto& [threads, nests, cost_ns] : {std::tuple(4U, 1, 1e5), std::tuple(2U, 500, 200.0)}) {
    CAPTURE(threads);
    const auto engine = engine::create_tbb_engine(threads, nullptr);
    std::atomic<int64_t> ran{0};
    Counter counter{&ran, 10};
    engine->run([&] {
      for (int n = 0; n < nests; ++n) {
        engine->submit({.body = count_iterations, .context = &counter, .context_bytes = sizeof counter, .extent = 64, .cost_ns = cost_ns});
      }
      engine->wait_all();
    });
    CHECK(ran.load() == 64 * nests);
    std::this_thread::sleep_for(std::chrono::milliseconds(50));  // workers look for work for a moment before they sleep
    const double before = used();
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    CHECK(used() - before < 0.02);
  }
}
