// SPDX-License-Identifier: Apache-2.0
// NumPy's reductions, scans and products.

import { isPython } from '../types/promote';
import { elementOfValue, type GraphValue, isArray, UNKNOWN, type Value } from '../types/value';
import type { Call } from './call';
import { cast } from './elementwise';
import type { Entry } from './entry';
import { argReduction, cumulativeSum, type Reduction, type ReductionName, reduceOperation } from './reduce';

/** The array to reduce. A number is refused: its sum is itself. */
function operand(call: Call): GraphValue | undefined {
  const value = call.numeric('a');
  if (!value) return undefined;
  if (isArray(value)) return value;
  return call.reject('a', 'a number has no axes', 'Use the number itself');
}

function reductionOf(call: Call, array: GraphValue): Reduction | undefined {
  const axes = call.axes('axis', array);
  const keepdims = call.constantBool('keepdims', false);
  const dtype = call.has('dtype') ? call.dtype() : null;
  if (axes === undefined || keepdims === undefined || dtype === undefined) return undefined;
  return { axes: axes === 'all' ? undefined : axes, keepdims, ...(dtype === null ? {} : { dtype }) };
}

function lowerReduction(name: ReductionName): (call: Call) => Value {
  return (call) => {
    const array = operand(call);
    const reduction = array && reductionOf(call, array);
    const ddof = call.constantInt('ddof', 0);
    if (!array || !reduction || ddof === undefined) return UNKNOWN;
    return reduceOperation(call.ctx, call.range, name, array, reduction, ddof);
  };
}

const DROPPED = 'without the reduced axes';

function reduction(
  name: ReductionName,
  parameters: string,
  dtype: string,
  lowering: string,
  doc: string,
  ...aliases: string[]
): Entry {
  return {
    name,
    group: 'Reductions',
    parameters,
    method: name !== 'count_nonzero' && name !== 'ptp',
    dtype,
    shape: DROPPED,
    lowering,
    doc,
    ...(aliases.length === 0 ? {} : { aliases }),
    lower: lowerReduction(name),
  };
}

function argExtremum(name: 'argmin' | 'argmax', op: 'arg_min' | 'arg_max', doc: string): Entry {
  return {
    name,
    group: 'Reductions',
    parameters: 'a, axis=None, *, keepdims=False',
    method: true,
    dtype: 'int64',
    shape: DROPPED,
    lowering: `\`${op}\``,
    doc,
    lower(call) {
      const array = operand(call);
      const found = array && reductionOf(call, array);
      if (!array || !found) return UNKNOWN;
      if (found.axes && found.axes.length > 1) {
        call.reject('axis', 'one axis or none is needed', 'Name one axis');
        return UNKNOWN;
      }
      return argReduction(call.ctx, call.range, op, array, found);
    },
  };
}

const AXES = 'a, axis=None, *, keepdims=False';
const AXES_DTYPE = 'a, axis=None, dtype=None, *, keepdims=False';
const MOMENTS = 'a, axis=None, dtype=None, *, ddof=0, keepdims=False';

export const REDUCTIONS: readonly Entry[] = [
  reduction('sum', AXES_DTYPE, 'as the operand; bool and int32 become int64', '`sum`', 'Sum of elements'),
  reduction('prod', AXES_DTYPE, 'as the operand; bool and int32 become int64', '`prod`', 'Product of elements'),
  reduction('mean', AXES_DTYPE, 'float32 for float32, else float64', '`sum`, `div`', 'Arithmetic mean'),
  reduction('var', MOMENTS, 'float32 for float32, else float64', '`sum`, `sub`, `mul`, `div`', 'Variance'),
  reduction('std', MOMENTS, 'float32 for float32, else float64', 'as `var`, then `sqrt`', 'Standard deviation'),
  reduction('min', AXES, 'as the operand', '`min`', 'Smallest element; NaN wins', 'amin'),
  reduction('max', AXES, 'as the operand', '`max`', 'Largest element; NaN wins', 'amax'),
  reduction('ptp', AXES, 'as the operand', '`max`, `min`, `sub`', 'Largest minus smallest element'),
  reduction('all', AXES, 'bool', '`all`', 'Every element is true'),
  reduction('any', AXES, 'bool', '`any`', 'Some element is true'),
  reduction('count_nonzero', AXES, 'int, or int64 along an axis', '`cast`, `sum`', 'Number of elements that are not 0'),
  argExtremum('argmin', 'arg_min', 'Index of the first smallest element'),
  argExtremum('argmax', 'arg_max', 'Index of the first largest element'),
  {
    name: 'cumsum',
    group: 'Reductions',
    parameters: 'a, axis=None, dtype=None',
    method: true,
    dtype: 'as the operand; bool and int32 become int64',
    shape: 'as the operand; one axis without `axis`',
    lowering: '`cum_sum`',
    doc: 'Running sum along an axis',
    lower(call) {
      const array = operand(call);
      if (!array) return UNKNOWN;
      const axis = call.given('axis') ? call.axis('axis', array, 0) : -1;
      const dtype = call.dtype();
      if (axis === undefined || dtype === undefined) return UNKNOWN;
      return cumulativeSum(call.ctx, call.range, array, axis < 0 ? undefined : axis, dtype ?? undefined);
    },
  },
];

/** A Python number as the NumPy scalar that NumPy's functions make of it. */
export function strongScalar(call: Call, value: GraphValue): GraphValue | undefined {
  const element = elementOfValue(value);
  if (!isPython(element)) return value;
  return cast(call.ctx, call.range, value, element === 'int' ? 'i64' : element === 'float' ? 'f64' : 'b1');
}
