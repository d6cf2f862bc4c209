// SPDX-License-Identifier: Apache-2.0
// Distributions of vectors: multinomial, multivariate hypergeometric, Dirichlet and multivariate normal.

import { isFloating } from '../types/promote';
import { arrayType, dimsOf, elementOfValue, type GraphValue, isArray, shapedType, type Value } from '../types/value';
import type { Call } from './call';
import { type Composer, composed } from './compose';
import { asInt, broadcast } from './elementwise';
import { draw, type RandomKind, sizeOf, text } from './random-calls';

export interface MultivariateRow {
  readonly name: string;
  parameters(kind: RandomKind): string;
  readonly dtype: string;
  /** Whether RandomState has it too. */
  readonly isLegacy: boolean;
  readonly doc: string;
  lower(kind: RandomKind): (call: Call) => Value;
}

function vector(c: Composer, name: string): GraphValue {
  const array = c.arrayArgument(name);
  if (array.type.dims.length !== 1) c.reject(name, 'it must have one axis', 'Give one number for each component');
  return array;
}

const multinomial = (kind: RandomKind) =>
  composed((c) => {
    const n = c.numericArgument('n');
    if (isFloating(elementOfValue(n))) c.reject('n', 'an integer is needed', 'Write `int(...)` around it');
    const pvals = c.arrayArgument('pvals');
    if (kind !== 'Generator' && (isArray(n) || pvals.type.dims.length !== 1)) {
      c.reject(
        isArray(n) ? 'n' : 'pvals',
        'only one experiment is drawn',
        'Use `np.random.default_rng(seed).multinomial(...)`',
      );
    }
    const size = sizeOf(c);
    const [last] = pvals.type.dims.slice(-1);
    const stack = shapedType('f64', pvals.type.dims.slice(0, -1));
    const shape = size.dims ?? c.need(broadcast(c.ctx, c.range, [n, { kind: 'value', type: stack }]));
    const count = isArray(n) ? n : c.need(asInt(c.ctx, c.call.rangeOf('n'), n));
    return draw(c, kind, 'multinomial', [count, pvals, ...size.operands], [arrayType('i64', [...shape, last!])]);
  });

const dirichlet = (kind: RandomKind) =>
  composed((c) => {
    const alpha = vector(c, 'alpha');
    const size = sizeOf(c);
    const type = arrayType('f64', [...(size.dims ?? []), ...dimsOf(alpha)]);
    return draw(c, kind, 'dirichlet', [alpha, ...size.operands], [type]);
  });

const hypergeometric = (kind: RandomKind) =>
  composed((c) => {
    const colors = vector(c, 'colors');
    const nsample = c.need(c.call.int('nsample'));
    const method = c.text('method', 'marginals', ['marginals', 'count']);
    const size = sizeOf(c);
    const type = arrayType('i64', [...(size.dims ?? []), ...dimsOf(colors)]);
    return draw(c, kind, 'multivariate_hypergeometric', [colors, nsample, text(method), ...size.operands], [type]);
  });

const normal = (kind: RandomKind) =>
  composed((c) => {
    const mean = vector(c, 'mean');
    const cov = c.arrayArgument('cov');
    if (cov.type.dims.length !== 2) c.reject('cov', 'it must be a square matrix', 'Give the matrix of covariances');
    const check = c.text('check_valid', 'warn', ['warn', 'raise', 'ignore']);
    const method = kind === 'Generator' ? c.text('method', 'svd', ['svd', 'eigh', 'cholesky']) : 'svd';
    const tolerance = c.isGiven('tol') ? c.cast(c.numericArgument('tol'), 'float') : (c.constant(1e-8) as GraphValue);
    const size = sizeOf(c);
    const type = arrayType('f64', [...(size.dims ?? []), ...dimsOf(mean)]);
    return draw(
      c,
      kind,
      'multivariate_normal',
      [mean, cov, text(check), tolerance, text(method), ...size.operands],
      [type],
    );
  });

export const MULTIVARIATE: readonly MultivariateRow[] = [
  {
    name: 'multinomial',
    isLegacy: true,
    parameters: () => 'n, pvals, size=None',
    dtype: 'int64',
    doc: 'Multinomial distribution',
    lower: multinomial,
  },
  {
    name: 'dirichlet',
    isLegacy: true,
    parameters: () => 'alpha, size=None',
    dtype: 'float64',
    doc: 'Dirichlet distribution',
    lower: dirichlet,
  },
  {
    name: 'multivariate_hypergeometric',
    isLegacy: false,
    parameters: () => "colors, nsample, size=None, method='marginals'",
    dtype: 'int64',
    doc: 'Multivariate hypergeometric distribution',
    lower: hypergeometric,
  },
  {
    name: 'multivariate_normal',
    isLegacy: true,
    parameters: (kind) =>
      `mean, cov, size=None, check_valid='warn', tol=1e-8${kind === 'Generator' ? ", *, method='svd'" : ''}`,
    dtype: 'float64',
    doc: 'Multivariate normal distribution; equal to NumPy to rounding',
    lower: normal,
  },
];
