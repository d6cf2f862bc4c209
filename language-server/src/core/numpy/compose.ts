// SPDX-License-Identifier: Apache-2.0
// Library functions said with other operations, as array expressions: `c.div(c.sub(high, low), 2)`. What was reported ends
// the whole function, so that its text reads like NumPy's own.

import type { Dim, DType, Op, SourceRange, Type } from '../graph/graph';
import type { BinaryOperator } from '../syntax/ast';
import { addPoly, parseDim, polyConstant, printPoly } from '../types/dims';
import { type Element, isComplex, isFloating, partsOf, promote, strongDType } from '../types/promote';
import {
  type ArrayValue,
  arrayType,
  constantValue,
  dimsOf,
  elementOfValue,
  type GraphValue,
  isArray,
  isNumeric,
  type PythonConstant,
  shapedType,
  type TupleValue,
  UNKNOWN,
  type Value,
} from '../types/value';
import type { Call } from './call';
import type { Context } from './context';
import {
  broadcast,
  cast,
  castAll,
  commonElement,
  dimOfInt,
  dimValue,
  elementwise,
  intArithmetic,
  intConstant,
} from './elementwise';
import { type Item, index, transposeArray, viewItems } from './indexing';
import { inCOrder } from './layout';
import { arrayArithmetic, comparison } from './operators';
import { matmul } from './products';
import { flatten, productOf, type Reduction, type ReductionName, reduceOperation } from './reduce';
import { arrayOfSequence } from './sequences';
import { maskOf, outArrays, storeOut } from './ufunc';

class Stopped extends Error {}

/** Makes a lowering of a body that stops where something was reported. The result goes to `out=` where it is given. */
export function composed(body: (c: Composer, call: Call) => Value): (call: Call) => Value {
  return (call) => {
    try {
      const c = new Composer(call);
      return c.intoOut(body(c, call));
    } catch (error) {
      if (error instanceof Stopped) return UNKNOWN;
      throw error;
    }
  };
}

type Number = GraphValue | number | bigint | boolean;

export class Composer {
  readonly ctx: Context;
  readonly range: SourceRange;

  constructor(readonly call: Call) {
    this.ctx = call.ctx;
    this.range = call.range;
  }

  stop(): never {
    throw new Stopped();
  }

  /** The value; ends the function when there is none, because something was reported. */
  need<T>(value: T | undefined): T {
    if (value === undefined) this.stop();
    return value;
  }

  value(value: Value | undefined): GraphValue {
    if (value?.kind !== 'value') this.stop();
    return value;
  }

  array(value: Value | undefined): ArrayValue {
    if (value === undefined || !isArray(value)) this.stop();
    return value;
  }

  /** Reports an argument and ends the function. */
  reject(name: string, reason: string, instead: string): never {
    this.call.reject(name, reason, instead);
    this.stop();
  }

  /** Writes one result to `out=` when the function has that parameter and it is given. */
  intoOut(result: Value): Value {
    const out = this.need(outArrays(this.call, 1))?.[0];
    return out === undefined
      ? result
      : storeOut(this.ctx, this.range, this.call.name, this.value(result), out, 'same_kind');
  }

  // Arguments

  /** A number, an array, or a sequence that becomes an array. */
  numericArgument(name: string): GraphValue {
    const value = this.call.value(name);
    if (value?.kind === 'tuple') return this.value(arrayOfSequence(this.ctx, this.call.rangeOf(name), value, null));
    return this.need(this.call.numeric(name));
  }

  /** An array, or a sequence that becomes one. */
  arrayArgument(name: string): ArrayValue {
    const value = this.call.value(name);
    if (value?.kind === 'tuple') return this.array(arrayOfSequence(this.ctx, this.call.rangeOf(name), value, null));
    return this.need(this.call.array(name));
  }

  /** The array of a written sequence. */
  sequence(value: TupleValue): ArrayValue {
    return this.array(arrayOfSequence(this.ctx, this.range, value, null));
  }

  /** An array; a number becomes one with an axis of size 1. */
  atLeast1d(value: GraphValue): ArrayValue {
    if (isArray(value)) return value;
    const scalar = this.cast(value, strongDType(elementOfValue(value)));
    return this.array(
      this.ctx.emit('full', this.range, [scalar, intConstant(1)], arrayType(elementOfValue(scalar) as DType, ['1'])),
    );
  }

  isGiven(name: string): boolean {
    return this.call.given(name) !== undefined;
  }

  bool(name: string, fallback: boolean): boolean {
    return this.need(this.call.constantBool(name, fallback));
  }

  /** A constant text among those accepted. */
  text(name: string, fallback: string, accepted: readonly string[]): string {
    const value = this.call.given(name);
    if (value === undefined) return fallback;
    if (value.kind === 'value' && typeof value.constant === 'string' && accepted.includes(value.constant)) {
      return value.constant;
    }
    if (value.kind === 'value' && value.type.kind === 'str' && value.constant === undefined) {
      this.call.notConstant(name, value);
    } else {
      this.call.only(name, [], `Use one of ${accepted.map((each) => `\`'${each}'\``).join(', ')}`);
    }
    this.stop();
  }

  /** One normalised axis of the array. */
  axis(name: string, array: GraphValue, fallback: number): number {
    return this.need(this.call.given(name) ? this.call.axis(name, array, fallback) : this.axisOf(fallback, array));
  }

  private axisOf(axis: number, array: GraphValue): number {
    return axis < 0 ? axis + dimsOf(array).length : axis;
  }

  /** `axis=None`, one or several: undefined for all. */
  axes(name: string, array: GraphValue): readonly number[] | undefined {
    const axes = this.need(this.call.axes(name, array));
    if (axes !== 'all' && axes.length === 0) this.reject(name, 'it names no axis', 'Name an axis, or leave it out');
    return axes === 'all' ? undefined : axes;
  }

  // Values

  constant(value: PythonConstant): GraphValue {
    return constantValue(value);
  }

  int(value: number): GraphValue {
    return intConstant(value);
  }

  element(value: GraphValue): Element {
    return elementOfValue(value);
  }

  dtype(value: GraphValue): DType {
    return strongDType(elementOfValue(value));
  }

  /** The dtype that NumPy computes means and quotients in. */
  floatDType(value: GraphValue): DType {
    const dtype = this.dtype(value);
    return isFloating(dtype) || dtype === 'c64' || dtype === 'c128' ? dtype : 'f64';
  }

  rank(value: GraphValue): number {
    return dimsOf(value).length;
  }

  private operand(value: Number): GraphValue {
    return typeof value === 'object' ? value : constantValue(value);
  }

  // Elementwise

  cast(value: Number, element: Element): GraphValue {
    return this.need(cast(this.ctx, this.range, this.operand(value), element));
  }

  /** One node whose operands are cast to `element`. */
  op(op: Op, element: Element, operands: readonly Number[], result: Element = element): GraphValue {
    const values = operands.map((each) => this.cast(each, element));
    return this.value(elementwise(this.ctx, this.range, op, values, result));
  }

  elementwise(op: Op, operands: readonly GraphValue[], result: Element): GraphValue {
    return this.value(elementwise(this.ctx, this.range, op, operands, result));
  }

  /** The length of complex numbers. */
  complexAbs(value: GraphValue): GraphValue {
    const dtype = strongDType(elementOfValue(value));
    return this.elementwise('abs', [this.cast(value, dtype)], partsOf(dtype));
  }

  private arithmetic(operator: BinaryOperator, a: Number, b: Number): GraphValue {
    return this.value(arrayArithmetic(this.ctx, this.range, operator, this.operand(a), this.operand(b)));
  }

  add(a: Number, b: Number): GraphValue {
    return this.arithmetic('+', a, b);
  }

  sub(a: Number, b: Number): GraphValue {
    return this.arithmetic('-', a, b);
  }

  mul(a: Number, b: Number): GraphValue {
    return this.arithmetic('*', a, b);
  }

  div(a: Number, b: Number): GraphValue {
    return this.arithmetic('/', a, b);
  }

  mod(a: Number, b: Number): GraphValue {
    return this.arithmetic('%', a, b);
  }

  pow(a: Number, b: Number): GraphValue {
    return this.arithmetic('**', a, b);
  }

  /** `b1`, or `bool` of two Python numbers. */
  compare(op: Op, a: Number, b: Number): GraphValue {
    return this.value(comparison(this.ctx, this.range, op, this.operand(a), this.operand(b)));
  }

  and(a: GraphValue, b: GraphValue): GraphValue {
    return this.op('logical_and', 'b1', [a, b]);
  }

  or(a: GraphValue, b: GraphValue): GraphValue {
    return this.op('logical_or', 'b1', [a, b]);
  }

  not(a: GraphValue): GraphValue {
    return this.op('logical_not', 'b1', [a]);
  }

  /** The real or the imaginary part of complex numbers. */
  part(op: 'real' | 'imag', value: GraphValue): GraphValue {
    return this.value(elementwise(this.ctx, this.range, op, [value], partsOf(elementOfValue(value))));
  }

  real(value: GraphValue): GraphValue {
    return isComplex(elementOfValue(value)) ? this.part('real', value) : value;
  }

  /** Whether elements are NaN, of floating and complex numbers. */
  isNan(value: GraphValue): GraphValue {
    return this.value(elementwise(this.ctx, this.range, 'is_nan', [value], 'b1'));
  }

  /** `np.where`, the values in the element type they promote to. */
  where(condition: GraphValue, a: Number, b: Number): GraphValue {
    const values = [this.operand(a), this.operand(b)];
    const common = strongDType(this.need(commonElement(this.ctx, this.range, values)));
    const operands = this.need(castAll(this.ctx, this.range, values, common));
    return this.value(elementwise(this.ctx, this.range, 'where', [this.cast(condition, 'b1'), ...operands], common));
  }

  /** The dtype of several values together. */
  common(...values: readonly (GraphValue | Element)[]): DType {
    const elements = values.map((each) => (typeof each === 'string' ? each : elementOfValue(each)));
    return strongDType(elements.reduce(promote));
  }

  // Python integers: sizes and counts

  size(array: GraphValue, axis: number): GraphValue {
    return dimValue(this.ctx, this.range, array, axis);
  }

  sizes(array: GraphValue): GraphValue[] {
    return dimsOf(array).map((_, axis) => this.size(array, axis));
  }

  intOp(op: 'add' | 'sub' | 'mul', a: GraphValue | number, b: GraphValue | number): GraphValue {
    const value = (each: GraphValue | number) => (typeof each === 'number' ? intConstant(each) : each);
    return intArithmetic(this.ctx, this.range, op, value(a), value(b));
  }

  /** The number of elements along the axes, all of them when undefined. */
  countOf(array: GraphValue, axes?: readonly number[]): GraphValue {
    const sizes = (axes ?? dimsOf(array).map((_, axis) => axis)).map((axis) => this.size(array, axis));
    return sizes.reduce((a, b) => this.intOp('mul', a, b), intConstant(1));
  }

  /** A size changed by integers: the sum of all. */
  dimSum(dim: Dim, ...values: readonly GraphValue[]): Dim {
    let poly = parseDim(this.ctx.resolve(dim));
    for (const value of values) {
      if (!value.sym) return this.ctx.unknownDim();
      poly = addPoly(poly, value.sym);
    }
    const constant = polyConstant(poly);
    return constant !== undefined && constant < 0n ? this.ctx.unknownDim() : this.ctx.resolve(printPoly(poly));
  }

  dimProduct(...dims: readonly Dim[]): Dim {
    return productOf(this.ctx, dims);
  }

  dimOf(size: GraphValue): Dim {
    return dimOfInt(this.ctx, size);
  }

  // Structure

  view(array: GraphValue, items: readonly Item[]): ArrayValue {
    return this.need(viewItems(this.ctx, this.range, array, items));
  }

  /** The part of the array from `from` to `to` along an axis; negative numbers count from the end. */
  slice(array: GraphValue, axis: number, from?: GraphValue | number, to?: GraphValue | number): ArrayValue {
    const bound = (each: GraphValue | number) => (typeof each === 'number' ? intConstant(each) : each);
    const item: Item = {
      kind: 'slice',
      ...(from === undefined ? {} : { lower: bound(from) }),
      ...(to === undefined ? {} : { upper: bound(to) }),
    };
    return this.view(
      array,
      dimsOf(array).map((_, position): Item => (position === axis ? item : { kind: 'full' })),
    );
  }

  /** The array with new axes of size 1 at the positions of the result. */
  expand(array: ArrayValue, axes: readonly number[]): ArrayValue {
    const rank = this.rank(array) + axes.length;
    return this.view(
      array,
      Array.from({ length: rank }, (_, axis): Item => ({ kind: axes.includes(axis) ? 'new_axis' : 'full' })),
    );
  }

  /** One index of an axis, which is dropped. */
  at(array: GraphValue, axis: number, position: number): GraphValue {
    const items = dimsOf(array).map(
      (_, each): Item =>
        each === axis ? { kind: 'int', value: intConstant(position), range: this.range } : { kind: 'full' },
    );
    return this.need(index(this.ctx, this.range, array, items));
  }

  transpose(array: ArrayValue, axes: readonly number[]): ArrayValue {
    return transposeArray(this.ctx, this.range, array, axes);
  }

  /** All axes in reverse. */
  reversed(array: ArrayValue): ArrayValue {
    return this.transpose(
      array,
      dimsOf(array)
        .map((_, axis) => axis)
        .reverse(),
    );
  }

  flat(array: GraphValue): ArrayValue {
    return this.array(flatten(this.ctx, this.range, array));
  }

  /** The array itself where it lies in C order, which is seen when the program runs, else a copy. */
  contiguous(array: ArrayValue): ArrayValue {
    if (array.fresh) return inCOrder(array);
    const view = this.one('view.contiguous', [array], arrayType(array.type.dtype, dimsOf(array)));
    return this.array(array.readOnly === undefined ? view : { ...view, readOnly: array.readOnly });
  }

  copy(array: GraphValue): GraphValue {
    return isArray(array)
      ? this.ctx.emit('copy', this.range, [array], arrayType(array.type.dtype, dimsOf(array)))
      : array;
  }

  broadcastTo(array: GraphValue, sizes: readonly GraphValue[], dims: readonly Dim[]): ArrayValue {
    const type = arrayType(this.dtype(array), dims);
    const source = isArray(array) ? array : this.atLeast1d(array);
    return this.array(this.ctx.emit('broadcast_to', this.range, [source, ...sizes], type));
  }

  /** The shape that values broadcast to. */
  broadcastDims(values: readonly GraphValue[]): Dim[] {
    return this.need(broadcast(this.ctx, this.range, values));
  }

  full(value: Number, dtype: DType, sizes: readonly GraphValue[]): ArrayValue {
    const dims = sizes.map((size) => dimOfInt(this.ctx, size));
    return this.array(this.ctx.emit('full', this.range, [this.cast(value, dtype), ...sizes], arrayType(dtype, dims)));
  }

  /** `start`, `start + 1`, … before `stop`. */
  arange(start: GraphValue | number, stop: GraphValue | number, dtype: DType, dim: Dim): ArrayValue {
    const operands = [start, stop, 1].map((each) =>
      this.cast(typeof each === 'number' ? intConstant(each) : each, dtype),
    );
    return this.array(this.ctx.emit('arange', this.range, operands, arrayType(dtype, [dim])));
  }

  // Reductions and kernels

  reduce(
    name: ReductionName,
    array: GraphValue,
    axes?: readonly number[],
    keepdims = false,
    dtype?: DType,
  ): GraphValue {
    return this.reduction(name, array, { axes, keepdims, ...(dtype ? { dtype } : {}) });
  }

  /** A reduction with all that reductions know: `where`, `initial`, degrees of freedom. */
  reduction(name: ReductionName, array: GraphValue, reduction: Reduction, ddof = 0): GraphValue {
    return this.value(reduceOperation(this.ctx, this.range, name, array, reduction, ddof));
  }

  /** The `where` and `initial` arguments of a reduction. */
  chosen(): Pick<Reduction, 'mask' | 'initial'> {
    const mask = this.need(maskOf(this.call));
    const initial = this.isGiven('initial') ? this.numericArgument('initial') : null;
    return { ...(mask === null ? {} : { mask }), ...(initial === null ? {} : { initial }) };
  }

  matmul(a: GraphValue, b: GraphValue): GraphValue {
    return this.value(matmul(this.ctx, this.range, a, b));
  }

  /** The dims that stay when axes are reduced. */
  reducedDims(array: GraphValue, axes: readonly number[] | undefined, keepdims: boolean): Dim[] {
    const isReduced = (axis: number) => axes === undefined || axes.includes(axis);
    return dimsOf(array).flatMap((dim, axis) => (isReduced(axis) ? (keepdims ? ['1'] : []) : [dim]));
  }

  kernel(name: string, operands: readonly (GraphValue | PythonConstant)[], types: readonly Type[]): GraphValue[] {
    const values = operands.map((each) =>
      each !== null && typeof each === 'object' && 'kind' in each ? each : constantValue(each as PythonConstant),
    );
    return this.ctx.kernel(name, this.range, values, types);
  }

  /** A kernel with one result. */
  one(name: string, operands: readonly (GraphValue | PythonConstant)[], type: Type): GraphValue {
    return this.kernel(name, operands, [type])[0]!;
  }

  /** The graph's type of an array or, without axes, of a NumPy scalar. */
  shaped(dtype: DType, dims: readonly Dim[]): Type {
    return shapedType(dtype, dims);
  }

  /** A RuntimeWarning when any element of the condition is true. */
  warnIf(condition: GraphValue, text: string): void {
    this.kernel('warn_if', [condition, text], []);
  }

  raiseIf(condition: GraphValue, kind: string, message: string): void {
    this.kernel('raise_if', [condition, kind, message], []);
  }

  /** Integers of an argument that is one integer or a tuple of them. */
  integers(name: string): GraphValue[] {
    const value = this.call.value(name);
    if (value === undefined || value.kind === 'unknown') this.stop();
    return (value.kind === 'tuple' ? value.items : [value]).map((item) => this.intItem(name, item));
  }

  intItem(name: string, item: Value): GraphValue {
    if (item.kind === 'unknown') this.stop();
    if (isNumeric(item) && !isArray(item)) {
      const element = elementOfValue(item);
      if (!isFloating(element) && element !== 'c64' && element !== 'c128' && (element as string) !== 'complex') {
        return this.cast(item, 'int');
      }
    }
    this.reject(name, 'integers are needed', 'Write `int(...)` around it');
  }

  /** Constant integers, such as axes. */
  constants(name: string): number[] {
    return this.integers(name).map((value) => {
      if (typeof value.constant === 'bigint') return Number(value.constant);
      this.call.notConstant(name, value);
      return this.stop();
    });
  }
}
