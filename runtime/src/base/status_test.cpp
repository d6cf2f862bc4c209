// SPDX-License-Identifier: Apache-2.0
#include "base/status.h"

#include <doctest/doctest.h>

TEST_CASE("a status keeps its code while context is added") {
  const weft::Status status = weft::Status("WEFT501", "no space", "free some").with_context("write results");
  CHECK(!status.ok());
  CHECK(status.to_string() == "WEFT501: write results: no space (free some)");
}

TEST_CASE("a result holds a value or a status") {
  weft::Result<int> good = 3;
  CHECK(good.ok());
  CHECK(good.take() == 3);
  const weft::Result<int> bad = weft::Status("WEFT500", "broken");
  CHECK(bad.status().code() == "WEFT500");
}
