// SPDX-License-Identifier: Apache-2.0
// From a profile file to heat on the lines of its program, when the program is still the text that was run.

import * as path from 'node:path';
import * as vscode from 'vscode';
import type { LineCost } from '../profile/load';
import type { RunStore, StoredRun } from '../results/run-store';
import type { LineHeat } from './line-heat';

async function readLineCosts(file: string): Promise<{ costs: LineCost[]; plans: Map<number, string[]> }> {
  const { lineCosts, readProfile } = await import('../profile/load');
  const { planOfLines } = await import('../profile/plan');
  const model = await readProfile(file);
  if (!model.ok) throw new Error(`${model.message}; ${model.help}`);
  return { costs: lineCosts(model), plans: planOfLines(model) };
}

/** Heat on lines that changed since would lie, so the texts are compared. */
export async function showHeat(heat: LineHeat, store: RunStore, run: StoredRun): Promise<void> {
  const text = await store.sourceOf(run);
  if (text === undefined || run.profile === undefined) return;
  const source = vscode.Uri.file(run.file);
  const document = await vscode.workspace.openTextDocument(source).then(undefined, () => undefined);
  if (document?.getText() !== text) return;
  const profile = path.join(store.folderOf(run.job), run.profile);
  const { costs, plans } = await readLineCosts(profile);
  heat.show(source, costs, plans, profile);
}
