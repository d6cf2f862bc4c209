// SPDX-License-Identifier: Apache-2.0
// Python sequences where NumPy takes anything like an array: what NumPy's functions make of them.

import type { DType, SourceRange } from '../graph/graph';
import { isList } from '../types/lists';
import { isBoolean, isIntegral, strongDType } from '../types/promote';
import { listView } from '../types/tuple-views';
import {
  type ArrayValue,
  arrayType,
  constantValue,
  dimsOf,
  elementOfValue,
  type GraphValue,
  isArray,
  isNumeric,
  quotedType,
  type Value,
} from '../types/value';
import type { Call } from './call';
import type { Context } from './context';
import { cast, intConstant } from './elementwise';
import { arrayOfList } from './lists';
import { arrayOfSequence } from './sequences';

/** The array of a list or tuple, or the number or array itself; undefined after a report. */
export function arrayOf(ctx: Context, range: SourceRange, given: Value, name: string): GraphValue | undefined {
  const value = listView(given);
  if (value.kind === 'unknown') return undefined;
  if (isNumeric(value)) return value;
  if (isList(value)) return arrayOfList(ctx, range, value, name === 'index');
  if (value.kind === 'tuple') {
    const array = arrayOfSequence(ctx, range, value, null);
    return isArray(array) ? array : undefined;
  }
  ctx.report('WEFT224', range, {
    name: 'argument',
    function: name,
    type: quotedType(value),
    reason: 'numbers are needed',
    instead: 'Give an array, or a list of numbers',
  });
  return undefined;
}

/** The argument as NumPy's `asarray` takes it; undefined after a report. */
export function arrayLike(call: Call, name: string): GraphValue | undefined {
  const value = call.value(name);
  return value && arrayOf(call.ctx, call.rangeOf(name), value, call.name);
}

/** As `arrayLike`, and numbers too become arrays, of one element along one axis. */
export function vectorLike(call: Call, name: string): ArrayValue | undefined {
  const value = arrayLike(call, name);
  if (!value || isArray(value)) return value as ArrayValue | undefined;
  const element = cast(call.ctx, call.rangeOf(name), value, strongDType(elementOfValue(value)));
  return element && oneElement(call.ctx, call.rangeOf(name), element);
}

export function oneElement(ctx: Context, range: SourceRange, element: GraphValue): ArrayValue {
  return ctx.emit('pack', range, [element], arrayType(strongDType(elementOfValue(element)), ['1'])) as ArrayValue;
}

export function emptyArray(ctx: Context, range: SourceRange, dtype: DType): ArrayValue {
  return ctx.emit('empty', range, [intConstant(0)], arrayType(dtype, ['0'])) as ArrayValue;
}

/** Integers as an index takes them: of any integer type, and bools as numbers. Undefined after a report. */
export function integersLike(call: Call, name: string): GraphValue | undefined {
  const given = call.value(name);
  if (given?.kind === 'tuple' && given.items.length === 0) return emptyArray(call.ctx, call.rangeOf(name), 'i64');
  const value = arrayLike(call, name);
  if (!value) return undefined;
  const element = elementOfValue(value);
  if (isIntegral(element)) return value;
  if (isBoolean(element)) return cast(call.ctx, call.rangeOf(name), value, 'i64');
  return call.reject(name, 'indices are integers', 'Write `.astype(np.int64)` after it');
}

/** The condition as bools. */
export function flagsOf(call: Call, name: string): GraphValue | undefined {
  const value = arrayLike(call, name);
  return value && cast(call.ctx, call.rangeOf(name), value, 'b1');
}

export function textConstant(text: string): GraphValue {
  return constantValue(text) as GraphValue;
}

export function boolConstant(value: boolean): GraphValue {
  return constantValue(value) as GraphValue;
}

/** One of several texts, constant; undefined after a report. */
export function choiceOf(call: Call, name: string, choices: readonly string[], fallback: string): string | undefined {
  const value = call.given(name);
  if (!value) return fallback;
  if (value.kind === 'unknown') return undefined;
  const constant = value.kind === 'value' ? value.constant : undefined;
  if (typeof constant === 'string' && choices.includes(constant)) return constant;
  const shown = choices.map((each) => `\`'${each}'\``).join(', ');
  if (value.kind === 'value' && value.constant === undefined) return call.notConstant(name, value);
  call.ctx.report('WEFT220', call.rangeOf(name), {
    name,
    function: call.name,
    value: typeof constant === 'string' ? `\`'${constant}'\`` : quotedType(value),
    reason: 'there is no such choice',
    instead: `Use one of ${shown}`,
  });
  return undefined;
}

export function isVector(value: GraphValue): boolean {
  return dimsOf(value).length === 1;
}
