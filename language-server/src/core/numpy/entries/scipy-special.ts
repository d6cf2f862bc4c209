// SPDX-License-Identifier: Apache-2.0
// `scipy.special`: what is composed of operations, and kernels of libm and Boost.Math.

import type { DType } from '../../graph/graph';
import {
  arrayType,
  dimsOf,
  elementOfValue,
  type GraphValue,
  isArray,
  shapedType,
  UNKNOWN,
  type Value,
} from '../../types/value';
import type { Call } from '../call';
import { type Composer, composed } from '../compose';
import type { Entry } from '../entry';
import { quietly } from '../warning-state';
import { spread } from './indexing';

export function scipy(
  name: string,
  parameters: string,
  lowering: string,
  doc: string,
  lower: (call: Call) => Value,
  shape = 'as the operand',
): Entry {
  return {
    name,
    group: 'SciPy',
    parameters,
    dtype: 'float32 and complex stay, integers become float64',
    shape,
    lowering,
    doc,
    lower,
  };
}

/** A floating argument of a special function; complex ones are refused. */
export function real(c: Composer, name: string): GraphValue {
  const value = c.numericArgument(name);
  const dtype = c.floatDType(value);
  if (dtype === 'c64' || dtype === 'c128') c.reject(name, 'complex arguments are not compiled', 'Give real numbers');
  return c.cast(value, dtype);
}

function special(name: string): (call: Call) => Value {
  return composed((c) => {
    const x = real(c, 'x');
    const type = shapedType(elementOfValue(x), dimsOf(x));
    return c.value(c.ctx.kernel(`special.${name}`, c.range, [x], [type])[0]);
  });
}

const lowerExpit = composed((c) => {
  const x = real(c, 'x');
  const dtype = c.dtype(x);
  const decay = c.op('exp', dtype, [c.op('neg', dtype, [x])]);
  return c.op('div', dtype, [1, c.op('add', dtype, [1, decay])]);
});

const lowerLogit = composed((c) => {
  const x = real(c, 'x');
  const dtype = c.dtype(x);
  return c.op('log', dtype, [c.op('div', dtype, [x, c.op('sub', dtype, [1, x])])]);
});

/** x*log(y), and 0 where x is 0 and y is a number. */
const lowerXlogy = composed((c) => {
  const [x, y] = [real(c, 'x'), real(c, 'y')];
  const dtype: DType = c.dtype(x) === 'f32' && c.dtype(y) === 'f32' ? 'f32' : 'f64';
  const isZero = c.op('equal', dtype, [x, 0], 'b1');
  const isNumber = c.op('equal', dtype, [y, y], 'b1');
  const flags = c.elementwise('logical_and', [isZero, isNumber], 'b1');
  const product = c.op('mul', dtype, [x, c.op('log', dtype, [y])]);
  return c.elementwise('where', [flags, c.cast(0, dtype), product], dtype);
});

/** The largest elements along the axes, 0 where they are infinite; with axes of size 1. */
function largest(c: Composer, a: GraphValue, axes: readonly number[]): GraphValue {
  const dtype = c.dtype(a);
  const dims = dimsOf(a).map((dim, axis) => (axes.includes(axis) ? '1' : dim));
  const most = c.ctx.emit('max', c.range, [a], arrayType(dtype, dims), { axes, keepdims: true });
  return c.elementwise('where', [c.op('is_finite', dtype, [most], 'b1'), most, c.cast(0, dtype)], dtype);
}

function sumOver(c: Composer, a: GraphValue, axes: readonly number[], keepdims: boolean): GraphValue {
  const dims = dimsOf(a);
  const kept = keepdims
    ? dims.map((dim, axis) => (axes.includes(axis) ? '1' : dim))
    : dims.filter((_, axis) => !axes.includes(axis));
  return c.ctx.emit('sum', c.range, [a], shapedType(c.dtype(a), kept), {
    axes,
    ...(keepdims ? { keepdims: true } : {}),
  });
}

function exponentials(c: Composer, name: string): { a: GraphValue; axes: readonly number[]; most: GraphValue } {
  const given = c.arrayArgument(name);
  const dtype = c.floatDType(given);
  if (dtype === 'c64' || dtype === 'c128') c.reject(name, 'complex arguments are not compiled', 'Give real numbers');
  const a = c.cast(given, dtype);
  const axes = c.axes('axis', a) ?? dimsOf(a).map((_, axis) => axis);
  return { a, axes, most: largest(c, a, axes) };
}

const lowerLogsumexp = composed((c) => {
  const { a, axes, most } = exponentials(c, 'a');
  const dtype = c.dtype(a);
  const keepdims = c.bool('keepdims', false);
  const terms = c.op('exp', dtype, [c.op('sub', dtype, [a, most])]);
  const total = c.op('log', dtype, [sumOver(c, terms, axes, keepdims)]);
  const offset = keepdims ? most : sumOver(c, most, axes, false);
  return c.op('add', dtype, [total, offset]);
});

const lowerSoftmax = composed((c) => {
  const { a, axes, most } = exponentials(c, 'x');
  const dtype = c.dtype(a);
  const terms = c.op('exp', dtype, [c.op('sub', dtype, [a, most])]);
  return c.op('div', dtype, [terms, sumOver(c, terms, axes, true)]);
});

/** A kernel of several operands, which broadcast. */
function specialOf(name: string, ...names: readonly string[]): (call: Call) => Value {
  return composed((c, call) => {
    const given = names.map((each) => real(c, each));
    const dtype: DType = given.every((each) => c.dtype(each) === 'f32') ? 'f32' : 'f64';
    const values = c.need(
      spread(
        call,
        given.map((each) => c.cast(each, dtype)),
      ),
    );
    const shape = values.find(isArray);
    return c.one(`special.${name}`, values, shapedType(dtype, shape ? dimsOf(shape) : []));
  });
}

/** A function of one operand, composed. */
function composedOf(build: (c: Composer, x: GraphValue, dtype: DType) => GraphValue): (call: Call) => Value {
  return composed((c) => {
    const x = real(c, 'x');
    return build(c, x, c.dtype(x));
  });
}

const lowerXlog1py = composed((c) => {
  const [x, y] = [real(c, 'x'), real(c, 'y')];
  const dtype: DType = c.dtype(x) === 'f32' && c.dtype(y) === 'f32' ? 'f32' : 'f64';
  const flags = c.and(c.op('equal', dtype, [x, 0], 'b1'), c.op('equal', dtype, [y, y], 'b1'));
  const product = c.op('mul', dtype, [x, c.op('log1p', dtype, [y])]);
  return c.elementwise('where', [flags, c.cast(0, dtype), product], dtype);
});

/** -x*log(x), 0 of 0 and -inf below. */
const lowerEntr = composedOf((c, x, dtype) => {
  const value = c.op('neg', dtype, [c.op('mul', dtype, [x, c.op('log', dtype, [x])])]);
  const isZero = c.op('equal', dtype, [x, 0], 'b1');
  const isBelow = c.op('less', dtype, [x, 0], 'b1');
  return c.where(isZero, c.cast(0, dtype), c.where(isBelow, c.cast(-Infinity, dtype), value));
});

/** x*log(x/y), which is 0 where x is 0 and y is not below 0; `kl_div` adds y - x. */
function lowerDivergence(isShifted: boolean): (call: Call) => Value {
  return composed((c) => {
    const [x, y] = [real(c, 'x'), real(c, 'y')];
    const dtype: DType = c.dtype(x) === 'f32' && c.dtype(y) === 'f32' ? 'f32' : 'f64';
    const both = c.and(c.op('greater', dtype, [x, 0], 'b1'), c.op('greater', dtype, [y, 0], 'b1'));
    const zero = c.and(c.op('equal', dtype, [x, 0], 'b1'), c.op('greater_equal', dtype, [y, 0], 'b1'));
    const isNan = c.or(c.op('is_nan', dtype, [x], 'b1'), c.op('is_nan', dtype, [y], 'b1'));
    const log = c.op('mul', dtype, [x, c.op('log', dtype, [c.op('div', dtype, [x, y])])]);
    const value = isShifted ? c.op('add', dtype, [c.op('sub', dtype, [log, x]), y]) : log;
    const rest = isShifted ? y : c.cast(0, dtype);
    const outside = c.where(isNan, c.cast(Number.NaN, dtype), c.cast(Infinity, dtype));
    return c.where(both, value, c.where(zero, rest, outside));
  });
}

const lowerLogSoftmax = composed((c) => {
  const { a, axes, most } = exponentials(c, 'x');
  const dtype = c.dtype(a);
  const shifted = c.op('sub', dtype, [a, most]);
  const total = sumOver(c, c.op('exp', dtype, [shifted]), axes, true);
  return c.op('sub', dtype, [shifted, c.op('log', dtype, [total])]);
});

/** `factorial`, `comb` and `perm`: floats, or with `exact=True` Python's integers. */
function counting(name: 'factorial' | 'comb' | 'perm', ...names: readonly string[]): (call: Call) => Value {
  return (call) => {
    const isExact = call.constantBool('exact', false);
    if (isExact === undefined) return UNKNOWN;
    if (!isExact) return specialOf(name, ...names)(call);
    const array = names.find((each) => {
      const value = call.value(each);
      return value !== undefined && isArray(value);
    });
    if (array !== undefined) {
      call.reject(array, 'exact results are integers of any size', 'Leave `exact` out, or loop over the numbers');
      return UNKNOWN;
    }
    return exactly(name, names)(call);
  };
}

/** Of negative numbers it is 0, where `math` raises. */
function exactly(name: string, names: readonly string[]): (call: Call) => Value {
  return composed((c, call) => {
    const values = names.map((each) => c.need(call.int(each)));
    const isBelow = values
      .map((each) => c.compare('less', each, 0))
      .reduce((a, b) => c.op('logical_or', 'bool', [a, b]));
    const clipped = values.map((each) => c.elementwise('where', [c.compare('less', each, 0), c.int(0), each], 'int'));
    const result = c.one(`math.${name}`, clipped, { kind: 'int' });
    return c.elementwise('where', [isBelow, c.int(0), result], 'int');
  });
}

const FIRST: readonly Entry[] = [
  scipy('special.erf', 'x', '`kernel special.erf`', 'Error function', special('erf')),
  scipy('special.erfc', 'x', '`kernel special.erfc`', '1 - erf(x)', special('erfc')),
  scipy('special.gamma', 'x', '`kernel special.gamma`', 'Gamma function', special('gamma')),
  scipy(
    'special.gammaln',
    'x',
    '`kernel special.gammaln`',
    'Logarithm of the absolute value of gamma',
    special('gammaln'),
  ),
  scipy('special.expit', 'x', '`neg`, `exp`, `add`, `div`', 'Logistic function', lowerExpit),
  scipy('special.logit', 'x', '`sub`, `div`, `log`', 'Inverse of `expit`', lowerLogit),
  scipy('special.xlogy', 'x, y', '`log`, `mul`, `where`', 'x*log(y), and 0 where x is 0', lowerXlogy, 'broadcast'),
  scipy(
    'special.logsumexp',
    'a, axis=None, *, keepdims=False',
    '`max`, `exp`, `sum`, `log`',
    'Logarithm of a sum of exponentials',
    lowerLogsumexp,
    'without the axes',
  ),
  scipy('special.softmax', 'x, axis=None', '`max`, `exp`, `sum`, `div`', 'Exponentials over their sum', lowerSoftmax),
];

const BOTH = 'broadcast';

function kernelRow(name: string, parameters: string, doc: string): Entry {
  const names = parameters.split(', ');
  return scipy(
    `special.${name}`,
    parameters,
    `\`kernel special.${name}\``,
    doc,
    specialOf(name, ...names),
    names.length > 1 ? BOTH : undefined,
  );
}

function opRow(name: string, op: 'exp2' | 'expm1' | 'log1p' | 'cbrt', doc: string): Entry {
  return scipy(
    `special.${name}`,
    'x',
    `\`${op}\``,
    doc,
    composedOf((c, x, dtype) => c.op(op, dtype, [x])),
  );
}

const MORE: readonly Entry[] = [
  kernelRow('erfinv', 'y', 'Inverse of `erf`'),
  kernelRow('erfcinv', 'y', 'Inverse of `erfc`'),
  kernelRow('ndtr', 'x', 'Distribution function of the normal distribution'),
  kernelRow('ndtri', 'y', 'Inverse of `ndtr`'),
  { ...kernelRow('digamma', 'z', 'Logarithmic derivative of gamma'), aliases: ['special.psi'] },
  kernelRow('beta', 'a, b', 'Beta function'),
  kernelRow('betaln', 'a, b', 'Logarithm of the absolute value of beta'),
  kernelRow('betainc', 'a, b, x', 'Regularized incomplete beta function'),
  kernelRow('gammainc', 'a, x', 'Regularized lower incomplete gamma function'),
  kernelRow('gammaincc', 'a, x', 'Regularized upper incomplete gamma function'),
  kernelRow('binom', 'x, y', 'Binomial coefficient of real numbers'),
  scipy(
    'special.factorial',
    'n, exact=False',
    '`kernel special.factorial`',
    'n!, as a float unless `exact`',
    counting('factorial', 'n'),
  ),
  scipy(
    'special.comb',
    'N, k, exact=False',
    '`kernel special.comb`',
    'Ways to choose k of N',
    counting('comb', 'N', 'k'),
    BOTH,
  ),
  scipy(
    'special.perm',
    'N, k, exact=False',
    '`kernel special.perm`',
    'Ways to choose and order k of N',
    counting('perm', 'N', 'k'),
    BOTH,
  ),
  kernelRow('j0', 'x', 'Bessel function of the first kind, order 0'),
  kernelRow('j1', 'x', 'Bessel function of the first kind, order 1'),
  { ...kernelRow('jv', 'v, z', 'Bessel function of the first kind, real order'), aliases: ['special.jn'] },
  kernelRow('y0', 'x', 'Bessel function of the second kind, order 0'),
  kernelRow('y1', 'x', 'Bessel function of the second kind, order 1'),
  { ...kernelRow('yv', 'v, z', 'Bessel function of the second kind, real order'), aliases: ['special.yn'] },
  kernelRow('i0', 'x', 'Modified Bessel function of the first kind, order 0'),
  kernelRow('i1', 'x', 'Modified Bessel function of the first kind, order 1'),
  kernelRow('iv', 'v, z', 'Modified Bessel function of the first kind, real order'),
  kernelRow('k0', 'x', 'Modified Bessel function of the second kind, order 0'),
  kernelRow('k1', 'x', 'Modified Bessel function of the second kind, order 1'),
  { ...kernelRow('kv', 'v, z', 'Modified Bessel function of the second kind, real order'), aliases: ['special.kn'] },
  kernelRow('ellipk', 'm', 'Complete elliptic integral of the first kind'),
  kernelRow('ellipe', 'm', 'Complete elliptic integral of the second kind'),
  kernelRow('exp1', 'z', 'Exponential integral E1'),
  kernelRow('expi', 'x', 'Exponential integral Ei'),
  kernelRow('expn', 'n, x', 'Exponential integral En'),
  scipy('special.zeta', 'x', '`kernel special.zeta`', "Riemann's zeta function", specialOf('zeta', 'x')),
  scipy('special.log_softmax', 'x, axis=None', '`max`, `exp`, `sum`, `log`', 'Logarithm of `softmax`', lowerLogSoftmax),
  scipy('special.xlog1py', 'x, y', '`log1p`, `mul`, `where`', 'x*log1p(y), and 0 where x is 0', lowerXlog1py, BOTH),
  scipy('special.entr', 'x', '`log`, `mul`, `where`', '-x*log(x), and 0 of 0', lowerEntr),
  scipy(
    'special.rel_entr',
    'x, y',
    '`log`, `mul`, `where`',
    'x*log(x/y), and 0 where x is 0',
    lowerDivergence(false),
    BOTH,
  ),
  scipy('special.kl_div', 'x, y', '`log`, `mul`, `where`', 'x*log(x/y) - x + y', lowerDivergence(true), BOTH),
  opRow('exp2', 'exp2', '2 to the power of x'),
  opRow('expm1', 'expm1', '`exp(x) - 1`, exact near 0'),
  opRow('log1p', 'log1p', '`log(1 + x)`, exact near 0'),
  opRow('cbrt', 'cbrt', 'Cube root'),
];

/** SciPy's functions say nothing of the divisions and logarithms in them. */
function silent(entry: Entry): Entry {
  if (!/`(log|log1p|exp|div)`/.test(entry.lowering)) return entry;
  return { ...entry, lower: (call) => quietly(call.ctx, call.range, () => entry.lower(call)) };
}

export const SPECIAL: readonly Entry[] = [...FIRST, ...MORE].map(silent);
