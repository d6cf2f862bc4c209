// SPDX-License-Identifier: Apache-2.0
// What makes a graph unacceptable: a code of docs/graph.md, a message and the range of the node.

import type { SourceRange } from './graph';

export type GraphErrorCode = `WEFT5${0 | 1}${0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9}` | 'WEFT520';

export interface GraphError {
  readonly code: GraphErrorCode;
  readonly message: string;
  readonly range: SourceRange;
}

export const NO_RANGE: SourceRange = { startLine: 0, startColumn: 0, endLine: 0, endColumn: 0 };

/** Limits of docs/graph.md. */
export const LIMITS = {
  functions: 4096,
  nodes: 1_000_000,
  operands: 4096,
  depth: 48,
  stringLength: 65_536,
  dimLength: 1024,
} as const;
