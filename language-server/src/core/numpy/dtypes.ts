// SPDX-License-Identifier: Apache-2.0
// The names of element types, as attributes of NumPy and as strings.

import type { DType } from '../graph/graph';
import { type Element, kindOf, NUMPY_NAME } from '../types/promote';

const NAMES: Record<string, Element> = {
  bool: 'b1',
  bool_: 'b1',
  int8: 'i8',
  byte: 'i8',
  int16: 'i16',
  short: 'i16',
  int32: 'i32',
  intc: 'i32',
  int64: 'i64',
  int_: 'i64',
  long: 'i64',
  longlong: 'i64',
  intp: 'i64',
  uint8: 'u8',
  ubyte: 'u8',
  uint16: 'u16',
  ushort: 'u16',
  uint32: 'u32',
  uintc: 'u32',
  uint64: 'u64',
  uint: 'u64',
  ulong: 'u64',
  ulonglong: 'u64',
  uintp: 'u64',
  float32: 'f32',
  single: 'f32',
  float64: 'f64',
  double: 'f64',
  complex64: 'c64',
  csingle: 'c64',
  complex128: 'c128',
  cdouble: 'c128',
};

/** Dtypes that NumPy has and Weft has not, with the nearest one it has. */
const NEAREST: Record<string, string> = {
  float16: 'float32',
  half: 'float32',
  longdouble: 'float64',
  float128: 'float64',
  clongdouble: 'complex128',
  complex256: 'complex128',
  str_: 'int64',
  bytes_: 'int64',
  object_: 'float64',
  void: 'int64',
  datetime64: 'int64',
  timedelta64: 'int64',
};

/** Spellings that only strings have: type codes, and kinds with sizes in bytes. */
const SHORT: Record<string, Element> = {
  '?': 'b1',
  b1: 'b1',
  b: 'i8',
  i1: 'i8',
  h: 'i16',
  i2: 'i16',
  i: 'i32',
  i4: 'i32',
  l: 'i64',
  q: 'i64',
  p: 'i64',
  n: 'i64',
  i8: 'i64',
  int: 'i64',
  B: 'u8',
  u1: 'u8',
  H: 'u16',
  u2: 'u16',
  I: 'u32',
  u4: 'u32',
  L: 'u64',
  Q: 'u64',
  P: 'u64',
  N: 'u64',
  u8: 'u64',
  f: 'f32',
  f4: 'f32',
  d: 'f64',
  f8: 'f64',
  float: 'f64',
  F: 'c64',
  c8: 'c64',
  D: 'c128',
  c16: 'c128',
  complex: 'c128',
};

/** NumPy's abstract scalar types and the kinds of dtypes below them. */
const ABSTRACT: Record<string, string> = {
  generic: 'biufc',
  number: 'iufc',
  integer: 'iu',
  signedinteger: 'i',
  unsignedinteger: 'u',
  inexact: 'fc',
  floating: 'f',
  complexfloating: 'c',
};

/** The element type of `np.<name>`. */
export function dtypeAttribute(name: string): Element | undefined {
  return Object.hasOwn(NAMES, name) ? NAMES[name] : undefined;
}

export function isUnsupportedDType(name: string): boolean {
  return Object.hasOwn(NEAREST, name);
}

export function nearestDType(name: string): string {
  return Object.hasOwn(NEAREST, name) ? NEAREST[name]! : 'float64';
}

export function isAbstractDType(name: string): boolean {
  return Object.hasOwn(ABSTRACT, name);
}

/** Whether a dtype is a subtype of the abstract type `np.<name>`. */
export function isOfAbstract(dtype: DType, name: string): boolean {
  return ABSTRACT[name]!.includes(kindOf(dtype));
}

/** The element type of a dtype string such as `'float32'` or `'<f8'`. */
export function dtypeOfText(text: string): Element | undefined {
  const plain = text.replace(/^[<=|]/, '');
  return dtypeAttribute(plain) ?? (Object.hasOwn(SHORT, plain) ? SHORT[plain] : undefined);
}

/** `np.float64`, for messages and rewrites. */
export function spelled(dtype: DType): string {
  return `np.${dtype === 'b1' ? 'bool_' : NUMPY_NAME[dtype]}`;
}
