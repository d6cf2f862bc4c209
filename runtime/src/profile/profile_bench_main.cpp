// SPDX-License-Identifier: Apache-2.0
// Opens a profile of a million tasks (or as many as the first argument says) and prints how long each step took.

#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "profile/levels.h"
#include "profile/profile_fixture.h"
#include "profile/tables.h"

int main(int argc, char** argv) {
  using namespace weft::profile;
  using Clock = std::chrono::steady_clock;
  const size_t count = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1000000;
  std::vector<uint8_t> bytes = Fixture::random(1, count, 8, 40).encode();
  const auto milliseconds = [](Clock::time_point from) {
    return std::chrono::duration<double, std::milli>(Clock::now() - from).count();
  };
  const auto begin = Clock::now();
  auto loaded = load(std::move(bytes));
  if (!loaded.ok()) return 1;
  const Profile profile = loaded.take();
  const double load_ms = milliseconds(begin);
  const Timeline timeline = build_timeline(profile);
  const double timeline_ms = milliseconds(begin) - load_ms;
  const Levels levels = build_levels(profile, timeline);
  const double open_ms = milliseconds(begin);
  const auto query = Clock::now();
  size_t marks = 0;
  for (int64_t i = 0; i < 1000; ++i)
    marks += window(profile, timeline, levels, {i * profile.end_ns / 2000, profile.end_ns, 0, 8, 600}).size();
  const double window_ms = milliseconds(query) / 1000;
  const auto tabled = Clock::now();
  const size_t rows = table(profile, timeline, GroupBy::site, {}).size();
  std::printf("{\"tasks\":%zu,\"load_ms\":%.1f,\"timeline_ms\":%.1f,\"levels_ms\":%.1f,\"open_ms\":%.1f,"
              "\"window_ms\":%.3f,\"marks\":%zu,\"table_ms\":%.1f,\"rows\":%zu}\n",
              count, load_ms, timeline_ms, open_ms - load_ms - timeline_ms, open_ms, window_ms, marks / 1000,
              milliseconds(tabled), rows);
  return 0;
}
