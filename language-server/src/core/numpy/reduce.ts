// SPDX-License-Identifier: Apache-2.0
// Reductions and scans: element types, kept and dropped axes, and those that are built from others (mean, var, ptp, …).

import type { Dim, DType, Op, SourceRange } from '../graph/graph';
import { constantPoly, mulPoly, type Poly, parseDim, printPoly } from '../types/dims';
import { isFloating } from '../types/promote';
import {
  arrayType,
  dimsOf,
  elementOfValue,
  type GraphValue,
  quotedType,
  shapedType,
  UNKNOWN,
  type Value,
} from '../types/value';
import type { Context } from './context';
import { cast, castAll, constantOf, dimValue, elementwise, intArithmetic, intConstant } from './elementwise';
import { comparison } from './operators';

export interface Reduction {
  /** Undefined for all axes; sorted and non-negative. */
  readonly axes: readonly number[] | undefined;
  readonly keepdims: boolean;
  readonly dtype?: DType;
}

function reducedAxes(array: GraphValue, reduction: Reduction): readonly number[] {
  return reduction.axes ?? dimsOf(array).map((_, axis) => axis);
}

function reducedDims(array: GraphValue, reduction: Reduction): Dim[] {
  const axes = reducedAxes(array, reduction);
  const dims = dimsOf(array);
  if (reduction.keepdims) return dims.map((dim, axis) => (axes.includes(axis) ? '1' : dim));
  return dims.filter((_, axis) => !axes.includes(axis));
}

function emitReduction(
  ctx: Context,
  range: SourceRange,
  op: Op,
  array: GraphValue,
  reduction: Reduction,
  element: DType,
): GraphValue {
  const type = shapedType(element, reducedDims(array, reduction));
  return ctx.emit(op, range, [array], type, {
    axes: reducedAxes(array, reduction),
    ...(reduction.keepdims ? { keepdims: true } : {}),
  });
}

/** The element type that `sum`, `prod` and `cumsum` accumulate in. */
function accumulator(element: DType, dtype: DType | undefined): DType {
  return dtype ?? (element === 'b1' || element === 'i32' ? 'i64' : element);
}

export type ReductionName =
  | 'sum'
  | 'prod'
  | 'min'
  | 'max'
  | 'all'
  | 'any'
  | 'mean'
  | 'var'
  | 'std'
  | 'ptp'
  | 'count_nonzero';

/** A reduction of an array. A number is its own sum, minimum and mean. */
export function reduceOperation(
  ctx: Context,
  range: SourceRange,
  name: ReductionName,
  array: GraphValue,
  reduction: Reduction,
  ddof = 0,
): Value {
  const element = elementOfValue(array) as DType;
  switch (name) {
    case 'sum':
    case 'prod': {
      const target = accumulator(element, reduction.dtype);
      const operand = cast(ctx, range, array, target);
      return operand ? emitReduction(ctx, range, name, operand, reduction, target) : UNKNOWN;
    }
    case 'min':
    case 'max':
      return extremum(ctx, range, name, array, reduction);
    case 'all':
    case 'any': {
      const operand = cast(ctx, range, array, 'b1');
      return operand ? emitReduction(ctx, range, name, operand, reduction, 'b1') : UNKNOWN;
    }
    case 'count_nonzero': {
      const flags = cast(ctx, range, array, 'b1');
      const counts = flags && cast(ctx, range, flags, 'i64');
      if (!counts) return UNKNOWN;
      const total = emitReduction(ctx, range, 'sum', counts, reduction, 'i64');
      return reduction.axes === undefined && !reduction.keepdims ? (cast(ctx, range, total, 'int') ?? UNKNOWN) : total;
    }
    case 'mean':
      return mean(ctx, range, array, reduction);
    case 'var':
      return variance(ctx, range, array, reduction, ddof);
    case 'std': {
      const value = variance(ctx, range, array, reduction, ddof);
      return value.kind === 'value' ? elementwise(ctx, range, 'sqrt', [value], elementOfValue(value)) : UNKNOWN;
    }
    case 'ptp': {
      const high = extremum(ctx, range, 'max', array, reduction);
      const low = extremum(ctx, range, 'min', array, reduction);
      if (high.kind !== 'value' || low.kind !== 'value') return UNKNOWN;
      if (element === 'b1') {
        return ctx.report('WEFT201', range, {
          operation: '`np.ptp`',
          operands: quotedType(array),
          reason: 'NumPy raises `TypeError` for bools',
          instead: 'Use `.astype(np.int64)` first',
        });
      }
      return elementwise(ctx, range, 'sub', [high, low], element);
    }
  }
}

/** Reports a minimum or maximum that certainly raises. */
function extremum(
  ctx: Context,
  range: SourceRange,
  name: 'min' | 'max',
  array: GraphValue,
  reduction: Reduction,
): Value {
  const dims = dimsOf(array);
  if (reducedAxes(array, reduction).some((axis) => dims[axis] === '0')) {
    return ctx.report('WEFT224', range, {
      name: 'a',
      function: `np.${name}`,
      type: quotedType(array),
      reason: 'an empty array has none; NumPy raises `ValueError`',
      instead: 'Make the array larger',
    });
  }
  return emitReduction(ctx, range, name, array, reduction, elementOfValue(array) as DType);
}

/** The number of elements that a reduction combines, as an `int`. */
function reducedCount(ctx: Context, range: SourceRange, array: GraphValue, reduction: Reduction): GraphValue {
  const sizes = reducedAxes(array, reduction).map((axis) => dimValue(ctx, range, array, axis));
  return sizes.reduce((a, b) => intArithmetic(ctx, range, 'mul', a, b));
}

function meanElement(array: GraphValue, reduction: Reduction): DType {
  if (reduction.dtype) return reduction.dtype;
  return elementOfValue(array) === 'f32' ? 'f32' : 'f64';
}

function mean(ctx: Context, range: SourceRange, array: GraphValue, reduction: Reduction): Value {
  const element = meanElement(array, reduction);
  const operand = cast(ctx, range, array, element);
  if (!operand) return UNKNOWN;
  const total = emitReduction(ctx, range, 'sum', operand, reduction, element);
  const quotient: DType = isFloating(element) ? element : 'f64';
  const operands = castAll(ctx, range, [total, reducedCount(ctx, range, array, reduction)], quotient);
  if (!operands) return UNKNOWN;
  const result = elementwise(ctx, range, 'div', operands, quotient);
  // `mean(dtype=np.int64)` divides as floats and casts back, as NumPy does.
  return result.kind === 'value' ? (cast(ctx, range, result, element) ?? UNKNOWN) : UNKNOWN;
}

function variance(ctx: Context, range: SourceRange, array: GraphValue, reduction: Reduction, ddof: number): Value {
  const element = meanElement(array, reduction);
  const operand = cast(ctx, range, array, element);
  if (!operand) return UNKNOWN;
  const center = mean(ctx, range, operand, { ...reduction, dtype: element, keepdims: true });
  if (center.kind !== 'value') return UNKNOWN;
  const deviation = elementwise(ctx, range, 'sub', [operand, center], element);
  if (deviation.kind !== 'value') return UNKNOWN;
  const square = elementwise(ctx, range, 'mul', [deviation, deviation], element);
  if (square.kind !== 'value') return UNKNOWN;
  const total = emitReduction(ctx, range, 'sum', square, reduction, element);
  const count = reducedCount(ctx, range, array, reduction);
  const free = ddof === 0 ? count : intArithmetic(ctx, range, 'sub', count, intConstant(ddof));
  const divisor = ddof === 0 ? free : maximumOfZero(ctx, range, free);
  const operands = castAll(ctx, range, [total, divisor], element);
  return operands ? elementwise(ctx, range, 'div', operands, element) : UNKNOWN;
}

function maximumOfZero(ctx: Context, range: SourceRange, value: GraphValue): GraphValue {
  const zero = intConstant(0);
  const isLess = comparison(ctx, range, 'less', value, zero);
  return isLess.kind === 'value' ? ctx.emit('where', range, [isLess, zero, value], { kind: 'int' }) : value;
}

/** `argmin` and `argmax`: along one axis, or over the flattened array. */
export function argReduction(
  ctx: Context,
  range: SourceRange,
  op: 'arg_min' | 'arg_max',
  array: GraphValue,
  reduction: Reduction,
): Value {
  return emitReduction(ctx, range, op, array, reduction, 'i64');
}

/** `cumsum` along an axis; without one, of the flattened array. */
export function cumulativeSum(
  ctx: Context,
  range: SourceRange,
  array: GraphValue,
  axis: number | undefined,
  dtype: DType | undefined,
): Value {
  const target = accumulator(elementOfValue(array) as DType, dtype);
  const flat = axis === undefined ? flatten(ctx, range, array) : array;
  const operand = cast(ctx, range, flat, target);
  return operand
    ? ctx.emit('cum_sum', range, [operand], arrayType(target, dimsOf(operand)), { axes: [axis ?? 0] })
    : UNKNOWN;
}

/** All elements in C order along one axis: a view where NumPy gives one. */
export function flatten(ctx: Context, range: SourceRange, array: GraphValue): GraphValue {
  if (dimsOf(array).length === 1) return array;
  const text = productOf(ctx, dimsOf(array));
  const result = ctx.emit(
    'reshape',
    range,
    [array, intConstant(-1)],
    arrayType(elementOfValue(array) as DType, [text]),
  );
  return array.readOnly === undefined ? result : { ...result, readOnly: array.readOnly };
}

/** The product of sizes, as a size. */
export function productOf(ctx: Context, dims: readonly Dim[]): Dim {
  const polys = dims.map((dim) => parseDim(ctx.resolve(dim)));
  const product = polys.reduce<Poly | undefined>((a, b) => a && mulPoly(a, b), constantPoly(1n));
  return product ? printPoly(product) : ctx.unknownDim(`product ${dims.join(' ')}`);
}

/** `np.trace`: the sum where the row index equals the column index. */
export function traceOf(ctx: Context, range: SourceRange, array: GraphValue): Value {
  const [rows, columns] = [dimValue(ctx, range, array, 0), dimValue(ctx, range, array, 1)];
  const element = elementOfValue(array) as DType;
  const mask = ctx.emit('eye', range, [rows, columns, intConstant(0)], arrayType('b1', dimsOf(array)));
  const zero = constantOf(isFloating(element) ? 0 : element === 'b1' ? false : 0n, element);
  const diagonal = ctx.emit('where', range, [mask, array, zero], arrayType(element, dimsOf(array)));
  return reduceOperation(ctx, range, 'sum', diagonal, { axes: undefined, keepdims: false });
}
