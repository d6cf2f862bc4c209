// SPDX-License-Identifier: Apache-2.0
// The connections of this window: one session for each target, made when first needed and shared by every feature.
// The client code (ssh2 with it) is loaded on first use, so that opening a Python file stays quick.

import * as vscode from 'vscode';
import type { Session, SessionState } from '../cluster/session';
import { findTarget, readTargets, type Target, targetsFile } from '../cluster/targets';
import type { TargetState, WeftContext } from '../context';
import type { Connection } from '../net/connection';
import { messageOf, WeftError } from '../net/error';
import type { SshPool } from '../ssh/pool';
import { createPrompter } from './ssh-prompts';
import { sshConfigFile } from './target-list';

const STATE: Record<SessionState, TargetState> = {
  connected: 'connected',
  connecting: 'connecting',
  disconnected: 'idle',
};

export type Report = (message: string, fraction?: number) => void;

export class ClusterSessions {
  readonly #sessions = new Map<string, Session>();
  #pool: SshPool | undefined;
  /** Who hears of uploads and installs on the way to a target. */
  readonly #reports = new Map<string, Report>();

  constructor(private readonly ctx: WeftContext) {
    ctx.own({ dispose: () => this.closeAll() });
    ctx.own(
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('weft.ssh.configFile')) this.closeAll();
      }),
    );
  }

  target(name: string): Target {
    return findTarget(name, readTargets(targetsFile()));
  }

  /** Whether a session exists: views list jobs of targets that are in use, they never connect by themselves. */
  has(name: string): boolean {
    return this.#sessions.has(name);
  }

  /** Calls `use` with the session of a target. Nothing is contacted from a workspace that is not trusted. */
  async with<Result>(name: string, use: (session: Session) => Promise<Result>, report?: Report): Promise<Result> {
    if (!vscode.workspace.isTrusted) {
      throw new WeftError('WEFT466', 'this workspace is not trusted', 'trust it to reach a target');
    }
    if (report) this.#reports.set(name, report);
    try {
      const result = await use(await this.#session(name));
      this.ctx.setState(name, 'connected');
      return result;
    } catch (error) {
      if (error instanceof WeftError && /^WEFT4(4|5[0-7])/.test(error.code))
        this.ctx.setState(name, 'failed', messageOf(error));
      throw error;
    } finally {
      if (report) this.#reports.delete(name);
    }
  }

  /** The connection to a target that is there already; never makes one. */
  openConnection(name: string): Connection | undefined {
    return vscode.workspace.isTrusted ? this.#sessions.get(name)?.openConnection : undefined;
  }

  closeAll(): void {
    for (const session of this.#sessions.values()) session.close();
    this.#sessions.clear();
  }

  async #session(name: string): Promise<Session> {
    const target = this.target(name);
    const existing = this.#sessions.get(name);
    if (existing && JSON.stringify(existing.target) === JSON.stringify(target)) return existing;
    existing?.close();
    const { Session } = await import('../cluster/session');
    const { SshPool } = await import('../ssh/pool');
    this.#pool ??= new SshPool();
    const session = new Session(target, {
      distFolder: this.ctx.distUri('.').fsPath,
      env: process.env,
      prompter: createPrompter(this.ctx),
      pool: this.#pool,
      client: `vscode/${vscode.version}`,
      sshConfig: sshConfigFile(this.ctx),
      log: (message) => this.ctx.log.info(`${name}: ${message}`),
      report: (message, fraction) => this.#reports.get(name)?.(message, fraction),
      onState: (state) => this.ctx.setState(name, STATE[state]),
    });
    this.#sessions.set(name, session);
    return session;
  }
}
