// SPDX-License-Identifier: Apache-2.0
// A value whose type depends on the path: one alternative for each type, and a tag that says at run time which one holds.

import { DTYPES, placeOf, type Type } from '../graph/graph';
import { valuesOfClosure } from './closures';
import { cellOf, isListLike } from './lists';
import { type GraphValue, typeText, type UnionValue, type Value } from './value';

/** More types than this at one place are refused. */
export const MAX_ALTERNATIVES = 4;

/** More functions, or objects of more classes, than this at one place are refused: each has its own copy of a statement. */
const MAX_OTHERS = 16;

function holdsKin(value: Value, root: string): boolean {
  if (value.kind === 'instance')
    return !value.home.isStored && (value.home.root === root || value.items.some((item) => holdsKin(item, root)));
  const parts = value.kind === 'tuple' || value.kind === 'dict' ? value.items : alternativesOf(value);
  return parts.some((part) => part !== value && holdsKin(part, root));
}

/** More types, functions and classes than one place may have. */
export function areTooMany(alternatives: readonly Value[]): boolean {
  for (const each of alternatives) {
    // An object in one of its kind, of several types: each reading would find another one inside.
    if (each.kind !== 'instance' || each.home.isStored || !each.items.some((item) => holdsKin(item, each.home.root)))
      continue;
    each.home.want();
    return true;
  }
  const others = alternatives.filter((each) => each.kind === 'instance' || placeOfCode(each) !== undefined);
  return others.length > MAX_OTHERS || alternatives.length - others.length > MAX_ALTERNATIVES;
}

const LIST = 200;
const TUPLE = 201;
const DICT = 203;

/**
 * The number that stands for the type in a tag; undefined for what no union holds. A Python number and the NumPy scalar
 * of its own kind join, where neither is part of a union; in one they are two types.
 */
export function codeOf(value: Value): number | undefined {
  if (value.kind === 'value' && value.table !== undefined) return codeOfTable(value.table);
  if (isListLike(value)) return LIST;
  if (value.kind === 'tuple') return TUPLE;
  if (value.kind === 'instance') return value.home.code;
  if (value.kind === 'dict') return DICT;
  const place = placeOfCode(value);
  if (place !== undefined) return numberOf(place);
  return value.kind === 'value' && value.object === undefined ? codeOfType(value.type) : undefined;
}

const TABLES: readonly string[] = [
  ...['dict', 'OrderedDict', 'Counter', 'set', 'frozenset', 'deque', 'deque(maxlen)'],
  ...['default(int)', 'default(float)', 'default(list)'],
  ...['int', 'float', 'complex', 'bool', 'str', 'tuple', 'list', 'dict', 'set', 'Counter', 'OrderedDict'].map(
    (type) => `defaultdict(${type})`,
  ),
];

/** Those of one kind join; what gives the missing values of a `defaultdict` has a place in the text. */
function codeOfTable(kind: string): number | undefined {
  const place = /^default\(@(\d+):(\d+)\)$/.exec(kind);
  if (place) return 1_000_000 + Number(place[1]) * 1000 + Number(place[2]);
  const known = TABLES.indexOf(kind);
  return known < 0 ? undefined : 210 + known;
}

/** What is known while compiling and may be called, by where its text stands; undefined for other values. */
function placeOfCode(value: Value): string | undefined {
  if (value.kind === 'class') return `class ${value.name}`;
  if (value.kind === 'dtype') return value.isInstance ? undefined : `dtype ${value.element}`;
  if (value.kind === 'library') return value.self ? undefined : `${value.module} ${value.name}`;
  if (value.kind !== 'function' || value.vectorized) return undefined;
  if (!value.closure) return `function ${value.name}`;
  return `${value.name} ${placeOf(value.closure.code.range)}`;
}

const FIRST_NUMBER = 1000;

/** A function, or what else is known while compiling: as an item it is one alternative of those that the run chooses from. */
export function isChosen(value: Value): boolean {
  return placeOfCode(value) !== undefined;
}

/** A number for a text: two that meet and are not the same are refused. */
function numberOf(text: string): number {
  let number = 0;
  for (const character of text) number = (number * 131 + character.codePointAt(0)!) % 2_147_480_000;
  return FIRST_NUMBER + number;
}

/** Which alternatives the unions in a value have: types of equal texts may differ there. */
export function codesOf(value: Value): string {
  if (value.kind === 'union')
    return `(${value.alternatives.map((each) => `${codeOf(each)}${codesOf(each)}`).join('|')})`;
  if (value.kind === 'function') return `[${codeOf(value)}${valuesOfClosure(value.closure).map(codesOf).join()}]`;
  const isMany = value.kind === 'tuple' || value.kind === 'dict' || value.kind === 'instance';
  return isMany ? `<${value.items.map(codesOf).join()}>` : '';
}

function codeOfType(type: Type): number | undefined {
  switch (type.kind) {
    case 'none':
      return 0;
    case 'bool':
      return 1;
    case 'int':
      return 2;
    case 'float':
      return 3;
    case 'complex':
      return 4;
    case 'str':
      return 5;
    case 'scalar':
      return 6 + DTYPES.indexOf(type.dtype);
    case 'array':
      return 20 + (type.dims.length - 1) * DTYPES.length + DTYPES.indexOf(type.dtype);
    case 'list':
      return type.isTuple ? TUPLE : LIST;
  }
}

export function alternativesOf(value: Value): readonly Value[] {
  return value.kind === 'union' ? value.alternatives : [value];
}

/** The union of alternatives whose codes differ, in the order of their codes. */
export function unionOf(alternatives: readonly Value[]): UnionValue {
  const sorted = [...alternatives].sort((a, b) => codeOf(a)! - codeOf(b)!);
  return { kind: 'union', tag: TAG, alternatives: sorted };
}

const TAG: GraphValue = { kind: 'value', type: { kind: 'int' } };

/** The value as a variable can hold it: a list known item by item becomes one at run time. */
export function storable(value: Value): Value | undefined {
  if (codeOf(value) === undefined) return undefined;
  if (value.kind === 'tuple' && value.isList) {
    const cell = cellOf(value);
    return cell && { kind: 'value', type: cell.type(), list: cell };
  }
  return value;
}

/** A union, or a tuple with one inside. */
export function hasUnion(value: Value): boolean {
  return value.kind === 'union' || (value.kind === 'tuple' && value.items.some(hasUnion));
}

/** The first union in the value. */
export function firstUnion(value: Value): UnionValue | undefined {
  if (value.kind === 'union') return value;
  if (value.kind !== 'tuple') return undefined;
  for (const item of value.items) {
    const found = firstUnion(item);
    if (found) return found;
  }
  return undefined;
}

/** `int | f64`. */
export function unionText(value: UnionValue): string {
  return [...new Set(value.alternatives.map(typeText))].join(' | ');
}
