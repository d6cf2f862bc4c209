// SPDX-License-Identifier: Apache-2.0
// Types of lists that go from one function to another: each function has cells of its own.

import { type ItemConflict, itemLeaves, ListCell, type ListClock, mapItem } from './lists';
import type { GraphValue, Value } from './value';

/** A cell of the same type for another function. */
export function cloneCell(cell: ListCell, clock: ListClock): ListCell {
  if (cell.isOpen) return cell;
  const copy = new ListCell(clock, cell.isTuple);
  copy.setForeign();
  if (cell.isPlain) copy.setPlain();
  if (cell.isKeyed) copy.setKeyed();
  const { given, record } = cell;
  const quiet = clock.changes;
  const clone = (leaf: GraphValue) => (leaf.list ? { ...leaf, list: cloneCell(leaf.list, clock) } : leaf);
  if (record) copy.putAll(record.map((each) => mapItem(each, clone)));
  else if (given) copy.put(mapItem(given, clone));
  if (cell.isSettled) copy.settle();
  clock.changes = quiet;
  return copy;
}

/** The type of `from` becomes part of the type of `into`, at every depth; the cells stay apart. */
export function learnType(into: ListCell, from: ListCell): ItemConflict | undefined {
  if (into.isSame(from) || from.isNothing) return undefined;
  if (from.isPlain) into.setPlain();
  if (from.isKeyed) into.setKeyed();
  if (!from.record && into.record && from.given) {
    const problem = into.spread();
    if (problem) return problem;
  }
  const { record } = from;
  if (record && into.record && record.length === into.record.length) {
    const known = into.record;
    return into.putAll(record.map((each, i) => learned(into.clock, each, known[i])));
  }
  if (record && !into.item) return into.putAll(record.map((each) => learned(into.clock, each, undefined)));
  return from.given && into.put(learned(into.clock, from.given, into.item));
}

/** The item with the own lists of `known` where it has lists. */
function learned(clock: ListClock, item: Value, known: Value | undefined): Value {
  const mine = known ? itemLeaves(known) : [];
  const isSame = mine.length === itemLeaves(item).length;
  let position = 0;
  return mapItem(item, (leaf) => {
    const own = isSame ? mine[position] : mine.find((each) => each.list);
    position++;
    if (!leaf.list) return leaf;
    if (!own?.list) return { ...leaf, list: cloneCell(leaf.list, clock) };
    learnType(own.list, leaf.list);
    return { ...leaf, list: own.list };
  });
}

/** Nothing but None is put into the list, or into some list in it. */
export function hasSettled(cell: ListCell): boolean {
  return cell.isSettled || cell.parts.flatMap(itemLeaves).some(({ list }) => list !== undefined && hasSettled(list));
}
