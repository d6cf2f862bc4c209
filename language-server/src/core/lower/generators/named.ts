// SPDX-License-Identifier: Apache-2.0
// A generator that has a name and is used at one place: `g = items(n)`, and then `for x in g`. It is written out there, with
// the arguments that it was made with.

import { visitStatements } from '../../names/visit';
import type { Expr, Stmt } from '../../syntax/ast';
import { someNode } from '../../syntax/walk';
import { generatorsOf, isLazy, type Writing } from './found';
import { rewriteExpr } from './rewrite';
import { assign, name } from './syntax';

export interface Named {
  readonly id: string;
  /** What Python evaluates where the generator is made. */
  readonly before: readonly Stmt[];
  readonly expr: Expr;
}

/** The generator that the statement names, where the statements after it in the same block use it once. */
export function namedGenerator(writing: Writing, stmt: Stmt, rest: readonly Stmt[]): Named | undefined {
  const [target] = stmt.kind === 'Assign' ? stmt.targets : [];
  if (stmt.kind !== 'Assign' || stmt.targets.length > 1 || target?.kind !== 'Name') return undefined;
  const { value } = stmt;
  const [found] = generatorsOf(writing, value);
  if (value.kind !== 'Call' || !found || found.method || value.args.some((arg) => arg.kind === 'Starred'))
    return undefined;
  const parts = [...value.args, ...value.keywords.map((keyword) => keyword.value)];
  const scope = writing.scopes[writing.scopes.length - 1]!;
  if (parts.some((part) => isLazy(writing, part)) || scope.uses.get(target.id) !== 'once') return undefined;
  if (!rest.some((each) => readsOnce(each, target.id))) return undefined;
  const before: Stmt[] = [];
  const own = (part: Expr): Expr => {
    if (['Int', 'Float', 'Bool', 'Str', 'None'].includes(part.kind)) return part;
    const given = name(part.range, `given@${writing.next()}@`);
    before.push(assign(given, rewriteExpr(writing, part)));
    return given;
  };
  const args = value.args.map(own);
  const keywords = value.keywords.map((keyword) => ({ ...keyword, value: own(keyword.value) }));
  return { id: target.id, before, expr: { ...value, args, keywords } };
}

export function countReads(statements: readonly Stmt[], id: string): number {
  let count = 0;
  visitStatements(statements, {
    read: (read) => {
      if (read === id) count++;
    },
  });
  return count;
}

/** The statement evaluates the name once, whatever happens. */
function readsOnce(stmt: Stmt, id: string): boolean {
  const isIn = (expr: Expr | undefined) => expr !== undefined && isRead(expr, id);
  switch (stmt.kind) {
    case 'For':
      return isIn(stmt.iter);
    case 'If':
      return isIn(stmt.test);
    case 'Assign':
    case 'AugAssign':
    case 'ExprStmt':
    case 'Return':
      return isIn(stmt.value);
    default:
      return false;
  }
}

function isRead(node: unknown, id: string): boolean {
  return someNode(node, (each) => {
    if (each.kind === 'Name') return each.id === id;
    if (each.kind === 'Function') return false;
    if (each.kind !== 'Comprehension') return undefined;
    // The rest of a comprehension is evaluated again and again.
    const [first] = each.clauses;
    return first?.kind === 'for' && isRead(first.iter, id);
  });
}
