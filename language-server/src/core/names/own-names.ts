// SPDX-License-Identifier: Apache-2.0
// Names that the clauses of a comprehension bind are its own: they are renamed before lowering (`x` becomes `x@`), as
// nothing else can spell them.

import type { ComprehensionExpr, FunctionDecl } from '../syntax/ast';
import { comprehensionNames } from './visit';

const NONE: ReadonlySet<string> = new Set();

/** The expression with names that only this comprehension knows. The first iterable belongs to the scope around. */
export function withOwnNames(expr: ComprehensionExpr, suffix = '@'): ComprehensionExpr {
  const names = comprehensionNames(expr);
  const rename = <T>(node: T, shadowed: ReadonlySet<string> = NONE): T => {
    const inside = <U>(part: U): U => rename(part, shadowed);
    if (Array.isArray(node)) return node.map(inside) as T;
    if (node === null || typeof node !== 'object') return node;
    const isName = (node as { kind?: string }).kind === 'Name';
    const { id } = node as { id?: string };
    if (isName && id !== undefined && names.has(id) && !shadowed.has(id)) return { ...node, id: `${id}${suffix}` };
    const { kind, decl } = node as { kind?: string; decl?: FunctionDecl };
    if (kind === 'Lambda' && decl) {
      // Its parameters hide names in its body, and not in its defaults.
      const hidden = new Set([...shadowed, ...decl.parameters.map((parameter) => parameter.name)]);
      return { ...node, decl: { ...decl, parameters: inside(decl.parameters), body: rename(decl.body, hidden) } };
    }
    return Object.fromEntries(
      Object.entries(node).map(([key, value]) => [key, key === 'range' ? value : inside(value)]),
    ) as T;
  };
  return {
    ...expr,
    element: rename(expr.element),
    clauses: expr.clauses.map((clause, i) =>
      i === 0 && clause.kind === 'for' ? { ...clause, target: rename(clause.target) } : rename(clause),
    ),
  };
}
