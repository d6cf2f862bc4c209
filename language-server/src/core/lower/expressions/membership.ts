// SPDX-License-Identifier: Apache-2.0
// `x in values` for tuples and arrays.

import type { SourceRange } from '../../graph/graph';
import { compareOperation, truthOf } from '../../numpy/operators';
import { constantValue, type GraphValue, isArray, isNumeric, UNKNOWN, type Value } from '../../types/value';
import type { FunctionLowering } from '../program/function';

/** Undefined for what has no members. */
export function membership(fn: FunctionLowering, range: SourceRange, item: Value, values: Value): Value | undefined {
  if (item.kind === 'unknown' || values.kind === 'unknown') return UNKNOWN;
  if (values.kind === 'tuple') {
    let result: GraphValue = constantValue(false);
    for (const each of values.items) {
      const equal = compareOperation(fn, range, '==', item, each);
      const truth = equal.kind === 'unknown' ? undefined : truthOf(fn, range, equal);
      if (!truth) return UNKNOWN;
      if (truth.constant === false) continue;
      if (truth.constant === true) return constantValue(true);
      result =
        result.constant === false
          ? truth
          : fn.emit('logical_or', range, [asBool(fn, range, result), asBool(fn, range, truth)], { kind: 'bool' });
    }
    return result.constant === undefined ? asBool(fn, range, result) : result;
  }
  if (!isArray(values) || !isNumeric(item)) return undefined;
  const equal = compareOperation(fn, range, '==', values, item);
  if (!isArray(equal)) return UNKNOWN;
  const axes = equal.type.dims.map((_, axis) => axis);
  return asBool(fn, range, fn.emit('any', range, [equal], { kind: 'scalar', dtype: 'b1' }, { axes }));
}

function asBool(fn: FunctionLowering, range: SourceRange, value: GraphValue): GraphValue {
  return value.type.kind === 'bool' ? value : fn.emit('cast', range, [value], { kind: 'bool' });
}
