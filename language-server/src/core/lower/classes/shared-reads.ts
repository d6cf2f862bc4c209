// SPDX-License-Identifier: Apache-2.0
// `self.err is None or self.err > tol`: nothing in between changes the attribute, so that both reads are one, and what the
// first finds of its type holds for the second.

import type { SourceRange } from '../../graph/graph';
import type { ModuleScope } from '../../names/module-scope';
import type { AttributeExpr, Expr, Name, Stmt } from '../../syntax/ast';

export interface SharedReads {
  /** Attributes that are always set, so that it does not matter when they are read. */
  readonly steady: ReadonlySet<string>;
  /** Names of imported modules, whose functions change no object. */
  readonly modules: ReadonlySet<string>;
}

const none: SharedReads = { steady: new Set(), modules: new Set() };
const known = new WeakMap<ModuleScope, SharedReads>();

export function sharedReadsOf(scope: ModuleScope): SharedReads {
  if (scope.classes.size === 0) return none;
  let result = known.get(scope);
  if (!result) {
    const classes = [...scope.classes.values()];
    const steady = [...scope.attributes].filter((attr) =>
      classes.every((info) => !info.variables.has(attr) || info.initialised.has(attr)),
    );
    const modules = [...scope.imports].filter(([, item]) => item.member === undefined).map(([name]) => name);
    result = { steady: new Set(steady), modules: new Set(modules) };
    known.set(scope, result);
  }
  return result;
}

/** The statement with one name for all reads of the attribute at `range`; undefined where they may differ. */
export function shareReads(
  stmt: Stmt,
  range: SourceRange,
  { steady, modules }: SharedReads,
  isBuiltin: (name: string) => boolean,
  fresh: (range: SourceRange) => Name,
): { name: Name; value: Expr; stmt: Stmt } | undefined {
  if (steady.size === 0) return undefined;
  const key = stmt.kind === 'If' || stmt.kind === 'Assert' ? 'test' : 'value';
  const whole = (stmt as unknown as Record<string, unknown>)[key] as Expr | undefined;
  if (!whole || !('kind' in stmt) || !/^(If|Assert|Assign|Return|ExprStmt|AnnAssign|AugAssign)$/.test(stmt.kind))
    return undefined;
  let found: AttributeExpr | undefined;
  let isSteady = true;
  let count = 0;
  walk(whole, (expr) => {
    if (expr.kind === 'Attribute' && isSameRange(expr.range, range)) found = expr;
    if (['Comprehension', 'Lambda', 'Walrus', 'UnsupportedExpr'].includes(expr.kind)) isSteady = false;
    if (expr.kind === 'Call' && !isHarmless(expr.func, modules, isBuiltin)) isSteady = false;
  });
  const path = found && steady.has(found.attr) ? pathOf(found) : undefined;
  if (!isSteady || !found || path === undefined) return undefined;
  const name = fresh(found.range);
  const replaced = replace(whole, (expr) => {
    if (expr.kind !== 'Attribute' || pathOf(expr) !== path) return undefined;
    count++;
    return { ...name, range: expr.range };
  });
  return count > 1 ? { name, value: found, stmt: { ...stmt, [key]: replaced } as Stmt } : undefined;
}

/** `self.a.b` as text. */
function pathOf(expr: Expr): string | undefined {
  if (expr.kind === 'Name') return expr.id;
  if (expr.kind !== 'Attribute') return undefined;
  const base = pathOf(expr.value);
  return base === undefined ? undefined : `${base}.${expr.attr}`;
}

const TAKES_FUNCTIONS = /^(apply_\w+|vectorize|fromfunction|frompyfunc|piecewise)$/;

function isHarmless(func: Expr, modules: ReadonlySet<string>, isBuiltin: (name: string) => boolean): boolean {
  if (func.kind === 'Name') {
    return /^(abs|bool|float|int|isinstance|len|max|min|round|str|sum)$/.test(func.id) && isBuiltin(func.id);
  }
  if (func.kind !== 'Attribute' || TAKES_FUNCTIONS.test(func.attr)) return false;
  let base: Expr = func;
  while (base.kind === 'Attribute') base = base.value;
  return base.kind === 'Name' && modules.has(base.id);
}

function isSameRange(a: SourceRange, b: SourceRange): boolean {
  return (
    a.startLine === b.startLine &&
    a.startColumn === b.startColumn &&
    a.endLine === b.endLine &&
    a.endColumn === b.endColumn
  );
}

function isExpr(value: unknown): value is Expr {
  return typeof value === 'object' && value !== null && 'kind' in value && 'range' in value;
}

function walk(value: unknown, visit: (expr: Expr) => void): void {
  if (Array.isArray(value)) {
    for (const each of value) walk(each, visit);
  } else if (typeof value === 'object' && value !== null) {
    if (isExpr(value)) visit(value);
    for (const [key, each] of Object.entries(value)) if (key !== 'range') walk(each, visit);
  }
}

function replace<T>(value: T, by: (expr: Expr) => Expr | undefined): T {
  if (Array.isArray(value)) return value.map((each) => replace(each, by)) as T;
  if (typeof value !== 'object' || value === null) return value;
  const own = isExpr(value) ? by(value) : undefined;
  if (own) return own as T;
  const copy: Record<string, unknown> = {};
  for (const [key, each] of Object.entries(value)) copy[key] = /[rR]ange$/.test(key) ? each : replace(each, by);
  return copy as T;
}
