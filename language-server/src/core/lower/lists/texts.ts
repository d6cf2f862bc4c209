// SPDX-License-Identifier: Apache-2.0
// Text of lists whose items have several types: the texts of the items, joined.

import type { SourceRange } from '../../graph/graph';
import { intConstant } from '../../numpy/elementwise';
import { Template, templateValue } from '../../numpy/text';
import { isList, type ListValue } from '../../types/lists';
import { type GraphValue, UNKNOWN, type UnionValue, type Value } from '../../types/value';
import type { FunctionLowering } from '../program/function';
import { mapTypes } from '../unions/each-type';
import { collect } from './list-loops';
import { getItem, listLength, recordItems } from './lists';

/** What `repr` gives for one item. */
function textOfItem(fn: FunctionLowering, range: SourceRange, item: Value): Value {
  return mapTypes(fn, range, item, (each) => {
    const template = new Template(fn);
    template.add(range, each, 'r');
    return template.result(range) ?? UNKNOWN;
  });
}

/** What `repr` gives for a list whose items have several types, or a value that has; undefined after a report. */
export function textOfTypes(
  fn: FunctionLowering,
  range: SourceRange,
  value: ListValue | UnionValue,
): GraphValue | undefined {
  if (value.kind === 'value') return textOfList(fn, range, value);
  const text = textOfItem(fn, range, value);
  return text.kind === 'value' ? text : undefined;
}

/** `[1, np.float64(2.5), None]`; undefined after a report. */
function textOfList(fn: FunctionLowering, range: SourceRange, list: ListValue): GraphValue | undefined {
  const template = new Template(fn);
  template.literal('[');
  const items = recordItems(fn, range, list);
  for (const [i, item] of (items ?? []).entries()) {
    if (i > 0) template.literal(', ');
    template.add(range, textOfItem(fn, range, item), undefined);
  }
  if (!items) {
    const bounds = [intConstant(0), listLength(fn, range, list), intConstant(1)] as const;
    const item = (counter: GraphValue) => getItem(fn, range, list, counter);
    const texts = collect(fn, range, { bounds, item }, (each, add) => add(textOfItem(fn, range, each)), 'texts');
    if (!isList(texts)) return undefined;
    const [joined] = fn.kernel('text.join', range, [templateValue(', '), texts], [{ kind: 'str' }]);
    template.add(range, joined!, undefined);
  }
  template.literal(']');
  return template.result(range);
}
