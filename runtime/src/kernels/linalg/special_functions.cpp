// SPDX-License-Identifier: Apache-2.0
// Special functions of Boost.Math. Where a function has no value it is nan, and at a pole an infinity, as in SciPy.

// What it asserts are domains, which are checked here.
#define BOOST_DISABLE_ASSERTS
#include <boost/math/special_functions/bessel.hpp>
#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/binomial.hpp>
#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/ellint_1.hpp>
#include <boost/math/special_functions/ellint_2.hpp>
#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/expint.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <boost/math/special_functions/legendre.hpp>
#include <boost/math/special_functions/zeta.hpp>
#include <cmath>
#include <limits>

#include "kernels/linalg/special.h"

namespace weft::kernels {
namespace {

namespace bm = boost::math;
using bm::policies::domain_error;
using bm::policies::evaluation_error;
using bm::policies::ignore_error;
using bm::policies::indeterminate_result_error;
using bm::policies::overflow_error;
using bm::policies::pole_error;
using bm::policies::promote_double;
using bm::policies::rounding_error;
/// Nothing is thrown: what has no value is nan.
using Quiet = bm::policies::policy<domain_error<ignore_error>, pole_error<ignore_error>, overflow_error<ignore_error>,
                                   evaluation_error<ignore_error>, rounding_error<ignore_error>,
                                   indeterminate_result_error<ignore_error>, promote_double<false>>;
constexpr Quiet kQuiet{};

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInf = std::numeric_limits<double>::infinity();

bool is_whole(double x) { return x == std::floor(x); }

double erfinv(double x) {
  if (std::isnan(x) || x < -1 || x > 1) return kNan;
  return std::abs(x) == 1 ? std::copysign(kInf, x) : bm::erf_inv(x, kQuiet);
}
double erfcinv(double x) {
  if (std::isnan(x) || x < 0 || x > 2) return kNan;
  return x == 0 ? kInf : x == 2 ? -kInf : bm::erfc_inv(x, kQuiet);
}
double ndtri(double x) { return -std::sqrt(2.0) * erfcinv(2 * x); }
double digamma(double x) {
  if (x == 0) return std::copysign(kInf, -x);
  if (std::isnan(x) || (x < 0 && is_whole(x))) return kNan;
  return x == kInf ? kInf : x == -kInf ? kNan : bm::digamma(x, kQuiet);
}
double zeta(double x) {
  if (std::isnan(x)) return kNan;
  return x == 1 || x == -kInf ? (x == 1 ? kInf : kNan) : x == kInf ? 1 : bm::zeta(x, kQuiet);
}
/// Complete elliptic integrals of the parameter m = k*k, which may be negative.
double ellipk(double m) {
  if (std::isnan(m) || m > 1) return kNan;
  if (m == 1) return kInf;
  if (m == -kInf) return 0;
  return m >= 0 ? bm::ellint_1(std::sqrt(m), kQuiet) : bm::ellint_1(std::sqrt(m / (m - 1)), kQuiet) / std::sqrt(1 - m);
}
double ellipe(double m) {
  if (std::isnan(m) || m > 1) return kNan;
  if (m == -kInf) return kInf;
  return m >= 0 ? bm::ellint_2(std::sqrt(m), kQuiet) : bm::ellint_2(std::sqrt(m / (m - 1)), kQuiet) * std::sqrt(1 - m);
}
double exp1(double x) {
  if (std::isnan(x) || x < 0) return kNan;
  return x == 0 ? kInf : x == kInf ? 0 : bm::expint(1, x, kQuiet);
}
double expi(double x) {
  if (std::isnan(x)) return kNan;
  return x == 0 ? -kInf : std::isinf(x) ? (x > 0 ? kInf : 0) : bm::expint(x, kQuiet);
}

double jv(double v, double x) {
  if (std::isnan(v) || !std::isfinite(x) || (x < 0 && !is_whole(v))) return kNan;
  if (x == 0 && v < 0 && !is_whole(v)) return kInf;
  return std::isinf(v) ? (v > 0 ? 0 : kNan) : bm::cyl_bessel_j(v, x, kQuiet);
}
double yv(double v, double x) {
  if (!std::isfinite(v) || !std::isfinite(x) || x < 0) return kNan;
  if (x == 0) return v < 0 && std::fmod(v, 2) == -1 ? kInf : -kInf;
  // What overflows on the way is nan there.
  const double value = bm::cyl_neumann(v, x, kQuiet);
  return std::isnan(value) && v > 0 ? -kInf : value;
}
double iv(double v, double x) {
  if (std::isnan(v) || !std::isfinite(x) || (x < 0 && !is_whole(v))) return kNan;
  if (x == 0 && v < 0 && !is_whole(v)) return kInf;
  return std::isinf(v) ? (v > 0 ? 0 : kNan) : bm::cyl_bessel_i(v, x, kQuiet);
}
double kv(double v, double x) {
  if (!std::isfinite(v) || std::isnan(x) || x < 0) return kNan;
  if (x == 0) return kInf;
  const double value = std::isinf(x) ? 0 : bm::cyl_bessel_k(v, x, kQuiet);
  return std::isnan(value) ? kInf : value;
}
double i0(double x) { return iv(0, x); }
double i1(double x) { return iv(1, x); }
double k0(double x) { return kv(0, x); }
double k1(double x) { return kv(1, x); }

double beta(double a, double b);
/// At a whole number from 0 down the value is a limit where b is whole too and near enough.
double beta_at_pole(double a, double b) {
  if (!is_whole(b) || !(1 - a - b > 0)) return kInf;
  return (std::fmod(b, 2) == 0 ? 1 : -1) * beta(1 - a - b, b);
}
double beta(double a, double b) {
  if (std::isnan(a) || std::isnan(b)) return kNan;
  if (a > 0 && b > 0) return std::isinf(a) || std::isinf(b) ? 0 : bm::beta(a, b, kQuiet);
  if (a <= 0 && is_whole(a)) return beta_at_pole(a, b);
  if (b <= 0 && is_whole(b)) return beta_at_pole(b, a);
  if (a + b <= 0 && is_whole(a + b)) return 0;
  return std::tgamma(a) / std::tgamma(a + b) * std::tgamma(b);
}
double betaln(double a, double b) {
  const double value = std::abs(beta(a, b));
  if (std::isinf(value) && (a <= 0 || b <= 0)) return kInf;
  if (value > 1e-300 && value < 1e300) return std::log(value);
  int sign = 0;
  return ::lgamma_r(a, &sign) + ::lgamma_r(b, &sign) - ::lgamma_r(a + b, &sign);
}
double binom(double n, double k) {
  if (std::isnan(n) || std::isnan(k) || (n < 0 && is_whole(n))) return kNan;
  constexpr double kMost = 4e9;
  if (is_whole(n) && is_whole(k) && n < kMost) {
    return k < 0 || k > n ? 0 : bm::binomial_coefficient<double>(static_cast<unsigned>(n), static_cast<unsigned>(k), kQuiet);
  }
  if (is_whole(k) && k >= 0 && k < 20) {
    double value = 1;
    for (double i = 1; i <= k; ++i) value *= (n - k + i) / i;
    return value;
  }
  return 1 / ((n + 1) * beta(1 + n - k, 1 + k));
}
double comb(double n, double k) { return k <= n && n >= 0 && k >= 0 ? binom(n, k) : 0; }
double perm(double n, double k) {
  if (!(k <= n && n >= 0 && k >= 0)) return 0;
  return bm::tgamma_ratio(n + 1, n - k + 1, kQuiet);
}
double gammainc(double a, double x) {
  if (std::isnan(a) || std::isnan(x) || a < 0 || x < 0) return kNan;
  if (a == 0) return x > 0 ? 1 : kNan;
  if (x == 0) return 0;
  if (std::isinf(a)) return std::isinf(x) ? kNan : 0;
  return std::isinf(x) ? 1 : bm::gamma_p(a, x, kQuiet);
}
double gammaincc(double a, double x) {
  if (std::isnan(a) || std::isnan(x) || a < 0 || x < 0) return kNan;
  if (a == 0) return x > 0 ? 0 : kNan;
  if (x == 0) return 1;
  if (std::isinf(a)) return std::isinf(x) ? kNan : 1;
  return std::isinf(x) ? 0 : bm::gamma_q(a, x, kQuiet);
}
double betainc(double a, double b, double x) {
  if (std::isnan(a + b + x) || !(a > 0) || !(b > 0) || x < 0 || x > 1 || std::isinf(a) || std::isinf(b)) return kNan;
  return bm::ibeta(a, b, x, kQuiet);
}
double expn(double n, double x) {
  if (std::isnan(x) || n < 0 || x < 0 || n > 1e6) return kNan;
  if (x == 0) return n < 2 ? kInf : 1 / (n - 1);
  return std::isinf(x) ? 0 : bm::expint(static_cast<unsigned>(n), x, kQuiet);
}

template <double (*kFunction)(double)>
Status one(Call& call) {
  return apply_special<1>(call, 80, kFunction);
}
template <double (*kFunction)(double, double)>
Status two(Call& call) {
  return apply_special<2>(call, 300, kFunction);
}
/// leggauss(degree): the points, rising, and their weights.
Status leggauss(Call& call) {
  const int64_t degree = call.integer(0);
  if (degree < 1) return Status("ValueError", "deg must be a positive integer");
  if (degree > 10000) return Status("ValueError", "more than 10000 points are not computed here");
  const int n = static_cast<int>(degree);
  // Those from 0 on; the others are their mirror images.
  const std::vector<double> upper = bm::legendre_p_zeros<double>(n, kQuiet);
  Result<TypedView> points = call.fresh({degree}, DType::Float64);
  if (!points.ok()) return points.status();
  Result<TypedView> weights = call.fresh({degree}, DType::Float64);
  if (!weights.ok()) return weights.status();
  auto* x = reinterpret_cast<double*>(points.value().view.data);
  auto* w = reinterpret_cast<double*>(weights.value().view.data);
  for (int i = 0; i < static_cast<int>(upper.size()); ++i) {
    const double point = upper[static_cast<size_t>(i)];
    const double slope = bm::legendre_p_prime(n, point, kQuiet);
    const double weight = 2 / ((1 - point * point) * slope * slope);
    const int right = n / 2 + i;
    const int left = n - 1 - right;
    x[right] = point;
    x[left] = left == right ? 0 : -point;
    w[right] = w[left] = weight;
  }
  call.give(points.value());
  call.give(weights.value());
  return {};
}

Status incomplete_beta(Call& call) { return apply_special<3>(call, 400, betainc); }

}  // namespace

void register_special_functions(Registry& registry) {
  registry.add("special.erfinv", one<erfinv>);
  registry.add("special.erfcinv", one<erfcinv>);
  registry.add("special.ndtri", one<ndtri>);
  registry.add("special.digamma", one<digamma>);
  registry.add("special.zeta", one<zeta>);
  registry.add("special.ellipk", one<ellipk>);
  registry.add("special.ellipe", one<ellipe>);
  registry.add("special.exp1", one<exp1>);
  registry.add("special.expi", one<expi>);
  registry.add("special.i0", one<i0>);
  registry.add("special.i1", one<i1>);
  registry.add("special.k0", one<k0>);
  registry.add("special.k1", one<k1>);
  registry.add("special.jv", two<jv>);
  registry.add("special.yv", two<yv>);
  registry.add("special.iv", two<iv>);
  registry.add("special.kv", two<kv>);
  registry.add("special.beta", two<beta>);
  registry.add("special.betaln", two<betaln>);
  registry.add("special.binom", two<binom>);
  registry.add("special.comb", two<comb>);
  registry.add("special.perm", two<perm>);
  registry.add("special.gammainc", two<gammainc>);
  registry.add("special.gammaincc", two<gammaincc>);
  registry.add("special.expn", two<expn>);
  registry.add("polynomial.leggauss", leggauss);
  registry.add("special.betainc", incomplete_beta);
}

}  // namespace weft::kernels
