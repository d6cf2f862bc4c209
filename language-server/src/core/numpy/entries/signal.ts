// SPDX-License-Identifier: Apache-2.0
// NumPy's functions of sampled signals: correlation, interpolation, windows; and repairs of values.

import { isBoolean, isComplex, isFloating, isIntegral } from '../../types/promote';
import { arrayType, dimsOf, type GraphValue, isArray, isNumber, type Value } from '../../types/value';
import type { Call } from '../call';
import { type Composer, composed } from '../compose';
import type { Entry } from '../entry';

const MODES = ['valid', 'same', 'full'];

function products(isConvolution: boolean): (call: Call) => Value {
  return composed((c: Composer) => {
    const [a, v] = [c.atLeast1d(c.numericArgument('a')), c.atLeast1d(c.numericArgument('v'))];
    if (c.rank(a) !== 1) c.reject('a', 'a vector is needed', 'Use `.ravel()`');
    if (c.rank(v) !== 1) c.reject('v', 'a vector is needed', 'Use `.ravel()`');
    const mode = c.text('mode', isConvolution ? 'full' : 'valid', MODES);
    const dtype = c.common(a, v);
    const lengths = [c.size(a, 0), c.size(v, 0)] as const;
    const dim = mode === 'full' ? c.dimSum(dimsOf(a)[0]!, lengths[1], c.int(-1)) : c.ctx.unknownDim();
    return c.one('correlate', [c.cast(a, dtype), c.cast(v, dtype), mode, isConvolution], arrayType(dtype, [dim]));
  });
}

const lowerInterp = composed((c: Composer, call) => {
  const x = c.numericArgument('x');
  const [xp, fp] = [c.atLeast1d(c.numericArgument('xp')), c.atLeast1d(c.numericArgument('fp'))];
  for (const [name, value] of [
    ['x', x],
    ['xp', xp],
  ] as const) {
    if (isComplex(c.element(value))) c.reject(name, 'complex numbers have no order', 'Use the real part');
  }
  if (c.rank(xp) !== 1) c.reject('xp', 'a vector is needed', 'Use `.ravel()`');
  if (c.rank(fp) !== 1) c.reject('fp', 'a vector is needed', 'Use `.ravel()`');
  const limit = (name: string): GraphValue => {
    const value = call.given(name);
    if (value === undefined) return c.constant(null);
    if (isNumber(value)) return value;
    c.reject(name, 'a number is needed', 'Give a number');
  };
  const options = ['left', 'right', 'period'].map(limit);
  const dtype = isComplex(c.dtype(fp)) ? 'c128' : 'f64';
  const at = isArray(x) ? x : c.cast(x, 'f64');
  return c.one('interp', [at, xp, fp, ...options], c.shaped(dtype, dimsOf(x)));
});

function window(name: string): Entry {
  const isKaiser = name === 'kaiser';
  return {
    name,
    group: 'Creation',
    parameters: isKaiser ? 'M, beta' : 'M',
    dtype: 'float64',
    shape: '`M`',
    lowering: 'kernel `window`',
    doc: `${name[0]!.toUpperCase()}${name.slice(1)} window`,
    lower: composed((c: Composer) => {
      const size = c.numericArgument('M');
      const beta = isKaiser ? c.numericArgument('beta') : c.constant(0.0);
      if (isArray(size)) c.reject('M', 'a number is needed', 'Give a number');
      if (isArray(beta)) c.reject('beta', 'a number is needed', 'Give a number');
      return c.one('window', [name, size, beta], arrayType('f64', [size.sym ? c.dimOf(size) : c.ctx.unknownDim()]));
    }),
  };
}

const lowerI0 = composed((c: Composer) => {
  const x = c.numericArgument('x');
  if (isComplex(c.element(x))) c.reject('x', 'it is for real numbers; NumPy raises `TypeError`', 'Use the real part');
  const dtype = c.floatDType(x);
  return c.one('i0', [c.cast(x, dtype)], c.shaped(dtype, dimsOf(x)));
});

const lowerSinc = composed((c: Composer) => {
  const x = c.numericArgument('x');
  const dtype = c.floatDType(x);
  const angle = c.mul(c.constant(Math.PI), c.cast(x, isBoolean(c.element(x)) ? 'f64' : c.dtype(x)));
  const tiny = dtype === 'f32' ? 2 ** -23 : isComplex(dtype) ? 1e-20 : 2 ** -52;
  const isZero = c.compare('equal', angle, c.cast(0, c.dtype(angle)));
  const y = c.where(isZero, c.cast(tiny, c.dtype(angle)), angle);
  return c.div(c.op('sin', c.dtype(y), [y]), y);
});

const LARGEST = { f32: 3.4028234663852886e38, f64: Number.MAX_VALUE } as const;

/** NaN and infinities replaced in an array of real floating numbers. */
function repaired(c: Composer, x: GraphValue): GraphValue {
  const dtype = c.dtype(x) as 'f32' | 'f64';
  const option = (name: string, fallback: number) =>
    c.cast(c.isGiven(name) ? c.numericArgument(name) : c.constant(fallback), dtype);
  const low = option('neginf', -LARGEST[dtype]);
  const high = option('posinf', LARGEST[dtype]);
  const isHigh = c.compare('equal', x, c.cast(Infinity, dtype));
  const isLow = c.compare('equal', x, c.cast(-Infinity, dtype));
  const finite = c.where(isHigh, high, c.where(isLow, low, x));
  return c.where(c.isNan(x), option('nan', 0), finite);
}

const lowerNanToNum = composed((c: Composer, call) => {
  const x = c.numericArgument('x');
  if (!c.bool('copy', true)) {
    call.only('copy', [true], 'Write `x[...] = np.nan_to_num(x)`');
    c.stop();
  }
  const dtype = c.dtype(x);
  if (isIntegral(dtype) || isBoolean(dtype)) return isArray(x) ? c.copy(x) : c.cast(x, dtype);
  if (isFloating(dtype)) return repaired(c, c.cast(x, dtype));
  const parts = (['real', 'imag'] as const).map((part) => repaired(c, c.part(part, c.cast(x, dtype))));
  return c.op('make_complex', dtype === 'c64' ? 'f32' : 'f64', parts, dtype);
});

const ELEMENT = 'as the operand; integers become float64';

export const SIGNAL: readonly Entry[] = [
  {
    name: 'convolve',
    group: 'Products',
    parameters: "a, v, mode='full'",
    dtype: 'promoted',
    shape: 'n + m - 1; n for `same`; n - m + 1 for `valid`',
    lowering: 'kernel `correlate`',
    doc: 'Convolution of two vectors',
    lower: products(true),
  },
  {
    name: 'correlate',
    group: 'Products',
    parameters: "a, v, mode='valid'",
    dtype: 'promoted',
    shape: 'n - m + 1; n for `same`; n + m - 1 for `full`',
    lowering: 'kernel `correlate`',
    doc: 'Cross-correlation of two vectors',
    lower: products(false),
  },
  {
    name: 'interp',
    group: 'Elementwise',
    parameters: 'x, xp, fp, left=None, right=None, period=None',
    dtype: 'float64, or complex128 of complex `fp`',
    shape: 'as `x`',
    lowering: 'kernel `interp`',
    doc: 'Linear interpolation between points',
    lower: lowerInterp,
  },
  window('hanning'),
  window('hamming'),
  window('blackman'),
  window('bartlett'),
  window('kaiser'),
  {
    name: 'i0',
    group: 'Elementwise',
    parameters: 'x',
    dtype: ELEMENT,
    shape: 'as the operand',
    lowering: 'kernel `i0`',
    doc: 'Modified Bessel function of order 0',
    lower: lowerI0,
  },
  {
    name: 'sinc',
    group: 'Elementwise',
    parameters: 'x',
    dtype: ELEMENT,
    shape: 'as the operand',
    lowering: '`mul`, `sin`, `div`',
    doc: '`sin(pi x) / (pi x)`, 1 at 0',
    lower: lowerSinc,
  },
  {
    name: 'nan_to_num',
    group: 'Elementwise',
    parameters: 'x, copy=True, nan=0.0, posinf=None, neginf=None',
    dtype: 'as the operand',
    shape: 'as the operand',
    lowering: '`where`',
    doc: 'NaN and infinities replaced by numbers',
    lower: lowerNanToNum,
  },
];
