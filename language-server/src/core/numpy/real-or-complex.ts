// SPDX-License-Identifier: Apache-2.0
// Results of which NumPy decides by their values whether they are real: eigenvalues of real matrices, roots of real
// polynomials. They are computed as complex arrays, and are real ones where no imaginary part is left.

import type { DType, SourceRange } from '../graph/graph';
import { codeOf, unionOf } from '../types/unions';
import { arrayType, constantValue, type GraphValue, isArray, UNKNOWN, type Value } from '../types/value';
import type { Context } from './context';
import { elementwise } from './elementwise';

/** What a program remembers that has such results, and what it knows where it takes them for real. */
export const BY_VALUE = 'results are real or complex by their values';
export const TAKEN_FOR_REAL = 'such results are real, or the run fails';

export function complexOf(dtype: DType): DType {
  return dtype === 'f32' || dtype === 'c64' ? 'c64' : 'c128';
}

/** One value for each of the complex arrays, of which the first decides. */
export function realOrComplex(ctx: Context, range: SourceRange, results: readonly GraphValue[]): readonly Value[] {
  const [first] = results;
  if (!first || !isArray(first)) return results.map(() => UNKNOWN);
  ctx.remember(BY_VALUE);
  const single = first.type.dtype === 'c64';
  const part: DType = single ? 'f32' : 'f64';
  const imaginary = elementwise(ctx, range, 'imag', [first], part);
  if (imaginary.kind !== 'value') return results.map(() => UNKNOWN);
  const zero: GraphValue = { kind: 'value', type: { kind: 'scalar', dtype: part }, constant: 0 };
  const flags = elementwise(ctx, range, 'not_equal', [imaginary, zero], 'b1');
  if (flags.kind !== 'value') return results.map(() => UNKNOWN);
  const axes = first.type.dims.map((_, axis) => axis);
  const isComplex = ctx.emit('any', range, [flags], { kind: 'scalar', dtype: 'b1' }, { axes });
  return results.map((value): Value => {
    if (!isArray(value)) return UNKNOWN;
    const real = elementwise(ctx, range, 'real', [value], part);
    if (real.kind !== 'value') return UNKNOWN;
    const codes = [part, value.type.dtype].map((dtype) => codeOfArray(value.type.dims.length, dtype));
    const [own, other] = codes.map((code) => constantValue(BigInt(code)) as GraphValue) as [GraphValue, GraphValue];
    const tag = ctx.emit('where', range, [isComplex, other, own], { kind: 'int' });
    const alternatives = [real, value].map(({ fresh: _fresh, ...rest }) => rest);
    return { ...unionOf(alternatives), tag };
  });
}

function codeOfArray(rank: number, dtype: DType): number {
  return codeOf({
    kind: 'value',
    type: arrayType(
      dtype,
      Array.from({ length: rank }, () => '?'),
    ),
  })!;
}
