// SPDX-License-Identifier: Apache-2.0
// Opening a byte stream to the daemon of a target: find or install it, start it, reach its socket. One class for this machine,
// one for SSH hosts; both give the stream and the token, nothing more.

import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { homedir } from 'node:os';
import path from 'node:path';
import type { Duplex } from 'node:stream';
import { errnoOf, messageOf, WeftError } from '../net/error';
import type { SshConnection } from '../ssh/connection';
import { findBundle } from './bundle';
import { installLocal, installRemote } from './install';
import { type Probe, parseProbe, probeScript, requireUsable, START_DAEMON } from './probe';
import { betweenMarkers, parseFields, quote, shCommand } from './shell';
import type { Target } from './targets';

/** rc files of a login shell may take seconds on a loaded node. */
const COMMAND_TIMEOUT_MS = 60_000;
const START_TIMEOUT_MS = 20_000;

export type Report = (message: string, fraction?: number) => void;

export interface Reached {
  readonly stream: Duplex;
  readonly token: string;
  /** How the socket was reached, for logs: `socket`, `forwarding` or `proxy`. */
  readonly way: 'socket' | 'forwarding' | 'proxy';
}

export interface EndpointOptions {
  /** The folder with `daemon/linux-x64.tar.gz`. */
  readonly distFolder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly report: Report;
}

interface DaemonLine {
  readonly socket: string;
  readonly token_file: string;
}

function startFailed(name: string, why: string): WeftError {
  return new WeftError(
    'WEFT453',
    `the daemon does not start on ${name}: ${why || 'it gave no reason'}`,
    'see daemon.log in the installation root on the target; `weft target doctor` checks the rest',
  );
}

function parseDaemonLine(line: string, name: string): DaemonLine {
  try {
    const parsed = JSON.parse(line) as Partial<DaemonLine>;
    if (typeof parsed.socket === 'string' && typeof parsed.token_file === 'string')
      return { socket: parsed.socket, token_file: parsed.token_file };
  } catch {
    // Falls through to the error that shows the line.
  }
  throw startFailed(name, `it printed \`${line.slice(0, 200)}\``);
}

/** A root beside the usual one: for a daemon of another protocol that is still busy. */
function versionedRoot(root: string, generation: number): string {
  return generation === 0 ? root : `${root}/own-${generation}`;
}

export function localRoot(target: Target, env: NodeJS.ProcessEnv): string {
  const home = env.HOME ?? homedir();
  const configured = target.home ?? (env.WEFT_HOME || path.join(home, '.weft'));
  if (configured.startsWith('~/')) return path.join(home, configured.slice(2));
  return path.resolve(configured.replace(/^\$(\w+)/, (whole, name: string) => env[name] ?? whole));
}

/** The daemon of this machine. */
export async function reachLocal(target: Target, options: EndpointOptions, generation = 0): Promise<Reached> {
  const root = versionedRoot(localRoot(target, options.env), generation);
  try {
    mkdirSync(root, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw startFailed(target.name, `${root}: ${messageOf(error)}`);
  }
  const bin =
    options.env.WEFT_DAEMON_DIR ||
    (await installLocal(root, await findBundle(options.distFolder, options.env), options.report));
  const line = await startLocal(path.join(bin, 'weftd'), root, target.name, options.env);
  let token: string;
  try {
    token = readFileSync(line.token_file, 'utf8').trim();
  } catch (error) {
    throw startFailed(target.name, messageOf(error));
  }
  return { stream: await connectLocal(line.socket, target.name), token, way: 'socket' };
}

function startLocal(program: string, root: string, name: string, env: NodeJS.ProcessEnv): Promise<DaemonLine> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, ['--root', root], {
      env: { ...env, WEFT_HOME: root },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let errors = '';
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(startFailed(name, `no answer within ${START_TIMEOUT_MS / 1000} s`));
    }, START_TIMEOUT_MS);
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8');
    });
    child.stderr.on('data', (chunk: Buffer) => {
      errors += chunk.toString('utf8');
    });
    child.once('error', (error) => {
      clearTimeout(timer);
      reject(startFailed(name, errnoOf(error) === 'ENOENT' ? `${program} does not exist` : error.message));
    });
    // `close` comes after the last output: the detached daemon holds none of these streams.
    child.once('close', (status) => {
      clearTimeout(timer);
      if (status !== 0) return reject(startFailed(name, errors.trim() || `status ${status ?? 'unknown'}`));
      try {
        resolve(parseDaemonLine(output.trim(), name));
      } catch (error) {
        reject(error);
      }
    });
  });
}

function connectLocal(socketPath: string, name: string): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const socket = connect(socketPath);
    socket.once('connect', () => {
      socket.removeAllListeners('error');
      resolve(socket);
    });
    socket.once('error', (error) =>
      reject(startFailed(name, `its socket ${socketPath} does not answer (${error.message})`)),
    );
  });
}

/** Looks at an SSH host without starting anything there. */
export async function probeRemote(ssh: SshConnection, target: Target, sha256?: string): Promise<Probe> {
  const { command, marker } = probeScript({ home: target.home, sha256 });
  return parseProbe(await ssh.run(command, COMMAND_TIMEOUT_MS), marker, target.name);
}

/** The daemon of an SSH host. */
export async function reachRemote(
  ssh: SshConnection,
  target: Target,
  options: EndpointOptions,
  generation = 0,
): Promise<Reached> {
  const bundle = await findBundle(options.distFolder, options.env);
  const probe = await probeRemote(ssh, target, bundle.sha256);
  if (probe.daemonLine === '') requireUsable(probe, target.name);
  const bin = `${probe.root}/bin/${bundle.sha256}`;
  let { daemonLine, token, daemonError } = probe;
  let root = probe.root;
  if (!probe.isInstalled) await installRemote(ssh, probe, bundle, options.report);
  if (!probe.isInstalled || generation > 0) {
    root = versionedRoot(probe.root, generation);
    ({ daemonLine, token, daemonError } = await startRemote(ssh, root, bin));
  }
  if (daemonError !== '' || daemonLine === '') throw startFailed(target.name, daemonError);
  const line = parseDaemonLine(daemonLine, target.name);
  try {
    return { stream: await ssh.openSocket(line.socket), token, way: 'forwarding' };
  } catch {
    // The site forbids forwarding: the daemon's own proxy does the same on a command's standard streams.
    const channel = await ssh.exec(shCommand(`exec ${quote(`${bin}/weftd`)} connect --root ${quote(root)}`));
    channel.stderr.resume();
    return { stream: channel, token, way: 'proxy' };
  }
}

async function startRemote(
  ssh: SshConnection,
  root: string,
  bin: string,
): Promise<{ daemonLine: string; token: string; daemonError: string }> {
  const marker = `weft-start-${Date.now().toString(36)}`;
  const script = [
    `printf '%s-begin\\n' ${marker}`,
    `root=${quote(root)}; bin=${quote(bin)}; mkdir -p -m 700 "$root"`,
    START_DAEMON,
    `printf '%s-end\\n' ${marker}`,
  ].join('\n');
  const result = await ssh.run(shCommand(script), COMMAND_TIMEOUT_MS);
  const fields = parseFields(betweenMarkers(result.stdout, marker) ?? '');
  return {
    daemonLine: fields.get('daemon_line') ?? '',
    token: fields.get('token') ?? '',
    daemonError: fields.get('daemon_error') ?? (fields.size === 0 ? result.stderr.trim() : ''),
  };
}
