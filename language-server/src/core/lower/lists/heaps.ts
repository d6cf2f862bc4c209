// SPDX-License-Identifier: Apache-2.0
// `heapq` and `bisect` on lists. Kernels move the items by CPython's own steps; what a heap gives back they leave at the
// end of the list, from where it is taken.

import type { SourceRange } from '../../graph/graph';
import { intConstant } from '../../numpy/elementwise';
import { indexValue } from '../../numpy/indexing';
import type { CallExpr, Expr } from '../../syntax/ast';
import { isList, isListLike, itemLeaves, type ListValue } from '../../types/lists';
import { holdsObjects } from '../../types/merging';
import { constantValue, type GraphValue, quotedType, UNKNOWN, type Value } from '../../types/value';
import { lowerExpr } from '../expressions/expressions';
import { lowerIteration } from '../iteration/iteration';
import type { FunctionLowering } from '../program/function';
import { collect } from './list-loops';
import { itemOperands, listKernel, NONE, popItem, put, runtimeList } from './lists';
import { sortList } from './methods';
import { callOrdered, type OrderFunction } from './object-order';

/** The list of the first argument, to be changed; undefined after a report. */
function heapOf(fn: FunctionLowering, expr: Expr, isChange = true): ListValue | undefined {
  const value = lowerExpr(fn, expr);
  if (value.kind === 'unknown') return undefined;
  if (isListLike(value)) return runtimeList(fn, expr.range, value, isChange);
  fn.report('WEFT282', expr.range, {
    what: `${quotedType(value)} as a heap`,
    reason: 'CPython raises `TypeError`: it must be a list',
    instead: 'Make a list first: `list(...)`',
  });
  return undefined;
}

/** False after a report: the items have an order. */
function areOrdered(fn: FunctionLowering, range: SourceRange, list: ListValue): boolean {
  const { item } = list.list;
  if (holdsObjects(item)) return true;
  const bad = item && itemLeaves(item).find((leaf) => leaf.type.kind === 'array' || leaf.type.kind === 'complex');
  if (!bad) return true;
  fn.report('WEFT282', range, {
    what: `The order of ${quotedType(bad)}`,
    reason: 'such values are not compared by `<`',
    instead: 'Put a number that differs before it, and keep the arrays in a list of their own',
  });
  return false;
}

const PUSHING: Readonly<Record<string, string>> = {
  heappush: 'heap.push',
  heappushpop: 'heap.push_pop',
  heapreplace: 'heap.replace',
};

/** A function of `heapq`; undefined for what is not compiled. */
export function lowerHeap(fn: FunctionLowering, expr: CallExpr, name: string): Value | undefined {
  const { range, args } = expr;
  if (name === 'nsmallest' || name === 'nlargest') return lowerLeast(fn, expr, name === 'nlargest');
  if (expr.keywords.length > 0 || args.some((arg) => arg.kind === 'Starred')) return undefined;
  const [first, second] = args;
  const kernel = PUSHING[name];
  if (kernel !== undefined) {
    if (!first || !second || args.length > 2) return undefined;
    const list = heapOf(fn, first);
    const item = lowerExpr(fn, second);
    if (item.kind === 'unknown') fn.markIncomplete();
    if (!list || item.kind === 'unknown') return name === 'heappush' ? NONE : UNKNOWN;
    if (!put(fn, range, list.list, item) || !areOrdered(fn, range, list)) return UNKNOWN;
    if (holdsObjects(list.list.item)) return callOrdered(fn, range, name as OrderFunction, list, item);
    const leaves = itemOperands(fn, range, list.list, item);
    if (leaves) fn.kernel(kernel, range, [list, ...leaves], [], [0]);
    return name === 'heappush' ? NONE : popItem(fn, range, list, intConstant(-1));
  }
  if (!first || second) return undefined;
  if (name === 'heappop' || name === 'heapify') {
    const list = heapOf(fn, first);
    if (!list || !areOrdered(fn, range, list)) return UNKNOWN;
    if (holdsObjects(list.list.item)) return callOrdered(fn, range, name, list);
    fn.kernel(name === 'heappop' ? 'heap.pop' : 'heap.heapify', range, [list], [], [0]);
    return name === 'heappop' ? popItem(fn, range, list, intConstant(-1)) : NONE;
  }
  return undefined;
}

/** `heapq.nsmallest(n, values, key)`: the first of the sorted values. */
function lowerLeast(fn: FunctionLowering, expr: CallExpr, isLargest: boolean): Value | undefined {
  const [first, second, third] = expr.args;
  const keyword = expr.keywords[0];
  if (!first || !second || expr.args.length > 3 || expr.keywords.length > 1) return undefined;
  if (keyword && (keyword.name !== 'key' || third)) return undefined;
  const { range } = expr;
  const count = lowerExpr(fn, first);
  const items = lowerIteration(fn, second);
  const keyExpr = third ?? keyword?.value;
  const key = keyExpr && lowerExpr(fn, keyExpr);
  const number = count.kind === 'value' ? indexValue(fn, range, count) : undefined;
  if (!items || !number || key?.kind === 'unknown') return UNKNOWN;
  const list = collect(fn, range, items, (item, add) => add(item));
  if (!isList(list) || !areOrdered(fn, range, list)) return UNKNOWN;
  if (!sortList(fn, range, list, key, constantValue(isLargest))) return UNKNOWN;
  const atLeastZero = fn.kernel('list.count_of', range, [number], [{ kind: 'int' }])[0]!;
  const bounds = [NONE, atLeastZero, NONE] as GraphValue[];
  return listKernel(fn, 'list.slice', range, [list, ...bounds], list.list);
}

/** A function of `bisect`; undefined for what is not compiled. */
export function lowerBisect(fn: FunctionLowering, expr: CallExpr, name: string): Value | undefined {
  const { range, args } = expr;
  const found = /^(bisect|insort)(_left|_right)?$/.exec(name);
  const [first, second] = args;
  const isKnown = expr.keywords.every((keyword) => keyword.name === 'lo' || keyword.name === 'hi');
  if (!found || !first || !second || args.length > 4 || !isKnown) return undefined;
  const isInsertion = found[1] === 'insort';
  const list = heapOf(fn, first, isInsertion);
  const item = lowerExpr(fn, second);
  const bound = (place: number, keyword: string, fallback: GraphValue): GraphValue | undefined => {
    const given = args[place] ?? expr.keywords.find((each) => each.name === keyword)?.value;
    const value = given ? lowerExpr(fn, given) : fallback;
    if (value.kind === 'value' && value.type.kind === 'none') return fallback;
    return value.kind === 'value' ? indexValue(fn, range, value) : undefined;
  };
  const low = bound(2, 'lo', intConstant(0));
  const high = args[3] || expr.keywords.some((each) => each.name === 'hi') ? bound(3, 'hi', intConstant(0)) : NONE;
  if (!list || !low || high?.kind !== 'value' || item.kind === 'unknown') {
    fn.markIncomplete();
    return UNKNOWN;
  }
  if (!put(fn, range, list.list, item) || !areOrdered(fn, range, list)) return UNKNOWN;
  const leaves = itemOperands(fn, range, list.list, item);
  if (!leaves) return UNKNOWN;
  const side = constantValue(found[2] === '_left' ? 'left' : 'right') as GraphValue;
  const [place] = fn.kernel('list.bisect', range, [list, side, low, high, ...leaves], [{ kind: 'int' }]);
  if (!isInsertion) return place!;
  fn.kernel('list.insert', range, [list, place!, ...leaves], [], [0]);
  return NONE;
}
