// SPDX-License-Identifier: Apache-2.0
// What every command works with: the environment, the terminal, and sessions with targets that end with the command.

import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { Session } from '../cluster/session';
import { findTarget, readTargets, targetsFile } from '../cluster/targets';
import { messageOf } from '../net/error';
import { SshPool } from '../ssh/pool';
import type { Options } from './options';
import { Terminal, TerminalPrompter } from './terminal';

const KEPT_RESULTS_MS = 7 * 24 * 3600 * 1000;

export class CliContext {
  readonly terminal = new Terminal();
  readonly env = process.env;
  readonly cwd = process.cwd();
  private readonly pool = new SshPool();
  private readonly sessions: Session[] = [];

  constructor(readonly version: string) {}

  /** The folder with the bundles: beside this file, or `dist` of a checkout. */
  get distFolder(): string {
    const beside = __dirname;
    if (existsSync(path.join(beside, 'tree-sitter-python.wasm'))) return beside;
    return path.resolve(beside, '..', '..', '..', 'dist');
  }

  /** The session with the target that `--on` names. */
  session(options: Options): Session {
    const target = findTarget(options.value('on') ?? 'local', readTargets(targetsFile(this.env)));
    return this.open(target, options);
  }

  open(target: Session['target'], options: Options): Session {
    const session = new Session(target, {
      distFolder: this.distFolder,
      env: this.env,
      prompter: new TerminalPrompter(this.terminal),
      pool: this.pool,
      client: `weft/${this.version}`,
      sshConfig: options.value('ssh-config') ?? (this.env.WEFT_SSH_CONFIG || undefined),
      log: (message) => {
        if (this.env.WEFT_DEBUG) this.terminal.note(`weft: ${message}`);
      },
      report: (message, fraction) =>
        this.terminal.progress(message, fraction === undefined ? '' : `${Math.floor(fraction * 100)} %`),
    });
    this.sessions.push(session);
    return session;
  }

  /** Where results go without `--out`: a folder for each job below the user's cache, kept for a week. */
  resultsFolder(job: string): string {
    const cache =
      this.env.WEFT_CACHE_HOME ||
      path.join(this.env.XDG_CACHE_HOME || path.join(this.env.HOME ?? homedir(), '.cache'), 'weft');
    const jobs = path.join(cache, 'jobs');
    mkdirSync(jobs, { recursive: true });
    for (const name of readdirSync(jobs)) {
      const folder = path.join(jobs, name);
      try {
        if (Date.now() - statSync(folder).mtimeMs > KEPT_RESULTS_MS) rmSync(folder, { recursive: true, force: true });
      } catch (error) {
        if (this.env.WEFT_DEBUG) this.terminal.note(`weft: ${messageOf(error)}`); // Another client removed it first.
      }
    }
    return path.join(jobs, job);
  }

  close(): void {
    for (const session of this.sessions) session.close();
  }
}
