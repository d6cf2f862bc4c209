// SPDX-License-Identifier: Apache-2.0
// Entries of dictionaries with constant keys that change at run time, as attributes of objects do: each dictionary has a
// list of one item for each of them.

import type { SourceRange } from '../../graph/graph';
import { intConstant } from '../../numpy/elementwise';
import { refuseKeptPart } from '../../numpy/parts';
import type { AttributeCell } from '../../types/attributes';
import type { DictShape } from '../../types/dict-shapes';
import { listValue } from '../../types/lists';
import { isReference } from '../../types/merging';
import {
  constantValue,
  type DictKey,
  type DictValue,
  dictKeyText,
  type GraphValue,
  quotedType,
  UNKNOWN,
  type Value,
} from '../../types/value';
import { referredValue } from '../classes/variables';
import { operandsOf } from '../lists/lists';
import type { FunctionLowering } from '../program/function';
import { hasUnknown, leavesOf } from '../program/structure';
import { keepViews } from '../statements/kept-views';

/** The value as the entry holds it; undefined after a report. */
function operandsOfEntry(
  fn: FunctionLowering,
  range: SourceRange,
  cell: AttributeCell,
  key: DictKey,
  value: Value,
): readonly GraphValue[] | undefined {
  if (hasUnknown(value) || refuseKeptPart(fn, range, value)) {
    fn.markIncomplete(range);
    return undefined;
  }
  const fixed = leavesOf(value).find(
    (leaf) => leaf.readOnly !== undefined && (leaf.list || leaf.type.kind === 'array'),
  );
  if (fixed) {
    fn.report('WEFT282', range, {
      what: `The entry \`${dictKeyText(key)}\` cannot keep this array`,
      reason: fixed.readOnly!,
      instead: 'Keep a copy: `np.array(a)`, `list(a)`',
    });
    return undefined;
  }
  const problem = cell.put(value);
  if (problem) {
    const { first, second } = problem;
    if (hasUnknown(first) || hasUnknown(second)) fn.markIncomplete(range);
    else {
      const isOne = first === second || quotedType(first) === quotedType(second);
      fn.report('WEFT282', range, {
        what: isOne
          ? `The entry \`${dictKeyText(key)}\` cannot hold ${quotedType(second)}`
          : `The entry \`${dictKeyText(key)}\` cannot hold ${quotedType(first)} and ${quotedType(second)}`,
        reason: isOne
          ? 'an entry that changes holds numbers, texts, arrays, lists and objects, and nothing that holds its dictionary'
          : 'no one type holds both',
        instead: isOne ? 'Keep it in a name of its own, or places of a list as integers' : 'Use a key for each type',
      });
    }
    return undefined;
  }
  const operands = operandsOf(fn, range, cell.item!, value);
  if (!operands) {
    fn.markIncomplete(range);
    return undefined;
  }
  return operands.length === 0 ? [constantValue(true)] : operands;
}

/** The value of an entry of a new dictionary: a reference, where the entry changes. Undefined after a report. */
export function newEntry(
  fn: FunctionLowering,
  range: SourceRange,
  shape: DictShape,
  key: DictKey,
  value: Value,
): Value | undefined {
  const cell = shape.cellOf(key);
  if (!cell) return value;
  const operands = operandsOfEntry(fn, range, cell, key, value);
  if (operands) keepViews(fn, cell, operands);
  return operands && listValue(cell, fn.emit('list_new', range, operands, cell.type()).id);
}

/** What the entry at a place of the dictionary holds now. */
export function entryOf(fn: FunctionLowering, range: SourceRange, base: DictValue, place: number): Value {
  const item = base.items[place] ?? UNKNOWN;
  return isReference(item) ? referredValue(fn, range, item) : item;
}

export function entriesOf(fn: FunctionLowering, range: SourceRange, base: DictValue): Value[] {
  return base.items.map((_, place) => entryOf(fn, range, base, place));
}

/** The dictionary with the values that it has now, for what only looks at them. */
export function settledDict(fn: FunctionLowering, range: SourceRange, base: DictValue): DictValue {
  return base.items.some(isReference) ? { ...base, items: entriesOf(fn, range, base), identity: {} } : base;
}

/** Values that are computed when they are looked at, in turn. */
export function lazyItems(count: number, item: (place: number) => Value): readonly Value[] {
  const items: Value[] = [];
  for (let place = 0; place < count; place++)
    Object.defineProperty(items, place, { get: () => item(place), enumerable: true });
  return items;
}

/** `d[key] = value` of a key that the dictionary has, at run time; false where it cannot change. */
export function writeEntryAt(
  fn: FunctionLowering,
  range: SourceRange,
  base: DictValue,
  place: number,
  value: Value,
): boolean {
  const item = base.items[place];
  const key = base.keys[place];
  if (!item || key === undefined) return false;
  if (isReference(item)) {
    const operands = operandsOfEntry(fn, range, item.list, key, value);
    if (operands) fn.effect('list_set', range, [item, intConstant(0), ...operands]);
    return true;
  }
  if (!base.shape || base.site?.isRuntime) return false;
  // The function that made the dictionary is read again.
  const cell = base.shape.change(key);
  operandsOfEntry(fn, range, cell, key, item);
  operandsOfEntry(fn, range, cell, key, value);
  fn.markIncomplete(range);
  return true;
}
