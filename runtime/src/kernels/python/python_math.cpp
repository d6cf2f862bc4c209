// SPDX-License-Identifier: Apache-2.0
// Functions of Python's `math` and builtins on numbers that no operation of the graph computes: with CPython's results and errors.

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>

#include "kernels/lines.h"

namespace weft::kernels {
namespace {

Status domain_error() { return Status("ValueError", "math domain error"); }
Status range_error() { return Status("OverflowError", "math range error"); }
Status too_large(const char* what) {
  return Status("OverflowError", std::string(what) + " does not fit 64 bits, which compiled integers have");
}

/// The float operands, whether they are an array, a list given as single values, or numbers.
Result<std::vector<double>> numbers(Call& call, size_t first = 0) {
  std::vector<double> values;
  for (size_t i = first; i < call.count(); ++i) {
    if (!call.operand(i).is_array()) {
      values.push_back(call.number(i));
      continue;
    }
    Result<TypedView> array = call.contiguous(i, DType::Float64);
    if (!array.ok()) return array.status();
    const double* data = elements<double>(array.value());
    values.insert(values.end(), data, data + count_of(array.value()));
  }
  return values;
}

/// CPython's `fsum`: exact partial sums, rounded once.
Status fsum(Call& call) {
  Result<std::vector<double>> given = numbers(call);
  if (!given.ok()) return given.status();
  std::vector<double> partials;
  double special = 0;
  double infinite = 0;
  for (const double value : given.value()) {
    double x = value;
    size_t kept = 0;
    for (double y : partials) {
      if (std::fabs(x) < std::fabs(y)) std::swap(x, y);
      const double high = x + y;
      const double low = y - (high - x);
      if (low != 0) partials[kept++] = low;
      x = high;
    }
    partials.resize(kept);
    if (x == 0) continue;
    if (!std::isfinite(x)) {
      if (std::isfinite(value)) return Status("OverflowError", "intermediate overflow in fsum");
      if (std::isinf(value)) infinite += value;
      special += value;
      partials.clear();
    } else {
      partials.push_back(x);
    }
  }
  if (special != 0) {
    if (std::isnan(infinite)) return Status("ValueError", "-inf + inf in fsum");
    call.give_float(special);
    return {};
  }
  double high = 0;
  size_t n = partials.size();
  if (n > 0) {
    high = partials[--n];
    double low = 0;
    while (n > 0) {
      const double x = high;
      const double y = partials[--n];
      high = x + y;
      low = y - (high - x);
      if (low != 0) break;
    }
    // Half-way cases round to even over more than two partial sums.
    if (n > 0 && ((low < 0 && partials[n - 1] < 0) || (low > 0 && partials[n - 1] > 0))) {
      const double twice = low * 2;
      const double x = high + twice;
      if (twice == x - high) high = x;
    }
  }
  call.give_float(high);
  return {};
}

/// A double as two of which the sum is exact.
struct Pair {
  double high;
  double low;
};
Pair sum_of(double a, double b) {
  const double high = a + b;
  return {high, b - (high - a)};
}
Pair square_of(double a) {
  const double high = a * a;
  return {high, std::fma(a, a, -high)};
}

/// CPython's `vector_norm`: scaled, with compensated squares and one correction of the root.
double vector_norm(std::vector<double> values) {
  double max = 0;
  bool has_nan = false;
  for (double& value : values) {
    value = std::fabs(value);
    has_nan = has_nan || std::isnan(value);
    if (value > max) max = value;
  }
  if (std::isinf(max)) return max;
  if (has_nan) return std::numeric_limits<double>::quiet_NaN();
  if (max == 0 || values.size() <= 1) return max;
  int power = 0;
  std::frexp(max, &power);
  if (power < -1023) {
    for (double& value : values) value /= std::numeric_limits<double>::min();
    return std::numeric_limits<double>::min() * vector_norm(values);
  }
  const double scale = std::ldexp(1.0, -power);
  double total = 1;
  double rest1 = 0;
  double rest2 = 0;
  for (const double value : values) {
    const double x = value * scale;
    const Pair square = square_of(x);
    const Pair sum = sum_of(total, square.high);
    total = sum.high;
    rest1 += square.low;
    rest2 += sum.low;
  }
  double root = std::sqrt(total - 1 + (rest1 + rest2));
  const double high = -root * root;
  const double low = std::fma(-root, root, -high);
  const Pair sum = sum_of(total, high);
  rest1 += low;
  rest2 += sum.low;
  const double left = sum.high - 1 + (rest1 + rest2);
  root += left / (2 * root);
  return root / scale;
}

Status hypot_of_many(Call& call) {
  Result<std::vector<double>> given = numbers(call);
  if (!given.ok()) return given.status();
  call.give_float(vector_norm(given.value()));
  return {};
}

/// `math.dist(p…, q…)`: the first half of the operands is one point.
Status dist(Call& call) {
  Result<std::vector<double>> given = numbers(call);
  if (!given.ok()) return given.status();
  const std::vector<double>& all = given.value();
  if (all.size() % 2 != 0) return Status("ValueError", "both points must have the same number of dimensions");
  std::vector<double> differences;
  for (size_t i = 0; i < all.size() / 2; ++i) differences.push_back(all[i] - all[all.size() / 2 + i]);
  call.give_float(vector_norm(differences));
  return {};
}

/// CPython's coefficients of the Lanczos approximation of the gamma function.
constexpr double kLanczosG = 6.024680040776729583740234375;
constexpr double kLanczosNumerator[] = {
    23531376880.410759688572007674451636754734846804940, 42919803642.649098768957899047001988850926355848959,
    35711959237.355668049440185451547166705960488635843, 17921034426.037209699919755754458931112671403265390,
    6039542586.3520280050642916443072979210699388420708, 1439720407.3117216736632230727949123939715485786372,
    248874557.86205415651146038641322942321632125127801, 31426415.585400194380614231628318205362874684987640,
    2876370.6289353724412254090516208496135991145378768, 186056.26539522349504029498971604569928220784236328,
    8071.6720023658162106380029022722506138218516325024, 210.82427775157934587250973392071336271166969580291,
    2.5066282746310002701649081771338373386264310793408};
constexpr double kLanczosDenominator[] = {0.0,        39916800.0, 120543840.0, 150917976.0, 105258076.0, 45995730.0, 13339535.0,
                                          2637558.0, 357423.0,   32670.0,     1925.0,      66.0,        1.0};
constexpr double kPi = 3.141592653589793238462643383279502884197;
constexpr double kLogPi = 1.144729885849400174143427351353058711647;

double lanczos_sum(double x) {
  double numerator = 0;
  double denominator = 0;
  constexpr int n = 13;
  if (x < 5) {
    for (int i = n; --i >= 0;) {
      numerator = numerator * x + kLanczosNumerator[i];
      denominator = denominator * x + kLanczosDenominator[i];
    }
  } else {
    for (int i = 0; i < n; ++i) {
      numerator = numerator / x + kLanczosNumerator[i];
      denominator = denominator / x + kLanczosDenominator[i];
    }
  }
  return numerator / denominator;
}

double sin_pi(double x) {
  const double y = std::fmod(std::fabs(x), 2.0);
  double result = 0;
  switch (static_cast<int>(std::round(2.0 * y))) {
    case 0: result = std::sin(kPi * y); break;
    case 1: result = std::cos(kPi * (y - 0.5)); break;
    case 2: result = std::sin(kPi * (1.0 - y)); break;
    case 3: result = -std::cos(kPi * (y - 1.5)); break;
    default: result = std::sin(kPi * (y - 2.0)); break;
  }
  return std::copysign(1.0, x) * result;
}

Status gamma_function(Call& call) {
  const double x = call.number(0);
  const auto give = [&](double value) {
    call.give_float(value);
    return Status{};
  };
  if (!std::isfinite(x)) return std::isnan(x) || x > 0 ? give(x) : domain_error();
  if (x == 0) return domain_error();
  if (x == std::floor(x)) {
    if (x < 0) return domain_error();
    if (x <= 23) {
      double product = 1;
      for (int i = 2; i < static_cast<int>(x); ++i) product *= i;
      return give(product);
    }
  }
  const double size = std::fabs(x);
  if (size < 1e-20) {
    const double result = 1.0 / x;
    return std::isinf(result) ? range_error() : give(result);
  }
  if (size > 200.0) return x < 0 ? give(0.0 / sin_pi(x)) : range_error();
  const double y = size + kLanczosG - 0.5;
  double z = size > kLanczosG - 0.5 ? (y - size) - (kLanczosG - 0.5) : (y - (kLanczosG - 0.5)) - size;
  z = z * kLanczosG / y;
  double result = 0;
  if (x < 0) {
    result = -kPi / sin_pi(size) / size * std::exp(y) / lanczos_sum(size);
    result -= z * result;
    if (size < 140.0) {
      result /= std::pow(y, size - 0.5);
    } else {
      const double root = std::pow(y, size / 2.0 - 0.25);
      result /= root;
      result /= root;
    }
  } else {
    result = lanczos_sum(size) / std::exp(y);
    result += z * result;
    if (size < 140.0) {
      result *= std::pow(y, size - 0.5);
    } else {
      const double root = std::pow(y, size / 2.0 - 0.25);
      result *= root;
      result *= root;
    }
  }
  return std::isinf(result) ? range_error() : give(result);
}

Status log_gamma(Call& call) {
  const double x = call.number(0);
  const auto give = [&](double value) {
    call.give_float(value);
    return Status{};
  };
  if (!std::isfinite(x)) return give(std::isnan(x) ? x : std::numeric_limits<double>::infinity());
  if (x == std::floor(x) && x <= 2) return x <= 0 ? domain_error() : give(0.0);
  const double size = std::fabs(x);
  if (size < 1e-20) return give(-std::log(size));
  double result = std::log(lanczos_sum(size)) - kLanczosG;
  result += (size - 0.5) * (std::log(size + kLanczosG - 0.5) - 1);
  if (x < 0) result = kLogPi - std::log(std::fabs(sin_pi(size))) - std::log(size) - result;
  return std::isinf(result) ? range_error() : give(result);
}

template <double (*function)(double)>
Status of_one(Call& call) {
  call.give_float(function(call.number(0)));
  return {};
}

Status ldexp_number(Call& call) {
  const double x = call.number(0);
  const int64_t power = std::clamp<int64_t>(call.integer(1), -100000, 100000);
  const double result = std::ldexp(x, static_cast<int>(power));
  if (std::isinf(result) && std::isfinite(x)) return range_error();
  call.give_float(result);
  return {};
}

Status frexp_number(Call& call) {
  int power = 0;
  const double x = call.number(0);
  const double mantissa = std::frexp(x, &power);
  call.give_float(mantissa);
  call.give_int(std::isfinite(x) ? power : 0);
  return {};
}

Status fmod_number(Call& call) {
  const double x = call.number(0);
  const double y = call.number(1);
  if (std::isnan(x) || std::isnan(y)) {
    call.give_float(x + y);
    return {};
  }
  if (std::isinf(x) || y == 0) return domain_error();
  call.give_float(std::fmod(x, y));
  return {};
}

Status remainder_number(Call& call) {
  const double x = call.number(0);
  const double y = call.number(1);
  if (!std::isnan(x) && !std::isnan(y) && (std::isinf(x) || y == 0)) return domain_error();
  call.give_float(std::remainder(x, y));
  return {};
}

Status ulp(Call& call) {
  const double x = std::fabs(call.number(0));
  if (!std::isfinite(x)) {
    call.give_float(x);
    return {};
  }
  const double next = std::nextafter(x, std::numeric_limits<double>::infinity());
  call.give_float(std::isinf(next) ? x - std::nextafter(x, 0.0) : next - x);
  return {};
}

/// `math.nextafter(x, y, steps)`.
Status next_after(Call& call) {
  double x = call.number(0);
  const double y = call.number(1);
  const int64_t steps = call.integer(2);
  if (steps < 0) return Status("ValueError", "steps must be a non-negative integer");
  for (int64_t i = 0; i < steps && x != y && !std::isnan(x); ++i) x = std::nextafter(x, y);
  call.give_float(steps > 0 && std::isnan(y) ? y : x);
  return {};
}

Status factorial(Call& call) {
  const int64_t n = call.integer(0);
  if (n < 0) return Status("ValueError", "factorial() not defined for negative values");
  if (n > 20) return too_large("this factorial");
  int64_t product = 1;
  for (int64_t i = 2; i <= n; ++i) product *= i;
  call.give_int(product);
  return {};
}

Status permutations(Call& call) {
  const int64_t n = call.integer(0);
  const int64_t k = call.integer(1);
  if (n < 0) return Status("ValueError", "n must be a non-negative integer");
  if (k < 0) return Status("ValueError", "k must be a non-negative integer");
  int64_t product = k > n ? 0 : 1;
  for (int64_t i = 0; i < k && product != 0; ++i) {
    if (__builtin_mul_overflow(product, n - i, &product)) return too_large("this number of permutations");
  }
  call.give_int(product);
  return {};
}

Status combinations(Call& call) {
  const int64_t n = call.integer(0);
  int64_t k = call.integer(1);
  if (n < 0) return Status("ValueError", "n must be a non-negative integer");
  if (k < 0) return Status("ValueError", "k must be a non-negative integer");
  k = std::min(k, n - k);
  __int128 product = k < 0 ? 0 : 1;
  for (int64_t i = 1; i <= k; ++i) {
    product = product * (n - k + i) / i;
    if (product > std::numeric_limits<int64_t>::max()) return too_large("this number of combinations");
  }
  call.give_int(static_cast<int64_t>(product));
  return {};
}

Status integer_root(Call& call) {
  const int64_t n = call.integer(0);
  if (n < 0) return Status("ValueError", "isqrt() argument must be nonnegative");
  auto root = static_cast<int64_t>(std::sqrt(static_cast<double>(n)));
  while (static_cast<__int128>(root) * root > n) --root;
  while (static_cast<__int128>(root + 1) * (root + 1) <= n) ++root;
  call.give_int(root);
  return {};
}

/// `pow(base, exponent, modulus)`.
Status modular_power(Call& call) {
  const int64_t modulus = call.integer(2);
  if (modulus == 0) return Status("ValueError", "pow() 3rd argument cannot be 0");
  const auto size = static_cast<__int128>(modulus < 0 ? -static_cast<__int128>(modulus) : modulus);
  __int128 base = ((call.integer(0) % size) + size) % size;
  int64_t exponent = call.integer(1);
  if (exponent < 0) {
    __int128 r0 = size, r1 = base, t0 = 0, t1 = 1;
    while (r1 != 0) {
      const __int128 quotient = r0 / r1;
      const __int128 r2 = r0 - quotient * r1;
      const __int128 t2 = t0 - quotient * t1;
      r0 = r1, r1 = r2, t0 = t1, t1 = t2;
    }
    if (r0 != 1) return Status("ValueError", "base is not invertible for the given modulus");
    base = ((t0 % size) + size) % size;
    if (exponent == std::numeric_limits<int64_t>::min()) return too_large("this exponent");
    exponent = -exponent;
  }
  unsigned __int128 result = static_cast<unsigned __int128>(1 % size);
  auto factor = static_cast<unsigned __int128>(base);
  const auto limit = static_cast<unsigned __int128>(size);
  for (; exponent > 0; exponent >>= 1) {
    if (exponent & 1) result = result * factor % limit;
    factor = factor * factor % limit;
  }
  auto value = static_cast<__int128>(result);
  if (modulus < 0 && value > 0) value -= size;
  call.give_int(static_cast<int64_t>(value));
  return {};
}

/// `round(x, digits)` of a float: by its decimal text, half to even.
Status round_float(Call& call) {
  const double x = call.number(0);
  const int64_t digits = call.integer(1);
  if (!std::isfinite(x) || x == 0 || digits > 323) {
    call.give_float(x);
    return {};
  }
  if (digits < -308) {
    call.give_float(std::copysign(0.0, x));
    return {};
  }
  double result = 0;
  if (digits >= 0) {
    std::vector<char> text(static_cast<size_t>(digits) + 330);
    std::snprintf(text.data(), text.size(), "%.*f", static_cast<int>(digits), x);
    result = std::strtod(text.data(), nullptr);
  } else {
    // The whole part is exact in decimal, so that its last digits can be rounded as text.
    char text[400];
    std::snprintf(text, sizeof text, "%.0f", std::trunc(std::fabs(x)));
    std::string whole = text;
    const auto dropped = static_cast<size_t>(-digits);
    if (whole.size() < dropped) {
      result = 0;
    } else {
      std::string kept = whole.substr(0, whole.size() - dropped);
      const std::string tail = whole.substr(kept.size());
      const std::string half = "5" + std::string(dropped - 1, '0');
      const bool has_fraction = std::fabs(x) != std::trunc(std::fabs(x));
      const bool is_odd = !kept.empty() && (kept.back() - '0') % 2 == 1;
      const bool up = tail > half || (tail == half && (has_fraction || is_odd));
      if (kept.empty()) kept = "0";
      if (up) {
        size_t i = kept.size();
        while (i > 0 && kept[i - 1] == '9') kept[--i] = '0';
        if (i == 0) kept.insert(kept.begin(), '1');
        else ++kept[i - 1];
      }
      result = std::strtod((kept + std::string(dropped, '0')).c_str(), nullptr);
    }
    result = std::copysign(result, x);
  }
  if (std::isinf(result)) return Status("OverflowError", "rounded value too large to represent");
  call.give_float(result);
  return {};
}

/// `round(n, digits)` of an int with negative digits: half to even.
Status round_int(Call& call) {
  const int64_t n = call.integer(0);
  const int64_t digits = call.integer(1);
  if (digits >= 0) {
    call.give_int(n);
    return {};
  }
  if (digits < -19) {
    call.give_int(0);
    return {};
  }
  __int128 unit = 1;
  for (int64_t i = 0; i < -digits; ++i) unit *= 10;
  const __int128 size = n < 0 ? -static_cast<__int128>(n) : n;
  __int128 quotient = size / unit;
  const __int128 rest = size % unit;
  if (rest * 2 > unit || (rest * 2 == unit && quotient % 2 == 1)) ++quotient;
  const __int128 result = (n < 0 ? -quotient : quotient) * unit;
  if (result > std::numeric_limits<int64_t>::max() || result < std::numeric_limits<int64_t>::min()) return too_large("this rounded number");
  call.give_int(static_cast<int64_t>(result));
  return {};
}

}  // namespace

void register_python_math(Registry& registry) {
  registry.add("math.fsum", fsum);
  registry.add("math.hypot", hypot_of_many);
  registry.add("math.dist", dist);
  registry.add("math.gamma", gamma_function);
  registry.add("math.lgamma", log_gamma);
  registry.add("math.erf", of_one<std::erf>);
  registry.add("math.erfc", of_one<std::erfc>);
  registry.add("math.ldexp", ldexp_number);
  registry.add("math.frexp", frexp_number);
  registry.add("math.fmod", fmod_number);
  registry.add("math.remainder", remainder_number);
  registry.add("math.ulp", ulp);
  registry.add("math.nextafter", next_after);
  registry.add("math.factorial", factorial);
  registry.add("math.perm", permutations);
  registry.add("math.comb", combinations);
  registry.add("math.isqrt", integer_root);
  registry.add("pow", modular_power);
  registry.add("round.float", round_float);
  registry.add("round.int", round_int);
}

}  // namespace weft::kernels
