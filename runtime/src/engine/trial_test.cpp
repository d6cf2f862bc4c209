// SPDX-License-Identifier: Apache-2.0
#include "engine/grain.h"
#include "engine/trial.h"

#include <doctest/doctest.h>

namespace {

using weft::engine::Trial;

/// Of `nests` nests, each 10 µs alone and `shared_ns` shared, how many are shared.
int shared_of(Trial& trial, int nests, double shared_ns) {
  int shared = 0;
  for (int n = 0; n < nests; ++n) {
    const bool shares = trial.shares();
    shared += shares ? 1 : 0;
    trial.ran(shares ? shared_ns : 10'000, 10'000);
  }
  return shared;
}

}  // namespace

TEST_CASE("what gains by sharing is shared nearly always") {
  Trial trial;
  CHECK(shared_of(trial, 10'000, 6'000) > 9'500);
}

TEST_CASE("what loses by sharing runs alone nearly always, and is found out soon") {
  Trial trial;
  CHECK(shared_of(trial, 300, 40'000) < 20);
  CHECK(shared_of(trial, 10'000, 40'000) < 100);
  Trial even;
  CHECK(shared_of(even, 10'000, 9'800) < 500);
}

TEST_CASE("a program that changes is looked at again") {
  Trial trial;
  shared_of(trial, 2'000, 6'000);
  CHECK(shared_of(trial, 20'000, 15'000) < 10'000);
  CHECK(shared_of(trial, 40'000, 6'000) > 20'000);
}

TEST_CASE("nests that were disturbed do not decide") {
  Trial trial;
  int shared = 0;
  for (int n = 0; n < 10'000; ++n) {
    const bool shares = trial.shares();
    shared += shares ? 1 : 0;
    trial.ran(n % 40 == 0 ? 3'000'000.0 : shares ? 5'500.0 : 10'000.0, 10'000);
  }
  CHECK(shared > 9'000);
}

TEST_CASE("what is short alone is short when sharing it took long") {
  using namespace weft::engine;
  SiteCost cost;
  const Nest nest{.extent = 100};
  for (int n = 0; n < 100; ++n) cost.measure(100'000, 100);
  CHECK(estimate_ns(nest, cost) > kInlineNs);
  cost.alone.measure(200);
  CHECK(estimate_ns(nest, cost) == 20'000);
  // A nest that is long alone, too, takes what was measured.
  CHECK(estimate_ns({.extent = 300}, cost) > 200'000);
}
