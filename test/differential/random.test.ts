// SPDX-License-Identifier: Apache-2.0
// Random programs on the real daemon against NumPy. A disagreement prints the seed, the program and the graph:
// `WEFT_SEED=17 WEFT_PROGRAMS=1` runs that one again.

import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type InputSpec, Oracle } from './oracle';
import { randomProgram } from './random-program';
import { type Input, oracleInputs, WeftRunner } from './weft';

const first = Number(process.env.WEFT_SEED ?? 1);
const count = Number(process.env.WEFT_PROGRAMS ?? 150);
/** Elementwise results agree bit for bit; this leaves room for library functions and their propagation. */
const TOLERANCE = 1e-11;

describe('random programs', () => {
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

  it(`${count} programs from seed ${first} give what NumPy gives`, { timeout: 900_000 }, async () => {
    const disagreements: string[] = [];
    let refused = 0;
    for (let seed = first; seed < first + count; seed++) {
      const program = randomProgram(seed);
      const specs: InputSpec[] = program.arrays.map((array) => ({
        ...array,
        path: path.join(runner.home, `${seed}-${array.name}.npy`),
      }));
      await oracle.makeInputs(specs);
      const inputs: Input[] = program.arrays.map((array, i) => ({
        name: array.name,
        type: { kind: 'array', dtype: array.dtype, rank: array.shape.length },
        value: specs[i]!.path,
      }));
      for (const [name, { kind, text }] of program.scalars) inputs.push({ name, type: { kind }, value: Number(text) });
      const ran = await runner.run(program.source, 'f', inputs, 1 + (seed % 3));
      if (ran.kind === 'refused') {
        refused++;
        if (process.env.WEFT_VERBOSE)
          disagreements.push(
            `seed ${seed} refused: ${ran.diagnostics.map((d) => `${d.code} ${d.message} at ${d.range.startLine + 1}`).join('; ')}\n${program.source}`,
          );
        continue;
      }
      const answer =
        ran.kind === 'broken'
          ? { agree: false, why: ran.why }
          : await oracle.check({
              source: program.source,
              function: 'f',
              inputs: oracleInputs(inputs),
              results: ran.kind === 'ran' ? ran.results : null,
              error: ran.kind === 'raised' ? ran.error : null,
              tolerance: TOLERANCE,
            });
      if (!answer.agree) disagreements.push(`seed ${seed}: ${answer.why}\n${program.source}\n${ran.graph}`);
    }
    if (process.env.WEFT_VERBOSE) process.stderr.write(disagreements.join('\n\n'));
    expect(disagreements.slice(0, 5).join('\n'), `${disagreements.length} disagreements`).toBe('');
    // The generator writes what the language has; refusals are for the shapes it cannot prove.
    expect(refused).toBeLessThan(count * 0.15);
  });
});
