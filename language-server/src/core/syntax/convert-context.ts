// SPDX-License-Identifier: Apache-2.0
// What the converters from concrete to abstract syntax share: the text, where diagnostics go, and where we are.

import type { Code, CodeValues } from '../diagnostics/codes';
import { type Diagnostic, makeDiagnostic } from '../diagnostics/diagnostic';
import type { SourceRange } from '../graph/graph';
import type { Cst } from './cst';

/**
 * Levels of concrete syntax in one statement. CPython's own parser stops at 200 parentheses; 400 keeps every recursive
 * pass far from the stack's end (about 10 000 frames in Node).
 */
export const MAX_SYNTAX_HEIGHT = 400;

/** Blocks in blocks. The wire verifier allows 128 tables in depth, two for each block of the graph. */
export const MAX_BLOCK_DEPTH = 40;

export class ConvertContext {
  readonly diagnostics: Diagnostic[] = [];
  isInFunction = false;
  loopDepth = 0;
  blockDepth = 0;

  constructor(readonly text: string) {}

  textOf(node: Cst): string {
    return this.text.slice(node.start, node.end);
  }

  report<C extends Code>(code: C, range: SourceRange, values: CodeValues<C>): void {
    this.diagnostics.push(makeDiagnostic(code, range, values));
  }
}

export function joinRanges(from: SourceRange, to: SourceRange): SourceRange {
  return { startLine: from.startLine, startColumn: from.startColumn, endLine: to.endLine, endColumn: to.endColumn };
}
