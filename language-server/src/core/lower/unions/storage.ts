// SPDX-License-Identifier: Apache-2.0
// Variables of a name whose type depends on the path: `x.tag` holds the code of the type, `x.u` is a variable for each
// alternative. They are apart from the plain variables of the name, so that a read of those tells whether it is bound.

import type { Node, SourceRange, Type } from '../../graph/graph';
import { cast } from '../../numpy/elementwise';
import { valuesOfClosure } from '../../types/closures';
import { isList, isRunTuple, isTupleLike } from '../../types/lists';
import { elementOf } from '../../types/promote';
import { codeOf, hasUnion } from '../../types/unions';
import {
  constantValue,
  type GraphValue,
  graphTypeText,
  isSameKind,
  UNKNOWN,
  type UnionValue,
  type Value,
} from '../../types/value';
import { runtimeList } from '../lists/lists';
import { runTuple, writeTuples } from '../lists/tuples';
import type { Binding } from '../program/environment';
import type { FunctionLowering, Slot } from '../program/function';
import { alternativeName, leavesOf, mapParts, type Part, partsOf } from '../program/structure';

/** Writes one part under its own name; gives the variable that now holds it. */
export type WritePart = (own: string, part: GraphValue) => number | undefined;

/** Part of the storage of a union. */
export function isUnionPart(own: string): boolean {
  return /\.(tag|u\d*)(\.|$)/.test(own);
}

/** The tags of a value that is no union where its name may hold one, and the value as an alternative. */
export function writeTags(name: string, value: Value, hasTag: (own: string) => boolean, write: WritePart): void {
  if (value.kind === 'union') {
    for (const each of value.alternatives) writeItemTags(alternativeName(name, each), each, hasTag, write);
    return;
  }
  const code = codeOf(value);
  if (code !== undefined && hasTag(`${name}.tag`)) {
    write(`${name}.tag`, constantValue(BigInt(code)));
    for (const { name: own, part } of partsOf(alternativeName(name, value), value)) write(own, part);
    writeItemTags(alternativeName(name, value), value, hasTag, write);
  }
  writeItemTags(name, value, hasTag, write);
}

function writeItemTags(name: string, value: Value, hasTag: (own: string) => boolean, write: WritePart): void {
  if (!/^(tuple|instance|dict|function)$/.test(value.kind)) return;
  const items = value.kind === 'function' ? valuesOfClosure(value.closure) : 'items' in value ? value.items : [];
  for (const [i, item] of items.entries()) writeTags(`${name}.${i}`, item, hasTag, write);
}

/**
 * Writes what a name holds into the variables that a construct opened for it, where one of them is a union's. False
 * when a part cannot be moved.
 */
export function prepareUnion(
  fn: FunctionLowering,
  name: string,
  before: Binding,
  slots: ReadonlyMap<string, readonly Slot[]>,
  range: SourceRange,
): boolean {
  const places = partsOf(name, before.value);
  const variableOf = (i: number) => (before.value.kind === 'value' ? before.slot : before.slots?.[i]);
  const isDefinite = !hasUnion(before.value);
  let position = 0;
  let isMoved = true;
  const ready = mapParts(before.value, (part) => {
    const i = position++;
    const own = places[i]!.name;
    const variable = variableOf(i);
    if (part.id !== undefined || part.constant !== undefined || variable === undefined) return part;
    const isElsewhere = (slots.get(own) ?? []).some((slot) => slot.variable !== variable && fn.holds(slot, part));
    if (!isDefinite && !isElsewhere) return part;
    if (!isDefinite && isUnionPart(own) && !own.endsWith('.tag') && !isZeroed(part)) {
      isMoved = false;
      return part;
    }
    const attributes = before.isUnsure ? { variable, checked: true } : { variable };
    return { ...part, id: fn.graph!.emit('get', [], fn.resolveType(part.type), range, attributes) };
  });
  const write: WritePart = (own, part) => {
    for (const slot of slots.get(own) ?? []) {
      if (part.id === undefined && part.constant === undefined) continue;
      const i = places.findIndex((place) => place.name === own && fn.holds(slot, place.part));
      if (i < 0 || variableOf(i) !== slot.variable) fn.write(slot, part, range);
    }
    return undefined;
  };
  for (const { name: own, part } of partsOf(name, ready)) write(own, part);
  writeTuples(fn, name, ready, [slots], write, range);
  writeTags(name, ready, (own) => slots.has(own), write);
  return isMoved;
}

/** The variable has a value from the start of the function on, so that it can be read without a check. */
export function isZeroed(part: GraphValue): boolean {
  return part.type.kind !== 'array' && elementOf(part.type) !== undefined;
}

/** Sets a variable of a union to zero where the function starts. */
export function zeroAtStart(fn: FunctionLowering, slot: Slot, range: SourceRange): void {
  const element = elementOf(slot.type);
  if (slot.type.kind === 'array' || slot.type.kind === 'list') {
    const { id } = placeholder(fn, slot.type, range);
    fn.graph!.atStart({ op: 'set', range, operands: [id!], results: [], variable: slot.variable });
    return;
  }
  if (element === undefined) return;
  const value = /^(complex|c)/.test(element)
    ? { re: 0, im: 0 }
    : /^(bool|b1)$/.test(element)
      ? false
      : /^f/.test(element)
        ? 0
        : 0n;
  const graph = fn.graph!;
  const id = graph.newValue(slot.type);
  graph.atStart({ op: 'const', range, operands: [], results: [id], constant: { type: slot.type, value } as never });
  graph.atStart({ op: 'set', range, operands: [id], results: [], variable: slot.variable });
}

/** The leaves of a result as `plan` has them; undefined where it does not fit. */
export function fitLeaves(
  fn: FunctionLowering,
  plan: Value,
  value: Value,
  range: SourceRange,
): GraphValue[] | undefined {
  if (plan.kind === 'union') return fitUnion(fn, plan, value, range);
  if (isRunTuple(plan)) {
    const tuple = isTupleLike(value) ? runTuple(fn, range, value, plan.list) : undefined;
    return tuple && [tuple];
  }
  const isPlainText = plan.kind === 'value' && plan.type.kind === 'str' && plan.constant === undefined;
  // A text that is known on this path only.
  if (isPlainText && value.kind === 'value' && value.type.kind === 'str') return [value];
  const isBoth =
    (plan.kind === 'tuple' || plan.kind === 'dict' || plan.kind === 'instance') && plan.kind === value.kind;
  if (isBoth) {
    if (plan.items.length !== value.items.length) return undefined;
    const items = plan.items.map((item, i) => fitLeaves(fn, item, value.items[i]!, range));
    return items.every((item) => item !== undefined) ? items.flat() : undefined;
  }
  if (plan.kind === 'function' && value.kind === 'function') {
    const [wanted, given] = [valuesOfClosure(plan.closure), valuesOfClosure(value.closure)];
    if (wanted.length !== given.length) return undefined;
    const items = wanted.map((item, i) => fitLeaves(fn, item, given[i]!, range));
    return items.every((item) => item !== undefined) ? items.flat() : undefined;
  }
  if (isList(plan) && value.kind === 'tuple' && value.isList) {
    const list = runtimeList(fn, range, value);
    return list && [list];
  }
  const wanted = leavesOf(plan);
  const given = leavesOf(value);
  if (given.length !== wanted.length) return undefined;
  const fitted = wanted.map((leaf, i) => fn.convert(given[i]!, leaf.type, range));
  return fitted.every((leaf) => leaf !== undefined) ? (fitted as GraphValue[]) : undefined;
}

function fitUnion(fn: FunctionLowering, plan: UnionValue, value: Value, range: SourceRange): GraphValue[] | undefined {
  if (value.kind === 'union') {
    const all: GraphValue[] = [value.tag];
    const codes = value.alternatives.map(codeOf);
    if (codes.some((each) => !plan.alternatives.some((other) => codeOf(other) === each))) return undefined;
    for (const each of plan.alternatives) {
      const own = value.alternatives[codes.indexOf(codeOf(each))];
      const fitted = own
        ? fitLeaves(fn, each, own, range)
        : leavesOf(each).map((leaf) => placeholder(fn, leaf.type, range));
      if (!fitted) return undefined;
      all.push(...fitted);
    }
    return all;
  }
  const code = codeOf(value);
  const place = plan.alternatives.findIndex((each) => codeOf(each) === code);
  if (code === undefined || place < 0) return undefined;
  const leaves: GraphValue[] = [constantValue(BigInt(code))];
  for (const [i, each] of plan.alternatives.entries()) {
    const fitted =
      i === place ? fitLeaves(fn, each, value, range) : leavesOf(each).map((leaf) => placeholder(fn, leaf.type, range));
    if (!fitted) return undefined;
    leaves.push(...fitted);
  }
  return leaves;
}

/** The parts that need a variable. */
export function storedParts(name: string, value: Value): Part[] {
  const isKnown = ({ constant, type }: GraphValue) =>
    constant !== undefined && (value.kind !== 'value' || type.kind === 'str');
  return partsOf(name, value).filter(({ part }) => !isKnown(part));
}

/** The binding of one part of a name. */
export function partBinding(name: string, own: string, binding: Binding, type?: Type): Binding {
  const parts = partsOf(name, binding.value);
  const isOwn = ({ name: each, part }: Part) =>
    each === own && (type === undefined || !isUnionPart(own) || isSameKind(part.type, type));
  const position = parts.findIndex(isOwn);
  if (position < 0) return { state: binding.state, value: UNKNOWN };
  const slot = binding.value.kind === 'value' ? binding.slot : binding.slots?.[position];
  return { state: binding.state, value: parts[position]!.part, ...(slot === undefined ? {} : { slot }) };
}

/** Some value of the type, which nobody sees: arrays and lists are made once, where the function starts. */
export function placeholder(fn: FunctionLowering, type: Type, range: SourceRange): GraphValue {
  const { graph } = fn;
  if (!graph || (type.kind !== 'array' && type.kind !== 'list')) return zeroOf(fn, type, range);
  const plain: Type = type.kind === 'array' ? { ...type, dims: type.dims.map(() => '0') } : type;
  const key = `placeholder ${graphTypeText(plain)}`;
  const known = fn.constantLists.get(key);
  if (known !== undefined) return { kind: 'value', type, id: known };
  const add = (node: Omit<Node, 'range' | 'results'>, given: Type): number => {
    const result = graph.newValue(given);
    graph.atStart({ ...node, range, results: [result] });
    return result;
  };
  const zero = (): number => add({ op: 'const', operands: [], constant: { type: INT, value: 0n } }, INT);
  const id =
    plain.kind === 'array'
      ? add({ op: 'empty', operands: plain.dims.map(zero) }, plain)
      : add({ op: 'list_new', operands: [] }, plain);
  fn.constantLists.set(key, id);
  return { kind: 'value', type, id };
}

const INT = { kind: 'int' } as const;

/** Some value of the type, which nobody sees. */
export function zeroOf(fn: FunctionLowering, type: Type, range: SourceRange): GraphValue {
  if (type.kind === 'str') return constantValue('');
  if (type.kind === 'list') return fn.emit('list_new', range, [], type);
  if (type.kind === 'array') {
    const sizes = type.dims.map(() => constantValue(0n));
    return fn.emit('empty', range, sizes, type);
  }
  return cast(fn, range, constantValue(0n), elementOf(type)!)!;
}

/** The name of a variable in the graph: at most one point, after the name in the program; `nested.1.0` is `nested.10`. */
export function variableName(name: string, taken: ReadonlySet<string>): string {
  // Errors name the variable as far as the point. Names of parts of expressions end in `@`.
  const [first, ...rest] = name.split('.');
  const own = first!.replace(/@.*$/, '').replace(/\W/g, '_');
  const path = rest.filter((part) => /^\d+$/.test(part)).join('');
  let unique = path === '' ? own : `${own}.${path}`;
  for (let i = 1; taken.has(unique); i++) unique = `${own}.${i}`;
  return unique;
}
