// SPDX-License-Identifier: Apache-2.0
// `collections.deque`: a list that takes items at both ends. Items leave the beginning of any list without moving the
// others; one with a greatest length is changed by kernels that look at it.

import type { SourceRange } from '../../graph/graph';
import { intConstant } from '../../numpy/elementwise';
import { indexValue } from '../../numpy/indexing';
import { binaryOperation, comparison } from '../../numpy/operators';
import type { CallExpr, Expr, SubscriptExpr } from '../../syntax/ast';
import { someNode } from '../../syntax/walk';
import {
  type DequeKind,
  type DequeValue,
  isDeque,
  isList,
  type ListCell,
  type ListValue,
  listValue,
} from '../../types/lists';
import { constantValue, type GraphValue, quotedType, UNKNOWN, type Value } from '../../types/value';
import { lowerExpr } from '../expressions/expressions';
import { lowerConsumed } from '../iteration/consumed';
import type { Source } from '../iteration/iteration';
import type { FunctionLowering } from '../program/function';
import { raiseIf } from '../tables/sets';
import {
  appendItem,
  getItem,
  itemOperands,
  listLength,
  NONE,
  newList,
  popItem,
  put,
  runtimeList,
  setItem,
  unify,
} from './lists';
import { LIST_METHODS } from './methods';

function dequeValue(cell: ListCell, table: DequeKind, id?: number): DequeValue {
  return { ...listValue(cell, id), table };
}

/** The deque as the list of its items. */
export function listOfDeque(value: DequeValue): ListValue {
  return listValue(value.list, value.id);
}

/** `deque(values, maxlen)`; undefined for other arguments. */
export function lowerDeque(fn: FunctionLowering, expr: CallExpr): Value | undefined {
  const { range, args } = expr;
  const keyword = expr.keywords[0];
  if (args.length > 2 || expr.keywords.length > 1 || (keyword && (keyword.name !== 'maxlen' || args.length > 1)))
    return undefined;
  const site = fn.lists.at(range, 'deque');
  site.require();
  const list = newList(fn, range, site.cell, []);
  const most = args[1] ?? keyword?.value;
  const limit = most ? lowerExpr(fn, most) : NONE;
  const isLimited = !(limit.kind === 'value' && limit.type.kind === 'none');
  const deque = dequeValue(site.cell, isLimited ? 'deque(maxlen)' : 'deque', list?.id);
  if (isLimited) {
    const count = limit.kind === 'value' ? indexValue(fn, range, limit) : undefined;
    if (!count) return UNKNOWN;
    fn.kernel('deque.limit', range, [deque, count], [], [0]);
  }
  if (args[0]) extend(fn, deque, args[0], false);
  return list ? deque : UNKNOWN;
}

function append(fn: FunctionLowering, range: SourceRange, deque: DequeValue, item: Value, isLeft: boolean): void {
  const list = listOfDeque(deque);
  if (!isLeft && deque.table === 'deque') {
    appendItem(fn, range, list, item);
    return;
  }
  if (!put(fn, range, deque.list, item)) return;
  const leaves = itemOperands(fn, range, deque.list, item);
  if (leaves) fn.kernel(isLeft ? 'deque.append_left' : 'deque.append', range, [deque, ...leaves], [], [0]);
}

function extend(fn: FunctionLowering, deque: DequeValue, expr: Expr, isLeft: boolean): void {
  const consumed = lowerConsumed(fn, expr);
  const given = isDeque(consumed) ? listOfDeque(consumed) : consumed;
  if (given.kind === 'tuple') {
    for (const item of given.items) append(fn, expr.range, deque, item, isLeft);
    return;
  }
  const copied = isList(given) ? given : listOf(fn, expr, given);
  if (!copied || !unify(fn, expr.range, listOfDeque(deque), copied)) return;
  fn.kernel('deque.extend', expr.range, [deque, copied, constantValue(isLeft) as GraphValue], [], [0]);
}

/** What else has items, as a list. */
function listOf(fn: FunctionLowering, expr: Expr, value: Value): ListValue | undefined {
  if (value.kind === 'unknown') {
    fn.markIncomplete();
    return undefined;
  }
  const site = fn.lists.at(expr.range, 'extend');
  site.require();
  const list = newList(fn, expr.range, site.cell, []);
  if (!list) return undefined;
  LIST_METHODS.extend!.lower({
    fn,
    range: expr.range,
    list,
    args: [{ value, range: expr.range }],
    keywords: new Map(),
  });
  return list;
}

function checkEmpty(fn: FunctionLowering, range: SourceRange, deque: DequeValue): void {
  const isEmpty = comparison(fn, range, 'equal', listLength(fn, range, listOfDeque(deque)), intConstant(0));
  if (isEmpty.kind === 'value') raiseIf(fn, range, isEmpty, 'IndexError', 'pop from an empty deque');
}

/** A loop over a deque changes it: what leaves a deque is counted. */
const COUNTED = 'deque removals';

function removed(fn: FunctionLowering, range: SourceRange, deque: DequeValue): void {
  if (fn.remembers(COUNTED)) fn.kernel('deque.removed', range, [deque], [], [0]);
}

/** Whether something in the statements may take items out of a deque, as far as the text shows. */
export function mayChangeDeque(fn: FunctionLowering, tree: unknown): boolean {
  const { functions, classes } = fn.program.scope;
  return someNode(tree, (node) => {
    if (node.kind !== 'Call') return undefined;
    const { func } = node;
    if (func.kind === 'Attribute') {
      if (/^(append|appendleft|extend|extendleft|pop|popleft|rotate|clear|remove)$/.test(func.attr)) return true;
      if ([...classes.values()].some(({ methods }) => methods.has(func.attr))) return true;
    }
    return (func.kind === 'Name' && (fn.isLocal(func.id) || functions.has(func.id))) || undefined;
  });
}

const SHARED: ReadonlySet<string> = new Set(['clear', 'count', 'index', 'remove', 'reverse']);

/** A method of a deque; undefined for other values. */
export function lowerDequeMethod(fn: FunctionLowering, expr: CallExpr, base: Value): Value | undefined {
  if (!isDeque(base) || expr.func.kind !== 'Attribute') return undefined;
  const { attr } = expr.func;
  const { range, args } = expr;
  const [first] = args;
  const isPlain = expr.keywords.length === 0 && args.every((arg) => arg.kind !== 'Starred') && args.length < 2;
  if (isPlain) {
    const value = first && !attr.startsWith('extend') ? lowerExpr(fn, first) : undefined;
    if (value?.kind === 'unknown') {
      fn.markIncomplete();
      return UNKNOWN;
    }
    if (value && (attr === 'append' || attr === 'appendleft')) {
      append(fn, range, base, value, attr === 'appendleft');
      return NONE;
    }
    if (first && (attr === 'extend' || attr === 'extendleft')) {
      extend(fn, base, first, attr === 'extendleft');
      return NONE;
    }
    if (!first && (attr === 'pop' || attr === 'popleft')) {
      checkEmpty(fn, range, base);
      removed(fn, range, base);
      return popItem(fn, range, listOfDeque(base), intConstant(attr === 'pop' ? -1 : 0));
    }
    if (!first && attr === 'copy') {
      const [copy] = fn.kernel('deque.copy', range, [base], [base.list.type()]);
      return dequeValue(base.list, base.table, copy!.id);
    }
    if (attr === 'rotate') {
      const steps = value ? (value.kind === 'value' ? indexValue(fn, range, value) : undefined) : intConstant(1);
      if (steps) fn.kernel('deque.rotate', range, [base, steps], [], [0]);
      return NONE;
    }
    const method = SHARED.has(attr) ? LIST_METHODS[attr] : undefined;
    if (method && (value ? 1 : 0) === method.least) {
      const given = value ? [{ value, range: first!.range }] : [];
      const list = runtimeList(fn, range, listOfDeque(base), method.changes);
      if (attr === 'clear' || attr === 'remove') removed(fn, range, base);
      return list ? method.lower({ fn, range, list, args: given, keywords: new Map() }) : UNKNOWN;
    }
  }
  return fn.report('WEFT282', expr.func.attrRange, {
    what: `\`${attr}\` of a deque with these arguments`,
    reason: 'Weft does not compile it',
    instead: 'Use `append`, `appendleft`, `pop`, `popleft`, `extend` or `rotate`, or a list',
  });
}

/** What a loop over a deque gets. */
export function dequeSource(fn: FunctionLowering, range: SourceRange, deque: DequeValue): Source {
  const list = listOfDeque(deque);
  const length = listLength(fn, range, list);
  if (fn.loopBody && mayChangeDeque(fn, fn.loopBody)) fn.remember(COUNTED);
  const removals = () => fn.kernel('deque.removals', range, [deque], [{ kind: 'int' }], [0])[0]!;
  const before = fn.remembers(COUNTED) ? removals() : undefined;
  const check = () => {
    const isLonger = comparison(fn, range, 'not_equal', listLength(fn, range, list), length);
    const isChanged = before && comparison(fn, range, 'not_equal', removals(), before);
    for (const test of [isLonger, isChanged])
      if (test?.kind === 'value') raiseIf(fn, range, test, 'RuntimeError', 'deque mutated during iteration');
  };
  const item = (step: GraphValue) => {
    check();
    return getItem(fn, range, list, step);
  };
  return { kind: 'steps', length, item, after: check };
}

/** The place of an index, after the check; undefined after a report. */
function placeOf(fn: FunctionLowering, expr: SubscriptExpr, deque: DequeValue): GraphValue | undefined {
  const { range } = expr;
  const [part] = expr.index;
  if (expr.index.length !== 1 || !part || part.kind === 'Slice') {
    fn.report('WEFT284', range, {
      type: 'a slice',
      reason: 'Python raises `TypeError`: a deque has no slices',
      instead: 'Make a list first: `list(d)`',
    });
    return undefined;
  }
  const value = lowerExpr(fn, part);
  if (value.kind === 'unknown') return undefined;
  const index = value.kind === 'value' ? indexValue(fn, range, value) : undefined;
  if (!index) {
    fn.report('WEFT284', range, {
      type: quotedType(value),
      reason: 'Python raises `TypeError`: indices are integers',
      instead: 'Use an integer',
    });
    return undefined;
  }
  const length = listLength(fn, range, listOfDeque(deque));
  const isHigh = comparison(fn, range, 'greater_equal', index, length);
  const least = binaryOperation(fn, range, '-', intConstant(0), length);
  const isLow = least.kind === 'value' ? comparison(fn, range, 'less', index, least) : least;
  for (const test of [isHigh, isLow])
    if (test.kind === 'value') raiseIf(fn, range, test, 'IndexError', 'deque index out of range');
  return index;
}

/** `d[i]`. */
export function lowerDequeItem(fn: FunctionLowering, expr: SubscriptExpr, deque: DequeValue): Value {
  const place = placeOf(fn, expr, deque);
  return place ? getItem(fn, expr.range, listOfDeque(deque), place) : UNKNOWN;
}

/** `d[i] = value`. */
export function assignDequeItem(
  fn: FunctionLowering,
  target: SubscriptExpr,
  deque: DequeValue,
  value: Value,
  range: SourceRange,
): void {
  const place = placeOf(fn, target, deque);
  if (place) setItem(fn, range, listOfDeque(deque), place, value);
}
