// SPDX-License-Identifier: Apache-2.0
// Runs a task: asks for its arguments, has the language server make the graph, submits it, follows the job with visible
// phases and Cancel, and hands what comes back to be shown.

import * as path from 'node:path';
import * as vscode from 'vscode';
import type { LanguageServer } from '../client/language-client';
import { encodeGraph, type FunctionSummary, type Problem, RefusedProgram, readFunction } from '../client/requests';
import type { BoundArgument } from '../cluster/arguments';
import type { Outcome } from '../cluster/jobs';
import type { Session } from '../cluster/session';
import type { WeftContext } from '../context';
import { plain } from '../results/words';
import { type ArgumentTexts, askArguments, editArguments } from './argument-form';
import { argumentRules } from './argument-rules';
import type { ClusterSessions } from './cluster-sessions';
import type { JobLogs } from './logs';
import type { ClientTimes, RunPresenter } from './present-run';
import type { RunErrors } from './run-errors';
import { installText, progressText, uploadText } from './run-progress';
import { chooseTask } from './task-at-cursor';

const ARGUMENTS_KEY = 'weft.arguments';

interface Parts {
  readonly server: LanguageServer;
  readonly sessions: ClusterSessions;
  readonly presenter: RunPresenter;
  readonly errors: RunErrors;
  readonly logs: JobLogs;
}

type Progress = vscode.Progress<{ message?: string; increment?: number }>;

export function registerRunTask(ctx: WeftContext, parts: Parts): void {
  const runner = new TaskRunner(ctx, parts);
  ctx.command('weft.runTask', (uri?: unknown, name?: unknown) => runner.start(uri, name, 'required'));
  ctx.command('weft.editArguments', (uri?: unknown, name?: unknown) => runner.start(uri, name, 'all'));
}

class TaskRunner {
  constructor(
    private readonly ctx: WeftContext,
    private readonly parts: Parts,
  ) {}

  async start(uri: unknown, name: unknown, ask: 'required' | 'all'): Promise<void> {
    if (!(await this.#isTrusted())) return;
    const chosen = await chooseTask(this.parts.server, uri, name);
    if (chosen === undefined) return;
    const { document, functionName } = chosen;
    const task = await readFunction(this.parts.server, document.uri.toString(), functionName);
    if (await this.#refuses(document, task)) return;
    const texts = await this.#askFor(document, task, ask);
    if (texts === undefined) return;
    const target = this.ctx.target;
    try {
      await this.#run(document, task, texts, target);
    } catch (error) {
      if (error instanceof RefusedProgram) await this.#showProblems(document, task.name, error.problems);
      else await this.parts.errors.showFailure(target, error);
    }
  }

  async #isTrusted(): Promise<boolean> {
    if (vscode.workspace.isTrusted) return true;
    const choice = await vscode.window.showWarningMessage(
      'Nothing is submitted from a workspace that is not trusted',
      'Manage Trust',
    );
    if (choice) await vscode.commands.executeCommand('workbench.trust.manage');
    return false;
  }

  /** Errors that no argument can cure are told before anything is asked for. */
  async #refuses(document: vscode.TextDocument, task: FunctionSummary): Promise<boolean> {
    const errors = task.problems.filter(({ isError }) => isError);
    if (errors.length > 0) await this.#showProblems(document, task.name, errors);
    return errors.length > 0;
  }

  async #showProblems(document: vscode.TextDocument, name: string, errors: readonly Problem[]): Promise<void> {
    const first = errors[0];
    const what = first ? `line ${first.line + 1}: ${first.message}` : 'it does not compile';
    const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
    const choice = await vscode.window.showErrorMessage(
      plain(`\`${name}\` cannot run: ${what}${more}`),
      'Show Problem',
    );
    if (!choice || !first) return;
    const selection = new vscode.Range(first.line, first.character, first.endLine, first.endCharacter);
    await vscode.window.showTextDocument(document, { selection });
  }

  async #askFor(
    document: vscode.TextDocument,
    task: FunctionSummary,
    ask: 'required' | 'all',
  ): Promise<ArgumentTexts | undefined> {
    const key = `${document.uri.toString()}#${task.name}`;
    const remembered = this.ctx.extension.workspaceState.get<Record<string, ArgumentTexts>>(ARGUMENTS_KEY, {});
    const names = new Set(task.parameters.map(({ name }) => name));
    // A parameter may have been renamed since.
    const last = Object.fromEntries(Object.entries(remembered[key] ?? {}).filter(([name]) => names.has(name)));
    const rules = await argumentRules();
    const required = task.parameters.filter(({ defaultText }) => defaultText === undefined);
    const given =
      ask === 'all'
        ? await editArguments(task.name, task.parameters, last, rules)
        : await askArguments(task.name, required, last, rules);
    if (given === undefined) return undefined;
    // Values of defaulted parameters, once edited, hold until they are edited again.
    const texts = ask === 'all' ? given : { ...last, ...given };
    await this.ctx.extension.workspaceState.update(ARGUMENTS_KEY, { ...remembered, [key]: texts });
    return texts;
  }

  async #run(
    document: vscode.TextDocument,
    task: FunctionSummary,
    texts: ArgumentTexts,
    target: string,
  ): Promise<void> {
    this.parts.errors.clear(document.uri);
    const title = `${path.basename(document.uri.fsPath)}:${task.name}`;
    const finished = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title: `${task.name} on ${target}`, cancellable: true },
      (progress, token) =>
        this.parts.sessions.with(
          target,
          (session) => this.#submitAndFollow(session, { document, task, texts, title, target }, progress, token),
          (message, fraction) => progress.report({ message: installText(message, fraction) }),
        ),
    );
    if (finished === undefined) {
      vscode.window.setStatusBarMessage(`$(circle-slash) ${task.name} was cancelled`, 5000);
      return;
    }
    const { outcome, job, run } = finished;
    const showLog = async () => {
      const log = await this.parts.sessions.with(target, async (session) =>
        (await import('../cluster/jobs')).readJobFile(session, job, 'log'),
      );
      this.parts.logs.show(job, title, log.toString('utf8'));
    };
    if (run !== undefined) {
      await this.parts.presenter.present(run, 'all');
    } else if (outcome.error !== undefined) {
      await this.parts.errors.showRaised(document.uri, outcome.error, { id: job, showLog });
    } else if (outcome.state === 'cancelled') {
      vscode.window.setStatusBarMessage(`$(circle-slash) ${task.name} was cancelled`, 5000);
    } else {
      await this.parts.errors.showLost(outcome.reason, showLog);
    }
  }

  /** Undefined when the user left before anything was submitted. */
  async #submitAndFollow(
    session: Session,
    request: {
      document: vscode.TextDocument;
      task: FunctionSummary;
      texts: ArgumentTexts;
      title: string;
      target: string;
    },
    progress: Progress,
    token: vscode.CancellationToken,
  ): Promise<
    { outcome: Outcome; job: string; run: Awaited<ReturnType<RunPresenter['bring']>> | undefined } | undefined
  > {
    const { document, task, texts, title, target } = request;
    const jobs = await import('../cluster/jobs');
    const describe = describer(session);
    const bound = await bind(texts, path.dirname(document.uri.fsPath), describe);
    const sourceText = document.getText();
    const typeOfFile = async (file: string) => {
      const { fileTypeOf } = await import('../cluster/arguments');
      return fileTypeOf(await describe(file));
    };
    const folder = session.target.name === 'local' ? path.dirname(document.uri.fsPath) : undefined;
    const graph = await encodeGraph(this.parts.server, document.uri.toString(), task.name, bound, typeOfFile, folder);
    if (token.isCancellationRequested) return undefined;

    progress.report({ message: `Connecting to ${target}` });
    let mark = performance.now();
    const lap = () => {
      const now = performance.now();
      const took = now - mark;
      mark = now;
      return took;
    };
    await session.connection();
    const connect = lap();
    if (token.isCancellationRequested) return undefined;
    const { sentArguments } = await import('../cluster/composed');
    const args = sentArguments(bound);
    await jobs.uploadInputs(session, args, (done, total) => progress.report({ message: uploadText(done, total) }));
    const upload = lap();
    if (token.isCancellationRequested) return undefined;
    const job = await jobs.submitJob(session, {
      title,
      file: document.uri.fsPath,
      graph,
      arguments: args,
      threads: this.ctx.setting('run.threads', 0) || (task.threads ?? 0),
      repeat: 1,
    });
    this.ctx.log.info(`${title}: job ${job} on ${target}`);
    this.ctx.tellJobsChanged();
    let queue: number | undefined;
    const cancellation = token.onCancellationRequested(() => {
      progress.report({ message: 'Cancelling' });
      jobs.cancelJob(session, job).catch((error) => this.ctx.report('the job could not be cancelled', error));
    });
    const { RunLog } = await import('../cluster/run-log');
    const log = new RunLog(session, job, this.parts.logs.printer(job, title));
    try {
      const outcome = await jobs.followJob(session, job, {
        onEvent: (event) => {
          if (event.kind === 'state') this.ctx.tellJobsChanged();
          if (event.kind === 'state' && event.state === 'running') {
            queue ??= lap();
            log.start();
          }
          const message = progressText(event);
          if (message !== undefined) progress.report({ message });
        },
      });
      await log.finish(outcome.error ? `${outcome.error.kind}: ${outcome.error.message}\n` : '');
      const times: ClientTimes = { connect, upload, ...(queue === undefined ? {} : { queue }) };
      if (outcome.state !== 'done') return { outcome, job, run: undefined };
      progress.report({ message: 'Fetching the results' });
      const identity = { job, target, file: document.uri.fsPath, functionName: task.name, times, sourceText };
      return { outcome, job, run: await this.parts.presenter.bring(session, identity) };
    } finally {
      log.stop();
      cancellation.dispose();
      this.ctx.tellJobsChanged();
    }
  }
}

async function bind(
  texts: ArgumentTexts,
  folder: string,
  describe: ReturnType<typeof describer>,
): Promise<BoundArgument[]> {
  const { bindArgument } = await import('../cluster/arguments');
  const bound: BoundArgument[] = [];
  for (const [name, text] of Object.entries(texts)) bound.push(await bindArgument(name, text, { folder, describe }));
  return bound;
}

/** What says of which type and shape a file on the target is. */
function describer(session: Session) {
  return async (remotePath: string) => {
    const { readHeader } = await import('../cluster/data-files');
    return readHeader(await session.connection(), remotePath, session.target.name);
  };
}
