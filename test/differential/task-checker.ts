// SPDX-License-Identifier: Apache-2.0
// Written programs `task(a, n, x)` on the real daemon against CPython: results, what is printed, and messages of errors.

import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Oracle } from './oracle';
import { type Input, oracleInputs, WeftRunner } from './weft';

/** A body of a function of `a` (five floats), `n` and `x`; `before` stands in front of it. */
export interface TaskProgram {
  readonly name: string;
  readonly before?: string;
  readonly body: string;
}

export function taskSource({ before, body }: TaskProgram): string {
  return `import numpy as np\nimport math\n${before ?? ''}\ndef task(a, n, x):\n${body.replaceAll(/^/gm, '    ')}\n`;
}

/** What the program itself printed: the worker adds warnings, and the error at the end. */
function printed(log: string, error: string): string {
  const text = log.endsWith(error) ? log.slice(0, log.length - error.length) : log;
  return text.replaceAll(/^\S+:\d+: \w*Warning: .*\n/gm, '');
}

export class TaskChecker {
  private constructor(
    private readonly runner: WeftRunner,
    private readonly oracle: Oracle,
    private readonly array: string,
  ) {}

  static async create(): Promise<TaskChecker> {
    const runner = await WeftRunner.create();
    const oracle = new Oracle();
    const array = path.join(runner.home, 'a.npy');
    await oracle.makeInputs([{ path: array, dtype: 'f64', shape: [5], order: 'C', seed: 3 }]);
    return new TaskChecker(runner, oracle, array);
  }

  async close(): Promise<void> {
    await this.oracle.close();
    await this.runner.close();
  }

  /** Expects of one call what CPython does; gives the folder of its results, if it has any. */
  async compare(source: string, n: number, x: number): Promise<string | null> {
    const inputs: Input[] = [
      { name: 'a', type: { kind: 'array', dtype: 'f64', rank: 1 }, value: this.array },
      { name: 'n', type: { kind: 'int' }, value: n },
      { name: 'x', type: { kind: 'float' }, value: x },
    ];
    const ran = await this.runner.run(source, 'task', inputs);
    if (ran.kind === 'refused' || ran.kind === 'broken') throw new Error(`${source}\n${JSON.stringify(ran, null, 1)}`);
    const answer = await this.oracle.check({
      source,
      function: 'task',
      inputs: oracleInputs(inputs),
      results: ran.kind === 'ran' ? ran.results : null,
      error: ran.kind === 'raised' ? ran.error : null,
      tolerance: 1e-12,
      log: printed(ran.log, ran.kind === 'raised' ? `${ran.error}: ${ran.message}\n` : ''),
      ...(ran.kind === 'raised' ? { message: ran.message } : {}),
    });
    expect(answer.why ?? '', `n=${n} x=${x}\n${source}\n${ran.graph}`).toBe('');
    return ran.kind === 'ran' ? ran.results : null;
  }
}

const VALUES = [
  [0, 0.5],
  [1, -0.25],
  [2, 3.25],
  [3, -1.5],
  [5, 1.75],
  [6, -2.5],
] as const;

/** A suite with a test for each program, run with several `n` and `x`. */
export function comparePrograms(title: string, programs: readonly TaskProgram[]): void {
  describe(title, () => {
    let checker: TaskChecker;
    beforeAll(async () => {
      checker = await TaskChecker.create();
    });
    afterAll(async () => {
      await checker.close();
    });

    it.each(programs.map((program) => [program.name, program] as const))('%s', async (_name, program) => {
      const source = taskSource(program);
      for (const [n, x] of VALUES) await checker.compare(source, n, x);
    });
  });
}
