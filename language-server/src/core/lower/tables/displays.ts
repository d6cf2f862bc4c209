// SPDX-License-Identifier: Apache-2.0
// Calls and displays that make dictionaries and sets: `{k: v, **d}`, `dict(pairs, k=v)`, `dict.fromkeys(keys)`, `set(items)`.

import type { SourceRange } from '../../graph/graph';
import type { CallExpr, Expr } from '../../syntax/ast';
import { isSetKind, isTable, type SetKind, type TableValue } from '../../types/lists';
import { constantValue, quotedType, tupleValue, UNKNOWN, type Value } from '../../types/value';
import { lowerRecordDisplay } from '../classes/displays';
import { lowerExpr } from '../expressions/expressions';
import { eachElement } from '../iteration/comprehensions';
import { isLazy } from '../iteration/consumed';
import { iterationOf, iterationOfValue, lowerIteration } from '../iteration/iteration';
import { acts } from '../iteration/lazy-loops';
import { loopOver, MAX_WRITTEN } from '../lists/list-loops';
import type { FunctionLowering } from '../program/function';
import { constantKey, copyTable, displayOf, makeDict, newTable, setEntry } from './dicts';
import { entriesOf } from './entries';
import { isDictLike } from './joins';
import { lowerKnownDict } from './known-dicts';
import { dictSource } from './methods';
import { addToSet, lowerSetCall, lowerSetDisplay } from './sets';
import { keyValue } from './values';

/** `dict(...)`, `set(...)` and displays; undefined for all other calls. */
export function lowerTableCall(fn: FunctionLowering, expr: CallExpr): Value | undefined {
  const display = displayOf(expr);
  const { func } = expr;
  if (func.kind === 'Attribute' && func.attr === 'fromkeys') return lowerFromKeys(fn, expr, func.value);
  const named = func.kind === 'Name' && BUILT.has(func.id) ? func.id : undefined;
  if (!display && (named === undefined || !fn.program.isBuiltin(fn, named, named))) return undefined;
  const [first] = expr.args;
  const isEach = first?.kind === 'Comprehension' && first.isGenerator && expr.args.length === 1;
  const kind = (display ?? named) as 'dict' | SetKind;
  if (isEach && expr.keywords.length === 0) {
    const known = kind === 'dict' ? lowerKnownDict(fn, expr.range, first) : undefined;
    if (known) return known;
    return collectTable(fn, expr.range, kind, (add) =>
      eachElement(
        fn,
        first,
        (element) => add(lowerExpr(fn, element)),
        undefined,
        kind !== 'dict' && !acts(fn, first, false),
      ),
    );
  }
  if (kind === 'dict') return lowerDict(fn, expr, display !== undefined);
  return display ? lowerSetDisplay(fn, expr) : lowerSetCall(fn, expr, kind);
}

const BUILT: ReadonlySet<string> = new Set(['dict', 'set', 'frozenset']);

function collectTable(
  fn: FunctionLowering,
  range: SourceRange,
  kind: 'dict' | SetKind,
  each: (add: (item: Value) => void) => boolean,
): Value {
  const site = fn.lists.at(range, kind === 'dict' ? kind : 'set');
  site.require();
  const table = newTable(fn, range, site.cell, kind);
  const isComplete = each((item) => {
    if (item.kind === 'unknown') fn.markIncomplete();
    else if (kind !== 'dict') addToSet(fn, range, table, item);
    else if (item.kind === 'tuple' && item.items.length === 2)
      setEntry(fn, range, table, item.items[0]!, item.items[1]!);
    else refusePairs(fn, range, item);
  });
  return isComplete ? table : UNKNOWN;
}

function refusePairs(fn: FunctionLowering, range: SourceRange, item: Value): void {
  fn.report('WEFT282', range, {
    what: `A dictionary of ${quotedType(item)} items`,
    reason: 'its items are pairs of a key and a value',
    instead: 'Give pairs, as in `dict(zip(keys, values))`',
  });
}

/** `dict.fromkeys(keys, value)`; undefined where `dict` is something else. */
function lowerFromKeys(fn: FunctionLowering, expr: CallExpr, base: Expr): Value | undefined {
  if (base.kind !== 'Name' || !fn.program.isBuiltin(fn, base.id, 'dict')) return undefined;
  const [keys, given, ...rest] = expr.args;
  if (!keys || rest.length > 0 || expr.keywords.length > 0) return undefined;
  const value = isLazy(fn, keys) || isGenerator(keys) ? undefined : lowerExpr(fn, keys);
  const filler = given ? lowerExpr(fn, given) : constantValue(null);
  if (value?.kind === 'unknown' || filler.kind === 'unknown') return UNKNOWN;
  const items = value ? iterationOfValue(fn, keys.range, value) : lowerIteration(fn, keys);
  if (!items) return UNKNOWN;
  if ('length' in items && items.length <= MAX_WRITTEN && items.every((key) => constantKey(key) !== undefined))
    return makeDict(
      fn,
      expr.range,
      items.map((key) => [key, filler] as const),
    );
  return collectTable(fn, expr.range, 'dict', (add) => {
    loopOver(fn, expr.range, items, (key) => add(key.kind === 'unknown' ? key : tupleValue([key, filler])));
    return true;
  });
}

function isGenerator(expr: Expr): boolean {
  return expr.kind === 'Comprehension' && expr.isGenerator;
}

/** The dictionary that a call or a display fills: structure, until something in it is known only at run time. */
class Filling {
  private readonly pairs: (readonly [Value, Value])[] = [];
  private table: TableValue | undefined;
  private isComplete = true;

  constructor(
    private readonly fn: FunctionLowering,
    private readonly range: SourceRange,
  ) {}

  add(key: Value, value: Value): void {
    if (!this.table) this.pairs.push([key, value]);
    else if (key.kind === 'unknown' || value.kind === 'unknown') this.fail();
    else setEntry(this.fn, this.range, this.table, key, value);
  }

  fail(): void {
    this.isComplete = false;
  }

  /** From here on it is a dictionary of the run. */
  private atRuntime(): TableValue {
    const { fn, range } = this;
    if (this.table) return this.table;
    const site = fn.lists.at(range, 'dict');
    site.require();
    this.table = newTable(fn, range, site.cell, 'dict');
    for (const [key, value] of this.pairs.splice(0)) this.add(key, value);
    return this.table;
  }

  /** The items of a mapping. */
  addAll(value: Value, range: SourceRange): void {
    const { fn } = this;
    if (value.kind === 'unknown') this.fail();
    else if (value.kind === 'dict')
      for (const [i, item] of entriesOf(fn, range, value).entries()) this.add(keyValue(value.keys[i]!), item);
    else if (isTable(value) && !isSetKind(value.table)) {
      const source = dictSource(fn, range, value, 'items');
      if (source) this.addPairs(iterationOf(source));
      else this.fail();
    } else {
      fn.report('WEFT282', range, {
        what: `\`**\` of ${quotedType(value)}`,
        reason: 'CPython raises `TypeError`: it takes a dictionary',
        instead: 'Write `d.update(other)` after it',
      });
      this.fail();
    }
  }

  addPairs(items: ReturnType<typeof iterationOf>): void {
    const { fn, range } = this;
    if (!('length' in items)) this.atRuntime();
    loopOver(fn, range, items, (item) => {
      if (item.kind === 'tuple' && item.items.length === 2) this.add(item.items[0]!, item.items[1]!);
      else this.refuse(item);
    });
  }

  private refuse(item: Value): void {
    this.fail();
    if (item.kind !== 'unknown') refusePairs(this.fn, this.range, item);
  }

  get value(): Value {
    if (!this.isComplete) {
      this.fn.markIncomplete();
      return UNKNOWN;
    }
    return this.table ?? makeDict(this.fn, this.range, this.pairs);
  }
}

function lowerDict(fn: FunctionLowering, expr: CallExpr, isDisplay: boolean): Value {
  const record = isDisplay ? lowerRecordDisplay(fn, expr.range, expr.args) : undefined;
  if (record) return record;
  const filling = new Filling(fn, expr.range);
  if (isDisplay) {
    for (const arg of expr.args) {
      if (arg.kind === 'Starred') filling.addAll(lowerExpr(fn, arg.value), arg.range);
      else if (arg.kind === 'Tuple') filling.add(lowerExpr(fn, arg.elements[0]!), lowerExpr(fn, arg.elements[1]!));
    }
    return filling.value;
  }
  const [first, ...rest] = expr.args;
  if (rest.length > 0) return UNKNOWN;
  if (first) {
    const value = isLazy(fn, first) || isGenerator(first) ? undefined : lowerExpr(fn, first);
    if (value?.kind === 'unknown') return UNKNOWN;
    if (value && isTable(value) && !isSetKind(value.table) && expr.keywords.length === 0)
      return copyTable(fn, expr.range, value, 'dict');
    if (value && isDictLike(value)) filling.addAll(value, expr.range);
    else {
      const items = value ? iterationOfValue(fn, first.range, value) : lowerIteration(fn, first);
      if (!items) return UNKNOWN;
      filling.addPairs(items);
    }
  }
  for (const keyword of expr.keywords) {
    const value = lowerExpr(fn, keyword.value);
    if (keyword.name === undefined) filling.addAll(value, keyword.range);
    else filling.add(constantValue(keyword.name), value);
  }
  return filling.value;
}
