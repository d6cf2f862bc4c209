// SPDX-License-Identifier: Apache-2.0
// The type of a value that comes from one of two paths. Sizes may differ; a Python number may meet the NumPy scalar of
// its own kind (`total = 0.0` before a loop that adds elements), and then the scalar is marked `mixed`.

import type { Dim, Type } from '../graph/graph';
import { strongDType } from './promote';

export interface Joined {
  readonly type: Type;
  readonly mixed: boolean;
}

/** Undefined when no single type holds both. `joinDim` names a size that differs. */
export function joinTypes(a: Type, b: Type, joinDim: (a: Dim, b: Dim, axis: number) => Dim): Joined | undefined {
  if (a.kind === 'array' || b.kind === 'array') {
    if (a.kind !== 'array' || b.kind !== 'array') return undefined;
    if (a.dtype !== b.dtype || a.dims.length !== b.dims.length) return undefined;
    const dims = a.dims.map((dim, axis) => (dim === b.dims[axis] ? dim : joinDim(dim, b.dims[axis]!, axis)));
    return { type: { kind: 'array', dtype: a.dtype, dims }, mixed: false };
  }
  if (a.kind === 'scalar' && b.kind === 'scalar') return a.dtype === b.dtype ? { type: a, mixed: false } : undefined;
  if (a.kind === 'list' && b.kind === 'list') return joinLists(a, b);
  if (a.kind === b.kind) return { type: a, mixed: false };
  const [scalar, python] = a.kind === 'scalar' ? [a, b] : [b, a];
  if (scalar.kind !== 'scalar') return undefined;
  if (python.kind !== 'int' && python.kind !== 'float' && python.kind !== 'bool' && python.kind !== 'complex') {
    return undefined;
  }
  return strongDType(python.kind) === scalar.dtype ? { type: scalar, mixed: true } : undefined;
}

/** Lists of one type; a list of which nothing is known yet joins with any. */
function joinLists(a: Extract<Type, { kind: 'list' }>, b: Extract<Type, { kind: 'list' }>): Joined | undefined {
  if (a.isTuple !== b.isTuple) return undefined;
  if (a.items.length === 0 || b.items.length === 0) return { type: a.items.length === 0 ? b : a, mixed: false };
  if (a.items.length !== b.items.length) return undefined;
  const isSame = a.items.every((item, i) => {
    const joined = joinTypes(item, b.items[i]!, (dim) => dim);
    return joined !== undefined && !joined.mixed;
  });
  return isSame ? { type: a, mixed: false } : undefined;
}
