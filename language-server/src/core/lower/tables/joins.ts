// SPDX-License-Identifier: Apache-2.0
// Dictionaries where paths meet.

import { isTable, listValue, type TableValue } from '../../types/lists';
import { isReference, sameKeys, unifyShapes } from '../../types/merging';
import type { DictIdentity, DictValue, Value } from '../../types/value';
import { requireTable, tableValue } from './values';

export function isDictLike(value: Value): value is DictValue | TableValue {
  return value.kind === 'dict' || isTable(value);
}

type Join<Names> = (names: Names, key: string, a: Value, b: Value) => Value | undefined;

const ANY: DictIdentity = {};

/** Of the same keys, joined item by item; any others become dictionaries of the run. */
export function joinDicts<Names>(names: Names, key: string, a: Value, b: Value, join: Join<Names>): Value | undefined {
  if (!isDictLike(a) || !isDictLike(b)) return undefined;
  if (a.kind === 'dict' && b.kind === 'dict' && sameKeys(a, b) && unifyShapes(a, b)) {
    const items: Value[] = [];
    for (const [i, item] of a.items.entries()) {
      const other = b.items[i]!;
      const reference = isReference(item) ? item : isReference(other) ? other : undefined;
      if (reference) {
        // Where one of them is none yet, its function is read again.
        items.push(listValue(reference.list));
        continue;
      }
      const isKnown =
        item.kind === 'value' &&
        other.kind === 'value' &&
        item.constant !== undefined &&
        Object.is(item.constant, other.constant);
      const joined = isKnown && item.type.kind === other.type.kind ? item : join(names, `${key}.${i}`, item, other);
      if (!joined) return undefined;
      items.push(joined);
    }
    return { ...a, items, identity: a.identity === b.identity ? a.identity : ANY };
  }
  const first = requireTable(a);
  const second = requireTable(b);
  if (!first || !second || first.table !== second.table || first.list.unify(second.list)) return undefined;
  return tableValue(first.list, first.table);
}
