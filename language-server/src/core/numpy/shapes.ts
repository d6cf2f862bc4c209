// SPDX-License-Identifier: Apache-2.0
// Changing and joining shapes: reshape, concatenate, stack, flip, roll, diff.

import type { Dim, DType, SourceRange } from '../graph/graph';
import { dimConstant, type Poly, parseDim, polyConstant, printPoly } from '../types/dims';
import { isList } from '../types/lists';
import { strongDType } from '../types/promote';
import { listView } from '../types/tuple-views';
import {
  type ArrayValue,
  arrayType,
  dimsOf,
  elementOfValue,
  type GraphValue,
  isArray,
  isNumber,
  quotedType,
  tupleValue,
  UNKNOWN,
  type Value,
} from '../types/value';
import type { Call } from './call';
import type { Context } from './context';
import { castAll, commonElement, dimOfInt, dimValue, elementwise, intArithmetic, intConstant } from './elementwise';
import { type Item, viewItems, withReadOnly } from './indexing';
import { arrayOfList, partRange } from './lists';
import { binaryOperation, comparison } from './operators';
import { productOf } from './reduce';
import { arrayOfSequence } from './sequences';

/** `a` divided by `b`, where both are products or one divides the other as a whole. */
function quotient(a: Poly, b: Poly): Dim | undefined {
  if (printPoly(a) === printPoly(b)) return '1';
  if (b.size !== 1) return undefined;
  const [divisor, factor] = [...b][0]!;
  const result = new Map<string, bigint>();
  for (const [monomial, coefficient] of a) {
    if (coefficient % factor !== 0n) return undefined;
    const symbols = monomial === '' ? [] : monomial.split('*');
    for (const symbol of divisor === '' ? [] : divisor.split('*')) {
      const position = symbols.indexOf(symbol);
      if (position < 0) return undefined;
      symbols.splice(position, 1);
    }
    result.set(symbols.join('*'), coefficient / factor);
  }
  return printPoly(result);
}

export function reshapeArray(ctx: Context, range: SourceRange, array: ArrayValue, sizes: readonly GraphValue[]): Value {
  if (sizes.length > 8 || sizes.length === 0) {
    return ctx.report('WEFT233', range, { rank: sizes.length, instead: 'Use 1 to 8 axes' });
  }
  const total = productOf(ctx, array.type.dims);
  const holes = sizes.filter((size) => size.constant === -1n).length;
  const dims = sizes.map((size) => (size.constant === -1n ? '-1' : dimOfInt(ctx, size)));
  const known = productOf(
    ctx,
    dims.filter((dim) => dim !== '-1'),
  );
  const count = dimConstant(total);
  const other = dimConstant(known);
  const isWrong =
    holes > 1 ||
    (count !== undefined &&
      other !== undefined &&
      (holes === 0 ? count !== other : other === 0 ? count !== 0 : count % other !== 0));
  if (isWrong) {
    return ctx.report('WEFT225', range, {
      array: quotedType(array),
      count: total,
      shape: `(${dims.join(', ')})`,
      other: holes > 1 ? 'several unknown sizes' : holes === 1 ? `no size for -1` : `${known} elements`,
    });
  }
  const filled = dims.map((dim) => {
    if (dim !== '-1') return dim;
    return quotient(parseDim(total), parseDim(known)) ?? ctx.unknownDim(`quotient ${total} ${known}`);
  });
  const result = ctx.emit('reshape', range, [array, ...sizes], arrayType(array.type.dtype, filled));
  return withReadOnly(result, array);
}

/**
 * The arrays of a sequence argument: arrays, written sequences and, where `numbers` says so, numbers as arrays of one element.
 * Undefined after a report.
 */
export function arraysOf(call: Call, name: string, numbers = false): ArrayValue[] | undefined {
  const value = call.value(name);
  if (!value || value.kind === 'unknown') return undefined;
  if (value.kind !== 'tuple')
    return call.reject(name, 'a tuple or list of arrays is needed', 'Write the arrays in parentheses: `(a, b)`');
  const arrays: ArrayValue[] = [];
  for (const [i, item] of value.items.entries()) {
    const array = arrayItem(call, name, i, item, numbers);
    if (!array) return undefined;
    arrays.push(array);
  }
  if (arrays.length === 0) return call.reject(name, 'nothing is joined', 'Give at least one array');
  return arrays;
}

function arrayItem(call: Call, name: string, place: number, item: Value, numbers: boolean): ArrayValue | undefined {
  if (item.kind === 'unknown') return undefined;
  if (isArray(item)) return item;
  const view = listView(item);
  if (isList(view)) return arrayOfList(call.ctx, partRange(call.rangeOf(name), place), view);
  const isSequence = item.kind === 'tuple';
  if (isSequence || (numbers && isNumber(item))) {
    const sequence = isSequence ? item : tupleValue([item]);
    const array = arrayOfSequence(call.ctx, partRange(call.rangeOf(name), place), sequence, null);
    return isArray(array) ? array : undefined;
  }
  call.ctx.report('WEFT224', call.rangeOf(name), {
    name,
    function: call.name,
    type: `a sequence with ${quotedType(item)}`,
    reason: 'arrays are joined',
    instead: 'Make an array of it with `np.array([x])`',
  });
  return undefined;
}

export function concatenateArrays(call: Call, arrays: readonly GraphValue[], axis: number): Value {
  return concatenateValues(call.ctx, call.range, arrays, axis);
}

/** Arrays of equal rank joined along an axis, in the element type they promote to. */
export function concatenateValues(
  ctx: Context,
  range: SourceRange,
  arrays: readonly GraphValue[],
  axis: number,
): Value {
  const first = arrays[0]!;
  const rank = dimsOf(first).length;
  for (const array of arrays) {
    if (dimsOf(array).length === rank) continue;
    return ctx.report('WEFT202', range, {
      left: quotedType(first),
      right: quotedType(array),
      first: `${rank} axes`,
      second: `${dimsOf(array).length} axes`,
    });
  }
  const common = commonElement(ctx, range, arrays);
  if (common === undefined) return UNKNOWN;
  const operands = castAll(ctx, range, arrays, common);
  if (!operands) return UNKNOWN;
  const dims: Dim[] = [];
  for (let position = 0; position < rank; position++) {
    const sizes = arrays.map((array) => ctx.resolve(dimsOf(array)[position]!));
    if (position === axis) {
      dims.push(sizes.reduce((a, b) => addDims(a, b)));
      continue;
    }
    const constants = sizes.filter((size) => dimConstant(size) !== undefined);
    const other = constants.find((size) => size !== constants[0]);
    if (other !== undefined) {
      const right = arrays[sizes.indexOf(other)]!;
      return ctx.report('WEFT202', range, {
        left: quotedType(first),
        right: quotedType(right),
        first: constants[0]!,
        second: other,
      });
    }
    for (const size of sizes) if (size !== sizes[0]) ctx.unify(sizes[0]!, size);
    dims.push(ctx.resolve(constants[0] ?? sizes[0]!));
  }
  return ctx.emit('concatenate', range, operands, arrayType(strongDType(common), dims), { axes: [axis] });
}

function addDims(a: Dim, b: Dim): Dim {
  const sum = new Map(parseDim(a));
  for (const [monomial, factor] of parseDim(b)) sum.set(monomial, (sum.get(monomial) ?? 0n) + factor);
  for (const [monomial, factor] of sum) if (factor === 0n) sum.delete(monomial);
  return printPoly(sum);
}

/** Each array with a new axis, joined along it. */
export function stackArrays(call: Call, arrays: readonly GraphValue[], axis: number): Value {
  return stackValues(call.ctx, call.range, arrays, axis);
}

export function stackValues(ctx: Context, range: SourceRange, arrays: readonly GraphValue[], axis: number): Value {
  const expanded: GraphValue[] = [];
  for (const array of arrays) {
    const items: Item[] = dimsOf(array).map(() => ({ kind: 'full' }));
    items.splice(axis, 0, { kind: 'new_axis' });
    const view = viewItems(ctx, range, array, items);
    if (!view) return UNKNOWN;
    expanded.push(view);
  }
  return concatenateValues(ctx, range, expanded, axis);
}

/** Full views but for one axis. */
export function alongAxis(rank: number, axis: number, item: Item): Item[] {
  return Array.from({ length: rank }, (_, position) => (position === axis ? item : { kind: 'full' }));
}

/** `np.diff`: neighbours subtracted along an axis. */
export function diffArray(ctx: Context, range: SourceRange, array: ArrayValue, axis: number): Value {
  const rank = array.type.dims.length;
  const next = viewItems(ctx, range, array, alongAxis(rank, axis, { kind: 'slice', lower: intConstant(1) }));
  const previous = viewItems(ctx, range, array, alongAxis(rank, axis, { kind: 'slice', upper: intConstant(-1) }));
  if (!next || !previous) return UNKNOWN;
  return array.type.dtype === 'b1'
    ? elementwise(ctx, range, 'not_equal', [next, previous], 'b1')
    : binaryOperation(ctx, range, '-', next, previous);
}

/** `np.roll` along an axis: the two parts change places. */
export function rollArray(ctx: Context, range: SourceRange, array: ArrayValue, shift: GraphValue, axis: number): Value {
  const size = dimValue(ctx, range, array, axis);
  const one = intConstant(1);
  const isEmpty = comparison(ctx, range, 'less', size, one);
  if (isEmpty.kind !== 'value') return UNKNOWN;
  // An empty axis would divide by zero.
  const divisor = ctx.emit('where', range, [isEmpty, one, size], { kind: 'int' });
  const distance = ctx.emit('mod', range, [shift, divisor], { kind: 'int' });
  const cut = intArithmetic(ctx, range, 'sub', size, distance);
  const rank = array.type.dims.length;
  const tail = viewItems(ctx, range, array, alongAxis(rank, axis, { kind: 'slice', lower: cut }));
  const head = viewItems(ctx, range, array, alongAxis(rank, axis, { kind: 'slice', upper: cut }));
  if (!tail || !head) return UNKNOWN;
  return ctx.emit('concatenate', range, [tail, head], array.type, { axes: [axis] });
}

export function sizeOfArray(ctx: Context, range: SourceRange, array: GraphValue): GraphValue {
  const sizes = dimsOf(array).map((_, axis) => dimValue(ctx, range, array, axis));
  return sizes.reduce((a, b) => intArithmetic(ctx, range, 'mul', a, b));
}

export function isSizeOne(ctx: Context, array: GraphValue, axis: number): boolean {
  return polyConstant(parseDim(ctx.resolve(dimsOf(array)[axis]!))) === 1n;
}

export function dtypeOf(array: GraphValue): DType {
  return strongDType(elementOfValue(array));
}
