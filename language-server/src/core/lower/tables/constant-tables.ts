// SPDX-License-Identifier: Apache-2.0
// Dictionaries of the module, and others that nothing changes, as ones of the run: made where the function starts.

import type { Constant, SourceRange } from '../../graph/graph';
import { ListCell, ListClock, type TableValue } from '../../types/lists';
import { type DictValue, dictKeyText, type GraphValue, tupleValue, type Value } from '../../types/value';
import { itemOperands } from '../lists/lists';
import type { FunctionLowering } from '../program/function';
import { entriesOf } from './entries';
import { keyValue, tableValue } from './values';

interface Plan {
  readonly cell: ListCell;
  readonly items: readonly { readonly key: Value; readonly value: Value; readonly inner: Plan | undefined }[];
  readonly keys: string;
}

/** Undefined where no type holds all values. */
export function constantTable(fn: FunctionLowering, range: SourceRange, value: DictValue): TableValue | undefined {
  const plan = planOf(fn, range, value, false) ?? planOf(fn, range, value, true);
  return plan && emitTable(fn, range, plan);
}

/** `isDeep`: dictionaries in it are such tables as well, and may have other keys. */
function planOf(fn: FunctionLowering, range: SourceRange, value: DictValue, isDeep: boolean): Plan | undefined {
  const cell = new ListCell(new ListClock());
  cell.setKeyed();
  const items: Plan['items'][number][] = [];
  for (const [i, item] of entriesOf(fn, range, value).entries()) {
    const inner = isDeep && item.kind === 'dict' ? planOf(fn, range, item, true) : undefined;
    const key = keyValue(value.keys[i]!);
    if (cell.put(tupleValue([key, inner ? tableValue(inner.cell, 'dict') : item]))) return undefined;
    items.push({ key, value: item, inner });
  }
  return { cell, items, keys: value.keys.map(dictKeyText).join() };
}

function emitTable(fn: FunctionLowering, range: SourceRange, plan: Plan): TableValue | undefined {
  const { cell } = plan;
  const leaves: GraphValue[] = [];
  let isAtStart = true;
  for (const { key, value, inner } of plan.items) {
    const held = inner ? emitTable(fn, range, inner) : value;
    const operands = held && itemOperands(fn, range, cell, tupleValue([key, held]));
    if (!operands) return undefined;
    for (const leaf of operands) {
      const isKnown = leaf.constant !== undefined || [...fn.constantLists.values()].includes(leaf.id ?? -1);
      isAtStart &&= isKnown;
    }
    leaves.push(...operands);
  }
  const { graph } = fn;
  if (!graph) return tableValue(cell, 'dict');
  if (!isAtStart) return tableValue(cell, 'dict', fn.emit('list_new', range, leaves, cell.type()).id);
  const texts = leaves.map((leaf) => (leaf.constant === undefined ? `%${leaf.id}` : String(leaf.constant)));
  const name = `dict ${cell.text} ${plan.keys} ${texts.join()}`;
  const known = fn.constantLists.get(name);
  if (known !== undefined) return tableValue(cell, 'dict', known);
  const operands = leaves.map(({ type, constant, id }) => {
    if (constant === undefined) return id!;
    const result = graph.newValue(type);
    graph.atStart({
      op: 'const',
      operands: [],
      constant: { type, value: constant } as Constant,
      range,
      results: [result],
    });
    return result;
  });
  const id = graph.newValue(cell.type());
  graph.atStart({ op: 'list_new', operands, range, results: [id] });
  fn.constantLists.set(name, id);
  return tableValue(cell, 'dict', id);
}
