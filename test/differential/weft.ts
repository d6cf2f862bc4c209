// SPDX-License-Identifier: Apache-2.0
// Runs program texts on the real local daemon with the product's own client, in a home of its own.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileTypeOf } from '../../extension/src/cluster/arguments';
import { fileBlob, type JobArgument } from '../../extension/src/cluster/inputs';
import { cancelJob, followJob, submitJob, uploadInputs } from '../../extension/src/cluster/jobs';
import { Session } from '../../extension/src/cluster/session';
import { LOCAL_TARGET } from '../../extension/src/cluster/targets';
import { SilentPrompter } from '../../extension/src/ssh/prompter';
import { analyse, analyseCall } from '../../language-server/src/core/analyse';
import type { Diagnostic } from '../../language-server/src/core/diagnostics/diagnostic';
import type { DType } from '../../language-server/src/core/graph/graph';
import { printGraph } from '../../language-server/src/core/graph/print';
import type { ParameterType } from '../../language-server/src/core/lower/signature';
import { PythonParser } from '../../language-server/src/core/syntax/parser';
import { encodeGraph } from '../../language-server/src/wire/encode';
import type { Case } from './oracle';

const root = path.resolve(import.meta.dirname, '../..');
const binaries = process.env.WEFT_BINARIES ?? path.join(root, 'build/native/bin');
/** Far more than any of these programs takes; a program that loops forever is cancelled. */
const PATIENCE_MS = 30_000;

export interface Input {
  readonly name: string;
  readonly type: ParameterType;
  readonly value: string | number | boolean | bigint;
}

/** The same arguments as the oracle takes them: numbers as texts of Python, which keep int, float, NaN and 64 bits. */
export function oracleInputs(inputs: readonly Input[]): Case['inputs'] {
  return Object.fromEntries(
    inputs.map(({ name, type, value }) => {
      if (typeof value === 'string' || typeof value === 'boolean') return [name, value];
      const text = Object.is(value, -0) ? '-0.0' : String(value).replace('Infinity', 'inf');
      return [name, type.kind === 'float' ? { float: text } : { int: text }];
    }),
  );
}

export type Ran =
  | { readonly kind: 'refused'; readonly diagnostics: readonly Diagnostic[] }
  | { readonly kind: 'ran'; readonly results: string; readonly graph: string; readonly log: string }
  | {
      readonly kind: 'raised';
      readonly error: string;
      readonly message: string;
      readonly line: number | undefined;
      readonly graph: string;
      readonly log: string;
    }
  | { readonly kind: 'broken'; readonly why: string; readonly graph: string };

export class WeftRunner {
  private constructor(
    readonly home: string,
    private readonly parser: PythonParser,
    private readonly session: Session,
    private readonly environment: NodeJS.ProcessEnv,
  ) {}

  static async create(): Promise<WeftRunner> {
    const home = await mkdtemp(path.join(tmpdir(), 'weft-differential-'));
    const environment = {
      ...process.env,
      WEFT_HOME: path.join(home, 'root'),
      WEFT_RUNTIME_DIR: path.join(home, 'run'),
      WEFT_CONFIG_HOME: path.join(home, 'config'),
      WEFT_DAEMON_DIR: binaries,
    };
    const session = new Session(LOCAL_TARGET, {
      prompter: new SilentPrompter(),
      log: () => {},
      client: 'differential tests',
      distFolder: path.join(root, 'dist'),
      env: environment,
      report: () => {},
    });
    return new WeftRunner(home, await PythonParser.create(), session, environment);
  }

  /** Why a program is refused, without running it. */
  check(source: string, entry: string, inputs: readonly Input[]): readonly Diagnostic[] {
    const parsed = this.parser.parse(source);
    const parameters = new Map(inputs.map((input) => [input.name, input.type]));
    const { graph, diagnostics } = analyse(parsed, { file: 'program.py', entry, signature: { parameters } });
    parsed.dispose();
    return graph ? [] : diagnostics;
  }

  async run(source: string, entry: string, inputs: readonly Input[], threads = 2): Promise<Ran> {
    const parsed = this.parser.parse(source);
    const parameters = new Map(inputs.map((input) => [input.name, input.type]));
    let { graph, diagnostics, loads } = analyse(parsed, { file: 'program.py', entry, signature: { parameters } });
    if (!graph && loads.length > 0) {
      const files = new Map<string, ParameterType>();
      const connection = await this.session.connection();
      for (const place of loads) {
        const described = await connection.describe(place);
        const header = {
          dtype: String(described.dtype) as DType,
          shape: described.shape.map(Number),
          fortranOrder: described.fortranOrder,
        };
        files.set(place, fileTypeOf(header));
      }
      ({ graph, diagnostics } = analyseCall(parsed, { file: 'program.py', entry, signature: { parameters, files } }));
    }
    parsed.dispose();
    if (!graph) return { kind: 'refused', diagnostics };
    const text = printGraph(graph);
    const args = await Promise.all(inputs.map(argument));
    await uploadInputs(this.session, args);
    const job = await submitJob(this.session, {
      title: entry,
      file: 'program.py',
      graph: encodeGraph(graph),
      arguments: args,
      threads,
      repeat: 1,
    });
    const patience = AbortSignal.timeout(PATIENCE_MS);
    const outcome = await followJob(this.session, job, { signal: patience });
    if (patience.aborted) {
      await cancelJob(this.session, job);
      return { kind: 'broken', why: `did not end in ${PATIENCE_MS} ms`, graph: text };
    }
    const folder = path.join(this.environment.WEFT_HOME!, 'jobs', job);
    const log = readFileSync(path.join(folder, 'log'), 'utf8');
    if (outcome.state === 'done') return { kind: 'ran', results: path.join(folder, 'results'), graph: text, log };
    if (outcome.state === 'failed' && outcome.error) {
      const { kind, message, line } = outcome.error;
      return { kind: 'raised', error: kind, message, line, graph: text, log };
    }
    return { kind: 'broken', why: `${outcome.state}: ${outcome.reason}\n${log.slice(-2000)}`, graph: text };
  }

  async close(): Promise<void> {
    this.session.close();
    execFileSync(path.join(binaries, 'weftd'), ['stop', '--root', this.environment.WEFT_HOME!], {
      env: this.environment,
    });
    if (process.env.WEFT_KEEP === undefined) await rm(this.home, { recursive: true, force: true });
  }
}

async function argument({ name, type, value }: Input): Promise<JobArgument> {
  if (typeof value === 'string') return { name, kind: 'blob', blob: await fileBlob(value) };
  if (type.kind === 'int') return { name, kind: 'int', value: BigInt(value) };
  if (type.kind === 'bool') return { name, kind: 'bool', value: Boolean(value) };
  return { name, kind: 'float', value: Number(value) };
}
