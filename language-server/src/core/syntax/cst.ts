// SPDX-License-Identifier: Apache-2.0
// A plain copy of one tree-sitter subtree: conversion to the syntax tree then works on data, without calls into WASM.
// Comments and line continuations are left out.

import type { TreeCursor } from 'web-tree-sitter';
import type { SourceRange } from '../graph/graph';

export interface Cst {
  readonly type: string;
  readonly isNamed: boolean;
  readonly field: string | undefined;
  readonly range: SourceRange;
  /** Offsets in the text, in UTF-16 code units. */
  readonly start: number;
  readonly end: number;
  readonly children: Cst[];
  readonly isMissing: boolean;
  /** This node or one below it is an error. */
  hasError: boolean;
  /** Levels below this node. */
  height: number;
}

function copyNode(cursor: TreeCursor): Cst {
  const from = cursor.startPosition;
  const to = cursor.endPosition;
  const type = cursor.nodeType;
  const isMissing = cursor.nodeIsMissing;
  return {
    type,
    isNamed: cursor.nodeIsNamed,
    field: cursor.currentFieldName ?? undefined,
    range: { startLine: from.row, startColumn: from.column, endLine: to.row, endColumn: to.column },
    start: cursor.startIndex,
    end: cursor.endIndex,
    children: [],
    isMissing,
    hasError: isMissing || type === 'ERROR',
    height: 0,
  };
}

/** Copies the subtree at the cursor and leaves the cursor where it was. Works without recursion: any text may arrive. */
export function copySubtree(cursor: TreeCursor): Cst {
  const root = copyNode(cursor);
  const open: Cst[] = [root];
  let descend = cursor.gotoFirstChild();
  if (!descend) return root;
  for (;;) {
    const parent = open[open.length - 1]!;
    const type = cursor.nodeType;
    let node: Cst | undefined;
    if (type !== 'comment' && type !== 'line_continuation') {
      node = copyNode(cursor);
      parent.children.push(node);
    }
    descend = node !== undefined && cursor.gotoFirstChild();
    if (descend) {
      open.push(node!);
      continue;
    }
    while (!cursor.gotoNextSibling()) {
      cursor.gotoParent();
      closeNode(open.pop()!);
      if (open.length === 0) return root;
    }
  }
}

function closeNode(node: Cst): void {
  for (const child of node.children) {
    if (child.hasError) node.hasError = true;
    if (child.height >= node.height) node.height = child.height + 1;
  }
}

export function childByField(node: Cst, field: string): Cst | undefined {
  return node.children.find((child) => child.field === field);
}

export function namedChildren(node: Cst): Cst[] {
  return node.children.filter((child) => child.isNamed);
}

export function hasToken(node: Cst, token: string): boolean {
  return node.children.some((child) => !child.isNamed && child.type === token);
}
