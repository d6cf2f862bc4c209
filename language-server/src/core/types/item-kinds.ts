// SPDX-License-Identifier: Apache-2.0
// Items of a list that have several types: Python's numbers in some places and NumPy's in others (`[0.0]` that gets an
// element of an array), None and numbers, arrays of different axes. An item is a union of them, stored as a tag and the
// values of each type.

import { joinTypes } from './join';
import { alternativesOf, areTooMany, codeOf, isChosen, unionOf } from './unions';
import { type GraphValue, isNumber, type UnionValue, type Value } from './value';

/**
 * The item that is either of both; `merge` joins two of one code. Undefined where no union holds them.
 */
export function mergeKinds(a: Value, b: Value, merge: (a: Value, b: Value) => Value | undefined): Value | undefined {
  const found = new Map<number, Value>();
  for (const each of [...alternativesOf(a), ...alternativesOf(b)]) {
    const code = codeOf(each);
    if (code === undefined) return undefined;
    const before = found.get(code);
    const merged = before ? merge(before, each) : each;
    if (!merged) return undefined;
    found.set(code, merged);
  }
  // A number that does not know its kind takes the other kind in.
  const all = [...found.values()];
  const isTaken = (each: Value) =>
    isPlainNumber(each) &&
    all.some(
      (other) =>
        isPlainNumber(other) && other.mixed && other !== each && joinTypes(other.type, each.type, (dim) => dim),
    );
  const left = all.filter((each) => !isTaken(each));
  if (areTooMany(left)) return undefined;
  return left.length === 1 && !isChosen(left[0]!) ? left[0] : unionOf(left);
}

function isPlainNumber(value: Value): value is GraphValue {
  return value.kind === 'value' && isNumber(value) && value.list === undefined;
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
  if (item.kind === 'tuple' || (item.kind === 'instance' && item.home.record))
    return { ...item, items: item.items.map(collapsed) };
  if (item.kind === 'value' && item.list?.isTuple) item.list.setPlain();
  if (item.kind !== 'union') return item;
  const scalar = scalarOf(item);
  return scalar ? { kind: 'value', type: scalar.type, mixed: true } : item.alternatives[0]!;
}

/** Items of several types, at any depth. */
export function hasKinds(item: Value | undefined): boolean {
  if (item?.kind === 'tuple') return item.items.some(hasKinds);
  if (item?.kind === 'union') return true;
  return item?.kind === 'value' && item.list !== undefined && !item.list.isOpen && item.list.parts.some(hasKinds);
}
