// SPDX-License-Identifier: Apache-2.0
// Basic indexing: views, element loads and stores, assignment through views, and the symbolic sizes of slices.

import type { Dim, DType, IndexItem, SourceRange } from '../graph/graph';
import { MAX_AXES } from '../graph/type-queries';
import {
  addPoly,
  constantPoly,
  dimConstant,
  type Poly,
  parseDim,
  polyConstant,
  printPoly,
  subPoly,
} from '../types/dims';
import { isList } from '../types/lists';
import { isBoolean, isComplex, isFloating, isIntegral, strongDType } from '../types/promote';
import { listView } from '../types/tuple-views';
import {
  type ArrayValue,
  arrayType,
  dimsOf,
  elementOfValue,
  type GraphValue,
  isArray,
  isNumeric,
  quotedType,
  scalarType,
  type Value,
} from '../types/value';
import type { Context } from './context';
import { cast, intConstant } from './elementwise';
import { axesOf, getAdvanced, isAdvanced, setAdvanced } from './indexing-advanced';
import { KEPT } from './layout';
import { arrayOfList } from './lists';
import { requireNumeric } from './operators';
import { arrayOfSequence } from './sequences';

export type Item =
  | { readonly kind: 'full' }
  | { readonly kind: 'new_axis' }
  /** A `...` that stands for no axis: it parts integer arrays all the same. */
  | { readonly kind: 'gap' }
  | { readonly kind: 'int'; readonly value: GraphValue; readonly range: SourceRange }
  /** Integers (out of bounds they raise, wrap or are clipped) or a mask, which stands for as many axes as it has. */
  | { readonly kind: 'array'; readonly value: GraphValue; readonly range: SourceRange; readonly bounds?: 'w' | 'c' }
  | { readonly kind: 'slice'; readonly lower?: GraphValue; readonly upper?: GraphValue; readonly step?: GraphValue };

/** Items for every axis: missing trailing ones are full. Undefined after a report. */
function completed(ctx: Context, range: SourceRange, array: GraphValue, items: readonly Item[]): Item[] | undefined {
  const rank = dimsOf(array).length;
  const used = items.reduce((sum, item) => sum + axesOf(item), 0);
  if (used > rank) {
    ctx.report('WEFT207', range, { count: used, array: quotedType(array), rank });
    return undefined;
  }
  return [...items, ...Array.from({ length: rank - used }, (): Item => ({ kind: 'full' }))];
}

/** Reports an index that is certainly out of range. */
export function isInRange(
  ctx: Context,
  array: GraphValue,
  axis: number,
  item: Extract<Item, { kind: 'int' }>,
): boolean {
  const size = dimConstant(ctx.resolve(dimsOf(array)[axis]!));
  const index = item.value.constant;
  if (size === undefined || typeof index !== 'bigint') return true;
  if (index < BigInt(size) && index >= BigInt(-size)) return true;
  ctx.report('WEFT206', item.range, { index: String(index), axis, array: quotedType(array), size });
  return false;
}

/** A view of `array`, an element when every axis has an integer index, a copy of what integer arrays and masks choose. */
export function index(
  ctx: Context,
  range: SourceRange,
  array: GraphValue,
  items: readonly Item[],
): GraphValue | undefined {
  const all = completed(ctx, range, array, items);
  if (!all) return undefined;
  if (isAdvanced(all)) return getAdvanced(ctx, range, array, all);
  if (!all.every((item) => item.kind === 'int')) return viewItems(ctx, range, array, all);
  const indices = elementIndices(ctx, array, all);
  if (!indices) return undefined;
  return ctx.emit('load', range, [array, ...indices], scalarType(elementOfValue(array)), {
    index: indices.map((_, position) => ({ kind: 'int', start: position + 1 })),
  });
}

function elementIndices(ctx: Context, array: GraphValue, items: readonly Item[]): GraphValue[] | undefined {
  const indices: GraphValue[] = [];
  for (const [axis, item] of items.entries()) {
    if (item.kind !== 'int' || !isInRange(ctx, array, axis, item)) return undefined;
    indices.push(item.value);
  }
  return indices;
}

export function viewItems(
  ctx: Context,
  range: SourceRange,
  array: GraphValue,
  items: readonly Item[],
): ArrayValue | undefined {
  const all = completed(ctx, range, array, items);
  if (!all) return undefined;
  const source = dimsOf(array).map((dim) => ctx.resolve(dim));
  const operands: GraphValue[] = [array];
  const push = (value: GraphValue | undefined) => (value === undefined ? undefined : operands.push(value) - 1);
  const dims: Dim[] = [];
  const result: IndexItem[] = [];
  let axis = 0;
  for (const item of all) {
    if (item.kind === 'array') throw new Error('integer arrays and masks make no view');
    if (item.kind === 'gap') continue;
    if (item.kind === 'new_axis') {
      dims.push('1');
      result.push({ kind: 'new_axis' });
      continue;
    }
    const size = source[axis++]!;
    if (item.kind === 'full') {
      dims.push(size);
      result.push({ kind: 'full' });
    } else if (item.kind === 'int') {
      if (!isInRange(ctx, array, axis - 1, item)) return undefined;
      result.push({ kind: 'int', start: push(item.value)! });
    } else if (!item.lower && !item.upper && !item.step) {
      dims.push(size);
      result.push({ kind: 'full' });
    } else {
      dims.push(sliceDim(ctx, size, item));
      const start = push(item.lower);
      const stop = push(item.upper);
      const step = push(item.step);
      result.push({
        kind: 'slice',
        ...(start === undefined ? {} : { start }),
        ...(stop === undefined ? {} : { stop }),
        ...(step === undefined ? {} : { step }),
      });
    }
  }
  if (dims.length > MAX_AXES || dims.length === 0) {
    ctx.report('WEFT233', range, { rank: dims.length, instead: 'Insert fewer axes' });
    return undefined;
  }
  const type = arrayType(strongDType(elementOfValue(array)), dims);
  const view = ctx.emit('view', range, operands, type, { index: result });
  return withReadOnly(view, array) as ArrayValue;
}

/** A value that shares memory with `source` is as little writable as it. */
export function withReadOnly(view: GraphValue, source: GraphValue): GraphValue {
  return source.readOnly === undefined ? view : { ...view, readOnly: source.readOnly };
}

type Slice = Extract<Item, { kind: 'slice' }>;

function keyOf(value: GraphValue | undefined): string {
  return value?.sym ? printPoly(value.sym) : value === undefined ? '' : '#';
}

/** The length of a slice; optimistic where a symbol bounds it (`a[:k]` has `k` elements). */
export function sliceDim(ctx: Context, size: Dim, slice: Slice): Dim {
  const step = slice.step ? slice.step.constant : 1n;
  const parts = [slice.lower, slice.upper, slice.step];
  const isNamed = parts.every((part) => !part || part.sym);
  const unknown = () => ctx.unknownDim(isNamed ? `slice ${size} ${parts.map(keyOf).join(':')}` : undefined);
  if (typeof step !== 'bigint' || step === 0n) return unknown();
  const constant = dimConstant(size);
  const lower = slice.lower?.sym ? polyConstant(slice.lower.sym) : undefined;
  const upper = slice.upper?.sym ? polyConstant(slice.upper.sym) : undefined;
  if (constant !== undefined && (!slice.lower || lower !== undefined) && (!slice.upper || upper !== undefined)) {
    return String(sliceLength(BigInt(constant), lower, upper, step));
  }
  if ((slice.lower && !slice.lower.sym) || (slice.upper && !slice.upper.sym)) return unknown();
  const n = parseDim(size);
  let length: Poly | undefined;
  if (step === 1n) length = forwardLength(n, slice, lower, upper);
  else if (step === -1n && !slice.lower && !slice.upper) length = n;
  // A plain number would be taken for certain, and near the end of the axis a slice is shorter.
  if (!length || polyConstant(length) !== undefined) return unknown();
  return ctx.resolve(printPoly(length));
}

/** CPython's `len(range(*slice(lower, upper, step).indices(n)))`. */
export function sliceLength(n: bigint, lower: bigint | undefined, upper: bigint | undefined, step: bigint): bigint {
  const clamp = (value: bigint, low: bigint, high: bigint) => (value < low ? low : value > high ? high : value);
  const bound = (value: bigint, low: bigint, high: bigint) => clamp(value < 0n ? value + n : value, low, high);
  if (step > 0n) {
    const start = lower === undefined ? 0n : bound(lower, 0n, n);
    const stop = upper === undefined ? n : bound(upper, 0n, n);
    return stop > start ? (stop - start + step - 1n) / step : 0n;
  }
  const start = lower === undefined ? n - 1n : bound(lower, -1n, n - 1n);
  const stop = upper === undefined ? -1n : bound(upper, -1n, n - 1n);
  return start > stop ? (start - stop - step - 1n) / -step : 0n;
}

function forwardLength(n: Poly, slice: Slice, lower: bigint | undefined, upper: bigint | undefined): Poly | undefined {
  const fromEnd = (poly: Poly) => [...poly.values()].every((factor) => factor < 0n);
  const place = (value: GraphValue) =>
    fromEnd(value.sym!) && value.sym!.size > 0 ? addPoly(n, value.sym!) : value.sym!;
  const start = slice.lower ? place(slice.lower) : constantPoly(0n);
  if (!slice.upper) return subPoly(n, start);
  // `a[:10]` of a symbolic size may be shorter.
  if (upper !== undefined && upper >= 0n && !(lower !== undefined && upper <= lower)) return undefined;
  return subPoly(place(slice.upper), start);
}

export function transposeArray(
  ctx: Context,
  range: SourceRange,
  array: ArrayValue,
  axes: readonly number[],
): ArrayValue {
  if (axes.every((axis, position) => axis === position)) return array;
  const type = arrayType(
    array.type.dtype,
    axes.map((axis) => array.type.dims[axis]!),
  );
  return withReadOnly(ctx.emit('transpose', range, [array], type, { axes }), array) as ArrayValue;
}

/** The value that an assignment to elements of `target` stores, cast as NumPy's `__setitem__` casts. */
function storable(ctx: Context, range: SourceRange, target: ArrayValue, given: Value): GraphValue | undefined {
  const { dtype } = target.type;
  const value = listView(given);
  if (isList(value)) {
    const array = arrayOfList(ctx, range, value, true, dtype);
    return array && cast(ctx, range, array, dtype);
  }
  if (value.kind === 'tuple') {
    const array = arrayOfSequence(ctx, range, value, null);
    return isNumeric(array) ? cast(ctx, range, array, dtype) : undefined;
  }
  return requireNumeric(ctx, range, value) ? storedNumber(ctx, range, value, dtype) : undefined;
}

/** A number or an array as it is stored in an array of `dtype`. */
export function storedNumber(
  ctx: Context,
  range: SourceRange,
  value: GraphValue,
  dtype: DType,
): GraphValue | undefined {
  // A Python float becomes an `int` first: NaN raises, and so does what is too large.
  const isWhole = value.type.kind === 'float' && isIntegral(dtype);
  const given = isWhole ? cast(ctx, range, value, 'int') : value;
  const number = given?.type.kind === 'scalar' ? asPythonInt(ctx, range, given, dtype) : given;
  return number && cast(ctx, range, number, dtype);
}

/**
 * NumPy 2 stores a NumPy scalar in an array of other integers through Python's `int`: NaN raises, and so does what does not fit
 * signed integers. Unsigned ones wrap.
 */
function asPythonInt(ctx: Context, range: SourceRange, value: GraphValue, dtype: DType): GraphValue | undefined {
  const from = elementOfValue(value);
  if (!isIntegral(dtype) || from === dtype || isBoolean(from) || isComplex(from)) return value;
  const isSigned = dtype.startsWith('i');
  if (isFloating(from)) {
    const float = cast(ctx, range, value, 'float');
    const int = float && cast(ctx, range, float, 'int');
    return int && !isSigned ? cast(ctx, range, int, 'i64') : int;
  }
  return isSigned && !holdsAll(dtype, from as DType) ? cast(ctx, range, value, 'int') : value;
}

/** Whether every value of integer type `from` is one of the signed type `dtype`. */
function holdsAll(dtype: DType, from: DType): boolean {
  const bits = Number(dtype.slice(1));
  return Number(from.slice(1)) <= (from.startsWith('u') ? bits / 2 : bits);
}

export function isWritable(ctx: Context, range: SourceRange, target: GraphValue): boolean {
  if (target.readOnly !== undefined) {
    ctx.report('WEFT302', range, { reason: target.readOnly });
    return false;
  }
  const reader = ctx.readerOf(target);
  if (target.layout?.kind !== 'perhaps' && reader === undefined) return true;
  ctx.report('WEFT304', range, {
    which: reader === undefined ? 'the array it was reshaped from' : reader === KEPT ? KEPT : `\`${reader}\``,
  });
  return false;
}

/** `target[...] = value`: the value broadcasts to the target. */
export function assignArray(ctx: Context, range: SourceRange, target: ArrayValue, assigned: Value): void {
  if (!isWritable(ctx, range, target)) return;
  const stored = storable(ctx, range, target, assigned);
  if (!stored) return;
  const from = dimsOf(stored).map((dim) => ctx.resolve(dim));
  const to = target.type.dims.map((dim) => ctx.resolve(dim));
  let surplus = 0;
  // Axes of size 1 fall away from arrays, and not from lists.
  while (from.length > to.length && from[0] === '1' && isArray(assigned)) {
    from.shift();
    surplus++;
  }
  if (from.length > to.length) {
    ctx.report('WEFT201', range, {
      operation: `Assignment to ${quotedType(target)}`,
      operands: quotedType(assigned),
      reason: 'the value has more axes than the target, and NumPy raises `ValueError`',
      instead: 'Give the value the shape of the target, with an index or `reshape`',
    });
    return;
  }
  if (isArray(stored)) {
    for (let axis = 1; axis <= Math.min(from.length, to.length); axis++) {
      const a = dimConstant(from[from.length - axis]!);
      const b = dimConstant(to[to.length - axis]!);
      if (a !== undefined && b !== undefined && a !== b && a !== 1) {
        ctx.report('WEFT202', range, { left: quotedType(target), right: quotedType(stored), first: b, second: a });
        return;
      }
    }
  }
  const value = isArray(stored) ? withoutFirstAxes(ctx, range, stored, surplus) : stored;
  if (value) ctx.effect('assign', range, [target, value]);
}

/** The view without `count` first axes of size 1, which NumPy drops where it assigns. */
function withoutFirstAxes(ctx: Context, range: SourceRange, array: ArrayValue, count: number): ArrayValue | undefined {
  if (count === 0) return array;
  const first = { kind: 'int', value: intConstant(0), range } as const;
  return viewItems(
    ctx,
    range,
    array,
    Array.from({ length: count }, () => first),
  );
}

/** `target[items] = value`. */
export function assignItems(
  ctx: Context,
  range: SourceRange,
  target: ArrayValue,
  items: readonly Item[],
  value: Value,
): void {
  const all = completed(ctx, range, target, items);
  if (!all) return;
  if (isAdvanced(all)) {
    if (!isWritable(ctx, range, target)) return;
    const stored = storable(ctx, range, target, value);
    if (stored) setAdvanced(ctx, range, target, all, stored);
    return;
  }
  if (!all.every((item) => item.kind === 'int')) {
    const view = viewItems(ctx, range, target, all);
    if (view) assignArray(ctx, range, view, value);
    return;
  }
  storeElement(ctx, range, target, all, value);
}

function storeElement(
  ctx: Context,
  range: SourceRange,
  target: ArrayValue,
  items: readonly Item[],
  value: Value,
): void {
  const indices = elementIndices(ctx, target, items);
  if (!indices || !isWritable(ctx, range, target)) return;
  const sequence = listView(value);
  if (isArray(value) || sequence.kind === 'tuple' || isList(sequence)) {
    ctx.report('WEFT224', range, {
      name: 'value',
      function: 'element assignment',
      type: quotedType(value),
      reason: 'an element takes one number',
      instead: 'Store one element of it, such as `value[0]`',
    });
    return;
  }
  const stored = storable(ctx, range, target, value);
  if (!stored) return;
  ctx.effect('store', range, [target, ...indices, stored], {
    index: indices.map((_, position) => ({ kind: 'int', start: position + 1 })),
  });
}

/** Checks the type of one integer index; undefined after a report. */
export function indexValue(ctx: Context, range: SourceRange, value: Value): GraphValue | undefined {
  if (value.kind === 'unknown') return undefined;
  if (isArray(value)) {
    ctx.report('WEFT208', range, {
      type: quotedType(value),
      reason: 'one integer is needed here',
      instead: 'Use an integer',
    });
    return undefined;
  }
  if (!isNumeric(value)) {
    ctx.report('WEFT208', range, {
      type: quotedType(value),
      reason: 'indices are integers and slices',
      instead: 'Use an integer',
    });
    return undefined;
  }
  const element = elementOfValue(value);
  if (isFloating(element)) {
    ctx.report('WEFT208', range, {
      type: quotedType(value),
      reason: 'indices are integers',
      instead: 'Write `int(...)` around it',
    });
    return undefined;
  }
  if (element === 'b1' || element === 'bool') {
    ctx.report('WEFT208', range, {
      type: quotedType(value),
      reason: 'NumPy takes it for a mask',
      instead: 'Write `int(...)` around it',
    });
    return undefined;
  }
  return cast(ctx, range, value, 'int');
}
