// SPDX-License-Identifier: Apache-2.0
// Every function, method and operator that compiles, on the real daemon against NumPy, over element types, shapes and layouts.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Entry } from '../../language-server/src/core/numpy/entry';
import { BUILTIN_FUNCTIONS, MATH, METHODS, NUMPY_ENTRIES } from '../../language-server/src/core/numpy/table';
import { CallChecker } from './call-checker';
import { DOCUMENTED } from './documented/all';
import { DTYPE_TEMPLATES } from './dtype-cases';
import { TEMPLATES } from './function-cases';

describe('library functions', () => {
  let checker: CallChecker;
  beforeAll(async () => {
    checker = await CallChecker.create();
  });
  afterAll(() => checker.close());

  it('give what NumPy gives', { timeout: 600_000 }, async () => {
    expect(await checker.problems(TEMPLATES, 2)).toBe('');
  });

  it('all have a case', () => {
    const texts = [...TEMPLATES, ...DTYPE_TEMPLATES].map((template) => template.text).join('\n');
    const documented = DOCUMENTED.map((example) => example.text).join('\n');
    /** Files of the worker's tests, values that change in place, and ranges, which are no calls: all by the test that has them. */
    const sources = ['files.test.ts', 'traps.py', 'traps_indexing.py', 'traps_numbers.py', 'random-numbers.test.ts']
      .map((file) => readFileSync(path.join(import.meta.dirname, file), 'utf8'))
      .join('\n');
    const isTested = (call: string): boolean => {
      const name = call.replace(/^\}/, '');
      if (texts.includes(`${call}(`)) return true;
      return [`${name}(`, `${name}[`].some((text) => documented.includes(text) || sources.includes(text));
    };
    const compiled = (entries: readonly Entry[]) => entries.filter((entry) => entry.lowering !== 'refused');
    const missing = [
      ...compiled(NUMPY_ENTRIES).map((entry) => `np.${entry.name}`),
      ...compiled([...NUMPY_ENTRIES, ...METHODS])
        .filter((entry) => entry.method)
        .map((entry) => `}.${entry.name}`),
      ...MATH.map((entry) => `math.${entry.name}`),
      ...compiled(BUILTIN_FUNCTIONS).map((entry) => entry.name),
    ].filter((call) => !isTested(call));
    expect(missing).toEqual([]);
  });
});
