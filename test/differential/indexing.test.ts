// SPDX-License-Identifier: Apache-2.0
// Random index expressions on the real daemon against NumPy. `WEFT_INDEX_SEED` and `WEFT_INDEX_PROGRAMS` choose others and more.

import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DType } from '../../language-server/src/core/graph/graph';
import { indexProgram } from './index-programs';
import { Oracle } from './oracle';
import { type Input, oracleInputs, WeftRunner } from './weft';

const SEED = Number(process.env.WEFT_INDEX_SEED ?? 1);
const PROGRAMS = Number(process.env.WEFT_INDEX_PROGRAMS ?? 16);
const STATEMENTS = 6;

describe('index expressions', () => {
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

  async function check(seed: number): Promise<string | undefined> {
    // Every fourth program holds one mistake, so that its only question is what is raised.
    const isWrong = seed % 4 === 3;
    const program = indexProgram(seed, isWrong ? 1 : STATEMENTS, isWrong ? 0.6 : 0);
    const specs = program.inputs.map((spec, i) => ({ ...spec, path: path.join(runner.home, `s${seed}-${i}.npy`) }));
    await oracle.makeInputs(specs);
    const inputs = specs.map(
      ({ path: value, dtype, shape }, i): Input => ({
        name: program.names[i]!,
        type: { kind: 'array', dtype: dtype as DType, rank: shape.length },
        value,
      }),
    );
    const ran = await runner.run(program.source, 'f', inputs);
    const shown = `seed ${seed}\n${specs.map((spec) => `${spec.dtype}[${spec.shape.join(',')}]`).join(' ')}\n${program.source}`;
    if (ran.kind === 'broken') return `${shown}${ran.why}`;
    // What certainly raises may be refused before it runs.
    const error = ran.kind === 'raised' ? ran.error : ran.kind === 'refused' ? 'Exception' : null;
    const answer = await oracle.check({
      source: program.source,
      function: 'f',
      inputs: oracleInputs(inputs),
      results: ran.kind === 'ran' ? ran.results : null,
      error,
      tolerance: 0,
      rule: 'exact',
    });
    return answer.agree
      ? undefined
      : `${shown}${answer.why}${ran.kind === 'raised' ? ` (${ran.message})` : ''}${ran.kind === 'refused' ? ran.diagnostics.map((each) => each.message).join() : ''}`;
  }

  it(`give what NumPy gives, from seed ${SEED}`, { timeout: 3_600_000 }, async () => {
    const seeds = Array.from({ length: PROGRAMS }, (_, i) => SEED * 100_000 + i);
    const problems: string[] = [];
    const lane = async (): Promise<void> => {
      for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) {
        const why = await check(seed);
        if (why !== undefined) problems.push(why);
      }
    };
    await Promise.all([lane(), lane()]);
    expect(problems.slice(0, 8).join('\n\n')).toBe('');
    expect(problems.length).toBe(0);
  });
});
