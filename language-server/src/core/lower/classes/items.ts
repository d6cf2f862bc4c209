// SPDX-License-Identifier: Apache-2.0
// `obj[index] = value` and `obj[index] op= value`: the methods that Python calls for them.

import type { SourceRange } from '../../graph/graph';
import type { SubscriptExpr } from '../../syntax/ast';
import type { Value } from '../../types/value';
import { itemIndex } from '../expressions/subscripts';
import type { FunctionLowering } from '../program/function';
import { callSpecial } from './instances';

/** False where the value is no object, or its class has no such method. */
export function setObjectItem(
  fn: FunctionLowering,
  range: SourceRange,
  target: SubscriptExpr,
  base: Value,
  value: Value,
): boolean {
  if (base.kind !== 'instance') return false;
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
  const index = itemIndex(fn, target);
  const current = index && callSpecial(fn, range, base, '__getitem__', [index]);
  return current !== undefined && callSpecial(fn, range, base, '__setitem__', [index!, update(current)]) !== undefined;
}
