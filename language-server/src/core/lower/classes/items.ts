// SPDX-License-Identifier: Apache-2.0
// What objects give one by one, and `obj[index] = value` and `obj[index] op= value`: the methods that Python calls for them.

import type { SourceRange } from '../../graph/graph';
import { attributeNames, findMethod } from '../../names/classes';
import type { Expr, FunctionDecl, SubscriptExpr } from '../../syntax/ast';
import type { Value } from '../../types/value';
import { itemIndex } from '../expressions/subscripts';
import type { FunctionLowering } from '../program/function';
import { setDisplayItem } from './displays';
import { callOwn, callSpecial, infoOf } from './instances';

/** False where the value is no object, or its class has no such method. */
export function setObjectItem(
  fn: FunctionLowering,
  range: SourceRange,
  target: SubscriptExpr,
  base: Value,
  value: Value,
): boolean {
  if (base.kind !== 'instance') return false;
  if (setDisplayItem(fn, range, target, base, () => value)) return true;
  const index = itemIndex(fn, target);
  return index !== undefined && callSpecial(fn, range, base, '__setitem__', [index, value]) !== undefined;
}

export function updateObjectItem(
  fn: FunctionLowering,
  range: SourceRange,
  target: SubscriptExpr,
  base: Value,
  update: (current: Value) => Value,
): boolean {
  if (base.kind !== 'instance') return false;
  if (setDisplayItem(fn, range, target, base, (current) => update(current()))) return true;
  const index = itemIndex(fn, target);
  const current = index && callSpecial(fn, range, base, '__getitem__', [index]);
  return current !== undefined && callSpecial(fn, range, base, '__setitem__', [index!, update(current)]) !== undefined;
}

const written = new WeakMap<FunctionDecl, FunctionDecl | undefined>();

/** `__iter__` as a function that gives what it runs over: `return iter(items)`, or nothing but `yield`. */
function iterableOf(decl: FunctionDecl): FunctionDecl | undefined {
  if (!written.has(decl)) {
    const value = whatIterates(decl);
    const body = value && [{ kind: 'Return', range: value.range, value } as const];
    written.set(decl, body && { ...decl, body });
  }
  return written.get(decl);
}

function whatIterates({ body, nameRange }: FunctionDecl): Expr | undefined {
  const [only] = body;
  if (body.length === 1 && only?.kind === 'Return' && only.value?.kind === 'Call') {
    const { func, args, keywords } = only.value;
    const isIter = func.kind === 'Name' && func.id === 'iter' && args.length === 1 && keywords.length === 0;
    return isIter && args[0]!.kind !== 'Starred' ? args[0] : undefined;
  }
  const elements: Expr[] = [];
  for (const stmt of body) {
    if (stmt.kind !== 'ExprStmt' || stmt.value.kind !== 'Yield' || !stmt.value.value) return undefined;
    const { value, isFrom } = stmt.value;
    if (isFrom) return body.length === 1 ? value : undefined;
    elements.push(value);
  }
  return elements.length === 0 ? undefined : { kind: 'Tuple', range: nameRange, elements };
}

/** What an object gives one by one, where it is certain; undefined for other values. `isStepped`: not all at once. */
export function iterated(
  fn: FunctionLowering,
  range: SourceRange,
  value: Value,
  isStepped: boolean,
): Value | undefined {
  if (value.kind !== 'instance') return undefined;
  const info = infoOf(fn, value.cls);
  const found = findMethod(info, '__iter__');
  const decl = found?.form === 'method' ? iterableOf(found.decl) : undefined;
  if (!decl) return undefined;
  const isLater = found!.decl.body[0]?.kind === 'ExprStmt';
  const names = isStepped && isLater ? [...attributeNames(decl.body)] : [];
  if (names.some((name) => info.variables.has(name) || findMethod(info, name))) return undefined;
  return callOwn(fn, range, value, decl);
}
