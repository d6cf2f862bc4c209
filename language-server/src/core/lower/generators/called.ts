// SPDX-License-Identifier: Apache-2.0
// `reduce`, and `min` and `max` with a key: they call a function between two items of a generator, and each of both may
// raise before the other.

import type { SourceRange } from '../../graph/graph';
import { qualifiedName } from '../../names/module-scope';
import type { CallExpr, ComprehensionExpr, Expr, FunctionDecl, Stmt } from '../../syntax/ast';
import { calledMayRaise } from '../iteration/risk';
import { isLate, looped } from './consumers';
import { builtinOf, type Writing } from './found';
import { rewriteExpr, rewriteLazy } from './rewrite';
import { assign, call, int, name, when } from './syntax';

/** Undefined for any other call. */
export function calledInTurn(writing: Writing, expr: CallExpr): Expr | undefined {
  const { args, keywords } = expr;
  if (args.some((arg) => arg.kind === 'Starred')) return undefined;
  const builtin = builtinOf(writing, expr);
  const [first, second] = args;
  if (builtin === 'min' || builtin === 'max') {
    const key = keywords.length === 1 && keywords[0]!.name === 'key' ? keywords[0]!.value : undefined;
    return key && args.length === 1 && isSeen(writing, first!, key) ? keyed(writing, expr, first!, key) : undefined;
  }
  if (!first || !second || args.length > 3 || keywords.length > 0 || !isReduce(writing, expr)) return undefined;
  return isSeen(writing, second, first) ? reduced(writing, expr.range, first, second, args[2]) : undefined;
}

function isSeen(writing: Writing, items: Expr, func: Expr): boolean {
  const isPlain = func.kind === 'Lambda' || func.kind === 'Name';
  return isPlain && isLate(writing, items) && calledMayRaise(writing.fn, func);
}

function isReduce({ fn, scopes }: Writing, { func }: CallExpr): boolean {
  const base = func.kind === 'Attribute' ? func.value : func;
  if (base.kind !== 'Name' || fn.isLocal(base.id) || scopes.some(({ locals }) => locals.has(base.id))) return false;
  const found = qualifiedName(fn.program.scope, func);
  return found?.module === 'functools' && found.name === 'reduce';
}

/** `max([(key(x), x) for x in items], key=first)[1]`. */
function keyed(writing: Writing, expr: CallExpr, items: Expr, key: Expr): Expr {
  const range = { ...expr.range, copy: writing.next() };
  const own = { ...expr.range, copy: writing.next() };
  const at = (value: Expr, place: number): Expr => {
    const index = [int(range, place)];
    return { kind: 'Subscript', range, value, index, isTuple: false };
  };
  const item = name(range, `item@${writing.next()}@`);
  const element: Expr = { kind: 'Tuple', range, elements: [call(range, rewriteExpr(writing, key), [item]), item] };
  const clauses = [{ kind: 'for', target: item, iter: items } as const];
  const pairs: ComprehensionExpr = { kind: 'Comprehension', range: own, isGenerator: false, element, clauses };
  const pair = name(range, `pair@${writing.next()}@`);
  const decl: FunctionDecl = {
    kind: 'Function',
    range,
    name: 'lambda',
    nameRange: range,
    headerRange: range,
    decorators: [],
    parameters: [{ name: pair.id, range, form: 'positional', isPositionalOnly: false }],
    body: [{ kind: 'Return', range, value: at(pair, 0) }],
    isAsync: false,
  };
  const keywords = [{ ...expr.keywords[0]!, value: { kind: 'Lambda', range, decl } as const }];
  return at({ ...expr, range, args: [rewriteExpr(writing, pairs)], keywords }, 1);
}

function reduced(
  writing: Writing,
  range: SourceRange,
  func: Expr,
  items: Expr,
  start: Expr | undefined,
): Expr | undefined {
  const n = writing.next();
  const total = name(range, `total@${n}@`);
  const isFirst = name(range, `first@${n}@`);
  const begin = name(range, `start@${n}@`);
  const given = start ? [{ parameter: begin.id, value: rewriteExpr(writing, start) }] : [];
  const truth = (value: boolean): Expr => ({ kind: 'Bool', range, value });
  const join = (item: Expr) => assign(total, call(range, func, [total, item]));
  const value = 'reduce() of empty iterable with no initial value';
  const none: Stmt = { kind: 'Raise', range, exception: call(range, 'TypeError', [{ kind: 'Str', range, value }]) };
  const result: Stmt = { kind: 'Return', range, value: total };
  return looped(
    writing,
    range,
    rewriteLazy(writing, items),
    start ? [assign(total, begin)] : [assign(isFirst, truth(true))],
    (item) =>
      start ? [join(item)] : [when(isFirst, [assign(total, item), assign(isFirst, truth(false))], [join(item)])],
    start ? [result] : [when(isFirst, [none]), result],
    given,
  );
}
