// SPDX-License-Identifier: Apache-2.0
// Arithmetic on Python constants with exactly CPython's results. What could differ in the last bit, or would raise, is
// not folded: the worker computes it.

import type { ComplexNumber } from '../graph/graph';
import type { BinaryOperator, CompareOperator } from '../syntax/ast';
import { type Element, integerRange, strongDType } from '../types/promote';
import { isComplexNumber, type PythonConstant } from '../types/value';

const MAX_BITS = 512n;

export function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}

function asNumber(value: bigint | number | boolean): number | undefined {
  if (typeof value !== 'bigint') return Number(value);
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

function foldInts(operator: BinaryOperator, a: bigint, b: bigint): bigint | number | undefined {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '//':
      return b === 0n ? undefined : floorDivide(a, b);
    case '%':
      return b === 0n ? undefined : a - b * floorDivide(a, b);
    case '/': {
      const isExact = (value: bigint) => BigInt.asIntN(54, value) === value;
      return b !== 0n && isExact(a) && isExact(b) ? Number(a) / Number(b) : undefined;
    }
    case '**':
      return b >= 0n && b * BigInt(a.toString(2).length) <= MAX_BITS ? a ** b : undefined;
    case '&':
      return a & b;
    case '|':
      return a | b;
    case '^':
      return a ^ b;
    case '<<':
      return b >= 0n && b < MAX_BITS ? a << b : undefined;
    case '>>':
      return b >= 0n ? a >> b : undefined;
    default:
      return undefined;
  }
}

function asComplex(value: bigint | number | boolean | ComplexNumber): ComplexNumber | undefined {
  if (isComplexNumber(value)) return value;
  const re = asNumber(value);
  return re === undefined ? undefined : { re, im: 0 };
}

function foldComplex(
  operator: BinaryOperator,
  a: bigint | number | boolean | ComplexNumber,
  b: bigint | number | boolean | ComplexNumber,
): ComplexNumber | undefined {
  const x = asComplex(a);
  const y = asComplex(b);
  if (!x || !y) return undefined;
  switch (operator) {
    case '+':
      return { re: x.re + y.re, im: x.im + y.im };
    case '-':
      return { re: x.re - y.re, im: x.im - y.im };
    case '*':
      return { re: x.re * y.re - x.im * y.im, im: x.re * y.im + x.im * y.re };
    default:
      return undefined;
  }
}

export function foldBinary(operator: BinaryOperator, a: PythonConstant, b: PythonConstant): PythonConstant | undefined {
  if (a === null || b === null || typeof a === 'string' || typeof b === 'string') return undefined;
  if (typeof a === 'boolean' && typeof b === 'boolean' && (operator === '&' || operator === '|' || operator === '^')) {
    return operator === '&' ? a && b : operator === '|' ? a || b : a !== b;
  }
  if (isComplexNumber(a) || isComplexNumber(b)) return foldComplex(operator, a, b);
  if (typeof a !== 'number' && typeof b !== 'number') return foldInts(operator, BigInt(a), BigInt(b));
  const x = asNumber(a);
  const y = asNumber(b);
  if (x === undefined || y === undefined) return undefined;
  switch (operator) {
    case '+':
      return x + y;
    case '-':
      return x - y;
    case '*':
      return x * y;
    case '/':
      return y === 0 ? undefined : x / y;
    default:
      return undefined;
  }
}

export function foldCompare(operator: CompareOperator, a: PythonConstant, b: PythonConstant): boolean | undefined {
  if (a === null || b === null || typeof a === 'string' || typeof b === 'string') {
    if (typeof a !== typeof b || (operator !== '==' && operator !== '!=')) return undefined;
    return operator === '==' ? a === b : a !== b;
  }
  if (isComplexNumber(a) || isComplexNumber(b)) {
    const [p, q] = [asComplex(a), asComplex(b)];
    if (!p || !q || (operator !== '==' && operator !== '!=')) return undefined;
    return (p.re === q.re && p.im === q.im) === (operator === '==');
  }
  const x = typeof a === 'boolean' ? Number(a) : a;
  const y = typeof b === 'boolean' ? Number(b) : b;
  // JavaScript compares BigInt with Number by value, as Python does.
  switch (operator) {
    case '==':
      // biome-ignore lint/suspicious/noDoubleEquals: BigInt and Number compare by value only this way.
      return x == y;
    case '!=':
      // biome-ignore lint/suspicious/noDoubleEquals: BigInt and Number compare by value only this way.
      return x != y;
    case '<':
      return x < y;
    case '<=':
      return x <= y;
    case '>':
      return x > y;
    case '>=':
      return x >= y;
    default:
      return undefined;
  }
}

/** Constants may be larger than the 64 bits of a run-time int: `2**64 - 1` is a uint64. */
export function isFoldable(value: bigint): boolean {
  return BigInt.asIntN(128, value) === value;
}

export function fitsInt64(value: bigint): boolean {
  return BigInt.asIntN(64, value) === value;
}

/** Whether an integer is a value of an integer element type. */
export function fits(value: bigint, element: Element): boolean {
  const [min, max] = integerRange(strongDType(element));
  return value >= min && value <= max;
}
