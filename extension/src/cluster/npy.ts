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
  /** The bytes of each element stand in the order of big-endian machines; the worker turns them. */
  readonly bigEndian?: true;
  /** Where the elements start. */
  readonly dataOffset: number;
}

const MAGIC = Buffer.from('\x93NUMPY', 'latin1');
/** NumPy's own writer stays below 64 KiB for anything but structured types, which are refused anyway. */
export const MAX_HEADER_BYTES = 128 * 1024;

/** Each element type as the file and as NumPy name it. */
const DTYPE_NAMES: { readonly [D in DType]: readonly [descr: string, name: string, bytes: number] } = {
  b1: ['|b1', 'bool', 1],
  i8: ['|i1', 'int8', 1],
  i16: ['<i2', 'int16', 2],
  i32: ['<i4', 'int32', 4],
  i64: ['<i8', 'int64', 8],
  u8: ['|u1', 'uint8', 1],
  u16: ['<u2', 'uint16', 2],
  u32: ['<u4', 'uint32', 4],
  u64: ['<u8', 'uint64', 8],
  f32: ['<f4', 'float32', 4],
  f64: ['<f8', 'float64', 8],
  c64: ['<c8', 'complex64', 8],
  c128: ['<c16', 'complex128', 16],
};
const ALL_DTYPES = Object.keys(DTYPE_NAMES) as DType[];

export function elementBytes(dtype: DType): number {
  return DTYPE_NAMES[dtype][2];
}

export function isComplex(dtype: DType): boolean {
  return dtype === 'c64' || dtype === 'c128';
}

/** The element type of a header's `descr`, whatever its byte order. */
function dtypeOfDescr(descr: string): DType | undefined {
  if (descr === '?') return 'b1';
  const match = /^[<>=|](.+)$/.exec(descr);
  return match === null ? undefined : ALL_DTYPES.find((dtype) => DTYPE_NAMES[dtype][0].slice(1) === match[1]);
}

/** NumPy's name of an element type, as people write it. */
export function numpyName(dtype: DType): string {
  return DTYPE_NAMES[dtype][1];
}

/** Reads an element type in Weft's (`f64`), NumPy's (`float64`) or the file's (`<f8`) spelling. */
export function parseDType(spelling: string): DType | undefined {
  const byName = ALL_DTYPES.find((dtype) => dtype === spelling || DTYPE_NAMES[dtype][1] === spelling);
  return byName ?? dtypeOfDescr(spelling);
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
  const dtype = dtypeOfDescr(descr);
  if (dtype === undefined) {
    if (/^.?[US]/.test(descr)) {
      const codes = '`names, codes = np.unique(a, return_inverse=True)`';
      return refuse('arrays of texts are not supported', `pass a list, \`a.tolist()\`, or numbers: ${codes}`);
    }
    return refuse(
      `elements of type \`${descr}\` are not supported`,
      'convert with `a.astype(np.float64)`; supported are bool, integers of 8 to 64 bits, float32, float64, complex64 and complex128',
    );
  }
  const sizes = shape
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(Number);
  if (sizes.some((size) => !Number.isSafeInteger(size) || size < 0))
    return refuse('the .npy shape is malformed', 'write the file again with `np.save`');
  const bigEndian = descr.startsWith('>') && elementBytes(dtype) > 1 ? { bigEndian: true as const } : {};
  return { dtype, shape: sizes, fortranOrder: order === 'True', ...bigEndian, dataOffset: start + length };
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
  return header.dataOffset + header.shape.reduce((product, size) => product * size, 1) * elementBytes(header.dtype);
}

/** A complex number as its real and imaginary part. */
export type Complex = readonly [real: number, imaginary: number];
export type Scalar = number | bigint | boolean | Complex;

export interface SmallArray {
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** In C order. */
  readonly values: readonly Scalar[];
}

/** An .npy file of version 1.0 in C order, byte for byte what `np.save` writes. */
export function encodeNpy(array: SmallArray): Buffer {
  const shape = array.shape.length === 1 ? `(${array.shape[0]},)` : `(${array.shape.join(', ')})`;
  const dictionary = `{'descr': '${DTYPE_NAMES[array.dtype][0]}', 'fortran_order': False, 'shape': ${shape}, }`;
  const padded = Math.ceil((10 + dictionary.length + 1) / 64) * 64;
  const header = Buffer.alloc(padded, ' ');
  MAGIC.copy(header);
  header[6] = 1;
  header[7] = 0;
  header.writeUInt16LE(padded - 10, 8);
  header.write(dictionary, 10, 'latin1');
  header[padded - 1] = 0x0a;
  const bytes = elementBytes(array.dtype);
  const data = new DataView(new ArrayBuffer(array.values.length * bytes));
  array.values.forEach((value, index) => {
    const [real, imaginary] = typeof value === 'object' ? value : [Number(value), 0];
    writeElement(data, index * bytes, array.dtype, value, real, imaginary);
  });
  return Buffer.concat([header, Buffer.from(data.buffer)]);
}

function writeElement(data: DataView, at: number, dtype: DType, value: Scalar, real: number, imaginary: number): void {
  switch (dtype) {
    case 'b1':
      data.setUint8(at, value ? 1 : 0);
      break;
    case 'i8':
    case 'u8':
      data.setUint8(at, real);
      break;
    case 'i16':
    case 'u16':
      data.setUint16(at, real, true);
      break;
    case 'i32':
    case 'u32':
      data.setUint32(at, real, true);
      break;
    case 'i64':
    case 'u64':
      data.setBigUint64(at, BigInt.asUintN(64, BigInt(typeof value === 'object' ? real : value)), true);
      break;
    case 'f32':
      data.setFloat32(at, real, true);
      break;
    case 'f64':
      data.setFloat64(at, real, true);
      break;
    case 'c64':
      data.setFloat32(at, real, true);
      data.setFloat32(at + 4, imaginary, true);
      break;
    case 'c128':
      data.setFloat64(at, real, true);
      data.setFloat64(at + 8, imaginary, true);
      break;
  }
}
