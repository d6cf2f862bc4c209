// SPDX-License-Identifier: Apache-2.0
// Element types and NumPy 2's promotion (NEP 50): Python's own scalars are weak, NumPy scalars and arrays are strong.

import type { DType, Type } from '../graph/graph';

/** Python's own number types. */
export type PythonNumber = 'int' | 'float' | 'bool';
/** The element type of a graph value: a Python number or a dtype. */
export type Element = PythonNumber | DType;

export function isPython(element: Element): element is PythonNumber {
  return element === 'int' || element === 'float' || element === 'bool';
}

export function isFloating(element: Element): boolean {
  return element === 'float' || element === 'f32' || element === 'f64';
}

export function isBoolean(element: Element): boolean {
  return element === 'bool' || element === 'b1';
}

export function isIntegral(element: Element): boolean {
  return element === 'int' || element === 'i32' || element === 'i64';
}

/** The element type of a number or array type; undefined for text and None. */
export function elementOf(type: Type): Element | undefined {
  switch (type.kind) {
    case 'int':
    case 'float':
    case 'bool':
      return type.kind;
    case 'scalar':
    case 'array':
      return type.dtype;
    default:
      return undefined;
  }
}

/** The dtype NumPy gives a Python number on its own. */
export function strongDType(element: Element): DType {
  return element === 'int' ? 'i64' : element === 'float' ? 'f64' : element === 'bool' ? 'b1' : element;
}

const RANK: Record<DType, number> = { b1: 0, i32: 1, i64: 2, f32: 3, f64: 4 };

function promoteDTypes(a: DType, b: DType): DType {
  if (a === b) return a;
  const [low, high] = RANK[a] < RANK[b] ? [a, b] : [b, a];
  // int32 and int64 do not fit float32.
  if (high === 'f32' && low !== 'b1') return 'f64';
  return high;
}

const PYTHON_RANK: Record<PythonNumber, number> = { bool: 0, int: 1, float: 2 };

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
  return isFloating(strong) ? strong : 'f64';
}

/** NumPy's `casting="same_kind"`, the rule of in-place operations. */
export function canCastSameKind(from: DType, to: DType): boolean {
  const kind = (dtype: DType) => (dtype === 'b1' ? 0 : dtype.startsWith('i') ? 1 : 2);
  return kind(from) <= kind(to);
}

/** NumPy's own name of a dtype, for messages. */
export const NUMPY_NAME: Record<DType, string> = {
  b1: 'bool',
  i32: 'int32',
  i64: 'int64',
  f32: 'float32',
  f64: 'float64',
};
