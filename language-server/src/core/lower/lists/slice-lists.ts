// SPDX-License-Identifier: Apache-2.0
// Lists with slices in them, which exist while compiling alone: `index = [slice(None)] * a.ndim`, then `index[axis] = 0`.
// Such a change gives the name another list, where no other name has it and where it was made in the same straight line.

import type { Expr, SubscriptExpr } from '../../syntax/ast';
import { valuesOfClosure } from '../../types/closures';
import type { ListSite } from '../../types/list-sites';
import type { Value } from '../../types/value';
import { lowerExpr } from '../expressions/expressions';
import type { Environment } from '../program/environment';
import type { FunctionLowering } from '../program/function';
import { listIndex } from './lists';

/** The lists that names were given, by the environment: a straight line of statements has one. */
const madeIn = new WeakMap<Environment | FunctionLowering, Map<string, ListSite>>();

/** Remembers a name that is given a list of its own. */
export function noteOwnList(fn: FunctionLowering, target: Expr, made: Expr, value: Value): void {
  if (target.kind !== 'Name') return;
  const isOwn = made.kind === 'List' || (made.kind === 'Binary' && made.op === '*');
  const site = value.kind === 'tuple' && value.isList && isOwn ? value.site : undefined;
  for (const place of [fn.env, fn]) {
    const names = madeIn.get(place) ?? new Map<string, ListSite>();
    madeIn.set(place, names);
    if (site) names.set(target.id, site);
    else names.delete(target.id);
  }
}

/** `name[place] = value`, where the list has slices before or after; false where this is anything else. */
export function setSliceItem(fn: FunctionLowering, target: SubscriptExpr, base: Value, value: Value): boolean {
  const { value: named, index } = target;
  if (base.kind !== 'tuple' || !base.isList || !base.site || named.kind !== 'Name') return false;
  if (![value, ...base.items].some((item) => item.kind === 'slice')) return false;
  const [part] = index;
  if (!part || part.kind === 'Slice' || target.isTuple) return false;
  // Where types alone are looked for, each statement may have a copy of the environment.
  const isOwn = madeIn.get(fn.isDry ? fn : fn.env)?.get(named.id) === base.site;
  const isAlone = ![...fn.env].some(([name, { value: held }]) => name !== named.id && holds(held, base.site!));
  const refuse = (reason: string): true => {
    fn.report('WEFT281', target.range, { what: 'This list', reason, instead: 'Write the index where it is used' });
    return true;
  };
  if (!isOwn || !isAlone)
    return refuse('it holds slices, and has another name, or was made in another block of statements');
  const place = listIndex(fn, part.range, lowerExpr(fn, part));
  if (!place) return true;
  if (typeof place.constant !== 'bigint') {
    if (place.origin !== undefined) fn.needConstant(place.origin);
    return fn.writeOut(place) || refuse('it holds slices, and its place is known only at run time');
  }
  const at = Number(place.constant) + (place.constant < 0n ? base.items.length : 0);
  if (at < 0 || at >= base.items.length) return false;
  fn.assign(named.id, { ...base, items: base.items.map((item, i) => (i === at ? value : item)) }, target.range);
  return true;
}

/** Whether the value may be, or hold, the list of this place. */
function holds(value: Value | undefined, site: ListSite): boolean {
  if (!value) return false;
  if (value.kind === 'function') return valuesOfClosure(value.closure).some((each) => holds(each, site));
  if (value.kind === 'tuple' && value.site === site) return true;
  const items = value.kind === 'tuple' || value.kind === 'dict' || value.kind === 'instance' ? value.items : [];
  return items.some((item) => holds(item, site));
}
