// SPDX-License-Identifier: Apache-2.0
// NumPy's reductions, scans and products.

import type { DType } from '../../graph/graph';
import { isPython, strongDType } from '../../types/promote';
import { arrayType, elementOfValue, type GraphValue, isArray, UNKNOWN, type Value } from '../../types/value';
import type { Call } from '../call';
import { cast, intConstant } from '../elementwise';
import type { Entry } from '../entry';
import { argReduction, cumulativeSum, type Reduction, type ReductionName, reduceOperation } from '../reduce';
import { maskOf, outArrays, storeOut } from '../ufunc';

/** The array to reduce; a number becomes an array of one element. */
function operand(call: Call): GraphValue | undefined {
  const value = call.numeric('a');
  if (!value) return undefined;
  if (isArray(value)) return value;
  const scalar = strongScalar(call, value);
  if (!scalar) return undefined;
  const type = arrayType(elementOfValue(scalar) as DType, ['1']);
  return call.ctx.emit('full', call.range, [scalar, intConstant(1)], type);
}

function reductionOf(call: Call, array: GraphValue): Reduction | undefined {
  const axes = call.axes('axis', array);
  const keepdims = call.constantBool('keepdims', false);
  const dtype = call.has('dtype') ? call.dtype() : null;
  const mask = maskOf(call);
  const initial = call.given('initial') ? call.numeric('initial') : null;
  if (axes === undefined || keepdims === undefined || dtype === undefined) return undefined;
  if (mask === undefined || initial === undefined) return undefined;
  return {
    axes: axes === 'all' ? undefined : axes,
    keepdims,
    ...(dtype === null ? {} : { dtype }),
    ...(mask === null ? {} : { mask }),
    ...(initial === null ? {} : { initial }),
  };
}

/** Writes to `out=` when it is given. */
function intoOut(call: Call, result: Value): Value {
  const out = call.has('out') ? outArrays(call, 1) : null;
  if (out === undefined || result.kind !== 'value') return UNKNOWN;
  const target = out?.[0];
  return target ? storeOut(call.ctx, call.range, call.name, result, target, 'unsafe') : result;
}

function lowerReduction(name: ReductionName): (call: Call) => Value {
  return (call) => {
    const array = operand(call);
    const reduction = array && reductionOf(call, array);
    const ddof = call.constantInt(call.has('correction') ? 'correction' : 'ddof', 0);
    if (!array || !reduction || ddof === undefined) return UNKNOWN;
    if (reduction.axes?.length === 0) {
      call.reject('axis', 'no axis is reduced', 'Leave the call out');
      return UNKNOWN;
    }
    return intoOut(call, reduceOperation(call.ctx, call.range, name, array, reduction, ddof));
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
    parameters: 'a, axis=None, out=None, *, keepdims=False',
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
      return intoOut(call, argReduction(call.ctx, call.range, op, array, found));
    },
  };
}

const AXES = 'a, axis=None, out=None, keepdims=False';
const TESTS = 'a, axis=None, out=None, keepdims=False, *, where=True';
const EXTREMA = 'a, axis=None, out=None, keepdims=False, initial=None, where=True';
const TOTALS = 'a, axis=None, dtype=None, out=None, keepdims=False, initial=None, where=True';
const MEANS = 'a, axis=None, dtype=None, out=None, keepdims=False, *, where=True';
const MOMENTS = 'a, axis=None, dtype=None, out=None, ddof=0, keepdims=False, *, where=True, correction=0';
const WIDE = 'as the operand; smaller integers and bools become int64 or uint64';
const FLOATS = 'as the operand; integers and bools become float64';

export const REDUCTIONS: readonly Entry[] = [
  reduction('sum', TOTALS, WIDE, '`sum`', 'Sum of elements'),
  reduction('prod', TOTALS, WIDE, '`prod`', 'Product of elements'),
  reduction('mean', MEANS, FLOATS, '`sum`, `div`', 'Arithmetic mean'),
  reduction('var', MOMENTS, FLOATS, '`sum`, `sub`, `mul`, `div`', 'Variance'),
  reduction('std', MOMENTS, FLOATS, 'as `var`, then `sqrt`', 'Standard deviation'),
  reduction('min', EXTREMA, 'as the operand', '`min`', 'Smallest element; NaN wins', 'amin'),
  reduction('max', EXTREMA, 'as the operand', '`max`', 'Largest element; NaN wins', 'amax'),
  reduction('ptp', AXES, 'as the operand', '`max`, `min`, `sub`', 'Largest minus smallest element'),
  reduction('all', TESTS, 'bool', '`all`', 'Every element is true'),
  reduction('any', TESTS, 'bool', '`any`', 'Some element is true'),
  reduction(
    'count_nonzero',
    'a, axis=None, *, keepdims=False',
    'int, or int64 along an axis',
    '`cast`, `sum`',
    'Number of elements that are not 0',
  ),
  argExtremum('argmin', 'arg_min', 'Index of the first smallest element'),
  argExtremum('argmax', 'arg_max', 'Index of the first largest element'),
  {
    name: 'cumsum',
    group: 'Reductions',
    parameters: 'a, axis=None, dtype=None, out=None',
    method: true,
    dtype: WIDE,
    shape: 'as the operand; one axis without `axis`',
    lowering: '`cum_sum`',
    doc: 'Running sum along an axis',
    lower(call) {
      const array = operand(call);
      if (!array) return UNKNOWN;
      const axis = call.given('axis') ? call.axis('axis', array, 0) : -1;
      const dtype = call.dtype();
      if (axis === undefined || dtype === undefined) return UNKNOWN;
      return intoOut(call, cumulativeSum(call.ctx, call.range, array, axis < 0 ? undefined : axis, dtype ?? undefined));
    },
  },
];

/** A Python number as the NumPy scalar that NumPy's functions make of it. */
export function strongScalar(call: Call, value: GraphValue): GraphValue | undefined {
  const element = elementOfValue(value);
  if (!isPython(element)) return value;
  return cast(call.ctx, call.range, value, strongDType(element));
}
