// SPDX-License-Identifier: Apache-2.0
// The number of items of a value, and one of them, for loops that generators set the pace of: no program writes these calls.

import { intConstant } from '../../numpy/elementwise';
import { indexValue } from '../../numpy/indexing';
import type { CallExpr } from '../../syntax/ast';
import { tupleValue, UNKNOWN, type Value } from '../../types/value';
import { lowerExpr } from '../expressions/expressions';
import { ITEM, LENGTH } from '../generators/wrappers';
import { itemsAsSteps } from '../lists/list-loops';
import type { FunctionLowering } from '../program/function';
import { sourceOfValue } from './iteration';

/** Undefined for any other call. */
export function lowerAsked(fn: FunctionLowering, expr: CallExpr): Value | undefined {
  const { func, range, args } = expr;
  if (func.kind !== 'Attribute' || (func.attr !== LENGTH && func.attr !== ITEM)) return undefined;
  const source = sourceOfValue(fn, range, lowerExpr(fn, args[0]!));
  if (!source) return UNKNOWN;
  if (source.kind === 'items' && func.attr === LENGTH) return intConstant(source.items.length);
  const steps = source.kind === 'items' ? itemsAsSteps(fn, range, tupleValue(source.items)) : source;
  if (func.attr === LENGTH) return steps?.length ?? UNKNOWN;
  const place = lowerExpr(fn, args[1]!);
  const step = place.kind === 'value' ? indexValue(fn, range, place) : undefined;
  if (!steps || !step) return UNKNOWN;
  // The test before it may end the loop in the run: its value says nothing here.
  const { sym: _sym, constant: _constant, ...rest } = step;
  return steps.item(fn.graph ? { ...rest, id: fn.idOf(step, range) } : rest);
}
