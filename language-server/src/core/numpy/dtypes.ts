// SPDX-License-Identifier: Apache-2.0
// The names of element types, as attributes of NumPy and as strings.

import type { Element } from '../types/promote';

const NAMES: Record<string, Element> = {
  float64: 'f64',
  double: 'f64',
  float32: 'f32',
  single: 'f32',
  int64: 'i64',
  int_: 'i64',
  longlong: 'i64',
  intp: 'i64',
  int32: 'i32',
  intc: 'i32',
  bool_: 'b1',
  bool: 'b1',
};

/** Dtypes that NumPy has and Weft has not, with the nearest one it has. */
const NEAREST: Record<string, string> = {
  float16: 'float32',
  half: 'float32',
  longdouble: 'float64',
  float128: 'float64',
  int8: 'int32',
  int16: 'int32',
  byte: 'int32',
  short: 'int32',
  uint8: 'int32',
  uint16: 'int32',
  uint32: 'int64',
  uint64: 'int64',
  ubyte: 'int32',
  uint: 'int64',
  uintp: 'int64',
  complex64: 'float32',
  complex128: 'float64',
  str_: 'int64',
  bytes_: 'int64',
  object_: 'float64',
  datetime64: 'int64',
  timedelta64: 'int64',
};

const SHORT: Record<string, Element> = {
  f8: 'f64',
  f4: 'f32',
  i8: 'i64',
  i4: 'i32',
  d: 'f64',
  f: 'f32',
  i: 'i32',
  l: 'i64',
  q: 'i64',
  '?': 'b1',
  b1: 'b1',
  int: 'i64',
  float: 'f64',
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

/** The element type of a dtype string such as `'float32'` or `'<f8'`. */
export function dtypeOfText(text: string): Element | undefined {
  const plain = text.replace(/^[<=|]/, '');
  return dtypeAttribute(plain) ?? (Object.hasOwn(SHORT, plain) ? SHORT[plain] : undefined);
}
