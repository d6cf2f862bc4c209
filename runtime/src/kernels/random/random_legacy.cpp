// SPDX-License-Identifier: Apache-2.0
#include "kernels/random/random_legacy.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

namespace weft::kernels::rng {
namespace {

constexpr double kPi = std::numbers::pi;
constexpr double kLargest = static_cast<double>(std::numeric_limits<int64_t>::max());

/// Johnk's method for a, b <= 1. X + Y may underflow: then the logarithms decide.
double johnk(double u, double v, double a, double b, double x, double y) {
  if (x + y > 0) return x / (x + y);
  double log_x = std::log(u) / a;
  double log_y = std::log(v) / b;
  const double larger = log_x > log_y ? log_x : log_y;
  log_x -= larger;
  log_y -= larger;
  return std::exp(log_x - std::log(std::exp(log_x) + std::exp(log_y)));
}

bool zipf_accepts(double x, double v, double am1, double b) {
  const double t = std::pow(1.0 + 1.0 / x, am1);
  return v * x * (t - 1.0) / (b - 1.0) <= t / b;
}

}  // namespace

double beta_of(Source& source, double a, double b) {
  constexpr double kTiny = 3e-103;
  if (a > 1.0 || b > 1.0) {
    const double first = random_standard_gamma(source.bits(), a);
    const double second = random_standard_gamma(source.bits(), b);
    return first / (first + second);
  }
  if (a < kTiny && b < kTiny) return (a + b) * source.next_double() < a ? 1.0 : 0.0;
  for (;;) {
    const double u = source.next_double();
    const double v = source.next_double();
    const double x = std::pow(u, 1.0 / a);
    const double y = std::pow(v, 1.0 / b);
    if (x + y <= 1.0 && u + v > 0.0) return johnk(u, v, a, b, x, y);
  }
}

double wald_of(Source& source, double mean, double scale) {
  double y = random_standard_normal(source.bits());
  y = mean * y * y;
  const double x = mean * (1.0 - 2.0 / (1.0 + std::sqrt(1.0 + 4.0 * scale / y)));
  return source.next_double() <= mean / (mean + x) ? x : mean * mean / x;
}

int64_t zipf_of(Source& source, double a) {
  if (a >= 1025) return 1;  // 2 to that power overflows, and larger values have no weight
  const double am1 = a - 1.0;
  const double b = std::pow(2.0, am1);
  const double smallest = std::pow(kLargest, -am1);
  for (;;) {
    const double unit = source.next_double();
    const double u = unit * smallest + (1 - unit);
    const double v = source.next_double();
    const double x = std::floor(std::pow(u, -1.0 / am1));
    if (x > kLargest || x < 1.0) continue;
    if (zipf_accepts(x, v, am1, b)) return static_cast<int64_t>(x);
  }
}

namespace legacy {

double gauss(Mt19937& from) {
  if (from.has_gauss) {
    from.has_gauss = false;
    return std::exchange(from.gauss, 0.0);
  }
  double a = 0;
  double b = 0;
  double square = 0;
  do {
    a = 2.0 * from.next_double() - 1.0;
    b = 2.0 * from.next_double() - 1.0;
    square = a * a + b * b;
  } while (square >= 1.0 || square == 0.0);
  const double factor = std::sqrt(-2.0 * std::log(square) / square);
  from.gauss = factor * a;
  from.has_gauss = true;
  return factor * b;
}

double standard_exponential(Mt19937& from) { return -std::log(1.0 - from.next_double()); }

double standard_gamma(Mt19937& from, double shape) {
  if (shape == 1.0) return standard_exponential(from);
  if (shape == 0.0) return 0.0;
  if (shape < 1.0) {
    for (;;) {
      const double u = from.next_double();
      const double v = standard_exponential(from);
      if (u <= 1.0 - shape) {
        const double x = std::pow(u, 1. / shape);
        if (x <= v) return x;
      } else {
        const double y = -std::log((1 - u) / shape);
        const double x = std::pow(1.0 - shape + shape * y, 1. / shape);
        if (x <= v + y) return x;
      }
    }
  }
  const double b = shape - 1. / 3.;
  const double c = 1. / std::sqrt(9 * b);
  for (;;) {
    double x = 0;
    double v = 0;
    do {
      x = gauss(from);
      v = 1.0 + c * x;
    } while (v <= 0.0);
    v = v * v * v;
    const double u = from.next_double();
    if (u < 1.0 - 0.0331 * (x * x) * (x * x)) return b * v;
    if (std::log(u) < 0.5 * x * x + b * (1. - v + std::log(v))) return b * v;
  }
}

double beta(Mt19937& from, double a, double b) {
  if (a > 1.0 || b > 1.0) {
    const double first = standard_gamma(from, a);
    const double second = standard_gamma(from, b);
    return first / (first + second);
  }
  for (;;) {
    const double u = from.next_double();
    const double v = from.next_double();
    const double x = std::pow(u, 1.0 / a);
    const double y = std::pow(v, 1.0 / b);
    if (x + y <= 1.0) return johnk(u, v, a, b, x, y);
  }
}

double chisquare(Mt19937& from, double df) { return 2.0 * standard_gamma(from, df / 2.0); }

double noncentral_chisquare(Source& source, double df, double nonc) {
  Mt19937& from = source.twister();
  if (nonc == 0) return chisquare(from, df);
  if (1 < df) {
    const double rest = chisquare(from, df - 1);
    const double n = gauss(from) + std::sqrt(nonc);
    return rest + n * n;
  }
  const int64_t i = random_poisson(source.bits(), nonc / 2.0);
  const double result = chisquare(from, df + 2 * static_cast<double>(i));
  return std::isnan(nonc) ? nonc : result;
}

double vonmises(Mt19937& from, double mu, double kappa) {
  if (std::isnan(kappa)) return kappa;
  if (kappa < 1e-8) return kPi * (2 * from.next_double() - 1);
  double s = 1. / kappa + kappa;
  if (kappa >= 1e-5) {
    const double r = 1 + std::sqrt(1 + 4 * kappa * kappa);
    const double rho = (r - std::sqrt(2 * r)) / (2 * kappa);
    s = (1 + rho * rho) / (2 * rho);
  }
  double w = 0;
  for (;;) {
    const double z = std::cos(kPi * from.next_double());
    w = (1 + s * z) / (s + z);
    const double y = kappa * (s - w);
    const double v = from.next_double();
    if (y * (2 - y) - v >= 0 || std::log(y / v) + 1 - y >= 0) break;
  }
  double result = std::acos(w);
  if (from.next_double() < 0.5) result = -result;
  result += mu;
  const double folded = std::fmod(std::fabs(result) + kPi, 2 * kPi) - kPi;
  return result < 0 ? folded * -1 : folded;
}

double wald(Mt19937& from, double mean, double scale) {
  const double factor = mean / (2 * scale);
  double y = gauss(from);
  y = mean * y * y;
  const double x = mean + factor * (y - std::sqrt(4 * scale * y + y * y));
  return from.next_double() <= mean / (mean + x) ? x : mean * mean / x;
}

int64_t binomial(bitgen_t* bits, double p, int64_t n, binomial_t* kept) {
  const bool small = p <= 0.5;
  const double q = small ? p : 1.0 - p;
  const int64_t drawn = q * static_cast<double>(n) <= 30.0 ? random_binomial_inversion(bits, n, q, kept)
                                                           : random_binomial_btpe(bits, n, q, kept);
  return small ? drawn : n - drawn;
}

int64_t geometric(Source& source, double p) {
  if (p >= 0.333333333333333333333333) return random_geometric_search(source.bits(), p);
  return static_cast<int64_t>(std::ceil(std::log1p(-source.next_double()) / std::log(1 - p)));
}

namespace {

/// Draws one by one.
int64_t hypergeometric_few(Mt19937& from, int64_t good, int64_t bad, int64_t sample) {
  const int64_t rest = bad + good - sample;
  const auto smaller = static_cast<double>(std::min(bad, good));
  double y = smaller;
  for (int64_t k = sample; y > 0.0; --k) {
    const double u = from.next_double();
    y -= std::floor(u + y / static_cast<double>(rest + k));
    if (k == 1) break;
  }
  const auto z = static_cast<int64_t>(smaller - y);
  return good > bad ? sample - z : z;
}

/// Ratio of uniforms (HRUA).
int64_t hypergeometric_many(Mt19937& from, int64_t good, int64_t bad, int64_t sample) {
  const int64_t low = std::min(good, bad);
  const int64_t high = std::max(good, bad);
  const int64_t all = good + bad;
  const int64_t m = std::min(sample, all - sample);
  const auto real = [](int64_t value) { return static_cast<double>(value); };
  const double p = real(low) / real(all);
  const double q = 1.0 - p;
  const double centre = real(m) * p + 0.5;
  const double width = std::sqrt(real(all - m) * real(sample) * p * q / real(all - 1) + 0.5);
  const double spread = 1.7155277699214135 * width + 0.8989161620588988;
  const auto mode = static_cast<int64_t>(std::floor(real(m + 1) * real(low + 1) / real(all + 2)));
  const auto weight = [&](int64_t z) {
    return random_loggam(real(z + 1)) + random_loggam(real(low - z + 1)) + random_loggam(real(m - z + 1)) +
           random_loggam(real(high - m + z + 1));
  };
  const double top = weight(mode);
  const double end = std::min(real(std::min(m, low)) + 1.0, std::floor(centre + 16 * width));
  int64_t z = 0;
  for (;;) {
    const double x = from.next_double();
    const double y = from.next_double();
    const double w = centre + spread * (y - 0.5) / x;
    if (w < 0.0 || w >= end) continue;
    z = static_cast<int64_t>(std::floor(w));
    const double t = top - weight(z);
    if (x * (4.0 - x) - 3.0 <= t) break;
    if (x * (x - t) >= 1) continue;
    if (2.0 * std::log(x) <= t) break;
  }
  if (good > bad) z = m - z;
  return m < sample ? good - z : z;
}

}  // namespace

int64_t hypergeometric(Mt19937& from, int64_t good, int64_t bad, int64_t sample) {
  if (sample > 10) return hypergeometric_many(from, good, bad, sample);
  return sample > 0 ? hypergeometric_few(from, good, bad, sample) : 0;
}

int64_t logseries(Mt19937& from, double p) {
  const double r = std::log(1.0 - p);
  for (;;) {
    const double v = from.next_double();
    if (v >= p) return 1;
    const double q = 1.0 - std::exp(r * from.next_double());
    if (v <= q * q) {
      const auto result = static_cast<int64_t>(std::floor(1 + std::log(v) / std::log(q)));
      if (result < 1 || v == 0.0) continue;
      return result;
    }
    return v >= q ? 1 : 2;
  }
}

int64_t zipf(Mt19937& from, double a) {
  const double am1 = a - 1.0;
  const double b = std::pow(2.0, am1);
  for (;;) {
    const double u = 1.0 - from.next_double();
    const double v = from.next_double();
    const double x = std::floor(std::pow(u, -1.0 / am1));
    if (x > kLargest || x < 1.0) continue;
    if (zipf_accepts(x, v, am1, b)) return static_cast<int64_t>(x);
  }
}

}  // namespace legacy
}  // namespace weft::kernels::rng
