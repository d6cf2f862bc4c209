// SPDX-License-Identifier: Apache-2.0
// Tuples are compile-time structure: their leaves travel through calls and results as single values of the graph.

import { type GraphValue, tupleValue, type Value } from '../types/value';

/** A leaf that needs a value at run time. Everything else is known while compiling. */
function isRuntime(value: Value): value is GraphValue {
  return value.kind === 'value' && value.type.kind !== 'none' && value.type.kind !== 'str';
}

export function leavesOf(value: Value): GraphValue[] {
  if (value.kind === 'tuple') return value.items.flatMap(leavesOf);
  return isRuntime(value) ? [value] : [];
}

/** The same structure with other leaves. */
export function mapLeaves(value: Value, map: (leaf: GraphValue) => Value): Value {
  if (value.kind === 'tuple')
    return tupleValue(
      value.items.map((item) => mapLeaves(item, map)),
      value.isList,
    );
  return isRuntime(value) ? map(value) : value;
}

export function hasUnknown(value: Value): boolean {
  return value.kind === 'unknown' || (value.kind === 'tuple' && value.items.some(hasUnknown));
}

/** `name`, or `name_0`, `name_1`, … for the leaves of a tuple. */
export function leafNames(name: string, value: Value): string[] {
  if (value.kind !== 'tuple') return isRuntime(value) ? [name] : [];
  return value.items.flatMap((item, i) => leafNames(`${name}_${i}`, item));
}
