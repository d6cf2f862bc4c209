// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "profile/profile.h"
#include "profile/profile_fixture.h"

using namespace weft::profile;

static std::string code_of(std::vector<uint8_t> bytes) {
  const auto result = load(std::move(bytes));
  return result.ok() ? "ok" : result.status().code();
}

TEST_CASE("load keeps what was written") {
  Fixture fixture;
  fixture.root.sites[1]->fused = {"%3 = add %1, %2 : f64[n]"};
  fixture.task(1, 0, 5, 25, 800).task(2, 1, 7, 9);
  const auto result = load(fixture.encode());
  REQUIRE(result.ok());
  const Profile& profile = result.value();
  CHECK(profile.file == "heat.py");
  CHECK(profile.threads == 2);
  CHECK(profile.end_ns == 25);
  CHECK(profile.sites[1].fused.front() == "%3 = add %1, %2 : f64[n]");
  CHECK(profile.sites[2].range.start_line == 11);
  CHECK(profile.tasks.bytes[0] == 800);
}

TEST_CASE("load takes a profile without tasks") {
  CHECK(code_of(Fixture(0, 0).encode()) == "ok");
}

TEST_CASE("load refuses what is no profile") {
  CHECK(code_of({}) == "WEFT520");
  CHECK(code_of(std::vector<uint8_t>(100, 7)) == "WEFT520");
}

TEST_CASE("load refuses values that contradict each other") {
  CHECK(code_of(Fixture().task(3, 0, 0, 1).encode()) == "WEFT522");
  CHECK(code_of(Fixture().task(0, 2, 0, 1).encode()) == "WEFT522");
  CHECK(code_of(Fixture().task(0, 0, 2, 1).encode()) == "WEFT522");
  CHECK(code_of(Fixture().task(0, 0, 0, uint64_t{1} << 60).encode()) == "WEFT522");
  Fixture uneven;
  uneven.task(0, 0, 0, 1).root.tasks->bytes.push_back(1);
  CHECK(code_of(uneven.encode()) == "WEFT522");
  Fixture phase;
  phase.root.phases.push_back(std::make_unique<weft::wire::PhaseT>());
  phase.root.phases[0]->start_ns = 5;
  CHECK(code_of(phase.encode()) == "WEFT522");
  Fixture newer;
  newer.root.version = 2;
  CHECK(code_of(newer.encode()) == "WEFT523");
}

TEST_CASE("load survives truncation and bit flips") {
  const std::vector<uint8_t> good = Fixture::random(1, 50, 3, 4).encode();
  for (size_t length = 0; length < good.size(); length += 7) CHECK(code_of({good.begin(), good.begin() + static_cast<std::ptrdiff_t>(length)}) != "ok");
  std::mt19937 random(2);
  for (int i = 0; i < 5000; ++i) {
    std::vector<uint8_t> bad = good;
    bad[random() % bad.size()] ^= static_cast<uint8_t>(1U << (random() % 8));
    (void)code_of(std::move(bad));
  }
}
