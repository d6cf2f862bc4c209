// SPDX-License-Identifier: Apache-2.0
// Special functions of Boost.Math. Where a function has no value it is nan, and at a pole an infinity, as in SciPy.

// What it asserts are domains, which are checked here.
#define BOOST_DISABLE_ASSERTS
#include <boost/math/special_functions/bessel.hpp>
#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/ellint_rf.hpp>
#include <boost/math/special_functions/ellint_rg.hpp>
#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/expint.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <boost/math/special_functions/legendre.hpp>
#include <boost/math/special_functions/zeta.hpp>
#include <cmath>
#include <limits>

#include "kernels/linalg/special.h"
#include "kernels/linalg/special_beta.h"

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

/// What loses digits in doubles is computed in 80 bits.
using Wide = long double;
double narrow(Wide x) { return static_cast<double>(x); }

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
  return x == kInf ? kInf : x == -kInf ? kNan : narrow(bm::digamma(Wide(x), kQuiet));
}
double zeta(double x) {
  if (std::isnan(x)) return kNan;
  return x == 1 || x == -kInf ? (x == 1 ? kInf : kNan) : x == kInf ? 1 : narrow(bm::zeta(Wide(x), kQuiet));
}
/// Complete elliptic integrals of the parameter m = k*k, which may be negative, by Carlson's forms: they take 1 - m, which near 1
/// has more digits than k has.
double ellipk(double m) {
  if (std::isnan(m) || m > 1) return kNan;
  if (m == 1) return kInf;
  return m == -kInf ? 0 : narrow(bm::ellint_rf(Wide(0), 1 - Wide(m), Wide(1), kQuiet));
}
double ellipe(double m) {
  if (std::isnan(m) || m > 1) return kNan;
  if (m == 1) return 1;
  return m == -kInf ? kInf : narrow(2 * bm::ellint_rg(Wide(0), 1 - Wide(m), Wide(1), kQuiet));
}
double exp1(double x) {
  if (std::isnan(x) || x < 0) return kNan;
  return x == 0 ? kInf : x == kInf ? 0 : narrow(bm::expint(1, Wide(x), kQuiet));
}
double expi(double x) {
  if (std::isnan(x)) return kNan;
  return x == 0 ? -kInf : std::isinf(x) ? (x > 0 ? kInf : 0) : narrow(bm::expint(Wide(x), kQuiet));
}

double jv(double v, double x) {
  if (std::isnan(v) || !std::isfinite(x) || (x < 0 && !is_whole(v))) return kNan;
  if (x == 0 && v < 0 && !is_whole(v)) return kInf;
  return std::isinf(v) ? (v > 0 ? 0 : kNan) : narrow(bm::cyl_bessel_j(Wide(v), Wide(x), kQuiet));
}
double yv(double v, double x) {
  if (std::isnan(v) || !std::isfinite(x) || x < 0) return kNan;
  if (x == 0) return v < 0 && std::fmod(v, 2) == -1 ? kInf : -kInf;
  if (std::isinf(v)) return kNan;
  // What overflows on the way is nan there.
  const double value = narrow(bm::cyl_neumann(Wide(v), Wide(x), kQuiet));
  return std::isnan(value) && v > 0 ? -kInf : value;
}
double iv(double v, double x) {
  if (std::isnan(v) || !std::isfinite(x) || (x < 0 && !is_whole(v))) return kNan;
  if (x == 0 && v < 0 && !is_whole(v)) return kInf;
  return std::isinf(v) ? 0 : narrow(bm::cyl_bessel_i(Wide(v), Wide(x), kQuiet));
}
double kv(double v, double x) {
  if (x == 0) return kInf;
  if (!std::isfinite(v) || std::isnan(x) || x < 0) return kNan;
  const double value = std::isinf(x) ? 0 : narrow(bm::cyl_bessel_k(Wide(v), Wide(x), kQuiet));
  return std::isnan(value) ? kInf : value;
}
double i0(double x) { return iv(0, x); }
double i1(double x) { return iv(1, x); }
double k0(double x) { return kv(0, x); }
double k1(double x) { return kv(1, x); }

double gammainc(double a, double x) {
  if (std::isnan(a) || std::isnan(x) || a < 0 || x < 0) return kNan;
  if (a == 0) return x > 0 ? 1 : kNan;
  if (x == 0) return 0;
  if (std::isinf(a)) return std::isinf(x) ? kNan : 0;
  return std::isinf(x) ? 1 : narrow(bm::gamma_p(Wide(a), Wide(x), kQuiet));
}
double gammaincc(double a, double x) {
  if (std::isnan(a) || std::isnan(x) || a < 0 || x < 0) return kNan;
  if (a == 0) return x > 0 ? 0 : kNan;
  if (x == 0) return 1;
  if (std::isinf(a)) return std::isinf(x) ? kNan : 1;
  return std::isinf(x) ? 0 : narrow(bm::gamma_q(Wide(a), Wide(x), kQuiet));
}
double betainc(double a, double b, double x) {
  if (std::isnan(a + b + x) || !(a > 0) || !(b > 0) || x < 0 || x > 1 || std::isinf(a) || std::isinf(b)) return kNan;
  return narrow(bm::ibeta(Wide(a), Wide(b), Wide(x), kQuiet));
}
/// Of an order that is no whole number SciPy takes the whole part.
double expn(double n, double x) {
  if (std::isnan(n) || std::isnan(x) || n < 0 || x < 0) return kNan;
  n = std::floor(n);
  if (x == 0) return n < 2 ? kInf : 1 / (n - 1);
  if (std::isinf(n) || std::isinf(x)) return 0;
  if (n <= 20000) return narrow(bm::expint(static_cast<unsigned>(n), Wide(x), kQuiet));
  // The series for large orders; the terms that follow are below the last digit.
  const Wide sum = Wide(n) + x;
  const Wide part = n / (sum * sum);
  const Wide ratio = x / Wide(n);
  const Wide third = 1 + (6 * ratio - 8) * ratio;
  return narrow(std::exp(-Wide(x)) / sum * (1 + part * (1 + n / sum / sum * ((1 - 2 * ratio) + part * third))));
}

template <double (*kFunction)(double)>
Status one(Call& call) {
  return apply_special<1>(call, 80, kFunction);
}
template <double (*kFunction)(double, double)>
Status two(Call& call) {
  return apply_special<2>(call, 300, kFunction);
}
/// Functions of an order, which their recurrences count up to.
template <double (*kFunction)(double, double)>
Status of_order(Call& call) {
  constexpr double kMost = 10000;
  Result<TypedView> orders = as_array(call, 0, DType::Float64);
  if (!orders.ok()) return orders.status();
  const auto* values = reinterpret_cast<const double*>(orders.value().view.data);
  const int64_t count = memory::element_count(orders.value().view, orders.value().rank);
  for (int64_t i = 0; i < count; ++i) {
    if (std::isfinite(values[i]) && std::abs(values[i]) > kMost) {
      return Status("NotImplementedError", "Bessel functions of orders beyond 10000 are not computed here");
    }
  }
  return apply_special<2>(call, 600, kFunction);
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
  registry.add("special.jv", of_order<jv>);
  registry.add("special.yv", of_order<yv>);
  registry.add("special.iv", of_order<iv>);
  registry.add("special.kv", of_order<kv>);
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
