// SPDX-License-Identifier: Apache-2.0
// How loops and comprehensions run over lists, and over items that are known one by one.

import type { SourceRange } from '../../graph/graph';
import { intConstant } from '../../numpy/elementwise';
import { callLibrary } from '../../numpy/table';
import type { CallExpr, Expr, Stmt, SubscriptExpr } from '../../syntax/ast';
import { symbolPoly } from '../../types/dims';
import { isList, isRunTuple, ListCell, type ListValue, textOfItem } from '../../types/lists';
import { listOfTuple } from '../../types/tuple-views';
import { alternativesOf } from '../../types/unions';
import { constantValue, type GraphValue, quotedType, type TupleValue, UNKNOWN, type Value } from '../../types/value';
import { callValue } from '../calls/functions';
import { lowerExpr } from '../expressions/expressions';
import type { Iteration } from '../iteration/iteration';
import { lowerIteration } from '../iteration/iteration';
import type { FunctionLowering } from '../program/function';
import { untilRaised } from '../program/leaving';
import { targetNames } from '../statements/liveness';
import { readEntry } from '../tables/dicts';
import { isDictLike } from '../tables/joins';
import { getOr } from '../tables/methods';
import { eachType } from '../unions/each-type';
import { callWithLists } from './arguments';
import {
  appendItem,
  getItem,
  isUniform,
  listLength,
  listOfArray,
  newList,
  put,
  sequenceList,
  truthOfValue,
  unify,
} from './lists';

export interface ListSteps {
  readonly length: GraphValue;
  item(step: GraphValue): Value;
  /** The list itself: a loop that changes it looks at its length again and again. */
  readonly list: ListValue;
}

/** Items that are known while compiling are written out, up to this many; more become a list. */
export const MAX_WRITTEN = 8;

/** Undefined for what is no list; `refused` after a report. */
export function iterateList(fn: FunctionLowering, range: SourceRange, value: Value): ListSteps | 'refused' | undefined {
  if (isList(value)) return stepsOf(fn, range, value);
  if (isRunTuple(value)) return stepsOf(fn, range, listOfTuple(value));
  if (value.kind !== 'tuple' || value.items.length <= MAX_WRITTEN) return undefined;
  return itemsAsSteps(fn, range, value);
}

function stepsOf(fn: FunctionLowering, range: SourceRange, list: ListValue): ListSteps {
  fn.iterated.push(list);
  return { length: listLength(fn, range, list), item: (step) => getItem(fn, range, list, step), list };
}

/** Known items as a run-time list; undefined where they have no common type. */
export function itemsAsSteps(fn: FunctionLowering, range: SourceRange, value: TupleValue): ListSteps | undefined {
  if (value.items.length === 0 || !isUniform(value)) return undefined;
  const list = sequenceList(fn, range, value);
  return list && stepsOf(fn, range, list);
}

/** Nothing is known to be put into one of the lists: as far as types are known, a loop over them does not run. */
export function runsNever(fn: FunctionLowering, lists: readonly ListValue[]): boolean {
  return (
    fn.isDry && lists.some(({ list }) => !list.isForeign && !list.isOpen && (list.parts.length === 0 || list.isNothing))
  );
}

const LENGTH_METHODS: ReadonlySet<string> = new Set(['append', 'insert', 'pop', 'remove', 'clear', 'extend']);

/**
 * Whether the statements may change the length of one of these lists while a loop runs over it: `certain` where they
 * change that very list, `possible` where only the run can tell.
 */
export function mayChangeLengths(
  fn: FunctionLowering,
  iter: Expr,
  statements: readonly Stmt[],
  cells: readonly ListCell[],
  assigned: ReadonlySet<string>,
): 'certain' | 'possible' | undefined {
  let isPossible = false;
  const possible = (): false => {
    isPossible = true;
    return false;
  };
  // Names that the loop makes stand for something that may be an old list; other names that it assigns are new lists.
  const aliased = new Set<string>();
  const collectAliases = (node: unknown): void => {
    if (node === null || typeof node !== 'object') return;
    const { kind, targets, target, value } = node as { kind?: string; targets?: Expr[]; target?: Expr; value?: Expr };
    const isOld =
      value?.kind === 'Name' || value?.kind === 'Subscript' || value?.kind === 'Call' || value?.kind === 'Tuple';
    const bound = kind === 'Assign' && isOld ? (targets ?? []) : kind === 'For' && target ? [target] : [];
    for (const each of bound) for (const name of targetNames(each).bound) aliased.add(name);
    for (const [key, child] of Object.entries(node)) if (key !== 'range') collectAliases(child);
  };
  collectAliases(statements);
  const cellOf = (expr: Expr): ListCell | 'none' | undefined => {
    if (expr.kind === 'Name') {
      if (aliased.has(expr.id)) return undefined;
      if (assigned.has(expr.id)) return 'none';
      const held = fn.env.get(expr.id)?.value;
      const value = held && (alternativesOf(held).find(isList) ?? held);
      return value && value.kind !== 'unknown' ? (isList(value) ? value.list : 'none') : undefined;
    }
    const base = expr.kind === 'Subscript' ? cellOf(expr.value) : undefined;
    if (base === undefined || base === 'none') return base;
    const { item } = base;
    return item && (isList(item) ? item.list : 'none');
  };
  const concerns = (expr: Expr): boolean => {
    const cell = cellOf(expr);
    if (cell === 'none') return false;
    const isItself = expr.kind === 'Name' && namesItRunsOver(iter).includes(expr.id);
    if (isItself && cell !== undefined && cells.some((each) => each.isSame(cell))) return true;
    return cell === undefined || cells.some((each) => each.mayBe(cell)) ? possible() : false;
  };
  const visit = (node: unknown): boolean => {
    if (Array.isArray(node)) return node.some(visit);
    if (node === null || typeof node !== 'object') return false;
    switch ((node as Stmt | Expr).kind) {
      case 'Delete':
        if ((node as { targets: Expr[] }).targets.some((each) => each.kind === 'Subscript' && concerns(each.value)))
          return true;
        break;
      case 'AugAssign': {
        const { target } = node as { target: Expr };
        const isAlias = target.kind === 'Name' && aliased.has(target.id);
        if (isAlias || (target.kind === 'Name' && concernsName(fn, target.id, cells))) possible();
        else if (target.kind !== 'Name' && concerns(target)) return true;
        break;
      }
      case 'Assign':
        if (
          (node as { targets: Expr[] }).targets.some(
            (each) => hasSlice(each) && concerns((each as SubscriptExpr).value),
          )
        )
          return true;
        break;
      case 'Call': {
        const { func, args } = node as CallExpr;
        if (func.kind === 'Attribute' && LENGTH_METHODS.has(func.attr) && concerns(func.value)) return true;
        // A function of the program may change a list that it is given, or, defined here, one that it sees.
        if (func.kind === 'Name' && fn.isLocal(func.id)) possible();
        const isOwn = func.kind === 'Name' && fn.program.scope.functions.has(func.id);
        const mayHold = (arg: Expr) => !['Int', 'Float', 'Bool', 'Str', 'None', 'Binary'].includes(arg.kind);
        if (isOwn && args.some((arg) => mayHold(arg) && concerns(arg))) possible();
        break;
      }
      default:
        break;
    }
    return Object.entries(node).some(([key, child]) => key !== 'range' && visit(child));
  };
  if (visit(statements)) return 'certain';
  return isPossible ? 'possible' : undefined;
}

/** `x` and `y` of `enumerate(zip(x, y))`. */
function namesItRunsOver(iter: Expr): readonly string[] {
  if (iter.kind === 'Name') return [iter.id];
  if (iter.kind !== 'Call' || iter.func.kind !== 'Name') return [];
  return ['zip', 'enumerate', 'reversed'].includes(iter.func.id) ? iter.args.flatMap(namesItRunsOver) : [];
}

/**
 * Ends the run where one of the lists has another length than before the loop: CPython looks before every step, and the
 * parts that the loop runs over were counted once.
 */
export function checkLengths(
  fn: FunctionLowering,
  range: SourceRange,
  lists: readonly ListValue[],
  before: readonly GraphValue[],
): void {
  for (const [i, list] of lists.entries()) {
    const changed = fn.emit('not_equal', range, [listLength(fn, range, list), before[i]!], { kind: 'bool' });
    const message = 'a list changed its length while a loop ran over parts of it; loop over a copy: list(a)';
    const operands = [constantValue('NotImplementedError'), constantValue(message)];
    when(fn, range, changed, () => fn.kernel('raise', range, operands, []));
  }
}

/** `name += …` changes a list in place; a number, also one that the loop assigns, is no list. */
function concernsName(fn: FunctionLowering, name: string, cells: readonly ListCell[]): boolean {
  const held = fn.env.get(name)?.value;
  const value = held && alternativesOf(held).find(isList);
  return value !== undefined && isList(value) && cells.some((each) => each.mayBe(value.list));
}

function hasSlice(target: Expr): boolean {
  return target.kind === 'Subscript' && target.index.some((part) => part.kind === 'Slice');
}

/** Calls a function of the program, a lambda, or a builtin like `float`. */
export function callAny(fn: FunctionLowering, range: SourceRange, callee: Value, values: readonly Value[]): Value {
  if (callee.kind === 'function') return callValue(fn, range, callee, values);
  if (callee.kind === 'library' && callee.self && isDictLike(callee.self) && values[0])
    return values[1]
      ? getOr(fn, range, callee.self, values[0], values[1])
      : readEntry(fn, range, callee.self, values[0]);
  if (callee.kind === 'library') {
    const args = { positional: values.map((value) => ({ value, range })), keywords: [] };
    return callWithLists(fn, range, callee, args, (given) => callLibrary(fn, range, callee, '', given));
  }
  if (callee.kind === 'unknown') return UNKNOWN;
  return fn.report('WEFT228', range, { type: quotedType(callee) });
}

/** `map(f, xs)` as a list of results. */
export function lowerMap(fn: FunctionLowering, expr: CallExpr): Value {
  const [func, ...iters] = expr.args;
  const callee = func ? lowerExpr(fn, func) : UNKNOWN;
  const [only] = iters;
  const zipped: Expr = {
    kind: 'Call',
    range: expr.range,
    func: { kind: 'Name', range: expr.range, id: 'zip' },
    args: iters,
    keywords: [],
  };
  const iteration = only && lowerIteration(fn, iters.length === 1 ? only : zipped);
  if (!iteration || callee.kind === 'unknown') return UNKNOWN;
  return collect(fn, expr.range, iteration, (item, add) => {
    const values = iters.length > 1 && item.kind === 'tuple' ? item.items : [item];
    add(callAny(fn, expr.range, callee, values));
  });
}

/** `filter(f, xs)` as a list of the items that it keeps. */
export function lowerFilter(fn: FunctionLowering, expr: CallExpr): Value {
  const [func, iter] = expr.args;
  const callee = !func || func.kind === 'None' ? undefined : lowerExpr(fn, func);
  const iteration = iter && lowerIteration(fn, iter);
  if (!iteration) return UNKNOWN;
  return collect(fn, expr.range, iteration, (item, add) => {
    const truth = truthOfValue(fn, expr.range, callee ? callAny(fn, expr.range, callee, [item]) : item);
    if (truth) when(fn, expr.range, truth, () => add(item));
  });
}

/** A new list of what `visit` adds for every item. */
export function collect(
  fn: FunctionLowering,
  range: SourceRange,
  iteration: Iteration | readonly Value[],
  visit: (item: Value, add: (value: Value) => void) => void,
  role = 'collect',
): Value {
  const site = fn.lists.at(range, role);
  site.require();
  const result = newList(fn, range, site.cell, []);
  if (!result) return UNKNOWN;
  let isComplete = true;
  loopOver(fn, range, iteration, (item) =>
    visit(item, (value) => {
      if (value.kind === 'unknown') isComplete = false;
      else appendItem(fn, range, result, value);
    }),
  );
  return isComplete ? result : UNKNOWN;
}

/** The least value of the counter of a loop over `range(*bounds)`, where it is known. */
export function leastCount(fn: FunctionLowering, bounds: Iteration['bounds']): bigint | undefined {
  const [start, stop, step] = bounds.map((bound) =>
    typeof bound.constant === 'bigint' ? bound.constant : bound.sym && fn.least(bound.sym),
  );
  if (typeof bounds[2]!.constant !== 'bigint') return undefined;
  return step! > 0n ? start : stop === undefined ? undefined : stop + 1n;
}

/** Runs `body` for every item, in the graph or dry. Names assigned inside are the body's own. */
export function loopOver(
  fn: FunctionLowering,
  range: SourceRange,
  iteration: Iteration | readonly Value[],
  body: (item: Value) => void,
): void {
  if ('length' in iteration) {
    for (const item of iteration) fn.branch(fn.env, () => eachType(fn, range, item, body));
    return;
  }
  fn.markEffect();
  const symbol = fn.unknownDim();
  const least = leastCount(fn, iteration.bounds);
  if (least !== undefined) fn.leastCounts.set(symbol, least);
  const run = (id?: number) => {
    const counter: GraphValue = {
      kind: 'value',
      type: { kind: 'int' },
      sym: symbolPoly(symbol),
      ...(id === undefined ? {} : { id }),
    };
    untilRaised(() => fn.branch(fn.env, () => eachType(fn, range, iteration.item(counter), body)));
  };
  if (!fn.graph) {
    run();
    return;
  }
  const [start, stop, step] = iteration.bounds.map((bound) => fn.idOf(bound, range)) as [number, number, number];
  fn.graph.for(range, [start, stop, step], run, iteration.after);
}

/** `a.extend(array)`: NumPy scalars, or views of the rows, which the list holds as they are or among items of other types. */
export function extendByArray(fn: FunctionLowering, range: SourceRange, list: ListValue, array: GraphValue): void {
  const items = listOfArray(fn, range, array, new ListCell(fn.lists.clock, false, true));
  const { item } = items.list;
  if (!item || !put(fn, range, list.list, item)) return;
  if (textOfItem(list.list.item) !== textOfItem(item)) {
    const bounds = [intConstant(0), listLength(fn, range, items), intConstant(1)] as const;
    const get = (step: GraphValue) => getItem(fn, range, items, step);
    loopOver(fn, range, { bounds, item: get }, (each) => appendItem(fn, range, list, each));
  } else if (unify(fn, range, list, items)) fn.kernel('list.extend', range, [list, items], [], [0]);
}

/** Runs `body` where the condition holds. */
export function when(fn: FunctionLowering, range: SourceRange, condition: GraphValue, body: () => void): void {
  if (typeof condition.constant === 'boolean') {
    if (condition.constant) body();
    return;
  }
  fn.markEffect();
  const run = () => untilRaised(() => fn.branch(fn.env, body));
  if (fn.graph) fn.graph.if(fn.idOf(condition, range), range, run);
  else run();
}

/** A loop over a list that changes meanwhile: before every step it looks whether there is one more item, as CPython does. */
export function emitGrowingLoop(
  fn: FunctionLowering,
  range: SourceRange,
  list: ListValue,
  body: (counter: number) => void,
  orelse: (() => void) | undefined,
): void {
  const graph = fn.graph!;
  const slot = fn.newSlot('_index', { kind: 'int' });
  const one = intConstant(1);
  graph.set(slot.variable, graph.int(0, range), range);
  const position = (): GraphValue => ({ kind: 'value', type: { kind: 'int' }, id: graph.get(slot.variable, range) });
  graph.while(
    range,
    () => fn.idOf(fn.emit('less', range, [position(), listLength(fn, range, list)], { kind: 'bool' }), range),
    () => {
      const here = position();
      const next = fn.emit('add', range, [here, one], { kind: 'int' });
      graph.set(slot.variable, fn.idOf(next, range), range);
      body(here.id!);
    },
    orelse,
  );
}
