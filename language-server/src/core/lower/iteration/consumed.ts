// SPDX-License-Identifier: Apache-2.0
// `map(...)`, `zip(...)`, `reversed(...)` and views of dictionaries where all their items are taken at once: texts that are
// joined, unpacking, lists that are extended. They are lists there, made at this place.

import type { SourceRange } from '../../graph/graph';
import { cast, intConstant } from '../../numpy/elementwise';
import { binaryOperation, comparison } from '../../numpy/operators';
import type { Expr } from '../../syntax/ast';
import { elementOf } from '../../types/promote';
import { constantValue, type GraphValue, tupleValue, UNKNOWN, type Value } from '../../types/value';
import { lowerExpr } from '../expressions/expressions';
import { collect } from '../lists/list-loops';
import type { FunctionLowering } from '../program/function';
import { isDictLike } from '../tables/joins';
import { isView, viewOf } from '../tables/methods';
import { iterationOfValue, lowerIteration, rangeIteration } from './iteration';
import { iteratorName } from './iterators';
import { refuseEffects } from './lazy-loops';

const LAZY: ReadonlySet<string> = new Set(['enumerate', 'zip', 'reversed', 'map', 'filter', 'range']);

export function isLazy(fn: FunctionLowering, expr: Expr): boolean {
  if (expr.kind !== 'Call') return false;
  const { func } = expr;
  if (func.kind === 'Name') return LAZY.has(func.id) && fn.program.isBuiltin(fn, func.id, func.id);
  return isView(fn, expr) || iteratorName(fn, expr) !== undefined;
}

/** The items of the expression, all of them taken here; the value itself of everything but iterators. */
export function lowerConsumed(fn: FunctionLowering, expr: Expr): Value {
  if (!isLazy(fn, expr)) return lowerExpr(fn, expr);
  if (refuseEffects(fn, expr)) return UNKNOWN;
  const items = lowerIteration(fn, expr);
  if (!items) return UNKNOWN;
  if ('length' in items) return tupleValue(items);
  return collect(fn, expr.range, items, (item, add) => add(item), 'consumed');
}

/** What `*` takes the items of: the keys of a dictionary. */
export function lowerSpread(fn: FunctionLowering, expr: Expr): Value {
  const value = lowerConsumed(fn, expr);
  if (!isDictLike(value)) return value;
  const items = iterationOfValue(fn, expr.range, value);
  if (!items) return UNKNOWN;
  return 'length' in items ? tupleValue(items) : collect(fn, expr.range, items, (item, add) => add(item), 'consumed');
}

/** `x in d.values()`: in a list of them. */
export function lowerLooked(fn: FunctionLowering, expr: Expr): Value {
  const view = viewOf(fn, expr);
  if (!view) return lowerExpr(fn, expr);
  return view.view === 'keys' ? view.base : lowerConsumed(fn, expr);
}

/** `x in range(...)`; undefined where this is something else. */
export function lowerInRange(fn: FunctionLowering, range: SourceRange, left: Value, right: Expr): Value | undefined {
  if (right.kind !== 'Call' || right.func.kind !== 'Name' || right.func.id !== 'range') return undefined;
  if (!fn.program.isBuiltin(fn, 'range', 'range')) return undefined;
  const bounds = rangeIteration(fn, right)?.bounds;
  if (!bounds) return UNKNOWN;
  if (left.kind === 'unknown') return UNKNOWN;
  const element = left.kind === 'value' && left.type.kind !== 'array' ? elementOf(left.type) : undefined;
  if (left.kind !== 'value' || element === undefined || !/^(int|bool|b1|[iu]\d+)$/.test(element)) {
    return fn.report('WEFT243', range, {
      operator: 'in',
      operands: 'this and a `range`',
      reason: 'only integers are looked for in a range',
      instead: 'Compare with its bounds: `a <= x < b`',
    });
  }
  const value = cast(fn, range, left, 'int');
  const [start, stop, step] = bounds;
  if (!value || typeof step.constant !== 'bigint') {
    return fn.report('WEFT243', range, {
      operator: 'in',
      operands: 'this and a `range`',
      reason: 'its step is known only at run time',
      instead: 'Compare with its bounds: `a <= x < b`',
    });
  }
  const isUp = step.constant > 0n;
  const tests = [
    comparison(fn, range, isUp ? 'less_equal' : 'greater_equal', start, value),
    comparison(fn, range, isUp ? 'less' : 'greater', value, stop),
  ];
  if (step.constant !== 1n && step.constant !== -1n) {
    const distance = binaryOperation(fn, range, '-', value, start);
    const rest = binaryOperation(fn, range, '%', distance, step);
    if (rest.kind === 'value') tests.push(comparison(fn, range, 'equal', rest, intConstant(0)));
  }
  let result: GraphValue = constantValue(true);
  for (const test of tests) {
    if (test.kind !== 'value') return UNKNOWN;
    if (test.constant === false) return test;
    if (test.constant === true) continue;
    result = result.constant === true ? test : fn.emit('logical_and', range, [result, test], { kind: 'bool' });
  }
  return result;
}
