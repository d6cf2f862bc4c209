// SPDX-License-Identifier: Apache-2.0
// NumPy's functions that choose, replace and place elements.

import type { DType } from '../../graph/graph';
import { dimConstant } from '../../types/dims';
import { canCastSafely, canCastSameKind, strongDType } from '../../types/promote';
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
import { broadcast, cast, castAll, commonElement, elementwise, intConstant } from '../elementwise';
import type { Entry } from '../entry';
import { assignArray, type Item, index, isWritable, viewItems } from '../indexing';
import { chosen } from '../indexing-advanced';
import { arrayLike, arrayOf, boolConstant, choiceOf, flagsOf, integersLike, textConstant } from '../indexing-operands';
import { flatten } from '../reduce';
import { alongAxis } from '../shapes';

export const NONE: Value = { kind: 'value', type: { kind: 'none' }, constant: null };
const MODES = ['raise', 'wrap', 'clip'];

export function row(
  name: string,
  parameters: string,
  dtype: string,
  shape: string,
  lowering: string,
  doc: string,
  lower: (call: Call) => Value,
  method?: boolean | string,
  aliases?: readonly string[],
): Entry {
  return {
    name,
    group: 'Indexing',
    parameters,
    dtype,
    shape,
    lowering,
    doc,
    lower,
    ...(method === undefined ? {} : { method }),
    ...(aliases ? { aliases } : {}),
  };
}

/** The result written to `out` where that is given. */
function withOut(lower: (call: Call) => Value): (call: Call) => Value {
  return (call) => {
    const result = lower(call);
    if (!call.given('out')) return result;
    const out = call.array('out');
    if (!out || !isNumeric(result)) return UNKNOWN;
    if (dimsOf(out).length !== dimsOf(result).length) {
      call.reject('out', 'its shape is not that of the result', 'Give an array of the shape of the result');
      return UNKNOWN;
    }
    assignArray(call.ctx, call.range, out, result);
    return out;
  };
}

/** `a[..., items, ...]` at one axis. */
export function takeAt(call: Call, array: ArrayValue, axis: number, indices: GraphValue, bounds?: 'w' | 'c'): Value {
  const item: Item = { kind: 'array', value: indices, range: call.range, ...(bounds ? { bounds } : {}) };
  return index(call.ctx, call.range, array, alongAxis(array.type.dims.length, axis, item)) ?? UNKNOWN;
}

/** The array that a function without `axis` works on: all elements along one axis. */
export function flatArray(call: Call, name: string): ArrayValue | undefined {
  const value = arrayLike(call, name);
  if (!value) return undefined;
  if (isArray(value)) return flatten(call.ctx, call.range, value) as ArrayValue;
  call.reject(name, 'an array is needed', 'Give an array');
  return undefined;
}

function arrayArgument(call: Call, name: string): ArrayValue | undefined {
  const value = arrayLike(call, name);
  if (!value || isArray(value)) return value as ArrayValue | undefined;
  call.reject(name, 'an array is needed', 'Give an array');
  return undefined;
}

function lowerTake(call: Call): Value {
  const indices = integersLike(call, 'indices');
  const mode = choiceOf(call, 'mode', MODES, 'raise');
  const array = call.given('axis') ? arrayArgument(call, 'a') : flatArray(call, 'a');
  if (!array || !indices || mode === undefined) return UNKNOWN;
  const axis = call.given('axis') ? call.axis('axis', array, 0) : 0;
  if (axis === undefined) return UNKNOWN;
  const bounds = mode === 'raise' ? undefined : mode === 'wrap' ? 'w' : 'c';
  if (isArray(indices)) return takeAt(call, array, axis, indices, bounds);
  const rank = array.type.dims.length;
  if (!bounds) {
    const place = cast(call.ctx, call.range, indices, 'int');
    if (!place) return UNKNOWN;
    const item: Item = { kind: 'int', value: place, range: call.rangeOf('indices') };
    const found = index(call.ctx, call.range, array, alongAxis(rank, axis, item));
    // A copy, where an index would give a view.
    return found && isArray(found) ? call.ctx.emit('copy', call.range, [found], found.type) : (found ?? UNKNOWN);
  }
  const spec = Array.from({ length: rank }, (_, i) => (i === axis ? bounds : ':')).join('');
  const dims = array.type.dims.filter((_, i) => i !== axis);
  const place = cast(call.ctx, call.range, indices, 'i64');
  if (!place) return UNKNOWN;
  const type = shapedType(array.type.dtype, dims);
  return call.ctx.kernel('index.get', call.range, [array, textConstant(spec), place], [type])[0]!;
}

/** The array argument that a function changes, and the value cast to its element type. */
function targetOf(call: Call, name: string): ArrayValue | undefined {
  const array = call.array(name);
  return array && isWritable(call.ctx, call.range, array) ? array : undefined;
}

function valueFor(call: Call, name: string, target: ArrayValue): GraphValue | undefined {
  const value = arrayLike(call, name);
  return value && cast(call.ctx, call.rangeOf(name), value, target.type.dtype);
}

function lowerPut(call: Call): Value {
  const array = targetOf(call, 'a');
  const indices = integersLike(call, 'ind');
  const values = array && valueFor(call, 'v', array);
  const mode = choiceOf(call, 'mode', MODES, 'raise');
  if (!array || !indices || !values || mode === undefined) return UNKNOWN;
  call.ctx.kernel('put', call.range, [array, indices, values, textConstant(mode)], [], [0]);
  return NONE;
}

function lowerPutWhere(kernel: 'place' | 'putmask', maskName: string, valuesName: string): (call: Call) => Value {
  return (call) => {
    const array = targetOf(call, call.has('arr') ? 'arr' : 'a');
    const mask = flagsOf(call, maskName);
    const values = array && valueFor(call, valuesName, array);
    if (!array || !mask || !values) return UNKNOWN;
    call.ctx.kernel(kernel, call.range, [array, mask, values], [], [0]);
    return NONE;
  };
}

function lowerCopyto(call: Call): Value {
  const { ctx, range } = call;
  const target = targetOf(call, 'dst');
  const casting = choiceOf(call, 'casting', ['no', 'equiv', 'safe', 'same_kind', 'unsafe'], 'same_kind');
  const source = arrayLike(call, 'src');
  if (!target || casting === undefined || !source) return UNKNOWN;
  const from = strongDType(elementOfValue(source));
  const isNumber = !isArray(source) && source.type.kind !== 'scalar';
  if (!isNumber && casting !== 'unsafe' && !fitsCasting(from, target.type.dtype, casting)) {
    call.reject(
      'src',
      `NumPy refuses this conversion to ${target.type.dtype} (casting='${casting}')`,
      'Use `.astype(...)` first',
    );
    return UNKNOWN;
  }
  const value = cast(ctx, range, source, target.type.dtype);
  if (!value) return UNKNOWN;
  const given = call.given('where');
  if (!given || (given.kind === 'value' && given.constant === true)) {
    assignArray(ctx, range, target, value);
    return NONE;
  }
  const mask = flagsOf(call, 'where');
  if (!mask) return UNKNOWN;
  const dims = broadcast(ctx, range, [mask, value, target]);
  if (!dims) return UNKNOWN;
  if (dims.length > dimsOf(target).length) {
    call.reject('where', 'it has more axes than the target', 'Give it the shape of the target');
    return UNKNOWN;
  }
  ctx.effect('assign', range, [target, chosen(ctx, range, mask, value, target)]);
  return NONE;
}

function fitsCasting(from: DType, to: DType, casting: string): boolean {
  if (casting === 'same_kind') return canCastSameKind(from, to);
  return casting === 'safe' ? canCastSafely(from, to) : from === to;
}

function alongArguments(call: Call): { array: ArrayValue; indices: ArrayValue; axis: number } | undefined {
  const array = call.given('axis') || !call.has('axis') ? call.array('arr') : flatArray(call, 'arr');
  const indices = integersLike(call, 'indices');
  if (!array || !indices) return undefined;
  const axis = call.given('axis') ? call.axis('axis', array, 0) : call.has('axis') ? 0 : array.type.dims.length - 1;
  if (axis === undefined) return undefined;
  if (!isArray(indices) || indices.type.dims.length !== array.type.dims.length) {
    call.reject('indices', 'it needs as many axes as the array', 'Use `np.expand_dims(indices, axis)`');
    return undefined;
  }
  return { array, indices, axis };
}

function lowerTakeAlong(call: Call): Value {
  const found = alongArguments(call);
  if (!found) return UNKNOWN;
  const { array, indices, axis } = found;
  const { ctx, range } = call;
  const without = (value: ArrayValue): GraphValue => ({
    kind: 'value',
    type: arrayType(
      'i64',
      value.type.dims.map((dim, i) => (i === axis ? '1' : dim)),
    ),
  });
  const dims = broadcast(ctx, range, [without(array), without(indices)]);
  if (!dims) return UNKNOWN;
  const type = arrayType(
    array.type.dtype,
    dims.map((dim, i) => (i === axis ? indices.type.dims[axis]! : dim)),
  );
  return ctx.kernel('take_along_axis', range, [array, indices, intConstant(axis)], [type])[0]!;
}

function lowerPutAlong(call: Call): Value {
  const found = alongArguments(call);
  const array = found && targetOf(call, 'arr');
  const values = array && valueFor(call, 'values', array);
  if (!found || !values) return UNKNOWN;
  if (!call.given('axis') && call.has('axis')) {
    call.reject('axis', 'the array is not changed through a flat copy', 'Name the axis');
    return UNKNOWN;
  }
  call.ctx.kernel('put_along_axis', call.range, [array, found.indices, values, intConstant(found.axis)], [], [0]);
  return NONE;
}

/** The arrays of a sequence argument; an array gives its rows when their number is known. */
export function sequence(call: Call, name: string): GraphValue[] | undefined {
  const value = call.value(name);
  if (!value || value.kind === 'unknown') return undefined;
  const { ctx } = call;
  const range = call.rangeOf(name);
  if (value.kind === 'tuple') {
    const parts = value.items.map((item) => arrayOf(ctx, range, item, call.name));
    return parts.every((part) => part !== undefined) ? (parts as GraphValue[]) : undefined;
  }
  const count = isArray(value) ? dimConstant(ctx.resolve(value.type.dims[0]!)) : undefined;
  if (!isArray(value) || count === undefined) {
    call.reject(name, 'a list or tuple of arrays is needed', 'Write them in `[...]`');
    return undefined;
  }
  const rows = Array.from({ length: count }, (_, i) =>
    index(ctx, range, value, [{ kind: 'int', value: intConstant(i), range }]),
  );
  return rows.every((each) => each !== undefined) ? (rows as GraphValue[]) : undefined;
}

/** All values as arrays of the shape that they broadcast to; scalars when none is an array. */
export function spread(call: Call, values: readonly GraphValue[]): GraphValue[] | undefined {
  const { ctx, range } = call;
  const dims = broadcast(ctx, range, values);
  if (!dims) return undefined;
  if (dims.length === 0) return [...values];
  // A sum of zeros has the common shape and raises where the shapes do not fit.
  const zeros = values.map((value) => zerosLike(call, value));
  if (zeros.some((zero) => zero === undefined)) return undefined;
  let frame: GraphValue = zeros[0]!;
  for (const zero of zeros.slice(1)) {
    const joined = elementwise(ctx, range, 'logical_and', [frame, zero!], 'b1');
    if (!isNumeric(joined)) return undefined;
    frame = joined;
  }
  const result: GraphValue[] = [];
  for (const value of values) {
    const element = elementOfValue(value);
    const whole = elementwise(ctx, range, 'where', [frame, value, value], element);
    if (!isNumeric(whole)) return undefined;
    result.push(whole);
  }
  return result;
}

function zerosLike(call: Call, value: GraphValue): GraphValue | undefined {
  return cast(call.ctx, call.range, value, 'b1');
}

function lowerChoose(call: Call): Value {
  const indices = integersLike(call, 'a');
  const choices = sequence(call, 'choices');
  const mode = choiceOf(call, 'mode', MODES, 'raise');
  if (!indices || !choices || mode === undefined) return UNKNOWN;
  const { ctx, range } = call;
  const element = commonElement(ctx, range, choices);
  const common = element && castAll(ctx, range, choices, strongDType(element));
  const places = cast(ctx, range, indices, 'i64');
  const whole = common && places && spread(call, [places, ...common]);
  if (!element || !whole) return UNKNOWN;
  const [which, ...rest] = whole;
  const type = shapedType(strongDType(element), dimsOf(rest[0]!));
  return ctx.kernel('choose', range, [which!, textConstant(mode), ...rest], [type])[0]!;
}

function lowerSelect(call: Call): Value {
  const conditions = sequence(call, 'condlist');
  const choices = sequence(call, 'choicelist');
  const fallback = call.has('default') ? call.numeric('default') : intConstant(0);
  if (!conditions || !choices || !fallback) return UNKNOWN;
  const { ctx, range } = call;
  if (conditions.length !== choices.length || conditions.length === 0) {
    call.reject('condlist', 'as many conditions as choices are needed', 'Give one choice for each condition');
    return UNKNOWN;
  }
  const wrong = conditions.find((each) => !/^(b1|bool)$/.test(elementOfValue(each)));
  if (wrong) {
    call.reject(
      'condlist',
      `\`${elementOfValue(wrong)}\` is no bool; NumPy raises \`TypeError\``,
      'Compare, so that it is',
    );
    return UNKNOWN;
  }
  const element = commonElement(ctx, range, [...choices, fallback]);
  const values = element && castAll(ctx, range, [...choices, fallback], strongDType(element));
  const flags = castAll(ctx, range, conditions, 'b1');
  if (!element || !values || !flags) return UNKNOWN;
  let result: Value = values[values.length - 1]!;
  for (let i = choices.length - 1; i >= 0 && isNumeric(result); i--) {
    result = elementwise(ctx, range, 'where', [flags[i]!, values[i]!, result], strongDType(element));
  }
  return result;
}

/** The places of the true elements of a condition. */
export function truePlaces(call: Call, condition: GraphValue): GraphValue {
  const flat = flatten(call.ctx, call.range, condition as ArrayValue);
  return call.ctx.kernel('nonzero', call.range, [flat], [arrayType('i64', [call.ctx.unknownDim()])])[0]!;
}

function lowerCompress(call: Call): Value {
  const condition = flagsOf(call, 'condition');
  const array = call.given('axis') ? arrayArgument(call, 'a') : flatArray(call, 'a');
  if (!condition || !array) return UNKNOWN;
  const axis = call.given('axis') ? call.axis('axis', array, 0) : 0;
  if (axis === undefined) return UNKNOWN;
  if (!isArray(condition) || condition.type.dims.length !== 1) {
    call.reject('condition', 'it has one axis; NumPy raises `ValueError`', 'Use `np.extract`, or index with the mask');
    return UNKNOWN;
  }
  return takeAt(call, array, axis, truePlaces(call, condition));
}

function lowerExtract(call: Call): Value {
  const condition = flagsOf(call, 'condition');
  const array = flatArray(call, 'arr');
  if (!condition || !array) return UNKNOWN;
  if (!isArray(condition)) {
    call.reject('condition', 'an array is needed', 'Give a mask');
    return UNKNOWN;
  }
  return takeAt(call, array, 0, truePlaces(call, condition));
}

function lowerIx(call: Call): Value {
  const parts = sequence(call, 'args');
  if (!parts) return UNKNOWN;
  const { ctx, range } = call;
  const result: Value[] = [];
  for (const [position, part] of parts.entries()) {
    if (!isArray(part) || part.type.dims.length !== 1) {
      call.reject('args', 'each argument has one axis; NumPy raises `ValueError`', 'Give lists or vectors');
      return UNKNOWN;
    }
    const element = elementOfValue(part);
    let places: GraphValue = part;
    if (element === 'b1') places = truePlaces(call, part);
    else if (dimConstant(part.type.dims[0]!) === 0) places = cast(ctx, range, part, 'i64')!;
    else if (!/^[iu]/.test(element)) {
      call.reject('args', `\`${element}\` is no index`, 'Give integers or bools');
      return UNKNOWN;
    }
    const items = parts.map((_, i): Item => (i === position ? { kind: 'full' } : { kind: 'new_axis' }));
    const view = viewItems(ctx, range, places, items);
    if (!view) return UNKNOWN;
    result.push(view);
  }
  return tupleValue(result);
}

function lowerFillDiagonal(call: Call): Value {
  const array = targetOf(call, 'a');
  const value = array && valueFor(call, 'val', array);
  const wrap = call.constantBool('wrap', false);
  if (!array || !value || wrap === undefined) return UNKNOWN;
  if (array.type.dims.length < 2) {
    call.reject('a', 'it needs two axes or more', 'Give a matrix');
    return UNKNOWN;
  }
  call.ctx.kernel('fill_diagonal', call.range, [array, value, boolConstant(wrap)], [], [0]);
  return NONE;
}

export const INDEXING: readonly Entry[] = [
  row(
    'take',
    "a, indices, axis=None, out=None, mode='raise'",
    'as the array',
    'the shape of the indices in the place of the axis',
    '`index.get`',
    'Elements at integer places',
    withOut(lowerTake),
    true,
  ),
  row(
    'put',
    "a, ind, v, mode='raise'",
    'gives None',
    '',
    '`put`',
    'Sets elements at places of the flat array',
    lowerPut,
    true,
  ),
  row(
    'place',
    'arr, mask, vals',
    'gives None',
    '',
    '`place`',
    'Sets true places to the values, in turn',
    lowerPutWhere('place', 'mask', 'vals'),
  ),
  row(
    'putmask',
    'a, mask, values',
    'gives None',
    '',
    '`putmask`',
    'Sets true places to the values there',
    lowerPutWhere('putmask', 'mask', 'values'),
  ),
  row(
    'copyto',
    "dst, src, casting='same_kind', where=True",
    'gives None',
    '',
    '`where`, `assign`',
    'Copies values into an array',
    lowerCopyto,
  ),
  row(
    'take_along_axis',
    'arr, indices, axis=-1',
    'as the array',
    'as the indices',
    '`take_along_axis`',
    'Elements at places of each line, such as those of `argsort`',
    lowerTakeAlong,
  ),
  row(
    'put_along_axis',
    'arr, indices, values, axis',
    'gives None',
    '',
    '`put_along_axis`',
    'Sets elements at places of each line',
    lowerPutAlong,
  ),
  row(
    'choose',
    "a, choices, out=None, mode='raise'",
    'promoted from the choices',
    'broadcast',
    '`choose`',
    'Elements of the array that each integer names',
    withOut(lowerChoose),
    true,
  ),
  row(
    'select',
    'condlist, choicelist, default=0',
    'promoted from the choices',
    'broadcast',
    '`where`',
    'The choice of the first condition that holds',
    lowerSelect,
  ),
  row(
    'compress',
    'condition, a, axis=None, out=None',
    'as the array',
    'as many as are true',
    '`nonzero`, `index.get`',
    'Slices where the condition holds',
    withOut(lowerCompress),
  ),
  row(
    'extract',
    'condition, arr',
    'as the array',
    'as many as are true',
    '`nonzero`, `index.get`',
    'Elements where the condition holds',
    lowerExtract,
  ),
  row('ix_', '*args', 'integers', 'one axis for each', '`view`', 'An open mesh: index of rows and columns', lowerIx),
  row(
    'fill_diagonal',
    'a, val, wrap=False',
    'gives None',
    '',
    '`fill_diagonal`',
    'Sets the main diagonal',
    lowerFillDiagonal,
  ),
];

/** Methods whose array is not the function's first parameter. */
export const INDEXING_METHODS: readonly Entry[] = [
  {
    ...row(
      'compress',
      'a, condition, axis=None, out=None',
      'as the array',
      'as many as are true',
      '`nonzero`, `index.get`',
      'Slices where the condition holds',
      withOut(lowerCompress),
      true,
    ),
    group: 'Methods',
  },
];
