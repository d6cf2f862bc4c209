// SPDX-License-Identifier: Apache-2.0
// `np.fft`: transforms by pocketfft, and the helpers around them. `scipy.fft` has the same functions under its own names.

import type { Dim, DType } from '../../graph/graph';
import { addPoly, constantPoly, parseDim, polyConstant, printPoly } from '../../types/dims';
import {
  type ArrayValue,
  arrayType,
  dimsOf,
  type GraphValue,
  isArray,
  isNumeric,
  UNKNOWN,
  type Value,
} from '../../types/value';
import type { Call } from '../call';
import { asInt, cast, constantOf, dimOfInt, dimValue, elementwise, intArithmetic, intConstant } from '../elementwise';
import type { Entry } from '../entry';
import { flagConstant, inexactOf, isComplexType, NONE, option, orderedAxes, realOf, textConstant } from '../linalg';
import { rollArray } from '../shapes';

type Kind = 'c2c' | 'r2c' | 'c2r';
type Norm = 'backward' | 'ortho' | 'forward';

const SWAPPED: Record<Norm, Norm> = { backward: 'forward', ortho: 'ortho', forward: 'backward' };

interface Transform {
  readonly kind: Kind;
  readonly isForward: boolean;
  /** `hfft` and `ihfft`: the transform of the conjugate, with the other norm. */
  readonly isHermitian?: boolean;
  /** Default axes: the last one, the last two, or all. */
  readonly axes: 1 | 2 | 'all';
}

/** One axis of a transform with the wanted length, if there is one. */
interface Along {
  readonly axis: number;
  readonly n: GraphValue | undefined;
}

function normOf(call: Call): Norm | undefined {
  return call.given('norm') ? option(call, 'norm', ['backward', 'ortho', 'forward'], 'backward') : 'backward';
}

function operandOf(call: Call, kind: Kind): ArrayValue | undefined {
  const name = call.values.has('x') ? 'x' : 'a';
  const array = call.array(name);
  if (!array) return undefined;
  if (kind === 'r2c' && isComplexType(array.type.dtype)) {
    return call.reject(name, 'NumPy 2 raises `TypeError` for complex numbers', 'Use `np.fft.fft`, or give `a.real`');
  }
  return array;
}

function length(call: Call, name: string, value: Value): GraphValue | undefined {
  const n = isNumeric(value) ? asInt(call.ctx, call.rangeOf(name), value) : undefined;
  if (!n) {
    if (value.kind !== 'unknown') call.reject(name, 'a length is an integer', 'Write `int(...)` around it');
    return undefined;
  }
  if (typeof n.constant === 'bigint' && n.constant < 1n) {
    call.only(name, [], 'Use lengths of 1 and more; NumPy raises `ValueError`');
    return undefined;
  }
  return n;
}

/** The axes in the order of NumPy's arguments; undefined after a report. */
function alongOf(call: Call, array: ArrayValue, transform: Transform): Along[] | undefined {
  const rank = array.type.dims.length;
  if (transform.axes === 1) {
    const axis = call.axis('axis', array, -1);
    const given = call.given('n');
    const n = given && length(call, 'n', given);
    return axis === undefined || (given && !n) ? undefined : [{ axis, n }];
  }
  const s = call.given('s');
  if (s && s.kind !== 'tuple') return call.reject('s', 'lengths of all axes are needed', 'Write a tuple of integers');
  let axes: number[] | undefined;
  if (call.given('axes')) {
    axes = orderedAxes(call, array, 'axes');
  } else {
    const count = s ? s.items.length : transform.axes === 2 ? 2 : rank;
    if (count > rank) return call.reject('a', `it has fewer than ${count} axes`, `Give an array with ${count} axes`);
    axes = Array.from({ length: count }, (_, i) => rank - count + i);
  }
  if (!axes) return undefined;
  if (axes.length === 0) return call.reject('a', 'no axis is transformed', 'Name at least one axis');
  if (s && s.items.length !== axes.length) {
    return call.reject(
      's',
      'it has not one length for each axis; NumPy raises `ValueError`',
      'Give one length an axis',
    );
  }
  const result: Along[] = [];
  for (const [i, axis] of axes.entries()) {
    const item = s?.items[i];
    // NumPy 2: -1 keeps the size of the axis.
    const isKept = !item || (item.kind === 'value' && (item.constant === -1n || item.constant === null));
    const n = isKept ? undefined : length(call, 's', item);
    if (!isKept && !n) return undefined;
    result.push({ axis, n });
  }
  return result;
}

function plus(dim: Dim, amount: number, factor = 1n): Dim {
  const scaled = new Map([...parseDim(dim)].map(([monomial, each]) => [monomial, each * factor] as const));
  return printPoly(addPoly(scaled, constantPoly(amount)));
}

/** n // 2 + 1. */
function halfDim(call: Call, dim: Dim): Dim {
  const value = polyConstant(parseDim(dim));
  return value === undefined ? call.ctx.unknownDim(`half ${dim}`) : String(value / 2n + 1n);
}

function complexOf(dtype: DType): DType {
  return dtype === 'f32' || dtype === 'c64' ? 'c64' : 'c128';
}

function resultDims(call: Call, array: ArrayValue, transform: Transform, along: readonly Along[]): Dim[] {
  const { ctx } = call;
  const dims = array.type.dims.map((dim) => ctx.resolve(dim));
  for (const [i, { axis, n }] of along.entries()) {
    const isLast = i === along.length - 1;
    const given = n && dimOfInt(ctx, n);
    if (transform.kind === 'r2c' && isLast) dims[axis] = halfDim(call, given ?? dims[axis]!);
    else if (transform.kind === 'c2r' && isLast) dims[axis] = given ?? plus(dims[axis]!, -2, 2n);
    else if (given !== undefined) dims[axis] = given;
  }
  return dims;
}

function lowerTransform(transform: Transform): (call: Call) => Value {
  return (call) => {
    const array = operandOf(call, transform.kind);
    const given = normOf(call);
    const along = array && alongOf(call, array, transform);
    if (!array || given === undefined || !along) return UNKNOWN;
    const norm = transform.isHermitian && transform.kind === 'r2c' ? SWAPPED[given] : given;
    const complex = complexOf(inexactOf(array));
    const dtype = transform.kind === 'c2r' ? realOf(complex) : complex;
    const type = arrayType(dtype, resultDims(call, array, transform, along));
    // NumPy transforms complex axes from the last to the first; a real axis is the last one, done first or last.
    const order =
      transform.kind === 'c2c'
        ? [...along].reverse()
        : transform.kind === 'r2c'
          ? [along[along.length - 1]!, ...along.slice(0, -1)]
          : along;
    const flag = transform.kind === 'r2c' ? transform.isHermitian === true : transform.isForward;
    const pairs = order.flatMap(({ axis, n }) => [n ?? NONE, intConstant(axis)]);
    const operands = [array, flagConstant(flag), textConstant(norm), ...pairs];
    return call.ctx.kernel(`fft.${transform.kind}`, call.range, operands, [type])[0]!;
  };
}

/** `fftfreq` and `rfftfreq`: whole numbers over n*d. */
function lowerFrequencies(isReal: boolean): (call: Call) => Value {
  return (call) => {
    const n = call.int('n');
    const d = call.numeric('d') ?? constantOf(1, 'float');
    if (!n || isArray(d)) return UNKNOWN;
    const { ctx, range } = call;
    const two = intConstant(2);
    const half = ctx.emit('floor_div', range, [n, two], { kind: 'int' });
    const dim = dimOfInt(ctx, n);
    const size = cast(ctx, range, n, 'float');
    const step = cast(ctx, range, d, 'float');
    if (!size || !step) return UNKNOWN;
    const product = ctx.emit('mul', range, [size, step], { kind: 'float' });
    // Division by zero raises, as in `1.0/(n*d)` of Python numbers.
    const value = ctx.emit('div', range, [constantOf(1, 'float'), product], { kind: 'float' });
    const scale = cast(ctx, range, value, 'f64');
    if (!scale) return UNKNOWN;
    const [zero, one] = [strongInt(call, intConstant(0)), strongInt(call, intConstant(1))];
    let indices: GraphValue;
    if (isReal) {
      const stop = strongInt(call, intArithmetic(ctx, range, 'add', half, intConstant(1)));
      indices = ctx.emit('arange', range, [zero, stop, one], arrayType('i64', [halfDim(call, dim)]));
    } else {
      const positive = ctx.emit('floor_div', range, [intArithmetic(ctx, range, 'sub', n, intConstant(1)), two], {
        kind: 'int',
      });
      const stop = strongInt(call, intArithmetic(ctx, range, 'add', positive, intConstant(1)));
      const negative = intArithmetic(ctx, range, 'sub', intConstant(0), half);
      const first = ctx.emit('arange', range, [zero, stop, one], arrayType('i64', [ctx.unknownDim()]));
      const second = ctx.emit(
        'arange',
        range,
        [strongInt(call, negative), zero, one],
        arrayType('i64', [ctx.unknownDim()]),
      );
      indices = ctx.emit('concatenate', range, [first, second], arrayType('i64', [dim]), { axes: [0] });
    }
    const floats = cast(ctx, range, indices, 'f64');
    return floats ? elementwise(ctx, range, 'mul', [floats, scale], 'f64') : UNKNOWN;
  };
}

function strongInt(call: Call, value: GraphValue): GraphValue {
  return cast(call.ctx, call.range, value, 'i64') ?? value;
}

/** Half of each axis moved to the other end. */
function lowerShift(isInverse: boolean): (call: Call) => Value {
  return (call) => {
    let array: Value | undefined = call.array('x');
    if (!array || !isArray(array)) return UNKNOWN;
    const axes = call.given('axes') ? orderedAxes(call, array, 'axes') : dimsOf(array).map((_, axis) => axis);
    if (!axes) return UNKNOWN;
    const { ctx, range } = call;
    for (const axis of axes) {
      if (!isArray(array)) return UNKNOWN;
      const size = dimValue(ctx, range, array, axis);
      const half = ctx.emit('floor_div', range, [size, intConstant(2)], { kind: 'int' });
      const shift = isInverse ? intArithmetic(ctx, range, 'sub', intConstant(0), half) : half;
      array = rollArray(ctx, range, array, shift, axis);
    }
    return array;
  };
}

const COMPLEX = 'complex64 for float32 and complex64 (as NumPy 2), else complex128';
const REAL = 'float32 for complex64 and float32 (as NumPy 2), else float64';

type Row = readonly [name: string, transform: Transform, doc: string];

const ROWS: readonly Row[] = [
  ['fft', { kind: 'c2c', isForward: true, axes: 1 }, 'Discrete Fourier transform'],
  ['ifft', { kind: 'c2c', isForward: false, axes: 1 }, 'Inverse Fourier transform'],
  ['fft2', { kind: 'c2c', isForward: true, axes: 2 }, 'Fourier transform of the last two axes'],
  ['ifft2', { kind: 'c2c', isForward: false, axes: 2 }, 'Inverse Fourier transform of the last two axes'],
  ['fftn', { kind: 'c2c', isForward: true, axes: 'all' }, 'Fourier transform of all axes'],
  ['ifftn', { kind: 'c2c', isForward: false, axes: 'all' }, 'Inverse Fourier transform of all axes'],
  ['rfft', { kind: 'r2c', isForward: true, axes: 1 }, 'Fourier transform of real numbers, n//2 + 1 of it'],
  ['irfft', { kind: 'c2r', isForward: false, axes: 1 }, 'Inverse of `rfft`; `n` is 2*(m - 1) by default'],
  ['rfft2', { kind: 'r2c', isForward: true, axes: 2 }, 'Fourier transform of the last two axes of real numbers'],
  ['irfft2', { kind: 'c2r', isForward: false, axes: 2 }, 'Inverse of `rfft2`'],
  ['rfftn', { kind: 'r2c', isForward: true, axes: 'all' }, 'Fourier transform of all axes of real numbers'],
  ['irfftn', { kind: 'c2r', isForward: false, axes: 'all' }, 'Inverse of `rfftn`'],
  ['hfft', { kind: 'c2r', isForward: true, isHermitian: true, axes: 1 }, 'Fourier transform of a Hermitian signal'],
  ['ihfft', { kind: 'r2c', isForward: true, isHermitian: true, axes: 1 }, 'Inverse of `hfft`'],
];

/** The transforms with the names of a module: `np.fft` calls its operand `a`, `scipy.fft` calls it `x`. */
export function transforms(operand: 'a' | 'x'): Entry[] {
  return ROWS.map(([name, transform, doc]): Entry => {
    const rest =
      transform.axes === 1 ? 'n=None, axis=-1' : `s=None, axes=${transform.axes === 2 ? '(-2, -1)' : 'None'}`;
    return {
      name: `fft.${name}`,
      group: operand === 'a' ? 'Fourier transforms' : 'SciPy',
      parameters: `${operand}, ${rest.replace('(-2, -1)', '(-2,-1)')}, norm=None`,
      dtype: transform.kind === 'c2r' ? REAL : COMPLEX,
      shape: transform.axes === 1 ? 'as the operand, or `n` along the axis' : 'as the operand, or `s` along the axes',
      lowering: `\`kernel fft.${transform.kind}\``,
      doc,
      lower: lowerTransform(transform),
    };
  });
}

function helper(
  name: string,
  parameters: string,
  dtype: string,
  lowering: string,
  doc: string,
  lower: Entry['lower'],
): Entry {
  return {
    name: `fft.${name}`,
    group: 'Fourier transforms',
    parameters,
    dtype,
    shape: 'one axis',
    lowering,
    doc,
    lower,
  };
}

export const FFT_HELPERS: readonly Entry[] = [
  helper(
    'fftfreq',
    'n, d=1.0',
    'float64',
    '`arange`, `concatenate`, `mul`',
    'Frequencies of `fft`',
    lowerFrequencies(false),
  ),
  helper('rfftfreq', 'n, d=1.0', 'float64', '`arange`, `mul`', 'Frequencies of `rfft`', lowerFrequencies(true)),
  {
    ...helper(
      'fftshift',
      'x, axes=None',
      'as the operand',
      '`view`, `concatenate`',
      'Frequency 0 in the middle',
      lowerShift(false),
    ),
    shape: 'as the operand',
  },
  {
    ...helper(
      'ifftshift',
      'x, axes=None',
      'as the operand',
      '`view`, `concatenate`',
      'Undoes `fftshift`',
      lowerShift(true),
    ),
    shape: 'as the operand',
  },
];

export const FFT: readonly Entry[] = [...transforms('a'), ...FFT_HELPERS];
