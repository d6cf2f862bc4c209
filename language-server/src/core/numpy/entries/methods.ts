// SPDX-License-Identifier: Apache-2.0
// Methods that only arrays have; those that are functions too stand with the functions.

import { dimConstant } from '../../types/dims';
import {
  isBoolean,
  isComplex,
  isFloating,
  isIntegral,
  isPython,
  kindOf,
  NUMPY_NAME,
  strongDType,
} from '../../types/promote';
import {
  type ArrayValue,
  arrayType,
  constantValue,
  elementOfValue,
  type GraphValue,
  isArray,
  isComplexNumber,
  UNKNOWN,
  type Value,
} from '../../types/value';
import type { Call } from '../call';
import { cast, constantOf, elementwise, intConstant } from '../elementwise';
import type { Entry } from '../entry';
import { assignArray, index, indexValue, transposeArray } from '../indexing';
import { flatten } from '../reduce';
import { applyUfunc, canCast, castingOf, Nodes } from '../ufunc';
import { ufuncNamed } from '../ufuncs';
import { FILE_METHODS } from './files';
import { INDEXING_METHODS } from './indexing';
import { SORTING_METHODS } from './sorting';

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
  const casting = call.given('casting') ? castingOf(call) : 'unsafe';
  const isPlain =
    call.only('order', ['K', 'C', 'A'], 'Leave it out') && call.only('subok', [true, false], 'Leave it out');
  if (!value || dtype === undefined || dtype === null || copy === undefined || !casting || !isPlain) return UNKNOWN;
  const from = strongDType(elementOfValue(value));
  if (!canCast(from, dtype, casting)) {
    return call.ctx.report('WEFT246', call.range, {
      function: call.name,
      what: 'the array',
      from: NUMPY_NAME[from],
      to: NUMPY_NAME[dtype],
      casting,
    });
  }
  const result = cast(call.ctx, call.range, value, dtype);
  if (!result) return UNKNOWN;
  return result === value && copy && isArray(value) ? call.ctx.emit('copy', call.range, [value], value.type) : result;
}

/** One element: the only one, or at a flat index, or at an index for each axis. */
function elementAt(call: Call, array: ArrayValue): GraphValue | undefined {
  const { ctx, range } = call;
  const given = call.value('indices');
  const indices =
    given?.kind === 'tuple' ? given.items.flatMap((item) => (item.kind === 'tuple' ? item.items : [item])) : [];
  const places: GraphValue[] = [];
  for (const item of indices) {
    const place = indexValue(ctx, call.rangeOf('indices'), item);
    if (!place) return undefined;
    places.push(place);
  }
  const { dims, dtype } = array.type;
  if (places.length > 1 && places.length !== dims.length) {
    return call.reject('indices', 'one index is needed, or one for each axis', 'Write `a[i, j].item()`');
  }
  const items = places.map((value) => ({ kind: 'int', value, range }) as const);
  if (places.length === dims.length) return index(ctx, range, array, items);
  if (places.length === 1) return index(ctx, range, flatten(ctx, range, array), items);
  if (dims.some((dim) => dimConstant(dim) !== undefined && dim !== '1')) {
    return call.reject('a', 'it has several elements; NumPy raises `ValueError`', 'Index one element: `a[0].item()`');
  }
  // The reshape raises `ValueError`, as NumPy does, when there is not exactly one element.
  const only = ctx.emit('reshape', range, [array, intConstant(1)], arrayType(dtype, ['1']));
  return index(ctx, range, only, [{ kind: 'int', value: intConstant(0), range }]);
}

/** The Python number of a NumPy scalar, or of an element of an array. */
function lowerItem(call: Call): Value {
  const value = call.numeric('a');
  if (!value) return UNKNOWN;
  const scalar = isArray(value) ? elementAt(call, value) : value;
  if (!scalar) return UNKNOWN;
  const element = elementOfValue(scalar);
  if (isPython(element)) return scalar;
  const kind = kindOf(element);
  const target = kind === 'f' ? 'float' : kind === 'c' ? 'complex' : kind === 'b' ? 'bool' : 'int';
  return cast(call.ctx, call.range, scalar, target) ?? UNKNOWN;
}

/** `z.conjugate()`: of a real number or array that itself. */
function lowerConjugate(call: Call): Value {
  const value = call.numeric('a');
  if (!value) return UNKNOWN;
  const element = elementOfValue(value);
  if (element === 'bool') return cast(call.ctx, call.range, value, 'int') ?? UNKNOWN;
  if (!isComplex(element)) return value;
  if (isComplexNumber(value.constant) && element === 'complex') {
    return constantValue({ re: value.constant.re, im: -value.constant.im });
  }
  return elementwise(call.ctx, call.range, 'conj', [value], element);
}

function lowerIsInteger(call: Call): Value {
  const value = call.numeric('a');
  if (!value) return UNKNOWN;
  const element = elementOfValue(value);
  if (isArray(value) || isComplex(element) || isBoolean(element)) {
    call.reject('a', 'only real numbers have this method', 'Write `x == np.floor(x)`');
    return UNKNOWN;
  }
  if (!isFloating(element)) return constantValue(true);
  const nodes = new Nodes(call.ctx, call.range);
  const isWhole = nodes.op('equal', [value, nodes.op('floor', [value], element)], isPython(element) ? 'bool' : 'b1');
  const isBounded = nodes.op('is_finite', [value], elementOfValue(isWhole));
  const both = nodes.op('logical_and', [isWhole, isBounded], elementOfValue(isWhole));
  return cast(call.ctx, call.range, both, 'bool') ?? UNKNOWN;
}

/** `n.bit_length()` and `n.bit_count()` of Python ints, `bit_count` of NumPy's. */
function lowerBits(isLength: boolean): (call: Call) => Value {
  return (call) => {
    const value = call.numeric('a');
    if (!value) return UNKNOWN;
    const element = elementOfValue(value);
    if (isArray(value) || !(isIntegral(element) || element === 'bool') || (isLength && !isPython(element))) {
      call.reject('a', 'only integers have this method', 'Use an int');
      return UNKNOWN;
    }
    const { ctx, range } = call;
    if (!isPython(element)) return applyUfunc(ctx, range, ufuncNamed('bitwise_count'), [value]);
    const whole = cast(ctx, range, value, 'int');
    const wide = whole && cast(ctx, range, whole, 'i64');
    if (!wide) return UNKNOWN;
    const nodes = new Nodes(ctx, range);
    let bits = nodes.cast(nodes.op('abs', [wide], 'i64'), 'u64');
    for (const shift of isLength ? [1n, 2n, 4n, 8n, 16n, 32n] : []) {
      bits = nodes.op('bit_or', [bits, nodes.op('shift_right', [bits, constantOf(shift, 'u64')], 'u64')], 'u64');
    }
    const count = applyUfunc(ctx, range, ufuncNamed('bitwise_count'), [bits]);
    return count.kind === 'value' ? (cast(ctx, range, count, 'int') ?? UNKNOWN) : UNKNOWN;
  };
}

export const METHODS: readonly Entry[] = [
  ...FILE_METHODS,
  ...INDEXING_METHODS,
  ...SORTING_METHODS,
  method(
    'astype',
    "dtype, order='K', casting='unsafe', subok=True, copy=True",
    '`dtype`',
    'as the array',
    '`cast`',
    'A copy with another element type',
    lowerAstype,
  ),
  method(
    'flatten',
    "order='C'",
    'as the array',
    'one axis',
    '`reshape`, `copy`',
    'A copy with all elements along one axis',
    (call) => {
      const array = call.array('a');
      if (!array || !call.only('order', ['C', 'F'], "Use `'C'` or `'F'`")) return UNKNOWN;
      const order = call.value('order');
      const isFortran = order?.kind === 'value' && order.constant === 'F';
      const axes = array.type.dims.map((_, axis) => axis).reverse();
      const turned = isFortran ? transposeArray(call.ctx, call.range, array, axes) : array;
      const flat = flatten(call.ctx, call.range, turned);
      return call.ctx.emit('copy', call.range, [flat], flat.type);
    },
  ),
  method(
    'item',
    '*indices',
    "Python's int, float, complex or bool",
    'a number',
    '`cast`',
    'The value as a Python number',
    lowerItem,
  ),
  method('conj', '', 'as the array', 'as the array', '`conj`', 'Complex conjugate', lowerConjugate),
  method('conjugate', '', 'as the array', 'as the array', '`conj`', 'Complex conjugate', lowerConjugate),
  method('is_integer', '', 'bool', 'a number', '`floor`, `equal`', 'Is a number without a fraction', lowerIsInteger),
  method('bit_length', '', 'int', 'a number', 'bit operations', 'Bits that the absolute value takes', lowerBits(true)),
  method(
    'bit_count',
    '',
    'int',
    'a number',
    'bit operations',
    'Ones among the bits of the absolute value',
    lowerBits(false),
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
