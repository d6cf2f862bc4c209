// SPDX-License-Identifier: Apache-2.0
// Lists that a function gives back: what its callers put into them, or join them with, is part of their type where the
// function makes them.

import { learnType } from '../../types/learning';
import { ListCell, textOfItem } from '../../types/lists';
import { codeOf } from '../../types/unions';
import type { Value } from '../../types/value';
import type { FunctionLowering } from '../program/function';
import type { Instance } from '../program/instance';
import { leavesOf } from '../program/structure';

/** A list that a call gave, and which of the results of that function it is. */
export interface GivenList {
  readonly maker: Instance;
  readonly place: number;
  readonly cell: ListCell;
  /** What it held when it was given. */
  readonly before: string;
}

function textOf(cell: ListCell): string {
  return `${cell.isPlain}${cell.isKeyed}${cell.parts.map(textOfItem).join('; ')}`;
}

/** Remembers the lists of a result in the caller's words. */
export function noteLists(fn: FunctionLowering, maker: Instance, plan: Value, result: Value): void {
  if (!fn.isDry) return;
  const given = leavesOf(result);
  for (const [place, { list }] of leavesOf(plan).entries()) {
    const cell = given[place]?.list;
    if (list && cell && !cell.isOpen) fn.givenLists.push({ maker, place, cell, before: textOf(cell) });
  }
}

/** Tells the functions that made lists what they hold here: they are read again. */
export function tellMakers(fn: FunctionLowering): void {
  const { clock } = fn.lists;
  for (const { maker, place, cell, before } of fn.givenLists) {
    if (textOf(cell) === before) continue;
    const wanted = maker.wanted.get(place) ?? new ListCell(clock);
    const known = textOf(wanted);
    const quiet = clock.changes;
    learnType(wanted, cell);
    clock.changes = quiet;
    maker.wanted.set(place, wanted);
    if (textOf(wanted) === known) continue;
    maker.isStale = true;
    clock.changes++;
  }
}

/** What callers put into the lists of the result becomes part of their types. */
export function learnWanted(instance: Instance, result: Value): void {
  const { plan, wanted } = instance;
  if (!plan || wanted.size === 0) return;
  const walk = (like: Value, value: Value, place: number): void => {
    if (like.kind === 'union') {
      let at = place + 1;
      for (const each of like.alternatives) {
        const given = value.kind === 'union' ? value.alternatives : [value];
        const own = given.find((other) => codeOf(other) === codeOf(each));
        if (own) walk(each, own, at);
        at += leavesOf(each).length;
      }
      return;
    }
    if ('items' in like && 'items' in value) {
      let at = place;
      for (const [i, item] of like.items.entries()) {
        if (value.items[i]) walk(item, value.items[i], at);
        at += leavesOf(item).length;
      }
      return;
    }
    const cell = wanted.get(place);
    if (cell && value.kind === 'value' && value.list && !value.list.isOpen) learnType(value.list, cell);
  };
  walk(plan, result, 0);
}
