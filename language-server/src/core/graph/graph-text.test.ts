// SPDX-License-Identifier: Apache-2.0
// Canonical text and verification over the shared fixtures: the C++ side runs the same files.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseGraph } from './parse';
import { printGraph } from './print';
import { verifyGraph } from './verify';

const root = join(__dirname, '../../../../test/golden');
const graphFiles = (folder: string): string[] =>
  readdirSync(join(root, folder)).filter((name) => name.endsWith('.graph'));
const read = (folder: string, name: string): string => readFileSync(join(root, folder, name), 'utf8');

describe('valid graphs', () => {
  it.each(graphFiles('graphs'))('%s prints as it was read, and verifies', (name) => {
    const text = read('graphs', name);
    const result = parseGraph(text);
    if (!('graph' in result)) throw new Error(result.error.message);
    const withoutComments = text.replace(/^\s*#.*\n/gm, '');
    expect(printGraph(result.graph)).toBe(withoutComments);
    expect(verifyGraph(result.graph)).toEqual([]);
  });
});

describe('invalid graphs', () => {
  it.each(graphFiles('invalid'))('%s is refused with the code it names', (name) => {
    const text = read('invalid', name);
    const expected = /^# expect (WEFT5\d\d)/.exec(text)?.[1];
    const result = parseGraph(text);
    const errors = 'graph' in result ? verifyGraph(result.graph) : [result.error];
    expect(errors.map((error) => error.code)).toContain(expected);
    expect(new Set(errors.map((error) => error.code)).size, JSON.stringify(errors)).toBe(1);
  });
});
