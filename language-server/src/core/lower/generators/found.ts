// SPDX-License-Identifier: Apache-2.0
// Which calls make generators: of the program's functions and methods that have a `yield`, as far as the text shows.

import { collectLocals, qualifiedName } from '../../names/module-scope';
import { visitStatements } from '../../names/visit';
import type { CallExpr, Expr, FunctionDecl, Stmt } from '../../syntax/ast';
import { someNode } from '../../syntax/walk';
import { calledMayRaise, itemsMayRaise } from '../iteration/risk';
import type { FunctionLowering } from '../program/function';
import type { KeptIterator } from './iterators';

/** A function around the text that is rewritten: its names, and the functions among them that nothing assigns again. */
export interface Scope {
  readonly locals: ReadonlySet<string>;
  readonly functions: ReadonlyMap<string, FunctionDecl>;
  /** Names that are bound once and read once. */
  readonly uses: ReadonlyMap<string, 'once'>;
  /** A generator that is written out: its names are nobody else's. */
  readonly isWritten?: true;
}

/** What the rewriting of one function knows and remembers. */
export interface Writing {
  readonly fn: FunctionLowering;
  /** The functions around this text, the innermost last. */
  readonly scopes: readonly Scope[];
  /** Those of them, or others, in which the statements will stand. */
  readonly hosts: readonly Scope[];
  /** Generators that are written out around this place. */
  readonly open: readonly FunctionDecl[];
  /** Numbers for names, labels and copies; shared by all places. */
  readonly next: () => number;
  /** What is done with each item between them, in the loops around; nothing where all are taken at once. */
  readonly takers: readonly (readonly Stmt[])[] | 'some';
  /** Functions that put the items of a generator that calls itself into a list. */
  readonly collectors: ReadonlyMap<FunctionDecl, string>;
  /** Why calls of generators are left as they are. */
  readonly reasons: Map<string, string>;
  /** Generators that have a name, and are used where it is read. */
  readonly kept: ReadonlyMap<string, Kept>;
}

export type Kept =
  | {
      readonly expr: Expr;
      /** Where its names are read. */
      readonly writing: Writing;
    }
  | KeptIterator;

const known = new WeakMap<FunctionDecl, boolean>();

/** It has a `yield` of its own. */
export function isGenerator(decl: FunctionDecl): boolean {
  let found = known.get(decl);
  if (found === undefined) {
    found = someNode(decl.body, ({ kind }) => (kind === 'Yield' || kind === 'Function' ? kind === 'Yield' : undefined));
    known.set(decl, found);
  }
  return found;
}

export function scopeOf(decl: FunctionDecl): Scope {
  const functions = new Map<string, FunctionDecl>();
  const counts = new Map<string, number>(decl.parameters.map(({ name }) => [name, 1]));
  visitStatements(decl.body, { bind: (name) => void counts.set(name, (counts.get(name) ?? 0) + 1) });
  const visit = (statements: readonly Stmt[]): void => {
    for (const stmt of statements) {
      if (stmt.kind === 'FunctionDef' && counts.get(stmt.decl.name) === 1) functions.set(stmt.decl.name, stmt.decl);
      if (stmt.kind === 'If' || stmt.kind === 'For' || stmt.kind === 'While') {
        visit(stmt.body);
        visit(stmt.orelse);
      }
      if (stmt.kind === 'With' || stmt.kind === 'Block') visit(stmt.body);
    }
  };
  visit(decl.body);
  const reads = new Map<string, number>();
  visitStatements(decl.body, { read: (id) => void reads.set(id, (reads.get(id) ?? 0) + 1) });
  const uses = new Map(
    [...reads].flatMap(([id, count]) => (count === 1 && counts.get(id) === 1 ? [[id, 'once'] as const] : [])),
  );
  return { locals: collectLocals(decl), functions, uses };
}

export interface Found {
  readonly decl: FunctionDecl;
  /** The scopes that it sees around itself. */
  readonly scopes: readonly Scope[];
  /** The object and the class of a method. */
  readonly method?: { readonly object: Expr; readonly classes: readonly string[] };
}

/** The generators that the call may make: one, or those of the classes that have such a method. */
export function generatorsOf(writing: Writing, expr: Expr): readonly Found[] {
  if (expr.kind !== 'Call') return [];
  const { func } = expr;
  const { fn, scopes } = writing;
  if (func.kind === 'Name') {
    const id = func.id.replace(/^\^/, '');
    const inner = id === func.id ? scopes.map((scope) => scope.locals.has(id)).lastIndexOf(true) : -1;
    const decl = inner >= 0 ? scopes[inner]!.functions.get(id) : moduleFunction(fn, func.id);
    return decl && isGenerator(decl) ? [{ decl, scopes: scopes.slice(0, inner + 1) }] : [];
  }
  if (func.kind !== 'Attribute') return [];
  const { classes } = fn.program.scope;
  const found: { decl: FunctionDecl; scopes: []; method: { object: Expr; classes: string[] } }[] = [];
  for (const info of classes.values()) {
    if (info.problem !== undefined) continue;
    let owner: typeof info | undefined = info;
    while (owner && !owner.methods.has(func.attr)) owner = owner.base;
    const method = owner?.methods.get(func.attr);
    if (method?.form !== 'method' || !isGenerator(method.decl)) continue;
    const same = found.find((each) => each.decl === method.decl);
    if (same) same.method.classes.push(info.name);
    else found.push({ decl: method.decl, scopes: [], method: { object: func.value, classes: [info.name] } });
  }
  return found;
}

function moduleFunction(fn: FunctionLowering, id: string): FunctionDecl | undefined {
  if (id.endsWith('@') || fn.isLocal(id)) return undefined;
  const { scope } = fn.program;
  const name = id.replace(/^\^/, '');
  return scope.ambiguous.has(name) || scope.constants.has(name) ? undefined : scope.functions.get(name);
}

/** `zip` of a call of Python's own `zip`. */
export function builtinOf({ fn, scopes }: Writing, expr: Expr): string | undefined {
  if (expr.kind !== 'Call' || expr.func.kind !== 'Name') return undefined;
  const { id } = expr.func;
  const isHidden = scopes.some((scope) => scope.locals.has(id));
  return !isHidden && fn.program.isBuiltin(fn, id, id) ? id : undefined;
}

/** `islice` of a call of `itertools.islice`. */
export function itertoolOf({ fn, scopes }: Writing, expr: Expr): string | undefined {
  if (expr.kind !== 'Call') return undefined;
  const base = rootName(expr.func);
  if (base === undefined || scopes.some((scope) => scope.locals.has(base))) return undefined;
  const found = qualifiedName(fn.program.scope, expr.func);
  if (found?.module === 'itertools.chain') return found.name;
  if (expr.func.kind === 'Attribute' && expr.func.attr === FROM_ITERABLE) {
    // `from itertools import chain` and then `chain.from_iterable`.
    const chain = qualifiedName(fn.program.scope, expr.func.value);
    return chain?.module === 'itertools' && chain.name === 'chain' ? FROM_ITERABLE : undefined;
  }
  return found?.module === 'itertools' ? found.name : undefined;
}

const FROM_ITERABLE = 'from_iterable';

export function rootName(expr: Expr): string | undefined {
  if (expr.kind === 'Name') return expr.id;
  return expr.kind === 'Attribute' ? rootName(expr.value) : undefined;
}

const WRAPPERS: ReadonlySet<string> = new Set(['enumerate', 'zip', 'map', 'filter', 'iter']);
const ITERTOOLS: ReadonlySet<string> = new Set([
  ...['islice', 'chain', FROM_ITERABLE, 'takewhile', 'dropwhile', 'starmap', 'accumulate', 'pairwise'],
]);

/** It gives items of a generator, one by one. */
export function isLazy(writing: Writing, expr: Expr): boolean {
  if (expr.kind === 'Name') return writing.kept.has(expr.id);
  if (expr.kind === 'Comprehension') return expr.isGenerator && hasLazyClause(writing, expr.clauses);
  if (expr.kind !== 'Call') return false;
  if (generatorsOf(writing, expr).length > 0) return true;
  return (isWrapper(writing, expr) && expr.args.some((arg) => isLazy(writing, arg))) || isInTurn(writing, expr);
}

/** A call in which somebody could see that items are computed before they are asked for, without a generator function. */
function isInTurn(writing: Writing, expr: CallExpr): boolean {
  const { fn } = writing;
  const mayRaise = (arg: Expr | undefined) => arg !== undefined && itemsMayRaise(fn, arg);
  const builtin = builtinOf(writing, expr);
  // Each item of an even generator is computed in its turn there.
  if (builtin === 'zip' || builtin === 'enumerate')
    return expr.args.some((arg) => isUneven(writing, arg) && mayRaise(arg));
  switch (itertoolOf(writing, expr)) {
    case 'takewhile':
    case 'dropwhile':
      return true;
    case 'islice':
    case 'chain':
    case FROM_ITERABLE:
    case 'pairwise':
      return expr.args.some(mayRaise);
    case 'accumulate':
      return mayRaise(expr.args[0]) || (expr.args[1] !== undefined && calledMayRaise(fn, expr.args[1]));
    default:
      return false;
  }
}

/** A generator that gives fewer or more items than what it runs over: nobody can ask for one of them by its number. */
export function isUneven(writing: Writing, expr: Expr): boolean {
  if (expr.kind === 'Comprehension') return expr.isGenerator && expr.clauses.length > 1;
  const name = builtinOf(writing, expr);
  if (expr.kind !== 'Call' || name === undefined) return false;
  return name === 'filter' || isTurned(writing, expr);
}

/** `zip` and `enumerate` of such generators. */
export function isTurned(writing: Writing, expr: Expr): boolean {
  const name = builtinOf(writing, expr);
  return (
    (name === 'zip' || name === 'enumerate') && expr.kind === 'Call' && expr.args.some((arg) => isUneven(writing, arg))
  );
}

export function isWrapper(writing: Writing, expr: CallExpr): boolean {
  const builtin = builtinOf(writing, expr);
  if (builtin !== undefined) return WRAPPERS.has(builtin);
  const tool = itertoolOf(writing, expr);
  return tool !== undefined && ITERTOOLS.has(tool);
}

export function hasLazyClause(writing: Writing, clauses: Extract<Expr, { kind: 'Comprehension' }>['clauses']): boolean {
  return clauses.some((clause) => clause.kind === 'for' && isLazy(writing, clause.iter));
}
