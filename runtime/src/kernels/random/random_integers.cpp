// SPDX-License-Identifier: Apache-2.0
// `Generator.integers` and `RandomState.randint`: every integer dtype, bounds as numbers or arrays.

#include <bit>
#include <limits>

#include "kernels/element.h"
#include "kernels/random/random_parameters.h"

namespace weft::kernels {
namespace rng {
namespace {

/// A bound as a 128-bit integer, so that u64 and i64 compare.
using Wide = __int128;

template <typename T>
struct Limits {
  static constexpr Wide low = std::is_same_v<T, bool> ? Wide{0} : static_cast<Wide>(std::numeric_limits<T>::min());
  static constexpr Wide high = std::is_same_v<T, bool> ? Wide{1} : static_cast<Wide>(std::numeric_limits<T>::max());
};

uint64_t mask_of(uint64_t range) { return range == 0 ? 0 : ~uint64_t{0} >> std::countl_zero(range); }

/// `count` numbers from `low` to `low + range`, both included.
template <typename T>
void fill(bitgen_t* bits, T low, uint64_t range, int64_t count, bool masked, T* out) {
  if constexpr (std::is_same_v<T, bool>) {
    random_bounded_bool_fill(bits, low ? 1 : 0, static_cast<unsigned char>(range), count, masked, reinterpret_cast<unsigned char*>(out));
  } else if constexpr (sizeof(T) == 8) {
    random_bounded_uint64_fill(bits, static_cast<uint64_t>(low), range, count, masked, reinterpret_cast<uint64_t*>(out));
  } else if constexpr (sizeof(T) == 4) {
    random_bounded_uint32_fill(bits, static_cast<uint32_t>(low), static_cast<uint32_t>(range), count, masked,
                               reinterpret_cast<uint32_t*>(out));
  } else if constexpr (sizeof(T) == 2) {
    random_bounded_uint16_fill(bits, static_cast<uint16_t>(low), static_cast<uint16_t>(range), count, masked,
                               reinterpret_cast<uint16_t*>(out));
  } else {
    random_bounded_uint8_fill(bits, static_cast<uint8_t>(low), static_cast<uint8_t>(range), count, masked,
                              reinterpret_cast<uint8_t*>(out));
  }
}

/// One number of a call with arrays: smaller dtypes take their bits from a common word.
template <typename T>
T one(bitgen_t* bits, T low, uint64_t range, bool masked, int* left, uint32_t* word) {
  const uint64_t mask = mask_of(range);
  if constexpr (std::is_same_v<T, bool>) {
    return random_buffered_bounded_bool(bits, low ? 1 : 0, static_cast<unsigned char>(range), static_cast<unsigned char>(mask), masked,
                                        left, word) != 0;
  } else if constexpr (sizeof(T) == 8) {
    return static_cast<T>(random_bounded_uint64(bits, static_cast<uint64_t>(low), range, mask, masked));
  } else if constexpr (sizeof(T) == 4) {
    return static_cast<T>(random_buffered_bounded_uint32(bits, static_cast<uint32_t>(low), static_cast<uint32_t>(range),
                                                         static_cast<uint32_t>(mask), masked, left, word));
  } else if constexpr (sizeof(T) == 2) {
    return static_cast<T>(random_buffered_bounded_uint16(bits, static_cast<uint16_t>(low), static_cast<uint16_t>(range),
                                                         static_cast<uint16_t>(mask), masked, left, word));
  } else {
    return static_cast<T>(random_buffered_bounded_uint8(bits, static_cast<uint8_t>(low), static_cast<uint8_t>(range),
                                                        static_cast<uint8_t>(mask), masked, left, word));
  }
}

/// The bounds as parameters; elements of u64 arrays and numbers keep their sign by `unsigned_`.
struct Bounds {
  Parameters items;
  bool is_unsigned[2] = {false, false};
  Wide value(size_t i, const int64_t* n) const {
    return is_unsigned[i] ? static_cast<Wide>(static_cast<uint64_t>(n[i])) : static_cast<Wide>(n[i]);
  }
};

Status read_bounds(Call& call, size_t first, Bounds& bounds) {
  for (size_t i = 0; i < 2; ++i) {
    const Item& item = call.operand(first + i);
    bounds.is_unsigned[i] = (item.is_array() || item.kind == wire::TypeKind::Scalar) && item.dtype == DType::UInt64;
  }
  return bounds.items.read(call, first, 2, 3);
}

/// Operands: the state, low, high, the dtype's name, whether high is included, whether a Python int is wanted, the size.
template <typename T>
Status draw(Call& call, Source& source, const char* name, DType dtype) {
  const size_t first = source.first();
  const bool closed = call.flag(first + 3);
  const bool python = call.flag(first + 4);
  const bool masked = source.is_legacy();
  Size size;
  Bounds bounds;
  if (Status status = read_size(call, first + 5, size); !status.ok()) return status;
  if (Status status = read_bounds(call, first, bounds); !status.ok()) return status;
  Parameters& items = bounds.items;
  const auto empty = [&] {
    for (const int64_t each : size.shape) {
      if (each == 0) return true;
    }
    return false;
  };
  if (!size.is_none && empty()) {
    auto array = call.fresh(size.shape, dtype);
    if (!array.ok()) return array.status();
    call.give(array.value());
    return {};
  }
  Parameters both = items;
  if (Status status = both.broadcast(Size{}); !status.ok()) return status;
  int64_t pairs = 1;
  for (const int64_t each : both.shape()) pairs *= each;
  bool too_low = false;
  bool too_high = false;
  bool crossed = false;
  bool low_is_set = false;
  both.each(pairs, [&](int64_t, const double*, const int64_t* n) {
    const Wide low = bounds.value(0, n);
    const Wide high = bounds.value(1, n) - (closed ? 0 : 1);
    too_low = too_low || low < Limits<T>::low;
    too_high = too_high || high > Limits<T>::high;
    crossed = crossed || low > high;
    low_is_set = low_is_set || low != 0;
  });
  if (too_low) return Status("ValueError", std::string("low is out of bounds for ") + name);
  if (too_high) return Status("ValueError", std::string("high is out of bounds for ") + name);
  if (crossed) {
    if (source.is_legacy()) return Status("ValueError", low_is_set ? "low >= high" : "high <= 0");
    return Status("ValueError", low_is_set ? (closed ? "low > high" : "low >= high") : (closed ? "high < 0" : "high <= 0"));
  }
  const auto range_of = [&](const int64_t* n) {
    return static_cast<uint64_t>(bounds.value(1, n) - (closed ? 0 : 1) - bounds.value(0, n));
  };
  const auto low_of = [&](const int64_t* n) { return static_cast<T>(bounds.value(0, n)); };
  if (!items.has_arrays()) {
    const int64_t numbers[2] = {items[0].integer, items[1].integer};
    const uint64_t range = range_of(numbers);
    if (size.is_none) {
      T value{};
      fill<T>(source.bits(), low_of(numbers), range, 1, masked, &value);
      if (python && dtype == DType::Bool) call.give_bool(value != T{});
      else if (python) call.give_int(static_cast<int64_t>(value));
      else call.give_scalar(dtype, static_cast<int64_t>(value));
      return {};
    }
    auto array = call.fresh(size.shape, dtype);
    if (!array.ok()) return array.status();
    fill<T>(source.bits(), low_of(numbers), range, memory::element_count(array.value().view, array.value().rank), masked,
            reinterpret_cast<T*>(array.value().view.data));
    call.give(array.value());
    return {};
  }
  if (Status status = items.broadcast(size); !status.ok()) return status;
  auto array = call.fresh(items.shape(), dtype);
  if (!array.ok()) return array.status();
  auto* out = reinterpret_cast<T*>(array.value().view.data);
  int left = 0;
  uint32_t word = 0;
  items.each(memory::element_count(array.value().view, array.value().rank), [&](int64_t i, const double*, const int64_t* n) {
    out[i] = one<T>(source.bits(), low_of(n), range_of(n), masked, &left, &word);
  });
  call.give(array.value());
  return {};
}

Status integers(Call& call, Kind kind) {
  Source source;
  if (Status status = Source::open(call, kind, source); !status.ok()) return status;
  const std::string& name = call.text(source.first() + 2);
  const auto dtype = memory::dtype_from_name(name);
  if (!dtype) return Status("TypeError", "Unsupported dtype '" + name + "' for integers");
  switch (*dtype) {
    case DType::Bool: return draw<bool>(call, source, "bool", *dtype);
    case DType::Int8: return draw<int8_t>(call, source, "int8", *dtype);
    case DType::Int16: return draw<int16_t>(call, source, "int16", *dtype);
    case DType::Int32: return draw<int32_t>(call, source, "int32", *dtype);
    case DType::Int64: return draw<int64_t>(call, source, "int64", *dtype);
    case DType::UInt8: return draw<uint8_t>(call, source, "uint8", *dtype);
    case DType::UInt16: return draw<uint16_t>(call, source, "uint16", *dtype);
    case DType::UInt32: return draw<uint32_t>(call, source, "uint32", *dtype);
    case DType::UInt64: return draw<uint64_t>(call, source, "uint64", *dtype);
    default: break;
  }
  return Status("TypeError", "Unsupported dtype dtype('" + name + "') for integers");
}

}  // namespace
}  // namespace rng

void register_random_integers(Registry& registry) {
  using namespace rng;
  WEFT_RANDOM(registry, "integers", integers);
}

}  // namespace weft::kernels
