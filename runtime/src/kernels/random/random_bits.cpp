// SPDX-License-Identifier: Apache-2.0
#include "kernels/random/random_bits.h"

#include <sys/random.h>

#include <bit>
#include <cstring>
#include <utility>

namespace weft::kernels::rng {
namespace {

constexpr uint32_t kMultiplyA = 0x931e8875;
constexpr uint32_t kMultiplyB = 0x58f38ded;

uint32_t hash(uint32_t value, uint32_t& constant) {
  value ^= constant;
  constant *= kMultiplyA;
  value *= constant;
  return value ^ (value >> 16);
}

uint32_t mix(uint32_t x, uint32_t y) {
  const uint32_t result = 0xca01f9ddU * x - 0x4973f715U * y;
  return result ^ (result >> 16);
}

constexpr unsigned __int128 kPcgMultiplier = (static_cast<unsigned __int128>(2549297995355413924ULL) << 64) + 4865540595714422341ULL;

double unit(uint64_t bits) { return static_cast<double>(bits >> 11) * (1.0 / 9007199254740992.0); }

}  // namespace

void append_words(std::vector<uint32_t>& words, uint64_t value) {
  words.push_back(static_cast<uint32_t>(value));
  if (value >> 32 != 0) words.push_back(static_cast<uint32_t>(value >> 32));
}

SeedSequence::SeedSequence(std::span<const uint32_t> entropy) {
  uint32_t constant = 0x43b0d7e5;
  for (size_t i = 0; i < pool_.size(); ++i) pool_[i] = hash(i < entropy.size() ? entropy[i] : 0, constant);
  for (size_t from = 0; from < pool_.size(); ++from) {
    for (size_t to = 0; to < pool_.size(); ++to) {
      if (from != to) pool_[to] = mix(pool_[to], hash(pool_[from], constant));
    }
  }
  for (size_t from = pool_.size(); from < entropy.size(); ++from) {
    for (uint32_t& word : pool_) word = mix(word, hash(entropy[from], constant));
  }
}

std::vector<uint32_t> SeedSequence::state(size_t words) const {
  std::vector<uint32_t> result(words);
  uint32_t constant = 0x8b51f9dd;
  for (size_t i = 0; i < words; ++i) {
    uint32_t value = pool_[i % pool_.size()] ^ constant;
    constant *= kMultiplyB;
    value *= constant;
    result[i] = value ^ (value >> 16);
  }
  return result;
}

void Pcg64::seed(std::span<const uint32_t> entropy) {
  const std::vector<uint32_t> words = SeedSequence(entropy).state(8);
  const auto wide = [&](size_t i) { return static_cast<uint64_t>(words[2 * i]) | static_cast<uint64_t>(words[2 * i + 1]) << 32; };
  const auto start = static_cast<unsigned __int128>(wide(0)) << 64 | wide(1);
  increment = (static_cast<unsigned __int128>(wide(2)) << 64 | wide(3)) << 1 | 1;
  state = 0;
  state = state * kPcgMultiplier + increment;
  state += start;
  state = state * kPcgMultiplier + increment;
  has_half = false;
  half = 0;
}

void Pcg64::advance(unsigned __int128 delta) {
  unsigned __int128 multiplier = 1;
  unsigned __int128 plus = 0;
  unsigned __int128 step_multiplier = kPcgMultiplier;
  unsigned __int128 step_plus = increment;
  for (; delta > 0; delta >>= 1) {
    if (delta & 1) {
      multiplier *= step_multiplier;
      plus = plus * step_multiplier + step_plus;
    }
    step_plus *= step_multiplier + 1;
    step_multiplier *= step_multiplier;
  }
  state = multiplier * state + plus;
  has_half = false;
  half = 0;
}

uint64_t Pcg64::next64() {
  state = state * kPcgMultiplier + increment;
  return std::rotr(static_cast<uint64_t>(state >> 64) ^ static_cast<uint64_t>(state), static_cast<int>(state >> 122));
}

uint32_t Pcg64::next32() {
  if (has_half) {
    has_half = false;
    return half;
  }
  const uint64_t next = next64();
  has_half = true;
  half = static_cast<uint32_t>(next >> 32);
  return static_cast<uint32_t>(next);
}

void Pcg64::load(const uint64_t* words) {
  state = static_cast<unsigned __int128>(words[0]) << 64 | words[1];
  increment = static_cast<unsigned __int128>(words[2]) << 64 | words[3];
  has_half = words[4] != 0;
  half = static_cast<uint32_t>(words[5]);
}

void Pcg64::store(uint64_t* words) const {
  words[0] = static_cast<uint64_t>(state >> 64);
  words[1] = static_cast<uint64_t>(state);
  words[2] = static_cast<uint64_t>(increment >> 64);
  words[3] = static_cast<uint64_t>(increment);
  words[4] = has_half ? 1 : 0;
  words[5] = half;
}

void Mt19937::seed(uint32_t seed) {
  for (uint32_t i = 0; i < key.size(); ++i) {
    key[i] = seed;
    seed = 1812433253U * (seed ^ (seed >> 30)) + i + 1;
  }
  position = 624;
  has_gauss = false;
  gauss = 0;
}

void Mt19937::seed(std::span<const uint32_t> words) {
  seed(19650218U);
  uint32_t i = 1;
  size_t j = 0;
  const auto previous = [&] { return key[i - 1] ^ (key[i - 1] >> 30); };
  const auto step = [&] {
    if (++i >= key.size()) {
      key[0] = key[623];
      i = 1;
    }
  };
  for (size_t k = std::max<size_t>(key.size(), words.size()); k > 0; --k) {
    key[i] = (key[i] ^ previous() * 1664525U) + words[j] + static_cast<uint32_t>(j);
    step();
    if (++j >= words.size()) j = 0;
  }
  for (size_t k = key.size() - 1; k > 0; --k) {
    key[i] = (key[i] ^ previous() * 1566083941U) - i;
    step();
  }
  key[0] = 0x80000000U;
  position = 624;
}

void Mt19937::refill() {
  const auto twist = [&](size_t a, size_t b, size_t c) {
    const uint32_t y = (key[a] & 0x80000000U) | (key[b] & 0x7fffffffU);
    key[a] = key[c] ^ (y >> 1) ^ ((y & 1) != 0 ? 0x9908b0dfU : 0U);
  };
  for (size_t i = 0; i < 624; ++i) twist(i, (i + 1) % 624, (i + 397) % 624);
  position = 0;
}

uint32_t Mt19937::next32() {
  if (position >= 624) refill();
  uint32_t y = key[position++];
  y ^= y >> 11;
  y ^= (y << 7) & 0x9d2c5680U;
  y ^= (y << 15) & 0xefc60000U;
  return y ^ (y >> 18);
}

uint64_t Mt19937::next64() {
  const auto high = static_cast<uint64_t>(next32()) << 32;
  return high | next32();
}

double Mt19937::next_double() {
  const uint32_t a = next32() >> 5;
  const uint32_t b = next32() >> 6;
  return (a * 67108864.0 + b) / 9007199254740992.0;
}

void Mt19937::load(const uint64_t* words) {
  for (size_t i = 0; i < key.size(); ++i) key[i] = static_cast<uint32_t>(words[i]);
  position = static_cast<uint32_t>(words[624]);
  has_gauss = words[625] != 0;
  gauss = std::bit_cast<double>(words[626]);
}

void Mt19937::store(uint64_t* words) const {
  for (size_t i = 0; i < key.size(); ++i) words[i] = key[i];
  words[624] = position;
  words[625] = has_gauss ? 1 : 0;
  words[626] = std::bit_cast<uint64_t>(gauss);
}

std::vector<uint32_t> entropy() {
  std::vector<uint32_t> words(4);
  for (size_t got = 0; got < 16;) {
    const ssize_t more = ::getrandom(reinterpret_cast<char*>(words.data()) + got, 16 - got, 0);
    if (more > 0) got += static_cast<size_t>(more);
  }
  return words;
}

Global& global() {
  static Global state;
  return state;
}

Status Source::open(Call& call, Kind kind, Source& source) {
  source.kind = kind;
  if (kind == Kind::Global) {
    if (!global().is_seeded) {
      global().generator.seed(std::span<const uint32_t>(entropy()));
      global().is_seeded = true;
    }
    source.twister_ = &global().generator;
  } else {
    const TypedView state = call.array(0);
    const size_t words = kind == Kind::Generator ? Pcg64::kWords : Mt19937::kWords;
    if (state.dtype != DType::UInt64 || state.rank != 1 || state.view.shape[0] != static_cast<int64_t>(words) ||
        state.view.strides[0] != static_cast<int64_t>(sizeof(uint64_t))) {
      return Status("SystemError", "a random generator has a damaged state");
    }
    source.words_ = reinterpret_cast<uint64_t*>(state.view.data);
    if (kind == Kind::Generator) {
      source.pcg_.load(source.words_);
    } else {
      source.own_.load(source.words_);
      source.twister_ = &source.own_;
    }
  }
  if (kind == Kind::Generator) {
    source.bits_ = {&source.pcg_, [](void* s) { return static_cast<Pcg64*>(s)->next64(); },
                    [](void* s) { return static_cast<Pcg64*>(s)->next32(); },
                    [](void* s) { return unit(static_cast<Pcg64*>(s)->next64()); },
                    [](void* s) { return static_cast<Pcg64*>(s)->next64(); }};
  } else {
    source.bits_ = {source.twister_, [](void* s) { return static_cast<Mt19937*>(s)->next64(); },
                    [](void* s) { return static_cast<Mt19937*>(s)->next32(); },
                    [](void* s) { return static_cast<Mt19937*>(s)->next_double(); },
                    [](void* s) -> uint64_t { return static_cast<Mt19937*>(s)->next32(); }};
  }
  return {};
}

void Source::finish() {
  if (words_ == nullptr) return;
  if (kind == Kind::Generator) pcg_.store(words_);
  else own_.store(words_);
}

Status read_size(const Call& call, size_t first, Size& size) {
  size.is_none = first < call.count() && call.operand(first).is_none();
  for (size_t i = first; !size.is_none && i < call.count(); ++i) {
    if (call.integer(i) < 0) return Status("ValueError", "negative dimensions are not allowed");
    size.shape.push_back(call.integer(i));
  }
  return {};
}

Result<int64_t> count_of_shape(std::span<const int64_t> shape) {
  const auto count = memory::checked_bytes(shape, 1);
  if (!count) return Status("ValueError", "Maximum allowed dimension exceeded");
  return *count;
}

}  // namespace weft::kernels::rng
