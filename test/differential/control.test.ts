// SPDX-License-Identifier: Apache-2.0
// Python's control flow, functions, text and errors against CPython: results, what is printed, and messages of errors.
// Written programs, and random structured ones. WEFT_CONTROL=COUNT[@SEED] runs another number of the random ones.

import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { controlProgram } from './control-program';
import { Oracle } from './oracle';
import { PYTHON_PROGRAMS } from './python-programs';
import { type Input, oracleInputs, WeftRunner } from './weft';

const [count, seed] = (process.env.WEFT_CONTROL ?? '100@1').split('@').map(Number) as [number, number | undefined];

/** What the program itself printed: the worker adds warnings, and the error at the end. */
function printed(log: string, error: string): string {
  const text = log.endsWith(error) ? log.slice(0, log.length - error.length) : log;
  return text.replaceAll(/^\S+:\d+: \w*Warning: .*\n/gm, '');
}

describe('Python programs do what CPython does', () => {
  let runner: WeftRunner;
  let oracle: Oracle;
  let array: string;
  beforeAll(async () => {
    runner = await WeftRunner.create();
    oracle = new Oracle();
    array = path.join(runner.home, 'a.npy');
    await oracle.makeInputs([{ path: array, dtype: 'f64', shape: [5], order: 'C', seed: 3 }]);
  });
  afterAll(async () => {
    await oracle.close();
    await runner.close();
  });

  async function compare(source: string, n: number, x: number): Promise<void> {
    const inputs: Input[] = [
      { name: 'a', type: { kind: 'array', dtype: 'f64', rank: 1 }, value: array },
      { name: 'n', type: { kind: 'int' }, value: n },
      { name: 'x', type: { kind: 'float' }, value: x },
    ];
    const ran = await runner.run(source, 'task', inputs);
    if (ran.kind === 'refused' || ran.kind === 'broken') throw new Error(`${source}\n${JSON.stringify(ran, null, 1)}`);
    const answer = await oracle.check({
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
  }

  it.each(PYTHON_PROGRAMS.map((program) => [program.name, program] as const))('%s', async (_name, program) => {
    const body = program.body.replaceAll(/^/gm, '    ');
    const source = `import numpy as np\nimport math\n${program.before ?? ''}\ndef task(a, n, x):\n${body}\n`;
    for (const [n, x] of [
      [1, 0.5],
      [2, 3.25],
      [3, -1.5],
      [5, 1.75],
    ] as const) {
      await compare(source, n, x);
    }
  });

  it(`${count} random programs`, { timeout: 60_000 + count * 2_000 }, async () => {
    for (let i = 0; i < count; i++) {
      const number = (seed ?? 1) * 100_000 + i;
      try {
        await compare(controlProgram(number), 1 + (i % 4), (i % 9) / 4);
      } catch (error) {
        throw new Error(`program ${number}: ${(error as Error).message}`, { cause: error });
      }
    }
  });
});
