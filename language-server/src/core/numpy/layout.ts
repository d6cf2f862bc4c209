// SPDX-License-Identifier: Apache-2.0
// The order in which NumPy lays the elements of an array in memory, where it is not certainly C order as here: whether
// `ravel` and `reshape` give a view depends on it. New arrays keep the order of their operands in NumPy (`x.T + 1` is
// Fortran-ordered).

import type { Op, Type } from '../graph/graph';
import type { GraphValue, Layout } from '../types/value';

/** What holds a view that no name holds. */
export const KEPT = 'a list or an attribute';

/** A view whose strides are NumPy's own, not in C order. */
export const STRIDED: Layout = { kind: 'strided' };

/** Results of these are in C order whatever their operands are. */
const IN_C_ORDER = /^(matmul|full|empty|arange|linspace|eye|pack|arg_min|arg_max|load_npy|linalg\..*|random\..*)$/;

/** Results of these may be in another order although all operands are in C order. */
const IN_ANY_ORDER = /^(fft\..*|.*fft.*|unique\..*|argwhere|histogram2d|histogram\..*)$/;

/** The memory order of what a node gives; `name` is the operation or the kernel. */
export function layoutOf(name: Op | string, operands: readonly GraphValue[], type: Type): Layout | undefined {
  if (type.kind !== 'array') return undefined;
  const rank = type.dims.length;
  const source = operands[0]?.layout;
  switch (name) {
    case 'transpose':
      return source ?? (rank > 1 ? STRIDED : undefined);
    case 'view':
    case 'broadcast_to':
      return source?.kind === 'strided' && rank < 2 ? undefined : source;
    case 'reshape':
    case 'view.contiguous':
      return layoutOfReshape(operands[0]!, rank, name === 'view.contiguous');
    case 'list_get':
    case 'list_pop':
      return rank > 1 ? { kind: 'open' } : undefined;
  }
  if (name.startsWith('view.')) return source ?? (rank > 1 ? STRIDED : undefined);
  if (rank < 2 || IN_C_ORDER.test(name)) return undefined;
  const isOpen =
    IN_ANY_ORDER.test(name) ||
    operands.some((each) => each.layout && each.type.kind === 'array' && each.type.dims.length > 1) ||
    (name === 'index.get' && takesInner(operands[1]!));
  return isOpen ? openLayout() : undefined;
}

function layoutOfReshape(source: GraphValue, rank: number, isSame: boolean): Layout | undefined {
  const { layout } = source;
  if (!layout || layout.kind === 'perhaps') return layout;
  if (layout.kind === 'strided') return rank > 1 && !isSame ? layout : undefined;
  // Nothing else holds an array without a name: view or copy makes no difference.
  if (source.fresh) return rank > 1 && !isSame ? openLayout() : undefined;
  if (source.type.kind === 'array' && source.type.dims.length === 1 && !isSame) return layout;
  return { ...layout, kind: 'perhaps' };
}

/** `a[:, [0, 1]]`: the chosen axis is not the first. */
function takesInner(spec: GraphValue): boolean {
  return typeof spec.constant === 'string' && /^[:n.]*[:n][:n.]*[^:n.]+[:n.]*$/.test(spec.constant);
}

/** The layout of a new array that may be in any order. */
export function openLayout(): Layout {
  return { kind: 'open', origin: {} };
}

/** The same array, known to lie in C order. */
export function inCOrder<T extends GraphValue>(value: T): T {
  const { layout: _layout, ...rest } = value;
  return rest as T;
}

const STRENGTH = ['strided', 'open', 'perhaps'];

/** What holds on either of two paths. */
export function joinLayouts(a: Layout | undefined, b: Layout | undefined): Layout | undefined {
  if (!a || !b) return a ?? b;
  const { kind } = STRENGTH.indexOf(a.kind) < STRENGTH.indexOf(b.kind) ? b : a;
  return a.origin !== undefined && a.origin === b.origin ? { kind, origin: a.origin } : { kind };
}

export function isSameLayout(a: Layout | undefined, b: Layout | undefined): boolean {
  return a?.kind === b?.kind && a?.origin === b?.origin;
}

/** The layout where the arrays of another function mean nothing. */
export function withoutOrigin<T extends GraphValue>(value: T): T {
  return value.layout?.origin === undefined ? value : { ...value, layout: { kind: value.layout.kind } };
}

/** Whether the first may be a view of the second, or of the same array. */
export function mayShare(perhaps: GraphValue, array: GraphValue): boolean {
  if (perhaps.layout?.kind !== 'perhaps' || array.layout === undefined || array.layout.kind === 'strided') return false;
  if (perhaps.type.kind !== 'array' || array.type.kind !== 'array') return false;
  const [a, b] = [perhaps.layout.origin, array.layout.origin];
  return a === undefined || b === undefined || a === b;
}
