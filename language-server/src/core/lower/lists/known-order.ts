// SPDX-License-Identifier: Apache-2.0
// `sorted` of keys that are known while compiling, and of pairs that begin with them: the order is known too, and each item
// keeps its own type.

import type { SourceRange } from '../../graph/graph';
import { comparison } from '../../numpy/operators';
import { hasUnion } from '../../types/unions';
import { elementOfValue, type GraphValue, isNumber, scalarType, type Value } from '../../types/value';
import type { Iteration } from '../iteration/iteration';
import type { FunctionLowering } from '../program/function';
import { listOfItems } from './lists';

const MAX_KNOWN = 64;

/** The text that decides where the item goes; other texts than those in ASCII are left to the run. */
function textOf(item: Value): string | undefined {
  const first = item.kind === 'tuple' && !item.isList ? item.items[0] : item;
  if (first?.kind !== 'value' || typeof first.constant !== 'string') return undefined;
  return /^[ -~]*$/.test(first.constant) ? first.constant : undefined;
}

/** Two numbers of one type: the first one comes second where the other is less. */
function orderedPair(fn: FunctionLowering, range: SourceRange, items: readonly Value[]): Value[] | undefined {
  const [a, b] = items;
  if (items.length !== 2 || !a || !b || !isNumber(a) || !isNumber(b) || a.mixed || b.mixed) return undefined;
  const element = elementOfValue(a);
  if (element !== elementOfValue(b) || /^(c|bool|b1)/.test(element)) return undefined;
  const isLess = comparison(fn, range, 'less', b, a);
  if (isLess.kind !== 'value') return undefined;
  if (typeof isLess.constant === 'boolean') return isLess.constant ? [b, a] : [a, b];
  const choose = (yes: GraphValue, no: GraphValue) => fn.emit('where', range, [isLess, yes, no], scalarType(element));
  return [choose(b, a), choose(a, b)];
}

/** Undefined where the run decides. */
export function knownOrder(
  fn: FunctionLowering,
  range: SourceRange,
  items: Iteration | readonly Value[],
  others: ReadonlyMap<string, Value>,
): Value | undefined {
  if (!('length' in items) || items.length < 2 || items.length > MAX_KNOWN || others.size > 0) return undefined;
  const found = [...items];
  const pair = orderedPair(fn, range, found);
  if (pair) return listOfItems(fn, range, fn.lists.at(range, 'sorted'), pair);
  const texts = found.map(textOf);
  if (texts.some((text) => text === undefined) || new Set(texts).size < texts.length || found.some(hasUnion))
    return undefined;
  const order = texts.map((_, i) => i).sort((a, b) => (texts[a]! < texts[b]! ? -1 : 1));
  return listOfItems(
    fn,
    range,
    fn.lists.at(range, 'sorted'),
    order.map((i) => found[i]!),
  );
}
