// SPDX-License-Identifier: Apache-2.0
#include "profile/recorder.h"

#include <doctest/doctest.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <thread>

using namespace weft;
using profile::Recorder;

namespace {

const wire::Profile* checked(const std::vector<uint8_t>& bytes) {
  flatbuffers::Verifier verifier(bytes.data(), bytes.size(), 64, 1 << 20);
  REQUIRE(wire::VerifyProfileBuffer(verifier));
  return wire::GetProfile(bytes.data());
}

}  // namespace

TEST_CASE("rows of every thread, phases, sites and machine are in the profile") {
  Recorder recorder(2);
  recorder.set_run(3);
  std::thread other([&] {
    const uint64_t start = Recorder::ticks();
    recorder.record(1, {.start_ticks = start, .end_ticks = Recorder::ticks(), .bytes = 80, .begin = 10, .end = 20, .site = 1});
  });
  other.join();
  const uint64_t start = Recorder::ticks();
  std::this_thread::sleep_for(std::chrono::milliseconds(2));
  recorder.record(0, {.start_ticks = start, .end_ticks = Recorder::ticks(), .site = 0, .decision = wire::Decision::InlineSmall});
  recorder.add_phase("load", 5, 10);
  recorder.set_sites({{"add", "f", {1, 2, 3, 4}, {1, 2}, {"%1 = add"}, "inline", "line 3 uses it", 2, 10, 20},
                      {"mul", "g", {}, {}, {}, "", "", 0, 0, 0}});
  const std::vector<uint8_t> bytes = recorder.encode({.job = "j", .file = "f.py", .entry = "f",
                                                      .machine = {"host", "cpu", 2, 1000, 5e9, 7e9}, .peak_bytes = 77,
                                                      .resident_bytes = 200, .worker_bytes = 100, .from_cache = true});
  const wire::Profile* profile = checked(bytes);
  CHECK(profile->job()->str() == "j");
  CHECK(profile->peak_bytes() == 77);
  CHECK(profile->resident_bytes() == 200);
  CHECK(profile->worker_bytes() == 100);
  CHECK(profile->from_cache());
  CHECK(profile->machine()->bandwidth() == 5e9);
  CHECK(profile->machine()->flops() == 7e9);
  CHECK(profile->sites()->Get(0)->stored()->str() == "line 3 uses it");
  CHECK(profile->sites()->Get(0)->nests() == 2);
  CHECK(profile->sites()->Get(0)->operations() == 20);
  CHECK(profile->recorded_tasks() == 2);
  CHECK(profile->total_tasks() == 2);
  CHECK(profile->phases()->Get(0)->name()->str() == "load");
  CHECK(profile->sites()->size() == 2);
  CHECK(profile->sites()->Get(0)->range()->start_line() == 1);
  CHECK(profile->sites()->Get(0)->fused()->Get(0)->str() == "%1 = add");
  const wire::TaskColumns* tasks = profile->tasks();
  REQUIRE(tasks->site()->size() == 2);
  CHECK(tasks->thread()->Get(0) == 0);
  CHECK(tasks->thread()->Get(1) == 1);
  CHECK(tasks->run()->Get(1) == 3);
  CHECK(tasks->bytes()->Get(1) == 80);
  CHECK(tasks->begin()->Get(1) == 10);
  const uint64_t duration = tasks->end_ns()->Get(0) - tasks->start_ns()->Get(0);
  CHECK(duration >= 2'000'000);
  CHECK(tasks->end_ns()->Get(0) <= recorder.now_ns());
}

TEST_CASE("a full buffer counts what it drops") {
  Recorder recorder(2, 20);
  for (int n = 0; n < 100; ++n) recorder.record(0, {});
  for (int n = 0; n < 5; ++n) recorder.record(1, {});
  recorder.record(7, {});  // a thread that was never announced
  const std::vector<uint8_t> bytes = recorder.encode({});
  const wire::Profile* profile = checked(bytes);
  CHECK(profile->recorded_tasks() == 15);
  CHECK(profile->total_tasks() == 106);
  CHECK(profile->tasks()->site()->size() == 15);
}

TEST_CASE("an empty profile is valid") {
  const std::vector<uint8_t> bytes = Recorder(1, 0).encode({});
  CHECK(checked(bytes)->tasks()->site()->size() == 0);
}

TEST_CASE("the file appears whole or not at all") {
  char folder[] = "/tmp/weft_recorder_XXXXXX";
  REQUIRE(mkdtemp(folder) != nullptr);
  const std::string path = std::string(folder) + "/p.weftprof";
  Recorder recorder(1);
  for (int n = 0; n < 1000; ++n) recorder.record(0, {});
  signal(SIGXFSZ, SIG_IGN);
  rlimit old{};
  REQUIRE(getrlimit(RLIMIT_FSIZE, &old) == 0);
  const rlimit tight{10'000, old.rlim_max};
  REQUIRE(setrlimit(RLIMIT_FSIZE, &tight) == 0);
  const Status status = recorder.write(path, {});
  REQUIRE(setrlimit(RLIMIT_FSIZE, &old) == 0);
  CHECK(status.code() == "OSError");
  CHECK(std::filesystem::is_empty(folder));
  CHECK(recorder.write(path, {}).ok());
  CHECK(std::filesystem::file_size(path) > 40'000);
  std::filesystem::remove_all(folder);
}
