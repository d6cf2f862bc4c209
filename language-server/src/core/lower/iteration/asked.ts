// SPDX-License-Identifier: Apache-2.0
// The number of items of a value, and one of them, for loops that generators set the pace of: no program writes these calls.

import { intConstant } from '../../numpy/elementwise';
import { indexValue } from '../../numpy/indexing';
import type { CallExpr } from '../../syntax/ast';
import { isDeque, isListLike, isTupleLike } from '../../types/lists';
import { constantValue, isArray, quotedType, UNKNOWN, type Value } from '../../types/value';
import { lowerExpr } from '../expressions/expressions';
import { HELD, ITEM, LENGTH } from '../generators/zipped';
import type { FunctionLowering } from '../program/function';
import { isDictLike } from '../tables/joins';
import { knownAsSteps, sourceOfValue } from './iteration';

/** Undefined for any other call. */
export function lowerAsked(fn: FunctionLowering, expr: CallExpr): Value | undefined {
  const { func, range, args } = expr;
  if (func.kind !== 'Attribute' || func.value.kind !== 'Ellipsis') return undefined;
  if (func.attr === HELD) return held(fn, expr);
  if (func.attr !== LENGTH && func.attr !== ITEM) return undefined;
  const source = sourceOfValue(fn, range, lowerExpr(fn, args[0]!));
  if (!source) return UNKNOWN;
  if (source.kind === 'items' && func.attr === LENGTH) return intConstant(source.items.length);
  const steps = source.kind === 'items' ? knownAsSteps(fn, range, source.items) : source;
  // Nothing is asked for where there is nothing.
  if (source.kind === 'items' && source.items.length === 0) return constantValue(null);
  if (!steps) {
    const reason = 'its items have no common type';
    return fn.report('WEFT227', range, { type: '`zip` with this', reason, instead: 'Write the loop out' });
  }
  if (func.attr === LENGTH) return steps.length;
  const place = lowerExpr(fn, args[1]!);
  const step = place.kind === 'value' ? indexValue(fn, range, place) : undefined;
  if (!step) return UNKNOWN;
  // The test before it may end the loop in the run: its value says nothing here.
  const { sym: _sym, constant: _constant, ...rest } = step;
  return steps.item(fn.graph ? { ...rest, id: fn.idOf(step, range) } : rest);
}

/** What an iterator with a name walks over: nothing that has no order of its own or tells when it changes. */
function held(fn: FunctionLowering, { range, args }: CallExpr): Value {
  const value = lowerExpr(fn, args[0]!);
  const isText = value.kind === 'value' && value.type.kind === 'str';
  if (value.kind === 'unknown' || isText || isArray(value) || isTupleLike(value)) return value;
  if (isListLike(value) && !isDictLike(value) && !isDeque(value)) return value;
  return fn.report('WEFT282', range, {
    what: `An iterator over ${quotedType(value)} that is kept`,
    reason: 'Python raises where it has changed meanwhile',
    instead: 'Write `iter(list(...))`',
  });
}
