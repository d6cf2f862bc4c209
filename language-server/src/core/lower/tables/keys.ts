// SPDX-License-Identifier: Apache-2.0
// Keys of dictionaries and items of sets: numbers, texts, and tuples of them. Python takes `1`, `1.0` and `True` for one
// key; here all keys of a table have one type, and a key is looked up only where its type loses nothing in that of the table.

import type { SourceRange } from '../../graph/graph';
import { shapeOfItem } from '../../numpy/container-text';
import { isRunTuple, isSetKind, type TableValue } from '../../types/lists';
import { type Element, elementOf } from '../../types/promote';
import { constantValue, type GraphValue, quotedType, tupleValue, type Value } from '../../types/value';
import { operandsOf } from '../lists/lists';
import type { FunctionLowering } from '../program/function';

/** What the keys of a table are; undefined while nothing is known to be put in. */
export function keyType(table: TableValue): Value | undefined {
  const { item } = table.list;
  if (!item || isSetKind(table.table)) return item;
  return item.kind === 'tuple' ? item.items[0] : undefined;
}

/** Objects that are keys as the tuples that they are. */
function bare(key: Value): Value {
  if (key.kind === 'instance') return key.home.record ? tupleValue(key.items.map(bare)) : key;
  return key.kind === 'tuple' ? { ...key, items: key.items.map(bare) } : key;
}

/** False after a report, and for what is unknown. */
export function checkKey(fn: FunctionLowering, range: SourceRange, key: Value): boolean {
  const isFine = (value: Value): boolean => {
    if (value.kind === 'tuple') return !value.isList && value.items.every(isFine);
    if (isRunTuple(value)) return value.list.parts.every(isFine);
    if (value.kind === 'instance') return value.home.record?.isHashable === true && value.items.every(isFine);
    if (value.kind !== 'value' || value.type.kind === 'array' || value.object !== undefined) return false;
    return value.type.kind === 'str' || elementOf(value.type) !== undefined;
  };
  if (key.kind === 'unknown') return false;
  if (isFine(key)) return true;
  fn.report('WEFT282', range, {
    what: `${quotedType(key)} as a key`,
    reason: 'keys are numbers, texts, and tuples of them, named ones and frozen dataclasses too',
    instead:
      key.kind === 'instance' ? 'Use a tuple of its attributes' : 'Use a number or a text, or a tuple: `tuple(...)`',
  });
  return false;
}

const INTEGERS: readonly string[] = ['bool', 'b1', 'i8', 'u8', 'i16', 'u16', 'i32', 'u32', 'i64', 'int'];
const FLOATS: readonly string[] = ['f32', 'f64', 'float'];

/** A value of the one type is the same number in the other. */
function isExact(from: Element, into: Element): boolean {
  if (from === into) return true;
  if (INTEGERS.includes(into)) {
    if (from === 'int') return into !== 'bool' && into !== 'b1';
    return INTEGERS.includes(from) && INTEGERS.indexOf(from) <= INTEGERS.indexOf(into) && !/^u/.test(into);
  }
  if (FLOATS.includes(into)) return into === 'f32' ? false : FLOATS.includes(from);
  return (into === 'complex' || into === 'c128') && (from === 'complex' || from.startsWith('c'));
}

function isLike(wanted: Value, given: Value): boolean {
  if (isRunTuple(wanted)) {
    const { item } = wanted.list;
    const items = isRunTuple(given)
      ? given.list.parts
      : given.kind === 'tuple' && !given.isList
        ? given.items
        : undefined;
    return items?.every((each) => !item || isLike(item, each)) ?? false;
  }
  if (wanted.kind === 'instance') {
    const isOne = given.kind === 'instance' ? given.cls === wanted.cls : wanted.home.record?.isTuple;
    return isOne === true && isLike(bare(wanted), bare(given));
  }
  if (given.kind === 'instance') return given.home.record?.isTuple === true && isLike(wanted, bare(given));
  if (wanted.kind === 'tuple') {
    if (given.kind !== 'tuple' || given.items.length !== wanted.items.length) return false;
    return wanted.items.every((item, i) => isLike(item, given.items[i]!));
  }
  if (wanted.kind !== 'value' || given.kind !== 'value') return false;
  const into = elementOf(wanted.type);
  const from = elementOf(given.type);
  return into === undefined || from === undefined ? wanted.type.kind === given.type.kind : isExact(from, into);
}

/** The operands of a key as the table holds keys; undefined after a report, or while its type is not known. */
export function keyOperands(
  fn: FunctionLowering,
  range: SourceRange,
  table: TableValue,
  key: Value,
): GraphValue[] | undefined {
  if (!checkKey(fn, range, key)) return undefined;
  widenKeys(table, key);
  const wanted = keyType(table);
  if (!wanted) return undefined;
  const operands = isLike(wanted, key) ? operandsOf(fn, range, bare(wanted), bare(key), true) : undefined;
  if (!operands) {
    fn.report('WEFT280', range, {
      first: quotedType(wanted),
      second: quotedType(key),
      reason: 'all keys have one type',
      instead: 'Use one dictionary or set for each type, or convert the key with `int(...)` or `float(...)`',
    });
  }
  return operands;
}

/** A key whose length only the run knows may be one of the tuples of known length in the table. */
function widenKeys(table: TableValue, key: Value): void {
  const { item } = table.list;
  const known = keyType(table);
  if (!item || !known || !hasRunTuples(key) || hasRunTuples(known)) return;
  table.list.put(isSetKind(table.table) || item.kind !== 'tuple' ? key : tupleValue([key, item.items[1]!]));
}

function hasRunTuples(key: Value): boolean {
  return isRunTuple(key) || (key.kind === 'tuple' && key.items.some(hasRunTuples));
}

/** The text of an error has to say how the key is nested. */
export function isNested(key: Value): boolean {
  return (
    key.kind === 'instance' ||
    isRunTuple(key) ||
    (key.kind === 'tuple' &&
      (key.items.length < 2 || key.items.some((item) => item.kind === 'tuple' || isNested(item))))
  );
}

/** How the leaves of a key are nested, for its hash. */
export function keyShape(given: Value | undefined): string {
  const key = given && bare(given);
  if (key && isRunTuple(key)) return `T[${keyShape(key.list.item)}]`;
  return key?.kind === 'tuple' ? `(${key.items.map(keyShape).join('')})` : '.';
}

/** The same for the text of an error. */
export function textShapeOperand(table: TableValue): GraphValue {
  const key = keyType(table);
  return constantValue(shapeOfItem(key) ?? keyShape(key)) as GraphValue;
}

export function shapeOperand(table: TableValue): GraphValue {
  return constantValue(keyShape(keyType(table))) as GraphValue;
}

/** Texts have another hash in every process of Python. */
export function hasTexts(given: Value | undefined): boolean {
  const key = given && bare(given);
  if (key?.kind === 'tuple') return key.items.some(hasTexts);
  if (key && isRunTuple(key)) return key.list.parts.some(hasTexts);
  return key?.kind === 'value' && key.type.kind === 'str';
}
