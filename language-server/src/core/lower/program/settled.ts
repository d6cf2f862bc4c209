// SPDX-License-Identifier: Apache-2.0
// What leaves the task: dictionaries with the values that their entries have at the end.

import type { SourceRange } from '../../graph/graph';
import { isList, isSetKind, isTable } from '../../types/lists';
import { isReference } from '../../types/merging';
import { UNKNOWN, type Value } from '../../types/value';
import { iterationOf, iterationOfValue } from '../iteration/iteration';
import { loopOver } from '../lists/list-loops';
import { appendItem, newList } from '../lists/lists';
import { newTable, setEntry } from '../tables/dicts';
import { settledDict } from '../tables/entries';
import { dictSource } from '../tables/methods';
import type { FunctionLowering } from './function';

function hasReferences(value: Value | undefined): boolean {
  switch (value?.kind) {
    case 'tuple':
      return value.items.some(hasReferences);
    case 'dict':
      return value.items.some((item) => isReference(item) || hasReferences(item));
    case 'union':
      return value.alternatives.some(hasReferences);
    case 'value':
      return value.list?.parts.some(hasReferences) ?? false;
    default:
      return false;
  }
}

/** The value without references to what changes. */
export function settled(fn: FunctionLowering, range: SourceRange, value: Value, path = 'settled'): Value {
  if (!hasReferences(value)) return value;
  if (value.kind === 'dict' || value.kind === 'tuple') {
    const plain = value.kind === 'dict' ? settledDict(fn, range, value) : value;
    return { ...plain, items: plain.items.map((item, i) => settled(fn, range, item, `${path}.${i}`)) };
  }
  if (isTable(value) && !isSetKind(value.table)) {
    const site = fn.lists.at(range, path);
    site.require();
    const table = newTable(fn, range, site.cell, value.table);
    const source = dictSource(fn, range, value, 'items');
    if (!source) return UNKNOWN;
    loopOver(fn, range, iterationOf(source), (item) => {
      if (item.kind === 'tuple')
        setEntry(fn, range, table, item.items[0]!, settled(fn, range, item.items[1]!, `${path}*`));
    });
    return table;
  }
  if (!isList(value)) return value;
  const site = fn.lists.at(range, path);
  site.require();
  const list = newList(fn, range, site.cell, []);
  const items = iterationOfValue(fn, range, value);
  if (!list || !items) return UNKNOWN;
  loopOver(fn, range, items, (item) => appendItem(fn, range, list, settled(fn, range, item, `${path}*`)));
  return list;
}
