// SPDX-License-Identifier: Apache-2.0
// The generators of random bits against numbers that NumPy gives. Distributions stand in test/differential.
#include <doctest/doctest.h>

#include <array>

#include "kernels/random/random_bits.h"
#include "kernels/random/random_legacy.h"

using namespace weft::kernels::rng;

namespace {

Pcg64 seeded(std::vector<uint32_t> words) {
  Pcg64 generator;
  generator.seed(words);
  return generator;
}

double unit(Pcg64& generator) { return static_cast<double>(generator.next64() >> 11) / 9007199254740992.0; }

}  // namespace

TEST_CASE("PCG64 starts where NumPy's does") {
  Pcg64 generator = seeded({42});
  CHECK(unit(generator) == 0.7739560485559633);
  CHECK(unit(generator) == 0.4388784397520523);
  Pcg64 zero = seeded({0});
  CHECK(unit(zero) == 0.6369616873214543);
}

TEST_CASE("the state goes through an array, half-used words included") {
  Pcg64 generator = seeded({7, 9});
  generator.next32();
  std::array<uint64_t, Pcg64::kWords> words{};
  generator.store(words.data());
  Pcg64 other;
  other.load(words.data());
  for (int i = 0; i < 5; ++i) CHECK(generator.next32() == other.next32());
}

TEST_CASE("advancing is as many steps") {
  Pcg64 a = seeded({1});
  Pcg64 b = seeded({1});
  for (int i = 0; i < 1000; ++i) a.next64();
  b.advance(1000);
  CHECK(a.next64() == b.next64());
}

TEST_CASE("a seed beyond 32 bits gives two words") {
  std::vector<uint32_t> words;
  append_words(words, 0);
  append_words(words, (uint64_t{3} << 32) | 5);
  CHECK(words == std::vector<uint32_t>{0, 5, 3});
}

TEST_CASE("the Mersenne Twister starts where np.random.seed does") {
  Mt19937 generator;
  generator.seed(uint32_t{0});
  CHECK(generator.next_double() == 0.5488135039273248);
  generator.seed(uint32_t{0});
  CHECK(legacy::gauss(generator) == 1.764052345967664);
  CHECK(legacy::gauss(generator) == 0.4001572083672233);
}
