// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <numeric>

#include "profile/profile_fixture.h"
#include "profile/tables.h"

using namespace weft::profile;

namespace {

struct Opened {
  Profile profile;
  Timeline timeline;
};

Opened open(Fixture fixture) {
  auto result = load(fixture.encode());
  REQUIRE(result.ok());
  Opened opened{result.take(), {}};
  opened.timeline = build_timeline(opened.profile);
  return opened;
}

}  // namespace

TEST_CASE("table by site: self, total, wall, bytes") {
  // Site 0 runs on both threads at once, with site 2 nested in it on thread 0.
  const Opened opened =
      open(Fixture().task(0, 0, 0, 100, 1000).task(2, 0, 10, 30, 50, false).task(0, 1, 50, 120, 700).task(1, 1, 120, 130));
  const auto rows = table(opened.profile, opened.timeline, GroupBy::site, {});
  REQUIRE(rows.size() == 3);
  CHECK(rows[0].key == 0);
  CHECK(rows[0].self_ns == 150);
  CHECK(rows[0].total_ns == 170);
  CHECK(rows[0].wall_ns == 120);
  CHECK(rows[0].longest_ns == 100);
  CHECK(rows[0].bytes == 1700);
  CHECK(rows[0].spawned == 2);
  CHECK(rows[1].key == 2);
  CHECK(rows[1].spawned == 0);
}

TEST_CASE("table by line joins the sites of a line") {
  const Opened opened = open(Fixture().task(0, 0, 0, 100).task(1, 0, 20, 40).task(2, 1, 0, 10));
  const auto rows = table(opened.profile, opened.timeline, GroupBy::line, {});
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].key == 10);
  CHECK(rows[0].self_ns == 100);
  CHECK(rows[0].total_ns == 100);  // the nested task of the same line is not counted twice
  CHECK(rows[0].count == 2);
}

TEST_CASE("an interval clips times and shares bytes") {
  const Opened opened = open(Fixture().task(0, 0, 0, 100, 1000).task(1, 0, 100, 200, 10));
  const auto rows = table(opened.profile, opened.timeline, GroupBy::site, {50, 100});
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].self_ns == 50);
  CHECK(rows[0].bytes == 500);
}

TEST_CASE("utilisation adds up") {
  const Opened opened = open(Fixture::random(5, 3000, 4, 12));
  const Utilisation use = utilisation(opened.profile, opened.timeline, {}, 57, 7);
  CHECK(use.sites.size() == 7);
  CHECK(use.by_site_ns.size() == 7 * 57);
  int64_t busy = 0;
  for (const Lane& lane : opened.timeline.lanes) busy += lane.busy_ns;
  const double sum = std::accumulate(use.busy_ns.begin(), use.busy_ns.end(), 0.0);
  CHECK(sum == doctest::Approx(static_cast<double>(busy)));
  CHECK(utilisation(opened.profile, opened.timeline, {5, 5}, 10, 7).busy_ns.empty());
}

TEST_CASE("histogram and task lists count every task") {
  const Opened opened = open(Fixture::random(6, 1000, 2, 3).task(0, 0, 9000000, 9000000));
  const auto bins = duration_histogram(opened.profile, {});
  CHECK(std::accumulate(bins.begin(), bins.end(), uint64_t{0}) == 1001);
  CHECK(bins[0] >= 1);
  const TaskList list = tasks_in(opened.profile, opened.timeline, {}, 5);
  CHECK(list.total == 1001);
  CHECK(list.rows.size() == 5);
}
