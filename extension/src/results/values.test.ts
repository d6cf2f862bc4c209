// SPDX-License-Identifier: Apache-2.0

import { describe, expect, it } from 'vitest';
import { parseStoredArray } from './npy';
import { summariseArray, visiblePositions } from './summary';
import { ArrayReader, floatText, type StoredArray } from './values';

function stored(values: readonly number[], shape: readonly number[], fortranOrder = false): StoredArray {
  return { dtype: 'f64', shape, fortranOrder, bytes: new Uint8Array(new Float64Array(values).buffer) };
}

describe('float text', () => {
  const cases: [number, string][] = [
    [0.25, '0.25'],
    [3, '3.0'],
    [-3, '-3.0'],
    [1e-7, '1e-07'],
    [1.5e-7, '1.5e-07'],
    [123456789, '1.23457e+08'],
    [0, '0.0'],
    [-0, '-0.0'],
    [Number.NaN, 'nan'],
    [-Infinity, '-inf'],
    [1 / 3, '0.333333'],
    [1e6, '1e+06'],
    [999999, '999999.0'],
  ];
  it.each(cases)('%d is %s', (value, text) => expect(floatText(value)).toBe(text));
});

describe('reading elements', () => {
  it('follows the memory order', () => {
    const rows = new ArrayReader(stored([1, 2, 3, 4, 5, 6], [2, 3]));
    const columns = new ArrayReader(stored([1, 4, 2, 5, 3, 6], [2, 3], true));
    for (const index of [
      [0, 0],
      [0, 2],
      [1, 1],
    ]) {
      expect(rows.number(rows.offset(index))).toBe(columns.number(columns.offset(index)));
    }
  });

  it('keeps every digit of a 64-bit integer', () => {
    const bytes = new Uint8Array(new BigInt64Array([9007199254740993n]).buffer);
    expect(new ArrayReader({ dtype: 'i64', shape: [], fortranOrder: false, bytes }).text(0)).toBe('9007199254740993');
  });

  it.each([
    ['i8', new Int8Array([-3]), '-3'],
    ['u8', new Uint8Array([250]), '250'],
    ['i16', new Int16Array([-300]), '-300'],
    ['u16', new Uint16Array([65535]), '65535'],
    ['u32', new Uint32Array([4294967295]), '4294967295'],
    ['u64', new BigUint64Array([18446744073709551615n]), '18446744073709551615'],
    ['c64', new Float32Array([1.5, -2]), '1.5-2.0j'],
    ['c128', new Float64Array([0, Number.NaN]), '0.0+nanj'],
  ] as const)('reads %s', (dtype, values, text) => {
    const bytes = new Uint8Array(values.buffer);
    expect(new ArrayReader({ dtype, shape: [], fortranOrder: false, bytes }).text(0)).toBe(text);
  });

  it('turns big-endian elements', () => {
    const reader = new ArrayReader({
      dtype: 'i16',
      shape: [1],
      fortranOrder: false,
      bigEndian: true,
      bytes: new Uint8Array([1, 2]),
    });
    expect(reader.number(0)).toBe(258);
  });

  it('refuses a file that is too short', () => {
    expect(() => new ArrayReader(stored([1, 2], [3]))).toThrow('needs 24 bytes');
  });
});

describe('summaries', () => {
  it('show a scalar with all its digits', () => {
    expect(summariseArray(stored([0.1 + 0.2], [])).scalar).toBe('0.30000000000000004');
  });

  it('leave NaN out of the numbers and count it', () => {
    const { statistics, picture } = summariseArray(stored([1, Number.NaN, 3, 5], [2, 2]));
    expect(statistics).toEqual({ min: '1.0', max: '5.0', mean: '3.0', nan: 1, infinite: 0 });
    expect(picture).toMatchObject({ width: 2, height: 2, low: 1, high: 5, hasNan: true });
  });

  it('show the sizes of complex numbers and their mean', () => {
    const bytes = new Uint8Array(new Float64Array([3, 4, 0, -1, 1, 0, 0, 1]).buffer);
    const { statistics, picture, table } = summariseArray({ dtype: 'c128', shape: [2, 2], fortranOrder: false, bytes });
    expect(statistics).toEqual({ min: '|z| 1.0', max: '|z| 5.0', mean: '1.0+1.0j', nan: 0, infinite: 0 });
    expect(picture).toMatchObject({ low: 1, high: 5 });
    expect(table?.rows[0]).toEqual(['3.0+4.0j', '0.0-1.0j']);
  });

  it('show the corners of a large array', () => {
    expect(visiblePositions(100, 5)).toEqual([0, 1, -1, 98, 99]);
    expect(visiblePositions(3, 5)).toEqual([0, 1, 2]);
  });

  it('average blocks of a picture that has more cells than pixels', () => {
    const side = 800;
    const { picture } = summariseArray(
      stored(
        Array.from({ length: side * side }, () => 2),
        [side, side],
      ),
    );
    expect(picture).toMatchObject({ width: 267, height: 267, blockRows: 3, blockColumns: 3, low: 2, high: 2 });
  });

  it('cut a plane out of more axes', () => {
    const { cut, table } = summariseArray(stored([0, 1, 2, 3, 4, 5, 6, 7], [2, 2, 2]), [1]);
    expect(cut).toEqual({ leading: [1], lengths: [2] });
    expect(table?.rows).toEqual([
      ['4.0', '5.0'],
      ['6.0', '7.0'],
    ]);
  });

  it('say nothing about an empty array but its type', () => {
    expect(summariseArray(stored([], [0, 3]))).toEqual({ type: 'f64[0,3]', elements: 0, bytes: 0 });
  });
});

describe('.npy files', () => {
  const header = (text: string) => {
    const padded = `${text.padEnd(117)}\n`;
    return Buffer.concat([
      Buffer.from('\x93NUMPY\x01\x00', 'latin1'),
      Buffer.from([padded.length, 0]),
      Buffer.from(padded),
    ]);
  };
  it('give type, shape and order', () => {
    const file = Buffer.concat([
      header("{'descr': '<f8', 'fortran_order': True, 'shape': (1, 2), }"),
      Buffer.alloc(16),
    ]);
    expect(parseStoredArray(file, 'x.npy')).toMatchObject({ dtype: 'f64', shape: [1, 2], fortranOrder: true });
  });
  it.each([
    ['text', Buffer.from('no array in here'), 'not an .npy file'],
    ['half precision', header("{'descr': '<f2', 'fortran_order': False, 'shape': (1,), }"), 'type `<f2`'],
    ['half a header', Buffer.from('\x93NUMPY\x01\x00\xff\x00{', 'latin1'), 'cut off'],
  ])('refuse %s', (_, file, message) => expect(() => parseStoredArray(file, 'x.npy')).toThrow(message));
});
