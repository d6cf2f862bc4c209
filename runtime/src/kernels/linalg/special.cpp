// SPDX-License-Identifier: Apache-2.0
// Special functions of libm: error functions, gamma, Bessel functions of order 0 and 1.

#include "kernels/linalg/special.h"

#include <cmath>
#include <limits>
#include <numbers>

namespace weft::kernels {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInf = std::numeric_limits<double>::infinity();

double gamma(double x) {
  // At negative whole numbers there is no limit: SciPy gives nan.
  if (x < 0 && x == std::floor(x)) return kNan;
  return std::tgamma(x);
}

double log_gamma(double x) {
  if (x == -kInf) return x;
  int sign = 0;
  return ::lgamma_r(x, &sign);
}

double erf(double x) { return std::erf(x); }
double erfc(double x) { return std::erfc(x); }
/// In 80 bits: far from 0 the last digit of the quotient counts many times.
double normal(double x) { return static_cast<double>(0.5L * std::erfc(-x / std::numbers::sqrt2_v<long double>)); }
// Of an infinity SciPy gives nan.
double y0(double x) { return x == 0 ? -kInf : x < 0 || std::isinf(x) ? kNan : ::y0(x); }
double y1(double x) { return x == 0 ? -kInf : x < 0 || std::isinf(x) ? kNan : ::y1(x); }
double j0(double x) { return std::isinf(x) ? kNan : ::j0(x); }
double j1(double x) { return std::isinf(x) ? kNan : ::j1(x); }
/// Of numbers below 0 it is 0, as in SciPy.
double factorial(double n) { return n < 0 ? 0 : static_cast<double>(std::tgamma(static_cast<long double>(n) + 1)); }

template <double (*kFunction)(double)>
Status apply(Call& call) {
  return apply_special<1>(call, 15, kFunction);
}

}  // namespace

void register_special_functions(Registry& registry);

void register_special(Registry& registry) {
  registry.add("special.erf", apply<erf>);
  registry.add("special.erfc", apply<erfc>);
  registry.add("special.gamma", apply<gamma>);
  registry.add("special.gammaln", apply<log_gamma>);
  registry.add("special.ndtr", apply<normal>);
  registry.add("special.factorial", apply<factorial>);
  registry.add("special.j0", apply<j0>);
  registry.add("special.j1", apply<j1>);
  registry.add("special.y0", apply<y0>);
  registry.add("special.y1", apply<y1>);
  register_special_functions(registry);
}

}  // namespace weft::kernels
