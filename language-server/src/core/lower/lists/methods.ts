// SPDX-License-Identifier: Apache-2.0
// Methods of lists, and their deletion.

import type { SourceRange } from '../../graph/graph';
import { cast, intConstant } from '../../numpy/elementwise';
import type { CallExpr, Expr } from '../../syntax/ast';
import { hasKinds } from '../../types/item-kinds';
import {
  isList,
  isListLike,
  isTupleLike,
  type ListCell,
  type ListLike,
  type ListValue,
  ListCell as NewCell,
  type RunTuple,
} from '../../types/lists';
import { holdsObjects } from '../../types/merging';
import { listOfTuple } from '../../types/tuple-views';
import { type GraphValue, quotedType, type TupleValue, UNKNOWN, type Value } from '../../types/value';
import { hasOwnOrder, orderKey } from '../classes/order';
import { lowerExpr } from '../expressions/expressions';
import { sameItem } from '../expressions/identity';
import { lowerConsumed } from '../iteration/consumed';
import type { FunctionLowering } from '../program/function';
import { mapTypes } from '../unions/each-type';
import { callAny, collect, loopOver, when } from './list-loops';
import {
  appendItem,
  extendList,
  getItem,
  itemOperands,
  listIndex,
  listKernel,
  listLength,
  NONE,
  popItem,
  put,
  runtimeList,
  unify,
} from './lists';
import { callOrdered } from './object-order';
import { runTuple, tupleCell } from './tuples';

interface MethodCall {
  readonly fn: FunctionLowering;
  readonly range: SourceRange;
  readonly list: ListValue;
  readonly args: readonly { readonly value: Value; readonly range: SourceRange }[];
  readonly keywords: ReadonlyMap<string, { readonly value: Value; readonly range: SourceRange }>;
}

interface Method {
  readonly least: number;
  readonly most: number;
  readonly changes: boolean;
  readonly keywords?: readonly string[];
  lower(call: MethodCall): Value;
}

export const LIST_METHODS: Readonly<Record<string, Method>> = {
  append: {
    least: 1,
    most: 1,
    changes: true,
    lower: ({ fn, list, args }) => {
      appendItem(fn, args[0]!.range, list, args[0]!.value);
      return NONE;
    },
  },
  extend: {
    least: 1,
    most: 1,
    changes: true,
    lower: ({ fn, list, args }) => {
      extendList(fn, args[0]!.range, list, args[0]!.value);
      return NONE;
    },
  },
  insert: {
    least: 2,
    most: 2,
    changes: true,
    lower({ fn, range, list, args }) {
      const index = listIndex(fn, args[0]!.range, args[0]!.value);
      if (!index || !put(fn, args[1]!.range, list.list, args[1]!.value)) return UNKNOWN;
      const leaves = itemOperands(fn, args[1]!.range, list.list, args[1]!.value);
      if (leaves) fn.kernel('list.insert', range, [list, index, ...leaves], [], [0]);
      return NONE;
    },
  },
  pop: {
    least: 0,
    most: 1,
    changes: true,
    lower({ fn, range, list, args }) {
      const index = args[0] ? listIndex(fn, args[0].range, args[0].value) : intConstant(-1);
      return index ? popItem(fn, range, list, index) : UNKNOWN;
    },
  },
  remove: {
    least: 1,
    most: 1,
    changes: true,
    lower({ fn, range, list, args }) {
      const place = find(fn, range, list, args[0]!.value);
      if (!place) return UNKNOWN;
      fn.kernel('list.check_found', range, [place, text('list.remove(x): x not in list')], []);
      fn.kernel('list.delete', range, [list, place], [], [0]);
      return NONE;
    },
  },
  index: {
    least: 1,
    most: 1,
    changes: false,
    lower({ fn, range, list, args }) {
      const looked = args[0]!.value;
      const place = find(fn, range, list, looked);
      if (!place) return UNKNOWN;
      fn.kernel(
        'list.check_found',
        range,
        [
          place,
          looked.kind === 'value' && looked.type.kind !== 'list' && looked.type.kind !== 'str'
            ? looked
            : text('value is not in list'),
        ],
        [],
      );
      return place;
    },
  },
  count: {
    least: 1,
    most: 1,
    changes: false,
    lower({ fn, range, list, args }) {
      return total(fn, range, list, (item) => sameItem(fn, range, item, args[0]!.value));
    },
  },
  clear: {
    least: 0,
    most: 0,
    changes: true,
    lower: ({ fn, range, list }) => {
      fn.kernel('list.clear', range, [list], [], [0]);
      return NONE;
    },
  },
  reverse: {
    least: 0,
    most: 0,
    changes: true,
    lower: ({ fn, range, list }) => {
      fn.kernel('list.reverse', range, [list], [], [0]);
      return NONE;
    },
  },
  copy: { least: 0, most: 0, changes: false, lower: ({ fn, range, list }) => copyList(fn, range, list) },
  sort: {
    least: 0,
    most: 0,
    changes: true,
    keywords: ['key', 'reverse'],
    lower({ fn, range, list, keywords }) {
      return sortList(fn, range, list, keywords.get('key')?.value, keywords.get('reverse')?.value) ? NONE : UNKNOWN;
    },
  },
};

function text(value: string): GraphValue {
  return { kind: 'value', type: { kind: 'str' }, constant: value };
}

/** A fresh list of the same items. */
export function copyList(fn: FunctionLowering, range: SourceRange, value: ListLike): Value {
  const list = runtimeList(fn, range, value);
  if (!list) return UNKNOWN;
  return listKernel(fn, 'list.copy', range, [list], copiedCell(fn, range, list));
}

/** The type of a copy: from here on it may take other items than the list it comes from. */
export function copiedCell(fn: FunctionLowering, range: SourceRange, list: ListValue): ListCell {
  const { cell } = fn.lists.at(range, 'copy');
  if (list.list.item) cell.put(list.list.item);
  // A kernel copies items as they are.
  list.list.unify(cell);
  return list.list;
}

/** Sorts in place; false after a report. */
export function sortList(
  fn: FunctionLowering,
  range: SourceRange,
  list: ListValue,
  key: Value | undefined,
  reverse: Value | undefined,
): boolean {
  const backwards =
    reverse?.kind === 'value'
      ? cast(fn, range, reverse, 'bool')
      : ({ kind: 'value', type: { kind: 'bool' }, constant: false } as const);
  if (!backwards) return false;
  const hasKey = key !== undefined && !(key.kind === 'value' && key.type.kind === 'none');
  const { item: held } = list.list;
  const hasObjects = !hasKey && holdsObjects(held);
  if (hasObjects && held && hasOwnOrder(fn, held)) {
    const isReversed = backwards.constant === true;
    if (!isReversed && backwards.constant !== false) return refuseReverse(fn, range, list);
    if (isReversed) fn.kernel('list.reverse', range, [list], [], [0]);
    callOrdered(fn, range, 'sort', list);
    if (isReversed) fn.kernel('list.reverse', range, [list], [], [0]);
    return true;
  }
  if (!hasKey && !hasObjects && !hasKinds(held) && !list.list.record) {
    fn.kernel('list.sort', range, [list, backwards], [], [0]);
    return true;
  }
  const iteration = {
    bounds: [intConstant(0), listLength(fn, range, list), intConstant(1)] as const,
    item: (counter: GraphValue) => getItem(fn, range, list, counter),
  };
  const keys = collect(
    fn,
    range,
    iteration,
    (item, add) =>
      add(mapTypes(fn, range, hasKey ? callAny(fn, range, key, [item]) : item, (each) => orderKey(fn, range, each))),
    'keys',
  );
  if (!isList(keys)) return false;
  const even = fn.evenList(range, keys, true);
  if (!even) return false;
  if (even.list.item && (hasKinds(even.list.item) || even.list.record)) {
    fn.report('WEFT282', range, {
      what: `Sorting ${quotedType(keys)} values`,
      reason: 'values of different types have no order',
      instead: 'Give a `key` that is a number or a text',
    });
    return false;
  }
  fn.kernel('list.sort_by', range, [list, even, backwards], [], [0]);
  return true;
}

function refuseReverse(fn: FunctionLowering, range: SourceRange, list: ListValue): false {
  fn.report('WEFT282', range, {
    what: `Sorting ${quotedType(list)} in an order that the run decides`,
    reason: 'a method of the program compares the items',
    instead: 'Write `reverse=True` or `reverse=False`, or give a `key`',
  });
  return false;
}

/** The position of the first item that equals `value`, or -1. */
export function find(fn: FunctionLowering, range: SourceRange, list: ListValue, value: Value): GraphValue | undefined {
  if (!list.list.item) return fn.isDry ? { kind: 'value', type: { kind: 'int' } } : undefined;
  let isComplete = true;
  const test = (item: Value) => {
    const result = sameItem(fn, range, item, value);
    if (result.kind !== 'value') isComplete = false;
    return result;
  };
  if (!fn.graph) {
    test(getItem(fn, range, list, { kind: 'value', type: { kind: 'int' } }));
    fn.markEffect();
    return isComplete ? { kind: 'value', type: { kind: 'int' } } : undefined;
  }
  const { graph } = fn;
  const slot = fn.newSlot('_place', { kind: 'int' });
  graph.set(slot.variable, graph.int(-1, range), range);
  const bounds = [0, 1].map((each) => graph.int(each, range));
  graph.for(range, [bounds[0]!, fn.idOf(listLength(fn, range, list), range), bounds[1]!], (counter) => {
    fn.branch(fn.env, () => {
      const found = test(getItem(fn, range, list, { kind: 'value', type: { kind: 'int' }, id: counter }));
      if (found.kind !== 'value') return;
      const flag = fn.idOf(found, range);
      graph.if(flag, range, () => {
        graph.set(slot.variable, counter, range);
        fn.effect('break', range, []);
      });
    });
  });
  return isComplete ? { kind: 'value', type: { kind: 'int' }, id: graph.get(slot.variable, range) } : undefined;
}

/** How many items have a property. */
function total(fn: FunctionLowering, range: SourceRange, list: ListValue, test: (item: Value) => Value): Value {
  const slot = fn.graph && fn.newSlot('_count', { kind: 'int' });
  if (slot) fn.graph!.set(slot.variable, fn.graph!.int(0, range), range);
  let isComplete = true;
  const iteration = {
    bounds: [intConstant(0), listLength(fn, range, list), intConstant(1)] as const,
    item: (counter: GraphValue) => getItem(fn, range, list, counter),
  };
  loopOver(fn, range, iteration, (item) => {
    const found = test(item);
    if (found.kind !== 'value') {
      isComplete = false;
      return;
    }
    when(fn, range, found, () => {
      if (!slot) return;
      const sum = fn.emit(
        'add',
        range,
        [{ kind: 'value', type: { kind: 'int' }, id: fn.graph!.get(slot.variable, range) }, intConstant(1)],
        { kind: 'int' },
      );
      fn.graph!.set(slot.variable, fn.idOf(sum, range), range);
    });
  });
  if (!isComplete) return UNKNOWN;
  return { kind: 'value', type: { kind: 'int' }, ...(slot ? { id: fn.graph!.get(slot.variable, range) } : {}) };
}

/** `xs.append(x)`; undefined when the base is no list and the call means something else. */
export function lowerListMethod(fn: FunctionLowering, expr: CallExpr, base: Value): Value | undefined {
  if (expr.func.kind === 'Attribute' && isTupleLike(base)) return lowerTupleMethod(fn, expr, expr.func.attr, base);
  if (expr.func.kind !== 'Attribute' || !isListLike(base)) return undefined;
  const { attr, attrRange } = expr.func;
  const method = Object.hasOwn(LIST_METHODS, attr) ? LIST_METHODS[attr] : undefined;
  const isConsuming = attr === 'extend';
  const argument = (value: Expr) => ({
    value: isConsuming ? lowerConsumed(fn, value) : lowerExpr(fn, value),
    range: value.range,
  });
  const args = expr.args.map(argument);
  const keywords = new Map(expr.keywords.map((keyword) => [keyword.name ?? '**', argument(keyword.value)]));
  if (!method) {
    const isArrayMethod = [
      'sum',
      'mean',
      'min',
      'max',
      'reshape',
      'astype',
      'std',
      'dot',
      'cumsum',
      'argmax',
      'argmin',
      'tolist',
    ].includes(attr);
    return fn.report('WEFT282', attrRange, {
      what: `A list has no method \`${attr}\``,
      reason: 'CPython raises `AttributeError`',
      instead: isArrayMethod
        ? `Make an array first: \`np.array(a).${attr}(...)\``
        : 'Use a loop, or make an array with `np.array(...)`',
    });
  }
  const isKnown = [...keywords.keys()].every((name) => method.keywords?.includes(name));
  if (
    args.length < method.least ||
    args.length > method.most ||
    !isKnown ||
    expr.args.some((arg) => arg.kind === 'Starred')
  ) {
    return fn.report('WEFT282', expr.range, {
      what: `\`${attr}\` of a list does not take these arguments`,
      reason:
        method.most === 0
          ? 'it takes none'
          : `it takes ${method.least === method.most ? method.most : `${method.least} to ${method.most}`}`,
      instead: 'Write a loop for the rest',
    });
  }
  if ([...args, ...keywords.values()].some(({ value }) => value.kind === 'unknown')) {
    fn.markIncomplete();
    // The type of the list may still be learned later.
    runtimeList(fn, expr.range, base, method.changes);
    return method.changes && attr !== 'pop' ? NONE : UNKNOWN;
  }
  const list = runtimeList(fn, expr.range, base, method.changes);
  return list ? method.lower({ fn, range: expr.range, list, args, keywords }) : UNKNOWN;
}

/** `t.count(x)` and `t.index(x)`; undefined for what no tuple has. */
function lowerTupleMethod(
  fn: FunctionLowering,
  expr: CallExpr,
  name: string,
  base: RunTuple | TupleValue,
): Value | undefined {
  const { range } = expr;
  const [first] = expr.args;
  if ((name !== 'index' && name !== 'count') || !first || expr.args.length + expr.keywords.length !== 1)
    return undefined;
  const looked = lowerExpr(fn, first);
  const cell = base.kind === 'value' ? base.list : tupleCell(fn, range, 'searched');
  const tuple = looked.kind === 'unknown' ? undefined : runTuple(fn, range, base, cell);
  if (!tuple) return UNKNOWN;
  const list = listOfTuple(tuple);
  if (name === 'count') return total(fn, range, list, (item) => sameItem(fn, range, item, looked));
  const place = find(fn, range, list, looked);
  if (place) fn.kernel('list.check_found', range, [place, text('tuple.index(x): x not in tuple')], []);
  return place ?? UNKNOWN;
}

/** `a + b` of two lists. */
export function concatenate(fn: FunctionLowering, range: SourceRange, left: ListLike, right: ListLike): Value {
  const first = runtimeList(fn, range, left);
  const second = runtimeList(fn, range, right);
  if (!first || !second || !unify(fn, range, first, second)) return UNKNOWN;
  return listKernel(fn, 'list.concat', range, [first, second], first.list);
}

export function newCell(fn: FunctionLowering): ListCell {
  return new NewCell(fn.lists.clock);
}

export function refuseList(
  fn: FunctionLowering,
  range: SourceRange,
  value: Value,
  what: string,
  instead: string,
): Value {
  return fn.report('WEFT282', range, { what, reason: `${quotedType(value)} is a list`, instead });
}
