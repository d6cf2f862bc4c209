// SPDX-License-Identifier: Apache-2.0
// Tells the language server what the lenses above a task show: the target, and the time of the last run.

import * as path from 'node:path';
import * as vscode from 'vscode';
import { formatTime } from '../../../native/units';
import type { LanguageServer } from '../client/language-client';
import { sendContext } from '../client/requests';
import type { WeftContext } from '../context';
import { messageOf } from '../net/error';
import { RunStore } from '../results/run-store';

/** Runs of earlier windows that are looked at for lenses. */
const REMEMBERED = 50;

export function registerLensContext(ctx: WeftContext, server: LanguageServer): void {
  const runs: Record<string, { readonly text: string; readonly profile?: string }> = {};
  const remember = (
    source: vscode.Uri,
    functionName: string,
    runMs: number | undefined,
    profile: string | undefined,
  ) => {
    if (runMs === undefined) return;
    const text = `last run ${formatTime(runMs * 1e6)}`;
    runs[`${source.toString()}#${functionName}`] = { text, ...(profile === undefined ? {} : { profile }) };
  };
  let isStarted = false;
  const send = () => {
    if (!isStarted) return;
    sendContext(server, { target: ctx.target, runs }).catch((error) => ctx.log.warn(`lenses: ${messageOf(error)}`));
  };
  ctx.own(
    ctx.onTargetChanged(send),
    ctx.onRunFinished((run) => {
      remember(run.source, run.functionName, run.runMs, run.profile);
      send();
    }),
    server.onStarted(() => {
      isStarted = true;
      send();
    }),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('weft.target.default')) send();
    }),
  );
  const store = new RunStore(ctx.runsFolder);
  store
    .list(REMEMBERED)
    .then((stored) => {
      // Oldest first, so that the newest of a function wins.
      for (const run of stored.reverse()) {
        const profile = run.profile === undefined ? undefined : path.join(store.folderOf(run.job), run.profile);
        remember(vscode.Uri.file(run.file), run.functionName, run.runMs.at(-1), profile);
      }
      send();
    })
    .catch((error) => ctx.log.warn(`earlier runs: ${messageOf(error)}`));
}
