// SPDX-License-Identifier: Apache-2.0
// Dictionaries and sets of the run as values: references to lists of items, as their types go.

import { isLive } from '../../types/closures';
import { isSetKind, isTable, type ListCell, listValue, type TableKind, type TableValue } from '../../types/lists';
import { isReference } from '../../types/merging';
import { constantValue, type DictKey, type DictValue, tupleValue, UNKNOWN, type Value } from '../../types/value';

export function tableValue(cell: ListCell, table: TableKind, id?: number): TableValue {
  if (isSetKind(table)) cell.setPlain();
  else cell.setKeyed();
  return { ...listValue(cell, id), table };
}

export function keyValue(key: DictKey): Value {
  return constantValue(key);
}

/** The dictionary as one of the run from its creation on, without a node; undefined where it was made elsewhere. */
export function requireTable(value: DictValue | TableValue): TableValue | undefined {
  if (isTable(value)) return value;
  if (!value.site) return undefined;
  value.site.require();
  value.site.cell.setKeyed();
  for (const [i, item] of value.items.entries()) {
    // It takes its values along where it is put in.
    if (isLive(item)) continue;
    if (value.site.cell.put(tupleValue([keyValue(value.keys[i]!), typeOfEntry(item)]))) return undefined;
  }
  return tableValue(value.site.cell, 'dict');
}

/** What an entry of a dictionary may hold, without a node. */
export function typeOfEntry(item: Value): Value {
  return isReference(item) ? (item.list.item ?? UNKNOWN) : item;
}
