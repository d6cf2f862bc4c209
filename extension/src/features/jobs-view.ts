// SPDX-License-Identifier: Apache-2.0
// The Jobs view: the jobs of the current target with state, reason and times, and what can be done with each.
// It never connects by itself: jobs appear once the user runs something or asks for them.

import * as vscode from 'vscode';
import { formatTime } from '../../../native/units';
import type { JobStateName } from '../cluster/events';
import type { JobInfo } from '../cluster/jobs';
import type { WeftContext } from '../context';
import { messageOf } from '../net/error';
import { ago } from '../results/words';
import type { ClusterSessions } from './cluster-sessions';
import type { JobLogs } from './logs';

/** Jobs asked for; the view says so when there may be more. */
const LISTED = 100;
/** While a job is active and the view is open its state is asked for this often. */
const POLL_MS = 2000;

const ICONS: Record<JobStateName, readonly [string, string | undefined]> = {
  queued: ['clock', 'descriptionForeground'],
  pending: ['clock', 'charts.yellow'],
  starting: ['loading~spin', 'charts.blue'],
  running: ['loading~spin', 'charts.blue'],
  done: ['pass', 'testing.iconPassed'],
  failed: ['error', 'testing.iconFailed'],
  cancelled: ['circle-slash', 'descriptionForeground'],
  lost: ['question', 'testing.iconFailed'],
};

export interface ListedJob extends JobInfo {
  readonly target: string;
}

export interface JobActions {
  /** Brings results and profile here and shows them. */
  show(job: ListedJob, what: 'results' | 'profile'): Promise<void>;
}

export function registerJobsView(
  ctx: WeftContext,
  sessions: ClusterSessions,
  logs: JobLogs,
  actions: JobActions,
): void {
  const jobs = new JobsView(ctx, sessions);
  const remote = <Result>(
    job: ListedJob,
    work: (
      api: typeof import('../cluster/jobs'),
      session: Parameters<Parameters<ClusterSessions['with']>[1]>[0],
    ) => Promise<Result>,
  ) => sessions.with(job.target, async (session) => work(await import('../cluster/jobs'), session));
  ctx.command('weft.refreshJobs', () => jobs.refresh(true));
  ctx.command('weft.cancelJob', async (job?: ListedJob) => {
    if (!job) return;
    await remote(job, (api, session) => api.cancelJob(session, job.id));
    await jobs.refresh(true);
  });
  ctx.command('weft.deleteJob', async (job?: ListedJob) => {
    if (!job) return;
    const choice = await vscode.window.showWarningMessage(
      `Delete the job ${job.title} on ${job.target}?`,
      {
        modal: true,
        detail: `Its results and its log on ${job.target} are deleted. What was fetched to this machine stays.`,
      },
      'Delete',
    );
    if (choice !== 'Delete') return;
    await remote(job, (api, session) => api.deleteJob(session, job.id));
    await jobs.refresh(true);
  });
  ctx.command('weft.showJobLog', async (job?: ListedJob) => {
    if (!job) return;
    const log = await remote(job, (api, session) => api.readJobFile(session, job.id, 'log'));
    logs.show(job.id, job.title, log.toString('utf8'));
  });
  ctx.command('weft.fetchJob', (job?: ListedJob) => (job ? actions.show(job, 'results') : undefined));
  ctx.command('weft.openJobProfile', (job?: ListedJob) => (job ? actions.show(job, 'profile') : undefined));
}

class JobsView {
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #view: vscode.TreeView<ListedJob>;
  #jobs: readonly ListedJob[] = [];
  #timer: NodeJS.Timeout | undefined;
  #refreshing: Promise<void> | undefined;

  constructor(
    private readonly ctx: WeftContext,
    private readonly sessions: ClusterSessions,
  ) {
    this.#view = vscode.window.createTreeView<ListedJob>('weft.jobs', {
      treeDataProvider: {
        onDidChangeTreeData: this.#changed.event,
        getChildren: (parent) => (parent ? [] : [...this.#jobs]),
        getTreeItem: treeItem,
      },
    });
    ctx.own(
      this.#view,
      this.#changed,
      ctx.onJobsChanged(() => this.#refreshQuietly()),
      ctx.onTargetChanged(() => {
        this.#jobs = [];
        this.#changed.fire(undefined);
        this.#refreshQuietly();
      }),
      this.#view.onDidChangeVisibility(({ visible }) => visible && this.#refreshQuietly()),
      { dispose: () => clearTimeout(this.#timer) },
    );
  }

  /** `isAsked`: the user wants the jobs now, so a connection may be made and a failure is shown. */
  async refresh(isAsked: boolean): Promise<void> {
    if (!isAsked && this.ctx.stateOf(this.ctx.target).state !== 'connected') return;
    this.#refreshing ??= this.#load().finally(() => {
      this.#refreshing = undefined;
    });
    await this.#refreshing;
  }

  #refreshQuietly(): void {
    this.refresh(false).catch((error) => this.ctx.log.warn(`the jobs cannot be listed: ${messageOf(error)}`));
  }

  async #load(): Promise<void> {
    const target = this.ctx.target;
    const found = await vscode.window.withProgress({ location: { viewId: 'weft.jobs' } }, () =>
      this.sessions.with(target, async (session) => (await import('../cluster/jobs')).listJobs(session, LISTED)),
    );
    if (target !== this.ctx.target) return;
    this.#jobs = found.map((job) => ({ ...job, target }));
    this.#view.description = target;
    this.#view.message = found.length >= LISTED ? `The ${LISTED} newest` : '';
    const active = found.filter(({ state }) => isActive(state)).length;
    this.#view.badge =
      active > 0 ? { value: active, tooltip: active === 1 ? '1 active job' : `${active} active jobs` } : undefined;
    this.#changed.fire(undefined);
    clearTimeout(this.#timer);
    if (active > 0) this.#timer = setTimeout(() => this.#refreshQuietly(), POLL_MS);
  }
}

function isActive(state: JobStateName): boolean {
  return state === 'queued' || state === 'pending' || state === 'starting' || state === 'running';
}

function treeItem(job: ListedJob): vscode.TreeItem {
  // The function alone: a view is narrow, and the state matters more than the file.
  const item = new vscode.TreeItem(job.title.split(':').at(-1) ?? job.title);
  const [icon, colour] = ICONS[job.state];
  const took = job.started && job.ended ? formatTime((job.ended.getTime() - job.started.getTime()) * 1e6) : '';
  item.id = `${job.target}/${job.id}`;
  item.iconPath = new vscode.ThemeIcon(icon, colour ? new vscode.ThemeColor(colour) : undefined);
  item.description = [
    isActive(job.state) && job.reason ? `${job.state}: ${job.reason}` : job.state,
    took,
    ago(job.submitted.getTime()),
  ]
    .filter((part) => part !== '')
    .join(' · ');
  item.contextValue = `job ${isActive(job.state) ? 'active' : 'ended'} ${job.state}`;
  const facts: [string, string][] = [
    ['State', job.reason ? `${job.state} (${job.reason})` : job.state],
    ['Submitted', job.submitted.toLocaleString()],
    ['Host', job.host || 'not started'],
    [job.launcher === 'slurm' ? 'Slurm job' : 'Process', job.launcherId || 'none'],
    ['Job', job.id],
  ];
  const tooltip = new vscode.MarkdownString();
  tooltip.appendMarkdown(`**${job.title}**\n\n| | |\n|:--|:--|\n`);
  for (const [name, value] of facts) tooltip.appendMarkdown(`| ${name} | ${value.replace(/[|\n]/g, ' ')} |\n`);
  item.tooltip = tooltip;
  item.accessibilityInformation = { label: `Job ${job.title}, ${item.description}` };
  return item;
}
