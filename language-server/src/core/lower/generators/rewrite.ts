// SPDX-License-Identifier: Apache-2.0
// The statements of a function with its loops over generator functions written out, and what takes all items of one as
// such a loop in place.

import { placeOf, type SourceRange } from '../../graph/graph';
import { comprehensionNames } from '../../names/visit';
import type { CallExpr, Expr, ExprStmt, ForStmt, FunctionDecl, Stmt } from '../../syntax/ast';
import { type Node, someNode } from '../../syntax/walk';
import type { Value } from '../../types/value';
import type { FunctionLowering } from '../program/function';
import { consumedCall, filled, foundIn, isLate, listOf, unpacked } from './consumers';
import { copied } from './copies';
import { hasLazyClause, isGenerator, isLazy, isTurned, rootName, type Scope, scopeOf, type Writing } from './found';
import { keptIterator } from './iterators';
import { mapOwn, withoutBlocks } from './jumps';
import { loopOf } from './loops';
import { countReads, namedGenerator } from './named';
import { assign, labelled, leave, method, name } from './syntax';

/** Why generators were left as they are, by the places of their calls. */
const reasonsOf = new WeakMap<object, Map<string, string>>();

/** Reports a call of a generator function that no loop takes. */
export function refuseGenerator(fn: FunctionLowering, range: SourceRange, decl: FunctionDecl): Value {
  const reason = reasonsOf.get(fn.program)?.get(placeOf({ ...range, copy: 0 }));
  return fn.report('WEFT282', range, {
    what: `A generator of \`${decl.name}\` here`,
    reason: reason ?? 'it is compiled where one loop, `list`, `sum` or the like takes its items',
    instead: 'Take its items where it is made, or let the function return a list',
  });
}

/** The body of the function without generator functions. */
export function withoutGenerators(fn: FunctionLowering, body: readonly Stmt[]): readonly Stmt[] {
  if (!hasGenerators(fn, body) || isGenerator(fn.decl)) return body;
  const reasons = reasonsOf.get(fn.program) ?? new Map<string, string>();
  reasonsOf.set(fn.program, reasons);
  let count = 0;
  const scope = scopeOf(fn.decl);
  const writing: Writing = {
    fn,
    scopes: [scope],
    hosts: [scope],
    open: [],
    next: () => ++count,
    reasons,
    takers: [],
    collectors: new Map(),
    kept: new Map(),
  };
  return rewriteStatements(writing, body);
}

function hasGenerators(fn: FunctionLowering, body: readonly Stmt[]): boolean {
  const { functions, classes } = fn.program.scope;
  if ([...functions.values()].some(isGenerator)) return true;
  if ([...classes.values()].some(({ methods }) => [...methods.values()].some(({ decl }) => isGenerator(decl))))
    return true;
  return holdsGenerator(body);
}

function holdsGenerator(node: unknown): boolean {
  return someNode(node, (each) => (each.kind === 'Function' ? isGenerator(each) : isAsked(each)) || undefined);
}

/** A generator, or a call of what may ask for items one by one. */
function isAsked(expr: Node): boolean {
  if (expr.kind === 'Comprehension') return expr.isGenerator;
  if (expr.kind !== 'Call') return false;
  const { func } = expr;
  const called = func.kind === 'Name' ? func.id : func.kind === 'Attribute' ? func.attr : '';
  return /^(map|filter|starmap|takewhile|dropwhile|accumulate|iter|count|cycle)$/.test(called);
}

/** The same array where nothing changes. */
export function rewriteStatements(writing: Writing, statements: readonly Stmt[]): readonly Stmt[] {
  for (const [i, stmt] of statements.entries()) {
    const named = namedGenerator(writing, stmt, statements.slice(i + 1));
    const iterator = named ? undefined : keptIterator(writing, stmt, statements.slice(i + 1));
    const held = named ?? iterator;
    if (!held) continue;
    const kept = new Map(writing.kept).set(held.id, iterator ?? { expr: named!.expr, writing });
    const rest = rewriteStatements({ ...writing, kept }, statements.slice(i + 1));
    if (countReads(rest, held.id) > 0) continue;
    return [...rewriteStatements(writing, statements.slice(0, i)), ...held.before, ...rest];
  }
  const result = statements.map((stmt) => rewriteStatement(writing, stmt));
  const isSame = result.every((each, i) => each.length === 1 && each[0] === statements[i]);
  return isSame ? statements : result.flat();
}

function rewriteStatement(writing: Writing, stmt: Stmt): readonly Stmt[] {
  const all = (body: readonly Stmt[]) => rewriteStatements(writing, body);
  switch (stmt.kind) {
    case 'If':
    case 'While':
    case 'For': {
      const body = all(stmt.body);
      const orelse = all(stmt.orelse);
      if (stmt.kind === 'For') {
        const isWritten = isLazy(writing, stmt.iter) || isTurned(writing, stmt.iter);
        const loop = isWritten ? lazyLoop(writing, { ...stmt, body, orelse }) : undefined;
        if (loop) return loop;
        const iter = rewriteExpr(writing, stmt.iter);
        const target = rewriteExpr(writing, stmt.target);
        const isSame = body === stmt.body && orelse === stmt.orelse && iter === stmt.iter && target === stmt.target;
        return [isSame ? stmt : { ...stmt, target, iter, body, orelse }];
      }
      const test = rewriteExpr(writing, stmt.test);
      return [
        body === stmt.body && orelse === stmt.orelse && test === stmt.test ? stmt : { ...stmt, test, body, orelse },
      ];
    }
    case 'With':
    case 'Block': {
      const body = all(stmt.body);
      return [body === stmt.body ? stmt : { ...stmt, body }];
    }
    case 'FunctionDef': {
      const decl = rewriteFunction(writing, stmt.decl);
      return [decl === stmt.decl ? stmt : { ...stmt, decl }];
    }
    case 'Assign': {
      const [target] = stmt.targets;
      const isTuple = target!.kind === 'Tuple' || target!.kind === 'List';
      if (isTuple && stmt.targets.length === 1 && isLate(writing, stmt.value)) {
        const { elements } = target;
        if (isOverDisplay(stmt.value, elements.length)) return [mapped(writing, stmt)];
        const isOpen = elements.some((each) => each.kind === 'Starred');
        const value = isOpen
          ? listOf(writing, rewriteLazy(writing, stmt.value))
          : unpacked(writing, stmt.value, elements.length);
        if (value) return [{ ...stmt, value }];
      }
      return [mapped(writing, stmt)];
    }
    case 'ExprStmt': {
      // `yield` itself is written where the loop over the generator is.
      if (stmt.value.kind !== 'Yield' || !stmt.value.value) return extended(writing, stmt) ?? [mapped(writing, stmt)];
      const value = rewriteExpr(writing, stmt.value.value);
      return [value === stmt.value.value ? stmt : { ...stmt, value: { ...stmt.value, value } }];
    }
    default:
      return [mapped(writing, stmt)];
  }
}

/** A generator over items that are written there, no more of them than targets. */
function isOverDisplay(expr: Expr, targets: number): boolean {
  const isShort = (items: Expr) =>
    (items.kind === 'Tuple' || items.kind === 'List') && items.elements.length <= targets + 1;
  if (expr.kind === 'Call')
    return expr.func.kind === 'Name' && expr.func.id === 'map' && expr.args.slice(1).every(isShort);
  if (expr.kind !== 'Comprehension') return false;
  return expr.clauses.every((clause) => clause.kind === 'for' && isShort(clause.iter));
}

function rewriteFunction(writing: Writing, decl: FunctionDecl): FunctionDecl {
  if (isGenerator(decl) || decl.isInPlace) return decl;
  const scope = scopeOf(decl);
  const inside: Writing = {
    ...writing,
    scopes: [...writing.scopes, scope],
    hosts: [...writing.hosts, scope],
  };
  const body = rewriteStatements(inside, decl.body);
  return body === decl.body ? decl : { ...decl, body };
}

/** `a.extend(… for …)` that reads `a`: it sees what is there already. */
function extended(writing: Writing, stmt: ExprStmt): readonly Stmt[] | undefined {
  const { value, range } = stmt;
  if (value.kind !== 'Call' || value.func.kind !== 'Attribute' || value.func.attr !== 'extend') return undefined;
  const [items, ...others] = value.args;
  const base = rootName(value.func.value);
  if (base === undefined || others.length > 0 || items?.kind !== 'Comprehension' || !items.isGenerator)
    return undefined;
  if (countReads([{ kind: 'ExprStmt', range, value: items }], base) === 0) return undefined;
  const target = name(range, `item@${writing.next()}@`);
  const append = method(range, value.func.value, 'append', [target]);
  const body: Stmt[] = [{ kind: 'ExprStmt', range, value: append }];
  return rewriteStatement(writing, { kind: 'For', range, target, iter: items, body, orelse: [] });
}

/** The loop, its generator written out. */
function lazyLoop(writing: Writing, stmt: ForStmt): readonly Stmt[] | undefined {
  const { range } = stmt;
  const n = writing.next();
  const out = `out${n}`;
  let isFirst = true;
  const each = (item: Expr): readonly Stmt[] => {
    const copy = writing.next();
    const next = `next${copy}`;
    const { target, body } = isFirst ? stmt : copied({ target: stmt.target, body: stmt.body }, copy);
    isFirst = false;
    const own = mapOwn(body, (inner) => {
      if (inner.kind === 'Continue') return [leave(inner.range, next)];
      return inner.kind === 'Break' && inner.label === undefined ? [leave(inner.range, out)] : undefined;
    });
    return [labelled(range, next, [{ ...assign(target, item), range: target.range }, ...own])];
  };
  const takers = writing.takers === 'some' ? writing.takers : [...writing.takers, stmt.body];
  const loop = loopOf({ ...writing, takers }, rewriteLazy(writing, stmt.iter), each);
  return loop && withoutBlocks([labelled(range, out, [...loop, ...stmt.orelse])]);
}

/** What a loop runs over item by item, its parts rewritten. */
export function rewriteLazy(writing: Writing, expr: Expr): Expr {
  if (!isLazy(writing, expr)) return rewriteExpr(writing, expr);
  if (expr.kind === 'Comprehension') {
    const inside = within(writing, comprehensionScope(expr));
    const clauses = expr.clauses.map((clause, i) => {
      const at = i === 0 ? writing : inside;
      return clause.kind === 'for'
        ? { ...clause, iter: rewriteLazy(at, clause.iter) }
        : { ...clause, test: rewriteExpr(inside, clause.test) };
    });
    return { ...expr, clauses, element: rewriteExpr(inside, expr.element) };
  }
  if (expr.kind !== 'Call') return expr;
  const args = expr.args.map((arg) => rewriteLazy(writing, arg));
  const keywords = expr.keywords.map((keyword) => ({ ...keyword, value: rewriteLazy(writing, keyword.value) }));
  const func =
    expr.func.kind === 'Attribute' ? { ...expr.func, value: rewriteExpr(writing, expr.func.value) } : expr.func;
  return { ...expr, func, args, keywords };
}

function comprehensionScope(expr: Extract<Expr, { kind: 'Comprehension' }>): Scope {
  return { locals: comprehensionNames(expr), functions: new Map(), uses: new Map() };
}

function within(writing: Writing, scope: Scope): Writing {
  return { ...writing, scopes: [...writing.scopes, scope], hosts: [...writing.hosts, scope] };
}

/** The same node where nothing in it takes the items of a generator function. */
export function rewriteExpr(writing: Writing, expr: Expr): Expr {
  switch (expr.kind) {
    case 'Call':
      return consumedCall(writing, expr) ?? filledCall(writing, expr) ?? mapped(writing, expr);
    case 'Compare':
      return foundIn(writing, expr) ?? mapped(writing, expr);
    case 'Comprehension':
      if (!expr.isGenerator && hasLazyClause(writing, expr.clauses)) {
        const list = filled(writing, rewriteLazy(writing, { ...expr, isGenerator: true }), undefined, expr.range);
        if (list) return list;
      }
      return mapped(within(writing, comprehensionScope(expr)), expr);
    case 'Lambda': {
      const decl = rewriteFunction(writing, expr.decl);
      return decl === expr.decl ? expr : { ...expr, decl };
    }
    default:
      return mapped(writing, expr);
  }
}

/** `{… for …}`. */
function filledCall(writing: Writing, expr: CallExpr): Expr | undefined {
  const [first] = expr.args;
  if (expr.func.kind !== 'Attribute' || expr.func.value.kind !== 'Ellipsis' || first?.kind !== 'Comprehension')
    return undefined;
  if (!hasLazyClause(writing, first.clauses)) return undefined;
  return filled(writing, rewriteLazy(writing, first), expr.func.attr, expr.range);
}

/** The node with its expressions rewritten. */
function mapped<T extends object>(writing: Writing, node: T): T {
  const part = (child: unknown): unknown => {
    if (Array.isArray(child)) {
      const next = child.map(part);
      return next.every((each, i) => each === child[i]) ? child : next;
    }
    if (child === null || typeof child !== 'object') return child;
    return 'kind' in child && child.kind !== 'for' && child.kind !== 'if'
      ? rewriteExpr(writing, child as Expr)
      : mapped(writing, child);
  };
  let isSame = true;
  const entries = Object.entries(node).map(([key, child]) => {
    if (/^(range|\w+Range|decl)$/.test(key)) return [key, child];
    const next = part(child);
    if (next !== child) isSame = false;
    return [key, next];
  });
  return isSame ? node : (Object.fromEntries(entries) as T);
}
