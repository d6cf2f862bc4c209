// SPDX-License-Identifier: Apache-2.0
// Real and imaginary parts. In NumPy those of a complex array are views of it; here they are values where they are computed
// with at once, and views where they are kept under a name, indexed or written through.

import type { SourceRange } from '../graph/graph';
import { isComplex, isFloating, partsOf, strongDType } from '../types/promote';
import {
  type ArrayValue,
  constantValue,
  elementOfValue,
  type GraphValue,
  isArray,
  isComplexNumber,
  isNumeric,
  quotedType,
  UNKNOWN,
  type Value,
} from '../types/value';
import type { Context } from './context';
import { cast, elementwise } from './elementwise';
import { assignArray } from './indexing';
import { STRIDED } from './layout';
import { numberOf } from './ufunc';

/** Why parts may not be written: also the mark that tells them from other arrays. */
const PART = 'NumPy gives a view of a part of the complex array, which Weft computes instead';

/** True for `a.real` and `a.imag` of a complex array, and for views of them. */
export function isPart(value: Value): boolean {
  return isArray(value) && value.readOnly === PART;
}

/** `z.real`, `z.imag`. */
export function partOf(ctx: Context, range: SourceRange, value: GraphValue, part: 'real' | 'imag'): Value {
  const element = elementOfValue(value);
  if (isComplex(element)) {
    if (isComplexNumber(value.constant)) {
      const number = part === 'real' ? value.constant.re : value.constant.im;
      return element === 'complex' ? constantValue(number) : numberOf(number, partsOf(element));
    }
    const result = elementwise(ctx, range, part, [value], partsOf(element));
    if (!isArray(result) || value.fresh) return result;
    if (result.id !== undefined) ctx.parts.set(result.id, { array: value, part });
    return { ...result, readOnly: PART };
  }
  if (part === 'real') return element === 'bool' ? (cast(ctx, range, value, 'int') ?? UNKNOWN) : value;
  if (!isArray(value)) {
    const zero = element === 'int' || element === 'bool' ? constantValue(0n) : constantValue(0);
    return element === 'float' || element === 'int' || element === 'bool' ? zero : numberOf(0, element);
  }
  // Zeros of the array's shape, which NumPy makes read-only.
  const isReal = isFloating(element);
  const flags = elementwise(ctx, range, isReal ? 'is_nan' : 'not_equal', isReal ? [value] : [value, value], 'b1');
  if (flags.kind !== 'value') return UNKNOWN;
  const zeros = isReal
    ? elementwise(ctx, range, 'where', [flags, numberOf(0, element), numberOf(0, element)], element)
    : (cast(ctx, range, flags, element) ?? UNKNOWN);
  return zeros.kind === 'value'
    ? { ...zeros, readOnly: 'the imaginary part of a real array cannot be written' }
    : zeros;
}

/** `a.real = value`, `a.imag = value`: the other part stays. */
export function assignPart(
  ctx: Context,
  range: SourceRange,
  array: ArrayValue,
  part: 'real' | 'imag',
  value: Value,
): void {
  if (!isNumeric(value)) return;
  const dtype = array.type.dtype;
  if (!isComplex(dtype)) {
    if (part === 'real') assignArray(ctx, range, array, value);
    else reportReal(ctx, range, array);
    return;
  }
  const element = partsOf(dtype);
  const stored = cast(ctx, range, value, element);
  if (!stored) return;
  const other = elementwise(ctx, range, part === 'real' ? 'imag' : 'real', [array], element);
  if (other.kind !== 'value') return;
  const parts = part === 'real' ? [stored, other] : [other, stored];
  const whole = elementwise(ctx, range, 'make_complex', parts, strongDType(dtype));
  if (whole.kind === 'value') assignArray(ctx, range, array, whole);
}

function reportReal(ctx: Context, range: SourceRange, array: ArrayValue): void {
  ctx.report('WEFT201', range, {
    operation: 'Assignment to `.imag`',
    operands: quotedType(array),
    reason: 'NumPy raises `TypeError` for arrays that are not complex',
    instead: 'Make the array complex first: `.astype(np.complex128)`',
  });
}

/** A value that is given a name: from then on it can be changed. */
export function named(value: Value): Value {
  if (value.kind === 'tuple') return { ...value, items: value.items.map(named) };
  if (value.kind !== 'value' || !value.fresh) return value;
  const { fresh: _, ...rest } = value;
  return rest;
}

/** A part that is kept, indexed or written: the view that it is in NumPy. Unknown after a report. */
export function keptPart(ctx: Context, range: SourceRange, value: Value): Value {
  if (value.kind !== 'value' || !isPart(value) || !isArray(value)) return value;
  const { readOnly: _part, fresh: _fresh, ...rest } = value;
  const source = value.id === undefined ? undefined : ctx.parts.get(value.id);
  if (value.id !== undefined && !source) return ctx.report('WEFT248', range, {});
  const array: GraphValue = source?.array ?? rest;
  const [view] = ctx.kernel(`view.${source?.part ?? 'real'}`, range, [array], [value.type]);
  const layout = value.type.dims.length > 1 ? { layout: STRIDED } : {};
  const readOnly = array.readOnly === undefined ? {} : { readOnly: array.readOnly };
  return { ...view!, ...layout, ...readOnly };
}

/** Reports a part where no view of it can be kept. True when there is one. */
export function refuseKeptPart(ctx: Context, range: SourceRange, value: Value): boolean {
  if (!isPart(value)) return false;
  ctx.report('WEFT248', range, {});
  return true;
}
