// SPDX-License-Identifier: Apache-2.0
// The command line's grammar: which options each command takes, what they mean, and the text of `--help`.

import { parseArgs } from 'node:util';
import { messageOf, usageError } from '../net/error';

export interface Options {
  readonly positionals: readonly string[];
  flag(name: string): boolean;
  value(name: string): string | undefined;
  values(name: string): readonly string[];
  /** A whole number of at least `least`. */
  count(name: string, least: number): number | undefined;
}

interface OptionSpec {
  readonly type: 'string' | 'boolean';
  readonly multiple?: boolean;
  readonly short?: string;
}

const COMMON: Readonly<Record<string, OptionSpec>> = {
  help: { type: 'boolean', short: 'h' },
  'ssh-config': { type: 'string' },
};
const ON: Readonly<Record<string, OptionSpec>> = { on: { type: 'string' } };
const JSON_OUT: Readonly<Record<string, OptionSpec>> = { json: { type: 'boolean' } };
const INPUTS: Readonly<Record<string, OptionSpec>> = {
  arg: { type: 'string', multiple: true },
  args: { type: 'string' },
};
const RUN: Readonly<Record<string, OptionSpec>> = {
  ...ON,
  ...INPUTS,
  ...JSON_OUT,
  out: { type: 'string' },
  repeat: { type: 'string' },
  threads: { type: 'string' },
};

const COMMANDS: Readonly<Record<string, Readonly<Record<string, OptionSpec>>>> = {
  run: { ...RUN, detach: { type: 'boolean' }, explain: { type: 'boolean' } },
  check: { ...ON, ...JSON_OUT },
  graph: { ...ON, ...INPUTS },
  verify: { ...RUN, tolerance: { type: 'string' } },
  profile: {
    html: { type: 'string' },
    chrome: { type: 'string' },
    csv: { type: 'string' },
    source: { type: 'string' },
    explain: { type: 'boolean' },
  },
  jobs: { ...ON, ...JSON_OUT },
  logs: { ...ON, follow: { type: 'boolean', short: 'f' } },
  cancel: ON,
  fetch: { ...ON, ...JSON_OUT, out: { type: 'string' } },
  'target list': JSON_OUT,
  'target add': {
    host: { type: 'string' },
    home: { type: 'string' },
    slurm: { type: 'boolean' },
    partition: { type: 'string' },
    account: { type: 'string' },
    qos: { type: 'string' },
    time: { type: 'string' },
    cpus: { type: 'string' },
    memory: { type: 'string' },
    directive: { type: 'string', multiple: true },
    prologue: { type: 'string', multiple: true },
  },
  'target remove': {},
  'target doctor': JSON_OUT,
};

export const HELP = `Weft runs NumPy functions as parallel task graphs, here or on a cluster.

  weft run FILE.py[:FUNCTION] [--on TARGET] [--arg NAME=VALUE]... [--args FILE.npz|.json] [--out DIR]
                              [--repeat N] [--threads N] [--detach] [--explain] [--json]
  weft check FILE.py [--on TARGET]        what cannot be compiled, and what to write instead
  weft graph FILE.py:FUNCTION [--arg …]   the task graph as text
  weft verify FILE.py:FUNCTION …          run NumPy and Weft on the same inputs and compare
  weft profile FILE.weftprof [--explain | --html F | --chrome F | --csv F]
  weft jobs | logs JOB [--follow] | cancel JOB | fetch JOB [--out DIR]      [--on TARGET]
  weft target list | add NAME … | remove NAME | doctor NAME

  TARGET  local (default), a host of ~/.ssh/config, user@host:port, or a name of \`weft target list\`
  VALUE   a Python literal, @file.npy, @file.npz:key, or remote:PATH.npy (a file on the target)

  --ssh-config FILE   use this instead of ~/.ssh/config
  --help, --version

Exit status: 0 done, 1 program refused, 2 usage, 3 failed while running, 4 target not reachable or job lost.
`;

export interface Invocation {
  readonly command: string;
  readonly options: Options;
}

/** Reads the arguments after `weft`. */
export function parseCommandLine(argv: readonly string[]): Invocation {
  const [first, second] = argv;
  if (first === undefined) return { command: 'help', options: optionsOf({}, []) };
  if (first === '--help' || first === '-h' || first === 'help') return { command: 'help', options: optionsOf({}, []) };
  if (first === '--version' || first === '-V') return { command: 'version', options: optionsOf({}, []) };
  const isTarget = first === 'target';
  const command = isTarget ? `target ${second ?? ''}` : first;
  const specs = COMMANDS[command];
  if (specs === undefined) {
    if (isTarget)
      throw usageError(
        second === undefined ? '`weft target` needs a command' : `\`weft target ${second}\` is not a command`,
        'write `weft target list`, `add`, `remove` or `doctor`',
      );
    throw usageError(
      `\`${first}\` is not a command`,
      `commands are ${[...new Set(Object.keys(COMMANDS).map((name) => name.split(' ')[0]))].join(', ')}; see \`weft --help\``,
    );
  }
  try {
    const parsed = parseArgs({
      args: argv.slice(isTarget ? 2 : 1),
      options: { ...COMMON, ...specs },
      allowPositionals: true,
      strict: true,
    });
    if (parsed.values.help === true) return { command: 'help', options: optionsOf({}, []) };
    return { command, options: optionsOf(parsed.values, parsed.positionals) };
  } catch (error) {
    throw usageError(
      messageOf(error).split('. To specify')[0] ?? messageOf(error),
      `see \`weft --help\` for the options of \`weft ${command}\``,
    );
  }
}

function optionsOf(values: Readonly<Record<string, unknown>>, positionals: readonly string[]): Options {
  const value = (name: string): string | undefined => {
    const found = values[name];
    return typeof found === 'string' ? found : undefined;
  };
  return {
    positionals,
    flag: (name) => values[name] === true,
    value,
    values: (name) => {
      const found = values[name];
      return Array.isArray(found) ? found.map(String) : [];
    },
    count: (name, least) => {
      const found = value(name);
      if (found === undefined) return undefined;
      const number = Number(found);
      if (!/^\d+$/.test(found) || number < least || number > 1_000_000)
        throw usageError(
          `\`--${name} ${found}\` is not a whole number from ${least} on`,
          `write for example \`--${name} ${Math.max(least, 4)}\``,
        );
      return number;
    },
  };
}

/** The one positional argument of a command. */
export function onlyPositional(options: Options, what: string, example: string): string {
  const [only, extra] = options.positionals;
  if (only === undefined) throw usageError(`${what} is missing`, `for example \`${example}\``);
  if (extra !== undefined) throw usageError(`\`${extra}\` is one argument too many`, `for example \`${example}\``);
  return only;
}
