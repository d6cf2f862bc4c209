// SPDX-License-Identifier: Apache-2.0
// Looks at the nodes of a tree, whatever they are.

import type { Expr, FunctionDecl, Stmt } from './ast';

export type Node = Expr | Stmt | FunctionDecl;

/** Whether `test` holds for a node of the tree. Where it is undefined the parts of the node are asked, else they are not. */
export function someNode(tree: unknown, test: (node: Node) => boolean | undefined): boolean {
  if (Array.isArray(tree)) return tree.some((each) => someNode(each, test));
  if (typeof tree !== 'object' || tree === null) return false;
  const found = 'kind' in tree ? test(tree as Node) : undefined;
  return found ?? Object.entries(tree).some(([key, child]) => key !== 'range' && someNode(child, test));
}
