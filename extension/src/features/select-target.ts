// SPDX-License-Identifier: Apache-2.0
// The target of the workspace: a status bar item that shows it and its state, and the picker that changes it.

import * as vscode from 'vscode';
import type { TargetState, WeftContext } from '../context';
import { messageOf } from '../net/error';
import { parseAddress } from '../ssh/host';
import { describeTarget, type ListedTarget, listTargets, targetIcon } from './target-list';

const STATE_ICON: Record<TargetState, string> = {
  idle: 'server-process',
  connecting: 'loading~spin',
  connected: 'pass-filled',
  failed: 'warning',
};

const STATE_TEXT: Record<TargetState, string> = {
  idle: 'not connected; the first run connects',
  connecting: 'connecting',
  connected: 'connected',
  failed: 'not reachable',
};

interface TargetItem extends vscode.QuickPickItem {
  readonly target?: string;
  readonly action?: 'add';
}

export function registerTargetPicker(ctx: WeftContext): void {
  const item = vscode.window.createStatusBarItem('weft.target', vscode.StatusBarAlignment.Left, 10);
  item.name = 'Weft Target';
  item.command = 'weft.selectTarget';
  const draw = () => {
    const { state, detail } = ctx.stateOf(ctx.target);
    item.text = `$(${STATE_ICON[state]}) Weft: ${ctx.target}`;
    item.tooltip = new vscode.MarkdownString(
      `Weft tasks run on **${ctx.target}** (${STATE_TEXT[state]}${detail ? `: ${detail}` : ''})\n\nClick to choose another target`,
    );
    item.accessibilityInformation = { label: `Weft target ${ctx.target}, ${STATE_TEXT[state]}`, role: 'button' };
    item.backgroundColor = state === 'failed' ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
    const editor = vscode.window.activeTextEditor;
    if (editor?.document.languageId === 'python' || state === 'connecting') item.show();
    else if (editor) item.hide();
  };
  ctx.own(
    item,
    ctx.onTargetChanged(draw),
    ctx.onTargetStateChanged(draw),
    vscode.window.onDidChangeActiveTextEditor(draw),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('weft.target.default')) draw();
    }),
  );
  draw();
  ctx.command('weft.selectTarget', () => pickTarget(ctx));
}

async function pickTarget(ctx: WeftContext): Promise<string | undefined> {
  const listed = listTargets(ctx);
  const group = (label: string, origin: ListedTarget['origin']): TargetItem[] => {
    const members = listed.filter((entry) => entry.origin === origin);
    if (members.length === 0) return [];
    return [{ label, kind: vscode.QuickPickItemKind.Separator }, ...members.map((entry) => itemOf(ctx, entry))];
  };
  const fixed: TargetItem[] = [
    ...group('this machine', 'built-in'),
    ...group('configured targets', 'preset'),
    ...group('hosts of the SSH configuration', 'ssh'),
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    { label: '$(add) Add a target…', action: 'add', alwaysShow: true },
  ];
  const chosen = await pickOrType(fixed, listed);
  if (chosen === undefined) return undefined;
  if (chosen.action === 'add') return vscode.commands.executeCommand<string>('weft.addTarget');
  if (chosen.target !== undefined) await ctx.setTarget(chosen.target);
  return chosen.target;
}

function itemOf(ctx: WeftContext, entry: ListedTarget): TargetItem {
  const { name } = entry.target;
  return {
    label: `$(${targetIcon(entry)}) ${name}`,
    description: `${describeTarget(entry)}${name === ctx.target ? ' · current' : ''}`,
    target: name,
  };
}

/** A quick pick that also takes a host nobody configured: `me@host:2222`. */
function pickOrType(fixed: readonly TargetItem[], listed: readonly ListedTarget[]): Promise<TargetItem | undefined> {
  const pick = vscode.window.createQuickPick<TargetItem>();
  pick.title = 'Run Weft tasks on';
  pick.placeholder = 'Choose a target, or type a host (user@host:port)';
  pick.matchOnDescription = true;
  pick.items = fixed;
  return new Promise((resolve) => {
    pick.onDidChangeValue((typed) => {
      const host = typed.trim();
      const isListed = listed.some(({ target }) => target.name === host);
      if (host === '' || isListed || !/[@.:]|^\w+$/.test(host)) {
        pick.items = fixed;
        return;
      }
      const problem = hostProblem(host);
      pick.items =
        problem === undefined
          ? [{ label: `$(server) Connect to ${host}`, description: 'SSH', target: host, alwaysShow: true }, ...fixed]
          : fixed;
    });
    pick.onDidAccept(() => {
      resolve(pick.selectedItems[0]);
      pick.dispose();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

export function hostProblem(host: string): string | undefined {
  try {
    parseAddress(host);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}
