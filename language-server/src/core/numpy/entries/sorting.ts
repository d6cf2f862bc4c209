// SPDX-License-Identifier: Apache-2.0
// NumPy's functions that sort, search and count.

import { isComplex, isFloating, strongDType } from '../../types/promote';
import {
  type ArrayValue,
  arrayType,
  dimsOf,
  elementOfValue,
  type GraphValue,
  isArray,
  isNumeric,
  shapedType,
  tupleValue,
  UNKNOWN,
  type Value,
} from '../../types/value';
import type { Call } from '../call';
import { cast, castAll, commonElement, dimOfInt, dimValue, intConstant } from '../elementwise';
import type { Entry } from '../entry';
import { isWritable } from '../indexing';
import {
  arrayLike,
  boolConstant,
  choiceOf,
  flagsOf,
  integersLike,
  isVector,
  textConstant,
  vectorLike,
} from '../indexing-operands';
import { flatten } from '../reduce';
import { NONE, row, sequence, spread, truePlaces } from './indexing';

const KINDS = ['quicksort', 'mergesort', 'heapsort', 'stable', 'introselect'];
const NO_ORDER = 'Leave `order` out: arrays have no fields';

interface Sorting {
  readonly array: ArrayValue;
  readonly axis: number;
}

/**
 * The array and axis of a sort; all elements along one axis for `axis=None`. Every sort is stable, whatever `kind` says.
 * Undefined after a report.
 */
function sortingOf(call: Call, isTarget = false): Sorting | undefined {
  const value = arrayLike(call, 'a');
  const kind = choiceOf(call, 'kind', KINDS, 'quicksort');
  const stable = call.given('stable') ? call.constantBool('stable', false) : false;
  if (!call.only('order', [null], NO_ORDER) || !value || kind === undefined || stable === undefined) return undefined;
  if (!isArray(value)) return call.reject('a', 'a number has no axis; NumPy raises `AxisError`', 'Give an array');
  const isFlat = call.has('axis') && !call.given('axis');
  if (isFlat && isTarget) return call.reject('axis', 'an array is sorted in place along one axis', 'Name the axis');
  const array = isFlat ? (flatten(call.ctx, call.range, value) as ArrayValue) : value;
  const axis = isFlat ? 0 : call.axis('axis', array, -1);
  if (axis === undefined) return undefined;
  return { array, axis };
}

function lowerSort(call: Call): Value {
  const found = sortingOf(call);
  if (!found) return UNKNOWN;
  const operands = [found.array, intConstant(found.axis)];
  return call.ctx.kernel('sort', call.range, operands, [found.array.type])[0]!;
}

function lowerSortInPlace(call: Call): Value {
  const found = sortingOf(call, true);
  if (!found || !isWritable(call.ctx, call.range, found.array)) return UNKNOWN;
  const operands = [found.array, intConstant(found.axis)];
  call.ctx.kernel('sort.in_place', call.range, operands, [], [0]);
  return NONE;
}

function lowerArgsort(call: Call): Value {
  const found = sortingOf(call);
  if (!found) return UNKNOWN;
  const type = arrayType('i64', found.array.type.dims);
  return call.ctx.kernel('argsort', call.range, [found.array, intConstant(found.axis)], [type])[0]!;
}

/** One integer or several; undefined after a report. */
function places(call: Call, name: string): GraphValue[] | undefined {
  const value = call.value(name);
  if (!value || value.kind === 'unknown') return undefined;
  const items = value.kind === 'tuple' ? value.items : [value];
  const result: GraphValue[] = [];
  for (const item of items) {
    if (item.kind === 'unknown') return undefined;
    const isInteger =
      isNumeric(item) && !isArray(item) && !isFloating(elementOfValue(item)) && !isComplex(elementOfValue(item));
    const place = isInteger ? cast(call.ctx, call.rangeOf(name), item, 'int') : undefined;
    if (!place) return call.reject(name, 'integers are needed', 'Give an integer or a tuple of them');
    result.push(place);
  }
  return result;
}

function lowerPartition(kernel: string, isTarget = false): (call: Call) => Value {
  return (call) => {
    const found = sortingOf(call, isTarget);
    const kth = places(call, 'kth');
    if (!found || !kth) return UNKNOWN;
    const operands = [found.array, intConstant(found.axis), ...kth];
    if (isTarget) {
      if (!isWritable(call.ctx, call.range, found.array)) return UNKNOWN;
      call.ctx.kernel(kernel, call.range, operands, [], [0]);
      return NONE;
    }
    const type = kernel === 'partition' ? found.array.type : arrayType('i64', found.array.type.dims);
    return call.ctx.kernel(kernel, call.range, operands, [type])[0]!;
  };
}

function lowerLexsort(call: Call): Value {
  const keys = sequence(call, 'keys');
  if (!keys) return UNKNOWN;
  const first = keys[0];
  if (!first || !keys.every(isArray)) {
    call.reject('keys', 'it holds no arrays', 'Give arrays of one shape');
    return UNKNOWN;
  }
  if (keys.some((key) => dimsOf(key).length !== dimsOf(first).length)) {
    call.reject('keys', 'all keys need to be of the same shape', 'Give arrays of one shape');
    return UNKNOWN;
  }
  const axis = call.axis('axis', first, -1);
  if (axis === undefined) return UNKNOWN;
  const type = arrayType('i64', dimsOf(first));
  return call.ctx.kernel('lexsort', call.range, [intConstant(axis), ...keys], [type])[0]!;
}

function lowerSortComplex(call: Call): Value {
  const value = arrayLike(call, 'a');
  if (!value) return UNKNOWN;
  if (!isArray(value)) {
    call.reject('a', 'a number has no axis; NumPy raises `AxisError`', 'Give an array');
    return UNKNOWN;
  }
  const small = /^[iu](8|16)$/.test(value.type.dtype) || value.type.dtype === 'c64';
  const array = cast(call.ctx, call.range, value, small ? 'c64' : 'c128');
  if (!array) return UNKNOWN;
  const operands = [array, intConstant(dimsOf(array).length - 1)];
  return call.ctx.kernel('sort', call.range, operands, [array.type])[0]!;
}

/** Two arguments in one element type; undefined after a report. */
export function commonArguments(call: Call, first: string, second: string): [GraphValue, GraphValue] | undefined {
  const a = arrayLike(call, first);
  const b = arrayLike(call, second);
  if (!a || !b) return undefined;
  const common = commonElement(call.ctx, call.range, [a, b]);
  const both = common && castAll(call.ctx, call.range, [a, b], strongDType(common));
  return both && [both[0]!, both[1]!];
}

function lowerSearchsorted(call: Call): Value {
  const both = commonArguments(call, 'a', 'v');
  const side = choiceOf(call, 'side', ['left', 'right'], 'left');
  const sorter = call.given('sorter') ? integersLike(call, 'sorter') : (NONE as GraphValue);
  if (!both || side === undefined || !sorter) return UNKNOWN;
  const [array, values] = both;
  if (!isVector(array)) {
    call.reject('a', 'it has one axis; NumPy raises `ValueError`', 'Give a sorted vector');
    return UNKNOWN;
  }
  const type = shapedType('i64', dimsOf(values));
  return call.ctx.kernel(
    'searchsorted',
    call.range,
    [array, values, boolConstant(side === 'right'), sorter],
    [type],
  )[0]!;
}

function lowerDigitize(call: Call): Value {
  const both = commonArguments(call, 'x', 'bins');
  const right = call.constantBool('right', false);
  if (!both || right === undefined) return UNKNOWN;
  const [values, bins] = both;
  if (isComplex(elementOfValue(values))) {
    call.reject('x', 'complex numbers have no bins; NumPy raises `TypeError`', 'Use the real part');
    return UNKNOWN;
  }
  if (!isVector(bins)) {
    call.reject('bins', 'it has one axis; NumPy raises `ValueError`', 'Give a vector');
    return UNKNOWN;
  }
  const type = shapedType('i64', dimsOf(values));
  return call.ctx.kernel('digitize', call.range, [values, bins, boolConstant(right)], [type])[0]!;
}

/** `np.nonzero`: one array of places for each axis. */
export function nonzeroOf(call: Call, name: string): Value {
  const flags = flagsOf(call, name);
  if (!flags) return UNKNOWN;
  if (!isArray(flags)) {
    call.reject(name, 'a number has no axis; NumPy raises `ValueError`', 'Compare it, or give an array');
    return UNKNOWN;
  }
  const size = call.ctx.unknownDim();
  const types = flags.type.dims.map(() => arrayType('i64', [size]));
  return tupleValue(call.ctx.kernel('nonzero', call.range, [flags], types));
}

function lowerFlatnonzero(call: Call): Value {
  const flags = flagsOf(call, 'a');
  if (!flags) return UNKNOWN;
  if (isArray(flags)) return truePlaces(call, flags);
  call.reject('a', 'an array is needed', 'Give an array');
  return UNKNOWN;
}

function lowerArgwhere(call: Call): Value {
  const flags = flagsOf(call, 'a');
  if (!flags) return UNKNOWN;
  if (!isArray(flags)) {
    call.reject('a', 'an array is needed', 'Give an array');
    return UNKNOWN;
  }
  const type = arrayType('i64', [call.ctx.unknownDim(), String(flags.type.dims.length)]);
  return call.ctx.kernel('argwhere', call.range, [flags], [type])[0]!;
}

function lowerBincount(call: Call): Value {
  const values = vectorLike(call, 'x');
  const isWeighted = call.given('weights') !== undefined;
  const given = isWeighted ? vectorLike(call, 'weights') : (NONE as GraphValue);
  const least = call.has('minlength') ? call.int('minlength') : intConstant(0);
  if (!values || !given || !least) return UNKNOWN;
  const element = values.type.dtype;
  if (!/^(b1|i.*|u8|u16|u32)$/.test(element)) {
    call.reject('x', 'NumPy counts what converts safely to int64', 'Write `.astype(np.int64)` after it');
    return UNKNOWN;
  }
  if (!isVector(values)) {
    call.reject('x', 'it has one axis; NumPy raises `ValueError`', 'Write `.ravel()` after it');
    return UNKNOWN;
  }
  if (isWeighted && isComplex(elementOfValue(given))) {
    call.reject('weights', 'complex weights are not added', 'Count the real and imaginary parts');
    return UNKNOWN;
  }
  const weights = isWeighted ? cast(call.ctx, call.range, given, 'f64') : given;
  if (!weights) return UNKNOWN;
  const type = arrayType(isWeighted ? 'f64' : 'i64', [call.ctx.unknownDim()]);
  return call.ctx.kernel('bincount', call.range, [values, weights, least], [type])[0]!;
}

/** A shape argument as integers. */
function sizesOf(call: Call, name: string): GraphValue[] | undefined {
  const value = call.value(name);
  if (value?.kind === 'tuple' && value.items.length === 0) return call.reject(name, 'it is empty', 'Give the sizes');
  return places(call, name);
}

function lowerUnravel(call: Call): Value {
  const indices = integersLike(call, 'indices');
  const sizes = sizesOf(call, 'shape');
  const order = choiceOf(call, 'order', ['C', 'F'], 'C');
  if (!indices || !sizes || order === undefined) return UNKNOWN;
  const types = sizes.map(() => shapedType('i64', dimsOf(indices)));
  return tupleValue(
    call.ctx.kernel('unravel_index', call.range, [indices, boolConstant(order === 'F'), ...sizes], types),
  );
}

function lowerRavelMulti(call: Call): Value {
  const coordinates = sequence(call, 'multi_index');
  const sizes = sizesOf(call, 'dims');
  const order = choiceOf(call, 'order', ['C', 'F'], 'C');
  const given = call.given('mode');
  if (!coordinates || !sizes || order === undefined || given?.kind === 'unknown') return UNKNOWN;
  if (coordinates.length !== sizes.length) {
    call.reject('dims', 'as many sizes as coordinates are needed; NumPy raises `ValueError`', 'Give one size for each');
    return UNKNOWN;
  }
  const texts = given?.kind === 'tuple' ? given.items : sizes.map(() => given);
  let modes = '';
  for (const text of texts) {
    const mode = text === undefined ? 'raise' : text.kind === 'value' ? text.constant : undefined;
    if (mode !== 'raise' && mode !== 'wrap' && mode !== 'clip') {
      call.reject('mode', 'there is no such mode', "Use 'raise', 'wrap' or 'clip'");
      return UNKNOWN;
    }
    modes += mode === 'raise' ? 'i' : mode === 'wrap' ? 'w' : 'c';
  }
  const integers = castAll(call.ctx, call.range, coordinates, 'i64');
  const whole = integers && spread(call, integers);
  if (!whole || modes.length !== sizes.length) return UNKNOWN;
  const type = shapedType('i64', dimsOf(whole[0]!));
  const operands = [textConstant(modes), boolConstant(order === 'F'), ...sizes, ...whole];
  return call.ctx.kernel('ravel_multi_index', call.range, operands, [type])[0]!;
}

function lowerDiagIndices(call: Call): Value {
  const size = call.int('n');
  const count = call.constantInt('ndim', 2);
  if (!size || count === undefined) return UNKNOWN;
  return diagonalPlaces(call, size, count);
}

function diagonalPlaces(call: Call, size: GraphValue, count: number): Value {
  const operands = castAll(call.ctx, call.range, [intConstant(0), size, intConstant(1)], 'i64');
  if (!operands) return UNKNOWN;
  const line = call.ctx.emit('arange', call.range, operands, arrayType('i64', [dimOfInt(call.ctx, size)]));
  return tupleValue(Array.from({ length: count }, () => line));
}

function lowerDiagIndicesFrom(call: Call): Value {
  const array = call.array('arr');
  if (!array) return UNKNOWN;
  if (array.type.dims.length < 2) {
    call.reject('arr', 'it needs two axes or more; NumPy raises `ValueError`', 'Give a matrix');
    return UNKNOWN;
  }
  return diagonalPlaces(call, dimValue(call.ctx, call.range, array, 0), array.type.dims.length);
}

function lowerTriangle(kernel: 'tril_indices' | 'triu_indices', isFrom: boolean): (call: Call) => Value {
  return (call) => {
    const array = isFrom ? call.array('arr') : undefined;
    const diagonal = call.has('k') ? call.int('k') : intConstant(0);
    if (isFrom && !array) return UNKNOWN;
    if (array && array.type.dims.length !== 2) {
      call.reject('arr', 'it has two axes; NumPy raises `ValueError`', 'Give a matrix');
      return UNKNOWN;
    }
    const rows = array ? dimValue(call.ctx, call.range, array, 0) : call.int('n');
    const columns = array ? dimValue(call.ctx, call.range, array, 1) : call.given('m') ? call.int('m') : rows;
    if (!rows || !columns || !diagonal) return UNKNOWN;
    const type = arrayType('i64', [call.ctx.unknownDim()]);
    return tupleValue(call.ctx.kernel(kernel, call.range, [rows, columns, diagonal], [type, type]));
  };
}

function entry(group: Entry['group'], each: Entry): Entry {
  return { ...each, group };
}

const SAME = 'as the array';
const SORTED_PARAMETERS = 'a, axis=-1, kind=None, order=None, *, stable=None';

export const SORTING: readonly Entry[] = [
  row('sort', SORTED_PARAMETERS, SAME, SAME, '`sort`', 'A sorted copy along an axis; NaN last', lowerSort),
  row(
    'argsort',
    SORTED_PARAMETERS,
    'int64',
    SAME,
    '`argsort`',
    'Places in sorted order; equal elements by place',
    lowerArgsort,
    true,
  ),
  row(
    'lexsort',
    'keys, axis=-1',
    'int64',
    'as one key',
    '`lexsort`',
    'Places in the order of several keys, the last first',
    lowerLexsort,
  ),
  row(
    'partition',
    "a, kth, axis=-1, kind='introselect', order=None",
    SAME,
    SAME,
    '`partition`',
    'A copy with the kth element in its place, none greater before it',
    lowerPartition('partition'),
  ),
  row(
    'argpartition',
    "a, kth, axis=-1, kind='introselect', order=None",
    'int64',
    SAME,
    '`argpartition`',
    'Places of a partition',
    lowerPartition('argpartition'),
    true,
  ),
  row('sort_complex', 'a', 'complex', SAME, '`sort`', 'Sorted as complex numbers', lowerSortComplex),
  row(
    'searchsorted',
    "a, v, side='left', sorter=None",
    'int64',
    'as `v`',
    '`searchsorted`',
    'Where values go in a sorted vector',
    lowerSearchsorted,
    true,
  ),
  row('digitize', 'x, bins, right=False', 'int64', 'as `x`', '`digitize`', 'The bin of each value', lowerDigitize),
  row(
    'nonzero',
    'a',
    'int64',
    'one vector for each axis',
    '`nonzero`',
    'Places of the elements that are not zero',
    (call) => nonzeroOf(call, 'a'),
    true,
  ),
  row('flatnonzero', 'a', 'int64', 'one axis', '`nonzero`', 'Places in the flat array', lowerFlatnonzero),
  row('argwhere', 'a', 'int64', '(found, axes)', '`argwhere`', 'Places as rows of a table', lowerArgwhere),
  row(
    'bincount',
    'x, weights=None, minlength=0',
    'int64, float64 with weights (of no elements too)',
    'largest + 1',
    '`bincount`',
    'How often each integer occurs',
    lowerBincount,
  ),
  row(
    'unravel_index',
    "indices, shape, order='C'",
    'int64',
    'as the indices',
    '`unravel_index`',
    'Flat places to coordinates',
    lowerUnravel,
  ),
  row(
    'ravel_multi_index',
    "multi_index, dims, mode='raise', order='C'",
    'int64',
    'broadcast',
    '`ravel_multi_index`',
    'Coordinates to flat places',
    lowerRavelMulti,
  ),
  row('diag_indices', 'n, ndim=2', 'int64', '`n`', '`arange`', 'Places of the main diagonal', lowerDiagIndices),
  row(
    'diag_indices_from',
    'arr',
    'int64',
    'as one side',
    '`arange`',
    'Places of the main diagonal of an array',
    lowerDiagIndicesFrom,
  ),
  row(
    'tril_indices',
    'n, k=0, m=None',
    'int64',
    'one axis',
    '`tril_indices`',
    'Places of the lower triangle',
    lowerTriangle('tril_indices', false),
  ),
  row(
    'triu_indices',
    'n, k=0, m=None',
    'int64',
    'one axis',
    '`triu_indices`',
    'Places of the upper triangle',
    lowerTriangle('triu_indices', false),
  ),
  row(
    'tril_indices_from',
    'arr, k=0',
    'int64',
    'one axis',
    '`tril_indices`',
    'Places of the lower triangle of a matrix',
    lowerTriangle('tril_indices', true),
  ),
  row(
    'triu_indices_from',
    'arr, k=0',
    'int64',
    'one axis',
    '`triu_indices`',
    'Places of the upper triangle of a matrix',
    lowerTriangle('triu_indices', true),
  ),
].map((each) => entry('Sorting', each));

/** Methods that change the array itself, where the function of that name gives a copy. */
export const SORTING_METHODS: readonly Entry[] = [
  row('sort', SORTED_PARAMETERS, 'gives None', '', '`sort.in_place`', 'Sorts the array itself', lowerSortInPlace, true),
  row(
    'partition',
    "a, kth, axis=-1, kind='introselect', order=None",
    'gives None',
    '',
    '`partition.in_place`',
    'Partitions the array itself',
    lowerPartition('partition.in_place', true),
    true,
  ),
].map((each) => entry('Methods', each));
