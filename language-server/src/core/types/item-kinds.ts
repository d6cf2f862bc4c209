// SPDX-License-Identifier: Apache-2.0
// Items of a list that are Python's numbers in some places and NumPy's scalars of the same values in others: `[0.0]`
// that gets an element of an array. An item is a union of the two, stored as a tag and one value of each type.

import { joinTypes } from './join';
import { codeOf, unionOf } from './unions';
import type { GraphValue, UnionValue, Value } from './value';

/** The union that holds both items; the scalar marked `mixed` where one of them does not know its kind. */
export function mergeKinds(a: Value, b: Value): Value | undefined {
  if (a.kind !== 'union' && b.kind !== 'union') {
    if (a.kind !== 'value' || b.kind !== 'value' || a.mixed || b.mixed) return undefined;
    if (a.list || b.list || !joinTypes(a.type, b.type, (dim) => dim)?.mixed) return undefined;
    return unionOf([a, b]);
  }
  const [whole, other] = a.kind === 'union' ? [a, b] : [b, a];
  if (other.kind === 'union') return sameCodes(whole as UnionValue, other) ? whole : undefined;
  if (other.kind !== 'value' || other.list) return undefined;
  const scalar = scalarOf(whole as UnionValue);
  const joined = scalar && joinTypes(scalar.type, other.type, (dim) => dim);
  if (!joined) return undefined;
  return other.mixed ? { kind: 'value', type: scalar.type, mixed: true } : whole;
}

function sameCodes(a: UnionValue, b: UnionValue): boolean {
  return a.alternatives.map(codeOf).join() === b.alternatives.map(codeOf).join();
}

/** NumPy's scalar of a union of a Python number and that scalar; undefined for other unions. */
export function scalarOf(union: UnionValue): GraphValue | undefined {
  const [first, second, ...rest] = union.alternatives;
  if (first?.kind !== 'value' || second?.kind !== 'value' || rest.length > 0) return undefined;
  if (!joinTypes(first.type, second.type, (dim) => dim)?.mixed) return undefined;
  return first.type.kind === 'scalar' ? first : second;
}

/** The item with one scalar, marked `mixed`, for each union of two kinds. */
export function collapsed(item: Value): Value {
  if (item.kind === 'tuple') return { ...item, items: item.items.map(collapsed) };
  if (item.kind !== 'union') return item;
  const scalar = scalarOf(item);
  return scalar ? { kind: 'value', type: scalar.type, mixed: true } : item;
}

export function hasKinds(item: Value | undefined): boolean {
  if (item?.kind === 'tuple') return item.items.some(hasKinds);
  return item?.kind === 'union' || (item?.kind === 'value' && hasKinds(item.list?.item));
}
