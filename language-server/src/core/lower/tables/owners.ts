// SPDX-License-Identifier: Apache-2.0
// Who may change a dictionary by giving its name another one: a function that made it, or got it new, as long as nothing
// else holds it.

import type { DictIdentity, DictValue, Value } from '../../types/value';
import type { FunctionLowering } from '../program/function';
import type { Instance } from '../program/instance';
import { leavesOf, valuesOfClosure } from '../program/structure';

function partsOfValue(value: Value): readonly Value[] {
  switch (value.kind) {
    case 'tuple':
    case 'dict':
    case 'instance':
      return value.items;
    case 'union':
      return value.alternatives;
    case 'function':
      return valuesOfClosure(value.closure);
    default:
      return [];
  }
}

function someValue(value: Value, test: (value: Value) => boolean): boolean {
  return test(value) || partsOfValue(value).some((part) => someValue(part, test));
}

/** Whether the dictionary of this identity is in the value, or may be in a function's names. */
export function holdsDict(value: Value, identity: DictIdentity): boolean {
  return someValue(value, (each) => each.kind === 'function' || (each.kind === 'dict' && each.identity === identity));
}

/** Whether the result has a dictionary that is to be one of the run where it is made. */
export function awaitsTable(result: Value | undefined): boolean {
  return result !== undefined && someValue(result, (each) => each.kind === 'dict' && each.site?.isRuntime === true);
}

/** From here on others than names of this function may hold the dictionaries in the value. */
export function keepDicts(value: Value): void {
  if (value.kind === 'dict') value.identity.isKept = true;
  for (const part of partsOfValue(value)) keepDicts(part);
}

/** After a call: the function may have put a dictionary that it got into something that outlives it. */
export function keepArguments(args: ReadonlyMap<string, Value>, result: Value): void {
  const values = [...args.values()];
  if (!values.some((value) => someValue(value, (each) => each.kind === 'dict'))) return;
  const isHolder = ({ kind }: Value) => kind === 'dict' || kind === 'instance' || kind === 'function';
  const hasPlace =
    someValue(result, isHolder) ||
    leavesOf(result).some((leaf) => leaf.list !== undefined) ||
    values.some((value) => leavesOf(value).some((leaf) => leaf.list !== undefined));
  if (hasPlace) for (const value of values) keepDicts(value);
}

/** A result: dictionaries that the function made belong to the caller now. */
export function ownedResult(fn: FunctionLowering, maker: Instance, result: Value): Value {
  const owned = new Map<DictIdentity, DictIdentity>();
  const own = (value: Value): Value => {
    if (value.kind === 'tuple' || value.kind === 'instance') {
      const items = value.items.map(own);
      return items.every((item, i) => item === value.items[i]) ? value : { ...value, items };
    }
    if (value.kind === 'union') return { ...value, alternatives: value.alternatives.map(own) };
    if (value.kind !== 'dict') return value;
    const { identity } = value;
    const isNew = identity.owner === maker && !identity.isKept;
    const mine = owned.get(identity) ?? (isNew ? { owner: fn.instance, region: fn.env } : {});
    owned.set(identity, mine);
    return { ...value, items: value.items.map(own), identity: mine };
  };
  return own(result);
}

const looped = new WeakMap<FunctionLowering, DictValue[]>();

/** The dictionaries whose values loops were found to run over. */
export function loopedDicts(fn: FunctionLowering): DictValue[] {
  const known = looped.get(fn) ?? [];
  looped.set(fn, known);
  return known;
}

/** Runs the steps of a loop over the dictionaries: what it changes in them, it changes in the very ones it runs over. */
export function whileLooped(dicts: readonly DictValue[], work: () => void): void {
  const own = dicts.filter(({ identity }) => !identity.isKept);
  for (const { identity } of own) identity.isKept = true;
  try {
    work();
  } finally {
    for (const { identity } of own) identity.isKept = false;
  }
}
