// SPDX-License-Identifier: Apache-2.0
// Bits of bytes as numbers, arrays of iterables, and the points of Gauss' rules.

import { arrayType, dimsOf, type GraphValue, isArray, tupleValue } from '../../types/value';
import type { Call } from '../call';
import { type Composer, composed } from '../compose';
import type { Entry } from '../entry';
import { concatenateValues, reshapeArray } from '../shapes';

/** The axis moved to the end, and what moves it back there. */
function lastAxis(c: Composer, array: GraphValue, axis: number): { moved: GraphValue; back: readonly number[] } {
  const own = dimsOf(array).map((_, each) => each);
  const others = own.filter((each) => each !== axis);
  const back = [...own.slice(0, -1)];
  back.splice(axis, 0, own.length - 1);
  return { moved: c.transpose(c.array(array), [...others, axis]), back };
}

/** The values of the bits of a byte, as an axis of 8. */
function places(c: Composer, from: readonly number[]): GraphValue {
  return c.ctx.emit(
    'pack',
    c.range,
    from.map((value) => c.cast(value, 'u8')),
    arrayType('u8', ['8']),
  );
}

const UP = [0, 1, 2, 3, 4, 5, 6, 7];

/** The array along the axis of the function: all elements without `axis`. */
function along(c: Composer, array: GraphValue): { array: GraphValue; axis: number } {
  if (!c.isGiven('axis')) return { array: c.flat(array), axis: 0 };
  return { array, axis: c.axis('axis', array, 0) };
}

const lowerPackbits = composed((c) => {
  const given = c.arrayArgument('a');
  if (!/^(b1|[iu])/.test(c.dtype(given))) c.reject('a', 'NumPy packs integers and bools', 'Compare it, as in `a > 0`');
  const isBig = c.text('bitorder', 'big', ['big', 'little']) === 'big';
  const { array, axis } = along(c, given);
  const { moved, back } = lastAxis(c, c.cast(array, 'b1'), axis);
  const last = dimsOf(moved).length - 1;
  const sizes = c.sizes(moved);
  const bytes = c.op('floor_div', 'int', [c.intOp('add', sizes[last]!, 7), 8]);
  const missing = c.intOp('sub', c.intOp('mul', bytes, 8), sizes[last]!);
  const fill = c.full(false, 'b1', [...sizes.slice(0, -1), missing]);
  const whole = c.value(concatenateValues(c.ctx, c.range, [moved, fill], last));
  const rows = c.value(reshapeArray(c.ctx, c.range, c.array(whole), [...sizes.slice(0, -1), bytes, c.int(8)]));
  const weights = places(c, isBig ? [128, 64, 32, 16, 8, 4, 2, 1] : [1, 2, 4, 8, 16, 32, 64, 128]);
  const values = c.reduce('sum', c.op('mul', 'u8', [rows, weights]), [last + 1], false, 'u8');
  return c.transpose(c.array(values), back);
});

const lowerUnpackbits = composed((c) => {
  const given = c.arrayArgument('a');
  if (c.dtype(given) !== 'u8') c.reject('a', 'NumPy unpacks uint8 alone', 'Write `.astype(np.uint8)` first');
  const isBig = c.text('bitorder', 'big', ['big', 'little']) === 'big';
  const { array, axis } = along(c, given);
  const { moved, back } = lastAxis(c, array, axis);
  const last = dimsOf(moved).length - 1;
  const sizes = c.sizes(moved);
  const shifts = places(c, isBig ? [...UP].reverse() : UP);
  const column = c.expand(c.array(moved), [last + 1]);
  const bits = c.op('bit_and', 'u8', [c.op('shift_right', 'u8', [column, shifts]), 1]);
  const count = c.intOp('mul', sizes[last]!, 8);
  let values = c.value(reshapeArray(c.ctx, c.range, c.array(bits), [...sizes.slice(0, -1), count]));
  if (c.isGiven('count')) {
    const [wanted] = c.integers('count');
    const surplus = c.intOp('sub', wanted!, count);
    const isLess = c.compare('less', surplus, 0);
    const missing = c.ctx.emit('where', c.range, [isLess, c.int(0), surplus], { kind: 'int' });
    const fill = c.full(0, 'u8', [...sizes.slice(0, -1), missing]);
    const whole = c.value(concatenateValues(c.ctx, c.range, [values, fill], last));
    values = c.copy(c.slice(whole, last, undefined, wanted!));
  }
  return c.transpose(c.array(values), back);
});

/** A list, a range or a generator, which has become an array: its elements in the dtype that is given. */
const lowerFromiter = composed((c, call) => {
  const dtype = c.need(call.dtype());
  const array = c.arrayArgument('iter');
  if (c.rank(array) !== 1) c.reject('iter', 'its items are numbers', 'Use `np.array(...)`');
  const values = c.cast(array, dtype ?? 'f64');
  const count = call.given('count') ? c.integers('count')[0]! : c.int(-1);
  const size = c.size(values, 0);
  if (count.constant === -1n) return isArray(values) && values.id === array.id ? c.copy(values) : values;
  const message = 'iterator too short: fewer items than `count`';
  c.raiseIf(c.compare('less', size, count), 'ValueError', message);
  const isAll = c.compare('less', count, 0);
  const stop = c.ctx.emit('where', c.range, [isAll, size, count], { kind: 'int' });
  return c.copy(c.slice(values, 0, 0, stop));
});

const lowerLeggauss = composed((c) => {
  const [degree] = c.integers('deg');
  const type = arrayType('f64', [c.dimOf(degree!)]);
  return tupleValue(c.kernel('polynomial.leggauss', [degree!], [type, type]));
});

/** cos of odd multiples of pi / 2n, rising as NumPy gives them, and equal weights. */
const lowerChebgauss = composed((c) => {
  const [degree] = c.integers('deg');
  c.raiseIf(c.compare('less', degree!, 1), 'ValueError', 'deg must be a positive integer');
  const odd = c.add(c.mul(c.arange(0, degree!, 'i64', c.dimOf(degree!)), 2), 1);
  const angles = c.div(c.mul(c.cast(odd, 'f64'), Math.PI), c.mul(c.cast(degree!, 'float'), 2.0));
  const weights = c.full(c.div(Math.PI, c.cast(degree!, 'float')), 'f64', [degree!]);
  return tupleValue([c.op('cos', 'f64', [angles]), weights]);
});

function row(
  group: Entry['group'],
  name: string,
  parameters: string,
  dtype: string,
  shape: string,
  lowering: string,
  doc: string,
  lower: (call: Call) => ReturnType<Entry['lower']>,
): Entry {
  return { name, group, parameters, dtype, shape, lowering, doc, lower };
}

export const BITS: readonly Entry[] = [
  row(
    'Elementwise',
    'packbits',
    "a, axis=None, bitorder='big'",
    'uint8',
    'an eighth along the axis',
    '`mul`, `sum`',
    'Eight bits in each byte',
    lowerPackbits,
  ),
  row(
    'Elementwise',
    'unpackbits',
    "a, axis=None, count=None, bitorder='big'",
    'uint8',
    'eight times along the axis, or `count`',
    '`shift_right`, `bit_and`',
    'The bits of bytes',
    lowerUnpackbits,
  ),
  row(
    'Creation',
    'fromiter',
    'iter, dtype, count=-1',
    '`dtype`',
    'as many as there are',
    '`cast`',
    'Array of the items of a list, a range or a generator',
    lowerFromiter,
  ),
  row(
    'Polynomials',
    'polynomial.legendre.leggauss',
    'deg',
    'float64',
    'two vectors',
    '`kernel polynomial.leggauss`',
    "Points and weights of Gauss' rule with Legendre's polynomials",
    lowerLeggauss,
  ),
  row(
    'Polynomials',
    'polynomial.chebyshev.chebgauss',
    'deg',
    'float64',
    'two vectors',
    '`cos`, `full`',
    "Points and weights of Gauss' rule with Chebyshev's polynomials",
    lowerChebgauss,
  ),
];
