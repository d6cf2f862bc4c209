// SPDX-License-Identifier: Apache-2.0
// Tuples are compile-time structure: their leaves travel through calls and results as single values of the graph.

import { mapClosure, valuesOfClosure } from '../../types/closures';
import { codeOf } from '../../types/unions';
import { type GraphValue, type SliceValue, tupleValue, type Value } from '../../types/value';

export { isSameCode, valuesOfClosure } from '../../types/closures';

/** A leaf that needs a value at run time. Everything else is known while compiling. */
function isRuntime(value: Value): value is GraphValue {
  if (value.kind !== 'value' || value.type.kind === 'none') return false;
  return value.type.kind !== 'str' || value.constant === undefined;
}

export function leavesOf(value: Value): GraphValue[] {
  if (value.kind === 'tuple' || value.kind === 'dict' || value.kind === 'instance')
    return value.items.flatMap(leavesOf);
  if (value.kind === 'union') return [value.tag, ...value.alternatives.flatMap(leavesOf)];
  if (value.kind === 'function') return valuesOfClosure(value.closure).flatMap(leavesOf);
  if (value.kind === 'slice') return boundsOf(value).flatMap(leavesOf);
  return isRuntime(value) ? [value] : [];
}

/** The same structure with other leaves. */
export function mapLeaves(value: Value, map: (leaf: GraphValue) => Value): Value {
  if (value.kind === 'tuple') {
    const items = value.items.map((item) => mapLeaves(item, map));
    const names = value.names ? { names: value.names } : {};
    return { ...tupleValue(items, value.isList), ...names, ...(value.site ? { site: value.site } : {}) };
  }
  if (value.kind === 'dict' || value.kind === 'instance')
    return { ...value, items: value.items.map((item) => mapLeaves(item, map)) };
  if (value.kind === 'union') {
    const tag = map(value.tag) as GraphValue;
    return { ...value, tag, alternatives: value.alternatives.map((each) => mapLeaves(each, map)) };
  }
  if (value.kind === 'slice') {
    const [lower, upper, step] = boundsOf(value).map((bound) => mapLeaves(bound, map));
    return { kind: 'slice', lower: lower!, upper: upper!, step: step! };
  }
  if (value.kind === 'function' && value.closure !== undefined)
    return { ...value, closure: mapClosure(value.closure, (each) => mapLeaves(each, map)) };
  return isRuntime(value) ? map(value) : value;
}

/** A part of a tuple that a name holds in a variable of its own. */
export interface Part {
  /**
   * `best.0`, or `best.1.0` in a tuple in a tuple; the name itself for what is no tuple. A union has `best.tag` and, for
   * each of its alternatives, `best.u` with the code of that.
   */
  readonly name: string;
  readonly part: GraphValue;
}

/** All but None, which is known while compiling. A text may be known on one path and not on another. */
function isPart(value: Value): value is GraphValue {
  return value.kind === 'value' && value.type.kind !== 'none';
}

/** A value that a name holds in parts. */
export function isCompound(value: Value): boolean {
  if (value.kind === 'function') return partsOf('', value).length > 0;
  return value.kind === 'tuple' || value.kind === 'dict' || value.kind === 'union' || value.kind === 'instance';
}

/** Where a union keeps one of its alternatives: what gives it one gives all their parts, so that they share none. */
export function alternativeName(name: string, alternative: Value): string {
  return `${name}.u${codeOf(alternative) ?? ''}`;
}

/** The parts of a value by name, in order. Those of functions are the values that they took along. */
export function partsOf(name: string, value: Value): Part[] {
  if (value.kind === 'tuple' || value.kind === 'dict' || value.kind === 'instance')
    return value.items.flatMap((item, i) => partsOf(`${name}.${i}`, item));
  if (value.kind === 'union') {
    const tag = { name: `${name}.tag`, part: value.tag };
    return [tag, ...value.alternatives.flatMap((each) => partsOf(alternativeName(name, each), each))];
  }
  if (value.kind === 'function')
    return valuesOfClosure(value.closure).flatMap((item, i) => partsOf(`${name}.${i}`, item));
  return isPart(value) ? [{ name, part: value }] : [];
}

/** The same tuple with other parts; it is no longer the same as a list made of it. */
export function mapParts(value: Value, map: (part: GraphValue) => Value): Value {
  if (value.kind === 'dict' || value.kind === 'instance')
    return { ...value, items: value.items.map((item) => mapParts(item, map)) };
  if (value.kind === 'tuple') {
    const { twin: _twin, ...rest } = value;
    return { ...rest, items: value.items.map((item) => mapParts(item, map)) };
  }
  if (value.kind === 'union') {
    const tag = map(value.tag) as GraphValue;
    return { ...value, tag, alternatives: value.alternatives.map((each) => mapParts(each, map)) };
  }
  if (value.kind === 'function' && value.closure !== undefined)
    return { ...value, closure: mapClosure(value.closure, (each) => mapParts(each, map)) };
  return isPart(value) ? map(value) : value;
}

export function hasUnknown(value: Value): boolean {
  if (value.kind === 'function') return valuesOfClosure(value.closure).some(hasUnknown);
  if (value.kind === 'slice') return boundsOf(value).some(hasUnknown);
  if (value.kind === 'union') return value.alternatives.some(hasUnknown);
  return (
    value.kind === 'unknown' ||
    ((value.kind === 'tuple' || value.kind === 'dict' || value.kind === 'instance') && value.items.some(hasUnknown))
  );
}

/** The bounds and the step of a slice, in order. */
export function boundsOf(slice: SliceValue): Value[] {
  return [slice.lower, slice.upper, slice.step];
}

/** `name`, or `name_0`, `name_1`, … for the leaves of a tuple. */
export function leafNames(name: string, value: Value): string[] {
  if (value.kind === 'function')
    return valuesOfClosure(value.closure).flatMap((item, i) => leafNames(`${name}_${i}`, item));
  if (value.kind === 'slice') return boundsOf(value).flatMap((item, i) => leafNames(`${name}_${i}`, item));
  if (value.kind === 'union') return leavesOf(value).map((_leaf, i) => `${name}_${i}`);
  if (value.kind === 'instance' && value.home.isStored) return [name];
  if (value.kind === 'instance') return value.items.flatMap((item, i) => leafNames(`${name}_${value.names[i]!}`, item));
  if (value.kind !== 'tuple' && value.kind !== 'dict') return isRuntime(value) ? [name] : [];
  return value.items.flatMap((item, i) => leafNames(`${name}_${i}`, item));
}
