// SPDX-License-Identifier: Apache-2.0
// What to write where a name has types that no variable holds together.

import { makeDiagnostic } from '../../diagnostics/diagnostic';
import type { SourceRange } from '../../graph/graph';
import { spelled } from '../../numpy/dtypes';
import { elementOf } from '../../types/promote';
import { quotedType, type Value } from '../../types/value';
import type { FunctionLowering } from '../program/function';

const NO_VARIABLE = 'no variable holds both';

/** Copies of one statement, for the types of its names. */
export const MAX_COPIES = 16;
export const TOO_MANY = `a statement is compiled for each combination of the types of its names, ${MAX_COPIES} at most`;

export type Conflict = readonly [
  name: string,
  range: SourceRange,
  first: Value,
  second: Value,
  reason?: string,
  help?: string,
];

/** Once for each name: what reads it again has the same cause. */
export function reportConflict(
  fn: FunctionLowering,
  ...[name, range, first, second, reason = NO_VARIABLE, help]: Conflict
): void {
  if (!fn.isDry) {
    if (fn.conflicts.has(name)) {
      fn.markIncomplete();
      return;
    }
    fn.conflicts.add(name);
  }
  const own = help ?? rewriteOf(name, first, second, fn.instance.parameters.has(name));
  const instead = reason === TOO_MANY ? `${own}, or compute parts of the statement before it` : own;
  const values = { name, first: quotedType(first), second: quotedType(second), reason, instead };
  if (fn.isDry || reason !== TOO_MANY) {
    fn.report('WEFT204', range, values);
    return;
  }
  // No error of the copy that is lowered: the run cannot fail in its place.
  fn.diagnostics.push(makeDiagnostic('WEFT204', range, values));
  fn.markIncomplete(range);
}

/** The rewrite for a name that is `first` on one path and `second` on another. */
export function rewriteOf(name: string, first: Value, second: Value, isParameter: boolean): string {
  const isNumber = (value: Value) =>
    value.kind === 'value' && elementOf(value.type) !== undefined && value.type.kind !== 'array';
  const isFloat = (value: Value) => value.kind === 'value' && /^f/.test(elementOf(value.type) ?? '');
  const isComplex = (value: Value) => value.kind === 'value' && /^c/.test(elementOf(value.type) ?? '');
  const scalar = [first, second].find((value) => value.kind === 'value' && value.type.kind === 'scalar');
  const dtype = scalar?.kind === 'value' && scalar.type.kind === 'scalar' ? scalar.type.dtype : undefined;
  if (isNumber(first) && isNumber(second)) {
    if (dtype !== undefined && !/^(f64|i64|b1|c128)$/.test(dtype))
      return `Write \`${name} = ${spelled(dtype)}(0)\` (with its value) where it is first assigned`;
    const [example, call] = isComplex(first) || isComplex(second) ? ['0j', 'complex'] : ['1.0', 'float'];
    if (call === 'complex' || isFloat(first) || isFloat(second)) {
      if (isParameter) {
        return `Pass a ${call} at the call, as in \`${example}\`, or write \`${name} = ${call}(${name})\` first`;
      }
      return `Write its first value as a ${call}, as in ${call === 'float' ? '`1.0` for `1`' : '`0j` for `0`'}`;
    }
  }
  const kinds = [first, second].map((value) => (value.kind === 'value' ? value.type.kind : value.kind));
  if (kinds.every((kind) => kind === 'tuple')) return 'Give all of them the same number of items, of the same types';
  if (kinds.includes('function')) return 'Define one function with the condition inside it';
  if (kinds.includes('none') && kinds.includes('tuple')) {
    return 'Start with a tuple of the same types, as in `(np.inf, 0)`, and test one of its items instead of `None`';
  }
  if (
    kinds.includes('none') &&
    [first, second].some((value) => value.kind === 'value' && value.type.kind === 'array')
  ) {
    return 'Start with an array of the same axes, as in `np.zeros(n)`, and keep in a `bool` whether it counts';
  }
  if (kinds.includes('none')) return 'Start with a number that stands for `None`, as in `np.nan` or `-1`';
  return 'Use another name for one of them, or convert it';
}
