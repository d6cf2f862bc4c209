// SPDX-License-Identifier: Apache-2.0
// Reading single elements of an array as stored in an .npy file, whatever its element type and memory order.
// It copies nothing: a result of a gigabyte is shown by looking at the few elements that are visible.

import type { DType } from '../../../language-server/src/core/graph/graph';
import { ELEMENT_BYTES } from '../cluster/npy';

/** An array as stored: raw little-endian elements in C or Fortran order. */
export interface StoredArray {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly fortranOrder: boolean;
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
  readonly #strides: readonly number[];

  constructor(readonly array: StoredArray) {
    this.size = array.shape.reduce((product, length) => product * length, 1);
    const needed = this.size * ELEMENT_BYTES[array.dtype];
    if (array.bytes.byteLength < needed) {
      throw new RangeError(`the array needs ${needed} bytes, the file holds ${array.bytes.byteLength}`);
    }
    this.#view = new DataView(array.bytes.buffer, array.bytes.byteOffset, array.bytes.byteLength);
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

  number(offset: number): number {
    switch (this.array.dtype) {
      case 'b1':
        return this.#view.getUint8(offset);
      case 'i32':
        return this.#view.getInt32(offset * 4, true);
      case 'i64':
        return Number(this.#view.getBigInt64(offset * 8, true));
      case 'f32':
        return this.#view.getFloat32(offset * 4, true);
      case 'f64':
        return this.#view.getFloat64(offset * 8, true);
    }
  }

  /** One element as a reader of NumPy expects it, with at most `digits` significant digits for floats. */
  text(offset: number, digits = 6): string {
    if (this.array.dtype === 'b1') return this.#view.getUint8(offset) !== 0 ? 'True' : 'False';
    if (this.array.dtype === 'i64') return this.#view.getBigInt64(offset * 8, true).toString();
    if (this.array.dtype === 'i32') return String(this.number(offset));
    return floatText(this.number(offset), digits);
  }
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
