// SPDX-License-Identifier: Apache-2.0
// NumPy's objects that make arrays of an index: `np.mgrid[0:5, 0:1:5j]`, `np.ogrid`, `np.r_[0, a, 2:5]`, `np.c_[a, b]`.

import { Call } from '../../numpy/call';
import { type Composer, composed } from '../../numpy/compose';
import { cast, intConstant } from '../../numpy/elementwise';
import { arrayOfList } from '../../numpy/lists';
import { concatenateValues, stackValues } from '../../numpy/shapes';
import type { Expr, SliceExpr, SubscriptExpr } from '../../syntax/ast';
import { isList } from '../../types/lists';
import { isComplex, isFloating, promote, strongDType } from '../../types/promote';
import { listView } from '../../types/tuple-views';
import {
  type ArrayValue,
  dimsOf,
  elementOfValue,
  type GraphValue,
  isArray,
  isComplexNumber,
  isNumeric,
  tupleValue,
  UNKNOWN,
  type Value,
} from '../../types/value';
import type { FunctionLowering } from '../program/function';
import { lowerExpr } from './expressions';

const MAKERS: ReadonlySet<string> = new Set(['mgrid', 'ogrid', 'r_', 'c_']);

/** Whether a value is indexed to make an array. */
export function isGridMaker(value: Value): value is Extract<Value, { kind: 'library' }> {
  return value.kind === 'library' && value.module === 'numpy' && MAKERS.has(value.name);
}

export function lowerGrid(fn: FunctionLowering, expr: SubscriptExpr, name: string): Value {
  const call = new Call(fn, expr.range, `np.${name}`, new Map());
  const parts = expr.index.map((part) => (part.kind === 'Slice' ? rangeOf(fn, part) : lowerExpr(fn, part)));
  return composed((c: Composer) => {
    if (name === 'r_' || name === 'c_') return joined(c, parts, name === 'c_');
    const ranges = parts.map((part) => {
      if (part === undefined || !('start' in part))
        return refuse(c, 'an index of slices is needed', 'Write `0:n` for each axis');
      return part;
    });
    return grid(c, ranges, name === 'mgrid', expr.isTuple);
  })(call);
}

/** `start:stop:step`; an imaginary step is a number of places, both ends included. */
interface Range {
  readonly start: GraphValue;
  readonly stop: GraphValue;
  readonly step: GraphValue;
  readonly count?: GraphValue;
}

function rangeOf(fn: FunctionLowering, slice: SliceExpr): Range | undefined {
  const part = (each: Expr | undefined, fallback: bigint): GraphValue | undefined => {
    const value = each ? lowerExpr(fn, each) : undefined;
    if (each === undefined)
      return {
        kind: 'value',
        type: { kind: 'int' },
        constant: fallback,
        sym: new Map(fallback === 0n ? [] : [['', fallback]]),
      };
    return value && isNumeric(value) && !isArray(value) ? value : undefined;
  };
  const [start, stop, step] = [part(slice.lower, 0n), slice.upper && part(slice.upper, 0n), part(slice.step, 1n)];
  if (!start || !stop || !step) return undefined;
  const imaginary = isComplexNumber(step.constant) ? step.constant : undefined;
  if (imaginary) return { start, stop, step, count: intConstant(Math.trunc(Math.hypot(imaginary.re, imaginary.im))) };
  const element = elementOfValue(step);
  if (!isComplex(element)) return { start, stop, step };
  const size = cast(fn, slice.range, step, 'c128');
  const length = size && fn.emit('abs', slice.range, [size], { kind: 'scalar', dtype: 'f64' });
  const number = length && cast(fn, slice.range, length, 'float');
  const count = number && cast(fn, slice.range, number, 'int');
  return count && { start, stop, step, count };
}

function refuse(c: Composer, reason: string, instead: string): never {
  c.ctx.report('WEFT220', c.range, { name: 'index', function: c.call.name, value: 'this index', reason, instead });
  return c.stop();
}

/** One axis: 0, 1, 2, … in `dtype`, and what to multiply and add. */
function places(c: Composer, range: Range): { count: GraphValue; width: GraphValue } {
  if (range.count !== undefined) {
    const { count } = range;
    const span = c.sub(range.stop, range.start);
    if (count.constant !== undefined) {
      const width = count.constant === 1n ? c.int(1) : c.div(span, c.constant(Number(count.constant) - 1));
      return { count, width };
    }
    const isOne = c.compare('equal', count, c.int(1));
    const steps = c.cast(c.ctx.emit('where', c.range, [isOne, c.int(2), count], { kind: 'int' }), 'f64');
    const width = c.div(c.cast(span, 'f64'), c.sub(steps, c.cast(1, 'f64')));
    return { count, width: c.where(isOne, c.cast(1, 'f64'), width) };
  }
  const distance = c.cast(c.sub(range.stop, range.start), 'f64');
  const known = range.step.constant === 1n && range.start.sym && range.stop.sym;
  if (known) {
    const count = c.intOp('sub', range.stop, range.start);
    const isEmpty = c.compare('less', count, c.int(0));
    const length = c.ctx.emit('where', c.range, [isEmpty, c.int(0), count], { kind: 'int' });
    return { count: { ...length, ...(count.sym ? { sym: count.sym } : {}) }, width: range.step };
  }
  const steps = c.op('ceil', 'f64', [c.div(distance, c.cast(range.step, 'f64'))]);
  return { count: c.cast(c.op('maximum', 'f64', [steps, c.cast(0, 'f64')]), 'int'), width: range.step };
}

function grid(c: Composer, ranges: readonly Range[], isDense: boolean, isTuple: boolean): Value {
  const all = ranges.flatMap((range) => [range.start, range.stop, ...(range.count === undefined ? [range.step] : [])]);
  const common = all.map(elementOfValue).reduce(promote, 'int');
  const dtype = ranges.some((range) => range.count !== undefined) && !isFloating(common) ? 'f64' : strongDType(common);
  const axes = ranges.map((range) => places(c, range));
  const dims = axes.map(({ count }) => c.dimOf(count));
  const vectors = ranges.map((range, axis): ArrayValue => {
    const { count, width } = axes[axis]!;
    const steps = c.cast(c.arange(0, count, 'i64', dims[axis]!), dtype);
    const line = c.add(c.mul(steps, c.cast(width, dtype)), c.cast(range.start, dtype));
    const others = ranges.flatMap((_, each) => (each === axis ? [] : [each]));
    return others.length === 0 ? c.array(line) : c.expand(c.array(line), others);
  });
  if (!isTuple) return vectors[0]!;
  if (!isDense) return tupleValue(vectors);
  const sizes = axes.map(({ count }) => count);
  return stackValues(
    c.ctx,
    c.range,
    vectors.map((vector) => c.broadcastTo(vector, sizes, dims)),
    0,
  );
}

/** Arrays, numbers and ranges end to end; `c_` makes columns of vectors. */
function joined(c: Composer, parts: readonly (Value | Range | undefined)[], isColumns: boolean): Value {
  const values = parts.map((part): GraphValue => {
    if (part === undefined) return refuse(c, 'a slice of numbers is needed', 'Write `np.arange(...)`');
    if ('start' in part) return c.array(grid(c, [part], false, false));
    if (part.kind === 'unknown') return c.stop();
    if (part.kind === 'tuple') return c.sequence(part);
    if (isNumeric(part)) return part;
    const list = listView(part);
    if (isList(list)) return arrayOfList(c.ctx, c.range, list) ?? c.stop();
    return refuse(c, 'arrays, numbers and slices are joined', 'Use `np.concatenate`');
  });
  if (values.length === 0) return UNKNOWN;
  const dtype = strongDType(values.map(elementOfValue).reduce(promote));
  const arrays = values.map((value) => {
    const array = c.atLeast1d(c.cast(value, dtype));
    return isColumns && c.rank(array) === 1 ? c.expand(array, [1]) : array;
  });
  return concatenateValues(c.ctx, c.range, arrays, isColumns ? dimsOf(arrays[0]!).length - 1 : 0);
}
