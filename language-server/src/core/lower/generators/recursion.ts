// SPDX-License-Identifier: Apache-2.0
// Generator functions that call themselves: a function inside the function puts their items into a list. That is the same
// where all items are taken at once, and in a loop where nobody can see that they are computed before it begins.

import { freeNames, visitStatements } from '../../names/visit';
import type { CallExpr, Expr, FunctionDecl, ParameterDecl, Stmt } from '../../syntax/ast';
import { someNode } from '../../syntax/walk';
import { acts } from '../iteration/lazy-loops';
import { leavesLoop } from '../unions/hoist';
import { copied } from './copies';
import { type Found, generatorsOf, scopeOf, type Writing } from './found';
import { mapAll } from './jumps';
import type { Each } from './loops';
import { rewriteStatements } from './rewrite';
import { assign, method, name } from './syntax';

/** The function calls itself, as its text shows. */
export function isRecursive(decl: FunctionDecl): boolean {
  return freeNames(decl).has(decl.name);
}

/** Statements that fill a list with all items, and run over it. */
export function collected(
  writing: Writing,
  iter: CallExpr,
  { decl, scopes }: Found,
  names: ReadonlyMap<string, string>,
  each: Each,
): readonly Stmt[] | undefined {
  const { range } = iter;
  if (decl.parameters.some(({ form }) => form === 'doubleStar')) return undefined;
  if (iter.args.some((arg) => arg.kind === 'Starred') || iter.keywords.some((keyword) => keyword.name === undefined))
    return undefined;
  if (!isUnseen(writing, iter, decl, scopes.length > 0)) return undefined;
  const n = writing.next();
  const list = name(range, `list@${n}@`);
  const own = name(range, `item@${n}@`);
  const known = writing.collectors.get(decl);
  const called = known ?? `${decl.name}@${n}@`;
  const definition = known
    ? []
    : [
        collector(
          { ...writing, collectors: new Map(writing.collectors).set(decl, called) },
          decl,
          scopes,
          names,
          called,
          n,
        ),
      ];
  const filled = given(iter, called, list);
  return [
    ...definition,
    assign(list, { kind: 'List', range, elements: [] }),
    { kind: 'ExprStmt', range, value: filled },
    { kind: 'For', range, target: own, iter: list, body: each(own), orelse: [] },
  ];
}

/** The parameter that gets the list. */
const INTO = 'into@';

/** The call with the list that it fills. */
function given(iter: CallExpr, called: string, list: Expr): CallExpr {
  const into = { name: INTO, nameRange: iter.range, range: iter.range, value: list };
  return { ...iter, func: name(iter.func.range, called), keywords: [...iter.keywords, into] };
}

function collector(
  writing: Writing,
  decl: FunctionDecl,
  scopes: Found['scopes'],
  names: ReadonlyMap<string, string>,
  called: string,
  copy: number,
): Stmt {
  const own = copied({ ...decl, name: called }, copy, names);
  const { range } = own;
  const list = name(range, INTO);
  const isSelf = (expr: Expr | undefined): expr is CallExpr =>
    expr?.kind === 'Call' && generatorsOf({ ...writing, scopes }, expr).some((each) => each.decl === decl);
  // Its items go straight into the list.
  const passed = (stmt: Stmt): CallExpr | undefined => {
    if (stmt.kind === 'ExprStmt' && stmt.value.kind === 'Yield' && stmt.value.isFrom)
      return isSelf(stmt.value.value) ? stmt.value.value : undefined;
    if (stmt.kind !== 'For' || stmt.target.kind !== 'Name' || stmt.orelse.length > 0 || !isSelf(stmt.iter))
      return undefined;
    const [only, ...rest] = stmt.body;
    const value =
      only?.kind === 'ExprStmt' && only.value.kind === 'Yield' && !only.value.isFrom ? only.value.value : undefined;
    return rest.length === 0 && value?.kind === 'Name' && value.id === stmt.target.id ? stmt.iter : undefined;
  };
  const body = mapAll(own.body, (stmt) => {
    if (stmt.kind === 'Return') return [{ kind: 'Return', range: stmt.range }];
    const inner = passed(stmt);
    if (inner) return [{ kind: 'ExprStmt', range: stmt.range, value: given(inner, called, list) }];
    if (stmt.kind !== 'ExprStmt' || stmt.value.kind !== 'Yield' || !stmt.value.isFrom || !stmt.value.value)
      return undefined;
    const item = name(stmt.range, `item@${writing.next()}@`);
    const next: Stmt = { ...stmt, value: { kind: 'Yield', range: stmt.range, value: item, isFrom: false } };
    return [{ kind: 'For', range: stmt.range, target: item, iter: stmt.value.value, body: [next], orelse: [] }];
  });
  const scope = scopeOf({ ...own, body });
  const inside: Writing = {
    ...writing,
    scopes: [...scopes, scope],
    hosts: [...writing.hosts, scope],
    takers: [],
    open: [...writing.open, decl],
  };
  const filled = mapAll(rewriteStatements(inside, body), (stmt) => {
    if (stmt.kind !== 'ExprStmt' || stmt.value.kind !== 'Yield') return undefined;
    const item = stmt.value.value ?? { kind: 'None' as const, range: stmt.range };
    return [{ ...stmt, value: method(stmt.range, list, 'append', [item]) }];
  });
  const parameter: ParameterDecl = { name: list.id, range, form: 'keyword', isPositionalOnly: false };
  const parameters = [...own.parameters, parameter];
  return { kind: 'FunctionDef', range, decl: { ...own, parameters, body: filled } };
}

/** Nobody can tell that all items are computed before anything is done with the first. */
function isUnseen(writing: Writing, iter: CallExpr, decl: FunctionDecl, isInner: boolean): boolean {
  const { fn, takers } = writing;
  if (takers === 'some') return false;
  if (takers.length === 0) return true;
  if (acts(fn, { kind: 'Lambda', range: decl.range, decl }, true)) return false;
  const held = new Set<string>();
  for (const arg of [...iter.args, ...iter.keywords.map((keyword) => keyword.value)])
    visitStatements([{ kind: 'ExprStmt', range: arg.range, value: arg }], { read: (read) => void held.add(read) });
  if (isInner) for (const free of freeNames(decl)) held.add(free);
  return takers.every((body) => {
    let isQuiet = !leavesLoop(body) && !interrupts(body);
    visitStatements(body, {
      change: (changed) => {
        if (held.has(changed)) isQuiet = false;
      },
      bind: (bound) => {
        if (isInner && held.has(bound)) isQuiet = false;
      },
      read: (read) => {
        const called = fn.program.scope.functions.get(read);
        if (read === 'print' || (called && acts(fn, { kind: 'Lambda', range: called.range, decl: called }, true)))
          isQuiet = false;
      },
    });
    return isQuiet;
  });
}

/** It may end before the last item. */
function interrupts(node: unknown): boolean {
  return someNode(node, ({ kind }) => kind === 'Return' || kind === 'Raise' || kind === 'Break' || undefined);
}
