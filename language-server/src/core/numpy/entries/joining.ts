// SPDX-License-Identifier: Apache-2.0
// NumPy's functions that join arrays, cut them into parts, and make larger ones of copies.

import type { Dim } from '../../graph/graph';
import { dimConstant } from '../../types/dims';
import { isIntegral } from '../../types/promote';
import {
  type ArrayValue,
  arrayType,
  dimsOf,
  type GraphValue,
  isArray,
  isNumber,
  tupleValue,
  UNKNOWN,
  type Value,
} from '../../types/value';
import type { Call } from '../call';
import { type Composer, composed } from '../compose';
import type { Entry } from '../entry';
import { arraysOf, concatenateArrays, stackArrays } from '../shapes';

function joining(
  name: string,
  parameters: string,
  shape: string,
  lowering: string,
  doc: string,
  lower: (call: Call) => Value,
  options: Pick<Entry, 'method' | 'aliases'> = {},
): Entry {
  return { name, group: 'Shape', parameters, dtype: 'promoted', shape, lowering, doc, lower, ...options };
}

/** Arrays of an argument, numbers and sequences included, with at least `rank` axes each. */
function joinable(c: Composer, rank: number, place: 'before' | 'after' | 'around'): ArrayValue[] {
  const arrays = c.need(arraysOf(c.call, 'arrays', true));
  return arrays.map((array) => {
    const missing = rank - c.rank(array);
    if (missing <= 0) return array;
    if (place === 'around') return c.expand(array, missing === 2 ? [0, 2] : [2]);
    return c.expand(array, place === 'before' ? [0] : [1]);
  });
}

/** The joined arrays in the element type that `dtype` names. */
function typed(c: Composer, value: Value): Value {
  if (!c.call.has('dtype')) return value;
  const dtype = c.need(c.call.dtype());
  return dtype === null ? value : c.cast(c.value(value), dtype);
}

const lowerConcatenate = composed((c: Composer, call) => {
  const arrays = c.need(arraysOf(call, 'arrays'));
  if (call.has('axis') && !call.given('axis')) {
    return typed(
      c,
      concatenateArrays(
        call,
        arrays.map((array) => c.flat(array)),
        0,
      ),
    );
  }
  return typed(c, concatenateArrays(call, arrays, c.axis('axis', arrays[0]!, 0)));
});

const lowerStack = composed((c: Composer, call) => {
  const arrays = c.need(arraysOf(call, 'arrays'));
  const axis = c.need(call.axis('axis', arrays[0]!, 0, c.rank(arrays[0]!) + 1));
  return typed(c, stackArrays(call, arrays, axis));
});

const lowerHstack = composed((c: Composer, call) => {
  const arrays = joinable(c, 1, 'before');
  return typed(c, concatenateArrays(call, arrays, c.rank(arrays[0]!) === 1 ? 0 : 1));
});

function joinAlong(axis: number, rank: number, place: 'before' | 'after' | 'around'): (call: Call) => Value {
  return composed((c: Composer, call) => typed(c, concatenateArrays(call, joinable(c, rank, place), axis)));
}

/** How deep lists stand in each other; undefined when it differs. */
function depthOf(value: Value): number | undefined {
  if (value.kind !== 'tuple') return 0;
  const depths = new Set(value.items.map(depthOf));
  const [only] = depths;
  return depths.size === 1 && only !== undefined ? only + 1 : undefined;
}

function leaves(value: Value): Value[] {
  return value.kind === 'tuple' ? value.items.flatMap(leaves) : [value];
}

const lowerBlock = composed((c: Composer, call) => {
  const given = call.value('arrays') ?? UNKNOWN;
  const depth = depthOf(given);
  if (depth === undefined) c.reject('arrays', 'its lists are nested to different depths', 'Nest all arrays alike');
  const ranks = leaves(given).map((leaf) => (isArray(leaf) ? c.rank(leaf) : 0));
  const rank = Math.max(depth, 1, ...ranks);
  const join = (value: Value, level: number): ArrayValue => {
    if (value.kind === 'tuple') {
      const parts = value.items.map((item) => join(item, level + 1));
      return parts.length === 1 ? parts[0]! : c.array(concatenateArrays(call, parts, rank - depth + level));
    }
    if (value.kind === 'unknown') c.stop();
    if (!isArray(value) && !isNumber(value)) c.reject('arrays', 'arrays and numbers are joined', 'Give arrays');
    const array = c.atLeast1d(value as GraphValue);
    return c.expand(
      array,
      Array.from({ length: rank - c.rank(array) }, (_, axis) => axis),
    );
  };
  const joined = join(given, 0);
  return leaves(given).length === 1 ? c.copy(joined) : joined;
});

/** The bounds of parts: integers at which an axis is cut. */
function cuts(c: Composer, array: ArrayValue, axis: number, isEqual: boolean): GraphValue[] {
  const { call } = c;
  const given = call.value('indices_or_sections');
  if (given?.kind === 'tuple') return given.items.map((item) => c.intItem('indices_or_sections', item));
  if (given && isArray(given)) {
    c.reject('indices_or_sections', 'NumPy takes integers along one axis', 'Give a list or an array of integers');
  }
  const count = c.need(call.constantInt('indices_or_sections', 1));
  if (count <= 0) c.reject('indices_or_sections', 'at least one part is needed', 'Use a number larger than 0');
  const size = c.size(array, axis);
  const parts = c.int(count);
  const int = { kind: 'int' } as const;
  const known = /^\d+$/.test(c.ctx.resolve(dimsOf(array)[axis]!))
    ? Number(c.ctx.resolve(dimsOf(array)[axis]!))
    : undefined;
  const each =
    known === undefined ? c.ctx.emit('floor_div', c.range, [size, parts], int) : c.int(Math.floor(known / count));
  const rest = known === undefined ? c.ctx.emit('mod', c.range, [size, parts], int) : c.int(known % count);
  if (isEqual) {
    if (known !== undefined && known % count !== 0) {
      c.reject('indices_or_sections', `${known} elements do not make ${count} equal parts`, 'Use `np.array_split`');
    }
    if (known === undefined) {
      c.raiseIf(
        c.compare('not_equal', rest, c.int(0)),
        'ValueError',
        'array split does not result in an equal division',
      );
    }
  }
  return Array.from({ length: count - 1 }, (_, i) => {
    const place = c.intOp('mul', each, i + 1);
    if (isEqual || (known !== undefined && known % count === 0)) return place;
    if (known !== undefined) return c.int(Math.floor(known / count) * (i + 1) + Math.min(i + 1, known % count));
    const isLess = c.compare('less', rest, c.int(i + 1));
    return c.intOp('add', place, c.ctx.emit('where', c.range, [isLess, rest, c.int(i + 1)], int));
  });
}

/** Views of the parts, as a list. */
function lowerSplit(isEqual: boolean, axisOf?: (rank: number) => number): (call: Call) => Value {
  return composed((c: Composer, call) => {
    const array = c.arrayArgument('ary');
    const axis = axisOf
      ? c.need(call.normalAxis('ary', axisOf(c.rank(array)), array, c.rank(array)))
      : c.axis('axis', array, 0);
    const bounds = cuts(c, array, axis, isEqual);
    const parts = [undefined, ...bounds].map((from, i) => c.slice(array, axis, from, bounds[i]));
    return tupleValue(parts, true);
  });
}

/** All parts of size 1 along an axis, without it. */
const lowerUnstack = composed((c: Composer) => {
  const array = c.arrayArgument('x');
  const axis = c.axis('axis', array, 0);
  const known = dimConstant(c.ctx.resolve(dimsOf(array)[axis]!));
  if (known === undefined) {
    c.reject('x', 'how many arrays it makes is known only at run time', 'Write a loop over the first axis');
  }
  return tupleValue(Array.from({ length: known }, (_, position) => c.at(array, axis, position)));
});

const lowerTile = composed((c: Composer) => {
  const array = c.atLeast1d(c.numericArgument('A'));
  const given = c.integers('reps');
  const rank = Math.max(c.rank(array), given.length);
  const reps = [...Array.from({ length: rank - given.length }, () => c.int(1)), ...given];
  const own = [...Array.from({ length: rank - c.rank(array) }, () => '1'), ...dimsOf(array)];
  const dims = own.map((dim, axis) => c.dimProduct(dim, c.dimOf(reps[axis]!)));
  return c.one('tile', [array, ...reps], arrayType(array.type.dtype, dims));
});

const lowerRepeat = composed((c: Composer, call) => {
  const source = c.atLeast1d(c.numericArgument('a'));
  const array = call.given('axis') ? source : c.flat(source);
  const axis = call.given('axis') ? c.axis('axis', array, 0) : 0;
  const repeats = c.numericArgument('repeats');
  if (!isIntegral(c.element(repeats)) && c.element(repeats) !== 'b1' && c.element(repeats) !== 'bool') {
    c.reject('repeats', 'integers are needed; NumPy raises `TypeError`', 'Use integers');
  }
  const count = isArray(repeats) ? repeats : c.cast(repeats, 'int');
  if (isArray(count) && c.rank(count) !== 1) c.reject('repeats', 'one axis is needed', 'Give a vector');
  const dims = dimsOf(array).map((dim, each): Dim => {
    if (each !== axis) return dim;
    return isArray(count) ? c.ctx.unknownDim() : c.dimProduct(dim, c.dimOf(count));
  });
  return c.one('repeat', [array, count, c.int(axis)], arrayType(array.type.dtype, dims));
});

const SECTIONS = 'ary, indices_or_sections';
const PARTS = 'a list of arrays';

export const JOINING: readonly Entry[] = [
  joining(
    'concatenate',
    'arrays, axis=0, out=None, *, dtype=None',
    'sizes added along the axis',
    '`concatenate`',
    'Arrays joined along an axis',
    lowerConcatenate,
    { aliases: ['concat'] },
  ),
  joining(
    'stack',
    'arrays, axis=0, out=None, *, dtype=None',
    'a new axis',
    '`view`, `concatenate`',
    'Arrays joined along a new axis',
    lowerStack,
  ),
  joining(
    'vstack',
    'arrays, *, dtype=None',
    'rows added',
    '`view`, `concatenate`',
    'Arrays joined as rows',
    joinAlong(0, 2, 'before'),
    { aliases: ['row_stack'] },
  ),
  joining(
    'hstack',
    'arrays, *, dtype=None',
    'columns added',
    '`concatenate`',
    'Arrays joined along the second axis, vectors end to end',
    lowerHstack,
  ),
  joining(
    'dstack',
    'arrays, *, dtype=None',
    'joined along the third axis',
    '`view`, `concatenate`',
    'Arrays joined along the third axis',
    joinAlong(2, 3, 'around'),
  ),
  joining(
    'column_stack',
    'arrays',
    'columns added',
    '`view`, `concatenate`',
    'Vectors joined as columns',
    joinAlong(1, 2, 'after'),
  ),
  joining('block', 'arrays', 'as the nested lists say', '`concatenate`', 'Arrays joined as blocks', lowerBlock),
  joining('split', `${SECTIONS}, axis=0`, PARTS, '`view`', 'Equal parts along an axis; views', lowerSplit(true)),
  joining('array_split', `${SECTIONS}, axis=0`, PARTS, '`view`', 'Parts along an axis; views', lowerSplit(false)),
  joining(
    'vsplit',
    SECTIONS,
    PARTS,
    '`view`',
    'Parts along the first axis; views',
    lowerSplit(true, () => 0),
  ),
  joining(
    'hsplit',
    SECTIONS,
    PARTS,
    '`view`',
    'Parts along the second axis, of vectors along the only one; views',
    lowerSplit(true, (rank) => (rank === 1 ? 0 : 1)),
  ),
  joining(
    'dsplit',
    SECTIONS,
    PARTS,
    '`view`',
    'Parts along the third axis; views',
    lowerSplit(true, () => 2),
  ),
  joining('unstack', 'x, *, axis=0', 'a tuple of arrays', '`view`', 'The parts along an axis; views', lowerUnstack),
  joining('tile', 'A, reps', 'sizes multiplied', 'kernel `tile`', 'Copies of the array side by side', lowerTile),
  joining(
    'repeat',
    'a, repeats, axis=None',
    'sizes multiplied along the axis',
    'kernel `repeat`',
    'Each element repeated',
    lowerRepeat,
    { method: true },
  ),
];
