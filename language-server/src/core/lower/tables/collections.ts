// SPDX-License-Identifier: Apache-2.0
// `collections`: `deque`, and the dictionaries `defaultdict`, `Counter` and `OrderedDict`. What makes them other than plain
// dictionaries is known while compiling.

import type { SourceRange } from '../../graph/graph';
import { intConstant } from '../../numpy/elementwise';
import { indexValue } from '../../numpy/indexing';
import type { CallExpr, Expr } from '../../syntax/ast';
import { type DictKind, isList, isSetKind, isTable, type TableValue } from '../../types/lists';
import { constantValue, type GraphValue, UNKNOWN, type Value } from '../../types/value';
import { lowerExpr } from '../expressions/expressions';
import { isLazy } from '../iteration/consumed';
import { iterationOf, iterationOfValue, lowerIteration } from '../iteration/iteration';
import { lowerDeque } from '../lists/deques';
import { collect, loopOver } from '../lists/list-loops';
import { listKernel, NONE } from '../lists/lists';
import type { FunctionLowering } from '../program/function';
import { countOf, totalOf } from './counters';
import { newTable, setEntry } from './dicts';
import { defaultKind } from './factories';
import { isDictLike } from './joins';
import { dictSource, getOr, isView } from './methods';

/** A call of a member of `collections`; undefined for what is not compiled. */
export function lowerCollection(fn: FunctionLowering, expr: CallExpr, name: string): Value | undefined {
  switch (name) {
    case 'deque':
      return lowerDeque(fn, expr);
    case 'OrderedDict':
      return filled(fn, expr, 'OrderedDict', expr.args);
    case 'Counter': {
      if (expr.args.length > 1 || expr.keywords.some(({ name }) => name === undefined)) return undefined;
      const counter = emptyTable(fn, expr.range, 'Counter');
      if (expr.args[0] && !countInto(fn, counter, expr.args[0], 'new')) return UNKNOWN;
      if (expr.args[0] && expr.keywords.length > 0) return undefined;
      for (const { name, value } of expr.keywords)
        setEntry(fn, expr.range, counter, constantValue(name!), lowerExpr(fn, value));
      return counter;
    }
    case 'defaultdict': {
      const [first, ...rest] = expr.args;
      const kind = first ? defaultKind(fn, first) : undefined;
      return kind && filled(fn, expr, kind, rest);
    }
    default:
      return undefined;
  }
}

function emptyTable(fn: FunctionLowering, range: SourceRange, kind: DictKind): TableValue {
  const site = fn.lists.at(range, kind);
  site.require();
  return newTable(fn, range, site.cell, kind);
}

/** A dictionary of a kind with the items of a mapping, pairs and keywords. */
function filled(fn: FunctionLowering, expr: CallExpr, kind: DictKind, args: readonly Expr[]): Value | undefined {
  const { range } = expr;
  if (args.length > 1 || expr.keywords.some((keyword) => keyword.name === undefined)) return undefined;
  const table = emptyTable(fn, range, kind);
  const [first] = args;
  if (first) {
    const value = isLazy(fn, first) ? undefined : lowerExpr(fn, first);
    if (value?.kind === 'unknown') return UNKNOWN;
    const source = value && isDictLike(value) ? dictSource(fn, range, value, 'items') : undefined;
    const items = source
      ? iterationOf(source)
      : value
        ? iterationOfValue(fn, first.range, value)
        : lowerIteration(fn, first);
    if (!items) return UNKNOWN;
    let isComplete = true;
    loopOver(fn, range, items, (item) => {
      if (item.kind === 'tuple' && item.items.length === 2) setEntry(fn, range, table, item.items[0]!, item.items[1]!);
      else isComplete = false;
    });
    if (!isComplete) return fn.isDry ? UNKNOWN : undefined;
  }
  for (const keyword of expr.keywords)
    setEntry(fn, range, table, constantValue(keyword.name!), lowerExpr(fn, keyword.value));
  return table;
}

/** Counts what the expression runs over, or adds the counts of a mapping: a new one takes them. False after a report. */
export function countInto(fn: FunctionLowering, counter: TableValue, expr: Expr, op: '+' | '-' | 'new'): boolean {
  const { range } = expr;
  const add = (key: Value, count: Value) => {
    const before = getOr(fn, range, counter, key, intConstant(0));
    const sum = before.kind === 'unknown' ? UNKNOWN : countOf(fn, range, op === '-' ? '-' : '+', before, count);
    if (sum.kind === 'unknown') fn.markIncomplete();
    else setEntry(fn, range, counter, key, sum);
  };
  const value = isLazy(fn, expr) ? undefined : lowerExpr(fn, expr);
  if (value?.kind === 'unknown') return false;
  if (value && isDictLike(value) && !(isTable(value) && isSetKind(value.table))) {
    const source = dictSource(fn, range, value, 'items');
    if (!source) return false;
    loopOver(fn, range, iterationOf(source), (item) => {
      if (item.kind !== 'tuple') return;
      const [key, count] = item.items as [Value, Value];
      if (op === 'new') setEntry(fn, range, counter, key, count);
      else add(key, count);
    });
    return true;
  }
  const items = value ? iterationOfValue(fn, range, value) : lowerIteration(fn, expr);
  if (!items) return false;
  loopOver(fn, range, items, (item) => {
    if (item.kind === 'unknown') fn.markIncomplete();
    else add(item, intConstant(1));
  });
  return true;
}

/** Methods that plain dictionaries do not have; undefined for all others. */
export function lowerCounterMethod(
  fn: FunctionLowering,
  expr: CallExpr,
  table: TableValue,
  name: string,
): Value | undefined {
  if (table.table !== 'Counter' || expr.keywords.length > 0 || expr.args.length > 1) return undefined;
  const { range } = expr;
  const [first] = expr.args;
  if (name === 'total' && !first) return totalOf(fn, range, table);
  if (name === 'most_common') return mostCommon(fn, range, table, first);
  if ((name === 'update' || name === 'subtract') && first)
    return countInto(fn, table, first, name === 'update' ? '+' : '-') ? NONE : UNKNOWN;
  return undefined;
}

/** The items with the largest counts, of equal ones the first; all of them without a number. */
function mostCommon(fn: FunctionLowering, range: SourceRange, table: TableValue, most: Expr | undefined): Value {
  const source = dictSource(fn, range, table, 'items');
  if (!source) return UNKNOWN;
  const list = collect(fn, range, iterationOf(source), (item, add) => add(item), 'common');
  const counts = collect(
    fn,
    range,
    iterationOf(source),
    (item, add) => add(item.kind === 'tuple' ? item.items[1]! : UNKNOWN),
    'counts',
  );
  const even = isList(counts) ? fn.evenList(range, counts, true) : undefined;
  if (!isList(list) || !even) return UNKNOWN;
  fn.kernel('list.sort_by', range, [list, even, constantValue(true) as GraphValue], [], [0]);
  const count = most ? lowerExpr(fn, most) : NONE;
  if (count.kind === 'value' && count.type.kind === 'none') return list;
  const number = count.kind === 'value' ? indexValue(fn, range, count) : undefined;
  if (!number) return UNKNOWN;
  const atLeastZero = fn.kernel('list.count_of', range, [number], [{ kind: 'int' }])[0]!;
  return listKernel(fn, 'list.slice', range, [list, NONE, atLeastZero, NONE] as GraphValue[], list.list);
}

/** `sorted(d.items())`: keys differ, so that they alone decide. Undefined where values have an order of their own. */
export function sortedItems(fn: FunctionLowering, expr: CallExpr): Value | undefined {
  const { range } = expr;
  const [first] = expr.args;
  const reverse = expr.keywords[0];
  if (
    !first ||
    !isView(fn, first) ||
    first.func.attr !== 'items' ||
    expr.keywords.length > 1 ||
    (reverse && reverse.name !== 'reverse')
  )
    return undefined;
  const isOrdered = fn.try(() => {
    const items = lowerIteration(fn, first);
    if (!items || 'length' in items) return true;
    const item = items.item({ kind: 'value', type: { kind: 'int' } });
    const value = item.kind === 'tuple' ? item.items[1] : undefined;
    return (
      value?.kind !== 'instance' && value?.kind !== 'dict' && (value?.kind !== 'value' || value.list === undefined)
    );
  }).result;
  if (isOrdered) return undefined;
  const items = lowerIteration(fn, first);
  if (!items || 'length' in items) return UNKNOWN;
  const isReversed = reverse ? lowerExpr(fn, reverse.value) : constantValue(false);
  const list = collect(fn, range, items, (item, add) => add(item), 'sorted');
  const keys = collect(fn, range, items, (item, add) => add(item.kind === 'tuple' ? item.items[0]! : UNKNOWN), 'keys');
  if (!isList(list) || !isList(keys) || isReversed.kind !== 'value') return UNKNOWN;
  fn.kernel('list.sort_by', range, [list, keys, isReversed], [], [0]);
  return list;
}
