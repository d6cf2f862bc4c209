// SPDX-License-Identifier: Apache-2.0
// `np.linalg.matrix_power` and `multi_dot`.

import { NUMPY_NAME, strongDType } from '../types/promote';
import { type ArrayValue, arrayType, isArray, shapedType, UNKNOWN, type Value } from '../types/value';
import type { Call } from './call';
import { castAll, commonElement, constantOf } from './elementwise';
import { differ, inexactOf, lastDim, squareMatrix } from './linalg';
import { arraysOf } from './shapes';

export function matrixPower(call: Call): Value {
  const a = squareMatrix(call, 'a');
  const n = call.int('n');
  if (!a || !n) return UNKNOWN;
  const { ctx, range } = call;
  if (a.type.dtype === 'b1') {
    call.reject('a', `powers of ${NUMPY_NAME.b1} are not compiled`, 'Use `.astype(np.int64)` first');
    return UNKNOWN;
  }
  if (typeof n.constant === 'bigint' && n.constant < 0n) {
    const dtype = inexactOf(a);
    const inverse = ctx.kernel('linalg.inv', range, [a], [arrayType(dtype, a.type.dims)])[0]!;
    const power = constantOf(-n.constant, 'int');
    return ctx.kernel('linalg.matrix_power', range, [inverse, power], [inverse.type])[0]!;
  }
  return ctx.kernel('linalg.matrix_power', range, [a, n], [a.type])[0]!;
}

export function multiDot(call: Call): Value {
  const arrays = arraysOf(call, 'arrays');
  if (!arrays) return UNKNOWN;
  const { ctx, range } = call;
  if (arrays.length < 2) {
    call.reject('arrays', 'at least two arrays are multiplied; NumPy raises `ValueError`', 'Use the array itself');
    return UNKNOWN;
  }
  const last = arrays.length - 1;
  for (const [i, array] of arrays.entries()) {
    const rank = array.type.dims.length;
    if (rank === 2 || (rank === 1 && (i === 0 || i === last))) continue;
    call.reject('arrays', 'the arrays are matrices, the first and the last also vectors', 'Use `@` between the arrays');
    return UNKNOWN;
  }
  const common = commonElement(ctx, range, arrays);
  const operands = common && castAll(ctx, range, arrays, common);
  if (!operands) return UNKNOWN;
  for (let i = 0; i < last; i++) {
    const [left, right] = [arrays[i]!, arrays[i + 1]!];
    if (!differ(ctx, lastDim(ctx, left), right.type.dims[0]!)) continue;
    return ctx.report('WEFT203', range, {
      left: quoted(call, left),
      right: quoted(call, right),
      first: lastDim(ctx, left),
      second: ctx.resolve(right.type.dims[0]!),
    });
  }
  const dims = [
    ...(arrays[0]!.type.dims.length === 2 ? [ctx.resolve(arrays[0]!.type.dims[0]!)] : []),
    ...(arrays[last]!.type.dims.length === 2 ? [lastDim(ctx, arrays[last]!)] : []),
  ];
  const result = ctx.kernel('linalg.multi_dot', range, operands.filter(isArray), [
    shapedType(strongDType(common), dims),
  ]);
  return result[0]!;
}

function quoted(call: Call, array: ArrayValue): string {
  return `\`${array.type.dtype}[${array.type.dims.map((dim) => call.ctx.resolve(dim)).join(',')}]\``;
}
