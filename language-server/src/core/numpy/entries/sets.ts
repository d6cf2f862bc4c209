// SPDX-License-Identifier: Apache-2.0
// NumPy's set functions, and those that give an array with other elements: insert, delete, append, resize.

import type { SourceRange } from '../../graph/graph';
import { strongDType } from '../../types/promote';
import {
  type ArrayValue,
  arrayType,
  dimsOf,
  elementOfValue,
  type GraphValue,
  isArray,
  isNumeric,
  type SliceValue,
  tupleValue,
  UNKNOWN,
  type Value,
} from '../../types/value';
import type { Call } from '../call';
import { cast, dimOfInt, dimValue, elementwise, intArithmetic, intConstant } from '../elementwise';
import type { Entry } from '../entry';
import { assignItems, type Item, index, indexValue, transposeArray, viewItems } from '../indexing';
import { arrayLike, boolConstant, choiceOf, integersLike, vectorLike } from '../indexing-operands';
import { flatten } from '../reduce';
import { alongAxis, concatenateArrays, diffArray, reshapeArray } from '../shapes';
import { flatArray, row, takeAt } from './indexing';
import { commonArguments } from './sorting';

interface Distinct {
  readonly values: ArrayValue;
  readonly places: ArrayValue | undefined;
  readonly inverse: ArrayValue | undefined;
  readonly counts: ArrayValue | undefined;
}

function distinct(
  call: Call,
  array: ArrayValue,
  flags: { places?: boolean; inverse?: boolean; counts?: boolean } = {},
  isNanOne = true,
): Distinct {
  const size = call.ctx.unknownDim();
  const wanted = [flags.places, flags.inverse, flags.counts].map((flag) => flag === true);
  const vector = arrayType('i64', [size]);
  const extra = [vector, arrayType('i64', array.type.dims), vector].filter((_, i) => wanted[i]);
  const operands = [array, ...wanted.map(boolConstant), boolConstant(isNanOne)];
  const results = call.ctx.kernel('unique', call.range, operands, [arrayType(array.type.dtype, [size]), ...extra]);
  const rest = results.slice(1) as ArrayValue[];
  const next = (i: number) => (wanted[i] ? rest.shift() : undefined);
  return { values: results[0] as ArrayValue, places: next(0), inverse: next(1), counts: next(2) };
}

function lowerUnique(call: Call): Value {
  const array = vectorLike(call, 'ar');
  const places = call.constantBool('return_index', false);
  const inverse = call.constantBool('return_inverse', false);
  const counts = call.constantBool('return_counts', false);
  const isNanOne = call.constantBool('equal_nan', true);
  if (!call.only('sorted', [true], 'Leave `sorted` out')) return UNKNOWN;
  if (!array || places === undefined || inverse === undefined || counts === undefined || isNanOne === undefined) {
    return UNKNOWN;
  }
  if (call.given('axis')) return distinctSlices(call, array, [places, inverse, counts]);
  const found = distinct(call, array, { places, inverse, counts }, isNanOne);
  const extra = [found.places, found.inverse, found.counts].filter((each) => each !== undefined);
  return extra.length === 0 ? found.values : tupleValue([found.values, ...extra]);
}

/** NumPy 2's `unique_values`, `unique_counts`, `unique_inverse` and `unique_all`: every NaN is a value of its own. */
function uniqueNamed(names: readonly ('indices' | 'inverse_indices' | 'counts')[]): (call: Call) => Value {
  return (call) => {
    const array = vectorLike(call, 'x');
    if (!array) return UNKNOWN;
    const has = (name: (typeof names)[number]) => names.includes(name);
    const flags = { places: has('indices'), inverse: has('inverse_indices'), counts: has('counts') };
    const found = distinct(call, array, flags, false);
    if (names.length === 0) return found.values;
    const by = { indices: found.places, inverse_indices: found.inverse, counts: found.counts };
    const items = names.map((name) => by[name]!);
    return { ...tupleValue([found.values, ...items]), names: ['values', ...names] };
  };
}

/** `np.unique` with an axis: slices across it, flat, are the rows of a table. */
function distinctSlices(call: Call, array: ArrayValue, wanted: readonly boolean[]): Value {
  const { ctx, range } = call;
  const axis = call.axis('axis', array, 0);
  if (axis === undefined) return UNKNOWN;
  const order = array.type.dims.map((_, i) => i).filter((i) => i !== axis);
  const first = transposeArray(ctx, range, array, [axis, ...order]);
  const sizes = first.type.dims.map((_, i) => dimValue(ctx, range, first, i));
  const width = sizes.slice(1).reduce((a, b) => intArithmetic(ctx, range, 'mul', a, b), intConstant(1));
  const table = reshapeArray(ctx, range, first, [sizes[0]!, width]);
  if (!isArray(table)) return UNKNOWN;
  const count = ctx.unknownDim();
  const vector = arrayType('i64', [count]);
  const extra = [vector, arrayType('i64', [table.type.dims[0]!]), vector].filter((_, i) => wanted[i]);
  const types = [arrayType(array.type.dtype, [count, table.type.dims[1]!]), ...extra];
  const results = ctx.kernel('unique.rows', range, [table, ...wanted.map(boolConstant)], types);
  const rows = results[0] as ArrayValue;
  const shaped = reshapeArray(ctx, range, rows, [dimValue(ctx, range, rows, 0), ...sizes.slice(1)]);
  if (!isArray(shaped)) return UNKNOWN;
  const back = order.map((_, i) => i + 1);
  back.splice(axis, 0, 0);
  const values = transposeArray(ctx, range, shaped, back);
  return results.length === 1 ? values : tupleValue([values, ...results.slice(1)]);
}

/** The two arrays of a set function, flat and of one element type. */
function bothFlat(call: Call): [ArrayValue, ArrayValue] | undefined {
  const both = commonArguments(call, 'ar1', 'ar2');
  if (!both) return undefined;
  const flat: ArrayValue[] = [];
  for (const [i, each] of both.entries()) {
    if (!isArray(each)) return call.reject(`ar${i + 1}`, 'an array is needed', 'Give an array');
    flat.push(flatten(call.ctx, call.range, each) as ArrayValue);
  }
  return [flat[0]!, flat[1]!];
}

function lowerUnion(call: Call): Value {
  const both = bothFlat(call);
  const joined = both && concatenateArrays(call, both, 0);
  return joined && isArray(joined) ? distinct(call, joined).values : UNKNOWN;
}

function sortedOf(call: Call, array: ArrayValue): ArrayValue {
  return call.ctx.kernel('sort', call.range, [array, intConstant(0)], [array.type])[0] as ArrayValue;
}

function masked(
  call: Call,
  array: ArrayValue,
  mask: GraphValue,
  range: SourceRange = call.range,
): ArrayValue | undefined {
  const found = index(call.ctx, range, array, [{ kind: 'array', value: mask, range }]);
  return found && isArray(found) ? found : undefined;
}

const FIRST: Item = { kind: 'slice', upper: intConstant(-1) };
const REST: Item = { kind: 'slice', lower: intConstant(1) };

function lowerIntersect(call: Call): Value {
  const both = bothFlat(call);
  const isUnique = call.constantBool('assume_unique', false);
  const wantsPlaces = call.constantBool('return_indices', false);
  if (!both || isUnique === undefined || wantsPlaces === undefined) return UNKNOWN;
  const { ctx, range } = call;
  const sets = both.map((each) => (isUnique ? undefined : distinct(call, each, { places: wantsPlaces })));
  const [left, right] = both.map((each, i) => sets[i]?.values ?? each) as [ArrayValue, ArrayValue];
  const joined = concatenateArrays(call, [left, right], 0);
  if (!isArray(joined)) return UNKNOWN;
  const order = wantsPlaces
    ? (ctx.kernel('argsort', range, [joined, intConstant(0)], [arrayType('i64', joined.type.dims)])[0] as ArrayValue)
    : undefined;
  const ordered = order ? takeAt(call, joined, 0, order) : sortedOf(call, joined);
  if (!isArray(ordered)) return UNKNOWN;
  const first = viewItems(ctx, range, ordered, [FIRST]);
  const rest = viewItems(ctx, range, ordered, [REST]);
  if (!first || !rest) return UNKNOWN;
  const mask = elementwise(ctx, range, 'equal', [rest, first], 'b1');
  const values = isNumeric(mask) ? masked(call, first, mask) : undefined;
  if (!values || !isNumeric(mask)) return UNKNOWN;
  if (!order) return values;
  const places = [viewItems(ctx, range, order, [FIRST]), viewItems(ctx, range, order, [REST])].map(
    (each) => each && masked(call, each, mask),
  );
  const size = cast(ctx, range, dimValue(ctx, range, left, 0), 'i64');
  if (!places[0] || !places[1] || !size) return UNKNOWN;
  const shifted = elementwise(ctx, range, 'sub', [places[1], size], 'i64');
  if (!isArray(shifted)) return UNKNOWN;
  const given = [places[0], shifted].map((each, i) => {
    const own = sets[i]?.places;
    return own ? takeAt(call, own, 0, each) : each;
  });
  return tupleValue([values, ...given]);
}

function membership(call: Call, elements: GraphValue, tests: GraphValue, isInverted: boolean): Value {
  const type = isArray(elements) ? arrayType('b1', elements.type.dims) : ({ kind: 'scalar', dtype: 'b1' } as const);
  const found = call.ctx.kernel('isin', call.range, [elements, tests], [type])[0]!;
  return isInverted ? elementwise(call.ctx, call.range, 'logical_not', [found], 'b1') : found;
}

function lowerIsin(elements: string, tests: string, isFlat: boolean): (call: Call) => Value {
  return (call) => {
    const both = commonArguments(call, elements, tests);
    const invert = call.constantBool('invert', false);
    const unique = call.constantBool('assume_unique', false);
    if (!choiceOf(call, 'kind', ['sort', 'table'], 'sort')) return UNKNOWN;
    if (!both || invert === undefined || unique === undefined) return UNKNOWN;
    const [left, right] = both;
    const flat = isFlat && isArray(left) ? flatten(call.ctx, call.range, left) : left;
    return membership(call, flat, right, invert);
  };
}

function lowerSetdiff(call: Call): Value {
  const both = bothFlat(call);
  const isUnique = call.constantBool('assume_unique', false);
  const original = arrayLike(call, 'ar1');
  if (!both || isUnique === undefined || !original) return UNKNOWN;
  const left = isUnique ? both[0] : distinct(call, both[0]).values;
  const mask = membership(call, left, both[1], true);
  const kept = isNumeric(mask) ? masked(call, left, mask) : undefined;
  // The result has the first array's own element type.
  return (kept && cast(call.ctx, call.range, kept, strongDType(elementOfValue(original)))) ?? UNKNOWN;
}

function lowerSetxor(call: Call): Value {
  const both = bothFlat(call);
  const isUnique = call.constantBool('assume_unique', false);
  if (!both || isUnique === undefined) return UNKNOWN;
  const sets = both.map((each) => (isUnique ? each : distinct(call, each).values));
  const joined = concatenateArrays(call, sets, 0);
  if (!isArray(joined)) return UNKNOWN;
  const type = arrayType(joined.type.dtype, [call.ctx.unknownDim()]);
  return call.ctx.kernel('setxor1d', call.range, [joined], [type])[0]!;
}

function lowerEdiff(call: Call): Value {
  const array = flatArray(call, 'ary');
  if (!array) return UNKNOWN;
  const middle = diffArray(call.ctx, call.range, array, 0);
  if (!isArray(middle)) return UNKNOWN;
  const parts: GraphValue[] = [];
  for (const name of ['to_begin', 'to_end']) {
    if (name === 'to_end') parts.push(middle);
    if (!call.given(name)) continue;
    const end = vectorLike(call, name);
    const flat = end && flatten(call.ctx, call.range, end);
    const same = flat && cast(call.ctx, call.rangeOf(name), flat, array.type.dtype);
    if (!same) return UNKNOWN;
    parts.push(same);
  }
  return concatenateArrays(call, parts, 0);
}

function lowerTrim(call: Call): Value {
  const array = arrayLike(call, 'filt');
  const trim = call.value('trim');
  if (!call.only('axis', [null], 'Leave `axis` out')) return UNKNOWN;
  const text = trim === undefined ? 'fb' : trim.kind === 'value' ? trim.constant : undefined;
  if (!array || typeof text !== 'string') return UNKNOWN;
  if (!isArray(array) || array.type.dims.length !== 1) {
    call.reject('filt', 'only vectors are trimmed', 'Give a vector');
    return UNKNOWN;
  }
  const { ctx, range } = call;
  const flags = cast(ctx, range, array, 'b1');
  if (!flags) return UNKNOWN;
  const sides = ['f', 'b'].map((side) => boolConstant(text.toLowerCase().includes(side)));
  const bounds = ctx.kernel('trim_zeros.bounds', range, [flags, ...sides], [{ kind: 'int' }, { kind: 'int' }]);
  return viewItems(ctx, range, array, [{ kind: 'slice', lower: bounds[0]!, upper: bounds[1]! }]) ?? UNKNOWN;
}

/** The array and axis that `append`, `insert` and `delete` work on; all elements along one axis without `axis`. */
function alongOf(call: Call): { array: ArrayValue; axis: number } | undefined {
  const isFlat = !call.given('axis');
  const array = isFlat ? flatArray(call, 'arr') : arrayLike(call, 'arr');
  if (!array) return undefined;
  if (!isArray(array)) return call.reject('arr', 'an array is needed', 'Give an array');
  const axis = isFlat ? 0 : call.axis('axis', array, 0);
  return axis === undefined ? undefined : { array, axis };
}

function lowerAppend(call: Call): Value {
  const one = call.given('axis') ? undefined : vectorLike(call, 'arr');
  const found = call.given('axis')
    ? alongOf(call)
    : one && { array: flatten(call.ctx, call.range, one) as ArrayValue, axis: 0 };
  const values = vectorLike(call, 'values');
  if (!found || !values) return UNKNOWN;
  const tail = call.given('axis') ? values : flatten(call.ctx, call.range, values);
  return concatenateArrays(call, [found.array, tail], found.axis);
}

/** A slice of places to delete: what is left is a mask. */
function deleteSlice(call: Call, slice: SliceValue): Value {
  const found = alongOf(call);
  if (!found) return UNKNOWN;
  const { ctx, range } = call;
  const { array, axis } = found;
  const size = dimValue(ctx, range, array, axis);
  const type = arrayType('b1', [array.type.dims[axis]!]);
  const kept = ctx.emit('full', range, [boolOf(true), size], type) as ArrayValue;
  const item = sliceItem(call, 'obj', slice);
  if (!item) return UNKNOWN;
  assignItems(ctx, range, kept, [item], boolConstant(false));
  return takeAt(call, array, axis, kept);
}

function boolOf(value: boolean): GraphValue {
  return { kind: 'value', type: { kind: 'scalar', dtype: 'b1' }, constant: value };
}

/** `slice(a, b, c)` as an index; undefined after a report. */
function sliceItem(call: Call, name: string, slice: SliceValue): Item | undefined {
  const bound = (value: Value): GraphValue | null | undefined =>
    value.kind === 'value' && value.type.kind === 'none' ? null : indexValue(call.ctx, call.rangeOf(name), value);
  const [lower, upper, step] = [bound(slice.lower), bound(slice.upper), bound(slice.step)];
  if (lower === undefined || upper === undefined || step === undefined) return undefined;
  return { kind: 'slice', ...(lower ? { lower } : {}), ...(upper ? { upper } : {}), ...(step ? { step } : {}) };
}

function lowerDelete(call: Call): Value {
  const slice = call.value('obj');
  if (slice?.kind === 'slice') return deleteSlice(call, slice);
  const found = alongOf(call);
  const given = arrayLike(call, 'obj');
  const isMask = given !== undefined && /^(b1|bool)$/.test(elementOfValue(given));
  const places = isMask ? given : integersLike(call, 'obj');
  if (!found || !places) return UNKNOWN;
  const { array, axis } = found;
  const { ctx, range } = call;
  const operands = [places, dimValue(ctx, range, array, axis), intConstant(axis)];
  const kept = ctx.kernel('delete.places', range, operands, [arrayType('i64', [ctx.unknownDim()])])[0]!;
  return takeAt(call, array, axis, kept);
}

/** The places that a slice names, for `np.insert`. */
function placesOfSlice(call: Call, slice: SliceValue): GraphValue | undefined {
  const found = alongOf(call);
  const item = found && sliceItem(call, 'obj', slice);
  if (!item) return undefined;
  const { ctx, range } = call;
  const size = dimValue(ctx, range, found.array, found.axis);
  const operands = [intConstant(0), size, intConstant(1)].map((each) => cast(ctx, range, each, 'i64')!);
  const all = ctx.emit('arange', range, operands, arrayType('i64', [found.array.type.dims[found.axis]!]));
  return viewItems(ctx, range, all, [item]);
}

function lowerInsert(call: Call): Value {
  const found = alongOf(call);
  const slice = call.value('obj');
  const places = slice?.kind === 'slice' ? placesOfSlice(call, slice) : integersLike(call, 'obj');
  const given = arrayLike(call, 'values');
  if (!found || !places || !given) return UNKNOWN;
  const { array, axis } = found;
  const { ctx, range } = call;
  const rank = array.type.dims.length;
  const common = cast(ctx, call.rangeOf('values'), given, array.type.dtype);
  if (!common) return UNKNOWN;
  if (dimsOf(common).length > rank) {
    call.reject('values', 'it has more axes than the array', 'Give it the shape of what is inserted');
    return UNKNOWN;
  }
  const isOne = !isArray(places);
  const isMaybeOne = isArray(places) && dimsOf(places)[0] !== undefined;
  // One place takes as many values as the value has along the axis.
  let values: GraphValue = common;
  let count: GraphValue = intConstant(1);
  if (isArray(values) && (isOne || isMaybeOne)) {
    const missing = rank - values.type.dims.length;
    const items: Item[] = [
      ...Array.from({ length: missing }, (): Item => ({ kind: 'new_axis' })),
      ...values.type.dims.map((): Item => ({ kind: 'full' })),
    ];
    const whole = viewItems(ctx, range, values, items);
    if (!whole) return UNKNOWN;
    if (isOne) {
      const order = whole.type.dims.map((_, i) => i).slice(1);
      order.splice(axis, 0, 0);
      const type = arrayType(
        whole.type.dtype,
        order.map((i) => whole.type.dims[i]!),
      );
      values = order.every((each, i) => each === i)
        ? whole
        : ctx.emit('transpose', range, [whole], type, { axes: order });
    } else values = whole;
    count = dimValue(ctx, range, values, axis);
  }
  const size = dimValue(ctx, range, array, axis);
  const added = ctx.unknownDim();
  const operands = [places, size, intConstant(axis), count];
  const [fresh, old] = ctx.kernel('insert.places', range, operands, [
    arrayType('i64', [added]),
    arrayType('i64', [array.type.dims[axis]!]),
  ]);
  const whole = intArithmetic(ctx, range, 'add', size, dimValue(ctx, range, fresh!, 0));
  const sizes = array.type.dims.map((_, i) => (i === axis ? whole : dimValue(ctx, range, array, i)));
  const type = arrayType(
    array.type.dtype,
    sizes.map((each) => dimOfInt(ctx, each)),
  );
  const result = ctx.emit('empty', range, sizes, type) as ArrayValue;
  const put = (where: GraphValue, value: GraphValue) => {
    assignItems(ctx, range, result, alongAxis(rank, axis, { kind: 'array', value: where, range }), value);
  };
  put(fresh!, values);
  put(old!, array);
  return result;
}

function lowerResize(call: Call): Value {
  const array = vectorLike(call, 'a');
  const shape = call.shape('new_shape');
  if (!array || !shape) return UNKNOWN;
  return call.ctx.kernel('resize', call.range, [array, ...shape.sizes], [arrayType(array.type.dtype, shape.dims)])[0]!;
}

const FOUND = 'as many as there are';
const BOTH = 'promoted from both';

export const SETS: readonly Entry[] = [
  row(
    'unique',
    'ar, return_index=False, return_inverse=False, return_counts=False, axis=None, *, equal_nan=True, sorted=True',
    'as the array',
    FOUND,
    '`unique`',
    'Distinct elements, or slices across an axis, sorted; NaN are one',
    lowerUnique,
  ),
  row(
    'unique_values',
    'x',
    'as the array',
    FOUND,
    '`unique`',
    'Distinct elements, sorted (NumPy 2); each NaN is one',
    uniqueNamed([]),
  ),
  row(
    'unique_counts',
    'x',
    'as the array, int64',
    FOUND,
    '`unique`',
    'Distinct `values` and their `counts` (NumPy 2)',
    uniqueNamed(['counts']),
  ),
  row(
    'unique_inverse',
    'x',
    'as the array, int64',
    FOUND,
    '`unique`',
    'Distinct `values` and `inverse_indices` (NumPy 2)',
    uniqueNamed(['inverse_indices']),
  ),
  row(
    'unique_all',
    'x',
    'as the array, int64',
    FOUND,
    '`unique`',
    'Distinct `values`, `indices`, `inverse_indices`, `counts` (NumPy 2)',
    uniqueNamed(['indices', 'inverse_indices', 'counts']),
  ),
  row('union1d', 'ar1, ar2', BOTH, FOUND, '`concatenate`, `unique`', 'Elements of either array', lowerUnion),
  row(
    'intersect1d',
    'ar1, ar2, assume_unique=False, return_indices=False',
    BOTH,
    FOUND,
    '`unique`, `sort`, `index.get`',
    'Elements of both arrays',
    lowerIntersect,
  ),
  row(
    'setdiff1d',
    'ar1, ar2, assume_unique=False',
    'as the first',
    FOUND,
    '`unique`, `isin`, `index.get`',
    'Elements of the first array alone',
    lowerSetdiff,
  ),
  row(
    'setxor1d',
    'ar1, ar2, assume_unique=False',
    BOTH,
    FOUND,
    '`unique`, `setxor1d`',
    'Elements of exactly one array',
    lowerSetxor,
  ),
  row(
    'isin',
    'element, test_elements, assume_unique=False, invert=False, *, kind=None',
    'bool',
    'as `element`',
    '`isin`',
    'Which elements stand in another array',
    lowerIsin('element', 'test_elements', false),
  ),
  row(
    'in1d',
    'ar1, ar2, assume_unique=False, invert=False, *, kind=None',
    'bool',
    'one axis',
    '`isin`',
    'As `isin`, flat; NumPy 2.4 has it no more',
    lowerIsin('ar1', 'ar2', true),
  ),
  row(
    'ediff1d',
    'ary, to_end=None, to_begin=None',
    'as the array',
    'one axis',
    '`sub`, `concatenate`',
    'Differences of neighbours, with ends',
    lowerEdiff,
  ),
  row(
    'trim_zeros',
    "filt, trim='fb', axis=None",
    'as the array',
    'what is left',
    '`view`',
    'Without zeros at the ends; a view',
    lowerTrim,
  ),
  row(
    'append',
    'arr, values, axis=None',
    BOTH,
    'sizes added',
    '`concatenate`',
    'A copy with values at the end',
    lowerAppend,
  ),
  row(
    'insert',
    'arr, obj, values, axis=None',
    'as the array',
    'sizes added',
    '`index.set`',
    'A copy with values at places',
    lowerInsert,
  ),
  row(
    'delete',
    'arr, obj, axis=None',
    'as the array',
    'what is left',
    '`index.get`',
    'A copy without some places',
    lowerDelete,
  ),
  row(
    'resize',
    'a, new_shape',
    'as the array',
    '`new_shape`',
    '`resize`',
    'Elements round and round in another shape',
    lowerResize,
  ),
].map((each) => ({ ...each, group: 'Sets' as const }));
