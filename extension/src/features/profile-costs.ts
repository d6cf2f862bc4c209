// SPDX-License-Identifier: Apache-2.0
// From a profile file to heat on the lines of its program, when the program is still the text that was run.

import { readFile } from 'node:fs/promises';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { RunStore, StoredRun } from '../results/run-store';
import type { LineCost, LineHeat } from './line-heat';

export async function readLineCosts(file: string): Promise<LineCost[]> {
  const { nativeApi } = await import('../../../native/index');
  const opened = nativeApi().openProfile(await readFile(file));
  if (!opened.ok) throw new Error(`${opened.message}; ${opened.help}`);
  const table = opened.profile.table('line');
  return Array.from({ length: table.length }, (_, row) => ({
    line: (table.key[row] ?? 0) + 1,
    selfNs: table.self[row] ?? 0,
    totalNs: table.total[row] ?? 0,
    count: table.count[row] ?? 0,
    bytes: table.bytes[row] ?? 0,
  }));
}

/** Heat on lines that changed since would lie, so the texts are compared. */
export async function showHeat(heat: LineHeat, store: RunStore, run: StoredRun): Promise<void> {
  const text = await store.sourceOf(run);
  if (text === undefined || run.profile === undefined) return;
  const source = vscode.Uri.file(run.file);
  const document = await vscode.workspace.openTextDocument(source).then(undefined, () => undefined);
  if (document?.getText() !== text) return;
  const profile = path.join(store.folderOf(run.job), run.profile);
  heat.show(source, await readLineCosts(profile), profile);
}
