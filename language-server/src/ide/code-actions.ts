// SPDX-License-Identifier: Apache-2.0
// What can be done at a place of the text: fixes of its diagnostics, and making or unmaking a task.

import type { Analysis, TaskInfo } from '../core/analyse';
import type { Diagnostic } from '../core/diagnostics/diagnostic';
import type { SourceRange } from '../core/graph/graph';
import type { ParsedModule } from '../core/syntax/parser';
import { quickFixes } from './quick-fixes';
import { makeTaskEdits, removeTaskEdits } from './task-edits';
import { overlaps, type TextEdit } from './text-edit';

export interface CodeAction {
  readonly title: string;
  readonly kind: 'quickfix' | 'refactor.rewrite';
  readonly edits: readonly TextEdit[];
  /** What a quick fix repairs. */
  readonly fixes?: Diagnostic;
}

/** `describe` tells whether a function that is no task would compile. */
export function codeActions(
  parsed: ParsedModule,
  analysis: Analysis,
  range: SourceRange,
  describe: (name: string) => TaskInfo | undefined,
): CodeAction[] {
  const actions: CodeAction[] = [];
  for (const diagnostic of analysis.diagnostics) {
    if (!overlaps(diagnostic.range, range)) continue;
    for (const fix of quickFixes(parsed, diagnostic)) actions.push({ ...fix, kind: 'quickfix', fixes: diagnostic });
  }
  const fn = parsed.module.functions.find((item) => {
    const first = item.decorators[0]?.range ?? item.headerRange;
    return overlaps({ ...item.headerRange, startLine: first.startLine, startColumn: 0 }, range);
  });
  if (fn === undefined) return actions;
  const remove = removeTaskEdits(parsed, fn.name);
  if (remove !== undefined) {
    actions.push({ title: 'Remove Weft task', kind: 'refactor.rewrite', edits: remove });
    return actions;
  }
  const make = makeTaskEdits(parsed, fn.name);
  if (make !== undefined) {
    const blockers = describe(fn.name)?.blockers ?? [];
    const first = blockers[0];
    const note = first === undefined ? '' : ` (would not compile: line ${first.range.startLine + 1}, ${first.code})`;
    actions.push({ title: `Make this function a Weft task${note}`, kind: 'refactor.rewrite', edits: make });
  }
  return actions;
}
