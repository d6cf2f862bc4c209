// SPDX-License-Identifier: Apache-2.0
// The table itself, and docs/numpy.md, which is written from it (WEFT_UPDATE=1).

import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseParameters } from './call';
import { floorDivide, foldBinary, foldCompare } from './fold';
import { sliceLength } from './indexing';
import { renderNumpyTable } from './render';
import { BUILTIN_FUNCTIONS, MATH, METHODS, NUMPY_ENTRIES, nearestNames } from './table';

const everything = [...NUMPY_ENTRIES, ...METHODS, ...MATH, ...BUILTIN_FUNCTIONS];

describe('the library table', () => {
  it('names each function once', () => {
    const names = NUMPY_ENTRIES.flatMap((entry) => [entry.name, ...(entry.aliases ?? [])]);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });

  it.each(everything.map((entry) => [entry.name, entry] as const))('%s is described', (_name, entry) => {
    expect(entry.doc).not.toBe('');
    expect(entry.doc).not.toMatch(/\.$/);
    expect(entry.lowering).not.toBe('');
    expect(parseParameters(entry.parameters).every((spec) => /^\w+$/.test(spec.name))).toBe(true);
  });

  it('is the page docs/numpy.md', () => {
    const page = path.join(import.meta.dirname, '../../../../docs/numpy.md');
    if (process.env.WEFT_UPDATE === '1') writeFileSync(page, renderNumpyTable());
    expect(readFileSync(page, 'utf8')).toBe(renderNumpyTable());
  });

  it('suggests names that are spelled alike', () => {
    const names = NUMPY_ENTRIES.map((entry) => entry.name);
    expect(nearestNames('zeroes', names)[0]).toBe('zeros');
    expect(nearestNames('concatinate', names)[0]).toBe('concatenate');
    expect(nearestNames('qqqqq', names)).toEqual([]);
  });
});

describe('constant folding', () => {
  it('divides as Python does', () => {
    expect(floorDivide(7n, -2n)).toBe(-4n);
    expect(foldBinary('%', -7n, 3n)).toBe(2n);
    expect(foldBinary('%', 7n, -3n)).toBe(-2n);
    expect(foldBinary('/', 1n, 3n)).toBe(1 / 3);
    expect(foldBinary('//', 1n, 0n)).toBeUndefined();
    expect(foldBinary('**', 2n, 70n)).toBe(2n ** 70n);
    expect(foldBinary('&', true, false)).toBe(false);
    expect(foldBinary('+', true, true)).toBe(2n);
  });

  it('compares integers and floats by value', () => {
    expect(foldCompare('==', 1n, 1)).toBe(true);
    expect(foldCompare('<', 9007199254740993n, 9007199254740992)).toBe(false);
    expect(foldCompare('==', null, null)).toBe(true);
  });
});

describe("lengths of slices are CPython's", () => {
  it.each([
    [5n, undefined, undefined, 1n, 5n],
    [5n, 1n, -1n, 1n, 3n],
    [5n, undefined, undefined, -1n, 5n],
    [5n, undefined, undefined, 2n, 3n],
    [5n, 10n, 2n, -3n, 1n],
    [5n, -100n, 100n, 2n, 3n],
    [0n, undefined, undefined, -1n, 0n],
    [5n, 4n, 1n, 1n, 0n],
  ])('%s[%s:%s:%s] has %s', (n, lower, upper, step, length) => {
    expect(sliceLength(n, lower, upper, step)).toBe(length);
  });
});
