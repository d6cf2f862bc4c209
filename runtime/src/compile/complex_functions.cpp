// SPDX-License-Identifier: Apache-2.0
// Functions of complex numbers that generated code calls, computed as NumPy computes them: by the C library's complex functions of the
// operand's precision. Parts travel as doubles, which hold floats exactly. Python's own `complex` has its rules at the end.
#include <cmath>
#include <complex>
#include <limits>

#include "compile/faults.h"

namespace weft::compile {
namespace {

/// Returned in two registers, as generated code expects.
struct Pair {
  double real;
  double imaginary;
};

template <typename T>
using Complex = std::complex<T>;

template <typename T>
Complex<T> from(double real, double imaginary) { return {static_cast<T>(real), static_cast<T>(imaginary)}; }
template <typename T>
Pair to(Complex<T> z) { return {static_cast<double>(z.real()), static_cast<double>(z.imag())}; }

/// The plain product, whatever the operands are: the standard's repairs infinities, which NumPy does not.
template <typename T>
Complex<T> product(Complex<T> a, Complex<T> b) {
  return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
}

template <typename T>
Complex<T> reciprocal(Complex<T> z) {
  if (std::abs(z.real()) >= std::abs(z.imag())) {
    if (z.real() == 0 && z.imag() == 0) return {1 / std::abs(z.real()), 0 / std::abs(z.real())};
    const T ratio = z.imag() / z.real();
    const T scale = 1 / (z.real() + z.imag() * ratio);
    return {scale, -ratio * scale};
  }
  const T ratio = z.real() / z.imag();
  const T scale = 1 / (z.imag() + z.real() * ratio);
  return {ratio * scale, -scale};
}

/// npy_cpow: small whole exponents by squaring, zeros by definition, the rest by the C library.
template <typename T>
Complex<T> power(Complex<T> a, Complex<T> b) {
  constexpr T kNan = std::numeric_limits<T>::quiet_NaN();
  if (b.real() == 0 && b.imag() == 0) return {1, 0};
  if (a.real() == 0 && a.imag() == 0) return b.real() > 0 ? Complex<T>(0, 0) : Complex<T>(kNan, kNan);
  if (b.imag() == 0 && std::abs(b.real()) < 100 && b.real() == std::floor(b.real())) {
    auto n = static_cast<int>(b.real());
    if (n == 1) return a;
    if (n == 2) return product(a, a);
    if (n == 3) return product(a, product(a, a));
    const bool inverse = n < 0;
    n = std::abs(n);
    Complex<T> result{1, 0};
    for (Complex<T> factor = a;; factor = product(factor, factor)) {
      if ((n & 1) != 0) result = product(result, factor);
      n >>= 1;
      if (n == 0) break;
    }
    return inverse ? reciprocal(result) : result;
  }
  return std::pow(a, b);
}

template <typename T>
Complex<T> exp2(Complex<T> z) { return std::exp(Complex<T>(z.real() * static_cast<T>(M_LN2), z.imag() * static_cast<T>(M_LN2))); }

template <typename T>
Complex<T> expm1(Complex<T> z) {
  const T half = std::sin(z.imag() / 2);
  return {std::expm1(z.real()) * std::cos(z.imag()) - 2 * half * half, std::exp(z.real()) * std::sin(z.imag())};
}

template <typename T>
Complex<T> log1p(Complex<T> z) {
  return {std::log(std::hypot(z.real() + 1, z.imag())), std::atan2(z.imag(), z.real() + 1)};
}

template <typename T>
Complex<T> log2(Complex<T> z) {
  const Complex<T> l = std::log(z);
  return {l.real() * static_cast<T>(M_LOG2E), l.imag() * static_cast<T>(M_LOG2E)};
}

template <typename T>
Complex<T> log10(Complex<T> z) {
  const Complex<T> l = std::log(z);
  return {l.real() * static_cast<T>(M_LOG10E), l.imag() * static_cast<T>(M_LOG10E)};
}

template <typename T, Complex<T> (*function)(Complex<T>)>
Pair apply(double real, double imaginary) { return to(function(from<T>(real, imaginary))); }
template <typename T, Complex<T> (*function)(const Complex<T>&)>
Pair standard(double real, double imaginary) { return to(function(from<T>(real, imaginary))); }
template <typename T>
Pair apply_power(double ar, double ai, double br, double bi) { return to(power(from<T>(ar, ai), from<T>(br, bi))); }

template <typename T>
void add_functions(SymbolTable& symbols, const char* const (&names)[21]) {
  const auto place = [](auto* function) { return reinterpret_cast<void*>(function); };
  void* const functions[21] = {
      place(&standard<T, std::sqrt<T>>), place(&standard<T, std::exp<T>>),   place(&apply<T, exp2<T>>),         place(&apply<T, expm1<T>>),
      place(&standard<T, std::log<T>>),  place(&apply<T, log2<T>>),          place(&apply<T, log10<T>>),        place(&apply<T, log1p<T>>),
      place(&standard<T, std::sin<T>>),  place(&standard<T, std::cos<T>>),   place(&standard<T, std::tan<T>>),  place(&standard<T, std::asin<T>>),
      place(&standard<T, std::acos<T>>), place(&standard<T, std::atan<T>>),  place(&standard<T, std::sinh<T>>), place(&standard<T, std::cosh<T>>),
      place(&standard<T, std::tanh<T>>), place(&standard<T, std::asinh<T>>), place(&standard<T, std::acosh<T>>), place(&standard<T, std::atanh<T>>),
      place(&apply_power<T>)};
  for (size_t index = 0; index < 21; ++index) symbols.emplace_back(names[index], functions[index]);
}

// ---- Python's complex -------------------------------------------------------------------------------------------------------------

Complex<double> python_quotient(Complex<double> a, Complex<double> b) {
  if (std::abs(b.real()) >= std::abs(b.imag())) {
    const double ratio = b.imag() / b.real();
    const double scale = b.real() + b.imag() * ratio;
    return {(a.real() + a.imag() * ratio) / scale, (a.imag() - a.real() * ratio) / scale};
  }
  if (std::abs(b.imag()) >= std::abs(b.real())) {
    const double ratio = b.real() / b.imag();
    const double scale = b.real() * ratio + b.imag();
    return {(a.real() * ratio + a.imag()) / scale, (a.imag() * ratio - a.real()) / scale};
  }
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  return {kNan, kNan};
}

Complex<double> python_small_power(Complex<double> x, int64_t n) {
  Complex<double> result(1, 0);
  for (int64_t mask = 1; n >= mask; mask <<= 1) {
    if ((n & mask) != 0) result = product(result, x);
    x = product(x, x);
  }
  return result;
}

}  // namespace

extern "C" {

/// `/` of Python: the divisor is not zero.
Pair weft_python_quotient(double ar, double ai, double br, double bi) { return to(python_quotient({ar, ai}, {br, bi})); }

/// `**` of Python: -1, or the number of the Fault.
int32_t weft_python_power(double ar, double ai, double br, double bi, double* out) {
  Complex<double> result;
  const auto small = [&] { return bi == 0 && br == std::floor(br) && std::abs(br) <= 100; };
  if (br == 0 && bi == 0) {
    result = {1, 0};
  } else if (ar == 0 && ai == 0) {
    if (bi != 0 || br < 0) return static_cast<int32_t>(Fault::zero_complex_power);
  } else if (small()) {
    const auto n = static_cast<int64_t>(br);
    result = python_small_power({ar, ai}, n > 0 ? n : -n);
    if (n < 0 && result == Complex<double>(0, 0)) return static_cast<int32_t>(Fault::zero_complex_power);
    if (n < 0) result = python_quotient({1, 0}, result);
  } else {
    const double size = std::hypot(ar, ai);
    double length = std::pow(size, br);
    const double angle = std::atan2(ai, ar);
    double phase = angle * br;
    if (bi != 0) {
      length /= std::exp(angle * bi);
      phase += bi * std::log(size);
    }
    result = {length * std::cos(phase), length * std::sin(phase)};
  }
  if (std::isinf(result.real()) || std::isinf(result.imag())) return static_cast<int32_t>(Fault::complex_power_overflow);
  out[0] = result.real();
  out[1] = result.imag();
  return -1;
}

}  // extern "C"

void add_complex_symbols(SymbolTable& symbols) {
  static constexpr const char* kDouble[21] = {"weft_csqrt", "weft_cexp",  "weft_cexp2", "weft_cexpm1", "weft_clog",   "weft_clog2",  "weft_clog10",
                                              "weft_clog1p", "weft_csin", "weft_ccos",  "weft_ctan",   "weft_casin",  "weft_cacos",  "weft_catan",
                                              "weft_csinh", "weft_ccosh", "weft_ctanh", "weft_casinh", "weft_cacosh", "weft_catanh", "weft_cpow"};
  static constexpr const char* kSingle[21] = {"weft_csqrtf", "weft_cexpf",  "weft_cexp2f", "weft_cexpm1f", "weft_clogf",   "weft_clog2f",  "weft_clog10f",
                                              "weft_clog1pf", "weft_csinf", "weft_ccosf",  "weft_ctanf",   "weft_casinf",  "weft_cacosf",  "weft_catanf",
                                              "weft_csinhf", "weft_ccoshf", "weft_ctanhf", "weft_casinhf", "weft_cacoshf", "weft_catanhf", "weft_cpowf"};
  add_functions<double>(symbols, kDouble);
  add_functions<float>(symbols, kSingle);
  symbols.emplace_back("weft_python_quotient", reinterpret_cast<void*>(weft_python_quotient));
  symbols.emplace_back("weft_python_power", reinterpret_cast<void*>(weft_python_power));
}

}  // namespace weft::compile
