// SPDX-License-Identifier: Apache-2.0
// Quotients of gamma functions without cancellation. All is computed in 80 bits: of arguments below 20 with the gamma function of
// the C library, above with Stirling's series, whose large terms are combined before they are added. Arguments below 0 are
// reflected; the sines of that are taken of fractions, which sums of unlike sizes do not round.

#include "kernels/linalg/special_beta.h"

#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

namespace weft::kernels {
namespace {

using Wide = long double;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr Wide kPi = std::numbers::pi_v<Wide>;
/// From here on Stirling's series gives all digits.
constexpr Wide kLarge = 20;

bool is_whole(double x) { return x == std::floor(x); }
bool is_pole(double x) { return x <= 0 && is_whole(x); }
bool is_odd(double x) { return std::fmod(x, 2) != 0; }

/// log gamma(x) = (x - 1/2) log x - x + log(2 pi)/2 + rest(x).
Wide rest(Wide x) {
  constexpr Wide kTerms[] = {1.0L / 12, -1.0L / 360, 1.0L / 1260, -1.0L / 1680, 1.0L / 1188, -691.0L / 360360, 1.0L / 156};
  const Wide square = 1 / (x * x);
  Wide sum = 0;
  for (int i = 6; i >= 0; --i) sum = sum * square + kTerms[i];
  return sum / x;
}

/// log(gamma(a) / gamma(a + b)) for a from kLarge on and b from 0 on.
Wide log_quotient(Wide a, Wide b) {
  return -(a - 0.5L) * std::log1p(b / a) - b * (std::log(a + b) - 1) + (rest(a) - rest(a + b));
}

Wide log_gamma(Wide x) {
  int sign = 0;
  return ::lgammal_r(x, &sign);
}

/// The logarithm of beta of two positive numbers.
Wide log_beta(Wide a, Wide b) {
  if (a < b) std::swap(a, b);
  if (a < kLarge) return std::log(std::tgamma(a) / std::tgamma(a + b) * std::tgamma(b));
  if (b < kLarge) return log_gamma(b) + log_quotient(a, b);
  return -(a - 0.5L) * std::log1p(b / a) - b * std::log1p(a / b) + 0.5L * std::log(2 * kPi / b) + rest(a) + rest(b) - rest(a + b);
}

/// Beta of two positive numbers.
Wide positive_beta(Wide a, Wide b) {
  if (a < kLarge && b < kLarge) return std::tgamma(a) / std::tgamma(a + b) * std::tgamma(b);
  const Wide least = a < b ? a : b;
  // Small numbers are kept out of the logarithm: gamma(b) is near 1/b.
  if (least < kLarge) return std::tgamma(least) * std::exp(log_quotient(a < b ? b : a, least));
  return std::exp(log_beta(a, b));
}

/// sin(pi (x + y)).
Wide sine(double x, double y = 0) {
  const double near_x = std::nearbyint(x);
  const double near_y = std::nearbyint(y);
  Wide left = Wide(x) - near_x;
  Wide right = Wide(y) - near_y;
  bool is_negative = is_odd(near_x) != is_odd(near_y);
  // What is left of half turns is exact, so that the sum is rounded once.
  if (left + right > 0.5L || left + right < -0.5L) {
    const Wide half = left + right > 0 ? 0.5L : -0.5L;
    left -= half;
    right -= half;
    is_negative = !is_negative;
  }
  const Wide value = std::sin(kPi * (left + right));
  return is_negative ? -value : value;
}

/// Beta of two numbers, none of them nor their sum a pole: factor * beta(x, y)^power.
struct Reflected {
  Wide factor;
  Wide x;
  Wide y;
  int power;
};

Wide value_of(const Reflected& r) {
  if (r.factor == 0) return 0;
  const Wide value = positive_beta(r.x, r.y);
  return r.power > 0 ? r.factor * value : r.factor / value;
}

Wide log_of(const Reflected& r) {
  const Wide value = positive_beta(r.x, r.y);
  // Small logarithms are taken of the product.
  if (value > 1e-30L && value < 1e30L) return std::log(std::abs(r.power > 0 ? r.factor * value : r.factor / value));
  return std::log(std::abs(r.factor)) + static_cast<Wide>(r.power) * log_beta(r.x, r.y);
}

Reflected reflect_beta(double a, double b) {
  const Wide wide_a = a;
  const Wide wide_b = b;
  if (a > 0 && b > 0) return {1, wide_a, wide_b, 1};
  if (a < 0 && b < 0) {
    const Wide rest_of = 1 - wide_a - wide_b;
    return {kPi * sine(a, b) / (sine(a) * sine(b) * rest_of), 1 - wide_a, 1 - wide_b, -1};
  }
  if (a > 0) return reflect_beta(b, a);
  const Wide sum = wide_a + wide_b;
  if (sum < 0) return {sine(a, b) / sine(a), wide_b, 1 - wide_a - wide_b, 1};
  return {kPi / (sine(a) * wide_b), 1 - wide_a, sum, -1};
}

/// n over k, where neither k nor n - k is a whole number below 0.
Reflected reflect_binom(double n, double k) {
  const Wide wide_n = n;
  const Wide wide_k = k;
  // n - k in two parts.
  const Wide gap = wide_n - wide_k;
  const Wide part = gap - wide_n;
  const Wide lost = (wide_n - (gap - part)) + (-wide_k - part);
  const Wide p = (gap + 1) + lost;
  const Wide q = wide_k + 1;
  const Wide s = wide_n + 1;
  const bool is_minus = s < 0;
  if (p > 0 && q > 0) return {1 / s, p, q, -1};
  if (p < 0 && q > 0) {
    const Wide turn = -sine(n, -k);
    if (!is_minus) return {turn / kPi, s, -gap, 1};
    return {turn / (-sine(n) * -gap), q, -wide_n, -1};
  }
  if (p > 0) {
    const Wide turn = -sine(k);
    if (!is_minus) return {turn / kPi, s, -wide_k, 1};
    return {turn / (-sine(n) * -wide_k), -wide_n, p, -1};
  }
  return {-sine(n, -k) * sine(k) / (kPi * sine(n)), -gap, -wide_k, 1};
}

/// At a whole number a from 0 down there is a limit where b is whole too and near enough.
bool has_limit(double a, double b) { return std::isfinite(a) && std::isfinite(b) && is_whole(b) && 1 - a - b > 0; }

double beta_at_pole(double a, double b) { return has_limit(a, b) ? (is_odd(b) ? -1 : 1) * beta(1 - a - b, b) : kInf; }
double betaln_at_pole(double a, double b) { return has_limit(a, b) ? betaln(1 - a - b, b) : kInf; }

/// Where a or b is infinite.
double beta_at_infinity(double a, double b) {
  if (std::isinf(a) && std::isinf(b)) return kNan;
  if (a > 0 && b > 0) return 0;
  if (a < 0 && b < 0) return kNan;
  return is_odd(std::floor(a < b ? a : b)) ? -kInf : kInf;
}

}  // namespace

double beta(double a, double b) {
  if (is_pole(a)) return beta_at_pole(a, b);
  if (is_pole(b)) return beta_at_pole(b, a);
  if (std::isnan(a) || std::isnan(b)) return kNan;
  if (std::isinf(a) || std::isinf(b)) return beta_at_infinity(a, b);
  return static_cast<double>(value_of(reflect_beta(a, b)));
}

double betaln(double a, double b) {
  if (is_pole(a)) return betaln_at_pole(a, b);
  if (is_pole(b)) return betaln_at_pole(b, a);
  if (std::isnan(a) || std::isnan(b)) return kNan;
  if (std::isinf(a) || std::isinf(b)) return std::log(std::abs(beta_at_infinity(a, b)));
  return static_cast<double>(log_of(reflect_beta(a, b)));
}

double binom(double n, double k) {
  if (std::isnan(n) || std::isnan(k) || (n < 0 && is_whole(n))) return kNan;
  if (std::isinf(n)) return k < 0 ? 0 : k == 0 ? 1 : is_whole(k) && k > 0 && k < 20 ? kInf : kNan;
  if (std::isinf(k)) return k > 0 ? kNan : 0;
  if (is_whole(k)) {
    if (k < 0 || (is_whole(n) && k > n)) return 0;
    const double least = is_whole(n) && n - k < k ? n - k : k;
    if (least < 20) {
      Wide value = 1;
      for (int i = 1; i <= static_cast<int>(least); ++i) value *= (Wide(n) - (i - 1)) / i;
      return static_cast<double>(is_whole(n) && value < 0x1p63L ? std::rint(value) : value);
    }
  }
  if (is_whole(n - k) && n - k < 0 && Wide(n) - Wide(k) == n - k) return 0;
  const Wide value = value_of(reflect_binom(n, k));
  return static_cast<double>(is_whole(n) && is_whole(k) && value < 0x1p63L ? std::rint(value) : value);
}

double comb(double n, double k) { return k <= n && n >= 0 && k >= 0 ? binom(n, k) : 0; }

double perm(double n, double k) {
  if (!(k <= n && n >= 0 && k >= 0)) return 0;
  if (std::isinf(n)) return k == 0 ? 1 : k <= 2 ? kInf : kNan;
  const Wide wide_k = k;
  const Wide from = Wide(n) - wide_k + 1;
  if (from >= kLarge) return static_cast<double>(std::exp(-log_quotient(from, wide_k)));
  return static_cast<double>(std::tgamma(from + wide_k) / std::tgamma(from));
}

}  // namespace weft::kernels
