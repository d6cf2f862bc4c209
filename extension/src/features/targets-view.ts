// SPDX-License-Identifier: Apache-2.0
// The Targets view: where tasks may run, which one this workspace uses, and how each is doing.

import * as vscode from 'vscode';
import { targetsFile } from '../cluster/targets';
import type { TargetState, WeftContext } from '../context';
import { describeTarget, type ListedTarget, listTargets, targetIcon } from './target-list';

const STATE_COLOUR: Partial<Record<TargetState, string>> = {
  connected: 'testing.iconPassed',
  failed: 'list.errorForeground',
};

export function registerTargetsView(ctx: WeftContext): void {
  const changed = new vscode.EventEmitter<ListedTarget | undefined>();
  const refresh = () => changed.fire(undefined);
  const provider: vscode.TreeDataProvider<ListedTarget> = {
    onDidChangeTreeData: changed.event,
    getChildren: (parent) => (parent ? [] : withCurrent(ctx, listTargets(ctx))),
    getTreeItem: (entry) => treeItem(ctx, entry),
  };
  const view = vscode.window.createTreeView('weft.targets', { treeDataProvider: provider });
  ctx.own(view, changed, ctx.onTargetChanged(refresh), ctx.onTargetStateChanged(refresh));
  const watcher = vscode.workspace.createFileSystemWatcher(
    new vscode.RelativePattern(vscode.Uri.joinPath(vscode.Uri.file(targetsFile()), '..'), 'targets.json'),
  );
  ctx.own(watcher, watcher.onDidChange(refresh), watcher.onDidCreate(refresh), watcher.onDidDelete(refresh));
  ctx.command('weft.refreshTargets', refresh);
  ctx.command('weft.useTarget', (entry?: ListedTarget) =>
    entry ? ctx.setTarget(entry.target.name) : vscode.commands.executeCommand('weft.selectTarget'),
  );
}

/** A host that was typed once is in no list; while it is the current target it belongs here. */
function withCurrent(ctx: WeftContext, listed: ListedTarget[]): ListedTarget[] {
  if (listed.some(({ target }) => target.name === ctx.target)) return listed;
  return [...listed, { target: { name: ctx.target, host: ctx.target }, origin: 'ssh' }];
}

function treeItem(ctx: WeftContext, entry: ListedTarget): vscode.TreeItem {
  const { name } = entry.target;
  const isCurrent = name === ctx.target;
  const { state, detail } = ctx.stateOf(name);
  const item = new vscode.TreeItem(name);
  item.id = `${entry.origin}:${name}`;
  item.description = [isCurrent ? 'current' : '', describeTarget(entry)].filter((part) => part !== '').join(' · ');
  const colour = STATE_COLOUR[state];
  item.iconPath =
    state === 'connecting'
      ? new vscode.ThemeIcon('loading~spin')
      : new vscode.ThemeIcon(
          isCurrent ? 'pass-filled' : targetIcon(entry),
          colour ? new vscode.ThemeColor(colour) : undefined,
        );
  item.contextValue = `target ${isCurrent ? 'current' : 'other'} ${entry.origin}`;
  const lines = [
    `**${name}** — ${describeTarget(entry)}`,
    state === 'idle' ? 'Not connected' : `${state}${detail ? `: ${detail}` : ''}`,
  ];
  if (entry.target.home) lines.push(`Installation root \`${entry.target.home}\``);
  item.tooltip = new vscode.MarkdownString(lines.join('\n\n'));
  item.accessibilityInformation = { label: `Target ${name}, ${item.description}, ${state}` };
  return item;
}
