// SPDX-License-Identifier: Apache-2.0
// Dictionaries and tuples that hold their own kind (names/display-classes.ts): objects that are stored, with an attribute
// for each entry. What is done with them as dictionaries and tuples is written here.

import type { SourceRange } from '../../graph/graph';
import { entryName } from '../../names/display-classes';
import type { CallExpr, Expr, SubscriptExpr } from '../../syntax/ast';
import {
  constantValue,
  type DictKey,
  type GraphValue,
  type InstanceValue,
  quotedType,
  UNKNOWN,
  type Value,
} from '../../types/value';
import { lowerExpr } from '../expressions/expressions';
import type { FunctionLowering } from '../program/function';
import { constantKey } from '../tables/dicts';
import { infoOf, keptValue } from './instances';
import { newStored, nothingOf, readStored, writeStored } from './variables';

/** The object that a display makes; undefined for all displays that are no class. */
export function lowerRecordDisplay(
  fn: FunctionLowering,
  range: SourceRange,
  parts: readonly Expr[],
): Value | undefined {
  const { displays } = fn.program.scope;
  const name = displays?.get(`${range.startLine}:${range.startColumn}`);
  if (name === undefined) return undefined;
  const info = infoOf(fn, name);
  const isDict = info.display!.kind === 'dict';
  const values = parts.map((part) => lowerExpr(fn, isDict && part.kind === 'Tuple' ? part.elements[1]! : part));
  if (values.some((value) => value.kind === 'unknown')) {
    fn.markIncomplete(range);
    return UNKNOWN;
  }
  const made = newStored(fn, range, info);
  const names = isDict ? info.display!.keys.map(entryName) : info.fields.map((field) => field.name);
  for (const [i, value] of values.entries())
    writeStored(fn, range, made, info, names[i]!, keptValue(fn, parts[i]!.range, value));
  return made;
}

function isDictDisplay(fn: FunctionLowering, value: Value): value is InstanceValue {
  return value.kind === 'instance' && infoOf(fn, value.cls).display?.kind === 'dict';
}

function keyOf(fn: FunctionLowering, expr: SubscriptExpr): DictKey | undefined {
  const [part] = expr.index;
  const value = part && part.kind !== 'Slice' && !expr.isTuple ? lowerExpr(fn, part) : UNKNOWN;
  if (value.kind === 'unknown') return undefined;
  const key = constantKey(value);
  if (key === undefined) refuseKey(fn, expr.range, quotedType(value));
  return key;
}

function refuseKey(fn: FunctionLowering, range: SourceRange, what: string): Value {
  return fn.report('WEFT292', range, {
    what: `The key ${what} of a dictionary that holds others of its kind`,
    reason: 'such dictionaries are kept as objects: their keys are the ones that they are made with',
    instead: 'Name all keys where the dictionary is made, with None for what comes later, and use constants',
  });
}

/** `node["left"]`; undefined for other values. */
export function displayItem(fn: FunctionLowering, expr: SubscriptExpr, base: Value): Value | undefined {
  if (!isDictDisplay(fn, base)) return undefined;
  const key = keyOf(fn, expr);
  return key === undefined ? UNKNOWN : entryOf(fn, expr.range, base, key);
}

function entryOf(fn: FunctionLowering, range: SourceRange, base: InstanceValue, key: DictKey): Value {
  const info = infoOf(fn, base.cls);
  if (info.variables.has(entryName(key))) return readStored(fn, range, base, info, entryName(key));
  const text = typeof key === 'string' ? `'${key}'` : String(key);
  // Dictionaries of other keys come here too: what follows has the type that they give it.
  const others = [...fn.program.scope.classes.values()].filter(
    ({ display, variables }) => display?.kind === 'dict' && variables.has(entryName(key)),
  );
  const [known] = others.filter((each) => fn.program.attributes.at(each, entryName(key)).item);
  if (others.length === 0) return refuseKey(fn, range, `\`${text}\``);
  if (!known) return UNKNOWN;
  fn.kernel('raise', range, [constantValue('KeyError'), constantValue(text)] as GraphValue[], []);
  return nothingOf(fn, range, known, entryName(key));
}

/** `node["left"] = value`; false for other values. */
export function setDisplayItem(
  fn: FunctionLowering,
  range: SourceRange,
  target: SubscriptExpr,
  base: Value,
  change: (current: () => Value) => Value,
): boolean {
  if (!isDictDisplay(fn, base)) return false;
  const key = keyOf(fn, target);
  if (key === undefined) return true;
  const info = infoOf(fn, base.cls);
  if (!info.variables.has(entryName(key))) {
    refuseKey(fn, range, `\`${String(key)}\``);
    return true;
  }
  const value = change(() => entryOf(fn, range, base, key));
  if (value.kind === 'unknown') fn.markIncomplete(range);
  else writeStored(fn, range, base, info, entryName(key), keptValue(fn, range, value));
  return true;
}

/** `"left" in node`; undefined for other values. */
export function isInDisplay(fn: FunctionLowering, range: SourceRange, key: Value, base: Value): Value | undefined {
  if (!isDictDisplay(fn, base)) return undefined;
  const known = constantKey(key);
  if (known === undefined) return refuseKey(fn, range, quotedType(key));
  return constantValue(infoOf(fn, base.cls).variables.has(entryName(known)));
}

/** `node.get("left")`, with and without a default; undefined for other values. */
export function displayMethod(fn: FunctionLowering, expr: CallExpr, base: Value): Value | undefined {
  if (!isDictDisplay(fn, base) || expr.func.kind !== 'Attribute') return undefined;
  const args = expr.args.map((arg) => lowerExpr(fn, arg));
  if (args.some((arg) => arg.kind === 'unknown')) return UNKNOWN;
  const [first, fallback] = args;
  const key = first && constantKey(first);
  if (expr.func.attr !== 'get' || key === undefined || args.length > 2 || expr.keywords.length > 0) {
    return fn.report('WEFT292', expr.range, {
      what: `\`.${expr.func.attr}\` of a dictionary that holds others of its kind`,
      reason: 'such dictionaries are kept as objects: constant keys are read and set',
      instead: 'Read and set the entries by their names',
    });
  }
  const has = infoOf(fn, base.cls).variables.has(entryName(key));
  return has ? entryOf(fn, expr.range, base, key) : (fallback ?? constantValue(null));
}

/** How many entries; undefined for other values. */
export function displayLength(fn: FunctionLowering, value: Value): Value | undefined {
  return isDictDisplay(fn, value) ? constantValue(BigInt(infoOf(fn, value.cls).variables.size)) : undefined;
}

/** What cannot be done with an object that stands for a dictionary or a tuple: comparisons and texts would have no end. */
export function refuseWhole(fn: FunctionLowering, range: SourceRange, what: string, value: Value): Value | undefined {
  if (value.kind !== 'instance' || !infoOf(fn, value.cls).display) return undefined;
  return fn.report('WEFT292', range, {
    what: `${what} of ${quotedType(value)} that holds others of its kind`,
    reason: 'it goes as deep as the run makes it',
    instead: 'Write a function that calls itself for the parts',
  });
}
