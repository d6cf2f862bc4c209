// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <map>

#include "profile/levels.h"
#include "profile/profile_fixture.h"

using namespace weft::profile;

namespace {

struct Opened {
  Profile profile;
  Timeline timeline;
  Levels levels;
};

Opened open(Fixture fixture) {
  auto result = load(fixture.encode());
  REQUIRE(result.ok());
  Opened opened{result.take(), {}, {}};
  opened.timeline = build_timeline(opened.profile);
  opened.levels = build_levels(opened.profile, opened.timeline);
  return opened;
}

std::vector<Mark> window_of(const Opened& opened, int64_t t0, int64_t t1, uint32_t budget) {
  return window(opened.profile, opened.timeline, opened.levels, {t0, t1, 0, 1000, budget});
}

}  // namespace

TEST_CASE("nested tasks are cut into self time") {
  const Opened opened = open(Fixture().task(0, 0, 0, 100).task(1, 0, 20, 50).task(2, 0, 30, 40).task(0, 0, 50, 60));
  const Lane& lane = opened.timeline.lanes[0];
  CHECK(lane.starts == std::vector<int64_t>{0, 20, 30, 40, 50, 60});
  CHECK(lane.ends == std::vector<int64_t>{20, 30, 40, 50, 60, 100});
  CHECK(lane.owners == std::vector<uint32_t>{0, 1, 2, 1, 3, 0});
  CHECK(lane.busy_ns == 100);
}

TEST_CASE("tasks that overlap without nesting keep the lane's busy time right") {
  const Opened opened = open(Fixture().task(0, 0, 0, 10).task(1, 0, 5, 15).task(2, 0, 15, 15));
  CHECK(opened.timeline.lanes[0].busy_ns == 15);
  CHECK(opened.timeline.lanes[0].owners == std::vector<uint32_t>{0, 1});
}

TEST_CASE("a window of few tasks gives the tasks themselves") {
  const Opened opened = open(Fixture().task(0, 0, 0, 10).task(1, 1, 5, 15).task(2, 0, 20, 30));
  const auto marks = window_of(opened, 8, 21, 10);
  REQUIRE(marks.size() == 3);
  CHECK(marks[0].task == 0);
  CHECK(marks[1].task == 2);
  CHECK(marks[2].lane == 1);
  CHECK(window_of(opened, 11, 12, 10).size() == 1);
  CHECK(window_of(opened, 40, 90, 10).empty());
  CHECK(window_of(opened, 9, 9, 10).empty());
}

TEST_CASE("buckets keep the sums and the budget at every width") {
  const Opened opened = open(Fixture::random(3, 20000, 3, 5));
  for (uint32_t budget : {1U, 7U, 100U, 1000U, 5000U}) {
    const auto marks = window_of(opened, 0, opened.profile.end_ns + 1, budget);
    CHECK(marks.size() <= 3 * (budget + 1));
    std::map<uint32_t, int64_t> busy;
    uint64_t count = 0;
    for (const Mark& mark : marks) {
      busy[mark.lane] += mark.busy_ns;
      count += mark.count;
      CHECK(mark.busy_ns <= mark.end_ns - mark.start_ns);
    }
    for (uint32_t lane = 0; lane < 3; ++lane) CHECK(busy[lane] == opened.timeline.lanes[lane].busy_ns);
    CHECK(count <= 20000);
    CHECK(count >= 19000);  // buckets without busy time, and so without a mark, may hold tasks of no length
  }
}

TEST_CASE("counted buckets equal those of the pyramid") {
  const Opened opened = open(Fixture::random(4, 5000, 1, 4));
  const Levels empty{{{Level{60, {}}}}};
  for (uint32_t budget : {20U, 90U, 400U}) {
    const auto kept = window_of(opened, 1000, 900000, budget);
    const auto counted = window(opened.profile, opened.timeline, empty, {1000, 900000, 0, 1, budget});
    REQUIRE(kept.size() == counted.size());
    for (size_t i = 0; i < kept.size(); ++i) {
      CHECK(kept[i].site == counted[i].site);
      CHECK(kept[i].busy_ns == counted[i].busy_ns);
      CHECK(kept[i].count == counted[i].count);
    }
  }
}

TEST_CASE("a profile without tasks has empty windows") {
  CHECK(window_of(open(Fixture(4, 0)), 0, 1000, 10).empty());
}
