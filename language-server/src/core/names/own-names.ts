// SPDX-License-Identifier: Apache-2.0
// Names that the clauses of a comprehension bind are its own: they are renamed before lowering (`x` becomes `x@`), as
// nothing else can spell them.

import type { ComprehensionExpr } from '../syntax/ast';
import { comprehensionNames } from './visit';

/** The expression with names that only this comprehension knows. The first iterable belongs to the scope around. */
export function withOwnNames(expr: ComprehensionExpr, suffix = '@'): ComprehensionExpr {
  const names = comprehensionNames(expr);
  const rename = <T>(node: T): T => {
    if (Array.isArray(node)) return node.map(rename) as T;
    if (node === null || typeof node !== 'object') return node;
    const isName = (node as { kind?: string }).kind === 'Name';
    const { id } = node as { id?: string };
    if (isName && id !== undefined && names.has(id)) return { ...node, id: `${id}${suffix}` };
    return Object.fromEntries(
      Object.entries(node).map(([key, value]) => [key, key === 'range' ? value : rename(value)]),
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
