// SPDX-License-Identifier: Apache-2.0
// Python lists. A list display is compile-time structure as long as its items are only read where they are known; the
// first thing that needs the list itself (a change, an index or a length known only at run time, two lists that meet, a
// result) makes it a run-time list from its creation on, and the function is read again.

import type { Constant, Node, SourceRange, Type } from '../../graph/graph';
import { cast, intConstant } from '../../numpy/elementwise';
import { indexValue } from '../../numpy/indexing';
import { comparison, truthOf } from '../../numpy/operators';
import type { Expr } from '../../syntax/ast';
import { isLive } from '../../types/closures';
import { dimConstant } from '../../types/dims';
import type { ListSite } from '../../types/list-sites';
import {
  cellOf,
  type ItemConflict,
  isDeque,
  isList,
  isListLike,
  isRunTuple,
  isTable,
  itemLeaves,
  ListCell,
  ListClock,
  type ListLike,
  type ListValue,
  listValue,
} from '../../types/lists';
import { isEndless, sameKeys } from '../../types/merging';
import { elementOf } from '../../types/promote';
import { listView, tupleOfList } from '../../types/tuple-views';
import {
  constantValue,
  type GraphValue,
  isArray,
  isNumber,
  quotedType,
  type TupleValue,
  tupleValue,
  typeText,
  UNKNOWN,
  type Value,
} from '../../types/value';
import { itemsOfValue } from '../calls/calls';
import { heldValue } from '../calls/held-functions';
import { asInteger } from '../classes/enums';
import { objectTruth } from '../classes/operators';
import { asItems } from '../classes/records';
import { lowerExpr } from '../expressions/expressions';
import { lowerConsumed } from '../iteration/consumed';
import type { FunctionLowering } from '../program/function';
import { endHere } from '../program/leaving';
import { hasUnknown } from '../program/structure';
import { keepViews } from '../statements/kept-views';
import { itemOf, itemOperands, operandsOf } from './item-operands';
import { extendByArray } from './list-loops';
import { madeList } from './made';

export { itemOf, itemOperands, operandsOf } from './item-operands';

export const NONE: Value = { kind: 'value', type: { kind: 'none' }, constant: null };

/** `[a, b, c]`, or the tuple `a, b, c`. */
export function lowerDisplay(fn: FunctionLowering, expr: Extract<Expr, { kind: 'List' | 'Tuple' }>): Value {
  const isDisplay = expr.kind === 'List';
  const items: Value[] = [];
  for (const element of expr.elements) {
    if (element.kind !== 'Starred') items.push(lowerExpr(fn, element));
    else {
      const value = asItems(fn, element.range, lowerConsumed(fn, element.value));
      if (value.kind === 'tuple') items.push(...value.items);
      else if (isOpen(fn, value)) return lowerSpread(fn, expr);
      else {
        const own = itemsOfValue(fn, element.value.range, value);
        if (!own) return UNKNOWN;
        items.push(...own);
      }
    }
  }
  const site = fn.lists.at(expr.range);
  if (!isDisplay) {
    const twin = site.isRuntime ? newList(fn, expr.range, site.cell, items) : undefined;
    return { ...tupleValue(items), site, ...(twin ? { twin } : {}) };
  }
  return listOfItems(fn, expr.range, site, items);
}

/** Items whose number only the run knows. */
function isOpen(fn: FunctionLowering, value: Value): boolean {
  if (isList(value)) return value.list.record === undefined;
  return isRunTuple(value) || (isArray(value) && dimConstant(fn.resolve(value.type.dims[0]!)) === undefined);
}

/** `[*xs, a]` and `(*xs, a)` with values whose number is not known. */
function lowerSpread(fn: FunctionLowering, expr: Extract<Expr, { kind: 'List' | 'Tuple' }>): Value {
  const site = fn.lists.at(expr.range, 'spread');
  site.require();
  const result = newList(fn, expr.range, site.cell, []);
  if (!result) return UNKNOWN;
  for (const element of expr.elements) {
    const value = element.kind === 'Starred' ? lowerConsumed(fn, element.value) : lowerExpr(fn, element);
    if (value.kind === 'unknown') return UNKNOWN;
    if (element.kind !== 'Starred') appendItem(fn, element.range, result, value);
    else extendList(fn, element.range, result, asItems(fn, element.range, value));
  }
  return expr.kind === 'Tuple' ? tupleOfList(result) : result;
}

/** The items as compile-time structure, or as the run-time list that its site asks for. */
export function listOfItems(fn: FunctionLowering, range: SourceRange, site: ListSite, items: readonly Value[]): Value {
  if (site.isRuntime) return newList(fn, range, site.cell, items) ?? UNKNOWN;
  return { ...tupleValue(items, true), site };
}

/** A fresh run-time list; undefined after a report. */
export function newList(
  fn: FunctionLowering,
  range: SourceRange,
  cell: ListCell,
  items: readonly Value[],
): ListValue | undefined {
  if (items.some((item) => item.kind === 'unknown')) {
    for (const item of items) cell.put(item);
    fn.markIncomplete();
    return undefined;
  }
  const held = items.map((item) => heldValue(fn, range, item));
  if (held.some((item, i) => item !== items[i])) return newList(fn, range, cell, held);
  if (!cell.isPlain && fn.wantKinds(tupleValue(items))) return undefined;
  const problem = items.length > 0 ? cell.putAll(items) : undefined;
  if (problem) {
    reportConflict(fn, range, problem);
    return undefined;
  }
  const { record } = cell;
  const operands: GraphValue[] = [];
  for (const [i, item] of items.entries()) {
    const wanted = record ? record[i] : cell.item;
    const leaves = wanted && operandsOf(fn, range, wanted, item);
    if (!leaves) return undefined;
    operands.push(...leaves);
  }
  if (!fn.isDry && (cell.type().items.length === 0 || (record && record.length !== items.length))) {
    fn.markIncomplete();
    return undefined;
  }
  keepViews(fn, cell, operands);
  return { ...listValue(cell), ...withId(fn.emit('list_new', range, operands, cell.type())) };
}

function withId(value: GraphValue): { id?: number } {
  return value.id === undefined ? {} : { id: value.id };
}

/** Joins an item into the type of a list; false after a report. */
export function put(fn: FunctionLowering, range: SourceRange, cell: ListCell, item: Value): boolean {
  if (item.kind === 'unknown') {
    fn.markIncomplete();
    return false;
  }
  const held = heldValue(fn, range, item);
  if (!cell.isPlain && fn.wantKinds(held)) return false;
  const problem = held.kind === 'unknown' ? undefined : cell.put(held);
  if (problem) reportConflict(fn, range, problem);
  return problem === undefined && held.kind !== 'unknown';
}

function holdsDicts(value: Value): boolean {
  if (value.kind === 'dict') return true;
  if (value.kind === 'union') return value.alternatives.some(holdsDicts);
  return value.kind === 'tuple' ? value.items.some(holdsDicts) : value.kind === 'value' && value.table === 'dict';
}

export function reportConflict(fn: FunctionLowering, range: SourceRange, { first, second }: ItemConflict): void {
  // What made a part of it unknown has been said.
  if (hasUnknown(first) || hasUnknown(second)) {
    fn.markIncomplete(range);
    return;
  }
  const has = (element: string) =>
    [first, second].some((value) => value.kind === 'value' && elementOf(value.type) === element);
  const areNumbers = [first, second].every((value) => value.kind === 'value' && isNumber(value));
  if (isEndless(second)) {
    fn.report('WEFT280', range, {
      first: 'such a list',
      second: quotedType(second),
      reason: 'what holds others of its own kind in lists has a type without end',
      instead: 'Keep all of them in one list, and in each of them the places of others as integers',
    });
    return;
  }
  if (first.kind === 'dict' && second.kind === 'dict' && !sameKeys(first, second)) {
    fn.report('WEFT280', range, {
      first: quotedType(first),
      second: quotedType(second),
      reason: 'dictionaries in one list have the same keys in the same order, where their values have several types',
      instead: 'Give each of them all of the keys, with `None` where there is no value',
    });
    return;
  }
  const isTree = fn.program.isRecursive(fn.decl) && [first, second].some(holdsDicts);
  const reason = isTree
    ? 'a tree of dictionaries has a type without end'
    : first === second
      ? 'such values cannot stand in a compiled list'
      : areNumbers
        ? 'a list that is an argument, or used as a whole as in `sum(a)` or `np.array(a)`, has items of one type'
        : 'the items of a list have at most four types';
  const instead = isTree
    ? 'Keep the nodes in lists (`feature`, `left`, `right`), and children as their places in them'
    : has('int') && (has('float') || has('f64'))
      ? 'Write `0.0` for `0` where all items are floats, or convert with `float(...)`'
      : 'Use one list for each type';
  fn.report('WEFT280', range, { first: quotedType(first), second: quotedType(second), reason, instead });
}

/** The list at run time; undefined after a report. `isChange`: it is about to be changed. */
export function runtimeList(
  fn: FunctionLowering,
  range: SourceRange,
  value: ListLike,
  isChange = false,
): ListValue | undefined {
  if (isList(value)) {
    if (!isChange || value.readOnly === undefined) return value;
    fn.report('WEFT281', range, { what: 'This list', reason: value.readOnly, instead: 'Change a copy: `b = list(a)`' });
    return undefined;
  }
  if (value.twin && isList(value.twin)) return value.twin;
  const cell = cellOf(value);
  if (cell && fn.isDry) return listValue(cell);
  if (isChange) {
    fn.markIncomplete();
    if (!value.site)
      fn.report('WEFT281', range, {
        what: 'This list',
        reason: 'it is a constant here',
        instead: 'Make a list of its own: `b = list(a)`',
      });
    return undefined;
  }
  // A list of the module: what it meets here is part of its type.
  const site = fn.lists.at(range, `constant ${value.items.map(typeText).join()} `);
  if (!cell && !value.items.some((item) => item.kind === 'unknown')) site.require();
  return newList(fn, range, cell ?? site.cell, value.items);
}

/** A run-time list of the items of a list or a tuple; undefined after a report, or where they have no common type. */
export function sequenceList(fn: FunctionLowering, range: SourceRange, value: ListLike): ListValue | undefined {
  if (isList(value) || (value.isList && value.site)) return runtimeList(fn, range, value);
  if (value.twin && isList(value.twin)) return value.twin;
  const constant = constantList(fn, range, value);
  if (constant) return constant;
  const cell = value.site?.cell ?? new ListCell(fn.lists.clock, false, true);
  if (value.site && !value.items.some((item) => item.kind === 'unknown')) value.site.require();
  return newList(fn, range, cell, value.items);
}

/** Constants that are only read: one list of them, made where the function starts. */
function constantList(fn: FunctionLowering, range: SourceRange, value: TupleValue): ListValue | undefined {
  const cell = new ListCell(fn.lists.clock);
  cell.setPlain();
  const isConstant = (item: Value): item is GraphValue =>
    item.kind === 'value' && item.constant !== undefined && elementOf(item.type) !== undefined;
  if (!value.items.every(isConstant)) return undefined;
  const { changes } = fn.lists.clock;
  const isOneType = value.items.every((item) => cell.put(item) === undefined);
  fn.lists.clock.changes = changes;
  if (!isOneType || value.items.length === 0) return undefined;
  if (!fn.graph) return listValue(cell);
  const key = `${cell.text} ${value.items.map((item) => constantText(item as GraphValue)).join(',')}`;
  const known = fn.constantLists.get(key);
  if (known !== undefined) return listValue(cell, known);
  const { graph } = fn;
  const add = (node: Omit<Node, 'range' | 'results'>, type: Type): number => {
    const result = graph.newValue(type);
    graph.atStart({ ...node, range, results: [result] });
    return result;
  };
  const operands = value.items.map((item) => {
    const { type, constant: number } = item as GraphValue;
    return add({ op: 'const', operands: [], constant: { type, value: number } as Constant }, type);
  });
  const list = add({ op: 'list_new', operands }, cell.type());
  fn.constantLists.set(key, list);
  return listValue(cell, list);
}

function constantText({ constant }: GraphValue): string {
  return Object.is(constant, -0) ? '-0' : typeof constant === 'object' ? JSON.stringify(constant) : String(constant);
}

/** True when all items could stand in one list. */
export function isUniform(value: TupleValue): boolean {
  const cell = new ListCell(new ListClock());
  cell.setPlain();
  return value.items.every(
    (item) => !(item.kind === 'tuple' && item.isList) && item.kind !== 'unknown' && cell.put(item) === undefined,
  );
}

/** True when a list whose items have several types could hold them. */
export function isHoldable(value: TupleValue): boolean {
  const cell = new ListCell(new ListClock());
  return value.items.every((item) => item.kind !== 'unknown' && (isLive(item) || cell.put(item) === undefined));
}

export function listLength(fn: FunctionLowering, range: SourceRange, value: ListLike): GraphValue {
  if (value.kind === 'tuple') return intConstant(value.items.length);
  if (value.list.record) return intConstant(value.list.record.length);
  if (value.list.isNothing) return intConstant(0);
  return fn.emit('list_len', range, [value], { kind: 'int' });
}

/** The list with one type for all items; false after a report, and until the function is read again. */
export function isEven(fn: FunctionLowering, range: SourceRange, list: ListValue, index?: GraphValue): boolean {
  if (!list.list.record) return true;
  if (index && fn.writeOut(index)) return false;
  const problem = list.list.spread();
  if (problem) reportConflict(fn, range, problem);
  fn.markIncomplete();
  return false;
}

/** The place that a constant index means in a list of known length. */
function placeIn(record: readonly Value[], index: GraphValue): number | undefined {
  if (typeof index.constant !== 'bigint') return undefined;
  const place = Number(index.constant) + (index.constant < 0n ? record.length : 0);
  return place >= 0 && place < record.length ? place : undefined;
}

/** The values at all places of a list of known length. */
export function recordItems(fn: FunctionLowering, range: SourceRange, list: ListValue): readonly Value[] | undefined {
  const { record } = list.list;
  if (!record) return undefined;
  const leaves = fn.several('list_get', range, [list, intConstant(0)], list.list.type().items);
  const item = itemOf(fn, tupleValue(record), leaves);
  return item.kind === 'tuple' ? item.items : undefined;
}

/** An item: of several types, where the items of the list have them. */
export function getItem(fn: FunctionLowering, range: SourceRange, list: ListValue, index: GraphValue): Value {
  const { record } = list.list;
  const place = record && placeIn(record, index);
  if (place !== undefined) return recordItems(fn, range, list)?.[place] ?? UNKNOWN;
  if (!isEven(fn, range, list, index)) return UNKNOWN;
  const leaves = fn.several('list_get', range, [list, index], list.list.type().items);
  if (list.list.isNothing) endHere(fn, range);
  return itemOf(fn, list.list.item, leaves);
}

export function popItem(fn: FunctionLowering, range: SourceRange, list: ListValue, index: GraphValue): Value {
  if (!isEven(fn, range, list)) return UNKNOWN;
  const leaves = fn.several('list_pop', range, [list, index], list.list.type().items);
  if (list.list.isNothing) endHere(fn, range);
  return itemOf(fn, list.list.item, leaves);
}

export function setItem(
  fn: FunctionLowering,
  range: SourceRange,
  list: ListValue,
  index: GraphValue,
  value: Value,
): void {
  const { record } = list.list;
  const place = record && placeIn(record, index);
  if (record && place !== undefined) {
    setPlace(fn, range, list, record, place, value);
    return;
  }
  if (record && fn.writeOut(index)) return;
  if (!put(fn, range, list.list, value)) return;
  const leaves = itemOperands(fn, range, list.list, value);
  if (leaves) fn.effect('list_set', range, [list, index, ...leaves]);
}

/** Sets one place of a list of known length: all values of it are written again. */
function setPlace(
  fn: FunctionLowering,
  range: SourceRange,
  list: ListValue,
  record: readonly Value[],
  place: number,
  value: Value,
): void {
  if (value.kind === 'unknown') {
    fn.markIncomplete();
    return;
  }
  const problem = list.list.putAll(record.map((each, i) => (i === place ? value : each)));
  if (problem) {
    reportConflict(fn, range, problem);
    return;
  }
  const wanted = list.list.record;
  const leaves = wanted && operandsOf(fn, range, wanted[place]!, value);
  const before = recordItems(fn, range, list);
  if (!leaves || !before || !wanted) {
    fn.markIncomplete();
    return;
  }
  const all = before.flatMap((each, i) => (i === place ? leaves : itemLeaves(each)));
  fn.effect('list_set', range, [list, intConstant(0), ...all]);
}

export function appendItem(fn: FunctionLowering, range: SourceRange, list: ListValue, value: Value): void {
  if (!put(fn, range, list.list, value)) return;
  const leaves = itemOperands(fn, range, list.list, value);
  if (leaves) fn.effect('list_append', range, [list, ...leaves]);
}

/** A kernel whose result is a list with the items of `cell`. */
export function listKernel(
  fn: FunctionLowering,
  name: string,
  range: SourceRange,
  operands: readonly GraphValue[],
  cell: ListCell,
): ListValue {
  const [result] = fn.kernel(name, range, operands, [cell.type()]);
  return { ...listValue(cell), ...withId(result!) };
}

/** Two lists become lists of one type; false after a report. */
export function unify(fn: FunctionLowering, range: SourceRange, a: ListValue, b: ListValue): boolean {
  const problem = a.list.unify(b.list);
  if (problem) reportConflict(fn, range, problem);
  return problem === undefined;
}

/** `a.extend(value)`, `a += value`. */
export function extendList(fn: FunctionLowering, range: SourceRange, list: ListValue, given: Value): void {
  const value = listView(given);
  if (value.kind === 'tuple') {
    // The items are already evaluated; `xs.extend(xs)` cannot be written with compile-time structure.
    for (const item of value.items) appendItem(fn, range, list, item);
  } else if (isList(value)) {
    if (unify(fn, range, list, value)) fn.kernel('list.extend', range, [list, value], [], [0]);
  } else if (value.kind === 'value' && value.type.kind === 'array') {
    extendByArray(fn, range, list, value);
  } else if (value.kind !== 'unknown') {
    fn.report('WEFT282', range, {
      what: `A list cannot be extended by ${quotedType(value)}`,
      reason: 'it holds no items',
      instead: 'Append it with `.append(...)`',
    });
  }
}

/** `list(array)`: NumPy scalars, or views of the rows. */
export function listOfArray(fn: FunctionLowering, range: SourceRange, array: GraphValue, cell: ListCell): ListValue {
  const { type } = array;
  if (type.kind === 'array') {
    const item =
      type.dims.length === 1 ? ({ kind: 'scalar', dtype: type.dtype } as const) : { ...type, dims: type.dims.slice(1) };
    const exact = new ListCell(fn.lists.clock, false, true);
    for (const each of [cell, exact]) each.put({ kind: 'value', type: item });
    return madeList(fn, range, 'list.of_array', [array], exact, cell);
  }
  return listKernel(fn, 'list.of_array', range, [array], cell);
}

/** An index of a list: an `int`; undefined after a report. */
export function listIndex(fn: FunctionLowering, range: SourceRange, given: Value): GraphValue | undefined {
  const value = asInteger(fn, range, given);
  if (value.kind === 'unknown') return undefined;
  if (value.kind === 'value') {
    const element = elementOf(value.type);
    const isInteger = value.type.kind !== 'array' && element !== undefined && /^(int|bool|[iu]\d+)$/.test(element);
    if (isInteger) return element === 'bool' ? cast(fn, range, value, 'int') : indexValue(fn, range, value);
  }
  fn.report('WEFT284', range, {
    type: quotedType(value),
    reason: 'Python raises `TypeError`: list indices are integers or slices',
    instead: 'Use an integer, or make it an array with `np.array(...)`',
  });
  return undefined;
}

/** A value that leaves the function: lists in it become run-time lists. */
export function withRuntimeLists(fn: FunctionLowering, value: Value, range: SourceRange): Value {
  if (value.kind !== 'tuple') return value;
  if (value.isList && fn.instance.options.keepsNames === true && !isUniform(value) && !value.items.every(isListLike)) {
    // The results of a task: the items may be of any types.
    return { ...value, items: value.items.map((item) => withRuntimeLists(fn, item, range)) };
  }
  if (value.isList) {
    if (value.items.some((item) => item.kind === 'unknown' || item.kind === 'function')) return value;
    return runtimeList(fn, range, value) ?? UNKNOWN;
  }
  if (!value.items.some((item) => item.kind === 'tuple')) return value;
  return { ...value, items: value.items.map((item) => withRuntimeLists(fn, item, range)) };
}

export function hasListLeaves(value: Value): value is ListValue {
  return isList(value) && value.list.item !== undefined && itemLeaves(value.list.item).length > 0;
}

/** Whether Python takes the value for true: a list that is not empty. */
export function truthOfValue(fn: FunctionLowering, range: SourceRange, given: Value): GraphValue | undefined {
  const value = listView(given);
  if (value.kind === 'dict') return constantValue(value.items.length > 0);
  if (value.kind === 'instance') return objectTruth(fn, range, value);
  if (!isList(value) && !isTable(value) && !isDeque(value)) return truthOf(fn, range, value);
  const truth = comparison(
    fn,
    range,
    'greater',
    listLength(fn, range, listValue(value.list, value.id)),
    intConstant(0),
  );
  return truth.kind === 'value' ? truth : undefined;
}
