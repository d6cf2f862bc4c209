// SPDX-License-Identifier: Apache-2.0
// The distributions of `np.random.RandomState` and `np.random.seed`: older algorithms that NumPy keeps unchanged for their streams.
// They are not in NumPy's library, so they stand here. Also the distributions of Generator that NumPy 2 computes in another way
// than the library of NumPy 1.24 that Debian has.

#pragma once

#include <cstdint>

#include "kernels/random/random_bits.h"

namespace weft::kernels::rng::legacy {

double gauss(Mt19937& from);
double standard_exponential(Mt19937& from);
double standard_gamma(Mt19937& from, double shape);
double beta(Mt19937& from, double a, double b);
double chisquare(Mt19937& from, double df);
double noncentral_chisquare(Source& source, double df, double nonc);
double vonmises(Mt19937& from, double mu, double kappa);
double wald(Mt19937& from, double mean, double scale);
int64_t binomial(bitgen_t* bits, double p, int64_t n, binomial_t* kept);
int64_t geometric(Source& source, double p);
int64_t hypergeometric(Mt19937& from, int64_t good, int64_t bad, int64_t sample);
int64_t logseries(Mt19937& from, double p);
int64_t zipf(Mt19937& from, double a);

}  // namespace weft::kernels::rng::legacy

namespace weft::kernels::rng {

/// As NumPy 2 has them: `beta` of tiny parameters, `wald` without cancellation, `zipf` without values that do not fit.
double beta_of(Source& source, double a, double b);
double wald_of(Source& source, double mean, double scale);
int64_t zipf_of(Source& source, double a);

}  // namespace weft::kernels::rng
