// SPDX-License-Identifier: Apache-2.0
// Special functions of libm on arrays: float32 is computed in double precision and rounded, as SciPy does.

#include <cmath>

#include "kernels/each_row.h"

namespace weft::kernels {
namespace {

using Function = double (*)(double);

double gamma(double x) {
  // At negative whole numbers there is no limit: SciPy gives nan.
  if (x < 0 && x == std::floor(x)) return std::numeric_limits<double>::quiet_NaN();
  return std::tgamma(x);
}

double log_gamma(double x) {
  int sign = 0;
  return ::lgamma_r(x, &sign);
}

template <double (*kFunction)(double)>
Status apply(Call& call) {
  const DType dtype = call.wanted[0].dtype;
  Result<TypedView> x = as_array(call, 0, dtype);
  if (!x.ok()) return x.status();
  const TypedView& source = x.value();
  Result<TypedView> out = call.fresh(std::span<const int64_t>(source.view.shape, source.rank), dtype);
  if (!out.ok()) return out.status();
  each_row(call, memory::element_count(source.view, source.rank), 15, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      if (dtype == DType::Float32) {
        reinterpret_cast<float*>(out.value().view.data)[i] =
            static_cast<float>(kFunction(reinterpret_cast<const float*>(source.view.data)[i]));
      } else {
        reinterpret_cast<double*>(out.value().view.data)[i] = kFunction(reinterpret_cast<const double*>(source.view.data)[i]);
      }
    }
  });
  call.give(out.value());
  return {};
}

double erf(double x) { return std::erf(x); }
double erfc(double x) { return std::erfc(x); }

}  // namespace

void register_special(Registry& registry) {
  registry.add("special.erf", apply<erf>);
  registry.add("special.erfc", apply<erfc>);
  registry.add("special.gamma", apply<gamma>);
  registry.add("special.gammaln", apply<log_gamma>);
}

}  // namespace weft::kernels
