// SPDX-License-Identifier: Apache-2.0
// Expressions that take the items of generator functions: a loop in place of the expression, which asks for as many
// items as Python does.

import type { SourceRange } from '../../graph/graph';
import type { CallExpr, CompareExpr, Expr, Stmt } from '../../syntax/ast';
import { DICT_DISPLAY, SET_DISPLAY } from '../../syntax/expressions';
import { someNode } from '../../syntax/walk';
import { acts } from '../iteration/lazy-loops';
import { itemsMayRaise } from '../iteration/risk';
import { calledInTurn } from './called';
import { builtinOf, generatorsOf, isLazy, isWrapper, type Writing } from './found';
import { withoutBlocks } from './jumps';
import { type Each, loopOf } from './loops';
import { rewriteExpr, rewriteLazy } from './rewrite';
import { assign, binary, call, compare, inPlace, int, method, name, not, when } from './syntax';

/** What takes all items before it does anything with them, or does nothing that could be told from that. */
const TAKING =
  /^(list|tuple|set|frozenset|dict|sorted|sum|min|max|join|extendleft|extend|update|deque|Counter|OrderedDict|fsum|prod|fromiter|union|intersection|difference|isdisjoint|issubset|issuperset|nlargest|nsmallest|reduce)$/;

function ends(range: SourceRange, value: Expr): Stmt {
  return { kind: 'Return', range, value };
}

function assigns(node: unknown): boolean {
  return someNode(node, ({ kind }) => (kind === 'Walrus' || kind === 'Function' ? kind === 'Walrus' : undefined));
}

/** The statements of a loop over the items, and what is returned after it. */
export function looped(
  writing: Writing,
  range: SourceRange,
  items: Expr,
  before: readonly Stmt[],
  each: Each,
  result: readonly Stmt[],
  given: readonly { readonly parameter: string; readonly value: Expr }[] = [],
  takers: Writing['takers'] = [],
): Expr | undefined {
  // A name that `:=` gives in it belongs to the function around.
  if (assigns(items)) return undefined;
  const own = { ...range, copy: writing.next() };
  const loop = loopOf({ ...writing, takers }, items, each);
  return loop && inPlace(own, 'items', [...before, ...withoutBlocks(loop), ...result], given);
}

/** Items that are computed one by one, where somebody may see when. */
export function isLate(writing: Writing, expr: Expr): boolean {
  return isLazy(writing, expr) || (expr.kind !== 'Name' && itemsMayRaise(writing.fn, expr));
}

/** As many items as there are targets, and one more, as a list. */
export function unpacked(writing: Writing, items: Expr, count: number): Expr | undefined {
  const { range } = items;
  const result = name(range, `list@${writing.next()}@`);
  const isEnough = compare(call(range, 'len', [result]), '>', int(range, count));
  const add = (item: Expr): readonly Stmt[] => [
    { kind: 'ExprStmt', range, value: method(range, result, 'append', [item]) },
    when(isEnough, [ends(range, result)]),
  ];
  const begin = assign(result, { kind: 'List', range, elements: [] });
  return looped(writing, range, rewriteLazy(writing, items), [begin], add, [ends(range, result)], [], 'some');
}

/** The items as a list. */
export function listOf(writing: Writing, items: Expr): Expr | undefined {
  return filled(writing, items, undefined, items.range);
}

/** The items as a list, or as what the display makes of them. */
export function filled(
  writing: Writing,
  items: Expr,
  display: string | undefined,
  range: SourceRange,
): Expr | undefined {
  const own = { ...range, copy: writing.next() };
  const result = name(own, `list@${own.copy}@`);
  const empty: Expr = display
    ? call(
        own,
        { kind: 'Attribute', range: own, value: { kind: 'Ellipsis', range: own }, attr: display, attrRange: own },
        [],
      )
    : { kind: 'List', range: own, elements: [] };
  const add = (item: Expr): readonly Stmt[] => {
    if (display === DICT_DISPLAY && item.kind === 'Tuple') {
      const [key, value] = item.elements as [Expr, Expr];
      const place = name(item.range, `key@${own.copy}@`);
      const target: Expr = { kind: 'Subscript', range: item.range, value: result, index: [place], isTuple: false };
      return [assign(place, key), { kind: 'Assign', range: item.range, targets: [target], value }];
    }
    const added = method(item.range, result, display === SET_DISPLAY ? 'add' : 'append', [item]);
    return [{ kind: 'ExprStmt', range: item.range, value: added }];
  };
  return looped(writing, range, items, [assign(result, empty)], add, [ends(own, result)]);
}

/** A call that takes items of a generator function; undefined for any other. */
export function consumedCall(writing: Writing, expr: CallExpr): Expr | undefined {
  const { range, func } = expr;
  const inTurn = calledInTurn(writing, expr);
  if (inTurn) return inTurn;
  const isItems = (arg: Expr) => isLazy(writing, arg.kind === 'Starred' ? arg.value : arg);
  if (!expr.args.some(isItems) || generatorsOf(writing, expr).length > 0 || isWrapper(writing, expr)) return undefined;
  const builtin = builtinOf(writing, expr);
  const [first, second] = expr.args;
  const isOne = expr.args.length === 1 && expr.keywords.length === 0 && first!.kind !== 'Starred';
  const items = () => rewriteLazy(writing, first!);
  if (isOne && builtin === 'list') return listOf(writing, items());
  if (isOne && (builtin === 'any' || builtin === 'all')) return quantified(writing, range, items(), builtin === 'any');
  if (builtin === 'next' && isLazy(writing, first!) && expr.args.length <= 2)
    return firstOf(writing, range, items(), second);
  if (builtin === 'sum' && isLazy(writing, first!) && doesMore(writing, first!))
    return summed(writing, range, items(), second);
  const extreme = builtin === 'min' || builtin === 'max';
  const fallback = expr.keywords.find((keyword) => keyword.name === 'default');
  if (extreme && fallback && expr.args.length === 1) return extremeOr(writing, expr, items(), fallback.value);
  const called = func.kind === 'Name' ? func.id : func.kind === 'Attribute' ? func.attr : '';
  const isTaking = TAKING.test(called);
  let isComplete = true;
  const args = expr.args.map((arg): Expr => {
    const value = arg.kind === 'Starred' ? arg.value : arg;
    if (!isLazy(writing, value)) return rewriteExpr(writing, arg);
    const list = arg.kind === 'Starred' || isTaking ? listOf(writing, rewriteLazy(writing, value)) : undefined;
    if (!list) isComplete = false;
    return list ? (arg.kind === 'Starred' ? { ...arg, value: list } : list) : arg;
  });
  if (!isComplete) return undefined;
  const keywords = expr.keywords.map((keyword) => ({ ...keyword, value: rewriteExpr(writing, keyword.value) }));
  return { ...expr, func: rewriteExpr(writing, func), args, keywords };
}

/** A generator function that prints, changes, draws or raises something. */
function doesMore(writing: Writing, expr: Expr): boolean {
  if (expr.kind === 'Name') return true;
  if (acts(writing.fn, expr, false)) return true;
  return generatorsOf(writing, expr).some(({ decl }) =>
    acts(writing.fn, { kind: 'Lambda', range: decl.range, decl }, true),
  );
}

function quantified(writing: Writing, range: SourceRange, items: Expr, isAny: boolean): Expr | undefined {
  const truth = (value: boolean): Stmt => ends(range, { kind: 'Bool', range, value });
  return looped(
    writing,
    range,
    items,
    [],
    (item) => [when(isAny ? item : not(item), [truth(isAny)])],
    [truth(!isAny)],
    [],
    'some',
  );
}

/** `next(items)` of items that nothing else takes. */
function firstOf(writing: Writing, range: SourceRange, items: Expr, fallback: Expr | undefined): Expr | undefined {
  const own = name(range, `default@${writing.next()}@`);
  const none: Stmt = { kind: 'Raise', range, exception: name(range, 'StopIteration') };
  const given = fallback ? [{ parameter: own.id, value: rewriteExpr(writing, fallback) }] : [];
  return looped(
    writing,
    range,
    items,
    [],
    (item) => [ends(range, item)],
    [fallback ? ends(range, own) : none],
    given,
    'some',
  );
}

/** `min(items, default=value)`. */
function extremeOr(writing: Writing, expr: CallExpr, items: Expr, fallback: Expr): Expr | undefined {
  const { range } = expr;
  const list = listOf(writing, items);
  const n = writing.next();
  const own = name(range, `default@${n}@`);
  const all = name(range, `items@${n}@`);
  const keywords = expr.keywords
    .filter((keyword) => keyword.name !== 'default')
    .map((keyword) => ({ ...keyword, value: rewriteExpr(writing, keyword.value) }));
  const isEmpty = compare(call(range, 'len', [all]), '==', int(range, 0));
  const body = (given: Expr): readonly Stmt[] => [
    assign(all, given),
    when(isEmpty, [ends(range, own)]),
    ends(range, { ...expr, args: [all], keywords }),
  ];
  const given = [{ parameter: own.id, value: rewriteExpr(writing, fallback) }];
  return list && inPlace({ ...range, copy: n }, 'items', body(list), given);
}

function summed(writing: Writing, range: SourceRange, items: Expr, start: Expr | undefined): Expr | undefined {
  const total = name(range, `total@${writing.next()}@`);
  const own = name(range, `start@${writing.next()}@`);
  const given = start ? [{ parameter: own.id, value: rewriteExpr(writing, start) }] : [];
  const before = assign(total, start ? own : int(range, 0));
  return looped(
    writing,
    range,
    items,
    [before],
    (item) => [assign(total, binary(total, '+', item))],
    [ends(range, total)],
    given,
  );
}

/** `x in generator(…)`: it looks until it finds. */
export function foundIn(writing: Writing, expr: CompareExpr): Expr | undefined {
  const [right] = expr.rights;
  const [op] = expr.ops;
  if (expr.ops.length !== 1 || (op !== 'in' && op !== 'not in') || !isLate(writing, right!)) return undefined;
  const { range } = expr;
  const wanted = name(range, `wanted@${writing.next()}@`);
  const given = [{ parameter: wanted.id, value: rewriteExpr(writing, expr.left) }];
  const isThere = op === 'in';
  const truth = (value: boolean): Stmt => ends(range, { kind: 'Bool', range, value });
  const each = (item: Expr) => {
    const own: Expr = { kind: 'Tuple', range: item.range, elements: [item] };
    return [when(compare(wanted, 'in', own), [truth(isThere)])];
  };
  return looped(writing, range, rewriteLazy(writing, right!), [], each, [truth(!isThere)], given, 'some');
}
