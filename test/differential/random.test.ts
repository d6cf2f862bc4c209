// SPDX-License-Identifier: Apache-2.0
// Random whole programs on the real daemon against CPython and NumPy. A disagreement is made smaller and printed:
// `WEFT_SEED=17 WEFT_PROGRAMS=1` runs that program again. `WEFT_VERBOSE=1` prints what is refused too.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Comparer, type Verdict } from './fuzz/compare';
import { type FuzzProgram, fuzzProgram, sourceOf } from './fuzz/program';
import { rowProgram } from './fuzz/rows';
import { shrink } from './fuzz/shrink';
import { sweepProgram } from './fuzz/sweeps';

const first = Number(process.env.WEFT_SEED ?? 1);
const count = Number(process.env.WEFT_PROGRAMS ?? 500);
const size = Number(process.env.WEFT_PACK ?? 15);
const lanes = Number(process.env.WEFT_LANES ?? 3);
/** How many of the differences are made smaller. */
const shown = Number(process.env.WEFT_SHRINK ?? 3);

describe('random programs', () => {
  let comparer: Comparer;
  beforeAll(async () => {
    comparer = await Comparer.create();
  });
  afterAll(async () => {
    await comparer.close();
  });

  /** The kind of a failure: what stays the same while a program gets smaller. */
  const kindOf = ({ why }: Verdict) =>
    why === null ? null : (/raises \w+|^\w+Error|: \w+Error|no error|prints|did not end/.exec(why)?.[0] ?? 'values');

  async function smallest(program: FuzzProgram): Promise<string> {
    const kind = kindOf(await comparer.one(program));
    const small = await shrink(program, async (next) => kindOf(await comparer.one(next)) === kind);
    const { why, graph } = await comparer.one(small);
    const inputs = [...small.arrays, ...small.scalars].map((each) => JSON.stringify(each)).join('\n# ');
    return `seed ${program.seed}: ${why}\n# ${inputs}\n${sourceOf(small)}\n${graph}`;
  }

  it.each([
    ['programs', fuzzProgram, count],
    ['loops over rows', sweepProgram, Math.ceil(count / 3)],
    ['iterations of their own', rowProgram, Math.ceil(count / 3)],
  ] as const)(`%s from seed ${first} give what NumPy gives`, { timeout: 3_600_000 }, async (title, made, count) => {
    const began = Date.now();
    const different: FuzzProgram[] = [];
    const refused = new Map<string, number>();
    let [refusals, raised, next] = [0, 0, first];
    const lane = async (): Promise<void> => {
      while (next < first + count) {
        const seeds = Array.from({ length: Math.min(size, first + count - next) }, (_, i) => next + i);
        next += seeds.length;
        const programs = seeds.map(made);
        const verdicts = await comparer.all(programs, 1 + (seeds[0]! % 3));
        for (const [i, verdict] of verdicts.entries()) {
          if (verdict.why !== null) {
            different.push(programs[i]!);
            process.stderr.write(`seed ${seeds[i]}: ${verdict.why}\n`);
          }
          if (verdict.raised) raised++;
          if (!verdict.refused) continue;
          refusals++;
          const code = verdict.refused[0]?.slice(0, 7) ?? 'no reason';
          refused.set(code, (refused.get(code) ?? 0) + 1);
          if (process.env.WEFT_VERBOSE)
            process.stderr.write(
              `seed ${seeds[i]} refused${verdict.isWrong ? ', and raises' : ''}: ${verdict.refused.join('; ')}\n`,
            );
        }
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
    const seconds = (Date.now() - began) / 1000;
    const codes = [...refused].sort((a, b) => b[1] - a[1]).map(([code, n]) => `${code} ${n}`);
    process.stderr.write(
      `${count} ${title} from seed ${first} in ${seconds.toFixed(1)} s: ${different.length} differ, ${raised} raise, ` +
        `${refusals} refused (${codes.join(', ')})\n`,
    );
    const texts: string[] = [];
    for (const program of different.slice(0, shown)) texts.push(await smallest(program));
    expect(texts.join('\n'), `${different.length} of ${count} differ`).toBe('');
    expect(different.length).toBe(0);
    expect(refusals, [...refused].join('; ')).toBeLessThanOrEqual(count * 0.1);
  });
});
