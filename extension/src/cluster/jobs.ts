// SPDX-License-Identifier: Apache-2.0
// Jobs as a client sees them: submit, follow over lost connections, fetch with verification, list, cancel. Holds no state of
// its own: the job folder on the target is the truth, and every function can be repeated.

import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { finished } from 'node:stream/promises';
import { ArgumentT } from '../../../language-server/src/wire/generated/weft/wire/argument';
import { ArgumentKind } from '../../../language-server/src/wire/generated/weft/wire/argument-kind';
import { LauncherT } from '../../../language-server/src/wire/generated/weft/wire/launcher';
import { LauncherKind } from '../../../language-server/src/wire/generated/weft/wire/launcher-kind';
import { SubmitT } from '../../../language-server/src/wire/generated/weft/wire/submit';
import type { Connection, Progress } from '../net/connection';
import { errnoOf, messageOf, WeftError } from '../net/error';
import { text } from '../net/message';
import { isFinal, type JobEventData, type JobStateName, parseEvent, type RunError, stateName } from './events';
import type { JobArgument } from './inputs';
import type { Session } from './session';
import type { SlurmSettings } from './targets';

/** How long a lost connection is tried again before the client gives up; the job goes on. */
export const RECONNECT_PATIENCE_MS = 120_000;

/** Small enough to be nothing beside a connection's window, large enough that the disk is not waited for chunk by chunk. */
const WRITE_BUFFER_BYTES = 2 * 1024 * 1024;

export interface JobRequest {
  readonly title: string;
  /** The user's path, for messages. */
  readonly file: string;
  readonly graph: Uint8Array;
  readonly arguments: readonly JobArgument[];
  /** 0: all that the allocation gives. */
  readonly threads: number;
  readonly repeat: number;
}

export interface JobInfo {
  readonly id: string;
  readonly title: string;
  readonly state: JobStateName;
  readonly reason: string;
  readonly submitted: Date;
  readonly started: Date | undefined;
  readonly ended: Date | undefined;
  readonly launcher: 'local' | 'slurm';
  readonly launcherId: string;
  readonly host: string;
}

export interface Outcome {
  readonly state: JobStateName;
  readonly reason: string;
  readonly error: RunError | undefined;
}

/** Repeats `work` on a new connection when the old one is lost in the middle. Only for work that may be done twice. */
async function overLosses<T>(session: Session, work: (connection: Connection) => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    const connection = attempt === 0 ? await session.connection() : await session.reconnect(RECONNECT_PATIENCE_MS);
    try {
      return await work(connection);
    } catch (error) {
      if (connection.isOpen || !(error instanceof WeftError) || error.code !== 'WEFT454' || attempt >= 5) throw error;
    }
  }
}

/** Uploads what the target does not have yet. Gives the bytes that were sent. */
export async function uploadInputs(
  session: Session,
  args: readonly JobArgument[],
  onProgress?: Progress,
): Promise<number> {
  const blobs = new Map(
    args.flatMap((argument) => (argument.kind === 'blob' ? [[argument.blob.sha256, argument.blob] as const] : [])),
  );
  const total = [...blobs.values()].reduce((sum, blob) => sum + blob.bytes, 0);
  let before = 0;
  let sent = 0;
  for (const blob of blobs.values()) {
    const base = before;
    sent += await overLosses(session, (connection) =>
      connection.upload(
        blob.sha256,
        blob.bytes,
        (offset) => blob.open(offset),
        (done) => onProgress?.(base + done, total),
      ),
    );
    before += blob.bytes;
  }
  return sent;
}

/** Submits a job whose inputs are uploaded. The same key gives the same job, so a lost answer is asked for again. */
export async function submitJob(
  session: Session,
  request: JobRequest,
  key: string = randomBytes(16).toString('hex'),
): Promise<string> {
  const submit = new SubmitT(
    key,
    request.title,
    request.file,
    request.graph as unknown as number[], // The generated packer takes bytes as they are; its type names plain numbers only.
    // Text and None are constants of the graph, and no arguments of its entry.
    request.arguments.filter(({ kind }) => kind !== 'str' && kind !== 'none').map(wireArgument),
    request.threads,
    request.repeat,
    launcherOf(session.target.slurm),
  );
  return overLosses(session, (connection) => {
    if (session.target.slurm !== undefined && text(connection.welcome.slurm) === '') {
      throw new WeftError(
        'WEFT457',
        `${session.target.name} has no Slurm: \`sbatch\` is not found there`,
        'choose a login node of the cluster, or a target without Slurm settings',
      );
    }
    return connection.submit(submit);
  });
}

function wireArgument(argument: JobArgument): ArgumentT {
  const wire = new ArgumentT(argument.name);
  switch (argument.kind) {
    case 'int':
      wire.kind = ArgumentKind.Int;
      wire.intValue = argument.value;
      break;
    case 'float':
      wire.kind = ArgumentKind.Float;
      wire.floatValue = argument.value;
      break;
    case 'bool':
      wire.kind = ArgumentKind.Bool;
      wire.intValue = argument.value ? 1n : 0n;
      break;
    case 'str':
      wire.kind = ArgumentKind.Str;
      wire.stringValue = argument.value;
      break;
    case 'none':
      wire.kind = ArgumentKind.None;
      break;
    case 'blob':
      wire.kind = ArgumentKind.Blob;
      wire.sha256 = argument.blob.sha256;
      break;
    case 'remote':
      wire.kind = ArgumentKind.Remote;
      wire.path = argument.path;
  }
  return wire;
}

function launcherOf(slurm: SlurmSettings | undefined): LauncherT {
  if (slurm === undefined) return new LauncherT(LauncherKind.Local);
  return new LauncherT(
    LauncherKind.Slurm,
    slurm.partition ?? null,
    slurm.account ?? null,
    slurm.qos ?? null,
    slurm.time ?? null,
    slurm.cpus ?? 0,
    slurm.memory ?? null,
    [...(slurm.directives ?? [])],
    [...(slurm.prologue ?? [])],
  );
}

export interface FollowOptions {
  readonly onEvent?: (event: JobEventData) => void;
  /** Ends the following, not the job. */
  readonly signal?: AbortSignal;
}

/** Follows a job to its end, reconnecting as often as needed and never missing or repeating an event. */
export async function followJob(session: Session, job: string, options: FollowOptions = {}): Promise<Outcome> {
  let next = 0;
  let outcome: Outcome = { state: 'queued', reason: '', error: undefined };
  const take = (event: JobEventData): void => {
    if (event.kind === 'state') outcome = { ...outcome, state: event.state, reason: event.reason ?? '' };
    else if (event.kind === 'error') outcome = { ...outcome, error: event.error };
    options.onEvent?.(event);
  };
  for (let attempt = 0; ; attempt++) {
    const connection = attempt === 0 ? await session.connection() : await session.reconnect(RECONNECT_PATIENCE_MS);
    const lost = await new Promise<WeftError | undefined>((resolve, reject) => {
      let stop: () => void = () => {};
      const finish = (error?: WeftError): void => {
        options.signal?.removeEventListener('abort', abort);
        resolve(error);
        stop();
      };
      const abort = (): void => finish();
      options.signal?.addEventListener('abort', abort);
      if (options.signal?.aborted === true) abort();
      connection.closed.then((error) =>
        finish(error ?? new WeftError('WEFT454', 'the connection was closed', 'submitted jobs go on')),
      );
      connection
        .watch(job, next, ({ sequence, json }) => {
          if (sequence < next) return;
          next = sequence + 1;
          const event = parseEvent(json);
          if (event === undefined) return;
          take(event);
          if (event.kind === 'state' && isFinal(event.state)) finish();
        })
        .then(
          (end) => {
            stop = end;
            if (isFinal(outcome.state)) end();
          },
          (error: unknown) => {
            if (connection.isOpen) reject(error);
          },
        );
    });
    if (lost === undefined) return outcome;
  }
}

export async function listJobs(session: Session, limit = 0): Promise<JobInfo[]> {
  const date = (ns: bigint): Date | undefined => (ns === 0n ? undefined : new Date(Number(ns / 1_000_000n)));
  return (await overLosses(session, (connection) => connection.listJobs(limit))).map((job) => ({
    id: text(job.id),
    title: text(job.title),
    state: stateName(job.state),
    reason: text(job.reason),
    submitted: date(job.submittedNs) ?? new Date(0),
    started: date(job.startedNs),
    ended: date(job.endedNs),
    launcher: job.launcher === LauncherKind.Slurm ? 'slurm' : 'local',
    launcherId: text(job.launcherId),
    host: text(job.host),
  }));
}

export function cancelJob(session: Session, job: string): Promise<void> {
  return overLosses(session, (connection) => connection.cancel(job));
}

export function deleteJob(session: Session, job: string): Promise<void> {
  return overLosses(session, (connection) => connection.deleteJob(job));
}

/** A small file of the job folder (`log`, `error.json`); `limit` guards the memory of the caller. */
export async function readJobFile(
  session: Session,
  job: string,
  file: string,
  limit = 64 * 1024 * 1024,
): Promise<Buffer> {
  return overLosses(session, async (connection) => {
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    await connection.fetch(job, file, 0, (chunk) => {
      bytes += chunk.length;
      if (bytes > limit)
        throw new WeftError(
          'WEFT458',
          `\`${file}\` of job ${job} is larger than ${limit} bytes`,
          'fetch it with `weft fetch`',
        );
      chunks.push(chunk);
    });
    return Buffer.concat(chunks);
  });
}

/** What a file of the job folder holds from `offset` on, chunk by chunk. Gives the offset after it. */
export async function streamJobFile(
  session: Session,
  job: string,
  file: string,
  offset: number,
  onChunk: (chunk: Uint8Array) => void,
): Promise<number> {
  let at = offset;
  await overLosses(session, (connection) =>
    connection.fetch(job, file, at, (chunk) => {
      at += chunk.length;
      onChunk(chunk);
    }),
  );
  return at;
}

/**
 * Copies a file of the job folder to `destination`: into a partial file that is resumed after a loss, checked against the
 * daemon's hash, then renamed. Nothing half-written ever carries the final name.
 */
export async function fetchFile(
  session: Session,
  job: string,
  file: string,
  destination: string,
  onProgress?: Progress,
): Promise<void> {
  const partial = `${destination}.partial`;
  await mkdir(path.dirname(destination), { recursive: true });
  await rm(partial, { force: true });
  await overLosses(session, async (connection) => {
    const hash = createHash('sha256');
    const done = await hashExisting(partial, hash);
    const sink = createWriteStream(partial, { flags: 'a', highWaterMark: WRITE_BUFFER_BYTES });
    const closed = finished(sink);
    closed.catch(() => {}); // Awaited below; a failure may come before.
    try {
      const { sha256 } = await connection.fetch(
        job,
        file,
        done,
        async (chunk) => {
          hash.update(chunk);
          if (!sink.write(chunk)) await Promise.race([once(sink, 'drain'), closed]);
        },
        onProgress,
      );
      sink.end();
      await closed;
      const digest = hash.digest('hex');
      if (sha256 !== '' && sha256 !== digest) {
        await rm(partial, { force: true });
        throw new WeftError(
          'WEFT458',
          `\`${file}\` of job ${job} arrived damaged (its hash differs)`,
          'fetch it again',
        );
      }
    } catch (error) {
      if (errnoOf(error) === undefined) throw error;
      sink.destroy();
      await rm(partial, { force: true });
      throw new WeftError(
        'WEFT458',
        `cannot write ${destination}: ${messageOf(error)}`,
        'free some space or choose another folder with `--out`',
      );
    } finally {
      if (!sink.destroyed) sink.end(); // What arrived before a loss is kept, buffered or not: the next attempt goes on after it.
      await closed.catch(() => {});
    }
  });
  await rename(partial, destination);
}

async function hashExisting(file: string, hash: { update(data: Uint8Array): unknown }): Promise<number> {
  try {
    const { size } = await stat(file);
    for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
    return size;
  } catch {
    return 0; // Nothing was fetched before.
  }
}
