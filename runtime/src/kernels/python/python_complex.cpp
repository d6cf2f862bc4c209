// SPDX-License-Identifier: Apache-2.0
// Python's `cmath`: C's complex functions with CPython's errors.

#include <cmath>
#include <complex>
#include <limits>
#include <numbers>

#include "kernels/registry.h"

namespace weft::kernels {
namespace {

using Complex = std::complex<double>;

enum class Fault { none, domain, range };

bool is_finite(Complex z) { return std::isfinite(z.real()) && std::isfinite(z.imag()); }

Fault overflow(Complex z, Complex result) {
  return is_finite(z) && (std::isinf(result.real()) || std::isinf(result.imag())) ? Fault::range : Fault::none;
}

Fault never(Complex, Complex) { return Fault::none; }
Fault at_zero(Complex z, Complex) { return z == Complex(0) ? Fault::domain : Fault::none; }
Fault at_ones(Complex z, Complex) { return z.imag() == 0 && std::fabs(z.real()) == 1 ? Fault::domain : Fault::none; }
Fault at_imaginary_ones(Complex z, Complex) { return z.real() == 0 && std::fabs(z.imag()) == 1 ? Fault::domain : Fault::none; }
Fault of_exp(Complex z, Complex result) {
  const bool bad = std::isinf(z.imag()) && (std::isfinite(z.real()) || z.real() == std::numeric_limits<double>::infinity());
  return bad ? Fault::domain : overflow(z, result);
}
Fault of_hyperbolic(Complex z, Complex result) {
  return std::isinf(z.imag()) && !std::isnan(z.real()) ? Fault::domain : overflow(z, result);
}
Fault of_circular(Complex z, Complex result) {
  return std::isinf(z.real()) && !std::isnan(z.imag()) ? Fault::domain : overflow(z, result);
}
Fault of_tanh(Complex z, Complex) { return std::isinf(z.imag()) && std::isfinite(z.real()) ? Fault::domain : Fault::none; }
Fault of_tan(Complex z, Complex) { return std::isinf(z.real()) && std::isfinite(z.imag()) ? Fault::domain : Fault::none; }

Status outcome(Fault fault) {
  if (fault == Fault::domain) return Status("ValueError", "math domain error");
  if (fault == Fault::range) return Status("OverflowError", "math range error");
  return {};
}

template <Complex (*function)(const Complex&), Fault (*check)(Complex, Complex)>
Status apply(Call& call) {
  const Complex z = call.operand(0).complex_number();
  const Complex result = function(z);
  const Status status = outcome(check(z, result));
  if (!status.ok()) return status;
  Item item;
  item.kind = wire::TypeKind::Complex;
  item.floating = result.real();
  item.imaginary = result.imag();
  call.results.push_back(std::move(item));
  return {};
}

/// CPython divides the natural logarithm by that of ten.
Complex log10_of(const Complex& z) {
  const Complex natural = std::log(z);
  return {natural.real() / std::numbers::ln10, natural.imag() / std::numbers::ln10};
}

Status rect(Call& call) {
  const double r = call.number(0);
  const double phi = call.number(1);
  Complex result;
  if (!std::isfinite(r) || !std::isfinite(phi)) {
    if (std::isinf(phi) && r != 0 && !std::isnan(r)) return outcome(Fault::domain);
    if (std::isinf(r) && std::isfinite(phi) && phi != 0) {
      const Complex at{std::copysign(r, r * std::cos(phi)), std::copysign(r, r * std::sin(phi))};
      result = at;
    } else if (r == 0) {
      result = 0;
    } else if (phi == 0) {
      result = Complex(r, std::isnan(r) ? phi : r * phi == r * phi ? r * phi : phi * std::copysign(1.0, r));
    } else {
      const double nan = std::numeric_limits<double>::quiet_NaN();
      result = Complex(std::isinf(r) ? std::fabs(r) : nan, nan);
    }
  } else {
    // For phi of 0 the imaginary part keeps its sign.
    result = phi == 0 ? Complex(r, r * phi) : Complex(r * std::cos(phi), r * std::sin(phi));
  }
  Item item;
  item.kind = wire::TypeKind::Complex;
  item.floating = result.real();
  item.imaginary = result.imag();
  call.results.push_back(std::move(item));
  return {};
}

}  // namespace

void register_python_complex(Registry& registry) {
  registry.add("cmath.sqrt", apply<std::sqrt<double>, never>);
  registry.add("cmath.exp", apply<std::exp<double>, of_exp>);
  registry.add("cmath.log", apply<std::log<double>, at_zero>);
  registry.add("cmath.log10", apply<log10_of, at_zero>);
  registry.add("cmath.sin", apply<std::sin<double>, of_circular>);
  registry.add("cmath.cos", apply<std::cos<double>, of_circular>);
  registry.add("cmath.tan", apply<std::tan<double>, of_tan>);
  registry.add("cmath.sinh", apply<std::sinh<double>, of_hyperbolic>);
  registry.add("cmath.cosh", apply<std::cosh<double>, of_hyperbolic>);
  registry.add("cmath.tanh", apply<std::tanh<double>, of_tanh>);
  registry.add("cmath.asin", apply<std::asin<double>, never>);
  registry.add("cmath.acos", apply<std::acos<double>, never>);
  registry.add("cmath.atan", apply<std::atan<double>, at_imaginary_ones>);
  registry.add("cmath.asinh", apply<std::asinh<double>, never>);
  registry.add("cmath.acosh", apply<std::acosh<double>, never>);
  registry.add("cmath.atanh", apply<std::atanh<double>, at_ones>);
  registry.add("cmath.rect", rect);
}

}  // namespace weft::kernels
