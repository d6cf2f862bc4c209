// SPDX-License-Identifier: Apache-2.0
// Edits of the user's text, and positions in it. Lines and columns as in SourceRange.

import type { SourceRange } from '../core/graph/graph';

export interface TextEdit {
  readonly range: SourceRange;
  readonly newText: string;
}

export interface Position {
  readonly line: number;
  readonly column: number;
}

export function insertAt(line: number, column: number, newText: string): TextEdit {
  return { range: { startLine: line, startColumn: column, endLine: line, endColumn: column }, newText };
}

/** Removes whole lines, `from` to `to` inclusive. */
export function deleteLines(from: number, to: number): TextEdit {
  return { range: { startLine: from, startColumn: 0, endLine: to + 1, endColumn: 0 }, newText: '' };
}

export function contains(range: SourceRange, { line, column }: Position): boolean {
  const isAfterStart = line > range.startLine || (line === range.startLine && column >= range.startColumn);
  const isBeforeEnd = line < range.endLine || (line === range.endLine && column <= range.endColumn);
  return isAfterStart && isBeforeEnd;
}

export function overlaps(a: SourceRange, b: SourceRange): boolean {
  const isBefore = (x: SourceRange, y: SourceRange): boolean =>
    x.endLine < y.startLine || (x.endLine === y.startLine && x.endColumn < y.startColumn);
  return !isBefore(a, b) && !isBefore(b, a);
}

/** How far a range reaches, for choosing the innermost. */
export function rangeSize(range: SourceRange): number {
  return (range.endLine - range.startLine) * 100_000 + range.endColumn - range.startColumn;
}

export function lineEnding(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

/** The text after `edits`, which do not overlap. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  const offset = (line: number, column: number): number =>
    Math.min(text.length, (starts[line] ?? text.length) + column);
  const ordered = [...edits].sort(
    (a, b) => b.range.startLine - a.range.startLine || b.range.startColumn - a.range.startColumn,
  );
  let result = text;
  for (const { range, newText } of ordered) {
    const from = offset(range.startLine, range.startColumn);
    result = result.slice(0, from) + newText + result.slice(offset(range.endLine, range.endColumn));
  }
  return result;
}
