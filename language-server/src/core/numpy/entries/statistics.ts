// SPDX-License-Identifier: Apache-2.0
// NumPy's order statistics, averages and covariances, and what leaves NaN out.

import type { DType } from '../../graph/graph';
import { isBoolean, isComplex, isFloating, isIntegral } from '../../types/promote';
import { arrayType, dimsOf, elementOfValue, type GraphValue, isArray, tupleValue, type Value } from '../../types/value';
import type { Call } from '../call';
import { type Composer, composed } from '../compose';
import type { Entry } from '../entry';
import { argReduction } from '../reduce';
import { concatenateArrays } from '../shapes';
import { inTheNameOf, quietly } from '../warning-state';

const METHODS = [
  'linear',
  'lower',
  'higher',
  'midpoint',
  'nearest',
  'inverted_cdf',
  'averaged_inverted_cdf',
  'closest_observation',
  'interpolated_inverted_cdf',
  'hazen',
  'weibull',
  'median_unbiased',
  'normal_unbiased',
];
/** Methods that take one element, and so keep its type. */
const DISCRETE = ['lower', 'higher', 'nearest', 'inverted_cdf', 'closest_observation'];

/** An array of real numbers. */
function realArray(c: Composer, name: string): GraphValue {
  const array = c.arrayArgument(name);
  if (isComplex(c.dtype(array))) c.reject(name, 'complex numbers have no order', 'Use the real part');
  return array;
}

function lowerMedian(ignoresNan: boolean): (call: Call) => Value {
  return composed((c: Composer) => {
    const array = realArray(c, 'a');
    const axes = c.axes('axis', array);
    const keepdims = c.bool('keepdims', false);
    const dtype = c.floatDType(array);
    const type = c.shaped(dtype, c.reducedDims(array, axes, keepdims));
    return c.one('median', [array, ignoresNan, keepdims, ...(axes ?? []).map((axis) => c.int(axis))], type);
  });
}

/** The quantiles asked for, in [0, 1], and the element type they bring. */
function quantiles(c: Composer, isPercent: boolean): { q: GraphValue; isWeak: boolean } {
  const given = c.numericArgument('q');
  if (isComplex(c.element(given)) || isBoolean(c.element(given))) {
    c.reject('q', 'real numbers are needed', 'Give numbers between 0 and 1');
  }
  const isWeak = given.type.kind === 'int' || given.type.kind === 'float';
  const q = isPercent ? c.div(isWeak ? c.cast(given, 'f64') : given, c.constant(100n)) : given;
  if (c.dtype(q) === 'f32') c.reject('q', 'quantiles of float32 are not compiled', 'Use `.astype(np.float64)`');
  return { q: isArray(q) || isWeak ? q : c.cast(q, c.dtype(q)), isWeak };
}

function lowerQuantile(isPercent: boolean, ignoresNan: boolean): (call: Call) => Value {
  return composed((c: Composer) => {
    const array = realArray(c, 'a');
    const { q, isWeak } = quantiles(c, isPercent);
    const method = c.text('method', 'linear', METHODS);
    const axes = c.axes('axis', array);
    const keepdims = c.bool('keepdims', false);
    const dtype = c.dtype(array);
    if (dtype === 'b1' && !DISCRETE.includes(method)) {
      c.reject('a', 'NumPy raises `TypeError` for bools', 'Use `.astype(np.int64)` first');
    }
    // An integer quantile is an index: NumPy takes the element.
    const takesElement = DISCRETE.includes(method) || (method === 'linear' && isIntegral(c.element(q)));
    const floating: DType = dtype === 'f32' && isWeak ? 'f32' : 'f64';
    const dims = [...dimsOf(q), ...c.reducedDims(array, axes, keepdims)];
    const message = isPercent ? 'Percentiles must be in the range [0, 100]' : 'Quantiles must be in the range [0, 1]';
    return c.one(
      'quantile',
      [array, q, method, ignoresNan, keepdims, message, ...(axes ?? []).map((axis) => c.int(axis))],
      c.shaped(takesElement ? dtype : floating, dims),
    );
  });
}

/** Weights with axes of size 1 where they are for some axes of the array only. */
function weightsFor(c: Composer, array: GraphValue, axes: readonly number[] | undefined): GraphValue {
  const weights = c.arrayArgument('weights');
  const own = c.rank(weights) === c.rank(array) ? dimsOf(array).map((_, axis) => axis) : axes;
  if (own === undefined) {
    c.reject('weights', 'its shape differs from that of the array; NumPy raises `TypeError`', 'Name the axis');
  }
  if (c.rank(weights) !== own.length) {
    c.reject('weights', 'its shape does not fit the axes; NumPy raises `ValueError`', 'Give one weight for each index');
  }
  const isOther = own.map((axis, i) => c.compare('not_equal', c.size(weights, i), c.size(array, axis)));
  c.raiseIf(
    isOther.reduce((a, b) => c.op('logical_or', 'bool', [a, b])),
    axes === undefined ? 'TypeError' : 'ValueError',
    axes === undefined
      ? 'Axis must be specified when shapes of a and weights differ.'
      : 'Shape of weights must be consistent with shape of a along specified axis.',
  );
  const others = dimsOf(array).flatMap((_, axis) => (own.includes(axis) ? [] : [axis]));
  return others.length === 0 ? weights : c.expand(weights, others);
}

interface Average {
  readonly average: GraphValue;
  readonly total: GraphValue;
}

/** `np.average`, with the sum of the weights. */
function averageOf(
  c: Composer,
  array: GraphValue,
  weights: GraphValue | undefined,
  axes: readonly number[] | undefined,
  keepdims: boolean,
): Average {
  if (!weights) {
    const average = c.reduce('mean', array, axes, keepdims);
    const count = c.cast(c.countOf(array, axes), c.dtype(average));
    return { average, total: isArray(average) ? c.full(count, c.dtype(average), c.sizes(average)) : count };
  }
  const both = c.common(array, weights);
  const dtype = isIntegral(c.dtype(array)) || isBoolean(c.dtype(array)) ? c.common(both, 'f64') : both;
  const total = c.reduce('sum', c.cast(weights, dtype), axes, keepdims, dtype);
  c.raiseIf(
    c.compare('equal', total, c.cast(0, dtype)),
    'ZeroDivisionError',
    "Weights sum to zero, can't be normalized",
  );
  const sum = c.reduce('sum', c.mul(c.cast(array, dtype), c.cast(weights, dtype)), axes, keepdims);
  const average = c.div(sum, total);
  if (!isArray(average)) return { average, total };
  return { average, total: c.copy(c.broadcastTo(total, c.sizes(average), dimsOf(average))) };
}

const lowerAverage = composed((c: Composer) => {
  const array = c.arrayArgument('a');
  const axes = c.axes('axis', array);
  const weights = c.isGiven('weights') ? weightsFor(c, array, axes) : undefined;
  const { average, total } = averageOf(c, array, weights, axes, c.bool('keepdims', false));
  return c.bool('returned', false) ? tupleValue([average, total]) : average;
});

// Covariances

/** Observations as columns of one matrix, one row for each variable. */
function observations(c: Composer, name: string, rowvar: boolean): GraphValue {
  const array = c.arrayArgument(name);
  if (c.rank(array) > 2) c.reject(name, 'it has more than 2 axes', 'Give a vector or a matrix');
  if (c.rank(array) === 1) return c.expand(array, [0]);
  return rowvar ? array : c.reversed(array);
}

function sampleWeights(c: Composer, name: 'fweights' | 'aweights', samples: GraphValue): GraphValue | undefined {
  if (!c.isGiven(name)) return undefined;
  const weights = c.cast(c.arrayArgument(name), 'f64');
  if (c.rank(weights) !== 1) c.reject(name, 'one axis is needed', 'Give a vector');
  c.raiseIf(
    c.compare('not_equal', c.size(weights, 0), c.size(samples, 1)),
    'RuntimeError',
    `incompatible numbers of samples and ${name}`,
  );
  if (name === 'fweights') {
    const isBroken = c.compare('not_equal', weights, c.op('rint', 'f64', [weights]));
    c.raiseIf(isBroken, 'TypeError', 'fweights must be integer');
  }
  c.raiseIf(c.compare('less', weights, c.cast(0, 'f64')), 'ValueError', `${name} cannot be negative`);
  return weights;
}

/** The covariance matrix, always with two axes. */
function covariance(c: Composer, names: readonly [string, string]): GraphValue {
  const rowvar = c.bool('rowvar', true);
  const parts = names.filter((name) => c.isGiven(name)).map((name) => observations(c, name, rowvar));
  const given = c.call.has('dtype') ? c.need(c.call.dtype()) : null;
  const dtype = given ?? c.common(...parts, 'f64');
  const rows = parts.map((part) => c.cast(part, dtype));
  const samples = rows.length === 1 ? rows[0]! : c.array(concatenateArrays(c.call, rows, 0));
  const bias = c.bool('bias', false);
  const ddof = c.isGiven('ddof') ? c.need(c.call.constantInt('ddof', 1)) : bias ? 0 : 1;
  const frequencies = sampleWeights(c, 'fweights', samples);
  const importance = sampleWeights(c, 'aweights', samples);
  const weights = frequencies && importance ? c.mul(frequencies, importance) : (frequencies ?? importance);
  const { average } = averageOf(c, samples, weights && c.expand(c.array(weights), [0]), [1], false);
  const total = weights ? c.reduce('sum', weights) : c.cast(c.size(samples, 1), 'f64');
  let factor = total;
  if (!weights || (ddof !== 0 && !importance)) factor = c.sub(total, c.constant(ddof));
  else if (ddof !== 0 && importance) {
    const sum = c.reduce('sum', c.mul(weights, importance));
    factor = c.sub(total, c.div(c.mul(c.constant(ddof), sum), total));
  }
  const isSpent = c.compare('less_equal', factor, c.cast(0, c.dtype(factor)));
  const divisor = c.where(isSpent, c.cast(0, c.dtype(factor)), factor);
  const centred = c.sub(samples, c.expand(c.array(average), [1]));
  const weighted = weights ? c.cast(c.mul(centred, weights), dtype) : centred;
  const turned = c.reversed(c.array(isComplex(dtype) ? c.op('conj', dtype, [weighted]) : weighted));
  const products = inTheNameOf(c.ctx, c.range, 'dot', dtype, () => c.matmul(c.cast(centred, dtype), turned));
  return c.cast(c.mul(products, c.cast(c.div(c.cast(1, c.dtype(divisor)), divisor), dtype)), dtype);
}

/** One variable gives a number; a matrix whose only row is one variable has a shape known only at run time. */
function squeezed(c: Composer, matrix: GraphValue, names: readonly [string, string]): GraphValue {
  const isVector = (name: string) => c.isGiven(name) && c.rank(c.arrayArgument(name)) === 1;
  if (!c.isGiven(names[1]) && isVector(names[0])) return c.at(c.at(matrix, 0, 0), 0, 0);
  const known = dimsOf(matrix)[0]!;
  if (known === '1') return c.at(c.at(matrix, 0, 0), 0, 0);
  if (!/^\d+$/.test(known)) {
    c.raiseIf(
      c.compare('equal', c.size(matrix, 0), c.int(1)),
      'ValueError',
      'the covariance of one variable is a number, not a matrix; pass the variable as a vector',
    );
  }
  return matrix;
}

const lowerCov = composed((c: Composer) => squeezed(c, covariance(c, ['m', 'y']), ['m', 'y']));

const lowerCorrcoef = composed((c: Composer) => {
  const matrix = covariance(c, ['x', 'y']);
  const value = squeezed(c, matrix, ['x', 'y']);
  if (!isArray(value)) return c.div(value, value);
  const diagonal = c.one(
    'view.diagonal',
    [value, c.int(0), c.int(0), c.int(1)],
    arrayType(c.dtype(value), [dimsOf(value)[0]!]),
  );
  const dtype = c.dtype(value);
  const real = isComplex(dtype) ? (dtype === 'c64' ? 'f32' : 'f64') : dtype;
  const deviation = c.array(c.op('sqrt', real, [c.real(diagonal)]));
  const scaled = c.div(c.div(value, c.expand(deviation, [1])), c.expand(deviation, [0]));
  if (isComplex(dtype)) {
    const part = (op: 'real' | 'imag') =>
      c.op('minimum', real, [c.op('maximum', real, [c.part(op, scaled), c.cast(-1, real)]), c.cast(1, real)]);
    return c.op('make_complex', real, [part('real'), part('imag')], dtype);
  }
  return c.op('minimum', dtype, [c.op('maximum', dtype, [scaled, c.cast(-1, dtype)]), c.cast(1, dtype)]);
});

// Without NaN

interface Filled {
  readonly array: GraphValue;
  /** The array with a filler in the place of what is left out. */
  readonly values: GraphValue;
  /** Where elements are left out: NaN, and those that `where` does not choose. Absent where there can be none. */
  readonly mask?: GraphValue;
}

function filled(c: Composer, filler: number): Filled {
  const array = c.arrayArgument('a');
  const dtype = c.dtype(array);
  const { mask: chosen } = c.chosen();
  const isNan = isFloating(dtype) || isComplex(dtype) ? c.isNan(array) : undefined;
  const isLeft = chosen && c.not(chosen);
  const mask = isNan && isLeft ? c.or(isNan, isLeft) : (isNan ?? isLeft);
  if (!mask) return { array, values: array };
  if (isNan === undefined && !Number.isFinite(filler)) return { array, values: array, mask };
  return { array, mask, values: c.where(mask, c.cast(filler, dtype), array) };
}

function dtypeOption(c: Composer): DType | undefined {
  return (c.call.has('dtype') ? c.need(c.call.dtype()) : null) ?? undefined;
}

function nanTotal(name: 'sum' | 'prod'): (call: Call) => Value {
  return composed((c: Composer) => {
    const { array, values } = filled(c, name === 'sum' ? 0 : 1);
    const { initial } = c.chosen();
    const dtype = dtypeOption(c);
    return c.reduction(name, values, {
      axes: c.axes('axis', array),
      keepdims: c.bool('keepdims', false),
      ...(dtype ? { dtype } : {}),
      ...(initial ? { initial } : {}),
    });
  });
}

function nanExtremum(name: 'min' | 'max'): (call: Call) => Value {
  return composed((c: Composer) => {
    const array = c.arrayArgument('a');
    const dtype = c.dtype(array);
    if (isComplex(dtype)) c.reject('a', 'complex numbers are ordered by parts', 'Use the real part');
    const axes = c.axes('axis', array);
    const keepdims = c.bool('keepdims', false);
    const chosen = c.chosen();
    if (!isFloating(dtype)) return c.reduction(name, array, { axes, keepdims, ...chosen });
    const mask = c.isNan(array);
    const values = c.where(mask, c.cast(name === 'min' ? Infinity : -Infinity, dtype), array);
    const result = c.reduction(name, values, { axes, keepdims, ...chosen });
    if (chosen.initial) return result;
    const isAll = c.reduce('all', mask, axes, keepdims);
    c.warnIf(isAll, 'All-NaN slice encountered');
    return c.where(isAll, c.cast(Number.NaN, dtype), result);
  });
}

function nanPlace(name: 'arg_min' | 'arg_max'): (call: Call) => Value {
  return composed((c: Composer) => {
    const { array, values, mask } = filled(c, name === 'arg_min' ? Infinity : -Infinity);
    const axes = c.isGiven('axis') ? [c.axis('axis', array, 0)] : undefined;
    const keepdims = c.bool('keepdims', false);
    if (mask) {
      const isEmpty = c.compare('equal', c.countOf(array, axes), c.int(0));
      const what = name === 'arg_min' ? 'argmin' : 'argmax';
      c.raiseIf(isEmpty, 'ValueError', `attempt to get ${what} of an empty sequence`);
      c.raiseIf(c.reduce('all', mask, axes), 'ValueError', 'All-NaN slice encountered');
    }
    return argReduction(c.ctx, c.range, name, values, { axes, keepdims });
  });
}

function countedNumbers(
  c: Composer,
  mask: GraphValue,
  array: GraphValue,
  axes: readonly number[] | undefined,
  keepdims: boolean,
): GraphValue {
  // A `where` of fewer axes counts for every element.
  const spread = c.rank(mask) < c.rank(array) ? c.or(mask, c.full(false, 'b1', c.sizes(array))) : mask;
  return c.reduce('sum', c.cast(c.not(spread), 'i64'), axes, keepdims, 'i64');
}

const lowerNanMean = composed((c: Composer) => {
  const { array, values, mask } = filled(c, 0);
  const axes = c.axes('axis', array);
  const keepdims = c.bool('keepdims', false);
  const option = dtypeOption(c);
  if (!mask) return c.reduce('mean', array, axes, keepdims, option);
  const dtype = option ?? c.floatDType(array);
  const total = c.reduce('sum', values, axes, keepdims, dtype);
  const count = countedNumbers(c, mask, array, axes, keepdims);
  c.warnIf(c.compare('equal', count, c.cast(0, elementOfValue(count) as DType)), 'Mean of empty slice');
  return quietly(c.ctx, c.range, () => c.op('div', dtype, [total, count]));
});

function nanVariance(isDeviation: boolean): (call: Call) => Value {
  return composed((c: Composer) => {
    const { array, values, mask } = filled(c, 0);
    const axes = c.axes('axis', array);
    const keepdims = c.bool('keepdims', false);
    const ddof = c.need(c.call.constantInt(c.isGiven('correction') ? 'correction' : 'ddof', 0));
    const option = dtypeOption(c);
    if (!mask) {
      const reduction = { axes, keepdims, ...(option ? { dtype: option } : {}) };
      return c.reduction(isDeviation ? 'std' : 'var', array, reduction, ddof);
    }
    const dtype = option ?? c.floatDType(array);
    if (isComplex(dtype)) c.reject('a', 'it is compiled for real numbers', 'Use the real and the imaginary part');
    const total = c.reduce('sum', values, axes, true, dtype);
    const average = quietly(c.ctx, c.range, () =>
      c.op('div', dtype, [total, countedNumbers(c, mask, array, axes, true)]),
    );
    const centred = c.where(mask, c.cast(0, dtype), c.op('sub', dtype, [values, average]));
    const squares = c.reduce('sum', c.op('mul', dtype, [centred, centred]), axes, keepdims, dtype);
    const free = c.sub(countedNumbers(c, mask, array, axes, keepdims), c.int(ddof));
    const isSpent = c.compare('less_equal', free, c.cast(0, 'i64'));
    c.warnIf(isSpent, 'Degrees of freedom <= 0 for slice.');
    const quotient = quietly(c.ctx, c.range, () => c.op('div', dtype, [squares, free]));
    const variance = c.where(isSpent, c.cast(Number.NaN, dtype), quotient);
    return isDeviation ? c.op('sqrt', dtype, [variance]) : variance;
  });
}

function row(
  name: string,
  parameters: string,
  dtype: string,
  lowering: string,
  doc: string,
  lower: (call: Call) => Value,
  shape = 'without the reduced axes',
): Entry {
  return { name, group: 'Reductions', parameters, dtype, shape, lowering, doc, lower };
}

const FLOAT = 'float32 for float32, else float64';
const SAME = 'as the operand';
const ORDER = 'a, axis=None, out=None, overwrite_input=False, keepdims=False';
const EXTREMUM = 'a, axis=None, out=None, keepdims=False, initial=None, where=True';
const PLACE = 'a, axis=None, out=None, *, keepdims=False';
const TOTAL = 'a, axis=None, dtype=None, out=None, keepdims=False, initial=None, where=True';
const MEAN = 'a, axis=None, dtype=None, out=None, keepdims=False, *, where=True';
const QUANTILE = "a, q, axis=None, out=None, overwrite_input=False, method='linear', keepdims=False";
const MOMENT = 'a, axis=None, dtype=None, out=None, ddof=0, keepdims=False, *, where=True, correction=None';
const MATRIX = 'one row and column for each variable; a number for one vector';

export const STATISTICS: readonly Entry[] = [
  row('median', ORDER, FLOAT, 'kernel `median`', 'Middle of the sorted elements; NaN wins', lowerMedian(false)),
  row('nanmedian', ORDER, FLOAT, 'kernel `median`', 'Middle of the sorted elements but NaN', lowerMedian(true)),
  row(
    'quantile',
    QUANTILE,
    FLOAT,
    'kernel `quantile`',
    'The element below which a part `q` of all lies',
    lowerQuantile(false, false),
    'that of `q`, then what is not reduced',
  ),
  row(
    'percentile',
    QUANTILE,
    FLOAT,
    'kernel `quantile`',
    'As `quantile`, in percent',
    lowerQuantile(true, false),
    'that of `q`, then what is not reduced',
  ),
  row('nanquantile', QUANTILE, FLOAT, 'kernel `quantile`', 'As `quantile`, without NaN', lowerQuantile(false, true)),
  row('nanpercentile', QUANTILE, FLOAT, 'kernel `quantile`', 'As `percentile`, without NaN', lowerQuantile(true, true)),
  row(
    'average',
    'a, axis=None, weights=None, returned=False, *, keepdims=False',
    'promoted; integers become float64',
    '`mul`, `sum`, `div`',
    'Weighted mean, with `returned` also the sum of weights',
    lowerAverage,
  ),
  row(
    'cov',
    'm, y=None, rowvar=True, bias=False, ddof=None, fweights=None, aweights=None, *, dtype=None',
    'float64, or complex128',
    '`sum`, `sub`, `matmul`',
    'Covariance matrix of variables',
    lowerCov,
    MATRIX,
  ),
  row(
    'corrcoef',
    'x, y=None, rowvar=True, *, dtype=None',
    'float64, or complex128',
    'as `cov`, `div`',
    'Correlation coefficients of variables',
    lowerCorrcoef,
    MATRIX,
  ),
  row('nansum', TOTAL, 'as `sum`', '`where`, `sum`', 'Sum, NaN as 0', nanTotal('sum')),
  row('nanprod', TOTAL, 'as `prod`', '`where`, `prod`', 'Product, NaN as 1', nanTotal('prod')),
  row('nanmin', EXTREMUM, SAME, '`where`, `min`', 'Smallest element but NaN', nanExtremum('min')),
  row('nanmax', EXTREMUM, SAME, '`where`, `max`', 'Largest element but NaN', nanExtremum('max')),
  row('nanargmin', PLACE, 'int64', '`where`, `arg_min`', 'Place of the smallest element but NaN', nanPlace('arg_min')),
  row('nanargmax', PLACE, 'int64', '`where`, `arg_max`', 'Place of the largest element but NaN', nanPlace('arg_max')),
  row('nanmean', MEAN, FLOAT, '`where`, `sum`, `div`', 'Mean without NaN', lowerNanMean),
  row('nanvar', MOMENT, FLOAT, '`where`, `sum`, `mul`', 'Variance without NaN', nanVariance(false)),
  row('nanstd', MOMENT, FLOAT, 'as `nanvar`, then `sqrt`', 'Standard deviation without NaN', nanVariance(true)),
];
