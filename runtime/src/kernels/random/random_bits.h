// SPDX-License-Identifier: Apache-2.0
// Generators of random bits whose state is an ordinary array of the program: PCG64 of `np.random.default_rng`, and MT19937 of
// `np.random.RandomState` and `np.random.seed`. The streams are NumPy's, bit for bit; one kernel draws on one thread, so the numbers
// do not depend on the number of threads.

#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/random/npyrandom.h"
#include "kernels/registry.h"

namespace weft::kernels::rng {

/// NumPy's SeedSequence: mixes words of entropy into a pool, from which states are made.
class SeedSequence {
 public:
  explicit SeedSequence(std::span<const uint32_t> entropy);
  std::vector<uint32_t> state(size_t words) const;

 private:
  std::array<uint32_t, 4> pool_{};
};

/// The words of a seed, lowest first, as SeedSequence takes them.
void append_words(std::vector<uint32_t>& words, uint64_t value);

/// PCG XSL RR 128/64. As an array: state high, low; increment high, low; whether 32 bits are kept; those bits.
struct Pcg64 {
  static constexpr size_t kWords = 6;
  unsigned __int128 state = 0;
  unsigned __int128 increment = 0;
  bool has_half = false;
  uint32_t half = 0;

  void seed(std::span<const uint32_t> entropy);
  void advance(unsigned __int128 delta);
  uint64_t next64();
  uint32_t next32();
  void load(const uint64_t* words);
  void store(uint64_t* words) const;
};

/// The Mersenne Twister with NumPy's legacy seeding. As an array: 624 words of key, position, whether a Gaussian is kept, its bits.
struct Mt19937 {
  static constexpr size_t kWords = 627;
  std::array<uint32_t, 624> key{};
  uint32_t position = 624;
  bool has_gauss = false;
  double gauss = 0;

  void seed(uint32_t seed);
  void seed(std::span<const uint32_t> words);
  uint32_t next32();
  uint64_t next64();
  double next_double();
  void load(const uint64_t* words);
  void store(uint64_t* words) const;

 private:
  void refill();
};

/// The generator that a kernel draws from: read from the program's array at the start, written back by `finish`.
enum class Kind { Generator, RandomState, Global };

/// Four words that nobody knows, for generators without a seed.
std::vector<uint32_t> entropy();

/// The state that `np.random.seed` sets, for the whole task; without a seed it starts anywhere.
struct Global {
  Mt19937 generator;
  bool is_seeded = false;
};
Global& global();

class Source {
 public:
  /// Reads the state in operand 0 (none for Global: the process's own).
  static Status open(Call& call, Kind kind, Source& source);
  ~Source() { finish(); }
  Source() = default;
  Source(const Source&) = delete;

  Kind kind = Kind::Generator;
  bool is_legacy() const { return kind != Kind::Generator; }
  /// Where the parameters of the distribution start among the operands.
  size_t first() const { return kind == Kind::Global ? 0 : 1; }
  bitgen_t* bits() { return &bits_; }
  Mt19937& twister() { return *twister_; }
  double next_double() { return bits_.next_double(bits_.state); }
  uint64_t interval(uint64_t max) { return random_interval(&bits_, max); }

 private:
  void finish();
  Pcg64 pcg_;
  Mt19937 own_;
  Mt19937* twister_ = nullptr;
  uint64_t* words_ = nullptr;
  bitgen_t bits_{};
};

/// Registers `Body<Kind>` under the names of the three kinds.
#define WEFT_RANDOM(registry, name, body)                                                            \
  registry.add("random.Generator." name, [](Call& call) { return body(call, Kind::Generator); }, 1); \
  registry.add("random.RandomState." name, [](Call& call) { return body(call, Kind::RandomState); }, 1); \
  registry.add("random." name, [](Call& call) { return body(call, Kind::Global); })

/// The size argument: `none`, or one `int` for each axis, from operand `first` on.
struct Size {
  bool is_none = true;
  std::vector<int64_t> shape;
};
Status read_size(const Call& call, size_t first, Size& size);
/// The number of elements, or MemoryError.
Result<int64_t> count_of_shape(std::span<const int64_t> shape);

}  // namespace weft::kernels::rng
