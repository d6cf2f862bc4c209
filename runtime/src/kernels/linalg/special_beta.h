// SPDX-License-Identifier: Apache-2.0
// Beta function, binomial coefficients and what is counted with them, over all real arguments.

#pragma once

namespace weft::kernels {

/// Where a function has no value these give nan, and at a pole infinity, as SciPy does.
double beta(double a, double b);
/// The logarithm of the absolute value of beta.
double betaln(double a, double b);
/// n over k, for real numbers.
double binom(double n, double k);
/// As `binom` for 0 <= k <= n, and 0 elsewhere.
double comb(double n, double k);
/// Gamma(n + 1) / Gamma(n - k + 1) for 0 <= k <= n, and 0 elsewhere.
double perm(double n, double k);

}  // namespace weft::kernels
