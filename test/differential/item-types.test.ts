// SPDX-License-Identifier: Apache-2.0
// Items of several types do what CPython does: values, their types, texts, and Python's errors.

import { afterAll, beforeAll, describe, it } from 'vitest';
import { ITEM_PROGRAMS } from './item-programs';
import { TaskChecker, taskSource } from './task-checker';

describe('items of several types', () => {
  let checker: TaskChecker;
  beforeAll(async () => {
    checker = await TaskChecker.create();
  });
  afterAll(async () => {
    await checker.close();
  });

  it.each(ITEM_PROGRAMS.map((program) => [program.name, program] as const))('%s', async (_name, program) => {
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
