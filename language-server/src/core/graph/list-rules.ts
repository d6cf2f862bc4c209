// SPDX-License-Identifier: Apache-2.0
// Type rules of lists, as docs/graph.md states them.

import type { Node, Type } from './graph';
import { attribute, first, type RuleError, type Rules, sameType } from './type-queries';

/** `list_new` takes the values of its items one after the other. */
export function checkList(
  node: Node,
  operands: readonly Type[],
  results: readonly Type[],
  rules: Rules,
): RuleError | undefined {
  const list = node.op === 'list_new' ? results[0] : operands[0];
  if (list?.kind !== 'list' || list.items.length === 0)
    return node.op === 'list_new' ? rules.result(undefined) : rules.operand(0, 'a list');
  const { items } = list;
  const values = (from: number): RuleError | undefined => {
    const wrong = operands.findIndex((type, i) => i >= from && !sameType(type, items[(i - from) % items.length]!));
    return wrong < 0 ? undefined : rules.operand(wrong, 'a value of the list');
  };
  const isItem = results.length === items.length && results.every((type, i) => sameType(type, items[i]!));
  const gives = isItem ? undefined : attribute(node, 'the results are no item of the list', 'WEFT513');
  const index = operands[1]?.kind === 'int' ? undefined : rules.operand(1, 'an `int`');
  switch (node.op) {
    case 'list_new':
      return operands.length % items.length === 0 ? values(0) : attribute(node, 'an item is not whole', 'WEFT506');
    case 'list_len':
      return first(rules.count(1), rules.result({ kind: 'int' }));
    case 'list_get':
    case 'list_pop':
      return first(rules.count(2), index, gives);
    case 'list_set':
      return first(rules.count(2 + items.length), index, values(2));
    default:
      return first(rules.count(1 + items.length), values(1));
  }
}
