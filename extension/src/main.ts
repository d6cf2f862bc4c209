// SPDX-License-Identifier: Apache-2.0
// Wires the features together. Each registers what it shows; nothing here decides anything.

import type * as vscode from 'vscode';
import { LanguageServer } from './client/language-client';
import { WeftContext } from './context';
import { registerAddTarget } from './features/add-target';
import { ClusterSessions } from './features/cluster-sessions';
import { LineHeat } from './features/line-heat';
import { JobLogs } from './features/logs';
import { registerProfilesView } from './features/profiles-view';
import { ResultsPanel } from './features/results-panel';
import { registerTargetPicker } from './features/select-target';
import { registerTargetsView } from './features/targets-view';

let server: LanguageServer | undefined;

export function activate(extension: vscode.ExtensionContext): void {
  const begun = performance.now();
  const ctx = new WeftContext(extension);
  server = new LanguageServer(ctx);
  const sessions = new ClusterSessions(ctx);
  const logs = new JobLogs(ctx);
  const heat = new LineHeat(ctx);
  const results = new ResultsPanel(ctx);
  registerTargetPicker(ctx);
  registerAddTarget(ctx);
  registerTargetsView(ctx);
  registerProfilesView(ctx);
  server.client().catch((error) => ctx.report('the language server does not start', error));
  ctx.log.info(`activated in ${(performance.now() - begun).toFixed(1)} ms`);
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}
