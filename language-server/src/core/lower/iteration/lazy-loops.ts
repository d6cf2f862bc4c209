// SPDX-License-Identifier: Apache-2.0
// Loops over generators, `map` and `filter` as the plain loops that they mean: each item is computed when the loop asks for
// it, so that what the function prints, changes or raises comes where Python has it. Everything else that consumes such
// iterators takes all their items, or is refused where one would see the difference.

import { placeOf } from '../../graph/graph';
import { withOwnNames } from '../../names/own-names';
import { visitExpression, visitStatements } from '../../names/visit';
import type { ComprehensionExpr, Expr, ForStmt, FunctionDecl, Stmt } from '../../syntax/ast';
import { withoutGenerators } from '../generators/rewrite';
import type { FunctionLowering } from '../program/function';
import { iteratorName } from './iterators';
import { withoutNext } from './next';
import { itemsMayRaise } from './risk';

/** The generators that a function runs over are others after an edit elsewhere, so that each program has its own. */
const known = new WeakMap<object, WeakMap<FunctionDecl, readonly Stmt[]>>();

/** The body of the function, its loops over generators written out. */
export function lazyBody(fn: FunctionLowering): readonly Stmt[] {
  const { decl, program } = fn;
  const bodies = known.get(program) ?? new WeakMap<FunctionDecl, readonly Stmt[]>();
  known.set(program, bodies);
  const body = bodies.get(decl) ?? rewriteAll(fn, withoutGenerators(fn, decl.body));
  bodies.set(decl, body);
  return body;
}

function rewriteAll(fn: FunctionLowering, statements: readonly Stmt[]): readonly Stmt[] {
  const rewritten = statements.flatMap((each) => {
    const loops = withoutNext(fn, each);
    return loops ? loops.map((inner) => rewrite(fn, inner)) : [rewrite(fn, each)];
  });
  const isSame = rewritten.length === statements.length && rewritten.every((each, i) => each === statements[i]);
  return isSame ? statements : rewritten;
}

function rewrite(fn: FunctionLowering, stmt: Stmt): Stmt {
  switch (stmt.kind) {
    case 'If':
    case 'While':
    case 'For': {
      const body = rewriteAll(fn, stmt.body);
      const orelse = rewriteAll(fn, stmt.orelse);
      const same = body === stmt.body && orelse === stmt.orelse;
      const inner = same ? stmt : { ...stmt, body, orelse };
      return inner.kind === 'For' ? (plainLoop(fn, inner) ?? inner) : inner;
    }
    case 'With':
    case 'Block': {
      const body = rewriteAll(fn, stmt.body);
      return body === stmt.body ? stmt : { ...stmt, body };
    }
    default:
      return stmt;
  }
}

/** The loop without its generator; undefined for all others. */
function plainLoop(fn: FunctionLowering, loop: ForStmt): ForStmt | undefined {
  const generator = generatorOf(fn, loop.iter, loop.body);
  const [clause, ...tests] = generator?.clauses ?? [];
  if (!generator || clause?.kind !== 'for' || tests.some((each) => each.kind === 'for')) return undefined;
  const { range } = loop;
  let body: readonly Stmt[] = [
    { kind: 'Assign', range: loop.target.range, targets: [loop.target], value: generator.element },
    ...loop.body,
  ];
  for (const test of tests.reverse()) {
    if (test.kind === 'if') body = [{ kind: 'If', range, test: test.test, body, orelse: [] }];
  }
  const plain: ForStmt = { ...loop, target: clause.target, iter: clause.iter, body };
  return plainLoop(fn, plain) ?? plain;
}

/** A generator, `map` or `filter` as a generator with names of its own; `body` is what runs between its items. */
export function generatorOf(
  fn: FunctionLowering,
  iter: Expr,
  body: readonly Stmt[] = [],
): ComprehensionExpr | undefined {
  const suffix = `@${placeOf(iter.range)}@`;
  if (iter.kind === 'Comprehension') return iter.isGenerator ? withOwnNames(iter, suffix) : undefined;
  if (iter.kind !== 'Call') return undefined;
  const name = lazyCall(fn, iter) ?? iteratorName(fn, iter);
  if (name === undefined || !GENERATING.has(name)) return undefined;
  const isPlain = iter.keywords.length === 0 && iter.args.every((arg) => arg.kind !== 'Starred');
  if (!isPlain) return undefined;
  const { range } = iter;
  if (name === 'chain.from_iterable') {
    const [row, item] = ['row', 'item'].map((each): Expr => ({ kind: 'Name', range, id: `${each}${suffix}` }));
    const [rows, ...others] = iter.args;
    if (!rows || others.length > 0) return undefined;
    const inner = generatorOf(fn, rows, body);
    const outer = inner?.clauses ?? [{ kind: 'for', target: row!, iter: rows } as const];
    const clauses = [...outer, { kind: 'for', target: item!, iter: inner?.element ?? row! } as const];
    return { kind: 'Comprehension', range, isGenerator: true, element: item!, clauses };
  }
  const [func, ...iters] = iter.args;
  if (!func || iters.length === 0 || (name !== 'map' && iters.length > 1)) return undefined;
  const names = iters.map((each, i): Expr => ({ kind: 'Name', range: each.range, id: `item${i}${suffix}` }));
  const args: readonly Expr[] = name === 'starmap' ? [{ kind: 'Starred', range, value: names[0]! }] : names;
  const call: Expr = { kind: 'Call', range, func, args, keywords: [] };
  if (name === 'filter') {
    if (func.kind !== 'None' && !isSteady(func, body)) return undefined;
    const test = func.kind === 'None' ? names[0]! : call;
    const clauses = [{ kind: 'for', target: names[0]!, iter: iters[0]! } as const, { kind: 'if', test } as const];
    return { kind: 'Comprehension', range, isGenerator: true, element: names[0]!, clauses };
  }
  if (!isSteady(func, body)) return undefined;
  const zipped: Expr = { kind: 'Call', range, func: { kind: 'Name', range, id: 'zip' }, args: iters, keywords: [] };
  const target: Expr = names.length === 1 ? names[0]! : { kind: 'Tuple', range, elements: names };
  const clauses = [{ kind: 'for', target, iter: iters.length === 1 ? iters[0]! : zipped } as const];
  return { kind: 'Comprehension', range, isGenerator: true, element: call, clauses };
}

/** The function is the same whenever it is looked up: no name that the loop assigns, no default that it computes. */
function isSteady(func: Expr, body: readonly Stmt[]): boolean {
  if (func.kind === 'Lambda') return func.decl.parameters.every((parameter) => parameter.default === undefined);
  if (func.kind === 'Attribute') return isSteady(func.value, body);
  if (func.kind !== 'Name') return false;
  let isAssigned = false;
  visitStatements(body, {
    bind: (name) => {
      isAssigned ||= name === func.id;
    },
  });
  return !isAssigned;
}

const GENERATING: ReadonlySet<string> = new Set(['map', 'filter', 'starmap', 'chain.from_iterable']);
const LAZY = ['map', 'filter', 'zip', 'enumerate', 'reversed'] as const;

/** `map` of `map(…)`. */
function lazyCall(fn: FunctionLowering, expr: Expr): (typeof LAZY)[number] | undefined {
  if (expr.kind !== 'Call' || expr.func.kind !== 'Name') return undefined;
  const { id } = expr.func;
  return LAZY.find((each) => each === id && fn.program.isBuiltin(fn, each, each));
}

/** Reports an iterator that is kept: Python computes its items later, and once. True after a report. */
export function refuseKeptIterator(fn: FunctionLowering, expr: Expr | undefined): boolean {
  if (!expr) return false;
  const name = lazyCall(fn, expr);
  const isGenerator = expr.kind === 'Comprehension' && expr.isGenerator;
  if (!isGenerator && name === undefined) return false;
  fn.report('WEFT282', expr.range, {
    what: isGenerator ? 'A generator that is kept' : `\`${name}(...)\` that is kept`,
    reason: 'Python computes its items later, and gives them once',
    instead: isGenerator
      ? 'Write a list: `[... for ...]`'
      : 'Write `list(...)` around it, or use it in the loop itself',
  });
  return true;
}

/** Reports a generator, `map` or `filter` whose items do more than give a value, where not each is computed in its turn. */
export function refuseEffects(fn: FunctionLowering, expr: Expr | undefined): boolean {
  const name = expr && lazyCall(fn, expr);
  const isGenerator = expr?.kind === 'Comprehension' && expr.isGenerator;
  const called = expr?.kind === 'Call' && (name === 'map' || name === 'filter') ? expr.args[0] : undefined;
  if (!expr || !(called ? acts(fn, called, true) : isGenerator && acts(fn, expr, false))) return false;
  fn.report('WEFT282', expr.range, {
    what: 'A function that prints, changes, raises or draws something here',
    reason: 'it would run for all items at once, where Python runs it when each item is needed',
    instead: 'Write a loop, or make a list first: `list(...)`',
  });
  return true;
}

/** Reports a generator, `map` or `filter` whose items are computed before Python asks for them, where that may be seen. */
export function refuseEarly(fn: FunctionLowering, expr: Expr): boolean {
  if (!itemsMayRaise(fn, expr)) return refuseEffects(fn, expr);
  fn.report('WEFT282', expr.range, {
    what: 'A generator whose items may raise, here',
    reason: 'they would be computed all at once, where Python computes each when it is asked for',
    instead: 'Write a loop, or make a list first: `list(...)`',
  });
  return true;
}

const DRAWS =
  /^(random|rand|randn|randint|integers|normal|uniform|shuffle|(standard_|choice|permut|exponential|poisson|binomial|gamma|beta).*)$/;

/** Whether evaluating the expression, or calling it, does more than give a value, as far as the text shows. */
export function acts(fn: FunctionLowering, expr: Expr, isCalled: boolean): boolean {
  const seen = new Set<string>();
  let found = false;
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) for (const each of node) visit(each);
    if (node === null || typeof node !== 'object' || Array.isArray(node)) return;
    const { kind, attr } = node as { kind?: string; attr?: string };
    if (kind === 'Raise' || kind === 'Assert' || (kind === 'Attribute' && DRAWS.test(attr ?? ''))) found = true;
    for (const [key, child] of Object.entries(node)) if (key !== 'range') visit(child);
  };
  const visitor = {
    read: (name: string) => {
      if (name === 'print' && fn.program.isBuiltin(fn, name, name)) found = true;
      const decl = fn.program.scope.functions.get(name);
      if (!decl || seen.has(name)) return;
      seen.add(name);
      enter(decl);
    },
    change: () => {
      found = true;
    },
    nested: (decl: FunctionDecl) => enter(decl),
  };
  const enter = (decl: FunctionDecl): void => {
    visit(decl.body);
    visitStatements(decl.body, visitor);
  };
  visit(expr);
  visitExpression(expr, visitor);
  if (isCalled && expr.kind === 'Lambda') enter(expr.decl);
  return found;
}
