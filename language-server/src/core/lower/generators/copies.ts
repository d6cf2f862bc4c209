// SPDX-License-Identifier: Apache-2.0
// Copies of syntax trees for another place: with other names, and known as copies, so that nothing that is found for one
// of them (types of lists, sizes) counts for another.

import { collectLocals } from '../../names/module-scope';
import type { FunctionDecl } from '../../syntax/ast';

export type Renames = ReadonlyMap<string, string>;

/** A copy of a tree in which the names are others. */
export function copied<T>(tree: T, copy: number, names: Renames = new Map()): T {
  const visit = (node: unknown, renames: Renames): unknown => {
    if (Array.isArray(node)) return node.map((each) => visit(each, renames));
    if (node === null || typeof node !== 'object') return node;
    const { kind, id } = node as { kind?: string; id?: string };
    const inner = kind === 'Function' ? without(renames, node as FunctionDecl) : renames;
    const result: Record<string, unknown> = {};
    for (const [key, child] of Object.entries(node))
      result[key] = /^(range|\w+Range)$/.test(key) ? { ...child, copy } : visit(child, inner);
    if (kind === 'Name' && id !== undefined && renames.has(id)) result.id = renames.get(id);
    if (kind === 'FunctionDef') {
      const decl = result.decl as FunctionDecl;
      result.decl = { ...decl, name: renames.get(decl.name) ?? decl.name };
    }
    return result;
  };
  return visit(tree, names) as T;
}

/** An inner function has names of its own. */
function without(renames: Renames, decl: FunctionDecl): Renames {
  const own = collectLocals(decl);
  return new Map([...renames].filter(([name]) => !own.has(name)));
}
