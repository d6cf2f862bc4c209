// SPDX-License-Identifier: Apache-2.0
// Methods of dictionaries and sets, and loops over them.

import { placeOf, type SourceRange } from '../../graph/graph';
import { intConstant } from '../../numpy/elementwise';
import { binaryOperation, comparison } from '../../numpy/operators';
import type { AttributeExpr, CallExpr, Expr } from '../../syntax/ast';
import { isTable, type TableValue } from '../../types/lists';
import { constantValue, type DictValue, quotedType, tupleValue, UNKNOWN, type Value } from '../../types/value';
import { lowerExpr } from '../expressions/expressions';
import type { Source } from '../iteration/iteration';
import { loopOver, MAX_WRITTEN, when } from '../lists/list-loops';
import { joinAny, template } from '../program/environment';
import type { FunctionLowering } from '../program/function';
import { mayRemove } from '../statements/control';
import { Kept } from '../unions/each-type';
import { lowerCounterMethod } from './collections';
import { counterBinary, isCounter } from './counters';
import {
  constantKey,
  copyTable,
  dictLength,
  dictMembership,
  entryAt,
  findKey,
  makeDict,
  removeKey,
  runtimeTable,
  setEntry,
  writableTable,
  writeEntries,
} from './dicts';
import { entriesOf, entryOf, lazyItems } from './entries';
import { equalDicts } from './equality';
import { isDictLike } from './joins';
import { keyType } from './keys';
import { loopedDicts } from './owners';
import { compareSets, isSet, lowerSetMethod, raiseIf, setBinary, setSource, setUpdate } from './sets';
import { keyValue, typeOfEntry } from './values';

const NONE = constantValue(null);
const VIEWS: ReadonlySet<string> = new Set(['keys', 'values', 'items']);

/** `d.keys()`, `d.values()` or `d.items()`: what a loop runs over, and no value of its own. */
export function viewOf(fn: FunctionLowering, expr: Expr): { base: DictValue | TableValue; view: string } | undefined {
  if (!isView(fn, expr)) return undefined;
  const base = lowerExpr(fn, expr.func.value);
  return isDictLike(base) ? { base, view: expr.func.attr } : undefined;
}

type View = CallExpr & { readonly func: AttributeExpr };

export function isView(fn: FunctionLowering, expr: Expr): expr is View {
  if (expr.kind !== 'Call' || expr.func.kind !== 'Attribute' || expr.args.length + expr.keywords.length > 0)
    return false;
  const { value, attr } = expr.func;
  return VIEWS.has(attr) && fn.try(() => isDictLike(lowerExpr(fn, value))).result;
}

/** What a loop over a dictionary gets; `view` is `keys` for the dictionary itself. */
export function dictSource(
  fn: FunctionLowering,
  range: SourceRange,
  base: DictValue | TableValue,
  view: string,
  isSorted = false,
): Source | undefined {
  if (isTable(base) && base.list.isNothing) return { kind: 'items', items: [] };
  const anyOrder = isSorted || fn.anyOrder;
  const pick = (key: Value, value: Value) =>
    view === 'keys' ? key : view === 'values' ? value : tupleValue([key, value]);
  if (base.kind === 'dict') {
    if (view !== 'keys') loopedDicts(fn).push(base);
    const items = lazyItems(base.items.length, (i) =>
      pick(keyValue(base.keys[i]!), view === 'keys' ? NONE : entryOf(fn, range, base, i)),
    );
    const isOneType =
      new Set(base.items.map(typeOfEntry).map((item) => (item.kind === 'value' ? item.type.kind : item.kind))).size ===
      1;
    if (items.length <= MAX_WRITTEN || !isOneType) return { kind: 'items', items };
  }
  const table = runtimeTable(fn, range, base.kind === 'dict' ? withoutSite(base) : base);
  if (!table) return undefined;
  if (isSet(table)) return setSource(fn, range, table, anyOrder);
  const length = dictLength(fn, range, table);
  const removals = () => fn.kernel('table.removals', range, [table], [{ kind: 'int' }])[0]!;
  const before = fn.loopBody && mayRemove(fn, fn.loopBody) ? removals() : undefined;
  const check = () => {
    const isOther = comparison(fn, range, 'not_equal', dictLength(fn, range, table), length);
    if (isOther.kind === 'value')
      raiseIf(fn, range, isOther, 'RuntimeError', 'dictionary changed size during iteration');
    const isChanged = before && comparison(fn, range, 'not_equal', removals(), before);
    if (isChanged?.kind === 'value') {
      const what = 'a dictionary got and lost keys while a loop ran over it; loop over a copy: list(d)';
      raiseIf(fn, range, isChanged, 'NotImplementedError', what);
    }
  };
  return {
    kind: 'steps',
    length,
    item: (step) => {
      check();
      const [key, value] = entryAt(fn, range, table, step);
      return pick(key, value);
    },
    after: check,
  };
}

function withoutSite(base: DictValue): DictValue {
  const { site: _site, ...rest } = base;
  return rest;
}

/** `d.get(k, 0)`; undefined where the base is no dictionary. */
export function lowerDictMethod(fn: FunctionLowering, expr: CallExpr, base: Value): Value | undefined {
  if (!isDictLike(base) || expr.func.kind !== 'Attribute') return undefined;
  const { attr, attrRange, value: where } = expr.func;
  const { range } = expr;
  const refuse = (what: string, reason: string, instead: string) =>
    fn.report('WEFT282', attrRange, { what, reason, instead });
  if (isSet(base)) return lowerSetMethod(fn, expr, base, attr);
  const counted = isTable(base) ? lowerCounterMethod(fn, expr, base, attr) : undefined;
  if (counted) return counted;
  const args = expr.args.map((arg) => lowerExpr(fn, arg));
  if (args.some((arg) => arg.kind === 'unknown')) return UNKNOWN;
  const [key, fallback] = args;
  switch (attr) {
    case 'get':
      if (!key || args.length > 2) break;
      return getOr(fn, range, base, key, fallback ?? NONE);
    case 'pop':
      if (!key || args.length > 2) break;
      if (!fallback) return removeKey(fn, range, where, base, key);
      if (base.kind === 'dict' && constantKey(key) !== undefined)
        return base.keys.includes(constantKey(key)!) ? removeKey(fn, range, where, base, key) : fallback;
      return popOr(fn, range, base, key, fallback);
    case 'popitem': {
      if (key) break;
      return popLast(fn, range, base);
    }
    case 'setdefault': {
      if (!key || !fallback) break;
      const table = writableTable(fn, range, base);
      if (!table) return UNKNOWN;
      const place = findKey(fn, range, table, key);
      if (!place) {
        setEntry(fn, range, table, key, fallback);
        return fallback;
      }
      const isNew = comparison(fn, range, 'less', place, intConstant(0));
      if (isNew.kind === 'value') when(fn, range, isNew, () => setEntry(fn, range, table, key, fallback));
      const now = findKey(fn, range, table, key);
      return now ? entryAt(fn, range, table, now)[1] : UNKNOWN;
    }
    case 'update': {
      if (base.kind === 'dict' && where.kind === 'Name' && args.length <= 1 && (!key || key.kind === 'dict')) {
        const given =
          key?.kind === 'dict'
            ? entriesOf(fn, range, key).map((item, i) => [constantValue(key.keys[i]!), item] as const)
            : [];
        const named = expr.keywords.flatMap((keyword) =>
          keyword.name === undefined ? [] : [[constantValue(keyword.name), lowerExpr(fn, keyword.value)] as const],
        );
        if (named.length === expr.keywords.length) {
          writeEntries(fn, range, where, [...given, ...named]);
          return NONE;
        }
      }
      const table = writableTable(fn, range, base);
      if (!table) return UNKNOWN;
      if (args.length > 1) break;
      if (key && isDictLike(key)) {
        const source = dictSource(fn, range, key, 'items');
        if (source) eachPair(fn, range, source, table);
      } else if (expr.args[0]) break;
      for (const keyword of expr.keywords) {
        if (keyword.name !== undefined)
          setEntry(fn, range, table, constantValue(keyword.name), lowerExpr(fn, keyword.value));
      }
      return NONE;
    }
    case 'copy':
      return copyDict(fn, range, base);
    case 'clear': {
      const table = writableTable(fn, range, base);
      if (table) fn.kernel('table.clear', range, [table], [], [0]);
      return NONE;
    }
    default:
      break;
  }
  if (VIEWS.has(attr)) {
    return refuse(
      `\`${attr}()\` as a value`,
      'it follows what happens to the dictionary',
      `Use it in a loop, or in \`list(...)\` or \`sorted(...)\``,
    );
  }
  return refuse(
    `\`${attr}\` of a dictionary with these arguments`,
    'Weft does not compile it',
    'Use `d[k]`, `d.get(k, default)`, or a loop',
  );
}

function eachPair(fn: FunctionLowering, range: SourceRange, source: Source, table: TableValue): void {
  const add = (item: Value) => {
    if (item.kind === 'tuple') setEntry(fn, range, table, item.items[0]!, item.items[1]!);
  };
  if (source.kind === 'items') source.items.forEach(add);
  else loopOver(fn, range, { bounds: [intConstant(0), source.length, intConstant(1)], item: source.item }, add);
}

/** `d.get(key, fallback)`. */
export function getOr(
  fn: FunctionLowering,
  range: SourceRange,
  base: DictValue | TableValue,
  key: Value,
  fallback: Value,
): Value {
  if (base.kind === 'dict' && key.kind === 'value' && key.constant !== undefined) {
    const place = base.keys.indexOf(key.constant as string);
    return place >= 0 ? entryOf(fn, range, base, place) : fallback;
  }
  const table = runtimeTable(fn, range, base);
  if (!table) return UNKNOWN;
  const { item } = table.list;
  if (item?.kind !== 'tuple') {
    if (table.list.isNothing) return fallback;
    if (fallback.kind !== 'value') return fallback;
    // Nothing was put in yet: the type of the default is what is known.
    const { constant: _constant, id: _id, sym: _sym, ...rest } = fallback;
    return fn.isDry ? rest : fallback;
  }
  const place = findKey(fn, range, table, key);
  if (!place) return UNKNOWN;
  const joined = joinAny(fn, `get${placeOf(range)}`, item.items[1]!, fallback);
  const like = joined && template(joined, false);
  if (!like || like.kind === 'unknown') {
    return fn.report('WEFT244', range, {
      first: quotedType(item.items[1]!),
      second: quotedType(fallback),
      instead: 'Give a default of the type of the values',
    });
  }
  const found = comparison(fn, range, 'greater_equal', place, intConstant(0));
  if (found.kind !== 'value') return UNKNOWN;
  fn.markEffect();
  if (!fn.graph) return like;
  const kept = new Kept(fn, range, like);
  kept.set(fallback);
  when(fn, range, found, () => kept.set(entryAt(fn, range, table, place)[1]));
  return kept.get();
}

/** `d.pop(key, fallback)`. */
function popOr(
  fn: FunctionLowering,
  range: SourceRange,
  base: DictValue | TableValue,
  key: Value,
  fallback: Value,
): Value {
  const table = writableTable(fn, range, base);
  if (!table) return UNKNOWN;
  const value = getOr(fn, range, table, key, fallback);
  const place = keyType(table) ? findKey(fn, range, table, key) : undefined;
  const isFound = place && comparison(fn, range, 'greater_equal', place, intConstant(0));
  if (isFound?.kind === 'value') {
    when(fn, range, isFound, () => void fn.kernel('table.remove', range, [table, place!], [], [0]));
  }
  return value;
}

/** `d.popitem()`: the key that was put in last, and its value. */
function popLast(fn: FunctionLowering, range: SourceRange, base: DictValue | TableValue): Value {
  const table = writableTable(fn, range, base);
  if (!table || !keyType(table)) return UNKNOWN;
  const length = dictLength(fn, range, table);
  const isEmpty = comparison(fn, range, 'equal', length, intConstant(0));
  if (isEmpty.kind === 'value') raiseIf(fn, range, isEmpty, 'KeyError', "'popitem(): dictionary is empty'");
  const last = binaryOperation(fn, range, '-', length, intConstant(1));
  if (last.kind !== 'value') return UNKNOWN;
  const [key, value] = entryAt(fn, range, table, last);
  fn.kernel('table.remove', range, [table, last], [], [0]);
  return tupleValue([key, value]);
}

/** `a | b` of sets and of dictionaries; undefined for other operands. */
export function lowerSetBinary(
  fn: FunctionLowering,
  range: SourceRange,
  op: string,
  a: Value,
  b: Value,
): Value | undefined {
  if (!isDictLike(a) && !isDictLike(b)) return undefined;
  if (a.kind === 'unknown' || b.kind === 'unknown') return UNKNOWN;
  const sets = setBinary(fn, range, op, a, b) ?? counterBinary(fn, range, op, a, b);
  if (sets) return sets;
  if (op === '|' && isDict(a) && isDict(b)) {
    const copy = copyDict(fn, range, a);
    const table = isDictLike(copy) ? runtimeTable(fn, range, copy) : undefined;
    if (!table) return UNKNOWN;
    addPairs(fn, range, table, b);
    return table;
  }
  return fn.report('WEFT282', range, {
    what: `\`${op}\` of ${quotedType(a)} and ${quotedType(b)}`,
    reason: 'only `|`, `&`, `-` and `^` of two sets, and `|` of two dictionaries are compiled',
    instead: 'Write a loop',
  });
}

/** `a |= b` and the like of sets and dictionaries; undefined for other operands. */
export function lowerSetUpdate(
  fn: FunctionLowering,
  range: SourceRange,
  op: string,
  a: Value,
  b: Value,
): Value | undefined {
  if (!isDictLike(a)) return undefined;
  if (b.kind === 'unknown') return UNKNOWN;
  const sets = setUpdate(fn, range, op, a, b);
  if (sets) return sets;
  const counter = isCounter(a) && isCounter(b) ? updateCounter(fn, range, op, a, b) : undefined;
  if (counter) return counter;
  if (op !== '|' || !isDict(a) || !isDict(b)) return lowerSetBinary(fn, range, op, a, b);
  const table = writableTable(fn, range, a);
  if (!table) return UNKNOWN;
  addPairs(fn, range, table, b);
  return table;
}

/** `a += b` of counters: `a` has the items of `a + b` afterwards, in their order. */
function updateCounter(
  fn: FunctionLowering,
  range: SourceRange,
  op: string,
  a: TableValue,
  b: TableValue,
): Value | undefined {
  const result = counterBinary(fn, range, op, a, b);
  const table = result && writableTable(fn, range, a);
  if (!table || !isTable(result)) return result && UNKNOWN;
  fn.kernel('table.clear', range, [table], [], [0]);
  addPairs(fn, range, table, result);
  return table;
}

function isDict(value: Value): value is DictValue | TableValue {
  return isDictLike(value) && !isSet(value);
}

function copyDict(fn: FunctionLowering, range: SourceRange, base: DictValue | TableValue): Value {
  if (base.kind !== 'dict') return copyTable(fn, range, base);
  return makeDict(
    fn,
    range,
    entriesOf(fn, range, base).map((item, i) => [keyValue(base.keys[i]!), item]),
  );
}

function addPairs(fn: FunctionLowering, range: SourceRange, table: TableValue, from: DictValue | TableValue): void {
  const source = dictSource(fn, range, from, 'items');
  if (source) eachPair(fn, range, source, table);
}

/** `in`, `==` and the order of sets; undefined where no dictionary or set takes part. */
export function compareTables(
  fn: FunctionLowering,
  range: SourceRange,
  op: string,
  a: Value,
  b: Value,
): Value | undefined {
  if (op === 'in' && isDictLike(b)) return dictMembership(fn, range, a, b);
  if (!isDictLike(a) && !isDictLike(b)) return undefined;
  const isEquality = op === '==' || op === '!=';
  const result =
    isSet(a) && isSet(b)
      ? compareSets(fn, range, op, a, b)
      : isEquality && isDictLike(a) && isDictLike(b)
        ? equalDicts(fn, range, op, a, b)
        : undefined;
  return (
    result ??
    fn.report('WEFT243', range, {
      operator: op,
      operands: `${quotedType(a)} and ${quotedType(b)}`,
      reason: 'such dictionaries are not compared',
      instead: 'Compare their values one by one',
    })
  );
}
