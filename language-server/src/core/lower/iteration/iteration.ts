// SPDX-License-Identifier: Apache-2.0
// What a `for` runs over. Everything but a tuple is a number of steps and the value of each step, so that `zip`,
// `enumerate` and `reversed` take any of them; a tuple alone is written out by the loop.

import type { SourceRange } from '../../graph/graph';
import { dimValue, intConstant } from '../../numpy/elementwise';
import { index, indexValue } from '../../numpy/indexing';
import { binaryOperation, comparison } from '../../numpy/operators';
import { textLength } from '../../numpy/text-operations';
import type { CallExpr, Expr } from '../../syntax/ast';
import { isDeque, type ListValue } from '../../types/lists';
import { listView } from '../../types/tuple-views';
import {
  type ArrayValue,
  type GraphValue,
  isArray,
  quotedType,
  tupleValue,
  UNKNOWN,
  type Value,
} from '../../types/value';
import { itemsOfValue, spreadItems } from '../calls/calls';
import { isOpenSequence } from '../calls/spread';
import { membersOf } from '../classes/enums';
import { iterated } from '../classes/items';
import { lowerExpr } from '../expressions/expressions';
import { dequeSource } from '../lists/deques';
import {
  collect,
  itemsAsSteps,
  iterateList,
  type ListSteps,
  lowerFilter,
  lowerMap,
  MAX_WRITTEN,
} from '../lists/list-loops';
import { isHoldable } from '../lists/lists';
import { runTuple, tupleCell } from '../lists/tuples';
import type { FunctionLowering } from '../program/function';
import { displayOf } from '../tables/dicts';
import { lazyItems } from '../tables/entries';
import { isDictLike } from '../tables/joins';
import { dictSource, viewOf } from '../tables/methods';
import { lowerSetDisplay } from '../tables/sets';
import { characterAt, charactersOf } from '../text/text-parts';
import { lowerConsumed } from './consumed';
import { iteratorSource } from './iterators';
import { generatorOf, refuseEarly, refuseEffects, refuseKeptIterator } from './lazy-loops';
import { afterRows, onDemand } from './on-demand';
import { transposed } from './transposed';

/** `bounds` of the loop's counter, and the value that each iteration gets. */
export interface Iteration {
  readonly bounds: readonly [GraphValue, GraphValue, GraphValue];
  item(counter: GraphValue): Value;
  /** How many items there are, where the bounds do not begin at 0 and step by 1. */
  readonly count?: () => GraphValue;
  /** What the loop runs over, when it is a list alone. */
  readonly list?: ListValue;
  /** What Python looks at when it asks for one item more than there are. */
  readonly after?: () => void;
}

/** Steps 0, 1, 2 … of a known number, or the items themselves. */
export type Source =
  | {
      readonly kind: 'steps';
      readonly length: GraphValue;
      readonly item: (step: GraphValue) => Value;
      readonly native?: Iteration;
      readonly list?: ListValue;
      readonly after?: () => void;
      /** Each item is computed when it is asked for, and may be asked for once. */
      readonly isOnce?: true;
    }
  | { readonly kind: 'items'; readonly items: readonly Value[] };

/** Undefined after a report; a list of values when the loop is written out. */
export function lowerIteration(fn: FunctionLowering, iter: Expr): Iteration | readonly Value[] | undefined {
  const source = sourceOf(fn, iter);
  return source && iterationOf(source);
}

export function iterationOf(source: Source): Iteration | readonly Value[] {
  if (source.kind === 'items') return source.items;
  const list = source.list ? { list: source.list } : {};
  if (source.native) return { ...source.native, count: () => source.length };
  const after = source.after ? { after: source.after } : {};
  return { bounds: [intConstant(0), source.length, intConstant(1)], item: source.item, ...list, ...after };
}

/** The same of a value; `asList` makes a list of items that are known one by one. */
export function iterationOfValue(
  fn: FunctionLowering,
  range: SourceRange,
  value: Value,
  asList = false,
): Iteration | readonly Value[] | undefined {
  const steps = asList && value.kind === 'tuple' ? knownAsSteps(fn, range, value.items) : undefined;
  const source: Source | undefined = steps ? { kind: 'steps', ...steps } : sourceOfValue(fn, range, value);
  if (!source) return undefined;
  if (source.kind === 'items') return source.items;
  const after = source.after ? { after: source.after } : {};
  return { bounds: [intConstant(0), source.length, intConstant(1)], item: source.item, ...after };
}

export function sourceOf(fn: FunctionLowering, iter: Expr): Source | undefined {
  const name = iter.kind === 'Call' && iter.func.kind === 'Name' ? iter.func.id : undefined;
  if (iter.kind === 'Call' && name !== undefined && fn.program.isBuiltin(fn, name, name)) {
    switch (name) {
      case 'range':
        return rangeSource(fn, iter);
      case 'enumerate':
        return enumerateSource(fn, iter);
      case 'zip':
        return zipSource(fn, iter);
      case 'reversed':
        return reversedSource(fn, iter);
      case 'map':
        return sourceOfValue(fn, iter.range, lowerMap(fn, iter));
      case 'filter':
        return sourceOfValue(fn, iter.range, lowerFilter(fn, iter));
    }
  }
  if (iter.kind === 'Call' && displayOf(iter) === 'set')
    return sourceOfValue(fn, iter.range, lowerSetDisplay(fn, iter, true));
  const view = viewOf(fn, iter);
  if (view) return dictSource(fn, iter.range, view.base, view.view);
  if (iter.kind === 'Call') {
    const iterator = iteratorSource(fn, iter);
    if (iterator !== 'none') return iterator;
    const callee = numpyName(fn, iter);
    if (callee === 'ndenumerate' || callee === 'ndindex') return indexSource(fn, iter, callee);
  }
  if (iter.kind === 'Attribute' && iter.attr === 'flat') {
    const base = lowerExpr(fn, iter.value);
    if (isArray(base)) return flatSource(fn, iter.range, base, (_indices, value) => value());
    if (base.kind === 'unknown') return undefined;
  }
  return sourceOfValue(fn, iter.range, lowerExpr(fn, iter));
}

/** `ndindex` of `np.ndindex(…)`. */
function numpyName(fn: FunctionLowering, call: CallExpr): string | undefined {
  if (call.func.kind !== 'Attribute' || call.func.value.kind !== 'Name' || fn.isLocal(call.func.value.id))
    return undefined;
  const base = fn.program.scope.imports.get(call.func.value.id);
  return base?.module === 'numpy' && base.member === undefined ? call.func.attr : undefined;
}

export function sourceOfValue(fn: FunctionLowering, range: SourceRange, value: Value): Source | undefined {
  if (value.kind === 'unknown') return undefined;
  const info = value.kind === 'class' ? fn.program.scope.classes.get(value.name) : undefined;
  const given = info?.members ? membersOf(fn, info) : iterated(fn, range, value, true);
  if (given) return sourceOfValue(fn, range, given);
  if (isDictLike(value)) return dictSource(fn, range, value, 'keys');
  if (isDeque(value)) return dequeSource(fn, range, value);
  if (value.kind === 'value' && value.list?.isNothing) return { kind: 'items', items: [] };
  const list = iterateList(fn, range, value);
  if (list) return list === 'refused' ? undefined : { kind: 'steps', ...list };
  if (isArray(value)) {
    return {
      kind: 'steps',
      length: dimValue(fn, range, value, 0),
      item: (step) => index(fn, range, value, [{ kind: 'int', value: step, range }]) ?? UNKNOWN,
    };
  }
  if (value.kind === 'tuple') return { kind: 'items', items: value.items };
  const characters = charactersOf(value);
  if (characters && characters.items.length <= MAX_WRITTEN) return { kind: 'items', items: characters.items };
  if (value.kind === 'value' && value.type.kind === 'str') {
    return {
      kind: 'steps',
      length: textLength(fn, range, value),
      item: (step) => characterAt(fn, range, value, step),
    };
  }
  const isInt = value.kind === 'value' && value.type.kind === 'int';
  fn.report('WEFT227', range, {
    type: quotedType(value),
    reason: 'a loop runs over `range`, an array, a list or a tuple',
    instead: isInt ? 'Write `range(...)` around it' : 'Use `range` and an index',
  });
  return undefined;
}

export function plus(
  fn: FunctionLowering,
  range: SourceRange,
  left: GraphValue,
  op: '+' | '-' | '*' | '//',
  right: GraphValue,
): GraphValue {
  const result = binaryOperation(fn, range, op, left, right);
  return result.kind === 'value' ? result : intConstant(0);
}

function rangeSource(fn: FunctionLowering, iter: CallExpr): Source | undefined {
  const native = rangeIteration(fn, iter);
  if (!native) return undefined;
  const { range } = iter;
  const [start, stop, step] = native.bounds;
  const isPlain = start.constant === 0n && step.constant === 1n;
  return {
    kind: 'steps',
    native,
    get length() {
      return isPlain ? atLeastZero(fn, range, stop) : rangeLength(fn, range, start, stop, step);
    },
    item: (counter) => (isPlain ? counter : plus(fn, range, start, '+', plus(fn, range, counter, '*', step))),
  };
}

function atLeastZero(fn: FunctionLowering, range: SourceRange, value: GraphValue): GraphValue {
  if (typeof value.constant === 'bigint') return intConstant(value.constant < 0n ? 0 : Number(value.constant));
  const zero = intConstant(0);
  const isLess = comparison(fn, range, 'less', value, zero);
  if (isLess.kind !== 'value') return zero;
  return fn.emit('where', range, [isLess, zero, value], { kind: 'int' });
}

/** `max(0, (stop - start + step - sign) // step)`. */
function rangeLength(
  fn: FunctionLowering,
  range: SourceRange,
  start: GraphValue,
  stop: GraphValue,
  step: GraphValue,
): GraphValue {
  const distance = plus(fn, range, stop, '-', start);
  let towards: GraphValue;
  if (typeof step.constant === 'bigint') {
    towards = intConstant(step.constant > 0n ? 1 : -1);
  } else {
    const isUp = comparison(fn, range, 'greater', step, intConstant(0));
    if (isUp.kind !== 'value') return intConstant(0);
    towards = fn.emit('where', range, [isUp, intConstant(1), intConstant(-1)], { kind: 'int' });
  }
  const count = plus(fn, range, plus(fn, range, plus(fn, range, distance, '+', step), '-', towards), '//', step);
  return atLeastZero(fn, range, count);
}

export function rangeIteration(fn: FunctionLowering, iter: CallExpr): Iteration | undefined {
  const values = iter.args.flatMap((arg): { value: Value; range: SourceRange }[] => {
    if (arg.kind !== 'Starred') return [{ value: lowerExpr(fn, arg), range: arg.range }];
    return (spreadItems(fn, arg.value) ?? [UNKNOWN]).map((value) => ({ value, range: arg.range }));
  });
  if (values.length === 0 || values.length > 3 || iter.keywords.length > 0) {
    fn.report('WEFT219', iter.range, {
      function: 'range',
      most: 3,
      count: values.length,
      signature: 'range(start, stop, step)',
    });
    return undefined;
  }
  const bounds: GraphValue[] = [];
  for (const { value, range: where } of values) {
    if (value.kind === 'unknown') return undefined;
    const isFloat =
      value.kind === 'value' &&
      (value.type.kind === 'float' || (value.type.kind === 'scalar' && value.type.dtype.startsWith('f')));
    const bound = isFloat || isArray(value) || value.kind !== 'value' ? undefined : indexValue(fn, where, value);
    if (!bound) {
      fn.report('WEFT224', where, {
        name: 'stop',
        function: 'range',
        type: quotedType(value),
        reason: 'a range counts integers',
        instead: 'Write `int(...)` around it',
      });
      return undefined;
    }
    bounds.push(bound);
  }
  const [first, second, third] = bounds;
  if (third?.constant === 0n) {
    fn.report('WEFT224', values[2]!.range, {
      name: 'step',
      function: 'range',
      type: '0',
      reason: 'CPython raises `ValueError`',
      instead: 'Use another step',
    });
    return undefined;
  }
  return {
    bounds: [second ? first! : intConstant(0), second ?? first!, third ?? intConstant(1)],
    item: (counter) => counter,
  };
}

/** One argument by position; undefined after a report. */
function onlyArgument(
  fn: FunctionLowering,
  iter: CallExpr,
  name: string,
  keywords: readonly string[] = [],
): Expr | undefined {
  const [arg, ...rest] = iter.args;
  const isKnown = iter.keywords.every((keyword) => keyword.name !== undefined && keywords.includes(keyword.name));
  if (arg && arg.kind !== 'Starred' && rest.length <= keywords.length && isKnown) return arg;
  fn.report('WEFT227', iter.range, {
    type: `\`${name}\` of this`,
    reason: `\`${name}\` takes other arguments`,
    instead: `Write \`${name}(values)\``,
  });
  return undefined;
}

function enumerateSource(fn: FunctionLowering, iter: CallExpr): Source | undefined {
  const arg = onlyArgument(fn, iter, 'enumerate', ['start']);
  const source = arg && !refuseEffects(fn, arg) ? sourceInTurn(fn, arg) : undefined;
  if (!source) return undefined;
  const startExpr = iter.args[1] ?? iter.keywords[0]?.value;
  const given = startExpr ? lowerExpr(fn, startExpr) : intConstant(0);
  const start = given.kind === 'value' && startExpr ? indexValue(fn, startExpr.range, given) : given;
  if (start?.kind !== 'value') return undefined;
  const { range } = iter;
  const count = (step: GraphValue) => (start.constant === 0n ? step : plus(fn, range, start, '+', step));
  if (source.kind === 'items') {
    const item = (i: number) => tupleValue([count(intConstant(i)), source.items[i]!]);
    return { kind: 'items', items: lazyItems(source.items.length, item) };
  }
  const after = source.after ? { after: source.after } : {};
  const once = source.isOnce ? { isOnce: source.isOnce } : {};
  const item = (step: GraphValue) => tupleValue([count(step), source.item(step)]);
  return { kind: 'steps', length: source.length, item, ...after, ...once };
}

function zipSource(fn: FunctionLowering, iter: CallExpr): Source | undefined {
  const [strict, ...others] = iter.keywords;
  if (strict && (strict.name !== 'strict' || strict.value.kind !== 'Bool' || others.length > 0)) {
    fn.report('WEFT227', iter.range, {
      type: '`zip` with options',
      reason: 'only `strict=True` and `strict=False` are compiled',
      instead: 'Write `zip(a, b)`',
    });
    return undefined;
  }
  const sources: Source[] = [];
  let isComplete = true;
  for (const arg of iter.args) {
    if (arg.kind === 'Starred') {
      const rows = listView(lowerConsumed(fn, arg.value));
      const columns = iter.args.length === 1 && isOpenSequence(fn, rows) ? transposed(fn, iter, rows) : undefined;
      if (columns) return columns;
      const items = itemsOfValue(fn, arg.value.range, rows);
      for (const item of items ?? [UNKNOWN]) {
        const source = sourceOfValue(fn, arg.range, item);
        if (source) sources.push(source);
        else isComplete = false;
      }
      continue;
    }
    const source = refuseEffects(fn, arg) ? undefined : sourceInTurn(fn, arg);
    if (source) sources.push(source);
    else isComplete = false;
  }
  if (!isComplete) return undefined;
  if (strict?.value.kind === 'Bool' && strict.value.value && !isSameLength(sources)) {
    fn.report('WEFT227', iter.range, {
      type: '`zip` with `strict=True` of values of unknown number',
      reason: 'Python raises `ValueError` after the items that are there',
      instead: 'Test `len(a) == len(b)` first, and write `zip(a, b)`',
    });
    return undefined;
  }
  return zipped(fn, iter.range, sources);
}

/** All of them surely have the same number of items. */
function isSameLength(sources: readonly Source[]): boolean {
  const lengths = sources.map((source) =>
    source.kind === 'items' ? BigInt(source.items.length) : (source.length.constant ?? source.length.id),
  );
  return lengths.every((length) => length !== undefined && length === lengths[0]);
}

function zipped(fn: FunctionLowering, range: SourceRange, sources: readonly Source[]): Source | undefined {
  const fixed = sources.flatMap((source) => (source.kind === 'items' ? [source.items.length] : []));
  if (fixed.length === sources.length) {
    const count = fixed.length === 0 ? 0 : Math.min(...fixed);
    const rows = lazyItems(count, (i) =>
      tupleValue(sources.map((source) => (source.kind === 'items' ? source.items[i]! : UNKNOWN))),
    );
    return { kind: 'items', items: rows };
  }
  if (fixed.includes(0)) return { kind: 'items', items: [] };
  const steps = sources.map((source): Source => {
    const asList = source.kind === 'items' ? knownAsSteps(fn, range, source.items) : undefined;
    return asList ? { kind: 'steps', length: asList.length, item: asList.item } : source;
  });
  if (fixed.length > 0 && steps.every((source) => source.kind === 'steps')) return zipped(fn, range, steps);
  let length: GraphValue | undefined;
  for (const source of sources) {
    if (source.kind === 'steps') length = length ? smaller(fn, range, length, source.length) : source.length;
  }
  if (fixed.length > 0) {
    // Next to a tuple the steps are written out, when they are surely as many.
    const count = Math.min(...fixed);
    if (typeof length?.constant !== 'bigint') {
      fn.report('WEFT227', range, {
        type: '`zip` of a tuple and values of unknown number',
        reason: 'a loop over a tuple is written out',
        instead: 'Make an array of the tuple with `np.array(...)`',
      });
      return undefined;
    }
    const total = Math.min(count, Number(length.constant));
    const row = (i: number) =>
      tupleValue(sources.map((source) => (source.kind === 'items' ? source.items[i]! : source.item(intConstant(i)))));
    return { kind: 'items', items: lazyItems(total, row) };
  }
  const rows = sources.flatMap((source) => (source.kind === 'steps' ? [source] : []));
  const after = afterRows(fn, range, rows, length!);
  return {
    kind: 'steps',
    length: length!,
    item: (step) => tupleValue(rows.map((source) => source.item(step))),
    ...(after ? { after } : {}),
    ...(rows.some((source) => source.isOnce) ? { isOnce: true } : {}),
  };
}

/** Items that are computed in their turn. */
function sourceInTurn(fn: FunctionLowering, arg: Expr): Source | undefined {
  const found = onDemand(fn, arg, (iter) => sourceInTurn(fn, iter));
  if (found !== undefined) return found === 'refused' ? undefined : found;
  const isTaken = arg.kind === 'Comprehension' || generatorOf(fn, arg) !== undefined;
  return isTaken && refuseEarly(fn, arg) ? undefined : sourceOf(fn, arg);
}

/** The source as one whose items may be asked for again and in any order. */
export function sourceAgain(fn: FunctionLowering, range: SourceRange, source: Source): Source | undefined {
  if (source.kind === 'items' || !source.isOnce) return source;
  return sourceOfValue(
    fn,
    range,
    collect(fn, range, iterationOf(source), (item, add) => add(item), 'again'),
  );
}

/** Items that are known one by one, of several types too, as steps; undefined for what no list holds. */
export function knownAsSteps(fn: FunctionLowering, range: SourceRange, items: readonly Value[]): ListSteps | undefined {
  const value = tupleValue(items);
  const even = itemsAsSteps(fn, range, value);
  if (even || items.length === 0 || !isHoldable(value)) return even;
  const tuple = runTuple(fn, range, value, tupleCell(fn, range, 'items'));
  const steps = tuple && iterateList(fn, range, tuple);
  return steps === 'refused' ? undefined : steps;
}

function smaller(fn: FunctionLowering, range: SourceRange, a: GraphValue, b: GraphValue): GraphValue {
  if (a.id !== undefined && a.id === b.id) return a;
  if (typeof a.constant === 'bigint' && typeof b.constant === 'bigint') return a.constant < b.constant ? a : b;
  const isLess = comparison(fn, range, 'less', b, a);
  return isLess.kind === 'value' ? fn.emit('where', range, [isLess, b, a], { kind: 'int' }) : a;
}

function reversedSource(fn: FunctionLowering, iter: CallExpr): Source | undefined {
  const arg = onlyArgument(fn, iter, 'reversed');
  const given = arg && !refuseKeptIterator(fn, arg) ? sourceOf(fn, arg) : undefined;
  const source = given && sourceAgain(fn, iter.range, given);
  if (!source) return undefined;
  if (source.kind === 'items') {
    const { items } = source;
    return { kind: 'items', items: lazyItems(items.length, (i) => items[items.length - 1 - i]!) };
  }
  const { length } = source;
  const last = plus(fn, iter.range, length, '-', intConstant(1));
  return { kind: 'steps', length, item: (step) => source.item(plus(fn, iter.range, last, '-', step)) };
}

/** `np.ndenumerate(a)` and `np.ndindex(shape)`. */
function indexSource(fn: FunctionLowering, iter: CallExpr, name: string): Source | undefined {
  if (name === 'ndenumerate') {
    const arg = onlyArgument(fn, iter, 'np.ndenumerate');
    const array = arg && lowerExpr(fn, arg);
    if (!array || array.kind === 'unknown') return undefined;
    if (isArray(array)) {
      return flatSource(fn, iter.range, array, (indices, value) => tupleValue([tupleValue(indices), value()]));
    }
    fn.report('WEFT227', iter.range, {
      type: quotedType(array),
      reason: '`np.ndenumerate` takes an array',
      instead: 'Write `np.asarray(...)` around it',
    });
    return undefined;
  }
  const values = iter.args.flatMap((arg): Value[] => {
    if (arg.kind === 'Starred') return [...(spreadItems(fn, arg.value) ?? [UNKNOWN])];
    const value = lowerExpr(fn, arg);
    return value.kind === 'tuple' && iter.args.length === 1 ? [...value.items] : [value];
  });
  const sizes: GraphValue[] = [];
  for (const value of values) {
    const size = value.kind === 'value' ? indexValue(fn, iter.range, value) : undefined;
    if (!size) return undefined;
    sizes.push(size);
  }
  return gridSource(fn, iter.range, sizes, (indices) => tupleValue(indices));
}

function flatSource(
  fn: FunctionLowering,
  range: SourceRange,
  array: ArrayValue,
  make: (indices: GraphValue[], value: () => Value) => Value,
): Source {
  const sizes = array.type.dims.map((_, axis) => dimValue(fn, range, array, axis));
  return gridSource(fn, range, sizes, (indices) =>
    make(
      indices,
      () =>
        index(
          fn,
          range,
          array,
          indices.map((value) => ({ kind: 'int', value, range }) as const),
        ) ?? UNKNOWN,
    ),
  );
}

/** All indices of a grid in C order. */
export function gridSource(
  fn: FunctionLowering,
  range: SourceRange,
  sizes: readonly GraphValue[],
  make: (indices: GraphValue[]) => Value,
): Source {
  const length = sizes.reduce((product, size) => plus(fn, range, product, '*', size), intConstant(1));
  return {
    kind: 'steps',
    length,
    item(step) {
      const indices: GraphValue[] = [];
      let rest = step;
      for (let axis = sizes.length - 1; axis >= 0; axis--) {
        const size = sizes[axis]!;
        if (axis === 0) {
          indices.unshift(rest);
          break;
        }
        const place = binaryOperation(fn, range, '%', rest, size);
        indices.unshift(place.kind === 'value' ? place : intConstant(0));
        rest = plus(fn, range, rest, '//', size);
      }
      return make(indices);
    },
  };
}
