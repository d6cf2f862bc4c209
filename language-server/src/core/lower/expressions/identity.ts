// SPDX-License-Identifier: Apache-2.0
// Python's containers take two values for the same when they are one object, or equal. Only for NaN this differs from
// `==`, and whether two NaN are one object is not followed here: where that decides, the run fails.

import type { SourceRange } from '../../graph/graph';
import { cast } from '../../numpy/elementwise';
import { isList } from '../../types/lists';
import {
  constantValue,
  elementOfValue,
  type GraphValue,
  isArray,
  tupleValue,
  UNKNOWN,
  type Value,
} from '../../types/value';
import { when } from '../lists/list-loops';
import { compareValues } from '../lists/operators';
import type { FunctionLowering } from '../program/function';
import { mapTypes } from '../unions/each-type';

const UNDECIDED =
  'two NaN meet in a comparison of items, which Python decides by whether they are one object; test with `math.isnan` first';

const textConstant = (text: string): GraphValue => constantValue(text) as GraphValue;

/** The item of a list is the value: one object, or equal. */
export function sameItem(fn: FunctionLowering, range: SourceRange, item: Value, value: Value): Value {
  return mapTypes(fn, range, tupleValue([item, value]), (pair) => {
    if (pair.kind !== 'tuple') return UNKNOWN;
    const [first, second] = pair.items as [Value, Value];
    refuseUndecided(fn, range, [first], [second]);
    return compareValues(fn, range, '==', first, second);
  });
}

/** Fails the run where the first pair that is not equal is one of two NaN. */
export function refuseUndecided(
  fn: FunctionLowering,
  range: SourceRange,
  left: readonly Value[],
  right: readonly Value[],
): void {
  const flag = { kind: 'bool' } as const;
  const both = left.map((value, i) => {
    const [a, b] = [nanTest(fn, range, value), nanTest(fn, range, right[i]!)];
    if (a === undefined || b === undefined) return undefined;
    if (a === true || b === true) return a === true ? b : a;
    return fn.emit('logical_and', range, [a, b], flag);
  });
  for (const [i, doubt] of both.entries()) {
    if (doubt === undefined) continue;
    let reached: GraphValue = doubt === true ? (constantValue(true) as GraphValue) : doubt;
    for (let before = 0; before < i; before++) {
      const equal = compareValues(fn, range, '==', left[before]!, right[before]!);
      const truth = equal.kind === 'value' && !isArray(equal) ? cast(fn, range, equal, 'bool') : undefined;
      if (!truth) return;
      reached = fn.emit('logical_and', range, [truth, reached], flag);
    }
    when(fn, range, reached, () =>
      fn.kernel('raise', range, [textConstant('NotImplementedError'), textConstant(UNDECIDED)], []),
    );
  }
}

/** Whether a number is NaN; undefined where it never is, true where it always is. */
function nanTest(fn: FunctionLowering, range: SourceRange, value: Value): GraphValue | true | undefined {
  if (value.kind !== 'value' || isArray(value) || !/^(float|complex|[fc]\d+)$/.test(elementOfValue(value) ?? ''))
    return undefined;
  if (typeof value.constant === 'number') return Number.isNaN(value.constant) ? true : undefined;
  const test = fn.emit(
    'is_nan',
    range,
    [value],
    value.type.kind === 'scalar' ? { kind: 'scalar', dtype: 'b1' } : { kind: 'bool' },
  );
  return cast(fn, range, test, 'bool');
}

/** `left is right`, where neither is None; undefined where Python's own store of objects decides. */
export function sameObject(fn: FunctionLowering, range: SourceRange, left: Value, right: Value): Value | undefined {
  const [a, b] = [left, right].map(typeName);
  if (a === undefined || b === undefined) return undefined;
  if (a !== b) return constantValue(false);
  if (left.kind !== 'value' || right.kind !== 'value') return undefined;
  // There is one True and one False.
  if (a === 'bool') return compareValues(fn, range, '==', left, right);
  if (a !== 'list' || left.id === undefined || right.id === undefined)
    return a === 'list' && fn.isDry ? { kind: 'value', type: { kind: 'bool' } } : undefined;
  return fn.kernel('list.is', range, [left, right], [{ kind: 'bool' }])[0]!;
}

/** A name for the Python type, as far as it is certain; objects of two types are never one. */
function typeName(value: Value): string | undefined {
  if (value.kind === 'tuple') return value.isList ? 'list' : 'tuple';
  if (value.kind === 'dict' || value.kind === 'class' || value.kind === 'function') return value.kind;
  if (value.kind !== 'value' || value.mixed) return undefined;
  if (value.list) return isList(value) && !value.table ? 'list' : undefined;
  const { type } = value;
  return type.kind === 'scalar' ? type.dtype : type.kind;
}
