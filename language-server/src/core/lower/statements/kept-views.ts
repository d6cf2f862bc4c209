// SPDX-License-Identifier: Apache-2.0
// Reshaped arrays that are views or copies, which NumPy decides by the memory order of an array, in lists and attributes:
// from then on writes to that array are refused, and so are writes through what such a list gives.

import { mayShare, withoutOrigin } from '../../numpy/layout';
import type { ListCell, ListClock } from '../../types/lists';
import type { GraphValue } from '../../types/value';
import type { FunctionLowering } from '../program/function';
import type { Instance } from '../program/instance';

/** What readings of functions share: each program has a clock of its own. */
const cells = new WeakMap<ListClock, { readonly cell: ListCell; readonly type: string }[]>();

const views = new WeakMap<object, GraphValue[]>();

/** Those that a function keeps and that may share memory with an array of its caller. */
const given = new WeakMap<Instance, GraphValue[]>();

function typeOf({ type }: GraphValue): string {
  return type.kind === 'array' ? `${type.dtype} ${type.dims.length}` : '';
}

/** `values` go into the list; `fn` is the reading of a function. */
export function keepViews(fn: object, cell: ListCell, values: readonly GraphValue[]): void {
  const kept = values.filter((value) => value.layout?.kind === 'perhaps' && value.type.kind === 'array');
  if (kept.length === 0) return;
  views.set(fn, [...(views.get(fn) ?? []), ...kept]);
  const known = cells.get(cell.clock) ?? [];
  cells.set(cell.clock, known);
  for (const value of kept) {
    const type = typeOf(value);
    if (known.some((each) => each.type === type && each.cell.isSame(cell))) continue;
    if (!known.some((each) => each.type === type && each.cell.text === cell.text)) cell.clock.changes++;
    known.push({ cell, type });
  }
}

/** A value that the list gave. */
export function fromList(cell: ListCell | undefined, value: GraphValue): GraphValue {
  const isKept =
    cell !== undefined &&
    value.type.kind === 'array' &&
    cells.get(cell.clock)?.some((each) => each.type === typeOf(value) && each.cell.mayBe(cell));
  return isKept ? { ...value, layout: { kind: 'perhaps' } } : value;
}

/** A list or an attribute holds what may be a view of the array. */
export function isKept(fn: object, array: GraphValue): boolean {
  return views.get(fn)?.some((each) => mayShare(each, array)) === true;
}

/** What the called function keeps counts from here on in the caller. */
export function noteKept(fn: FunctionLowering, instance: Instance): void {
  const kept = given.get(instance);
  if (kept) views.set(fn, [...(views.get(fn) ?? []), ...kept]);
}

/** Remembers, where the function has been read, what its callers may see. */
export function noteGiven(fn: FunctionLowering): void {
  const kept = views.get(fn)?.map((each) => {
    const { id: _id, ...rest } = withoutOrigin(each);
    return rest;
  });
  if (kept && kept.length > 0) given.set(fn.instance, kept);
  else given.delete(fn.instance);
}
