// SPDX-License-Identifier: Apache-2.0
// `itertools`: what a loop runs over. `product`, `combinations` and `permutations` give their items where the loop asks for
// them; `chain`, `accumulate` and `starmap` make a list first. They are no values: `list(...)` of them is one.

import type { SourceRange } from '../../graph/graph';
import { qualifiedName } from '../../names/module-scope';
import { intConstant } from '../../numpy/elementwise';
import { indexValue } from '../../numpy/indexing';
import { binaryOperation, comparison } from '../../numpy/operators';
import type { CallExpr, Expr } from '../../syntax/ast';
import { isList } from '../../types/lists';
import {
  arrayType,
  constantValue,
  type GraphValue,
  quotedType,
  tupleValue,
  UNKNOWN,
  type Value,
} from '../../types/value';
import { spreadItems } from '../calls/calls';
import { callGiven } from '../calls/function-arguments';
import { reduceType } from '../calls/reduce-function';
import { isOpenList } from '../calls/spread';
import { lowerExpr } from '../expressions/expressions';
import { callAny, collect, loopOver, when } from '../lists/list-loops';
import { appendItem, newList } from '../lists/lists';
import { tupleOfItems } from '../lists/tuples';
import type { FunctionLowering } from '../program/function';
import { Kept } from '../unions/each-type';
import {
  gridSource,
  iterationOf,
  knownAsSteps,
  plus,
  type Source,
  sourceAgain,
  sourceOf,
  sourceOfValue,
} from './iteration';
import { acts, refuseEarly, refuseEffects } from './lazy-loops';

const NAMES: ReadonlySet<string> = new Set([
  ...['product', 'combinations', 'combinations_with_replacement', 'permutations', 'pairwise', 'repeat', 'count'],
  ...['cycle', 'islice', 'chain', 'accumulate', 'starmap'],
]);

/** `product` of `itertools.product(…)`; undefined for any other call. */
export function iteratorName(fn: FunctionLowering, expr: CallExpr): string | undefined {
  const base = rootName(expr.func);
  if (base === undefined || fn.isLocal(base)) return undefined;
  const found = qualifiedName(fn.program.scope, expr.func);
  if (found?.module === 'itertools.chain' && found.name === 'from_iterable') return 'chain.from_iterable';
  if (found?.module !== 'itertools') {
    // `from itertools import chain` and then `chain.from_iterable`.
    if (expr.func.kind !== 'Attribute' || expr.func.attr !== 'from_iterable') return undefined;
    const chain = qualifiedName(fn.program.scope, expr.func.value);
    return chain?.module === 'itertools' && chain.name === 'chain' ? 'chain.from_iterable' : undefined;
  }
  return NAMES.has(found.name) ? found.name : undefined;
}

function rootName(expr: Expr): string | undefined {
  if (expr.kind === 'Name') return expr.id;
  return expr.kind === 'Attribute' ? rootName(expr.value) : undefined;
}

/** A call where its items are not taken at once is refused: Python gives them once. Undefined for any other call. */
export function refuseIterators(fn: FunctionLowering, expr: CallExpr): Value | undefined {
  const { func } = expr;
  if (func.kind === 'Name' && fn.program.isBuiltin(fn, func.id, 'iter')) {
    return fn.report('WEFT282', expr.range, {
      what: 'An iterator here',
      reason: 'it has one name, and loops, `next` and the like take its items after it in the same block',
      instead: 'Use it so, or keep the place in an int',
    });
  }
  const name = iteratorName(fn, expr);
  if (name === undefined) return undefined;
  return fn.report('WEFT282', expr.range, {
    what: `\`itertools.${name}(...)\` that is kept`,
    reason: 'Python computes its items later, and gives them once',
    instead:
      name === 'count' || name === 'cycle'
        ? 'Use it in `zip(...)` of a loop'
        : 'Write `list(...)` around it, or use it in the loop itself',
  });
}

/** Reports a function that acts: it would run for all items at once. True after a report. */
function refuseActing(fn: FunctionLowering, func: Expr): boolean {
  if (!acts(fn, func, true)) return false;
  fn.report('WEFT282', func.range, {
    what: 'A function that prints, changes, raises or draws something here',
    reason: 'it would run for all items at once, where Python runs it when each item is needed',
    instead: 'Write a loop',
  });
  return true;
}

/** What a loop over the call runs over; `none` where it is no call of `itertools`, undefined after a report. */
export function iteratorSource(fn: FunctionLowering, expr: CallExpr): Source | 'none' | undefined {
  const name = iteratorName(fn, expr);
  switch (name) {
    case undefined:
      return 'none';
    case 'product':
      return product(fn, expr);
    case 'combinations':
    case 'combinations_with_replacement':
    case 'permutations':
      return chosen(fn, expr, name);
    case 'chain':
      return chained(fn, expr);
    default:
      break;
  }
  const [first, ...rest] = expr.args;
  const { range } = expr;
  if (expr.args.some((arg) => arg.kind === 'Starred')) return refuse(fn, expr, name, 'its arguments must be known');
  if (name === 'count') return counted(fn, expr);
  if (!first) return refuse(fn, expr, name, 'it has no argument');
  if (name === 'repeat') return repeated(fn, expr, first, rest[0] ?? keyword(expr, 'times'));
  if (name === 'starmap') return starmapped(fn, expr, first, rest[0]);
  if (name === 'chain.from_iterable') return flattened(fn, expr, first);
  const source = refuseEarly(fn, first) ? undefined : sourceOf(fn, first);
  if (!source) return undefined;
  switch (name) {
    case 'pairwise': {
      const steps = asSteps(fn, range, source);
      if (!steps) return source.kind === 'items' && source.items.length < 2 ? { kind: 'items', items: [] } : undefined;
      const length = atLeastZero(fn, range, plus(fn, range, steps.length, '-', intConstant(1)));
      const next = (step: GraphValue) => plus(fn, range, step, '+', intConstant(1));
      return { kind: 'steps', length, item: (step) => tupleValue([steps.item(step), steps.item(next(step))]) };
    }
    case 'cycle': {
      const steps = asSteps(fn, range, source);
      if (!steps) return refuse(fn, expr, name, 'its items have no common type');
      const { length } = steps;
      // Nothing to go round in: no item at all.
      const isEmpty = comparison(fn, range, 'equal', length, intConstant(0));
      if (isEmpty.kind !== 'value') return undefined;
      const count = fn.emit('where', range, [isEmpty, intConstant(0), ENDLESS], { kind: 'int' });
      const place = (step: GraphValue) => binaryOperation(fn, range, '%', step, length) as GraphValue;
      return { kind: 'steps', length: count, item: (step) => steps.item(place(step)) };
    }
    case 'islice':
      return sliced(fn, expr, source, rest);
    case 'accumulate':
      return accumulated(fn, expr, source, rest[0] ?? keyword(expr, 'func'), keyword(expr, 'initial'));
    default:
      return undefined;
  }
}

/** More steps than any loop takes. */
const ENDLESS: GraphValue = constantValue(2n ** 62n);

function keyword(expr: CallExpr, name: string): Expr | undefined {
  return expr.keywords.find((each) => each.name === name)?.value;
}

function refuse(fn: FunctionLowering, expr: CallExpr, name: string, reason: string): undefined {
  fn.report('WEFT227', expr.range, {
    type: `this \`itertools.${name}\``,
    reason,
    instead: 'Write the loops out, or make a list first',
  });
  return undefined;
}

type Steps = Extract<Source, { kind: 'steps' }>;

function asSteps(fn: FunctionLowering, range: SourceRange, given: Source): Steps | undefined {
  const source = sourceAgain(fn, range, given);
  if (source?.kind !== 'items') return source;
  const steps = knownAsSteps(fn, range, source.items);
  return steps && { kind: 'steps', length: steps.length, item: steps.item };
}

function atLeastZero(fn: FunctionLowering, range: SourceRange, value: GraphValue): GraphValue {
  const zero = intConstant(0);
  if (typeof value.constant === 'bigint') return value.constant < 0n ? zero : value;
  const isLess = comparison(fn, range, 'less', value, zero);
  return isLess.kind === 'value' ? fn.emit('where', range, [isLess, zero, value], { kind: 'int' }) : zero;
}

/** The sources of the arguments; undefined after a report. */
function sourcesOf(
  fn: FunctionLowering,
  args: readonly Expr[],
  refuses: (fn: FunctionLowering, expr: Expr) => boolean = refuseEffects,
): Source[] | undefined {
  const sources: Source[] = [];
  let isComplete = true;
  for (const arg of args) {
    if (arg.kind !== 'Starred') {
      const source = refuses(fn, arg) ? undefined : sourceOf(fn, arg);
      if (source) sources.push(source);
      else isComplete = false;
      continue;
    }
    for (const item of spreadItems(fn, arg.value) ?? [UNKNOWN]) {
      const source = sourceOfValue(fn, arg.range, item);
      if (source) sources.push(source);
      else isComplete = false;
    }
  }
  return isComplete ? sources : undefined;
}

/** Items of a choice that are written out, at most. */
const MAX_WRITTEN = 8;

/** Items written out by the loop, at most. */
const MAX_ITEMS = 64;

function product(fn: FunctionLowering, expr: CallExpr): Source | undefined {
  const { range } = expr;
  const repeat = keyword(expr, 'repeat');
  const count = repeat ? lowerExpr(fn, repeat) : intConstant(1);
  const times = constantOf(fn, count);
  const given = sourcesOf(fn, expr.args);
  if (!given || count.kind === 'unknown') return undefined;
  if (times === undefined || times < 0 || times > 16) return productOpen(fn, expr, given, count);
  const sources = Array.from({ length: times }, () => given).flat();
  if (sources.length === 0) return { kind: 'items', items: [tupleValue([])] };
  if (sources.every((source) => source.kind === 'items')) {
    let rows: Value[][] = [[]];
    for (const { items } of sources) rows = rows.flatMap((row) => items.map((item) => [...row, item]));
    if (rows.length <= MAX_ITEMS) return { kind: 'items', items: rows.map((row) => tupleValue(row)) };
  }
  const steps = sources.map((source) => asSteps(fn, range, source));
  if (!steps.every((each) => each !== undefined)) return refuse(fn, expr, 'product', 'its items have no common type');
  return gridSource(
    fn,
    range,
    steps.map((each) => each.length),
    (indices) => tupleValue(indices.map((place, i) => steps[i]!.item(place))),
  );
}

/** `product(items, repeat=n)`, where only the run knows how many items each choice has. */
function productOpen(
  fn: FunctionLowering,
  expr: CallExpr,
  sources: readonly Source[],
  count: Value,
): Source | undefined {
  const { range } = expr;
  const [only, ...others] = sources;
  if (!only || others.length > 0) return refuse(fn, expr, 'product', '`repeat` must be a small constant');
  const steps = asSteps(fn, range, only);
  if (!steps) return refuse(fn, expr, 'product', 'its items have no common type');
  const repeat = count.kind === 'value' ? indexValue(fn, range, count) : undefined;
  if (!repeat) return undefined;
  raiseWhereNegative(fn, range, repeat, 'repeat argument cannot be negative');
  const { length: size } = steps;
  const power = (exponent: GraphValue) => fn.emit('pow', range, [size, exponent], { kind: 'int' });
  const length = power(repeat);
  // The last place changes first.
  const item = (row: GraphValue, column: GraphValue): Value => {
    const after = plus(fn, range, plus(fn, range, repeat, '-', column), '-', intConstant(1));
    const place = binaryOperation(fn, range, '%', plus(fn, range, row, '//', power(after)), size);
    return place.kind === 'value' ? steps.item(place) : UNKNOWN;
  };
  const bounds = [intConstant(0), repeat, intConstant(1)] as const;
  return {
    kind: 'steps',
    length,
    item: (row) => tupleOfItems(fn, range, { bounds, item: (column) => item(row, column) }),
  };
}

/** The integer of a constant. */
function constantOf(fn: FunctionLowering, value: Value): number | undefined {
  if (value.kind !== 'value') return undefined;
  if (typeof value.constant === 'bigint') return Number(value.constant);
  if (value.origin !== undefined) fn.needConstant(value.origin);
  return undefined;
}

function chosen(fn: FunctionLowering, expr: CallExpr, name: string): Source | undefined {
  const { range } = expr;
  const [first, second] = expr.args;
  const count = second ?? keyword(expr, 'r');
  if (!first || first.kind === 'Starred' || expr.args.length > 2)
    return refuse(fn, expr, name, 'it takes `(items, r)`');
  const source = sourceOf(fn, first);
  if (!source) return undefined;
  const known = () => (source.kind === 'items' ? source.items.length : source.length.constant);
  const given = count && lowerExpr(fn, count);
  if (given?.kind === 'unknown') return undefined;
  const isNone = !given || (given.kind === 'value' && given.type.kind === 'none');
  const all = isNone ? known() : undefined;
  const r = isNone ? (all === undefined ? undefined : Number(all)) : constantOf(fn, given);
  if (r === undefined || r < 0 || r > MAX_WRITTEN)
    return chosenOpen(fn, expr, name, source, isNone ? undefined : given);
  if (source.kind === 'items') {
    const rows = rowsOf(name, source.items.length, r);
    if (rows.length <= MAX_ITEMS)
      return { kind: 'items', items: rows.map((row) => tupleValue(row.map((i) => source.items[i]!))) };
  }
  if (r === 0) return { kind: 'items', items: [tupleValue([])] };
  const steps = asSteps(fn, range, source);
  if (!steps) return refuse(fn, expr, name, 'its items have no common type');
  const { length, place } = placesOf(fn, range, name, steps.length, intConstant(r), String(r));
  return {
    kind: 'steps',
    length,
    item: (step) => tupleValue(Array.from({ length: r }, (_, column) => steps.item(place(step, intConstant(column))))),
  };
}

/** The places of the items of each choice, from a table with a row for each. */
function placesOf(
  fn: FunctionLowering,
  range: SourceRange,
  name: string,
  count: GraphValue,
  r: GraphValue,
  columns: string,
): { length: GraphValue; place(row: GraphValue, column: GraphValue): GraphValue } {
  const operands = [constantValue(name), count, r];
  const table = fn.kernel('itertools.choose', range, operands, [arrayType('i64', [fn.unknownDim(), columns])])[0]!;
  const length = fn.emit('dim', range, [table], { kind: 'int' }, { axes: [0] });
  const place = (row: GraphValue, column: GraphValue): GraphValue => {
    const operands = [table, row, column];
    const index = [1, 2].map((start) => ({ kind: 'int', start }) as const);
    const load = fn.emit('load', range, operands, { kind: 'scalar', dtype: 'i64' }, { index });
    return fn.emit('cast', range, [load], { kind: 'int' });
  };
  return { length, place };
}

/** The choices where only the run knows how many items each of them has. */
function chosenOpen(
  fn: FunctionLowering,
  expr: CallExpr,
  name: string,
  source: Source,
  given: Value | undefined,
): Source | undefined {
  const { range } = expr;
  const steps = asSteps(fn, range, source);
  if (!steps) return refuse(fn, expr, name, 'its items have no common type');
  const r = given ? (given.kind === 'value' ? indexValue(fn, range, given) : undefined) : steps.length;
  if (!r) return undefined;
  raiseWhereNegative(fn, range, r, 'r must be non-negative');
  const { length, place } = placesOf(fn, range, name, steps.length, r, fn.unknownDim());
  const bounds = [intConstant(0), r, intConstant(1)] as const;
  const item = (row: GraphValue) => ({ bounds, item: (column: GraphValue) => steps.item(place(row, column)) });
  return { kind: 'steps', length, item: (step) => tupleOfItems(fn, range, item(step)) };
}

function raiseWhereNegative(fn: FunctionLowering, range: SourceRange, value: GraphValue, message: string): void {
  const isBad = comparison(fn, range, 'less', value, intConstant(0));
  if (isBad.kind === 'value' && isBad.constant !== false)
    fn.kernel('raise_if', range, [isBad, constantValue('ValueError'), constantValue(message)], []);
}

/** The indices of each choice, in Python's order. */
function rowsOf(name: string, count: number, r: number): number[][] {
  let rows: number[][] = [[]];
  for (let i = 0; i < r && rows.length <= 4096; i++) {
    rows = rows.flatMap((row) => {
      const last = row[row.length - 1] ?? 0;
      const from = row.length === 0 || name === 'permutations' ? 0 : name === 'combinations' ? last + 1 : last;
      return Array.from({ length: Math.max(0, count - from) }, (_, k) => from + k)
        .filter((k) => name !== 'permutations' || !row.includes(k))
        .map((k) => [...row, k]);
    });
  }
  return rows;
}

function counted(fn: FunctionLowering, expr: CallExpr): Source | undefined {
  const { range } = expr;
  const [start, step] = ['start', 'step'].map((name, i) => {
    const given = expr.args[i] ?? keyword(expr, name);
    return given ? lowerExpr(fn, given) : intConstant(i);
  });
  if (start!.kind !== 'value' || step!.kind !== 'value') return undefined;
  const isInt = [start!, step!].every((each) => each.kind === 'value' && each.type.kind === 'int');
  if (!isInt) return refuse(fn, expr, 'count', 'it counts integers here');
  const item = (counter: GraphValue) =>
    plus(fn, range, start as GraphValue, '+', plus(fn, range, counter, '*', step as GraphValue));
  return { kind: 'steps', length: ENDLESS, item };
}

function repeated(fn: FunctionLowering, expr: CallExpr, first: Expr, times: Expr | undefined): Source | undefined {
  const value = lowerExpr(fn, first);
  if (value.kind === 'unknown') return undefined;
  const given = times ? lowerExpr(fn, times) : ENDLESS;
  const length = given.kind === 'value' ? indexValue(fn, expr.range, given) : undefined;
  return length && { kind: 'steps', length: atLeastZero(fn, expr.range, length), item: () => value };
}

function starmapped(fn: FunctionLowering, expr: CallExpr, func: Expr, items: Expr | undefined): Source | undefined {
  if (refuseActing(fn, func)) return undefined;
  const callee = lowerExpr(fn, func);
  const source = items && !refuseEffects(fn, items) ? sourceOf(fn, items) : undefined;
  if (!source || callee.kind === 'unknown') return undefined;
  const call = (item: Value): Value => {
    if (item.kind === 'tuple') return callAny(fn, expr.range, callee, item.items);
    if (item.kind !== 'unknown') refuse(fn, expr, 'starmap', `its items are ${quotedType(item)} and no tuples`);
    return UNKNOWN;
  };
  const list = collect(fn, expr.range, iterationOf(source), (item, add) => add(call(item)), 'starmap');
  return sourceOfValue(fn, expr.range, list);
}

/** Several sources one after the other, as a list. */
function chained(fn: FunctionLowering, expr: CallExpr): Source | undefined {
  const [only] = expr.args;
  if (only?.kind === 'Starred' && expr.args.length === 1 && isOpenList(fn, only.value))
    return flattened(fn, expr, only.value);
  const sources = sourcesOf(fn, expr.args, refuseEarly);
  if (!sources) return undefined;
  if (sources.every((source) => source.kind === 'items'))
    return { kind: 'items', items: sources.flatMap((source) => source.items) };
  return listed(fn, expr.range, 'chain', (add) => {
    for (const source of sources) loopOver(fn, expr.range, iterationOf(source), add);
  });
}

function flattened(fn: FunctionLowering, expr: CallExpr, first: Expr): Source | undefined {
  const source = sourceOf(fn, first);
  if (!source) return undefined;
  return listed(fn, expr.range, 'chain', (add) => {
    loopOver(fn, expr.range, iterationOf(source), (item) => {
      const inner = sourceOfValue(fn, expr.range, item);
      if (inner) loopOver(fn, expr.range, iterationOf(inner), add);
    });
  });
}

/** A new list of what `fill` adds. */
function listed(
  fn: FunctionLowering,
  range: SourceRange,
  role: string,
  fill: (add: (item: Value) => void) => void,
): Source | undefined {
  const site = fn.lists.at(range, role);
  site.require();
  const result = newList(fn, range, site.cell, []);
  if (!result) return undefined;
  let isComplete = true;
  fill((item) => {
    if (item.kind === 'unknown') isComplete = false;
    else appendItem(fn, range, result, item);
  });
  return isComplete && isList(result) ? sourceOfValue(fn, range, result) : undefined;
}

function sliced(fn: FunctionLowering, expr: CallExpr, source: Source, rest: readonly Expr[]): Source | undefined {
  const { range } = expr;
  const steps = asSteps(fn, range, source);
  if (!steps) return refuse(fn, expr, 'islice', 'its items have no common type');
  const bounds = rest.map((each) => lowerExpr(fn, each));
  if (bounds.some((each) => each.kind === 'unknown') || bounds.length === 0 || bounds.length > 3) return undefined;
  const [start, stop, step] = bounds.length === 1 ? [undefined, bounds[0], undefined] : bounds;
  const isNone = (value: Value | undefined) => !value || (value.kind === 'value' && value.type.kind === 'none');
  const read = (value: Value | undefined, fallback: GraphValue): GraphValue | undefined =>
    isNone(value) ? fallback : value!.kind === 'value' ? indexValue(fn, range, value!) : undefined;
  const from = read(start, intConstant(0));
  const until = read(stop, steps.length);
  const by = read(step, intConstant(1));
  if (!from || !until || !by) return undefined;
  for (const [value, least] of [
    [from, 0],
    [until, 0],
    [by, 1],
  ] as const) {
    const isBad = comparison(fn, range, 'less', value, intConstant(least));
    const message = 'Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.';
    if (isBad.kind === 'value' && isBad.constant !== false)
      fn.kernel('raise_if', range, [isBad, constantValue('ValueError'), constantValue(message)], []);
  }
  const isLess = comparison(fn, range, 'less', steps.length, until);
  if (isLess.kind !== 'value') return undefined;
  const end = fn.emit('where', range, [isLess, steps.length, until], { kind: 'int' });
  const span = plus(fn, range, plus(fn, range, plus(fn, range, end, '-', from), '+', by), '-', intConstant(1));
  const length = atLeastZero(fn, range, plus(fn, range, span, '//', by));
  return { kind: 'steps', length, item: (at) => steps.item(plus(fn, range, from, '+', plus(fn, range, at, '*', by))) };
}

function accumulated(
  fn: FunctionLowering,
  expr: CallExpr,
  source: Source,
  func: Expr | undefined,
  initial: Expr | undefined,
): Source | undefined {
  const { range } = expr;
  if (func && refuseActing(fn, func)) return undefined;
  const given = func ? lowerExpr(fn, func) : undefined;
  const callee = given?.kind === 'value' && given.type.kind === 'none' ? undefined : given;
  const begin = initial ? lowerExpr(fn, initial) : undefined;
  const start = begin?.kind === 'value' && begin.type.kind === 'none' ? undefined : begin;
  if (callee?.kind === 'unknown' || start?.kind === 'unknown') return undefined;
  const join = (a: Value, b: Value): Value =>
    callee
      ? callGiven(fn, range, callee, { positional: [a, b].map((value) => ({ value, range })), keywords: [] })
      : binaryOperation(fn, range, '+', a, b);
  const steps = asSteps(fn, range, source);
  if (!steps) return refuse(fn, expr, 'accumulate', 'its items have no common type');
  const items = iterationOf(steps);
  if ('length' in items) return undefined;
  const like = reduceType(fn, range, join, items, start);
  if (like.kind === 'unknown') return undefined;
  return listed(fn, range, 'accumulate', (add) => {
    if (!fn.graph) return add(like);
    const kept = new Kept(fn, range, like);
    if (start) {
      kept.set(start);
      add(kept.get());
      loopOver(fn, range, items, (item) => {
        kept.set(join(kept.get(), item));
        add(kept.get());
      });
      return;
    }
    const [first, stop, step] = items.bounds;
    const isAny = comparison(fn, range, 'less', first, stop);
    if (isAny.kind !== 'value') return;
    when(fn, range, isAny, () => {
      kept.set(items.item(first));
      add(kept.get());
      const next = plus(fn, range, first, '+', step);
      loopOver(fn, range, { ...items, bounds: [next, stop, step] }, (item) => {
        kept.set(join(kept.get(), item));
        add(kept.get());
      });
    });
  });
}
