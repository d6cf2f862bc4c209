// SPDX-License-Identifier: Apache-2.0
// Every golden program on the real daemon against NumPy, with several sizes (1 among them) and random inputs for each.

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseTaskLine } from '../harness/signature';
import { Random } from './fuzz/random';
import { type InputSpec, Oracle } from './oracle';
import { type Input, oracleInputs, WeftRunner } from './weft';

const folder = path.resolve(import.meta.dirname, '../golden');
const DRAWS = 3;
const TOLERANCE = 1e-11;
/** Writes a file into its working folder; the worker's own tests look at that file. */
const WRITES = new Set(['save.py']);

const cases = readdirSync(folder).filter((name) => name.endsWith('.py') && !WRITES.has(name));

describe('golden programs give what NumPy gives', () => {
  let runner: WeftRunner;
  let oracle: Oracle;
  beforeAll(async () => {
    runner = await WeftRunner.create();
    oracle = new Oracle();
  });
  afterAll(async () => {
    await oracle.close();
    await runner.close();
  });

  /** Random arguments for the first line of `source`: array files are written, scalars drawn. */
  async function drawInputs(source: string, name: string, draw: number): Promise<Input[]> {
    const random = new Random(draw + 97 * name.length);
    const sizes = new Map<string, number>();
    const size = (dim: string): number => {
      if (/^\d+$/.test(dim)) return Number(dim);
      if (!sizes.has(dim)) sizes.set(dim, draw === 0 ? 3 + random.below(4) : random.pick([1, 2, 5, 8]));
      return sizes.get(dim)!;
    };
    const specs: InputSpec[] = [];
    const inputs = [...parseTaskLine(source.split('\n')[0]!)].map(([parameter, type]): Input => {
      const file = path.join(runner.home, `${name}-${draw}-${parameter}.npy`);
      const order = random.chance(0.3) ? 'F' : 'C';
      if (type.kind === 'array') {
        const shape = type.dims!.map(size);
        specs.push({ path: file, dtype: type.dtype, shape, order, seed: random.below(1e6) });
        return { name: parameter, type: { kind: 'array', dtype: type.dtype, rank: shape.length }, value: file };
      }
      if (type.kind === 'scalar') {
        specs.push({ path: file, dtype: type.dtype, shape: [], order: 'C', seed: random.below(1e6) });
        return { name: parameter, type, value: file };
      }
      const value = { int: 1 + random.below(4), bool: random.chance(0.5), float: (1 + random.below(32)) / 8 };
      return { name: parameter, type, value: value[type.kind as keyof typeof value] };
    });
    await oracle.makeInputs(specs);
    return inputs;
  }

  it.each(cases)('%s', async (name) => {
    const source = readFileSync(path.join(folder, name), 'utf8');
    const entry = [...source.matchAll(/^def (\w+)\(/gm)].pop()![1]!;
    for (let draw = 0; draw < DRAWS; draw++) {
      const inputs = await drawInputs(source, name, draw);
      const ran = await runner.run(source, entry, inputs);
      if (ran.kind === 'refused' || ran.kind === 'broken') throw new Error(JSON.stringify(ran, null, 1));
      const answer = await oracle.check({
        source,
        function: entry,
        inputs: oracleInputs(inputs),
        results: ran.kind === 'ran' ? ran.results : null,
        error: ran.kind === 'raised' ? ran.error : null,
        tolerance: TOLERANCE,
      });
      const called = inputs.map((input) => `${input.name}=${input.value}`).join(' ');
      expect(answer.why ?? '', `${called}\n${ran.graph}`).toBe('');
    }
  });
});
