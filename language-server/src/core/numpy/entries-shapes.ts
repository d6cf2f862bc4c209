// SPDX-License-Identifier: Apache-2.0
// NumPy's functions that change, join and measure shapes.

import type { SourceRange } from '../graph/graph';
import { dimConstant } from '../types/dims';
import {
  type ArrayValue,
  arrayType,
  dimsOf,
  type GraphValue,
  isArray,
  isNumeric,
  tupleValue,
  UNKNOWN,
  type Value,
} from '../types/value';
import type { Call } from './call';
import type { Context } from './context';
import { asInt, dimValue, intConstant } from './elementwise';
import type { Entry } from './entry';
import { type Item, transposeArray, viewItems, withReadOnly } from './indexing';
import { flatten } from './reduce';
import {
  arraysOf,
  concatenateArrays,
  diffArray,
  isSizeOne,
  reshapeArray,
  rollArray,
  sizeOfArray,
  stackArrays,
} from './shapes';

const VIEW = 'as the operand';

function shape(
  name: string,
  parameters: string,
  shapeRule: string,
  lowering: string,
  doc: string,
  lower: (call: Call) => Value,
  method?: boolean | string,
  aliases?: readonly string[],
): Entry {
  return {
    name,
    group: 'Shape',
    parameters,
    dtype: VIEW,
    shape: shapeRule,
    lowering,
    doc,
    lower,
    ...(method === undefined ? {} : { method }),
    ...(aliases ? { aliases } : {}),
  };
}

/** Integers given one by one or as one tuple, as in `a.reshape(2, 3)` and `a.reshape((2, 3))`. */
function integers(call: Call, name: string): GraphValue[] | undefined {
  const value = call.value(name);
  if (!value || value.kind === 'unknown') return undefined;
  const only = value.kind === 'tuple' && value.items.length === 1 ? value.items[0]! : value;
  const items = only.kind === 'tuple' ? only.items : [only];
  const result: GraphValue[] = [];
  for (const item of items) {
    if (item.kind === 'unknown') return undefined;
    const size = isNumeric(item) ? asInt(call.ctx, call.rangeOf(name), item) : undefined;
    if (!size) return call.reject(name, 'integers are needed', 'Write `int(...)` around the size');
    result.push(size);
  }
  return result;
}

function lowerReshape(call: Call): Value {
  const array = call.array('a');
  if (!call.only('order', ['C'], 'Leave `order` out: elements are taken in C order')) return UNKNOWN;
  const sizes = integers(call, 'shape');
  return array && sizes ? reshapeArray(call.ctx, call.range, array, sizes) : UNKNOWN;
}

function lowerTranspose(call: Call): Value {
  const array = call.array('a');
  if (!array) return UNKNOWN;
  const rank = array.type.dims.length;
  const reversed = Array.from({ length: rank }, (_, axis) => rank - 1 - axis);
  const given = call.given('axes');
  const isEmpty =
    given?.kind === 'tuple' &&
    (given.items.length === 0 ||
      (given.items.length === 1 && given.items[0]!.kind === 'value' && given.items[0]!.type.kind === 'none'));
  if (!given || isEmpty) return transposeArray(call.ctx, call.range, array, reversed);
  const values = integers(call, 'axes');
  if (!values) return UNKNOWN;
  const axes: number[] = [];
  for (const value of values) {
    if (typeof value.constant !== 'bigint') return call.notConstant('axes', value) ?? UNKNOWN;
    const axis = call.normalAxis('axes', Number(value.constant), array, rank);
    if (axis === undefined) return UNKNOWN;
    axes.push(axis);
  }
  if (axes.length !== rank || new Set(axes).size !== rank) {
    call.reject('axes', 'every axis stands in it exactly once', `Name the axes 0 to ${rank - 1} in a new order`);
    return UNKNOWN;
  }
  return transposeArray(call.ctx, call.range, array, axes);
}

function lowerSwapaxes(call: Call): Value {
  const array = call.array('a');
  const first = array && call.axis('axis1', array, 0);
  const second = array && call.axis('axis2', array, 0);
  if (!array || first === undefined || second === undefined) return UNKNOWN;
  const axes = array.type.dims.map((_, axis) => (axis === first ? second : axis === second ? first : axis));
  return transposeArray(call.ctx, call.range, array, axes);
}

function lowerMoveaxis(call: Call): Value {
  const array = call.array('a');
  const source = array && call.axis('source', array, 0);
  const destination = array && call.axis('destination', array, 0);
  if (!array || source === undefined || destination === undefined) return UNKNOWN;
  const axes = array.type.dims.map((_, axis) => axis).filter((axis) => axis !== source);
  axes.splice(destination, 0, source);
  return transposeArray(call.ctx, call.range, array, axes);
}

function lowerExpand(call: Call): Value {
  const array = call.array('a');
  if (!array) return UNKNOWN;
  const axis = call.axis('axis', array, 0, array.type.dims.length + 1);
  if (axis === undefined) return UNKNOWN;
  const items: Item[] = array.type.dims.map(() => ({ kind: 'full' }));
  items.splice(axis, 0, { kind: 'new_axis' });
  return viewItems(call.ctx, call.range, array, items) ?? UNKNOWN;
}

/** Size-1 axes dropped: the reshape to the other sizes raises where a named axis has another size. */
function lowerSqueeze(call: Call): Value {
  const array = call.array('a');
  const given = array && call.axes('axis', array);
  if (!array || given === undefined) return UNKNOWN;
  const { ctx, range } = call;
  const ones = array.type.dims.map((_, axis) => axis).filter((axis) => isSizeOne(ctx, array, axis));
  const isOpen = array.type.dims.some((dim) => dimConstant(ctx.resolve(dim)) === undefined);
  if (given === 'all' && (isOpen || ones.length === 0)) {
    call.reject('a', 'which axes have size 1 is known only at run time', 'Name them: `np.squeeze(a, axis=0)`');
    return UNKNOWN;
  }
  const axes = given === 'all' ? ones : given;
  const kept = array.type.dims.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  if (kept.length === 0) {
    call.reject('a', 'no axis would be left', 'Use `a.item()` for the number');
    return UNKNOWN;
  }
  const sizes = kept.map((axis) => dimValue(ctx, range, array, axis));
  return withReadOnly(
    ctx.emit(
      'reshape',
      range,
      [array, ...sizes],
      arrayType(
        array.type.dtype,
        kept.map((axis) => array.type.dims[axis]!),
      ),
    ),
    array,
  );
}

function lowerBroadcastTo(call: Call): Value {
  const array = call.numeric('a');
  const target = call.shape('shape');
  if (!array || !target) return UNKNOWN;
  if (!isArray(array)) {
    call.reject('a', 'an array is needed', 'Use `np.full(shape, x)`');
    return UNKNOWN;
  }
  const from = array.type.dims.map((dim) => call.ctx.resolve(dim));
  const offset = target.dims.length - from.length;
  for (const [axis, dim] of from.entries()) {
    const to = target.dims[axis + offset];
    const isWrong = to === undefined || (/^\d+$/.test(dim) && /^\d+$/.test(to) && dim !== to && dim !== '1');
    if (isWrong) {
      return call.ctx.report('WEFT202', call.range, {
        left: `\`${array.type.dtype}[${from.join(',')}]\``,
        right: `shape (${target.dims.join(', ')})`,
        first: dim,
        second: to ?? 'no axis',
      });
    }
  }
  const result = call.ctx.emit(
    'broadcast_to',
    call.range,
    [array, ...target.sizes],
    arrayType(array.type.dtype, target.dims),
  );
  return { ...result, readOnly: 'it is a broadcast view; NumPy raises `ValueError`' };
}

function lowerStack(place: (arrays: readonly ArrayValue[], call: Call) => Value): (call: Call) => Value {
  return (call) => {
    const arrays = arraysOf(call, 'arrays');
    return arrays ? place(arrays, call) : UNKNOWN;
  };
}

function asRows(call: Call, array: ArrayValue): GraphValue | undefined {
  if (array.type.dims.length > 1) return array;
  return viewItems(call.ctx, call.range, array, [{ kind: 'new_axis' }, { kind: 'full' }]);
}

function asColumns(call: Call, array: ArrayValue): GraphValue | undefined {
  if (array.type.dims.length > 1) return array;
  return viewItems(call.ctx, call.range, array, [{ kind: 'full' }, { kind: 'new_axis' }]);
}

function joinMapped(
  call: Call,
  arrays: readonly ArrayValue[],
  axis: number,
  map: (call: Call, array: ArrayValue) => GraphValue | undefined,
): Value {
  const mapped: GraphValue[] = [];
  for (const array of arrays) {
    const value = map(call, array);
    if (!value) return UNKNOWN;
    mapped.push(value);
  }
  return concatenateArrays(call, mapped, axis);
}

function lowerDiff(call: Call): Value {
  let value: Value = call.array('a') ?? UNKNOWN;
  const count = call.constantInt('n', 1);
  if (!isArray(value) || count === undefined) return UNKNOWN;
  const axis = call.axis('axis', value, -1);
  if (axis === undefined) return UNKNOWN;
  if (count < 0 || count > 8) {
    call.only('n', [], 'Use 0 to 8');
    return UNKNOWN;
  }
  for (let i = 0; i < count && isArray(value); i++) value = diffArray(call, value, axis);
  return value;
}

function lowerRoll(call: Call): Value {
  const array = call.array('a');
  const shift = call.int('shift');
  if (!array || !shift) return UNKNOWN;
  const { ctx, range } = call;
  if (call.given('axis') || array.type.dims.length === 1) {
    const axis = call.given('axis') ? call.axis('axis', array, 0) : 0;
    return axis === undefined ? UNKNOWN : rollArray(call, array, shift, axis);
  }
  const rolled = rollArray(call, flatten(ctx, range, array) as ArrayValue, shift, 0);
  const sizes = array.type.dims.map((_, axis) => dimValue(ctx, range, array, axis));
  return isArray(rolled) ? reshapeArray(ctx, range, rolled, sizes) : UNKNOWN;
}

function flipAxes(ctx: Context, range: SourceRange, array: ArrayValue, axes: readonly number[]): Value {
  const items = array.type.dims.map(
    (_, axis): Item => (axes.includes(axis) ? { kind: 'slice', step: intConstant(-1) } : { kind: 'full' }),
  );
  return viewItems(ctx, range, array, items) ?? UNKNOWN;
}

function flipOf(axis: number): (call: Call) => Value {
  return (call) => {
    const array = call.array('a');
    if (!array) return UNKNOWN;
    const found = call.normalAxis('a', axis, array, array.type.dims.length);
    return found === undefined ? UNKNOWN : flipAxes(call.ctx, call.range, array, [found]);
  };
}

export function shapeOf(ctx: Context, range: SourceRange, value: GraphValue): Value {
  return tupleValue(dimsOf(value).map((_, axis) => dimValue(ctx, range, value, axis)));
}

export const SHAPES: readonly Entry[] = [
  shape(
    'reshape',
    "a, shape, *, order='C'",
    '`shape`; -1 for one size',
    '`reshape`',
    'The same elements in another shape; a view where possible',
    lowerReshape,
    "*shape, order='C'",
  ),
  shape(
    'ravel',
    'a',
    'one axis',
    '`reshape`',
    'All elements along one axis; a view where possible',
    (call) => {
      const array = call.array('a');
      return array ? flatten(call.ctx, call.range, array) : UNKNOWN;
    },
    true,
  ),
  shape(
    'transpose',
    'a, axes=None',
    'axes reordered',
    '`transpose`',
    'Axes in reverse or in a given order; a view',
    lowerTranspose,
    '*axes',
    ['permute_dims'],
  ),
  shape(
    'swapaxes',
    'a, axis1, axis2',
    'two axes exchanged',
    '`transpose`',
    'Two axes exchanged; a view',
    lowerSwapaxes,
    true,
  ),
  shape('moveaxis', 'a, source, destination', 'axes reordered', '`transpose`', 'One axis moved; a view', lowerMoveaxis),
  shape('expand_dims', 'a, axis', 'a new axis of size 1', '`view`', 'A new axis; a view', lowerExpand),
  shape(
    'squeeze',
    'a, axis=None',
    'without axes of size 1',
    '`reshape`',
    'Axes of size 1 dropped; a view',
    lowerSqueeze,
    true,
  ),
  shape(
    'broadcast_to',
    'a, shape',
    '`shape`',
    '`broadcast_to`',
    'A read-only view in a larger shape',
    lowerBroadcastTo,
  ),
  shape(
    'concatenate',
    'arrays, axis=0',
    'sizes added along the axis',
    '`concatenate`',
    'Arrays joined along an axis',
    lowerStack((arrays, call) => {
      if (call.has('axis') && !call.given('axis')) {
        return concatenateArrays(
          call,
          arrays.map((array) => flatten(call.ctx, call.range, array)),
          0,
        );
      }
      const axis = call.axis('axis', arrays[0]!, 0);
      return axis === undefined ? UNKNOWN : concatenateArrays(call, arrays, axis);
    }),
    undefined,
    ['concat'],
  ),
  shape(
    'stack',
    'arrays, axis=0',
    'a new axis',
    '`view`, `concatenate`',
    'Arrays joined along a new axis',
    lowerStack((arrays, call) => {
      const axis = call.axis('axis', arrays[0]!, 0, arrays[0]!.type.dims.length + 1);
      return axis === undefined ? UNKNOWN : stackArrays(call, arrays, axis);
    }),
  ),
  shape(
    'vstack',
    'arrays',
    'rows added',
    '`view`, `concatenate`',
    'Arrays joined as rows',
    lowerStack((arrays, call) => joinMapped(call, arrays, 0, asRows)),
  ),
  shape(
    'hstack',
    'arrays',
    'columns added',
    '`concatenate`',
    'Arrays joined along the second axis, vectors end to end',
    lowerStack((arrays, call) => concatenateArrays(call, arrays, arrays[0]!.type.dims.length === 1 ? 0 : 1)),
  ),
  shape(
    'column_stack',
    'arrays',
    'columns added',
    '`view`, `concatenate`',
    'Vectors joined as columns',
    lowerStack((arrays, call) => joinMapped(call, arrays, 1, asColumns)),
  ),
  shape('diff', 'a, n=1, axis=-1', 'one less along the axis', '`view`, `sub`', 'Differences of neighbours', lowerDiff),
  shape('roll', 'a, shift, axis=None', VIEW, '`view`, `concatenate`', 'Elements moved round along an axis', lowerRoll),
  shape('flip', 'a, axis=None', VIEW, '`view`', 'Reversed along axes; a view', (call) => {
    const array = call.array('a');
    const axes = array && call.axes('axis', array);
    if (!array || axes === undefined) return UNKNOWN;
    return flipAxes(call.ctx, call.range, array, axes === 'all' ? array.type.dims.map((_, axis) => axis) : axes);
  }),
  shape('flipud', 'a', VIEW, '`view`', 'Rows reversed; a view', flipOf(0)),
  shape('fliplr', 'a', VIEW, '`view`', 'Columns reversed; a view', flipOf(1)),
  shape('shape', 'a', 'a tuple of int', '`dim`', 'Sizes of all axes', (call) => {
    const array = call.numeric('a');
    return array ? shapeOf(call.ctx, call.range, array) : UNKNOWN;
  }),
  shape('size', 'a, axis=None', 'an int', '`dim`, `mul`', 'Number of elements', (call) => {
    const array = call.array('a');
    if (!array) return UNKNOWN;
    if (!call.given('axis')) return sizeOfArray(call.ctx, call.range, array);
    const axis = call.axis('axis', array, 0);
    return axis === undefined ? UNKNOWN : dimValue(call.ctx, call.range, array, axis);
  }),
  shape('ndim', 'a', 'an int', 'a constant', 'Number of axes', (call) => {
    const array = call.numeric('a');
    return array ? intConstant(dimsOf(array).length) : UNKNOWN;
  }),
];
