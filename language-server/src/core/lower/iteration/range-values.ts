// SPDX-License-Identifier: Apache-2.0
// `range(...)` as a value (`rows = range(1, n - 1)`): a list of its numbers that nothing changes. What Python's `range` does
// in another way than such a list (its text, `+`, a result) is refused.

import type { CallExpr } from '../../syntax/ast';
import { isList } from '../../types/lists';
import { RANGE } from '../../types/ranges';
import { UNKNOWN, type Value } from '../../types/value';
import { collect } from '../lists/list-loops';
import type { FunctionLowering } from '../program/function';
import { rangeIteration } from './iteration';

export function lowerRange(fn: FunctionLowering, expr: CallExpr): Value {
  const iteration = rangeIteration(fn, expr);
  if (!iteration) return UNKNOWN;
  const list = collect(fn, expr.range, iteration, (item, add) => add(item), 'range');
  return isList(list) ? { ...list, readOnly: RANGE } : list;
}
