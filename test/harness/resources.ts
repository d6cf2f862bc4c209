// SPDX-License-Identifier: Apache-2.0
// What a test borrows from the machine: folders, loopback ports, processes. Everything is given back in reverse order by
// `release`, and processes are stopped by their own id.

import { type ChildProcess, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

export class Resources {
  private readonly releases: (() => void | Promise<void>)[] = [];

  /** Runs `release` when the test is over. */
  defer(release: () => void | Promise<void>): void {
    this.releases.push(release);
  }

  folder(label: string): string {
    const folder = mkdtempSync(path.join(tmpdir(), `weft-${label}-`));
    this.defer(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));
    return folder;
  }

  /** Stops a child when the test is over. */
  child(child: ChildProcess): ChildProcess {
    this.defer(() => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    });
    return child;
  }

  async release(): Promise<void> {
    for (const release of this.releases.splice(0).reverse()) await release();
  }
}

/** A TCP port of the loopback interface that was free a moment ago; `count` gives a run of consecutive ones. */
export async function freePort(count = 1): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const base = await listenOnce(0);
    const isFree = await Promise.all(
      Array.from({ length: count - 1 }, (_, index) =>
        listenOnce(base + 1 + index).then(
          () => true,
          () => false,
        ),
      ),
    );
    if (isFree.every(Boolean) && base + count < 65536) return base;
  }
  throw new Error(`no ${count} consecutive free ports`);
}

function listenOnce(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A zombie answers signals; it is over all the same.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** Waits until `condition` holds, looking every 20 ms: for states that only the file system or another process shows. */
export async function until<T>(
  what: string,
  condition: () => T | Promise<T>,
  timeoutMs = 20_000,
): Promise<NonNullable<T>> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const value = await condition();
    if (value !== undefined && value !== null && value !== false) return value as NonNullable<T>;
    if (Date.now() > end) throw new Error(`waited ${timeoutMs} ms for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Stops the process named in a pid file, and waits until it is gone. */
export async function stopByPidFile(file: string, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8').trim());
  if (!Number.isInteger(pid) || pid <= 1 || !isRunning(pid)) return;
  process.kill(pid, signal);
  try {
    await until(`process ${pid} ends`, () => !isRunning(pid), 5000);
  } catch {
    process.kill(pid, 'SIGKILL');
  }
}

/** Runs a program to its end; throws with its output when it fails. */
export function runTool(
  command: string,
  args: readonly string[],
  options: { readonly env?: NodeJS.ProcessEnv; readonly input?: string } = {},
): string {
  const result = spawnSync(command, args, {
    encoding: 'utf8',
    env: options.env ?? process.env,
    input: options.input ?? '',
  });
  if (result.error !== undefined) throw result.error;
  if (result.status !== 0)
    throw new Error(
      `${command} ${args.join(' ')} failed (${result.status ?? result.signal}): ${result.stdout}${result.stderr}`,
    );
  return result.stdout;
}

/** True when a program is on the path: decides whether a suite that needs it can run. */
export function hasTool(command: string): boolean {
  return ['/usr/sbin', '/usr/bin', '/sbin', '/bin'].some((folder) => existsSync(path.join(folder, command)));
}
