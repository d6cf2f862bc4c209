// SPDX-License-Identifier: Apache-2.0
// What the entries of linear algebra share: matrices among the arguments, element types of results, calls of kernels.

import type { Dim, DType } from '../graph/graph';
import { dimConstant, parseDim, polyConstant, subPoly } from '../types/dims';
import { type ArrayValue, dimsOf, elementOfValue, type GraphValue, quotedType } from '../types/value';
import type { Call } from './call';
import type { Context } from './context';

/** The element type NumPy's linear algebra gives: float32 and complex64 stay when all operands are, integers become float64. */
export function inexactOf(...values: readonly GraphValue[]): DType {
  const elements = values.map(elementOfValue);
  const isSingle = elements.every((element) => element === 'f32' || element === 'c64');
  const isComplex = elements.some((element) => element === 'c64' || element === 'c128');
  return isComplex ? (isSingle ? 'c64' : 'c128') : isSingle ? 'f32' : 'f64';
}

/** The type of the real and imaginary part. */
export function realOf(dtype: DType): DType {
  return dtype === 'c64' ? 'f32' : dtype === 'c128' ? 'f64' : dtype;
}

export function isComplexType(dtype: DType): boolean {
  return dtype === 'c64' || dtype === 'c128';
}

/** Whether two sizes certainly differ; sizes that are open are taken as equal from here on. */
export function differ(ctx: Context, a: Dim, b: Dim): boolean {
  const first = ctx.resolve(a);
  const second = ctx.resolve(b);
  if (dimConstant(first) !== undefined && dimConstant(second) !== undefined) return first !== second;
  if (polyConstant(subPoly(parseDim(first), parseDim(second))) === undefined) ctx.unify(first, second);
  return false;
}

/** An array with at least two axes; undefined after a report. */
export function matrix(call: Call, name: string): ArrayValue | undefined {
  const array = call.array(name);
  if (array && array.type.dims.length < 2) {
    return call.reject(
      name,
      'a matrix is needed; NumPy raises `LinAlgError`',
      'Give an array with at least two axes, such as `x[:, None]`',
    );
  }
  return array;
}

/** A matrix, or a stack of them, whose last two sizes may be equal. */
export function squareMatrix(call: Call, name: string): ArrayValue | undefined {
  const array = matrix(call, name);
  if (!array) return undefined;
  const { dims } = array.type;
  const [rows, columns] = [dims[dims.length - 2]!, dims[dims.length - 1]!];
  if (!differ(call.ctx, rows, columns)) return array;
  call.ctx.report('WEFT260', call.rangeOf(name), {
    function: call.name,
    array: quotedType(array),
    rows: call.ctx.resolve(rows),
    columns: call.ctx.resolve(columns),
  });
  return undefined;
}

/** The sizes before the last `core` axes. */
export function stackDims(ctx: Context, array: GraphValue, core: number): Dim[] {
  const dims = dimsOf(array);
  return dims.slice(0, dims.length - core).map((dim) => ctx.resolve(dim));
}

export function lastDim(ctx: Context, array: GraphValue, fromEnd = 1): Dim {
  const dims = dimsOf(array);
  return ctx.resolve(dims[dims.length - fromEnd]!);
}

/** min(a, b) of two sizes. */
export function leastDim(ctx: Context, a: Dim, b: Dim): Dim {
  if (a === b) return a;
  const difference = polyConstant(subPoly(parseDim(a), parseDim(b)));
  if (difference !== undefined) return difference < 0n ? a : b;
  return ctx.unknownDim(`least ${[a, b].sort().join(' ')}`);
}

export function textConstant(text: string): GraphValue {
  return { kind: 'value', type: { kind: 'str' }, constant: text };
}

export function flagConstant(flag: boolean): GraphValue {
  return { kind: 'value', type: { kind: 'bool' }, constant: flag };
}

export const NONE: GraphValue = { kind: 'value', type: { kind: 'none' }, constant: null };

/** A constant text argument that is one of `accepted`; undefined after a report. */
export function option<T extends string>(call: Call, name: string, accepted: readonly T[], fallback: T): T | undefined {
  const value = call.value(name);
  if (!value) return fallback;
  if (value.kind === 'value' && typeof value.constant === 'string') {
    const found = accepted.find((each) => each === value.constant);
    if (found !== undefined) return found;
  }
  const shown = accepted.map((each) => `\`'${each}'\``).join(', ');
  call.only(name, [], `Use ${shown}`);
  return undefined;
}

/** The axes in the order in which they are given: NumPy's matrix norms tell rows from columns by it. */
export function orderedAxes(call: Call, x: GraphValue, name = 'axis'): number[] | undefined {
  const value = call.given(name);
  if (!value) return dimsOf(x).map((_, axis) => axis);
  if (value.kind !== 'tuple') {
    const axis = call.axis(name, x, 0);
    return axis === undefined ? undefined : [axis];
  }
  if (call.axes(name, x) === undefined) return undefined;
  return value.items.map((item) => {
    const axis = Number(item.kind === 'value' ? item.constant : 0);
    return axis < 0 ? axis + dimsOf(x).length : axis;
  });
}
