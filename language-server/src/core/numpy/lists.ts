// SPDX-License-Identifier: Apache-2.0
// Run-time lists where NumPy takes anything like an array. Whether rows have equal lengths is seen when it runs.

import type { DType, SourceRange } from '../graph/graph';
import { isList, type ListValue } from '../types/lists';
import { elementOf, promote, strongDType } from '../types/promote';
import { listView } from '../types/tuple-views';
import { type ArrayValue, arrayType, constantValue, type GraphValue, quotedType, type Value } from '../types/value';
import type { Context } from './context';
import { intConstant } from './elementwise';
import { transposeArray } from './indexing';

interface Shape {
  readonly dtype: DType;
  readonly rank: number;
}

/** Of items that stand together in one array. */
function together(parts: readonly (Shape | undefined)[]): Shape | undefined {
  const [first, ...rest] = parts;
  return rest.reduce<Shape | undefined>(
    (a, b) => (a && b && a.rank === b.rank ? { dtype: promote(a.dtype, b.dtype) as DType, rank: a.rank } : undefined),
    first,
  );
}

/** The same text for one of several parts, so that lists made for each of them are not taken for one list. */
export function partRange(range: SourceRange, place: number): SourceRange {
  return { ...range, copy: (range.copy ?? 0) * 4096 - place - 1 };
}

function isNone(item: Value): boolean {
  return item.kind === 'value' && item.type.kind === 'none';
}

/** Element type and number of axes of the array that NumPy makes of an item; undefined when it is none. */
export function shapeOfItem(given: Value | undefined): Shape | undefined {
  if (!given) return { dtype: 'f64', rank: 0 };
  const item = listView(given);
  // Where one is None, the run fails.
  if (item.kind === 'union') return together(item.alternatives.filter((each) => !isNone(each)).map(shapeOfItem));
  if (item.kind === 'tuple') {
    const shape = together(item.items.map(shapeOfItem));
    return shape?.rank === 0 ? { dtype: shape.dtype, rank: 1 } : undefined;
  }
  if (item.kind !== 'value' || item.object !== undefined) return undefined;
  if (isList(item)) {
    const { record } = item.list;
    const inner = record ? together(record.map(shapeOfItem)) : shapeOfItem(item.list.item);
    return inner && { dtype: inner.dtype, rank: inner.rank + 1 };
  }
  const element = elementOf(item.type);
  if (element === undefined) return undefined;
  return { dtype: strongDType(element), rank: item.type.kind === 'array' ? item.type.dims.length : 0 };
}

/**
 * `np.asarray(list)`; undefined after a report. NumPy gives float64 for an empty list, so that one of other numbers raises at
 * run time, unless it `isTyped`: the element type is written, or the list is an index. `target`: the items are stored in an
 * array of this element type, each of them as a number that is stored alone.
 */
export function arrayOfList(
  ctx: Context,
  range: SourceRange,
  list: ListValue,
  isTyped = false,
  target?: DType,
): ArrayValue | undefined {
  const shape = shapeOfItem(list);
  if (!shape || shape.rank > 8) {
    ctx.report('WEFT242', range, {
      reason: `its items are ${list.list.parts.length > 0 ? list.list.parts.map(quotedType).join(', ') : 'unknown'}`,
      instead: 'Use numbers, lists of them, or arrays of equal shapes',
    });
    return undefined;
  }
  const even = ctx.evenList(range, list, isTyped, target);
  if (!even) return undefined;
  const dtype = (target && shapeOfItem(even)?.dtype) ?? shape.dtype;
  const dims = Array.from({ length: shape.rank }, () => ctx.unknownDim());
  return ctx.kernel('list.to_array', range, isTyped ? [even, constantValue(true)] : [even], [
    arrayType(dtype, dims),
  ])[0] as ArrayValue;
}

function isListOfArrays(list: ListValue): boolean {
  const { item } = list.list;
  return !list.list.record && item?.kind === 'value' && item.type.kind === 'array';
}

/** `np.concatenate(list of arrays)` along one axis. */
function joined(ctx: Context, range: SourceRange, list: ListValue, axis: number): GraphValue | undefined {
  const item = list.list.item as GraphValue;
  if (item.type.kind !== 'array') return undefined;
  const dims = item.type.dims.map(() => ctx.unknownDim());
  return ctx.kernel('list.concatenate', range, [list, intConstant(axis)], [arrayType(item.type.dtype, dims)])[0];
}

/** A copy whose axis `place` is the first one of the array. */
function withFirstAxisAt(ctx: Context, range: SourceRange, array: ArrayValue, place: number): GraphValue | undefined {
  const rank = array.type.dims.length;
  const at = place < 0 ? place + rank : place;
  if (at < 0 || at >= rank) return undefined;
  const axes = Array.from({ length: rank - 1 }, (_, axis) => axis + 1);
  const turned = transposeArray(ctx, range, array, [...axes.slice(0, at), 0, ...axes.slice(at)]);
  return ctx.emit('copy', range, [turned], turned.type);
}

/** Functions that join a list of arrays: the array that takes the place of the list, and whether the call is done with it. */
export function joinedList(
  ctx: Context,
  range: SourceRange,
  name: string,
  given: ListValue,
  axis: number | undefined,
  isTyped = false,
): { array: GraphValue | undefined; isResult: boolean } {
  const shape = shapeOfItem(given);
  const list = shape && shape.rank > 1 ? ctx.evenList(range, given, isTyped) : given;
  if (!list) return { array: undefined, isResult: false };
  const rank = isListOfArrays(list) ? (list.list.item as ArrayValue).type.dims.length : 0;
  const along = (given: number) => ({ array: joined(ctx, range, list, given), isResult: true });
  if (rank > 0) {
    if (name === 'concatenate') return along(axis ?? 0);
    if (name === 'hstack') return along(rank === 1 ? 0 : 1);
    if (name === 'vstack' && rank > 1) return along(0);
    if (name === 'column_stack' && rank > 1) return along(1);
  }
  const array = arrayOfList(ctx, range, list, isTyped);
  const place = name === 'column_stack' && rank === 1 ? 1 : name === 'stack' ? axis : undefined;
  if (array && place !== undefined && place !== 0)
    return { array: withFirstAxisAt(ctx, range, array, place), isResult: true };
  const isStacked =
    name === 'array' ||
    name === 'asarray' ||
    (name === 'vstack' && rank > 0) ||
    (name === 'stack' && (axis ?? 0) === 0);
  return { array, isResult: isStacked };
}
