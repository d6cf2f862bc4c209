// SPDX-License-Identifier: Apache-2.0
// Element types and NumPy 2's promotion (NEP 50): Python's own scalars are weak, NumPy scalars and arrays are strong.

import type { DType, Type } from '../graph/graph';

/** Python's own number types. */
export type PythonNumber = 'int' | 'float' | 'bool' | 'complex';
/** The element type of a graph value: a Python number or a dtype. */
export type Element = PythonNumber | DType;

/** NumPy's `dtype.kind`. */
export type DTypeKind = 'b' | 'i' | 'u' | 'f' | 'c';

export function isPython(element: Element): element is PythonNumber {
  return element === 'int' || element === 'float' || element === 'bool' || element === 'complex';
}

export function isFloating(element: Element): boolean {
  return element === 'float' || element === 'f32' || element === 'f64';
}

export function isComplex(element: Element): boolean {
  return element === 'complex' || element === 'c64' || element === 'c128';
}

export function isBoolean(element: Element): boolean {
  return element === 'bool' || element === 'b1';
}

export function isIntegral(element: Element): boolean {
  return element === 'int' || (!isPython(element) && (kindOf(element) === 'i' || kindOf(element) === 'u'));
}

export function isUnsigned(element: Element): boolean {
  return !isPython(element) && kindOf(element) === 'u';
}

/** NumPy's `dtype.kind`. */
export function kindOf(dtype: DType): DTypeKind {
  return dtype[0] as DTypeKind;
}

/** Bits of one element; a bool has 8. */
export function bitsOf(dtype: DType): number {
  return dtype === 'b1' ? 8 : Number(dtype.slice(1));
}

/** The smallest and the largest value of an integer dtype. */
export function integerRange(dtype: DType): readonly [bigint, bigint] {
  const bits = BigInt(bitsOf(dtype));
  if (kindOf(dtype) === 'u') return [0n, (1n << bits) - 1n];
  return [-(1n << (bits - 1n)), (1n << (bits - 1n)) - 1n];
}

/** The element type of a number or array type; undefined for text, lists and None. */
export function elementOf(type: Type): Element | undefined {
  switch (type.kind) {
    case 'int':
    case 'float':
    case 'bool':
    case 'complex':
      return type.kind;
    case 'scalar':
    case 'array':
      return type.dtype;
    default:
      return undefined;
  }
}

const STRONG: Record<PythonNumber, DType> = { int: 'i64', float: 'f64', bool: 'b1', complex: 'c128' };

/** The dtype NumPy gives a Python number on its own. */
export function strongDType(element: Element): DType {
  return isPython(element) ? STRONG[element] : element;
}

/** The float type of a complex type's parts. */
export function partsOf(element: Element): Element {
  return element === 'complex' ? 'float' : element === 'c64' ? 'f32' : element === 'c128' ? 'f64' : element;
}

/** The complex type whose parts are of a float type. */
export function complexOf(element: Element): Element {
  return element === 'float' ? 'complex' : element === 'f32' ? 'c64' : element === 'f64' ? 'c128' : element;
}

const KIND_ORDER: Record<DTypeKind, number> = { b: 0, u: 1, i: 2, f: 3, c: 4 };

/** NumPy's `promote_types`. */
export function promoteDTypes(a: DType, b: DType): DType {
  if (a === b) return a;
  const [low, high] = KIND_ORDER[kindOf(a)] <= KIND_ORDER[kindOf(b)] ? [a, b] : [b, a];
  const [from, to] = [kindOf(low), kindOf(high)];
  if (from === to) return bitsOf(low) > bitsOf(high) ? low : high;
  if (from === 'b') return high;
  if (to === 'i') {
    if (bitsOf(low) < bitsOf(high)) return high;
    return bitsOf(low) === 64 ? 'f64' : (`i${bitsOf(low) * 2}` as DType);
  }
  // The float that holds the smaller kind: integers of up to 16 bits fit float32.
  const needed = from === 'f' ? bitsOf(low) : bitsOf(low) <= 16 ? 32 : 64;
  if (to === 'f') return Math.max(needed, bitsOf(high)) === 32 ? 'f32' : 'f64';
  return Math.max(needed, bitsOf(high) / 2) === 32 ? 'c64' : 'c128';
}

const PYTHON_RANK: Record<PythonNumber, number> = { bool: 0, int: 1, float: 2, complex: 3 };

/** The common element type of an operation's operands. */
export function promote(a: Element, b: Element): Element {
  if (isPython(a) && isPython(b)) return PYTHON_RANK[a] >= PYTHON_RANK[b] ? a : b;
  if (isPython(a)) return promoteWeak(a, b as DType);
  if (isPython(b)) return promoteWeak(b, a);
  return promoteDTypes(a, b);
}

function promoteWeak(weak: PythonNumber, strong: DType): DType {
  if (weak === 'bool') return strong;
  if (weak === 'int') return strong === 'b1' ? 'i64' : strong;
  if (isComplex(strong)) return strong;
  if (weak === 'float') return isFloating(strong) ? strong : 'f64';
  return strong === 'f32' ? 'c64' : 'c128';
}

/** NumPy's `casting="safe"` between dtypes. */
export function canCastSafely(from: DType, to: DType): boolean {
  return promoteDTypes(from, to) === to;
}

/** NumPy's `casting="same_kind"`, the rule of in-place operations. */
export function canCastSameKind(from: DType, to: DType): boolean {
  return KIND_ORDER[kindOf(from)] <= KIND_ORDER[kindOf(to)];
}

/** NumPy's own name of a dtype, for messages. */
export const NUMPY_NAME: Record<DType, string> = {
  b1: 'bool',
  i8: 'int8',
  i16: 'int16',
  i32: 'int32',
  i64: 'int64',
  u8: 'uint8',
  u16: 'uint16',
  u32: 'uint32',
  u64: 'uint64',
  f32: 'float32',
  f64: 'float64',
  c64: 'complex64',
  c128: 'complex128',
};
