// SPDX-License-Identifier: Apache-2.0
// CPython with NumPy as a process of its own: one question a line, one answer a line.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface, type Interface } from 'node:readline';

export interface Case {
  readonly source: string;
  readonly function: string;
  /** Paths of .npy files, or scalars: JSON does not tell 1.0 from 1. */
  readonly inputs: Readonly<Record<string, string | boolean | { readonly int: string } | { readonly float: string }>>;
  /** The folder with Weft's results; null when the program raised. */
  readonly results: string | null;
  /** The kind of exception that Weft reported. */
  readonly error: string | null;
  readonly tolerance: number;
  /** One rule for each result instead of the tolerance: `exact`, `zero`, `ulp:4`, `within:1e-12`, `sum` or `product`. */
  readonly rules?: readonly string[];
  readonly rule?: string;
  /** Rules of arrays that the program changes, by their names; `exact` where there is none. */
  readonly argumentRules?: Readonly<Record<string, string>>;
  /** What Weft printed, and the message of its error, where they are compared too. */
  readonly log?: string;
  readonly message?: string;
  /** The kinds of NumPy's warnings in the log, where they are compared too. */
  readonly warnings?: readonly string[];
  /** The line of the program where Weft's error came to be, where it is compared too. */
  readonly line?: number;
}

export interface InputSpec {
  readonly path: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly order: 'C' | 'F';
  readonly seed: number;
  /** Small dyadic numbers, unless said otherwise. */
  readonly values?: Values;
}

/** `special`: every magnitude with NaN, infinities and extremes; `normal`: no special ones; `index`: 0 to 4. */
export type Values = 'small' | 'special' | 'normal' | 'index';

export interface Answer {
  readonly agree: boolean;
  readonly why: string | null;
}

export class Oracle {
  readonly #folder: string;
  readonly #process: ChildProcess;
  readonly #lines: Interface;
  readonly #ended: Promise<never>;
  #errors = '';
  #last: Promise<unknown> = Promise.resolve();

  /** `environment` adds to that of the process. */
  constructor(environment: NodeJS.ProcessEnv = {}) {
    // Programs write files into their working folder.
    this.#folder = mkdtempSync(path.join(tmpdir(), 'weft-oracle-'));
    this.#process = spawn(
      process.env.WEFT_PYTHON ?? '/usr/bin/python3',
      [path.join(import.meta.dirname, 'oracle.py')],
      {
        cwd: this.#folder,
        stdio: ['pipe', 'pipe', 'pipe'],
        env: { ...process.env, ...environment, PYTHONPATH: path.resolve(import.meta.dirname, '../../runtime/python') },
      },
    );
    this.#process.stderr!.on('data', (data) => {
      this.#errors += String(data);
    });
    this.#lines = createInterface({ input: this.#process.stdout! });
    this.#ended = once(this.#process, 'exit').then(() => {
      throw new Error(`the oracle ended: ${this.#errors}`);
    });
    this.#ended.catch(() => {}); // Only who waits for an answer hears of it.
  }

  check(question: Case): Promise<Answer> {
    return this.#ask(question);
  }

  /** `result.0.npy …` in one folder against the results of a job in another. */
  compareFiles(expected: string, actual: string, tolerance: number): Promise<Answer> {
    return this.#ask({ compare: { expected, actual, tolerance } });
  }

  async makeInputs(specs: readonly InputSpec[]): Promise<void> {
    await this.#ask({ make: specs });
  }

  /** One question after the other. */
  #ask(question: unknown): Promise<Answer> {
    const answer = this.#last.then(() => this.#exchange(question));
    this.#last = answer.catch(() => {});
    return answer;
  }

  async #exchange(question: unknown): Promise<Answer> {
    const answer = once(this.#lines, 'line');
    this.#process.stdin!.write(`${JSON.stringify(question)}\n`);
    const [line] = (await Promise.race([answer, this.#ended])) as [string];
    return JSON.parse(line) as Answer;
  }

  async close(): Promise<void> {
    this.#process.stdin!.end();
    if (this.#process.exitCode === null) await once(this.#process, 'exit');
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
