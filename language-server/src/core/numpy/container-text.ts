// SPDX-License-Identifier: Apache-2.0
// Text of dictionaries, sets, deques, and of lists whose items are tuples: a kernel writes it by a shape, which says how
// the values nest (runtime/src/kernels/python/containers_text.cpp).

import type { SourceRange } from '../graph/graph';
import { isList, isRunTuple, isSetKind, itemLeaves, type ListCell } from '../types/lists';
import { isReference } from '../types/merging';
import { codeOf } from '../types/unions';
import { constantValue, type GraphValue, type Value } from '../types/value';
import type { Context } from './context';

// The text of an OrderedDict depends on the version of Python.
const NAMES: Readonly<Record<string, string>> = {
  frozenset: 'Z',
  Counter: 'C',
  'defaultdict(int)': 'I',
  'defaultdict(float)': 'F',
  'defaultdict(list)': 'L',
  ...Object.fromEntries(
    ['complex', 'bool', 'str', 'tuple', 'dict', 'set'].map((type) => [`defaultdict(${type})`, `Q<class '${type}'>`]),
  ),
  ...Object.fromEntries(
    ['Counter', 'OrderedDict'].map((type) => [`defaultdict(${type})`, `Q<class 'collections.${type}'>`]),
  ),
  deque: 'D',
  'deque(maxlen)': 'D',
};

/** Undefined for what has no certain text. */
export function shapeOfItem(item: Value | undefined): string | undefined {
  if (!item) return undefined;
  if (item.kind === 'tuple') {
    const parts = item.items.map(shapeOfItem);
    return parts.every((part) => part !== undefined) ? `(${parts.join('')})` : undefined;
  }
  if (item.kind === 'instance') {
    const parts = item.items.map(shapeOfItem);
    const isWritten = item.home.isWritten && parts.every((part) => part !== undefined);
    return isWritten ? `@${item.cls}(${item.names.map((name, i) => `${name}=${parts[i]}`).join('')})` : undefined;
  }
  if (isReference(item)) {
    const held = shapeOfItem(item.list.item);
    return held === undefined || item.list.leaves.length !== leavesOfItem(item.list.item) ? undefined : `V${held}`;
  }
  if (item.kind === 'union') {
    const parts = item.alternatives.map((each) => {
      const shape = shapeOfItem(each);
      return shape && `${codeOf(each)}:${shape}`;
    });
    return parts.every((part) => part !== undefined) ? `<${parts.join()}>` : undefined;
  }
  if (item.kind !== 'value' || item.mixed || item.object !== undefined) return undefined;
  if (item.type.kind === 'none') return 'N';
  return item.list ? shapeOfList(item as GraphValue & { readonly list: ListCell }) : '.';
}

function leavesOfItem(item: Value | undefined): number {
  return item ? itemLeaves(item).length : 0;
}

function shapeOfList(value: GraphValue & { readonly list: ListCell }): string | undefined {
  const { table, list } = value;
  if (list.record) {
    const parts = list.record.map(shapeOfItem);
    return table === undefined && !list.isTuple && parts.every((part) => part !== undefined)
      ? `R(${parts.join('')})`
      : undefined;
  }
  const { item } = list;
  if (list.isTuple) {
    const shape = shapeOfItem(item);
    return shape && `T[${shape}]`;
  }
  if (table === undefined || table.startsWith('deque')) {
    const shape = shapeOfItem(item);
    return shape && `${table === undefined ? '' : 'D'}[${shape}]`;
  }
  const name = table === 'dict' || table === 'set' ? '' : NAMES[table];
  if (name === undefined) return undefined;
  if (isSetKind(table)) {
    const shape = shapeOfItem(item);
    // Texts have another order in every process.
    return shape && !hasTexts(item) ? `${name}{${shape}}` : undefined;
  }
  // A Counter is written with the largest count first: of counts of several types the kernel does not find it.
  if (table === 'Counter' && item?.kind === 'tuple' && item.items[1]?.kind === 'union') return undefined;
  // Without a pair in it nothing was ever put in.
  const [key, held] = item?.kind === 'tuple' ? item.items.map(shapeOfItem) : ['.', '.'];
  return key && held && `${name}{${key}:${held}}`;
}

function hasTexts(item: Value | undefined): boolean {
  if (item?.kind === 'tuple' || item?.kind === 'instance') return item.items.some(hasTexts);
  if (item?.kind === 'value' && item.list) return item.list.parts.some(hasTexts);
  return item?.kind === 'value' && item.type.kind === 'str';
}

/** Its text is not that of a list of single values. */
export function needsShape(value: GraphValue): boolean {
  if (value.table !== undefined || isRunTuple(value)) return true;
  if (!isList(value) || value.list.record) return false;
  const { item } = value.list;
  if (item?.kind === 'value' && item.list?.record) return true;
  return item?.kind === 'tuple' || item?.kind === 'instance' || (item?.kind === 'value' && needsShape(item));
}

/** `repr` of the container; undefined where Weft does not know it. */
export function containerText(ctx: Context, range: SourceRange, value: GraphValue): GraphValue | undefined {
  const shape = value.list && shapeOfList(value as GraphValue & { readonly list: ListCell });
  if (!shape) return undefined;
  return ctx.kernel('list.text', range, [value, constantValue(shape) as GraphValue], [{ kind: 'str' }])[0];
}
