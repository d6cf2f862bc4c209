// SPDX-License-Identifier: Apache-2.0
// Adds a preset to targets.json, the file that `weft target add` writes too, in a few steps.

import * as vscode from 'vscode';
import {
  readTargets,
  type SlurmSettings,
  storeTarget,
  type Target,
  targetsFile,
  validateTarget,
} from '../cluster/targets';
import type { WeftContext } from '../context';
import { messageOf } from '../net/error';
import { hostProblem } from './select-target';
import { listTargets } from './target-list';

const KINDS = [
  { label: '$(server) SSH host', detail: 'Tasks run on the host itself', hasHost: true, hasSlurm: false },
  {
    label: '$(server-environment) Slurm cluster',
    detail: 'Tasks run in a Slurm job, submitted on a login node reached by SSH',
    hasHost: true,
    hasSlurm: true,
  },
  {
    label: '$(device-desktop) Slurm on this machine',
    detail: 'Tasks run in a Slurm job, submitted here',
    hasHost: false,
    hasSlurm: true,
  },
] as const;

export function registerAddTarget(ctx: WeftContext): void {
  ctx.command('weft.addTarget', async () => {
    const target = await askTarget(ctx);
    if (target === undefined) return undefined;
    storeTarget(targetsFile(), target);
    await vscode.commands.executeCommand('weft.refreshTargets');
    const choice = await vscode.window.showInformationMessage(
      `The target ${target.name} is stored`,
      'Use It',
      'Check It',
    );
    if (choice === 'Use It') await ctx.setTarget(target.name);
    if (choice === 'Check It') await vscode.commands.executeCommand('weft.checkTarget', target.name);
    return target.name;
  });
  ctx.command('weft.openTargetFile', async () => {
    const file = targetsFile();
    const document = await vscode.workspace.openTextDocument(vscode.Uri.file(file)).then(undefined, () => undefined);
    if (document) await vscode.window.showTextDocument(document);
    else void vscode.window.showInformationMessage(`There is no ${file} yet: add a target first`);
  });
}

async function askTarget(ctx: WeftContext): Promise<Target | undefined> {
  const kind = await vscode.window.showQuickPick(KINDS, {
    title: 'Add a target',
    placeHolder: 'What is it?',
    ignoreFocusOut: true,
  });
  if (kind === undefined) return undefined;
  const host = kind.hasHost ? await askHost(ctx) : undefined;
  if (kind.hasHost && host === undefined) return undefined;
  const slurm = kind.hasSlurm ? await askSlurm() : undefined;
  if (kind.hasSlurm && slurm === undefined) return undefined;
  const taken = new Set(readTargets(targetsFile()).map(({ name }) => name));
  const proposed = slurm?.partition ?? host?.replace(/^.*@/, '').replace(/[^\w.-].*$/, '') ?? 'slurm';
  const name = await vscode.window.showInputBox({
    title: 'Add a target: name',
    prompt: 'A short name for lists and the command line',
    value: proposed,
    ignoreFocusOut: true,
    validateInput: (text) => {
      if (taken.has(text)) return `There is already a target called ${text}`;
      return problemOf({ name: text, ...(host === undefined ? { slurm: slurm ?? {} } : { host }) });
    },
  });
  if (name === undefined) return undefined;
  return validateTarget(
    { name, ...(host === undefined ? {} : { host }), ...(slurm === undefined ? {} : { slurm }) },
    'the new target',
  );
}

function problemOf(candidate: unknown): string | undefined {
  try {
    validateTarget(candidate, 'target');
    return undefined;
  } catch (error) {
    return messageOf(error).replace(/^target: /, '');
  }
}

async function askHost(ctx: WeftContext): Promise<string | undefined> {
  const hosts = listTargets(ctx).filter(({ origin }) => origin === 'ssh');
  if (hosts.length > 0) {
    const other = { label: '$(edit) Another host…', host: undefined };
    const chosen = await vscode.window.showQuickPick(
      [...hosts.map(({ target }) => ({ label: `$(server) ${target.name}`, host: target.name })), other],
      { title: 'Add a target: host', placeHolder: 'A host of the SSH configuration, or another', ignoreFocusOut: true },
    );
    if (chosen === undefined) return undefined;
    if (chosen.host !== undefined) return chosen.host;
  }
  return vscode.window.showInputBox({
    title: 'Add a target: host',
    prompt: 'As for ssh: a name of the SSH configuration, or user@host:port',
    placeHolder: 'me@login.example.org',
    ignoreFocusOut: true,
    validateInput: hostProblem,
  });
}

async function askSlurm(): Promise<SlurmSettings | undefined> {
  const fields = [
    { key: 'partition', prompt: 'Partition (empty: the default one)', placeHolder: 'debug' },
    { key: 'time', prompt: 'Time limit (empty: the default)', placeHolder: '00:10:00' },
    { key: 'cpus', prompt: 'CPUs for a task (empty: the default)', placeHolder: '16' },
    { key: 'memory', prompt: 'Memory (empty: the default)', placeHolder: '4G' },
    { key: 'account', prompt: 'Account (empty: the default)', placeHolder: '' },
  ] as const;
  const settings: Record<string, string | number> = {};
  for (const [index, { key, prompt, placeHolder }] of fields.entries()) {
    const text = await vscode.window.showInputBox({
      title: `Add a target: Slurm ${key} (${index + 1} of ${fields.length})`,
      prompt,
      placeHolder,
      ignoreFocusOut: true,
      validateInput: (value) =>
        value === '' ? undefined : problemOf({ name: 'x', slurm: { [key]: fieldValue(key, value) } }),
    });
    if (text === undefined) return undefined;
    if (text !== '') settings[key] = fieldValue(key, text);
  }
  return settings;
}

function fieldValue(key: string, text: string): string | number {
  return key === 'cpus' ? Number(text) : text;
}
