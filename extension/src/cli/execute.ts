// SPDX-License-Identifier: Apache-2.0
// One run from start to results, with every phase timed: the middle of `weft run` and `weft verify`.

import type { ParameterType } from '../../../language-server/src/core/lower/signature';
import { encodeGraph } from '../../../language-server/src/wire/encode';
import { type BoundArgument, bindArchive, bindArgument, fileTypeOf, splitArgument } from '../cluster/arguments';
import { sentArguments } from '../cluster/composed';
import { readHeader } from '../cluster/data-files';
import { isFinal, type JobEventData } from '../cluster/events';
import { cancelJob, followJob, type Outcome, submitJob, uploadInputs } from '../cluster/jobs';
import { type Fetched, fetchProfile, fetchResults } from '../cluster/results';
import { RunLog } from '../cluster/run-log';
import type { Session } from '../cluster/session';
import { errnoOf, messageOf, WeftError } from '../net/error';
import type { CliContext } from './context';
import type { Options } from './options';
import {
  type Compiled,
  chooseFunction,
  compile,
  hasErrors,
  loadProgram,
  matchArguments,
  type Program,
  splitProgram,
  taskThreads,
} from './program';

export interface Timing {
  transpile_ms: number;
  connect_ms: number;
  upload_ms: number;
  queue_ms: number;
  compile_ms: number;
  compile_cached: boolean;
  run_ms: readonly number[];
  download_ms: number;
}

export interface Prepared {
  readonly program: Program;
  readonly entry: string;
  readonly args: readonly BoundArgument[];
  readonly compiled: Compiled;
  readonly threads: number;
  readonly timing: Timing;
}

/** Loads the program, binds its arguments and compiles it. Only `remote:` arguments need the target for this. */
export async function prepare(
  context: CliContext,
  options: Options,
  argument: string,
  session: () => Session,
): Promise<Prepared> {
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
  const loading = performance.now();
  const { file, entry } = splitProgram(argument);
  const program = await loadProgram(file, context.cwd, context.distFolder);
  const fn = chooseFunction(program, entry);
  timing.transpile_ms = performance.now() - loading;

  const describe = async (remotePath: string) => {
    const started = performance.now();
    const connection = await session().connection();
    timing.connect_ms += performance.now() - started;
    return readHeader(connection, remotePath, session().target.name);
  };
  const folder = { folder: context.cwd, describe };
  const archive = options.value('args');
  const bound = archive === undefined ? [] : await bindArchive(archive, folder);
  for (const option of options.values('arg')) {
    const { name, value } = splitArgument(option);
    bound.push(await bindArgument(name, value, folder));
  }
  const args = matchArguments(program, fn, bound);

  const compiling = performance.now();
  const start = dataFolder(context, options);
  const files = new Map<string, ParameterType>();
  let compiled = compile(program, fn, args, files, start);
  timing.transpile_ms += performance.now() - compiling;
  for (;;) {
    // The type of one file may lead to the next.
    const more = compiled.loads.filter((file) => !files.has(file));
    if (compiled.graph !== undefined || more.length === 0) break;
    for (const file of more) files.set(file, fileTypeOf(await describe(file)));
    const again = performance.now();
    compiled = compile(program, fn, args, files, start);
    timing.transpile_ms += performance.now() - again;
  }
  return {
    program,
    entry: fn.name,
    args,
    compiled,
    threads: options.count('threads', 1) ?? taskThreads(program, fn) ?? 0,
    timing,
  };
}

/** Python opens relative names where it is started, and the local target sees the same folder. */
export function dataFolder(context: CliContext, options: Options): string | undefined {
  return (options.value('on') ?? 'local') === 'local' ? context.cwd : undefined;
}

export function isRefused(prepared: Prepared): boolean {
  return prepared.compiled.graph === undefined || hasErrors(prepared.compiled.diagnostics);
}

/** Connects, uploads and submits. Gives the job's id. */
export async function submit(
  context: CliContext,
  options: Options,
  prepared: Prepared,
  session: Session,
): Promise<string> {
  const { program, compiled, timing } = prepared;
  if (compiled.graph === undefined) throw new TypeError('a refused program has no graph');
  const encoding = performance.now();
  const graph = encodeGraph(compiled.graph);
  timing.transpile_ms += performance.now() - encoding;

  const connecting = performance.now();
  context.terminal.progress(
    session.target.name === 'local' ? 'connecting to the local daemon' : `connecting to ${session.target.name}`,
  );
  await session.connection();
  timing.connect_ms += performance.now() - connecting;

  const uploading = performance.now();
  const jobArguments = sentArguments(prepared.args);
  const sentBytes = await uploadInputs(session, jobArguments, (done, total) => {
    context.terminal.progress(
      'uploading inputs',
      `${Math.floor((done / Math.max(1, total)) * 100)} % of ${bytesText(total)}`,
    );
  });
  timing.upload_ms =
    sentBytes === 0 && jobArguments.every((argument) => argument.kind !== 'blob') ? 0 : performance.now() - uploading;

  return submitJob(session, {
    title: `${program.file.split('/').at(-1) ?? program.file}:${prepared.entry}`,
    file: program.file,
    graph,
    arguments: jobArguments,
    threads: prepared.threads,
    repeat: options.count('repeat', 1) ?? 1,
  });
}

export interface Finished {
  readonly job: string;
  readonly outcome: Outcome;
  readonly results: Fetched | undefined;
  /** Also fetched for a failed run, when the worker wrote one. */
  readonly profile: string | undefined;
}

/** Follows a job with progress, lets Ctrl-C cancel it, and fetches what it left. */
export async function finish(
  context: CliContext,
  session: Session,
  job: string,
  folder: string,
  timing: Timing,
  show?: (text: string) => void,
): Promise<Finished> {
  const log = show && new RunLog(session, job, show);
  const submitted = performance.now();
  let isRunning = false;
  const onEvent = (event: JobEventData): void => {
    if (!isRunning && event.kind === 'state' && (event.state === 'running' || isFinal(event.state))) {
      isRunning = true;
      log?.start();
      timing.queue_ms = performance.now() - submitted;
    }
    const line = eventText(event);
    if (line !== undefined) context.terminal.progress(line.stage, line.detail);
  };
  const stopListening = cancelOnInterrupt(context, session, job);
  let outcome: Outcome;
  try {
    outcome = await followJob(session, job, { onEvent });
  } catch (error) {
    if (error instanceof WeftError && error.exit === 4) {
      throw new WeftError(
        error.code,
        error.message,
        `job ${job} goes on; when the target is back: \`weft fetch ${job}${onOption(session)}\``,
        error.exit,
      );
    }
    throw error;
  } finally {
    stopListening();
    log?.stop();
  }
  await log?.finish(outcome.error ? `${outcome.error.kind}: ${outcome.error.message}\n` : '');
  const downloading = performance.now();
  context.terminal.progress('fetching results');
  if (outcome.state !== 'done') {
    // A failed run may have left neither.
    const changed = await fetchResults(session, job, folder).catch(() => undefined);
    const profile = changed?.profile ?? (await fetchProfile(session, job, folder).catch(() => undefined));
    return { job, outcome, results: changed, profile };
  }
  let results: Fetched;
  try {
    results = await fetchResults(session, job, folder, (file) => context.terminal.progress(`fetching ${file}`));
  } catch (error) {
    const isDisk = errnoOf(error) !== undefined;
    if (!isDisk && !(error instanceof WeftError && error.code === 'WEFT458')) throw error;
    throw new WeftError(
      'WEFT458',
      isDisk ? `cannot write to ${folder}: ${messageOf(error)}` : messageOf(error),
      `the results are safe on the target; with room for them: \`weft fetch ${job}${onOption(session)} --out DIR\``,
    );
  }
  timing.download_ms = performance.now() - downloading;
  timing.compile_ms = results.timing.compile_ms;
  timing.compile_cached = results.timing.compile_cached;
  timing.run_ms = results.timing.run_ms;
  context.terminal.clear();
  return { job, outcome, results, profile: results.profile };
}

export function onOption(session: Session): string {
  return session.target.name === 'local' ? '' : ` --on ${session.target.name}`;
}

/** First Ctrl-C cancels the job, the second leaves at once and lets it be. */
function cancelOnInterrupt(context: CliContext, session: Session, job: string): () => void {
  let isAsked = false;
  const onSignal = (): void => {
    if (isAsked) {
      context.terminal.note(`left; job ${job} may still be running, see \`weft jobs${onOption(session)}\``);
      process.exit(130);
    }
    isAsked = true;
    context.terminal.note(
      `cancelling job ${job}; to leave a job running start it with \`--detach\` (Ctrl-C again leaves at once)`,
    );
    cancelJob(session, job).catch((error: unknown) =>
      context.terminal.note(`the job could not be cancelled: ${messageOf(error)}`),
    );
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return () => {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  };
}

function eventText(event: JobEventData): { readonly stage: string; readonly detail?: string } | undefined {
  switch (event.kind) {
    case 'state':
      // The phases tell of a running job; how it ends is told at the end, with its reason in full.
      if (event.state === 'running' || isFinal(event.state)) return undefined;
      return {
        stage: event.reason === undefined || event.reason === '' ? event.state : `${event.state}: ${event.reason}`,
      };
    case 'phase':
      return {
        stage:
          { load: 'loading inputs', compile: 'compiling', run: 'running', store: 'storing results' }[event.name] ??
          event.name,
      };
    case 'progress':
      return event.total > 1 ? { stage: 'running', detail: `${event.done} of ${event.total}` } : undefined;
    case 'info':
      return { stage: event.message };
    default:
      return undefined;
  }
}

export function bytesText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value >= 100 || unit === 0 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}
