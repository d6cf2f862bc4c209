// SPDX-License-Identifier: Apache-2.0
// `weft verify`: the same function on the same inputs under CPython with NumPy and under Weft, every result compared.

import { spawn } from 'node:child_process';
import { createWriteStream, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Graph } from '../../../../language-server/src/core/graph/graph';
import type { BoundArgument } from '../../cluster/arguments';
import { pythonTree, sentArguments } from '../../cluster/composed';
import { readJobFile } from '../../cluster/jobs';
import type { Session } from '../../cluster/session';
import { EXIT, type Exit, usageError, WeftError } from '../../net/error';
import type { CliContext } from '../context';
import { type Finished, finish, isRefused, onOption, prepare, submit } from '../execute';
import { type Options, onlyPositional } from '../options';
import { failureText } from '../report';
import { printDiagnostics, refusalJson } from './check';

/** What `_verify.py` prints. */
interface Comparison {
  readonly equal: boolean;
  readonly python_ms: number;
  readonly entries: readonly {
    readonly name: string;
    readonly equal: boolean;
    readonly detail: string;
    readonly max_abs: number | null;
    readonly max_rel: number | null;
    readonly max_ulp: number | null;
  }[];
  /** Warnings of one side alone, as `line 3: RuntimeWarning: …`. */
  readonly only_warned: { readonly python: readonly string[]; readonly weft: readonly string[] };
  readonly raised: { readonly kind: string; readonly message: string; readonly line: number | null } | null;
}

export async function verify(context: CliContext, options: Options): Promise<Exit> {
  const argument = onlyPositional(options, 'the function', 'weft verify program.py:function');
  const tolerance = options.value('tolerance');
  if (tolerance !== undefined && !(Number(tolerance) >= 0))
    throw usageError(`\`--tolerance ${tolerance}\` is not a number`, 'for example `--tolerance 1e-9`');
  const session = context.session(options);
  const prepared = await prepare(context, options, argument, () => session);
  printDiagnostics(context, prepared.program, prepared.compiled.diagnostics);
  if (isRefused(prepared)) {
    if (options.flag('json')) context.terminal.out(JSON.stringify(refusalJson(prepared.compiled.diagnostics)));
    return EXIT.refused;
  }
  const isLocal = session.target.host === undefined;
  const remote = sentArguments(prepared.args).find(({ kind }) => kind === 'remote');
  if (remote !== undefined && !isLocal) {
    throw usageError(
      `argument \`${remote.name}\` lies on ${session.target.name}, where NumPy is not run`,
      'verify with a file of this machine, or on the target `local`',
    );
  }
  const job = await submit(context, options, prepared, session);
  const lists = listParameters(prepared.compiled.graph);
  const work = mkdtempSync(path.join(tmpdir(), 'weft-verify-'));
  try {
    const out = options.value('out');
    const folder = out === undefined ? path.join(work, 'weft') : path.resolve(context.cwd, out);
    const finished = await finish(context, session, job, folder, prepared.timing);
    const { state, error } = finished.outcome;
    if (state !== 'done' && error === undefined) {
      context.terminal.note(failureText(finished, prepared.program.file, prepared.program.source, onOption(session)));
      return state === 'lost' ? EXIT.unreachable : EXIT.failed;
    }
    context.terminal.progress('running NumPy');
    const comparison = await runPython(context, {
      program: prepared.program.absolute,
      function: prepared.entry,
      arguments: await Promise.all(prepared.args.map((bound) => pythonArgument(bound, work, lists))),
      weft: { ...weftSide(finished), log: await printedLog(session, finished, options) },
      tolerance: tolerance === undefined ? null : Number(tolerance),
    });
    context.terminal.clear();
    report(context, options, comparison, finished);
    return comparison.equal ? EXIT.done : EXIT.failed;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Parameters that the program takes as lists, though their files hold arrays. */
function listParameters(graph: Graph | undefined): ReadonlySet<string> {
  const entry = graph?.functions[0];
  const isList = (value: number) => entry?.values[value]?.kind === 'list';
  return new Set(entry?.parameters.filter(({ value }) => isList(value)).map(({ name }) => name));
}

async function pythonArgument(
  { job, name }: Pick<BoundArgument, 'job' | 'name'>,
  folder: string,
  lists: ReadonlySet<string>,
): Promise<object> {
  const isList = lists.has(name);
  switch (job.kind) {
    case 'blob': {
      const file = path.join(folder, `input.${name}.npy`);
      await pipeline(Readable.from(job.blob.open(0)), createWriteStream(file));
      return { name, kind: 'npy', path: file, list: isList };
    }
    case 'remote':
      return { name, kind: 'npy', path: job.path, list: isList };
    case 'int':
      return { name, kind: 'int', value: String(job.value) };
    case 'float':
      return {
        name,
        kind: 'float',
        value: Object.is(job.value, -0) ? '-0.0' : String(job.value).replace('Infinity', 'inf'),
      };
    case 'bool':
    case 'str':
      return { name, kind: job.kind, value: job.value };
    case 'none':
      return { name, kind: 'none' };
    case 'composed': {
      const files = job.parts.filter(({ kind }) => kind === 'blob' || kind === 'remote');
      const parts = await Promise.all(
        files.map((part) => pythonArgument({ job: part, name: part.name }, folder, lists)),
      );
      return { name, kind: 'tree', tree: pythonTree(name, job.value), parts };
    }
  }
}

function weftSide(finished: Finished): object {
  const { results, outcome } = finished;
  return {
    error: outcome.error ?? null,
    results: results?.results ?? [],
    structure: results?.structure ?? null,
    mutated: results?.mutated ?? [],
  };
}

/** What the program printed; null where the log has that of several runs. */
async function printedLog(session: Session, { job, outcome }: Finished, options: Options): Promise<string | null> {
  if ((options.count('repeat', 1) ?? 1) > 1) return null;
  try {
    const log = (await readJobFile(session, job, 'log')).toString('utf8');
    const ending = outcome.error === undefined ? '' : `${outcome.error.kind}: ${outcome.error.message}\n`;
    return ending !== '' && log.endsWith(ending) ? log.slice(0, -ending.length) : log;
  } catch (error) {
    // A job that never printed has no log.
    if (error instanceof WeftError && error.code === 'WEFT415') return '';
    throw error;
  }
}

/** The folder with the `weft` package: in `dist`, or in a checkout. */
function pythonFolder(context: CliContext): string {
  const places = [path.join(context.distFolder, 'python'), path.resolve(context.distFolder, '..', 'runtime', 'python')];
  const found = places.find((place) => existsSync(path.join(place, 'weft', '_verify.py')));
  if (found === undefined) throw usageError('the Python package `weft` is not built', 'run `npm run build`');
  return found;
}

function pythonProgram(env: NodeJS.ProcessEnv): string {
  if (env.WEFT_PYTHON) return env.WEFT_PYTHON;
  return existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3';
}

function runPython(context: CliContext, request: object): Promise<Comparison> {
  const folder = pythonFolder(context);
  const program = pythonProgram(context.env);
  const search = [folder, context.env.PYTHONPATH].filter(Boolean).join(path.delimiter);
  return new Promise((resolve, reject) => {
    const child = spawn(program, ['-m', 'weft._verify'], {
      cwd: context.cwd,
      env: { ...context.env, PYTHONPATH: search, PYTHONDONTWRITEBYTECODE: '1' },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let output = '';
    let errors = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8');
    });
    child.stderr.on('data', (chunk: Buffer) => {
      errors += chunk.toString('utf8');
    });
    child.once('error', (error) =>
      reject(usageError(`cannot start ${program}: ${error.message}`, 'set WEFT_PYTHON to a Python 3 with NumPy')),
    );
    child.once('close', (status) => {
      const line = output.split('\n').find((text) => text.startsWith('{"weft_verify"'));
      if (status !== 0 || line === undefined) {
        const said = errors.trim().split('\n').at(-1) ?? '';
        reject(
          usageError(
            `${program} could not run the comparison: ${said || `status ${status ?? 'unknown'}`}`,
            /numpy/i.test(said)
              ? 'install NumPy for it, or set WEFT_PYTHON to a Python 3 with NumPy'
              : 'set WEFT_PYTHON to a Python 3 with NumPy',
          ),
        );
        return;
      }
      resolve((JSON.parse(line) as { weft_verify: Comparison }).weft_verify);
    });
    child.stdin.on('error', () => {
      // The child's exit tells why.
    });
    child.stdin.end(JSON.stringify(request));
  });
}

function report(context: CliContext, options: Options, comparison: Comparison, finished: Finished): void {
  if (options.flag('json')) {
    context.terminal.out(
      JSON.stringify({ job: finished.job, ...comparison, weft_ms: finished.results?.timing.run_ms ?? [] }),
    );
    return;
  }
  if (comparison.raised !== null)
    context.terminal.note(
      `NumPy raised ${comparison.raised.kind}: ${comparison.raised.message}${comparison.raised.line === null ? '' : ` (line ${comparison.raised.line})`}`,
    );
  for (const entry of comparison.entries) {
    const errors =
      entry.max_abs === null || entry.max_abs === 0
        ? ''
        : `  max error ${entry.max_abs.toPrecision(3)} absolute, ${(entry.max_rel ?? 0).toPrecision(3)} relative${entry.max_ulp === null ? '' : `, ${entry.max_ulp} ulp`}`;
    context.terminal.out(`${entry.equal ? 'equal ' : 'DIFFER'}  ${entry.name}  ${entry.detail}${errors}`);
  }
  for (const [side, texts] of [
    ['NumPy', comparison.only_warned.python],
    ['Weft', comparison.only_warned.weft],
  ] as const)
    for (const text of texts) context.terminal.note(`only ${side} warned: ${text}`);
  const weft = finished.results?.timing.run_ms ?? [];
  const best = weft.length === 0 ? undefined : Math.min(...weft);
  context.terminal.note(
    `NumPy ${comparison.python_ms.toFixed(1)} ms${best === undefined ? '' : `, Weft ${best.toFixed(1)} ms`}`,
  );
  context.terminal.out(comparison.equal ? 'Weft and NumPy agree' : 'Weft and NumPy differ');
}
