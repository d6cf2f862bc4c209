// SPDX-License-Identifier: Apache-2.0
// Advanced indexing: integer arrays, masks, and their mixtures with slices, as values and as targets.
//
// Slices are applied first, as a view. What is left is a text with one letter for each item (see `index_plan.h` of the
// worker), and one operand for each integer or mask.

import type { Dim, SourceRange } from '../graph/graph';
import { MAX_AXES } from '../graph/type-queries';
import { dimConstant } from '../types/dims';
import { isBoolean } from '../types/promote';
import {
  type ArrayValue,
  arrayType,
  dimsOf,
  elementOfValue,
  type GraphValue,
  isArray,
  isNumeric,
  quotedType,
  type Value,
} from '../types/value';
import type { Context } from './context';
import { broadcast } from './elementwise';
import { type Item, isInRange, viewItems } from './indexing';
import { textConstant } from './indexing-operands';

interface Plan {
  /** The array after its slices. */
  readonly array: ArrayValue;
  readonly spec: string;
  readonly operands: readonly GraphValue[];
  /** The shape of the result. */
  readonly dims: readonly Dim[];
}

export function isAdvanced(items: readonly Item[]): boolean {
  return items.some((item) => item.kind === 'array');
}

/** Axes of the array that an item stands for. */
export function axesOf(item: Item): number {
  if (item.kind === 'new_axis' || item.kind === 'gap') return 0;
  if (item.kind !== 'array' || !isBoolean(elementOfValue(item.value))) return 1;
  return dimsOf(item.value).length;
}

function isMask(item: Item): item is Extract<Item, { kind: 'array' }> {
  return item.kind === 'array' && isBoolean(elementOfValue(item.value));
}

/** Undefined after a report. `items` stand for all axes. */
function planOf(ctx: Context, range: SourceRange, array: GraphValue, items: readonly Item[]): Plan | undefined {
  const source = dimsOf(array).map((dim) => ctx.resolve(dim));
  const slices: Item[] = [];
  const operands: GraphValue[] = [];
  const shapes: GraphValue[] = [];
  let spec = '';
  for (const item of items) {
    const axis = slices.length;
    for (let i = 0; i < axesOf(item); i++) slices.push(item.kind === 'slice' ? item : { kind: 'full' });
    if (item.kind === 'new_axis') spec += 'n';
    else if (item.kind === 'gap') spec += '.';
    else if (item.kind === 'full' || item.kind === 'slice') spec += ':';
    else if (isMask(item)) {
      if (!fitsMask(ctx, array, axis, item)) return undefined;
      spec += 'b';
      operands.push(item.value);
      // One mask chooses as many elements wherever it stands.
      const key = item.value.id === undefined ? undefined : `mask ${item.value.id}`;
      shapes.push({ kind: 'value', type: arrayType('i64', [ctx.unknownDim(key)]) });
    } else {
      if (item.kind === 'int' && !isInRange(ctx, array, axis, item)) return undefined;
      spec += 'bounds' in item && item.bounds ? item.bounds : 'i';
      operands.push(item.value);
      shapes.push(item.value);
    }
  }
  const isSliced = slices.some((item) => item.kind === 'slice' && (item.lower ?? item.upper ?? item.step));
  const view = isSliced ? viewItems(ctx, range, array, slices) : array;
  if (!view || !isArray(view)) return undefined;
  const sizes = dimsOf(view).map((dim) => ctx.resolve(dim));
  const index = broadcast(ctx, range, shapes);
  if (!index) return undefined;
  const kept: Dim[] = [];
  let axis = 0;
  let before = 0;
  const first = spec.search(/[^:n.]/);
  for (const [position, item] of items.entries()) {
    if (position === first) before = kept.length;
    if (item.kind === 'new_axis') kept.push('1');
    else if (item.kind === 'full' || item.kind === 'slice') kept.push(sizes[axis]!);
    axis += axesOf(item);
  }
  const isTogether = /^[:n.]*[^:n.]+[:n.]*$/.test(spec);
  kept.splice(isTogether ? before : 0, 0, ...index);
  if (kept.length > MAX_AXES) {
    ctx.report('WEFT233', range, { rank: kept.length, instead: 'Index fewer axes at once' });
    return undefined;
  }
  if (source.length === 0) return undefined;
  return { array: view, spec, operands, dims: kept };
}

/** Reports a mask whose sizes certainly differ from the array's. */
function fitsMask(ctx: Context, array: GraphValue, axis: number, item: Extract<Item, { kind: 'array' }>): boolean {
  for (const [i, dim] of dimsOf(item.value).entries()) {
    const own = dimConstant(ctx.resolve(dimsOf(array)[axis + i]!));
    const size = dimConstant(ctx.resolve(dim));
    if (own === undefined || size === undefined || own === size) continue;
    ctx.report('WEFT250', item.range, {
      array: quotedType(array),
      mask: quotedType(item.value),
      axis: axis + i,
      own,
      size,
    });
    return false;
  }
  return true;
}

/** A copy of the chosen elements. */
export function getAdvanced(
  ctx: Context,
  range: SourceRange,
  array: GraphValue,
  items: readonly Item[],
): GraphValue | undefined {
  const plan = planOf(ctx, range, array, items);
  if (!plan) return undefined;
  const type = arrayType(plan.array.type.dtype, plan.dims);
  return ctx.kernel('index.get', range, [plan.array, textConstant(plan.spec), ...plan.operands], [type])[0];
}

/** `array[items] = value`, of a value that has the array's element type. */
export function setAdvanced(
  ctx: Context,
  range: SourceRange,
  array: ArrayValue,
  items: readonly Item[],
  value: GraphValue,
): void {
  const fused = !isArray(value) && exactMask(ctx, array, items);
  if (fused) {
    ctx.effect('assign', range, [array, chosen(ctx, range, fused, value, array)]);
    return;
  }
  const plan = planOf(ctx, range, array, items);
  if (!plan || !fitsValue(ctx, range, plan, value)) return;
  ctx.kernel('index.set', range, [plan.array, textConstant(plan.spec), ...plan.operands, value], [], [0]);
}

function fitsValue(ctx: Context, range: SourceRange, plan: Plan, value: GraphValue): boolean {
  const dims = dimsOf(value).map((dim) => ctx.resolve(dim));
  for (let i = 1; i <= Math.min(dims.length, plan.dims.length); i++) {
    const own = dimConstant(dims[dims.length - i]!);
    const wanted = dimConstant(ctx.resolve(plan.dims[plan.dims.length - i]!));
    if (own === undefined || wanted === undefined || own === wanted || own === 1) continue;
    ctx.report('WEFT202', range, {
      left: `the places of \`${plan.array.type.dtype}[${plan.dims.join(',')}]\``,
      right: quotedType(value),
      first: wanted,
      second: own,
    });
    return false;
  }
  return true;
}

/**
 * The mask of `array[mask]` where `np.where(mask, …, array)` means the same: it has all axes, and no axis of size 1 that
 * would stretch, because the array itself is among what the mask was computed from.
 */
export function exactMask(ctx: Context, array: GraphValue, items: readonly Item[]): GraphValue | undefined {
  const [item] = items;
  if (items.length !== 1 || !item || !isMask(item) || dimsOf(item.value).length !== dimsOf(array).length)
    return undefined;
  return ctx.hasShapeOf(item.value, array) ? item.value : undefined;
}

/** Elementwise `value` where the mask holds, else the array's own. */
export function chosen(
  ctx: Context,
  range: SourceRange,
  mask: GraphValue,
  value: GraphValue,
  array: ArrayValue,
): GraphValue {
  return ctx.emit('where', range, [mask, value, array], array.type);
}

/** NumPy's unbuffered `ufunc.at`: every index counts, repeated ones too. The value has the array's element type. */
export function updateAt(
  ctx: Context,
  range: SourceRange,
  name: string,
  array: ArrayValue,
  items: readonly Item[],
  value: GraphValue,
): void {
  const plan = planOf(ctx, range, array, items);
  if (!plan || !fitsValue(ctx, range, plan, value)) return;
  const operands = [plan.array, textConstant(plan.spec), textConstant(name), ...plan.operands, value];
  ctx.kernel('index.at', range, operands, [], [0]);
}

/** An integer array or mask as an item; undefined after a report. */
export function arrayItem(ctx: Context, range: SourceRange, value: Value): Item | undefined {
  if (!isNumeric(value)) return undefined;
  const element = elementOfValue(value);
  if (isBoolean(element) || /^[iu]/.test(element)) return { kind: 'array', value, range };
  ctx.report('WEFT209', range, { type: quotedType(value) });
  return undefined;
}
