// SPDX-License-Identifier: Apache-2.0
// A number that is Python's or NumPy's by what an expression chose (`min(0.5, x[i])`, `x[0] or 1.0`, `0.5 if c else x[0]`):
// where it counts which it is, the choice becomes a statement before, whose name tells it.

import { placeOf, type SourceRange } from '../../graph/graph';
import { AFTER } from '../../types/kinds';
import type { KindOwner, Value } from '../../types/value';
import { type JoinNames, joinAny, joinKinded, withSource } from '../program/environment';
import { mapParts } from '../program/structure';

interface Host {
  readonly owner: KindOwner;
  takeApart(range: SourceRange): void;
}

function nameOf(range: SourceRange): string {
  return `choice ${placeOf(range)}-${range.endLine}:${range.endColumn}`;
}

/** Whether it counts which kind the number has that the expression at `range` gives. */
export function isKindAsked({ owner }: { readonly owner: KindOwner }, range: SourceRange): boolean {
  const name = nameOf(range);
  return owner.kinds.has(name) || owner.kinds.has(`${name}${AFTER}`);
}

/** The value with the expression at `range` as what decides the kinds of its numbers. */
export function withChoice<V extends Value>({ owner }: { readonly owner: KindOwner }, range: SourceRange, value: V): V {
  return hasMixed(value) ? (withSource(value, { name: nameOf(range), owner }) as V) : value;
}

/** The same for a choice between two values: where it counts, the statement is taken apart. */
export function chosenKind<V extends Value>(host: Host, range: SourceRange, value: V): V {
  if (!hasMixed(value)) return value;
  if (isKindAsked(host, range)) host.takeApart(range);
  return withChoice(host, range, value);
}

/** Joins what the expression at `range` may give: in two types where it counts. */
export function joinGiven(fn: JoinNames, range: SourceRange, key: string, a: Value, b: Value): Value | undefined {
  return (isKindAsked(fn, range) ? joinKinded : joinAny)(fn, key, a, b);
}

function hasMixed(value: Value): boolean {
  let isMixed = false;
  mapParts(value, (part) => {
    isMixed ||= part.mixed === true;
    return part;
  });
  return isMixed;
}
