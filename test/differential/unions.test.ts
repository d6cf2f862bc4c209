// SPDX-License-Identifier: Apache-2.0
// Names whose type depends on the path do what CPython does: values, their types, None, and Python's errors.

import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Oracle } from './oracle';
import { UNION_PROGRAMS } from './union-programs';
import { type Input, oracleInputs, WeftRunner } from './weft';

/** What the program itself printed: the worker adds the error at the end. */
function printed(log: string, error: string): string {
  const text = log.endsWith(error) ? log.slice(0, log.length - error.length) : log;
  return text.replaceAll(/^\S+:\d+: \w*Warning: .*\n/gm, '');
}

describe('names of several types', () => {
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

  it.each(UNION_PROGRAMS.map((program) => [program.name, program] as const))('%s', async (_name, program) => {
    const body = program.body.replaceAll(/^/gm, '    ');
    const source = `import numpy as np\nimport math\n${program.before ?? ''}\ndef task(a, n, x):\n${body}\n`;
    for (const [n, x] of [
      [0, 0.5],
      [1, -0.25],
      [2, 3.25],
      [3, -1.5],
      [5, 1.75],
    ] as const) {
      const inputs: Input[] = [
        { name: 'a', type: { kind: 'array', dtype: 'f64', rank: 1 }, value: array },
        { name: 'n', type: { kind: 'int' }, value: n },
        { name: 'x', type: { kind: 'float' }, value: x },
      ];
      const ran = await runner.run(source, 'task', inputs);
      if (ran.kind === 'refused' || ran.kind === 'broken')
        throw new Error(`${source}\n${JSON.stringify(ran, null, 1)}`);
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
  });
});
