// SPDX-License-Identifier: Apache-2.0
// The distributions of one number each: names, parameters and their defaults, as NumPy's Generator and RandomState have them.

export interface DistributionRow {
  readonly name: string;
  /** As in a `def`; a name with `!` takes integers only. */
  readonly parameters: string;
  readonly gives: 'float' | 'int';
  readonly doc: string;
}

export const DISTRIBUTIONS: readonly DistributionRow[] = [
  { name: 'normal', parameters: 'loc=0.0, scale=1.0', gives: 'float', doc: 'Normal distribution' },
  { name: 'uniform', parameters: 'low=0.0, high=1.0', gives: 'float', doc: 'Uniform distribution over [low, high)' },
  { name: 'exponential', parameters: 'scale=1.0', gives: 'float', doc: 'Exponential distribution' },
  { name: 'gamma', parameters: 'shape, scale=1.0', gives: 'float', doc: 'Gamma distribution' },
  { name: 'beta', parameters: 'a, b', gives: 'float', doc: 'Beta distribution' },
  { name: 'f', parameters: 'dfnum, dfden', gives: 'float', doc: 'F distribution' },
  { name: 'chisquare', parameters: 'df', gives: 'float', doc: 'Chi-square distribution' },
  { name: 'noncentral_chisquare', parameters: 'df, nonc', gives: 'float', doc: 'Noncentral chi-square distribution' },
  { name: 'noncentral_f', parameters: 'dfnum, dfden, nonc', gives: 'float', doc: 'Noncentral F distribution' },
  { name: 'standard_cauchy', parameters: '', gives: 'float', doc: 'Standard Cauchy distribution' },
  { name: 'standard_t', parameters: 'df', gives: 'float', doc: "Student's t distribution" },
  { name: 'vonmises', parameters: 'mu, kappa', gives: 'float', doc: 'Von Mises distribution' },
  { name: 'pareto', parameters: 'a', gives: 'float', doc: 'Pareto II distribution' },
  { name: 'weibull', parameters: 'a', gives: 'float', doc: 'Weibull distribution' },
  { name: 'power', parameters: 'a', gives: 'float', doc: 'Power distribution over [0, 1]' },
  { name: 'laplace', parameters: 'loc=0.0, scale=1.0', gives: 'float', doc: 'Laplace distribution' },
  { name: 'gumbel', parameters: 'loc=0.0, scale=1.0', gives: 'float', doc: 'Gumbel distribution' },
  { name: 'logistic', parameters: 'loc=0.0, scale=1.0', gives: 'float', doc: 'Logistic distribution' },
  { name: 'lognormal', parameters: 'mean=0.0, sigma=1.0', gives: 'float', doc: 'Log-normal distribution' },
  { name: 'rayleigh', parameters: 'scale=1.0', gives: 'float', doc: 'Rayleigh distribution' },
  { name: 'wald', parameters: 'mean, scale', gives: 'float', doc: 'Wald distribution, as NumPy 2.4 draws it' },
  { name: 'triangular', parameters: 'left, mode, right', gives: 'float', doc: 'Triangular distribution' },
  { name: 'binomial', parameters: 'n!, p', gives: 'int', doc: 'Binomial distribution' },
  { name: 'negative_binomial', parameters: 'n, p', gives: 'int', doc: 'Negative binomial distribution' },
  { name: 'poisson', parameters: 'lam=1.0', gives: 'int', doc: 'Poisson distribution' },
  { name: 'zipf', parameters: 'a', gives: 'int', doc: 'Zipf distribution, as NumPy 2.1 and later draw it' },
  { name: 'geometric', parameters: 'p', gives: 'int', doc: 'Geometric distribution' },
  { name: 'hypergeometric', parameters: 'ngood!, nbad!, nsample!', gives: 'int', doc: 'Hypergeometric distribution' },
  { name: 'logseries', parameters: 'p', gives: 'int', doc: 'Logarithmic series distribution' },
];
