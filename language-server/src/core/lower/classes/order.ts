// SPDX-License-Identifier: Apache-2.0
// `<` and the like between objects: by their own methods, by their fields, or not at all.

import type { SourceRange } from '../../graph/graph';
import { cast } from '../../numpy/elementwise';
import type { CompareOperator } from '../../syntax/ast';
import { alternativesOf } from '../../types/unions';
import { constantValue, type GraphValue, tupleValue, type Value } from '../../types/value';
import { when } from '../lists/list-loops';
import { compareValues } from '../lists/operators';
import type { FunctionLowering } from '../program/function';
import { infoOf, specialMethod } from './instances';
import { sameObject } from './operators';
import { fieldsOf } from './records';

const REFLECTED: Readonly<Record<string, readonly [string, string]>> = {
  '<': ['__lt__', '__gt__'],
  '<=': ['__le__', '__ge__'],
  '>': ['__gt__', '__lt__'],
  '>=': ['__ge__', '__le__'],
};

/** Objects of classes that say by a method how they are ordered, at any depth of tuples. */
export function hasOwnOrder(fn: FunctionLowering, value: Value): boolean {
  if (value.kind === 'tuple') return value.items.some((item) => hasOwnOrder(fn, item));
  if (value.kind === 'union') return alternativesOf(value).some((each) => hasOwnOrder(fn, each));
  return value.kind === 'instance' && ['__lt__', '__gt__'].some((name) => specialMethod(fn, value, name) !== undefined);
}

/** The value with the fields that count in place of objects which are ordered by them. */
export function orderKey(fn: FunctionLowering, range: SourceRange, value: Value): Value {
  if (value.kind === 'tuple') return { ...value, items: value.items.map((item) => orderKey(fn, range, item)) };
  if (value.kind !== 'instance') return value;
  const info = infoOf(fn, value.cls);
  const isOrdered = info.kind === 'tuple' || info.isOrdered;
  if (!isOrdered || hasOwnOrder(fn, value)) return value;
  return tupleValue(fieldsOf(fn, range, value, 'compare').map((item) => orderKey(fn, range, item)));
}

/** Two objects without an order. CPython raises `TypeError` where it comes to them. */
export function isUnordered(fn: FunctionLowering, op: CompareOperator, left: Value, right: Value): boolean {
  const names = REFLECTED[op];
  if (!names || left.kind !== 'instance' || right.kind !== 'instance') return false;
  if (specialMethod(fn, left, names[0]) || specialMethod(fn, right, names[1])) return false;
  const [a, b] = [infoOf(fn, left.cls), infoOf(fn, right.cls)];
  if (a.kind === 'tuple' && b.kind === 'tuple') return false;
  return !(a.isOrdered && left.cls === right.cls);
}

/**
 * Whether two objects without an order are equal, as Python asks before it compares them; fails the run where they are
 * not, and all items before them are.
 */
export function equalOrFail(
  fn: FunctionLowering,
  range: SourceRange,
  op: CompareOperator,
  [left, right]: readonly [Value, Value],
  before: readonly (readonly [Value, Value])[],
): GraphValue {
  const same = sameObject(fn, range, left, right);
  const equal = (same && cast(fn, range, same, 'bool')) ?? (constantValue(false) as GraphValue);
  let reached =
    typeof equal.constant === 'boolean'
      ? (constantValue(!equal.constant) as GraphValue)
      : fn.emit('logical_not', range, [equal], { kind: 'bool' });
  for (const [x, y] of before) {
    const found = compareValues(fn, range, '==', x, y);
    const truth = found.kind === 'value' ? cast(fn, range, found, 'bool') : undefined;
    if (truth) reached = fn.emit('logical_and', range, [truth, reached], { kind: 'bool' });
  }
  const [a, b] = [left, right].map((each) => (each.kind === 'instance' ? each.cls : ''));
  const text = `'${op}' not supported between instances of '${a}' and '${b}'`;
  const operands = [constantValue('TypeError'), constantValue(text)] as GraphValue[];
  when(fn, range, reached, () => fn.kernel('raise', range, operands, []));
  return equal;
}
