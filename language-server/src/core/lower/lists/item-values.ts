// SPDX-License-Identifier: Apache-2.0
// Items of lists of Python's and NumPy's numbers, where one value is needed and not a union of the two.

import type { SourceRange } from '../../graph/graph';
import { cast } from '../../numpy/elementwise';
import { scalarOf } from '../../types/item-kinds';
import { elementOf } from '../../types/promote';
import { codeOf } from '../../types/unions';
import { constantValue, type GraphValue, UNKNOWN, type UnionValue, type Value } from '../../types/value';
import type { FunctionLowering } from '../program/function';

/** Whether each union in the value is one number of two kinds. */
export function isOfKinds(value: Value): boolean {
  if (value.kind === 'tuple') return value.items.every(isOfKinds);
  return value.kind !== 'union' || scalarOf(value) !== undefined;
}

/** The value with a scalar marked `mixed` for each union of two kinds. */
export function oneScalar(fn: FunctionLowering, range: SourceRange, value: Value): Value {
  if (value.kind === 'tuple') {
    const items = value.items.map((item) => oneScalar(fn, range, item));
    return items.every((item, i) => item === value.items[i]) ? value : { ...value, items };
  }
  return value.kind === 'union' ? scalarOfUnion(fn, range, value) : value;
}

function scalarOfUnion(fn: FunctionLowering, range: SourceRange, union: UnionValue): Value {
  const scalar = scalarOf(union);
  if (!scalar) return union;
  const python = union.alternatives.find((each) => each !== scalar) as GraphValue;
  const code = constantValue(BigInt(codeOf(scalar)!)) as GraphValue;
  const test = fn.emit('equal', range, [union.tag, code], { kind: 'bool' });
  const converted = cast(fn, range, python, elementOf(scalar.type)!);
  if (!converted) return UNKNOWN;
  return { ...fn.emit('where', range, [test, scalar, converted], scalar.type), mixed: true };
}
