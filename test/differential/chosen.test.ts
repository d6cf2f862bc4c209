// SPDX-License-Identifier: Apache-2.0
// Programs on the real daemon against CPython, with the optimisations of the compiler and without: with all and with none, and for each
// optimisation with it and without it alone.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LARGE_BLOCK_PROGRAMS } from './block-programs';
import { SWITCHED_PROGRAMS, WRITTEN_PROGRAMS } from './switch-programs';
import { TaskChecker, taskSource } from './task-checker';

/** A checker whose worker leaves optimisations out. */
async function checkerWithout(names: string | undefined): Promise<TaskChecker> {
  if (names !== undefined) process.env.WEFT_WITHOUT = names;
  try {
    return await TaskChecker.create();
  } finally {
    delete process.env.WEFT_WITHOUT;
  }
}

describe.skipIf(process.env.WEFT_SLOW === undefined).each([
  ['with every optimisation', undefined],
  ['without the optimisations that have a switch', 'all'],
])('chosen elements %s', (_name, without) => {
  let checker: TaskChecker;
  beforeAll(async () => {
    checker = await checkerWithout(without);
  });
  afterAll(async () => {
    await checker?.close();
  });

  it.each(WRITTEN_PROGRAMS.map((program) => [program.name, program] as const))(
    '%s',
    { timeout: 120_000 },
    async (_title, program) => {
      for (const [n, x] of [
        [1, 0.5],
        [40, 3.25],
      ] as const) {
        await checker.compare(taskSource(program), n, x);
      }
    },
  );
});

/** Hashes of the results in a folder, by the names of their files; none of an error. */
function hashesIn(folder: string | null): Record<string, string> {
  const names = folder === null ? [] : readdirSync(folder).filter((name) => name.endsWith('.npy'));
  return Object.fromEntries(
    names.map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(path.join(folder!, name)))
        .digest('hex'),
    ]),
  );
}

describe.skipIf(process.env.WEFT_SLOW === undefined)('one optimisation left out', () => {
  let whole: TaskChecker;
  beforeAll(async () => {
    whole = await checkerWithout(undefined);
  });
  afterAll(async () => {
    await whole?.close();
  });

  it.each(Object.entries(SWITCHED_PROGRAMS))('%s', { timeout: 300_000 }, async (name, programs) => {
    const without = await checkerWithout(name);
    try {
      for (const program of programs) {
        const source = taskSource(program);
        const expected = await whole.compare(source, 40, 3.25);
        const actual = await without.compare(source, 40, 3.25);
        if (program.bits) expect(hashesIn(actual), `${program.name} without ${name}`).toEqual(hashesIn(expected));
      }
    } finally {
      await without.close();
    }
  });

  it('blocks of large matrices', { timeout: 300_000 }, async () => {
    const without = await checkerWithout('blocks');
    try {
      for (const program of LARGE_BLOCK_PROGRAMS) {
        for (const n of [512, 513, 577]) {
          for (const checker of [whole, without]) await checker.compare(taskSource(program), n, 3.25);
        }
      }
    } finally {
      await without.close();
    }
  });

  it('has programs for every optimisation', () => {
    const header = readFileSync(path.join(import.meta.dirname, '../../runtime/src/base/switches.h'), 'utf8');
    const names = [...header.matchAll(/^ {2}bool (\w+) = true;/gm)].map((match) => match[1]!);
    expect(Object.keys(SWITCHED_PROGRAMS).sort()).toEqual(names.sort());
  });
});
