// SPDX-License-Identifier: Apache-2.0
// Items of a list that are numbers of several types: Python's in some places and NumPy's in others (`[0.0]` that gets an
// element of an array), or ints and floats. An item is a union of them, stored as a tag and one value of each type.

import { joinTypes } from './join';
import { alternativesOf, codeOf, unionOf } from './unions';
import { type GraphValue, isNumber, type UnionValue, type Value } from './value';

/** More types of items in one list are refused. */
const MAX_KINDS = 3;

function isPlainNumber(value: Value): value is GraphValue {
  return value.kind === 'value' && isNumber(value) && value.list === undefined;
}

/** The union that holds both items; undefined where one type does, or no union does. */
export function mergeKinds(a: Value, b: Value): Value | undefined {
  const found = new Map<number, GraphValue>();
  for (const each of [...alternativesOf(a), ...alternativesOf(b)]) {
    if (!isPlainNumber(each)) return undefined;
    const code = codeOf(each)!;
    const before = found.get(code);
    found.set(code, before?.mixed ? before : each);
  }
  // A number that does not know its kind takes the other kind in.
  const all = [...found.values()];
  const left = all.filter(
    (each) => !all.some((other) => other.mixed && other !== each && joinTypes(other.type, each.type, (dim) => dim)),
  );
  if (left.length > MAX_KINDS) return undefined;
  return left.length === 1 ? left[0] : unionOf(left);
}

/** NumPy's scalar of a union of a Python number and that scalar; undefined for other unions. */
export function scalarOf(union: UnionValue): GraphValue | undefined {
  const [first, second, ...rest] = union.alternatives;
  if (first?.kind !== 'value' || second?.kind !== 'value' || rest.length > 0) return undefined;
  if (!joinTypes(first.type, second.type, (dim) => dim)?.mixed) return undefined;
  return first.type.kind === 'scalar' ? first : second;
}

/** The item with one scalar, marked `mixed`, for each union of two kinds, and the first type of other unions. */
export function collapsed(item: Value): Value {
  if (item.kind === 'tuple') return { ...item, items: item.items.map(collapsed) };
  if (item.kind !== 'union') return item;
  const scalar = scalarOf(item);
  return scalar ? { kind: 'value', type: scalar.type, mixed: true } : item.alternatives[0]!;
}

export function hasKinds(item: Value | undefined): boolean {
  if (item?.kind === 'tuple') return item.items.some(hasKinds);
  return item?.kind === 'union' || (item?.kind === 'value' && hasKinds(item.list?.item));
}
