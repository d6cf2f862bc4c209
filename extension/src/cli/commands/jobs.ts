// SPDX-License-Identifier: Apache-2.0
// `weft jobs`, `logs`, `cancel`, `fetch`: jobs that run, or ran, on a target.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { isFinal } from '../../cluster/events';
import { cancelJob, type JobInfo, listJobs, streamJobFile } from '../../cluster/jobs';
import { EXIT, type Exit, usageError, WeftError } from '../../net/error';
import type { CliContext } from '../context';
import { finish, onOption, type Timing } from '../execute';
import { type Options, onlyPositional } from '../options';
import { exitOf, failureText, jsonReport, printResults } from '../report';

export async function jobs(context: CliContext, options: Options): Promise<Exit> {
  if (options.positionals.length > 0)
    throw usageError('`weft jobs` takes no argument', 'choose a target with `--on TARGET`');
  const list = await listJobs(context.session(options));
  if (options.flag('json')) {
    context.terminal.out(JSON.stringify({ jobs: list.map(jobJson) }));
  } else if (list.length === 0) context.terminal.note('no jobs');
  else context.terminal.out(jobTable(list));
  return EXIT.done;
}

function jobJson(job: JobInfo): object {
  return {
    job: job.id,
    title: job.title,
    state: job.state,
    reason: job.reason,
    host: job.host,
    launcher: job.launcher,
    launcher_id: job.launcherId,
    submitted: job.submitted.toISOString(),
    started: job.started?.toISOString() ?? null,
    ended: job.ended?.toISOString() ?? null,
  };
}

function jobTable(list: readonly JobInfo[]): string {
  const rows = list.map((job) => [
    job.id,
    job.state,
    duration(job),
    job.launcher === 'slurm' && job.launcherId !== '' ? `slurm ${job.launcherId}` : job.host,
    job.title,
    job.reason.split('\n')[0] ?? '',
  ]);
  const all = [['JOB', 'STATE', 'TIME', 'WHERE', 'TITLE', ''], ...rows];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0))) ?? [];
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function duration(job: JobInfo): string {
  if (job.started === undefined) return '-';
  const seconds = Math.max(0, ((job.ended ?? new Date()).getTime() - job.started.getTime()) / 1000);
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return whole < 3600
    ? `${Math.floor(whole / 60)} m ${whole % 60} s`
    : `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} m`;
}

/** How often a log that grows is looked at. */
const FOLLOW_MS = 500;

export async function logs(context: CliContext, options: Options): Promise<Exit> {
  const job = onlyPositional(options, 'the job', 'weft logs 20261122-101500-a1b2c3');
  const session = context.session(options);
  const decoder = new TextDecoder();
  let offset = 0;
  let last = '';
  for (;;) {
    // The state is asked for before the log, so that nothing is missed of what a job printed at its end.
    const info = (await listJobs(session)).find(({ id }) => id === job);
    if (info === undefined) throw unknownJob(job);
    try {
      offset = await streamJobFile(session, job, 'log', offset, (chunk) => {
        last = decoder.decode(chunk, { stream: true });
        context.terminal.raw(last);
      });
    } catch (error) {
      if (!(error instanceof WeftError) || error.code !== 'WEFT415') throw error; // 415: the worker has not started.
    }
    if (!options.flag('follow') || isFinal(info.state)) break;
    await new Promise((resolve) => setTimeout(resolve, FOLLOW_MS));
  }
  if (offset === 0) context.terminal.note('the worker printed nothing');
  else if (!last.endsWith('\n')) context.terminal.raw('\n');
  return EXIT.done;
}

export async function cancel(context: CliContext, options: Options): Promise<Exit> {
  const job = onlyPositional(options, 'the job', 'weft cancel 20261122-101500-a1b2c3');
  const session = context.session(options);
  const before = (await listJobs(session)).find(({ id }) => id === job);
  if (before === undefined) throw unknownJob(job);
  if (isFinal(before.state)) context.terminal.note(`job ${job} is over already (${before.state})`);
  else {
    await cancelJob(session, job);
    context.terminal.note(`cancelling job ${job}`);
  }
  return EXIT.done;
}

/** Waits for the job's end when it still runs, then gets its results. */
export async function fetch(context: CliContext, options: Options): Promise<Exit> {
  const job = onlyPositional(options, 'the job', 'weft fetch 20261122-101500-a1b2c3');
  const session = context.session(options);
  const info = (await listJobs(session)).find(({ id }) => id === job);
  if (info === undefined) throw unknownJob(job);
  const out = options.value('out');
  const folder = out === undefined ? context.resultsFolder(job) : path.resolve(context.cwd, out);
  const timing: Timing = {
    transpile_ms: 0,
    connect_ms: 0,
    upload_ms: 0,
    queue_ms: 0,
    compile_ms: 0,
    compile_cached: false,
    run_ms: [],
    download_ms: 0,
  };
  const finished = await finish(context, session, job, folder, timing);
  if (info.started !== undefined) timing.queue_ms = Math.max(0, info.started.getTime() - info.submitted.getTime());
  if (options.flag('json')) context.terminal.out(JSON.stringify(jsonReport(finished, timing)));
  else printResults(context, finished, timing, out === undefined ? folder : undefined);
  if (finished.outcome.state !== 'done') {
    const file = finished.outcome.error?.file ?? info.title.split(':')[0] ?? '';
    context.terminal.note(failureText(finished, file, sourceOf(path.resolve(context.cwd, file)), onOption(session)));
  }
  return exitOf(finished);
}

/** The program's text when it still lies where it was: to show the line of an error. */
function sourceOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined; // The error is shown without its line.
  }
}

function unknownJob(job: string): WeftError {
  return usageError(
    `there is no job \`${job}\` on this target`,
    'see `weft jobs`, or choose another target with `--on TARGET`',
    'WEFT464',
  );
}
