// SPDX-License-Identifier: Apache-2.0
// What a target is and has, asked in one round trip; when the wanted daemon is installed there already, the same round trip
// starts it, so that a warm connection costs one command.

import { randomBytes } from 'node:crypto';
import { WeftError } from '../net/error';
import type { CommandResult } from '../ssh/connection';
import { betweenMarkers, parseFields, quote, rootAssignment, shCommand } from './shell';

export interface Probe {
  readonly system: string;
  readonly arch: string;
  /** `glibc 2.36`, `musl`, or empty. */
  readonly libc: string;
  readonly host: string;
  readonly user: string;
  readonly home: string;
  /** The installation root, expanded. */
  readonly root: string;
  readonly cores: number;
  readonly memoryKb: number;
  readonly freeKb: number;
  readonly isWritable: boolean;
  /** Programs below the root cannot be started. */
  readonly isNoexec: boolean;
  /** `slurm 22.05.8`, or empty. */
  readonly slurm: string;
  /** Missing programs among those an installation needs. */
  readonly missingTools: readonly string[];
  /** The wanted bundle is unpacked. */
  readonly isInstalled: boolean;
  /** Bytes of an upload that was cut off. */
  readonly partialBytes: number;
  /** The line that weftd printed, when it was started here. */
  readonly daemonLine: string;
  readonly token: string;
  /** What weftd printed when it did not start. */
  readonly daemonError: string;
}

export interface ProbeRequest {
  /** The preset's installation root. */
  readonly home: string | undefined;
  /** Hash of the bundle wanted; undefined only looks around. */
  readonly sha256: string | undefined;
}

const TOOLS = ['tar', 'gzip', 'sha256sum', 'cat', 'mv', 'mkdir', 'base64'];

/** Shell text that starts the daemon in `$bin` for `$root` and prints its line and token as fields. */
export const START_DAEMON = [
  'line=$("$bin/weftd" --root "$root" 2>"$root/start.$$") ; started=$?',
  'if [ $started -eq 0 ]; then echo "daemon_line=$line"',
  'token_file=$(printf %s "$line" | sed -n \'s/.*"token_file" *: *"\\([^"]*\\)".*/\\1/p\')',
  'echo "token=$(cat "$token_file")"',
  'else echo "daemon_error=status $started: $(tr "\\n" " " <"$root/start.$$")$line"; fi',
  'rm -f "$root/start.$$"',
].join('\n');

export interface ProbeScript {
  readonly command: string;
  readonly marker: string;
}

export function probeScript(request: ProbeRequest): ProbeScript {
  const marker = `weft-${randomBytes(8).toString('hex')}`;
  const sha = request.sha256 === undefined ? '' : quote(request.sha256);
  const script = [
    `printf '%s-begin\\n' ${marker}`,
    'PATH=$PATH:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin',
    rootAssignment(request.home),
    // Where the daemon is installed and starts, nothing else needs to be known: twenty processes fewer on every connection.
    'started=1; echo "root=$root"',
    ...(sha === ''
      ? []
      : [`bin=$root/bin/${sha}`, 'if [ -x "$bin/weftd" ]; then echo installed=1', START_DAEMON, 'fi']),
    'if [ $started -ne 0 ]; then',
    'echo "system=$(uname -s)"; echo "arch=$(uname -m)"; echo "host=$(uname -n)"; echo "user=$(id -un 2>/dev/null)"',
    'echo "home=$HOME"',
    'libc=$(getconf GNU_LIBC_VERSION 2>/dev/null) || libc=$(ldd --version 2>&1 | sed -n 1p)',
    'echo "libc=$libc"',
    'echo "cores=$(getconf _NPROCESSORS_ONLN 2>/dev/null || nproc 2>/dev/null)"',
    'echo "memory_kb=$(sed -n \'s/^MemTotal: *\\([0-9]*\\).*/\\1/p\' /proc/meminfo 2>/dev/null)"',
    'mkdir -p -m 700 "$root" 2>/dev/null',
    'near=$root; while [ ! -d "$near" ] && [ "$near" != / ]; do near=$(dirname "$near"); done',
    'set -- $(df -Pk "$near" 2>/dev/null | sed -n \'$p\'); echo "free_kb=$4"',
    'if [ -d "$root" ] && [ -w "$root" ]; then echo writable=1; try=$root/.try.$$',
    'printf \'#!/bin/sh\\nexit 0\\n\' 2>/dev/null >"$try" && chmod 700 "$try" && { "$try" 2>/dev/null || echo noexec=1; }; rm -f "$try"; fi',
    `for tool in ${TOOLS.join(' ')} sbatch squeue; do command -v $tool >/dev/null 2>&1 && echo "has_$tool=1"; done`,
    'command -v sbatch >/dev/null 2>&1 && echo "slurm=$(sbatch --version 2>/dev/null)"',
    ...(sha === '' ? [] : [`part=$root/bin/${sha}.partial; [ -f "$part" ] && echo "partial=$(wc -c <"$part")"`]),
    'fi',
    `printf '%s-end\\n' ${marker}`,
  ].join('\n');
  return { command: shCommand(script), marker };
}

export function parseProbe(result: CommandResult, marker: string, name: string): Probe {
  const body = betweenMarkers(result.stdout, marker);
  if (body === undefined) {
    const said = (result.stderr.trim() || result.stdout.trim()).split('\n').slice(-3).join(' ').slice(0, 300);
    throw new WeftError(
      'WEFT450',
      `${name} does not run a shell command${said === '' ? '' : `: ${said}`}`,
      `try \`ssh ${name} true\`: the login shell must not ask questions or end early`,
    );
  }
  const fields = parseFields(body);
  const field = (key: string): string => fields.get(key) ?? '';
  return {
    system: field('system'),
    arch: field('arch'),
    libc: field('libc'),
    host: field('host'),
    user: field('user'),
    home: field('home'),
    root: field('root'),
    cores: Number(field('cores')) || 1,
    memoryKb: Number(field('memory_kb')) || 0,
    freeKb: Number(field('free_kb')) || 0,
    isWritable: field('writable') === '1',
    isNoexec: field('noexec') === '1',
    slurm: field('slurm'),
    missingTools: TOOLS.filter((tool) => field(`has_${tool}`) !== '1'),
    isInstalled: field('installed') === '1',
    partialBytes: Number(field('partial')) || 0,
    daemonLine: field('daemon_line'),
    token: field('token'),
    daemonError: field('daemon_error'),
  };
}

/** Throws when the target can never run the daemon, and says why. */
export function requireUsable(probe: Probe, name: string): void {
  const fail = (message: string, help: string): never => {
    throw new WeftError('WEFT451', `${name}: ${message}`, help);
  };
  if (probe.system !== 'Linux' || !/^(x86_64|amd64)$/.test(probe.arch)) {
    fail(
      `${probe.system || 'unknown system'} on ${probe.arch || 'unknown processor'} is not supported`,
      'Weft runs on Linux on x86-64; choose another target',
    );
  }
  if (!/^\//.test(probe.root))
    fail(
      `the installation root \`${probe.root}\` is not an absolute path`,
      'set `home` of the target, or WEFT_HOME there',
    );
  if (!probe.isWritable) {
    const isFull = probe.freeKb < 64;
    fail(
      isFull ? `the disk of ${probe.root} is full` : `cannot write to ${probe.root}`,
      'free some space there, or set `home` of the target to another folder such as a scratch file system',
    );
  }
  if (probe.isNoexec)
    fail(
      `programs cannot be started below ${probe.root} (mounted noexec)`,
      'set `home` of the target to a folder that allows programs',
    );
}
