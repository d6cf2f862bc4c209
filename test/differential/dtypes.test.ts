// SPDX-License-Identifier: Apache-2.0
// All thirteen element types, complex numbers, casts, keywords and Python's numbers, on the real daemon against NumPy.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CallChecker } from './call-checker';
import { DTYPE_TEMPLATES } from './dtype-cases';

/** Debian's NumPy is older than 2; `WEFT_PYTHON` names another Python. */
const version = Number(process.env.WEFT_NUMPY ?? 1);
const templates = DTYPE_TEMPLATES.filter((template) => (template.since ?? 1) <= version);

describe('element types', () => {
  let checker: CallChecker;
  beforeAll(async () => {
    checker = await CallChecker.create();
  });
  afterAll(() => checker.close());

  it('give what NumPy gives', { timeout: 600_000 }, async () => {
    expect(await checker.problems(templates, 1)).toBe('');
  });
});
