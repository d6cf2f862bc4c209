// SPDX-License-Identifier: Apache-2.0
// The thirty PolyBench kernels as lists, loops and arrays on the real daemon; CPython's list form is the oracle.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ParameterType } from '../../language-server/src/core/lower/signature';
import { Oracle } from './oracle';
import { type Input, WeftRunner } from './weft';

const folder = path.resolve(import.meta.dirname, '../polybench');
const script = path.join(folder, 'polybench.py');
const SIZE = '14';
const SEED = process.env.WEFT_SEED ?? '1';
const TOLERANCE = 1e-10;

const KERNELS = [
  ...['gemm', 'gemver', 'gesummv', 'symm', 'syr2k', 'syrk', 'trmm'],
  ...['two_mm', 'three_mm', 'atax', 'bicg', 'doitgen', 'mvt'],
  ...['cholesky', 'durbin', 'gramschmidt', 'lu', 'ludcmp', 'trisolv'],
  ...['adi', 'fdtd_2d', 'heat_3d', 'jacobi_1d', 'jacobi_2d', 'seidel_2d'],
  ...['correlation', 'covariance', 'deriche', 'floyd_warshall', 'nussinov'],
];
const FILES: Readonly<Record<string, string>> = { two_mm: '2mm', three_mm: '3mm' };

type Described =
  | { readonly kind: 'array'; readonly dtype: 'f64' | 'i64'; readonly rank: number }
  | { readonly kind: 'int' | 'float'; readonly value: number };

describe('PolyBench kernels give what their list forms give', () => {
  let runner: WeftRunner;
  let oracle: Oracle;
  beforeAll(async () => {
    runner = await WeftRunner.create();
    oracle = new Oracle();
    execFileSync('/usr/bin/python3', [script, 'self-check']);
  });
  afterAll(async () => {
    await oracle.close();
    await runner.close();
  });

  describe.each(KERNELS)('%s', (kernel) => {
    let source: string;
    let data: string;
    let described: Readonly<Record<string, Described>>;
    beforeAll(() => {
      source = readFileSync(path.join(folder, 'programs', `${FILES[kernel] ?? kernel}.py`), 'utf8');
      data = mkdtempSync(path.join(runner.home, `${kernel}-`));
      described = JSON.parse(
        execFileSync('/usr/bin/python3', [script, 'make', kernel, SIZE, SEED, data], { encoding: 'utf8' }),
      );
    });

    it.each(['lists', 'loops', 'numpy'])('as %s', async (form) => {
      const inputs = Object.entries(described).map(([name, about]) => inputOf(name, about, data, form === 'lists'));
      const ran = await runner.run(source, `${kernel}_${form}`, inputs);
      if (ran.kind !== 'ran') throw new Error(JSON.stringify(ran, null, 1));
      const answer = await oracle.compareFiles(data, ran.results, TOLERANCE);
      expect(answer.why ?? '', ran.graph).toBe('');
    });
  });
});

function inputOf(name: string, about: Described, data: string, asLists: boolean): Input {
  if (about.kind !== 'array') return { name, type: { kind: about.kind }, value: about.value };
  const file = path.join(data, `${name}.npy`);
  if (!asLists) return { name, type: { kind: 'array', dtype: about.dtype, rank: about.rank }, value: file };
  let type: ParameterType = { kind: about.dtype === 'i64' ? 'int' : 'float' };
  for (let level = 0; level < about.rank; level++) type = { kind: 'list', item: type };
  return { name, type, value: file.replace(/npy$/, 'json') };
}
