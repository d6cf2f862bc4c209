// SPDX-License-Identifier: Apache-2.0
// Classes of the program do what CPython does: values, prints, who sees a change, and errors.

import { afterAll, beforeAll, describe, it } from 'vitest';
import { OBJECT_PROGRAMS } from './object-programs';
import { TaskChecker, taskSource } from './task-checker';

describe('objects', () => {
  let checker: TaskChecker;
  beforeAll(async () => {
    checker = await TaskChecker.create();
  });
  afterAll(async () => {
    await checker.close();
  });

  it.each(OBJECT_PROGRAMS.map((program) => [program.name, program] as const))('%s', async (_name, program) => {
    const source = taskSource(program);
    for (const [n, x] of [
      [0, 0.5],
      [1, -0.25],
      [2, 3.25],
      [3, -1.5],
      [5, 1.75],
    ] as const) {
      await checker.compare(source, n, x);
    }
  });
});
