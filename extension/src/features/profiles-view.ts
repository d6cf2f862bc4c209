// SPDX-License-Identifier: Apache-2.0
// The Profiles view: the runs whose profiles lie on this machine, newest first.

import * as path from 'node:path';
import * as vscode from 'vscode';
import { formatTime } from '../../../native/units';
import type { WeftContext } from '../context';
import { RunStore, type StoredRun } from '../results/run-store';
import { ago } from '../results/words';

/** Listed runs; older ones stay on disk and the view says how many it shows. */
const LISTED = 100;

export function registerProfilesView(ctx: WeftContext): void {
  const changed = new vscode.EventEmitter<undefined>();
  const refresh = () => changed.fire(undefined);
  const store = () => new RunStore(ctx.runsFolder);
  const provider: vscode.TreeDataProvider<StoredRun> = {
    onDidChangeTreeData: changed.event,
    getChildren: async (parent) => {
      if (parent) return [];
      const runs = (await store().list(LISTED)).filter(({ profile }) => profile !== undefined);
      view.message = runs.length >= LISTED ? `The ${LISTED} newest` : '';
      return runs;
    },
    getTreeItem: (run) => treeItem(run, store()),
  };
  const view = vscode.window.createTreeView('weft.profiles', { treeDataProvider: provider });
  ctx.own(view, changed, ctx.onRunFinished(refresh));
  ctx.own(
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('weft.run.saveFolder')) refresh();
    }),
  );
  ctx.command('weft.refreshProfiles', refresh);
  ctx.command('weft.revealProfile', async (run?: StoredRun) => {
    if (run) await vscode.window.showTextDocument(vscode.Uri.file(run.file));
  });
  ctx.command('weft.deleteProfile', async (run?: StoredRun) => {
    if (!run) return;
    const choice = await vscode.window.showWarningMessage(
      `Delete the results and the profile of ${run.functionName}?`,
      { modal: true, detail: store().folderOf(run.job) },
      'Delete',
    );
    if (choice !== 'Delete') return;
    await store().remove(run.job);
    refresh();
  });
}

function treeItem(run: StoredRun, store: RunStore): vscode.TreeItem {
  const item = new vscode.TreeItem(run.functionName);
  const last = run.runMs.at(-1);
  item.id = run.job;
  item.description = [last === undefined ? '' : formatTime(last * 1e6), run.target, ago(run.finishedMs)]
    .filter((part) => part !== '')
    .join(' · ');
  item.iconPath = new vscode.ThemeIcon('graph');
  item.contextValue = 'profile';
  item.tooltip = new vscode.MarkdownString(
    [
      `**${path.basename(run.file)}: ${run.functionName}** on ${run.target}`,
      ...run.phases.map(({ label, text }) => `- ${label}: ${text}`),
      '',
      new Date(run.finishedMs).toLocaleString(),
    ].join('\n'),
  );
  item.command = {
    command: 'weft.openProfile',
    title: 'Open Profile',
    arguments: [path.join(store.folderOf(run.job), run.profile ?? '')],
  };
  return item;
}
