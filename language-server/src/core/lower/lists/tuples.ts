// SPDX-License-Identifier: Apache-2.0
// Tuples whose length only the run knows: lists that nothing changes. What reads one takes it for the list that it is; what
// gives one (`+`, `*`, slices, `tuple(...)`) says so. A tuple of known length becomes one where both may stand.

import type { SourceRange } from '../../graph/graph';
import { cast, intConstant } from '../../numpy/elementwise';
import { comparison } from '../../numpy/operators';
import { cloneCell } from '../../types/learning';
import {
  isList,
  isRunTuple,
  isTupleLike,
  type ListCell,
  ListClock,
  type ListValue,
  listValue,
  type RunTuple,
  textOfItem,
} from '../../types/lists';
import { listOfTuple, tupleOfList } from '../../types/tuple-views';
import { constantValue, type GraphValue, quotedType, type TupleValue, UNKNOWN, type Value } from '../../types/value';
import { sameItem } from '../expressions/identity';
import { type Iteration, iterationOfValue } from '../iteration/iteration';
import type { ActiveSlots, FunctionLowering, Slot } from '../program/function';
import { alternativeName } from '../program/structure';
import { keepViews } from '../statements/kept-views';
import { Kept } from '../unions/each-type';
import { collect, loopOver, when } from './list-loops';
import { appendItem, getItem, listKernel, listLength, newList, operandsOf, put } from './lists';

/** A cell for tuples that are made here. */
export function tupleCell(fn: FunctionLowering, range: SourceRange, role = 'tuple'): ListCell {
  const site = fn.lists.at(range, role);
  site.require();
  return site.cell.as(true);
}

/**
 * The tuple as one whose length only the run knows, of the items of `cell`; undefined after a report. `isFitting`: the
 * types of its items lose nothing there.
 */
export function runTuple(
  fn: FunctionLowering,
  range: SourceRange,
  value: RunTuple | TupleValue,
  cell: ListCell,
  isFitting = false,
): RunTuple | undefined {
  if (value.kind === 'value') {
    if (!cell.unify(value.list)) return value;
    fn.report('WEFT280', range, {
      first: quotedType(listValue(cell)),
      second: quotedType(value),
      reason: 'the items of these tuples do not stand in one list',
      instead: 'Use tuples of one kind of items',
    });
    return undefined;
  }
  if (!isFitting && !value.items.every((item) => put(fn, range, cell, item))) return undefined;
  const operands: GraphValue[] = [];
  for (const item of value.items) {
    const leaves = cell.item && operandsOf(fn, range, cell.item, item, isFitting);
    if (!leaves) return undefined;
    operands.push(...leaves);
  }
  if (!fn.isDry && cell.type().items.length === 0) {
    fn.markIncomplete();
    return undefined;
  }
  keepViews(fn, cell, operands);
  return listValue(cell, fn.emit('list_new', range, operands, cell.type()).id) as RunTuple;
}

/** A value with such tuples where the plan has them. */
export function withRunTuples(fn: FunctionLowering, range: SourceRange, plan: Value, value: Value): Value {
  if (value.kind !== 'tuple' || value.isList) return value;
  if (isRunTuple(plan)) return runTuple(fn, range, value, plan.list) ?? value;
  if (plan.kind !== 'tuple' || plan.items.length !== value.items.length) return value;
  const items = value.items.map((item, i) => withRunTuples(fn, range, plan.items[i]!, item));
  return items.every((item, i) => item === value.items[i]) ? value : { ...value, items };
}

/** Tuples of known length at `name` and below, by the names of their parts. */
function tuplesIn(name: string, value: Value): { own: string; tuple: TupleValue }[] {
  if (value.kind === 'union') return value.alternatives.flatMap((each) => tuplesIn(alternativeName(name, each), each));
  if (value.kind !== 'tuple' && value.kind !== 'instance') return [];
  const own = value.kind === 'tuple' && !value.isList ? [{ own: name, tuple: value }] : [];
  return [...own, ...value.items.flatMap((item, i) => tuplesIn(`${name}.${i}`, item))];
}

/** Writes tuples of known length into variables that hold such tuples. */
export function writeTuples(
  fn: FunctionLowering,
  name: string,
  value: Value,
  active: readonly ActiveSlots[],
  write: (own: string, tuple: GraphValue) => void,
  range: SourceRange,
): void {
  const cellAt = (own: string) => active.flatMap((slots) => slots.get(own) ?? []).find((slot) => slot.tuple)?.tuple;
  for (const path of value.kind === 'union' ? [name] : [name, alternativeName(name, value)]) {
    for (const { own, tuple } of tuplesIn(path, value)) {
      const cell = cellAt(own);
      const made = cell && runTuple(fn, range, tuple, cell);
      if (made) write(own, made);
    }
  }
}

/** Writes the tuple of known length that the name holds, as `load` gives it, into such a variable; false where there is none. */
export function prepareTuple(
  fn: FunctionLowering,
  name: string,
  own: string,
  slot: Slot,
  load: () => Value | undefined,
  range: SourceRange,
): boolean {
  const held = slot.tuple && fn.env.get(name);
  if (!slot.tuple || !held || !tuplesIn(name, held.value).some((each) => each.own === own)) return false;
  const tuple = tuplesIn(name, load() ?? UNKNOWN).find((each) => each.own === own)?.tuple;
  const made = tuple && runTuple(fn, range, tuple, slot.tuple);
  if (made) fn.write(slot, made, range);
  return true;
}

/** `a + b` of tuples, one of which has a length that only the run knows. */
export function joinTuples(
  fn: FunctionLowering,
  range: SourceRange,
  left: RunTuple | TupleValue,
  right: RunTuple | TupleValue,
): Value {
  const { list: cell } = (isRunTuple(left) ? left : right) as RunTuple;
  if (![left, right].every((side) => fits(cell, side))) return chain(fn, range, [left, right]);
  const sides = [left, right].map((side) => runTuple(fn, range, side, cell));
  if (!sides[0] || !sides[1]) return UNKNOWN;
  const [a, b] = sides.map((side) => listOfTuple(side!)) as [ListValue, ListValue];
  return tupleOfList(listKernel(fn, 'list.concat', range, [a, b], a.list));
}

/** Whether the items are of the types that the cell has, as far as it is known what these are. */
function fits(cell: ListCell, side: RunTuple | TupleValue): boolean {
  const items = side.kind === 'value' ? side.list.parts : side.items;
  if (items.length === 0 || (side.kind === 'value' && side.list.isSame(cell))) return true;
  if (!cell.item) return false;
  const copy = cloneCell(cell, new ListClock());
  return items.every((item) => !copy.put(item)) && textOfItem(copy.item) === textOfItem(cell.item);
}

/** The items of several tuples, one by one: they are of other types than those of the first one. */
function chain(fn: FunctionLowering, range: SourceRange, sides: readonly (RunTuple | TupleValue)[]): Value {
  const site = fn.lists.at(range, 'chain');
  site.require();
  const result = newList(fn, range, site.cell, []);
  if (!result) return UNKNOWN;
  for (const side of sides) {
    const items = iterationOfValue(fn, range, side);
    if (!items) return UNKNOWN;
    loopOver(fn, range, items, (item) => appendItem(fn, range, result, item));
  }
  return tupleOfList(result);
}

/** `t * n`. */
export function repeatTuple(
  fn: FunctionLowering,
  range: SourceRange,
  value: RunTuple | TupleValue,
  count: GraphValue,
): Value {
  const tuple = runTuple(fn, range, value, value.kind === 'value' ? value.list : tupleCell(fn, range));
  const times = cast(fn, range, count, 'int');
  if (!tuple || !times) return UNKNOWN;
  const list = listOfTuple(tuple);
  return tupleOfList(listKernel(fn, 'list.repeat', range, [list, times], list.list));
}

/** `tuple(values)` of items whose number only the run knows. */
export function tupleOfItems(fn: FunctionLowering, range: SourceRange, items: Iteration | readonly Value[]): Value {
  const list = collect(fn, range, items, (item, add) => add(item), 'tuple');
  return isList(list) ? tupleOfList(list) : UNKNOWN;
}

/** `t[i]` looks at the place first: the error names a tuple. */
export function checkPlace(fn: FunctionLowering, range: SourceRange, tuple: RunTuple, index: GraphValue): void {
  const length = listLength(fn, range, listOfTuple(tuple));
  const least = fn.emit('neg', range, [length], { kind: 'int' });
  const tests = [comparison(fn, range, 'less', index, least), comparison(fn, range, 'greater_equal', index, length)];
  const [low, high] = tests.map((test) => (test.kind === 'value' ? cast(fn, range, test, 'bool') : undefined));
  if (!low || !high) return;
  const isOut = fn.emit('logical_or', range, [low, high], { kind: 'bool' });
  const what = [constantValue('IndexError'), constantValue('tuple index out of range')] as GraphValue[];
  fn.kernel('raise_if', range, [isOut, ...what], []);
}

/** `t == (a, b)`: of the same length, and item by item. Undefined where both lengths are open. */
export function equalsKnown(
  fn: FunctionLowering,
  range: SourceRange,
  left: Value,
  right: Value,
): GraphValue | undefined {
  if (!isTupleLike(left) || !isTupleLike(right) || left.kind === right.kind) return undefined;
  const tuple = (left.kind === 'value' ? left : right) as RunTuple;
  const known = (left.kind === 'value' ? right : left) as TupleValue;
  const list = listOfTuple(tuple);
  const same = comparison(fn, range, 'equal', listLength(fn, range, list), intConstant(known.items.length));
  const flag: GraphValue = { kind: 'value', type: { kind: 'bool' } };
  if (same.kind !== 'value') return undefined;
  const found = fn.graph && new Kept(fn, range, flag);
  found?.set(constantValue(false));
  const from = (place: number): void => {
    if (place === known.items.length) {
      found?.set(constantValue(true));
      return;
    }
    const equal = sameItem(fn, range, getItem(fn, range, list, intConstant(place)), known.items[place]!);
    const truth = equal.kind === 'value' ? cast(fn, range, equal, 'bool') : undefined;
    if (truth) when(fn, range, truth, () => from(place + 1));
  };
  when(fn, range, same, () => from(0));
  fn.markEffect();
  return found ? (found.get() as GraphValue) : flag;
}
