// SPDX-License-Identifier: Apache-2.0
// One conversation with a weftd over any duplex stream: requests paired with answers, job events, uploads and downloads under
// flow control. Knows nothing of SSH, files or jobs' meaning. Memory is bounded by the window of each open channel.

import type { Duplex } from 'node:stream';
import { CancelT } from '../../../language-server/src/wire/generated/weft/wire/cancel';
import { DeleteJobT } from '../../../language-server/src/wire/generated/weft/wire/delete-job';
import { DescribeT } from '../../../language-server/src/wire/generated/weft/wire/describe';
import { DescribedT } from '../../../language-server/src/wire/generated/weft/wire/described';
import { EventT } from '../../../language-server/src/wire/generated/weft/wire/event';
import { FailureT } from '../../../language-server/src/wire/generated/weft/wire/failure';
import { FetchT } from '../../../language-server/src/wire/generated/weft/wire/fetch';
import { FetchReadyT } from '../../../language-server/src/wire/generated/weft/wire/fetch-ready';
import { HelloT } from '../../../language-server/src/wire/generated/weft/wire/hello';
import type { JobT } from '../../../language-server/src/wire/generated/weft/wire/job';
import { JobsT } from '../../../language-server/src/wire/generated/weft/wire/jobs';
import { ListJobsT } from '../../../language-server/src/wire/generated/weft/wire/list-jobs';
import { OkT } from '../../../language-server/src/wire/generated/weft/wire/ok';
import { PingT } from '../../../language-server/src/wire/generated/weft/wire/ping';
import { PongT } from '../../../language-server/src/wire/generated/weft/wire/pong';
import { ShutdownT } from '../../../language-server/src/wire/generated/weft/wire/shutdown';
import type { SubmitT } from '../../../language-server/src/wire/generated/weft/wire/submit';
import { SubmittedT } from '../../../language-server/src/wire/generated/weft/wire/submitted';
import { UnwatchT } from '../../../language-server/src/wire/generated/weft/wire/unwatch';
import { UploadT } from '../../../language-server/src/wire/generated/weft/wire/upload';
import { UploadReadyT } from '../../../language-server/src/wire/generated/weft/wire/upload-ready';
import { WatchT } from '../../../language-server/src/wire/generated/weft/wire/watch';
import { WelcomeT } from '../../../language-server/src/wire/generated/weft/wire/welcome';
import { ChunkQueue, CreditAllowance } from './credit';
import { EXIT, errnoOf, messageOf, WeftError } from './error';
import { decodeCredit, FRAME_KIND, type Frame, FrameReader, protocolError } from './frame';
import { FrameWriter } from './frame-writer';
import { decodeMessage, encodeMessage, type MessageBody, text } from './message';

export const PROTOCOL_MAJOR = 1;
export const PROTOCOL_MINOR = 0;
/** A weftd answers from memory or one small file; longer means that it hangs. */
const REQUEST_TIMEOUT_MS = 30_000;
/** Data frames of this size keep a `Cancel` from waiting long, and cost nothing measurable against 1 MiB. */
const UPLOAD_CHUNK_BYTES = 256 * 1024;

export interface JobEvent {
  readonly sequence: number;
  /** The event line's JSON as it stands in the job folder. */
  readonly json: string;
}

export interface OpenOptions {
  readonly token: string;
  /** Who connects, for the daemon's log. */
  readonly client: string;
  readonly timeoutMs?: number;
}

interface Pending {
  readonly answers: readonly (new () => MessageBody)[];
  resolve(body: MessageBody): void;
  reject(error: Error): void;
}

/** Opens the bytes of an upload from an offset. */
export type UploadSource = (offset: number) => AsyncIterable<Uint8Array>;
export type Progress = (done: number, total: number) => void;

export class Connection {
  /** Settles, never rejecting, when the connection is over; with the reason unless `close` was called. */
  readonly closed: Promise<WeftError | undefined>;
  welcome: WelcomeT = new WelcomeT();

  private readonly reader = new FrameReader();
  private readonly writer: FrameWriter;
  private readonly pending = new Map<number, Pending>();
  private readonly uploads = new Map<number, CreditAllowance>();
  private readonly downloads = new Map<number, ChunkQueue>();
  private readonly watchers = new Map<string, Set<(event: JobEvent) => void>>();
  private readonly received = new Map<number, number>();
  private nextRequest = 1;
  private failure: WeftError | undefined;
  private settleClosed: (error: WeftError | undefined) => void = () => {};
  private isOver = false;

  private constructor(private readonly stream: Duplex) {
    this.writer = new FrameWriter(stream);
    this.closed = new Promise((resolve) => {
      this.settleClosed = resolve;
    });
    stream.on('data', (chunk: Buffer) => this.onData(chunk));
    stream.on('error', (error: Error) => this.end(lost(messageOf(error), errnoOf(error))));
    stream.on('end', () => this.end(lost('the daemon closed the connection')));
    stream.on('close', () => this.end(lost('the connection was closed')));
  }

  /** Says hello. A wrong version rejects with `WEFT405`, a wrong token with the daemon's own failure. */
  static async open(stream: Duplex, options: OpenOptions): Promise<Connection> {
    const connection = new Connection(stream);
    try {
      const hello = new HelloT(PROTOCOL_MAJOR, PROTOCOL_MINOR, options.token, options.client);
      connection.welcome = await connection.ask(hello, WelcomeT, options.timeoutMs);
    } catch (error) {
      connection.close();
      throw error;
    }
    return connection;
  }

  get isOpen(): boolean {
    return !this.isOver;
  }

  close(): void {
    this.end(undefined);
  }

  async describe(path: string): Promise<DescribedT> {
    return this.ask(new DescribeT(path), DescribedT);
  }

  async submit(submit: SubmitT): Promise<string> {
    return text((await this.ask(submit, SubmittedT)).job);
  }

  async listJobs(limit = 0): Promise<JobT[]> {
    return (await this.ask(new ListJobsT(limit), JobsT)).jobs;
  }

  async cancel(job: string): Promise<void> {
    await this.ask(new CancelT(job), OkT);
  }

  async deleteJob(job: string): Promise<void> {
    await this.ask(new DeleteJobT(job), OkT);
  }

  async ping(timeoutMs?: number): Promise<void> {
    await this.ask(new PingT(), PongT, timeoutMs);
  }

  async shutdown(force: boolean): Promise<void> {
    await this.ask(new ShutdownT(force), OkT);
  }

  /** Replays the job's events from `fromSequence` on and follows it. Gives the function that ends the watch. */
  async watch(job: string, fromSequence: number, listener: (event: JobEvent) => void): Promise<() => void> {
    const listeners = this.watchers.get(job) ?? new Set();
    this.watchers.set(job, listeners);
    listeners.add(listener);
    const stop = (): void => {
      listeners.delete(listener);
      if (listeners.size > 0 || !this.watchers.delete(job) || this.isOver) return;
      this.ask(new UnwatchT(job), OkT).catch(() => {
        // The watch ends with the connection or the daemon anyway.
      });
    };
    try {
      await this.ask(new WatchT(job, BigInt(fromSequence)), OkT);
    } catch (error) {
      listeners.delete(listener);
      throw error;
    }
    return stop;
  }

  /** Brings a blob to the target's store unless it is there. Resolves with the bytes that were sent. */
  async upload(sha256: string, size: number, source: UploadSource, onProgress?: Progress): Promise<number> {
    const request = this.nextRequest++;
    const allowance = new CreditAllowance();
    this.uploads.set(request, allowance);
    try {
      const ready = await this.exchange(request, new UploadT(sha256, BigInt(size)), [UploadReadyT]);
      if (ready.complete) return 0;
      const start = Number(ready.offset);
      // The daemon's verdict may come before the last byte (a full disk), so it is awaited from the start.
      const verdict = this.expect(request, [UploadReadyT], 0);
      verdict.catch((error: Error) => allowance.fail(error));
      let sent = start;
      try {
        for await (const chunk of source(start)) {
          let rest = chunk;
          while (rest.length > 0) {
            const taken = await allowance.take(Math.min(rest.length, UPLOAD_CHUNK_BYTES));
            await this.writer.data(request, rest.subarray(0, taken));
            rest = rest.subarray(taken);
            sent += taken;
            onProgress?.(sent, size);
          }
        }
      } catch (error) {
        // Half an upload with no more to come would hang the channel: only the end of the connection tells the daemon.
        if (this.pending.has(request)) this.end(lost(messageOf(error)));
        throw error;
      }
      if (sent !== size) {
        const error = new WeftError(
          'WEFT458',
          `the input changed while it was sent: ${sent} bytes instead of ${size}`,
          'run again',
        );
        this.end(error);
        throw error;
      }
      await verdict;
      return sent - start;
    } finally {
      this.uploads.delete(request);
      this.release(request);
    }
  }

  /** Streams a file of the job folder into `sink` from `offset` on. `sink` is awaited for each chunk. */
  async fetch(
    job: string,
    path: string,
    offset: number,
    sink: (chunk: Uint8Array) => Promise<void> | void,
    onProgress?: Progress,
  ): Promise<{ readonly size: number; readonly sha256: string }> {
    const request = this.nextRequest++;
    const queue = new ChunkQueue((bytes) => this.writer.credit(request, bytes));
    this.downloads.set(request, queue);
    try {
      const ready = await this.exchange(request, new FetchT(job, path, BigInt(offset)), [FetchReadyT]);
      const size = Number(ready.size);
      let at = offset;
      while (at < size) {
        const chunk = await queue.next();
        at += chunk.length;
        if (at > size) throw protocolError(`the daemon sent more than the ${size} bytes of \`${path}\``);
        await sink(chunk);
        queue.release(chunk.length);
        onProgress?.(at, size);
      }
      return { size, sha256: text(ready.sha256) };
    } finally {
      this.downloads.delete(request);
      this.release(request);
    }
  }

  private release(channel: number): void {
    this.writer.forget(channel);
    this.received.delete(channel);
  }

  private ask<T extends MessageBody>(body: MessageBody, answer: new () => T, timeoutMs?: number): Promise<T> {
    return this.exchange(this.nextRequest++, body, [answer], timeoutMs);
  }

  private exchange<T extends MessageBody>(
    request: number,
    body: MessageBody,
    answers: readonly (new () => T)[],
    timeoutMs = REQUEST_TIMEOUT_MS,
  ): Promise<T> {
    const reply = this.expect(request, answers, timeoutMs);
    this.writer.control(encodeMessage(request, body));
    return reply;
  }

  private expect<T extends MessageBody>(
    request: number,
    answers: readonly (new () => T)[],
    timeoutMs: number,
  ): Promise<T> {
    if (this.isOver) return Promise.reject(this.failure ?? lost('the connection was closed'));
    return new Promise<T>((resolve, reject) => {
      const timer =
        timeoutMs === 0
          ? undefined
          : setTimeout(() => {
              this.pending.delete(request);
              reject(
                new WeftError(
                  'WEFT455',
                  `the daemon did not answer within ${Math.round(timeoutMs / 1000)} s`,
                  'check that the target is not overloaded, then run again; submitted jobs go on',
                ),
              );
            }, timeoutMs);
      this.pending.set(request, {
        answers,
        resolve: (body) => {
          clearTimeout(timer);
          resolve(body as T);
        },
        reject: (error) => {
          clearTimeout(timer);
          reject(error);
        },
      });
    });
  }

  private onData(chunk: Buffer): void {
    if (this.isOver) return;
    try {
      for (const frame of this.reader.push(chunk)) this.onFrame(frame);
    } catch (error) {
      this.end(error instanceof WeftError ? error : protocolError(messageOf(error)));
    }
  }

  private onFrame(frame: Frame): void {
    if (frame.kind === FRAME_KIND.control) {
      this.checkSequence(frame);
      this.onMessage(frame.payload);
      return;
    }
    if (frame.kind === FRAME_KIND.credit) {
      const allowance = this.uploads.get(frame.channel);
      if (allowance === undefined) return;
      this.checkSequence(frame);
      allowance.grant(decodeCredit(frame.payload));
      return;
    }
    const queue = this.downloads.get(frame.channel);
    if (queue === undefined) return; // The tail of a download that was given up.
    this.checkSequence(frame);
    if (!queue.push(frame.payload)) throw protocolError('the daemon sent more than it was granted');
  }

  private checkSequence(frame: Frame): void {
    const expected = this.received.get(frame.channel) ?? 0;
    if (frame.sequence !== expected) {
      throw protocolError(`frame ${frame.sequence} on channel ${frame.channel} instead of ${expected}`);
    }
    this.received.set(frame.channel, (expected + 1) >>> 0);
  }

  private onMessage(payload: Uint8Array): void {
    const { request, body } = decodeMessage(payload);
    if (body === null) return;
    if (body instanceof EventT) {
      const event = { sequence: Number(body.sequence), json: text(body.json) };
      for (const listener of [...(this.watchers.get(text(body.job)) ?? [])]) listener(event);
      return;
    }
    const pending = this.pending.get(request);
    if (pending === undefined) {
      // A failure without a question precedes a close (wrong token, unreadable frame): it is the reason.
      if (body instanceof FailureT && request === 0) this.end(failureOf(body));
      return;
    }
    this.pending.delete(request);
    if (body instanceof FailureT) pending.reject(failureOf(body));
    else if (pending.answers.some((answer) => body instanceof answer)) pending.resolve(body);
    else pending.reject(protocolError(`the daemon answered with ${body.constructor.name}`));
  }

  private end(error: WeftError | undefined): void {
    if (this.isOver) return;
    this.isOver = true;
    this.failure = error;
    const reason = error ?? lost('the connection was closed');
    for (const pending of this.pending.values()) pending.reject(reason);
    this.pending.clear();
    for (const allowance of this.uploads.values()) allowance.fail(reason);
    for (const queue of this.downloads.values()) queue.fail(reason);
    this.watchers.clear();
    this.stream.destroy();
    this.settleClosed(error);
  }
}

function lost(what: string, errno?: string): WeftError {
  return new WeftError(
    'WEFT454',
    `connection to the daemon lost: ${what}${errno !== undefined && !what.includes(errno) ? ` (${errno})` : ''}`,
    'submitted jobs go on: look with `weft jobs`, get results with `weft fetch`',
  );
}

/** Failures that tell of a mistake in what was asked for, not of the target. */
const USAGE_FAILURES = new Set(['WEFT407', 'WEFT410', 'WEFT411', 'WEFT412', 'WEFT414']);

function failureOf(failure: FailureT): WeftError {
  const code = text(failure.code) || 'WEFT400';
  return new WeftError(
    code,
    text(failure.message),
    text(failure.help),
    USAGE_FAILURES.has(code) ? EXIT.usage : EXIT.unreachable,
  );
}
