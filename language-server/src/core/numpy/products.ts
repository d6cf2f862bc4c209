// SPDX-License-Identifier: Apache-2.0
// Matrix products: `@`, `matmul`, `dot`, `inner`, `outer`, `vdot`, `trace`.

import type { Dim, SourceRange } from '../graph/graph';
import { dimConstant, parseDim, polyConstant, subPoly } from '../types/dims';
import { strongDType } from '../types/promote';
import {
  dimsOf,
  elementOfValue,
  type GraphValue,
  isArray,
  quotedType,
  shapedType,
  UNKNOWN,
  type Value,
} from '../types/value';
import type { Context } from './context';
import { broadcast, castAll, commonElement, elementwise } from './elementwise';
import { transposeArray, viewItems } from './indexing';
import { traceOf } from './reduce';

/** False after a report: the two sizes are certainly different. */
function requireEqual(ctx: Context, range: SourceRange, left: GraphValue, right: GraphValue, a: Dim, b: Dim): boolean {
  const first = ctx.resolve(a);
  const second = ctx.resolve(b);
  const difference = polyConstant(subPoly(parseDim(first), parseDim(second)));
  const areConstant = dimConstant(first) !== undefined && dimConstant(second) !== undefined;
  if (areConstant && difference !== 0n) {
    ctx.report('WEFT203', range, { left: quotedType(left), right: quotedType(right), first, second });
    return false;
  }
  if (difference === undefined) ctx.unify(first, second);
  return true;
}

export function matmul(ctx: Context, range: SourceRange, left: GraphValue, right: GraphValue): Value {
  if (!isArray(left) || !isArray(right)) {
    return ctx.report('WEFT201', range, {
      operation: 'Operator `@`',
      operands: `${quotedType(left)} and ${quotedType(right)}`,
      reason: 'both sides must be arrays',
      instead: 'Write `*` for a product with a number',
    });
  }
  const common = commonElement(ctx, range, [left, right]);
  if (common === undefined) return UNKNOWN;
  const element = strongDType(common);
  if (element === 'b1') {
    return ctx.report('WEFT201', range, {
      operation: 'A matrix product',
      operands: `${quotedType(left)} and ${quotedType(right)}`,
      reason: 'products of bools are not compiled',
      instead: 'Use `.astype(np.int64)` first',
    });
  }
  const values = castAll(ctx, range, [left, right], element);
  if (!values) return UNKNOWN;
  const a = dimsOf(left);
  const b = dimsOf(right);
  if (!requireEqual(ctx, range, left, right, a[a.length - 1]!, b[Math.max(b.length - 2, 0)]!)) return UNKNOWN;
  const stack = broadcastStacks(ctx, range, left, right);
  if (!stack) return UNKNOWN;
  const dims = [...stack, ...(a.length > 1 ? [a[a.length - 2]!] : []), ...(b.length > 1 ? [b[b.length - 1]!] : [])];
  return ctx.emit(
    'matmul',
    range,
    values,
    shapedType(
      element,
      dims.map((dim) => ctx.resolve(dim)),
    ),
  );
}

function broadcastStacks(ctx: Context, range: SourceRange, left: GraphValue, right: GraphValue): Dim[] | undefined {
  const stackOf = (value: GraphValue): GraphValue => ({
    ...value,
    type: shapedType(elementOfValue(value), dimsOf(value).slice(0, -2)),
  });
  return broadcast(ctx, range, [stackOf(left), stackOf(right)]);
}

/** `np.dot`: a product with a number, or the matrix product for up to two axes. */
export function dot(ctx: Context, range: SourceRange, left: GraphValue, right: GraphValue): Value {
  if (!isArray(left) || !isArray(right)) {
    const common = commonElement(ctx, range, [left, right]);
    if (common === undefined) return UNKNOWN;
    const element = strongDType(common);
    const values = castAll(ctx, range, [left, right], element);
    return values ? elementwise(ctx, range, element === 'b1' ? 'logical_and' : 'mul', values, element) : UNKNOWN;
  }
  if (left.type.dims.length > 2 && right.type.dims.length >= 2) return higherDot(ctx, range, left, right);
  if (right.type.dims.length > 2) return higherDot(ctx, range, left, right);
  return matmul(ctx, range, left, right);
}

function higherDot(ctx: Context, range: SourceRange, left: GraphValue, right: GraphValue): Value {
  return ctx.report('WEFT224', range, {
    name: 'b',
    function: 'np.dot',
    type: `${quotedType(right)} with ${quotedType(left)}`,
    reason: 'only products of up to two axes are compiled',
    instead: 'Use `@`, which broadcasts leading axes',
  });
}

/** `np.inner` of vectors, or of the last axes of matrices. */
export function inner(ctx: Context, range: SourceRange, left: GraphValue, right: GraphValue): Value {
  if (!isArray(left) || !isArray(right) || right.type.dims.length === 1) return dot(ctx, range, left, right);
  if (right.type.dims.length > 2) return higherDot(ctx, range, left, right);
  return dot(ctx, range, left, transposeArray(ctx, range, right, [1, 0]));
}

/** `np.outer` of two vectors: a product of a column and a row. */
export function outer(ctx: Context, range: SourceRange, left: GraphValue, right: GraphValue): Value {
  if (!isArray(left) || !isArray(right) || left.type.dims.length !== 1 || right.type.dims.length !== 1) {
    return ctx.report('WEFT224', range, {
      name: 'a',
      function: 'np.outer',
      type: `${quotedType(left)} with ${quotedType(right)}`,
      reason: 'only vectors are compiled',
      instead: 'Call `.ravel()` on both first',
    });
  }
  const common = commonElement(ctx, range, [left, right]);
  if (common === undefined) return UNKNOWN;
  const element = strongDType(common);
  const column = viewItems(ctx, range, left, [{ kind: 'full' }, { kind: 'new_axis' }]);
  const values = column && castAll(ctx, range, [column, right], element);
  return values ? elementwise(ctx, range, element === 'b1' ? 'logical_and' : 'mul', values, element) : UNKNOWN;
}

/** `np.trace` of a matrix: the identity of its shape selects the diagonal, whatever the other elements are. */
export function trace(ctx: Context, range: SourceRange, array: GraphValue): Value {
  if (!isArray(array) || array.type.dims.length !== 2) {
    return ctx.report('WEFT224', range, {
      name: 'a',
      function: 'np.trace',
      type: quotedType(array),
      reason: 'only matrices are compiled',
      instead: 'Give an array with two axes',
    });
  }
  return traceOf(ctx, range, array);
}
