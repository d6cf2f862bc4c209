// SPDX-License-Identifier: Apache-2.0
// The lenses above each task: run it, see its graph, open the profile of its last run.

import type { Analysis } from '../core/analyse';
import type { SourceRange } from '../core/graph/graph';

export interface LensContext {
  /** How the current target is called. */
  readonly target: string;
  /** The last run of each task, by function name. */
  readonly runs: ReadonlyMap<string, { readonly text: string; readonly profile?: string }>;
}

export interface Lens {
  readonly range: SourceRange;
  readonly title: string;
  readonly command: 'weft.runTask' | 'weft.showGraph' | 'weft.openProfile';
  readonly arguments: readonly string[];
}

export function lensesOf(analysis: Analysis, uri: string, context: LensContext): Lens[] {
  return analysis.tasks.flatMap((task): Lens[] => {
    const range = task.decoratorRange ?? task.nameRange;
    const target = [uri, task.name];
    const lenses: Lens[] = [
      { range, title: `▶ Run on ${context.target}`, command: 'weft.runTask', arguments: target },
      { range, title: 'Graph', command: 'weft.showGraph', arguments: target },
    ];
    const run = context.runs.get(task.name);
    if (run !== undefined && run.profile !== undefined) {
      lenses.push({ range, title: run.text, command: 'weft.openProfile', arguments: [run.profile] });
    }
    return lenses;
  });
}
