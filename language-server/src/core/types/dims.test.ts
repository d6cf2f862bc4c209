// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { addPoly, constantPoly, mulPoly, parseDim, printPoly, subPoly, substitutePoly, symbolPoly } from './dims';

describe('symbolic sizes', () => {
  it.each(['0', '3', 'n', 'n-2', '2*m+1', 'm*n', 'm*n+2*m-3', '?1', '?1-1', 'n-m', 'm+n'])(
    'prints %s as it reads it',
    (text) => {
      expect(printPoly(parseDim(text))).toBe(text);
    },
  );

  it.each([
    ['n+m', 'm+n'],
    ['n*m', 'm*n'],
    ['1+n', 'n+1'],
    ['n-n', '0'],
    ['2+n-2', 'n'],
    ['-m+n', 'n-m'],
  ])('gives %s its canonical text', (text, canonical) => {
    expect(printPoly(parseDim(text))).toBe(canonical);
  });

  it('adds, subtracts and multiplies', () => {
    const n = symbolPoly('n');
    expect(printPoly(subPoly(addPoly(n, constantPoly(1)), n))).toBe('1');
    expect(printPoly(mulPoly(addPoly(n, constantPoly(1)), addPoly(n, constantPoly(-1)))!)).toBe('n*n-1');
  });

  it('substitutes symbols', () => {
    const values = new Map([['a', parseDim('n-2')]]);
    expect(printPoly(substitutePoly(parseDim('2*a+1'), values)!)).toBe('2*n-3');
  });
});
