// SPDX-License-Identifier: Apache-2.0
// Small edits that repair one diagnostic. A fix is offered only where it gives what the user meant.

import { ModuleLines } from '../core/analysis-cache';
import type { Code } from '../core/diagnostics/codes';
import type { Diagnostic } from '../core/diagnostics/diagnostic';
import { renamedInNumPy2 } from '../core/numpy/removed';
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
    const printed = /^print\s+([^>\s].*[^,\s]|[^>,\s])\s*$/.exec(text)?.[1];
    if (printed !== undefined) return { title: 'Call `print`', edits: [{ range, newText: `print(${printed})` }] };
    return /^[0-9A-Fa-fxXoObB_]+[lL]$/.test(text)
      ? { title: 'Remove the suffix', edits: [{ range, newText: text.slice(0, -1) }] }
      : undefined;
  },
  WEFT140: fixName,
  WEFT106: (parsed, { range }) => {
    const text = new ModuleLines(parsed.text).textAt(range);
    const newText = text
      .replace(/_+/g, '_')
      .replace(/_$/, '')
      .replace(/^0+(?=[0-9])/, '');
    return newText === text ? undefined : { title: `Write \`${newText}\``, edits: [{ range, newText }] };
  },
  WEFT215: fixRemoved,
  WEFT243: fixIdentity,
  WEFT270: (parsed, { range }) => {
    const text = new ModuleLines(parsed.text).textAt(range);
    if (!/^[\w.]*\b(default_rng|RandomState|seed)\(\s*\)$/.test(text)) return undefined;
    return { title: 'Give the seed 0', edits: [{ range, newText: text.replace(/\(\s*\)$/, '(0)') }] };
  },
  WEFT143: (parsed, diagnostic) => removeArgument(parsed, diagnostic, 'Remove the option'),
  WEFT145: (_, { range }) => ({
    title: 'Remove the decorator',
    edits: [deleteLines(range.startLine, range.endLine)],
  }),
};

/** Imports that scientists leave out, by the name that is missing. */
const IMPORTS: Readonly<Record<string, string>> = {
  np: 'import numpy as np',
  numpy: 'import numpy',
  math: 'import math',
  cmath: 'import cmath',
  weft: 'import weft',
};

function fixName(parsed: ParsedModule, { range }: Diagnostic): QuickFix | undefined {
  const name = new ModuleLines(parsed.text).textAt(range);
  if (name === 'xrange') return { title: 'Write `range`', edits: [{ range, newText: 'range' }] };
  const statement = Object.hasOwn(IMPORTS, name) ? IMPORTS[name] : undefined;
  if (statement === undefined) return undefined;
  const lines = parsed.text.split(/\r?\n/);
  const isImport = (line: string) => /^(import|from)\s/.test(line) && !/^from\s+__future__/.test(line);
  const first = lines.findIndex(isImport);
  const before = first >= 0 ? first : lines.findIndex((line) => /^(def|class|@|\w+\s*=)/.test(line));
  if (before < 0) return undefined;
  return {
    title: `Add \`${statement}\``,
    edits: [insertAt(before, 0, first >= 0 ? `${statement}\n` : `${statement}\n\n\n`)],
  };
}

/** `np.product` becomes `np.prod`, `np.float` becomes `float`. */
function fixRemoved(parsed: ParsedModule, { range }: Diagnostic): QuickFix | undefined {
  const present = renamedInNumPy2(new ModuleLines(parsed.text).textAt(range));
  const line = parsed.text.split(/\r?\n/)[range.startLine] ?? '';
  const base = /([A-Za-z_]\w*)\.$/.exec(line.slice(0, range.startColumn))?.[1];
  if (present === undefined || base === undefined) return undefined;
  const newText = present.replace('np.', `${base}.`);
  const whole = { ...range, startColumn: range.startColumn - base.length - 1 };
  return { title: `Write \`${newText}\``, edits: [{ range: whole, newText }] };
}

/** `x is 0` becomes `x == 0`. */
function fixIdentity(parsed: ParsedModule, { range, message }: Diagnostic): QuickFix | undefined {
  if (!/^Comparison `is( not)?` /.test(message)) return undefined;
  const text = new ModuleLines(parsed.text).textAt(range);
  const found = [...text.matchAll(/\bis(\s+not)?\b/g)];
  if (found.length !== 1) return undefined;
  const operator = found[0]![1] === undefined ? '==' : '!=';
  const newText = text.replace(/\bis(\s+not)?\b/, operator);
  return { title: `Write \`${operator}\``, edits: [{ range, newText }] };
}

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
