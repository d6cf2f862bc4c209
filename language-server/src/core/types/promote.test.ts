// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { canCastSameKind, type Element, promote } from './promote';

describe('promotion follows NumPy 2', () => {
  const cases: [Element, Element, Element][] = [
    ['int', 'float', 'float'],
    ['bool', 'int', 'int'],
    ['bool', 'bool', 'bool'],
    ['int', 'f32', 'f32'],
    ['float', 'f32', 'f32'],
    ['float', 'i32', 'f64'],
    ['int', 'i32', 'i32'],
    ['int', 'b1', 'i64'],
    ['float', 'b1', 'f64'],
    ['bool', 'f32', 'f32'],
    ['b1', 'f32', 'f32'],
    ['i32', 'f32', 'f64'],
    ['i64', 'f32', 'f64'],
    ['i32', 'i64', 'i64'],
    ['f32', 'f64', 'f64'],
  ];
  it.each(cases)('%s with %s gives %s', (a, b, result) => {
    expect(promote(a, b)).toBe(result);
    expect(promote(b, a)).toBe(result);
  });

  it('casts in place only within a kind or upwards', () => {
    expect(canCastSameKind('f64', 'f32')).toBe(true);
    expect(canCastSameKind('i64', 'i32')).toBe(true);
    expect(canCastSameKind('f64', 'i64')).toBe(false);
    expect(canCastSameKind('i64', 'b1')).toBe(false);
    expect(canCastSameKind('b1', 'i64')).toBe(true);
  });
});
