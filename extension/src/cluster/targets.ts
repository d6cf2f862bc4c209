// SPDX-License-Identifier: Apache-2.0
// Targets: where a task may run. `local`, any SSH host, or a preset of `targets.json` with an installation root and Slurm settings.

import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { errnoOf, messageOf, usageError } from '../net/error';
import { parseAddress } from '../ssh/host';

export interface SlurmSettings {
  readonly partition?: string;
  readonly account?: string;
  readonly qos?: string;
  /** Slurm's own form: `30`, `00:10:00`, `1-12`. */
  readonly time?: string;
  readonly cpus?: number;
  /** Slurm's own form: `4G`. */
  readonly memory?: string;
  /** Further lines of the batch script, each without `#SBATCH `. */
  readonly directives?: readonly string[];
  /** Shell lines before the worker: `module load …`. */
  readonly prologue?: readonly string[];
}

export interface Target {
  readonly name: string;
  /** SSH host as in ~/.ssh/config or `user@host:port`; absent: this machine. */
  readonly host?: string;
  /** Installation root on the target; absent: `$WEFT_HOME` there, else `~/.weft`. */
  readonly home?: string;
  readonly slurm?: SlurmSettings;
}

export const LOCAL_TARGET: Target = { name: 'local' };

export function configFolder(env: NodeJS.ProcessEnv = process.env): string {
  return env.WEFT_CONFIG_HOME || path.join(env.XDG_CONFIG_HOME || path.join(env.HOME ?? homedir(), '.config'), 'weft');
}

export function targetsFile(env: NodeJS.ProcessEnv = process.env): string {
  return path.join(configFolder(env), 'targets.json');
}

type Problem = (message: string) => never;

const SLURM_FIELDS = ['partition', 'account', 'qos', 'time', 'cpus', 'memory', 'directives', 'prologue'];
const TARGET_FIELDS = ['name', 'host', 'home', 'slurm'];

/** Checks one preset; `where` names it in errors. */
export function validateTarget(value: unknown, where: string): Target {
  const fail: Problem = (message) => {
    throw usageError(`${where}: ${message}`, 'see docs/cli.md for the fields of a target', 'WEFT460');
  };
  const object = asObject(value, TARGET_FIELDS, fail);
  const name = text(object, 'name', fail) ?? fail('`name` is missing');
  if (!/^[\w.@-]{1,64}$/.test(name))
    fail(`the name \`${name}\` may hold letters, digits, \`.\`, \`_\`, \`-\` and \`@\` only`);
  if (name === 'local') fail('the name `local` is taken by the built-in target');
  const host = text(object, 'host', fail);
  if (host !== undefined) parseAddress(host);
  const home = text(object, 'home', fail);
  if (home !== undefined && !/^(~\/|\/|\$\w+)[\w/.@%+,: -]*$/.test(home)) {
    fail(
      `\`home\` must be a plain absolute path, or start with \`~/\` or a variable like \`$SCRATCH\`, not \`${home}\``,
    );
  }
  const slurm = object.slurm === undefined ? undefined : validateSlurm(object.slurm, fail);
  if (host === undefined && home === undefined && slurm === undefined)
    fail('one of `host`, `home` and `slurm` is needed');
  return {
    name,
    ...(host !== undefined && { host }),
    ...(home !== undefined && { home }),
    ...(slurm !== undefined && { slurm }),
  };
}

function validateSlurm(value: unknown, fail: Problem): SlurmSettings {
  const object = asObject(value, SLURM_FIELDS, (message) => fail(`\`slurm\`: ${message}`));
  const word = (field: string): string | undefined => {
    const found = text(object, field, fail);
    if (found !== undefined && /[\s'"\\]/.test(found)) fail(`\`slurm.${field}\` must be one word, not \`${found}\``);
    return found;
  };
  const time = word('time');
  if (time !== undefined && !/^(\d+-)?\d+(:\d{1,2}){0,2}$/.test(time) && !/^(unlimited|infinite)$/i.test(time)) {
    fail(`\`slurm.time\` must look like \`30\`, \`00:10:00\` or \`1-12:00:00\`, not \`${time}\``);
  }
  const memory = word('memory');
  if (memory !== undefined && !/^\d+[KMGT]?$/i.test(memory))
    fail(`\`slurm.memory\` must look like \`4G\`, not \`${memory}\``);
  const cpus = object.cpus;
  if (cpus !== undefined && (typeof cpus !== 'number' || !Number.isInteger(cpus) || cpus < 1))
    fail('`slurm.cpus` must be a positive whole number');
  const partition = word('partition');
  const account = word('account');
  const qos = word('qos');
  const directives = lines(object, 'directives', fail);
  const prologue = lines(object, 'prologue', fail);
  return {
    ...(partition !== undefined && { partition }),
    ...(account !== undefined && { account }),
    ...(qos !== undefined && { qos }),
    ...(time !== undefined && { time }),
    ...(typeof cpus === 'number' && { cpus }),
    ...(memory !== undefined && { memory }),
    ...(directives !== undefined && { directives: directives.map((line) => line.replace(/^#SBATCH\s+/, '')) }),
    ...(prologue !== undefined && { prologue }),
  };
}

function asObject(value: unknown, fields: readonly string[], fail: Problem): { readonly [field: string]: unknown } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return fail('an object is expected');
  for (const field of Object.keys(value)) {
    if (!fields.includes(field))
      fail(`unknown field \`${field}\`; known are ${fields.map((known) => `\`${known}\``).join(', ')}`);
  }
  return value as { readonly [field: string]: unknown };
}

function text(object: { readonly [field: string]: unknown }, field: string, fail: Problem): string | undefined {
  const value = object[field];
  if (value === undefined) return undefined;
  if (typeof value !== 'string' || value === '' || /[\n\0]/.test(value))
    return fail(`\`${field}\` must be a non-empty line of text`);
  return value;
}

function lines(
  object: { readonly [field: string]: unknown },
  field: string,
  fail: Problem,
): readonly string[] | undefined {
  const value = object[field];
  if (value === undefined) return undefined;
  if (!Array.isArray(value) || value.some((line) => typeof line !== 'string' || /[\n\0]/.test(line))) {
    return fail(`\`slurm.${field}\` must be a list of single lines`);
  }
  return value as readonly string[];
}

/** The stored presets, in the order of the file. A missing file means none. */
export function readTargets(file: string): Target[] {
  let source: string;
  try {
    source = readFileSync(file, 'utf8');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw usageError(`cannot read ${file}: ${messageOf(error)}`, 'correct its permissions', 'WEFT460');
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(source);
  } catch (error) {
    throw usageError(
      `${file} is not JSON: ${messageOf(error)}`,
      'correct the file, or delete it and use `weft target add`',
      'WEFT460',
    );
  }
  const list = Array.isArray(parsed) ? parsed : (parsed as { targets?: unknown } | null)?.targets;
  if (!Array.isArray(list))
    throw usageError(`${file} holds no list of targets`, 'it must look like {"targets":[{"name":…}]}', 'WEFT460');
  const targets = list.map((value, index) => validateTarget(value, `${file}, target ${index + 1}`));
  const seen = new Set<string>();
  for (const { name } of targets) {
    if (seen.has(name)) throw usageError(`${file}: two targets are called \`${name}\``, 'rename one', 'WEFT460');
    seen.add(name);
  }
  return targets;
}

/** Adds a preset, or replaces the one of the same name. */
export function storeTarget(file: string, target: Target): void {
  writeTargets(file, [...readTargets(file).filter(({ name }) => name !== target.name), target]);
}

export function removeTarget(file: string, name: string): boolean {
  const targets = readTargets(file);
  const kept = targets.filter((target) => target.name !== name);
  if (kept.length === targets.length) return false;
  writeTargets(file, kept);
  return true;
}

function writeTargets(file: string, targets: readonly Target[]): void {
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    const partial = `${file}.${process.pid}.partial`;
    writeFileSync(partial, `${JSON.stringify({ targets }, null, 2)}\n`);
    renameSync(partial, file);
  } catch (error) {
    throw usageError(
      `cannot write ${file}: ${messageOf(error)}`,
      'check the disk and the permissions of the folder, or set WEFT_CONFIG_HOME',
      'WEFT460',
    );
  }
}

/** `local`, a preset's name, or else an SSH host. */
export function findTarget(name: string, targets: readonly Target[]): Target {
  if (name === 'local') return LOCAL_TARGET;
  const preset = targets.find((target) => target.name === name);
  if (preset !== undefined) return preset;
  parseAddress(name);
  return { name, host: name };
}
