// SPDX-License-Identifier: Apache-2.0
// Diagnostics and run errors as a compiler prints them: place, message, the line with a caret, and what to do.

import type { Diagnostic } from '../../../language-server/src/core/diagnostics/diagnostic';
import type { SourceRange } from '../../../language-server/src/core/graph/graph';
import type { RunError } from '../cluster/events';

const TAB_WIDTH = 8;

/** `file:line:column: severity[code]: message`, source line, caret line, help. Lines and columns count from 1. */
export function renderDiagnostic(diagnostic: Diagnostic, file: string, source: string): string {
  const { range, severity, code, message, help } = diagnostic;
  const lines = [`${file}:${range.startLine + 1}:${range.startColumn + 1}: ${severity}[${code}]: ${message}`];
  lines.push(...excerpt(source, range));
  if (help !== '') lines.push(`  help: ${help}`);
  for (const related of diagnostic.related ?? []) {
    lines.push(`  ${file}:${related.range.startLine + 1}:${related.range.startColumn + 1}: note: ${related.message}`);
  }
  return lines.join('\n');
}

export function excerpt(source: string, range: SourceRange): string[] {
  const line = source.split(/\r?\n/)[range.startLine];
  if (line === undefined || line.trim() === '') return [];
  const number = String(range.startLine + 1);
  const gutter = ' '.repeat(number.length);
  const end = range.endLine === range.startLine ? range.endColumn : line.length;
  const width = (text: string): number =>
    [...text].reduce((sum, character) => sum + (character === '\t' ? TAB_WIDTH : 1), 0);
  const before = width(line.slice(0, range.startColumn));
  const under = Math.max(1, width(line.slice(range.startColumn, end)));
  return [
    ` ${number} | ${line.replace(/\t/g, ' '.repeat(TAB_WIDTH))}`,
    ` ${gutter} | ${' '.repeat(before)}${'^'.repeat(under)}`,
  ];
}

/** An error of the running program, in the user's terms. */
export function renderRunError(error: RunError, file: string, source: string | undefined): string {
  const place =
    error.line === undefined || error.line === 0 ? file : `${file}:${error.line}:${(error.column ?? 0) + 1}`;
  const within = error.function === undefined || error.function === '' ? '' : ` in \`${error.function}\``;
  const lines = [`${place}: ${error.kind}${within}: ${error.message}`];
  if (source !== undefined && error.line !== undefined && error.line > 0) {
    const startLine = error.line - 1;
    const startColumn = error.column ?? 0;
    lines.push(
      ...excerpt(source, {
        startLine,
        startColumn,
        endLine: (error.end_line ?? error.line) - 1,
        endColumn: error.end_column ?? startColumn + 1,
      }),
    );
  }
  const shapes = (error.shapes ?? []).map((shape) =>
    typeof shape === 'string' ? shape : `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`,
  );
  if (shapes.length > 0) lines.push(`  operand shapes: ${shapes.join(', ')}`);
  if (error.help !== undefined && error.help !== '') lines.push(`  help: ${error.help}`);
  return lines.join('\n');
}

export function summaryLine(diagnostics: readonly Diagnostic[]): string {
  const count = (severity: Diagnostic['severity']): number =>
    diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
  const plural = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`;
  const warnings = count('warning');
  return `${plural(count('error'), 'error')}${warnings > 0 ? `, ${plural(warnings, 'warning')}` : ''}`;
}
