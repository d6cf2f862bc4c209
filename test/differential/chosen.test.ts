// SPDX-License-Identifier: Apache-2.0
// Masks and integer arrays as indices, statements on few elements or in loops, and products that share a matrix, on the real daemon against CPython, with the compiler's nests for them and without.

import { afterAll, beforeAll, describe, it } from 'vitest';
import { CHOSEN_PROGRAMS } from './chosen-programs';
import { PAIR_PROGRAMS } from './pair-programs';
import { SHORT_PROGRAMS } from './short-programs';
import { STATEMENT_PROGRAMS } from './statement-programs';
import { SYSTEM_PROGRAMS } from './system-programs';
import { TaskChecker, taskSource } from './task-checker';

describe.skipIf(process.env.WEFT_SLOW === undefined).each([
  ['with every optimisation', undefined],
  ['without the optimisations that have a switch', 'all'],
])('chosen elements %s', (_name, without) => {
  let checker: TaskChecker;
  beforeAll(async () => {
    if (without !== undefined) process.env.WEFT_WITHOUT = without;
    checker = await TaskChecker.create();
    delete process.env.WEFT_WITHOUT;
  });
  afterAll(async () => {
    await checker?.close();
  });

  it.each(
    [...CHOSEN_PROGRAMS, ...SHORT_PROGRAMS, ...STATEMENT_PROGRAMS, ...PAIR_PROGRAMS, ...SYSTEM_PROGRAMS].map(
      (program) => [program.name, program] as const,
    ),
  )('%s', { timeout: 120_000 }, async (_title, program) => {
    for (const [n, x] of [
      [1, 0.5],
      [40, 3.25],
    ] as const) {
      await checker.compare(taskSource(program), n, x);
    }
  });
});
