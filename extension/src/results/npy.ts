// SPDX-License-Identifier: Apache-2.0
// Reads an .npy file into a StoredArray for display. Anything that is not a result of Weft is refused with a reason.

import { readFile } from 'node:fs/promises';
import type { ElementType, StoredArray } from './values';

const MAGIC = Buffer.from('\x93NUMPY', 'latin1');
const TYPES: Readonly<Record<string, ElementType>> = {
  '|b1': 'b1',
  '<i4': 'i4',
  '<i8': 'i8',
  '<f4': 'f4',
  '<f8': 'f8',
};

export async function readStoredArray(file: string): Promise<StoredArray> {
  return parseStoredArray(await readFile(file));
}

export function parseStoredArray(data: Buffer): StoredArray {
  if (data.length < 10 || !data.subarray(0, 6).equals(MAGIC)) throw new Error('this is not an .npy file');
  const isLong = data[6] !== 1;
  const headerStart = isLong ? 12 : 10;
  const headerLength = isLong ? data.readUInt32LE(8) : data.readUInt16LE(8);
  const start = headerStart + headerLength;
  if (start > data.length) throw new Error('the .npy header is cut off');
  const header = data.toString('latin1', headerStart, start);
  const descr = /'descr':\s*'([^']+)'/.exec(header)?.[1] ?? '';
  const shape = /'shape':\s*\(([^)]*)\)/.exec(header)?.[1];
  const type = TYPES[descr];
  if (type === undefined) throw new Error(`arrays of type \`${descr || 'unknown'}\` cannot be shown`);
  if (shape === undefined) throw new Error('the .npy header has no shape');
  return {
    type,
    shape: shape
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '')
      .map(Number),
    fortranOrder: /'fortran_order':\s*True/.test(header),
    bytes: data.subarray(start),
  };
}
