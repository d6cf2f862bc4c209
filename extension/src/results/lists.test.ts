// SPDX-License-Identifier: Apache-2.0
// What the results panel says of lists, texts and values inside other values.

import { describe, expect, it } from 'vitest';
import { listFacts, listText } from './lists';
import { parseTexts, summariseTexts } from './texts';

describe('a list in words', () => {
  it.each([
    ['list[float]', [12], undefined, undefined, 'list of 12 float'],
    ['list[int]', [0], undefined, undefined, 'empty list of int'],
    ['list[list[float]]', [3, 4], undefined, undefined, 'list of 3 lists of 4 float'],
    ['list[list[float]]', [1, 4], undefined, undefined, 'list of 1 list of 4 float'],
    ['list[list[int]]', [6], [[3], [1, 2, 3]], undefined, 'list of 3 lists of int'],
    ['list[list[list[int]]]', [2, 3, 4], undefined, undefined, 'list of 2 lists of 3 lists of 4 int'],
    ['list[f64[n,m]]', [5, 2, 2], undefined, undefined, 'list of 5 arrays f64[2,2]'],
    ['list[f64[n]]', [1, 7], undefined, undefined, 'list of 1 array f64[7]'],
    ['list[f32[n]]', [6], [[3]], [[1], [2], [3]], 'list of 3 arrays f32[_]'],
    ['list[f32[n]]', [0, 0], undefined, undefined, 'empty list of f32[n] arrays'],
  ] as const)('%s of %j', (list, shape, lengths, shapes, text) => {
    expect(listText({ list, shape, lengths, shapes })).toBe(text);
  });

  it('tells of ragged ones how they are shown', () => {
    const facts = listFacts({ list: 'list[list[int]]', shape: [6], lengths: [[3], [1, 2, 3]] });
    expect(facts.note).toBe('Its lists differ in length: all items, one after the other');
  });
});

/** An .npy file of texts. */
function textFile(width: number, shape: string, texts: readonly string[]): Buffer {
  const header = `{'descr': '<U${width}', 'fortran_order': False, 'shape': (${shape}), }`.padEnd(117).concat('\n');
  const start = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length, 0]);
  const data = Buffer.alloc(4 * width * texts.length);
  for (const [index, text] of texts.entries())
    for (const [place, point] of [...text].entries())
      data.writeUInt32LE(point.codePointAt(0)!, 4 * (index * width + place));
  return Buffer.concat([start, Buffer.from(header, 'latin1'), data]);
}

describe('texts', () => {
  it('are shown as Python writes them', () => {
    const one = parseTexts(textFile(5, '', ['día ≠']))!;
    expect(summariseTexts(one, 20, {})).toMatchObject({ type: 'str', scalar: '"día ≠"' });
  });

  it('make the rows of a list', () => {
    const two = parseTexts(textFile(3, '2,', ['a', 'bcd']))!;
    const summary = summariseTexts(two, 24, { list: 'list[str]' });
    expect(summary.type).toBe('list of 2 str');
    expect(summary.table?.rows).toEqual([['"a"'], ['"bcd"']]);
  });

  it('are told from numbers', () => expect(parseTexts(Buffer.from('no array'))).toBeUndefined());
});
