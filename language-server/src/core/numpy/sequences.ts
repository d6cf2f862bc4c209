// SPDX-License-Identifier: Apache-2.0
// Written sequences as arrays: `np.array([[1, 2], [3, 4]])`, and every function that takes a sequence for an array.

import type { DType, SourceRange } from '../graph/graph';
import { isList } from '../types/lists';
import { promote, strongDType } from '../types/promote';
import { listView } from '../types/tuple-views';
import {
  arrayType,
  elementOfValue,
  type GraphValue,
  isArray,
  isNumber,
  quotedType,
  type TupleValue,
  UNKNOWN,
  type Value,
} from '../types/value';
import type { Context } from './context';
import { cast, castAll, intConstant } from './elementwise';
import { arrayOfList, partRange } from './lists';
import { stackValues } from './shapes';

/** The leaves of nested sequences in C order, and their shape; undefined when the nesting is ragged. */
function leavesOf(value: Value): { leaves: Value[]; shape: number[] } | undefined {
  if (value.kind !== 'tuple') return { leaves: [value], shape: [] };
  const parts = value.items.map(leavesOf);
  const first = parts[0];
  if (!first) return parts.length === 0 ? { leaves: [], shape: [0] } : undefined;
  const leaves: Value[] = [];
  for (const part of parts) {
    if (!part || part.shape.length !== first.shape.length || part.shape.some((size, i) => size !== first.shape[i]))
      return undefined;
    leaves.push(...part.leaves);
  }
  return { leaves, shape: [value.items.length, ...first.shape] };
}

const MAX_LITERAL = 4096;
const MAX_AXES = 8;

/** Arrays in nested sequences, stacked level by level. */
function stackNested(ctx: Context, range: SourceRange, value: Value): Value {
  if (value.kind !== 'tuple') return value;
  const items: GraphValue[] = [];
  for (const item of value.items) {
    const stacked = stackNested(ctx, range, item);
    if (stacked.kind !== 'value') return UNKNOWN;
    items.push(stacked);
  }
  return stackValues(ctx, range, items, 0);
}

/** Run-time lists in the sequence as arrays. */
function withArrays(ctx: Context, range: SourceRange, value: Value): Value {
  const view = listView(value);
  if (isList(view)) return arrayOfList(ctx, range, view) ?? UNKNOWN;
  if (view.kind !== 'tuple') return view;
  return { ...view, items: view.items.map((item, i) => withArrays(ctx, partRange(range, i), item)) };
}

/** The array of a written sequence; unknown after a report. */
export function arrayOfSequence(ctx: Context, range: SourceRange, value: TupleValue, dtype: DType | null): Value {
  const refuse = (reason: string, instead: string): Value => ctx.report('WEFT242', range, { reason, instead });
  const whole = withArrays(ctx, range, value);
  const found = leavesOf(whole);
  if (found?.leaves.some((leaf) => leaf.kind === 'unknown')) return UNKNOWN;
  if (!found) return refuse('its rows have different lengths', 'Give all rows the same length');
  const { leaves, shape } = found;
  if (leaves.some(isArray)) {
    if (leaves.every(isArray)) {
      const stacked = stackNested(ctx, range, whole);
      return stacked.kind === 'value'
        ? (cast(ctx, range, stacked, dtype ?? (elementOfValue(stacked) as DType)) ?? UNKNOWN)
        : UNKNOWN;
    }
    return refuse('it mixes numbers and arrays', 'Join arrays with `np.concatenate` or `np.stack`');
  }
  const other = leaves.find((leaf) => !isNumber(leaf));
  if (other) return refuse(`it holds ${quotedType(other)}`, 'Use numbers only');
  if (shape.length > MAX_AXES) return refuse(`it has more than ${MAX_AXES} axes`, 'Use fewer axes');
  if (leaves.length > MAX_LITERAL) return refuse(`it has more than ${MAX_LITERAL} elements`, 'Pass it as an argument');
  const numbers = leaves as GraphValue[];
  if (numbers.length === 0) {
    const sizes = shape.map(intConstant);
    return ctx.emit('empty', range, sizes, arrayType(dtype ?? 'f64', shape.map(String)));
  }
  const element =
    dtype ?? numbers.map((each) => strongDType(elementOfValue(each))).reduce((a, b) => promote(a, b) as DType);
  const operands = castAll(ctx, range, numbers, element);
  return operands ? ctx.emit('pack', range, operands, arrayType(element, shape.map(String))) : UNKNOWN;
}
