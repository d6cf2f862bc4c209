// SPDX-License-Identifier: Apache-2.0
// NumPy's functions along an axis that need neighbours: running products, differences, gradients, integrals.

import type { DType } from '../../graph/graph';
import { isBoolean, isIntegral, isUnsigned } from '../../types/promote';
import {
  type ArrayValue,
  arrayType,
  dimsOf,
  type GraphValue,
  isArray,
  isNumber,
  tupleValue,
  type Value,
} from '../../types/value';
import type { Call } from '../call';
import { type Composer, composed } from '../compose';
import type { Entry } from '../entry';
import { cumulativeSum } from '../reduce';
import { concatenateArrays, diffArray } from '../shapes';

/** The element type that running sums and products of an array have. */
function accumulator(c: Composer, array: GraphValue): DType {
  const given = c.call.has('dtype') ? c.need(c.call.dtype()) : null;
  const dtype = c.dtype(array);
  if (given !== null) return given;
  if (isUnsigned(dtype)) return 'u64';
  return isBoolean(dtype) || isIntegral(dtype) ? 'i64' : dtype;
}

function withoutNan(c: Composer, array: GraphValue, filler: number): GraphValue {
  const dtype = c.dtype(array);
  if (isBoolean(dtype) || isIntegral(dtype)) return array;
  return c.where(c.isNan(array), c.cast(filler, dtype), array);
}

function cumulative(kind: 'sum' | 'prod', ignoresNan: boolean): (call: Call) => Value {
  return composed((c: Composer, call) => {
    const given = c.arrayArgument('a');
    const filled = ignoresNan ? withoutNan(c, given, kind === 'sum' ? 0 : 1) : given;
    const array = call.given('axis') ? filled : c.flat(filled);
    const axis = call.given('axis') ? c.axis('axis', array, 0) : 0;
    const dtype = accumulator(c, array);
    if (kind === 'sum') return cumulativeSum(c.ctx, c.range, array, axis, dtype);
    return c.one('cumprod', [c.cast(array, dtype), c.int(axis)], arrayType(dtype, dimsOf(array)));
  });
}

/** What stands before or after the array in `diff`: a number fills one place along the axis. */
function edge(c: Composer, name: 'prepend' | 'append', array: ArrayValue, axis: number): GraphValue[] {
  if (!c.call.has(name)) return [];
  const value = c.numericArgument(name);
  if (isArray(value)) return [value];
  const sizes = c.sizes(array).map((size, each) => (each === axis ? c.int(1) : size));
  return [c.full(value, c.dtype(value), sizes)];
}

const lowerDiff = composed((c: Composer, call) => {
  const array = c.arrayArgument('a');
  const count = c.need(call.constantInt('n', 1));
  const axis = c.axis('axis', array, -1);
  if (count < 0 || count > 16) {
    call.only('n', [], 'Use 0 to 16');
    c.stop();
  }
  if (count === 0) return array;
  const parts = [...edge(c, 'prepend', array, axis), array, ...edge(c, 'append', array, axis)];
  let result = parts.length === 1 ? array : c.array(concatenateArrays(call, parts, axis));
  for (let i = 0; i < count; i++) result = c.array(diffArray(c.ctx, c.range, result, axis));
  return result;
});

const lowerGradient = composed((c: Composer, call) => {
  const array = c.arrayArgument('f');
  const axes = call.given('axis')
    ? c.constants('axis').map((axis) => c.need(call.normalAxis('axis', axis, array, c.rank(array))))
    : dimsOf(array).map((_, axis) => axis);
  const given = call.value('varargs');
  const spacings = (given?.kind === 'tuple' ? given.items : []).map((item): GraphValue => {
    if (item.kind === 'unknown') c.stop();
    if (item.kind === 'tuple') return c.sequence(item);
    if (isNumber(item)) return item;
    if (isArray(item) && c.rank(item) === 1) return item;
    return c.reject('varargs', 'a spacing is a number or the coordinates along one axis', 'Give a number or a vector');
  });
  const isOne = spacings.length === 1 && !isArray(spacings[0]!);
  if (spacings.length > 0 && !isOne && spacings.length !== axes.length) {
    c.reject('varargs', `it does not fit ${axes.length} axes`, 'Give one spacing, or one for each axis');
  }
  const order = c.need(call.constantInt('edge_order', 1));
  if (order !== 1 && order !== 2) c.reject('edge_order', 'it is 1 or 2', 'Use 1 or 2');
  const dtype = c.floatDType(array);
  const floats = c.cast(array, dtype);
  const results = axes.map((axis, i) => {
    const spacing = spacings.length === 0 ? c.constant(1.0) : spacings[isOne ? 0 : i]!;
    return c.one('gradient', [floats, c.int(axis), c.int(order), spacing], arrayType(dtype, dimsOf(array)));
  });
  return results.length === 1 ? results[0]! : tupleValue(results);
});

export const lowerTrapezoid = composed((c: Composer, call) => {
  const y = c.arrayArgument('y');
  const axis = c.axis('axis', y, -1);
  let steps: GraphValue;
  if (call.given('x')) {
    const x = c.arrayArgument('x');
    const along = c.rank(x) === 1 ? 0 : c.axis('axis', x, -1);
    const differences = c.array(diffArray(c.ctx, c.range, x, along));
    const others = dimsOf(y).flatMap((_, each) => (each === axis ? [] : [each]));
    steps = c.rank(x) === 1 && others.length > 0 ? c.expand(differences, others) : differences;
  } else {
    steps = call.has('dx') ? c.numericArgument('dx') : c.constant(1.0);
  }
  const sums = c.add(c.slice(y, axis, 1), c.slice(y, axis, undefined, -1));
  return c.reduce('sum', c.div(c.mul(steps, sums), c.constant(2.0)), [axis]);
});

const lowerUnwrap = composed((c: Composer, call) => {
  const p = c.arrayArgument('p');
  const axis = c.axis('axis', p, -1);
  const period = call.has('period') ? c.numericArgument('period') : c.constant(2 * Math.PI);
  const differences = c.array(diffArray(c.ctx, c.range, p, axis));
  const dtype = c.common(differences, period);
  const isWhole = isIntegral(dtype);
  if (isWhole && typeof period.constant !== 'bigint') {
    c.reject('period', 'an integer period is a constant', 'Use a float');
  }
  const half = isWhole ? c.constant(BigInt(period.constant as bigint) / 2n) : c.div(period, 2);
  const isAmbiguous = !isWhole || (period.constant as bigint) % 2n === 0n;
  const discont = call.given('discont') ? c.numericArgument('discont') : c.div(period, 2);
  const low = isWhole ? c.constant(-(half.constant as bigint)) : c.op('neg', c.element(half), [half]);
  let wrapped = c.add(c.mod(c.sub(differences, low), period), low);
  if (isAmbiguous) {
    const isEdge = c.and(c.compare('equal', wrapped, low), c.compare('greater', differences, c.int(0)));
    wrapped = c.where(isEdge, c.cast(half, c.dtype(wrapped)), wrapped);
  }
  const correction = c.sub(wrapped, differences);
  const isSmall = c.compare('less', c.op('abs', c.dtype(differences), [differences]), discont);
  const corrected = c.where(isSmall, c.cast(0, c.dtype(correction)), correction);
  const total = c.value(cumulativeSum(c.ctx, c.range, corrected, axis, accumulator(c, corrected)));
  const first = c.cast(c.slice(p, axis, undefined, 1), dtype);
  const rest = c.cast(c.add(c.slice(p, axis, 1), total), dtype);
  return concatenateArrays(call, [first, rest], axis);
});

/** `np.cumulative_sum` and `cumulative_prod`: one axis without `axis`, with a first 0 or 1 where `include_initial` says. */
function cumulativeFunction(kind: 'sum' | 'prod'): (call: Call) => Value {
  return composed((c: Composer, call) => {
    const array = c.arrayArgument('x');
    if (!call.given('axis') && c.rank(array) > 1) {
      c.reject('x', 'which axis is meant is open; NumPy raises `ValueError`', 'Name the axis');
    }
    const axis = c.axis('axis', array, 0);
    const dtype = accumulator(c, array);
    const result =
      kind === 'sum'
        ? c.value(cumulativeSum(c.ctx, c.range, array, axis, dtype))
        : c.one('cumprod', [c.cast(array, dtype), c.int(axis)], arrayType(dtype, dimsOf(array)));
    if (!c.bool('include_initial', false)) return result;
    const sizes = c.sizes(array).map((size, each) => (each === axis ? c.int(1) : size));
    return concatenateArrays(call, [c.full(kind === 'sum' ? 0 : 1, dtype, sizes), result], axis);
  });
}

function along(
  name: string,
  parameters: string,
  dtype: string,
  shape: string,
  lowering: string,
  doc: string,
  lower: (call: Call) => Value,
  options: Pick<Entry, 'method' | 'aliases'> = {},
): Entry {
  return { name, group: 'Reductions', parameters, dtype, shape, lowering, doc, lower, ...options };
}

const SUMS = 'as the operand; integers become 64 bits';
const SHAPE = 'as the operand; one axis without `axis`';

export const CUMULATIVE: readonly Entry[] = [
  along(
    'cumprod',
    'a, axis=None, dtype=None, out=None',
    SUMS,
    SHAPE,
    'kernel `cumprod`',
    'Running product along an axis',
    cumulative('prod', false),
    { method: true },
  ),
  along(
    'cumulative_sum',
    'x, *, axis=None, dtype=None, out=None, include_initial=False',
    SUMS,
    'as the operand; one more with `include_initial`',
    '`cum_sum`',
    'Running sum along an axis',
    cumulativeFunction('sum'),
  ),
  along(
    'cumulative_prod',
    'x, *, axis=None, dtype=None, out=None, include_initial=False',
    SUMS,
    'as the operand; one more with `include_initial`',
    'kernel `cumprod`',
    'Running product along an axis',
    cumulativeFunction('prod'),
  ),
  along(
    'nancumsum',
    'a, axis=None, dtype=None, out=None',
    SUMS,
    SHAPE,
    '`where`, `cum_sum`',
    'Running sum, NaN as 0',
    cumulative('sum', true),
  ),
  along(
    'nancumprod',
    'a, axis=None, dtype=None, out=None',
    SUMS,
    SHAPE,
    '`where`, kernel `cumprod`',
    'Running product, NaN as 1',
    cumulative('prod', true),
  ),
  along(
    'diff',
    'a, n=1, axis=-1, prepend=None, append=None',
    'as the operand',
    'one less along the axis',
    '`view`, `sub`',
    'Differences of neighbours',
    lowerDiff,
  ),
  along(
    'gradient',
    'f, *varargs, axis=None, edge_order=1',
    'float; integers become float64',
    'as the operand; a tuple for several axes',
    'kernel `gradient`',
    'Central differences, one-sided at the ends',
    lowerGradient,
  ),
  along(
    'trapezoid',
    'y, x=None, dx=1.0, axis=-1',
    'float64, or as the operands',
    'without the axis',
    '`view`, `mul`, `sum`',
    'Integral by the trapezoidal rule',
    lowerTrapezoid,
    { aliases: ['trapz'] },
  ),
  along(
    'unwrap',
    'p, discont=None, axis=-1, *, period=6.283185307179586',
    'promoted from `p` and `period`',
    'as the operand',
    '`view`, `mod`, `cum_sum`',
    'Jumps larger than half a period removed',
    lowerUnwrap,
  ),
];
