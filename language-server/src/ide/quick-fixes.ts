// SPDX-License-Identifier: Apache-2.0
// Small edits that repair one diagnostic. A fix is offered only where it gives what the user meant.

import { ModuleLines } from '../core/analysis-cache';
import type { Code } from '../core/diagnostics/codes';
import type { Diagnostic } from '../core/diagnostics/diagnostic';
import type { ParsedModule } from '../core/syntax/parser';
import { deleteLines, insertAt, type TextEdit } from './text-edit';

export interface QuickFix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
}

type Fixer = (parsed: ParsedModule, diagnostic: Diagnostic) => QuickFix | undefined;

const FIXERS: Partial<Record<Code, Fixer>> = {
  WEFT102: (_, { message, range }) => {
    const token = /^`([^`a-z]+)` is missing/.exec(message)?.[1];
    if (token === undefined) return undefined;
    return { title: `Insert \`${token}\``, edits: [insertAt(range.endLine, range.endColumn, token)] };
  },
  WEFT105: (parsed, { range }) => {
    if (new ModuleLines(parsed.text).textAt(range) === '<>')
      return { title: 'Write `!=`', edits: [{ range, newText: '!=' }] };
    const text = new ModuleLines(parsed.text).textAt(range);
    return /^[0-9A-Fa-fxXoObB_]+[lL]$/.test(text)
      ? { title: 'Remove the suffix', edits: [{ range, newText: text.slice(0, -1) }] }
      : undefined;
  },
  WEFT106: (parsed, { range }) => {
    const text = new ModuleLines(parsed.text).textAt(range);
    const newText = text
      .replace(/_+/g, '_')
      .replace(/_$/, '')
      .replace(/^0+(?=[0-9])/, '');
    return newText === text ? undefined : { title: `Write \`${newText}\``, edits: [{ range, newText }] };
  },
  WEFT143: (parsed, diagnostic) => removeArgument(parsed, diagnostic, 'Remove the option'),
  WEFT145: (_, { range }) => ({
    title: 'Remove the decorator',
    edits: [deleteLines(range.startLine, range.endLine)],
  }),
};

export function quickFixes(parsed: ParsedModule, diagnostic: Diagnostic): QuickFix[] {
  const fix = FIXERS[diagnostic.code]?.(parsed, diagnostic);
  return fix === undefined ? [] : [fix];
}

/** Removes an argument of a call on one line, with one of the commas around it. */
function removeArgument(parsed: ParsedModule, { range }: Diagnostic, title: string): QuickFix | undefined {
  const line = parsed.text.split(/\r?\n/)[range.startLine];
  if (line === undefined || range.endLine !== range.startLine) return undefined;
  const after = /^\s*,\s*/.exec(line.slice(range.endColumn))?.[0].length ?? 0;
  const before = after > 0 ? 0 : (/,\s*$/.exec(line.slice(0, range.startColumn))?.[0].length ?? 0);
  const wider = { ...range, startColumn: range.startColumn - before, endColumn: range.endColumn + after };
  return { title, edits: [{ range: wider, newText: '' }] };
}
