// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson, parseLiteral } from './literals';

const parse = (source: string) => parseLiteral(source, 'argument `x`');

describe('Python literals', () => {
  it('gives ragged lists as JSON', () => {
    expect(parse('[[1.0, 2.5], [nan], []]')).toEqual({
      kind: 'ragged',
      item: 'float',
      depth: 2,
      json: '[[1,2.5],[NaN],[]]',
    });
    expect(parse('[[True], []]')).toEqual({ kind: 'ragged', item: 'bool', depth: 2, json: '[[true],[]]' });
  });

  it.each([
    ['3', { kind: 'int', value: 3n }],
    ['-3', { kind: 'int', value: -3n }],
    ['+ 3', { kind: 'int', value: 3n }],
    ['1_000', { kind: 'int', value: 1000n }],
    ['0xFF', { kind: 'int', value: 255n }],
    ['-0b101', { kind: 'int', value: -5n }],
    ['0o17', { kind: 'int', value: 15n }],
    ['000', { kind: 'int', value: 0n }],
    ['9223372036854775807', { kind: 'int', value: 2n ** 63n - 1n }],
    ['-9223372036854775808', { kind: 'int', value: -(2n ** 63n) }],
    ['(7)', { kind: 'int', value: 7n }],
    ['1.', { kind: 'float', value: 1 }],
    ['.5', { kind: 'float', value: 0.5 }],
    ['1e-3', { kind: 'float', value: 0.001 }],
    ['1_0.5e+1_0', { kind: 'float', value: 10.5e10 }],
    ['-0.0', { kind: 'float', value: -0 }],
    ['inf', { kind: 'float', value: Infinity }],
    ['-np.inf', { kind: 'float', value: -Infinity }],
    ['float("-inf")', { kind: 'float', value: -Infinity }],
    ['math.nan', { kind: 'float', value: Number.NaN }],
    ['2j', { kind: 'complex', value: [0, 2] }],
    ['3+2j', { kind: 'complex', value: [3, 2] }],
    ['(-1.5 - 2e-1J)', { kind: 'complex', value: [-1.5, -0.2] }],
    ['-2j', { kind: 'complex', value: [-0, -2] }],
    ['inf-0j', { kind: 'complex', value: [Infinity, -0] }],
    ['True', { kind: 'bool', value: true }],
    ['False', { kind: 'bool', value: false }],
    ['None', { kind: 'none' }],
    ["'a\\'b\\n\\x41\\u00e9'", { kind: 'str', value: "a'b\nAé" }],
    ['"it\'s"', { kind: 'str', value: "it's" }],
  ])('%s', (source, value) => expect(parse(source)).toEqual(value));

  it.each([
    ['[1, 2, 3]', 'i64', [3], [1n, 2n, 3n]],
    ['[1., 2.5]', 'f64', [2], [1, 2.5]],
    ['[True, False]', 'b1', [2], [true, false]],
    ['[[1, 2], [3, 4], [5, 6],]', 'i64', [3, 2], [1n, 2n, 3n, 4n, 5n, 6n]],
    ['[[1., nan], [inf, -0.0]]', 'f64', [2, 2], [1, Number.NaN, Infinity, -0]],
    ['np.array([1, 2], dtype=float)', 'f64', [2], [1, 2]],
    ['array([[True]])', 'b1', [1, 1], [true]],
    [
      '[2j, 1+2j]',
      'c128',
      [2],
      [
        [0, 2],
        [1, 2],
      ],
    ],
    ['[[[[[1]]]]]', 'i64', [1, 1, 1, 1, 1], [1n]],
    ['[]', 'f64', [0], []],
    ['[[], []]', 'f64', [2, 0], []],
  ])('%s is an array', (source, dtype, shape, values) => {
    expect(parse(source)).toEqual({ kind: 'array', array: { dtype, shape, values } });
  });

  it.each([
    ['[1, 2.5]', 'f64', [1, 2.5], 'item [1] is `2.5` (float), where items before it are like `1` (int)'],
    ['[[True], [2]]', 'i64', [1n, 2n], 'item [1][0] is `2` (int), where items before it are like `True` (bool)'],
    ['[1, 1+2j]', 'c128', [1n, [1, 2]], 'item [1] is a complex, where items before it are like `1` (int)'],
  ])('%s is an array, and no list of one type', (source, dtype, values, mixed) => {
    expect(parse(source)).toMatchObject({ kind: 'array', array: { dtype, values }, mixed });
  });

  it.each([
    ['', /a value is missing/],
    ['abc', /is not a Python literal: `abc` is a name: text stands in quotes, `"abc"`/],
    ['{tol: 1}', /`tol` is a name: text stands in quotes/],
    ['true', /Python writes `True` for `true`/],
    ['dict(a=1)', /`dict\(…\)` is not called/],
    ['%', /`%` begins no value/],
    ['{"a": [1, 2}', /`\]` is missing before `}`/],
    ['1 2', /after the value/],
    ['1, 2', /brackets/],
    ['1x', /follows the number/],
    ['012', /leading zeros/],
    ['9223372036854775808', /64 bits/],
    ["'abc", /closing quote/],
    ['[1, 2', /`\]` is missing/],
    ['[1 2]', /comma is missing/],
    ['{[1]: 2}', /a list cannot be a key/],
    ['{1, [2]}', /a list cannot be in a set/],
    ['{1: 2, 3}', /half a dictionary/],
    ['{1: 2', /`}` is missing/],
    ['{"a" 2}', /comma is missing/],
    ["np.array(['a'])", /needs a list of numbers/],
    ['np.array([1], dtype=object)', /`object` is not supported/],
    ['(@a.npy)', /stands alone/],
    ['[@a.txt]', /`@file.npy`/],
    ['[[[[[[[[[1]]]]]]]]]', /at most 8 axes/],
    ['3+2', /not a literal/],
    ['2j+3', /after the value/],
    ['0x1j', /follows the number/],
    ['1jx', /follows the number/],
    ['1_', /follows the number/],
    ['__import__("os")', /is not a Python literal/],
  ])('%j is refused', (source, message) => {
    expect(() => parse(source)).toThrow(message);
    expect(() => parse(source)).toThrow(expect.objectContaining({ exit: 2 }));
  });

  const one = { kind: 'int', value: 1n };
  const half = { kind: 'float', value: 0.5 };
  const text = (value: string) => ({ kind: 'str', value });
  it.each([
    ['(1, 0.5)', { kind: 'tuple', items: [one, half] }],
    ['(1,)', { kind: 'tuple', items: [one] }],
    ['()', { kind: 'tuple', items: [] }],
    ["['a', None]", { kind: 'list', items: [text('a'), { kind: 'none' }] }],
    ['[1, [1]]', { kind: 'list', items: [one, { kind: 'list', items: [one] }] }],
    ['[(1, 0.5)]', { kind: 'list', items: [{ kind: 'tuple', items: [one, half] }] }],
    ['[(1, 1)]', { kind: 'list', items: [{ kind: 'tuple', items: [one, one] }] }],
    ['[[1, 0.5], [1]]', { kind: 'list', items: [expect.anything(), expect.anything()] }],
    ['{"k": 0.5, 1: "x",}', { kind: 'dict', keys: [text('k'), one], items: [half, text('x')] }],
    ['{1: 2, 1.0: 0.5}', { kind: 'dict', keys: [one], items: [half] }],
    ['{}', { kind: 'dict', keys: [], items: [] }],
    ['{1, 0.5}', { kind: 'set', items: [one, half] }],
    ['set()', { kind: 'set', items: [] }],
    [
      '[@a.npy, @b.npz:k]',
      { kind: 'list', items: ['a.npy', 'b.npz:k'].map((reference) => ({ kind: 'file', reference })) },
    ],
    ['[array([1])]', { kind: 'list', items: [{ kind: 'array', array: { dtype: 'i64', shape: [1], values: [1n] } }] }],
  ])('%s is put together', (source, item) => expect(parse(source)).toEqual({ kind: 'composed', item }));

  it('are what JSON says, too', () => {
    expect(parseJson('{"a\\/b\\u00e9": [true, null, -Infinity], "true": NaN}', 'x')).toEqual({
      kind: 'dict',
      keys: [text('a/bé'), text('true')],
      items: [
        { kind: 'list', items: [{ kind: 'bool', value: true }, { kind: 'none' }, { kind: 'float', value: -Infinity }] },
        { kind: 'float', value: Number.NaN },
      ],
    });
  });

  it('reads back every float and every 64-bit integer', () => {
    fc.assert(
      fc.property(fc.double(), (value) => {
        const source = Object.is(value, -0)
          ? '-0.0'
          : Number.isInteger(value) && Math.abs(value) < 1e21
            ? `${value}.0`
            : String(value).replace('Infinity', 'inf').replace('NaN', 'nan');
        expect(parse(source)).toEqual({ kind: 'float', value });
      }),
    );
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
        expect(parse(String(value))).toEqual({ kind: 'int', value });
      }),
    );
  });

  it('never fails in another way than a usage error', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'[](){}:@,.0123456789eExXnaifTrue\'"\\ _-+') }), (source) => {
        try {
          parse(source);
        } catch (error) {
          expect(error).toMatchObject({ code: 'WEFT461', exit: 2 });
        }
      }),
      { numRuns: 2000 },
    );
  });
});
