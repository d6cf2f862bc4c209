// SPDX-License-Identifier: Apache-2.0
// Fourier transforms of many lines at once: each line is the same to the last bit as alone.
#include "compile/test_run.h"

namespace weft::compile::test {

namespace {

Data waves(std::vector<int64_t> shape, wire::DType dtype) {
  Data a = ramp(std::move(shape), 0.37, -150);
  a.dtype = dtype;
  for (size_t k = 0; k < a.size(); ++k) a.imaginary.push_back(static_cast<double>((k * 104729) % 997) / 9 - 50);
  return a;
}

std::string transform(const std::string& element, const std::string& dims, int axis) {
  const std::string type = element + "[" + dims + "]";
  return "func @f(%0 a: " + type + ") -> " + type + " {\n  %1 = const true : bool @L1\n  %2 = const \"backward\" : str @L1\n  %3 = const none : none @L1\n"
         "  %4 = const " + std::to_string(axis) + " : int @L1\n  %5 = kernel \"fft.c2c\"(%0, %1, %2, %3, %4) : " + type + " @L1\n  return %5 @L1\n}\n";
}

}  // namespace

TEST_CASE("lines are transformed together as alone") {
  for (const auto dtype : {wire::DType::Complex128, wire::DType::Complex64}) {
    const std::string element = dtype == wire::DType::Complex128 ? "c128" : "c64";
    for (const int64_t length : {1, 12, 37, 128, 211}) {
      for (const int64_t lines : {1, 3, 8, 21}) {
        const Data rows = waves({lines, length}, dtype);
        const Data columns = waves({length, lines}, dtype);
        const auto along_rows = run(transform(element, "n,m", 1), {rows});
        const auto along_columns = run(transform(element, "n,m", 0), {columns});
        const auto line = static_cast<size_t>(lines / 2);
        for (const bool by_row : {true, false}) {
          Data alone = waves({length}, dtype);
          const auto size = static_cast<size_t>(length);
          const auto at = [&](size_t k) { return by_row ? line * size + k : k * static_cast<size_t>(lines) + line; };
          const Data& whole = by_row ? rows : columns;
          for (size_t k = 0; k < size; ++k) {
            alone.items[k] = whole.items[at(k)];
            alone.imaginary[k] = whole.imaginary[at(k)];
          }
          const auto single = run(transform(element, "n", 0), {alone});
          const Data& found = (by_row ? along_rows : along_columns).results[0];
          for (size_t k = 0; k < size; ++k) {
            CHECK(found.items[at(k)] == single.results[0].items[k]);
            CHECK(found.imaginary[at(k)] == single.results[0].imaginary[k]);
          }
        }
      }
    }
  }
}

}  // namespace weft::compile::test
