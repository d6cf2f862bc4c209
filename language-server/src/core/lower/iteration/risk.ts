// SPDX-License-Identifier: Apache-2.0
// Whether computing something may raise, warn or do anything but give a value, as far as the text shows. Where it cannot,
// nobody sees when it is computed.

import type { Expr, FunctionDecl, Stmt } from '../../syntax/ast';
import type { FunctionLowering } from '../program/function';

/** Builtins that take any value. */
const SAFE = /^(abs|len|isinstance|bool|str|repr|isnan|isfinite|isinf)$/;

/** `exact` counts arithmetic of two names too: of arrays, it may be of two shapes. */
export function mayRaise(fn: FunctionLowering, expr: Expr, exact = true, seen: readonly FunctionDecl[] = []): boolean {
  const risky = (part: Expr | undefined): boolean => part !== undefined && mayRaise(fn, part, exact, seen);
  switch (expr.kind) {
    case 'Name':
    case 'Int':
    case 'Float':
    case 'Complex':
    case 'Bool':
    case 'Str':
    case 'None':
    case 'Lambda':
      return false;
    case 'Attribute':
      return risky(expr.value);
    case 'Unary':
      return risky(expr.operand);
    case 'BoolOp':
      return expr.values.some(risky);
    case 'Conditional':
      return risky(expr.test) || risky(expr.body) || risky(expr.orelse);
    case 'Tuple':
    case 'List':
      return expr.elements.some(risky);
    case 'Compare': {
      const isPlain = !exact || [expr.left, ...expr.rights].some(isNumber) || expr.ops.every((op) => /^is/.test(op));
      return !isPlain || risky(expr.left) || expr.rights.some(risky);
    }
    case 'Binary':
      return !isSafe(expr, exact) || risky(expr.left) || risky(expr.right);
    case 'Call': {
      if (expr.keywords.length > 0 || expr.args.some((arg) => arg.kind === 'Starred')) return true;
      return calledMayRaise(fn, expr.func, exact, seen) || expr.args.some(risky);
    }
    default:
      return true;
  }
}

function isNumber(expr: Expr): boolean {
  if (expr.kind === 'Unary') return isNumber(expr.operand);
  return expr.kind === 'Int' || expr.kind === 'Float';
}

function isSafe({ op, left, right }: Extract<Expr, { kind: 'Binary' }>, exact: boolean): boolean {
  if (/^[-+*]$/.test(op)) return !exact || isNumber(left) || isNumber(right);
  const divisor = right.kind === 'Int' || right.kind === 'Float' ? Number(right.value) : 0;
  return (op === '%' || op === '/' || op === '//' || op === '**') && divisor > 0;
}

/** A call of the function may. */
export function calledMayRaise(
  fn: FunctionLowering,
  func: Expr,
  exact = true,
  seen: readonly FunctionDecl[] = [],
): boolean {
  if (func.kind === 'Lambda') return bodyMayRaise(fn, func.decl, exact, seen);
  if (func.kind === 'Attribute') return !SAFE.test(func.attr);
  if (func.kind !== 'Name') return true;
  const decl = fn.program.scope.functions.get(func.id);
  if (decl && !fn.isLocal(func.id)) return bodyMayRaise(fn, decl, exact, seen);
  return !SAFE.test(func.id) || !fn.program.isBuiltin(fn, func.id, func.id);
}

function bodyMayRaise(
  fn: FunctionLowering,
  decl: FunctionDecl,
  exact: boolean,
  seen: readonly FunctionDecl[],
): boolean {
  if (seen.includes(decl) || decl.decorators.length > 0) return true;
  return statementsMayRaise(fn, decl.body, exact, [...seen, decl]);
}

export function statementsMayRaise(
  fn: FunctionLowering,
  statements: readonly Stmt[],
  exact = true,
  seen: readonly FunctionDecl[] = [],
): boolean {
  const risky = (expr: Expr | undefined): boolean => expr !== undefined && mayRaise(fn, expr, exact, seen);
  return statements.some((stmt) => {
    switch (stmt.kind) {
      case 'Pass':
      case 'Continue':
        return false;
      case 'Return':
      case 'ExprStmt':
        return risky(stmt.value);
      case 'Assign':
        return !stmt.targets.every(isName) || risky(stmt.value);
      case 'AugAssign':
        return exact || stmt.target.kind !== 'Name' || !/^[-+*]/.test(stmt.op) || risky(stmt.value);
      case 'If':
        return (
          risky(stmt.test) ||
          statementsMayRaise(fn, stmt.body, exact, seen) ||
          statementsMayRaise(fn, stmt.orelse, exact, seen)
        );
      default:
        return true;
    }
  });
}

function isName(expr: Expr): boolean {
  return expr.kind === 'Name' || (expr.kind === 'Tuple' && expr.elements.every(isName));
}

/** A generator expression, `map` or `filter`: computing its items may. Everything else has its items. */
export function itemsMayRaise(fn: FunctionLowering, expr: Expr): boolean {
  if (expr.kind === 'Comprehension') {
    if (!expr.isGenerator) return false;
    return (
      mayRaise(fn, expr.element) ||
      expr.clauses.some((clause, i) =>
        clause.kind === 'if'
          ? mayRaise(fn, clause.test)
          : itemsMayRaise(fn, clause.iter) || (i > 0 && !isPlainIter(fn, clause.iter)),
      )
    );
  }
  if (expr.kind !== 'Call') return false;
  const { func, args } = expr;
  const called = func.kind === 'Name' ? func.id : func.kind === 'Attribute' ? func.attr : '';
  if (args.some((arg) => itemsMayRaise(fn, arg)))
    return /^(map|filter|zip|enumerate|iter)$/.test(called) || isTool(called);
  const [first] = args;
  if (!first || first.kind === 'None') return false;
  if (called === 'map' || called === 'filter')
    return fn.program.isBuiltin(fn, called, called) && calledMayRaise(fn, first);
  const given = called === 'accumulate' ? args[1] : /^(starmap|takewhile|dropwhile)$/.test(called) ? first : undefined;
  return given !== undefined && calledMayRaise(fn, given);
}

function isTool(called: string): boolean {
  return /^(islice|chain|from_iterable|starmap|takewhile|dropwhile|accumulate|pairwise|cycle)$/.test(called);
}

/** What an inner loop runs over: `range(n)`, or a value. */
function isPlainIter(fn: FunctionLowering, iter: Expr): boolean {
  if (iter.kind !== 'Call' || iter.func.kind !== 'Name' || iter.func.id !== 'range') return !mayRaise(fn, iter);
  return iter.args.every((arg) => arg.kind !== 'Starred' && !mayRaise(fn, arg));
}
