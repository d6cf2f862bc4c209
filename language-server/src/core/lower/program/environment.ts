// SPDX-License-Identifier: Apache-2.0
// What each local name is at one point of a function, and how that is joined where paths meet.

import type { Dim } from '../../graph/graph';
import { isSameLayout, joinLayouts } from '../../numpy/layout';
import { isSameCode, joinClosures, valuesOfClosure } from '../../types/closures';
import { type Poly, polySymbols, printPoly } from '../../types/dims';
import { joinTypes } from '../../types/join';
import type { ListSites } from '../../types/list-sites';
import {
  cellOf,
  isDeque,
  isListLike,
  isRunTuple,
  isTupleLike,
  type ListLike,
  listValue,
  mergeTuples,
  type RunTuple,
} from '../../types/lists';
import { joinReadOnly } from '../../types/ranges';
import { alternativesOf, areTooMany, codeOf, codesOf, storable, unionOf } from '../../types/unions';
import {
  type GraphValue,
  type KindOwner,
  type KindSource,
  parseDim,
  type TupleValue,
  typeText,
  UNKNOWN,
  type Value,
} from '../../types/value';
import { isDictLike, joinDicts } from '../tables/joins';
import { boundsOf, isCompound, leavesOf, mapParts, partsOf } from './structure';

export interface Binding {
  /** Whether the name has a value on every path, on some, or on none. */
  readonly state: 'yes' | 'maybe' | 'no';
  readonly value: Value;
  /** The graph variable that holds the value; absent while `value` itself is visible. */
  readonly slot?: number;
  /** The same for each part of a tuple. */
  readonly slots?: readonly (number | undefined)[];
  /** Two types that do not join. Reported when the name is read. */
  readonly conflict?: { readonly first: Value; readonly second: Value };
  /** The variable may be unset although the name has a value: it is read checked. */
  readonly isUnsure?: true;
  /** What is left of several types, without a variable. */
  readonly isLeft?: true;
}

export type Environment = Map<string, Binding>;

export const UNBOUND: Binding = { state: 'no', value: UNKNOWN };

/** Makes one unknown size, or one unknown integer, for each key. */
export interface JoinNames {
  dim(key: string): Dim;
  sym(key: string): Poly;
  readonly lists: ListSites;
  /** What is not known yet joins with anything: in the first passes of a loop its types are still being found. */
  readonly isSearching?: boolean;
  /** How often that was so. */
  guesses?: number;
  /** The version of the function, which knows the names whose kinds count. */
  readonly owner: KindOwner;
  /** Such a name is joined: a Python number and NumPy's stay two types. */
  isKinded?: boolean;
  wantKinds(value: Value, isCheap?: boolean): boolean;
}

function joinUnknown(names: JoinNames, a: Value, b: Value): Value | undefined {
  if (a.kind !== 'unknown' && b.kind !== 'unknown') return undefined;
  if (!names.isSearching) return UNKNOWN;
  if (a.kind !== b.kind) names.guesses = (names.guesses ?? 0) + 1;
  return a.kind === 'unknown' ? b : a;
}

function sameText(a: GraphValue, b: GraphValue): boolean {
  if (a.type.kind === 'str' && a.constant !== b.constant) return false;
  if (!isSameLayout(a.layout, b.layout)) return false;
  return typeText(a) === typeText(b) && symText(a) === symText(b) && a.mixed === b.mixed && a.readOnly === b.readOnly;
}

function symText(value: GraphValue): string | undefined {
  return value.sym && printPoly(value.sym);
}

function sameStatic(a: Value, b: Value): boolean {
  if (a.kind === 'value' && b.kind === 'value') {
    return a.constant !== undefined && a.type.kind === b.type.kind && Object.is(a.constant, b.constant);
  }
  if (a.kind === 'tuple' && b.kind === 'tuple') {
    return a.items.length === b.items.length && a.items.every((item, i) => sameStatic(item, b.items[i]!));
  }
  if (a.kind === 'dict' || b.kind === 'dict') return false;
  if (a.kind === 'instance' || b.kind === 'instance') return false;
  if (a.kind === 'slice' && b.kind === 'slice') {
    const other = boundsOf(b);
    return a === b || boundsOf(a).every((bound, i) => sameStatic(bound, other[i]!));
  }
  if (a.kind === 'function' && b.kind === 'function') {
    if (a === b) return true;
    if (a.name !== b.name || !isSameCode(a.closure, b.closure) || a.vectorized || b.vectorized) return false;
    const [mine, theirs] = [valuesOfClosure(a.closure), valuesOfClosure(b.closure)];
    return mine.length === theirs.length && mine.every((value, i) => sameStatic(value, theirs[i]!));
  }
  const isOne = a.kind === b.kind && a.kind !== 'value' && a.kind !== 'tuple' && typeText(a) === typeText(b);
  return isOne && codeOf(a) === codeOf(b);
}

/** Lists that differ become lists at run time. */
function joinLists(a: ListLike, b: ListLike): Value | undefined {
  if (a.kind === 'tuple' && b.kind === 'tuple' && sameStatic(a, b)) return a;
  const first = cellOf(a);
  const second = cellOf(b);
  if (!first || !second || first.unify(second)) return undefined;
  const readOnly = joinReadOnly(
    a.kind === 'value' ? a.readOnly : undefined,
    b.kind === 'value' ? b.readOnly : undefined,
  );
  return { ...listValue(first), ...(readOnly === undefined ? {} : { readOnly }) };
}

type Join = typeof joinValues;

/** Tuples of equal structure, joined item by item. */
function joinTuples(names: JoinNames, key: string, a: TupleValue, b: TupleValue, join: Join): Value | undefined {
  if (a.items.length !== b.items.length || a.names?.join() !== b.names?.join()) return undefined;
  const items: Value[] = [];
  for (const [i, item] of a.items.entries()) {
    const joined = sameStatic(item, b.items[i]!) ? item : join(names, `${key}.${i}`, item, b.items[i]!);
    if (!joined) return undefined;
    items.push(joined);
  }
  return { kind: 'tuple', items, isList: false, ...(a.names ? { names: a.names } : {}) };
}

/** Tuples of several lengths: one whose length only the run knows. */
function joinLengths(names: JoinNames, key: string, a: Value, b: Value): Value | undefined {
  if (!isTupleLike(a) || !isTupleLike(b) || [a, b].some(holdsOthers)) return undefined;
  const known = [a, b].filter(isRunTuple).length === 0;
  const site = known ? names.lists.named(`tuple ${key}`) : undefined;
  site?.require();
  const first = site ? (listValue(site.cell.as(true)) as RunTuple) : a;
  const joined = mergeTuples(first, b, false, undefined);
  return joined && site ? mergeTuples(joined, a, false, undefined) : joined;
}

/** Functions, dictionaries and the like: a list of such items is not made where two tuples happen to meet. */
function holdsOthers(value: Value): boolean {
  if (value.kind === 'tuple') return value.items.some(holdsOthers);
  return value.kind === 'union' ? value.alternatives.some(holdsOthers) : value.kind !== 'value';
}

/** Objects of one class, attribute by attribute. */
function joinInstances(names: JoinNames, key: string, a: Value, b: Value): Value | undefined {
  if (a.kind !== 'instance' || b.kind !== 'instance') return undefined;
  if (a.cls !== b.cls) return undefined;
  const items: Value[] = [];
  for (const [i, item] of a.items.entries()) {
    const other = b.items[i]!;
    const isOne = a.names.join() === b.names.join();
    const joined = !isOne ? undefined : sameStatic(item, other) ? item : joinAny(names, `${key}.${i}`, item, other);
    if (!joined) {
      a.home.want();
      return undefined;
    }
    items.push(joined);
  }
  return { ...a, items };
}

function joinedKinds(a: GraphValue, b: GraphValue): { kinds?: readonly KindSource[] } {
  const kinds = [...(a.kinds ?? []), ...(b.kinds ?? [])];
  return kinds.length > 0 ? { kinds } : {};
}

/** The value on either path, without a node; undefined when no type holds both. */
export function joinValues(names: JoinNames, key: string, a: Value, b: Value): Value | undefined {
  const known = joinUnknown(names, a, b);
  if (known) return known;
  if (isListLike(a) && isListLike(b)) return joinLists(a, b);
  if (isDeque(a) && isDeque(b))
    return a.table === b.table && !a.list.unify(b.list) ? { ...a, type: a.list.type() } : undefined;
  if (isDictLike(a) || isDictLike(b)) return joinDicts(names, key, a, b, joinAny);
  if (a.kind === 'tuple' && b.kind === 'tuple' && !a.isList && !b.isList) {
    if (a.items.length !== b.items.length) return joinLengths(names, key, a, b);
    return sameStatic(a, b) ? a : joinTuples(names, key, a, b, joinValues);
  }
  if (isRunTuple(a) || isRunTuple(b)) return joinLengths(names, key, a, b);
  if (a.kind === 'instance' || b.kind === 'instance') return joinInstances(names, key, a, b);
  if (a.kind === 'function' && b.kind === 'function' && !sameStatic(a, b)) {
    return joinClosures(a, b, (x, y, i) => (sameStatic(x, y) ? x : joinAny(names, `${key}.${i}`, x, y)));
  }
  if (a.kind !== 'value' || b.kind !== 'value') return sameStatic(a, b) ? a : undefined;
  const joined = joinTypes(a.type, b.type, (_a, _b, axis) => names.dim(`${key} ${axis}`));
  if (!joined || a.object !== b.object || (joined.mixed && names.isKinded)) return undefined;
  if (joined.type.kind === 'none') return sameStatic(a, b) ? a : undefined;
  if (joined.type.kind === 'str') return sameStatic(a, b) ? a : { kind: 'value', type: joined.type };
  const sym = a.sym && b.sym ? (symText(a) === symText(b) ? a.sym : names.sym(key)) : undefined;
  const readOnly = joinReadOnly(a.readOnly, b.readOnly);
  const layout = joinLayouts(a.layout, b.layout);
  return {
    kind: 'value',
    type: joined.type,
    ...(sym ? { sym } : {}),
    ...(joined.mixed || a.mixed || b.mixed ? { mixed: true, ...joinedKinds(a, b) } : {}),
    ...(readOnly === undefined ? {} : { readOnly }),
    ...(layout ? { layout } : {}),
    ...(a.object === undefined ? {} : { object: a.object }),
  };
}

/** The value on either path; a union where no single type holds both. Undefined when there is none. */
export function joinAny(names: JoinNames, key: string, a: Value, b: Value): Value | undefined {
  const known = joinUnknown(names, a, b);
  if (known) return known;
  if (a.kind === 'tuple' && b.kind === 'tuple' && !a.isList && !b.isList && a.items.length === b.items.length) {
    return sameStatic(a, b) ? a : joinTuples(names, key, a, b, joinAny);
  }
  if (a.kind !== 'union' && b.kind !== 'union') {
    const single = joinValues(names, key, a, b);
    if (single) return single;
    if (codeOf(a) === codeOf(b)) return undefined;
  }
  const found = new Map<number, Value>();
  for (const each of [...alternativesOf(a), ...alternativesOf(b)]) {
    const code = codeOf(each);
    if (code === undefined) return undefined;
    const before = found.get(code);
    const stored = before ? joinAny(names, `${key}|${code}`, before, each) : storable(each);
    if (!stored) return undefined;
    found.set(code, template(stored, stored.kind === 'function'));
  }
  const all = [...found.values()];
  return areTooMany(all) ? undefined : unionOf(all);
}

/** A slice, or a tuple with one, that has a bound known only at run time. */
function isOpenSlice(value: Value): boolean {
  if (value.kind === 'tuple') return value.items.some(isOpenSlice);
  return value.kind === 'slice' && leavesOf(value).some((leaf) => leaf.constant === undefined);
}

/** Joins with a Python number and NumPy's of its kind apart, where that can be. */
export function joinKinded(names: JoinNames, key: string, a: Value, b: Value): Value | undefined {
  names.isKinded = true;
  const joined = joinAny(names, key, a, b);
  names.isKinded = false;
  return joined ?? joinAny(names, key, a, b);
}

/** Numbers that are Python's on one path and NumPy's on another are so by this name. */
export function withSource(value: Value, source: KindSource): Value {
  const own = (part: GraphValue): GraphValue => {
    const isCarried = source.isCarried || part.kinds?.some((each) => each.isCarried);
    return { ...part, kinds: [isCarried ? { ...source, isCarried } : source] };
  };
  return mapParts(value, (part) => (part.mixed ? own(part) : part));
}

/** `isTogether`: the two kinds have one type here, also where they count. */
export function joinBindings(
  names: JoinNames,
  key: string,
  name: string,
  bindings: readonly Binding[],
  isTogether = false,
): Binding {
  const bound = bindings.filter((binding) => binding.state !== 'no');
  if (bound.length === 0) return UNBOUND;
  const state = bindings.every((binding) => binding.state === 'yes') ? 'yes' : 'maybe';
  const conflict = bound.find((binding) => binding.conflict)?.conflict;
  if (conflict) return { state, value: UNKNOWN, conflict };
  let value = bound[0]!.value;
  const isKinded = !isTogether && names.owner.kinds.has(name);
  if (isKinded) for (const binding of bound) names.wantKinds(binding.value);
  const join = isKinded ? joinKinded : joinAny;
  for (const binding of bound.slice(1)) {
    const joined = join(names, key, value, binding.value);
    if (!joined) return { state, value: UNKNOWN, conflict: { first: value, second: binding.value } };
    value = joined;
  }
  // Bounds of slices have no variables: where the name has no value on a path, they are not visible.
  if (state === 'maybe' && isOpenSlice(value))
    return { state, value: UNKNOWN, conflict: { first: value, second: value } };
  return {
    state,
    value: withSource(template(value, state === 'yes'), {
      name,
      owner: names.owner,
      ...(name.endsWith('@head') ? { isCarried: true } : {}),
    }),
  };
}

/** The value without its node and constant: what a variable holds. Parts of tuples may keep their constants. */
export function template(value: Value, keepsConstants = true): Value {
  if (value.kind === 'union') {
    const alternatives = value.alternatives.map((each) =>
      each.kind === 'function' ? template(each) : mapParts(each, (part) => template(part)),
    );
    return { ...value, tag: template(value.tag) as GraphValue, alternatives };
  }
  if (value.kind === 'tuple' || value.kind === 'dict' || value.kind === 'instance' || value.kind === 'function')
    return mapParts(value, (part) => templateOfPart(part, keepsConstants));
  if (value.kind !== 'value') return value;
  if (value.type.kind === 'none' || (value.type.kind === 'str' && value.constant !== undefined)) return value;
  const { id: _id, constant: _constant, origin: _origin, ...rest } = value;
  return rest;
}

function templateOfPart(part: GraphValue, keepsConstants: boolean): Value {
  if (part.constant === undefined || !keepsConstants) return template(part);
  const { id: _id, ...rest } = part;
  return rest;
}

function samePart(a: GraphValue, b: GraphValue): boolean {
  return sameText(a, b) && Object.is(a.constant, b.constant);
}

export function sameBinding(a: Binding, b: Binding): boolean {
  if (a.state !== b.state || (a.conflict === undefined) !== (b.conflict === undefined)) return false;
  if (a.value.kind === 'value' && b.value.kind === 'value') return sameText(a.value, b.value);
  if (a.value.kind !== b.value.kind || typeText(a.value) !== typeText(b.value)) return false;
  if (codesOf(a.value) !== codesOf(b.value)) return false;
  const others = partsOf('', b.value);
  return partsOf('', a.value).every(({ part }, i) => others[i] !== undefined && samePart(part, others[i].part));
}

/** Replaces sizes and integers that mention `symbols` (loop counters), whose meaning ends here. */
export function forgetSymbols(names: JoinNames, key: string, binding: Binding, symbols: ReadonlySet<string>): Binding {
  const { value } = binding;
  if (symbols.size === 0) return binding;
  if (isCompound(value)) {
    let place = 0;
    return { ...binding, value: mapParts(value, (part) => forget(names, `${key}.${place++}`, part, symbols)) };
  }
  if (value.kind !== 'value') return binding;
  const changed = forget(names, key, value, symbols);
  return changed === value ? binding : { ...binding, value: changed };
}

function forget(names: JoinNames, key: string, value: GraphValue, symbols: ReadonlySet<string>): GraphValue {
  const mentions = (poly: Poly) => [...polySymbols(poly)].some((symbol) => symbols.has(symbol));
  let changed: GraphValue = value;
  if (value.sym && mentions(value.sym)) changed = { ...changed, sym: names.sym(`${key} counter`) };
  if (value.type.kind === 'array' && value.type.dims.some((dim) => mentions(parseDim(dim)))) {
    const dims = value.type.dims.map((dim, axis) =>
      mentions(parseDim(dim)) ? names.dim(`${key} counter ${axis}`) : dim,
    );
    changed = { ...changed, type: { ...value.type, dims } };
  }
  return changed;
}
