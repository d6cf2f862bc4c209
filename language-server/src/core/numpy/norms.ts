// SPDX-License-Identifier: Apache-2.0
// `np.linalg.norm` and `vector_norm`: elementwise operations and reductions that fuse; only norms of singular values call a kernel.

import type { Type } from '../graph/graph';
import { type ArrayValue, arrayType, dimsOf, elementOfValue, isArray, UNKNOWN, type Value } from '../types/value';
import type { Call } from './call';
import { cast, constantOf, elementwise } from './elementwise';
import { type Item, transposeArray, viewItems } from './indexing';
import { flagConstant, inexactOf, isComplexType, lastDim, leastDim, orderedAxes, realOf, stackDims } from './linalg';
import { type ReductionName, reduceOperation } from './reduce';
import { inTheNameOf } from './warning-state';

export const NORM_PARAMETERS = 'x, ord=None, axis=None, keepdims=False';

type Order = number | 'fro' | 'nuc' | null;

/** The order as NumPy reads it: None, a number, or a text; undefined after a report. */
function orderOf(call: Call, fallback: Order): Order | undefined {
  const value = call.value('ord');
  if (!value) return fallback;
  if (value.kind === 'unknown') return undefined;
  if (value.kind === 'value') {
    const { constant } = value;
    if (constant === null || constant === 'fro' || constant === 'nuc') return constant;
    if (constant === 'f') return 'fro';
    if (typeof constant === 'number') return constant;
    if (typeof constant === 'bigint') return Number(constant);
    if (constant === undefined && (value.type.kind === 'int' || value.type.kind === 'float')) {
      return call.notConstant('ord', value);
    }
  }
  call.only('ord', [], "Use None, a number, `np.inf`, `'fro'` or `'nuc'`");
  return undefined;
}

class Norms {
  constructor(
    private readonly call: Call,
    private readonly keepdims: boolean,
  ) {}

  reduce(name: ReductionName, value: Value, axes: readonly number[], keepdims = this.keepdims): Value {
    return value.kind === 'value' && isArray(value)
      ? reduceOperation(this.call.ctx, this.call.range, name, value, { axes, keepdims })
      : value;
  }

  map(op: 'abs' | 'sqrt', value: Value): Value {
    if (value.kind !== 'value') return UNKNOWN;
    const element = elementOfValue(value);
    const result = op === 'abs' ? realOf(element as 'f64') : element;
    return elementwise(this.call.ctx, this.call.range, op, [value], result);
  }

  /** |x|², whose sum's root is the Euclidean norm. */
  square(x: ArrayValue): Value {
    const base = isComplexType(x.type.dtype) ? this.map('abs', x) : x;
    return base.kind === 'value'
      ? elementwise(this.call.ctx, this.call.range, 'mul', [base, base], elementOfValue(base))
      : UNKNOWN;
  }

  squares(x: ArrayValue, axes: readonly number[]): Value {
    return this.reduce('sum', this.square(x), axes);
  }

  root(value: Value): Value {
    return this.map('sqrt', value);
  }

  power(value: Value, exponent: number): Value {
    if (value.kind !== 'value') return UNKNOWN;
    const element = elementOfValue(value);
    const { ctx, range } = this.call;
    const other = cast(ctx, range, constantOf(exponent, 'float'), element);
    return other ? elementwise(ctx, range, 'pow', [value, other], element) : UNKNOWN;
  }

  vector(x: ArrayValue, order: number, axes: readonly number[]): Value {
    if (order === Infinity) return this.reduce('max', this.map('abs', x), axes);
    if (order === -Infinity) return this.reduce('min', this.map('abs', x), axes);
    if (order === 1) return this.reduce('sum', this.map('abs', x), axes);
    if (order === 2) return this.root(this.squares(x, axes));
    if (order === 0) return this.countOfNonzero(x, axes);
    return this.power(this.reduce('sum', this.power(this.map('abs', x), order), axes), 1 / order);
  }

  private countOfNonzero(x: ArrayValue, axes: readonly number[]): Value {
    const { ctx, range } = this.call;
    const zero = cast(ctx, range, constantOf(0, 'float'), x.type.dtype);
    const flags = zero && elementwise(ctx, range, 'not_equal', [x, zero], 'b1');
    const ones = flags?.kind === 'value' ? cast(ctx, range, flags, realOf(x.type.dtype)) : undefined;
    return ones ? this.reduce('sum', ones, axes) : UNKNOWN;
  }

  matrix(x: ArrayValue, order: Order, rows: number, columns: number): Value {
    switch (order) {
      case null:
      case 'fro':
        return this.map('sqrt', this.reduce('sum', this.square(x), [rows, columns].sort()));
      case 1:
      case -1:
        return this.largestSum(x, order, rows, columns);
      case Infinity:
      case -Infinity:
        return this.largestSum(x, order, columns, rows);
      case 2:
        return this.singular(x, 'max', rows, columns);
      case -2:
        return this.singular(x, 'min', rows, columns);
      case 'nuc':
        return this.singular(x, 'sum', rows, columns);
      default:
        this.call.only('ord', [], "Use None, 1, -1, 2, -2, `np.inf`, `-np.inf`, `'fro'` or `'nuc'` for matrices");
        return UNKNOWN;
    }
  }

  private largestSum(x: ArrayValue, order: number, summed: number, kept: number): Value {
    const sums = this.reduce('sum', this.map('abs', x), [summed]);
    const axis = this.keepdims || summed > kept ? kept : kept - 1;
    return this.reduce(order > 0 ? 'max' : 'min', sums, [axis]);
  }

  private singular(x: ArrayValue, name: ReductionName, rows: number, columns: number): Value {
    const { ctx, range } = this.call;
    const others = dimsOf(x)
      .map((_, axis) => axis)
      .filter((axis) => axis !== rows && axis !== columns);
    const moved = transposeArray(ctx, range, x, [...others, rows, columns]);
    const stack = stackDims(ctx, moved, 2);
    const least = leastDim(ctx, lastDim(ctx, moved, 2), lastDim(ctx, moved));
    const type: Type = arrayType(realOf(inexactOf(x)), [...stack, least]);
    const values = ctx.kernel('linalg.svd', range, [moved, flagConstant(false), flagConstant(false)], [type])[0]!;
    if (!this.keepdims) return this.reduce(name, values, [stack.length], false);
    const result = this.reduce(name, values, [stack.length], true);
    if (result.kind !== 'value') return UNKNOWN;
    // One of the two axes is there at the end; it and a new one go where the matrix was.
    const wide = viewItems(ctx, range, result, [
      ...dimsOf(result).map((): Item => ({ kind: 'full' })),
      { kind: 'new_axis' },
    ]);
    if (!wide) return UNKNOWN;
    const order = [...others, rows, columns];
    return transposeArray(
      ctx,
      range,
      wide,
      order.map((_, axis) => order.indexOf(axis)),
    );
  }
}

function floating(call: Call, name: string): ArrayValue | undefined {
  const x = call.array(name);
  return x && (cast(call.ctx, call.range, x, inexactOf(x)) as ArrayValue | undefined);
}

export function lowerNorm(call: Call): Value {
  const x = floating(call, 'x');
  const order = orderOf(call, null);
  const keepdims = call.constantBool('keepdims', false);
  const axes = x && orderedAxes(call, x);
  if (!x || order === undefined || keepdims === undefined || !axes) return UNKNOWN;
  const norms = new Norms(call, keepdims);
  const count = axes.length;
  // Of all elements NumPy takes the dot product.
  const isDot =
    !call.given('axis') && (order === null || (order === 2 && count === 1) || (order === 'fro' && count === 2));
  if (isDot) return norms.root(inTheNameOf(call.ctx, call.range, 'dot', x.type.dtype, () => norms.squares(x, axes)));
  if (count === 1) {
    if (typeof order !== 'string') return norms.vector(x, order ?? 2, axes);
    call.only('ord', [], 'Use None, a number or `np.inf` for vectors; NumPy raises `ValueError`');
    return UNKNOWN;
  }
  if (count === 2) return norms.matrix(x, order, axes[0]!, axes[1]!);
  call.reject(
    'x',
    'a norm has one or two axes; NumPy raises `ValueError`',
    'Name the axes: `axis=-1` or `axis=(-2, -1)`',
  );
  return UNKNOWN;
}

export function lowerMatrixNorm(call: Call): Value {
  const x = floating(call, 'x');
  const order = orderOf(call, 'fro');
  const keepdims = call.constantBool('keepdims', false);
  if (!x || order === undefined || keepdims === undefined) return UNKNOWN;
  const rank = dimsOf(x).length;
  if (rank >= 2) return new Norms(call, keepdims).matrix(x, order, rank - 2, rank - 1);
  call.reject('x', 'a matrix is needed; NumPy raises `ValueError`', 'Use `np.linalg.vector_norm`');
  return UNKNOWN;
}

export function lowerVectorNorm(call: Call): Value {
  const x = floating(call, 'x');
  const order = orderOf(call, 2);
  const keepdims = call.constantBool('keepdims', false);
  const axes = x && call.axes('axis', x);
  if (!x || order === undefined || keepdims === undefined || axes === undefined) return UNKNOWN;
  if (typeof order !== 'number') {
    call.only('ord', [], 'Use a number or `np.inf`');
    return UNKNOWN;
  }
  return new Norms(call, keepdims).vector(x, order, axes === 'all' ? dimsOf(x).map((_, axis) => axis) : axes);
}
