// SPDX-License-Identifier: Apache-2.0
// A diagnostic as data, and the one function that makes them. Texts come from the code tables alone, so that the
// editor, the command line and docs/diagnostics say the same words.

import type { SourceRange } from '../graph/graph';
import { type Code, type CodeValues, codeRow } from './codes';

export type Severity = 'error' | 'warning' | 'info';

export interface RelatedRange {
  readonly range: SourceRange;
  readonly message: string;
}

export interface Diagnostic {
  readonly code: Code;
  readonly severity: Severity;
  /** What is wrong at the range, and why. */
  readonly message: string;
  /** What to write instead. */
  readonly help: string;
  readonly range: SourceRange;
  readonly related?: readonly RelatedRange[];
}

/** Replaces `{name}` by the value of that name. A missing value stays visible, so that a test sees it. */
function fill(template: string, values: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{([A-Za-z]+)\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : String(value);
  });
}

/** The only way to make a diagnostic: `values` must name exactly the placeholders of the code's templates. */
export function makeDiagnostic<C extends Code>(
  code: C,
  range: SourceRange,
  values: CodeValues<C>,
  related?: readonly RelatedRange[],
): Diagnostic {
  const row = codeRow(code);
  const what = fill(row.what, values);
  const message = row.why === '' ? what : `${what} — ${fill(row.why, values)}`;
  const base = { code, severity: row.severity, message, help: fill(row.instead, values), range };
  return related === undefined || related.length === 0 ? base : { ...base, related };
}

/** Orders by position and then by code, for stable output. */
export function compareDiagnostics(a: Diagnostic, b: Diagnostic): number {
  return (
    a.range.startLine - b.range.startLine ||
    a.range.startColumn - b.range.startColumn ||
    a.range.endLine - b.range.endLine ||
    a.range.endColumn - b.range.endColumn ||
    (a.code < b.code ? -1 : a.code > b.code ? 1 : 0) ||
    (a.message < b.message ? -1 : a.message > b.message ? 1 : 0)
  );
}

/** Sorted, and without exact repetitions. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const sorted = [...diagnostics].sort(compareDiagnostics);
  return sorted.filter((diagnostic, i) => i === 0 || compareDiagnostics(sorted[i - 1]!, diagnostic) !== 0);
}
