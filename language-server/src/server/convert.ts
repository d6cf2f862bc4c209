// SPDX-License-Identifier: Apache-2.0
// Between our types and those of LSP.

import {
  DiagnosticSeverity,
  type Diagnostic as LspDiagnostic,
  type Position as LspPosition,
  type TextEdit as LspTextEdit,
  type Range,
} from 'vscode-languageserver';
import type { Diagnostic } from '../core/diagnostics/diagnostic';
import type { SourceRange } from '../core/graph/graph';
import type { Position, TextEdit } from '../ide/text-edit';
import type { Problem } from './protocol';

export function toLspRange(range: SourceRange): Range {
  return {
    start: { line: range.startLine, character: range.startColumn },
    end: { line: range.endLine, character: range.endColumn },
  };
}

export function fromLspRange(range: Range): SourceRange {
  return {
    startLine: range.start.line,
    startColumn: range.start.character,
    endLine: range.end.line,
    endColumn: range.end.character,
  };
}

export function fromLspPosition(position: LspPosition): Position {
  return { line: position.line, column: position.character };
}

export function toLspEdit(edit: TextEdit): LspTextEdit {
  return { range: toLspRange(edit.range), newText: edit.newText };
}

const SEVERITIES = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
} as const;

/** Of a statement with a block only the line that opens it: the block itself is not what is wrong. */
export function shownRange(range: SourceRange, firstLine: string): SourceRange {
  const head = /^(.*:)\s*(#.*)?$/.exec(firstLine)?.[1];
  if (range.endLine === range.startLine || head === undefined || head.length <= range.startColumn) return range;
  return { ...range, endLine: range.startLine, endColumn: head.length };
}

/** `lineAt` gives a line of the document. */
export function toLspDiagnostic(diagnostic: Diagnostic, uri: string, lineAt: (line: number) => string): LspDiagnostic {
  const { range, severity, code, message, help, related } = diagnostic;
  return {
    range: toLspRange(shownRange(range, lineAt(range.startLine))),
    severity: SEVERITIES[severity],
    source: 'weft',
    code,
    message: help === '' ? message : `${message}\nInstead: ${help}`,
    ...(related === undefined
      ? {}
      : {
          relatedInformation: related.map((item) => ({
            location: { uri, range: toLspRange(item.range) },
            message: item.message,
          })),
        }),
  };
}

export function toProblem({ severity, range, code, message, help }: Diagnostic): Problem {
  return {
    isError: severity === 'error',
    line: range.startLine,
    character: range.startColumn,
    endLine: range.endLine,
    endCharacter: range.endColumn,
    code,
    message,
    help,
  };
}
