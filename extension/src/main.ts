// SPDX-License-Identifier: Apache-2.0
// Wires the features together. Each registers what it shows; nothing here decides anything.

import type * as vscode from 'vscode';
import { LanguageServer } from './client/language-client';
import { WeftContext } from './context';
import { registerAddTarget } from './features/add-target';
import { registerCheckTarget } from './features/check-target';
import { ClusterSessions } from './features/cluster-sessions';
import { registerDataFiles } from './features/data-files';
import { registerJobsView } from './features/jobs-view';
import { registerLensContext } from './features/lens-context';
import { LineHeat } from './features/line-heat';
import { JobLogs } from './features/logs';
import { registerMakeTask } from './features/make-task';
import { RunPresenter } from './features/present-run';
import { registerProfileEditor } from './features/profile-editor';
import { registerProfilesView } from './features/profiles-view';
import { ResultsPanel } from './features/results-panel';
import { RunErrors } from './features/run-errors';
import { registerRunTask } from './features/run-task';
import { registerTargetPicker } from './features/select-target';
import { registerShowGraph } from './features/show-graph';
import { registerTargetsView } from './features/targets-view';

let server: LanguageServer | undefined;

export function activate(extension: vscode.ExtensionContext): void {
  const begun = performance.now();
  const ctx = new WeftContext(extension);
  server = new LanguageServer(ctx);
  const sessions = new ClusterSessions(ctx);
  const logs = new JobLogs(ctx);
  const heat = new LineHeat(ctx);
  const errors = new RunErrors(ctx);
  const results = new ResultsPanel(ctx);
  const presenter = new RunPresenter(ctx, sessions, results, heat);
  registerTargetPicker(ctx);
  registerAddTarget(ctx);
  registerCheckTarget(ctx, sessions);
  registerTargetsView(ctx);
  registerJobsView(ctx, sessions, logs, { show: (job, what) => presenter.showJob(job, what) });
  registerProfilesView(ctx);
  registerProfileEditor(ctx, heat);
  registerMakeTask(ctx, server);
  registerShowGraph(ctx, server);
  registerRunTask(ctx, { server, sessions, presenter, errors, logs });
  registerLensContext(ctx, server);
  registerDataFiles(ctx, server, sessions);
  // After activation: the window waits for this function, not for the server.
  const start = setImmediate(() =>
    server?.client().catch((error) => ctx.report('the language server does not start', error)),
  );
  ctx.own({ dispose: () => clearImmediate(start) });
  ctx.log.info(`activated in ${(performance.now() - begun).toFixed(1)} ms`);
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}
