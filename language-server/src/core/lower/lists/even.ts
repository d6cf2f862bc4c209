// SPDX-License-Identifier: Apache-2.0
// Lists whose items have several types where NumPy makes an array of them: first a list of one type, the one that NumPy
// finds for all items. What it finds depends on the items that are there: where they ask for another, the run fails.

import type { DType, SourceRange } from '../../graph/graph';
import { cast, intConstant } from '../../numpy/elementwise';
import { storedNumber } from '../../numpy/indexing';
import { shapeOfItem } from '../../numpy/lists';
import { isList, itemLeaves, type ListCell, type ListValue } from '../../types/lists';
import {
  type Element,
  elementOf,
  isBoolean,
  isComplex,
  isFloating,
  isIntegral,
  promote,
  strongDType,
} from '../../types/promote';
import { listView } from '../../types/tuple-views';
import { constantValue, type GraphValue, tupleValue, UNKNOWN, type Value } from '../../types/value';
import type { FunctionLowering } from '../program/function';
import { Kept, mapTypes } from '../unions/each-type';
import { collect, when } from './list-loops';
import { getItem, listLength, newList, recordItems } from './lists';

const NO_OBJECTS =
  'NumPy makes an array of objects of a list with None, and the program was compiled for numbers: leave None out';

/** All numbers in it have one element type already. */
function isEvenItem(item: Value | undefined): boolean {
  if (!item) return true;
  if (item.kind === 'union') return false;
  const leaves = itemLeaves(item);
  const elements = new Set(leaves.map((leaf) => (leaf.list ? 'list' : elementOf(leaf.type))));
  return elements.size <= 1 && leaves.every((leaf) => !leaf.list || (!leaf.list.record && isEvenItem(leaf.list.item)));
}

/** Element types that are there in any case, and those that only some items have. */
function elementsOf(cell: ListCell, sure: Set<DType>, open: Set<DType>): void {
  const visit = (given: Value, isOpen: boolean): void => {
    const item = listView(given);
    if (item.kind === 'union') for (const each of item.alternatives) visit(each, true);
    else if (item.kind === 'tuple') for (const each of item.items) visit(each, isOpen);
    else if (isList(item)) for (const part of item.list.parts) visit(part, true);
    else if (item.kind === 'value') {
      const element = elementOf(item.type);
      if (element !== undefined) (isOpen ? open : sure).add(strongDType(element));
    }
  };
  for (const part of cell.parts) visit(part, false);
}

const join = (types: Iterable<DType>): DType | undefined => {
  const [first, ...rest] = types;
  return first && rest.reduce<DType>((a, b) => promote(a, b) as DType, first);
};

/** Whether the numbers of an array would be stored as each of the items alone: NaN among integers raises, for one. */
function isStoredAsArray(item: Value | undefined, target: DType | undefined): boolean {
  const leaves = item ? itemLeaves(item) : [];
  return leaves.every((leaf) => {
    if (leaf.list) return isStoredAsArray(leaf.list.item, target);
    const element = elementOf(leaf.type);
    if (target === undefined || element === undefined || leaf.type.kind === 'array') return true;
    if (element === 'complex') return isComplex(target);
    return !isIntegral(target) || isBoolean(element) || strongDType(element as Element) === target;
  });
}

/** What NumPy stores for None in an array of `dtype`. */
function storedNone(fn: FunctionLowering, range: SourceRange, dtype: DType | undefined): Value {
  if (dtype === undefined || isComplex(dtype)) fn.raiseTypeError(range, NO_OBJECTS);
  if (isBoolean(dtype)) return constantValue(false);
  if (isFloating(dtype)) return constantValue(Number.NaN);
  const wanted = 'a string, a bytes-like object or a real number';
  return fn.raiseTypeError(range, `int() argument must be ${wanted}, not 'NoneType'`);
}

/** The same list with numbers of one element type; undefined after a report. `target`: as in `Context.evenList`. */
export function evenList(
  fn: FunctionLowering,
  range: SourceRange,
  list: ListValue,
  isTyped: boolean,
  target?: DType,
): ListValue | undefined {
  const isSame = isStoredAsArray(list.list.item, target);
  if (!list.list.record && isEvenItem(list.list.item) && isSame) return list;
  const shape = shapeOfItem(list);
  // What it is made of is told where the array is.
  if (!shape) return list;
  const dtype = target ?? shape.dtype;
  const sure = new Set<DType>();
  const open = new Set<DType>();
  elementsOf(list.list, sure, open);
  const isDecided = isTyped || join(sure) === dtype || open.size === 0;
  const seen = new Map<DType, Kept>();
  if (!isDecided && fn.graph) {
    for (const each of open) {
      const kept = new Kept(fn, range, { kind: 'value', type: { kind: 'bool' } });
      kept.set(constantValue(false));
      seen.set(each, kept);
    }
  }
  const convert = (given: Value, role: string): Value => {
    const item = listView(given);
    if (item.kind === 'tuple') return tupleValue(item.items.map((each) => convert(each, role)));
    if (isList(item)) return convertList(item, role);
    if (item.kind !== 'value') return UNKNOWN;
    if (item.type.kind === 'none') {
      const none = storedNone(fn, range, target);
      return none.kind === 'value' ? (cast(fn, range, none, dtype) ?? UNKNOWN) : none;
    }
    const element = elementOf(item.type);
    if (element === undefined) return UNKNOWN;
    if (target !== undefined) return storedNumber(fn, range, item, target) ?? UNKNOWN;
    seen.get(strongDType(element))?.set(constantValue(true));
    return cast(fn, range, item, dtype) ?? UNKNOWN;
  };
  const convertList = (value: ListValue, role: string): Value => {
    const inner = `${role}+`;
    const items = recordItems(fn, range, value);
    if (items) {
      const site = fn.lists.at(range, inner);
      site.require();
      const even = items.map((item) => mapTypes(fn, range, item, (each) => convert(each, inner)));
      return newList(fn, range, site.cell, even) ?? UNKNOWN;
    }
    const bounds = [intConstant(0), listLength(fn, range, value), intConstant(1)] as const;
    const item = (counter: GraphValue) => getItem(fn, range, value, counter);
    return collect(fn, range, { bounds, item }, (each, add) => add(convert(each, inner)), inner);
  };
  const result = convertList(list, 'even');
  if (!isList(result)) {
    fn.markIncomplete();
    return undefined;
  }
  if (seen.size > 0) checkSeen(fn, range, dtype, sure, seen, listLength(fn, range, list));
  return result;
}

/** Fails the run where the items that are there ask for another element type. */
function checkSeen(
  fn: FunctionLowering,
  range: SourceRange,
  dtype: DType,
  sure: ReadonlySet<DType>,
  seen: ReadonlyMap<DType, Kept>,
  length: GraphValue,
): void {
  const flag = { kind: 'bool' } as const;
  const all = [...seen];
  const enough = all.filter(([each]) => join([...sure, each]) === dtype);
  const [first, ...rest] = (enough.length > 0 ? enough : all).map(([, kept]) => kept.get() as GraphValue);
  const op = enough.length > 0 ? 'logical_or' : 'logical_and';
  const found = rest.reduce((a, b) => fn.emit(op, range, [a, b], flag), first!);
  const isEmpty = fn.emit('equal', range, [length, intConstant(0)], flag);
  const isFine = fn.emit('logical_or', range, [found, isEmpty], flag);
  const text = `NumPy finds another element type for the items of this list than ${dtype}, for which the program was compiled: write np.array(a, dtype=...)`;
  when(fn, range, fn.emit('logical_not', range, [isFine], flag), () =>
    fn.kernel('raise', range, [constantValue('TypeError'), constantValue(text)] as GraphValue[], []),
  );
}
