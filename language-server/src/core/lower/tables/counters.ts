// SPDX-License-Identifier: Apache-2.0
// Arithmetic of `collections.Counter` and its methods that other dictionaries do not have.

import type { SourceRange } from '../../graph/graph';
import { intConstant } from '../../numpy/elementwise';
import { binaryOperation } from '../../numpy/operators';
import { isTable, type TableValue } from '../../types/lists';
import { tupleValue, UNKNOWN, type Value } from '../../types/value';
import { iterationOf } from '../iteration/iteration';
import { lowerListBuiltin } from '../lists/builtins';
import { collect, loopOver, when } from '../lists/list-loops';
import { compareValues } from '../lists/operators';
import type { FunctionLowering } from '../program/function';
import { mapTypes } from '../unions/each-type';
import { dictMembership, newTable, setEntry } from './dicts';
import { dictSource, getOr } from './methods';

export function isCounter(value: Value): value is TableValue & { readonly table: 'Counter' } {
  return isTable(value) && value.table === 'Counter';
}

const ZERO = intConstant(0);

/** `a op b` of counts, which may have several types. */
export function countOf(fn: FunctionLowering, range: SourceRange, op: '+' | '-', a: Value, b: Value): Value {
  return mapTypes(fn, range, tupleValue([a, b]), (pair) =>
    pair.kind === 'tuple' ? binaryOperation(fn, range, op, pair.items[0]!, pair.items[1]!) : UNKNOWN,
  );
}

function eachCount(
  fn: FunctionLowering,
  range: SourceRange,
  counter: TableValue,
  work: (key: Value, count: Value) => void,
): void {
  const source = dictSource(fn, range, counter, 'items');
  if (!source) return;
  loopOver(fn, range, iterationOf(source), (item) => {
    if (item.kind === 'tuple') work(item.items[0]!, item.items[1]!);
  });
}

/** `a + b`, `a - b`, `a & b`, `a | b`: what is greater than zero, the keys of `a` first. Undefined for other operands. */
export function counterBinary(
  fn: FunctionLowering,
  range: SourceRange,
  op: string,
  a: Value,
  b: Value,
): Value | undefined {
  if (!isCounter(a) || !isCounter(b) || !/^[-+&|]$/.test(op)) return undefined;
  const site = fn.lists.at(range, 'Counter');
  site.require();
  const result = newTable(fn, range, site.cell, 'Counter');
  const test = (op: '<' | '>', x: Value, y: Value, then: () => void, otherwise?: () => void): void => {
    const holds = compareValues(fn, range, op, x, y);
    if (holds.kind !== 'value') {
      fn.markIncomplete();
      return;
    }
    when(fn, range, holds, then);
    if (otherwise) when(fn, range, fn.emit('logical_not', range, [holds], holds.type), otherwise);
  };
  const keep = (key: Value, count: Value) => test('>', count, ZERO, () => setEntry(fn, range, result, key, count));
  eachCount(fn, range, a, (key, count) => {
    const other = getOr(fn, range, b, key, ZERO);
    if (op === '+' || op === '-') {
      keep(key, countOf(fn, range, op, count, other));
      return;
    }
    const [less, more] = op === '&' ? [count, other] : [other, count];
    test(
      '<',
      count,
      other,
      () => keep(key, less),
      () => keep(key, more),
    );
  });
  if (op === '&') return result;
  eachCount(fn, range, b, (key, count) => {
    const isKnown = dictMembership(fn, range, key, a);
    if (isKnown.kind !== 'value') return;
    const isNew = fn.emit('logical_not', range, [isKnown], isKnown.type);
    when(fn, range, isNew, () => keep(key, op === '-' ? countOf(fn, range, '-', ZERO, count) : count));
  });
  return result;
}

/** `counter.total()`. */
export function totalOf(fn: FunctionLowering, range: SourceRange, counter: TableValue): Value | undefined {
  const source = dictSource(fn, range, counter, 'values');
  if (!source) return undefined;
  const counts = collect(fn, range, iterationOf(source), (item, add) => add(item), 'total');
  return lowerListBuiltin(fn, range, 'sum', { positional: [{ value: counts, range }], keywords: [] });
}
