// SPDX-License-Identifier: Apache-2.0
// The flat iterator of arrays: `a.flat[3]`, `a.flat[::2] = 0`, `a.flat = value`. Elements count in C order, whatever the layout.

import type { SourceRange } from '../graph/graph';
import { dimValue } from '../numpy/elementwise';
import { assignArray, assignItems, index } from '../numpy/indexing';
import { flatten } from '../numpy/reduce';
import { reshapeArray } from '../numpy/shapes';
import type { Expr, SubscriptExpr } from '../syntax/ast';
import { type ArrayValue, isArray, UNKNOWN, type Value } from '../types/value';
import { lowerExpr } from './expressions';
import type { FunctionLowering } from './function';
import { lowerItems } from './subscripts';

/** The array `a` of the expression `a.flat`. */
export function flatArray(fn: FunctionLowering, expr: Expr): ArrayValue | undefined {
  if (expr.kind !== 'Attribute' || expr.attr !== 'flat') return undefined;
  const base = lowerExpr(fn, expr.value);
  return isArray(base) ? base : undefined;
}

/** `a.flat[…]`: an element, or a copy of several. */
export function lowerFlatItem(fn: FunctionLowering, expr: SubscriptExpr, array: ArrayValue): Value {
  const flat = flatten(fn, expr.range, array);
  const items = lowerItems(fn, flat as ArrayValue, expr);
  const result = items && index(fn, expr.range, flat, items);
  if (!result) return UNKNOWN;
  return isArray(result) ? fn.emit('copy', expr.range, [result], result.type) : result;
}

/** The elements of a flat array in the shape of another. */
function reshaped(fn: FunctionLowering, range: SourceRange, flat: ArrayValue, array: ArrayValue): Value {
  const sizes = array.type.dims.map((_, axis) => dimValue(fn, range, array, axis));
  return reshapeArray(fn, range, flat, sizes);
}

/** `a.flat[…] = value`: changed in a copy, since the array may not lie in C order, and put back. */
export function assignFlatItem(
  fn: FunctionLowering,
  target: SubscriptExpr,
  array: ArrayValue,
  value: Value,
  range: SourceRange,
): void {
  const isVector = array.type.dims.length === 1;
  const flat = flatten(fn, range, array);
  const own = (isVector ? array : fn.emit('copy', range, [flat], flat.type)) as ArrayValue;
  const items = lowerItems(fn, own, target);
  if (!items || value.kind === 'unknown') return;
  assignItems(fn, range, own, items, value);
  if (!isVector) assignArray(fn, range, array, reshaped(fn, range, own, array));
}

/** `a.flat = value`: a number for all elements, or as many elements as there are. */
export function assignFlat(fn: FunctionLowering, array: ArrayValue, value: Value, range: SourceRange): void {
  if (!isArray(value)) {
    assignArray(fn, range, array, value);
    return;
  }
  const flat = flatten(fn, range, value);
  if (isArray(flat)) assignArray(fn, range, array, reshaped(fn, range, flat, array));
}
