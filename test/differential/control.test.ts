// SPDX-License-Identifier: Apache-2.0
// Python's control flow, functions, text and errors against CPython: results, what is printed, and messages of errors.
// Written programs, and random structured ones. WEFT_CONTROL=COUNT[@SEED] runs another number of the random ones.

import { afterAll, beforeAll, describe, it } from 'vitest';
import { controlProgram } from './control-program';
import { PYTHON_PROGRAMS } from './python-programs';
import { TaskChecker, taskSource } from './task-checker';

const [count, seed] = (process.env.WEFT_CONTROL ?? '100@1').split('@').map(Number) as [number, number | undefined];

describe('Python programs do what CPython does', () => {
  let checker: TaskChecker;
  beforeAll(async () => {
    checker = await TaskChecker.create();
  });
  afterAll(async () => {
    await checker.close();
  });

  it.each(PYTHON_PROGRAMS.map((program) => [program.name, program] as const))('%s', async (_name, program) => {
    const source = taskSource(program);
    for (const [n, x] of [
      [1, 0.5],
      [2, 3.25],
      [3, -1.5],
      [5, 1.75],
    ] as const) {
      await checker.compare(source, n, x);
    }
  });

  it(`${count} random programs`, { timeout: 60_000 + count * 2_000 }, async () => {
    for (let i = 0; i < count; i++) {
      const number = (seed ?? 1) * 100_000 + i;
      try {
        await checker.compare(controlProgram(number), 1 + (i % 4), (i % 9) / 4);
      } catch (error) {
        throw new Error(`program ${number}: ${(error as Error).message}`, { cause: error });
      }
    }
  });
});
