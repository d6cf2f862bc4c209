// SPDX-License-Identifier: Apache-2.0
// Making generators, and the distributions without parameters: `random`, `standard_normal`, `standard_exponential`.

#include <vector>

#include "kernels/random/random_legacy.h"

namespace weft::kernels {
namespace rng {
namespace {

Status negative_seed() { return Status("ValueError", "expected non-negative integer"); }

/// The words of the seed operands: numbers, and arrays of them; none for a seed of its own.
Status read_seed(Call& call, size_t first, std::vector<uint32_t>& words) {
  if (call.operand(first).is_none()) {
    words = entropy();
    return {};
  }
  for (size_t i = first; i < call.count(); ++i) {
    const Item& item = call.operand(i);
    if (item.is_array()) {
      auto view = call.contiguous(i, item.dtype == DType::UInt64 ? DType::UInt64 : DType::Int64);
      if (!view.ok()) return view.status();
      const auto* values = reinterpret_cast<const int64_t*>(view.value().view.data);
      const int64_t count = memory::element_count(view.value().view, view.value().rank);
      for (int64_t k = 0; k < count; ++k) {
        if (values[k] < 0 && item.dtype != DType::UInt64) return negative_seed();
        append_words(words, static_cast<uint64_t>(values[k]));
      }
    } else {
      const bool is_unsigned = item.kind == wire::TypeKind::Scalar && item.dtype == DType::UInt64;
      if (item.integer < 0 && !is_unsigned) return negative_seed();
      append_words(words, static_cast<uint64_t>(item.integer));
    }
  }
  return {};
}

Status give_words(Call& call, std::span<const uint64_t> words) {
  auto array = call.fresh({static_cast<int64_t>(words.size())}, DType::UInt64);
  if (!array.ok()) return array.status();
  std::copy(words.begin(), words.end(), reinterpret_cast<uint64_t*>(array.value().view.data));
  call.give(array.value());
  return {};
}

/// `default_rng(seed…)`.
Status make_generator(Call& call) {
  std::vector<uint32_t> words;
  if (Status status = read_seed(call, 0, words); !status.ok()) return status;
  Pcg64 generator;
  generator.seed(words);
  std::array<uint64_t, Pcg64::kWords> state{};
  generator.store(state.data());
  return give_words(call, state);
}

/// The child number `index` of what the seed operands make: `spawn`.
Status make_child(Call& call) {
  const int64_t index = call.integer(0);
  std::vector<uint32_t> words;
  if (Status status = read_seed(call, 1, words); !status.ok()) return status;
  if (words.size() < 4) words.resize(4, 0);
  append_words(words, static_cast<uint64_t>(index));
  Pcg64 generator;
  generator.seed(words);
  std::array<uint64_t, Pcg64::kWords> state{};
  generator.store(state.data());
  return give_words(call, state);
}

Status seed_twister(Call& call, Mt19937& generator) {
  const Item& item = call.operand(0);
  if (item.is_none()) {
    generator.seed(std::span<const uint32_t>(entropy()));
    return {};
  }
  if (item.is_array()) {
    auto view = call.contiguous(0, DType::Int64);
    if (!view.ok()) return view.status();
    const auto* values = reinterpret_cast<const int64_t*>(view.value().view.data);
    const int64_t count = memory::element_count(view.value().view, view.value().rank);
    if (count == 0) return Status("ValueError", "Seed must be non-empty");
    std::vector<uint32_t> words;
    for (int64_t i = 0; i < count; ++i) {
      if (values[i] < 0 || values[i] > 0xffffffffLL) return Status("ValueError", "Seed must be between 0 and 2**32 - 1");
      words.push_back(static_cast<uint32_t>(values[i]));
    }
    generator.seed(std::span<const uint32_t>(words));
    return {};
  }
  if (item.integer < 0 || item.integer > 0xffffffffLL) return Status("ValueError", "Seed must be between 0 and 2**32 - 1");
  generator.seed(static_cast<uint32_t>(item.integer));
  return {};
}

Status seed_global(Call& call) {
  if (Status status = seed_twister(call, global().generator); !status.ok()) return status;
  global().is_seeded = true;
  return {};
}

Status make_random_state(Call& call) {
  Mt19937 generator;
  if (Status status = seed_twister(call, generator); !status.ok()) return status;
  std::array<uint64_t, Mt19937::kWords> state{};
  generator.store(state.data());
  return give_words(call, state);
}

enum class Standard { uniform, normal, exponential, exponential_inverse };

void fill(Source& source, Standard what, double* out, int64_t count) {
  if (source.is_legacy() && what == Standard::normal) {
    for (int64_t i = 0; i < count; ++i) out[i] = legacy::gauss(source.twister());
  } else if (source.is_legacy() && what != Standard::uniform) {
    for (int64_t i = 0; i < count; ++i) out[i] = legacy::standard_exponential(source.twister());
  } else if (what == Standard::uniform) {
    random_standard_uniform_fill(source.bits(), count, out);
  } else if (what == Standard::normal) {
    random_standard_normal_fill(source.bits(), count, out);
  } else if (what == Standard::exponential) {
    random_standard_exponential_fill(source.bits(), count, out);
  } else {
    random_standard_exponential_inv_fill(source.bits(), count, out);
  }
}

void fill(Source& source, Standard what, float* out, int64_t count) {
  if (what == Standard::uniform) random_standard_uniform_fill_f(source.bits(), count, out);
  else if (what == Standard::normal) random_standard_normal_fill_f(source.bits(), count, out);
  else if (what == Standard::exponential) random_standard_exponential_fill_f(source.bits(), count, out);
  else random_standard_exponential_inv_fill_f(source.bits(), count, out);
}

/// Operands: the state, the dtype's name, then the size.
template <Standard What>
Status standard(Call& call, Kind kind) {
  Source source;
  if (Status status = Source::open(call, kind, source); !status.ok()) return status;
  const size_t first = source.first();
  const bool is_float = call.text(first) == "float32";
  Size size;
  if (Status status = read_size(call, first + 1, size); !status.ok()) return status;
  if (size.is_none) {
    double value = 0;
    float narrow = 0;
    if (is_float) fill(source, What, &narrow, 1);
    else fill(source, What, &value, 1);
    call.give_float(is_float ? static_cast<double>(narrow) : value);
    return {};
  }
  auto array = call.fresh(size.shape, is_float ? DType::Float32 : DType::Float64);
  if (!array.ok()) return array.status();
  const int64_t count = memory::element_count(array.value().view, array.value().rank);
  if (is_float) fill(source, What, reinterpret_cast<float*>(array.value().view.data), count);
  else fill(source, What, reinterpret_cast<double*>(array.value().view.data), count);
  call.give(array.value());
  return {};
}

/// `generator.bit_generator` after `jumped(n)` or `advance(n)`; the state is changed in place.
Status advance(Call& call) {
  auto* words = reinterpret_cast<uint64_t*>(call.array(0).view.data);
  Pcg64 generator;
  generator.load(words);
  generator.advance(static_cast<unsigned __int128>(static_cast<__int128>(call.integer(1))));
  generator.store(words);
  return {};
}

}  // namespace
}  // namespace rng

void register_random(Registry& registry) {
  using namespace rng;
  registry.add("random.default_rng", make_generator);
  registry.add("random.Generator.child", make_child);
  registry.add("random.Generator.advance", advance, 1);
  registry.add("random.RandomState", make_random_state);
  registry.add("random.seed", seed_global);
  WEFT_RANDOM(registry, "random", standard<Standard::uniform>);
  WEFT_RANDOM(registry, "standard_normal", standard<Standard::normal>);
  WEFT_RANDOM(registry, "standard_exponential", standard<Standard::exponential>);
  WEFT_RANDOM(registry, "standard_exponential_inv", standard<Standard::exponential_inverse>);
}

}  // namespace weft::kernels
