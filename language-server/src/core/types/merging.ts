// SPDX-License-Identifier: Apache-2.0
// What an attribute of a class may hold: values of any types, None too, as one item.

import type { AttributeCell } from './attributes';
import { isList, itemTemplate, type ListClock, type ListValue, mergeItems } from './lists';
import { alternativesOf, areTooMany, codeOf, unionOf } from './unions';
import { type DictValue, type InstanceValue, typeText, type Value } from './value';

/** Known while compiling, and the same in every object. */
export function isStatic(value: Value): boolean {
  if (value.kind === 'function') return value.closure === undefined;
  return ['module', 'library', 'dtype', 'class', 'abstract'].includes(value.kind);
}

function isNone(value: Value): boolean {
  return value.kind === 'value' && value.type.kind === 'none';
}

/** The value as an attribute holds it, without nodes; undefined for what none holds. */
export function attributeTemplate(value: Value): Value | undefined {
  if (isNone(value) || isStatic(value)) return value;
  if (value.kind === 'instance') {
    const items = value.items.map(attributeTemplate);
    return items.every((item) => item !== undefined) ? { ...value, items: items as Value[] } : undefined;
  }
  if (value.kind === 'dict') {
    // From here on several names may have it, of which the names here know nothing.
    value.identity.isKept = true;
    const items = value.items.map(attributeTemplate);
    return items.every((item) => item !== undefined) ? { ...value, items: items as Value[], identity: {} } : undefined;
  }
  if (value.kind !== 'union') return itemTemplate(value);
  let all: Value | undefined;
  for (const each of value.alternatives) {
    const made = attributeTemplate(each);
    all = made && (all ? mergeAny(all, made) : made);
    if (!all) return undefined;
  }
  return all;
}

/** Values of any types: of several they are a union. Undefined where no union holds them. */
export function mergeAny(a: Value, b: Value, clock?: ListClock): Value | undefined {
  if (isNone(a) && isNone(b)) return a;
  if (isStatic(a) && a.kind === b.kind && typeText(a) === typeText(b) && codeOf(a) === codeOf(b)) return a;
  if (!isNone(a) && !isNone(b)) {
    const merged = mergeItems(a, b, false, clock);
    if (merged) return merged;
  }
  const found = new Map<number, Value>();
  for (const each of [...alternativesOf(a), ...alternativesOf(b)]) {
    const code = codeOf(each);
    if (code === undefined) return undefined;
    const before = found.get(code);
    const merged = before ? (isNone(each) ? each : mergeItems(before, each, false, clock)) : each;
    if (!merged || merged.kind === 'union') return undefined;
    found.set(code, merged);
  }
  const all = [...found.values()];
  return areTooMany(all) ? undefined : all.length === 1 ? all[0] : unionOf(all);
}

export function mergeInstances(a: InstanceValue, b: InstanceValue, isPlain: boolean): Value | undefined {
  if (a.cls !== b.cls) return undefined;
  // A key has numbers of one type.
  const merge = (x: Value, y: Value) => (isPlain && a.home.record ? mergeItems(x, y, true, undefined) : mergeAny(x, y));
  const items = a.names.join() === b.names.join() ? a.items.map((item, i) => merge(item, b.items[i]!)) : [undefined];
  if (items.every((item) => item !== undefined)) return { ...a, items: items as Value[] };
  a.home.want();
  return undefined;
}

/** Dictionaries of the same keys. Entries that change in one of them do so in both. */
export function mergeDicts(a: DictValue, b: DictValue): Value | undefined {
  if (!sameKeys(a, b) || !unifyShapes(a, b)) return undefined;
  const items = a.items.map((item, i) => {
    const other = b.items[i]!;
    if (isReference(item)) return isReference(other) || !item.list.put(other) ? item : undefined;
    if (isReference(other)) return other.list.put(item) ? undefined : other;
    return mergeAny(item, other);
  });
  return items.every((item) => item !== undefined) ? { ...a, items: items as Value[] } : undefined;
}

export type Reference = ListValue & { readonly list: AttributeCell };

/** A part that changes, of an object or a dictionary. */
export function isReference(value: Value): value is Reference {
  return isList(value) && value.list.isOpen;
}

/** The keys of both are the same ones in the same order. */
export function sameKeys(a: DictValue, b: DictValue): boolean {
  return a.keys.length === b.keys.length && a.keys.every((key, i) => key === b.keys[i]);
}

/** Both become dictionaries of one shape; false where they cannot. */
export function unifyShapes(a: DictValue, b: DictValue): boolean {
  if (a.shape && b.shape) return a.shape.unify(b.shape);
  return a.items.every((item, i) => isReference(item) === isReference(b.items[i]!));
}

/** Lists and dictionaries in each other: no program means more of them than a type that grows at each reading. */
const MAX_LISTS = 12;

/**
 * An object in a list that an object of its own class holds, or a dictionary in a list of its own: such a type has no
 * end. `around` are the classes and dictionaries that hold the value in lists, `depth` the number of those lists.
 */
export function isEndless(value: Value, around: ReadonlySet<string> = new Set(), depth = 0): boolean {
  if (value.kind === 'instance' && value.home.isStored) return false;
  const name = value.kind === 'instance' ? value.cls : value.kind === 'dict' ? value.shape?.id : undefined;
  if (name !== undefined && around.has(String(name))) {
    if (value.kind === 'instance') value.home.want();
    return true;
  }
  const some = (items: readonly Value[], names = around): boolean =>
    items.some((item) => isEndless(item, names, depth));
  if (value.kind === 'instance' || value.kind === 'dict') {
    const own = name === undefined ? around : new Set([...around, String(name)]);
    return value.items.some((item) => some([item], item.kind === value.kind ? around : own));
  }
  if (value.kind === 'tuple') return some(value.items);
  if (value.kind === 'union') return some(value.alternatives);
  if (value.kind !== 'value' || value.list === undefined) return false;
  return depth === MAX_LISTS || value.list.parts.some((item) => isEndless(item, around, depth + 1));
}

/** Objects of classes and dictionaries with constant keys, at any depth. */
export function holdsObjects(item: Value | undefined): boolean {
  if (item?.kind === 'instance' || item?.kind === 'dict') return true;
  if (item?.kind === 'tuple') return item.items.some(holdsObjects);
  if (item?.kind === 'union') return item.alternatives.some(holdsObjects);
  return item?.kind === 'value' && item.list !== undefined && !item.list.isOpen && item.list.parts.some(holdsObjects);
}
