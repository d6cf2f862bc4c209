// SPDX-License-Identifier: Apache-2.0
// The targets a user can choose from, in one list for the picker and the view: this machine, presets, SSH hosts.

import { homedir } from 'node:os';
import * as path from 'node:path';
import { LOCAL_TARGET, readTargets, type Target, targetsFile } from '../cluster/targets';
import type { WeftContext } from '../context';
import { messageOf } from '../net/error';
import { listConfiguredHosts } from '../ssh/config-file';

export interface ListedTarget {
  readonly target: Target;
  readonly origin: 'built-in' | 'preset' | 'ssh';
}

/** The SSH configuration that a setting names, if one does. */
export function sshConfigFile(ctx: WeftContext): string | undefined {
  const file = ctx.setting('ssh.configFile', '').trim();
  if (file === '') return undefined;
  return file.startsWith('~/') ? path.join(homedir(), file.slice(2)) : file;
}

/** A file that cannot be read leaves its targets out and says so in the log: the others stay usable. */
export function listTargets(ctx: WeftContext): ListedTarget[] {
  const presets = attempt(ctx, () => readTargets(targetsFile()));
  const configFile = sshConfigFile(ctx) ?? path.join(homedir(), '.ssh', 'config');
  const hosts = attempt(ctx, () => listConfiguredHosts(configFile, homedir()));
  const names = new Set(presets.map(({ name }) => name));
  return [
    { target: LOCAL_TARGET, origin: 'built-in' },
    ...presets.map((target) => ({ target, origin: 'preset' as const })),
    ...hosts
      .filter((host) => !names.has(host))
      .map((host) => ({ target: { name: host, host }, origin: 'ssh' as const })),
  ];
}

function attempt<Item>(ctx: WeftContext, read: () => Item[]): Item[] {
  try {
    return read();
  } catch (error) {
    ctx.log.warn(messageOf(error));
    return [];
  }
}

/** `login1 · Slurm debug, 00:10:00, 2 cpus`: what distinguishes a target, in a few words. */
export function describeTarget({ target, origin }: ListedTarget): string {
  if (origin === 'built-in') return 'this machine';
  const parts: string[] = [];
  if (target.host === undefined) parts.push('this machine');
  else if (target.host !== target.name) parts.push(target.host);
  else if (origin === 'ssh') parts.push('SSH host');
  if (target.slurm) {
    const { partition, time, cpus, memory } = target.slurm;
    const details = [partition, time, cpus === undefined ? undefined : `${cpus} cpus`, memory].filter(
      (detail) => detail !== undefined,
    );
    parts.push(`Slurm${details.length > 0 ? ` ${details.join(', ')}` : ''}`);
  }
  return parts.join(' · ');
}

export function targetIcon({ target, origin }: ListedTarget): string {
  if (target.slurm) return 'server-environment';
  return origin === 'built-in' || target.host === undefined ? 'device-desktop' : 'server';
}
