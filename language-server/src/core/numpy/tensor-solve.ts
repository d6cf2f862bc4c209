// SPDX-License-Identifier: Apache-2.0
// `np.linalg.tensorsolve` and `tensorinv`: groups of axes as one, and the solvers of matrices.

import { type ArrayValue, arrayType, type GraphValue, isArray, UNKNOWN, type Value } from '../types/value';
import type { Call } from './call';
import { dimValue, intArithmetic, intConstant } from './elementwise';
import { transposeArray } from './indexing';
import { inexactOf, orderedAxes } from './linalg';
import { flatten } from './reduce';
import { reshapeArray } from './shapes';

function sizes(call: Call, array: ArrayValue, axes: readonly number[]): GraphValue[] {
  return axes.map((axis) => dimValue(call.ctx, call.range, array, axis));
}

function product(call: Call, factors: readonly GraphValue[]): GraphValue {
  return factors.reduce((a, b) => intArithmetic(call.ctx, call.range, 'mul', a, b), intConstant(1));
}

export function tensorSolve(call: Call): Value {
  let a = call.array('a');
  const b = call.array('b');
  if (!a || !b) return UNKNOWN;
  const { ctx, range } = call;
  const rank = a.type.dims.length;
  if (call.given('axes')) {
    const moved = orderedAxes(call, a, 'axes');
    if (!moved) return UNKNOWN;
    const rest = a.type.dims.map((_, axis) => axis).filter((axis) => !moved.includes(axis));
    a = transposeArray(ctx, range, a, [...rest, ...moved]);
  }
  const first = b.type.dims.length;
  if (first >= rank) {
    call.reject('b', '`a` needs the axes of `b` and those of the solution', 'Give `a` more axes than `b`');
    return UNKNOWN;
  }
  const outer = sizes(
    call,
    a,
    Array.from({ length: rank - first }, (_, i) => first + i),
  );
  const total = product(call, outer);
  const square = reshapeArray(ctx, range, a, [total, total]);
  if (!isArray(square)) return UNKNOWN;
  const right = flatten(ctx, range, b);
  const dtype = inexactOf(a, b);
  const x = ctx.kernel('linalg.solve', range, [square, right], [arrayType(dtype, [square.type.dims[0]!])])[0]!;
  return isArray(x) ? reshapeArray(ctx, range, x, outer) : UNKNOWN;
}

export function tensorInverse(call: Call): Value {
  const a = call.array('a');
  const ind = call.constantInt('ind', 2);
  if (!a || ind === undefined) return UNKNOWN;
  const { ctx, range } = call;
  const rank = a.type.dims.length;
  if (ind <= 0 || ind >= rank) {
    call.only('ind', [], `Use 1 to ${rank - 1}`);
    return UNKNOWN;
  }
  const axes = a.type.dims.map((_, axis) => axis);
  const [first, second] = [sizes(call, a, axes.slice(0, ind)), sizes(call, a, axes.slice(ind))];
  const total = product(call, second);
  const square = reshapeArray(ctx, range, a, [total, total]);
  if (!isArray(square)) return UNKNOWN;
  const inverse = ctx.kernel('linalg.inv', range, [square], [arrayType(inexactOf(a), square.type.dims)])[0]!;
  return isArray(inverse) ? reshapeArray(ctx, range, inverse, [...second, ...first]) : UNKNOWN;
}
