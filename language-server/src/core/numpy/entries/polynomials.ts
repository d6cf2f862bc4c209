// SPDX-License-Identifier: Apache-2.0
// Polynomials: the functions of `np` with the highest power first, and the simple ones of `np.polynomial`, lowest term first.

import type { DType } from '../../graph/graph';
import { isComplex, promote, strongDType } from '../../types/promote';
import {
  type ArrayValue,
  arrayType,
  dimsOf,
  elementOfValue,
  type GraphValue,
  isArray,
  shapedType,
  tupleValue,
  UNKNOWN,
  type Value,
} from '../../types/value';
import { Call } from '../call';
import { composed } from '../compose';
import {
  cast,
  castAll,
  commonElement,
  constantOf,
  dimOfInt,
  dimValue,
  elementwise,
  intArithmetic,
  intConstant,
} from '../elementwise';
import type { Entry } from '../entry';
import { type Item, index, viewItems } from '../indexing';
import { flagConstant, inexactOf, NONE } from '../linalg';
import { complexOf, realOrComplex, TAKEN_FOR_REAL } from '../real-or-complex';
import { concatenateArrays } from '../shapes';
import { inTheNameOf } from '../warning-state';
import { lstsqOf } from './linalg';

/** A vector of coefficients or points; undefined after a report. */
function vector(call: Call, name: string): ArrayValue | undefined {
  const array = call.array(name);
  if (array && array.type.dims.length !== 1) {
    return call.reject(name, 'one axis is needed', 'Give an array with one axis');
  }
  return array && noBools(call, name, array);
}

function noBools<V extends GraphValue>(call: Call, name: string, value: V): V | undefined {
  if (elementOfValue(value) !== 'b1' && elementOfValue(value) !== 'bool') return value;
  return call.reject(name, 'polynomials of bools are not compiled', 'Use `.astype(np.int64)` first');
}

function commonType(call: Call, values: readonly GraphValue[]): DType | undefined {
  const common = commonElement(call.ctx, call.range, values);
  return common === undefined ? undefined : strongDType(common);
}

/** Python numbers as the NumPy numbers that NumPy makes of them. */
function strong(call: Call, value: GraphValue): GraphValue | undefined {
  return isArray(value) ? value : cast(call.ctx, call.range, value, strongDType(elementOfValue(value)));
}

function lowerPolyval(call: Call): Value {
  const p = vector(call, 'p');
  const given = call.numeric('x');
  const x = given && noBools(call, 'x', given);
  const points = x && strong(call, x);
  const dtype = p && points && commonType(call, [p, points]);
  if (!p || !points || !dtype) return UNKNOWN;
  return call.ctx.kernel('polyval', call.range, [p, points], [shapedType(dtype, dimsOf(points))])[0]!;
}

const BASES = [
  'polynomial.polyval',
  'chebyshev.chebval',
  'legendre.legval',
  'hermite.hermval',
  'hermite_e.hermeval',
  'laguerre.lagval',
];

function lowerSeries(basis: number): (call: Call) => Value {
  return (call) => {
    const given = call.numeric('x');
    const x = given && noBools(call, 'x', given);
    const c = vector(call, 'c');
    if (!x || !c) return UNKNOWN;
    // NumPy adds 0.0 to integer coefficients; integer points become floats with them.
    const terms = inexactOf(c) === 'f64' && c.type.dtype !== 'f64' ? cast(call.ctx, call.range, c, 'f64') : c;
    const common = terms && commonElement(call.ctx, call.range, [terms, x]);
    if (!terms || common === undefined) return UNKNOWN;
    const type = shapedType(strongDType(common), dimsOf(x));
    return call.ctx.kernel('polynomial.series', call.range, [intConstant(basis), x, terms], [type])[0]!;
  };
}

function lowerSum(isDifference: boolean): (call: Call) => Value {
  return (call) => {
    const a = vector(call, 'a1');
    const b = vector(call, 'a2');
    const dtype = a && b && commonType(call, [a, b]);
    if (!a || !b || !dtype) return UNKNOWN;
    const [m, n] = [call.ctx.resolve(a.type.dims[0]!), call.ctx.resolve(b.type.dims[0]!)];
    const dim = m === n ? m : call.ctx.unknownDim(`most ${[m, n].sort().join(' ')}`);
    const operands = [a, b, flagConstant(isDifference)];
    return call.ctx.kernel('polyadd', call.range, operands, [arrayType(dtype, [dim])])[0]!;
  };
}

function lowerProduct(call: Call): Value {
  const a = vector(call, 'a1');
  const b = vector(call, 'a2');
  const dtype = a && b && commonType(call, [a, b]);
  if (!a || !b || !dtype) return UNKNOWN;
  return call.ctx.kernel('polymul', call.range, [a, b], [arrayType(dtype, [call.ctx.unknownDim()])])[0]!;
}

function lowerDivision(call: Call): Value {
  const u = vector(call, 'u');
  const v = vector(call, 'v');
  if (!u || !v) return UNKNOWN;
  const { ctx } = call;
  const dtype = inexactOf(u, v);
  const types = [arrayType(dtype, [ctx.unknownDim()]), arrayType(dtype, [ctx.unknownDim()])];
  return tupleValue(ctx.kernel('polydiv', call.range, [u, v], types));
}

/** n, n-1, …, 1 as int64. */
function descending(call: Call, n: GraphValue): GraphValue | undefined {
  const operands = castAll(call.ctx, call.range, [n, intConstant(0), intConstant(-1)], 'i64');
  return operands && call.ctx.emit('arange', call.range, operands, arrayType('i64', [dimOfInt(call.ctx, n)]));
}

function lowerDerivative(call: Call): Value {
  let p: Value = vector(call, 'p') ?? UNKNOWN;
  const m = call.constantInt('m', 1);
  if (m === undefined) return UNKNOWN;
  if (m < 0 || m > 16) {
    call.only('m', [], 'Use 0 to 16');
    return UNKNOWN;
  }
  const { ctx, range } = call;
  for (let i = 0; i < m && isArray(p); i++) {
    const items: Item[] = [{ kind: 'slice', upper: intConstant(-1) }];
    const lower: ArrayValue | undefined = viewItems(ctx, range, p, items);
    // An empty polynomial has an empty derivative: `arange` of a negative size is empty.
    const factors = descending(call, intArithmetic(ctx, range, 'sub', dimValue(ctx, range, p, 0), intConstant(1)));
    const dtype = lower && strongDType(promote(lower.type.dtype, 'i64'));
    const operands = factors && dtype && castAll(ctx, range, [lower, factors], dtype);
    if (!operands) return UNKNOWN;
    p = elementwise(ctx, range, 'mul', operands, dtype);
  }
  return p;
}

function lowerIntegral(call: Call): Value {
  let p: Value = vector(call, 'p') ?? UNKNOWN;
  const m = call.constantInt('m', 1);
  if (m === undefined) return UNKNOWN;
  if (m < 0 || m > 16) {
    call.only('m', [], 'Use 0 to 16');
    return UNKNOWN;
  }
  const k = call.given('k') ? call.numeric('k') : constantOf(0, 'float');
  if (!k) return UNKNOWN;
  const { ctx, range } = call;
  for (let i = 0; i < m && isArray(p); i++) {
    const divisors = descending(call, dimValue(ctx, range, p, 0));
    const dtype: DType = inexactOf(p, { ...p, type: arrayType('i64', p.type.dims) });
    const operands = divisors && castAll(ctx, range, [p, divisors], dtype);
    const quotient = operands && elementwise(ctx, range, 'div', operands, dtype);
    if (!quotient || !isArray(quotient)) return UNKNOWN;
    const own = isArray(k) ? index(ctx, range, k, [{ kind: 'int', value: intConstant(i), range }]) : k;
    const constant = own && !isArray(own) ? cast(ctx, range, own, dtype) : undefined;
    if (!constant) return UNKNOWN;
    const last = ctx.emit('full', range, [constant, intConstant(1)], arrayType(dtype, ['1']));
    p = concatenateArrays(call, [quotient, last], 0);
  }
  return p;
}

/** Roots of real coefficients are real arrays when all of them are real numbers. */
function lowerRoots(call: Call): Value {
  const p = vector(call, 'p');
  if (!p) return UNKNOWN;
  const { ctx, range } = call;
  const own = inexactOf(p);
  const isOpen = !isComplex(own) && !ctx.remembers(TAKEN_FOR_REAL);
  const found = ctx.kernel('roots', range, [p], [arrayType(isOpen ? complexOf(own) : own, [ctx.unknownDim()])]);
  return (isOpen ? realOrComplex(ctx, range, found) : found)[0]!;
}

function lowerPoly(call: Call): Value {
  const roots = vector(call, 'seq_of_zeros');
  if (!roots) return UNKNOWN;
  const dtype = inexactOf(roots);
  if (dtype === 'c64' || dtype === 'c128') {
    call.reject(
      'seq_of_zeros',
      'NumPy gives real or complex coefficients, by the values',
      'Multiply the factors with `np.convolve`',
    );
    return UNKNOWN;
  }
  const size = dimOfInt(
    call.ctx,
    intArithmetic(call.ctx, call.range, 'add', dimValue(call.ctx, call.range, roots, 0), intConstant(1)),
  );
  return call.ctx.kernel('poly', call.range, [roots], [arrayType(dtype, [size])])[0]!;
}

function lowerVander(call: Call): Value {
  const x = vector(call, 'x');
  const isIncreasing = call.constantBool('increasing', false);
  if (!x || isIncreasing === undefined) return UNKNOWN;
  const columns = call.given('N') ? call.int('N') : dimValue(call.ctx, call.range, x, 0);
  if (!columns) return UNKNOWN;
  const dtype = strongDType(promote(x.type.dtype, 'i64'));
  const type = arrayType(dtype, [call.ctx.resolve(x.type.dims[0]!), dimOfInt(call.ctx, columns)]);
  return call.ctx.kernel('vander', call.range, [x, columns, flagConstant(isIncreasing)], [type])[0]!;
}

function lowerPolyvander(call: Call): Value {
  const x = call.array('x');
  const deg = call.int('deg');
  if (!x || !deg || !noBools(call, 'x', x)) return UNKNOWN;
  const columns = intArithmetic(call.ctx, call.range, 'add', deg, intConstant(1));
  const type = arrayType(inexactOf(x), [...x.type.dims, dimOfInt(call.ctx, columns)]);
  return call.ctx.kernel('vander', call.range, [x, columns, flagConstant(true)], [type])[0]!;
}

/** `cov`: False, True or 'unscaled'; undefined after a report. */
function covarianceOf(call: Call): boolean | 'unscaled' | undefined {
  const value = call.given('cov');
  return value?.kind === 'value' && value.constant === 'unscaled' ? 'unscaled' : call.constantBool('cov', false);
}

/** `np.polyfit` in the steps of NumPy's own text, where more than the coefficients is wanted. */
function fitted(call: Call, isFull: boolean, cov: boolean | 'unscaled'): Value {
  return composed((c) => {
    const x = c.add(c.arrayArgument('x'), 0.0);
    const y = c.add(c.arrayArgument('y'), 0.0);
    if (c.rank(x) !== 1 || c.rank(y) !== 1)
      c.reject('y', 'one fit is compiled at a time', 'Fit one column after the other');
    if (isComplex(c.dtype(x)) || isComplex(c.dtype(y))) c.reject('y', 'real numbers are fitted', 'Fit the real part');
    const count = c.size(x, 0);
    const terms = c.intOp('add', c.intItem('deg', call.value('deg')!), 1);
    c.raiseIf(c.compare('less', terms, c.int(1)), 'ValueError', 'expected deg >= 0');
    c.raiseIf(c.compare('equal', count, c.int(0)), 'TypeError', 'expected non-empty vector for x');
    c.raiseIf(c.compare('not_equal', count, c.size(y, 0)), 'TypeError', 'expected x and y to have same length');
    const common = c.common(x, y);
    const epsilon = common === 'f32' ? 2 ** -23 : 2 ** -52;
    const rcond = c.isGiven('rcond') ? c.numericArgument('rcond') : c.mul(c.cast(count, 'float'), c.constant(epsilon));
    const names = [c.array(x), terms].map((value) => ({ value, range: c.range }));
    const vander = lowerVander(
      new Call(
        c.ctx,
        c.range,
        'np.vander',
        new Map([
          ['x', names[0]!],
          ['N', names[1]!],
        ]),
      ),
    );
    let [left, right]: [GraphValue, GraphValue] = [c.value(vander), y];
    if (c.isGiven('w')) {
      const weights = c.add(c.arrayArgument('w'), 0.0);
      if (c.rank(weights) !== 1)
        c.reject('w', 'weights have one axis; NumPy raises `TypeError`', 'Give one for each point');
      left = c.mul(left, c.expand(c.array(weights), [1]));
      right = c.mul(right, weights);
    }
    const scale = c.op('sqrt', c.dtype(left), [c.reduce('sum', c.mul(left, left), [0])]);
    const scaled = c.div(left, scale);
    const found = lstsqOf(call, c.array(scaled), c.array(right), c.cast(rcond, 'float'));
    const parts: readonly Value[] = found.kind === 'tuple' ? found.items : c.stop();
    const [solution, residuals, rank, singular] = parts.map((item) => c.value(item));
    const coefficients = c.div(solution!, scale);
    if (isFull) return tupleValue([coefficients, residuals!, rank!, singular!, rcond]);
    const transposed = c.reversed(c.array(scaled));
    const base = c.one(
      'linalg.inv',
      [inTheNameOf(c.ctx, c.range, 'dot', undefined, () => c.matmul(transposed, scaled))],
      arrayType(c.dtype(scaled), [c.dimOf(terms), c.dimOf(terms)]),
    );
    const outer = c.mul(c.expand(c.array(scale), [1]), c.expand(c.array(scale), [0]));
    const inverse = c.div(base, outer);
    if (cov === 'unscaled') return tupleValue([coefficients, inverse]);
    const few = 'the number of data points must exceed order to scale the covariance matrix';
    c.raiseIf(c.compare('less_equal', count, terms), 'ValueError', few);
    const factor = c.div(c.at(residuals!, 0, 0), c.cast(c.intOp('sub', count, terms), 'float'));
    return tupleValue([coefficients, c.mul(inverse, factor)]);
  })(call);
}

function lowerPolyfit(isAscending: boolean): (call: Call) => Value {
  return (call) => {
    const x = vector(call, 'x');
    const y = call.array('y');
    const deg = call.int('deg');
    const isFull = call.constantBool('full', false);
    if (isFull === undefined) return UNKNOWN;
    if (isFull && isAscending && !call.only('full', [false], 'Leave it out, or call `np.polyfit`')) return UNKNOWN;
    const cov = isAscending ? false : covarianceOf(call);
    if (cov === undefined) return UNKNOWN;
    if (isFull || cov !== false) return fitted(call, isFull, cov);
    const rcond = call.given('rcond') ? call.numeric('rcond') : NONE;
    const weights = call.given('w') ? vector(call, 'w') : NONE;
    if (!x || !y || !deg || !rcond || !weights || !noBools(call, 'y', y)) return UNKNOWN;
    if (y.type.dims.length > 2) {
      call.reject('y', 'it has one or two axes; NumPy raises `TypeError`', 'Give one column for each fit');
      return UNKNOWN;
    }
    const terms = dimOfInt(call.ctx, intArithmetic(call.ctx, call.range, 'add', deg, intConstant(1)));
    const dtype = inexactOf(x, y, ...(isArray(weights) ? [weights] : []));
    const type = arrayType(dtype, [terms, ...y.type.dims.slice(1)]);
    const operands = [x, y, deg, rcond, weights, flagConstant(isAscending)];
    return call.ctx.kernel('polyfit', call.range, operands, [type])[0]!;
  };
}

function polynomial(
  name: string,
  parameters: string,
  shape: string,
  lowering: string,
  doc: string,
  lower: (call: Call) => Value,
  dtype = 'promoted',
): Entry {
  return { name, group: 'Polynomials', parameters, dtype, shape, lowering, doc, lower };
}

const FLOATS = 'promoted; integers become float64';

export const POLYNOMIALS: readonly Entry[] = [
  polynomial('polyval', 'p, x', 'as `x`', '`kernel polyval`', 'Value of a polynomial, by Horner', lowerPolyval),
  polynomial('polyadd', 'a1, a2', 'the longer one', '`kernel polyadd`', 'Sum of polynomials', lowerSum(false)),
  polynomial('polysub', 'a1, a2', 'the longer one', '`kernel polyadd`', 'Difference of polynomials', lowerSum(true)),
  polynomial('polymul', 'a1, a2', 'known when it runs', '`kernel polymul`', 'Product of polynomials', lowerProduct),
  polynomial(
    'polydiv',
    'u, v',
    'known when it runs',
    '`kernel polydiv`',
    'Quotient and remainder',
    lowerDivision,
    FLOATS,
  ),
  polynomial('polyder', 'p, m=1', '`m` less', '`view`, `mul`', 'Derivative of a polynomial', lowerDerivative),
  polynomial(
    'polyint',
    'p, m=1, k=None',
    '`m` more',
    '`div`, `concatenate`',
    'Integral of a polynomial',
    lowerIntegral,
    FLOATS,
  ),
  polynomial(
    'polyfit',
    'x, y, deg, rcond=None, full=False, w=None, cov=False',
    'deg + 1 coefficients',
    '`kernel polyfit` (gelsd)',
    'Least-squares polynomial',
    lowerPolyfit(false),
    FLOATS,
  ),
  polynomial(
    'roots',
    'p',
    'known when it runs',
    '`kernel roots` (geev)',
    'Roots of a polynomial',
    lowerRoots,
    'real coefficients give real or complex roots, by the values',
  ),
  polynomial('poly', 'seq_of_zeros', 'one more', '`kernel poly`', 'Polynomial with the given roots', lowerPoly, FLOATS),
  polynomial(
    'vander',
    'x, N=None, increasing=False',
    'a row for each element',
    '`kernel vander`',
    'Vandermonde matrix',
    lowerVander,
    'promoted with int64',
  ),
  ...BASES.map((name, basis) =>
    polynomial(
      `polynomial.${name}`,
      'x, c',
      'as `x`',
      '`kernel polynomial.series`',
      'Value of a series, lowest term first',
      lowerSeries(basis),
      FLOATS,
    ),
  ),
  polynomial(
    'polynomial.polynomial.polyfit',
    'x, y, deg, rcond=None, full=False, w=None',
    'deg + 1 coefficients',
    '`kernel polyfit` (gelsd)',
    'Least-squares polynomial, lowest term first',
    lowerPolyfit(true),
    FLOATS,
  ),
  polynomial(
    'polynomial.polynomial.polyvander',
    'x, deg',
    'a row for each element',
    '`kernel vander`',
    'Vandermonde matrix, powers rising',
    lowerPolyvander,
    FLOATS,
  ),
];
