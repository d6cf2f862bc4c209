// SPDX-License-Identifier: Apache-2.0
// Products: `@`, `matmul`, `dot`, `inner`, `outer`, `vdot`, `vecdot`, `tensordot`, `kron`, `cross`, `trace`.

import type { Dim, SourceRange } from '../graph/graph';
import { dimConstant, parseDim, polyConstant, subPoly } from '../types/dims';
import { strongDType } from '../types/promote';
import {
  type ArrayValue,
  dimsOf,
  elementOfValue,
  type GraphValue,
  isArray,
  quotedType,
  shapedType,
  UNKNOWN,
  type Value,
} from '../types/value';
import type { Call } from './call';
import type { Context } from './context';
import { contractAxes } from './contract';
import { broadcast, castAll, commonElement, dimValue, elementwise, intArithmetic, intConstant } from './elementwise';
import { index as elementAt, type Item, transposeArray, viewItems } from './indexing';
import { flatten, reduceOperation } from './reduce';
import { reshapeArray, stackArrays } from './shapes';
import { inTheNameOf, quietly } from './warning-state';

/** False after a report: the two sizes are certainly different. */
function requireEqual(ctx: Context, range: SourceRange, left: GraphValue, right: GraphValue, a: Dim, b: Dim): boolean {
  const first = ctx.resolve(a);
  const second = ctx.resolve(b);
  const difference = polyConstant(subPoly(parseDim(first), parseDim(second)));
  const areConstant = dimConstant(first) !== undefined && dimConstant(second) !== undefined;
  if (areConstant && difference !== 0n) {
    ctx.report('WEFT203', range, { left: quotedType(left), right: quotedType(right), first, second });
    return false;
  }
  if (difference === undefined) ctx.unify(first, second);
  return true;
}

export function matmul(ctx: Context, range: SourceRange, left: GraphValue, right: GraphValue): Value {
  if (!isArray(left) || !isArray(right)) {
    return ctx.report('WEFT201', range, {
      operation: 'Operator `@`',
      operands: `${quotedType(left)} and ${quotedType(right)}`,
      reason: 'both sides must be arrays',
      instead: 'Write `*` for a product with a number',
    });
  }
  const common = commonElement(ctx, range, [left, right]);
  if (common === undefined) return UNKNOWN;
  const element = strongDType(common);
  if (element === 'b1') {
    // Some pair is true on both sides: counts tell, and those of floats are as exact and faster.
    const sides = castAll(ctx, range, [left, right], 'f64');
    const counts = sides ? matmul(ctx, range, sides[0]!, sides[1]!) : UNKNOWN;
    const zero: GraphValue = { kind: 'value', type: { kind: 'scalar', dtype: 'f64' }, constant: 0 };
    return counts.kind === 'value' ? elementwise(ctx, range, 'not_equal', [counts, zero], 'b1') : UNKNOWN;
  }
  const values = castAll(ctx, range, [left, right], element);
  if (!values) return UNKNOWN;
  const a = dimsOf(left);
  const b = dimsOf(right);
  if (!requireEqual(ctx, range, left, right, a[a.length - 1]!, b[Math.max(b.length - 2, 0)]!)) return UNKNOWN;
  const stack = broadcastStacks(ctx, range, left, right);
  if (!stack) return UNKNOWN;
  const dims = [...stack, ...(a.length > 1 ? [a[a.length - 2]!] : []), ...(b.length > 1 ? [b[b.length - 1]!] : [])];
  return ctx.emit(
    'matmul',
    range,
    values,
    shapedType(
      element,
      dims.map((dim) => ctx.resolve(dim)),
    ),
  );
}

function broadcastStacks(ctx: Context, range: SourceRange, left: GraphValue, right: GraphValue): Dim[] | undefined {
  const stackOf = (value: GraphValue): GraphValue => ({
    ...value,
    type: shapedType(elementOfValue(value), dimsOf(value).slice(0, -2)),
  });
  return broadcast(ctx, range, [stackOf(left), stackOf(right)]);
}

/** The product of all pairs, with the axes of `left` first, as one operand of a product with a number has it. */
function scaled(ctx: Context, range: SourceRange, left: GraphValue, right: GraphValue): Value {
  const common = commonElement(ctx, range, [left, right]);
  if (common === undefined) return UNKNOWN;
  const element = strongDType(common);
  const values = castAll(ctx, range, [left, right], element);
  return values ? elementwise(ctx, range, element === 'b1' ? 'logical_and' : 'mul', values, element) : UNKNOWN;
}

/** Sums over one axis of each operand, whatever the other axes are. */
function sumOver(
  ctx: Context,
  range: SourceRange,
  left: ArrayValue,
  right: ArrayValue,
  a: readonly number[],
  b: readonly number[],
): Value {
  const common = commonElement(ctx, range, [left, right]);
  if (common === undefined) return UNKNOWN;
  const element = strongDType(common);
  return inTheNameOf(ctx, range, 'dot', element, () => contractAxes(ctx, range, left, right, a, b, element));
}

/** `np.dot`: a product with a number, or the sum over the last axis of a and the second last of b. */
export function dot(ctx: Context, range: SourceRange, left: GraphValue, right: GraphValue): Value {
  if (!isArray(left) || !isArray(right)) return scaled(ctx, range, left, right);
  const [a, b] = [left.type.dims.length, right.type.dims.length];
  if (a <= 2 && b <= 2 && left.type.dtype !== 'b1') {
    const common = commonElement(ctx, range, [left, right]);
    const element = common && strongDType(common);
    return inTheNameOf(ctx, range, 'dot', element, () => matmul(ctx, range, left, right));
  }
  return sumOver(ctx, range, left, right, [a - 1], [Math.max(b - 2, 0)]);
}

/** `np.inner`: the sum over the last axes. */
export function inner(ctx: Context, range: SourceRange, left: GraphValue, right: GraphValue): Value {
  if (!isArray(left) || !isArray(right)) return scaled(ctx, range, left, right);
  return sumOver(ctx, range, left, right, [left.type.dims.length - 1], [right.type.dims.length - 1]);
}

/** `np.tensordot`: sums over pairs of axes. */
export function tensordot(call: Call): Value {
  const a = call.array('a');
  const b = call.array('b');
  if (!a || !b) return UNKNOWN;
  const [aRank, bRank] = [a.type.dims.length, b.type.dims.length];
  const given = call.value('axes');
  if (given?.kind === 'tuple') {
    const group = (item: Value | undefined, array: ArrayValue): number[] | undefined => {
      const items = item?.kind === 'tuple' ? item.items : item ? [item] : [];
      const axes: number[] = [];
      for (const each of items) {
        if (each.kind !== 'value' || typeof each.constant !== 'bigint') {
          return call.reject('axes', 'axes are constant integers', 'Write the axes as numbers');
        }
        const axis = call.normalAxis('axes', Number(each.constant), array, array.type.dims.length);
        if (axis === undefined) return undefined;
        axes.push(axis);
      }
      return axes;
    };
    if (given.items.length !== 2) {
      call.reject('axes', 'it has one group of axes for each operand', 'Write `axes=([...], [...])`');
      return UNKNOWN;
    }
    const aAxes = group(given.items[0], a);
    const bAxes = group(given.items[1], b);
    if (!aAxes || !bAxes) return UNKNOWN;
    const isWrong =
      aAxes.length !== bAxes.length || new Set(aAxes).size !== aAxes.length || new Set(bAxes).size !== bAxes.length;
    if (isWrong) {
      call.reject(
        'axes',
        'the groups have different lengths, or an axis stands twice',
        'Name each axis once, in pairs',
      );
      return UNKNOWN;
    }
    return sumOver(call.ctx, call.range, a, b, aAxes, bAxes);
  }
  const count = call.constantInt('axes', 2);
  if (count === undefined) return UNKNOWN;
  if (count < 0 || count > Math.min(aRank, bRank)) {
    call.only('axes', [], `Use 0 to ${Math.min(aRank, bRank)}`);
    return UNKNOWN;
  }
  const axes = Array.from({ length: count }, (_, i) => i);
  return sumOver(
    call.ctx,
    call.range,
    a,
    b,
    axes.map((i) => aRank - count + i),
    axes,
  );
}

/** `np.outer`: a column times a row, of all elements. */
export function outer(ctx: Context, range: SourceRange, left: GraphValue, right: GraphValue): Value {
  const column = isArray(left)
    ? viewItems(ctx, range, flatten(ctx, range, left), [{ kind: 'full' }, { kind: 'new_axis' }])
    : asRow(ctx, range, left);
  const row = isArray(right) ? flatten(ctx, range, right) : right;
  return column ? scaled(ctx, range, column, row) : UNKNOWN;
}

/** A number as an array of shape (1, 1): NumPy makes arrays of both operands. */
function asRow(ctx: Context, range: SourceRange, value: GraphValue): GraphValue | undefined {
  const element = strongDType(elementOfValue(value));
  const scalar = castAll(ctx, range, [value], element)?.[0];
  return scalar && ctx.emit('full', range, [scalar, intConstant(1), intConstant(1)], shapedType(element, ['1', '1']));
}

function conjugate(ctx: Context, range: SourceRange, value: GraphValue): Value {
  const element = elementOfValue(value);
  if (element !== 'c64' && element !== 'c128' && element !== 'complex') return value;
  return elementwise(ctx, range, 'conj', [value], element);
}

/** `np.vdot`: the sum of all products, the first operand conjugated. */
export function vdot(ctx: Context, range: SourceRange, left: GraphValue, right: GraphValue): Value {
  const first = conjugate(ctx, range, left);
  if (first.kind !== 'value') return UNKNOWN;
  if (!isArray(first) || !isArray(right)) return dot(ctx, range, first, right);
  return quietly(ctx, range, () => dot(ctx, range, flatten(ctx, range, first), flatten(ctx, range, right)));
}

/** `np.vecdot` of NumPy 2: products along an axis, the first operand conjugated; the other axes broadcast. */
export function vecdot(call: Call): Value {
  const { ctx, range } = call;
  const a = call.array('x1');
  const b = call.array('x2');
  const first = a && conjugate(ctx, range, a);
  if (!a || !b || !first || !isArray(first)) return UNKNOWN;
  const axis = call.constantInt('axis', -1);
  if (axis === undefined) return UNKNOWN;
  const left = call.normalAxis('axis', axis, a, a.type.dims.length);
  const right = call.normalAxis('axis', axis, b, b.type.dims.length);
  if (left === undefined || right === undefined) return UNKNOWN;
  if (!requireEqual(ctx, range, a, b, a.type.dims[left]!, b.type.dims[right]!)) return UNKNOWN;
  const last = (array: ArrayValue, from: number) => {
    const others = array.type.dims.map((_, i) => i).filter((i) => i !== from);
    return transposeArray(ctx, range, array, [...others, from]);
  };
  return inTheNameOf(ctx, range, 'vecdot', undefined, () => {
    const product = scaled(ctx, range, last(first, left), last(b, right));
    if (product.kind !== 'value') return UNKNOWN;
    const element = strongDType(elementOfValue(product));
    const dims = dimsOf(product);
    const op = element === 'b1' ? 'any' : 'sum';
    return ctx.emit(op, range, [product], shapedType(element, dims.slice(0, -1)), { axes: [dims.length - 1] });
  });
}

/** `np.matvec` and `np.vecmat` of NumPy 2: a stack of matrices times a stack of vectors, and the other way round. */
export function stackProduct(call: Call, isVectorFirst: boolean): Value {
  const { ctx, range } = call;
  const [a, b] = [call.array('x1'), call.array('x2')];
  const vector = isVectorFirst ? a : b;
  const matrix = isVectorFirst ? b : a;
  if (!a || !b || !vector || !matrix) return UNKNOWN;
  if (matrix.type.dims.length < 2) {
    call.reject(
      isVectorFirst ? 'x2' : 'x1',
      'a matrix is needed; NumPy raises `ValueError`',
      'Use `np.vecdot` for vectors',
    );
    return UNKNOWN;
  }
  const other = isVectorFirst ? conjugate(ctx, range, vector) : vector;
  if (!isArray(other)) return UNKNOWN;
  const leading = other.type.dims.slice(1).map((): Item => ({ kind: 'full' }));
  const own: Item[] = isVectorFirst
    ? [{ kind: 'new_axis' }, { kind: 'full' }]
    : [{ kind: 'full' }, { kind: 'new_axis' }];
  const line = viewItems(ctx, range, other, [...leading, ...own]);
  const name = isVectorFirst ? 'vecmat' : 'matvec';
  const product =
    line &&
    inTheNameOf(ctx, range, name, undefined, () =>
      isVectorFirst ? matmul(ctx, range, line, matrix) : matmul(ctx, range, matrix, line),
    );
  if (!product || !isArray(product)) return UNKNOWN;
  const items: Item[] = product.type.dims.map(() => ({ kind: 'full' }));
  items[items.length - (isVectorFirst ? 2 : 1)] = { kind: 'int', value: intConstant(0), range };
  return elementAt(ctx, range, product, items) ?? UNKNOWN;
}

/** `np.kron`: each element of a times all of b. */
export function kron(ctx: Context, range: SourceRange, left: ArrayValue, right: ArrayValue): Value {
  const rank = Math.max(left.type.dims.length, right.type.dims.length);
  const split = (array: ArrayValue, isLeft: boolean): ArrayValue | undefined => {
    const missing = rank - array.type.dims.length;
    const items = Array.from({ length: rank }, (_, axis): Item[] => {
      const own: Item = axis < missing ? { kind: 'new_axis' } : { kind: 'full' };
      return isLeft ? [own, { kind: 'new_axis' }] : [{ kind: 'new_axis' }, own];
    });
    return viewItems(ctx, range, array, items.flat());
  };
  const a = split(left, true);
  const b = split(right, false);
  const product = a && b && scaled(ctx, range, a, b);
  if (!product || !isArray(product)) return UNKNOWN;
  const sizes = Array.from({ length: rank }, (_, axis) =>
    intArithmetic(
      ctx,
      range,
      'mul',
      dimValue(ctx, range, product, 2 * axis),
      dimValue(ctx, range, product, 2 * axis + 1),
    ),
  );
  return reshapeArray(ctx, range, product, sizes);
}

/** The vectors of `np.cross` along the last axis, of three elements: other sizes raise when the program runs. */
function vectors(call: Call, name: string, axis: number): ArrayValue | undefined {
  const array = call.array(name);
  const found = array && call.normalAxis(name, axis, array, array.type.dims.length);
  if (!array || found === undefined) return undefined;
  const { ctx, range } = call;
  const others = array.type.dims.map((_, i) => i).filter((i) => i !== found);
  const moved = transposeArray(ctx, range, array, [...others, found]);
  const size = ctx.resolve(array.type.dims[found]!);
  if (size === '3') return moved;
  if (dimConstant(size) !== undefined) {
    return call.reject(name, 'vectors have three elements', 'Add a third element of 0; NumPy 2 deprecates two');
  }
  const sizes = others.map((_, i) => dimValue(ctx, range, moved, i));
  const checked = reshapeArray(ctx, range, moved, [...sizes, intConstant(3)]);
  return isArray(checked) ? checked : undefined;
}

/** `np.cross` of vectors with three elements. */
export function cross(call: Call): Value {
  const axis = call.given('axis') ? call.constantInt('axis', -1) : undefined;
  const place = (name: string) => axis ?? call.constantInt(name, -1);
  const [axisA, axisB, axisC] = [place('axisa'), place('axisb'), place('axisc')];
  if (axisA === undefined || axisB === undefined || axisC === undefined) return UNKNOWN;
  const a = vectors(call, 'a', axisA);
  const b = vectors(call, 'b', axisB);
  if (!a || !b) return UNKNOWN;
  const { ctx, range } = call;
  const part = (array: ArrayValue, index: number): Value | undefined => {
    const items: Item[] = array.type.dims.slice(1).map(() => ({ kind: 'full' }));
    return elementAt(ctx, range, array, [...items, { kind: 'int', value: intConstant(index), range }]);
  };
  const parts: GraphValue[] = [];
  for (const [i, j] of [
    [1, 2],
    [2, 0],
    [0, 1],
  ] as const) {
    const operands = [part(a, i), part(b, j), part(a, j), part(b, i)];
    if (operands.some((each) => each?.kind !== 'value')) return UNKNOWN;
    const [p, q, r, s] = operands as GraphValue[];
    const first = scaled(ctx, range, p!, q!);
    const second = scaled(ctx, range, r!, s!);
    if (first.kind !== 'value' || second.kind !== 'value') return UNKNOWN;
    const difference = elementwise(ctx, range, 'sub', [first, second], elementOfValue(first));
    if (difference.kind !== 'value') return UNKNOWN;
    parts.push(difference);
  }
  const dtype = strongDType(elementOfValue(parts[0]!));
  if (!isArray(parts[0]!)) return ctx.emit('pack', range, parts, shapedType(dtype, ['3']));
  const stacked = stackArrays(call, parts, dimsOf(parts[0]!).length);
  if (!isArray(stacked)) return UNKNOWN;
  const rank = stacked.type.dims.length;
  const target = call.normalAxis('axisc', axisC, stacked, rank);
  if (target === undefined) return UNKNOWN;
  const axes = Array.from({ length: rank - 1 }, (_, i) => i);
  axes.splice(target, 0, rank - 1);
  return transposeArray(ctx, range, stacked, axes);
}

/** `np.trace`: the sum along a diagonal of two axes; a mask selects the elements, whatever the others are. */
export function trace(call: Call): Value {
  const array = call.array('a');
  if (!array) return UNKNOWN;
  const { ctx, range } = call;
  const rank = array.type.dims.length;
  if (rank < 2) {
    call.reject('a', 'a diagonal has two axes; NumPy raises `ValueError`', 'Give an array with two axes');
    return UNKNOWN;
  }
  const first = call.axis('axis1', array, 0);
  const second = call.axis('axis2', array, 1);
  const offset = call.has('offset') ? call.int('offset') : intConstant(0);
  const dtype = call.has('dtype') ? call.dtype() : null;
  if (first === undefined || second === undefined || !offset || dtype === undefined) return UNKNOWN;
  if (first === second) {
    call.reject('a', '`axis1` and `axis2` are the same; NumPy raises `ValueError`', 'Name two axes');
    return UNKNOWN;
  }
  const others = array.type.dims.map((_, i) => i).filter((i) => i !== first && i !== second);
  const moved = transposeArray(ctx, range, array, [...others, first, second]);
  const [rows, columns] = [dimValue(ctx, range, moved, rank - 2), dimValue(ctx, range, moved, rank - 1)];
  const dims = dimsOf(moved);
  const mask = ctx.emit('eye', range, [rows, columns, offset], shapedType('b1', dims.slice(-2)));
  const zero = castAll(ctx, range, [{ kind: 'value', type: { kind: 'bool' }, constant: false }], moved.type.dtype)?.[0];
  const selected = zero && elementwise(ctx, range, 'where', [mask, moved, zero], moved.type.dtype);
  if (!selected || !isArray(selected)) return UNKNOWN;
  const reduction = { axes: [rank - 2, rank - 1], keepdims: false, ...(dtype === null ? {} : { dtype }) };
  return reduceOperation(ctx, range, 'sum', selected, reduction);
}
