// SPDX-License-Identifier: Apache-2.0
// NumPy's functions that make arrays.

import type { Dim, DType } from '../../graph/graph';
import { strongDType } from '../../types/promote';
import { arrayType, elementOfValue, type GraphValue, isArray, isNumeric, UNKNOWN, type Value } from '../../types/value';
import type { Call } from '../call';
import { type Composer, composed } from '../compose';
import { cast, dimValue, intConstant } from '../elementwise';
import type { Entry } from '../entry';
import { inCOrder, openLayout } from '../layout';
import { arrayOfSequence } from '../sequences';

type Fill = 'zeros' | 'ones' | 'empty' | 'full';

/** The new array, which `order=` may lay otherwise than in C order; `K` keeps the order of `model`. */
function ordered(call: Call, array: GraphValue, model?: GraphValue): GraphValue {
  if (!isArray(array) || !array.fresh || array.type.dims.length < 2) return array;
  const order = call.given('order');
  const text = order?.kind === 'value' && typeof order.constant === 'string' ? order.constant : undefined;
  if (text === 'C') return inCOrder(array);
  return text === 'F' || model?.layout ? { ...array, layout: openLayout() } : array;
}

/** The number that fills the array, and its element type; undefined after a report. */
function fillOf(call: Call, fill: Fill, fallback: DType): { dtype: DType; value?: GraphValue } | undefined {
  const given = call.dtype();
  if (given === undefined) return undefined;
  if (fill === 'empty') return { dtype: given ?? fallback };
  if (fill !== 'full') {
    const dtype = given ?? fallback;
    const value = cast(call.ctx, call.range, intConstant(fill === 'ones' ? 1 : 0), dtype);
    return value && { dtype, value };
  }
  const value = call.numeric('fill_value');
  if (!value) return undefined;
  const dtype = given ?? (call.has('a') ? fallback : strongDType(elementOfValue(value)));
  const filled = cast(call.ctx, call.rangeOf('fill_value'), value, dtype);
  return filled && { dtype, value: filled };
}

function filledArray(
  call: Call,
  fill: Fill,
  fallback: DType,
  sizes: readonly GraphValue[],
  dims: readonly Dim[],
  model?: GraphValue,
): Value {
  if (!call.only('order', ['C', 'K', 'A', 'F'], 'Leave `order` out')) return UNKNOWN;
  const found = fillOf(call, fill, fallback);
  if (!found) return UNKNOWN;
  const type = arrayType(found.dtype, dims);
  if (!found.value) return ordered(call, call.ctx.emit('empty', call.range, sizes, type), model);
  if (isArray(found.value)) {
    const spread = call.ctx.emit('broadcast_to', call.range, [found.value, ...sizes], type);
    return ordered(call, inCOrder(call.ctx.emit('copy', call.range, [spread], type)), model);
  }
  return ordered(call, call.ctx.emit('full', call.range, [found.value, ...sizes], type), model);
}

function filled(name: Fill, doc: string): Entry {
  const isFull = name === 'full';
  return {
    name,
    group: 'Creation',
    parameters: isFull ? "shape, fill_value, dtype=None, order='C'" : "shape, dtype=float, order='C'",
    dtype: isFull ? 'as the value, or `dtype`' : 'float64, or `dtype`',
    shape: '`shape`',
    lowering: name === 'empty' ? '`empty`' : '`full`',
    doc,
    lower(call) {
      const shape = call.shape('shape');
      return shape ? filledArray(call, name, 'f64', shape.sizes, shape.dims) : UNKNOWN;
    },
  };
}

function filledLike(fill: Fill, doc: string): Entry {
  return {
    name: `${fill}_like`,
    group: 'Creation',
    parameters:
      fill === 'full'
        ? "a, fill_value, dtype=None, order='K', *, shape=None"
        : "a, dtype=None, order='K', *, shape=None",
    dtype: 'as `a`, or `dtype`',
    shape: 'as `a`, or `shape`',
    lowering: fill === 'empty' ? '`dim`, `empty`' : '`dim`, `full`',
    doc,
    lower(call) {
      const array = call.array('a');
      if (!array) return UNKNOWN;
      if (call.given('shape')) {
        const shape = call.shape('shape');
        return shape ? filledArray(call, fill, array.type.dtype, shape.sizes, shape.dims, array) : UNKNOWN;
      }
      const sizes = array.type.dims.map((_, axis) => dimValue(call.ctx, call.range, array, axis));
      return filledArray(call, fill, array.type.dtype, sizes, array.type.dims, array);
    },
  };
}

/** The array with axes of size 1 put before its own, up to `ndmin`. */
function withAxes(c: Composer, array: GraphValue): GraphValue {
  const least = c.need(c.call.constantInt('ndmin', 0));
  const missing = least - c.rank(array);
  return missing <= 0
    ? array
    : c.expand(
        c.array(array),
        Array.from({ length: missing }, (_, axis) => axis),
      );
}

/** `np.array` of a literal, a number or an array. */
function lowerArray(copies: boolean): (call: Call) => Value {
  return composed((c: Composer, call) => {
    const value = call.value('object');
    const dtype = c.need(call.dtype());
    if (!value || value.kind === 'unknown') c.stop();
    if (!call.only('order', ['C', 'K', 'A', 'F', null], "Use `'C'`")) c.stop();
    if (value.kind === 'tuple') {
      return withAxes(c, ordered(call, c.value(arrayOfSequence(c.ctx, call.rangeOf('object'), value, dtype))));
    }
    if (!isNumeric(value)) c.reject('object', 'numbers are needed', 'Give numbers or an array');
    if (!isArray(value)) {
      if (c.need(call.constantInt('ndmin', 0)) > 0)
        return withAxes(c, c.cast(c.atLeast1d(value), dtype ?? c.dtype(value)));
      c.reject('object', 'it would have no axes', 'Use the number itself, or `np.array([x])`');
    }
    const result = c.cast(value, dtype ?? value.type.dtype);
    const isCopy = call.given('copy') ? c.bool('copy', copies) : copies && !isNone(call.value('copy'));
    return withAxes(c, result === value && isCopy ? ordered(call, c.copy(value)) : ordered(call, result));
  });
}

function isNone(value: Value | undefined): boolean {
  return value?.kind === 'value' && value.type.kind === 'none';
}

/** A contiguous array is its own result, as the reshapes say. */
function lowerContiguous(isFortran: boolean): (call: Call) => Value {
  return composed((c: Composer, call) => {
    const dtype = c.need(call.dtype());
    const given = c.arrayArgument('a');
    const array = c.array(c.cast(given, dtype ?? c.dtype(given)));
    const turned = isFortran ? c.reversed(array) : array;
    const result = c.contiguous(turned);
    return isFortran ? c.reversed(result) : result;
  });
}

export const CREATION: readonly Entry[] = [
  filled('zeros', 'Array of zeros'),
  filled('ones', 'Array of ones'),
  filled('empty', 'Array whose contents are not set'),
  filled('full', 'Array of one value'),
  filledLike('zeros', 'Zeros in the shape of another array'),
  filledLike('ones', 'Ones in the shape of another array'),
  filledLike('empty', 'Unset array in the shape of another'),
  filledLike('full', 'One value in the shape of another array'),
  {
    name: 'array',
    group: 'Creation',
    parameters: "object, dtype=None, *, copy=True, order='K', ndmin=0",
    dtype: 'promoted from the elements, or `dtype`',
    shape: 'as written',
    lowering: '`pack`; `copy` of an array',
    doc: 'Array of written numbers, or a copy',
    lower: lowerArray(true),
  },
  {
    name: 'asarray',
    aliases: ['asanyarray'],
    group: 'Creation',
    parameters: "object, dtype=None, order='K', *, copy=None",
    dtype: 'as the operand, or `dtype`',
    shape: 'as the operand',
    lowering: '`pack`, or the array itself',
    doc: 'The array itself where it already is one',
    lower: lowerArray(false),
  },
  {
    name: 'ascontiguousarray',
    group: 'Creation',
    parameters: 'a, dtype=None',
    dtype: 'as the operand, or `dtype`',
    shape: 'as the operand',
    lowering: '`reshape`',
    doc: 'The array itself where it lies in C order, else a copy',
    lower: lowerContiguous(false),
  },
  {
    name: 'asfortranarray',
    group: 'Creation',
    parameters: 'a, dtype=None',
    dtype: 'as the operand, or `dtype`',
    shape: 'as the operand',
    lowering: '`transpose`, `reshape`',
    doc: 'The array itself where it lies in Fortran order, else a copy',
    lower: lowerContiguous(true),
  },
  {
    name: 'astype',
    group: 'Creation',
    parameters: 'x, dtype, *, copy=True',
    dtype: '`dtype`',
    shape: 'as the operand',
    lowering: '`cast`',
    doc: 'A copy with another element type',
    lower: composed((c: Composer, call) => {
      const x = c.arrayArgument('x');
      const dtype = c.need(call.dtype()) ?? c.dtype(x);
      const result = c.cast(x, dtype);
      return result === x && c.bool('copy', true) ? c.copy(x) : result;
    }),
  },
  {
    name: 'copy',
    group: 'Creation',
    parameters: "a, order='K'",
    method: true,
    dtype: 'as the operand',
    shape: 'as the operand',
    lowering: '`copy`',
    doc: 'A copy in C order',
    lower(call) {
      const value = call.numeric('a');
      if (!value) return UNKNOWN;
      if (!isArray(value)) return value;
      const copy = call.ctx.emit('copy', call.range, [value], value.type);
      const isMethod = !call.name.startsWith('np.');
      return ordered(call, isMethod && !call.given('order') ? inCOrder(copy) : copy);
    },
  },
];
