// SPDX-License-Identifier: Apache-2.0
// Attributes of numbers, arrays, element types and universal functions.

import type { SourceRange } from '../graph/graph';
import { bitsOf, isPython, kindOf, NUMPY_NAME, strongDType } from '../types/promote';
import { constantValue, elementOfValue, type GraphValue, isArray, isNumeric, type Value } from '../types/value';
import type { Context } from './context';
import { intArithmetic, intConstant } from './elementwise';
import { partOf } from './parts';
import { flatten } from './reduce';
import { sizeOfArray } from './shapes';

/** Methods of Python's own numbers; those of arrays and NumPy scalars are more. */
const NUMBER_METHODS: ReadonlySet<string> = new Set(['conjugate', 'is_integer', 'bit_length', 'bit_count']);

export function isNumberMethod(value: GraphValue, name: string): boolean {
  return !isArray(value) && isPython(elementOfValue(value)) && NUMBER_METHODS.has(name);
}

/** An attribute that `lower/calls.ts` does not know by itself; undefined when there is none. */
export function attributeValue(ctx: Context, range: SourceRange, base: Value, name: string): Value | undefined {
  if (base.kind === 'dtype') return dtypeAttributeOf(base.element, name);
  if (!isNumeric(base)) return undefined;
  const element = elementOfValue(base);
  if (name === 'real' || name === 'imag') return partOf(ctx, range, base, name);
  if (isPython(element)) {
    const isWhole = element === 'int' || element === 'bool';
    if (name === 'numerator' && isWhole) return base;
    return name === 'denominator' && isWhole ? constantValue(1n) : undefined;
  }
  if (name === 'flat' && isArray(base)) return flatCopy(ctx, range, base);
  const bytes = bytesOf(strongDType(element));
  if (name === 'itemsize') return intConstant(bytes);
  if (name !== 'nbytes') return undefined;
  return isArray(base)
    ? intArithmetic(ctx, range, 'mul', sizeOfArray(ctx, range, base) as GraphValue, intConstant(bytes))
    : intConstant(bytes);
}

/** `a.flat` as a value: its elements in C order. Items of it are in `lower/flat.ts`. */
function flatCopy(ctx: Context, range: SourceRange, array: GraphValue): Value {
  const flat = flatten(ctx, range, array);
  const copy = ctx.emit('copy', range, [flat], flat.type);
  return { ...copy, readOnly: 'it is kept apart from the array; assign to `a.flat[...]` itself' };
}

function bytesOf(dtype: ReturnType<typeof strongDType>): number {
  return bitsOf(dtype) / 8;
}

function dtypeAttributeOf(element: Parameters<typeof strongDType>[0], name: string): Value | undefined {
  const dtype = strongDType(element);
  const code = dtype === 'b1' ? '|b1' : `${bytesOf(dtype) === 1 ? '|' : '<'}${kindOf(dtype)}${bytesOf(dtype)}`;
  switch (name) {
    case 'itemsize':
      return intConstant(bytesOf(dtype));
    case 'name':
      return constantValue(NUMPY_NAME[dtype]);
    case 'kind':
      return constantValue(kindOf(dtype));
    case 'str':
      return constantValue(code);
    case 'type':
    case 'base':
      return { kind: 'dtype', element: dtype };
    case 'isnative':
      return constantValue(true);
    case 'ndim':
      return intConstant(0);
    default:
      return undefined;
  }
}
