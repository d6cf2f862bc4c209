// SPDX-License-Identifier: Apache-2.0
// Products of tensors with named axes: the core of `einsum`, `tensordot`, `dot` and `inner`. Each step is a broadcast product, a
// fused product and sum, or one matrix product with groups of axes as one.

import type { Dim, DType, SourceRange } from '../graph/graph';
import {
  type ArrayValue,
  arrayType,
  dimsOf,
  type GraphValue,
  isArray,
  shapedType,
  UNKNOWN,
  type Value,
} from '../types/value';
import type { Context } from './context';
import { cast, dimValue, elementwise, intArithmetic, intConstant } from './elementwise';
import { type Item, transposeArray, viewItems } from './indexing';
import { differ } from './linalg';
import { reshapeArray } from './shapes';

/** A value with a name for each axis; no name stands twice. */
export interface Labelled {
  readonly value: GraphValue;
  readonly labels: readonly string[];
}

/** The element type in which small integers are multiplied and summed: the last bits are the same. */
export function workingType(dtype: DType): DType {
  return /^[iu](8|16)$/.test(dtype) || dtype === 'u32' ? 'i64' : dtype;
}

export class Contraction {
  constructor(
    readonly ctx: Context,
    readonly range: SourceRange,
    readonly dtype: DType,
  ) {}

  /** Axes in another order. */
  ordered(operand: Labelled, labels: readonly string[]): Labelled {
    const { value } = operand;
    if (!isArray(value)) return operand;
    const axes = labels.map((label) => operand.labels.indexOf(label));
    return { value: transposeArray(this.ctx, this.range, value, axes), labels };
  }

  /** Sums over the axes that are not in `kept`. */
  summed(operand: Labelled, kept: ReadonlySet<string>): Labelled {
    const axes = operand.labels.map((_, axis) => axis).filter((axis) => !kept.has(operand.labels[axis]!));
    if (axes.length === 0) return operand;
    const labels = operand.labels.filter((label) => kept.has(label));
    const dims = dimsOf(operand.value).filter((_, axis) => !axes.includes(axis));
    const op = this.dtype === 'b1' ? 'any' : 'sum';
    const type = shapedType(this.dtype, dims);
    return { value: this.ctx.emit(op, this.range, [operand.value], type, { axes }), labels };
  }

  /** The operand with axes in the order of `labels`, of size 1 where it has none. */
  private spread(operand: Labelled, labels: readonly string[]): GraphValue | undefined {
    const own = labels.filter((label) => operand.labels.includes(label));
    const { value } = this.ordered(operand, own);
    if (!isArray(value) || own.length === labels.length) return value;
    const items = labels.map((label): Item => ({ kind: own.includes(label) ? 'full' : 'new_axis' }));
    // Leading new axes come by themselves.
    const first = items.findIndex((item) => item.kind === 'full');
    return viewItems(this.ctx, this.range, value, items.slice(first));
  }

  private multiplied(a: Labelled, b: Labelled, labels: readonly string[]): Labelled | undefined {
    const left = this.spread(a, labels);
    const right = this.spread(b, labels);
    if (!left || !right) return undefined;
    const op = this.dtype === 'b1' ? 'logical_and' : 'mul';
    const value = elementwise(this.ctx, this.range, op, [left, right], this.dtype);
    return value.kind === 'value' ? { value, labels } : undefined;
  }

  /** The product of two operands, summed over what is not in `kept`; undefined after a report. */
  pair(first: Labelled, second: Labelled, kept: ReadonlySet<string>): Labelled | undefined {
    const shared = new Set(first.labels.filter((label) => second.labels.includes(label)));
    const a = this.summed(first, new Set([...shared, ...kept]));
    const b = this.summed(second, new Set([...shared, ...kept]));
    const batch = a.labels.filter((label) => shared.has(label) && kept.has(label));
    const contracted = a.labels.filter((label) => shared.has(label) && !kept.has(label));
    const left = a.labels.filter((label) => !shared.has(label));
    const right = b.labels.filter((label) => !shared.has(label));
    const isProduct = contracted.length === 0 || (left.length === 0 && right.length === 0) || this.dtype === 'b1';
    // A matrix product does not broadcast sizes of 1 that are summed.
    if (isProduct || this.hasSizeOne(a, contracted) || this.hasSizeOne(b, contracted)) {
      const product = this.multiplied(a, b, [...batch, ...left, ...right, ...contracted]);
      return product && this.summed(product, kept);
    }
    return this.matrixProduct(a, b, { batch, contracted, left, right });
  }

  private hasSizeOne(operand: Labelled, labels: readonly string[]): boolean {
    return labels.some((label) => this.ctx.resolve(dimsOf(operand.value)[operand.labels.indexOf(label)]!) === '1');
  }

  private matrixProduct(
    a: Labelled,
    b: Labelled,
    groups: Record<'batch' | 'contracted' | 'left' | 'right', readonly string[]>,
  ): Labelled | undefined {
    const { batch, contracted, left, right } = groups;
    const rows = this.grouped(a, batch, left, contracted);
    const columns = this.grouped(b, batch, contracted, right);
    if (!rows || !columns) return undefined;
    const dims = [...this.sharedDims(a, b, batch), ...rows.dims.slice(-2, -1), ...columns.dims.slice(-1)];
    const product = this.ctx.emit('matmul', this.range, [rows.value, columns.value], arrayType(this.dtype, dims));
    if (left.length === 1 && right.length === 1) return { value: product, labels: [...batch, ...left, ...right] };
    if (!isArray(product)) return undefined;
    const batchSizes = batch.map((_, axis) => dimValue(this.ctx, this.range, product, axis));
    const sizes = [...batchSizes, ...this.sizes(a, left), ...this.sizes(b, right)];
    const labels = [...batch, ...left, ...right];
    if (sizes.length === 0) return undefined;
    const shaped = reshapeArray(this.ctx, this.range, product, sizes);
    return shaped.kind === 'value' ? { value: shaped, labels } : undefined;
  }

  private sizes(operand: Labelled, labels: readonly string[]): GraphValue[] {
    return labels.map((label) => dimValue(this.ctx, this.range, operand.value, operand.labels.indexOf(label)));
  }

  private sharedDims(a: Labelled, b: Labelled, labels: readonly string[]): Dim[] {
    return labels.map((label) => {
      const own = this.ctx.resolve(dimsOf(a.value)[a.labels.indexOf(label)]!);
      return own === '1' ? this.ctx.resolve(dimsOf(b.value)[b.labels.indexOf(label)]!) : own;
    });
  }

  /** The operand as a stack of matrices: each group of axes as one axis. */
  private grouped(
    operand: Labelled,
    batch: readonly string[],
    first: readonly string[],
    second: readonly string[],
  ): { value: ArrayValue; dims: readonly Dim[] } | undefined {
    // Groups in the order in which they stand in the operand need no copy; BLAS reads the transpose.
    const place = (labels: readonly string[]) => operand.labels.indexOf(labels[0] ?? '');
    const isSwapped = first.length > 0 && second.length > 0 && place(second) < place(first);
    const [front, back] = isSwapped ? [second, first] : [first, second];
    const ordered = this.ordered(operand, [...batch, ...front, ...back]);
    let { value } = ordered;
    if (!isArray(value)) return undefined;
    if (front.length !== 1 || back.length !== 1) {
      const group = (labels: readonly string[]): GraphValue =>
        this.sizes(ordered, labels).reduce((x, y) => intArithmetic(this.ctx, this.range, 'mul', x, y), intConstant(1));
      const sizes = [...this.sizes(ordered, batch), group(front), group(back)];
      value = reshapeArray(this.ctx, this.range, value, sizes) as GraphValue;
      if (!isArray(value)) return undefined;
    }
    if (isSwapped) {
      const rank = value.type.dims.length;
      const axes = value.type.dims.map((_, axis) => axis);
      value = transposeArray(this.ctx, this.range, value, [...axes.slice(0, rank - 2), rank - 1, rank - 2]);
    }
    if (!isArray(value)) return undefined;
    return { value, dims: value.type.dims.map((dim) => this.ctx.resolve(dim)) };
  }
}

/** Sums products over pairs of axes (`aAxes[i]` of a with `bAxes[i]` of b); the other axes of a and then of b are left. */
export function contractAxes(
  ctx: Context,
  range: SourceRange,
  a: ArrayValue,
  b: ArrayValue,
  aAxes: readonly number[],
  bAxes: readonly number[],
  element: DType,
): Value {
  for (const [i, axis] of aAxes.entries()) {
    const [first, second] = [a.type.dims[axis]!, b.type.dims[bAxes[i]!]!];
    if (!differ(ctx, first, second)) continue;
    const text = (array: ArrayValue) =>
      `\`${array.type.dtype}[${array.type.dims.map((dim) => ctx.resolve(dim)).join(',')}]\``;
    return ctx.report('WEFT203', range, {
      left: text(a),
      right: text(b),
      first: ctx.resolve(first),
      second: ctx.resolve(second),
    });
  }
  const working = workingType(element);
  const left = cast(ctx, range, a, working);
  const right = cast(ctx, range, b, working);
  if (!left || !right) return UNKNOWN;
  const contraction = new Contraction(ctx, range, working);
  const aLabels = a.type.dims.map((_, axis) => (aAxes.includes(axis) ? `c${aAxes.indexOf(axis)}` : `a${axis}`));
  const bLabels = b.type.dims.map((_, axis) => (bAxes.includes(axis) ? `c${bAxes.indexOf(axis)}` : `b${axis}`));
  const kept = [...aLabels, ...bLabels].filter((label) => !label.startsWith('c'));
  const result = contraction.pair({ value: left, labels: aLabels }, { value: right, labels: bLabels }, new Set(kept));
  if (!result) return UNKNOWN;
  return cast(ctx, range, contraction.ordered(result, kept).value, element) ?? UNKNOWN;
}
