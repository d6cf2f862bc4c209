// SPDX-License-Identifier: Apache-2.0
// Reading single elements of an array as stored in an .npy file, whatever its element type and memory order.
// It copies nothing: a result of a gigabyte is shown by looking at the few elements that are visible.

import type { DType } from '../../../language-server/src/core/graph/graph';
import { elementBytes, isComplex } from '../cluster/npy';

/** An array as stored: raw little-endian elements in C or Fortran order. */
export interface StoredArray {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly fortranOrder: boolean;
  readonly bigEndian?: true;
  readonly bytes: Uint8Array;
}

/** The type as Weft writes it everywhere: `f64[100,3]`, or `f64` for a scalar. */
export function typeText(array: Pick<StoredArray, 'dtype' | 'shape'>): string {
  return array.shape.length === 0 ? array.dtype : `${array.dtype}[${array.shape.join(',')}]`;
}

/** Random access by index. Integers of 64 bits keep every digit: `text` prints them exactly, `number` rounds. */
export class ArrayReader {
  readonly size: number;
  readonly #view: DataView;
  readonly #little: boolean;
  readonly #bytes: number;
  readonly isComplex: boolean;
  readonly #strides: readonly number[];

  constructor(readonly array: StoredArray) {
    this.size = array.shape.reduce((product, length) => product * length, 1);
    const needed = this.size * elementBytes(array.dtype);
    if (array.bytes.byteLength < needed) {
      throw new RangeError(`the array needs ${needed} bytes, the file holds ${array.bytes.byteLength}`);
    }
    this.#view = new DataView(array.bytes.buffer, array.bytes.byteOffset, array.bytes.byteLength);
    this.#little = array.bigEndian !== true;
    this.#bytes = elementBytes(array.dtype);
    this.isComplex = isComplex(array.dtype);
    this.#strides = elementStrides(array.shape, array.fortranOrder);
  }

  /** Position in elements of an index; `index` may be shorter than the rank, missing positions count as 0. */
  offset(index: readonly number[]): number {
    let offset = 0;
    for (let axis = 0; axis < index.length; axis++) offset += (index[axis] ?? 0) * (this.#strides[axis] ?? 0);
    return offset;
  }

  stride(axis: number): number {
    return this.#strides[axis] ?? 0;
  }

  /** One element as a number; the size of a complex one. */
  number(offset: number): number {
    if (!this.isComplex) return this.#part(offset, 0);
    return Math.hypot(this.#part(offset, 0), this.#part(offset, 1));
  }

  real(offset: number): number {
    return this.#part(offset, 0);
  }

  /** 0 unless the elements are complex. */
  imaginary(offset: number): number {
    return this.isComplex ? this.#part(offset, 1) : 0;
  }

  #part(offset: number, part: 0 | 1): number {
    const at = offset * this.#bytes;
    const little = this.#little;
    switch (this.array.dtype) {
      case 'b1':
      case 'u8':
        return this.#view.getUint8(at);
      case 'i8':
        return this.#view.getInt8(at);
      case 'i16':
        return this.#view.getInt16(at, little);
      case 'u16':
        return this.#view.getUint16(at, little);
      case 'i32':
        return this.#view.getInt32(at, little);
      case 'u32':
        return this.#view.getUint32(at, little);
      case 'i64':
        return Number(this.#view.getBigInt64(at, little));
      case 'u64':
        return Number(this.#view.getBigUint64(at, little));
      case 'f32':
        return this.#view.getFloat32(at, little);
      case 'f64':
        return this.#view.getFloat64(at, little);
      case 'c64':
        return this.#view.getFloat32(at + 4 * part, little);
      case 'c128':
        return this.#view.getFloat64(at + 8 * part, little);
    }
  }

  /** One element as a reader of NumPy expects it, with at most `digits` significant digits for floats. */
  text(offset: number, digits = 6): string {
    const { dtype } = this.array;
    if (dtype === 'b1') return this.number(offset) !== 0 ? 'True' : 'False';
    if (dtype === 'i64') return this.#view.getBigInt64(offset * 8, this.#little).toString();
    if (dtype === 'u64') return this.#view.getBigUint64(offset * 8, this.#little).toString();
    if (this.isComplex) return complexText(this.real(offset), this.imaginary(offset), digits);
    return dtype === 'f32' || dtype === 'f64' ? floatText(this.number(offset), digits) : String(this.number(offset));
  }
}

/** `0.5-2.0j`, `nan+infj`. */
export function complexText(real: number, imaginary: number, digits = 6): string {
  const second = floatText(imaginary, digits);
  return `${floatText(real, digits)}${second.startsWith('-') ? '' : '+'}${second}j`;
}

function elementStrides(shape: readonly number[], fortranOrder: boolean): number[] {
  const strides = new Array<number>(shape.length).fill(0);
  let next = 1;
  for (let step = 0; step < shape.length; step++) {
    const axis = fortranOrder ? step : shape.length - 1 - step;
    strides[axis] = next;
    next *= shape[axis] ?? 1;
  }
  return strides;
}

/** `0.25`, `1.5e-07`, `-3.0`, `nan`, `inf`: short, and recognisable as a float. */
export function floatText(value: number, digits = 6): string {
  if (Number.isNaN(value)) return 'nan';
  if (value === Infinity) return 'inf';
  if (value === -Infinity) return '-inf';
  if (Object.is(value, -0)) return '-0.0';
  const magnitude = Math.abs(value);
  if (magnitude !== 0 && (magnitude < 1e-4 || magnitude >= 10 ** Math.max(digits, 6))) {
    const [mantissa = '', exponent = '0'] = value.toExponential(digits - 1).split('e');
    const power = Number(exponent);
    const sign = power < 0 ? '-' : '+';
    return `${trimZeros(mantissa)}e${sign}${String(Math.abs(power)).padStart(2, '0')}`;
  }
  const fixed = trimZeros(Number(value.toPrecision(digits)).toString());
  return /[.e]/.test(fixed) ? fixed : `${fixed}.0`;
}

function trimZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
