// SPDX-License-Identifier: Apache-2.0
// `collections`: `deque`, and the dictionaries `defaultdict`, `Counter` and `OrderedDict`. What makes them other than plain
// dictionaries is known while compiling.

import type { SourceRange } from '../../graph/graph';
import { intConstant } from '../../numpy/elementwise';
import { indexValue } from '../../numpy/indexing';
import { binaryOperation } from '../../numpy/operators';
import type { CallExpr, Expr } from '../../syntax/ast';
import { type DictKind, isList, isSetKind, isTable, listValue, type TableValue } from '../../types/lists';
import { constantValue, type GraphValue, UNKNOWN, type Value } from '../../types/value';
import { lowerExpr } from '../expressions/expressions';
import { isLazy } from '../iteration/consumed';
import { iterationOf, iterationOfValue, lowerIteration } from '../iteration/iteration';
import { lowerDeque } from '../lists/deques';
import { collect, loopOver } from '../lists/list-loops';
import { listKernel, NONE, newList } from '../lists/lists';
import type { FunctionLowering } from '../program/function';
import { newTable, setEntry } from './dicts';
import { isDictLike } from './joins';
import { dictSource, getOr } from './methods';

/** A call of a member of `collections`; undefined for what is not compiled. */
export function lowerCollection(fn: FunctionLowering, expr: CallExpr, name: string): Value | undefined {
  switch (name) {
    case 'deque':
      return lowerDeque(fn, expr);
    case 'OrderedDict':
      return filled(fn, expr, 'OrderedDict', expr.args);
    case 'Counter': {
      if (expr.args.length > 1 || expr.keywords.length > 0) return undefined;
      const counter = emptyTable(fn, expr.range, 'Counter');
      return !expr.args[0] || countInto(fn, counter, expr.args[0], '+') ? counter : UNKNOWN;
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

/** `int`, `float`, `list`, and functions that give an empty one of them. */
function defaultKind(fn: FunctionLowering, expr: Expr): DictKind | undefined {
  if (expr.kind === 'Name' && /^(int|float|list)$/.test(expr.id) && fn.program.isBuiltin(fn, expr.id, expr.id))
    return `defaultdict(${expr.id as 'int' | 'float' | 'list'})`;
  if (expr.kind !== 'Lambda' || expr.decl.parameters.length > 0) return undefined;
  const [stmt] = expr.decl.body;
  const body = stmt?.kind === 'Return' ? stmt.value : undefined;
  if (body?.kind === 'Int' && body.value === 0n) return 'default(int)';
  if (body?.kind === 'Float' && Object.is(body.value, 0)) return 'default(float)';
  return body?.kind === 'List' && body.elements.length === 0 ? 'default(list)' : undefined;
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

/** Counts what the expression runs over, or adds the counts of a mapping. False after a report. */
export function countInto(fn: FunctionLowering, counter: TableValue, expr: Expr, op: '+' | '-'): boolean {
  const { range } = expr;
  const add = (key: Value, count: Value) => {
    const before = getOr(fn, range, counter, key, intConstant(0));
    const sum = before.kind === 'unknown' ? UNKNOWN : binaryOperation(fn, range, op, before, count);
    if (sum.kind === 'unknown') fn.markIncomplete();
    else setEntry(fn, range, counter, key, sum);
  };
  const value = isLazy(fn, expr) ? undefined : lowerExpr(fn, expr);
  if (value?.kind === 'unknown') return false;
  if (value && isDictLike(value) && !(isTable(value) && isSetKind(value.table))) {
    const source = dictSource(fn, range, value, 'items');
    if (!source) return false;
    loopOver(fn, range, iterationOf(source), (item) => {
      if (item.kind === 'tuple') add(item.items[0]!, item.items[1]!);
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

/** What a dictionary of this kind gives for a missing key, and whether it keeps it; undefined where it raises. */
export function missingValue(
  fn: FunctionLowering,
  range: SourceRange,
  table: TableValue,
): { readonly value: Value; readonly isKept: boolean } | undefined {
  const found = /^default(?:dict)?\((\w+)\)$/.exec(table.table);
  if (table.table === 'Counter') return { value: intConstant(0), isKept: false };
  if (!found) return undefined;
  if (found[1] === 'int') return { value: intConstant(0), isKept: true };
  if (found[1] === 'float') return { value: constantValue(0), isKept: true };
  const site = fn.lists.at(range, 'default');
  site.require();
  const list = newList(fn, range, site.cell, []);
  return { value: list ?? listValue(site.cell), isKept: true };
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
  if (!isList(list) || !isList(counts)) return UNKNOWN;
  fn.kernel('list.sort_by', range, [list, counts, constantValue(true) as GraphValue], [], [0]);
  const count = most ? lowerExpr(fn, most) : NONE;
  if (count.kind === 'value' && count.type.kind === 'none') return list;
  const number = count.kind === 'value' ? indexValue(fn, range, count) : undefined;
  if (!number) return UNKNOWN;
  const atLeastZero = fn.kernel('list.count_of', range, [number], [{ kind: 'int' }])[0]!;
  return listKernel(fn, 'list.slice', range, [list, NONE, atLeastZero, NONE] as GraphValue[], list.list);
}
