// SPDX-License-Identifier: Apache-2.0
// What follows a run: its results and profile are brought here, kept, and shown as the settings say.

import { rename, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { formatTime } from '../../../native/units';
import type { ResultEntry } from '../cluster/results';
import type { Session } from '../cluster/session';
import type { WeftContext } from '../context';
import { RunStore, type StoredResult, type StoredRun } from '../results/run-store';
import { partsOf } from '../results/structure';
import type { ClusterSessions } from './cluster-sessions';
import type { ListedJob } from './jobs-view';
import type { LineHeat } from './line-heat';
import { showHeat } from './profile-costs';
import type { ResultsPanel } from './results-panel';

/** Milliseconds of the phases that the client measures. */
export interface ClientTimes {
  readonly analyse?: number;
  readonly connect?: number;
  readonly upload?: number;
  readonly queue?: number;
}

export interface RunIdentity {
  readonly job: string;
  readonly target: string;
  readonly file: string;
  readonly functionName: string;
  readonly times: ClientTimes;
  /** The program as it was run, when this window ran it. */
  readonly sourceText: string | undefined;
}

export class RunPresenter {
  constructor(
    private readonly ctx: WeftContext,
    private readonly sessions: ClusterSessions,
    private readonly results: ResultsPanel,
    private readonly heat: LineHeat,
  ) {}

  get store(): RunStore {
    return new RunStore(this.ctx.runsFolder);
  }

  /** Fetches everything a finished job left and keeps it. */
  async bring(session: Session, identity: RunIdentity): Promise<StoredRun> {
    const { fetchResults } = await import('../cluster/results');
    const begun = performance.now();
    const folder = await this.store.create(identity.job);
    const fetched = await fetchResults(session, identity.job, folder);
    const download = performance.now() - begun;
    const { titles } = partsOf(fetched.structure);
    const run: StoredRun = {
      job: identity.job,
      target: identity.target,
      file: identity.file,
      functionName: identity.functionName,
      finishedMs: Date.now(),
      runMs: fetched.timing.run_ms,
      worker: [
        fetched.worker.host,
        `${fetched.worker.threads} ${fetched.worker.threads === 1 ? 'thread' : 'threads'}`,
        fetched.worker.cpu,
      ]
        .filter((part) => part !== '')
        .join(' · '),
      phases: phasesOf(identity.times, fetched.timing, download),
      results: [
        ...fetched.results.map((entry) => ({
          title: titles.get(entry.name) ?? titleOf(entry.name),
          role: 'returned' as const,
          ...storedFile(entry),
        })),
        ...fetched.mutated.map((entry) => ({
          title: entry.name.replace(/^arg\./, ''),
          role: 'mutated' as const,
          ...storedFile(entry),
        })),
      ],
      structure: fetched.structure,
      profile: fetched.profile === undefined ? undefined : await nameProfile(fetched.profile, identity.functionName),
      source: identity.sourceText === undefined ? undefined : 'source.py',
    };
    if (identity.sourceText !== undefined) await writeFile(path.join(folder, 'source.py'), identity.sourceText);
    await this.store.save(run);
    return run;
  }

  async present(run: StoredRun, what: 'all' | 'results' | 'profile'): Promise<void> {
    const folder = this.store.folderOf(run.job);
    const profile = run.profile === undefined ? undefined : path.join(folder, run.profile);
    const source = vscode.Uri.file(run.file);
    if (profile !== undefined) {
      // The results stand for themselves, whatever is wrong with the profile.
      await showHeat(this.heat, this.store, run).catch((error) => this.ctx.report('the profile cannot be read', error));
    }
    // The results come last, so that they lie on top: they are the answer, the profile is the next tab.
    const opensProfile = what === 'profile' || (what === 'all' && this.ctx.setting('profile.openAfterRun', true));
    if (opensProfile && profile !== undefined) await vscode.commands.executeCommand('weft.openProfile', profile);
    if (what === 'profile' && profile === undefined) {
      void vscode.window.showInformationMessage('This job recorded no profile');
    }
    if (what === 'results' || (what === 'all' && this.ctx.setting('results.openAfterRun', true))) {
      await this.results.show({ ...run, title: `${path.basename(run.file)}: ${run.functionName}`, folder, profile });
    }
    this.ctx.tellRunFinished({
      job: run.job,
      target: run.target,
      source,
      functionName: run.functionName,
      folder,
      profile,
      finishedMs: run.finishedMs,
      runMs: run.runMs.at(-1),
    });
  }

  /** A job of the Jobs view: taken from this machine when it was brought here before. */
  async showJob(job: ListedJob, what: 'results' | 'profile'): Promise<void> {
    const known = await this.store.read(job.id);
    const run =
      known ??
      (await vscode.window.withProgress(
        { location: vscode.ProgressLocation.Notification, title: `Fetching ${job.title}` },
        () =>
          this.sessions.with(job.target, async (session) => {
            const { readJobFile } = await import('../cluster/jobs');
            const description: unknown = JSON.parse((await readJobFile(session, job.id, 'job.json')).toString('utf8'));
            const file = (description as { file?: unknown }).file;
            return this.bring(session, {
              job: job.id,
              target: job.target,
              file: await programFile(typeof file === 'string' ? file : ''),
              functionName: job.title.split(':').at(-1) ?? job.title,
              times: {},
              sourceText: undefined,
            });
          }),
      ));
    await this.present(run, what);
  }
}

/** The command line names files as they were typed: relative ones are looked for in the workspace. */
async function programFile(file: string): Promise<string> {
  if (path.isAbsolute(file)) return file;
  const found = file === '' ? [] : await vscode.workspace.findFiles(`**/${path.basename(file)}`, undefined, 1);
  return found[0]?.fsPath ?? file;
}

function storedFile({ file, list, lengths, shapes }: ResultEntry): Omit<StoredResult, 'title' | 'role'> {
  return {
    file: path.basename(file),
    ...(list === undefined ? {} : { list }),
    ...(lengths === undefined ? {} : { lengths }),
    ...(shapes === undefined ? {} : { shapes }),
  };
}

/** `return.0` is `return[0]` to a Python reader. */
function titleOf(name: string): string {
  const part = /^return\.(\d+)$/.exec(name)?.[1];
  return part === undefined ? name : `return[${part}]`;
}

/** An editor tab shows the file's name: the function's says more than `profile`. */
async function nameProfile(file: string, functionName: string): Promise<string> {
  const name = `${functionName}.weftprof`;
  await rename(file, path.join(path.dirname(file), name));
  return name;
}

function phasesOf(
  times: ClientTimes,
  worker: { readonly compile_ms: number; readonly run_ms: readonly number[] },
  download: number,
): StoredRun['phases'] {
  const last = worker.run_ms.at(-1);
  const entries: [string, number | undefined][] = [
    ['connect', times.connect],
    ['upload', times.upload],
    ['queue', times.queue],
    ['compile', worker.compile_ms],
    ['run', last],
    ['download', download],
  ];
  return entries.flatMap(([label, ms]) => (ms === undefined ? [] : [{ label, text: formatTime(ms * 1e6) }]));
}
