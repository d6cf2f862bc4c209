// SPDX-License-Identifier: Apache-2.0
// Random numbers from a seed. `wald` and `zipf` draw otherwise in the oracle's older NumPy: random-numbers.test.ts has
// their numbers.

import { documented, type Example } from './table';

const CALLS = `
  random(3)
  random((2, 2))
  standard_normal(3)
  standard_exponential(3)
  normal(3, 2.5, size=(2, 4))
  uniform(-1, 0, 5)
  exponential(scale=2.0, size=3)
  gamma(2.0, 2.0, 3)
  standard_gamma(2.0, 3)
  beta(0.5, 2.0, 3)
  f(1.0, 48.0, 3)
  chisquare(2, 4)
  noncentral_chisquare(3, 20, 3)
  noncentral_f(3.0, 20.0, 3.0, 3)
  standard_cauchy(3)
  standard_t(10, size=3)
  vonmises(0.0, 4.0, 3)
  pareto(3.0, 3)
  weibull(5.0, 3)
  power(5.0, 3)
  laplace(0.0, 1.0, 3)
  gumbel(0.0, 0.1, 3)
  logistic(10, 1, 3)
  lognormal(3.0, 1.0, 3)
  rayleigh(3, 3)
  triangular(-3, 0, 8, 3)
  binomial(10, 0.5, 5)
  negative_binomial(1, 0.1, 5)
  poisson(5, 5)
  geometric(p=0.35, size=5)
  hypergeometric(100, 2, 10, 5)
  logseries(0.6, 5)
  multinomial(20, [1 / 6] * 6)
  dirichlet((10, 5, 3), 2)
  permutation(10)
  permutation(np.arange(9).reshape(3, 3))
  choice(5, 3)
  choice(5, 3, p=[0.1, 0, 0.3, 0.6, 0])
  choice(5, 3, replace=False)
`;
const GENERATOR_ONLY = `
  integers(2, size=10)
  integers(5, size=(2, 4), endpoint=True)
  multivariate_hypergeometric([16, 8, 4], 6)
  permuted(np.arange(12).reshape(3, 4), axis=1)
`;
const LEGACY_ONLY = `
  randint(5, size=(2, 4))
  rand(3, 2)
  randn(2, 4)
  random_sample(5)
  ranf(2)
  sample(2)
`;

const lines = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

export const RANDOM_NUMBERS: readonly Example[] = [
  ...documented(
    'exact',
    [
      ...lines(CALLS + GENERATOR_ONLY).map((call) => `rng = np.random.default_rng(12345); rng.${call}`),
      ...lines(CALLS + LEGACY_ONLY).map((call) => `np.random.seed(12345); np.random.${call}`),
      'rng = np.random.default_rng(1); a = np.arange(10); rng.shuffle(a); a',
      'np.random.seed(1); a = np.arange(9).reshape(3, 3); np.random.shuffle(a); a',
    ].join('\n'),
  ),
  ...documented(
    'near:1e-12',
    `
    rng = np.random.default_rng(5); rng.multivariate_normal((0, 0), [[1, 0], [0, 100]], 3)
    np.random.seed(5); np.random.multivariate_normal((0, 0), [[1, 0], [0, 100]], 3)
    rng = np.random.default_rng(5); rng.wald(3, 2, 4).shape[0] + rng.zipf(4.0, 3).shape[0]
    np.random.seed(5); np.random.wald(3, 2, 4).shape[0] + np.random.zipf(4.0, 3).shape[0]
  `,
  ),
];
