// SPDX-License-Identifier: Apache-2.0
// `functools.reduce`: a loop that calls a function with what it has so far and the next item.

import { placeOf, type SourceRange } from '../../graph/graph';
import type { CallArguments } from '../../numpy/call';
import { binaryOperation, comparison } from '../../numpy/operators';
import { constantValue, type GraphValue, quotedType, UNKNOWN, type Value } from '../../types/value';
import type { Iteration } from '../iteration/iteration';
import { iterationOfValue } from '../iteration/iteration';
import { loopOver } from '../lists/list-loops';
import { joinValues } from '../program/environment';
import type { FunctionLowering } from '../program/function';
import { mapLeaves } from '../program/structure';
import { Kept } from '../unions/each-type';
import { callGiven } from './function-arguments';

const SOME: GraphValue = { kind: 'value', type: { kind: 'int' } };

function withoutConstant(value: Value): Value {
  return mapLeaves(value, ({ constant: _constant, origin: _origin, id: _id, fresh: _fresh, ...rest }) => rest);
}

export function lowerReduce(fn: FunctionLowering, range: SourceRange, args: CallArguments): Value | undefined {
  const [callee, items, start] = args.positional.map((argument) => argument.value);
  if (!callee || !items || args.positional.length > 3 || args.keywords.length > 0) return undefined;
  if (callee.kind === 'unknown' || items.kind === 'unknown' || start?.kind === 'unknown') return UNKNOWN;
  if (callee.kind !== 'function' && callee.kind !== 'library')
    return fn.report('WEFT228', args.positional[0]!.range, { type: quotedType(callee) });
  const found = iterationOfValue(fn, range, items);
  return found && reduceItems(fn, range, callee, found, start);
}

/** The items joined by a function of two values, from `start` or the first item. */
export function reduceItems(
  fn: FunctionLowering,
  range: SourceRange,
  callee: Value,
  items: Iteration | readonly Value[],
  start: Value | undefined,
): Value {
  const call = (a: Value, b: Value) =>
    callGiven(fn, range, callee, { positional: [a, b].map((value) => ({ value, range })), keywords: [] });
  if ('length' in items) {
    const all = start ? [start, ...items] : items;
    if (all.length > 0) return all.reduce(call);
    return fn.report('WEFT224', range, {
      name: 'iterable',
      function: 'functools.reduce',
      type: '()',
      reason: 'there is nothing in it, and Python raises `TypeError`',
      instead: 'Give a value to start from',
    });
  }
  const like = reduceType(fn, range, call, items, start);
  if (like.kind === 'unknown') return UNKNOWN;
  fn.markEffect();
  if (!fn.graph) return like;
  const [begin, stop, step] = items.bounds;
  const kept = new Kept(fn, range, like);
  let first = begin;
  if (start) kept.set(start);
  else {
    const isUp = typeof step.constant !== 'bigint' || step.constant > 0n;
    const isEmpty = comparison(fn, range, isUp ? 'greater_equal' : 'less_equal', begin, stop);
    if (isEmpty.kind !== 'value') return UNKNOWN;
    const message = constantValue('reduce() of empty iterable with no initial value');
    fn.kernel('raise_if', range, [isEmpty, constantValue('TypeError'), message], []);
    kept.set(items.item(begin));
    const next = binaryOperation(fn, range, '+', begin, step);
    if (next.kind !== 'value') return UNKNOWN;
    first = next;
  }
  let isComplete = true;
  loopOver(fn, range, { ...items, bounds: [first, stop, step] }, (item) => {
    const value = call(kept.get(), item);
    if (value.kind === 'unknown') isComplete = false;
    else kept.set(value);
  });
  return isComplete ? kept.get() : UNKNOWN;
}

/** The type that the value keeps from step to step; unknown after a report. */
export function reduceType(
  fn: FunctionLowering,
  range: SourceRange,
  call: (a: Value, b: Value) => Value,
  items: Iteration,
  start: Value | undefined,
): Value {
  const { from, once, like } = fn.try(() => {
    const from = withoutConstant(start ?? items.item(SOME));
    const once = call(from, items.item(SOME));
    const like = once.kind === 'unknown' ? UNKNOWN : joinValues(fn, `reduce ${placeOf(range)}`, from, once);
    return { from, once, like };
  }).result;
  if (once.kind === 'unknown') {
    // What is wrong is reported where it is.
    if (!fn.isDry) call(start ?? items.item(items.bounds[0]), items.item(items.bounds[0]));
    return UNKNOWN;
  }
  if (!like || like.kind === 'unknown')
    return fn.report('WEFT204', range, {
      name: 'the first argument',
      first: quotedType(from),
      second: quotedType(once),
      reason: 'the value that goes from item to item has one type',
      instead: 'Start from a value of the type that the function gives, such as `0.0`',
    });
  return withoutConstant(like);
}
