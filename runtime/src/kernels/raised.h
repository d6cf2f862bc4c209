// SPDX-License-Identifier: Apache-2.0
// What NumPy would warn of, in kernels: `invalid value` and `overflow`, found by the values. A result that is NaN although no operand is
// is invalid; a result that is NaN or infinite of finite operands overflowed.

#pragma once

#include <atomic>
#include <bit>
#include <cmath>
#include <complex>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

#include <immintrin.h>

#include "kernels/element.h"
#include "kernels/lines.h"

namespace weft::kernels::raised {

inline constexpr uint8_t kNan = 1;
inline constexpr uint8_t kInfinite = 2;

template <typename T>
constexpr uint8_t oddity(T value) {
  if constexpr (is_complex<T>) {
    return static_cast<uint8_t>(oddity(value.real()) | oddity(value.imag()));
  } else if constexpr (std::is_floating_point_v<T>) {
    using Bits = std::conditional_t<sizeof(T) == 8, uint64_t, uint32_t>;
    constexpr Bits kTop = sizeof(T) == 8 ? static_cast<Bits>(0x7ff0000000000000) : static_cast<Bits>(0x7f800000);
    const Bits size = std::bit_cast<Bits>(value) & static_cast<Bits>(~Bits{0} >> 1);
    return static_cast<uint8_t>((size > kTop ? kNan : 0) | (size == kTop ? kInfinite : 0));
  } else {
    return 0;
  }
}

/// Flags of an operation whose operands and result are odd in this way.
constexpr uint8_t flags_of(uint8_t operands, uint8_t result) {
  const bool is_invalid = (result & kNan) != 0 && (operands & kNan) == 0;
  const bool is_over = result != 0 && operands == 0;
  return static_cast<uint8_t>((is_invalid ? kInvalidFlag : 0) | (is_over ? kOverflowFlag : 0));
}

template <typename T>
constexpr uint8_t by(T a, T b, T result) {
  return flags_of(static_cast<uint8_t>(oddity(a) | oddity(b)), oddity(result));
}

/// As `by`, of the ufunc with this name: a division of a finite number by zero is no overflow.
template <typename T>
constexpr uint8_t by_function(std::string_view name, T a, T b, T result) {
  const uint8_t flags = by(a, b, result);
  if ((flags & kOverflowFlag) == 0 || !(name.ends_with("divide") || name == "power")) return flags;
  if ((name == "power" ? a : b) != T(0)) return flags;
  return (flags & kInvalidFlag) != 0 ? kInvalidFlag : kDivideFlag;
}

/// Flags that the threads of a kernel found.
class Found {
 public:
  void add(uint8_t flags) {
    if ((flags & ~flags_.load(std::memory_order_relaxed)) != 0) flags_.fetch_or(flags, std::memory_order_relaxed);
  }
  /// Warns in the name of NumPy's function.
  void tell(Call& call, const std::string& name) const {
    const uint8_t told = flags_.load() & static_cast<uint8_t>(~call.silenced);
    if ((told & kDivideFlag) != 0) warn(call, "divide by zero encountered in " + name);
    if ((told & kOverflowFlag) != 0) warn(call, "overflow encountered in " + name);
    if ((told & kInvalidFlag) != 0) warn(call, "invalid value encountered in " + name);
  }
  /// Where a product of matrices tells what it finds.
  Alarm alarm() {
    return {[](void* target, int32_t flag) { static_cast<Found*>(target)->add(static_cast<uint8_t>(flag)); }, this, kOverflowFlag, kInvalidFlag};
  }

 private:
  std::atomic<uint8_t> flags_ = 0;
};

/// The processor's flags of what is computed while it lives; those of before are put back.
class Flags {
 public:
  Flags() : before_(_mm_getcsr()) { _mm_setcsr(before_ & ~static_cast<unsigned>(_MM_EXCEPT_MASK)); }
  Flags(const Flags&) = delete;
  Flags& operator=(const Flags&) = delete;
  ~Flags() { _mm_setcsr(before_); }
  uint8_t found() const { return static_cast<uint8_t>(_mm_getcsr() & (kInvalidFlag | kDivideFlag | kOverflowFlag)); }

 private:
  unsigned before_;
};

/// Arithmetic that remembers what it raised, by NumPy's names.
struct Watched {
  uint8_t add = 0;
  uint8_t subtract = 0;
  uint8_t multiply = 0;
  uint8_t divide = 0;

  template <typename T>
  T plus(T a, T b) { return seen(add, a, b, a + b); }
  template <typename T>
  T minus(T a, T b) { return seen(subtract, a, b, a - b); }
  template <typename T>
  T over(T a, T b) {
    const T result = a / b;
    divide = static_cast<uint8_t>(divide | by_function("divide", a, b, result));
    return result;
  }
  template <typename T>
  T seen(uint8_t& flags, T a, T b, T result) {
    flags = static_cast<uint8_t>(flags | by(a, b, result));
    return result;
  }
};

/// What the threads of a kernel found with it.
struct FoundAll {
  Found add;
  Found subtract;
  Found multiply;
  Found divide;

  void take(const Watched& watched) {
    add.add(watched.add);
    subtract.add(watched.subtract);
    multiply.add(watched.multiply);
    divide.add(watched.divide);
  }
  void tell(Call& call, const std::string& prefix = "") const {
    subtract.tell(call, prefix + "subtract");
    multiply.tell(call, prefix + "multiply");
    divide.tell(call, prefix + "divide");
    add.tell(call, prefix + "add");
  }
};

template <typename T>
bool any_odd(const T* values, int64_t count) {
  uint8_t odd = 0;
  for (int64_t i = 0; i < count; ++i) odd = static_cast<uint8_t>(odd | oddity(values[i]));
  return odd != 0;
}

}  // namespace weft::kernels::raised
