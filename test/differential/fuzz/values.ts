// SPDX-License-Identifier: Apache-2.0
// What the generator knows of a value: element type, concrete shape, and how exactly two libraries agree on it.

import { DTYPES, type DType } from '../../../language-server/src/core/graph/graph';

export { DTYPES, type DType };
export type Shape = readonly number[];

/** How far results may differ. Facts only grow, and whoever writes to an array must not know less than its readers. */
export interface Facts {
  /** Bound of all magnitudes on the way here; `Infinity` where NaN, infinities or extremes may be. */
  size: number;
  /** The unit of rounding that may differ; 0 says equal to the last bit. */
  eps: number;
  /** Which of 0.0 and -0.0 stands here is open. */
  openZero: boolean;
}

export interface Value {
  readonly text: string;
  readonly dtype: DType;
  /** No axes: a NumPy scalar. */
  readonly shape: Shape;
  readonly facts: Facts;
}

export interface ArrayName extends Value {
  /** Views share the facts of what they show. */
  readonly isWritable: boolean;
}

/** Above this, sums and functions are left alone: rounding would be the whole result. */
export const TAME = 1e9;
export const SIGNED: readonly DType[] = ['i8', 'i16', 'i32', 'i64'];
export const UNSIGNED: readonly DType[] = ['u8', 'u16', 'u32', 'u64'];
export const INTEGERS: readonly DType[] = [...SIGNED, ...UNSIGNED];
export const FLOATS: readonly DType[] = ['f32', 'f64'];
export const COMPLEX: readonly DType[] = ['c64', 'c128'];

export const isInteger = (dtype: DType) => INTEGERS.includes(dtype);
export const isFloat = (dtype: DType) => FLOATS.includes(dtype);
export const isComplex = (dtype: DType) => COMPLEX.includes(dtype);
export const isUnsigned = (dtype: DType) => UNSIGNED.includes(dtype);
export const bitsOf = (dtype: DType) => Number(dtype.slice(1));
export const same = (a: Shape, b: Shape) => a.length === b.length && a.every((n, i) => n === b[i]);
export const product = (shape: Shape) => shape.reduce((total, n) => total * n, 1);
export const tuple = (items: readonly (string | number)[]) => `(${items.join(', ')}${items.length === 1 ? ',' : ''})`;

export const PYTHON_NAMES: Readonly<Record<DType, string>> = {
  b1: 'np.bool_',
  i8: 'np.int8',
  i16: 'np.int16',
  i32: 'np.int32',
  i64: 'np.int64',
  u8: 'np.uint8',
  u16: 'np.uint16',
  u32: 'np.uint32',
  u64: 'np.uint64',
  f32: 'np.float32',
  f64: 'np.float64',
  c64: 'np.complex64',
  c128: 'np.complex128',
};

/** NumPy's promotion of two element types. */
export function promote(a: DType, b: DType): DType {
  if (a === b) return a;
  if (a === 'b1') return b;
  if (b === 'b1') return a;
  if (isComplex(a) || isComplex(b)) return isWideFor32(a) || isWideFor32(b) ? 'c128' : 'c64';
  if (isFloat(a) || isFloat(b)) return isWideFor32(a) || isWideFor32(b) ? 'f64' : 'f32';
  if (isUnsigned(a) === isUnsigned(b)) return bitsOf(a) > bitsOf(b) ? a : b;
  const [signed, unsigned] = isUnsigned(a) ? [b, a] : [a, b];
  if (bitsOf(signed) > bitsOf(unsigned)) return signed;
  return unsigned === 'u64' ? 'f64' : (`i${2 * bitsOf(unsigned)}` as DType);
}

function isWideFor32(dtype: DType): boolean {
  return dtype === 'f64' || dtype === 'c128' || (isInteger(dtype) && bitsOf(dtype) >= 32);
}

/** The type of an array beside a number of Python, which only its kind counts for. */
export function promoteWeak(dtype: DType, python: 'int' | 'float' | 'complex'): DType {
  if (python === 'int') return dtype === 'b1' ? 'i64' : dtype;
  if (python === 'float') return isFloat(dtype) || isComplex(dtype) ? dtype : 'f64';
  if (isComplex(dtype)) return dtype;
  return dtype === 'f32' ? 'c64' : 'c128';
}

/** The shape that two broadcast to, if they do. */
export function broadcast(a: Shape, b: Shape): Shape | undefined {
  const shape: number[] = [];
  for (let i = 1; i <= Math.max(a.length, b.length); i++) {
    const [m, n] = [a.at(-i) ?? 1, b.at(-i) ?? 1];
    if (i <= a.length && i <= b.length && m !== n && m !== 1 && n !== 1) return undefined;
    shape.unshift(i > a.length ? n : i > b.length ? m : m === 1 ? n : m);
  }
  return shape;
}

/** The greatest magnitude that an integer type holds. */
export const greatest = (dtype: DType) =>
  dtype === 'b1' ? 1 : isUnsigned(dtype) ? 2 ** bitsOf(dtype) : 2 ** (bitsOf(dtype) - 1);

/** A value made from others: `size` as computed, or the whole range of an integer type that it leaves. */
export function made(text: string, dtype: DType, shape: Shape, from: readonly Value[], size: number): Value {
  const isWhole = isInteger(dtype) || dtype === 'b1';
  // What would be below zero is near the greatest number that the type holds.
  const wraps = isUnsigned(dtype) && from.length > 0 && /-|subtract|negative|diff|astype|np\.uint/.test(text);
  return {
    text,
    dtype,
    shape,
    facts: {
      size: isWhole && (wraps || !(size <= greatest(dtype))) ? greatest(dtype) : size <= 1e30 ? size : Infinity,
      eps: isWhole ? 0 : Math.max(0, ...from.map((each) => each.facts.eps)),
      openZero: !isWhole && from.some((each) => each.facts.openZero),
    },
  };
}

/** The same value, rounded in its own way: what sums and functions of the library give. */
export function rounded(value: Value): Value {
  if (isInteger(value.dtype) || value.dtype === 'b1') return value;
  const eps = value.dtype === 'f32' || value.dtype === 'c64' ? 1.2e-7 : 2.3e-16;
  return { ...value, facts: { ...value.facts, eps: Math.max(eps, value.facts.eps), openZero: true } };
}

export const isExact = (value: Value) => value.facts.eps === 0;
export const isTame = (value: Value) => value.facts.size <= TAME;
export const covers = (a: Facts, b: Facts) => a.size >= b.size && a.eps >= b.eps && (a.openZero || !b.openZero);

/** The rule of the oracle for a result. */
export function ruleOf({ facts, dtype }: Value): string {
  if (facts.eps > 0) return `within:${2000 * facts.eps * Math.max(1, facts.size)}`;
  return facts.openZero || isComplex(dtype) ? 'zero' : 'exact';
}
