// SPDX-License-Identifier: Apache-2.0
// NumPy's comparisons of whole arrays, and questions about types and signs.

import { isBoolean, isComplex, isFloating, isIntegral, isPython } from '../../types/promote';
import { constantValue, type GraphValue, isArray, type Value } from '../../types/value';
import type { Call } from '../call';
import { type Composer, composed } from '../compose';
import type { Entry } from '../entry';

/** `np.isclose`: near, or equal, or both NaN where that counts. */
function isClose(c: Composer): GraphValue {
  const x = c.numericArgument('a');
  const given = c.numericArgument('b');
  const isWeak = isPython(c.element(given));
  // NumPy computes with `b` as a floating number: integers have no absolute value of their least one.
  const y =
    isFloating(c.element(given)) || isComplex(c.element(given)) ? given : c.cast(given, isWeak ? 'float' : 'f64');
  const rtol = c.call.has('rtol') ? c.numericArgument('rtol') : c.constant(1e-5);
  const atol = c.call.has('atol') ? c.numericArgument('atol') : c.constant(1e-8);
  const absolute = (value: GraphValue) => {
    const dtype = c.dtype(value);
    return isComplex(dtype) ? c.complexAbs(value) : c.op('abs', dtype, [value]);
  };
  const strong = (value: GraphValue) =>
    isArray(value) || isArray(x) || isArray(y) ? value : c.cast(value, c.dtype(value));
  const [left, right] = [strong(x), strong(y)];
  const distance = absolute(c.sub(left, right));
  const limit = c.add(
    atol,
    c.mul(rtol, absolute(isPython(c.element(right)) ? c.cast(right, c.common(left, right)) : right)),
  );
  const finite = c.value(c.elementwise('is_finite', [c.cast(right, c.common(left, right))], 'b1'));
  const near = c.and(c.compare('less_equal', distance, limit), finite);
  const result = c.or(near, c.compare('equal', left, right));
  if (!c.bool('equal_nan', false)) return result;
  return c.or(result, c.and(nanOf(c, left), nanOf(c, right)));
}

function nanOf(c: Composer, value: GraphValue): GraphValue {
  const element = c.element(value);
  if (isFloating(element) || isComplex(element)) return c.isNan(c.cast(value, c.dtype(value)));
  return c.cast(false, 'b1');
}

const lowerAllclose = composed((c: Composer) => {
  const close = isClose(c);
  return c.cast(isArray(close) ? c.reduce('all', close) : close, 'bool');
});

/** Equality of whole arrays: one element type, then the kernel compares shapes and elements. */
function equality(broadcasts: boolean): (call: Call) => Value {
  return composed((c: Composer) => {
    const [a, b] = [c.numericArgument('a1'), c.numericArgument('a2')];
    const equalNan = !broadcasts && c.bool('equal_nan', false);
    if (!broadcasts && c.rank(a) !== c.rank(b)) return constantValue(false);
    const dtype = c.common(a, b);
    const arrays = [a, b].map((value) => c.atLeast1d(c.cast(value, dtype)));
    return c.one('array_equal', [...arrays, equalNan, broadcasts], { kind: 'bool' });
  });
}

function filledWith(c: Composer, value: GraphValue, flag: boolean): GraphValue {
  return isArray(value) ? c.full(flag, 'b1', c.sizes(value)) : c.cast(flag, 'b1');
}

function infinity(value: number): (call: Call) => Value {
  return composed((c: Composer) => {
    const x = c.numericArgument('x');
    const element = c.element(x);
    if (isComplex(element))
      c.reject('x', 'complex infinities have no sign; NumPy raises `TypeError`', 'Use the real part');
    if (isIntegral(element) || isBoolean(element)) return filledWith(c, x, false);
    const dtype = c.dtype(x);
    return c.compare('equal', c.cast(x, dtype), c.cast(value, dtype));
  });
}

/** `np.fix`: rounded towards zero; integers stay. */
const lowerFix = composed((c: Composer) => {
  const x = c.numericArgument('x');
  const dtype = c.dtype(x);
  if (isComplex(dtype)) c.reject('x', 'complex numbers have no order; NumPy raises `TypeError`', 'Use the real part');
  return isFloating(dtype) ? c.op('trunc', dtype, [x]) : c.copy(c.cast(x, dtype));
});

const isIterable = composed((c: Composer, call) => {
  const value = call.value('y');
  if (value === undefined || value.kind === 'unknown') c.stop();
  const isLoop = value.kind === 'tuple' || (value.kind === 'value' && (isArray(value) || value.type.kind === 'str'));
  return constantValue(isLoop);
});

function row(
  name: string,
  parameters: string,
  dtype: string,
  lowering: string,
  doc: string,
  lower: (call: Call) => Value,
): Entry {
  return { name, group: 'Logic', parameters, dtype, shape: dtype === 'bool' ? 'broadcast' : '', lowering, doc, lower };
}

const CLOSE = 'a, b, rtol=1e-05, atol=1e-08, equal_nan=False';

export const LOGIC: readonly Entry[] = [
  row('isclose', CLOSE, 'bool', '`sub`, `abs`, `less_equal`', 'Elements are near each other', composed(isClose)),
  row('allclose', CLOSE, 'a bool', 'as `isclose`, `all`', 'All elements are near each other', lowerAllclose),
  row(
    'array_equal',
    'a1, a2, equal_nan=False',
    'a bool',
    'kernel `array_equal`',
    'Equal shapes and elements',
    equality(false),
  ),
  row('array_equiv', 'a1, a2', 'a bool', 'kernel `array_equal`', 'Equal elements after broadcasting', equality(true)),
  row('isposinf', 'x, out=None', 'bool', '`equal`', 'Is positive infinity', infinity(Infinity)),
  row('isneginf', 'x, out=None', 'bool', '`equal`', 'Is negative infinity', infinity(-Infinity)),
  row('fix', 'x, out=None', 'as the operand', '`trunc`', 'Rounded towards zero', lowerFix),
  row('iterable', 'y', 'a bool', 'a constant', 'Can be looped over', isIterable),
];
