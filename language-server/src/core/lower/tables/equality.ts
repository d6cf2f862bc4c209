// SPDX-License-Identifier: Apache-2.0
// `a == b` of dictionaries: as many keys, and the same value for each of them, in any order.

import type { SourceRange } from '../../graph/graph';
import { intConstant } from '../../numpy/elementwise';
import { comparison } from '../../numpy/operators';
import { isSetKind, isTable, type TableValue } from '../../types/lists';
import { constantValue, type DictValue, type GraphValue, tupleValue, type Value } from '../../types/value';
import { iterationOf } from '../iteration/iteration';
import { loopOver, when } from '../lists/list-loops';
import { compareValues } from '../lists/operators';
import type { FunctionLowering } from '../program/function';
import { Kept } from '../unions/each-type';
import { dictLength, entryAt, findKey, runtimeTable } from './dicts';
import { entryOf } from './entries';
import { keyType } from './keys';
import { dictSource } from './methods';

const BOOL: GraphValue = { kind: 'value', type: { kind: 'bool' } };

/** Undefined where one of them cannot be looked at by keys of the run. */
export function equalDicts(
  fn: FunctionLowering,
  range: SourceRange,
  op: '==' | '!=',
  a: DictValue | TableValue,
  b: DictValue | TableValue,
): Value | undefined {
  if ([a, b].some((each) => isTable(each) && (isSetKind(each.table) || each.table === 'Counter'))) return undefined;
  const isSame = sameDicts(fn, range, a, b);
  if (!isSame || op === '==') return isSame;
  return typeof isSame.constant === 'boolean'
    ? constantValue(!isSame.constant)
    : fn.emit('logical_not', range, [isSame], BOOL.type);
}

function sameDicts(
  fn: FunctionLowering,
  range: SourceRange,
  a: DictValue | TableValue,
  b: DictValue | TableValue,
): GraphValue | undefined {
  // Inside of a tuple, one and the same object is equal to itself, as in a dictionary.
  const equal = (x: Value, y: Value) => compareValues(fn, range, '==', tupleValue([x]), tupleValue([y]));
  if (a.kind === 'dict' && b.kind === 'dict') {
    const isOther = a.keys.length !== b.keys.length || a.keys.some((key) => !b.keys.includes(key));
    if (isOther) return constantValue(false);
    const entries = (each: DictValue) => a.keys.map((key) => entryOf(fn, range, each, each.keys.indexOf(key)));
    const same = compareValues(fn, range, '==', tupleValue(entries(a)), tupleValue(entries(b)));
    return same.kind === 'value' ? same : undefined;
  }
  const source = dictSource(fn, range, a, 'items');
  const other = runtimeTable(fn, range, b);
  if (!source || !other) return undefined;
  const sizes = comparison(fn, range, 'equal', dictLength(fn, range, a), dictLength(fn, range, b));
  if (sizes.kind !== 'value') return undefined;
  fn.markEffect();
  const kept = fn.graph && new Kept(fn, range, BOOL);
  kept?.set(sizes);
  const fail = () => kept?.set(constantValue(false));
  const work = () =>
    loopOver(fn, range, iterationOf(source), (item) => {
      if (item.kind !== 'tuple' || !keyType(other)) return;
      const place = findKey(fn, range, other, item.items[0]!);
      const isMissing = place && comparison(fn, range, 'less', place, intConstant(0));
      if (isMissing?.kind !== 'value') return;
      when(fn, range, isMissing, fail);
      when(fn, range, fn.emit('logical_not', range, [isMissing], BOOL.type), () => {
        const same = equal(item.items[1]!, entryAt(fn, range, other, place!)[1]);
        if (same.kind !== 'value') return;
        if (same.constant === false) fail();
        else if (same.constant === undefined) when(fn, range, fn.emit('logical_not', range, [same], BOOL.type), fail);
      });
    });
  when(fn, range, sizes, work);
  return (kept?.get() as GraphValue | undefined) ?? BOOL;
}
