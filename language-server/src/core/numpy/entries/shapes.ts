// SPDX-License-Identifier: Apache-2.0
// NumPy's functions that change, join and measure shapes.

import type { SourceRange } from '../../graph/graph';
import { dimConstant } from '../../types/dims';
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
} from '../../types/value';
import type { Call } from '../call';
import { type Composer, composed } from '../compose';
import type { Context } from '../context';
import { asInt, dimValue, intConstant } from '../elementwise';
import type { Entry } from '../entry';
import { type Item, transposeArray, viewItems, withReadOnly } from '../indexing';
import { keptPart } from '../parts';
import { isSizeOne, reshapeArray, rollArray, sizeOfArray } from '../shapes';

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

const ORDERS = ['C', 'F', 'A', 'K'];

/** Whether elements are taken in Fortran order; `A` and `K` depend on the memory of the argument. */
function isFortran(c: Composer): boolean {
  const order = c.text('order', 'C', ORDERS);
  if (order === 'C' || order === 'F') return order === 'F';
  c.reject('order', 'it depends on how the array lies in memory', "Use `'C'` or `'F'`");
}

/** The elements in Fortran order are those of the transposed array in C order. */
function reshapeFortran(c: Composer, array: ArrayValue, sizes: readonly GraphValue[]): Value {
  const reshaped = c.array(reshapeArray(c.ctx, c.range, c.reversed(array), [...sizes].reverse()));
  return c.reversed(reshaped);
}

const lowerReshape = composed((c: Composer, call) => {
  const array = c.arrayArgument('a');
  const sizes = c.need(integers(call, 'shape'));
  return isFortran(c) ? reshapeFortran(c, array, sizes) : reshapeArray(call.ctx, call.range, array, sizes);
});

const lowerRavel = composed((c: Composer) => {
  const array = c.arrayArgument('a');
  return c.flat(c.contiguous(isFortran(c) ? c.reversed(array) : array));
});

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

const lowerMoveaxis = composed((c: Composer, call) => {
  const array = c.arrayArgument('a');
  const rank = c.rank(array);
  const axesOf = (name: string) => c.constants(name).map((axis) => c.need(call.normalAxis(name, axis, array, rank)));
  const source = axesOf('source');
  const destination = axesOf('destination');
  if (source.length !== destination.length) {
    c.reject('destination', 'it needs as many axes as `source`', 'Name one place for each axis');
  }
  if (new Set(source).size !== source.length) c.reject('source', 'an axis stands twice in it', 'Name each axis once');
  if (new Set(destination).size !== destination.length) {
    c.reject('destination', 'an axis stands twice in it', 'Name each axis once');
  }
  const axes = array.type.dims.map((_, axis) => axis).filter((axis) => !source.includes(axis));
  const places = destination.map((place, i) => [place, source[i]!] as const).sort(([a], [b]) => a - b);
  for (const [place, axis] of places) axes.splice(place, 0, axis);
  return c.transpose(array, axes);
});

const lowerRollaxis = composed((c: Composer, call) => {
  const array = c.arrayArgument('a');
  const rank = c.rank(array);
  const axis = c.axis('axis', array, 0);
  let start = c.need(call.constantInt('start', 0));
  if (start < -rank || start > rank)
    c.reject('start', `it lies outside -${rank} to ${rank}`, 'Name an axis of the array');
  if (start < 0) start += rank;
  if (axis < start) start--;
  const axes = array.type.dims.map((_, each) => each).filter((each) => each !== axis);
  axes.splice(start, 0, axis);
  return c.transpose(array, axes);
});

const lowerExpand = composed((c: Composer, call) => {
  const array = c.arrayArgument('a');
  const given = c.constants('axis');
  const rank = c.rank(array) + given.length;
  const axes = given.map((axis) => c.need(call.normalAxis('axis', axis, array, rank)));
  if (new Set(axes).size !== axes.length) c.reject('axis', 'an axis stands twice in it', 'Name each axis once');
  return c.expand(array, axes);
});

/** New axes of size 1 around an array: where they go is how `atleast_2d` and `atleast_3d` differ. */
function atLeast(rank: 1 | 2 | 3): (call: Call) => Value {
  return composed((c: Composer, call) => {
    const given = call.value('arys');
    const items = given?.kind === 'tuple' ? given.items : [];
    const results = items.map((item): Value => {
      const array = c.atLeast1d(isNumeric(item) ? item : c.need(itemArray(c, item)));
      const missing = rank - c.rank(array);
      if (missing <= 0) return array;
      if (rank === 3) return c.expand(array, c.rank(array) === 1 ? [0, 2] : [2]);
      return c.expand(array, [0]);
    });
    return results.length === 1 ? results[0]! : tupleValue(results);
  });
}

function itemArray(c: Composer, item: Value): GraphValue | undefined {
  if (item.kind === 'tuple') return c.sequence(item);
  c.reject('arys', 'arrays or numbers are needed', 'Give arrays');
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
  const { layout: _layout, ...result } = withReadOnly(
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
  // It is a view whatever the memory order is.
  return { ...result, ...(array.layout ? { layout: array.layout } : {}) };
}

function lowerBroadcastTo(call: Call): Value {
  const given = call.numeric('a');
  const array = given && keptPart(call.ctx, call.range, given);
  const target = call.shape('shape');
  if (!array || !target || array.kind === 'unknown') return UNKNOWN;
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

/** The sizes that values broadcast to, computed where they are not known. */
export function broadcastSizes(c: Composer, values: readonly GraphValue[]): GraphValue[] {
  return c.broadcastDims(values).map((dim, axis, all) => {
    const sizes: GraphValue[] = [];
    for (const value of values) {
      const own = axis - (all.length - c.rank(value));
      if (own < 0) continue;
      const named = c.ctx.resolve(dimsOf(value)[own]!);
      if (named === dim && dimConstant(dim) === undefined) return c.size(value, own);
      if (named !== '1') sizes.push(c.size(value, own));
    }
    const known = dimConstant(dim);
    if (known !== undefined) return c.int(known);
    return sizes.reduce((a, b) =>
      c.ctx.emit('where', c.range, [c.compare('equal', a, c.int(1)), b, a], { kind: 'int' }),
    );
  });
}

export const BROADCAST_VIEW = 'it is a broadcast view; NumPy raises `ValueError`';

const lowerBroadcastArrays = composed((c: Composer, call) => {
  const given = call.value('args');
  const items = given?.kind === 'tuple' ? given.items : [];
  const arrays = items.map((item) =>
    c.array(keptPart(c.ctx, c.range, c.atLeast1d(isNumeric(item) ? item : c.need(itemArray(c, item))))),
  );
  const sizes = broadcastSizes(c, arrays);
  const dims = c.broadcastDims(arrays);
  return tupleValue(arrays.map((array) => ({ ...c.broadcastTo(array, sizes, dims), readOnly: BROADCAST_VIEW })));
});

const lowerBroadcastShapes = composed((c: Composer, call) => {
  const given = call.value('shapes');
  const shapes = (given?.kind === 'tuple' ? given.items : []).map((shape) =>
    (shape.kind === 'tuple' ? shape.items : [shape]).map((size) => c.intItem('shapes', size)),
  );
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  const result = Array.from({ length: rank }, (_, axis): GraphValue => {
    const sizes = shapes.flatMap((shape) => shape[axis - (rank - shape.length)] ?? []);
    return sizes.reduce((a, b) => {
      const [x, y] = [a.constant, b.constant];
      if (x === 1n) return b;
      if (y === 1n || (x !== undefined && x === y)) return a;
      if (typeof x === 'bigint' && typeof y === 'bigint') {
        c.reject('shapes', `${x} and ${y} do not broadcast`, 'Give sizes that are equal or 1');
      }
      const one = c.int(1);
      const [isA, isB, isSame] = [c.compare('equal', a, one), c.compare('equal', b, one), c.compare('equal', a, b)];
      const fits = [isA, isB, isSame].reduce((left, right) => c.op('logical_or', 'bool', [left, right]));
      c.raiseIf(
        c.op('logical_not', 'bool', [fits]),
        'ValueError',
        'shape mismatch: objects cannot be broadcast to a single shape.',
      );
      return c.ctx.emit('where', c.range, [isA, b, a], { kind: 'int' });
    });
  });
  return tupleValue(result);
});

const lowerRoll = composed((c: Composer, call) => {
  const array = c.arrayArgument('a');
  const shifts = c.integers('shift');
  if (call.given('axis')) {
    const axes = c.constants('axis').map((axis) => c.need(call.normalAxis('axis', axis, array, c.rank(array))));
    const count = Math.max(shifts.length, axes.length);
    if ((shifts.length !== count && shifts.length !== 1) || (axes.length !== count && axes.length !== 1)) {
      c.reject('shift', 'it needs as many numbers as `axis`', 'Give one shift for each axis');
    }
    let result: ArrayValue = array;
    for (let i = 0; i < count; i++) {
      const shift = shifts[shifts.length === 1 ? 0 : i]!;
      result = c.array(rollArray(c.ctx, c.range, result, shift, axes[axes.length === 1 ? 0 : i]!));
    }
    return result;
  }
  const shift = shifts.reduce((a, b) => c.intOp('add', a, b));
  if (c.rank(array) === 1) return rollArray(c.ctx, c.range, array, shift, 0);
  const rolled = c.array(rollArray(c.ctx, c.range, c.flat(array), shift, 0));
  return reshapeArray(c.ctx, c.range, rolled, c.sizes(array));
});

const lowerRot90 = composed((c: Composer, call) => {
  const array = c.arrayArgument('m');
  const turns = ((c.need(call.constantInt('k', 1)) % 4) + 4) % 4;
  const rank = c.rank(array);
  const given = call.given('axes') ? c.constants('axes') : [0, 1];
  if (given.length !== 2) c.reject('axes', 'two axes are needed', 'Name two axes');
  const [first, second] = given.map((axis) => c.need(call.normalAxis('axes', axis, array, rank))) as [number, number];
  if (first === second) c.reject('axes', 'the axes must be different', 'Name two axes');
  const swapped = array.type.dims.map((_, axis) => (axis === first ? second : axis === second ? first : axis));
  const flipped = (value: ArrayValue, ...axes: number[]) => c.array(flipAxes(c.ctx, c.range, value, axes));
  if (turns === 0) return flipped(array);
  if (turns === 2) return flipped(array, first, second);
  return turns === 1 ? c.transpose(flipped(array, second), swapped) : flipped(c.transpose(array, swapped), second);
});

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
    "a, order='C'",
    'one axis',
    '`reshape`',
    'All elements along one axis; a view where possible',
    lowerRavel,
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
  shape('moveaxis', 'a, source, destination', 'axes reordered', '`transpose`', 'Axes moved; a view', lowerMoveaxis),
  shape('rollaxis', 'a, axis, start=0', 'axes reordered', '`transpose`', 'One axis moved back; a view', lowerRollaxis),
  shape('expand_dims', 'a, axis', 'new axes of size 1', '`view`', 'New axes; a view', lowerExpand),
  shape(
    'atleast_1d',
    '*arys',
    'at least one axis',
    '`full` of a number',
    'The array itself, or one element',
    atLeast(1),
  ),
  shape('atleast_2d', '*arys', 'at least two axes', '`view`', 'New axes before; a view', atLeast(2)),
  shape('atleast_3d', '*arys', 'at least three axes', '`view`', 'New axes around; a view', atLeast(3)),
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
    'broadcast_arrays',
    '*args',
    'broadcast',
    '`broadcast_to`',
    'Read-only views in one shape',
    lowerBroadcastArrays,
  ),
  shape(
    'broadcast_shapes',
    '*shapes',
    'a tuple of int',
    'scalars',
    'The shape that shapes broadcast to',
    lowerBroadcastShapes,
  ),
  shape('roll', 'a, shift, axis=None', VIEW, '`view`, `concatenate`', 'Elements moved round along axes', lowerRoll),
  shape(
    'rot90',
    'm, k=1, axes=(0,1)',
    'two axes exchanged for odd k',
    '`view`, `transpose`',
    'Quarter turns; a view',
    lowerRot90,
  ),
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
    const array = call.numeric('a');
    if (!array) return UNKNOWN;
    if (!isArray(array)) return intConstant(1);
    if (!call.given('axis')) return sizeOfArray(call.ctx, call.range, array);
    const axis = call.axis('axis', array, 0);
    return axis === undefined ? UNKNOWN : dimValue(call.ctx, call.range, array, axis);
  }),
  shape('ndim', 'a', 'an int', 'a constant', 'Number of axes', (call) => {
    const array = call.numeric('a');
    return array ? intConstant(dimsOf(array).length) : UNKNOWN;
  }),
];
