// SPDX-License-Identifier: Apache-2.0
// The flat iterator of arrays: `a.flat[3]`, `a.flat[::2] = 0`, `a.flat = value`. Elements count in C order, whatever the layout.

import type { SourceRange } from '../../graph/graph';
import { dimValue, intConstant } from '../../numpy/elementwise';
import { assignArray, assignItems, index } from '../../numpy/indexing';
import { arrayOf } from '../../numpy/indexing-operands';
import { comparison } from '../../numpy/operators';
import { flatten } from '../../numpy/reduce';
import { reshapeArray } from '../../numpy/shapes';
import type { Expr, SubscriptExpr } from '../../syntax/ast';
import { isList } from '../../types/lists';
import {
  type ArrayValue,
  arrayType,
  type GraphValue,
  isArray,
  quotedType,
  UNKNOWN,
  type Value,
} from '../../types/value';
import { when } from '../lists/list-loops';
import type { FunctionLowering } from '../program/function';
import { lowerExpr } from './expressions';
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
  if (isOneNumber(value)) assignItems(fn, range, own, items, value);
  else {
    const places = index(fn, range, own, items);
    if (!places || !isArray(places)) {
      fn.report('WEFT224', range, {
        name: 'value',
        function: 'element assignment',
        type: quotedType(value),
        reason: 'an element takes one number',
        instead: 'Store one element of it, such as `value[0]`',
      });
      return;
    }
    repeated(fn, range, value, dimValue(fn, range, places, 0), (all) => assignItems(fn, range, own, items, all));
  }
  if (!isVector) assignArray(fn, range, array, reshaped(fn, range, own, array));
}

/** `a.flat = value`: a number for all elements, or elements that are repeated until there are enough. */
export function assignFlat(fn: FunctionLowering, array: ArrayValue, value: Value, range: SourceRange): void {
  if (isOneNumber(value)) {
    assignArray(fn, range, array, value);
    return;
  }
  const size = dimValue(fn, range, flatten(fn, range, array) as ArrayValue, 0);
  repeated(fn, range, value, size, (all) => assignArray(fn, range, array, reshaped(fn, range, all, array)));
}

function isOneNumber(value: Value): boolean {
  return value.kind === 'value' && !isArray(value) && !isList(value);
}

/** The elements of a value, over and over until there are `count`; nothing happens where it has none. */
function repeated(
  fn: FunctionLowering,
  range: SourceRange,
  value: Value,
  count: GraphValue,
  assign: (all: ArrayValue) => void,
): void {
  const given = isArray(value) ? value : value.kind === 'unknown' ? undefined : arrayOf(fn, range, value, 'value');
  const flat = given && flatten(fn, range, given);
  if (!flat || !isArray(flat)) return;
  const length = dimValue(fn, range, flat, 0);
  const isAny = comparison(fn, range, 'greater', length, intConstant(0));
  if (isAny.kind !== 'value') return;
  when(fn, range, isAny, () => {
    const type = arrayType(flat.type.dtype, [fn.unknownDim()]);
    const [all] = fn.kernel('resize', range, [flat, count], [type]);
    if (all && isArray(all)) assign(all);
  });
}
