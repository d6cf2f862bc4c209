// SPDX-License-Identifier: Apache-2.0
// A lasting relation with one target: the connection is made when it is first needed, shared, and made again after a loss.

import { Connection } from '../net/connection';
import { WeftError } from '../net/error';
import type { SshConnection } from '../ssh/connection';
import { resolveHost } from '../ssh/host';
import { type Lease, SshPool } from '../ssh/pool';
import type { Prompter } from '../ssh/prompter';
import { type EndpointOptions, probeRemote, type Reached, reachLocal, reachRemote } from './endpoint';
import type { Probe } from './probe';
import type { Target } from './targets';

/** Waits between attempts to reach a target again; the last one repeats. */
const BACK_OFF_MS = [200, 500, 1000, 2000, 5000, 10_000, 30_000];
/** Failures that trying again cannot cure. */
const FINAL_CODES = new Set([
  'WEFT405',
  'WEFT443',
  'WEFT444',
  'WEFT445',
  'WEFT446',
  'WEFT447',
  'WEFT450',
  'WEFT451',
  'WEFT452',
  'WEFT462',
]);

export type SessionState = 'disconnected' | 'connecting' | 'connected';

export interface SessionOptions extends EndpointOptions {
  readonly prompter: Prompter;
  readonly log: (message: string) => void;
  /** Replaces ~/.ssh/config. */
  readonly sshConfig?: string | undefined;
  readonly onState?: (state: SessionState) => void;
  /** Shared by all sessions of a client, so that a host is connected to once. */
  readonly pool?: SshPool;
  /** Who connects, for the daemon's log. */
  readonly client: string;
}

export class Session {
  private readonly pool: SshPool;
  private lease: Lease | undefined;
  private opening: Promise<Connection> | undefined;
  private current: Connection | undefined;
  private isClosed = false;

  constructor(
    readonly target: Target,
    private readonly options: SessionOptions,
  ) {
    this.pool = options.pool ?? new SshPool();
  }

  get state(): SessionState {
    if (this.current?.isOpen === true) return 'connected';
    return this.opening === undefined ? 'disconnected' : 'connecting';
  }

  /** The connection to the daemon when there is one now. */
  get openConnection(): Connection | undefined {
    return this.current?.isOpen === true ? this.current : undefined;
  }

  /** The connection to the daemon: the open one, or a new one. */
  connection(): Promise<Connection> {
    if (this.current?.isOpen === true) return Promise.resolve(this.current);
    this.opening ??= this.open().finally(() => {
      this.opening = undefined;
      this.options.onState?.(this.state);
    });
    return this.opening;
  }

  /** Like `connection`, but tries for `patienceMs` with growing pauses. For following a job over a lost connection. */
  async reconnect(patienceMs: number): Promise<Connection> {
    const end = Date.now() + patienceMs;
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.connection();
      } catch (error) {
        const wait = BACK_OFF_MS[Math.min(attempt, BACK_OFF_MS.length - 1)] ?? 0;
        const isFinal = !(error instanceof WeftError) || FINAL_CODES.has(error.code);
        if (this.isClosed || isFinal || Date.now() + wait > end) throw error;
        this.options.log(`${error.message}; next attempt in ${wait} ms`);
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
    }
  }

  /** Looks at the target without starting a daemon: for the doctor. This machine gives undefined. */
  async probe(): Promise<Probe | undefined> {
    return this.target.host === undefined ? undefined : probeRemote(await this.sshConnection(), this.target);
  }

  close(): void {
    this.isClosed = true;
    this.current?.close();
    this.lease?.release();
    this.lease = undefined;
  }

  private async open(): Promise<Connection> {
    this.options.onState?.('connecting');
    for (let generation = 0; ; generation++) {
      const reached = await this.reach(generation);
      try {
        const connection = await Connection.open(reached.stream, { token: reached.token, client: this.options.client });
        this.options.log(
          `daemon ${connection.welcome.version ?? ''} on ${connection.welcome.host ?? ''} reached by ${reached.way}`,
        );
        this.current = connection;
        connection.closed.then(() => this.options.onState?.(this.state));
        if (this.isClosed) connection.close();
        return connection;
      } catch (error) {
        // A daemon of another protocol is busy there: it keeps its jobs, this client starts its own beside it.
        if (!(error instanceof WeftError) || error.code !== 'WEFT405' || generation > 0) throw error;
        this.options.log(`${error.message}; starting a daemon of this version beside it`);
      }
    }
  }

  private async reach(generation: number): Promise<Reached> {
    if (this.target.host === undefined) return reachLocal(this.target, this.options, generation);
    return reachRemote(await this.sshConnection(), this.target, this.options, generation);
  }

  private async sshConnection(): Promise<SshConnection> {
    if (this.lease?.connection.isOpen === true) return this.lease.connection;
    this.lease?.release();
    const host = resolveHost(this.target.host ?? '', { configFile: this.options.sshConfig, env: this.options.env });
    this.lease = await this.pool.acquire(host, { prompter: this.options.prompter, log: this.options.log });
    return this.lease.connection;
  }
}
