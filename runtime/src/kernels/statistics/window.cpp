// SPDX-License-Identifier: Apache-2.0
// Window functions, and the Bessel function that one of them is made of.

#include <cmath>
#include <limits>

#include "kernels/lines.h"
#include "kernels/raised.h"

namespace weft::kernels {
namespace {

/// As NumPy's: infinite where exp(x) is, NaN of infinities (inf / sqrt(inf)).
double bessel_i0(double x) {
  constexpr double kMost = 709.782712893384;  // exp of more is infinite
  if (std::isnan(x) || std::isinf(x)) return std::numeric_limits<double>::quiet_NaN();
  return std::fabs(x) > kMost ? std::numeric_limits<double>::infinity() : std::cyl_bessel_i(0.0, std::fabs(x));
}

/// NumPy multiplies by exp(x) and divides by sqrt(x).
void watch_i0(double x, double value, raised::Found& exp, raised::Found& quotient) {
  if (std::isinf(value) && std::isfinite(x)) exp.add(kOverflowFlag);
  if (std::isinf(x)) quotient.add(kInvalidFlag);
}

double window_at(const std::string& name, double n, double size, double beta) {
  const double angle = M_PI * n / (size - 1);
  if (name == "hanning") return 0.5 + 0.5 * std::cos(angle);
  if (name == "hamming") return 0.54 + 0.46 * std::cos(angle);
  if (name == "blackman") return 0.42 + 0.5 * std::cos(angle) + 0.08 * std::cos(2.0 * M_PI * n / (size - 1));
  if (name == "bartlett") return n <= 0 ? 1 + n / (size - 1) : 1 - n / (size - 1);
  const double alpha = (size - 1) / 2;
  const double place = (n - alpha) / alpha;
  return bessel_i0(beta * std::sqrt(1 - place * place)) / bessel_i0(beta);
}

/// `window(name, M, beta)`.
Status window(Call& call) {
  const std::string& name = call.text(0);
  const double size = call.number(1);
  const bool is_kaiser = name == "kaiser";
  const int64_t count = size == 1 ? 1 : is_kaiser ? static_cast<int64_t>(std::ceil(size)) : size < 1 ? 0 : static_cast<int64_t>(std::ceil((2 * size - 1) / 2));
  Result<TypedView> out = call.fresh({std::max<int64_t>(count, 0)}, DType::Float64);
  if (!out.ok()) return out.status();
  for (int64_t i = 0; i < count; ++i) {
    const auto at = static_cast<double>(i);
    elements<double>(out.value())[i] = size == 1 ? 1 : window_at(name, is_kaiser ? at : 1 - size + 2 * at, size, call.number(2));
  }
  if (is_kaiser && size > 1) {
    raised::Found exp;
    raised::Found quotient;
    const double beta = call.number(2);
    const double most = bessel_i0(beta);
    watch_i0(beta, most, exp, quotient);
    if (std::isinf(most)) quotient.add(kInvalidFlag);  // inf / inf, or inf * 0 before
    exp.tell(call, "exp");
    quotient.tell(call, "divide");
  }
  call.give(out.value());
  return {};
}

/// `i0(x)` of a float array or number.
Status i0(Call& call) {
  raised::Found exp;
  raised::Found quotient;
  if (!call.operand(0).is_array()) {
    const double value = bessel_i0(call.number(0));
    watch_i0(call.number(0), value, exp, quotient);
    exp.tell(call, "exp");
    quotient.tell(call, "divide");
    if (call.wanted[0].dtype == DType::Float32) call.give_scalar(DType::Float32, static_cast<double>(static_cast<float>(value)));
    else call.give_scalar(DType::Float64, value);
    return {};
  }
  Result<TypedView> out = call.copied(0, call.wanted[0].dtype);
  if (!out.ok()) return out.status();
  call.context.engine.wait_all();
  with_real_type(out.value().dtype, [&]<typename T>(T) {
    const auto body = [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        T& value = elements<T>(out.value())[i];
        const T x = value;
        value = static_cast<T>(bessel_i0(static_cast<double>(value)));
        watch_i0(static_cast<double>(x), static_cast<double>(value), exp, quotient);
      }
    };
    parallel_for(call, count_of(out.value()), 100, body);
  });
  exp.tell(call, "exp");
  quotient.tell(call, "divide");
  call.give(out.value());
  return {};
}

}  // namespace

void register_window(Registry& registry) {
  registry.add("window", window);
  registry.add("i0", i0);
}

}  // namespace weft::kernels
