// SPDX-License-Identifier: Apache-2.0
// Reductions and scans: element types, kept and dropped axes, and those that are built from others (mean, var, ptp, …).

import type { Dim, DType, Op, SourceRange } from '../graph/graph';
import { constantPoly, mulPoly, type Poly, parseDim, printPoly } from '../types/dims';
import { bitsOf, integerRange, isComplex, isFloating, isUnsigned, partsOf } from '../types/promote';
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
import { numberOf } from './ufunc';

export interface Reduction {
  /** Undefined for all axes; sorted and non-negative. */
  readonly axes: readonly number[] | undefined;
  readonly keepdims: boolean;
  readonly dtype?: DType;
  /** Which elements count. */
  readonly mask?: GraphValue;
  /** Where `sum`, `prod`, `min` and `max` start. */
  readonly initial?: GraphValue;
}

function reducedAxes(array: GraphValue, reduction: Reduction): readonly number[] {
  return reduction.axes ?? dimsOf(array).map((_, axis) => axis);
}

export function reducedDims(array: GraphValue, reduction: Reduction): Dim[] {
  const axes = reducedAxes(array, reduction);
  const dims = dimsOf(array);
  if (reduction.keepdims) return dims.map((dim, axis) => (axes.includes(axis) ? '1' : dim));
  return dims.filter((_, axis) => !axes.includes(axis));
}

export function emitReduction(
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
export function accumulator(element: DType, dtype: DType | undefined): DType {
  if (dtype !== undefined) return dtype;
  if (isFloating(element) || isComplex(element) || bitsOf(element) === 64) return element;
  return isUnsigned(element) ? 'u64' : 'i64';
}

/** What a function of no elements gives; undefined for those that need one. */
export function identityOf(ufunc: string, element: DType): GraphValue | undefined {
  switch (ufunc) {
    case 'add':
    case 'logical_or':
    case 'logical_xor':
    case 'bitwise_or':
    case 'bitwise_xor':
    case 'gcd':
    case 'hypot':
      return numberOf(0, element);
    case 'multiply':
    case 'logical_and':
    case 'lcm':
      return numberOf(1, element);
    case 'bitwise_and':
      return element === 'b1'
        ? constantOf(true, element)
        : constantOf(isUnsigned(element) ? integerRange(element)[1] : -1n, element);
    case 'logaddexp':
    case 'logaddexp2':
      return constantOf(-Infinity, element);
    default:
      return undefined;
  }
}

/** The array with `instead` where the mask is false, in the shape that both broadcast to. */
export function maskedOperand(
  ctx: Context,
  range: SourceRange,
  array: GraphValue,
  mask: GraphValue,
  instead: GraphValue,
): GraphValue | undefined {
  const flags = cast(ctx, range, mask, 'b1');
  if (!flags) return undefined;
  if (dimsOf(flags).length > dimsOf(array).length) {
    ctx.report('WEFT202', range, {
      left: quotedType(array),
      right: quotedType(mask),
      first: `${dimsOf(array).length} axes`,
      second: `${dimsOf(flags).length} axes`,
    });
    return undefined;
  }
  const result = elementwise(ctx, range, 'where', [flags, array, instead], elementOfValue(array));
  return result.kind === 'value' ? result : undefined;
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
    case 'prod':
      return total(ctx, range, name, array, reduction);
    case 'min':
    case 'max':
      return extremum(ctx, range, name, array, reduction);
    case 'all':
    case 'any': {
      const flags = cast(ctx, range, array, 'b1');
      const operand = flags && masked(ctx, range, flags, reduction, constantOf(name === 'all', 'b1'));
      return operand ? emitReduction(ctx, range, name, operand, reduction, 'b1') : UNKNOWN;
    }
    case 'count_nonzero': {
      const flags = cast(ctx, range, array, 'b1');
      const counts = flags && cast(ctx, range, flags, 'i64');
      if (!counts) return UNKNOWN;
      const count = emitReduction(ctx, range, 'sum', counts, reduction, 'i64');
      return reduction.axes === undefined && !reduction.keepdims ? (cast(ctx, range, count, 'int') ?? UNKNOWN) : count;
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

/** The operand with `instead` where the mask is false. */
function masked(
  ctx: Context,
  range: SourceRange,
  array: GraphValue,
  reduction: Reduction,
  instead: GraphValue,
): GraphValue | undefined {
  return reduction.mask ? maskedOperand(ctx, range, array, reduction.mask, instead) : array;
}

function total(ctx: Context, range: SourceRange, name: 'sum' | 'prod', array: GraphValue, reduction: Reduction): Value {
  const target = accumulator(elementOfValue(array) as DType, reduction.dtype);
  const ufunc = name === 'sum' ? 'add' : 'multiply';
  const operand = cast(ctx, range, array, target);
  const counted = operand && masked(ctx, range, operand, reduction, identityOf(ufunc, target)!);
  const start = reduction.initial && cast(ctx, range, reduction.initial, target);
  if (!counted || (reduction.initial && !start)) return UNKNOWN;
  if (target === 'b1') {
    // `dtype=bool`: NumPy adds with `or` and multiplies with `and`.
    const flags = emitReduction(ctx, range, name === 'sum' ? 'any' : 'all', counted, reduction, 'b1');
    return start ? elementwise(ctx, range, name === 'sum' ? 'logical_or' : 'logical_and', [start, flags], 'b1') : flags;
  }
  const result = emitReduction(ctx, range, name, counted, reduction, target);
  return start ? elementwise(ctx, range, name === 'sum' ? 'add' : 'mul', [start, result], target) : result;
}

/** Reports a minimum or maximum that certainly raises. */
function extremum(
  ctx: Context,
  range: SourceRange,
  name: 'min' | 'max',
  array: GraphValue,
  reduction: Reduction,
): Value {
  const element = elementOfValue(array) as DType;
  if (reduction.initial) return startedExtremum(ctx, range, name, array, reduction, reduction.initial);
  if (reduction.mask) {
    return ctx.report('WEFT224', range, {
      name: 'where',
      function: `np.${name}`,
      type: quotedType(reduction.mask),
      reason: 'without `initial` no element may be left; NumPy raises `ValueError`',
      instead: `Give \`initial=\`, a number that no element ${name === 'max' ? 'is below' : 'is above'}`,
    });
  }
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
  return emitReduction(ctx, range, name, array, reduction, element);
}

/** With `initial` an empty array has a minimum too. */
function startedExtremum(
  ctx: Context,
  range: SourceRange,
  name: 'min' | 'max',
  array: GraphValue,
  reduction: Reduction,
  initial: GraphValue,
): Value {
  const element = elementOfValue(array) as DType;
  const start = cast(ctx, range, initial, element);
  const operand = start && masked(ctx, range, array, reduction, start);
  if (!start || !operand) return UNKNOWN;
  const ufunc: GraphValue = { kind: 'value', type: { kind: 'str' }, constant: `${name}imum` };
  const flag = constantOf(reduction.keepdims, 'bool');
  const axes = reducedAxes(array, reduction).map((axis) => intConstant(axis));
  const type = shapedType(element, reducedDims(array, reduction));
  return ctx.kernel('ufunc.reduce', range, [ufunc, operand, start, flag, ...axes], [type])[0]!;
}

/** The number of elements that a reduction combines, as an `int`; an array of counts under a mask. */
function reducedCount(
  ctx: Context,
  range: SourceRange,
  array: GraphValue,
  reduction: Reduction,
): GraphValue | undefined {
  if (reduction.mask) {
    const ones = elementwise(ctx, range, 'equal', [array, array], 'b1');
    const all =
      ones.kind === 'value' ? elementwise(ctx, range, 'logical_or', [ones, constantOf(true, 'b1')], 'b1') : ones;
    const chosen = all.kind === 'value' ? masked(ctx, range, all, reduction, constantOf(false, 'b1')) : undefined;
    const counts = chosen && cast(ctx, range, chosen, 'i64');
    return counts && emitReduction(ctx, range, 'sum', counts, reduction, 'i64');
  }
  const sizes = reducedAxes(array, reduction).map((axis) => dimValue(ctx, range, array, axis));
  return sizes.reduce((a, b) => intArithmetic(ctx, range, 'mul', a, b), intConstant(1));
}

function meanElement(array: GraphValue, reduction: Reduction): DType {
  if (reduction.dtype) return reduction.dtype;
  const element = elementOfValue(array) as DType;
  return isFloating(element) || isComplex(element) ? element : 'f64';
}

function mean(ctx: Context, range: SourceRange, array: GraphValue, reduction: Reduction): Value {
  const element = meanElement(array, reduction);
  const operand = cast(ctx, range, array, element);
  const counted = operand && masked(ctx, range, operand, reduction, numberOf(0, element));
  if (!counted) return UNKNOWN;
  const sum = emitReduction(ctx, range, 'sum', counted, reduction, element);
  const count = reducedCount(ctx, range, array, reduction);
  if (!count) return UNKNOWN;
  const quotient: DType = isFloating(element) || isComplex(element) ? element : 'f64';
  const operands = castAll(ctx, range, [sum, count], quotient);
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
  const square = squareOf(ctx, range, deviation, element);
  if (square.kind !== 'value') return UNKNOWN;
  const real = elementOfValue(square) as DType;
  const counted = masked(ctx, range, square, reduction, numberOf(0, real));
  if (!counted) return UNKNOWN;
  const sum = emitReduction(ctx, range, 'sum', counted, reduction, real);
  const count = reducedCount(ctx, range, array, reduction);
  if (!count) return UNKNOWN;
  const isCounted = reduction.mask !== undefined;
  const free = ddof === 0 ? count : freeCount(ctx, range, count, ddof, isCounted);
  const operands = castAll(ctx, range, [sum, free], real);
  return operands ? elementwise(ctx, range, 'div', operands, real) : UNKNOWN;
}

/** `x * x`; of a complex deviation the square of its length. */
function squareOf(ctx: Context, range: SourceRange, deviation: GraphValue, element: DType): Value {
  if (!isComplex(element)) return elementwise(ctx, range, 'mul', [deviation, deviation], element);
  const real = partsOf(element);
  const squares = (['real', 'imag'] as const).map((op) => {
    const part = elementwise(ctx, range, op, [deviation], real);
    return part.kind === 'value' ? elementwise(ctx, range, 'mul', [part, part], real) : part;
  });
  const [a, b] = squares;
  return a?.kind === 'value' && b?.kind === 'value' ? elementwise(ctx, range, 'add', [a, b], real) : UNKNOWN;
}

/** The count less `ddof`, at least 0. */
function freeCount(ctx: Context, range: SourceRange, count: GraphValue, ddof: number, isCounted: boolean): GraphValue {
  if (!isCounted) return maximumOfZero(ctx, range, intArithmetic(ctx, range, 'sub', count, intConstant(ddof)));
  const free = elementwise(ctx, range, 'sub', [count, constantOf(BigInt(ddof), 'i64')], 'i64') as GraphValue;
  return elementwise(ctx, range, 'maximum', [free, constantOf(0n, 'i64')], 'i64') as GraphValue;
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
  const zero = numberOf(0, element);
  const diagonal = ctx.emit('where', range, [mask, array, zero], arrayType(element, dimsOf(array)));
  return reduceOperation(ctx, range, 'sum', diagonal, { axes: undefined, keepdims: false });
}
