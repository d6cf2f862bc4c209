// SPDX-License-Identifier: Apache-2.0
// Functions in lists, dictionaries and attributes take the values of the names around along. That is what Python reads only
// where nothing assigns those names again.

import type { SourceRange } from '../../graph/graph';
import type { CompareOperator } from '../../syntax/ast';
import { isLive } from '../../types/closures';
import { codeOf, isChosen } from '../../types/unions';
import { constantValue, type Value } from '../../types/value';
import type { FunctionLowering } from '../program/function';
import { withCaptured } from './closures';

/** The value with such functions in it; unknown after a report. */
export function heldValue(fn: FunctionLowering, range: SourceRange, value: Value): Value {
  if (value.kind === 'tuple' && value.items.some(hasLive)) {
    const { twin: _twin, ...rest } = value;
    return { ...rest, items: value.items.map((item) => heldValue(fn, range, item)) };
  }
  if (!isLive(value)) return value;
  const closure = withCaptured(fn, value.closure, range);
  const names = [...(closure.captured?.keys() ?? []), ...(closure.siblings?.keys() ?? [])];
  const changing = names.find((name) => name.endsWith('@') || !fn.isAssignedOnce(name));
  if (changing !== undefined)
    return fn.report('WEFT134', range, { function: value.name, name: changing.replace(/@.*$/, '') });
  return { ...value, closure };
}

/** `f is g`, `f == g` of functions and classes; undefined for other values, and where only the run knows. */
export function compareChosen(operator: CompareOperator, left: Value, right: Value): Value | undefined {
  const isSame = operator === 'is' || operator === '==';
  if (!isSame && operator !== 'is not' && operator !== '!=') return undefined;
  if (!isFunction(left) || !isFunction(right)) return undefined;
  if (codeOf(left) !== codeOf(right)) return constantValue(!isSame);
  // Two closures of one text may be two functions.
  return left.kind === 'function' && left.closure ? undefined : constantValue(isSame);
}

function isFunction(value: Value): boolean {
  return (value.kind === 'function' || value.kind === 'library' || value.kind === 'class') && isChosen(value);
}

function hasLive(value: Value): boolean {
  return isLive(value) || (value.kind === 'tuple' && value.items.some(hasLive));
}
