// SPDX-License-Identifier: Apache-2.0
// `weft target`: the targets that are known, new presets, and a doctor that checks one step by step.

import { homedir } from 'node:os';
import path from 'node:path';
import { findBundle } from '../../cluster/bundle';
import { localRoot } from '../../cluster/endpoint';
import { type Probe, requireUsable } from '../../cluster/probe';
import {
  findTarget,
  readTargets,
  removeTarget,
  storeTarget,
  type Target,
  targetsFile,
  validateTarget,
} from '../../cluster/targets';
import { EXIT, type Exit, usageError, WeftError } from '../../net/error';
import { text } from '../../net/message';
import { listConfiguredHosts } from '../../ssh/config-file';
import type { CliContext } from '../context';
import { type Options, onlyPositional } from '../options';

export async function targetList(context: CliContext, options: Options): Promise<Exit> {
  const presets = readTargets(targetsFile(context.env));
  const config =
    options.value('ssh-config') ??
    (context.env.WEFT_SSH_CONFIG || path.join(context.env.HOME ?? homedir(), '.ssh', 'config'));
  const hosts = listConfiguredHosts(config, context.env.HOME ?? homedir());
  if (options.flag('json')) {
    context.terminal.out(JSON.stringify({ targets: [{ name: 'local' }, ...presets], hosts }));
    return EXIT.done;
  }
  const rows = [
    ['local', 'this machine'],
    ...presets.map((target) => [target.name, describe(target)]),
    ...hosts.map((host) => [host, 'SSH host']),
  ];
  const width = Math.max(...rows.map(([name]) => name?.length ?? 0));
  context.terminal.out(rows.map(([name, what]) => `${name?.padEnd(width)}  ${what}`).join('\n'));
  return EXIT.done;
}

function describe(target: Target): string {
  const parts = [target.host === undefined ? 'this machine' : `SSH host ${target.host}`];
  if (target.home !== undefined) parts.push(`installed in ${target.home}`);
  if (target.slurm !== undefined) {
    const { partition, account, qos, time, cpus, memory } = target.slurm;
    const settings = Object.entries({ partition, account, qos, time, cpus, memory }).flatMap(([name, value]) =>
      value === undefined ? [] : [`${name} ${value}`],
    );
    parts.push(settings.length === 0 ? 'Slurm' : `Slurm (${settings.join(', ')})`);
  }
  return parts.join(', ');
}

export async function targetAdd(context: CliContext, options: Options): Promise<Exit> {
  const name = onlyPositional(options, 'the name', 'weft target add cluster --host login --slurm --partition short');
  const words = ['partition', 'account', 'qos', 'time', 'memory'] as const;
  const slurm: Record<string, unknown> = {};
  for (const word of words) if (options.value(word) !== undefined) slurm[word] = options.value(word);
  const cpus = options.count('cpus', 1);
  if (cpus !== undefined) slurm.cpus = cpus;
  const directives = options.values('directive');
  const prologue = options.values('prologue');
  if (directives.length > 0) slurm.directives = directives;
  if (prologue.length > 0) slurm.prologue = prologue;
  const isSlurm = options.flag('slurm') || Object.keys(slurm).length > 0;
  const target = validateTarget(
    {
      name,
      ...(options.value('host') !== undefined && { host: options.value('host') }),
      ...(options.value('home') !== undefined && { home: options.value('home') }),
      ...(isSlurm && { slurm }),
    },
    `target ${name}`,
  );
  const file = targetsFile(context.env);
  storeTarget(file, target);
  context.terminal.note(`stored in ${file}; check it with \`weft target doctor ${name}\``);
  return EXIT.done;
}

export async function targetRemove(context: CliContext, options: Options): Promise<Exit> {
  const name = onlyPositional(options, 'the name', 'weft target remove cluster');
  if (!removeTarget(targetsFile(context.env), name))
    throw usageError(`there is no target \`${name}\``, 'see `weft target list`', 'WEFT462');
  return EXIT.done;
}

interface Finding {
  readonly check: string;
  readonly ok: boolean;
  readonly detail: string;
  readonly help?: string;
}

/** Goes on as far as it can, so that one visit shows everything that is wrong. */
export async function targetDoctor(context: CliContext, options: Options): Promise<Exit> {
  const name = onlyPositional(options, 'the target', 'weft target doctor cluster');
  const target = findTarget(name, readTargets(targetsFile(context.env)));
  const isJson = options.flag('json');
  const findings: Finding[] = [];
  const add = (finding: Finding): void => {
    findings.push(finding);
    if (isJson) return;
    context.terminal.out(`${finding.ok ? 'ok  ' : 'FAIL'}  ${finding.check}: ${finding.detail}`);
    if (!finding.ok && finding.help !== undefined) context.terminal.out(`      help: ${finding.help}`);
  };
  const attempt = async <T>(
    check: string,
    work: () => Promise<T>,
    detail: (value: T) => string,
  ): Promise<T | undefined> => {
    try {
      const value = await work();
      add({ check, ok: true, detail: detail(value) });
      return value;
    } catch (error) {
      if (!(error instanceof WeftError)) throw error;
      add({ check, ok: false, detail: `${error.message} [${error.code}]`, help: error.help });
      return undefined;
    }
  };

  const session = context.open(target, options);
  if (target.host !== undefined) {
    const probe = await attempt(
      'connection',
      () => session.probe(),
      (found) => `${found?.user}@${found?.host}`,
    );
    if (probe !== undefined) await reportProbe(probe, target, attempt);
  } else add({ check: 'installation root', ok: true, detail: localRoot(target, context.env) });
  await attempt(
    'daemon bundle',
    async () => {
      if (context.env.WEFT_DAEMON_DIR && target.host === undefined) return context.env.WEFT_DAEMON_DIR;
      return (await findBundle(context.distFolder, context.env)).file;
    },
    (file) => file,
  );
  if (findings.every(({ ok }) => ok)) {
    const connection = await attempt(
      'daemon',
      () => session.connection(),
      (open) => `version ${text(open.welcome.version)} on ${text(open.welcome.host)}, root ${text(open.welcome.root)}`,
    );
    if (connection !== undefined && target.slurm !== undefined) {
      const slurm = text(connection.welcome.slurm);
      add(
        slurm === ''
          ? {
              check: 'Slurm',
              ok: false,
              detail: '`sbatch` is not found on the target [WEFT457]',
              help: 'choose a login node of the cluster, or remove the Slurm settings of the target',
            }
          : { check: 'Slurm', ok: true, detail: slurm },
      );
    }
  }
  if (isJson) context.terminal.out(JSON.stringify({ target, findings }));
  return findings.every(({ ok }) => ok) ? EXIT.done : EXIT.unreachable;
}

async function reportProbe(
  probe: Probe,
  target: Target,
  attempt: <T>(check: string, work: () => Promise<T>, detail: (value: T) => string) => Promise<T | undefined>,
): Promise<void> {
  const gigabytes = (kb: number): string => `${(kb / 1024 / 1024).toFixed(1)} GB`;
  await attempt(
    'machine',
    async () => probe,
    () =>
      `${probe.system} ${probe.arch}, ${probe.libc || 'unknown libc'}, ${probe.cores} cores, ${gigabytes(probe.memoryKb)} memory`,
  );
  await attempt(
    'installation root',
    async () => requireUsable(probe, target.name),
    () => `${probe.root}, ${gigabytes(probe.freeKb)} free`,
  );
  await attempt(
    'programs',
    async () => {
      if (probe.missingTools.length > 0)
        throw new WeftError('WEFT451', `missing: ${probe.missingTools.join(', ')}`, 'install them on the target');
    },
    () => 'all there',
  );
}
