// SPDX-License-Identifier: Apache-2.0
// The programs that the benchmark measures, at small sizes on the real daemon, on one thread and on two; CPython with NumPy is the oracle.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseDType } from '../../extension/src/cluster/npy';
import type { ParameterType } from '../../language-server/src/core/lower/signature';
import { Oracle } from './oracle';
import { type Input, oracleInputs, WeftRunner } from './weft';

const folder = path.resolve(import.meta.dirname, '../bench');
const PROGRAMS = readdirSync(path.join(folder, 'programs'))
  .filter((name) => name.endsWith('.py'))
  .map((name) => name.slice(0, -3));
/** Sums of thousands of terms, steps of gradients and factors, in an order of their own. */
const TOLERANCE = 1e-9;
const SINGLE_TOLERANCE = 1e-3;

type Described =
  | { readonly file: string; readonly dtype: string; readonly shape: readonly number[] }
  | { readonly int: string }
  | { readonly float: string };

function inputOf(name: string, about: Described): Input {
  if ('int' in about) return { name, type: { kind: 'int' }, value: Number(about.int) };
  if ('float' in about) return { name, type: { kind: 'float' }, value: Number(about.float) };
  const type: ParameterType = { kind: 'array', dtype: parseDType(about.dtype)!, rank: about.shape.length };
  return { name, type, value: about.file };
}

describe('programs of the benchmark give what NumPy gives', () => {
  let runner: WeftRunner;
  let oracle: Oracle;
  let inputs: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  beforeAll(async () => {
    runner = await WeftRunner.create();
    oracle = new Oracle();
    const data = mkdtempSync(path.join(runner.home, 'inputs-'));
    const script = path.join(folder, 'write_inputs.py');
    inputs = JSON.parse(execFileSync('/usr/bin/python3', [script, data], { encoding: 'utf8', maxBuffer: 1e8 }));
  });
  afterAll(async () => {
    await oracle.close();
    await runner.close();
  });

  it.each(PROGRAMS)('%s', async (program) => {
    const source = readFileSync(path.join(folder, 'programs', `${program}.py`), 'utf8');
    const given = Object.entries(inputs[program]!).map(([name, about]) => inputOf(name, about));
    const single = given.some(({ type }) => type.kind === 'array' && type.dtype === 'f32');
    for (const threads of [1, 2]) {
      const ran = await runner.run(source, 'kernel', given, threads);
      if (ran.kind !== 'ran') throw new Error(JSON.stringify(ran, null, 1));
      const answer = await oracle.check({
        source,
        function: 'kernel',
        inputs: oracleInputs(given),
        results: ran.results,
        error: null,
        tolerance: single ? SINGLE_TOLERANCE : TOLERANCE,
      });
      expect(answer.why ?? '', ran.graph).toBe('');
    }
  });
});
