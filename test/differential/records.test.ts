// SPDX-License-Identifier: Apache-2.0
// Objects and dictionaries with constant keys in lists and tables do what CPython does.

import { afterAll, beforeAll, describe, it } from 'vitest';
import { OBJECT_LIST_PROGRAMS } from './object-list-programs';
import { RECORD_PROGRAMS } from './record-programs';
import { TaskChecker, taskSource } from './task-checker';

describe('records', () => {
  let checker: TaskChecker;
  beforeAll(async () => {
    checker = await TaskChecker.create();
  });
  afterAll(async () => {
    await checker.close();
  });

  const programs = [...OBJECT_LIST_PROGRAMS, ...RECORD_PROGRAMS];
  it.each(programs.map((program) => [program.name, program] as const))('%s', async (_name, program) => {
    const source = taskSource(program);
    for (const [n, x] of [
      [0, 0.5],
      [1, -0.25],
      [2, 3.25],
      [6, 1.75],
    ] as const) {
      await checker.compare(source, n, x);
    }
  });
});
