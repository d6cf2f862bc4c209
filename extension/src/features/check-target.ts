// SPDX-License-Identifier: Apache-2.0
// Looks at a target step by step: reached, usable, daemon running, Slurm there. Each step says what to do when it fails.

import * as vscode from 'vscode';
import type { WeftContext } from '../context';
import { WeftError } from '../net/error';
import { sentence } from '../results/words';
import type { ClusterSessions } from './cluster-sessions';
import { installText } from './run-progress';
import type { ListedTarget } from './target-list';

export function registerCheckTarget(ctx: WeftContext, sessions: ClusterSessions): void {
  ctx.command('weft.checkTarget', async (chosen?: ListedTarget | string) => {
    const name = typeof chosen === 'string' ? chosen : (chosen?.target.name ?? ctx.target);
    const facts: string[] = [];
    try {
      await vscode.window.withProgress(
        { location: vscode.ProgressLocation.Notification, title: `Checking ${name}` },
        (progress) =>
          sessions.with(
            name,
            async (session) => {
              const { requireUsable } = await import('../cluster/probe');
              const probe = await session.probe();
              if (probe !== undefined) {
                facts.push(`${probe.user}@${probe.host}: ${probe.system} ${probe.arch}, ${probe.libc}`);
                facts.push(
                  `${probe.cores} cores, ${gigabytes(probe.memoryKb)} memory, ${gigabytes(probe.freeKb)} free at ${probe.root}`,
                );
                requireUsable(probe, name);
              }
              const begun = performance.now();
              const { welcome } = await session.connection();
              facts.push(
                `daemon ${String(welcome.version ?? '')} answers after ${Math.round(performance.now() - begun)} ms`,
              );
              const slurm = String(welcome.slurm ?? '');
              facts.push(slurm === '' ? 'no Slurm' : slurm.startsWith('slurm') ? slurm : `Slurm ${slurm}`);
              if (session.target.slurm !== undefined && slurm === '') {
                throw new WeftError(
                  'WEFT457',
                  `${name} has no Slurm: \`sbatch\` is not found there`,
                  'choose a login node of the cluster, or a target without Slurm settings',
                );
              }
            },
            (message, fraction) => progress.report({ message: installText(message, fraction) }),
          ),
      );
    } catch (error) {
      if (!(error instanceof WeftError)) throw error;
      log(ctx, name, [...facts, `${error.code}: ${error.message}`, error.help]);
      const choice = await vscode.window.showErrorMessage(
        `${sentence(error.message)}. ${sentence(error.help)} (${error.code})`,
        'Show Logs',
      );
      if (choice) ctx.log.show();
      return;
    }
    log(ctx, name, facts);
    const choice = await vscode.window.showInformationMessage(
      `${name} is ready: ${facts.join('; ')}`,
      ...(name === ctx.target ? [] : ['Use It']),
    );
    if (choice === 'Use It') await ctx.setTarget(name);
  });
}

function log(ctx: WeftContext, name: string, lines: readonly string[]): void {
  for (const line of lines) ctx.log.info(`${name}: ${line}`);
}

function gigabytes(kilobytes: number): string {
  return kilobytes === 0 ? 'unknown' : `${(kilobytes / 1024 / 1024).toFixed(1)} GB`;
}
