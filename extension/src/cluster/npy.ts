// SPDX-License-Identifier: Apache-2.0
// The .npy format as far as a client needs it: reading headers of any file, writing small arrays. Values of results are
// read by results/.

import { createReadStream } from 'node:fs';
import type { DType } from '../../../language-server/src/core/graph/graph';
import { usageError } from '../net/error';

export interface NpyHeader {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly fortranOrder: boolean;
  /** Where the elements start. */
  readonly dataOffset: number;
}

const MAGIC = Buffer.from('\x93NUMPY', 'latin1');
/** NumPy's own writer stays below 64 KiB for anything but structured types, which are refused anyway. */
export const MAX_HEADER_BYTES = 128 * 1024;

export const ELEMENT_BYTES: { readonly [D in DType]: number } = { b1: 1, i32: 4, i64: 8, f32: 4, f64: 8 };
const DESCR: { readonly [D in DType]: string } = { b1: '|b1', i32: '<i4', i64: '<i8', f32: '<f4', f64: '<f8' };
const DTYPES = new Map<string, DType>([
  ...Object.entries(DESCR).map(([dtype, descr]) => [descr, dtype as DType] as const),
  ['=i4', 'i32'],
  ['=i8', 'i64'],
  ['=f4', 'f32'],
  ['=f8', 'f64'],
  ['?', 'b1'],
]);
const NUMPY_NAME: { readonly [D in DType]: string } = {
  b1: 'bool',
  i32: 'int32',
  i64: 'int64',
  f32: 'float32',
  f64: 'float64',
};

/** NumPy's name of an element type, as people write it. */
export function numpyName(dtype: DType): string {
  return NUMPY_NAME[dtype];
}

/** Reads an element type in Weft's (`f64`), NumPy's (`float64`) or the file's (`<f8`) spelling. */
export function parseDType(spelling: string): DType | undefined {
  const byName = (Object.keys(DESCR) as DType[]).find((dtype) => dtype === spelling || NUMPY_NAME[dtype] === spelling);
  return byName ?? DTYPES.get(spelling);
}

/** Parses the header at the start of `data`; `where` names the file in errors. */
export function parseNpyHeader(data: Buffer, where: string): NpyHeader {
  const refuse = (message: string, help: string): never => {
    throw usageError(`${where}: ${message}`, help, 'WEFT463');
  };
  if (data.length < 10 || !data.subarray(0, 6).equals(MAGIC))
    return refuse('this is not an .npy file', 'write it with `np.save`');
  const isLong = data[6] !== 1;
  const start = isLong ? 12 : 10;
  const length = isLong ? data.readUInt32LE(8) : data.readUInt16LE(8);
  if (length > MAX_HEADER_BYTES || start + length > data.length)
    return refuse('the .npy header is cut off', 'write the file again with `np.save`');
  const header = data.toString('latin1', start, start + length);
  const descr = /'descr':\s*'([^']+)'/.exec(header)?.[1];
  const order = /'fortran_order':\s*(True|False)/.exec(header)?.[1];
  const shape = /'shape':\s*\(([^)]*)\)/.exec(header)?.[1];
  if (order === undefined || shape === undefined)
    return refuse('the .npy header is malformed', 'write the file again with `np.save`');
  if (descr === undefined)
    return refuse('structured arrays are not supported', 'save each field as an array of its own');
  const dtype = DTYPES.get(descr);
  if (dtype === undefined) {
    const isForeign = descr.startsWith('>');
    return refuse(
      isForeign
        ? `big-endian elements (\`${descr}\`) are not supported`
        : `elements of type \`${descr}\` are not supported`,
      'convert with `a.astype(np.float64)`; supported are float64, float32, int64, int32 and bool',
    );
  }
  const sizes = shape
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(Number);
  if (sizes.some((size) => !Number.isSafeInteger(size) || size < 0))
    return refuse('the .npy shape is malformed', 'write the file again with `np.save`');
  return { dtype, shape: sizes, fortranOrder: order === 'True', dataOffset: start + length };
}

/** Reads the header from the beginning of a stream of bytes. */
export async function readHeader(source: AsyncIterable<Uint8Array>, where: string): Promise<NpyHeader> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of source) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= MAX_HEADER_BYTES + 12) break;
  }
  return parseNpyHeader(Buffer.concat(chunks), where);
}

export function readFileHeader(file: string): Promise<NpyHeader> {
  return readHeader(createReadStream(file, { end: MAX_HEADER_BYTES + 12 }), file);
}

/** How many bytes a whole file with this header has. */
export function fileBytes(header: NpyHeader): number {
  return header.dataOffset + header.shape.reduce((product, size) => product * size, 1) * ELEMENT_BYTES[header.dtype];
}

export interface SmallArray {
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** In C order. */
  readonly values: readonly (number | bigint | boolean)[];
}

/** An .npy file of version 1.0 in C order, byte for byte what `np.save` writes. */
export function encodeNpy(array: SmallArray): Buffer {
  const shape = array.shape.length === 1 ? `(${array.shape[0]},)` : `(${array.shape.join(', ')})`;
  const dictionary = `{'descr': '${DESCR[array.dtype]}', 'fortran_order': False, 'shape': ${shape}, }`;
  const padded = Math.ceil((10 + dictionary.length + 1) / 64) * 64;
  const header = Buffer.alloc(padded, ' ');
  MAGIC.copy(header);
  header[6] = 1;
  header[7] = 0;
  header.writeUInt16LE(padded - 10, 8);
  header.write(dictionary, 10, 'latin1');
  header[padded - 1] = 0x0a;
  const data = Buffer.alloc(array.values.length * ELEMENT_BYTES[array.dtype]);
  array.values.forEach((value, index) => {
    const at = index * ELEMENT_BYTES[array.dtype];
    switch (array.dtype) {
      case 'b1':
        data[at] = value ? 1 : 0;
        break;
      case 'i32':
        data.writeInt32LE(Number(value), at);
        break;
      case 'i64':
        data.writeBigInt64LE(BigInt(value), at);
        break;
      case 'f32':
        data.writeFloatLE(Number(value), at);
        break;
      case 'f64':
        data.writeDoubleLE(Number(value), at);
    }
  });
  return Buffer.concat([header, data]);
}
