// SPDX-License-Identifier: Apache-2.0
// `next(generator, default)` as the loop that it means: it leaves at the first item, and takes the default, or raises
// `StopIteration`, where there is none. Statements are written so before they are lowered, so that the item and the default
// may have different types.

import { placeOf } from '../../graph/graph';
import { withOwnNames } from '../../names/own-names';
import type { CallExpr, ComprehensionExpr, Expr, ForStmt, Stmt } from '../../syntax/ast';
import type { FunctionLowering } from '../program/function';
import { generatorOf } from './lazy-loops';

/** Expressions that change nothing, so that it does not matter when they are evaluated. */
function isPlain(expr: Expr): boolean {
  switch (expr.kind) {
    case 'Int':
    case 'Float':
    case 'Bool':
    case 'Str':
    case 'None':
    case 'Name':
      return true;
    case 'Attribute':
      return isPlain(expr.value);
    case 'Unary':
      return isPlain(expr.operand);
    case 'Binary':
      return ['+', '-', '*'].includes(expr.op) && isPlain(expr.left) && isPlain(expr.right);
    case 'Tuple':
      return expr.elements.every(isPlain);
    default:
      return false;
  }
}

interface Next {
  readonly call: CallExpr;
  /** What the loop runs over. */
  readonly iter: Expr;
  /** The generator that it is, where it has several loops. */
  readonly nested?: ComprehensionExpr;
  readonly fallback?: Expr;
}

/** The call, where all that it takes is known here. */
function nextOf(fn: FunctionLowering, expr: Expr): Next | undefined {
  const isCall = expr.kind === 'Call' && expr.func.kind === 'Name' && expr.func.id === 'next';
  if (!isCall || !fn.program.isBuiltin(fn, 'next', 'next')) return undefined;
  const [first, fallback, ...rest] = expr.args;
  if (!first || rest.length + expr.keywords.length > 0 || (fallback && !isPlain(fallback))) return undefined;
  const isIter = first.kind === 'Call' && first.func.kind === 'Name' && first.func.id === 'iter';
  const only =
    isIter && first.args.length === 1 && fn.program.isBuiltin(fn, 'iter', 'iter') ? first.args[0] : undefined;
  const generator = only ? undefined : generatorOf(fn, first);
  // The loop must end at the first item: `break` leaves one clause.
  const isNested = generator && generator.clauses.filter((clause) => clause.kind === 'for').length > 1;
  const nested = isNested ? { nested: withOwnNames(generator) } : {};
  const iter = only ?? (generator && first);
  return iter && { call: expr, iter, ...nested, ...(fallback ? { fallback } : {}) };
}

/** The first call of `next` that is evaluated, where nothing before it does anything, and the expression around a name instead. */
function firstNext(fn: FunctionLowering, expr: Expr): { next: Next; around: (name: Expr) => Expr } | undefined {
  const next = nextOf(fn, expr);
  if (next) return { next, around: (name) => name };
  const within = (part: Expr | undefined, put: (part: Expr) => Expr) => {
    const found = part && firstNext(fn, part);
    return found && { next: found.next, around: (name: Expr) => put(found.around(name)) };
  };
  switch (expr.kind) {
    case 'Unary':
      return within(expr.operand, (operand) => ({ ...expr, operand }));
    case 'Binary':
      return (
        within(expr.left, (left) => ({ ...expr, left })) ??
        (isPlain(expr.left) ? within(expr.right, (right) => ({ ...expr, right })) : undefined)
      );
    case 'Call':
      if (!isPlain(expr.func)) return undefined;
      return within(expr.args[0], (first) => ({ ...expr, args: [first, ...expr.args.slice(1)] }));
    case 'Subscript':
      return (
        within(expr.value, (value) => ({ ...expr, value })) ??
        (isPlain(expr.value)
          ? within(expr.index[0], (first) => ({ ...expr, index: [first, ...expr.index.slice(1)] }))
          : undefined)
      );
    default:
      return undefined;
  }
}

/** The loops of a generator; `break` in the innermost leaves all of them. */
function nestedLoops(generator: ComprehensionExpr, body: readonly Stmt[], orelse: readonly Stmt[]): Stmt {
  const { range, clauses } = generator;
  const from = (place: number): readonly Stmt[] => {
    const clause = clauses[place];
    if (!clause) return body;
    const inner = from(place + 1);
    if (clause.kind === 'if') return [{ kind: 'If', range, test: clause.test, body: inner, orelse: [] }];
    const loop = { kind: 'For', range, target: clause.target, iter: clause.iter, body: inner, isAsync: false };
    if (place === 0) return [{ ...loop, orelse } as ForStmt];
    return [{ ...loop, orelse: [{ kind: 'Continue', range }] } as ForStmt, { kind: 'Break', range }];
  };
  return from(0)[0]!;
}

function loopOf({ call, iter, nested, fallback }: Next, use: (value: Expr) => readonly Stmt[]): Stmt {
  const { range } = call;
  const name: Expr = { kind: 'Name', range, id: `next@${placeOf(range)}@` };
  const none: Stmt = { kind: 'Raise', range, exception: { kind: 'Name', range, id: 'StopIteration' } };
  const orelse = fallback ? use(fallback) : [none];
  if (nested) return nestedLoops(nested, use(nested.element), orelse);
  return { kind: 'For', range, target: name, iter, body: use(name), orelse, isAsync: false } as ForStmt;
}

/** The statement with a loop for `next(...)` before or instead of it; undefined where it has none. */
export function withoutNext(fn: FunctionLowering, stmt: Stmt): readonly Stmt[] | undefined {
  if (stmt.kind !== 'Assign' && stmt.kind !== 'Return' && stmt.kind !== 'ExprStmt' && stmt.kind !== 'AugAssign')
    return undefined;
  const place = stmt.kind === 'AugAssign' ? firstNext(fn, stmt.target) : undefined;
  const found = place ?? (stmt.value && firstNext(fn, stmt.value));
  if (!found) return undefined;
  const { range } = found.next.call;
  const end: Stmt = { kind: 'Break', range };
  const isWhole = found.next.call === stmt.value;
  if (isWhole && stmt.kind === 'Assign')
    return [
      loopOf(found.next, (value) => (value === found.next.fallback ? [{ ...stmt, value }] : [{ ...stmt, value }, end])),
    ];
  const id = `first@${placeOf(range)}@`;
  const name: Expr = { kind: 'Name', range, id };
  const keep = (value: Expr): Stmt => ({ kind: 'Assign', range, targets: [name], value });
  const loop = loopOf(found.next, (value) => (value === found.next.fallback ? [keep(value)] : [keep(value), end]));
  return [loop, { ...stmt, [place ? 'target' : 'value']: found.around(name) } as Stmt];
}
