// SPDX-License-Identifier: Apache-2.0
// Every golden program on the real daemon against NumPy, with random arguments of the types in its first line.

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DType } from '../../language-server/src/core/graph/graph';
import { type InputSpec, Oracle } from './oracle';
import { Random } from './random-program';
import { type Input, WeftRunner } from './weft';

const folder = path.resolve(import.meta.dirname, '../golden');
const TOLERANCE = 1e-11;

/** The parameters of `# task(a: f64[n,m], k: int)`; undefined where one is a NumPy scalar, which no call can give. */
function parametersOf(source: string): [string, string][] | undefined {
  const inside = /^# task\((.*)\)/.exec(source)![1]!;
  const parts = inside === '' ? [] : inside.split(/, (?![^[]*\])/);
  const pairs = parts.map((part) => part.split(': ') as [string, string]);
  return pairs.every(([, type]) => type.includes('[') || /^(int|float|bool)$/.test(type)) ? pairs : undefined;
}

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

  for (const name of readdirSync(folder).filter((each) => each.endsWith('.py'))) {
    const source = readFileSync(path.join(folder, name), 'utf8');
    const parameters = parametersOf(source);
    // `save` writes into the working folder.
    if (parameters === undefined || name === 'save.py') continue;
    it(name, async () => {
      const entry = [...source.matchAll(/^def (\w+)/gm)].pop()![1]!;
      for (const seed of [1, 2]) {
        const random = new Random(seed);
        const sizes = new Map<string, number>();
        const specs: InputSpec[] = [];
        const inputs: Input[] = parameters.map(([parameter, type]): Input => {
          const array = /^(\w+)\[(.*)\]$/.exec(type);
          if (!array) {
            const value = type === 'int' ? 1 + random.below(4) : type === 'bool' ? seed === 1 : 0.5 + random.next();
            return { name: parameter, type: { kind: type as 'int' | 'float' | 'bool' }, value };
          }
          const dtype = array[1] as DType;
          const shape = array[2]!.split(',').map((dim) => {
            if (!sizes.has(dim)) sizes.set(dim, /^\d+$/.test(dim) ? Number(dim) : 3 + random.below(4));
            return sizes.get(dim)!;
          });
          const file = path.join(runner.home, `${name}-${seed}-${parameter}.npy`);
          specs.push({ path: file, dtype, shape, order: seed === 1 ? 'C' : 'F', seed: random.below(1e6) });
          return { name: parameter, type: { kind: 'array', dtype, rank: shape.length }, value: file };
        });
        await oracle.makeInputs(specs);
        const ran = await runner.run(source, entry, inputs);
        if (ran.kind === 'refused' || ran.kind === 'broken') throw new Error(JSON.stringify(ran));
        const answer = await oracle.check({
          source,
          function: entry,
          inputs: Object.fromEntries(inputs.map((input) => [input.name, input.value])),
          results: ran.kind === 'ran' ? ran.results : null,
          error: ran.kind === 'raised' ? ran.error : null,
          tolerance: TOLERANCE,
        });
        expect(answer.why ?? '', ran.graph).toBe('');
      }
    });
  }
});
