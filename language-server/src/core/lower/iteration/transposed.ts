// SPDX-License-Identifier: Apache-2.0
// `zip(*rows)` of a list whose length only the run knows: its columns, each of them a tuple of as many items as there are
// rows. Rows that are tuples of known length give as many columns.

import { intConstant } from '../../numpy/elementwise';
import { comparison } from '../../numpy/operators';
import type { CallExpr } from '../../syntax/ast';
import { isList } from '../../types/lists';
import { listView, tupleOfList } from '../../types/tuple-views';
import { type GraphValue, isArray, UNKNOWN, type Value } from '../../types/value';
import { type OpenSequence, sequenceItem, sequenceLength } from '../calls/spread';
import { collect, loopOver, when } from '../lists/list-loops';
import type { FunctionLowering } from '../program/function';
import { raiseIf } from '../tables/sets';
import { Kept } from '../unions/each-type';
import type { Source } from './iteration';

const INT = { kind: 'int' } as const;

type Rows = OpenSequence;

export function transposed(fn: FunctionLowering, iter: CallExpr, rows: Rows): Source | undefined {
  const { range } = iter;
  if (isList(rows)) fn.iterated.push(rows);
  const count = sequenceLength(fn, range, rows);
  const bounds = [intConstant(0), count, intConstant(1)] as const;
  const item = (step: GraphValue): Value => sequenceItem(fn, range, rows, step);
  const column = (place: number | string, of: (row: Value) => Value): Value => {
    const list = collect(fn, range, { bounds, item }, (row, add) => add(of(row)), `column ${place}`);
    return isList(list) ? tupleOfList(list) : list;
  };
  const known = isList(rows) ? rows.list.item : undefined;
  if (known?.kind === 'tuple') {
    refuseNoRows(fn, iter, known.items.length, count);
    const items = known.items.map((_, i) => column(i, (row) => (row.kind === 'tuple' ? row.items[i]! : UNKNOWN)));
    return { kind: 'items', items };
  }
  const isMore = comparison(fn, range, 'greater', count, intConstant(0));
  if (isMore.kind !== 'value') return undefined;
  const least = fn.graph ? new Kept(fn, range, { kind: 'value', type: INT }) : undefined;
  let isRows = true;
  least?.set(intConstant(0));
  when(fn, range, isMore, () => {
    const first = rowOf(item(intConstant(0)));
    if (first) least?.set(sequenceLength(fn, range, first));
    else isRows = false;
  });
  if (!isRows) return undefined;
  loopOver(fn, range, { bounds, item }, (each) => {
    const row = rowOf(each);
    if (!row || !least) return;
    const length = sequenceLength(fn, range, row);
    const isLess = comparison(fn, range, 'less', length, least.get() as GraphValue);
    if (isLess.kind === 'value') when(fn, range, isLess, () => least.set(length));
  });
  const length = (least?.get() ?? { kind: 'value', type: INT }) as GraphValue;
  const place = (row: Value, step: GraphValue): Value => {
    const own = rowOf(row);
    return own ? sequenceItem(fn, range, own, step) : UNKNOWN;
  };
  return { kind: 'steps', length, item: (step) => column('steps', (row) => place(row, step)) };
}

/** A row of any length. */
function rowOf(given: Value): Rows | undefined {
  const row = listView(given);
  return isArray(row) || (isList(row) && !row.list.record) ? row : undefined;
}

/** No rows give no column at all. */
function refuseNoRows(fn: FunctionLowering, iter: CallExpr, columns: number, count: GraphValue): void {
  const { statement } = fn;
  const { range } = iter;
  const isNone = comparison(fn, range, 'equal', count, intConstant(0));
  const isUnpacked = statement?.kind === 'Assign' && statement.value === iter && statement.targets[0]?.kind === 'Tuple';
  if (isNone.kind !== 'value') return;
  const nothing = `zip(*rows) of no rows gives nothing, and the program was compiled for ${columns} columns`;
  const [kind, text] = isUnpacked
    ? ['ValueError', `not enough values to unpack (expected ${columns}, got 0)`]
    : ['NotImplementedError', `${nothing}: test the length first`];
  raiseIf(fn, range, isNone, kind, text);
}
