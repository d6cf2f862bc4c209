// SPDX-License-Identifier: Apache-2.0
// Python's errors for `None` where a name may be None: they are raised when it is.

import type { SourceRange } from '../../graph/graph';
import { elementOf, isPython } from '../../types/promote';
import type { Value } from '../../types/value';
import type { FunctionLowering } from '../program/function';

/** What Python says in place of these refusals; undefined where it may take None. */
export function messageForNone(code: string, values: Readonly<Record<string, unknown>>): string | undefined {
  switch (code) {
    case 'WEFT224':
    case 'WEFT232':
      return 'a number or an array is needed, not NoneType';
    case 'WEFT227':
      return "'NoneType' object is not iterable";
    case 'WEFT228':
      return "'NoneType' object is not callable";
    case 'WEFT241':
      return "'NoneType' object does not support item assignment";
    case 'WEFT243':
      if (!/^[<>]=?$/.test(String(values.operator))) return undefined;
      return `'${values.operator}' not supported between instances of ${String(values.operands)
        .replace(/`none`/g, "'NoneType'")
        .replace(/`(\w+)`/g, "'$1'")}`;
    default:
      return undefined;
  }
}

function isNone(value: Value): boolean {
  return value.kind === 'value' && value.type.kind === 'none';
}

/** The name that Python gives the type in such messages. */
function nameOf(value: Value): string {
  if (isNone(value)) return 'NoneType';
  if (value.kind === 'tuple') return value.isList ? 'list' : 'tuple';
  if (value.kind !== 'value') return value.kind;
  if (value.type.kind === 'array') return 'numpy.ndarray';
  if (value.type.kind === 'scalar') {
    const element = elementOf(value.type);
    return { f64: 'float', i64: 'int', c128: 'complex', b1: 'bool' }[String(element)] ?? `numpy.${element}`;
  }
  const element = elementOf(value.type);
  return element !== undefined && isPython(element) ? element : value.type.kind;
}

/** Raises where an operand of `operator` is None and names of several types are read. */
export function refuseNone(
  fn: FunctionLowering,
  range: SourceRange,
  operator: string,
  left: Value,
  right: Value,
): void {
  if (fn.raising === 0 || left.kind === 'unknown' || right.kind === 'unknown') return;
  if (!isNone(left) && !isNone(right)) return;
  fn.raiseTypeError(range, `unsupported operand type(s) for ${operator}: '${nameOf(left)}' and '${nameOf(right)}'`);
}
