// SPDX-License-Identifier: Apache-2.0
// Dictionaries and sets. One whose keys are constants is compile-time structure while it is read and changed in straight lines;
// what needs more (other keys, changes under conditions) makes it a dictionary of the run from its creation on: a list of
// pairs with an index of the keys. Sets are of the run always.

import type { SourceRange } from '../../graph/graph';
import { intConstant } from '../../numpy/elementwise';
import { comparison } from '../../numpy/operators';
import type { CallExpr, Expr, SubscriptExpr } from '../../syntax/ast';
import { DICT_DISPLAY, SET_DISPLAY } from '../../syntax/expressions';
import { shapeOfSite } from '../../types/dict-shapes';
import {
  isSetKind,
  isTable,
  itemLeaves,
  ListCell,
  type ListValue,
  listValue,
  type TableKind,
  type TableValue,
} from '../../types/lists';
import { isReference } from '../../types/merging';
import { hasUnion } from '../../types/unions';
import {
  constantValue,
  type DictKey,
  type DictValue,
  dictKeyText,
  type GraphValue,
  isArray,
  quotedType,
  tupleValue,
  UNKNOWN,
  type Value,
} from '../../types/value';
import { heldValue } from '../calls/held-functions';
import { lowerExpr } from '../expressions/expressions';
import { when } from '../lists/list-loops';
import { getItem, itemOperands, listLength, put } from '../lists/lists';
import type { FunctionLowering } from '../program/function';
import { endHere } from '../program/leaving';
import { Unfinished } from '../program/unfinished';
import { eachType } from '../unions/each-type';
import { constantTable } from './constant-tables';
import { entryOf, newEntry, writeEntryAt } from './entries';
import { missingValue } from './factories';
import { checkKey, isNested, keyOperands, keyType, textShapeOperand } from './keys';
import { getOr } from './methods';
import { holdsDict } from './owners';
import { isInSet } from './sets';
import { requireTable, tableValue } from './values';

export function displayOf(expr: CallExpr): 'dict' | 'set' | undefined {
  if (expr.func.kind !== 'Attribute') return undefined;
  return expr.func.attr === DICT_DISPLAY ? 'dict' : expr.func.attr === SET_DISPLAY ? 'set' : undefined;
}

/** A key that is known while compiling. */
export function constantKey(value: Value): DictKey | undefined {
  if (value.kind !== 'value' || (value.type.kind !== 'str' && value.type.kind !== 'int')) return undefined;
  return typeof value.constant === 'string' || typeof value.constant === 'bigint' ? value.constant : undefined;
}

/** A dictionary of these items: structure where all keys are known. */
export function makeDict(fn: FunctionLowering, range: SourceRange, pairs: readonly (readonly [Value, Value])[]): Value {
  if (pairs.some(([key, value]) => key.kind === 'unknown' || value.kind === 'unknown')) return UNKNOWN;
  const site = fn.lists.at(range, 'dict');
  const keys = pairs.map(([key]) => constantKey(key));
  if (!site.isRuntime && keys.every((key) => key !== undefined)) {
    const items = new Map<string, { key: DictKey; value: Value }>();
    for (const [i, key] of keys.entries()) items.set(`${typeof key} ${key}`, { key, value: pairs[i]![1] });
    const shape = shapeOfSite(site, fn.lists.clock);
    const entries = [...items.values()].map(({ key, value }) => ({
      key,
      value: newEntry(fn, range, shape, key, value),
    }));
    if (entries.some(({ value }) => value === undefined)) return UNKNOWN;
    return {
      kind: 'dict',
      keys: entries.map(({ key }) => key),
      items: entries.map(({ value }) => value!),
      identity: { owner: fn.instance, region: fn.env },
      site,
      shape,
    };
  }
  site.require();
  const table = newTable(fn, range, site.cell, 'dict');
  for (const [key, value] of pairs) setEntry(fn, range, table, key, value);
  return table;
}

/** An empty dictionary or set of the run. */
export function newTable(fn: FunctionLowering, range: SourceRange, cell: ListCell, table: TableKind): TableValue {
  if (!fn.isDry && cell.type().items.length === 0) fn.markIncomplete();
  const made = fn.emit('list_new', range, [], cell.type());
  return tableValue(cell, table, made.id);
}

/** The dictionary as one of the run; undefined after a report. One that is constant is made where the function starts. */
export function runtimeTable(
  fn: FunctionLowering,
  range: SourceRange,
  value: DictValue | TableValue,
): TableValue | undefined {
  if (isTable(value)) return value;
  if (value.site) {
    const required = requireTable(value);
    if (!required) refuseItems(fn, range, value);
    else if (!fn.isDry) fn.markIncomplete();
    return required;
  }
  const table = constantTable(fn, range, value);
  if (!table) refuseItems(fn, range, value);
  return table;
}

function refuseItems(fn: FunctionLowering, range: SourceRange, value: Value): Value {
  return fn.report('WEFT282', range, {
    what: `This use of ${quotedType(value)}`,
    reason: 'its values have several types, and which one is meant is known only at run time',
    instead: 'Use constant keys, or give all values one type',
  });
}

/** `table[key] = value`. */
export function setEntry(fn: FunctionLowering, range: SourceRange, table: TableValue, key: Value, value: Value): void {
  if (!checkKey(fn, range, key)) {
    fn.markIncomplete();
    return;
  }
  const item = tupleValue([key, heldValue(fn, range, value)]);
  if (!put(fn, range, table.list, item)) return;
  const leaves = itemOperands(fn, range, table.list, item);
  const keys = keyType(table);
  if (leaves && keys) fn.kernel('table.set', range, [table, intConstant(itemLeaves(keys).length), ...leaves], [], [0]);
}

/** The place of a key, or -1. */
export function findKey(
  fn: FunctionLowering,
  range: SourceRange,
  table: TableValue,
  key: Value,
): GraphValue | undefined {
  const operands = keyOperands(fn, range, table, key);
  return operands && fn.kernel('table.find', range, [table, ...operands], [{ kind: 'int' }])[0]!;
}

/** The place of a key; `KeyError` without it. */
export function placeOfKey(
  fn: FunctionLowering,
  range: SourceRange,
  table: TableValue,
  key: Value,
): GraphValue | undefined {
  const operands = keyOperands(fn, range, table, key);
  const nested = operands && isNested(keyType(table)!) ? [textShapeOperand(table)] : undefined;
  const name = nested ? 'table.at_key' : 'table.at';
  return operands && fn.kernel(name, range, [table, ...(nested ?? []), ...operands], [{ kind: 'int' }])[0]!;
}

/** The list of items, to read them by place. */
export function itemsOfTable(table: TableValue): ListValue {
  return listValue(table.list, table.id);
}

export function entryAt(
  fn: FunctionLowering,
  range: SourceRange,
  table: TableValue,
  place: GraphValue,
): readonly [Value, Value] {
  const item = getItem(fn, range, itemsOfTable(table), place);
  return item.kind === 'tuple' ? [item.items[0]!, item.items[1] ?? UNKNOWN] : [item, UNKNOWN];
}

/** `d[key]`. */
export function lowerDictItem(fn: FunctionLowering, expr: SubscriptExpr, base: DictValue | TableValue): Value {
  const key = keyOf(fn, expr);
  return key ? readEntry(fn, expr.range, base, key) : UNKNOWN;
}

function keyOf(fn: FunctionLowering, expr: SubscriptExpr): Value | undefined {
  if (expr.index.some((part) => part.kind === 'Slice')) {
    fn.report('WEFT208', expr.range, { type: 'a slice', reason: 'it is no key', instead: 'Use one key' });
    return undefined;
  }
  const values = expr.index.map((part) => lowerExpr(fn, part));
  return expr.isTuple ? tupleValue(values) : values[0];
}

/** The value of a key; `KeyError` without it. */
export function readEntry(fn: FunctionLowering, range: SourceRange, base: DictValue | TableValue, key: Value): Value {
  if (key.kind === 'unknown') return UNKNOWN;
  if (isTable(base) && isSetKind(base.table)) {
    return fn.report('WEFT207', range, { count: 1, array: quotedType(base), rank: 0 });
  }
  if (base.kind === 'dict') {
    const known = constantKey(key);
    const place = known === undefined ? -1 : base.keys.indexOf(known);
    if (place >= 0) return entryOf(fn, range, base, place);
    if (known !== undefined || (base.keys.length === 0 && !base.site)) return missing(fn, range, key);
  }
  const table = runtimeTable(fn, range, base);
  if (!table) return UNKNOWN;
  const made = missingValue(fn, range, table);
  if (made) return readOrMake(fn, range, table, key, made.make, made.isKept);
  if (table.list.isNothing) raiseMissing(fn, range, key);
  if (!keyType(table)) {
    // What is put in may be found later: what reads it waits, as what calls a function without a result yet.
    if (fn.isDry) throw new Unfinished();
    return missing(fn, range, key);
  }
  const place = placeOfKey(fn, range, table, key);
  return place ? entryAt(fn, range, table, place)[1] : UNKNOWN;
}

/** `d[key]` of a dictionary that has a value for missing keys. */
function readOrMake(
  fn: FunctionLowering,
  range: SourceRange,
  table: TableValue,
  key: Value,
  make: () => Value,
  isKept: boolean,
): Value {
  if (!isKept) return getOr(fn, range, table, key, make());
  const before = keyType(table) ? findKey(fn, range, table, key) : undefined;
  const isNew = comparison(fn, range, 'less', before ?? intConstant(-1), intConstant(0));
  if (isNew.kind === 'value') when(fn, range, isNew, () => setEntry(fn, range, table, key, make()));
  const place = findKey(fn, range, table, key);
  return place ? entryAt(fn, range, table, place)[1] : UNKNOWN;
}

function missing(fn: FunctionLowering, range: SourceRange, key: Value): Value {
  const known = constantKey(key);
  return fn.report('WEFT282', range, {
    what: `The key \`${known === undefined ? quotedType(key) : dictKeyText(known)}\``,
    reason: 'the dictionary does not have it; CPython raises `KeyError`',
    instead: 'Use one of its keys, or `.get(key, default)`',
  });
}

/** `KeyError`, of a dictionary that never has a key. */
export function raiseMissing(fn: FunctionLowering, range: SourceRange, key: Value): void {
  if (!checkKey(fn, range, key)) return;
  const cell = new ListCell(fn.lists.clock, false, true);
  cell.setKeyed();
  cell.put(tupleValue([key, constantValue(null)]));
  placeOfKey(fn, range, newTable(fn, range, cell, 'dict'), key);
  endHere(fn, range);
}

/** `d[key] = value`. `name` is what the dictionary is called, where it is a name. */
export function assignDictItem(
  fn: FunctionLowering,
  target: SubscriptExpr,
  base: DictValue | TableValue,
  value: Value,
  range: SourceRange,
): void {
  const key = keyOf(fn, target);
  if (!key || key.kind === 'unknown' || value.kind === 'unknown') {
    fn.markIncomplete();
    return;
  }
  writeEntry(fn, range, target.value, base, key, value);
}

function writeEntry(
  fn: FunctionLowering,
  range: SourceRange,
  where: Expr,
  base: DictValue | TableValue,
  key: Value,
  value: Value,
): void {
  if (base.kind === 'dict') {
    const known = constantKey(key);
    const place = known === undefined ? -1 : base.keys.indexOf(known);
    const isReferred = place >= 0 && isReference(base.items[place]!);
    if (known !== undefined && !isReferred && rebind(fn, range, where, base, withEntry(base, known, value))) return;
    if (place >= 0 && writeEntryAt(fn, range, base, place, value)) return;
  }
  const table = writableTable(fn, range, base);
  if (table) setEntry(fn, range, table, key, value);
}

/** `d.update(a=1)`: as assignments, one after the other. */
export function writeEntries(
  fn: FunctionLowering,
  range: SourceRange,
  where: Expr,
  pairs: readonly (readonly [Value, Value])[],
): void {
  for (const [key, value] of pairs) {
    const base = lowerExpr(fn, where);
    if (value.kind === 'unknown') fn.markIncomplete();
    else if (base.kind === 'dict' || isTable(base)) writeEntry(fn, range, where, base, key, value);
  }
}

function withEntry(base: DictValue, key: DictKey, value: Value): DictValue {
  const place = base.keys.indexOf(key);
  if (place < 0) return { ...base, keys: [...base.keys, key], items: [...base.items, value] };
  return { ...base, items: base.items.map((item, i) => (i === place ? value : item)) };
}

/** Gives the name its changed dictionary: in a straight line, where no other name has the same one. */
function rebind(fn: FunctionLowering, range: SourceRange, where: Expr, base: DictValue, changed: DictValue): boolean {
  const isStraight = base.identity.region === fn.env || !fn.isConditional;
  if (base.identity.owner !== fn.instance || base.identity.isKept) return false;
  if (!isStraight || where.kind !== 'Name') return false;
  const { id } = where;
  if (!fn.isLocal(id) || fn.lent.has(id)) return false;
  const holds = (value: Value) => holdsDict(value, base.identity);
  for (const [name, binding] of fn.env) if (name !== id && holds(binding.value)) return false;
  if (changed.items.some(holds)) return false;
  fn.assign(id, changed, range);
  return true;
}

/** The dictionary to change at run time; undefined after a report. */
export function writableTable(
  fn: FunctionLowering,
  range: SourceRange,
  base: DictValue | TableValue,
): TableValue | undefined {
  if (isTable(base) && base.readOnly === undefined) return base;
  if (base.kind === 'dict' && base.site) return runtimeTable(fn, range, base);
  fn.report('WEFT282', range, {
    what: isTable(base) ? `This ${base.table}` : 'This dictionary',
    reason: isTable(base) && base.readOnly ? base.readOnly : 'it belongs to the module, and a task gets a copy of it',
    instead: isTable(base) && isSetKind(base.table) ? 'Change a copy: `s = set(s)`' : 'Change a copy: `d = dict(d)`',
  });
  return undefined;
}

/** `d[key] op= value`. */
export function updateDictItem(
  fn: FunctionLowering,
  range: SourceRange,
  target: SubscriptExpr,
  base: DictValue | TableValue,
  update: (current: Value) => Value,
): void {
  const key = keyOf(fn, target);
  if (!key || key.kind === 'unknown') return;
  const current = readEntry(fn, target.range, base, key);
  if (hasUnion(current)) {
    eachType(fn, range, current, (each) => {
      const value = update(each);
      if (value.kind === 'unknown') fn.markIncomplete();
      else if (value !== each || !isArray(value)) writeEntry(fn, range, target.value, base, key, value);
    });
    return;
  }
  const value = update(current);
  // An array that is updated in place is still the same one.
  if (value === current && isArray(value)) return;
  if (value.kind === 'unknown') fn.markIncomplete();
  else writeEntry(fn, range, target.value, base, key, value);
}

/** `del d[key]`. */
export function deleteDictItem(fn: FunctionLowering, target: SubscriptExpr, base: DictValue | TableValue): void {
  const key = keyOf(fn, target);
  if (!key) return;
  removeKey(fn, target.range, target.value, base, key);
}

/** Removes a key that must be there; gives its value. */
export function removeKey(
  fn: FunctionLowering,
  range: SourceRange,
  where: Expr,
  base: DictValue | TableValue,
  key: Value,
): Value {
  if (base.kind === 'dict') {
    const known = constantKey(key);
    const place = known === undefined ? -1 : base.keys.indexOf(known);
    const others = <T>(all: readonly T[]) => all.filter((_, i) => i !== place);
    if (place >= 0 && rebind(fn, range, where, base, { ...base, keys: others(base.keys), items: others(base.items) }))
      return entryOf(fn, range, base, place);
  }
  const table = writableTable(fn, range, base);
  if (table?.list.isNothing) raiseMissing(fn, range, key);
  const place = table && placeOfKey(fn, range, table, key);
  if (!table || !place) return UNKNOWN;
  const [, value] = entryAt(fn, range, table, place);
  fn.kernel('table.remove', range, [table, place], [], [0]);
  return value;
}

/** `key in d`. */
export function dictMembership(
  fn: FunctionLowering,
  range: SourceRange,
  key: Value,
  base: DictValue | TableValue,
): Value {
  if (key.kind === 'unknown') return UNKNOWN;
  if (base.kind === 'dict') {
    const known = constantKey(key);
    // Where a loop or a branch adds keys, this is a dictionary of the run.
    if (known !== undefined) return constantValue(base.keys.includes(known));
    if (base.keys.length === 0 && !base.site) return constantValue(false);
  }
  if (isTable(base) && isSetKind(base.table)) return isInSet(fn, range, base, key);
  const table = runtimeTable(fn, range, base);
  if (!table) return UNKNOWN;
  if (table.list.isNothing) return constantValue(false);
  if (!keyType(table)) return fn.isDry ? { kind: 'value', type: { kind: 'bool' } } : constantValue(false);
  const place = findKey(fn, range, table, key);
  return place ? comparison(fn, range, 'greater_equal', place, intConstant(0)) : UNKNOWN;
}

export function dictLength(fn: FunctionLowering, range: SourceRange, base: DictValue | TableValue): GraphValue {
  return base.kind === 'dict' ? intConstant(base.items.length) : listLength(fn, range, itemsOfTable(base));
}

/** A fresh dictionary or set of the same items. */
export function copyTable(fn: FunctionLowering, range: SourceRange, table: TableValue, kind = table.table): Value {
  const [copy] = fn.kernel('list.copy', range, [table], [table.list.type()]);
  return tableValue(table.list, kind, copy!.id);
}
