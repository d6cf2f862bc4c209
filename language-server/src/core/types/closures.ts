// SPDX-License-Identifier: Apache-2.0
// Functions as values: what they took along from where they were defined.

import { placeOf } from '../graph/graph';
import type { Closure, FunctionValue, Value } from './value';

/** Defaults and captured values of a closure, in order. */
export function valuesOfClosure(closure: Closure | undefined): Value[] {
  return closure ? [...closure.defaults.values(), ...(closure.captured?.values() ?? [])] : [];
}

/** The closure with other such values. */
export function mapClosure(closure: Closure, map: (value: Value) => Value): Closure {
  const each = (values: ReadonlyMap<string, Value>) => new Map([...values].map(([name, value]) => [name, map(value)]));
  return {
    ...closure,
    defaults: each(closure.defaults),
    ...(closure.captured ? { captured: each(closure.captured) } : {}),
  };
}

/** Both are made of the text at one place. */
export function isSameCode(a: Closure | undefined, b: Closure | undefined): boolean {
  if (!a || !b) return a === b;
  return placeOf(a.code.range) === placeOf(b.code.range) && (a.captured === undefined) === (b.captured === undefined);
}

/** Functions of one text, with what `join` gives for their values; undefined for others. */
export function joinClosures(
  a: FunctionValue,
  b: FunctionValue,
  join: (a: Value, b: Value, place: number) => Value | undefined,
): FunctionValue | undefined {
  if (!a.closure || !b.closure || a.name !== b.name || a.vectorized || b.vectorized) return undefined;
  if (!isSameCode(a.closure, b.closure)) return undefined;
  const theirs = valuesOfClosure(b.closure);
  const mine = valuesOfClosure(a.closure);
  if (mine.length !== theirs.length) return undefined;
  const joined = mine.map((value, i) => join(value, theirs[i]!, i));
  if (joined.some((value) => value === undefined)) return undefined;
  let place = 0;
  return { ...a, closure: mapClosure(a.closure, () => joined[place++]!) };
}

/** It reads names of the function around when it is called. */
export function isLive(value: Value): value is FunctionValue & { readonly closure: Closure } {
  return value.kind === 'function' && value.closure?.captured === undefined && (value.closure?.scope.size ?? 0) > 0;
}
