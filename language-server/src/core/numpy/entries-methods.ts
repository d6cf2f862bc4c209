// SPDX-License-Identifier: Apache-2.0
// Methods that only arrays have; those that are functions too stand with the functions.

import { dimConstant } from '../types/dims';
import { isFloating, isPython } from '../types/promote';
import { arrayType, elementOfValue, isArray, UNKNOWN, type Value } from '../types/value';
import type { Call } from './call';
import { cast, intConstant } from './elementwise';
import { INDEXING_METHODS } from './entries-indexing';
import { SORTING_METHODS } from './entries-sorting';
import type { Entry } from './entry';
import { assignArray, index } from './indexing';
import { flatten } from './reduce';

function method(
  name: string,
  parameters: string,
  dtype: string,
  shape: string,
  lowering: string,
  doc: string,
  lower: (call: Call) => Value,
): Entry {
  return {
    name,
    group: 'Methods',
    parameters: parameters === '' ? 'a' : `a, ${parameters}`,
    method: true,
    dtype,
    shape,
    lowering,
    doc,
    lower,
  };
}

function refused(name: string, reason: string, instead: string): Entry {
  return {
    ...method(name, '*arguments', '', '', 'refused', reason, (call) => {
      call.ctx.report('WEFT235', call.range, { function: call.name, reason, instead });
      return UNKNOWN;
    }),
  };
}

function lowerAstype(call: Call): Value {
  const value = call.numeric('a');
  const dtype = call.dtype();
  const copy = call.constantBool('copy', true);
  if (!value || dtype === undefined || dtype === null || copy === undefined) return UNKNOWN;
  const result = cast(call.ctx, call.range, value, dtype);
  if (!result) return UNKNOWN;
  return result === value && copy && isArray(value) ? call.ctx.emit('copy', call.range, [value], value.type) : result;
}

/** The Python number of a NumPy scalar, or of the only element of an array. */
function lowerItem(call: Call): Value {
  const value = call.numeric('a');
  if (!value) return UNKNOWN;
  const { ctx, range } = call;
  const given = call.value('indices');
  const indices = given?.kind === 'tuple' ? given.items : [];
  if (indices.length > 0) {
    call.reject('indices', '`item` with an index is not compiled', 'Write `a[i].item()`');
    return UNKNOWN;
  }
  let scalar = value;
  if (isArray(value)) {
    if (value.type.dims.some((dim) => dimConstant(dim) !== undefined && dim !== '1')) {
      call.reject('a', 'it has several elements; NumPy raises `ValueError`', 'Index one element: `a[0].item()`');
      return UNKNOWN;
    }
    // The reshape raises `ValueError`, as NumPy does, when there is not exactly one element.
    const only = ctx.emit('reshape', range, [value, intConstant(1)], arrayType(value.type.dtype, ['1']));
    const element = index(ctx, range, only, [{ kind: 'int', value: intConstant(0), range }]);
    if (!element) return UNKNOWN;
    scalar = element;
  }
  const element = elementOfValue(scalar);
  if (isPython(element)) return scalar;
  return cast(ctx, range, scalar, isFloating(element) ? 'float' : element === 'b1' ? 'bool' : 'int') ?? UNKNOWN;
}

export const METHODS: readonly Entry[] = [
  ...INDEXING_METHODS,
  ...SORTING_METHODS,
  method(
    'astype',
    'dtype, *, copy=True',
    '`dtype`',
    'as the array',
    '`cast`',
    'A copy with another element type',
    lowerAstype,
  ),
  method(
    'flatten',
    '',
    'as the array',
    'one axis',
    '`reshape`, `copy`',
    'A copy with all elements along one axis',
    (call) => {
      const array = call.array('a');
      if (!array) return UNKNOWN;
      const flat = flatten(call.ctx, call.range, array);
      return call.ctx.emit('copy', call.range, [flat], flat.type);
    },
  ),
  method(
    'item',
    '*indices',
    "Python's int, float or bool",
    'a number',
    '`cast`',
    'The value as a Python number',
    lowerItem,
  ),
  method('fill', 'value', 'gives None', '', '`assign`', 'Sets every element', (call) => {
    const array = call.array('a');
    const value = call.numeric('value');
    if (!array || !value) return UNKNOWN;
    if (isArray(value)) {
      call.reject('value', 'one number fills the array', 'Write `a[...] = values`');
      return UNKNOWN;
    }
    assignArray(call.ctx, call.range, array, value);
    return { kind: 'value', type: { kind: 'none' }, constant: null };
  }),
  refused(
    'tolist',
    'it makes a Python list of unknown length',
    'Keep the array, and call `.tolist()` outside the task',
  ),
  refused('view', 'it reads the bytes of the array as another type', 'Use `.astype(...)`'),
  refused('resize', 'it changes the size of the array in place', 'Make a new array'),
  refused('append', 'arrays have a fixed size', 'Make the array with its final size and assign to its elements'),
];
